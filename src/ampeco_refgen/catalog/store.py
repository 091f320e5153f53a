"""Catalog ⇄ `reference/catalog.json`: a line for each operation, schema and the like, loads back to an equal Catalog.

A record is a JSON object of its fields that differ from their default, in the order in which `model.py` declares them,
so the file is small, its diffs are readable, and equal catalogs give the same bytes.
"""

from __future__ import annotations

from typing import Any, cast

from msgspec import Struct, ValidationError, convert
from msgspec.json import decode, encode
from msgspec.structs import fields

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.usage import wrong_numbers
from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonValue, canonical
from ampeco_refgen.lookup.called import called

FORMAT = 2
"""The version of the file's schema: a change that old readers cannot read raises it."""
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
    members = [f'"format": {FORMAT}', f'"generator": "{_GENERATOR}"']
    for field in fields(Catalog):
        value = getattr(catalog, field.name)
        if value != field.default:
            members.append(f'"{field.name}": {_one_a_line(value) if isinstance(value, tuple) else _json(value)}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def load(content: str | bytes, origin: str) -> Catalog:
    """Read a catalog back, also one of format 1; raises `DocumentError` when it is no catalog of a known format."""
    try:
        head = decode(content, type=_Head)
    except ValidationError:
        raise _unreadable(origin, "it is not a catalog that ampeco-refgen wrote") from None
    except (ValueError, RecursionError) as problem:
        raise _unreadable(origin, f"it is not JSON ({problem})") from None
    if head.generator != _GENERATOR:
        raise _unreadable(origin, "it is not a catalog that ampeco-refgen wrote")
    if head.format not in (1, FORMAT):
        raise _unreadable(origin, f"its format is {head.format!r}, and this version reads 1 and {FORMAT}")
    try:
        stored = decode(content, type=_Stored) if head.format == FORMAT else _read_format_1(content)
    except (ValueError, TypeError, RecursionError) as problem:
        reason = " ".join(str(problem).split())  # it may quote a name that the file holds
        raise _unreadable(origin, f"a record is broken ({reason})") from None
    catalog = Catalog(**{field.name: getattr(stored, field.name) for field in fields(Catalog)})
    if wrong := next(wrong_numbers(catalog), ""):
        raise _unreadable(origin, f"a record is broken ({wrong})")
    return catalog


def _one_a_line(entries: tuple[object, ...]) -> str:
    """Write a list with an entry a line: a changed operation is one changed line."""
    return "[\n" + ",\n".join(map(_json, entries)) + "\n]"


def _json(value: object) -> str:
    return encode(value).decode()


def _read_format_1(content: str | bytes) -> _Stored:
    """Read the format before, in which the pieces of JSON that a Catalog holds as text were embedded as JSON."""
    return convert(_with_json_as_text(decode(content)), _Stored)


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


def _unreadable(origin: str, reason: str) -> DocumentError:
    return DocumentError(
        f"the catalog {origin} cannot be read: {reason}",
        hint=f"regenerate it from the document: {called()} generate SPEC",
        diagnostics=(error("catalog-unreadable", reason),),
    )
