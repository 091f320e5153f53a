"""Relations that no id field states: what can be included, what stands below a resource, what a list is narrowed by."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.terms import segments_of
from ampeco_refgen.infer.entities import Entity, Key, key_of
from ampeco_refgen.infer.ground import Ground
from ampeco_refgen.infer.listing import answers
from ampeco_refgen.infer.naming import singular_words, words
from ampeco_refgen.infer.reading import NUMBERS, Filter, call_of, identity
from ampeco_refgen.infer.references import Reference, Rule, Words
from ampeco_refgen.infer.relation_model import (
    Cardinality,
    Confidence,
    Evidence,
    FalseReference,
    Kind,
    Relation,
)
from ampeco_refgen.infer.walks import filter_stem, filtered

_FEW = 3
"""An object of at most so many members, its id among them, says that something is related, not what it is."""


def include_relations(ground: Ground, stated: list[Relation]) -> list[Relation]:
    """Return a relation for each include that is called like an entity and that no field accounts for."""
    known = {(one.source.key, segments_of(one.name)[0]) for one in stated}
    below: dict[Key | None, list[Entity]] = {}
    for entity in ground.entities:
        below.setdefault(entity.parent, []).append(entity)
    found = []
    for source in ground.entities:
        operation = ground.reader.reading(source) or ground.reader.listing(source)
        for value in ground.reader.includes(operation):
            target = _included(value, source, below.get(source.key, []), ground)
            if operation is not None and target is not None and (source.key, value) not in known:
                found.append(_include(source, target, value, operation, ground))
    return found


def _included(value: str, source: Entity, below: list[Entity], ground: Ground) -> Entity | None:
    """Return what an include brings: what stands below the source by that name, or the resource of that name."""
    own = [one for one in below if words(one.slug) == words(value)]
    found = ground.references.named(_singular(words(value)), source)
    return own[0] if own else found.target if found is not None else None


def _include(source: Entity, target: Entity, value: str, operation: Operation, ground: Ground) -> Relation:
    rows = ground.reader.seen((operation,))
    many = any(seen.is_list for seen in rows if seen.path == value)
    return Relation(
        source=source,
        target=target,
        name=value,
        kind=Kind.INCLUDE,
        cardinality=Cardinality.ONE_TO_MANY if many else Cardinality.ONE_TO_ONE,
        rule=Rule.NAME,
        confidence=Confidence.CERTAIN,
        evidence=Evidence(name=f"include[]={value}", type="include", operation=operation.key),
        forward=call_of(operation, f"include[]={value}"),
    )


def nested_relations(ground: Ground, stated: list[Relation]) -> list[Relation]:
    """Return a relation for each path below a resource that can be read, from what it stands below of."""
    single = {(one.source.key, one.target.key) for one in stated if one.cardinality is Cardinality.MANY_TO_ONE}
    found: dict[Key, Relation] = {}
    for operation in _below_resources(ground):
        key = key_of(operation)
        above = _owner(operation, ground)
        if above is None or key in found:
            continue
        entity = ground.entity(key)
        best = (ground.reader.listing(entity) if entity is not None else None) or operation
        target = _nested_target(best, entity, ground)
        if target is not None:
            found[key] = _nested(ground.references.one(above), target, best, single, ground)
    return list(found.values())


def _below_resources(ground: Ground) -> Iterator[Operation]:
    for operation in ground.live:
        if operation.method == "GET" and not ground.is_action(operation) and len(key_of(operation)) > 2:
            yield operation


def _owner(operation: Operation, ground: Ground) -> Entity | None:
    """Return that of which one has the sub-resource: what the last parameter before its name identifies."""
    parts = [part for part in operation.place.subpath.split("/") if part]
    last = max((number for number, part in enumerate(parts) if "{" not in part), default=0)
    owned = max((number for number, part in enumerate(parts[:last]) if "{" in part), default=None)
    if owned is None:
        return None
    names = (part for part in parts[:owned] if "{" not in part)
    key = (operation.place.family, operation.place.resource, *names)
    return ground.entity(key) or ground.entity((key[0], key[-1]))


def _nested_target(operation: Operation, entity: Entity | None, ground: Ground) -> Entity | None:
    """Return what a sub-resource lists: the resource it is named after if it has little but ids of it, else itself.

    `shared-partners` lists partners; a plain list of numbers is believed to be ids only by its name.
    """
    one = ground.references.one(entity) if entity is not None else None
    if one is not entity:
        return one
    named = ground.references.resource_at_end(_singular(words(key_of(operation)[-1])))
    if entity is not None:
        return named if named is not None and _refers(entity, named) else entity
    types = [answer.item.types for answer in answers(operation, ground.reader.shapes)]
    return named if any(found and set(found) <= NUMBERS for found in types) else None


def _refers(entity: Entity, named: Entity) -> bool:
    """Tell whether the items of a sub-resource stand for those of a resource: by an id and hardly more, or the same."""
    if entity.item is None or named.item is None or identity(entity) is None:
        return False
    return len(entity.item.members) <= _FEW or entity.item.key == named.item.key


def _nested(
    source: Entity, target: Entity, operation: Operation, single: set[tuple[Key, Key]], ground: Ground
) -> Relation:
    owned = target.parent is not None or (target.key, source.key) in single
    many = Cardinality.ONE_TO_MANY if owned else Cardinality.MANY_TO_MANY
    listed = ground.reader.gives_list(operation) or operation.path.endswith("}")
    return Relation(
        source=source,
        target=target,
        name="/".join(key_of(operation)[1:]),
        kind=Kind.NESTED,
        cardinality=many if listed else Cardinality.ONE_TO_ONE,
        rule=Rule.PATH,
        confidence=Confidence.CERTAIN,
        evidence=Evidence(name=operation.place.subpath, type="path", operation=operation.key),
        forward=call_of(operation),
    )


def filter_relations(ground: Ground, stated: list[Relation], false: list[FalseReference]) -> list[Relation]:
    """Return a relation for each filter that takes ids of an entity which no field of what is listed refers to."""
    known = {(one.source.key, one.target.key) for one in stated}
    unlike = {(one.source.key, one.looks_like.key) for one in false}
    found: dict[tuple[Key, Key], Relation] = {}
    for source in ground.entities:
        for one in ground.reader.filters(ground.reader.listing(source)):
            reference = _filter_target(one, source, ground)
            if reference is None or reference.target in (source, ground.references.parent(source)):
                continue
            pair = (source.key, reference.target.key)
            if pair not in known and pair not in unlike and pair not in found:
                found[pair] = _by_filter(source, reference, one)
    return list(found.values())


def _filter_target(one: Filter, source: Entity, ground: Ground) -> Reference | None:
    """Values of filters are often declared as strings, whatever they are: the name decides."""
    types = set((one.shape.items or one.shape).types)
    stem = filter_stem(one)
    if stem is None or not types & {"string", *NUMBERS} or ground.false_friend(source, one.path) is not None:
        return None
    return ground.references.of(stem, source)


def _by_filter(source: Entity, reference: Reference, one: Filter) -> Relation:
    kinds = " or ".join((one.shape.items or one.shape).types)
    return Relation(
        source=source,
        target=reference.target,
        name=one.sent,
        kind=Kind.FILTER,
        cardinality=Cardinality.UNKNOWN,
        rule=reference.rule,
        confidence=Confidence.LIKELY,
        evidence=Evidence(name=one.sent, type=kinds, operation=one.operation.key),
        backward=filtered(one),
    )


def _singular(found: Words) -> Words:
    return singular_words("-".join(found)) if found else ()
