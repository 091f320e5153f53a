"""What only one of two operations has → what has likely moved: the same thing under another name or in another place.

An inference, unlike the differences: two names that share their words (`networkId`, `network.id`) or their values
(`filter[accessType]`, `filter[type]`), each the only one of its kind that came or went.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable

from msgspec import Struct

from ampeco_refgen.catalog.facts import Facts
from ampeco_refgen.catalog.terms import Address, Part, Terms

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MOVING = frozenset({Part.PARAMETER, Part.FILTER, Part.BODY_FIELD, Part.RESPONSE_FIELD, Part.WEBHOOK_FIELD})
_FEWEST_VALUES = 2


class Move(Struct, frozen=True, kw_only=True):
    """A field or filter `before` that is likely `after` now, for the reason `why`; the types are those in words."""

    part: Part
    before: str
    after: str
    type_before: str
    type_after: str
    why: str


def likely_moves(lost: Terms, gained: Terms) -> tuple[Move, ...]:
    """Return what of the `lost` is likely among the `gained`, by part and name; each is told once."""
    found: dict[Address, Move] = {}
    taken: set[Address] = set()
    for why, kind in (("same words", _words), ("same values", _values)):
        olds = _alone(kind, {place: facts for place, facts in lost.items() if place not in found})
        news = _alone(kind, {place: facts for place, facts in gained.items() if place not in taken})
        for mark, place in olds.items():
            if mark in news:
                target = news[mark]
                found[place] = _move(place, target, lost[place], gained[target], why)
                taken.add(target)
    return tuple(found[place] for place in sorted(found, key=lambda place: (place.part, place.where)))


def _move(place: Address, target: Address, old: Facts, new: Facts, why: str) -> Move:
    return Move(
        part=place.part, before=place.where, after=target.where, type_before=str(old), type_after=str(new), why=why
    )


def _alone(kind: Callable[[Address, Facts], Hashable], terms: Terms) -> dict[Hashable, Address]:
    """Return the addresses by what marks them, where that marks no other."""
    marked: dict[Hashable, list[Address]] = {}
    for place, facts in terms.items():
        if place.part in _MOVING and (mark := kind(place, facts)):
            marked.setdefault((place.part, place.scope, mark), []).append(place)
    return {mark: places[0] for mark, places in marked.items() if len(places) == 1}


def _words(place: Address, facts: Facts) -> Hashable:
    """Return the words of a name in any order and number, and what it is: an item of a list is no field beside it."""
    words = sorted(word.lower().removesuffix("s") for word in _WORD.findall(place.where))
    return (*words, place.where.count("[]"), bool(facts.types & {"object", "array"}))


def _values(place: Address, facts: Facts) -> Hashable:
    values = frozenset(facts.enum or ())
    return (values, place.where.count("[]")) if len(values) >= _FEWEST_VALUES else None
