"""Defaults against their schemas."""

from __future__ import annotations

import pytest
from small_documents import codes, with_schemas

VERSIONS = ["3.0.3", "3.1.0"]


def test_defaults_are_compared_with_their_schemas() -> None:
    schemas = {
        "Fits": {"type": "string", "default": "x", "enum": ["x"], "nullable": True},
        "Null": {"type": "string", "nullable": True, "default": None},
        "Text": {"type": "integer", "default": "x"},
        "NoNull": {"type": "string", "default": None},
        "Large": {"type": "integer", "format": "int32", "default": 2**40},
        "Listed": {"type": "array", "items": {"$ref": "#/components/schemas/Fits"}, "default": ["x", "y"]},
        "Whole": {"type": "integer", "default": 1.0},
        "Long": {"type": "string", "maxLength": 2, "default": "abc"},
        "Closed": {"properties": {"a": {"$ref": "#/components/schemas/Fits"}}, "additionalProperties": False},
        "Open": {"allOf": [{"$ref": "#/components/schemas/Closed"}], "default": {"a": "x", "b": 1}},
    }
    wrong = ("Text", "NoNull", "Large", "Listed", "Whole", "Long", "Open")
    expected = {f"#/components/schemas/{name}/default": "default-mismatch" for name in wrong}
    assert codes(with_schemas(schemas)) == expected


def test_nulls_are_left_to_the_parts_that_are_nullable() -> None:
    nullable = {"type": "string", "nullable": True}
    schemas = {
        "Part": {"allOf": [nullable], "default": None},
        "Referred": {"oneOf": [{"$ref": "#/components/schemas/Part"}], "default": None},
        "Inner": {"type": "object", "properties": {"a": nullable}, "default": {"a": None}},
        "None": {"type": "object", "properties": {"a": {"type": "string"}}, "default": {"a": None}},
    }
    assert codes(with_schemas(schemas)) == {"#/components/schemas/None/default": "default-mismatch"}
    assert codes(with_schemas({"A": {"type": ["string", "null"], "default": None}}, "3.1.0")) == {}


def test_a_default_is_compared_with_what_its_schema_refers_to() -> None:
    name = "a b/{c}~é"
    pointer = "#/components/schemas/a%20b~1%7Bc%7D~0%C3%A9"
    schemas = {name: {"type": "string"}, "Good": {"allOf": [{"$ref": pointer}], "default": "x"}}
    schemas |= {
        "Bad": {"allOf": [{"$ref": pointer}], "default": 1},
        "In é": {"items": {"$ref": pointer}, "default": [1]},
    }
    by_pointer = codes(with_schemas(schemas))
    assert [place for place, code in by_pointer.items() if code == "default-mismatch"] == [
        "#/components/schemas/Bad/default",
        "#/components/schemas/In é/default",
    ]


@pytest.mark.parametrize("pattern", ["(a+)+$", r"^(\w+\s?)*$", "(?=(a+)+b)a+", "((a{1,100}){1,100}){1,100}"])
def test_a_hostile_pattern_does_not_run_for_ever(pattern: str) -> None:
    text = "a" * 60 + "!"
    schemas = {
        "A": {"type": "string", "pattern": pattern, "default": text, "nullable": True},
        "B": {"allOf": [{"$ref": "#/components/schemas/A"}], "default": text},
        "C": {"patternProperties": {pattern: {}}, "additionalProperties": False, "default": {text: 1}},
    }
    for version in VERSIONS:
        assert codes(with_schemas(schemas, version))["#/components/schemas/B/default"] == "default-mismatch"
