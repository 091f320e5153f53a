"""The facts of a difference: each kind, alone, in both directions; and nothing where nothing differs."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.compare.changes import Change
from ampeco_refgen.compare.operation_changes import Comparer, outermost
from ampeco_refgen.openapi.model import Document


def catalog_of(operation: dict[str, Any], *, path: str = "/things/{id}", method: str = "post", **root: Any):
    node = {"responses": {"200": {"description": ""}}, **operation}
    tree = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {path: {method: node}}, **root}
    return build(Document(tree=tree, dialect="3.0", origin="test"))[0]


def compare(old: dict[str, Any], new: dict[str, Any], **root: Any) -> tuple[Change, ...]:
    catalogs = [catalog_of(operation, **root) for operation in (old, new)]
    fields = [Fields(catalog) for catalog in catalogs]
    return Comparer(*fields).operations(catalogs[0].operations[0], catalogs[1].operations[0])


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    return [(change.name, change.where, change.before, change.after) for change in changes]


def body(schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


def answer(schema: dict[str, Any], status: str = "200") -> dict[str, Any]:
    return {"responses": {status: {"description": "", "content": {"application/json": {"schema": schema}}}}}


def item(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def form(**encoding: Any) -> dict[str, Any]:
    schema = item(a={"type": "array", "items": STRING})
    media = {"application/x-www-form-urlencoded": {"schema": schema, "encoding": encoding}}
    return {"requestBody": {"content": media}}


def query(name: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


STRING = {"type": "string"}
INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("old", "new", "kind", "back"),
    [
        ({"type": "boolean"}, INTEGER, "type-changed", "type-changed"),
        (INTEGER, {"type": "number"}, "type-widened", "type-narrowed"),
        (STRING, {}, "type-widened", "type-narrowed"),
        (STRING, {"oneOf": [STRING, INTEGER]}, "type-widened", "type-narrowed"),
        (STRING, {**STRING, "format": "date"}, "format-added", "format-removed"),
        (STRING, {**STRING, "nullable": True}, "became-nullable", "became-not-nullable"),
        (STRING, {**STRING, "deprecated": True}, "deprecated", "undeprecated"),
        (STRING, {**STRING, "default": "a"}, "default-added", "default-removed"),
        (STRING, {**STRING, "enum": ["a"]}, "enum-added", "enum-removed"),
        ({**STRING, "enum": ["a"]}, {**STRING, "enum": ["a", "b"]}, "enum-value-added", "enum-value-removed"),
        (STRING, {**STRING, "maxLength": 5}, "limit-tightened", "limit-loosened"),
        ({**INTEGER, "minimum": 1}, {**INTEGER, "minimum": 2}, "limit-tightened", "limit-loosened"),
        ({**INTEGER, "maximum": 9}, {**INTEGER, "maximum": 5}, "limit-tightened", "limit-loosened"),
        ({**STRING, "pattern": "a"}, {**STRING, "pattern": "b"}, "limit-changed", "limit-changed"),
    ],
)
@pytest.mark.parametrize(
    ("part", "where", "place"),
    [
        ("parameter", "x", lambda schema: {"parameters": [query("x", schema)]}),
        (
            "filter",
            "filter[a][x]",
            lambda schema: {"parameters": [query("filter", item(a=item(x=schema)), style="deepObject")]},
        ),
        ("body-field", "x", lambda schema: body(item(x=schema))),
        ("response-field", "x", lambda schema: answer(item(data=item(x=schema)))),
        ("response-field", "list[]", lambda schema: answer(item(list={"type": "array", "items": schema}))),
        ("error-field", "x", lambda schema: answer(item(x=schema), "404")),
    ],
)
def test_each_aspect_of_a_value_is_one_difference_in_each_part(old, new, kind, back, part, where, place):
    forth = [change for change in compare(place(old), place(new)) if change.where == where]
    assert [change.name for change in forth] == [f"{part}-{kind}"]
    assert [change.name for change in compare(place(new), place(old)) if change.where == where] == [f"{part}-{back}"]
    assert compare(place(new), place(new)) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"operationId": "a"}, [("operation-id-changed", "", "", "a")]),
        ({}, {"deprecated": True}, [("operation-deprecated", "", "no", "yes")]),
        ({}, {"security": []}, [("security-changed", "", "", "none")]),
        ({}, {"parameters": [query("a", STRING)]}, [("parameter-added", "a", "", "string")]),
        ({}, {"parameters": [query("a", STRING, required=True)]}, [("parameter-required-added", "a", "", "string")]),
        (
            {"parameters": [query("a", STRING)]},
            {"parameters": [query("a", STRING, required=True)]},
            [("parameter-became-required", "a", "no", "yes")],
        ),
        (
            {"parameters": [query("a", {"type": "array", "items": STRING})]},
            {"parameters": [query("a", {"type": "array", "items": STRING}, explode=False)]},
            [("parameter-style-changed", "a", "form, exploded", "form")],
        ),
        # A value without parts is written in the same way.
        ({"parameters": [query("a", STRING)]}, {"parameters": [query("a", STRING, explode=False)]}, []),
        (
            {"parameters": [query("a", STRING)]},
            {"parameters": [{"name": "a", "in": "query", "content": {"text/csv": {"schema": STRING}}}]},
            [("parameter-style-changed", "a", "form, exploded", "text/csv")],
        ),
        (
            form(a={"contentType": "text/plain"}),
            form(a={"style": "form", "explode": False, "allowReserved": True}),
            [
                ("body-field-part-type-removed", "a", "text/plain", ""),
                ("body-field-style-changed", "a", "form, exploded", "form"),
                ("body-field-reserved-allowed", "a", "False", "True"),
            ],
        ),
        (form(), form(a={"style": "form"}), []),
        (
            {},
            {"parameters": [{"name": "X-A", "in": "header", "schema": STRING}]},
            [("header-parameter-added", "X-A", "", "string")],
        ),
        ({}, answer({**STRING}), [("response-content-type-added",), ("response-field-added",), ("wrapping-changed",)]),
        (
            {},
            {"responses": {"200": {"description": ""}, "404": {"description": ""}}},
            [("status-added", "404", "", "")],
        ),
        (
            answer(item(data=item(a=STRING))),
            answer(item(a=STRING)),
            [("wrapping-changed", "", "data object", "bare")],
        ),
        (
            {"parameters": [query("page", INTEGER)]},
            {"parameters": [query("cursor", INTEGER)]},
            [
                ("parameter-added", "cursor", "", "integer"),
                ("parameter-removed", "page", "integer", ""),
                ("paging-changed", "", "page", "cursor"),
            ],
        ),
    ],
)
def test_what_an_operation_has_or_says(old, new, expected):
    facts = told(compare(old, new))
    assert sorted(fact[: len(expected[0])] for fact in facts) == sorted(expected)
    assert compare(new, new) == ()


def test_includes_are_told_value_by_value_as_they_are_sent():
    def include(*values: str) -> dict[str, Any]:
        schema = {"type": "array", "items": {"type": "string", "enum": list(values)}}
        return {"parameters": [query("include", schema, style="deepObject")]}

    assert told(compare(include("a", "b"), include("b", "c"))) == [
        ("include-removed", "include[]=a", "", ""),
        ("include-added", "include[]=c", "", ""),
    ]


def test_same_words_in_another_spelling_are_renamed_and_other_words_are_not():
    old = body(item(post_code=STRING, location_name=STRING, taxID=STRING))
    new = body(item(postCode=INTEGER, name=STRING, taxId=STRING))
    assert told(compare(old, new)) == [
        ("body-field-removed", "location_name", "string", ""),
        ("body-field-added", "name", "", "string"),
        ("body-field-type-changed", "postCode", "string", "integer"),
        ("body-field-renamed", "post_code", "post_code", "postCode"),
        ("body-field-renamed", "taxID", "taxID", "taxId"),
    ]


def test_a_spelling_that_could_be_two_is_no_rename():
    changes = compare(body(item(post_code=STRING)), body(item(postCode=STRING, PostCode=STRING)))
    assert [change.name for change in changes] == ["body-field-added", "body-field-added", "body-field-removed"]


def test_what_stands_below_a_renamed_object_is_not_renamed_again():
    old = body(item(my_list={"type": "array", "items": item(a=STRING, b_c=STRING)}))
    new = body(item(myList={"type": "array", "items": item(a=INTEGER, bC=STRING)}))
    assert told(compare(old, new)) == [
        ("body-field-type-changed", "myList[].a", "string", "integer"),
        ("body-field-renamed", "my_list", "my_list", "myList"),
        ("body-field-renamed", "my_list[].b_c", "my_list[].b_c", "myList[].bC"),
    ]


def test_parameters_of_the_path_are_paired_by_position():
    parameters = [{"name": "thing", "in": "path", "required": True, "schema": STRING}]
    old = catalog_of({"parameters": parameters}, path="/a/v1.0/{thing}")
    new = catalog_of({"parameters": [{**parameters[0], "name": "id", "schema": INTEGER}]}, path="/a/v2.0/{id}")
    changes = Comparer(Fields(old), Fields(new)).operations(old.operations[0], new.operations[0])
    assert told(changes) == [
        ("path-changed", "", "/a/v1.0/{thing}", "/a/v2.0/{id}"),
        ("path-parameter-type-changed", "id", "string", "integer"),
        ("path-parameter-renamed", "thing", "thing", "id"),
    ]


def test_parameters_of_paths_of_another_length_are_paired_as_far_as_the_paths_go_alike():
    def at(path: str, *names: str):
        parameters = [{"name": name, "in": "path", "required": True, "schema": STRING} for name in names]
        return catalog_of({"parameters": parameters}, path=path)

    old, new = at("/a/v1/{thing}/use/{phase}", "thing", "phase"), at("/a/v2/{id}/use", "id")
    changes = Comparer(Fields(old), Fields(new)).operations(old.operations[0], new.operations[0])
    assert [(change.name, change.before, change.after) for change in changes[1:]] == [
        ("path-parameter-removed", "string", ""),
        ("path-parameter-renamed", "thing", "id"),
    ]


def test_an_addition_asks_something_only_where_all_around_it_does():
    inner = {**item(b=STRING), "required": ["b"]}
    optional, required = body(item(a=inner)), body({**item(a=inner), "required": ["a"]})
    kinds = [[change.name for change in compare(body(item()), new)] for new in (optional, required)]
    assert kinds == [["body-field-added"] * 2, ["body-field-required-added"] * 2]
    assert [change.name for change in compare(body(item(a=item())), optional)] == ["body-field-required-added"]


def test_a_response_never_asks():
    changes = compare(answer(item()), answer({**item(a=STRING), "required": ["a"]}))
    assert [change.name for change in changes] == ["response-field-added"]


def test_read_only_fields_of_a_body_are_told_when_they_become_so_and_not_otherwise():
    plain, read_only = body(item(a=STRING)), body(item(a={**STRING, "readOnly": True}))
    assert [change.name for change in compare(plain, read_only)] == ["body-field-became-read-only"]
    assert [change.name for change in compare(read_only, plain)] == ["body-field-became-writable"]
    assert compare(body(item()), read_only) == ()


def test_variants_are_merged_and_a_mark_in_some_of_them_is_in_between():
    def union(*required: list[str]) -> dict[str, Any]:
        return body({"oneOf": [{**item(a=STRING, kind=STRING), "required": names} for names in required]})

    none, some, every = union([], ["kind"]), union(["a"], ["kind"]), union(["a"], ["a", "kind"])
    assert ("body-field-became-required", "a", "no", "in some variants") in told(compare(none, some))
    assert ("body-field-became-required", "a", "in some variants", "yes") in told(compare(some, every))


def test_recursive_components_are_followed_until_they_meet_themselves():
    def components(kind: dict[str, Any]) -> dict[str, Any]:
        children = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
        return {"schemas": {"Tree": item(label=kind, children=children)}}

    operation = answer(item(data={"$ref": "#/components/schemas/Tree"}))
    old, new = (
        catalog_of(operation, components=components(STRING)),
        catalog_of(operation, components=components(INTEGER)),
    )
    changes = Comparer(Fields(old), Fields(new)).operations(old.operations[0], new.operations[0])
    assert [(change.name, change.where) for change in changes] == [("response-field-type-changed", "label")]


def test_a_shape_that_rows_only_refer_to_is_compared_too():
    wide = {f"f{number}": STRING for number in range(500)}
    old = answer(item(data=item(big={"type": "array", "items": item(**wide)})))
    new = answer(item(data=item(big={"type": "array", "items": item(**{**wide, "f7": INTEGER})})))
    assert told(compare(old, new)) == [("response-field-type-changed", "big[].f7", "string", "integer")]


def test_webhooks_are_compared_by_name_and_a_new_one_is_told_once():
    def callbacks(**payloads: dict[str, Any]) -> dict[str, Any]:
        return {"callbacks": {name: {"{$url}": {"post": hook(schema)}} for name, schema in payloads.items()}}

    def hook(schema: dict[str, Any]) -> dict[str, Any]:
        return {**body(schema), "responses": {"200": {"description": ""}}}

    changes = compare(callbacks(a=item(x=STRING), gone=item(y=STRING)), callbacks(a=item(x=INTEGER), b=item(z=STRING)))
    assert [(change.name, change.scope, change.where) for change in changes] == [
        ("webhook-added", "", "b"),
        ("webhook-removed", "", "gone"),
        ("webhook-field-type-changed", "a", "x"),
    ]


def test_outermost_leaves_out_what_follows():
    changes = compare(body(item(a=item(b=item(c=STRING)), d=STRING)), body(item(d=INTEGER)))
    assert told(outermost(changes)) == [
        ("body-field-removed", "a", "object", ""),
        ("body-field-type-changed", "d", "string", "integer"),
    ]
    assert len(changes) == 4


def test_texts_and_the_order_of_properties_make_no_difference():
    old = {**answer(item(a=STRING, b={**INTEGER, "description": "x", "example": 1})), "summary": "x"}
    new = {**answer(item(b={**INTEGER, "description": "y"}, a=STRING)), "description": "z"}
    assert compare(old, new) == ()


@pytest.mark.parametrize("place", ["query", "header", "cookie", "path"])
def test_a_number_in_a_url_or_header_that_may_be_any_text_is_still_accepted(place):
    old, new, listed = (
        {"parameters": [query("id", schema) | {"in": place, "required": True}]}
        for schema in (INTEGER, STRING, {**STRING, "enum": ["a"]})
    )
    assert [change.kind for change in compare(old, new)] == ["type-widened"]
    assert [change.kind for change in compare(new, old)] == ["type-changed"]
    assert [change.kind for change in compare(old, listed)] == ["type-changed"]
    assert [change.kind for change in compare(body(item(id=INTEGER)), body(item(id=STRING)))] == ["type-changed"]


def test_explode_makes_no_difference_to_a_single_value():
    exploded, joined = (
        {"parameters": [query("a", STRING, explode=explode), query("b", {"type": "array"}, explode=explode)]}
        for explode in (True, False)
    )
    assert told(compare(exploded, joined)) == [("parameter-style-changed", "b", "form, exploded", "form")]


def test_what_a_header_of_a_response_holds_is_compared():
    old, new = (
        {"responses": {"200": {"description": "", "headers": {"X-Ids": {"schema": {"type": "array", "items": items}}}}}}
        for items in (INTEGER, STRING)
    )
    assert told(compare(old, new)) == [("response-header-type-changed", "X-Ids[]", "integer", "string")]


@pytest.mark.parametrize(("inclusive", "exclusive"), [("minimum", True), ("maximum", True)])
def test_a_bound_that_is_excluded_now_is_one_change(inclusive, exclusive):
    keyword = f"exclusive{inclusive.title()}"
    old, new = {**INTEGER, inclusive: 5}, {**INTEGER, inclusive: 5, keyword: exclusive}
    bounds = (f"{inclusive} 5", f"{keyword} 5")
    assert told(compare(body(item(x=old)), body(item(x=new)))) == [("body-field-limit-tightened", "x", *bounds)]
    assert told(compare(body(item(x=new)), body(item(x=old)))) == [("body-field-limit-loosened", "x", *bounds[::-1])]


def test_what_a_content_type_holds_that_only_one_side_has_is_no_change_of_the_others():
    def media(*content_types: str) -> dict[str, Any]:
        schemas = {"application/json": item(x=INTEGER), "text/csv": STRING, "application/xml": item(y=STRING)}
        content = {content_type: {"schema": schemas[content_type]} for content_type in content_types}
        described = {"description": "", "content": content}
        return {"requestBody": {"content": content}, "responses": {"200": described, "404": described}}

    alone, others = media("application/json"), media("application/json", "text/csv", "application/xml")
    for old, new, kind in ((alone, others, "added"), (others, alone, "removed")):
        assert [(change.name, change.where) for change in compare(old, new)] == [
            (f"{part}-content-type-{kind}", where)
            for part in ("body", "response")
            for where in ("application/xml", "text/csv")
        ]


def test_anything_may_be_null():
    anything, nullable, text = {}, {"nullable": True}, {**STRING, "nullable": True}
    assert compare(body(item(x=nullable)), body(item(x=anything))) == ()
    assert [change.kind for change in compare(body(item(x=anything)), body(item(x=text)))] == ["type-narrowed"]
    assert [change.kind for change in compare(body(item(x=text)), body(item(x=anything)))] == ["type-widened"]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_what_variants_require_of_their_owners_member_is_not_lost_where_all_do(keyword):
    def owner(*requiring: str) -> dict[str, Any]:
        variants = [
            {"type": "object", "properties": {name: STRING, "i": STRING}, "required": [name, *(["i"] * is_needed)]}
            for name in ("a", "b")
            for is_needed in (name in requiring,)
        ]
        return item(f={**item(i=STRING), keyword: variants})

    assert told(compare(answer(owner("a")), answer(owner("a", "b")))) == []
    assert [change.kind for change in compare(answer(owner()), answer(owner("a", "b")))] == ["became-required"]
