"""The calls that walk a relation: reading what is referred to, listing what refers to it; declared filters only."""

from __future__ import annotations

from ampeco_refgen.infer.entities import Entity
from ampeco_refgen.infer.id_fields import IdField
from ampeco_refgen.infer.reading import Call, Filter, Reader, Seen, call_of
from ampeco_refgen.infer.references import References, Words, id_words

_VALUE = "{id}"


class Walks:
    """Finds the calls for the relations of one document."""

    def __init__(self, reader: Reader, references: References) -> None:
        self._reader = reader
        self._references = references

    def forward(self, field: IdField) -> Call | None:
        """Return the call that gets what a field refers to: with the source if it can be included, or by its id."""
        top = field.seen.names[0]
        for operation in (self._reader.reading(field.source), self._reader.listing(field.source)):
            if operation is not None and top in self._reader.includes(operation):
                return call_of(operation, f"include[]={top}")
        return self.read(field.reference.target)

    def read(self, target: Entity) -> Call | None:
        """Return the call that reads one of an entity by its id."""
        operation = self._reader.reading(target)
        return call_of(operation) if operation is not None else None

    def backward(self, field: IdField, alone: bool) -> Call | None:
        """Return the call that lists what refers to a target; `alone` if no other field refers to it as well."""
        listing = self._reader.listing(field.source)
        found = self._matching(field, self._reader.filters(listing), alone=alone)
        if found is not None:
            return filtered(found)
        parent = self._references.parent(field.source)
        within = parent is not None and self._references.one(parent) is self._references.one(field.reference.target)
        return call_of(listing) if within and listing is not None else None

    def _matching(self, field: IdField, filters: tuple[Filter, ...], *, alone: bool) -> Filter | None:
        """Prefer the filter of the same path, then of the same words, then the only one that means the target."""
        for fits in (lambda one: filter_matches(one, field.seen), lambda one: filter_stem(one) == field.stem):
            if (found := next(filter(fits, filters), None)) is not None:
                return found
        meant = [one for one in filters if self._means(one, field)] if alone else []
        return meant[0] if len(meant) == 1 else None

    def _means(self, one: Filter, field: IdField) -> bool:
        stem = filter_stem(one)
        found = self._references.of(stem, field.source) if stem else None
        return found is not None and found.target is field.reference.target


def filtered(one: Filter) -> Call:
    """Return the call of a list that is narrowed by one filter."""
    return call_of(one.operation, f"{one.sent}{'[]' if one.is_list else ''}={_VALUE}")


def filter_matches(one: Filter, seen: Seen) -> bool:
    """Tell whether a filter is called like a field, with all the objects that it stands in."""
    return one.names[-len(seen.names) :] == seen.names


def filter_stem(one: Filter) -> Words | None:
    """Return the words of what a filter takes the id of, `None` where it takes something else."""
    return id_words(one.path.rpartition(".")[2])
