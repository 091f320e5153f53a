"""Effective shapes: `allOf` merged, wrappers removed, unions kept apart, recursion ended by a link."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.shape import Shape, Shapes
from documents import catalog_from, catalog_of, get, mini, real_path

STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def shape_of(schema: dict[str, Any], **components: Any) -> tuple[Shape, Shapes]:
    """The shape of what `GET /a` answers with, and the shapes of its catalog."""
    catalog = catalog_from(mini({"/a": {"get": get(schema)}}, components={"schemas": components}))
    shapes = Shapes(catalog)
    number = catalog.operations[0].responses[0].media[0].schema
    assert number is not None
    return shapes.of(number), shapes


def shape(schema: dict[str, Any], **components: Any) -> Shape:
    return shape_of(schema, **components)[0]


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def limits(effective: Shape) -> dict[str, str]:
    return {limit.keyword: limit.value for limit in effective.constraints}


def names(effective: Shape) -> list[str]:
    return [member.name + ("!" if member.required else "") for member in effective.members]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (STRING, "string"),
        ({"properties": {"a": {}}}, "object"),
        ({"additionalProperties": True}, "object"),
        ({"items": {}}, "array"),
        ({}, "any"),
        ({"allOf": [{"type": "number"}, INTEGER]}, "integer"),
        ({"allOf": [STRING, {}]}, "string"),
    ],
)
def test_the_kind_is_declared_or_implied(schema, kind):
    assert shape(schema).kind == kind


def test_all_of_merges_members_and_required_names():
    base = {"type": "object", "properties": {"id": INTEGER, "name": STRING}, "required": ["id"]}
    own = {"properties": {"size": INTEGER}, "required": ["name", "elsewhere"]}
    effective = shape({"allOf": [ref("Base"), own]}, Base=base)
    assert names(effective) == ["elsewhere!", "id!", "name!", "size"]
    assert effective.required == {"id", "name", "elsewhere"}


def test_a_property_in_several_parts_keeps_what_all_of_them_say():
    parts = [
        {"properties": {"kind": {"type": "string", "enum": ["a", "b", "c"], "minLength": 1}}},
        {"properties": {"kind": {"enum": ["b", "a"], "minLength": 2}}},
    ]
    (member,) = shape({"allOf": parts}).members
    assert member.shape.types == ("string",)
    assert member.shape.enum == ('"b"', '"a"')
    assert limits(member.shape) == {"minLength": "2"}


def test_a_wrapper_hides_nothing():
    effective = shape(
        {"allOf": [ref("State")], "nullable": True, "readOnly": True}, State={**STRING, "enum": ["on", "off"]}
    )
    assert (effective.kind, effective.enum, effective.nullable, effective.read_only) == (
        "string",
        ('"on"', '"off"'),
        True,
        True,
    )


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_union_of_one_is_no_union(keyword):
    effective = shape({keyword: [{"type": "object", "properties": {"a": STRING}}]})
    assert effective.unions == ()
    assert names(effective) == ["a"]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_variants_stand_beside_what_their_owner_says(keyword):
    variants = [{"properties": {"a": STRING}, "required": ["a"]}, {"properties": {"b": STRING}}]
    effective = shape({"type": "object", "properties": {"id": INTEGER}, keyword: variants})
    (union,) = effective.unions
    assert (union.kind, [names(variant) for variant in union.variants]) == (keyword, [["a!"], ["b"]])
    assert names(effective) == ["id"]


def test_unions_of_several_parts_all_count():
    one_of = {"oneOf": [{"properties": {"a": STRING}}, {"properties": {"b": STRING}}]}
    any_of = {"anyOf": [{"properties": {"c": STRING}}, {"properties": {"d": STRING}}]}
    assert [union.kind for union in shape({"allOf": [one_of, any_of]}).unions] == ["oneOf", "anyOf"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"minimum": 1}, {"minimum": 3}, {"minimum": "3"}),
        ({"maximum": 9}, {"maximum": 5}, {"maximum": "5"}),
        ({"minItems": 2}, {"minItems": 1}, {"minItems": "2"}),
        ({"maxLength": 2}, {"maxLength": 4}, {"maxLength": "2"}),
        ({"exclusiveMinimum": True, "minimum": 1}, {"exclusiveMinimum": True, "minimum": 2}, {"exclusiveMinimum": "2"}),
        ({"minimum": 1}, {"maximum": 2}, {"minimum": "1", "maximum": "2"}),
    ],
)
def test_the_tighter_limit_counts(first, second, expected):
    assert limits(shape({"allOf": [first, second]})) == expected


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ([["a", "b"], ["b", "c"]], ('"b"',)),
        ([["a", "b", "c"], ["c", "a"]], ('"c"', '"a"')),
        ([["a", "b"], ["c"]], ('"c"',)),
    ],
)
def test_values_are_those_that_all_parts_allow(lists, expected):
    assert shape({"allOf": [{"enum": values} for values in lists]}).enum == expected


def test_values_of_a_map_are_merged_and_closed_where_a_part_closes():
    assert shape({"allOf": [{"additionalProperties": True}, {"additionalProperties": False}]}).values is False
    values = shape({"allOf": [{"additionalProperties": STRING}, {"additionalProperties": {"maxLength": 3}}]}).values
    assert isinstance(values, Shape)
    assert (values.kind, limits(values)) == ("string", {"maxLength": "3"})


def test_what_is_said_last_hides_nothing_said_first():
    first = {"title": "T", "description": "One", "default": 1, "example": 1, "format": "int32"}
    effective = shape({"allOf": [first, {"title": "U", "description": "Two", "default": 2, "example": 2}]})
    assert (effective.title, effective.format, effective.default) == ("T", "int32", "1")
    assert (effective.descriptions, effective.examples) == (("One", "Two"), ("1", "2"))


def test_recursion_ends_in_a_link():
    tree = {"type": "object", "properties": {"children": {"type": "array", "items": ref("Tree")}, "id": INTEGER}}
    linked, shapes = shape_of(ref("Tree"), Tree=tree)
    assert (linked.link, linked.members, linked.kind) == ("Tree", (), "object")
    opened = shapes.expanded(linked)
    assert names(opened) == ["children", "id"]
    children = opened.member("children")
    assert children is not None
    assert children.shape.items is linked


def test_a_component_that_extends_itself_is_written_out_once():
    tree = {"properties": {"id": INTEGER, "child": {"allOf": [ref("Tree"), {"properties": {"extra": STRING}}]}}}
    opened = shape_of(ref("Tree"), Tree=tree)[1].component("Tree")
    child = opened.member("child")
    assert child is not None
    assert names(child.shape) == ["child", "extra", "id"]
    below = child.shape.member("child")
    assert below is not None
    assert below.shape.link == "Tree"


def test_a_described_link_is_still_a_link():
    tree = {"properties": {"child": {"allOf": [ref("Tree")], "description": "One below", "nullable": True}}}
    child = shape_of(ref("Tree"), Tree=tree)[1].component("Tree").member("child")
    assert child is not None
    assert (child.shape.link, child.shape.descriptions, child.shape.nullable) == ("Tree", ("One below",), True)
    assert child.shape.members == ()


def test_names_that_the_document_does_not_have():
    shapes = shape_of(STRING, Known=INTEGER)[1]
    assert shapes.named("Unknown") is None
    assert shapes.named("Known") is shapes.component("Known")
    assert [name for name, _ in shapes.components()] == ["Known"]
    with pytest.raises(KeyError):
        shapes.component("Unknown")


def test_each_shape_is_made_once():
    catalog = catalog_from(mini({"/a": {"get": get(STRING)}}))
    shapes = Shapes(catalog)
    assert shapes.of(0, 0) is shapes.of(0)


@pytest.mark.real
def test_every_schema_of_the_real_document_has_a_shape():
    catalog = catalog_of(real_path())
    shapes = Shapes(catalog)
    all_shapes = [shapes.of(number) for number in range(len(catalog.schemas))]
    assert not any(effective.link for effective in all_shapes)
    merged = [effective for effective in all_shapes if len(catalog.schemas[effective.key[0]].all_of) > 1]
    assert merged
    assert all(effective.members or effective.enum or effective.unions or effective.types for effective in merged)


def test_a_required_name_without_a_property_is_a_member():
    effective = shape({"type": "object", "required": ["b", "a"], "properties": {"b": STRING}})
    assert [(member.name, member.shape.kind, member.declared) for member in effective.members] == [
        ("a", "any", False),
        ("b", "string", True),
    ]
    (echo,) = shape({"type": "object", "required": ["echo"], "additionalProperties": INTEGER}).members
    assert (echo.shape.kind, echo.required) == ("integer", True)
    by_pattern = {"required": ["n_a"], "patternProperties": {"^n_": INTEGER}, "additionalProperties": STRING}
    assert shape(by_pattern).members[0].shape.kind == "integer"


def test_a_required_name_that_the_other_side_of_a_union_declares_is_no_member_of_its_own():
    variants = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": STRING, "b": STRING}}
    effective = shape(variants)
    assert names(effective) == ["a", "b"]
    assert [names(variant) for variant in effective.unions[0].variants] == [[], []]
    owner = {"required": ["a"], "oneOf": [{"properties": {"a": STRING}}, {"allOf": [ref("A")]}]}
    assert names(shape(owner, A={"properties": {"a": INTEGER}})) == []


def test_patterns_of_all_parts_hold_and_multiples_have_one_in_common():
    parts = [{"pattern": "^a", "minLength": 1}, {"pattern": "b$", "minLength": 2}, {"pattern": "^a"}]
    limits_of_all = [(limit.keyword, limit.value) for limit in shape({"allOf": parts}).constraints]
    assert limits_of_all == [("minLength", "2"), ("pattern", '"^a"'), ("pattern", '"b$"')]
    assert limits(shape({"allOf": [{"multipleOf": 4}, {"multipleOf": 6}]})) == {"multipleOf": "12"}
    assert limits(shape({"allOf": [{"multipleOf": 0.4}, {"multipleOf": 0.6}]})) == {"multipleOf": "1.2"}


MAYBE = {"type": "object", "nullable": True, "properties": {"a": STRING}}
NULL = {"type": "null"}
MAYBE_TEXT = {"type": ["string", "null"]}


@pytest.mark.parametrize(
    ("version", "schema", "nullable"),
    [
        ("3.0.3", {"allOf": [MAYBE, {"type": "object"}]}, False),
        ("3.0.3", {"allOf": [MAYBE, {"description": "D"}]}, True),
        ("3.0.3", {"anyOf": [MAYBE, STRING]}, True),
        ("3.0.3", {"oneOf": [INTEGER, STRING]}, False),
        ("3.0.3", {"type": "object", "nullable": True, "allOf": [ref("Plain")]}, True),
        ("3.1.0", {"allOf": [MAYBE_TEXT, STRING]}, False),
        ("3.1.0", {"type": ["object", "null"], "$ref": "#/components/schemas/Plain"}, False),
        ("3.1.0", {"type": "object", "oneOf": [{"properties": {"a": STRING}}, NULL]}, False),
        ("3.1.0", {"type": ["object", "null"], "oneOf": [{"type": "object"}, NULL]}, True),
        ("3.1.0", {"oneOf": [ref("Plain"), {**NULL, "description": "D"}]}, True),
        ("3.1.0", {"anyOf": [MAYBE_TEXT, INTEGER]}, True),
        ("3.1.0", {"type": "string", "nullable": True}, False),
        ("3.1.0", NULL, True),
        ("3.1.0", {}, False),
    ],
)
def test_null_is_allowed_where_all_parts_and_a_variant_allow_it(version, schema, nullable):
    components = {"schemas": {"Plain": {"type": "object"}}}
    catalog = catalog_from(mini({"/a": {"get": get(schema)}}, version=version, components=components))
    number = catalog.operations[0].responses[0].media[0].schema
    assert number is not None
    assert Shapes(catalog).of(number).nullable is nullable
