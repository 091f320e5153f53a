"""What only one side of a comparison describes: it may be anything on the other one, or not be there at all."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.compare.comparison import compare
from ampeco_refgen.openapi.model import Document
from changes.change_documents import lines

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
OPEN = {"type": "object", "properties": {"a": TEXT}}
LIST = {"type": "array", "prefixItems": [TEXT]}
JSON = "application/json"


def document(media: dict[str, Any], content_type: str = JSON, **components: Any) -> Document:
    """Return a document in which media types are sent and received."""
    content = {content_type: media}
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "", "content": content}},
    }
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/x": {"post": operation}},
        "components": {"schemas": components},
    }
    return Document(tree=tree, dialect="3.1", origin="test")


def told(old: Document, new: Document) -> list[str]:
    return [line.replace("POST /x: ", "") for line in lines(compare(build(old)[0], build(new)[0]))]


def below(schema: dict[str, Any], depth: str) -> dict[str, Any]:
    """Return a media type with a schema at the top, or as a property of an object or of the items of a list."""
    wrapped = {
        "": schema,
        "f": {"type": "object", "properties": {"f": schema}},
        "g[].f": {
            "type": "object",
            "properties": {"g": {"type": "array", "items": {"type": "object", "properties": {"f": schema}}}},
        },
    }
    return {"schema": wrapped[depth]}


@pytest.mark.parametrize("depth", ["f", "g[].f"])
@pytest.mark.parametrize(
    ("old", "new", "step", "words"),
    [
        (OPEN, {**OPEN, "additionalProperties": NUMBER}, ".*", "integer"),
        (OPEN, {**OPEN, "patternProperties": {"^x-": NUMBER}}, ".*", "integer"),
        (LIST, {**LIST, "prefixItems": [TEXT, NUMBER]}, "[1]", "integer"),
    ],
)
def test_members_and_items_that_are_not_described_may_be_anything(old, new, step, words, depth):
    documents = [document(below(schema, depth)) for schema in (old, new)]
    where = f"{depth}{step}"
    assert told(*documents) == [
        f"breaking: body field {where} narrowed from any to {words}",
        f"safe: response field {where} narrowed from any to {words}",
    ]
    assert told(*reversed(documents)) == [
        f"breaking: response field {where} widened from {words} to any",
        f"safe: body field {where} widened from {words} to any",
    ]


def test_items_behind_the_prefix_are_what_is_said_of_all_others():
    old, new = {"type": "array", "items": TEXT}, {**LIST, "prefixItems": [{**TEXT, "maxLength": 2}], "items": TEXT}
    assert told(document(below(old, "f")), document(below(new, "f"))) == [
        "breaking: body field f[0] is more limited: maxLength 2",
        "safe: response field f[0] is more limited: maxLength 2",
    ]


def test_members_that_were_ruled_out_come_as_additions():
    closed, typed = {**OPEN, "additionalProperties": False}, {**OPEN, "additionalProperties": NUMBER}
    assert told(document(below(closed, "f")), document(below(typed, "f"))) == [
        "safe: body field f takes other fields, too",
        "safe: body field f.* added (integer)",
        "safe: response field f.* added (integer)",
        "watch: response field f can have other fields, too",
    ]


def test_a_body_without_a_schema_may_be_anything():
    described, bare = document({"schema": OPEN}), document({})
    assert told(bare, described) == [
        "breaking: request body narrowed from any to object",
        "safe: response body narrowed from any to object",
    ]
    assert told(described, bare) == [
        "breaking: response body widened from object to any",
        "safe: request body widened from object to any",
    ]


def test_a_name_that_no_property_declares_counts_as_far_as_it_must_be_sent():
    needed = {**OPEN, "required": ["b"]}
    conditional = {**OPEN, "if": {"required": ["a"]}, "then": {"required": ["b"]}}
    assert told(document(below(needed, "f")), document(below(OPEN, "f"))) == ["safe: body field f.b became optional"]
    assert told(document(below(conditional, "f")), document(below(OPEN, "f"))) == [
        'breaking: response field f no longer meets this: where {"required":["a"]}: b',
        'safe: body field f need no longer meet this: where {"required":["a"]}: b',
    ]


@pytest.mark.parametrize("depth", ["f", "g[].f"])
def test_a_required_field_that_may_be_sent_from_now_on_has_to_be(depth):
    old = {"type": "object", "required": ["a"], "properties": {"a": {**TEXT, "readOnly": True}}}
    new = {**old, "properties": {"a": TEXT}}
    assert told(document(below(old, depth)), document(below(new, depth))) == [
        f"breaking: required body field {depth}.a added (string)"
    ]


@pytest.mark.parametrize("depth", ["", "f", "g[].f"])
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_an_object_that_became_one_of_several_without_names_demands_nothing_new(keyword, depth):
    other = {"type": "object", "required": ["z"], "properties": {"z": TEXT}}
    documents = [document(below(schema, depth)) for schema in (OPEN, {keyword: [OPEN, other]})]
    body, response = (f"body field {depth}", f"response field {depth}") if depth else ("request body", "response body")
    assert told(*documents) == [
        f"breaking: {response} can now be an object with z",
        f"safe: {body} may also be an object with z",
    ]
    assert told(*reversed(documents)) == [
        f"breaking: {body} may no longer be an object with z",
        f"safe: {response} is no longer an object with z",
    ]


@pytest.mark.parametrize("spelled", ["application/json; charset=utf-8", 'application/json;charset="UTF-8"'])
def test_that_json_is_utf_8_says_nothing_new(spelled):
    assert told(document({"schema": OPEN}), document({"schema": OPEN}, spelled)) == []
    assert told(document({"schema": OPEN}), document({"schema": OPEN}, "application/json; profile=a")) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({**TEXT, "format": "byte"}, {**TEXT, "contentEncoding": "base64"}),
        ({**TEXT, "format": "binary"}, {**TEXT, "contentMediaType": "application/octet-stream"}),
        ({**TEXT, "minLength": 0}, TEXT),
        ({**TEXT, "pattern": ".*"}, TEXT),
        ({"type": "array", "items": TEXT, "minItems": 0}, {"type": "array", "items": TEXT}),
        ({**OPEN, "minProperties": 0}, OPEN),
    ],
)
@pytest.mark.parametrize("depth", ["", "f", "g[].f"])
def test_what_says_the_same_is_no_change(old, new, depth):
    documents = [document(below(schema, depth)) for schema in (old, new)]
    assert told(*documents) == told(*reversed(documents)) == []


def test_bytes_need_no_schema():
    binary, bare = (document(media, "image/png") for media in ({"schema": {**TEXT, "format": "binary"}}, {}))
    assert told(binary, bare) == told(bare, binary) == []


@pytest.mark.parametrize("inner", [{"type": "array", "items": TEXT}, {**OPEN, "additionalProperties": NUMBER}])
def test_what_is_no_longer_sent_is_not_told_of_its_items(inner):
    held = {"type": "object", "properties": {"a": inner}}
    old, new = ({"type": "object", "properties": {"h": schema}} for schema in (held, {**held, "readOnly": True}))
    assert told(document(below(old, "f")), document(below(new, "f"))) == ["breaking: body field f.h became read-only"]
    assert told(document(below(new, "f")), document(below(old, "f"))) == ["safe: body field f.h may now be sent"]
