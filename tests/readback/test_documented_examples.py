"""The document's own examples of bodies stand in the files of calls and webhooks, and no others do."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from documents import mini
from readback.bundle import WEBHOOKS, Bundle
from readback.call_file import EXAMPLES, call_files
from readback.conftest import CASES, REAL, bundle_from, bundle_of, path_of, spec_of
from readback.markdown import Page, codes
from readback.spec import Spec
from readback.spec_operations import (
    OperationSpec,
    example_objects,
    operations,
    own_webhooks,
    said_of_example,
    webhooks,
)
from readback.terms import words

Told = tuple[str, str]
"""What is said of an example, and its value as JSON, its address, or nothing."""
_LONG = 1_900
"""Characters of an example that surely has room."""
_ALL = 5_000
"""Characters of all examples of a file for which there surely is room."""


def as_json(value: Any) -> str:
    """Return a value as JSON; of a text, that which it is the JSON of, as blocks of code do not tell the two apart."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = value.rstrip("\n")
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def stated(page: Page) -> set[Told]:
    """Return the examples of a file; the command's is one where the file says that it is the document's."""
    told: set[Told] = set()
    said, is_there = "", False
    pending = False
    for block in page.top.blocks():
        if block.text.startswith("**"):
            told |= {(said, "")} if pending else set()
            pending, said = False, ""
            is_there = block.text.startswith((EXAMPLES, "**Example**: from the document"))
            said = (
                match[1] if (match := re.fullmatch(r".*from the document \((.*)\)(?:; \S+ is .*)?", block.text)) else ""
            )
        elif is_there and block.code:
            told.add((said, value_in(block.code)))
            said, pending = "", False
        elif is_there and block.text:
            told |= {(said, "")} if pending else set()
            said, pending = block.text, True
    return told | ({(said, "")} if pending else set())


def value_in(code: str) -> str:
    """Return the value of a block, or of what a command sends, as JSON."""
    if code.startswith("curl "):
        arguments = shlex.split(code)
        code = arguments[arguments.index("-d") + 1] if "-d" in arguments else ""
    return as_json(code)


def contents(request: OperationSpec, spec: Spec) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each media type of a request and its responses, after the keyword that hides members of its body."""
    hides = "readOnly" if request.path.startswith("/") else "writeOnly"  # the body of a webhook is received
    bodies = [(hides, request.body or {}), *(("writeOnly", response) for response in request.responses.values())]
    yield from (
        (hides, media) for hides, body in bodies for media in map(spec.follow, body.get("content", {}).values())
    )


def declared(spec: Spec, requests: list[OperationSpec]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is said of each example of the bodies of requests, and the example: those of schemas last."""
    for request in requests:
        for _, media in contents(request, spec):
            for name, example in example_objects(spec, media):
                yield said_of_example(name, example), example
    for request in requests:
        for hides, media in contents(request, spec):
            if "schema" in media:
                root = spec.value(media["schema"])
                data = root.properties.get("data", root)
                for value in (root, data, data.items or data, root.items or root):
                    hidden = {name for name, member in value.properties.items() if member.any(hides)}
                    for example in value.whole_examples:
                        if not isinstance(example, dict) or hidden.isdisjoint(example):
                            yield "", {"value": example}


def differences(spec: Spec, bundle: Bundle) -> Iterator[str]:
    """Yield what is missing in a file, and what stands there although the document does not have it."""
    files = {key: pages[0] for key, pages in call_files(bundle).items()}
    requests = {operation.key: [operation] for operation in operations(spec)}
    for operation in operations(spec):
        for name, webhook in webhooks(spec, operation):
            requests.setdefault(f"webhook {name}", []).append(webhook)
    for name, webhook in own_webhooks(spec):
        requests.setdefault(f"webhook {name}", []).append(webhook)
    files |= {f"webhook {codes(page.top.title)[0]}": page for page in bundle.below(WEBHOOKS)}
    shared = stated(bundle.pages["reference/common-patterns.md"])
    for key, page in files.items():
        told = stated(page) | shared
        wanted = list(declared(spec, requests[key]))
        sizes = [len(as_json(example.get("value"))) for _, example in wanted]
        has_room = sum(size for size in sizes if size < _LONG) < _ALL
        for said, example in wanted:
            if "value" in example:
                value = as_json(example["value"])
                same = [text for text, other in told if other == value]
                is_there = any(words(said).strip() in words(text) for text in same)
                if not is_there and has_room and len(value) < _LONG:
                    yield f"{key}: not told: {said} {value}"
            elif not any(words(said).strip() in words(text) for text, _ in told):
                yield f"{key}: not told: {said}"
            if (address := example.get("externalValue")) and not any(address in text for text, _ in told):
                yield f"{key}: not told: {address}"
        values = {as_json(example["value"]) for _, example in wanted if "value" in example}
        yield from (
            f"{key}: not in the document: {value}" for _, value in stated(page) if value and value not in values
        )


@pytest.mark.parametrize("full", [True, False], ids=["full", "none"])
@pytest.mark.parametrize("name", ["sample", *CASES, REAL])
def test_the_examples_of_a_document_are_told(name: str, full: bool) -> None:
    path = path_of(name)
    assert list(differences(spec_of(path, full), bundle_of(path, full))) == []


THING = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
BIG = {"name": "x", "text": "word " * 600}
COMPONENTS = {
    "schemas": {"Thing": {**THING, "example": {"name": "Of the schema"}}},
    "examples": {"Dog": {"summary": "Sheep dog", "description": "It barks.", "value": {"name": "Rex"}}},
}


def media(**examples: Any) -> dict[str, Any]:
    return {"schema": {"$ref": "#/components/schemas/Thing"}, **examples}


REQUEST: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/json": media(
                examples={
                    "cat": {"summary": "House cat", "value": {"name": "Tom's ``` cat"}},
                    "dog": {"$ref": "#/components/examples/Dog"},
                    "far": {"externalValue": "https://files.example.test/far.json"},
                    "wrong": {"value": {"name": 5}},
                    "big": {"summary": "A big one", "value": BIG},
                    "none": {"summary": "Nothing at all"},
                }
            ),
            "application/xml": media(example="<thing>\n  <name>Tom</name>\n</thing>"),
            "text/plain": {"schema": {"type": "string"}, "example": "**Query**\n- `not` a field"},
        }
    },
    "responses": {
        "200": {
            "description": "OK",
            "content": {
                "application/json": {
                    "schema": {"type": "object", "properties": {"data": {"$ref": "#/components/schemas/Thing"}}},
                    "examples": {"good": {"value": {"data": {"name": "Ann"}}}, "null": {"value": None}},
                },
                "application/vnd.x+json": {
                    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
                },
            },
        },
        "409": {"description": "Known", "content": {"application/json": media(example={"name": "Rex"})}},
        "5XX": {"description": "Ours", "content": {"text/html": {"example": "<p>Sorry</p>"}}},
    },
}


def document(version: str) -> dict[str, Any]:
    callback = {"{$request.body#/name}": {"post": REQUEST}}
    paths = {"/a": {"post": {**REQUEST, "callbacks": {"made": callback}}}}
    more = {"webhooks": {"own": {"put": REQUEST}}} if version.startswith("3.1") else {}
    return mini(paths, version=version, components=COMPONENTS, **more)


@pytest.mark.parametrize("full", [True, False], ids=["full", "none"])
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_examples_of_every_kind_are_told_in_requests_answers_and_webhooks(version: str, full: bool) -> None:
    tree = document(version)
    bundle = bundle_from(tree, full=full)
    assert list(differences(Spec(tree, full=full), bundle)) == []
    text = bundle.pages["reference/calls/a/POST.md"].text
    assert "big`: A big one; 3,022 characters, left out" in text
    assert "word word" not in text
    assert "```xml\n<thing>\n  <name>Tom</name>\n</thing>\n```" in text
    assert ("It barks." in text) == full


def test_a_missing_or_an_invented_example_is_found_out() -> None:
    tree = document("3.0.3")
    bundle, path = bundle_from(tree), "reference/calls/a/POST.md"
    text = bundle.pages[path].text
    for old, new in (('"Rex"', '"Max"'), ("Sheep dog", "Dog"), ("https://files", "http://files"), ("<p>", "<b>")):
        assert list(differences(Spec(tree), bundle.edited(path, text.replace(old, new)))), old


@pytest.mark.parametrize("mark", ["<!-- BEGIN: index -->", " <!--END:index-->", "<!-- ampeco-refgen: do not edit -->"])
def test_no_example_reads_as_a_mark_of_the_program(mark: str) -> None:
    content = {"text/plain": {"schema": {"type": "string"}, "examples": {"a": {"value": f"one\n{mark}\ntwo"}}}}
    response = {"200": {"description": "OK", "content": content}}
    page = bundle_from(mini({"/a": {"get": {"responses": response}}})).pages["reference/calls/a/GET.md"].text
    assert mark.strip() not in [line.strip() for line in page.splitlines()[1:]]
    assert "two" in page
