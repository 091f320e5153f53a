"""JSON values as Python types, and their canonical text: the Catalog holds that, since lists and dicts have no hash."""

from __future__ import annotations

import json
from typing import TypeAlias

import msgspec

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]
JsonText: TypeAlias = str
"""The canonical JSON text of a value: `"active"` with its quotes, `15`, `null`, `{"a":1}`."""

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: JsonValue) -> JsonText:
    """Return the one JSON text of a value: sorted keys, no spaces, non-ASCII kept."""
    return _ENCODER.encode(value)


def value_of(text: JsonText) -> JsonValue:
    """Return the value of a JSON text; raises `ValueError` for what is none."""
    value: JsonValue = msgspec.json.decode(text)
    return value


def is_of_type(value: JsonValue, name: str) -> bool:
    """Tell whether a value is of a JSON type; any value is of a type that is unknown."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES.get(name, (object,)))
