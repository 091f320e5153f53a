"""Catalog ⇄ `reference/catalog.json`: a line for each operation, schema and the like, loads back to an equal Catalog.

A record is a JSON object of its fields that differ from their default, in the order in which `model.py` declares them,
so the file is small, its diffs are readable, and equal catalogs give the same bytes. Schemas stand in the order of
their numbers, and lead to each other by the names of `schema_names.py`: a small change of the API is a small diff.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from msgspec import Struct, ValidationError, convert, to_builtins
from msgspec.json import decode, encode
from msgspec.structs import fields

from ampeco_refgen.catalog.model import SCHEMA_FIELDS, SCHEMA_LISTS, Catalog, Operation, Webhook
from ampeco_refgen.catalog.schema_names import schema_names
from ampeco_refgen.catalog.usage import wrong_numbers
from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonValue, canonical
from ampeco_refgen.lookup.called import called

FORMAT = 6
"""The version of the file's schema: a change that old readers cannot read raises it."""
_WITH_SELECTION = 5
"""The version before, which still holds whatever needs nothing that is new.

New are contact, licence and the like, headers of parts, security and servers of webhooks, names of servers, and
examples as records, which were values alone.
"""
_WITHOUT_SELECTION = 4
"""The version before that: no selection, no tags of webhooks."""
_GENERATOR = "ampeco-refgen"

_JSON_ALONE = frozenset({"default", "value"})
_JSON_LISTS = frozenset({"enum", "examples"})
_JSON_PAIRS = frozenset({"others", "facts", "variables", "links"})
"""The fields that hold JSON texts: alone, in a list, or as the second of pairs; format 1 embeds them as JSON."""


class _Head(Struct, frozen=True):
    """Who wrote a file, and in which format; whatever else it holds."""

    format: Any
    generator: str


class _Stored(Catalog, frozen=True, kw_only=True):
    """All that a file holds."""

    format: int
    generator: str


def dump(catalog: Catalog) -> str:
    """Return the text of `catalog.json`: JSON with LF line ends, to be written as UTF-8."""
    record = to_builtins(catalog)
    names = schema_names(record)
    _refer(record, names.__getitem__)
    if names:
        record["schemas"] = [{"name": name, **schema} for name, schema in zip(names, record["schemas"], strict=True)]
    members = [f'"format": {_format_of(catalog)}', f'"generator": "{_GENERATOR}"']
    for field, value in record.items():
        members.append(f'"{field}": {_one_a_line(value) if isinstance(value, (list, tuple)) else _json(value)}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def load(content: str | bytes, origin: str) -> Catalog:
    """Read a catalog back, also one of an earlier format; raises `DocumentError` when it is none of a known format."""
    try:
        head = decode(content, type=_Head)
    except ValidationError:
        raise _unreadable(origin, "it is not a catalog that ampeco-refgen wrote") from None
    except (ValueError, RecursionError) as problem:
        raise _unreadable(origin, f"it is not JSON ({problem})") from None
    if head.generator != _GENERATOR:
        raise _unreadable(origin, "it is not a catalog that ampeco-refgen wrote")
    if not isinstance(head.format, int) or head.format not in _READERS:
        raise _unreadable(origin, f"its format is {head.format!r}, and this version reads 1 to {FORMAT}")
    try:
        stored = _READERS[head.format](content)
    except (ValueError, TypeError, RecursionError) as problem:
        reason = " ".join(str(problem).split())  # it may quote a name that the file holds
        raise _unreadable(origin, f"a record is broken ({reason})") from None
    catalog = Catalog(**{field.name: getattr(stored, field.name) for field in fields(Catalog)})
    if wrong := next(wrong_numbers(catalog), ""):
        raise _unreadable(origin, f"a record is broken ({wrong})")
    return catalog


def _format_of(catalog: Catalog) -> int:
    """Return the lowest format that holds a catalog, so that files change only where there is something new in them."""
    webhooks = [webhook for _, webhook in catalog.declared_webhooks]
    requests: list[Operation | Webhook] = [*catalog.operations, *webhooks]
    is_newest = bool(catalog.others) or any(tag.others for tag in catalog.tags)
    is_newest |= any(webhook.others or webhook.security is not None or webhook.servers for webhook in webhooks)
    is_newest |= any(server.name for holder in (catalog, *requests) for server in holder.servers or ())
    is_newest |= any(schema.stream for schema in catalog.schemas)
    if is_newest or any(map(_has_parts_or_examples, requests)):
        return FORMAT
    is_new = catalog.left_out is not None or any(webhook.tags for webhook in webhooks)
    return _WITH_SELECTION if is_new else _WITHOUT_SELECTION


def _has_parts_or_examples(request: Operation | Webhook) -> bool:
    """Tell whether a body in a request has parts with headers, or an example stands beside a schema anywhere in it."""
    headers = [header for response in request.responses for header in response.headers]
    values = [*request.parameters, *headers]
    media = [media for value in values for media in value.media]
    media += [media for response in request.responses for media in response.media]
    media += request.body.media if request.body is not None else ()
    return any(value.examples for value in values) or any(each.examples or each.parts for each in media)


def _one_a_line(entries: Iterable[object]) -> str:
    """Write a list with an entry a line: a changed operation is one changed line."""
    return "[\n" + ",\n".join(map(_json, entries)) + "\n]"


def _json(value: object) -> str:
    return encode(value).decode()


def _read(content: str | bytes) -> _Stored:
    """Read the present format, in which schemas are named; raises `ValueError` where a name is missing or unknown."""
    record = decode(content, type=dict[str, Any])
    record["schemas"] = schemas = convert(record.get("schemas", []), list[dict[str, Any]])
    numbers: dict[str, int] = {}
    for number, schema in enumerate(schemas):
        name = schema.pop("name", None)
        if not isinstance(name, str):
            raise ValueError(f"schema {number} has no name")
        if name in numbers:
            raise ValueError(f"two schemas have the name {name!r}")
        numbers[name] = number

    def number_of(name: object) -> int:
        if not isinstance(name, str) or name not in numbers:
            raise ValueError(f"there is no schema with the name {name!r}")
        return numbers[name]

    _refer(record, number_of)
    return _converted(record)


def _converted(record: dict[str, Any]) -> _Stored:
    """Return a record as what it is; up to format 4, the examples beside schemas are values alone."""
    for field in ("operations", "webhooks"):
        _name_values(record.get(field))
    return convert(record, _Stored)


def _name_values(value: object) -> None:
    """Make records of the examples in the requests below a value that are values alone."""
    if isinstance(value, dict):
        if isinstance(examples := value.get("examples"), list):
            value["examples"] = [{"value": example} if isinstance(example, str) else example for example in examples]
        for child in value.values():
            _name_values(child)
    elif isinstance(value, list):
        for child in value:
            _name_values(child)


def _refer(record: dict[str, Any], changed: Callable[[Any], object]) -> None:
    """Replace all references to schemas in a record and those in it: numbers by names, or names by numbers."""
    for field, value in record.items():
        if field in SCHEMA_FIELDS:
            if value is not None and not isinstance(value, bool):
                record[field] = changed(value)
        elif isinstance(value, (list, tuple)):
            if field in SCHEMA_LISTS:
                record[field] = [changed(entry) for entry in value]
            else:
                for entry in value:
                    if isinstance(entry, dict):
                        _refer(entry, changed)
        elif isinstance(value, dict):
            _refer(value, changed)


def _read_format_2(content: str | bytes) -> _Stored:
    """Read the format before, in which schemas are referred to by their numbers."""
    return _converted(decode(content, type=dict[str, Any]))


def _read_format_1(content: str | bytes) -> _Stored:
    """Read the first format: as the second one, but what a Catalog holds as JSON text is embedded as JSON."""
    return _converted(cast("dict[str, Any]", _with_json_as_text(decode(content))))


def _with_json_as_text(value: JsonValue, field: str = "") -> JsonValue:
    """Return a value of format 1, which is that of a field where it has a name, with the embedded pieces as text."""
    if field in _JSON_ALONE:
        return canonical(value)
    if isinstance(value, dict):
        return {name: _with_json_as_text(child, name) for name, child in value.items()}
    if not isinstance(value, list):
        return value
    if field in _JSON_LISTS:
        return [canonical(child) for child in value]
    if field in _JSON_PAIRS:
        return [[name, canonical(child)] for name, child in cast("list[list[JsonValue]]", value)]
    return [_with_json_as_text(child) for child in value]


_READERS: dict[int, Callable[[str | bytes], _Stored]] = {
    1: _read_format_1,
    2: _read_format_2,
    3: _read,  # as now, but without `Schema.said`
    _WITHOUT_SELECTION: _read,
    _WITH_SELECTION: _read,
    FORMAT: _read,
}


def _unreadable(origin: str, reason: str) -> DocumentError:
    return DocumentError(
        f"the catalog {origin} cannot be read: {reason}",
        hint=f"regenerate it from the document: {called()} generate SPEC",
        diagnostics=(error("catalog-unreadable", reason),),
    )
