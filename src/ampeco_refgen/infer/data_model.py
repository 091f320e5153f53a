"""Catalog → the derived data model: entities, how they hang together, the overview, diagrams and states.

The overview tree is drawn as the vocabulary orders it, and the document confirms every edge; what the vocabulary does
not know of is added (`newcomers`). Diagrams are Mermaid's
"Entity Relationship Diagrams" (`erDiagram`), one for each area, small enough to read, with all names in quotes, so that
none is a keyword. States, access types and scopes are read from enums: the document tells no transitions.
Nothing here reads a description, so that `--descriptions none` gives the same.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from msgspec import Struct

from ampeco_refgen.catalog.fields import holder_of
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.infer.entities import Entity, EntityField, Key, RequestLine, request_line
from ampeco_refgen.infer.naming import words
from ampeco_refgen.infer.newcomers import Drawn, Placed, divided_diagram, newcomers, places_in_tree, with_newcomers
from ampeco_refgen.infer.occurrences import Location, Occurrences
from ampeco_refgen.infer.own_data import PROFILE_FILE, own_data_warning
from ampeco_refgen.infer.relations import (
    Cardinality,
    FalseReference,
    Polymorphic,
    Relation,
    RelationContext,
    RelationKind,
    filter_matches,
    relation_context,
    relations,
)
from ampeco_refgen.infer.vocabulary import Branch, Vocabulary
from ampeco_refgen.jsonvalue import JsonText, value_of
from ampeco_refgen.markdown.codespan import visible

MOST_ENTITIES = 15
"""More than this many boxes cannot be read at a glance."""
_MOST_IN_A_ROW = 7
"""More boxes than this that hang on a single one alone stand in a column, not in a row."""
_LONGEST_NAME = 60
_LONGEST_LABEL = 120
"""Characters of the name of a box, and of the fields at a line between two; the page has them in full as text."""
STATES = (("status",), ("state",))
ACCESS_TYPES = (("access", "type"),)

_CONFIRMING = (RelationKind.REFERENCE, RelationKind.EMBEDDED, RelationKind.NESTED, RelationKind.INCLUDE)
"""What confirms an edge of the tree, the best first; a filter alone, or what an action gives back, does not."""
_MARKS = {
    Cardinality.MANY_TO_ONE: ("|o", "o{"),
    Cardinality.ONE_TO_MANY: ("|o", "o{"),
    Cardinality.ONE_TO_ONE: ("||", "o|"),
    Cardinality.MANY_TO_MANY: ("}o", "o{"),
}
_UNSAFE = re.compile(r'["`\\<>#;%&{}*\x00-\x1f]|--|\$\$|:(?=fa-)')
"""What ends a quoted text or means something in it: Markdown, formulas, icons (Mermaid, "Flowcharts Syntax")."""


class TreeNode(Struct, frozen=True, kw_only=True, eq=False):
    """An entity in the overview, with the relation that puts it below its parent (`None` at the top)."""

    entity: Entity
    relation: Relation | None
    children: tuple[TreeNode, ...] = ()


class Diagram(Struct, frozen=True, kw_only=True, eq=False):
    """A Mermaid diagram: its title and its text."""

    title: str
    text: str


class Lifecycle(Struct, frozen=True, kw_only=True, eq=False):
    """A field of an entity that says in which of the `values` it is; `nullable` where that may be unknown.

    `filters` are the declared ones by which the entity is listed, `set_by` the live calls that take a field of this
    name in their body.
    """

    entity: Entity
    field: str
    values: tuple[str, ...]
    nullable: bool
    filters: tuple[str, ...]
    listing: RequestLine | None
    set_by: tuple[RequestLine, ...]


class ListScope(Struct, frozen=True, kw_only=True, eq=False):
    """An entity by which an operator divides what it has, and the calls that list only what belongs to one of it."""

    entity: Entity
    calls: tuple[RequestLine, ...]


class DataModel(Struct, frozen=True, kw_only=True):
    """What was derived, each in the order of the entities; empty where nothing could be.

    `root` is who owns everything at the top of the `tree`, without being an entity. `diagnostics` are rows of the
    vocabulary that the document does not support.
    """

    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    polymorphic: tuple[Polymorphic, ...]
    false_references: tuple[FalseReference, ...]
    root: str
    tree: tuple[TreeNode, ...]
    diagrams: tuple[Diagram, ...]
    lifecycles: tuple[Lifecycle, ...]
    access_types: tuple[Lifecycle, ...]
    scopes: tuple[ListScope, ...]
    diagnostics: tuple[Diagnostic, ...]


def data_model(
    catalog: Catalog, occurrences: Occurrences, vocabulary: Vocabulary, *, file: str = PROFILE_FILE
) -> DataModel:
    """Derive the data model of a document, in the words of its vendor.

    `file` is where the vocabulary stands, which warnings name.
    """
    context = relation_context(catalog, occurrences, vocabulary)
    derived = relations(context)
    overview = _Overview(context, derived.relations, file)
    tree = overview.tree()
    return DataModel(
        entities=context.entities,
        relations=derived.relations,
        polymorphic=derived.polymorphic,
        false_references=derived.false_references,
        root=(context.vocabulary.root or catalog.title) if tree else "",
        tree=tree,
        diagrams=_diagrams(context, derived.relations),
        lifecycles=_lifecycles(context, occurrences, derived.relations),
        access_types=_lifecycles(context, occurrences, derived.relations, ACCESS_TYPES),
        scopes=_scopes(context, derived.relations),
        diagnostics=(*overview.diagnostics, *_unsupported(context, occurrences, file)),
    )


def _unsupported(context: RelationContext, occurrences: Occurrences, file: str) -> list[Diagnostic]:
    """Name what else the vocabulary says of things that the document does not have."""
    vocabulary = context.vocabulary
    named = [
        *((f"alias {alias.name}", (alias.target,)) for alias in vocabulary.aliases),
        *((f"false friend {row.path}", row.within) for row in vocabulary.false_friends),
        *((f"diagram {area.title}", (*area.resources, *area.around)) for area in vocabulary.areas),
        *((f"scope {address}", (address,)) for address in vocabulary.scopes),
    ]
    lacks = [
        (row, f"the document has no live call on {address}")
        for row, addresses in named
        for address in addresses
        if context.names.at(address) is None
    ]
    lacks += [
        (f"false friend {friend.path}", f"{address} has no such field or filter")
        for friend in vocabulary.false_friends
        for address in friend.within
        if (entity := context.names.at(address)) is not None and not _declares(entity, friend.path, occurrences)
    ]
    return [own_data_warning("vocabulary-unsupported", file, row, lack) for row, lack in lacks]


def _declares(entity: Entity, path: str, occurrences: Occurrences) -> bool:
    return any(field.path == path for operation in entity.operations for field in occurrences.of(operation))


class _Overview:
    """Builds the overview tree of one document; `diagnostics` are what the vocabulary draws and no relation shows."""

    def __init__(self, context: RelationContext, relations: tuple[Relation, ...], file: str) -> None:
        self._context = context
        self._relations = relations
        self._file = file
        self.diagnostics: list[Diagnostic] = []

    def tree(self) -> tuple[TreeNode, ...]:
        """Return the tree that the vocabulary draws, with what it does not know of; without one, that of the paths."""
        if not self._context.vocabulary.tree:
            return self._by_paths([entity for entity in self._context.entities if entity.parent is None])
        drawn = tuple(self._nodes(self._context.vocabulary.tree, None))
        coming = newcomers(self._context.entities, self._context.vocabulary)
        return _grown(drawn, None, places_in_tree(list(_depths(drawn)), coming, self._relation_between))

    def _nodes(self, branches: Iterable[Branch], parent: Entity | None) -> Iterator[TreeNode]:
        for address, below in branches:
            entity = self._context.names.at(address)
            if entity is None:
                self._missing(address, f"the document has no live call on {address}")
                continue
            relation = self._relation_between(parent, entity) if parent is not None else None
            if parent is not None and relation is None:
                self._missing(address, f"nothing in the document puts {entity.name} below {parent.name}")
                continue
            yield TreeNode(entity=entity, relation=relation, children=tuple(self._nodes(below, entity)))

    def _relation_between(self, parent: Entity, child: Entity) -> Relation | None:
        """Return the relation that best shows that many of the child belong to one parent."""
        confirming = [relation for relation in self._relations if _confirms(relation, parent, child, self._context)]
        return min(
            confirming,
            key=lambda relation: (_CONFIRMING.index(relation.kind), relation.name.count("."), relation.name),
            default=None,
        )

    def _by_paths(self, tops: list[Entity]) -> tuple[TreeNode, ...]:
        """Return a tree for each of `tops` that has anything below it, by the nested relations that lead down from it.

        Relations of many to many are not followed. An entity that stands below several is drawn below each of them,
        but what is below it only once, where it comes first and highest: in a document whose paths lead from
        everything to everything, there is no end to the ways through it.
        """
        nested: dict[Key, list[Relation]] = {}
        for relation in self._relations:
            if relation.kind is RelationKind.NESTED and relation.cardinality is not Cardinality.MANY_TO_MANY:
                nested.setdefault(relation.source.key, []).append(relation)
        # By which relation each entity is first reached, level by level from the top; `None` for those at the top.
        first: dict[Key, Relation | None] = dict.fromkeys(top.key for top in tops)
        waiting = deque(first)
        while waiting:
            for relation in nested.get(waiting.popleft(), ()):
                if relation.target.key not in first:
                    first[relation.target.key] = relation
                    waiting.append(relation.target.key)
        return tuple(node for node in (_tree_node(top, None, nested, first, ()) for top in tops) if node.children)

    def _missing(self, address: str, message: str) -> None:
        self.diagnostics.append(own_data_warning("overview-unsupported", self._file, f"tree row {address}", message))


def _depths(nodes: Iterable[TreeNode], depth: int = 0) -> Iterator[tuple[Entity, int]]:
    """Yield the entities of a tree from top to bottom, each with the number of those above it."""
    for node in nodes:
        yield node.entity, depth
        yield from _depths(node.children, depth + 1)


def _grown(nodes: tuple[TreeNode, ...], parent: Entity | None, placed: list[Placed]) -> tuple[TreeNode, ...]:
    """Return the nodes below a parent, and those placed below it after them."""
    new = (TreeNode(entity=place.entity, relation=place.relation) for place in placed if place.parent is parent)
    return tuple(
        TreeNode(entity=node.entity, relation=node.relation, children=_grown(node.children, node.entity, placed))
        for node in (*nodes, *new)
    )


def _tree_node(
    entity: Entity,
    relation: Relation | None,
    nested: Mapping[Key, list[Relation]],
    first: Mapping[Key, Relation | None],
    above: tuple[Entity, ...],
) -> TreeNode:
    """Return the node of an entity that `relation` puts below those of `above`, the nearest last.

    It has children only where it is first reached, by the relation that `first` has for it. None of them is the entity
    itself again, or one above it.
    """
    line = (*above, entity)
    own = nested.get(entity.key, ()) if first[entity.key] is relation else ()
    below = tuple(_tree_node(inner.target, inner, nested, first, line) for inner in own if inner.target not in line)
    return TreeNode(entity=entity, relation=relation, children=below)


def _confirms(relation: Relation, parent: Entity, child: Entity, context: RelationContext) -> bool:
    """Tell whether a relation shows that many of a child belong to one parent.

    A reference of the child to its parent does, or a list of the child that the parent has.
    """
    if relation.kind not in _CONFIRMING or relation.deprecated or relation.through is not None:
        return False
    if relation.source is child and relation.target is parent:
        return relation.cardinality is Cardinality.MANY_TO_ONE
    return (
        context.names.resource_itself(relation.source) is parent and relation.target is child and _lists_many(relation)
    )


def _lists_many(relation: Relation) -> bool:
    """Tell whether a source of the relation has many targets, as what stands below it in a path."""
    return (
        relation.cardinality in (Cardinality.ONE_TO_MANY, Cardinality.MANY_TO_MANY)
        or relation.kind is RelationKind.NESTED
    )


def _diagrams(context: RelationContext, relations: tuple[Relation, ...]) -> tuple[Diagram, ...]:
    """Return a diagram for each area that has relations, and what the vocabulary does not know of in these or others.

    Without areas there is one, of what is referred to most.
    """
    shown = [relation for relation in relations if _is_shown(relation)]
    if not context.vocabulary.areas:
        return _diagram_of("Entities", _most_related(context.entities, shown), [], shown)
    areas = [
        Drawn(title=area.title, own=_entities_at(area.resources, context), around=_entities_at(area.around, context))
        for area in context.vocabulary.areas
    ]
    pairs = list(dict.fromkeys(frozenset((relation.source, relation.target)) for relation in shown))
    coming = newcomers(context.entities, context.vocabulary)
    return tuple(
        diagram
        for area in with_newcomers(areas, coming, pairs, MOST_ENTITIES)
        for part in divided_diagram(area, pairs, MOST_ENTITIES)
        for diagram in _diagram_of(part.title, part.own, part.around, shown)
    )


def _is_shown(relation: Relation) -> bool:
    """Tell whether a relation is drawn in a diagram: a live one of the source's own, with a known cardinality."""
    plain = relation.through is None and not relation.deprecated and relation.source.same_as is None
    return (
        plain
        and relation.kind in _CONFIRMING
        and relation.cardinality in _MARKS
        and relation.source is not relation.target
    )


def _entities_at(addresses: tuple[str, ...], context: RelationContext) -> list[Entity]:
    entities = (context.names.at(address) for address in addresses)
    return [entity for entity in entities if entity is not None]


def _most_related(entities: tuple[Entity, ...], shown: list[Relation]) -> list[Entity]:
    """Return the entities with the most relations to others, in reading order."""
    pairs = {frozenset((relation.source.key, relation.target.key)) for relation in shown}
    degree = Counter(key for pair in pairs for key in pair)
    ranked = sorted(degree, key=lambda key: (-degree[key], key))[:MOST_ENTITIES]
    return [entity for entity in entities if entity.key in ranked]


def _diagram_of(title: str, own: list[Entity], around: list[Entity], shown: list[Relation]) -> tuple[Diagram, ...]:
    """Draw the entities that hang together with one of the area's own; nothing where none does."""
    edges: dict[tuple[Entity, Entity], list[Relation]] = {}
    for relation in shown:
        ends = _edge_ends(relation)
        if all(end in own or end in around for end in ends) and any(end in own for end in ends):
            edges.setdefault(ends, []).append(relation)
    drawn = [entity for entity in dict.fromkeys((*own, *around)) if any(entity in pair for pair in edges)]
    if not drawn:
        return ()
    names = _unique_names(drawn)
    lines = [_edge_line(names[first], names[second], between) for (first, second), between in edges.items()]
    head = ["erDiagram", "direction LR"] if _is_wide(edges) else ["erDiagram"]
    return (Diagram(title=title, text="\n".join([*head, *lines])),)


def _is_wide(edges: Iterable[tuple[Entity, Entity]]) -> bool:
    """Tell whether so many entities hang on a single one alone that they would make a row too wide to be read."""
    neighbours: dict[Entity, set[Entity]] = {}
    for first, second in edges:
        neighbours.setdefault(first, set()).add(second)
        neighbours.setdefault(second, set()).add(first)
    ends = Counter(next(iter(others)) for others in neighbours.values() if len(others) == 1)
    return max(ends.values(), default=0) > _MOST_IN_A_ROW


def _edge_ends(relation: Relation) -> tuple[Entity, Entity]:
    """Return source and target of a relation, turned around for n:1: what many belong to stands above them."""
    return (
        (relation.target, relation.source)
        if relation.cardinality is Cardinality.MANY_TO_ONE
        else (relation.source, relation.target)
    )


def _edge_line(first: str, second: str, relations: list[Relation]) -> str:
    """Mark the ends by the strictest of the relations; only what stands below another in its path must have it.

    That a response field is required is not enough: documents say so of fields that are null at times.
    """
    left, right = next(
        marks for kind, marks in _MARKS.items() if any(relation.cardinality is kind for relation in relations)
    )
    if left == "|o" and any(relation.kind is RelationKind.NESTED for relation in relations):
        left = "||"
    return f"{first} {left}--{right} {second} : {_quoted(_field_names(relations))}"


def _field_names(relations: list[Relation]) -> str:
    """Return the fields by which two entities hang together, as many as there is room for; a path where none does."""
    fields = [_short_path(relation.name) for relation in relations if relation.kind is not RelationKind.NESTED]
    names = list(dict.fromkeys(fields or [relation.name.rpartition("/")[2] for relation in relations]))
    lengths = accumulate(len(_shortened(name)) + len(", ") for name in names)
    fitting = max(1, sum(length <= _LONGEST_LABEL for length in lengths))
    more = [f"{len(names) - fitting} more"] if fitting < len(names) else []
    return ", ".join([*map(_shortened, names[:fitting]), *more])


def _short_path(path: str) -> str:
    """Return the end of a path that says enough: `pricing.taxID` → `taxID`, `a.partner.id` → `partner.id`."""
    return ".".join(path.split(".")[-2 if path.endswith(".id") else -1 :])


def _unique_names(entities: Iterable[Entity]) -> dict[Entity, str]:
    """Give each entity a quoted name that no other has."""
    names: dict[Entity, str] = {}
    for number, entity in enumerate(entities):
        short = _shortened(entity.short)
        name = _quoted(short)
        names[entity] = _quoted(f"{short} {number}") if name in names.values() else name
    return names


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _quoted(text: str) -> str:
    """Return a text in double quotes without what ends them or means something inside."""
    plain = " ".join(_UNSAFE.sub("'", visible(text)).split())
    return f'"{plain or "?"}"'


def _lifecycles(
    context: RelationContext,
    occurrences: Occurrences,
    relations: tuple[Relation, ...],
    endings: tuple[tuple[str, ...], ...] = STATES,
) -> tuple[Lifecycle, ...]:
    """Return the enumerated fields whose names end with the words of one of `endings`, entity by entity.

    A field of another entity's object is left out, since it is found at that entity.
    """
    bodies = _Bodies(context, occurrences)
    objects = {
        (relation.source.key, holder_of(relation.name)): relation.target
        for relation in relations
        if relation.kind is RelationKind.EMBEDDED
    }
    return tuple(
        _lifecycle(entity, field, context, bodies)
        for entity in context.entities
        if entity.same_as is None
        for field in context.reader.fields(entity.operations)
        if _has_ending(field.names[-1], endings)
        if _is_own_state(field) and not _is_of_another(field, objects.get((entity.key, holder_of(field.path))), context)
    )


def _scopes(context: RelationContext, relations: tuple[Relation, ...]) -> tuple[ListScope, ...]:
    """Return what the vocabulary calls a scope, with the lists that the document lets a client narrow by it."""
    scopes = []
    for address in context.vocabulary.scopes:
        entity = context.names.at(address)
        calls = {
            relation.backward: None
            for relation in relations
            if relation.target is entity and relation.backward is not None
        }
        if entity is not None and calls:
            scopes.append(ListScope(entity=entity, calls=tuple(calls)))
    return tuple(scopes)


class _Bodies:
    """Finds the live calls that set a field."""

    def __init__(self, context: RelationContext, occurrences: Occurrences) -> None:
        self._occurrences = occurrences
        self._acting: dict[Key, list[Operation]] = {}
        for operation in context.live:
            if (entity := context.acted_on(operation)) is not None:
                self._acting.setdefault(entity.key, []).append(operation)

    def setting(self, entity: Entity, path: str, values: tuple[str, ...]) -> tuple[RequestLine, ...]:
        """Return the calls on an entity that take a field of this path, with values of this field."""
        return tuple(
            request_line(operation)
            for operation in (*entity.operations, *self._acting.get(entity.key, ()))
            if any(
                field.location is Location.BODY
                and field.path == path
                and not set(values).isdisjoint(_enum_values(field.item.enum or ()))
                for field in self._occurrences.of(operation)
            )
        )


def _has_ending(name: str, endings: tuple[tuple[str, ...], ...]) -> bool:
    parts = words(name)
    return any(parts[-len(ending) :] == ending for ending in endings)


def _is_own_state(field: EntityField) -> bool:
    """Tell whether a field is one enumerated value of the entity: live, and in no list of objects."""
    return "[]" not in field.path and not field.deprecated and bool(_enum_values(field.enum))


def _is_of_another(field: EntityField, embedded: Entity | None, context: RelationContext) -> bool:
    """Tell whether a field is that of the entity whose object it stands in: `authorization.status` of a session."""
    own = context.reader.fields(embedded.operations) if embedded is not None else ()
    return any(other.path == field.names[-1] for other in own)


def _lifecycle(entity: Entity, field: EntityField, context: RelationContext, bodies: _Bodies) -> Lifecycle:
    listing = context.reader.list_operation(entity)
    filters = context.reader.filters(listing) if listing is not None else ()
    values = _enum_values(field.enum)
    return Lifecycle(
        entity=entity,
        field=field.path,
        values=values,
        nullable=field.nullable,
        filters=tuple(filter_.path for filter_ in filters if filter_matches(filter_, field)),
        listing=request_line(listing) if listing is not None else None,
        set_by=bodies.setting(entity, field.path, values),
    )


def _enum_values(enum: Iterable[JsonText]) -> tuple[str, ...]:
    """Return the values of an enum as text, without null."""
    return tuple(str(value) for text in enum if (value := value_of(text)) is not None)
