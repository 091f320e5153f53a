"""What a list of fields on a page states, as values: rows, choices, and where more of them stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from readback.terms import Row


@dataclass(slots=True)
class Leaving:
    """What a list leaves to the one at `target`: all fields but some, or those `below` a path there.

    Of a base, `below` is the path in this list that its fields are below.

    `own` says what its own rows are beside the base's; `role` whether the target is a body or a response.
    """

    target: str
    role: str
    below: str = ""
    without: list[str] = field(default_factory=list)
    own: str | None = None


@dataclass(slots=True)
class Listing:
    """What a list on a page states; `links` are the targets at which rows go on, by path.

    `base` is the list that it has the other rows from, `nested` has the lists that fields of fields are left to, by
    path, `like` the fields of the same list that they are those of. `companions` are page and target of lists that
    describe some of the fields, in the same words; `about` tells common parameters of one name apart by their calls.
    """

    page: str
    rows: list[Row] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    shared_by_path: set[str] = field(default_factory=set)
    base: Leaving | None = None
    nested: dict[str, Leaving] = field(default_factory=dict)
    like: dict[str, str] = field(default_factory=dict)
    companions: list[tuple[str, str]] = field(default_factory=list)
    about: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Choice:
    """A union as a page states it; `kind` is `oneOf` or `anyOf`."""

    path: str
    kind: str
    variants: list[Variant]


@dataclass(slots=True)
class Variant:
    """One alternative: what stands in place, or `link`, the target where it is stated."""

    title: str
    condition: tuple[str, frozenset[str]] | None
    listing: Listing
    plain: Row | None = None
    link: str = ""
    said: str = ""


class UnreadableError(AssertionError):
    """A line that does not follow the notation."""
