"""Answers and errors in several media types: each is named, with the body that it has and no other."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, mini
from readback.conftest import bundle_from
from readback.spec import Spec
from readback.test_calls import compared

TEXT = {"type": "string"}
ERROR = {"type": "object", "required": ["title"], "properties": {"title": TEXT}}
CONTENT: dict[str, Any] = {
    "application/json": {"schema": {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 9}}},
    "application/json; charset=utf-8": {"schema": {"type": "integer", "minimum": 3, "maximum": 5}},
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Error"}},
    "application/vnd.x+json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Error"}}},
    "text/plain": {"schema": {"type": "string", "enum": ["NOAUTH", "EXPIRED"]}},
    "text/*": {"schema": {"type": "string", "pattern": "^a"}},
    "*/*": {},
}
TOLD = {
    "application/json": ("array of string (max length 9, max items 3)", "(max items 3): string (max length 9)"),
    "application/json; charset=utf-8": ("`body` integer (min 3, max 5)", ": integer (min 3, max 5)"),
    "application/problem+json": ("`title` string, required",) * 2,
    "application/vnd.x+json": ("`[].title` string, required", "`title` string, required"),
    "text/plain": ("`body` string — one of `NOAUTH`, `EXPIRED`", ": string — one of `NOAUTH`, `EXPIRED`"),
    "text/*": ("`body` string (pattern `^a`)", ": string (pattern `^a`)"),
    "*/*": ("no schema declared",) * 2,
}
"""What is said of each in an error, and in an answer that reports none."""


def document(status: str, response: dict[str, Any], version: str) -> dict[str, Any]:
    components = {"schemas": {"Error": ERROR}, "responses": {"Told": response}}
    answers = {"204": {"description": "Done"}, status: {"$ref": "#/components/responses/Told"}}
    return mini({"/a": {"get": {"responses": answers}}}, version=version, components=components)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("status", ["200", "302", "404", "4XX", "5XX", "default"])
def test_each_media_type_of_a_response_has_its_own_body(status: str, version: str) -> None:
    tree = document(status, {"description": "Said", "content": CONTENT}, version)
    text = bundle_from(tree).pages["reference/calls/a/GET.md"].text
    responses = text.partition("**Responses**")[2].split("\n- ")[1:]
    for content_type, (of_error, of_answer) in TOLD.items():
        (told,) = [part for part in responses if part.startswith(f"`{status}` Said (`{content_type}`)")]
        assert (of_answer if status[0] in "23" else of_error) in told
    assert not compared(Spec(tree), bundle_from(tree)).problems


def test_json_alone_goes_without_saying_and_what_has_one_schema_is_told_once() -> None:
    alone = {"description": "Said", "content": {"application/json": {"schema": TEXT}}}
    both = {"description": "Said", "content": {name: {"schema": TEXT} for name in ("text/plain", "application/json")}}
    for response, said in ((alone, "- `404` Said:\n"), (both, "- `404` Said (`application/json`, `text/plain`):\n")):
        tree = document("404", response, "3.0.3")
        files = {file.path: file.text for file in make_bundle(findings_of(catalog_from(tree))).files}
        assert said in files["reference/calls/a/GET.md"]
