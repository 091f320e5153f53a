"""Examples in lines and in the files of schemas: those of the document, also where their text is too long, or odd."""

from __future__ import annotations

from typing import Any

import pytest

from documents import get, mini
from readback.bundle import Bundle
from readback.spec import Spec
from readback.test_calls import compared, replaced
from readback.test_odd_shapes import TEXT, agreeing, thing

LONG = "x" * 340
CALL, NODE = "reference/calls/a/POST.md", "reference/schemas/node.md"
ROW = thing(long={"type": "string", "example": LONG}, whole={**thing(a=TEXT), "example": {"a": LONG}})
EXAMPLES: dict[str, Any] = {
    "by[name]=x": {"value": "x", "summary": "All of `x` (or what is left of it)"},
    "plain": {"value": "y"},
    "two": {"value": "w", "summary": "First", "description": "Then"},
    "far": {"externalValue": "https://far.test/a"},
}


def document() -> dict[str, Any]:
    """Return a document with examples of a parameter, of fields, and of a schema that holds itself."""
    node = {**thing(up={"$ref": "#/components/schemas/Node"}, a=TEXT), "example": {"a": "first"}}
    schema = thing(row=ROW, node={"$ref": "#/components/schemas/Node"})
    parameters = [{"name": "by", "in": "query", "schema": TEXT, "examples": EXAMPLES}]
    operation = get(schema, requestBody={"content": {"application/json": {"schema": ROW}}}, parameters=parameters)
    return mini({"/a": {"post": operation}}, components={"schemas": {"Node": node}})


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return agreeing(document())


@pytest.mark.parametrize(
    ("path", "line", "wrong"),
    [
        (CALL, r"one of 342 characters left out", "one of 343 characters left out"),
        (CALL, r"one of 348 characters left out", "one of 342 characters left out"),
        (CALL, r"`x` \(by\[name\]=x: All of `x` \(or what is left of it\)\)", "`x` (by: All of `x`)"),
        (CALL, r"`y` \(plain\)", "`z` (plain)"),
        (CALL, r", `y` \(plain\)", ""),
        (CALL, r"`w` \(two: First — Then\)", "`w` (two: First — When)"),
        (NODE, r"E\.g\. `\{\"a\":\"first\"\}`", 'E.g. `{"a":"second"}`'),
        (NODE, r"E\.g\. `\{\"a\":\"first\"\}`\n\n", ""),
    ],
)
def test_an_example_that_is_another_or_none_is_found_out(bundle: Bundle, path: str, line: str, wrong: str) -> None:
    edited = bundle.edited(path, replaced(line, wrong)(bundle.pages[path].text))
    assert compared(Spec(document()), edited).problems


def test_the_lines_of_code_in_a_description_are_words_of_it() -> None:
    said = "Send:\n\n```text\n{\n  first: 1\n}\n```\n\nand\n\n    x = 1\n    y = 2\n\nSo."
    node = {**thing(up={"$ref": "#/components/schemas/Node"}), "description": said}
    field = {"type": "string", "description": said}
    schema = thing(field=field, node={"$ref": "#/components/schemas/Node"})
    body = {"content": {"application/json": {"schema": node}}}
    webhook = {"post": {**get(), "description": said, "requestBody": body}}
    tree = mini(
        {"/a": {"post": get(schema, description=said)}},
        version="3.1.0",
        webhooks={"sent": webhook},
        components={"schemas": {"Node": node}},
    )
    bundle = agreeing(tree)
    for path in (CALL, NODE, "reference/webhooks/sent.md"):
        edited = bundle.edited(path, replaced("first: 1", "first: 2")(bundle.pages[path].text))
        assert compared(Spec(tree), edited).problems, path


def test_a_link_to_an_operation_that_the_document_does_not_have_is_named() -> None:
    links = {"next": {"operationId": "gone", "description": "Of  `x`"}}
    tree = mini({"/a": {"post": {"responses": {"200": {"description": "OK", "links": links}}}}})
    assert "operation `gone`" in agreeing(tree).pages[CALL].text


def test_what_stands_in_the_place_of_a_media_type_is_read_as_one() -> None:
    content = {"application/json": {"schema": thing(a=TEXT)}, "new": {"schema": thing(b=TEXT)}}
    agreeing(mini({"/a": {"post": {"responses": {"200": {"description": "OK", "content": content}}}}}))
