"""Schemas made to cost time or memory, or to be read wrongly: each is stated, in bounded time, and nothing breaks."""

from __future__ import annotations

import time
from typing import Any

import pytest

from documents import get, mini
from robustness.bundles import whole_bundle

STRING = {"type": "string"}


def written(schema: Any, *, version: str = "3.0.3", **components: Any) -> str:
    """Return the Markdown of a document that sends and returns a schema; fails when that takes long."""
    body = {"content": {"application/json": {"schema": schema}}}
    query = {"name": "q", "in": "query", "schema": schema}
    paths = {"/a": {"get": get(schema, parameters=[query]), "post": get(schema, requestBody=body)}}
    start = time.perf_counter()
    files = whole_bundle(mini(paths, version=version, components={"schemas": components}))
    assert time.perf_counter() - start < 20
    return "\n".join(text for path, text in sorted(files.items()) if path.endswith(".md"))


def object_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": STRING, "minItems": 10**9},
        {"type": "string", "minLength": 10**12},
        {"type": "string", "pattern": "a{99999999999}"},
        {"type": "string", "pattern": "(((a{999}){999}){999}){999}"},
        {"type": "string", "pattern": "^(([a-z0-9.@:/-])+.?)+!$"},
        {"type": "string", "pattern": "^(a|a|[a-z0-9-]+)*(x+x+)+y$", "format": "uuid"},
        {"type": "string", "pattern": "(" * 500 + "a" + ")" * 500},
        {"type": "string", "pattern": "["},
        {"type": "number", "multipleOf": 1e-320, "minimum": 1e308},
        {"type": "number", "multipleOf": 10**300, "exclusiveMinimum": True, "minimum": 10**300},
        {"type": "integer", "minimum": -(10**300), "maximum": -(10**299), "multipleOf": 0},
        {"type": "number", "minimum": 5, "maximum": 1, "default": 1e300},
        {"type": "string", "maxLength": -1, "minLength": -5},
        {"type": "object", "minProperties": 10**9, "additionalProperties": STRING},
        {"type": "array", "items": {"type": "array", "items": STRING, "minItems": 10**5}, "minItems": 10**5},
    ],
)
def test_a_limit_out_of_all_proportion(schema: dict[str, Any]):
    assert written(object_of(a=schema)).count("`a`") >= 3


def test_a_bomb_in_the_example():
    levels = {f"L{n}": object_of(**{f"f{m}": reference(f"L{n + 1}") for m in range(10)}) for n in range(12)}
    written(reference("L0"), **levels, L12=object_of(a=STRING))


def test_a_bomb_of_variants_in_the_example():
    twins = {
        f"{name}{level}": {"oneOf": [reference(f"A{level + 1}"), reference(f"B{level + 1}")], "title": f"{name}{level}"}
        for level in range(25)
        for name in "AB"
    }
    written(reference("A0"), **twins, A25=object_of(a=STRING), B25=object_of(b=STRING))


def test_a_bomb_of_parts():
    levels = {
        f"P{n}": {"allOf": [reference(f"P{n + 1}"), reference(f"Q{n + 1}")], "properties": {f"p{n}": STRING}}
        for n in range(25)
    }
    levels |= {f"Q{n}": {"allOf": [reference(f"P{n + 1}")], "properties": {f"q{n}": STRING}} for n in range(1, 25)}
    text = written(reference("P0"), **levels, P25=object_of(a=STRING), Q25=object_of(b=STRING))
    assert all(f"`p{n}`" in text for n in range(25))
    assert all(f"`q{n}`" in text for n in range(1, 25))


def test_recursion_of_every_kind():
    schemas = {
        "Tree": object_of(left=reference("Tree"), children={"type": "array", "items": reference("Tree")}),
        "Map": {"type": "object", "additionalProperties": reference("Map")},
        "Maps": {"additionalProperties": {"type": "array", "items": reference("Maps")}},
        "Part": {"allOf": [object_of(a=STRING), {"properties": {"part": reference("Part")}}]},
        "Self": {"allOf": [{"$ref": "#/components/schemas/Self"}, object_of(a=STRING)]},
        "Union": {"oneOf": [STRING, {"type": "array", "items": reference("Union")}]},
        "Ping": {"anyOf": [reference("Pong"), STRING]},
        "Pong": {"anyOf": [reference("Ping"), {"type": "integer"}]},
        "Not": {"not": reference("Not")},
        "List": {"type": "array", "items": reference("List")},
        "Extended": {"allOf": [reference("Tree"), object_of(more=reference("Extended"))]},
    }
    for name in schemas:
        written(reference(name), **schemas)
    written(object_of(**{name: reference(name) for name in schemas}), **schemas)


def test_names_that_mean_something_else_elsewhere():
    names = [
        "$ref",
        "a.b",
        "a[0]",
        "a[]",
        "`",
        "a``b",
        "|",
        "a|b",
        "a\nb",
        "*",
        "",
        " ",
        '"',
        "\\",
        "- a",
        "# a",
        "<b>",
    ]
    names += ["\u202e", "\u200b", "é", "日本", "😀", "x" * 1000, "__proto__", "id", "properties", "null", "{a}", "]("]
    text = written(object_of(**dict.fromkeys(names, STRING)))
    assert "`a|b`" in text
    assert '`["a.b"]`' in text


def test_boolean_and_empty_schemas():
    schema = object_of(a=True, b=False, c={}, d={"type": "array"}, e={"type": ["string", "null"]}, f={"const": None})
    text = written({**schema, "additionalProperties": False, "unevaluatedProperties": False}, version="3.1.0")
    assert all(f"`{name}`" in text for name in "abcdef")


def test_references_beside_others_and_by_odd_pointers():
    schemas = {
        "a/b": object_of(slash=STRING),
        "c~d": object_of(tilde=STRING),
        "e%f": object_of(percent=STRING),
        "{g}": object_of(brace=STRING),
        "h i": object_of(space=STRING),
        "ж": object_of(letter=STRING),
    }
    references = [
        {"$ref": "#/components/schemas/a~1b", "description": "beside"},
        {"$ref": "#/components/schemas/c~0d"},
        {"$ref": "#/components/schemas/e%25f"},
        {"$ref": "#/components/schemas/%7Bg%7D"},
        {"$ref": "#/components/schemas/h%20i"},
        {"$ref": "#/components/schemas/ж"},
    ]
    text = written({"type": "object", "properties": {f"x{n}": node for n, node in enumerate(references)}}, **schemas)
    assert all(name in text for name in ("slash", "tilde", "percent", "brace", "space", "letter"))


@pytest.mark.parametrize("kind", ["anyOf", "oneOf"])
@pytest.mark.parametrize("variants", [1, 2])
def test_a_union_of_nothing_but_itself_comes_to_an_end(kind: str, variants: int):
    node = {"type": "object", "properties": {"below": {kind: [reference("Node")] * variants}, "name": STRING}}
    text = written({kind: [reference("Node")] * variants}, Node=node)
    assert "`name` string" in text
    assert "`below.below.below" not in text
