"""What each list of fields states itself, once it leaves to others what they have just alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields, Row, ShapeKey
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.output.bases import Base, find_bases
from ampeco_refgen.output.homes import Home
from ampeco_refgen.output.identity import Rows
from ampeco_refgen.output.nested import Nested, OwnRows, nestings


class Stated(Struct, frozen=True, kw_only=True, eq=False):
    """The rows that a list states; its base, and where the fields of some of its fields are, by their paths."""

    rows: tuple[Row, ...]
    base: Base | None
    nested: dict[str, Nested]


def find_stated(
    fields: Fields,
    homes: Iterable[Home],
    payloads: Iterable[Shape],
    successors: Callable[[Shape, str], tuple[str, ...]],
) -> dict[ShapeKey, Stated]:
    """Return what is stated of each shape at home, and of webhooks' `payloads`."""
    places: dict[ShapeKey, tuple[Shape, Home | None]] = {
        (home.shape.key, home.direction): (home.shape, home) for home in homes
    }
    places.update({(shape.key, Direction.RESPONSE): (shape, None) for shape in payloads})
    known = Rows(lambda key, path: successors(places[key][0], path))
    bases = find_bases(fields, known, places)
    lists = sorted(_own(fields, places, bases), key=lambda own: _rank(own, bases))
    return {
        key: Stated(rows=left.rows, base=bases.get(key), nested=left.nested)
        for key, left in nestings(known, lists).items()
    }


def _own(
    fields: Fields, places: dict[ShapeKey, tuple[Shape, Home | None]], bases: dict[ShapeKey, Base]
) -> Iterator[OwnRows]:
    for key, (shape, home) in places.items():
        rows, base = fields.rows(shape, key[1]), bases.get(key)
        own = base.own if base else rows
        mine = {row.path for row in own}
        inherited = frozenset(row.path for row in rows if row.path not in mine)
        yield OwnRows(key=key, home=home, rows=own, inherited=inherited)


def _rank(own: OwnRows, bases: dict[ShapeKey, Base]) -> tuple[bool, bool, bool, int]:
    """Whole lists come first, then live ones, entities and what has most rows."""
    past = own.home is None or all(use.deprecated for use in own.home.uses)
    return own.key in bases, past, own.key[1] is Direction.REQUEST, len(own.rows)
