"""Sightings → what values have in common: filters, times, numbers as text, nulls, identifiers, names.

Part of `patterns`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.naming import words
from ampeco_refgen.infer.pattern_model import (
    FilterUse,
    IdentifierUse,
    NamingUse,
    NullUse,
    SuffixUse,
    TypeUse,
)
from ampeco_refgen.infer.sightings import Part, Sighting, Sightings, places
from ampeco_refgen.jsonvalue import canonical

NUMERIC_FORMATS = frozenset({"integer", "number", "int32", "int64", "float", "double", "decimal", "boolean"})
NULL, NULL_TEXT = canonical(None), canonical("null")
_TIME = re.compile(r"date|dat[ae]-?time|^time$", re.I)
_SNAKE = re.compile(r"[a-z0-9]_[a-z0-9]")
_CAMEL = re.compile(r"^[a-z]+[a-z0-9]*[A-Z]")
_PAYLOADS = (Part.BODY, Part.RESPONSE, Part.WEBHOOK)


def filters(seen: Sightings) -> FilterUse:
    """Return what there is to say of the filters of a document."""
    found = seen.of(Part.FILTER)
    texts = [one for one in found if one.shape.kind == "string"]
    names = {one.name for one in texts}
    answered = (one for one in seen.of(Part.RESPONSE) if one.path in names)
    free = {(one.owner, one.path) for one in answered if not one.shape.members and one.shape.kind == "object"}
    dotted = [one for one in texts if (one.owner, one.name) in free]
    return FilterUse(
        operations=tuple(Counter(one.owner for one in found).items()),
        fields=len(found),
        names=len({one.path for one in found}),
        types=types(found),
        suffixes=tuple(_suffixes(found)),
        nested=places(one for one in found if one.path.count("[") > 1),
        dotted=places(dotted),
    )


def types(sightings: Iterable[Sighting]) -> tuple[TypeUse, ...]:
    """Return the types and formats that occur, the most frequent first."""
    grouped: dict[tuple[str, str, bool], list[Sighting]] = {}
    for one in sightings:
        grouped.setdefault((_kind(one.shape), one.item.format, one.item.enum is not None), []).append(one)
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        TypeUse(kind=kind, format=form, enumerated=enumerated, count=len(found))
        for (kind, form, enumerated), found in ordered
    )


def time_formats(seen: Sightings) -> tuple[TypeUse, ...]:
    """Return the formats that stand for a date, a time or both, whatever they are called."""
    return types(one for form, found in seen.formatted.items() if is_time(form) for one in found)


def numbers_as_text(seen: Sightings) -> tuple[TypeUse, ...]:
    """Return the strings that hold a number or a truth value by their format."""
    found = (one for form, ones in seen.formatted.items() if form in NUMERIC_FORMATS for one in ones)
    return types(one for one in found if one.item.types == ("string",))


def nulls(seen: Sightings) -> NullUse:
    """Return how payloads and filters tell that a value is missing."""
    payloads = [seen.of(part) for part in _PAYLOADS]
    listed = [(one, one.item.enum or ()) for one in seen.listed]
    return NullUse(
        fields=sum(map(len, payloads)),
        nullable=sum(one.shape.nullable for found in payloads for one in found),
        enums_with_null=places(one for one, enum in listed if NULL in enum),
        enums_with_text=places(one for one, enum in listed if NULL_TEXT in enum),
    )


def identifiers(seen: Sightings) -> IdentifierUse:
    """Return of what type the ids of resources are, by what live operations respond with."""
    kinds: dict[str, dict[str, list[Sighting]]] = {}
    for one in seen.named.get("id", ()):
        operation = _reading(one)
        if operation is not None:
            kinds.setdefault(operation.place.resource, {}).setdefault(one.shape.kind, []).append(one)
    counts = Counter(kind for found in kinds.values() for kind in found)
    return IdentifierUse(
        types=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        strings=tuple(places(found["string"])[0] for found in kinds.values() if "string" in found),
    )


def naming(seen: Sightings) -> NamingUse:
    """Return the styles of field names in live payloads; exceptions are those in snake case, if they are fewer."""
    names = [name for name, ones in seen.named.items() if any(one.part in _PAYLOADS for one in ones)]
    camel = {name for name in names if _CAMEL.match(name)}
    snake = {name for name in names if _SNAKE.search(name)}
    few = len(snake) < len(camel)
    return NamingUse(
        camel=len(camel),
        snake=len(snake),
        exceptions=places(one for one in seen.live if one.name in snake and one.part in _PAYLOADS) if few else (),
    )


def is_time(form: str) -> bool:
    """Tell whether a format stands for a date, a time or both: `date-time`, `datetime`, also misspelt."""
    return bool(_TIME.search(form))


def _kind(shape: Shape) -> str:
    return f"array of {shape.items.kind}" if shape.items is not None else shape.kind


def _suffixes(found: Sequence[Sighting]) -> Iterable[SuffixUse]:
    """Yield the last words of filters of a time, with all types that filters of this ending have."""
    endings = {words(one.name)[-1] for one in found if is_time(one.item.format) and len(words(one.name)) > 1}
    grouped: dict[tuple[str, str, str], list[Sighting]] = {}
    for one in found:
        parts = words(one.name)
        if len(parts) > 1 and parts[-1] in endings:
            grouped.setdefault((parts[-1].capitalize(), _kind(one.shape), one.item.format), []).append(one)
    for (suffix, kind, form), ones in sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0])):
        yield SuffixUse(suffix=suffix, kind=kind, format=form, count=len(ones))


def _reading(one: Sighting) -> Operation | None:
    """Return the live operation that reads a resource, if what is seen is the resource's own id."""
    operation = one.operation if one.path == "id" and one.part is Part.RESPONSE else None
    own = operation is not None and operation.method == "GET" and operation.place.subpath.count("/") <= 1
    return operation if own else None
