"""Catalog ⇄ `reference/catalog.json`: canonical, a line for each operation and schema, loads back to an equal one.

A record is a JSON object of its fields that differ from their default, so the file is small and its diffs are
readable. Pieces of JSON that the Catalog holds as text (defaults, enums, limits) are embedded as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from itertools import compress
from operator import attrgetter, is_not
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.json import encode as json_of

from ampeco_refgen.catalog import model
from ampeco_refgen.catalog.model import Catalog, Parameter, Property, Response
from ampeco_refgen.catalog.usage import wrong_numbers
from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import SCALAR_WRITERS, JsonValue, canonical

FORMAT = 1
"""The version of the file's schema: a change that old readers cannot read raises it."""

_Convert: TypeAlias = Callable[[Any], Any]
_Write: TypeAlias = Callable[[Any], str]
_PAIRS = frozenset({"others", "facts", "variables", "links"})
_LISTS = frozenset({"enum", "examples"})
_KEPT_AS_JSON = _PAIRS | _LISTS | {"default", "value"}
"""The fields that hold JSON texts: as the second of pairs, in a tuple, or alone."""
_WITHOUT_JSON = frozenset({str, int, Property})
"""What msgspec writes, and much faster, as it is written here: no JSON texts, no defaults, fields in their order."""


def dump(catalog: Catalog) -> str:
    """Return the text of `catalog.json`: JSON with LF line ends, to be written as UTF-8."""
    record: dict[str, Any] = {"format": FORMAT, "generator": "ampeco-refgen"}
    for name, default in _defaults(Catalog).items():
        if (value := getattr(catalog, name)) != default:
            record[name] = value
    members = [f'"{name}": {_listed(value)}' for name, value in record.items()]
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


def _listed(value: Any) -> str:
    """Write the outer lists with one entry a line: a changed operation is one changed line."""
    if not isinstance(value, tuple) or not value:
        return _written(value)
    return "[\n" + ",\n".join(map(_written, value)) + "\n]"


def _written(value: Any) -> str:
    """Return the canonical JSON of a record, of a tuple of them, or of what else a field holds."""
    return _WRITERS.get(type(value), _record)(value)


@lru_cache(maxsize=10_000)
def _repeated(record: Response | Parameter) -> str:
    """Return the JSON of a record of a kind that documents repeat; none of its fields may be a number or a boolean."""
    return _record(record)


def _record(record: Struct) -> str:
    """Return the JSON object of the fields that differ from their default."""
    values_of, defaults, numbers, writers = _fields(type(record))
    values = values_of(record)
    members = []
    for number in compress(numbers, map(is_not, values, defaults)):  # few of many
        if (held := values[number]) != defaults[number]:
            label, write = writers[number]
            members.append(label + write(held))
    return f"{{{','.join(members)}}}"


@cache
def _fields(kind: type[Struct]) -> tuple[Callable[[Any], tuple[Any, ...]], list[Any], range, list[tuple[str, _Write]]]:
    """Return what reads the fields of a kind of record, sorted by name; their defaults, numbers, labels and writers."""
    found = dict(sorted(_defaults(kind).items()))
    values_of = attrgetter(*found)  # no record has a single field, which would come alone
    return values_of, list(found.values()), range(len(found)), [(f'"{name}":', _writer(name)) for name in found]


def _defaults(kind: type[Struct]) -> dict[str, Any]:
    """Return the default of each field of a kind of record in their order; without the types, which take long."""
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__
    return dict(zip(names, (NODEFAULT,) * (len(names) - len(defaults)) + defaults, strict=True))


def _writer(name: str) -> _Write:
    """Return what writes a field: pieces of JSON are text already."""
    if name in _PAIRS:
        return lambda pairs: _array(f"[{canonical(key)},{text}]" for key, text in pairs)
    if name in _LISTS:
        return _array
    return str if name in _KEPT_AS_JSON else _written


def _array(texts: Iterable[str]) -> str:
    return f"[{','.join(texts)}]"


def _tuple(values: tuple[Any, ...]) -> str:
    if values and type(values[0]) in _WITHOUT_JSON:
        return json_of(values).decode()
    return _array(map(_written, values))


_WRITERS: dict[type, _Write] = {
    **SCALAR_WRITERS,
    tuple: _tuple,
    Parameter: _repeated,
    Response: _repeated,
}


@cache
def _decoder(kind: Any) -> _Convert:
    if not hasattr(kind, "__struct_fields__"):
        return _plain_decoder(kind)
    members = {name: _field_decoder(kind, name) for name in _hints(kind)}
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


def _field_decoder(kind: Any, name: str) -> _Convert:
    if name not in _KEPT_AS_JSON:
        return _decoder(_hints(kind)[name])
    if name in _PAIRS:
        return lambda pairs: tuple((key, canonical(value)) for key, value in pairs)
    return _texts if name in _LISTS else canonical


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(canonical(value) for value in values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, vars(model))


def _unreadable(origin: str, reason: str) -> DocumentError:
    return DocumentError(
        f"the catalog {origin} cannot be read: {reason}",
        hint="regenerate it from the document: ampeco-refgen generate SPEC",
        diagnostics=(error("catalog-unreadable", reason),),
    )
