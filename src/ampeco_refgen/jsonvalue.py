"""JSON values as Python types, and their canonical text: the Catalog holds that, since lists and dicts have no hash."""

from __future__ import annotations

import json
from typing import TypeAlias

import msgspec

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]
JsonText: TypeAlias = str
"""The canonical JSON text of a value: `"active"` with its quotes, `15`, `null`, `{"a":1}`."""

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: JsonValue) -> JsonText:
    """Return the one JSON text of a value: sorted keys, no spaces, non-ASCII kept."""
    return _ENCODER.encode(value)


def value_of(text: JsonText) -> JsonValue:
    """Return the value of a JSON text; raises `ValueError` for what is none."""
    value: JsonValue = msgspec.json.decode(text)
    return value
