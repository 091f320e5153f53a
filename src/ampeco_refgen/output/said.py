"""Which descriptions stand elsewhere in the same words, so that each is given once among shapes that resemble another.

Bodies come first, then responses, then what is deprecated, then webhooks: each list of fields may leave its repeated
descriptions to lists before it, its companions, to which its page links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct, field

from ampeco_refgen.catalog.fields import Direction, Field, Fields, ShapeKey, flattened
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.output.homes import Home
from ampeco_refgen.output.stated import Stated

Saying: TypeAlias = tuple[str, str]
"""The last name of a field's path, and what is said of it."""
SHORTEST = 18
"""Shorter descriptions are repeated: they cost less than looking them up."""
_WORTH_A_LINK = 130
_MOST = 3
"""Companions of one list: whoever reads it would have to look in all of them."""


class Companion(Struct, frozen=True, kw_only=True, eq=False):
    """The list of fields that says things in the same words: `sayings` are those that it says itself."""

    home: Home
    sayings: frozenset[Saying]
    names: frozenset[str]


class Companions(Struct, kw_only=True):
    """Finds companions; `register` each list of fields in turn, the ones to be linked to first.

    `said` is everything that registered lists say.
    """

    fields: Fields
    stated: Mapping[ShapeKey, Stated]
    known: dict[Saying, list[Companion]] = field(default_factory=dict)
    said: set[Saying] = field(default_factory=set)

    def register(self, home: Home) -> tuple[Companion, ...]:
        """Return the companions of a shape, and let it be that of later ones for what it says itself."""
        self.said.update(filter(None, map(saying_of, self.fields.flat(home.shape, home.direction))))
        sayings = self.sayings_of(home.shape, home.direction)
        found = self.find(sayings)
        own = sayings.difference(*(companion.sayings for companion in found))
        if own:
            made = Companion(home=home, sayings=own, names=frozenset(name for name, _ in own))
            for saying in own:
                self.known.setdefault(saying, []).append(made)
        return found

    def find(self, sayings: frozenset[Saying]) -> tuple[Companion, ...]:
        """Return the lists that say most of `sayings`, those that are worth a link.

        No two of them say anything of one name: it would not be known which is meant.
        """
        found: list[Companion] = []
        left = set(sayings)
        while left and len(found) < _MOST:
            spared: dict[Companion, int] = {}
            for saying in sorted(left):
                for one in self.known.get(saying, ()):
                    spared[one] = spared.get(one, 0) + len(saying[1])
            names = {name for companion in found for name in companion.names}
            best = max(spared, key=lambda one: 0 if one.names & names else spared[one], default=None)
            if best is None or best.names & names or spared[best] <= _WORTH_A_LINK:
                break
            found.append(best)
            left -= best.sayings
        return tuple(found)

    def sayings_of(self, shape: Shape, direction: Direction) -> frozenset[Saying]:
        """Return what the rows that a list states itself say of its fields."""
        rows = self.stated[shape.key, direction].rows
        return frozenset(saying for row in flattened(rows) if (saying := saying_of(row)) and len(saying[1]) >= SHORTEST)


def saying_of(row: Field) -> Saying | None:
    """Return what is said of a field, `None` for nothing."""
    if not row.shape.descriptions:
        return None
    return row.path.rstrip("[]*.").rsplit(".", 1)[-1], " ".join(row.shape.descriptions)


def find_companions(
    fields: Fields, homes: Iterable[Home], stated: Mapping[ShapeKey, Stated]
) -> tuple[Companions, dict[Home, tuple[Companion, ...]]]:
    """Return the companions of each home that has some, and the registry to ask for those of webhooks."""
    registry = Companions(fields=fields, stated=stated)
    ranked = sorted(homes, key=_rank)
    found = {home: companions for home in ranked if (companions := registry.register(home))}
    return registry, found


def _rank(home: Home) -> tuple[bool, bool]:
    return all(use.deprecated for use in home.uses), home.direction is Direction.RESPONSE
