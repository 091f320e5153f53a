"""JSON values as Python types, and their canonical text, which the Catalog holds so that it stays hashable."""

from __future__ import annotations

import json
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]
JsonText: TypeAlias = str
"""The canonical JSON text of a value: `"active"` with its quotes, `15`, `null`, `{"a":1}`."""


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
SCALAR_WRITERS: dict[type, Callable[[Any], JsonText]] = {
    str: encode_basestring,
    int: str,
    bool: ("false", "true").__getitem__,
    type(None): lambda _: "null",
}
"""What `canonical` says of texts and numbers, by type: setting its encoder up costs ten times as much."""


def canonical(value: JsonValue) -> JsonText:
    """Return the one JSON text of a value: sorted keys, no spaces, non-ASCII kept."""
    write = SCALAR_WRITERS.get(type(value))
    return write(value) if write else _ENCODER.encode(value)


def value_of(text: JsonText) -> JsonValue:
    """Return the value that a canonical JSON text stands for."""
    inner = text[1:-1]
    if text[:1] == '"' == text[-1:] and '"' not in inner and "\\" not in inner and len(text) > 1:
        return inner  # by far the most are plain strings, for which the parser costs ten times as much
    value: JsonValue = json.loads(text)
    return value
