"""Every schema has a place: what is recursive or large, wherever it is used, and what is said of bodies as a whole."""

from __future__ import annotations

import re
from typing import Any

import pytest

from documents import mini
from readback.bundle import Bundle
from readback.conftest import bundle_from
from readback.test_odd_shapes import TEXT, agreeing, listed, named, sent_or_received, thing, wide

CALL = "reference/calls/a/POST.md"


def made(part: str, schema: dict[str, Any], version: str = "3.0.3", **schemas: Any) -> Bundle:
    """Return the bundle of a document with a schema in one place of a call, after it was found to agree with it."""
    media = {"content": {"application/json": {"schema": schema}}}
    done = {"200": {"description": "OK"}}
    if part in ("body", "answer", "error"):
        paths = sent_or_received(part, schema)
    elif part == "parameter":
        paths = {"/a": {"post": {"parameters": [{"name": "p", "in": "query", **media}], "responses": done}}}
    elif part in ("header", "header of an error"):
        status = "200" if part == "header" else "400"
        answers = {**done, status: {"description": "OK", "headers": {"X-P": media}}}
        paths = {"/a": {"post": {"responses": answers}}}
    else:
        received = {"https://x.test/": {"post": {"requestBody": media, "responses": done}}}
        paths = {"/a": {"post": {"responses": done, "callbacks": {"hook": received}}}}
    return agreeing(mini(paths, version=version, components={"schemas": schemas}))


def all_text(bundle: Bundle) -> str:
    return "\n".join(page.text for page in bundle.pages.values())


NODES: dict[str, Any] = {
    "Node": thing(leaf=TEXT, nodes=named("Nodes"), same={"allOf": [named("Nodes")]}) | {"required": ["leaf"]},
    "Nodes": listed(named("Node"), maxItems=7),
    "Table": {"type": "object", "additionalProperties": named("Row"), "maxProperties": 3},
    "Row": thing(cell=TEXT, table=named("Table")),
}
HOLDING = {
    "itself": named("Node"),
    "a list": listed(named("Node"), minItems=1),
    "a list in a list": listed(listed(named("Node"))),
    "a list by name": named("Nodes"),
    "a map": named("Table"),
    "a member": thing(it=named("Nodes"), id=TEXT),
}
EVERYWHERE = ("body", "answer", "error", "parameter", "header", "header of an error", "webhook")


@pytest.mark.parametrize("part", EVERYWHERE)
@pytest.mark.parametrize("kind", HOLDING)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_what_is_recursive_has_a_place_wherever_it_is_used(part: str, kind: str, version: str) -> None:
    text = all_text(made(part, HOLDING[kind], version, **NODES))
    assert f"{'cell' if kind == 'a map' else 'leaf'}` string" in text


def test_a_large_schema_of_a_header_has_a_place() -> None:
    text = all_text(made("header", thing(large=wide(300), larger=wide(310), id=TEXT)))
    assert "`field309`" in text


def test_the_webhooks_of_a_document_state_what_is_recursive() -> None:
    media = {"content": {"application/json": {"schema": listed(named("Node"))}}}
    post = {"requestBody": media, "responses": {"200": {"description": "OK"}}}
    tree = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks": {"hook": {"post": post}}}
    bundle = bundle_from(tree | {"components": {"schemas": NODES}})
    assert "- `[]` object [Node](../schemas/node.md)" in bundle.pages["reference/webhooks/hook.md"].text
    assert "- `leaf` string, required" in bundle.pages["reference/schemas/node.md"].text


CHAIN = {
    "Base": thing(base=TEXT, below=listed(named("Third"))) | {"required": ["base"]},
    "Second": {"allOf": [named("Base"), thing(second=TEXT)]},
    "Third": {"allOf": [named("Second"), thing(third=TEXT)]},
}


@pytest.mark.parametrize("part", ["body", "answer", "error", "webhook"])
def test_what_is_inherited_through_a_recursion_is_stated(part: str) -> None:
    bundle = made(part, named("Third"), **CHAIN)
    page = bundle.pages["reference/webhooks/hook.md" if part == "webhook" else CALL].text
    for name in ("base", "below", "second", "third"):
        assert f"- `{name}` " in page
    assert all_text(bundle).count("`base` string, required") == 2  # here and in the file of the schema


def test_a_parent_that_holds_its_child_is_stated_in_the_child() -> None:
    schemas = {
        "Parent": thing(name=TEXT, child=named("Child")) | {"required": ["name"]},
        "Child": {"allOf": [named("Parent"), thing(own=TEXT)]},
    }
    bundle = made("answer", thing(it=named("Child")), **schemas)
    lines = bundle.pages["reference/schemas/child.md"].text
    assert [line for line in lines.splitlines() if line.startswith("- `")] == [
        "- `child` object [Child](child.md)",
        "- `name` string, required",
        "- `own` string",
    ]


@pytest.mark.parametrize("part", ["body", "answer", "error", "webhook"])
def test_two_recursive_schemas_that_hold_what_merges_both_are_stated_in_it(part: str) -> None:
    both = {"allOf": [named("Left"), named("Right")]}
    bundle = made(part, thing(it=both), Left=thing(left=TEXT, both=both), Right=thing(right=TEXT, two=listed(both)))
    (page,) = bundle.below("reference/schemas/")
    for line in ("- `left` string", "- `right` string", "- `both.both` object [", "- `two` array of object ["):
        assert line in page.text


@pytest.mark.parametrize("part", ["body", "answer", "error", "webhook"])
def test_an_array_reached_through_all_of_is_an_array(part: str) -> None:
    schemas = {
        "Node": thing(leaf=TEXT, more={"allOf": [named("Nodes")]}),
        "Nodes": {"allOf": [named("Plain")]},
        "Plain": {"items": named("Node"), "minItems": 1},
    }
    bundle = made(part, thing(it=named("Nodes"), few={"allOf": [named("Nodes")]}), **schemas)
    assert not re.search(r"`(?:it|few|more)` object", all_text(bundle))
    assert "`it` array of object (min items 1) [" in all_text(bundle)


def test_what_a_list_of_what_is_recursive_holds_is_said_in_its_type() -> None:
    schemas = {"Table": {"type": "object", "additionalProperties": named("Rows")}, "Rows": listed(named("Row"))}
    schemas["Row"] = thing(cell=TEXT, table=named("Table"))
    page = made("answer", thing(it=listed(named("Table"))), **schemas).pages[CALL].text
    assert "- `it` array of map of array of object [Table]" in page


def test_what_is_said_of_each_value_stands_beside_a_link() -> None:
    closed = thing(leaf=TEXT, next=named("Closed")) | {
        "additionalProperties": False,
        "minProperties": 1,
        "deprecated": True,
    }
    page = made("answer", thing(it=named("Closed")), Closed=closed).pages[CALL].text
    assert "- `it` object (min members 1) [Closed](../../schemas/closed.md), deprecated, no other fields" in page


def test_what_one_schema_demands_of_a_recursive_one_is_stated() -> None:
    page = made("body", thing(it={"allOf": [named("Node")], "required": ["nodes"]}), **NODES).pages[CALL].text
    assert re.search(r"- `it\.nodes` array of object \(max items 7\) \[.*\), required", page)


WHOLES: dict[str, dict[str, Any]] = {
    "a closed object": thing(a=TEXT) | {"additionalProperties": False},
    "an open object": thing(a=TEXT) | {"additionalProperties": True},
    "an object of one to three": thing(a=TEXT) | {"minProperties": 1, "maxProperties": 3},
    "an object with a default": thing(a=TEXT) | {"default": {"a": "b"}},
    "an enumerated object": thing(a=TEXT) | {"enum": [{"a": "b"}, {}]},
    "an outdated object": thing(a=TEXT) | {"deprecated": True},
    "a list of distinct values": listed(TEXT, uniqueItems=True, minItems=1, default=[]),
    "an enumerated list": listed(TEXT, enum=[["a"], []]),
    "an enumerated list of objects": listed(thing(a=TEXT), enum=[[{"a": "b"}], []]),
    "an outdated list or null": listed(thing(a=TEXT), deprecated=True, nullable=True),
    "a list of closed objects": listed(thing(a=TEXT) | {"additionalProperties": False, "minProperties": 1}),
    "a list of outdated numbers": listed({"type": "integer", "deprecated": True, "default": 1}),
    "a number with a default": {"type": "integer", "default": 3, "minimum": 1},
    "an outdated text": {**TEXT, "deprecated": True, "enum": ["a", "b"]},
}
WRAPPED = {
    "bare": lambda whole: whole,
    "in data": lambda whole: thing(data=whole),
    "in data that is required": lambda whole: thing(data=whole) | {"required": ["data"]},
    "in data beside meta": lambda whole: thing(data=whole, meta=thing(total=TEXT)) | {"required": ["data", "meta"]},
    "in data of a closed body": lambda whole: thing(data=whole) | {"additionalProperties": False, "deprecated": True},
}


@pytest.mark.parametrize("wrapping", WRAPPED)
@pytest.mark.parametrize("part", ["body", "answer", "error", "webhook"])
@pytest.mark.parametrize("kind", WHOLES)
def test_all_that_is_said_of_data_and_of_a_whole_body_is_stated(kind: str, part: str, wrapping: str) -> None:
    made(part, WRAPPED[wrapping](WHOLES[kind]))


def line_of(schema: dict[str, Any], part: str = "answer", version: str = "3.0.3") -> str:
    page = made(part, schema, version).pages[CALL].text
    start = {"answer": "- `200`", "body": "**Body**", "error": "  - `body`"}[part]
    return next(line for line in page.splitlines() if line.startswith(start))


def test_the_marks_of_what_holds_the_fields_are_told_apart() -> None:
    entries = thing(a=TEXT) | {"minProperties": 2, "deprecated": True, "additionalProperties": False}
    data = listed(entries, minItems=1, uniqueItems=True, nullable=True, default=None)
    whole = thing(data=data) | {"required": ["data"], "additionalProperties": False}
    assert line_of(whole) == (
        "- `200` OK — `data[]` list (min items 1, unique items), required, nullable, default `null`, "
        "entries (min members 2) deprecated and no other fields, whole body no other fields, 1 field"
    )
    assert line_of(thing(data=thing(a=TEXT))) == "- `200` OK — `data` object, 1 field"
    assert line_of(listed(TEXT, enum=[["a"], []])) == (
        '- `200` OK — bare list, not wrapped in `data`, one of `["a"]`, `[]`: string'
    )


def test_what_is_no_object_in_data_is_not_called_one() -> None:
    assert line_of(thing(data={**TEXT, "maxLength": 3})) == "- `200` OK — in `data`: string (max length 3)"
    either = {"type": ["array", "object"], "items": TEXT, "minItems": 1}
    line = "- `200` OK — in `data`, array or object (min items 1), 1 field"
    assert line_of(thing(data=either), version="3.1.0") == line


def test_a_list_or_an_object_states_what_both_hold() -> None:
    schema = {"type": ["array", "object"], "items": {"type": "integer"}, "properties": {"q": TEXT}, "minItems": 1}
    page = made("answer", schema, "3.1.0").pages[CALL].text
    assert "- `200` OK — bare, not wrapped in `data`, array or object (min items 1), 2 fields" in page
    assert "  - `q` string\n  - `[]` integer\n" in page
    member = made("body", thing(it=schema), "3.1.0").pages[CALL].text
    assert "- `it` array or object (min items 1)\n- `it.q` string\n- `it[]` integer\n" in member


def test_the_body_of_an_error_is_described() -> None:
    assert (
        line_of(listed(thing(a=TEXT), description="All of them"), "error") == "  - `body` array of object — All of them"
    )


def test_a_read_only_field_of_a_write_only_object_is_not_to_be_sent() -> None:
    secret = thing(hash={**TEXT, "readOnly": True}, word=TEXT) | {"writeOnly": True}
    bundle = bundle_from(mini(sent_or_received("body", thing(secret=secret, list=listed(thing(of=secret))))))
    sent, _, unsent = bundle.pages[CALL].text.partition("Read-only, not to be sent:")
    assert "`secret.word` string" in sent
    assert "`secret.hash`" not in sent
    assert "- `list[].of.hash` string, read-only\n- `secret.hash` string, read-only\n" in unsent


@pytest.mark.parametrize("kind", ["itself", "a list", "a member"])
def test_a_read_only_field_of_a_recursive_schema_is_not_to_be_sent(kind: str) -> None:
    made_by_us = thing(when={**TEXT, "readOnly": True}) | {"readOnly": True}
    node = thing(leaf=TEXT, made=made_by_us, nodes=listed(named("Node")), of={**named("Node")})
    schema = {"itself": named("Node"), "a list": listed(named("Node")), "a member": thing(it=named("Node"))}[kind]
    bundle = made("body", schema, Node=node, Nodes=listed(named("Node")))
    page = bundle.pages["reference/schemas/node-sent.md"].text
    assert "Read-only, not to be sent:\n\n- `made` object, read-only\n" in page


def test_examples_that_have_room_are_all_shown() -> None:
    schema = thing(
        many={**TEXT, "examples": ["one", "two", "x" * 90]}, held={"type": "object", "examples": [{"k": "v"}]}
    )
    page = made("body", schema, "3.1.0").pages[CALL].text
    assert f"- `many` string — e.g. `one`, `two`, `{'x' * 90}`\n" in page
    assert '- `held` object — e.g. `{"k":"v"}`\n' in page


def test_nothing_is_said_to_be_deprecated_where_there_is_nothing() -> None:
    post = {"responses": {"200": {"description": "OK"}}}
    tree = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks": {"hook": {"post": post}}}
    text = all_text(bundle_from(tree))
    assert "all deprecated" not in text
    assert "0 operations ()" not in text


@pytest.mark.parametrize("status", ["200", "302", "400", "5XX", "default"])
def test_a_recursive_schema_in_data_has_a_place_whatever_the_status(status: str) -> None:
    schemas = {
        "Node": {"oneOf": [named("Same")]},
        "Same": {"allOf": [named("Node")]},
        "Tree": thing(left=named("Tree")),
    }
    for name in schemas:
        content = {"application/json": {"schema": thing(data=named(name))}}
        responses = {status: {"description": "D", "content": content}, "204": {"description": "Done"}}
        tree = mini({"/a": {"get": {"responses": responses}}}, components={"schemas": schemas})
        # What is nothing but itself has no fields, yet a place that can be linked.
        bundle = agreeing(tree) if name == "Tree" else bundle_from(tree)
        assert name != "Tree" or "](" in bundle.pages["reference/calls/a/GET.md"].text
