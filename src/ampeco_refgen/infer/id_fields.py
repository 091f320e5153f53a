"""Response fields → id fields: what is called like a reference to an entity, before its type is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct

from ampeco_refgen.infer.entities import Entity
from ampeco_refgen.infer.naming import singular, words
from ampeco_refgen.infer.reading import NUMBERS, Seen, identity
from ampeco_refgen.infer.references import Reference, References, Rule, Words, id_words, identifiable
from ampeco_refgen.infer.relation_model import Evidence, Kind, Polymorphic
from ampeco_refgen.jsonvalue import value_of

_GENERIC = frozenset({"target", "resource", "object", "subject", "entity", "owner", "item", "reference", "related"})


class IdField(Struct, frozen=True, kw_only=True, eq=False):
    """A field of `source` that is called like a reference.

    `stem` are the words of its name without `id`; `through` is what the object is an instance of that holds it,
    where that is another entity than the source.
    """

    source: Entity
    seen: Seen
    stem: Words
    kind: Kind
    reference: Reference
    through: Entity | None = None

    @property
    def is_number(self) -> bool:
        """Tell whether the value is a number."""
        return bool(self.seen.types & NUMBERS)

    @property
    def is_text(self) -> bool:
        """Tell whether the value is a string."""
        return not self.is_number and "string" in self.seen.types

    @property
    def many(self) -> bool:
        """Tell whether one source holds several."""
        return self.seen.is_list or "[]" in self.seen.path

    @property
    def evidence(self) -> Evidence:
        """What in the document says so."""
        return evidence_of(self.seen)

    def is_own_id(self, references: References) -> bool:
        """Tell whether it is what identifies the source itself: `orderId` in an order, `orders[].id` in their list."""
        same = references.one(self.reference.target) is references.one(self.source)
        depth = 2 if self.kind is Kind.EMBEDDED else 1
        return same and self.reference.rule in (Rule.NAME, Rule.PARAMETER) and len(self.seen.names) == depth


def id_fields(source: Entity, rows: Iterable[Seen], references: References) -> list[IdField]:
    """Return the fields of an entity that are called like a reference to something that can be referred to."""
    found: list[IdField] = []
    for seen in rows:
        stem, kind = _stem(seen)
        reference = references.of(stem, source) if stem else _by_plain_name(seen, source, references)
        if reference is not None and identifiable(reference.target):
            stem = stem or _singular(words(seen.names[-1]))
            found.append(IdField(source=source, seen=seen, stem=stem, kind=kind, reference=reference))
    return found


def holder_of(path: str) -> str:
    """Return the path of the object that a field stands in: `a[].b.c` → `a[].b`."""
    return path.rpartition(".")[0]


def polymorphics(source: Entity, rows: tuple[Seen, ...], references: References) -> Iterator[Polymorphic]:
    """Yield the ids of which another field says what they are ids of: `targetId` beside an enum `type`."""
    for seen in rows:
        if seen.types.isdisjoint(NUMBERS):
            continue
        stem, kind = _stem(seen)
        if kind is not Kind.REFERENCE or not stem or references.of(stem, source):
            continue
        for other in rows:
            beside = holder_of(other.path) == holder_of(seen.path)
            if beside and (options := _options(stem, other, references)):
                yield Polymorphic(source=source, name=seen.path, selector=other.path, options=options)


def evidence_of(seen: Seen) -> Evidence:
    """Return a response field as evidence."""
    kinds = " or ".join(sorted(seen.types)) or "any"
    return Evidence(name=seen.path, type=f"array of {kinds}" if seen.is_list else kinds, operation=seen.operation.key)


def is_text_id(entity: Entity) -> bool:
    """Tell whether what identifies an entity is declared to be a string."""
    found = identity(entity)
    return found is not None and found.types == ("string",)


def _options(stem: Words, selector: Seen, references: References) -> tuple[tuple[str, Entity | None], ...]:
    """Return what the values of a selector stand for; nothing where it does not select an entity for certain."""
    name = words(selector.names[-1])
    own = name == (*stem, "type")
    if not own and not (name == ("type",) and stem[-1] in _GENERIC):
        return ()
    values = dict.fromkeys(value_of(text) for shape in selector.shapes for text in shape.enum or ())
    options = tuple((value, references.spelled(value)) for value in values if isinstance(value, str))
    known = [target for _, target in options if target is not None]
    return options if known and (own or len(known) == len(options)) else ()


def _stem(seen: Seen) -> tuple[Words, Kind]:
    """Return the words that say what a field refers to: those before `Id`, or the name of the object that has an `id`.

    Nothing for a field of another kind.
    """
    names = seen.names
    if (stem := _own_stem(names[-1])) is not None:
        return stem, Kind.REFERENCE
    return _singular(words(names[-2])) if len(names) > 1 else (), Kind.EMBEDDED


@cache
def _own_stem(name: str) -> Words | None:
    """Return the words before `Id` in a name; `None` for the name `id`, which says nothing itself."""
    return None if words(name) == ("id",) else id_words(name) or ()


def _singular(found: Words) -> Words:
    return (*found[:-1], *map(singular, found[-1:]))


def _by_plain_name(seen: Seen, source: Entity, references: References) -> Reference | None:
    """Understand numbers that are called like the entity itself: a list `evses`, a single `chargePoint`.

    A single number is believed for a resource, by several words, and outside of other objects only: an `order` may
    be a position, a `tax` or the `bank_account` of a balance an amount.
    """
    if not seen.types or not seen.types <= NUMBERS or seen.path.endswith("[]"):
        return None
    name = words(seen.names[-1])
    if name == ("id",):
        return None
    if seen.is_list:
        return references.of_list(seen.names[-1], source)
    found = references.named(name, source) if len(name) > 1 and len(seen.names) == 1 else None
    return found if found is not None and found.target.parent is None and seen.types == {"integer"} else None
