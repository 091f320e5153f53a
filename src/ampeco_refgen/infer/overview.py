"""Relations → the overview tree of the core entities: the vocabulary gives the order, the document every edge."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from ampeco_refgen.diagnostics import Diagnostic, warning
from ampeco_refgen.infer.entities import Entity, Key
from ampeco_refgen.infer.ground import Ground
from ampeco_refgen.infer.relation_model import Cardinality, Kind, Relation
from ampeco_refgen.infer.vocabulary import Branch

_BY_KIND = (Kind.REFERENCE, Kind.EMBEDDED, Kind.NESTED, Kind.INCLUDE)
"""What confirms an edge, the best first; a filter alone, or what an action gives back, does not."""


class TreeNode(Struct, frozen=True, kw_only=True, eq=False):
    """An entity in the overview, with the relation that puts it below its parent (`None` at the top)."""

    entity: Entity
    relation: Relation | None
    children: tuple[TreeNode, ...] = ()


class Overview:
    """Builds the tree of one document, noting what the document does not support."""

    def __init__(self, ground: Ground, relations: tuple[Relation, ...]) -> None:
        self._ground = ground
        self._relations = relations
        self.diagnostics: list[Diagnostic] = []

    def tree(self) -> tuple[TreeNode, ...]:
        """Return the tree that the vocabulary draws; without one, what stands below what in the paths."""
        if not self._ground.vocabulary.tree:
            return self._by_paths([entity for entity in self._ground.entities if entity.parent is None])
        return tuple(self._nodes(self._ground.vocabulary.tree, None))

    def _nodes(self, branches: Iterable[Branch], parent: Entity | None) -> Iterator[TreeNode]:
        for address, below in branches:
            entity = self._ground.references.at(address)
            if entity is None:
                self._missing(f"the document has no {address}, which the overview tree names")
                continue
            relation = self.edge(parent, entity) if parent is not None else None
            if parent is not None and relation is None:
                self._missing(f"nothing in the document puts {entity.name} below {parent.name} in the overview tree")
                continue
            yield TreeNode(entity=entity, relation=relation, children=tuple(self._nodes(below, entity)))

    def edge(self, parent: Entity, child: Entity) -> Relation | None:
        """Return the relation that best shows that many of the child belong to one parent."""
        found = [one for one in self._relations if _below(one, parent, child, self._ground)]
        return min(found, key=lambda one: (_BY_KIND.index(one.kind), one.name.count("."), one.name), default=None)

    def _by_paths(self, tops: list[Entity]) -> tuple[TreeNode, ...]:
        """Follow the paths down from each of `tops`; what only many share ends there.

        What stands below several is drawn with all that is below it once, where it comes first and highest: in a
        document whose paths lead from everything to everything, there is no end to the ways through it.
        """
        nested: dict[Key, list[Relation]] = {}
        for one in self._relations:
            if one.kind is Kind.NESTED and one.cardinality is not Cardinality.MANY_TO_MANY:
                nested.setdefault(one.source.key, []).append(one)
        first: dict[Key, Relation | None] = dict.fromkeys(top.key for top in tops)
        waiting = deque(first)
        while waiting:
            for one in nested.get(waiting.popleft(), ()):
                if one.target.key not in first:
                    first[one.target.key] = one
                    waiting.append(one.target.key)
        return tuple(node for node in (_drawn(top, None, nested, first, ()) for top in tops) if node.children)

    def _missing(self, message: str) -> None:
        self.diagnostics.append(warning("overview-unsupported", message))


def _drawn(
    entity: Entity,
    relation: Relation | None,
    nested: Mapping[Key, list[Relation]],
    first: Mapping[Key, Relation | None],
    above: tuple[Entity, ...],
) -> TreeNode:
    """Draw an entity, and below it what is nested in it if `relation` is where that stands; never below itself."""
    line = (*above, entity)
    own = nested.get(entity.key, ()) if first[entity.key] is relation else ()
    below = tuple(_drawn(one.target, one, nested, first, line) for one in own if one.target not in line)
    return TreeNode(entity=entity, relation=relation, children=below)


def _below(one: Relation, parent: Entity, child: Entity, ground: Ground) -> bool:
    """A reference of the child to its parent confirms an edge, or a list of the child that the parent has."""
    if one.kind not in _BY_KIND or one.deprecated or one.through is not None:
        return False
    if one.source is child and one.target is parent:
        return one.cardinality is Cardinality.MANY_TO_ONE
    return ground.references.one(one.source) is parent and one.target is child and _lists(one)


def _lists(one: Relation) -> bool:
    return one.cardinality in (Cardinality.ONE_TO_MANY, Cardinality.MANY_TO_MANY) or one.kind is Kind.NESTED
