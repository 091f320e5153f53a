"""Whatever schema a body has, the example that its page prints is valid by it, or the page says what is amiss."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.pages.curl import CallExample, call_example
from ampeco_refgen.pages.examples import Examples
from documents import mini

FORMATS = FormatChecker(["date", "date-time", "email", "ipv4", "ipv6", "uuid"])
SEVERAL = "it fits several of the variants"
NAMES = st.sampled_from(["a", "b", "kind", "email", "startAt", "count"])
SMALL = st.integers(0, 4)


def optional(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects that have some of the keywords."""
    return st.fixed_dictionaries({}, optional=keywords)


TEXTS = optional(
    minLength=SMALL,
    maxLength=st.integers(4, 12),
    pattern=st.sampled_from(["^[a-z]+$", "^A", r"^\d{2}$"]),
    format=st.sampled_from(["date", "email", "uuid", "ipv4", "other"]),
).map(lambda more: {"type": "string", **more})
NUMBERS = st.builds(
    lambda kind, more: {"type": kind, **more},
    st.sampled_from(["number", "integer"]),
    optional(
        minimum=st.integers(-3, 3),
        exclusiveMinimum=st.integers(-3, 3),
        maximum=st.integers(3, 9),
        exclusiveMaximum=st.integers(4, 9),
        multipleOf=st.sampled_from([1, 2, 3, 0.5]),
    ),
)
VALUES = st.one_of(st.integers(-2, 2), st.sampled_from(["x", "y", True, None, [1], {"a": 1}]))
LEAVES = st.one_of(
    TEXTS,
    NUMBERS,
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.lists(VALUES, min_size=1, max_size=3).map(lambda values: {"enum": values}),
    VALUES.map(lambda value: {"const": value}),
    st.just({}),
)


def deeper(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects, lists and unions of schemas."""
    objects = st.builds(
        lambda members, needed, more: {"type": "object", "properties": members, "required": needed, **more},
        st.dictionaries(NAMES, parts, max_size=3),
        st.lists(NAMES, max_size=2, unique=True),
        optional(
            additionalProperties=st.one_of(st.booleans(), parts),
            minProperties=SMALL,
            propertyNames=st.just({"maxLength": 8}),
            patternProperties=parts.map(lambda part: {"^n_": part}),
            dependentRequired=st.just({"a": ["b"]}),
        ),
    )
    arrays = st.builds(
        lambda items, more: {"type": "array", "items": items, **more},
        parts,
        optional(
            minItems=SMALL,
            maxItems=st.integers(2, 6),
            uniqueItems=st.booleans(),
            prefixItems=st.lists(parts, min_size=1, max_size=2),
            contains=parts,
        ),
    )
    unions = st.builds(
        lambda keyword, variants: {keyword: variants},
        st.sampled_from(["oneOf", "anyOf", "allOf"]),
        st.lists(parts, min_size=1, max_size=3),
    )
    return st.one_of(objects, arrays, unions)


SCHEMAS = st.recursive(LEAVES, deeper, max_leaves=8)


def example_of(schema: Any, version: str = "3.1.0", components: dict[str, Any] | None = None) -> CallExample:
    """Return the command for a call whose body has a schema."""
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": content}, "responses": {"204": {"description": "Done"}}}
    tree = mini({"/a": {"post": operation}}, version=version, components={"schemas": components or {}})
    catalog, _ = build(Document(tree=tree, dialect=version[:3], origin="test"), full=True)
    fields = Fields(catalog)
    example = call_example(catalog, fields, Examples(fields), catalog.operations[0])
    assert example is not None
    return example


def sent(example: CallExample) -> str | None:
    """Return the body that a command sends as it stands there, `None` where it sends a file."""
    words = shlex.split("\n".join(example.lines))
    body = next((words[number + 1] for number, word in enumerate(words) if word in ("-d", "--data-raw")), "@")
    return None if body.startswith("@") else body


@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(SCHEMAS)
def test_a_printed_example_is_valid(schema: dict[str, Any]) -> None:
    example = example_of(schema)
    body = sent(example)
    if body is None:
        assert "a file, for no value was found" in example.remark or example.remark == ""
        return
    errors = list(Draft202012Validator(schema, format_checker=FORMATS).iter_errors(json.loads(body)))
    assert not errors or SEVERAL in example.remark, (schema, body, errors[0].message)


EASY = {
    "unique items": {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"enum": ["x", "y", "z"]}},
    "unique numbers": {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "integer", "maximum": 5}},
    "exclusive limits": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "negative": {"type": "integer", "maximum": -3, "multipleOf": 4},
    "multiple in a range": {"type": "number", "multipleOf": 0.25, "minimum": 0.3, "maximum": 0.6},
    "a short address": {"type": "string", "format": "email", "maxLength": 9},
    "a long address": {"type": "string", "format": "email", "minLength": 30},
    "a key of a map": {"type": "object", "required": ["x"], "additionalProperties": {"type": "integer"}},
    "several keys": {"type": "object", "minProperties": 3, "additionalProperties": {"type": "boolean"}},
    "a tuple": {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "string"}],
        "items": False,
        "minItems": 2,
    },
    "overlapping": {"oneOf": [{"type": "integer"}, {"type": "number"}]},
    "an optional member tells": {
        "oneOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
            {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}, "a": {"type": "integer"}}},
        ]
    },
    "excluded": {"type": "string", "not": {"pattern": "^[Et]"}},
    "at most": {"type": "array", "items": {"type": "integer"}, "maxItems": 0},
    "contained": {"type": "array", "contains": {"type": "object", "required": ["id"]}, "minContains": 2},
    "if and then": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string"}},
        "if": {"properties": {"a": {"minLength": 1}}},
        "then": {"required": ["b"], "properties": {"b": {"const": 7}}},
    },
    "recursion": {
        "oneOf": [
            {
                "type": "object",
                "required": ["and"],
                "properties": {"and": {"type": "array", "minItems": 1, "items": {"$ref": "#"}}},
            },
            {"type": "object", "required": ["f"], "properties": {"f": {"type": "string"}}},
        ]
    },
}


@pytest.mark.parametrize("name", EASY)
def test_what_has_an_example_gets_one(name: str) -> None:
    schema = EASY[name]
    named = json.loads(json.dumps(schema).replace('"#"', '"#/components/schemas/It"'))
    example = example_of({"$ref": "#/components/schemas/It"}, components={"It": named})
    body = sent(example)
    assert body is not None, example
    assert SEVERAL not in example.remark
    Draft202012Validator(schema, format_checker=FORMATS).validate(json.loads(body))


@pytest.mark.parametrize(
    "schema", [{"type": "string", "enum": [1]}, {"allOf": [{"type": "string"}, {"type": "integer"}]}]
)
def test_what_no_value_fits_has_none_and_says_so(schema: dict[str, Any]) -> None:
    example = example_of(schema)
    assert sent(example) is None
    assert "no value was found that the schema takes" in example.remark
