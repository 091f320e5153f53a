"""What is known of one call or webhook, as plain records: one is read from a file, the other from the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from readback.spec import Value
from readback.terms import Listing, Row

Facts = frozenset[tuple[str, str]]
Marks = frozenset[str | tuple[str, str]]
"""Marks of a value, with its default and values, and its limits."""


class Texts(list[str]):
    """What is said, in whatever order; only words count."""


class Name(Texts):
    """What is said of a response, which without a description is called by its status."""


@dataclass(slots=True)
class Fields:
    """A list of fields and, where there is more to say than those, what they are the fields of.

    `beside` are the paths whose fields stand elsewhere by a list of the same value.
    """

    listing: Listing = field(default_factory=Listing)
    itself: Row | None = None
    beside: frozenset[str] = frozenset()


@dataclass(slots=True)
class Declared:
    """What the document has in place of `Fields`: rows, given the paths at which others are linked.

    `whole` is the value that they are the fields of, if they are those of one; its `marks` and `limits` are told
    elsewhere. `known` gives names that a line may tell to use instead of a deprecated one.
    """

    direction: str
    rows: Callable[[frozenset[str]], Listing]
    whole: Value | None = None
    marks: Marks = frozenset()
    limits: Facts = frozenset()
    known: Callable[[], frozenset[str]] = frozenset


@dataclass(slots=True)
class Body:
    """A request body in one media type."""

    required: bool
    untyped: bool = False
    fields: Fields | Declared = field(default_factory=Fields)
    not_sent: Fields | Declared = field(default_factory=Fields)
    encodings: dict[str, set[str]] = field(default_factory=dict)
    part_headers: dict[str, Fields | Declared] = field(default_factory=dict)


@dataclass(slots=True)
class Answer:
    """A response in one media type; `wrapping` is empty for an error, whose body is stated as a whole.

    `limits` and `marks` are those of what holds the entries, or of the object itself, whose `type` is told where it is
    no object. `entries` are marks and limits of each entry of a list, `whole` those of a body that is wrapped; `beside`
    is what stands beside `data`.
    """

    said: Name
    wrapping: str = ""
    type: str = ""
    limits: Facts = frozenset()
    marks: Marks = frozenset()
    entries: Marks = frozenset()
    whole: Marks = frozenset()
    untyped: bool = False
    texts: Texts = field(default_factory=Texts)
    fields: Fields | Declared = field(default_factory=Fields)
    beside: Fields | Declared = field(default_factory=Fields)


@dataclass(slots=True)
class Call:
    """One call. `head` is all that is said of it, `leads` what is said of filters as a whole.

    `moving` is what a deprecated call's file says of the way to its successor.

    Bodies are by media type, answers by status and media type: an empty one where there is no body. Webhooks are by
    name, with the file of each. `miscounted` is what a file says wrongly of its own numbers.
    """

    key: str
    deprecated: bool = False
    moving: list[str] = field(default_factory=list, compare=False)
    head: Texts = field(default_factory=Texts)
    identity: Texts = field(default_factory=Texts)
    groups: dict[str, Fields | Declared] = field(default_factory=dict)
    leads: dict[str, Texts] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    bodies_said: Texts = field(default_factory=Texts)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    headers: dict[str, Fields | Declared] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)
    webhooks: dict[str, str] = field(default_factory=dict)
    past_webhooks: set[str] = field(default_factory=set)
    silent_webhooks: set[str] = field(default_factory=set)
    miscounted: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Payload:
    """What a webhook carries to one subscriber, and what its receiver answers, by status and media type.

    `need` is whether the body is required.
    """

    said: Texts = field(default_factory=Texts)
    identity: Texts = field(default_factory=Texts)
    groups: dict[str, Fields | Declared] = field(default_factory=dict)
    need: str = ""
    bodies: dict[str, Fields | Declared] = field(default_factory=dict)
    untyped: set[str] = field(default_factory=set)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    headers: dict[str, Fields | Declared] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Webhook:
    """One webhook; payloads are by the file of the subscribing call, method and target."""

    name: str
    deprecated: bool
    payloads: dict[tuple[str, str, str], Payload] = field(default_factory=dict)
    miscounted: set[str] = field(default_factory=set)
