"""Other forms of one document that say the same: its keys shuffled, its schemas referenced, written as YAML."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

_SCHEMA_KEYS = ("allOf", "anyOf", "oneOf")


def shuffled(value: Any, chance: random.Random) -> Any:
    """Return the value with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(entry, chance) for entry in value] if isinstance(value, list) else value


def hoisted(document: dict[str, Any], *, at_least: int = 2) -> dict[str, Any]:
    """Return the document with every object schema that it repeats moved to `components` and referenced."""
    counts: Counter[str] = Counter()
    _each_schema(document["paths"], lambda schema: counts.update([json.dumps(schema, sort_keys=True)]))
    names: dict[str, str] = {}
    components: dict[str, Any] = {}

    def replaced(schema: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(schema, sort_keys=True)
        if counts[text] < at_least or "properties" not in schema:
            return schema
        if text not in names:
            names[text] = f"Hoisted{len(names)}"
            components[names[text]] = _mapped(schema, replaced)
        return {"$ref": f"#/components/schemas/{names[text]}"}

    paths = _map_schemas(document["paths"], replaced)
    kept = document.get("components", {})
    return {**document, "paths": paths, "components": {**kept, "schemas": {**kept.get("schemas", {}), **components}}}


def _each_schema(node: Any, visit: Any) -> None:
    if isinstance(node, list):
        for entry in node:
            _each_schema(entry, visit)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "schema":
                _visit(value, visit)
            elif key not in ("example", "examples"):
                _each_schema(value, visit)


def _visit(schema: Any, visit: Any) -> None:
    visit(schema)
    for below in _below(schema):
        _visit(below, visit)


def _below(schema: dict[str, Any]) -> list[dict[str, Any]]:
    schemas = list(schema.get("properties", {}).values())
    schemas += [part for key in _SCHEMA_KEYS for part in schema.get(key, [])]
    schemas += [schema["items"]] if "items" in schema else []
    extra = schema.get("additionalProperties")
    return schemas + ([extra] if isinstance(extra, dict) else [])


def _map_schemas(node: Any, change: Any) -> Any:
    if isinstance(node, list):
        return [_map_schemas(entry, change) for entry in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _apply(value, change)
        if key == "schema"
        else value
        if key in ("example", "examples")
        else _map_schemas(value, change)
        for key, value in node.items()
    }


def _apply(schema: dict[str, Any], change: Any) -> dict[str, Any]:
    changed = change(schema)
    return changed if "$ref" in changed else _mapped(schema, change)


def _mapped(schema: dict[str, Any], change: Any) -> dict[str, Any]:
    """Return a schema with the schemas directly below it changed."""
    result = dict(schema)
    if "properties" in schema:
        result["properties"] = {name: _apply(below, change) for name, below in schema["properties"].items()}
    for key in _SCHEMA_KEYS:
        if key in schema:
            result[key] = [_apply(part, change) for part in schema[key]]
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            result[key] = _apply(schema[key], change)
    return result
