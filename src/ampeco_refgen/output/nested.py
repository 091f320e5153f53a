"""Fields of a field that another list states just alike: the pricing of a tariff, wherever a tariff is embedded.

What is below such a field is left out, and its line says where its fields are, by the path that they are below there.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ampeco_refgen.catalog.fields import Field, Row, ShapeKey
from ampeco_refgen.names import is_below, onward
from ampeco_refgen.output.homes import Home
from ampeco_refgen.output.identity import Identity, Rows

_WORTH_A_LINK = 240
"""Characters, about, that must be spared."""


class Nested(Struct, frozen=True, kw_only=True, eq=False):
    """Where the fields of a field are stated: below `path` in the list at `home`."""

    home: Home
    path: str


class OwnRows(Struct, frozen=True, kw_only=True, eq=False):
    """The rows that a list states itself; `inherited` are paths of those that it has from its base."""

    key: ShapeKey
    home: Home | None
    rows: tuple[Row, ...]
    inherited: frozenset[str]


class Nesting(Struct, frozen=True, kw_only=True, eq=False):
    """The rows of a list that are left, and by path where the fields of some of them are."""

    rows: tuple[Row, ...]
    nested: dict[str, Nested]


class Nestings:
    """Looks through lists in turn, those to be linked to first."""

    def __init__(self, known: Rows) -> None:
        self._known = known
        self._stated: dict[tuple[Identity, ...], Nested] = {}

    def of(self, own: OwnRows) -> Nesting:
        """Return what is left of a list, and let later ones lead to what it states itself."""
        rows: list[Row] = []
        nested: dict[str, Nested] = {}
        number = 0
        while number < len(own.rows):
            row = own.rows[number]
            rows.append(row)
            number += 1
            below = _below(own.rows, number, row.path) if isinstance(row, Field) else ()
            if below and (found := self._find(own, row.path, below)):
                nested[row.path] = found
                number += len(below)
        return Nesting(rows=tuple(rows), nested=nested)

    def _find(self, own: OwnRows, path: str, below: tuple[Row, ...]) -> Nested | None:
        """Return where else the rows below a path are stated; where nowhere else, they are from now on known."""
        weight = sum(map(self._known.weight, below))
        if weight <= _WORTH_A_LINK or any(is_below(other, path) for other in own.inherited):
            return None
        identity = tuple([self._known.identity(row, own.key, path) for row in below])
        found = self._stated.get(identity)
        if found is None and own.home is not None:
            self._stated[identity] = Nested(home=own.home, path=path)
        return found if found is not None and found.home is not own.home else None


def _below(rows: tuple[Row, ...], start: int, path: str) -> tuple[Row, ...]:
    """Return the rows from `start` that are below the one before them, or go on with its value."""
    inside, end = onward(path), start
    while end < len(rows) and ((other := rows[end].path) == path or other.startswith(inside)):
        end += 1
    return rows[start:end]


def nestings(known: Rows, lists: Iterable[OwnRows]) -> dict[ShapeKey, Nesting]:
    """Return what is left of each list, those to be linked to first."""
    found = Nestings(known)
    return {own.key: found.of(own) for own in lists}
