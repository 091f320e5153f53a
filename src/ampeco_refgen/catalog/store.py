"""Catalog ⇄ `reference/catalog.json`: canonical, a line for each operation and schema, loads back to an equal one.

A record is a JSON object of its fields that differ from their default, so the file is small and its diffs are
readable. Pieces of JSON that the Catalog holds as text (defaults, enums, limits) are embedded as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

from msgspec.structs import fields

from ampeco_refgen.catalog import model
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.usage import wrong_numbers
from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue, canonical

FORMAT = 1
"""The version of the file's schema: a change that old readers cannot read raises it."""

_Convert: TypeAlias = Callable[[Any], Any]
_PAIRS = frozenset({"others", "facts", "variables", "links"})
_LISTS = frozenset({"enum", "examples"})
_KEPT_AS_JSON = _PAIRS | _LISTS | {"default", "value"}
"""The fields that hold JSON texts: as the second of pairs, in a tuple, or alone."""


def dump(catalog: Catalog) -> str:
    """Return the text of `catalog.json`: JSON with LF line ends, to be written as UTF-8."""
    record = {"format": FORMAT, "generator": "ampeco-refgen", **_encoder(Catalog)(catalog)}
    members = [f"{canonical(key)}: {_listed(value)}" for key, value in record.items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def load(text: str | bytes, origin: str) -> Catalog:
    """Read a catalog back; raises `DocumentError` when the text is no catalog of this format."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _unreadable(origin, f"it is not JSON ({problem})") from None
    if not is_catalog(record):
        raise _unreadable(origin, "it is not a catalog that ampeco-refgen wrote")
    if record["format"] != FORMAT:
        raise _unreadable(origin, f"its format is {record['format']!r}, and this version reads {FORMAT}")
    try:
        catalog: Catalog = _decoder(Catalog)(record)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise _unreadable(origin, f"a record is broken ({type(problem).__name__}: {problem})") from None
    if wrong := next(wrong_numbers(catalog), ""):
        raise _unreadable(origin, f"a record is broken ({wrong})")
    return catalog


def is_catalog(record: JsonValue) -> bool:
    """Tell whether parsed JSON is a stored catalog, of whatever format, rather than an OpenAPI document."""
    return isinstance(record, dict) and record.get("generator") == "ampeco-refgen" and "format" in record


def _listed(value: JsonValue) -> str:
    """Write the outer lists with one entry a line: a changed operation is one changed line."""
    if not isinstance(value, list) or not value:
        return canonical(value)
    return "[\n" + ",\n".join(canonical(entry) for entry in value) + "\n]"


@cache
def _encoder(kind: Any) -> _Convert:
    if not hasattr(kind, "__struct_fields__"):
        return _plain_encoder(kind)
    members = [(field.name, _field_encoder(kind, field.name), _default(field)) for field in fields(kind)]

    values_of = attrgetter(*(name for name, _, _ in members))  # no record has a single field, which would come alone

    def encode(record: Any) -> JsonObject:
        found: JsonObject = {}
        for (name, convert, default), value in zip(members, values_of(record), strict=True):
            if value is not default and value != default:
                found[name] = convert(value)
        return found

    return encode


def _plain_encoder(kind: Any) -> _Convert:
    variants = [variant for variant in get_args(kind) if variant is not type(None)]
    if get_origin(kind) is tuple:
        if len(variants) == 2 and variants[1] is Ellipsis:
            convert = _encoder(variants[0])
            return lambda values: [convert(value) for value in values]
        return list
    return _encoder(variants[0]) if len(variants) == 1 else lambda value: value


@cache
def _decoder(kind: Any) -> _Convert:
    if not hasattr(kind, "__struct_fields__"):
        return _plain_decoder(kind)
    members = {field.name: _field_decoder(kind, field.name) for field in fields(kind)}
    ignored = {"format", "generator"} if kind is Catalog else set()

    def decode(record: Mapping[str, Any]) -> Any:
        return kind(**{name: members[name](value) for name, value in record.items() if name not in ignored})

    return decode


def _plain_decoder(kind: Any) -> _Convert:
    variants = [variant for variant in get_args(kind) if variant is not type(None)]
    if get_origin(kind) is tuple:
        if len(variants) == 2 and variants[1] is Ellipsis:
            convert = _decoder(variants[0])
            return lambda values: tuple(convert(value) for value in values)
        return tuple
    if len(variants) == 1:
        convert = _decoder(variants[0])
        return lambda value: None if value is None else convert(value)
    return lambda value: value


def _default(field: Any) -> Any:
    return field.default


def _field_encoder(kind: Any, name: str) -> _Convert:
    return _embed if name in _KEPT_AS_JSON else _encoder(_hints(kind)[name])


def _field_decoder(kind: Any, name: str) -> _Convert:
    if name not in _KEPT_AS_JSON:
        return _decoder(_hints(kind)[name])
    if name in _PAIRS:
        return lambda pairs: tuple((key, canonical(value)) for key, value in pairs)
    return _texts if name in _LISTS else canonical


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(canonical(value) for value in values)


def _embed(value: Any) -> JsonValue:
    """Turn JSON text, a tuple of texts, or a tuple of (name, text) pairs into the JSON that they say."""
    if isinstance(value, str):
        parsed: JsonValue = json.loads(value)
        return parsed
    return [[entry[0], json.loads(entry[1])] if isinstance(entry, tuple) else json.loads(entry) for entry in value]


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, vars(model))


def _unreadable(origin: str, reason: str) -> DocumentError:
    return DocumentError(
        f"the catalog {origin} cannot be read: {reason}",
        hint="regenerate it from the document: ampeco-refgen generate SPEC",
        diagnostics=(error("catalog-unreadable", reason),),
    )
