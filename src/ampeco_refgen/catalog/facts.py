"""Shape → Facts: what the users of a value depend on, in a form that two documents can be compared by.

The variants of a union, and the places where several payloads have the same dotted path, are merged: the facts of
a path are the sets of what holds in any of them. Texts (descriptions, titles, examples) are no facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Choice, Direction, Fields, Row, ShapeKey
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.unions import alternatives
from ampeco_refgen.jsonvalue import JsonText


class Share(IntEnum):
    """In how many of the merged places something holds."""

    NONE = 0
    SOME = 1
    ALL = 2

    def __str__(self) -> str:
        return ("no", "in some variants", "yes")[self.value]


class Facts(Struct, frozen=True, kw_only=True):
    """What is said of one value. `words` is its type for people: `array of string (date-time)`.

    `enum` is `None` where any value is allowed in one of the merged places; `limits` are keywords with their values;
    `style` is how a parameter is written into the request; `sent` is false for what a client must not send.
    """

    words: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    enum: tuple[JsonText, ...] | None = None
    limits: frozenset[tuple[str, JsonText]] = frozenset()
    defaults: frozenset[JsonText] = frozenset()
    required: Share = Share.NONE
    nullable: Share = Share.NONE
    deprecated: Share = Share.NONE
    style: str = ""
    sent: bool = True

    def __str__(self) -> str:
        return " or ".join(self.words)


def facts_of(shape: Shape, *, required: bool = False, deprecated: bool = False) -> Facts:
    """Return the facts of a value of `shape`; a union's are those of its variants together."""
    variants = tuple(alternatives(shape))
    parts = (shape, *variants)
    return Facts(
        words=(in_words(shape),),
        types=frozenset(shape.types or (kind for variant in variants for kind in _kinds(variant))),
        formats=frozenset(part.format for part in parts if part.format),
        enum=shape.enum if shape.enum is not None else _enum_of(variants),
        limits=frozenset((limit.keyword, limit.value) for part in parts for limit in part.constraints),
        defaults=frozenset() if shape.default is None else frozenset({shape.default}),
        required=all_or_none(required),
        nullable=all_or_none(any(part.nullable for part in parts)),
        deprecated=all_or_none(deprecated or shape.deprecated),
    )


def in_words(shape: Shape) -> str:
    """Return the type of a value in words, through arrays and maps: `array of string (date-time)`."""
    if shape.kind == "array" and shape.items is not None:
        return f"array of {in_words(shape.items)}"
    if isinstance(shape.values, Shape) and not shape.members:
        return f"map of {in_words(shape.values)}"
    variants = alternatives(shape) if shape.unions and not shape.types else ()
    if kinds := {in_words(variant) for variant in variants if variant is not shape}:
        return " or ".join(sorted(kinds))
    return f"{shape.kind} ({shape.format})" if shape.format else shape.kind


def merged(facts: Iterable[Facts]) -> Facts:
    """Return what holds in any of several places at once; there must be one at least."""
    parts = list(dict.fromkeys(facts))
    if len(parts) == 1:
        return parts[0]
    return Facts(
        words=tuple(sorted({word for part in parts for word in part.words})),
        types=frozenset().union(*(part.types for part in parts)),
        formats=frozenset().union(*(part.formats for part in parts)),
        enum=_enum_of(parts),
        limits=frozenset().union(*(part.limits for part in parts)),
        defaults=frozenset().union(*(part.defaults for part in parts)),
        required=_common([part.required for part in parts]),
        nullable=_common([part.nullable for part in parts]),
        deprecated=_common([part.deprecated for part in parts]),
        style=parts[0].style,
        sent=any(part.sent for part in parts),
    )


class FieldFacts:
    """Gives the facts of everything below the shapes of one Catalog, each read once."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self._read: dict[ShapeKey, dict[str, Facts]] = {}

    def of(self, shape: Shape, direction: Direction) -> Mapping[str, Facts]:
        """Return the facts below a value of `shape` by dotted path, and its own under the empty path.

        Shapes that rows only refer to are followed, a recursive one until it meets itself. What a client must not
        send is there too for requests, marked so.
        """
        key = (shape.key, direction)
        if key not in self._read:
            self._read[key] = self._all(shape, direction)
        return self._read[key]

    def _all(self, shape: Shape, direction: Direction) -> dict[str, Facts]:
        found = _Walk(self, direction).value(self.fields.shapes.expanded(shape))
        hidden = self.fields.left_out(shape, direction) if direction is Direction.REQUEST else ()
        others = self.of(shape, Direction.RESPONSE) if hidden else {}
        return found | {path: replace(others[path], sent=False) for path in hidden if path not in found}


class _Walk:
    """Goes through the rows of a shape and the shapes they refer to, the items of scalar arrays included."""

    def __init__(self, facts: FieldFacts, direction: Direction) -> None:
        self._facts = facts
        self._fields = facts.fields
        self._direction = direction
        self._open: list[tuple[int, ...]] = []
        self._found: defaultdict[str, list[Facts]] = defaultdict(list)

    def value(self, shape: Shape) -> dict[str, Facts]:
        """Return what holds at each path below a value, and of itself; a walk is gone once."""
        self._itself("", shape, required=False)
        self._below("", shape)
        return {path: merged(parts) for path, parts in self._found.items()}

    def _below(self, path: str, shape: Shape) -> None:
        if shape.key in self._open:
            return
        self._open.append(shape.key)
        self._rows(self._fields.rows(shape, self._direction, path))
        self._open.pop()

    def _rows(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if isinstance(row, Choice):
                self._choice(row)
                continue
            self._itself(row.path, row.shape, required=row.required)
            if row.refers is not None or row.path.endswith("[]"):  # the row of items does not say what it refers to
                self._followed(row.path, row.shape, fully=True)

    def _choice(self, choice: Choice) -> None:
        for variant in choice.variants:
            self._followed(choice.path, variant.shape, fully=variant.refers is not None)
        for below in (*(sharing.rows for sharing in choice.shared), *(variant.rows for variant in choice.variants)):
            self._rows(below)

    def _followed(self, path: str, shape: Shape, *, fully: bool) -> None:
        """Go on below a shape that stands elsewhere: the value itself (if `fully`), or what its array or map holds."""
        refers = self._fields.refers(shape)
        if refers is None or (refers is shape and not fully):
            return
        while shape is not refers:
            inner, path = (shape.items, f"{path}[]") if shape.items is not None else (shape.values, f"{path}.*")
            if not isinstance(inner, Shape):
                return
            shape = inner
        self._below(path, self._fields.shapes.expanded(refers))

    def _itself(self, path: str, shape: Shape, *, required: bool) -> None:
        """Add the facts of a value, and of an array's items, which rows of scalars leave out."""
        self._found[path].append(facts_of(shape, required=required))
        for variant in (shape, *alternatives(shape)) if shape.unions else (shape,):
            if variant.items is not None:
                self._itself(f"{path}[]", variant.items, required=False)


def all_or_none(mark: bool) -> Share:
    """Return the share of what there is only one of."""
    return Share.ALL if mark else Share.NONE


def _kinds(shape: Shape) -> tuple[str, ...]:
    return shape.types or (shape.kind,)


def _enum_of(parts: Sequence[Shape | Facts]) -> tuple[JsonText, ...] | None:
    """Return the values that any of several allows; nothing where one of them allows any."""
    enums = [part.enum for part in parts if part.enum is not None]
    if not enums or len(enums) < len(parts):
        return None
    return tuple(dict.fromkeys(text for enum in enums for text in enum))


def _common(shares: list[Share]) -> Share:
    return shares[0] if len(set(shares)) == 1 else Share.SOME
