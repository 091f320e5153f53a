"""Entities → relations: which entity refers to which, by what evidence, how sure, and the calls that follow them.

The evidence is id fields, nested objects, includes, sub-resources, filters and the responses of actions. Names are
understood by `references`, and believed only where the value has the type of an id of the target: a number, or a
string where ids of that target are strings everywhere. Only live operations are evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import holder_of, segments_of
from ampeco_refgen.catalog.includes import include_query
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.infer.entities import (
    NUMBERS,
    Entity,
    EntityField,
    EntityReader,
    Key,
    RequestLine,
    entities,
    id_shape,
    key_of,
    request_line,
)
from ampeco_refgen.infer.naming import singular, singular_words, words
from ampeco_refgen.infer.occurrences import Occurrence, Occurrences
from ampeco_refgen.infer.references import EntityNames, Reference, ReferenceRule, Words, id_words, identifiable
from ampeco_refgen.infer.responses import response_items
from ampeco_refgen.infer.vocabulary import FalseFriend, Vocabulary
from ampeco_refgen.jsonvalue import value_of

_FEW = 3
"""An object of at most so many members, its id among them, says that something is related, not what it is."""
_GENERIC = frozenset({"target", "resource", "object", "subject", "entity", "owner", "item", "reference", "related"})
_NOT_THE_ID = "a string, while its ids are numbers: an identifier in another system"
_VALUE = "{id}"


class RelationKind(StrEnum):
    """How the document shows that two entities hang together."""

    REFERENCE = "id field"
    EMBEDDED = "nested object"
    INCLUDE = "include"
    NESTED = "sub-resource"
    FILTER = "filter"
    ACTION = "action response"


class Cardinality(StrEnum):
    """How many targets one source has, and how many sources one target, as far as the document tells."""

    MANY_TO_ONE = "n:1"
    MANY_TO_MANY = "n:m"
    ONE_TO_MANY = "1:n"
    ONE_TO_ONE = "1:1"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """CERTAIN: name and type both fit the target. LIKELY: the name was understood by a looser rule."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Evidence(Struct, frozen=True, kw_only=True):
    """What in the document says so: a field, filter or path `name`, its `type`, and the operation it stands in."""

    name: str
    type: str
    operation: str


class Relation(Struct, frozen=True, kw_only=True, eq=False):
    """One way from `source`, which holds the reference or contains the other, to `target`.

    `name` is the field's dotted path, the sub-resource's path, or the filter. `through` is the entity whose object
    inside the source really holds the field. `forward` gets the target (or targets) of a source, `backward` the
    sources of a target; `None` where no live operation does that.
    """

    source: Entity
    target: Entity
    name: str
    kind: RelationKind
    cardinality: Cardinality
    rule: str
    certainty: Certainty
    evidence: Evidence
    through: Entity | None = None
    deprecated: bool = False
    forward: RequestLine | None = None
    backward: RequestLine | None = None


class Polymorphic(Struct, frozen=True, kw_only=True, eq=False):
    """A field whose target depends on another: `options` are the values of `selector`, with what each selects.

    A value without a target selects something that the document has no entity for.
    """

    source: Entity
    name: str
    selector: str
    options: tuple[tuple[str, Entity | None], ...]


class FalseReference(Struct, frozen=True, kw_only=True, eq=False):
    """A field that is called like a reference to `looks_like` and is none, with the reason."""

    source: Entity
    name: str
    looks_like: Entity
    why: str


class IdField(Struct, frozen=True, kw_only=True, eq=False):
    """A field of `source` that is called like a reference.

    `stem` are the words of its name without `id`; `through` is what the object is an instance of that holds it,
    where that is another entity than the source.
    """

    source: Entity
    field: EntityField
    stem: Words
    kind: RelationKind
    reference: Reference
    through: Entity | None = None

    @property
    def is_number(self) -> bool:
        """Tell whether the value is a number."""
        return bool(self.field.types & NUMBERS)

    @property
    def is_text(self) -> bool:
        """Tell whether the value is a string."""
        return not self.is_number and "string" in self.field.types

    @property
    def many(self) -> bool:
        """Tell whether one source holds several."""
        return self.field.is_list or "[]" in self.field.path

    @property
    def evidence(self) -> Evidence:
        """What in the document says so."""
        return _evidence_of(self.field)

    def is_own_id(self, names: EntityNames) -> bool:
        """Tell whether it is what identifies the source itself: `orderId` in an order, `orders[].id` in their list."""
        same = names.resource_itself(self.reference.target) is names.resource_itself(self.source)
        depth = 2 if self.kind is RelationKind.EMBEDDED else 1
        return (
            same
            and self.reference.rule in (ReferenceRule.NAME, ReferenceRule.PARAMETER)
            and len(self.field.names) == depth
        )


class RelationContext(Struct, frozen=True, kw_only=True, eq=False):
    """What every rule for relations stands on: one document, read in the words of its vendor.

    `live` are its operations that are not deprecated.
    """

    vocabulary: Vocabulary
    entities: tuple[Entity, ...]
    reader: EntityReader
    names: EntityNames
    live: tuple[Operation, ...]

    def is_action(self, operation: Operation) -> bool:
        """Tell whether an operation does something to an entity instead of holding it."""
        return operation.place.family in self.vocabulary.actions

    def acted_on(self, operation: Operation) -> Entity | None:
        """Return what an operation acts on that is not one of its own: by the target's name, or by what it is below."""
        if self.is_action(operation):
            return self.names.acted_on(operation.place.resource)
        key = key_of(operation)
        if operation.method == "GET" or self.entity(key) is not None:
            return None
        lengths = range(len(key) - 1, 1, -1)
        holders = (self.entity(key[:length]) for length in lengths)
        above = next((entity for entity in holders if entity is not None), None)
        return above if above is not None and above.operations else None

    def entity(self, key: Key) -> Entity | None:
        """Return the entity of a key."""
        return self.names.by_key(key)

    def false_friend(self, source: Entity, path: str) -> FalseFriend | None:
        """Return the row of the vocabulary that says a field or filter of an entity is no reference."""
        rows = self.vocabulary.false_friends
        return next((row for row in rows if row.path == path and source.address in row.within), None)


def relation_context(catalog: Catalog, occurrences: Occurrences, vocabulary: Vocabulary) -> RelationContext:
    """Return what is known of a document before its relations are."""
    held = entities(catalog, occurrences.fields, vocabulary)
    return RelationContext(
        vocabulary=vocabulary,
        entities=held,
        reader=EntityReader(occurrences),
        names=EntityNames(catalog, held, vocabulary),
        live=tuple(operation for operation in catalog.operations if not operation.deprecated),
    )


class Relations(Struct, frozen=True, kw_only=True):
    """What `relations` found, each in the order of the entities."""

    relations: tuple[Relation, ...]
    polymorphic: tuple[Polymorphic, ...]
    false_references: tuple[FalseReference, ...]


def relations(context: RelationContext) -> Relations:
    """Return how the entities of a document hang together."""
    fields = {entity.key: context.reader.fields(entity.operations) for entity in context.entities}
    candidates = [
        id_field for entity in context.entities for id_field in _id_fields(entity, fields[entity.key], context.names)
    ]
    believed, false = _believed_and_false([*candidates, *_in_action_responses(context, candidates)], context)
    # The other kinds of evidence come in this order, and each tells only what those before it do not.
    real = [id_field for id_field in candidates if not context.false_friend(id_field.source, id_field.field.path)]
    known = _from_id_fields(_with_through(believed, real), context)
    known += _include_relations(context, known)
    known += _nested_relations(context, known)
    known += _filter_relations(context, known, false)
    order = {entity.key: number for number, entity in enumerate(context.entities)}
    return Relations(
        relations=tuple(
            sorted(
                known,
                key=lambda relation: (order[relation.source.key], relation.name, relation.kind, relation.target.key),
            )
        ),
        polymorphic=tuple(
            polymorphic
            for entity in context.entities
            for polymorphic in _polymorphics(entity, fields[entity.key], context.names)
        ),
        false_references=tuple(false),
    )


def _in_action_responses(context: RelationContext, candidates: list[IdField]) -> Iterator[IdField]:
    """Yield what the responses of actions refer to, as fields of what is acted on; each field once.

    What the entity has by itself, the `candidates`, is not told again.
    """
    known = {(id_field.source.key, id_field.field.path) for id_field in candidates}
    for operation in context.live:
        source = context.acted_on(operation)
        for id_field in _id_fields(source, context.reader.fields((operation,)), context.names) if source else ():
            place = (id_field.source.key, id_field.field.path)
            if id_field.reference.target is not source and place not in known:
                known.add(place)
                yield replace(id_field, kind=RelationKind.ACTION)


def _believed_and_false(
    candidates: list[IdField], context: RelationContext
) -> tuple[list[IdField], list[FalseReference]]:
    """Divide id fields into those to believe and those that only look like a reference.

    A number is believed. A string is believed where the ids of the target are strings, and no field refers to it by a
    number. What identifies the source itself is neither.
    """
    others = [id_field for id_field in candidates if not id_field.is_own_id(context.names)]
    friends = [(id_field, context.false_friend(id_field.source, id_field.field.path)) for id_field in others]
    numbered = {id_field.reference.target.key for id_field, friend in friends if id_field.is_number and friend is None}
    believed, false = [], []
    for id_field, friend in friends:
        target = id_field.reference.target
        if friend is not None:
            false.append(_false(id_field, friend.why))
        elif id_field.is_number or (id_field.is_text and _has_text_ids(target) and target.key not in numbered):
            believed.append(id_field)
        elif id_field.is_text and id_field.kind is RelationKind.REFERENCE:
            false.append(_false(id_field, _NOT_THE_ID))
    return believed, false


def _false(id_field: IdField, why: str) -> FalseReference:
    return FalseReference(
        source=id_field.source,
        name=id_field.field.path,
        looks_like=id_field.reference.target,
        why=why,
    )


def _with_through(believed: list[IdField], candidates: list[IdField]) -> list[IdField]:
    """Mark the fields of another entity's object: `authorization.userId` of a session is the authorization's.

    `candidates` are all fields that may say which entity an object is.
    """
    # The fields that an entity has by itself, and the objects in it that stand for another entity since they have an
    # `id`. A field in such an object is the other entity's if that has the same field by itself.
    own = {(id_field.source.key, id_field.field.path, id_field.reference.target.key) for id_field in believed}
    objects = {
        (id_field.source.key, holder_of(id_field.field.path)): id_field.reference.target
        for id_field in (*candidates, *believed)
        if words(id_field.field.names[-1]) == ("id",)
    }
    marked = []
    for id_field in believed:
        parts = id_field.field.path.split(".")
        for length in range(1, len(parts)):
            through = objects.get((id_field.source.key, ".".join(parts[:length])))
            inner = (
                (through.key, ".".join(parts[length:]), id_field.reference.target.key) if through is not None else None
            )
            if inner in own:
                id_field = replace(id_field, through=through)
        marked.append(id_field)
    return marked


def _from_id_fields(believed: list[IdField], context: RelationContext) -> list[Relation]:
    """Return a relation for each id field that is believed."""
    held = [id_field for id_field in believed if _is_held(id_field)]
    # From what to what a field leads that holds one id: where a list leads back, it is the other end of the same.
    single = {
        (context.names.resource_itself(id_field.source).key, id_field.reference.target.key)
        for id_field in held
        if not id_field.many
    }
    pairs = Counter(_pair(id_field) for id_field in held)
    calls = RelationCalls(context.reader, context.names)
    return [
        Relation(
            source=id_field.source,
            target=id_field.reference.target,
            name=id_field.field.path,
            kind=id_field.kind,
            cardinality=_cardinality(id_field, single, context.names),
            rule=id_field.reference.rule,
            certainty=_certainty(id_field),
            evidence=id_field.evidence,
            through=id_field.through,
            deprecated=id_field.field.deprecated,
            forward=calls.forward(id_field) if _is_held(id_field) else calls.read(id_field.reference.target),
            backward=calls.backward(id_field, alone=pairs[_pair(id_field)] == 1) if _is_held(id_field) else None,
        )
        for id_field in believed
    ]


def _is_held(id_field: IdField) -> bool:
    """Tell whether the source itself has the field: no action gives it back, no object of another entity holds it."""
    return id_field.kind is not RelationKind.ACTION and id_field.through is None


def _pair(id_field: IdField) -> tuple[Key, Key]:
    return id_field.source.key, id_field.reference.target.key


def _certainty(id_field: IdField) -> Certainty:
    """A full name is certain; but one word for a part of another resource may mean something of the source's own."""
    target = id_field.reference.target
    near = target.parent is None or target.resource == id_field.source.resource or len(id_field.stem) > 1
    sure = (
        id_field.reference.rule in (ReferenceRule.NAME, ReferenceRule.PARAMETER)
        and near
        and id_field.kind is not RelationKind.ACTION
    )
    return Certainty.CERTAIN if sure else Certainty.LIKELY


def _cardinality(id_field: IdField, single: set[tuple[Key, Key]], names: EntityNames) -> Cardinality:
    """Return how many targets a source has, and how many sources a target, by what an id field tells.

    A list is one to many where each of the targets names one source, or belongs to it by its path; else the same target
    may stand in the lists of several.
    """
    if id_field.kind is RelationKind.ACTION:
        return Cardinality.UNKNOWN
    if not id_field.many:
        return Cardinality.MANY_TO_ONE
    source, target = names.resource_itself(id_field.source), id_field.reference.target
    parent = names.parent(target)
    below = parent is not None and names.resource_itself(parent) is source
    owned = below or (target.key, source.key) in single
    return Cardinality.ONE_TO_MANY if owned else Cardinality.MANY_TO_MANY


def _id_fields(source: Entity, fields: Iterable[EntityField], names: EntityNames) -> list[IdField]:
    """Return the fields of an entity that are called like a reference to something that can be referred to."""
    id_fields: list[IdField] = []
    for field in fields:
        stem, kind = _stem(field)
        reference = names.of(stem, source) if stem else _by_plain_name(field, source, names)
        if reference is not None and identifiable(reference.target):
            stem = stem or _with_singular(words(field.names[-1]))
            id_fields.append(IdField(source=source, field=field, stem=stem, kind=kind, reference=reference))
    return id_fields


def _polymorphics(source: Entity, fields: tuple[EntityField, ...], names: EntityNames) -> Iterator[Polymorphic]:
    """Yield the ids of which another field says what they are ids of: `targetId` beside an enum `type`."""
    for field in fields:
        if field.types.isdisjoint(NUMBERS):
            continue
        stem, kind = _stem(field)
        if kind is not RelationKind.REFERENCE or not stem or names.of(stem, source):
            continue
        for other in fields:
            beside = holder_of(other.path) == holder_of(field.path)
            if beside and (options := _options(stem, other, names)):
                yield Polymorphic(source=source, name=field.path, selector=other.path, options=options)


def _evidence_of(field: EntityField) -> Evidence:
    """Return a response field as evidence."""
    kinds = " or ".join(sorted(field.types)) or "any"
    return Evidence(
        name=field.path, type=f"array of {kinds}" if field.is_list else kinds, operation=field.operation.key
    )


def _has_text_ids(entity: Entity) -> bool:
    """Tell whether what identifies an entity is declared to be a string."""
    shape = id_shape(entity)
    return shape is not None and shape.types == ("string",)


def _options(stem: Words, selector: EntityField, names: EntityNames) -> tuple[tuple[str, Entity | None], ...]:
    """Return what the values of a selector stand for; nothing where it does not select an entity for certain.

    `targetType` is the selector of `targetId`, and one entity among its values is enough. A plain `type` selects for
    an id with a general name, if all its values are entities.
    """
    name = words(selector.names[-1])
    own = name == (*stem, "type")
    if not own and not (name == ("type",) and stem[-1] in _GENERIC):
        return ()
    values = (value for text in dict.fromkeys(selector.enum) if isinstance(value := value_of(text), str))
    options = tuple((value, names.spelled(value)) for value in values)
    known = [target for _, target in options if target is not None]
    return options if known and (own or len(known) == len(options)) else ()


def _stem(field: EntityField) -> tuple[Words, RelationKind]:
    """Return the words that say what a field refers to: those before `Id`, or the name of the object that has an `id`.

    Nothing for a field of another kind.
    """
    names = field.names
    if (stem := _id_stem(names[-1])) is not None:
        return stem, RelationKind.REFERENCE
    return _with_singular(words(names[-2])) if len(names) > 1 else (), RelationKind.EMBEDDED


def _id_stem(name: str) -> Words | None:
    """Return the words before `Id` in a name; `None` for the name `id`, which says nothing itself."""
    return None if words(name) == ("id",) else id_words(name) or ()


def _with_singular(name: Words) -> Words:
    """Return the words of a name with the last one, if there is any, in the singular."""
    return (*name[:-1], *map(singular, name[-1:]))


def _by_plain_name(field: EntityField, source: Entity, names: EntityNames) -> Reference | None:
    """Understand numbers that are called like the entity itself: a list `items`, a single `order`.

    A single number is believed for a resource, by several words, and outside of other objects only: an `order` may
    be a position, a `tax` or the `bank_account` of a balance an amount.
    """
    if not field.types or not field.types <= NUMBERS or field.path.endswith("[]"):
        return None
    name = words(field.names[-1])
    if name == ("id",):
        return None
    if field.is_list:
        return names.of_list(field.names[-1], source)
    reference = names.named(name, source) if len(name) > 1 and len(field.names) == 1 else None
    believed = reference is not None and reference.target.parent is None and field.types == {"integer"}
    return reference if believed else None


def _include_relations(context: RelationContext, known_relations: list[Relation]) -> list[Relation]:
    """Return a relation for each include that is called like an entity and that no field accounts for."""
    known = {(relation.source.key, segments_of(relation.name)[0]) for relation in known_relations}
    below: dict[Key | None, list[Entity]] = {}
    for entity in context.entities:
        below.setdefault(entity.parent, []).append(entity)
    includes = []
    for source in context.entities:
        operation = context.reader.read_operation(source) or context.reader.list_operation(source)
        for value in context.reader.includes(operation):
            target = _included(value, source, below.get(source.key, []), context)
            if operation is not None and target is not None and (source.key, value) not in known:
                includes.append(_include(source, target, value, operation, context))
    return includes


def _included(value: str, source: Entity, below: list[Entity], context: RelationContext) -> Entity | None:
    """Return what an include brings: what stands below the source by that name, or the resource of that name."""
    own = [entity for entity in below if words(entity.slug) == words(value)]
    reference = context.names.named(_singular_words(words(value), context.vocabulary), source)
    return own[0] if own else reference.target if reference is not None else None


def _include(source: Entity, target: Entity, value: str, operation: Operation, context: RelationContext) -> Relation:
    fields = context.reader.fields((operation,))
    many = any(field.is_list for field in fields if field.path == value)
    return Relation(
        source=source,
        target=target,
        name=value,
        kind=RelationKind.INCLUDE,
        cardinality=Cardinality.ONE_TO_MANY if many else Cardinality.ONE_TO_ONE,
        rule=ReferenceRule.NAME,
        certainty=Certainty.CERTAIN,
        evidence=Evidence(name=include_query(operation, value), type="include", operation=operation.key),
        forward=request_line(operation, include_query(operation, value)),
    )


def _nested_relations(context: RelationContext, known_relations: list[Relation]) -> list[Relation]:
    """Return a relation for each path below a resource that can be read, from what it stands below of."""
    single = {
        (relation.source.key, relation.target.key)
        for relation in known_relations
        if relation.cardinality is Cardinality.MANY_TO_ONE
    }
    nested: dict[Key, Relation] = {}
    for operation in _below_resources(context):
        key = key_of(operation)
        above = _owner(operation, context)
        if above is None or key in nested:
            continue
        entity = context.entity(key)
        best = (context.reader.list_operation(entity) if entity is not None else None) or operation
        target = _nested_target(best, entity, context)
        if target is not None:
            nested[key] = _nested(context.names.resource_itself(above), target, best, single, context)
    return list(nested.values())


def _below_resources(context: RelationContext) -> Iterator[Operation]:
    """Yield the live operations that read something below a resource, `GET /users/{user}/payment-methods`."""
    for operation in context.live:
        if operation.method == "GET" and not context.is_action(operation) and len(key_of(operation)) > 2:
            yield operation


def _owner(operation: Operation, context: RelationContext) -> Entity | None:
    """Return that of which one has the sub-resource: what the last parameter before its name identifies."""
    parts = [part for part in operation.place.subpath.split("/") if part]
    last = max((number for number, part in enumerate(parts) if "{" not in part), default=0)
    owned = max((number for number, part in enumerate(parts[:last]) if "{" in part), default=None)
    if owned is None:
        return None
    names = (part for part in parts[:owned] if "{" not in part)
    key = (operation.place.family, operation.place.resource, *names)
    return context.entity(key) or context.entity((key[0], key[-1]))


def _nested_target(operation: Operation, entity: Entity | None, context: RelationContext) -> Entity | None:
    """Return what a sub-resource lists: the resource it is named after if it has little but ids of it, else itself.

    `shared-partners` lists partners; a plain list of numbers is believed to be ids only by its name.
    """
    resource = context.names.resource_itself(entity) if entity is not None else None
    if resource is not entity:
        return resource
    named = context.names.resource_at_end(_singular_words(words(key_of(operation)[-1]), context.vocabulary))
    if entity is not None:
        return named if named is not None and _refers(entity, named) else entity
    types = [response.item.types for response in response_items(operation, context.reader.shapes)]
    return named if any(kinds and set(kinds) <= NUMBERS for kinds in types) else None


def _refers(entity: Entity, named: Entity) -> bool:
    """Tell whether the items of a sub-resource stand for those of a resource: by an id and hardly more, or the same."""
    if entity.item is None or named.item is None or id_shape(entity) is None:
        return False
    return len(entity.item.members) <= _FEW or entity.item.key == named.item.key


def _nested(
    source: Entity, target: Entity, operation: Operation, single: set[tuple[Key, Key]], context: RelationContext
) -> Relation:
    owned = target.parent is not None or (target.key, source.key) in single
    many = Cardinality.ONE_TO_MANY if owned else Cardinality.MANY_TO_MANY
    listed = context.reader.gives_list(operation) or operation.path.endswith("}")
    return Relation(
        source=source,
        target=target,
        name="/".join(key_of(operation)[1:]),
        kind=RelationKind.NESTED,
        cardinality=many if listed else Cardinality.ONE_TO_ONE,
        rule=ReferenceRule.PATH,
        certainty=Certainty.CERTAIN,
        evidence=Evidence(name=operation.place.subpath, type="path", operation=operation.key),
        forward=request_line(operation),
    )


def _filter_relations(
    context: RelationContext, known_relations: list[Relation], false: list[FalseReference]
) -> list[Relation]:
    """Return a relation for each filter that takes ids of an entity which no field of what is listed refers to."""
    known = {(relation.source.key, relation.target.key) for relation in known_relations}
    unlike = {(reference.source.key, reference.looks_like.key) for reference in false}
    by_pair: dict[tuple[Key, Key], Relation] = {}
    for source in context.entities:
        listing = context.reader.list_operation(source)
        if listing is None:
            continue
        for filter_ in context.reader.filters(listing):
            reference = _filter_target(filter_, source, context)
            if reference is None or reference.target in (source, context.names.parent(source)):
                continue
            pair = (source.key, reference.target.key)
            if pair not in known and pair not in unlike and pair not in by_pair:
                by_pair[pair] = _by_filter(source, reference, filter_, listing)
    return list(by_pair.values())


def _filter_target(filter_: Occurrence, source: Entity, context: RelationContext) -> Reference | None:
    """Return what a filter takes the id of; `None` where it takes something else.

    Values of filters are often declared as strings, whatever they are: the name decides.
    """
    types = set(filter_.item.types)
    stem = filter_stem(filter_)
    if stem is None or not types & {"string", *NUMBERS} or context.false_friend(source, filter_.path) is not None:
        return None
    return context.names.of(stem, source)


def _by_filter(source: Entity, reference: Reference, filter_: Occurrence, listing: Operation) -> Relation:
    kinds = " or ".join(filter_.item.types)
    return Relation(
        source=source,
        target=reference.target,
        name=filter_.path,
        kind=RelationKind.FILTER,
        cardinality=Cardinality.UNKNOWN,
        rule=reference.rule,
        certainty=Certainty.LIKELY,
        evidence=Evidence(name=filter_.path, type=kinds, operation=listing.key),
        backward=filtered(listing, filter_),
    )


def _singular_words(name: Words, vocabulary: Vocabulary) -> Words:
    """Return the words of a name as `singular_words` would of its slug, which knows what has no singular."""
    return singular_words("-".join(name), vocabulary) if name else ()


class RelationCalls:
    """Finds the calls that follow relations: reading what is referred to, listing what refers to it.

    Lists are narrowed by declared filters only.
    """

    def __init__(self, reader: EntityReader, names: EntityNames) -> None:
        self._reader = reader
        self._names = names

    def forward(self, id_field: IdField) -> RequestLine | None:
        """Return the call that gets what a field refers to: with the source if it can be included, or by its id."""
        top = id_field.field.names[0]
        for operation in (self._reader.read_operation(id_field.source), self._reader.list_operation(id_field.source)):
            if operation is not None and top in self._reader.includes(operation):
                return request_line(operation, include_query(operation, top))
        return self.read(id_field.reference.target)

    def read(self, target: Entity) -> RequestLine | None:
        """Return the call that reads one of an entity by its id."""
        operation = self._reader.read_operation(target)
        return request_line(operation) if operation is not None else None

    def backward(self, id_field: IdField, alone: bool) -> RequestLine | None:
        """Return the call that lists what refers to a target; `alone` if no other field refers to it as well."""
        listing = self._reader.list_operation(id_field.source)
        if listing is None:
            return None
        filter_ = self._matching(id_field, self._reader.filters(listing), alone=alone)
        if filter_ is not None:
            return filtered(listing, filter_)
        parent = self._names.parent(id_field.source)
        within = parent is not None and self._names.resource_itself(parent) is self._names.resource_itself(
            id_field.reference.target
        )
        return request_line(listing) if within else None

    def _matching(self, id_field: IdField, filters: tuple[Occurrence, ...], *, alone: bool) -> Occurrence | None:
        """Prefer the filter of the same path, then of the same words, then the only one that means the target."""
        for fits in (
            lambda filter_: filter_matches(filter_, id_field.field),
            lambda filter_: filter_stem(filter_) == id_field.stem,
        ):
            if (fitting := next(filter(fits, filters), None)) is not None:
                return fitting
        meant = [filter_ for filter_ in filters if self._means(filter_, id_field)] if alone else []
        return meant[0] if len(meant) == 1 else None

    def _means(self, filter_: Occurrence, id_field: IdField) -> bool:
        stem = filter_stem(filter_)
        reference = self._names.of(stem, id_field.source) if stem else None
        return reference is not None and reference.target is id_field.reference.target


def filtered(operation: Operation, filter_: Occurrence) -> RequestLine:
    """Return the call of a list that is narrowed by one filter."""
    return request_line(operation, f"{filter_.path}{'[]' if filter_.shape.items is not None else ''}={_VALUE}")


def filter_matches(filter_: Occurrence, field: EntityField) -> bool:
    """Tell whether a filter is called like a field, with all the objects that it stands in."""
    return filter_.names[-len(field.names) :] == field.names


def filter_stem(filter_: Occurrence) -> Words | None:
    """Return the words of what a filter takes the id of, `None` where it takes something else."""
    return id_words(filter_.name)
