"""Catalog → Patterns: how the API behaves as a whole, each fact with the operations or fields that it comes from.

Operations are named by their keys (`GET /users`), fields by the places they stand in; there is no Markdown here, and
descriptions are never read. What does not fit together is found in `inconsistencies`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.infer.inconsistencies import find_inconsistencies
from ampeco_refgen.infer.inconsistency_model import Inconsistency
from ampeco_refgen.infer.occurrences import NUMERIC_FORMATS, FieldPlace, Location, Occurrence, Occurrences, places_of
from ampeco_refgen.infer.responses import ResponseForm, response_form
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY, Vocabulary
from ampeco_refgen.jsonvalue import canonical

_NULL, _NULL_TEXT = canonical(None), canonical("null")
_RATE_LIMIT = re.compile(r"rate-?limit|^retry-after$", re.I)
_TIME = re.compile(r"date|dat[ae]-?time|^time$", re.I)
_SNAKE = re.compile(r"[a-z0-9]_[a-z0-9]")
_CAMEL = re.compile(r"^[a-z]+[a-z0-9]*[A-Z]")
_PAYLOADS = (Location.BODY, Location.RESPONSE, Location.WEBHOOK)


class WrappingUse(Struct, frozen=True, kw_only=True):
    """The operations that answer in one way: `data object`, `bare`, `bare or data object`, …"""

    wrapping: str
    operations: tuple[str, ...]


class TypeUse(Struct, frozen=True, kw_only=True):
    """A JSON type with its format (`array of …` for lists; `enum` set for enumerated values), and how often it is."""

    kind: str
    format: str
    enumerated: bool
    count: int


class FilterUse(Struct, frozen=True, kw_only=True):
    """What there is to say of filters, which are the fields of deepObject parameters.

    `operations` are the keys of those that take any. `nested` filters are members of an object, `lists` take several
    values; `dotted` ones are a string where the response holds an object of free form, so that the path of a member is
    written after the name.
    """

    operations: tuple[str, ...]
    parameters: tuple[str, ...]
    nested: tuple[FieldPlace, ...]
    lists: tuple[FieldPlace, ...]
    dotted: tuple[FieldPlace, ...]


class StatusUse(Struct, frozen=True, kw_only=True):
    """A status with its standard phrase (RFC 9110, empty where it has none) and the operations that declare it."""

    status: str
    phrase: str
    operations: tuple[str, ...]


class NullUse(Struct, frozen=True, kw_only=True):
    """How missing values are told: `nullable` of `fields` may be null."""

    fields: int
    nullable: int


class IdentifierUse(Struct, frozen=True, kw_only=True):
    """Of what type the `id` is: of how many resources, by type, and the places of those that are strings."""

    types: tuple[tuple[str, int], ...]
    strings: tuple[FieldPlace, ...]


class NamingUse(Struct, frozen=True, kw_only=True):
    """How fields are named: how many names are in each style."""

    camel: int
    snake: int


class Patterns(Struct, frozen=True, kw_only=True):
    """How an API behaves as a whole, as far as its document tells; see each member's type."""

    wrappings: tuple[WrappingUse, ...]
    filters: FilterUse
    statuses: tuple[StatusUse, ...]
    rate_limit_headers: tuple[str, ...]
    time_formats: tuple[TypeUse, ...]
    numbers_as_text: tuple[TypeUse, ...]
    nulls: NullUse
    identifiers: IdentifierUse
    naming: NamingUse
    inconsistencies: tuple[Inconsistency, ...]


def find_patterns(
    catalog: Catalog,
    fields: Fields,
    *,
    occurrences: Occurrences | None = None,
    vocabulary: Vocabulary = NO_VOCABULARY,
) -> Patterns:
    """Return the patterns of a document; parts of which it says nothing are empty.

    `occurrences` that were read already save reading them twice.
    """
    occurrences = occurrences or Occurrences(catalog, fields)
    forms = {operation.key: response_form(operation, fields.shapes) for operation in catalog.operations}
    return Patterns(
        wrappings=_wrappings(forms),
        filters=_filters(occurrences),
        statuses=_statuses(catalog),
        rate_limit_headers=_rate_limit_headers(catalog),
        time_formats=_time_formats(occurrences),
        numbers_as_text=_numbers_as_text(occurrences),
        nulls=_nulls(occurrences),
        identifiers=_identifiers(occurrences),
        naming=_naming(occurrences),
        inconsistencies=find_inconsistencies(catalog, fields, occurrences, forms, vocabulary),
    )


def _wrappings(forms: Mapping[str, ResponseForm]) -> tuple[WrappingUse, ...]:
    """Return how responses come, the most frequent way first."""
    grouped: dict[str, list[str]] = {}
    for key, form in forms.items():
        kinds = sorted(wrapping.value for wrapping in form.wrappings) or [Wrapping.EMPTY.value]
        grouped.setdefault(" or ".join(kinds), []).append(key)
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(WrappingUse(wrapping=wrapping, operations=tuple(keys)) for wrapping, keys in ordered)


def _statuses(catalog: Catalog) -> tuple[StatusUse, ...]:
    """Return the status codes, in their order, with the operations that declare them."""
    users: dict[str, list[str]] = {}
    for operation in catalog.operations:
        for response in operation.responses:
            users.setdefault(response.status, []).append(operation.key)
    return tuple(
        StatusUse(status=status, phrase=phrase(status), operations=tuple(users[status])) for status in sorted(users)
    )


def _rate_limit_headers(catalog: Catalog) -> tuple[str, ...]:
    """Return the declared headers that tell a caller how much more it may ask for, or when to come back."""
    names = {
        header.name
        for operation in catalog.operations
        for response in operation.responses
        for header in response.headers
    }
    return tuple(sorted(name for name in names if _RATE_LIMIT.search(name)))


def _filters(occurrences: Occurrences) -> FilterUse:
    """Return what there is to say of the filters of a document."""
    filters = occurrences.at(Location.FILTER)
    texts = [occurrence for occurrence in filters if occurrence.shape.kind == "string"]
    names = {occurrence.name for occurrence in texts}
    answered = (occurrence for occurrence in occurrences.at(Location.RESPONSE) if occurrence.path in names)
    free = {
        (occurrence.owner, occurrence.path)
        for occurrence in answered
        if not occurrence.shape.members and occurrence.shape.kind == "object"
    }
    dotted = [occurrence for occurrence in texts if (occurrence.owner, occurrence.name) in free]
    return FilterUse(
        operations=tuple(dict.fromkeys(occurrence.owner for occurrence in filters)),
        parameters=tuple(dict.fromkeys(occurrence.path.partition("[")[0] for occurrence in filters)),
        nested=places_of(occurrence for occurrence in filters if occurrence.path.count("[") > 1),
        lists=places_of(occurrence for occurrence in filters if occurrence.shape.items is not None),
        dotted=places_of(dotted),
    )


def _types(occurrences: Iterable[Occurrence]) -> tuple[TypeUse, ...]:
    """Return the types and formats that occur, the most frequent first."""
    counts = Counter(
        (_kind(occurrence.shape), occurrence.item.format, occurrence.item.enum is not None)
        for occurrence in occurrences
    )
    return tuple(
        TypeUse(kind=kind, format=format_, enumerated=enumerated, count=count)
        for (kind, format_, enumerated), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _time_formats(occurrences: Occurrences) -> tuple[TypeUse, ...]:
    """Return the formats that stand for a date, a time or both, whatever they are called."""
    return _types(
        occurrence for format_, same in occurrences.by_format.items() if _is_time(format_) for occurrence in same
    )


def _numbers_as_text(occurrences: Occurrences) -> tuple[TypeUse, ...]:
    """Return the strings that hold a number or a truth value by their format."""
    numeric = (
        occurrence
        for format_, same in occurrences.by_format.items()
        if format_ in NUMERIC_FORMATS
        for occurrence in same
    )
    return _types(occurrence for occurrence in numeric if occurrence.item.types == ("string",))


def _nulls(occurrences: Occurrences) -> NullUse:
    """Return how payloads tell that a value is missing."""
    payloads = [occurrences.at(location) for location in _PAYLOADS]
    return NullUse(
        fields=sum(map(len, payloads)),
        nullable=sum(occurrence.shape.nullable for fields in payloads for occurrence in fields),
    )


def _identifiers(occurrences: Occurrences) -> IdentifierUse:
    """Return of what type the ids of resources are, by what live operations respond with."""
    kinds: dict[str, dict[str, list[Occurrence]]] = {}
    for occurrence in occurrences.live_by_name.get("id", ()):
        operation = _operation_reading(occurrence)
        if operation is not None:
            kinds.setdefault(operation.place.resource, {}).setdefault(occurrence.shape.kind, []).append(occurrence)
    counts = Counter(kind for by_kind in kinds.values() for kind in by_kind)
    return IdentifierUse(
        types=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        strings=tuple(places_of(by_kind["string"])[0] for by_kind in kinds.values() if "string" in by_kind),
    )


def _naming(occurrences: Occurrences) -> NamingUse:
    """Return the styles of field names in live payloads."""
    names = [
        name
        for name, same in occurrences.live_by_name.items()
        if any(occurrence.location in _PAYLOADS for occurrence in same)
    ]
    return NamingUse(
        camel=sum(bool(_CAMEL.match(name)) for name in names), snake=sum(bool(_SNAKE.search(name)) for name in names)
    )


def _is_time(format_: str) -> bool:
    """Tell whether a format stands for a date, a time or both: `date-time`, `datetime`, also misspelt."""
    return bool(_TIME.search(format_))


def _kind(shape: Shape) -> str:
    return f"array of {shape.items.kind}" if shape.items is not None else shape.kind


def _operation_reading(occurrence: Occurrence) -> Operation | None:
    """Return the live operation that reads a resource, if it is the resource's own id."""
    operation = occurrence.operation if occurrence.path == "id" and occurrence.location is Location.RESPONSE else None
    own = operation is not None and operation.method == "GET" and operation.place.subpath.count("/") <= 1
    return operation if own else None
