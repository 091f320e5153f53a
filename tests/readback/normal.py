"""Trees of documents in the one form that `spec` reads: equal parts as one object, OpenAPI 3.1 in the words of 3.0."""

from __future__ import annotations

from typing import Any

_DATA = {"example", "examples", "default", "enum", "const"}
_NULL = {"type": "null"}


def interned(node: Any, known: dict) -> Any:
    """Return the node with equal parts of it as one object, so that what was compared once is recognized."""
    if isinstance(node, dict):
        node = {key: interned(value, known) for key, value in node.items()}
        key: tuple = ("object", *((name, *_identity(value)) for name, value in node.items()))
    elif isinstance(node, list):
        node = [interned(value, known) for value in node]
        key = ("list", *map(_identity, node))
    else:
        return node
    return known.setdefault(key, node)


def _identity(value: Any) -> tuple:
    return (type(value), id(value) if isinstance(value, (dict, list)) else value)


def undescribed(node: Any, above: str = "") -> Any:
    """Return the node without its descriptions; what stands in examples is data. `above` is the key it stands at."""
    if isinstance(node, list):
        return [undescribed(value) for value in node]
    if not isinstance(node, dict):
        return node
    is_data = _DATA - {"default"} if above == "responses" else _DATA
    return {
        key: value if key in is_data else undescribed(value, key)
        for key, value in node.items()
        if key not in ("x-enumDescriptions", "x-enum-descriptions")
        and (key != "description" or not isinstance(value, str))
    }


def modern_as_3_0(node: Any) -> Any:
    """Return the node of an OpenAPI 3.1 document with what 3.0 spells otherwise as 3.0 does."""
    if isinstance(node, list):
        return [modern_as_3_0(value) for value in node]
    if not isinstance(node, dict):
        return node
    older = {key: value if key in _DATA else modern_as_3_0(value) for key, value in node.items()}
    if older.get("nullable") is True:  # no keyword any more
        del older["nullable"]
    if isinstance(types := older.get("type"), list):
        others = [name for name in types if name != "null"]
        older["type"] = others[0] if len(others) == 1 else others
        older |= {"nullable": True} if "null" in types else {}
    for kind in ("oneOf", "anyOf"):
        if _NULL in older.get(kind, ()):
            older[kind] = [part for part in older[kind] if part != _NULL]
            older |= {"nullable": True} if "type" not in older else {}  # a `type` beside it has to allow null itself
    if "const" in older:
        older["enum"] = [older.pop("const")]
    for exclusive, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(number := older.get(exclusive), (int, float)) and not isinstance(number, bool):
            older |= {limit: number, exclusive: True}
    return older
