"""What every rule for relations stands on: the entities of one document, all their names, fields and filters."""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.infer.entities import Entity, Key, entities, key_of
from ampeco_refgen.infer.reading import Reader
from ampeco_refgen.infer.references import References
from ampeco_refgen.infer.vocabulary import FalseFriend, Vocabulary, vocabulary_for


class Ground(Struct, frozen=True, kw_only=True, eq=False):
    """One document, read in the words of its vendor; `live` are its operations that are not deprecated."""

    vocabulary: Vocabulary
    entities: tuple[Entity, ...]
    reader: Reader
    references: References
    live: tuple[Operation, ...]

    def is_action(self, operation: Operation) -> bool:
        """Tell whether an operation does something to an entity instead of holding it."""
        return operation.place.family in self.vocabulary.actions

    def acted_on(self, operation: Operation) -> Entity | None:
        """Return what an operation acts on that is not one of its own: by the target's name, or by what it is below."""
        if self.is_action(operation):
            return self.references.acted_on(operation.place.resource)
        key = key_of(operation)
        if operation.method == "GET" or self.entity(key) is not None:
            return None
        lengths = range(len(key) - 1, 1, -1)
        above = next((found for length in lengths if (found := self.entity(key[:length])) is not None), None)
        return above if above is not None and above.operations else None

    def entity(self, key: Key) -> Entity | None:
        """Return the entity of a key."""
        return self.references.by_key(key)

    def false_friend(self, source: Entity, path: str) -> FalseFriend | None:
        """Return the row of the vocabulary that says a field or filter of an entity is no reference."""
        rows = self.vocabulary.false_friends
        return next((row for row in rows if row.path == path and source.address in row.within), None)


def ground(catalog: Catalog, fields: Fields, vocabulary: Vocabulary | None = None) -> Ground:
    """Return what is known of a document before its relations are."""
    known = vocabulary_for(catalog) if vocabulary is None else vocabulary
    found = entities(catalog, fields, known)
    return Ground(
        vocabulary=known,
        entities=found,
        reader=Reader(fields),
        references=References(catalog, found, known),
        live=tuple(operation for operation in catalog.operations if not operation.deprecated),
    )
