"""What is new in OpenAPI 3.2 stands on the pages as in the document; before, the same words mean nothing."""

from __future__ import annotations

from typing import Any

import pytest

from documents import mini
from readback.spec import Spec
from readback.test_calls import compared
from readback.test_odd_shapes import TEXT, agreeing, listed, thing

DONE = {"204": {"summary": "Done", "description": "All of it"}}


def streamed(item: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"content": {"application/jsonl": {"itemSchema": item, **more}}}


def posting(media: dict[str, Any], version: str = "3.2.0") -> dict[str, Any]:
    """Return a document that sends and receives bodies, one of them as an error, and has a webhook with one."""
    answers = {"200": {"description": "OK", **media}, "400": {"description": "No", **media}}
    operation = {"requestBody": {"required": True, **media}, "responses": answers}
    webhook = {"post": {"requestBody": media, "responses": DONE}}
    return mini({"/a": {"post": operation}}, version=version, webhooks={"sent": webhook})


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
@pytest.mark.parametrize("item", [thing(a=TEXT, b=listed(thing(c=TEXT))), {"type": "string", "maxLength": 9}])
def test_the_items_of_a_stream_are_those_of_the_document(item: dict[str, Any], version: str) -> None:
    tree = posting(streamed(item), version)
    text = agreeing(tree).pages["reference/calls/a/POST.md"].text
    assert ("a stream of items" in text) == (version == "3.2.0")


def test_a_stream_that_is_a_list_as_well_is_both() -> None:
    tree = posting(streamed({"type": "integer"}, schema={"type": "array", "maxItems": 5}))
    bundle = agreeing(tree)
    path = "reference/calls/a/POST.md"
    text = bundle.pages[path].text
    for right, wrong in (("a stream of items", "bare list, not wrapped in `data`"), ("max items 5", "max items 6")):
        assert compared(Spec(tree), bundle.edited(path, text.replace(right, wrong))).problems


def test_any_method_and_the_whole_query_string_are_read() -> None:
    form = {"application/x-www-form-urlencoded": {"schema": thing(a=TEXT)}}
    parameters = [{"name": "q", "in": "querystring", "required": True, "content": form}]
    others = {"COPY": {"responses": DONE}, "M-SEARCH": {"responses": DONE}}
    item = {"query": {"parameters": parameters, "responses": DONE}, "additionalOperations": others}
    bundle = agreeing(mini({"/files": item}, version="3.2.0"))
    assert {"COPY", "M-SEARCH", "QUERY"} == {page.top.name.split()[0] for page in bundle.below("reference/calls/")}
