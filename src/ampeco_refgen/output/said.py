"""Which descriptions stand elsewhere in the same words, so that each is given once among shapes that resemble another.

Bodies come first, then responses, then what is deprecated, then webhooks: each list of fields may leave its repeated
descriptions to one list before it, its companion, to which its page links.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct, field

from ampeco_refgen.catalog.fields import Direction, Field, Fields
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.output.homes import Home

Saying: TypeAlias = tuple[str, str]
"""The last name of a field's path, and what is said of it."""
SHORTEST = 18
"""Shorter descriptions are repeated: they cost less than looking them up."""
_WORTH_A_LINK = 250


class Companion(Struct, frozen=True, kw_only=True, eq=False):
    """The list of fields that says things in the same words: `sayings` are those that it says itself."""

    home: Home
    sayings: frozenset[Saying]


class Companions(Struct, kw_only=True):
    """Finds companions; `register` each list of fields in turn, the ones to be linked to first.

    `said` is everything that registered lists say.
    """

    fields: Fields
    known: list[Companion] = field(default_factory=list)
    said: set[Saying] = field(default_factory=set)

    def register(self, home: Home) -> Companion | None:
        """Return the companion of a shape, and let it be that of later ones for what it says itself."""
        self.said.update(filter(None, map(saying_of, self.fields.flat(home.shape, home.direction))))
        sayings = self.sayings_of(home.shape, home.direction)
        companion = self.find(sayings)
        own = sayings - (companion.sayings if companion else frozenset())
        if own:
            self.known.append(Companion(home=home, sayings=frozenset(own)))
        return companion

    def find(self, sayings: Iterable[Saying]) -> Companion | None:
        """Return the list that says most of `sayings`, if that is worth a link."""
        wanted = frozenset(sayings)
        best: Companion | None = None
        most = _WORTH_A_LINK
        for companion in self.known:
            saved = sum(len(text) for _, text in wanted & companion.sayings)
            if saved > most:
                best, most = companion, saved
        return best

    def sayings_of(self, shape: Shape, direction: Direction) -> frozenset[Saying]:
        """Return what is said of the fields of a shape."""
        return frozenset(
            saying
            for row in self.fields.flat(shape, direction)
            if (saying := saying_of(row)) and len(saying[1]) >= SHORTEST
        )


def saying_of(row: Field) -> Saying | None:
    """Return what is said of a field, `None` for nothing."""
    if not row.shape.descriptions:
        return None
    return row.path.rstrip("[]*.").rsplit(".", 1)[-1], " ".join(row.shape.descriptions)


def find_companions(fields: Fields, homes: Iterable[Home]) -> tuple[Companions, dict[Home, Companion]]:
    """Return the companion of each home that has one, and the registry to ask for those of webhooks."""
    registry = Companions(fields=fields)
    ranked = sorted(homes, key=_rank)
    found = {home: companion for home in ranked if (companion := registry.register(home)) is not None}
    return registry, found


def _rank(home: Home) -> tuple[bool, bool]:
    return all(use.deprecated for use in home.uses), home.direction is Direction.RESPONSE
