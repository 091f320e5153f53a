"""Entities → the states they can be in, read from status enums; values only, the document tells no transitions.

Access types are read in the same way, and the scopes by which an operator divides what it has.
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.entities import Entity, Key
from ampeco_refgen.infer.ground import Ground
from ampeco_refgen.infer.id_fields import holder_of
from ampeco_refgen.infer.naming import words
from ampeco_refgen.infer.reading import Call, Seen, call_of
from ampeco_refgen.infer.relation_model import Kind, Relation
from ampeco_refgen.infer.walks import filter_matches
from ampeco_refgen.jsonvalue import value_of

STATES = (("status",), ("state",))
ACCESS_TYPES = (("access", "type"),)


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
    listing: Call | None
    set_by: tuple[Call, ...]


class Scope(Struct, frozen=True, kw_only=True, eq=False):
    """What things are divided by, and the calls that list only those of one."""

    entity: Entity
    calls: tuple[Call, ...]


def lifecycles(
    ground: Ground, fields: Fields, relations: tuple[Relation, ...], endings: tuple[tuple[str, ...], ...] = STATES
) -> tuple[Lifecycle, ...]:
    """Return the enumerated fields whose names end so, by entity; those of an embedded entity are its own."""
    bodies = _Bodies(ground, fields)
    objects = {(one.source.key, holder_of(one.name)): one.target for one in relations if one.kind is Kind.EMBEDDED}
    return tuple(
        _lifecycle(entity, seen, ground, bodies)
        for entity in ground.entities
        if entity.same_as is None
        for seen in ground.reader.seen(entity.operations)
        if _ends_so(seen.names[-1], endings)
        if _is_own_state(seen) and not _of_another(seen, objects.get((entity.key, holder_of(seen.path))), ground)
    )


def scopes(ground: Ground, relations: tuple[Relation, ...]) -> tuple[Scope, ...]:
    """Return what the vocabulary calls a scope, with the lists that the document lets a client narrow by it."""
    found = []
    for address in ground.vocabulary.scopes:
        entity = ground.references.at(address)
        calls = {one.backward: None for one in relations if one.target is entity and one.backward is not None}
        if entity is not None and calls:
            found.append(Scope(entity=entity, calls=tuple(calls)))
    return tuple(found)


class _Bodies:
    """Knows which enumerated values each live operation takes in its body."""

    def __init__(self, ground: Ground, fields: Fields) -> None:
        self._fields = fields
        self._acting: dict[Key, list[Operation]] = {}
        for operation in ground.live:
            if (entity := ground.acted_on(operation)) is not None:
                self._acting.setdefault(entity.key, []).append(operation)
        self._sent: dict[str, dict[str, Shape]] = {}

    def setting(self, entity: Entity, path: str, values: tuple[str, ...]) -> tuple[Call, ...]:
        """Return the calls on an entity that take a field of this path, with values of this field."""
        return tuple(
            call_of(one)
            for one in (*entity.operations, *self._acting.get(entity.key, ()))
            if (shape := self._taken(one).get(path)) is not None and not set(values).isdisjoint(_values(shape))
        )

    def _taken(self, operation: Operation) -> dict[str, Shape]:
        """Return the enumerated fields that an operation takes, by path."""
        if operation.key not in self._sent:
            media = operation.body.media if operation.body is not None else ()
            shapes = [self._fields.shapes.of(one.schema) for one in media if one.schema is not None]
            rows = (row for shape in shapes for row in self._fields.flat(shape, Direction.REQUEST))
            self._sent[operation.key] = {row.path: row.shape for row in rows if (row.shape.items or row.shape).enum}
        return self._sent[operation.key]


@cache
def _ends_so(name: str, endings: tuple[tuple[str, ...], ...]) -> bool:
    found = words(name)
    return any(found[-len(ending) :] == ending for ending in endings)


def _is_own_state(seen: Seen) -> bool:
    return "[]" not in seen.path and not seen.deprecated and bool(_values(*seen.shapes))


def _of_another(seen: Seen, embedded: Entity | None, ground: Ground) -> bool:
    """Tell whether a field is that of the entity whose object it stands in: `authorization.status` of a session."""
    own = ground.reader.seen(embedded.operations) if embedded is not None else ()
    return any(other.path == seen.names[-1] for other in own)


def _lifecycle(entity: Entity, seen: Seen, ground: Ground, bodies: _Bodies) -> Lifecycle:
    listing = ground.reader.listing(entity)
    filters = [one for one in ground.reader.filters(listing) if filter_matches(one, seen)]
    return Lifecycle(
        entity=entity,
        field=seen.path,
        values=_values(*seen.shapes),
        nullable=seen.nullable,
        filters=tuple(one.sent for one in filters),
        listing=call_of(listing) if listing is not None else None,
        set_by=bodies.setting(entity, seen.path, _values(*seen.shapes)),
    )


def _values(*shapes: Shape) -> tuple[str, ...]:
    """Return the values that any of the shapes, or their items, enumerate, without null."""
    texts = (text for shape in shapes for text in (shape.items or shape).enum or ())
    return tuple(dict.fromkeys(str(value) for text in texts if (value := value_of(text)) is not None))
