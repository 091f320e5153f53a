"""Hash-consing: identical nodes of a document become one object as they are read.

Both readers use it, `json_reader.py` and `yaml_reader.py`. A document that arrives with its references written out
repeats most of its nodes; when each distinct one exists once, memory stays small, and every later stage can
remember what it knows of a node by the node's identity. Nobody may change a node after this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.reading import MAX_DEPTH, Note, refused, too_deep

Held: TypeAlias = "Piece | str | bool | None"
"""A value as it is compared: texts, truth values and null as they are, all else as its piece."""
Members: TypeAlias = tuple[tuple[str, Held], ...]
Items: TypeAlias = tuple[Held, ...]


class Piece:
    """A container or a number that was read; no two of one document hold the same, so they compare by identity.

    `members` or `items` are what the container was made of, `depth` is how many containers are within each other in
    it, `size` how many values it has when it is written out.
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
    """Gives one piece for all containers of the same content (and the same order of names), and for equal numbers.

    `nodes` are the distinct containers so far, each after the ones it holds; `notes` tell of names that stand twice.
    A container that is nested too deeply, or has more than `largest` values, raises `DocumentError`.
    """

    def __init__(self, *, largest: int) -> None:
        self.nodes: list[JsonObject | list[JsonValue]] = []
        self.notes: list[Note] = []
        self._largest = largest
        self._mappings: dict[Members, Piece] = {}
        self._sequences: dict[Items, Piece] = {}
        self._numbers: dict[str, Piece] = {}

    def number(self, number: float) -> Piece:
        """Return the piece for a number: `1`, `1.0` and `True` are equal to Python, but not the same in a document."""
        return self._numbers.setdefault(repr(number), Piece(number))

    def sequence(self, items: Items) -> Piece:
        """Return the piece for a list."""
        found = self._sequences.get(items)
        if found is None:
            node = [value_of(held) for held in items]
            depth, size = self._measured(items)
            self.nodes.append(node)
            found = self._sequences[items] = Piece(node, items=items, depth=depth, size=size)
        return found

    def mapping(self, members: Members) -> Piece:
        """Return the piece for an object; one in which a name stands twice is like no other, and noted."""
        found = self._mappings.get(members)
        if found is None:
            found = self.single(members)
            if found.members is members:
                self._mappings[members] = found
        return found

    def single(self, members: Members) -> Piece:
        """Return a piece of its own for an object, so that what is noted about it concerns its place alone."""
        node = {name: value_of(held) for name, held in members}
        if len(node) != len(members):
            self.notes += _duplicates(node, members)
            members = tuple(dict(members).items())
        depth, size = self._measured([held for _, held in members])
        self.nodes.append(node)
        return Piece(node, members=members, depth=depth, size=size)

    def _measured(self, values: Sequence[Held]) -> tuple[int, int]:
        """Return the depth and size of a container with these values."""
        pieces = [held for held in values if type(held) is Piece]
        depth = 1 + max([piece.depth for piece in pieces], default=0)
        size = 1 + len(values) + sum([piece.size - 1 for piece in pieces])
        if depth > MAX_DEPTH:
            raise too_deep()
        if size > self._largest:
            message = f"the document comes to more than {self._largest} values when its aliases are written out"
            raise refused("too-many-nodes", message, "it looks like an alias bomb")
        return depth, size


def value_of(held: Held) -> JsonValue:
    """Return the value itself of what is compared."""
    return held.value if isinstance(held, Piece) else held


def _duplicates(node: JsonObject, members: Members) -> Iterator[Note]:
    """Yield a note for each name that stands more than once among the members of which `node` was made.

    RFC 8259 section 4 wants unique names, YAML 1.2.2 section 3.2.1.1 demands them. A text or number that is
    overruled does no harm; a lost structure can be a whole operation, and is an error.
    """
    earlier: dict[str, JsonValue] = {}
    for name, held in members:
        if name in earlier:
            lost = isinstance(earlier[name], dict | list) and earlier[name] is not node[name]
            yield _duplicate(node, name, lost=lost)
        earlier[name] = value_of(held)


def _duplicate(holder: JsonObject, key: str, *, lost: bool) -> Note:
    if lost:
        message = f"the name {key!r} stands twice in one object, and what the first one held would be lost"
        return Note(severity=Severity.ERROR, code="duplicate-key-loss", message=message, holder=holder, key=key)
    message = f"the name {key!r} stands twice in one object; the last one counts"
    return Note(severity=Severity.WARNING, code="duplicate-key", message=message, holder=holder, key=key)
