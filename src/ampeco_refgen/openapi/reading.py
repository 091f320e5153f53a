"""What the JSON and the YAML reader share: limits, refusals, numbers, and interning.

The limits bound what a hostile document can cost. They are far above what real ones need: the largest seen have
70 MB and are nested 60 deep.

Interning (hash-consing) makes equal nodes of a document one object as they are read. A document that arrives with
its references written out repeats most of its nodes; when each distinct one exists once, memory stays small, and every
later stage can remember what it knows of a node by the node's `id`. Nobody may change a node after this.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ampeco_refgen.diagnostics import Severity, error, printable
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.model import ReadingNote

MAX_BYTES = 256 * 1024 * 1024
"""Bytes of the largest document that is parsed; `FetchSettings.max_bytes` may stop it before."""

MAX_DEPTH = 500
"""Containers within containers; a schema in a schema takes two (`properties` and the property), so 200 of those fit."""

MAX_NODES = 5_000_000
"""Values that a YAML document may have with its aliases written out, if its text has no more characters than that.

Without aliases a document has fewer values than characters, so one with more than both is an alias bomb.
"""

MAX_DIGITS = 400
"""Digits of a whole number; the largest number of double precision (IEEE 754) has 309."""

InternedValue: TypeAlias = "Interned | str | bool | None"
"""A value in the form that is hashed and compared: containers and numbers interned, all others as they are."""
Members: TypeAlias = tuple[tuple[str, InternedValue], ...]
Items: TypeAlias = tuple[InternedValue, ...]


def refused(code: str, message: str, hint: str = "the document has to be corrected there") -> DocumentError:
    """Return the error for a document that cannot be read at all."""
    shown = printable(message)
    return DocumentError(shown, hint=hint, diagnostics=(error(code, shown),))


def too_deep() -> DocumentError:
    """Return the error for a document that is nested beyond `MAX_DEPTH`."""
    return refused("too-deep", f"the document nests more than {MAX_DEPTH} levels deep", "no real API needs that many")


def integer(digits: str) -> int:
    """Return a whole number; raises `DocumentError` beyond `MAX_DIGITS`."""
    if len(digits) > MAX_DIGITS:
        raise _too_many_digits(digits)
    return int(digits)


def based_integer(digits: str) -> int:
    """Return a whole number in YAML's notation for base 8 or 16 (`0o17`, `0xff`); raises as `integer` does."""
    if len(digits) > MAX_DIGITS:
        raise _too_many_digits(digits)
    return int(digits, 0)


def _too_many_digits(digits: str) -> DocumentError:
    return refused("number-too-large", f"the document holds a whole number of {len(digits)} digits: {digits[:20]}…")


def real(digits: str) -> float:
    """Return a number with a fraction or exponent; raises `DocumentError` where it exceeds double precision."""
    number = float(digits)
    if math.isinf(number):
        raise refused("number-too-large", f"the document holds a number too large to calculate with: {digits[:40]}")
    return number


class Interned:
    """A container or a number that was read, as `value`. Equal ones are one object, so they are compared by identity.

    `members` are those of an object, `items` those of a list. `depth` is how many containers are nested in each other,
    itself included; `size` is how many values it has, itself included, where each is counted in all of its places.
    """

    __slots__ = ("depth", "items", "members", "size", "value")

    def __init__(
        self, value: JsonValue, *, members: Members = (), items: Items = (), depth: int = 0, size: int = 1
    ) -> None:
        self.value = value
        self.members = members
        self.items = items
        self.depth = depth
        self.size = size


class Interner:
    """Makes one `Interned` of all containers with the same content (and the same order of names), and of equal numbers.

    `nodes` are the distinct containers so far, each after the ones it holds; `notes` tell of names that stand twice.
    Raises `DocumentError` for a container that is nested more than `MAX_DEPTH` deep or has more than `largest` values.
    """

    def __init__(self, *, largest: int) -> None:
        self.nodes: list[JsonObject | list[JsonValue]] = []
        self.notes: list[ReadingNote] = []
        self._largest = largest
        self._mappings: dict[Members, Interned] = {}
        self._sequences: dict[Items, Interned] = {}
        self._numbers: dict[str, Interned] = {}

    def number(self, number: float) -> Interned:
        """Intern a number: `1`, `1.0` and `True` are equal to Python, but not the same in a document."""
        return self._numbers.setdefault(repr(number), Interned(number))

    def sequence(self, items: Items) -> Interned:
        """Intern a list."""
        interned = self._sequences.get(items)
        if interned is None:
            node = [value_of(value) for value in items]
            depth, size = self._measured(items)
            self.nodes.append(node)
            interned = self._sequences[items] = Interned(node, items=items, depth=depth, size=size)
        return interned

    def mapping(self, members: Members) -> Interned:
        """Intern an object; one in which a name stands twice is noted, and not made one with others."""
        interned = self._mappings.get(members)
        if interned is None:
            interned = self.single(members)
            if interned.members is members:
                self._mappings[members] = interned
        return interned

    def single(self, members: Members) -> Interned:
        """Make an object that is not shared with equal ones, so that a note about it concerns its own place alone."""
        node = {name: value_of(value) for name, value in members}
        if len(node) != len(members):
            self.notes += _duplicates(node, members)
            members = tuple(dict(members).items())
        depth, size = self._measured([value for _, value in members])
        self.nodes.append(node)
        return Interned(node, members=members, depth=depth, size=size)

    def _measured(self, values: Sequence[InternedValue]) -> tuple[int, int]:
        """Return the depth and size of a container with these values."""
        interned = [value for value in values if type(value) is Interned]
        depth = 1 + max([value.depth for value in interned], default=0)
        size = 1 + len(values) + sum([value.size - 1 for value in interned])
        if depth > MAX_DEPTH:
            raise too_deep()
        if size > self._largest:
            message = f"the document comes to more than {self._largest} values when its aliases are written out"
            raise refused("too-many-nodes", message, "it looks like an alias bomb")
        return depth, size


def value_of(value: InternedValue) -> JsonValue:
    """Return the JSON value that an interned one stands for."""
    return value.value if isinstance(value, Interned) else value


def _duplicates(node: JsonObject, members: Members) -> Iterator[ReadingNote]:
    """Yield a note for each name that stands more than once among the members of which `node` was made.

    RFC 8259 section 4 says that names should be unique, YAML 1.2.2 section 3.2.1.1 that they must be. The last one
    counts. That is a warning where a text or number is overruled, and an error where an object or list is lost, which
    can be a whole operation.
    """
    earlier: dict[str, JsonValue] = {}
    for name, value in members:
        if name in earlier:
            lost = isinstance(earlier[name], dict | list) and earlier[name] is not node[name]
            yield _duplicate(node, name, lost=lost)
        earlier[name] = value_of(value)


def _duplicate(holder: JsonObject, key: str, *, lost: bool) -> ReadingNote:
    if lost:
        message = f"the name {key!r} stands twice in one object, and what the first one held would be lost"
        return ReadingNote(severity=Severity.ERROR, code="duplicate-key-loss", message=message, holder=holder, key=key)
    message = f"the name {key!r} stands twice in one object; the last one counts"
    return ReadingNote(severity=Severity.WARNING, code="duplicate-key", message=message, holder=holder, key=key)
