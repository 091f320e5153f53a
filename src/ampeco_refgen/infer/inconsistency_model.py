"""What the rules on inconsistencies share: their kinds, what they find, and the document that they look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation, SchemaId
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.usage import of_call
from ampeco_refgen.infer.occurrences import FieldPlace, Location, Occurrence, Occurrences, places_of
from ampeco_refgen.infer.responses import ResponseForm
from ampeco_refgen.infer.vocabulary import Vocabulary

_PARAMETER = re.compile(r"\{[^{}]*\}")


class Collection(NamedTuple):
    """What the calls on one collection share; `subpath` is theirs without a last id."""

    family: str
    resource: str
    version: str
    subpath: str


class InconsistencySide(Struct, frozen=True, kw_only=True):
    """One of the ways in which something is: in words (`way`), in names and values of the document, and where."""

    way: str = ""
    values: tuple[str, ...] = ()
    places: tuple[FieldPlace, ...] = ()
    operations: tuple[str, ...] = ()


class InconsistencyKind(StrEnum):
    """The kinds of inconsistency; what each means is said in `inconsistencies.RULES`."""

    ENUM_SPELLING = "enum-spelling"
    WORD_SPELLING = "word-spelling"
    FILTER_VALUES = "filter-values"
    FILTER_TYPE = "filter-type"
    RESPONSE_DIFFERS = "response-differs"
    BODY_NAMES = "body-names"
    ID_TYPES = "id-types"
    PATH_PARAMETER_TYPES = "path-parameter-types"
    PATH_PARAMETER_NAMES = "path-parameter-names"
    WRAPPING_DIFFERS = "wrapping-differs"
    PAGING_WITHOUT_LIST = "paging-without-list"
    READ_ONLY_REQUIRED = "read-only-required"
    REQUIRED_UNDECLARED = "required-undeclared"
    INCLUDE_ON_WRITE = "include-on-write"
    INCLUDE_ONLY = "include-only"
    INCLUDE_MISSING = "include-missing"
    INCLUDE_WITHOUT_FIELD = "include-without-field"
    SAID_REQUIRED = "said-required"
    SAID_OPTIONAL = "said-optional"
    SAID_READ_ONLY = "said-read-only"
    SAID_DEPRECATED = "said-deprecated"
    SAID_NULLABLE = "said-nullable"
    SAID_DEFAULT = "said-default"
    SAID_LIMIT = "said-limit"
    SAID_FORM = "said-form"
    IMPOSSIBLE_UNIT = "impossible-unit"
    INVALID_EXAMPLE = "invalid-example"
    CALLBACK_EXPRESSION = "callback-expression"
    WEBHOOK_WITHOUT_PAYLOAD = "webhook-without-payload"
    FORMAT_SPELLING = "format-spelling"
    EMPTY_PATH = "empty-path"
    UNUSED_COMPONENT = "unused-component"
    OUTDATED_COMPONENT = "outdated-component"


class Inconsistency(Struct, frozen=True, kw_only=True):
    """One thing that the document says in two ways, or says where it cannot hold; `subject` names it."""

    kind: InconsistencyKind
    subject: str
    sides: tuple[InconsistencySide, ...]


class InconsistencyContext:
    """What every rule looks at: one document, with all its `occurrences`.

    `forms` tell by key in what form an operation responds, `collections` what collection it is about; `operations` are
    those that are not deprecated, `schemas_in_use` all schemas of what they take and give. `enums` are the live
    occurrences by the texts that they enumerate, `filtered` pairs of a filter and the field that it is named after.
    """

    def __init__(
        self,
        catalog: Catalog,
        fields: Fields,
        occurrences: Occurrences,
        forms: Mapping[str, ResponseForm],
        vocabulary: Vocabulary,
    ) -> None:
        self.vocabulary = vocabulary
        self.catalog = catalog
        self.fields = fields
        self.occurrences = occurrences
        self.forms = forms
        self.operations = tuple(operation for operation in catalog.operations if not operation.deprecated)
        self.collections = {operation.key: _collection_of(operation) for operation in catalog.operations}
        self.enums: dict[frozenset[str], list[Occurrence]] = {}
        for occurrence in occurrences.enumerated:
            if occurrence.live and (texts := occurrence.texts):
                self.enums.setdefault(texts, []).append(occurrence)
        self.filtered = self._filters_with_fields()
        self.schemas_in_use = fields.shapes.graph.reachable_from(
            root for operation in self.operations for root in of_call(operation)
        )

    @property
    def subscribing(self) -> tuple[Operation, ...]:
        """The live operations after which the API calls back."""
        return tuple(operation for operation in self.operations if operation.callbacks)

    def body(self, operation: Operation) -> Sequence[Occurrence]:
        """Return the live fields of what an operation takes."""
        return self.occurrences.live_by_owner(Location.BODY).get(operation.key, ())

    def _filters_with_fields(self) -> list[tuple[Occurrence, Occurrence]]:
        """Return the filters of lists, each with the field of the list's items that it is named after.

        Where several variants of an item have the field, it is that of the last one; one whose values tell variants
        apart is left out, as each variant has a part of them only.
        """
        answered = self.occurrences.live_by_owner(Location.RESPONSE)
        pairs = []
        for owner, filters in self.occurrences.live_by_owner(Location.FILTER).items():
            every = answered.get(owner, ())
            fields = {field.path: field for field in every}
            telling_apart = {field.path for field in every if field.texts != fields[field.path].texts}
            fields = {path: field for path, field in fields.items() if path not in telling_apart}
            # `filter[name]` only: `filter[user][name]` would be named after a field of another object.
            top = (filter_ for filter_ in filters if filter_.path.count("[") == 1)
            pairs += [(filter_, fields[filter_.name]) for filter_ in top if filter_.name in fields]
        return pairs

    def bodies(self, operation: Operation, among: frozenset[SchemaId] | None = None) -> Iterator[Shape]:
        """Yield the bodies that an operation takes, all or those among some schemas."""
        shapes = self.fields.shapes
        for media in operation.body.media if operation.body else ():
            if media.schema is not None and (among is None or media.schema in among):
                yield shapes.expanded(shapes.of(media.schema))

    def payloads(self, operation: Operation) -> Iterator[tuple[Location, Shape]]:
        """Yield the bodies that an operation takes and the items that it answers with."""
        yield from ((Location.BODY, shape) for shape in self.bodies(operation))
        for response in success_responses(operation):
            for media in response.media:
                item = payload_of(media, self.fields.shapes).item
                if item is not None:
                    yield Location.RESPONSE, self.fields.shapes.expanded(item)


def unnamed(subpath: str) -> str:
    """Return a subpath with `{}` for every parameter."""
    return _PARAMETER.sub("{}", subpath)


def _collection_of(operation: Operation) -> Collection:
    """Return the collection that an operation is about."""
    place = operation.place
    return Collection(place.family, place.resource, place.version, unnamed(place.subpath).removesuffix("/{}"))


def side_of(values: Iterable[str], occurrences: Iterable[Occurrence], *, way: str = "") -> InconsistencySide:
    """Return a side with values, sorted, and the places of occurrences."""
    return InconsistencySide(way=way, values=tuple(sorted(values)), places=places_of(occurrences))


class FieldKey(NamedTuple):
    """What makes a `FieldPlace`, apart from its operations."""

    label: str
    location: Location
    path: str


def one_for_each_field(kind: InconsistencyKind, by_field: dict[FieldKey, list[str]]) -> Iterator[Inconsistency]:
    """Yield an inconsistency for each field, in the operations with the keys that are given for it."""
    for field, keys in by_field.items():
        place = FieldPlace(label=field.label, location=field.location, path=field.path, owners=tuple(keys))
        yield Inconsistency(kind=kind, subject=field.path, sides=(InconsistencySide(places=(place,)),))
