"""Unions whose variants are nothing but names that have to be there or must not be: which members go together.

`anyOf: [{required: [phone]}, {required: [mail]}]` beside properties has no variants that anybody would call so: it
says that at least one of the two is required. Sources: JSON Schema 2020-12, Core, sections 10.2.1 (a variant applies
together with its owner) and 10.2.1.4 (`not`); Validation, section 6.5.3 (`required`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.model import Schema, SchemaId

_MOST_NAMES = 8
"""Of more names not all combinations are tried."""

AT_LEAST_ONE, EXACTLY_ONE, AT_MOST_ONE, TOGETHER = "at least one", "exactly one", "at most one", "together"


class Names(Struct, frozen=True):
    """Names of members that are all `needed`, and such as are all to be `absent`, sorted."""

    needed: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class NeededNames(Struct, frozen=True):
    """How many of some sets of names an object has to have: `AT_LEAST_ONE`, `EXACTLY_ONE`, `AT_MOST_ONE`.

    `TOGETHER` is all names of the one set or none of them.
    """

    count: str
    sets: tuple[Names, ...]

    @property
    def names(self) -> frozenset[str]:
        """All names that it is about."""
        return frozenset(name for names in self.sets for name in (*names.needed, *names.absent))

    def renamed(self, name: Callable[[str], str]) -> NeededNames:
        """Return the same of other names."""
        sets = (Names(tuple(map(name, names.needed)), tuple(map(name, names.absent))) for names in self.sets)
        return NeededNames(self.count, tuple(sets))


def needed_names(schemas: Sequence[Schema], kind: str, variants: Sequence[SchemaId]) -> NeededNames | None:
    """Return what a union of a kind, `oneOf` or `anyOf`, asks for where all variants are nothing but names.

    `None` for any other, and where it asks for nothing. `schemas` are those of the Catalog, by number.
    """
    of_variants = [_names_of(schemas, schemas[number]) for number in variants]
    sets = tuple(names for names in of_variants if names is not None and (names.needed or names.absent))
    if len(sets) < len(variants) or len(sets) != len(set(sets)):
        return None
    every = list(dict.fromkeys(name for names in sets for name in (*names.needed, *names.absent)))
    if len(every) <= _MOST_NAMES:
        allowed = set(_allowed(every, sets, exactly=kind == "oneOf"))
        singles = tuple(Names((name,)) for name in every)
        for count, is_allowed in _COUNTS.items():
            if len(every) > 1 and allowed == {given for given in _combinations(every) if is_allowed(given)}:
                return NeededNames(count, (Names(tuple(every)),) if count == TOGETHER else singles)
    return NeededNames(EXACTLY_ONE if kind == "oneOf" else AT_LEAST_ONE, sets)


_COUNTS: dict[str, Callable[[tuple[bool, ...]], bool]] = {
    AT_LEAST_ONE: any,
    EXACTLY_ONE: lambda given: sum(given) == 1,
    AT_MOST_ONE: lambda given: sum(given) <= 1,
    TOGETHER: lambda given: all(given) or not any(given),
}


def _combinations(names: Sequence[str]) -> Iterator[tuple[bool, ...]]:
    return product((False, True), repeat=len(names))


def _allowed(every: Sequence[str], sets: Sequence[Names], *, exactly: bool) -> Iterator[tuple[bool, ...]]:
    """Yield which of all names may be there together: those for which one variant is true, or any number of them."""
    for given in _combinations(every):
        there = {name for name, is_there in zip(every, given, strict=True) if is_there}
        true = sum(there.issuperset(names.needed) and there.isdisjoint(names.absent) for names in sets)
        if true == 1 or (true and not exactly):
            yield given


def _names_of(schemas: Sequence[Schema], schema: Schema) -> Names | None:
    """Return the names that a schema needs and excludes, `None` where it says anything else."""
    needed, absent = set(schema.required), set[str]()
    for member in schema.properties:
        if _is_false(schemas, schemas[member.schema]):
            absent.add(member.name)
        elif schemas[member.schema] != Schema():
            return None
    for number in schema.all_of:
        names = _names_of(schemas, schemas[number])
        if names is None:
            return None
        needed.update(names.needed)
        absent.update(names.absent)
    if schema.negated is not None:
        excluded = _excluded(schemas, schemas[schema.negated])
        if excluded is None:
            return None
        absent |= excluded
    bare = replace(schema, required=(), properties=(), all_of=(), negated=None)
    if bare not in (Schema(), Schema(types=("object",))) or needed & absent:
        return None
    return Names(tuple(sorted(needed)), tuple(sorted(absent)))


def _excluded(schemas: Sequence[Schema], schema: Schema) -> set[str] | None:
    """Return the names of which a schema asks for one: none of them may be there where it must not be true."""
    if schema.any_of and replace(schema, any_of=()) == Schema():
        parts = [_excluded(schemas, schemas[number]) for number in schema.any_of]
        return None if None in parts else {name for part in parts for name in part or ()}
    alone = len(schema.required) == 1 and replace(schema, required=()) in (Schema(), Schema(types=("object",)))
    return set(schema.required) if alone else None


def _is_false(schemas: Sequence[Schema], schema: Schema) -> bool:
    negated = schema.negated
    return negated is not None and replace(schema, negated=None) == Schema() and schemas[negated] == Schema()
