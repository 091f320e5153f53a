"""The notation of every page: one typed line for a field, its marks, values, limits, variants and links."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_bodies import body_of

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Example, MediaType, Parameter
from ampeco_refgen.jsonvalue import canonical
from ampeco_refgen.pages.field_lines import FieldLines, literal, values_of

STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def lines(**links: Any) -> FieldLines:
    given_links = {"enum_link": lambda _: "", "shape_link": lambda _: "", "successors": lambda *_: (), **links}
    return FieldLines(**given_links)


def rows(schema: dict[str, Any], *, version: str = "3.0.3", **links: Any) -> list[str]:
    _, fields, shape = body_of(schema, version=version)
    return list(lines(**links).rows(shape, fields.rows(shape, Direction.RESPONSE)))


def line(schema: dict[str, Any], *, required: bool = False, **links: Any) -> str:
    """The first line of a field `a` of the schema."""
    owner = {"type": "object", "properties": {"a": schema}, "required": ["a"] if required else []}
    return rows(owner if required else {"type": "object", "properties": {"a": schema}}, **links)[0]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (STRING, "- `a` string"),
        ({}, "- `a` any"),
        ({**STRING, "format": "date-time"}, "- `a` string (date-time)"),
        ({**STRING, "nullable": True}, "- `a` string, nullable"),
        ({**STRING, "readOnly": True}, "- `a` string, read-only"),
        ({**STRING, "deprecated": True}, "- `a` string, deprecated"),
        ({**STRING, "default": "x"}, "- `a` string, default `x`"),
        ({**STRING, "default": ""}, '- `a` string, default `""`'),
        ({**STRING, "default": "1"}, "- `a` string, default `1`"),
        ({**INTEGER, "default": 0}, "- `a` integer, default `0`"),
        ({"type": "boolean", "default": False}, "- `a` boolean, default `false`"),
        ({**STRING, "nullable": True, "default": None}, "- `a` string, nullable, default `null`"),
        ({**STRING, "enum": ["p", "q"]}, "- `a` string — one of `p`, `q`"),
        ({**STRING, "enum": ["p|q", "`", ""]}, '- `a` string — one of `p|q`, `` ` ``, `""`'),
        ({**STRING, "description": "Some *words*"}, "- `a` string — Some words"),
        ({**STRING, "enum": ["p"], "description": "W"}, "- `a` string — one of `p` — W"),
        ({**STRING, "example": "Ann"}, "- `a` string — e.g. `Ann`"),
        ({**STRING, "enum": ["p"], "example": "p"}, "- `a` string — one of `p`"),
        ({"type": "object", "example": {"b": 1, "a": [2]}}, '- `a` object — e.g. `{"a":[2],"b":1}`'),
        ({"type": "array", "items": INTEGER, "example": [1, 2]}, "- `a` array of integer — e.g. `[1,2]`"),
        ({"type": "array", "items": {**STRING, "example": "x"}}, "- `a` array of string — each e.g. `x`"),
        (
            {"type": "array", "items": {**STRING, "example": "x"}, "example": ["y"]},
            '- `a` array of string — e.g. `["y"]`',
        ),
        ({"type": "object", "additionalProperties": {**INTEGER, "example": 7}}, "- `a` map of integer — each e.g. `7`"),
        ({**STRING, "example": "x" * 301}, "- `a` string — e.g. one of 303 characters left out"),
        ({"type": "array", "items": STRING}, "- `a` array of string"),
        ({"type": "array", "items": {**STRING, "enum": ["p"]}}, "- `a` array of string — each one of `p`"),
        ({"type": "array", "minItems": 1, "items": STRING}, "- `a` array of string (min items 1)"),
        ({"type": "array", "items": {"type": "array", "items": INTEGER}}, "- `a` array of array of integer"),
        ({"type": "array", "items": {**STRING, "nullable": True}}, "- `a` array of string or null"),
        ({"type": "object", "additionalProperties": INTEGER}, "- `a` map of integer"),
        (
            {**STRING, "minLength": 1, "maxLength": 5, "pattern": "^a|b$"},
            "- `a` string (min length 1, max length 5, pattern `^a|b$`)",
        ),
        (
            {**INTEGER, "minimum": 0, "exclusiveMinimum": True, "multipleOf": 5},
            "- `a` integer (more than 0, multiple of 5)",
        ),
        (
            {**STRING, "enum": ["p"], "x-enumDescriptions": {"p": "Good"}},
            "- `a` string — one of `p` — `p`: Good",
        ),
        (
            {**INTEGER, "enum": [1, 2], "x-enum-varnames": ["CLEAR", "RAINY"], "x-enum-descriptions": ["Dry", "Wet"]},
            "- `a` integer — one of `1`, `2` — `1` CLEAR: Dry; `2` RAINY: Wet",
        ),
        ({**INTEGER, "enum": [1], "x-enumNames": ["Up_to"]}, "- `a` integer — one of `1` — `1` Up_to"),
        (
            {"type": "array", "items": {**STRING, "enum": ["p", "q"]}, "enum": [["p"], ["p", "q"]]},
            '- `a` array of string — one of `["p"]`, `["p","q"]`; each one of `p`, `q`',
        ),
        (
            {"type": "array", "items": {"type": "array", "items": INTEGER, "enum": [[1, 2], []]}},
            "- `a` array of array of integer — each one of `[1,2]`, `[]`",
        ),
        ({"enum": [{"b": 1}, [2], "c"]}, '- `a` any — one of `{"b":1}`, `[2]`, `c`'),
    ],
)
def test_a_field_is_one_typed_line(schema, expected):
    assert line(schema) == expected


def test_all_examples_of_a_schema_are_told_as_long_as_there_is_room() -> None:
    def told(*examples: Any) -> str:
        schema = {"type": "object", "properties": {"a": {**STRING, "examples": list(examples)}}}
        return " ".join(map(str.strip, rows(schema, version="3.1.0")))

    assert told("one", "two") == "- `a` string — e.g. `one`, `two`"
    assert told({"k": "v"}, 1, None) == '- `a` string — e.g. `{"k":"v"}`, `1`, `null`'
    assert told(*(f"{number:0150}" for number in range(9))).endswith(f"`{2:0150}`, 6 more left out")


def test_an_example_of_one_of_several_schemas_is_none_of_the_whole_if_it_lacks_what_others_require() -> None:
    part = {"type": "object", "properties": {"b": STRING}, "example": {"b": "x"}}
    assert "e.g." in line({"allOf": [part, {"description": "More"}]})
    assert "e.g." not in line({"allOf": [part, {"required": ["c"], "properties": {"c": STRING}}]})


def test_a_parameter_tells_its_own_examples_first_with_what_is_said_of_them() -> None:
    examples = (
        Example(name="short", summary="A short one", description="*Mostly*", value='"pug"'),
        Example(name="far", external="https://example.test/a"),
        Example(name="nothing"),
    )
    parameter = Parameter(name="breed", location="query", examples=examples)
    _, _, shape = body_of({**STRING, "example": "collie"})
    assert lines().parameter(parameter, shape) == (
        "- `breed` string — e.g. `pug` (short: A short one — Mostly), at `https://example.test/a` (far), "
        "without a value (nothing), `collie`"
    )
    in_content = Parameter(
        name="q", location="query", media=(MediaType(content_type="application/json", examples=examples[:1]),)
    )
    assert lines().parameter(in_content, None).endswith(" — e.g. `pug` (short: A short one — Mostly)")


def test_marks_come_in_one_order():
    schema = {**STRING, "nullable": True, "readOnly": True, "deprecated": True, "default": "x", "enum": ["x"]}
    expected = "- `a` string, required, nullable, read-only, deprecated (use `b`), default `x` — one of `x`"
    assert line(schema, required=True, successors=lambda *_: ("b",)) == expected


def test_a_long_enum_is_linked():
    written = line({**STRING, "enum": ["p", "q"]}, enum_link=lambda values: f"[{len(values)} values](enums.md)")
    assert written == "- `a` string — one of [2 values](enums.md)"


def test_what_is_stated_elsewhere_is_linked():
    owner = {"$ref": "#/components/schemas/Tree"}
    tree = {"type": "object", "properties": {"all": {"type": "array", "items": owner}, "one": owner}}
    _, fields, shape = body_of(owner, Tree=tree)
    field_lines = lines(shape_link=lambda shape: f"[{shape.link}](tree.md)")
    assert list(field_lines.rows(shape, fields.rows(shape, Direction.RESPONSE))) == [
        "- `all` array of object [Tree](tree.md)",
        "- `one` object [Tree](tree.md)",
    ]


def test_variants_are_numbered_named_and_told_apart():
    card = {"title": "Card", "type": "object", "properties": {"kind": {**STRING, "enum": ["card"]}, "number": STRING}}
    cash = {"type": "object", "description": "Coins", "properties": {"kind": {**STRING, "enum": ["cash"]}}}
    assert rows({"type": "object", "properties": {"by": {"oneOf": [card, cash]}}})[1:] == [
        "- `by`: exactly one of 2 variants",
        "  - variant 1 **Card**, when `kind` is `card`",
        "    - `by.kind` string — one of `card`",
        "    - `by.number` string",
        "  - variant 2, when `kind` is `cash` — Coins",
        "    - `by.kind` string — one of `cash`",
    ]


def test_variants_of_plain_values_show_their_types():
    assert rows({"anyOf": [INTEGER, {**STRING, "enum": ["all"]}]}) == [
        "- any of 2 variants",
        "  - variant 1: integer",
        "  - variant 2: string — one of `all`",
    ]


def test_each_variant_is_one_whole_list_also_of_what_some_share():
    variants = [{"type": "object", "properties": {"a": STRING, f"b{number}": STRING}} for number in range(2)]
    written = rows({"oneOf": [*variants, {"type": "object", "properties": {"c": STRING}}]})
    assert written == [
        "- exactly one of 3 variants",
        "  - variant 1",
        "    - `a` string",
        "    - `b0` string",
        "  - variant 2",
        "    - `a` string",
        "    - `b1` string",
        "  - variant 3",
        "    - `c` string",
    ]


def test_lines_past_the_limit_are_wrapped_below_their_own():
    parts = rows({"type": "object", "properties": {"a": {**STRING, "description": "word " * 200}}})
    assert len(parts) > 1
    assert all(len(part) <= 400 for part in parts)
    assert all(part.startswith("  ") for part in parts[1:])


def test_a_parameter_says_what_it_is_and_where_it_is_declared():
    parameter = Parameter(
        name="q",
        location="query",
        required=True,
        deprecated=True,
        shared=True,
        description="Words",
        replacements=("r",),
    )
    expected = "- `q` any, required, deprecated (use `r`), declared for the whole path — Words"
    assert lines().parameter(parameter, None) == expected


@settings(deadline=None, max_examples=60)
@given(st.none() | st.booleans() | st.integers() | st.text(max_size=8))
def test_a_value_is_a_code_span_on_one_line(value):
    span = literal(canonical(value))
    assert "\n" not in span
    assert "\r" not in span
    assert span.startswith("`")
    assert span.endswith("`")


def test_values_are_listed():
    assert values_of(('"a"', "1", "null")) == "`a`, `1`, `null`"


def test_an_object_says_whether_it_takes_other_fields():
    assert line({"properties": {"b": STRING}, "additionalProperties": False}) == "- `a` object, no other fields"
    assert line({"properties": {"b": STRING}, "additionalProperties": True}) == "- `a` object, other fields allowed"
    assert line({"properties": {"b": STRING}}) == "- `a` object"
    assert line({**STRING, "additionalProperties": False}) == "- `a` string"


def test_a_variant_says_whether_it_takes_other_fields():
    closed = {"type": "object", "title": "Bird", "properties": {"wings": INTEGER}, "additionalProperties": False}
    variants = rows({"oneOf": [closed, {"type": "object", "properties": {"fins": INTEGER}}]})
    assert "  - variant 1 **Bird**, no other fields" in variants
    assert "  - variant 2" in variants


def test_each_pattern_of_names_has_a_line_with_its_own_schema():
    patterns = {"^txt_": {**STRING, "maxLength": 20}, "^num_": {"type": "object", "properties": {"b": INTEGER}}}
    schema = {"type": "object", "patternProperties": patterns, "additionalProperties": {"type": "boolean"}}
    assert rows(schema, version="3.1.0") == [
        '- `*["^num_"]` object, names like `^num_`',
        '- `*["^num_"].b` integer',
        '- `*["^txt_"]` string (max length 20), names like `^txt_`',
        "- `*` boolean",
    ]
    alone = {"type": "object", "patternProperties": {"^[a-z]{2}$": INTEGER}}
    assert rows(alone, version="3.1.0") == ["- `*` integer, names like `^[a-z]{2}$`"]


def test_what_all_names_of_an_object_keep_is_said_of_it():
    schema = {
        "type": "object",
        "propertyNames": {"pattern": "^[A-Z]+$", "maxLength": 3},
        "additionalProperties": INTEGER,
    }
    owner = {"type": "object", "properties": {"a": schema, "b": {"type": "object", "propertyNames": {"enum": ["x"]}}}}
    assert rows(owner, version="3.1.0") == [
        "- `a` map of integer, each name (max length 3, pattern `^[A-Z]+$`)",
        "- `a.*` integer",
        "- `b` object, each name (one of `x`)",
    ]
