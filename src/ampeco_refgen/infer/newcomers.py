"""Entities that a vocabulary does not name → where they stand in its overview tree and in its diagrams.

A vocabulary names what its vendor had when it was written. What came since, and hangs together with what is shown, is
shown too: a list that is fixed would hide it. Only as many as leave tree and diagrams readable, first those that hang
together with most. Sub-resources are told with what they belong to, and deprecated relations show nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.infer.entities import Entity
from ampeco_refgen.infer.relations import Cardinality, Certainty, Relation
from ampeco_refgen.infer.vocabulary import Branch, Vocabulary

MOST_IN_TREE = 8
"""So many more entities in the tree, at most: all of it is in `SKILL.md`."""

Between: TypeAlias = Callable[[Entity, Entity], "Relation | None"]
"""Gives the relation that shows that many of a child, the second, belong to one parent."""
Pair: TypeAlias = "frozenset[Entity]"


class Placed(Struct, frozen=True, kw_only=True, eq=False):
    """An entity for the overview tree: below `parent`, as the relation shows; without both at the top."""

    entity: Entity
    parent: Entity | None = None
    relation: Relation | None = None


class Drawn(Struct, kw_only=True, eq=False):
    """The entities of a diagram: its own, and those around them of which only relations to the former count."""

    title: str
    own: list[Entity]
    around: list[Entity]

    def holds(self, pairs: Iterable[Pair]) -> int:
        """Return how many of the entities hang together with one of the own ones, so that they are drawn."""
        own, all_ = set(self.own), {*self.own, *self.around}
        return len({entity for pair in pairs if pair <= all_ and pair & own for entity in pair})


def newcomers(entities: Iterable[Entity], vocabulary: Vocabulary) -> list[Entity]:
    """Return the resources that neither the tree nor a diagram of the vocabulary names, in reading order."""
    areas = {address for area in vocabulary.areas for address in (*area.resources, *area.around)}
    named = {*areas, *_addresses(vocabulary.tree), *vocabulary.scopes}
    return [
        entity for entity in entities if entity.parent is None and entity.operations and entity.address not in named
    ]


def _addresses(tree: Iterable[Branch]) -> Iterator[str]:
    for address, below in tree:
        yield address
        yield from _addresses(below)


def places_in_tree(shown: Sequence[tuple[Entity, int]], coming: Iterable[Entity], between: Between) -> list[Placed]:
    """Return where entities stand in a tree; `shown` are those in it, each with its depth.

    One stands below the lowest that it belongs to, also where that is a newcomer itself; at the top where what is shown
    belongs to it. What has no relation to the tree is left out.
    """
    depths = dict(shown)
    waiting = sorted(coming, key=lambda entity: -_ties(entity, depths, between))
    placed: list[Placed] = []
    while len(placed) < MOST_IN_TREE:
        # What belongs to another newcomer waits for it, but not where they belong to each other.
        ready = [entity for entity in waiting if not _is_below(entity, waiting, between)]
        place = _next([*ready, *waiting], depths, between)
        if place is None:
            break
        placed.append(place)
        waiting.remove(place.entity)
        depths[place.entity] = depths[place.parent] + 1 if place.parent is not None else 0
    return placed


def _next(waiting: list[Entity], depths: dict[Entity, int], between: Between) -> Placed | None:
    """Return the first that has a place below another one, else the first that has one at the top."""
    below = (place for entity in waiting if (place := _below_lowest(entity, depths, between)))
    above = (Placed(entity=entity) for entity in waiting if _is_above(entity, depths, between))
    return next(below, None) or next(above, None)


def _is_below(entity: Entity, others: Iterable[Entity], between: Between) -> bool:
    return any(_sure(between(other, entity)) for other in others if other is not entity)


def _ties(entity: Entity, shown: Iterable[Entity], between: Between) -> int:
    """Return with how many of the shown ones an entity hangs together."""
    return sum(bool(_sure(between(other, entity)) or _sure(between(entity, other))) for other in shown)


def _below_lowest(entity: Entity, depths: dict[Entity, int], between: Between) -> Placed | None:
    parents = [(depth, parent, _sure(between(parent, entity))) for parent, depth in depths.items()]
    fitting = [(depth, parent, relation) for depth, parent, relation in parents if relation is not None]
    if not fitting:
        return None
    _, parent, relation = max(fitting, key=lambda fit: fit[0])  # of several the first, as the tree is read
    return Placed(entity=entity, parent=parent, relation=relation)


def _is_above(entity: Entity, shown: Iterable[Entity], between: Between) -> bool:
    return any(_sure(between(entity, other)) for other in shown)


def _sure(relation: Relation | None) -> Relation | None:
    """Return a relation only where it is no guess and of one to many: nobody has looked at where it puts a newcomer."""
    if relation is None or relation.certainty is Certainty.LIKELY:
        return None
    return relation if relation.cardinality is not Cardinality.MANY_TO_MANY else None


def with_newcomers(areas: Sequence[Drawn], coming: Iterable[Entity], pairs: Sequence[Pair], most: int) -> list[Drawn]:
    """Return the diagrams with the entities that they do not show yet; `pairs` are what hangs together.

    Each goes into the one diagram of which it hangs together with most, as long as that holds no more than `most`
    entities. Those for which none has room have diagrams of their own, with what they hang together with around them.
    """
    drawn = [Drawn(title=area.title, own=[*area.own], around=[*area.around]) for area in areas]
    shown = {entity for area in drawn for entity in (*area.own, *area.around)}
    waiting = list(coming)
    left: list[Entity] = []
    while entity := next((entity for entity in waiting if _others(entity, pairs) & shown), None):
        others = _others(entity, pairs)
        fitting = [area for area in drawn if others & set(area.own) and _has_room(area, entity, pairs, most)]
        best = max(fitting, key=lambda area: (len(others & set(area.own)), -area.holds(pairs)), default=None)
        (best.own if best is not None else left).append(entity)
        shown.add(entity)
        waiting.remove(entity)
    return [*drawn, *_further(left, pairs, most)]


def _others(entity: Entity, pairs: Iterable[Pair]) -> set[Entity]:
    return {other for pair in pairs if entity in pair for other in pair if other is not entity}


def _has_room(area: Drawn, entity: Entity, pairs: Sequence[Pair], most: int) -> bool:
    return Drawn(title=area.title, own=[*area.own, entity], around=area.around).holds(pairs) <= most


def _further(left: list[Entity], pairs: Sequence[Pair], most: int) -> Iterator[Drawn]:
    """Yield diagrams of what had no room elsewhere, with all that it hangs together with, as many as are needed."""
    others = (other for entity in left for pair in pairs if entity in pair for other in pair)
    around = [other for other in dict.fromkeys(others) if other not in left]
    yield from divided_diagram(Drawn(title="Further entities", own=left, around=around), pairs, most)


def divided_diagram(drawn: Drawn, pairs: Sequence[Pair], most: int) -> Iterator[Drawn]:
    """Yield a diagram, or in its place several of which none holds more than `most` entities; nothing of an empty one.

    Each of its own entities stands in one of them with all that it hangs together with and that has not been shown with
    one before it; where that is too much, in several with a part of that in each.
    """
    if drawn.holds(pairs) <= most:
        if drawn.own:
            yield drawn
        return
    parts: list[Drawn] = []
    shown: set[Entity] = set()
    for entity in drawn.own:
        others = _others(entity, pairs) - shown
        neighbours = [other for other in (*drawn.own, *drawn.around) if other in others]
        shown.add(entity)
        for first in range(0, len(neighbours), most - 1):
            star = Drawn(title="", own=[entity], around=neighbours[first : first + most - 1])
            joined = _joined(parts[-1], star) if parts else star
            if parts and joined.holds(pairs) <= most:
                parts[-1] = joined
            else:
                parts.append(star)
    for number, part in enumerate(parts, 1):
        yield Drawn(title=f"{drawn.title} {number}", own=part.own, around=part.around)


def _joined(first: Drawn, second: Drawn) -> Drawn:
    own = list(dict.fromkeys((*first.own, *second.own)))
    around = [entity for entity in dict.fromkeys((*first.around, *second.around)) if entity not in own]
    return Drawn(title=first.title, own=own, around=around)
