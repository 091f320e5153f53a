"""What a row says, as a value: rows of different lists are the same only if all is that their lines would say."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeAlias

from ampeco_refgen.catalog.fields import Choice, Field, Row, ShapeKey
from ampeco_refgen.catalog.shape import Shape

Identity: TypeAlias = int
"""A number: rows that say the same have the same."""
Successors: TypeAlias = Callable[[ShapeKey, str], tuple[str, ...]]
"""Gives the paths of what to use instead of a deprecated field, by its list and its path."""
_SHOWN, _TITLE = 60, 20
"""Characters of the values of an enum that is written in place, and of what stands above a variant."""


class Rows:
    """Gives what identifies a row, and about how long its line is; of each shape it is found out once."""

    def __init__(self, successors: Successors) -> None:
        self._successors = successors
        self._known: dict[Shape, tuple[int, int]] = {}
        self._numbers: dict[Hashable, int] = {}

    def identity(self, row: Row, owner: ShapeKey, below: str = "") -> Identity:
        """Return a value that is equal for rows which say the same, apart from the path that they are `below`.

        `owner` is the list that the row stands in, on which depends what to use instead of a deprecated field.
        """
        said = self._choice(row, owner, below) if isinstance(row, Choice) else self._field(row, owner, below)
        return self._numbers.setdefault(said, len(self._numbers))

    def _field(self, row: Field, owner: ShapeKey, below: str) -> Hashable:
        shape = row.shape
        refers = (row.refers.key, owner[1]) if row.refers else None
        there: tuple[str, ...] = ()
        if shape.deprecated:
            there = tuple(path.removeprefix(below) for path in self._successors(owner, row.path))
        number, _ = self._known.get(shape) or self._shape(shape)
        return row.path[len(below) :], row.required, refers, there, number

    def _choice(self, row: Choice, owner: ShapeKey, below: str) -> Hashable:
        variants = tuple(
            (
                variant.title,
                variant.condition,
                variant.refers and (variant.refers.key, owner[1]),
                self._shape(variant.shape)[0],
                tuple(self.identity(one, owner, below) for one in variant.rows),
            )
            for variant in row.variants
        )
        shared = tuple(
            (part.numbers, tuple(self.identity(one, owner, below) for one in part.rows)) for part in row.shared
        )
        return row.path[len(below) :], row.kind, variants, shared

    def weight(self, row: Row) -> int:
        """Return about how many characters the lines of a row have."""
        if isinstance(row, Field):
            _, length = self._known.get(row.shape) or self._shape(row.shape)
            return len(row.path) + length
        parts = [*(variant.rows for variant in row.variants), *(sharing.rows for sharing in row.shared)]
        return sum(_TITLE + sum(map(self.weight, rows)) for rows in parts)

    def _shape(self, shape: Shape) -> tuple[int, int]:
        """Return a number that stands for all that a line says of a shape, and about how long that is."""
        known = self._known.get(shape)
        if known is None:
            number = self._numbers.setdefault(_facts(shape), len(self._numbers))
            known = self._known[shape] = (number, _length(shape))
        return known


def _facts(shape: Shape) -> Hashable:
    """Return all that a line says of a shape: not its members, which have lines of their own."""
    items = _facts(shape.items) if shape.items is not None else None
    values = _facts(shape.values) if isinstance(shape.values, Shape) else None
    said = (shape.descriptions, shape.enum, shape.enum_descriptions, shape.default, shape.examples)
    marks = (shape.nullable, shape.read_only, shape.write_only, shape.deprecated, shape.replacements)
    return shape.kind, shape.format, shape.constraints, bool(shape.members), said, marks, items, values


def _length(shape: Shape) -> int:
    values = min(sum(len(text) + 4 for text in shape.enum or ()), _SHOWN)
    return 25 + sum(map(len, shape.descriptions)) + values + (_length(shape.items) if shape.items is not None else 0)
