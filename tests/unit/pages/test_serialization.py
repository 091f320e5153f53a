"""Query parameters as they are sent: brackets of deep objects, includes, and how lists and objects are written."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.fields import Fields, as_sent
from ampeco_refgen.catalog.includes import enumerated
from ampeco_refgen.catalog.model import Parameter
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.pages.serialization import (
    allowances,
    encodings,
    is_deep_object,
    is_include,
    members_as_sent,
    read_only_fields,
    value_format,
)
from documents import catalog_from, get, mini

STRING = {"type": "string"}
ARRAY = {"type": "array", "items": STRING}
OBJECT = {"type": "object", "properties": {"a": STRING}}


def declared(**node: Any) -> tuple[Parameter, Shape, Fields]:
    catalog = catalog_from(mini({"/a": {"get": get(parameters=[{"name": "p", "in": "query", **node}])}}))
    (parameter,) = catalog.operations[0].parameters
    fields = Fields(catalog)
    schema = parameter.schema if parameter.schema is not None else parameter.media[0].schema
    assert schema is not None
    return parameter, fields.shapes.of(schema), fields


def test_an_object_that_must_not_be_sent_stands_for_all_below_it() -> None:
    inner = {"type": "object", "properties": {"b": STRING, "c": {**STRING, "readOnly": True}}}
    whole = {"type": "object", "properties": {"mixed": inner, "known": {**inner, "readOnly": True}, "sent": STRING}}
    listed = {**whole["properties"], "list": {"type": "array", "items": inner, "readOnly": True}}
    _, shape, fields = declared(schema={**whole, "properties": listed})
    assert [field.path for field in read_only_fields(shape, fields)] == ["known", "list", "mixed.c"]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("userId", "filter[userId]"),
        ("roaming.operatorId", "filter[roaming][operatorId]"),
        ('["a.b"].c', "filter[a.b][c]"),
        (r'["say \"x\""]', 'filter[say "x"]'),
        ('["\\\\ \n"]', "filter[\\ \n]"),
        ('[""].a', "filter[][a]"),
        ("list[]", "filter[list][]"),
        ("list[].a", "filter[list][][a]"),
    ],
)
def test_names_stand_in_brackets(path, sent):
    assert as_sent("filter", path) == sent


def test_the_members_of_a_deep_object_are_named_as_they_are_sent():
    inner = {"type": "object", "properties": {"from": STRING, "to": STRING}}
    parameter, shape, fields = declared(
        style="deepObject", schema={"type": "object", "properties": {"id": STRING, "at": inner}}
    )
    assert is_deep_object(parameter, shape)
    paths = [row.path for row in members_as_sent(parameter, shape, fields)]
    assert paths == ["p[id]", "p[at]", "p[at][from]", "p[at][to]"]


def test_variants_of_a_deep_object_are_named_as_they_are_sent():
    union = {
        "oneOf": [{"type": "object", "properties": {"x": STRING}}, {"type": "object", "properties": {"y": STRING}}]
    }
    parameter, shape, fields = declared(style="deepObject", schema={**OBJECT, **union})
    member, choice = members_as_sent(parameter, shape, fields)
    assert member.path == "p[a]"
    assert [row.path for variant in choice.variants for row in variant.rows] == ["p[x]", "p[y]"]


@pytest.mark.parametrize(
    ("schema", "style", "explode", "form"),
    [
        (STRING, "matrix", False, ";p=value"),
        ({"type": "integer"}, "label", True, ".value"),
        ({"oneOf": [STRING, {"type": "integer"}]}, "matrix", False, ";p=value"),
        (ARRAY, "matrix", False, ";p=a,b"),
        (ARRAY, "matrix", True, ";p=a;p=b"),
        (ARRAY, "label", False, ".a,b"),
        (ARRAY, "label", True, ".a.b"),
        (OBJECT, "matrix", False, ";p=name,value,name,value"),
        (OBJECT, "matrix", True, ";name=value;name=value"),
        (OBJECT, "label", False, ".name,value,name,value"),
        (OBJECT, "label", True, ".name=value.name=value"),
    ],
)
def test_a_style_that_writes_something_before_the_value_is_shown_as_sent(schema, style, explode, form):
    node = {"in": "path", "required": True, "schema": schema, "style": style, "explode": explode}
    parameter, shape, _ = declared(**node)
    assert value_format(parameter, shape) == f"sent as `{form}`"


MAP = {"type": "object", "additionalProperties": STRING}


@pytest.mark.parametrize("schema", [MAP, {"oneOf": [OBJECT, {"type": "object", "properties": {"z": STRING}}]}])
def test_maps_and_unions_in_style_deep_object_are_shown_as_sent(schema):
    parameter, shape, fields = declared(style="deepObject", schema=schema)
    assert value_format(parameter, shape) == "sent as `p[name]=value`"
    rows = members_as_sent(parameter, shape, fields)
    paths = [row.path for row in rows] + [
        below.path for row in rows for variant in getattr(row, "variants", ()) for below in variant.rows
    ]
    assert set(paths) in ({"p[*]"}, {"p", "p[a]", "p[z]"})


@pytest.mark.parametrize(
    "node",
    [
        {"schema": OBJECT},
        {"schema": STRING, "style": "deepObject"},
        {"content": {"application/json": {"schema": OBJECT}}},
    ],
)
def test_only_a_deep_object_is_sent_in_brackets(node):
    parameter, shape, _ = declared(**node)
    assert not is_deep_object(parameter, shape)


@pytest.mark.parametrize("name", ["include", "include[]"])
def test_an_include_is_a_list_of_known_names(name):
    parameter, shape, _ = declared(name=name, schema={"type": "array", "items": {**STRING, "enum": ["a"]}})
    assert is_include(parameter, shape)
    assert enumerated(shape) == ('"a"',)


NAMES = {"type": "array", "items": {**STRING, "enum": ["a", "b"]}}


@pytest.mark.parametrize(
    "node",
    [
        {"schema": {**STRING, "enum": ["a"], "default": "a"}},
        {"schema": {**STRING, "enum": ["a"]}},
        {"schema": {**NAMES, "default": ["a"]}},
        {"schema": {**NAMES, "minItems": 1}},
        {"schema": {"type": "array", "items": {"type": "integer", "enum": [1]}}},
        {"schema": NAMES, "explode": False},
        {"schema": NAMES, "in": "header"},
        {"schema": NAMES, "allowEmptyValue": True},
    ],
)
def test_an_include_of_which_more_is_declared_is_a_parameter_like_others(node):
    parameter, shape, _ = declared(**{"name": "include", **node})
    assert not is_include(parameter, shape)


def test_an_include_of_any_name_is_a_parameter_like_others():
    parameter, shape, _ = declared(name="include", schema=ARRAY)
    assert not is_include(parameter, shape)


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ({"schema": STRING}, ""),
        ({"schema": STRING, "style": "form", "explode": False}, ""),
        ({"schema": ARRAY}, ""),
        ({"schema": ARRAY, "style": "form", "explode": True}, ""),
        ({"schema": ARRAY, "explode": False}, "values separated by commas"),
        ({"schema": ARRAY, "style": "pipeDelimited"}, "values separated by `|`"),
        ({"schema": ARRAY, "style": "spaceDelimited", "explode": False}, "values separated by blanks"),
        ({"schema": OBJECT}, "each member as a parameter of its own"),
        ({"schema": OBJECT, "explode": False}, "as names and values separated by commas"),
        ({"schema": OBJECT, "style": "deepObject"}, ""),
        ({"schema": ARRAY, "in": "header"}, "values separated by commas"),
        ({"schema": OBJECT, "in": "header", "explode": True}, "as name=value pairs separated by commas"),
        ({"content": {"application/json": {"schema": OBJECT}}}, "written as `application/json`"),
    ],
)
def test_a_value_of_several_parts_says_how_it_is_written(node, words):
    parameter, shape, _ = declared(**node)
    assert value_format(parameter, shape) == words


def test_what_a_value_may_be_beside_its_schema():
    parameter, _, _ = declared(schema=STRING, allowEmptyValue=True, allowReserved=True)
    assert allowances(parameter) == ("may be empty", "reserved characters may stay as they are")
    assert allowances(declared(schema=STRING, allowEmptyValue=False)[0]) == ()


def test_the_parts_of_a_form_are_written_as_the_document_says():
    encoding = {
        "list": {"style": "pipeDelimited", "explode": False},
        "file": {"contentType": "image/png, image/jpeg", "headers": {"X-Part": {"schema": STRING}}},
        "plain": {"style": "form", "explode": True},
        "words": {"explode": False},
    }
    body = {"content": {"multipart/form-data": {"schema": OBJECT, "encoding": encoding}}}
    catalog = catalog_from(mini({"/a": {"post": {**get(), "requestBody": body}}}))
    operation = catalog.operations[0]
    assert operation.body is not None
    assert list(encodings(operation.body.media[0])) == [
        ("file", "as `image/png, image/jpeg`"),
        ("list", "values separated by `|`"),
        ("words", "values separated by commas"),
    ]
