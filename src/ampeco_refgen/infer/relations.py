"""Entities → relations, from id fields, nested objects, includes, sub-resources, filters and action responses.

Names are understood by `references`, and believed only where the value has the type of an id of the target: a
number, or a string where ids of that target are strings everywhere. Only live operations are evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.infer.contents import filter_relations, include_relations, nested_relations
from ampeco_refgen.infer.entities import Key
from ampeco_refgen.infer.ground import Ground
from ampeco_refgen.infer.id_fields import IdField, holder_of, id_fields, is_text_id, polymorphics
from ampeco_refgen.infer.naming import words
from ampeco_refgen.infer.references import References, Rule
from ampeco_refgen.infer.relation_model import (
    Cardinality,
    Confidence,
    FalseReference,
    Kind,
    Polymorphic,
    Relation,
)
from ampeco_refgen.infer.walks import Walks

_NOT_THE_ID = "a string, while its ids are numbers: an identifier in another system"


class Relations(Struct, frozen=True, kw_only=True):
    """What `relations` found, each in the order of the entities."""

    relations: tuple[Relation, ...]
    polymorphic: tuple[Polymorphic, ...]
    false_references: tuple[FalseReference, ...]


def relations(ground: Ground) -> Relations:
    """Return how the entities of a document hang together."""
    seen = {entity.key: ground.reader.seen(entity.operations) for entity in ground.entities}
    found = [one for entity in ground.entities for one in id_fields(entity, seen[entity.key], ground.references)]
    believed, false = _sorted_out([*found, *_given_back(ground, found)], ground)
    stated = _stated(_with_through(believed, found), ground)
    stated += include_relations(ground, stated)
    stated += nested_relations(ground, stated)
    stated += filter_relations(ground, stated, false)
    order = {entity.key: number for number, entity in enumerate(ground.entities)}
    selected = [one for entity in ground.entities for one in polymorphics(entity, seen[entity.key], ground.references)]
    return Relations(
        relations=tuple(sorted(stated, key=lambda one: (order[one.source.key], one.name, one.kind, one.target.key))),
        polymorphic=tuple(selected),
        false_references=tuple(false),
    )


def _given_back(ground: Ground, held: list[IdField]) -> Iterator[IdField]:
    """Yield what the responses of actions refer to, as fields of what is acted on; each field once."""
    known = {(one.source.key, one.seen.path) for one in held}
    for operation in ground.live:
        source = ground.acted_on(operation)
        for one in id_fields(source, ground.reader.seen((operation,)), ground.references) if source else ():
            if one.reference.target is not source and (one.source.key, one.seen.path) not in known:
                known.add((one.source.key, one.seen.path))
                yield replace(one, kind=Kind.ACTION)


def _sorted_out(found: list[IdField], ground: Ground) -> tuple[list[IdField], list[FalseReference]]:
    """Divide id fields into those to believe and those that only look like a reference."""
    others = [one for one in found if not one.is_own_id(ground.references)]
    friends = [(one, ground.false_friend(one.source, one.seen.path)) for one in others]
    numbered = {one.reference.target.key for one, friend in friends if one.is_number and friend is None}
    believed, false = [], []
    for one, friend in friends:
        target = one.reference.target
        if friend is not None:
            false.append(_false(one, friend.why))
        elif one.is_number or (one.is_text and is_text_id(target) and target.key not in numbered):
            believed.append(one)
        elif one.is_text and one.kind is Kind.REFERENCE:
            false.append(_false(one, _NOT_THE_ID))
    return believed, false


def _false(one: IdField, why: str) -> FalseReference:
    return FalseReference(
        source=one.source,
        name=one.seen.path,
        looks_like=one.reference.target,
        why=why,
    )


def _with_through(believed: list[IdField], found: list[IdField]) -> list[IdField]:
    """Mark the fields of another entity's object: `authorization.userId` of a session is the authorization's."""
    own = {(one.source.key, one.seen.path, one.reference.target.key) for one in believed}
    objects = {
        (one.source.key, holder_of(one.seen.path)): one.reference.target
        for one in (*found, *believed)
        if words(one.seen.names[-1]) == ("id",)
    }
    marked = []
    for one in believed:
        parts = one.seen.path.split(".")
        for length in range(1, len(parts)):
            through = objects.get((one.source.key, ".".join(parts[:length])))
            inner = (through.key, ".".join(parts[length:]), one.reference.target.key) if through is not None else None
            if inner in own:
                one = replace(one, through=through)
        marked.append(one)
    return marked


def _stated(believed: list[IdField], ground: Ground) -> list[Relation]:
    held = [one for one in believed if _held(one)]
    single = {(ground.references.one(one.source).key, one.reference.target.key) for one in held if not one.many}
    pairs = Counter(_pair(one) for one in held)
    walks = Walks(ground.reader, ground.references)
    return [
        Relation(
            source=one.source,
            target=one.reference.target,
            name=one.seen.path,
            kind=one.kind,
            cardinality=_cardinality(one, single, ground.references),
            rule=one.reference.rule,
            confidence=_confidence(one),
            evidence=one.evidence,
            through=one.through,
            deprecated=one.seen.deprecated,
            forward=walks.forward(one) if _held(one) else walks.read(one.reference.target),
            backward=walks.backward(one, alone=pairs[_pair(one)] == 1) if _held(one) else None,
        )
        for one in believed
    ]


def _held(one: IdField) -> bool:
    """Tell whether the source itself has the field: no action gives it back, no object of another entity holds it."""
    return one.kind is not Kind.ACTION and one.through is None


def _pair(one: IdField) -> tuple[Key, Key]:
    return one.source.key, one.reference.target.key


def _confidence(one: IdField) -> Confidence:
    target = one.reference.target
    near = target.parent is None or target.resource == one.source.resource or len(one.stem) > 1
    sure = one.reference.rule in (Rule.NAME, Rule.PARAMETER) and near and one.kind is not Kind.ACTION
    return Confidence.CERTAIN if sure else Confidence.LIKELY


def _cardinality(one: IdField, single: set[tuple[Key, Key]], references: References) -> Cardinality:
    """A list is one to many where each of the targets names one source, or belongs to it by its path."""
    if one.kind is Kind.ACTION:
        return Cardinality.UNKNOWN
    if not one.many:
        return Cardinality.MANY_TO_ONE
    source, target = references.one(one.source), one.reference.target
    parent = references.parent(target)
    below = parent is not None and references.one(parent) is source
    owned = below or (target.key, source.key) in single
    return Cardinality.ONE_TO_MANY if owned else Cardinality.MANY_TO_MANY
