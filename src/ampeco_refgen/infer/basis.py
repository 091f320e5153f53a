"""What an authored sentence rests on: a place of the document whose description says it, and the digest of that text.

A `place` is written like a call with a part of it, without version, for the newest live one counts:

- `POST actions/user/{}/lock description` is the call's own description, `POST users body password` that of a field;
  the other parts are `response FIELD`, `beside FIELD` (a field beside `data` in a response), `parameter NAME` (a filter
  as it is sent) and `status 409`;
- `description`, `body password` and so on, in a step of a recipe, are parts of that step's call;
- `webhook idTag.changed payload action`, and likewise `description`, `parameter` (a header) and `status`;
- `info`, `tag NAME` and `security NAME` are the descriptions of the API, of a tag and of a security scheme.
"""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

DIGITS = 12
"""How many hexadecimal digits of a SHA-256 a digest has."""


class Basis(Struct, frozen=True, kw_only=True):
    """A place of the document, and the digest that its description had when the sentence was last held against it."""

    place: str
    digest: str


class Sentence(Struct, frozen=True, kw_only=True):
    """An authored sentence outside of recipes, with what it rests on; `place` says where it stands: `SKILL.md`."""

    place: str
    text: str
    rests_on: tuple[Basis, ...]


def digest_of(text: str) -> str:
    """Return the digest of a description; how its words are separated makes no difference."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:DIGITS]


def bases(*lines: str) -> tuple[Basis, ...]:
    """Return the bases that lines name: each a place, a blank and the digest."""
    return tuple(Basis(place=place, digest=digest) for place, _, digest in (line.rpartition(" ") for line in lines))
