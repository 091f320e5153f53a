"""What changes for the caller of something deprecated: what must be done is told, and what follows from it is not."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.compare.changes import ApiPart, ChangeKind
from ampeco_refgen.infer.migration import Migration, find_migrations
from ampeco_refgen.infer.successors import find_successions
from ampeco_refgen.openapi.model import Document

STRING = {"type": "string"}


def migrations(paths: dict[str, dict[str, Any]]) -> tuple[Migration, ...]:
    for item in paths.values():
        for node in item.values():
            node.setdefault("responses", {"200": {"description": ""}})
    tree = {"openapi": "3.0.3", "info": {"title": "Test", "version": "1"}, "paths": paths}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"))
    fields = Fields(catalog)
    return find_migrations(catalog, fields, find_successions(catalog, fields))


def content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def item(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def parameter(name: str, location: str = "query", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": location, "required": location == "path", "schema": STRING, **more}


def include(*values: str) -> dict[str, Any]:
    return parameter("include", style="deepObject", schema={"type": "array", "items": {"enum": list(values)}})


def filters(**properties: Any) -> dict[str, Any]:
    return parameter("filter", style="deepObject", schema=item(**properties))


def test_everything_a_caller_has_to_change_is_told():
    old = {
        "deprecated": True,
        "operationId": "editThingDeprecated",
        "parameters": [parameter("thing", "path"), filters(userId=STRING, state=STRING), include("a", "b")],
        "requestBody": content(item(post_code=STRING, size=STRING, gone=STRING, kind={"enum": ["x", "y"]})),
        "responses": {"200": {"description": "", **content(item(id=STRING, notes=STRING))}},
    }
    new = {
        "operationId": "editThing",
        "parameters": [parameter("id", "path"), filters(userId={"type": "integer"}), include("b", "c")],
        "requestBody": content(
            item("must", postCode=STRING, size={"type": "number"}, must=STRING, more=STRING, kind={"enum": ["x", "z"]})
        ),
        "responses": {
            "200": {"description": "", **content(item(data=item(id={**STRING, "nullable": True})))},
            "404": {"description": "", **content(item(message=STRING))},
        },
    }
    (migration,) = migrations({"/things/v1/{thing}": {"put": old}, "/things/v2/{id}": {"patch": new}})
    assert (migration.subject, migration.successor) == ("PUT /things/v1/{thing}", "PATCH /things/v2/{id}")
    assert [(change.name, change.where, change.before, change.after) for change in migration.changes] == [
        ("method-changed", "", "PUT", "PATCH"),
        ("path-changed", "", "/things/v1/{thing}", "/things/v2/{id}"),
        ("path-parameter-renamed", "thing", "thing", "id"),
        ("filter-removed", "filter[state]", "string", ""),
        ("filter-type-changed", "filter[userId]", "string", "integer"),
        ("include-removed", "include[]=a", "", ""),
        ("include-added", "include[]=c", "", ""),
        ("body-field-removed", "gone", "string", ""),
        ("body-field-enum-value-added", "kind", "", '"z"'),
        ("body-field-enum-value-removed", "kind", '"y"', ""),
        ("body-field-added", "more", "", "string"),
        ("body-field-required-added", "must", "", "string"),
        ("body-field-renamed", "post_code", "post_code", "postCode"),
        ("body-field-type-changed", "size", "string", "number"),
        ("status-added", "404", "", ""),
        ("wrapping-changed", "", "bare", "data object"),
        ("response-field-became-nullable", "id", "no", "yes"),
        ("response-field-removed", "notes", "string", ""),
    ]
    assert [change.kind for change in migration.of(ApiPart.FILTER)] == [ChangeKind.REMOVED, ChangeKind.TYPE_CHANGED]


def test_what_asks_nothing_of_the_caller_is_left_out():
    inner = item(a=STRING, b=item(c=STRING))
    old = {
        "deprecated": True,
        "operationId": "a",
        "responses": {
            "200": {"description": "", **content(item(data=item(x=STRING, was=inner)))},
            "404": {"description": "", **content(item(error=STRING))},
        },
    }
    new = {
        "operationId": "b",
        "responses": {
            "200": {"description": "", **content(item(data=item("x", x={**STRING, "maxLength": 5}, now=inner)))},
            "404": {"description": "", **content(item(message=STRING))},
        },
    }
    (migration,) = migrations({"/things/v1": {"get": old}, "/things/v2": {"get": new}})
    assert [(change.name, change.where) for change in migration.changes] == [
        ("path-changed", ""),
        ("response-field-added", "now"),
        ("response-field-removed", "was"),
    ]


def test_operations_without_successor_have_no_migration():
    assert migrations({"/a/v1": {"get": {"deprecated": True}}, "/b/v1": {"get": {}}}) == ()


def test_each_successor_of_a_webhook_has_its_own_migration():
    def hook(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        node = {"requestBody": content(schema), "responses": {"200": {"description": ""}}, **more}
        return {"{$url}": {"post": node}}

    callbacks = {
        "Changed": hook(
            item(notification={"enum": ["Changed"]}, it=STRING),
            deprecated=True,
            description="Use `a.changed` and `b.changed` instead.",
        ),
        "a.changed": hook(item(notification={"enum": ["a.changed"]}, aId=STRING)),
        "b.changed": hook(item(notification={"enum": ["b.changed"]}, it={"type": "integer"})),
    }
    ways = migrations({"/notifications": {"post": {"callbacks": callbacks}}})
    assert [(way.subject, way.successor) for way in ways] == [("Changed", "a.changed"), ("Changed", "b.changed")]
    assert [[(change.name, change.where) for change in way.changes] for way in ways] == [
        [("webhook-field-added", "aId"), ("webhook-field-removed", "it")],
        [("webhook-field-type-changed", "it")],
    ]


def test_a_renamed_field_is_told_also_where_old_and_new_share_their_schema():
    old = {"deprecated": True, "responses": {"200": {"description": "", **content(item(a_b=STRING))}}}
    new = {"responses": {"200": {"description": "", **content(item(aB=STRING))}}}
    (migration,) = migrations({"/things/v1": {"get": old}, "/things/v2": {"get": new}})
    assert [(change.name, change.before, change.after) for change in migration.of(ApiPart.RESPONSE_FIELD)] == [
        ("response-field-renamed", "a_b", "aB")
    ]


def moves_of(old: dict[str, Any], new: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    responses = {name: {"200": {"description": "", **content(schema)}} for name, schema in (("old", old), ("new", new))}
    paths = {
        "/public-api/resources/things/v1.0/{thing}": {
            "get": {"deprecated": True, "parameters": [parameter("thing", "path")], "responses": responses["old"]}
        },
        "/public-api/resources/things/v2.0/{thing}": {
            "get": {"parameters": [parameter("thing", "path")], "responses": responses["new"]}
        },
        **more,
    }
    (migration,) = migrations(paths)
    told = {
        (change.part, change.where)
        for change in migration.changes
        if change.kind in (ChangeKind.REMOVED, ChangeKind.ADDED)
    }
    assert not told & {(move.part, move.before) for move in migration.likely_renames}
    return [(move.before, move.after, move.why) for move in migration.likely_renames]


def test_a_name_of_the_same_words_has_likely_moved():
    old = item(networkId=STRING, showTariffs=STRING, other=STRING)
    new = item(network=item(id=STRING), showTariff=STRING, another=STRING)
    assert moves_of(old, new) == [
        ("networkId", "network.id", "same words"),
        ("showTariffs", "showTariff", "same words"),
    ]


def test_the_same_values_have_likely_moved():
    values = {"type": "string", "enum": ["public", "private"]}
    old, new = item(accessType=values, size=STRING), item(kind=values, width=STRING)
    assert moves_of(old, new) == [("accessType", "kind", "same values")]


def test_what_could_be_two_things_has_not_moved():
    values = {"type": "string", "enum": ["public", "private"]}
    assert moves_of(item(access=values), item(kind=values, state=values)) == []
    assert moves_of(item(networkId=STRING), item(network=item(id=STRING), idNetwork=STRING)) == []
    assert moves_of(item(flag={"enum": ["only"]}), item(mark={"enum": ["only"]})) == []


def test_a_list_may_have_got_a_call_of_its_own():
    parts = "/public-api/resources/things/v2.0/{thing}/parts"
    call = {parts: {"get": {"parameters": [parameter("thing", "path")]}}}
    old = item(id=STRING, parts={"type": "array", "items": item(id=STRING)})
    assert moves_of(old, item(id=STRING), **call) == [("parts", f"GET {parts}", "a call of its own")]
    assert moves_of(old, item(id=STRING)) == []
