"""Rows: dotted paths, what each direction leaves out, unions as variants, and what is referred to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ampeco_refgen.catalog.fields import ROWS_IN_PLACE, Choice, Direction, Field, Fields, OtherValue, Row
from ampeco_refgen.catalog.shape import Shape
from documents import catalog_from, get, mini

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE


def setting(schema: dict[str, Any], **components: Any) -> tuple[Fields, Shape]:
    """The fields of a catalog and the shape of what its only operation answers with."""
    catalog = catalog_from(mini({"/a": {"get": get(schema)}}, components={"schemas": components}))
    fields = Fields(catalog)
    number = catalog.operations[0].responses[0].media[0].schema
    assert number is not None
    return fields, fields.shapes.of(number)


def told(rows: tuple[Row, ...]) -> Iterator[str]:
    """Rows as short lines: `path` with `!` where required and `→` where it refers to another place."""
    for row in rows:
        if isinstance(row, Field):
            yield row.path + ("!" if row.required else "") + ("→" if row.refers else "")
        else:
            yield f"{row.path}{row.kind}"
            for variant in row.variants:
                condition = f" {variant.condition[0]}={','.join(variant.condition[1])}" if variant.condition else ""
                yield f"| {variant.title}{condition}{' →' if variant.refers else ''}"
                yield from (f"  {line}" for line in told(variant.rows))


def lines(schema: dict[str, Any], direction: Direction = RESPONSE, **components: Any) -> list[str]:
    fields, shape = setting(schema, **components)
    return list(told(fields.rows(shape, direction)))


def item(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (item("b", b=STRING, a=STRING, id=INTEGER), ["id", "a", "b!"]),
        (item(a=item(b=item("c", c=STRING))), ["a", "a.b", "a.b.c!"]),
        (item(a={"type": "array", "items": item(b=STRING)}), ["a", "a[].b"]),
        (item(a={"type": "array", "items": STRING}), ["a"]),
        (item(a={"type": "array", "items": {**STRING, "maxLength": 3}}), ["a", "a[]"]),
        (item(a={"type": "array", "items": {"type": "array", "items": item(b=STRING)}}), ["a", "a[][].b"]),
        (item(a={"type": "object", "additionalProperties": item(b=STRING)}), ["a", "a.*", "a.*.b"]),
        ({"type": "object", "additionalProperties": STRING}, ["*"]),
        ({"type": "array", "items": item(b=STRING)}, ["[].b"]),
        (STRING, []),
        (item(), []),
    ],
)
def test_paths_are_dotted(schema, expected):
    assert lines(schema) == expected


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("b-c_1", "a.b-c_1"),
        ("b.c", 'a["b.c"]'),
        ("b c", 'a["b c"]'),
        ("b[]", 'a["b[]"]'),
        ('say "b"', r'a["say \"b\""]'),
        ("b\\c d", r'a["b\\c d"]'),
        ("*", 'a["*"]'),
        ("", 'a[""]'),
    ],
)
def test_names_that_a_path_would_misread_are_quoted(name, path):
    assert lines(item(a=item(**{name: STRING}))) == ["a", path]


def test_a_client_leaves_out_what_is_read_only_and_a_response_what_is_write_only():
    schema = item(
        "id",
        id={**INTEGER, "readOnly": True},
        secret={**STRING, "writeOnly": True},
        owner={"readOnly": True, **item(name=STRING)},
        plain=STRING,
    )
    fields, shape = setting(schema)
    assert list(told(fields.rows(shape, REQUEST))) == ["plain", "secret"]
    assert list(told(fields.rows(shape, RESPONSE))) == ["id!", "owner", "owner.name", "plain"]
    assert fields.left_out(shape, REQUEST) == ("id", "owner", "owner.name")
    assert fields.left_out(shape, RESPONSE) == ("secret",)


def test_requests_name_what_is_required_first():
    schema = item("z", id=INTEGER, a=STRING, z=STRING)
    assert lines(schema, REQUEST) == ["z!", "id", "a"]
    assert lines(schema, RESPONSE) == ["id", "a", "z!"]


def test_what_all_variants_have_alike_stands_once_before_them():
    variants = [
        {"title": "Card", **item("kind", kind={**STRING, "enum": ["card"]}, number=STRING, note=STRING)},
        {"title": "Cash", **item("kind", kind={**STRING, "enum": ["cash"]}, note=STRING)},
    ]
    expected = ["note", "oneOf", '| Card kind="card"', "  kind!", "  number", '| Cash kind="cash"', "  kind!"]
    assert lines({"oneOf": variants}) == expected


def test_what_several_variants_have_alike_stands_in_each():
    variants = [item(a=STRING, b=STRING), item(a=STRING, c=STRING), item(d=STRING)]
    expected = ["oneOf", "| ", "  a", "  b", "| ", "  a", "  c", "| ", "  d"]
    assert lines({"oneOf": variants}) == expected


def test_no_condition_where_the_values_overlap():
    variants = [item(kind={**STRING, "enum": ["a", "b"]}), item(kind={**STRING, "enum": ["b", "c"]})]
    assert lines({"oneOf": variants}) == ["oneOf", "| ", "  kind", "| ", "  kind"]


def test_the_mapping_of_a_discriminator_names_the_values():
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Cash"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"c": "#/components/schemas/Card", "d": "#/components/schemas/Card", "m": "Cash"},
        },
    }
    rows = lines(union, Card=item(kind=STRING, number=STRING), Cash=item(kind=STRING, sum=STRING))
    assert rows == ["kind", "oneOf", '| Card kind="c","d"', "  number", '| Cash kind="m"', "  sum"]


def test_a_variant_that_the_mapping_leaves_out_is_selected_by_its_own_name():
    components = {"Card": item(kind=STRING, number=STRING), "Cash": item(kind=STRING, sum=STRING)}
    references = [{"$ref": f"#/components/schemas/{name}"} for name in components]
    one = {"oneOf": references, "discriminator": {"propertyName": "kind", "mapping": {"c": "Card"}}}
    none = {"oneOf": references, "discriminator": {"propertyName": "kind"}}
    assert lines(one, **components) == ["kind", "oneOf", '| Card kind="c"', "  number", '| Cash kind="Cash"', "  sum"]
    assert lines(none, **components)[2] == '| Card kind="Card"'


def test_variants_that_are_alike_have_a_value_each():
    references = [{"$ref": f"#/components/schemas/{name}"} for name in ("North", "South")]
    by = {"propertyName": "side", "mapping": {"n": "North", "s": "South"}}
    alike = item(side=STRING)
    rows = lines({"oneOf": references, "discriminator": by}, North=alike, South=alike)
    assert [row for row in rows if row.startswith("|")] == ['| North side="n"', '| South side="s"']


def test_names_that_the_owner_requires_of_its_variants_are_required_there():
    schema = {"required": ["a"], "oneOf": [item(a=STRING), item(a=INTEGER)]}
    assert lines(schema) == ["oneOf", "| ", "  a!", "| ", "  a!"]


def test_a_union_deep_inside_has_its_path():
    assert lines(item(a={"anyOf": [item(b=STRING), item(c=STRING)]})) == ["a", "aanyOf", "| ", "  a.b", "| ", "  a.c"]


def test_recursion_is_referred_to():
    tree = item(
        child={"$ref": "#/components/schemas/Tree"},
        all={"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
    )
    assert lines({"$ref": "#/components/schemas/Tree"}, Tree=tree) == ["all→", "child→"]


def test_what_extends_a_recursion_is_stated_beside_the_reference():
    extended = {"allOf": [{"$ref": "#/components/schemas/Node"}, item("weight", weight=INTEGER)]}
    node = item(id=INTEGER, next=extended)
    expected = ["id", "next", "next.id", "next.next→", "next.next.weight!", "next.weight!"]
    assert lines({"$ref": "#/components/schemas/Node"}, Node=node) == expected


def test_a_recursive_variant_is_referred_to():
    tree = item(node={"oneOf": [{"$ref": "#/components/schemas/Tree"}, item(leaf=STRING)]})
    expected = ["node", "nodeoneOf", "|  →", "| ", "  node.leaf"]
    assert lines({"$ref": "#/components/schemas/Tree"}, Tree=tree) == expected


def test_a_very_large_shape_is_referred_to_and_its_owner_is_not():
    large = item(**{f"f{number}": STRING for number in range(ROWS_IN_PLACE + 1)})
    assert lines(item(large=large, list={"type": "array", "items": large}, small=item(a=STRING))) == [
        "large→",
        "list→",
        "small",
        "small.a",
    ]
    fields, shape = setting(item(large=large))
    assert fields.refers(shape) is None


def test_what_is_moved_is_referred_to_wherever_it_is_nested():
    inner = item(a=STRING, b=item(c=STRING))
    fields, shape = setting(item(one=inner, list={"type": "array", "items": inner}, other=item(d=STRING)))
    (moved,) = (member.shape for member in shape.members if member.name == "one")
    moving = fields.moving(frozenset({moved.key}))
    rows = [(row.path, row.refers is moved) for row in moving.flat(shape, RESPONSE)]
    assert rows == [("list", True), ("one", True), ("other", False), ("other.d", False)]
    assert [row.path for row in moving.flat(moved, RESPONSE)] == ["a", "b", "b.c"]
    assert len(fields.flat(shape, RESPONSE)) == 10


def test_flat_has_the_fields_of_every_variant():
    fields, shape = setting({"oneOf": [item(a=STRING, b=STRING), item(a=STRING, c=STRING), item(d=STRING)]})
    assert [field.path for field in fields.flat(shape, RESPONSE)] == ["a", "b", "a", "c", "d"]


def test_paths_begin_where_they_are_told_to():
    fields, shape = setting(item(a=item(b=STRING)))
    assert list(told(fields.rows(shape, RESPONSE, "data"))) == ["data.a", "data.a.b"]
    assert fields.rows(shape, RESPONSE, "data") is fields.rows(shape, RESPONSE, "data")


def test_items_of_fixed_places_have_their_numbers():
    tree = mini({"/a": {"get": get({"prefixItems": [STRING, item(b=STRING)]})}}, version="3.1.0")
    catalog = catalog_from(tree)
    fields = Fields(catalog)
    shape = fields.shapes.of(catalog.operations[0].responses[0].media[0].schema or 0)
    assert list(told(fields.rows(shape, RESPONSE))) == ["[0]", "[1]", "[1].b"]


def test_a_choice_says_its_kind():
    fields, shape = setting({"anyOf": [STRING, INTEGER]})
    (row,) = fields.rows(shape, RESPONSE)
    assert isinstance(row, Choice)
    assert (row.kind, row.path, [variant.shape.kind for variant in row.variants]) == (
        "anyOf",
        "",
        ["string", "integer"],
    )


def test_a_variant_that_only_annotates_a_component_is_that_component():
    by = {"propertyName": "kind", "mapping": {"c": "Card", "m": "Cash"}}
    variants = [{"allOf": [{"$ref": f"#/components/schemas/{name}"}], "description": name} for name in ("Card", "Cash")]
    fields, shape = setting(
        {"oneOf": variants, "discriminator": by}, Card=item(kind=STRING, a=STRING), Cash=item(kind=STRING, b=STRING)
    )
    rows = fields.rows(shape, RESPONSE)
    assert [line for line in told(rows) if line.startswith("|")] == ['| Card kind="c"', '| Cash kind="m"']
    assert [row.others for row in rows if isinstance(row, Choice)] == [()]


def test_a_value_that_may_be_that_of_a_nameless_variant_is_not_said_to_be_of_none():
    mapping = {"c": "#/components/schemas/Both/properties/card", "m": "https://elsewhere.test/cash"}
    union = {"oneOf": [item(a=STRING), item(b=STRING)], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    fields, shape = setting(union)
    (choice,) = fields.rows(shape, RESPONSE)
    assert isinstance(choice, Choice)
    assert choice.others == (OtherValue(value="m", target="https://elsewhere.test/cash", is_here=False),)


def test_variants_that_extend_a_component_in_place_do_not_have_its_name():
    base = {"$ref": "#/components/schemas/Base"}
    variants = [{"allOf": [base, item(**{name: STRING})]} for name in "ab"]
    union = {"oneOf": variants, "discriminator": {"propertyName": "kind"}}
    assert [line for line in lines(union, Base=item(kind=STRING)) if line.startswith("|")] == ["| ", "| "]


def test_what_all_variants_require_and_their_owner_has_as_optional_stands_with_each():
    variants = [item("i", i=STRING, **{name: STRING}) for name in "ab"]
    assert lines({**item(i=STRING), "oneOf": variants}) == ["i", "oneOf", "| ", "  a", "  i!", "| ", "  b", "  i!"]
    assert lines({**item("i", i=STRING), "oneOf": variants}) == ["i!", "oneOf", "| ", "  a", "| ", "  b"]
    assert lines({"oneOf": variants}) == ["i!", "oneOf", "| ", "  a", "| ", "  b"]
