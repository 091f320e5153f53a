"""Two small documents that use most of what OpenAPI 3.0 and 3.1 have, valid for the stock validator; and mutations.

A mutation is made by a seeded random choice of a place and of a change, so that a failing one can be made again by its
number.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

DOCUMENT_3_0: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Parity", "version": "1.0", "contact": {"name": "N", "email": "n@example.com"}},
    "servers": [{"url": "https://{host}.example.com", "variables": {"host": {"default": "a", "enum": ["a", "b"]}}}],
    "tags": [{"name": "one"}, {"name": "two", "externalDocs": {"url": "https://example.com"}}],
    "security": [{"key": []}],
    "paths": {
        "/things": {
            "parameters": [{"name": "lang", "in": "header", "schema": {"type": "string", "default": "en"}}],
            "get": {
                "operationId": "listThings",
                "tags": ["one"],
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 10}},
                    {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
                    {"$ref": "#/components/parameters/Page"},
                ],
                "responses": {
                    "200": {
                        "description": "ok",
                        "headers": {"X-Total": {"schema": {"type": "integer"}}},
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                                "examples": {"one": {"value": []}},
                            }
                        },
                        "links": {"next": {"operationId": "readThing"}},
                    },
                    "default": {"$ref": "#/components/responses/Problem"},
                },
            },
            "post": {
                "operationId": "createThing",
                "deprecated": True,
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/NewThing"}},
                        "multipart/form-data": {
                            "schema": {"type": "object", "properties": {"file": {"type": "string"}}},
                            "encoding": {"file": {"contentType": "image/png"}},
                        },
                    },
                },
                "responses": {"201": {"description": "made"}},
                "callbacks": {
                    "changed": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "taken"}}}}}
                },
            },
        },
        "/things/{thing}": {
            "parameters": [{"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "readThing",
                "security": [],
                "responses": {
                    "200": {
                        "description": "one",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    }
                },
            },
            "delete": {"operationId": "deleteThing", "responses": {"204": {"description": "gone"}}},
        },
    },
    "components": {
        "parameters": {"Page": {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}}},
        "responses": {
            "Problem": {
                "description": "bad",
                "content": {"application/json": {"schema": {"type": "object", "properties": {"error": {}}}}},
            }
        },
        "schemas": {
            "Thing": {
                "allOf": [
                    {"$ref": "#/components/schemas/NewThing"},
                    {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "readOnly": True}}},
                ],
                "required": ["name"],
            },
            "NewThing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"},
                    "kind": {"type": "string", "enum": ["a", "b"], "default": "a"},
                    "size": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "default": 1.5},
                    "count": {"type": "integer", "format": "int32", "default": 7},
                    "parent": {"$ref": "#/components/schemas/Thing"},
                    "flags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "default": ["x"]},
                    "map": {"type": "object", "additionalProperties": {"type": "boolean", "default": False}},
                    "either": {"oneOf": [{"type": "string"}, {"type": "integer"}], "default": "x"},
                    "$ref": {"type": "string", "example": {"$ref": "nowhere"}},
                },
            },
            "Shape": {
                "oneOf": [{"$ref": "#/components/schemas/NewThing"}],
                "discriminator": {"propertyName": "kind", "mapping": {"a": "#/components/schemas/NewThing"}},
            },
        },
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "login": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://example.com/token", "scopes": {"read": "r"}}},
            },
            "basic": {"type": "http", "scheme": "basic"},
        },
    },
}


def _as_3_1() -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT_3_0)
    document["openapi"] = "3.1.0"
    document["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    document["webhooks"] = {"made": {"post": {"responses": {"200": {"description": "taken"}}}}}
    schemas = document["components"]["schemas"]
    schemas["NewThing"]["properties"]["size"] = {"type": ["number", "null"], "exclusiveMinimum": 0, "default": None}
    schemas["NewThing"]["properties"]["pair"] = {"prefixItems": [{"type": "string"}, {"const": 1}], "items": False}
    schemas["NewThing"]["properties"]["note"] = {"$ref": "#/components/schemas/Anything", "description": "beside"}
    schemas["NewThing"]["properties"]["when"] = {
        "if": {"type": "string"},
        "then": {"minLength": 1},
        "else": {"type": "integer"},
        "examples": ["x", 2],
        "$defs": {"inner": {"type": "boolean", "default": True}},
        "patternProperties": {"^x": {"type": "string"}},
    }
    schemas["Anything"] = True
    document["components"]["pathItems"] = {"Shared": {"get": {"responses": {"200": {"description": "ok"}}}}}
    return document


DOCUMENT_3_1 = _as_3_1()

_WRONG_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**12),
    *("", "x", "string", "integer", "array", "object", "query", "path", "(", "^x$"),
    *([], ["x"], ["x", "x"], [1], [{}]),
    *({}, {"x": 1}, {"x": {}}, {"type": "string"}, {"type": "nothing"}, {"description": "d"}),
)
_NAMES = (
    *("type", "default", "required", "properties", "items", "enum", "format", "minimum", "maximum", "pattern", "allOf"),
    *("nullable", "description", "name", "in", "schema", "content", "responses", "parameters", "operationId", "tags"),
    *("x-extra", "extra", "200", "2xx", "style", "explode", "example", "examples", "additionalProperties", "not"),
    *("multipleOf", "minLength", "uniqueItems", "discriminator", "xml", "externalDocs", "security", "const", "$schema"),
)


def mutations(document: dict[str, Any], count: int) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Yield `count` changed copies of a document, each with its number and what was changed."""
    for number in range(count):
        chance = random.Random(number)
        changed = copy.deepcopy(document)
        told = [_change(changed, chance) for _ in range(chance.choice((1, 1, 1, 2)))]
        yield number, changed, "; ".join(told)


def _change(document: dict[str, Any], chance: random.Random) -> str:
    holder, path = chance.choice(list(_holders(document, "#")))
    change: Callable[[Any, random.Random], str] = chance.choice((_remove, _replace, _replace, _rename, _add, _copy))
    return f"{change(holder, chance)} at {path}"


def _holders(node: Any, path: str) -> Iterator[tuple[Any, str]]:
    if isinstance(node, dict | list) and node:
        yield node, path
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _holders(child, f"{path}/{key}")


def _keys(holder: Any) -> list[Any]:
    return list(holder) if isinstance(holder, dict) else list(range(len(holder)))


def _remove(holder: Any, chance: random.Random) -> str:
    key = chance.choice(_keys(holder))
    del holder[key]
    return f"remove {key!r}"


def _replace(holder: Any, chance: random.Random) -> str:
    key = chance.choice(_keys(holder))
    holder[key] = copy.deepcopy(chance.choice(_WRONG_VALUES))
    return f"set {key!r} to {holder[key]!r}"


def _rename(holder: Any, chance: random.Random) -> str:
    if isinstance(holder, list):
        return _replace(holder, chance)
    key, name = chance.choice(list(holder)), chance.choice(_NAMES)
    holder[name] = holder.pop(key)
    return f"rename {key!r} to {name!r}"


def _add(holder: Any, chance: random.Random) -> str:
    value = copy.deepcopy(chance.choice(_WRONG_VALUES))
    if isinstance(holder, list):
        holder.append(value)
        return f"append {value!r}"
    name = chance.choice(_NAMES)
    holder[name] = value
    return f"add {name!r} as {value!r}"


def _copy(holder: Any, chance: random.Random) -> str:
    """Give one member the value of another, which makes duplicates of ids, parameters and tags."""
    source, target = chance.choice(_keys(holder)), chance.choice(_keys(holder))
    if isinstance(holder, list):
        holder.append(copy.deepcopy(holder[source]))
        return f"append a copy of {source!r}"
    holder[target] = copy.deepcopy(holder[source])
    return f"copy {source!r} to {target!r}"
