"""Schema objects → nodes: one node for each fact however it is spelt, each distinct node stored once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.catalog.model import Constraint, Discriminator, Property, Schema
from ampeco_refgen.catalog.schemas import SchemaTable, other_members
from ampeco_refgen.openapi.references import References


def table(tree: dict[str, Any] | None = None, *, full: bool = True, siblings: bool = False) -> SchemaTable:
    return SchemaTable(References(tree or {}), full=full, siblings=siblings)


def node(schema: Any, tree: dict[str, Any] | None = None, **options: bool) -> Schema:
    """The node that a schema becomes."""
    schema_table = table(tree, **options)
    number = schema_table.add(schema)
    return schema_table.schemas[number]


def limits(**values: str) -> tuple[Constraint, ...]:
    return tuple(Constraint(keyword=keyword, value=value) for keyword, value in values.items())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "enum": ["a"]}, {"type": "string", "const": "a"}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({"minimum": 0, "exclusiveMinimum": True}, {"exclusiveMinimum": 0}),
        ({"maximum": 9, "exclusiveMaximum": True}, {"exclusiveMaximum": 9}),
        ({"minimum": 0, "exclusiveMinimum": True, "maximum": 9}, {"exclusiveMinimum": 0, "maximum": 9}),
        ({"minimum": 0, "exclusiveMinimum": False}, {"minimum": 0}),
        ({"nullable": True, "anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ({"nullable": True, "oneOf": [{"type": "string"}]}, {"oneOf": [{"type": "null"}, {"type": "string"}]}),
        ({"additionalProperties": {}}, {"additionalProperties": True}),
        ({"nullable": False}, {}),
        ({"uniqueItems": False}, {}),
    ],
)
def test_the_3_0_and_the_3_1_spelling_give_one_node(old, new):
    shared = table()
    assert shared.add(old) == shared.add(new)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, Schema()),
        (True, Schema()),
        ({"type": ["string", "integer"]}, Schema(types=("integer", "string"))),
        ({"type": "null"}, Schema(types=("null",), nullable=True)),
        ({"title": "T", "description": "D", "format": "date"}, Schema(title="T", description="D", format="date")),
        ({"enum": ["a", None, 1, "a"]}, Schema(enum=('"a"', "null", "1"))),
        ({"enum": []}, Schema(enum=())),
        ({"default": None}, Schema(default="null")),
        ({"default": {"b": 1, "a": []}}, Schema(default='{"a":[],"b":1}')),
        ({"readOnly": True, "writeOnly": True}, Schema(read_only=True, write_only=True)),
        ({"required": ["b", "a", "b"]}, Schema(required=("a", "b"))),
        ({"uniqueItems": True, "minItems": 0}, Schema(constraints=limits(minItems="0", uniqueItems="true"))),
        ({"pattern": "^a$", "maxLength": 3}, Schema(constraints=limits(maxLength="3", pattern='"^a$"'))),
        ({"additionalProperties": False}, Schema(additional=False)),
        ({"x-note": {"b": 1, "a": 2}, "if": True}, Schema(others=(("if", "true"), ("x-note", '{"a":2,"b":1}')))),
        ({"x-enumDescriptions": {"b": "B", "a": "A"}}, Schema(enum_descriptions=(("a", "A"), ("b", "B")))),
        (
            {"enum": [1, "b"], "x-enum-varnames": ["ONE", "B"], "x-enum-descriptions": ["First", ""]},
            Schema(enum=("1", '"b"'), enum_names=(("1", "ONE"), ("b", "B")), enum_descriptions=(("1", "First"),)),
        ),
        ({"enum": [1], "x-enumNames": ["One", "Two"]}, Schema(enum=("1",))),
        (
            {"deprecated": True, "description": "Use `b` instead."},
            Schema(deprecated=True, description="Use `b` instead.", replacements=("b",)),
        ),
        ({"description": "Use `b` instead."}, Schema(description="Use `b` instead.")),
        (
            {"discriminator": {"propertyName": "kind", "mapping": {"b": "#/components/schemas/B", "a": "A"}}},
            Schema(
                discriminator=Discriminator(property_name="kind", mapping=(("a", "A"), ("b", "#/components/schemas/B")))
            ),
        ),
    ],
)
def test_keywords_become_fields(schema, expected):
    assert node(schema) == expected


def test_what_a_schema_holds_is_numbered_before_it():
    schema_table = table()
    number = schema_table.add({"properties": {"b": {"type": "string"}, "a": {"items": {"type": "string"}}}})
    assert schema_table.schemas == (
        Schema(types=("string",)),
        Schema(items=0),
        Schema(properties=(Property(name="a", schema=1), Property(name="b", schema=0))),
    )
    assert number == 2


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf", "prefixItems"])
def test_lists_of_schemas_keep_their_order(keyword):
    schema_table = table(siblings=True)
    number = schema_table.add({keyword: [{"type": "string"}, {"type": "integer"}]})
    fields = {"allOf": "all_of", "anyOf": "any_of", "oneOf": "one_of", "prefixItems": "prefix_items"}
    assert getattr(schema_table.schemas[number], fields[keyword]) == (0, 1)


def test_false_allows_nothing():
    schema_table = table()
    schema_table.add(False)
    assert schema_table.schemas == (Schema(), Schema(negated=0))


def test_a_reference_and_what_it_stands_for_are_one_node():
    tree = {"components": {"schemas": {"Name": {"type": "string"}, "Alias": {"$ref": "#/components/schemas/Name"}}}}
    schema_table = table(tree)
    alias, plain = {"$ref": "#/components/schemas/Alias"}, {"type": "string"}
    assert schema_table.add(alias) == schema_table.add(plain)


def test_what_stands_beside_a_reference_counts_in_3_1_only():
    tree = {"components": {"schemas": {"Name": {"type": "string"}}}}
    schema = {"$ref": "#/components/schemas/Name", "readOnly": True}
    assert node(schema, tree) == Schema(types=("string",))
    assert node(schema, tree, siblings=True) == Schema(read_only=True, all_of=(0,))


def test_a_recursive_reference_is_a_link_to_a_component():
    tree = {"components": {"schemas": {"Tree": {"properties": {"child": {"$ref": "#/components/schemas/Tree"}}}}}}
    schema_table = table(tree)
    number = schema_table.add({"$ref": "#/components/schemas/Tree"})
    assert schema_table.schemas[number] == Schema(link="Tree")
    (component,) = schema_table.components(tree["components"]["schemas"])
    assert component.name == "Tree"
    assert schema_table.schemas[component.schema] == Schema(properties=(Property(name="child", schema=number),))


def test_a_recursive_schema_outside_of_the_components_is_a_component_too():
    tree = {"x-parts": {"Node": {"items": {"$ref": "#/x-parts/Node"}}}}
    schema_table = table(tree)
    number = schema_table.add({"$ref": "#/x-parts/Node"})
    (component,) = schema_table.components({})
    assert schema_table.schemas[number].link == component.name == "#/x-parts/Node"
    assert schema_table.schemas[component.schema] == Schema(items=number)


def test_without_descriptions_only_texts_are_missing():
    schema = {
        "description": "Use `b` instead.",
        "deprecated": True,
        "title": "T",
        "x-enumDescriptions": {"a": "A"},
        "x-more": {"description": "no", "summary": "no", "kept": [{"description": "no", "a": 1}]},
    }
    expected = Schema(deprecated=True, title="T", replacements=("b",), others=(("x-more", '{"kept":[{"a":1}]}'),))
    assert node(schema, full=False) == expected


def test_other_members_are_sorted_and_leave_out_what_fields_hold():
    assert other_members({"z": 1, "a": [], "read": 2}, ["read"], full=True) == (("a", "[]"), ("z", "1"))


TYPES = st.sampled_from(["string", "integer", "object", "array"])
SCHEMAS = st.recursive(
    st.fixed_dictionaries({}, optional={"type": TYPES, "format": st.text(max_size=3), "minimum": st.integers()}),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES,
            "properties": st.dictionaries(st.text(max_size=3), inner, max_size=3),
            "items": inner,
            "additionalProperties": inner | st.booleans(),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "oneOf": st.lists(inner, min_size=1, max_size=3),
        },
    ),
    max_leaves=8,
)


def reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(entry) for entry in value] if isinstance(value, list) else value


@settings(deadline=None, max_examples=40)
@given(SCHEMAS)
def test_order_of_keys_and_references_change_nothing(schema):
    tree = {"components": {"schemas": {"S": schema}}}
    plain, turned, referenced = table(), table(), table(tree)
    numbers = [plain.add(schema), turned.add(reversed_keys(schema)), referenced.add({"$ref": "#/components/schemas/S"})]
    assert len(set(numbers)) == 1
    assert plain.schemas == turned.schemas == referenced.schemas


@settings(deadline=None, max_examples=40)
@given(SCHEMAS)
def test_every_number_in_a_node_is_of_an_earlier_one(schema):
    schema_table = table()
    schema_table.add(schema)
    assert len(set(map(repr, schema_table.schemas))) == len(schema_table.schemas)  # for == they may be: True is 1
    for number, stored in enumerate(schema_table.schemas):
        below = [*stored.all_of, *stored.one_of, *(member.schema for member in stored.properties)]
        below += [
            part for part in (stored.items, stored.additional) if isinstance(part, int) and not isinstance(part, bool)
        ]
        assert all(inner < number for inner in below)


def test_a_map_of_anything_is_not_a_map_of_the_schema_with_number_one():
    """In Python `True == 1`: two schemas that differ in nothing else must stay two."""
    properties = {
        "first": {"type": "string"},
        "second": {"type": "integer"},
        "open": {"type": "object", "additionalProperties": True},
        "map": {"type": "object", "additionalProperties": {"type": "integer"}},
        "closed": {"type": "object", "additionalProperties": False},
        "texts": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    for full in (True, False):
        made = table(full=full)
        numbers = {name: made.add(schema) for name, schema in properties.items()}
        assert len(set(numbers.values())) == len(numbers)
        additional = {name: made.schemas[numbers[name]].additional for name in ("open", "map", "closed", "texts")}
        assert additional["open"] is True
        assert additional["closed"] is False
        assert (additional["map"], additional["texts"]) == (numbers["second"], numbers["first"])
