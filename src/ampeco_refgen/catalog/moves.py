"""What only one of two operations has → what has likely moved: the same thing under another name or in another place.

An inference, unlike the differences: two names that share their words (`networkId`, `network.id`) or their values
(`filter[accessType]`, `filter[type]`), each the only one of its kind that came or went.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.facts import Facts
from ampeco_refgen.catalog.terms import Part

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
MOVING = frozenset({Part.PARAMETER, Part.FILTER, Part.BODY_FIELD, Part.RESPONSE_FIELD, Part.WEBHOOK_FIELD})
"""The parts in which something can be told to have moved."""
_FEWEST_VALUES = 2
_HOLDERS = frozenset({"object", "array"})


class Move(Struct, frozen=True, kw_only=True):
    """A field or filter `before` that is likely `after` now, for the reason `why`; the types are those in words."""

    part: Part
    before: str
    after: str
    type_before: str
    type_after: str
    why: str


def likely_moves(part: Part, lost: Mapping[str, Facts], gained: Mapping[str, Facts]) -> Iterator[Move]:
    """Yield what of the `lost` is likely among the `gained`, both of one section; each is told once."""
    left, free = dict(lost), dict(gained)
    for why, kind in (("same words", _words), ("same values", _values)) if lost and gained else ():
        olds, news = _alone(kind, left), _alone(kind, free)
        for mark in olds.keys() & news.keys():
            before, after = olds[mark], news[mark]
            types = str(left.pop(before)), str(free.pop(after))
            yield Move(part=part, before=before, after=after, type_before=types[0], type_after=types[1], why=why)


def _alone(kind: Callable[[str, Facts], Hashable], section: Mapping[str, Facts]) -> dict[Hashable, str]:
    """Return the names by what marks them, where that marks no other."""
    marked: dict[Hashable, list[str]] = {}
    for where, facts in section.items():
        if mark := kind(where, facts):
            marked.setdefault(mark, []).append(where)
    return {mark: names[0] for mark, names in marked.items() if len(names) == 1}


def _words(where: str, facts: Facts) -> Hashable:
    """Return the words of a name in any order and number, and what it is: an item of a list is no field beside it."""
    return (_plain_words(where), where.count("[]"), not facts.types.isdisjoint(_HOLDERS))


def _plain_words(where: str) -> tuple[str, ...]:
    return tuple(sorted(word.lower().removesuffix("s") for word in _WORD.findall(where)))


def _values(where: str, facts: Facts) -> Hashable:
    values = frozenset(facts.enum or ())
    return (values, where.count("[]")) if len(values) >= _FEWEST_VALUES else None
