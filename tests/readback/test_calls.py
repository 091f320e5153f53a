"""Every fact that the document has of a call is in the call's own file, and nothing else is; webhooks likewise."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from documents import SAMPLE
from readback.anydocument import compared
from readback.bundle import CALLS, WEBHOOKS
from readback.call_file import read_call
from readback.conftest import CASES, REAL, bundle_from, bundle_of, path_of, spec_of
from readback.spec import Spec
from readback.terms import Row
from readback.webhook_file import read_webhook

VERSION_OF_FACTS = "3.110.0"
FACTS = {"calls": 452, "deprecated calls": 69, "filters": 370, "includes": 88, "bodies": 184}
FACTS |= {"webhooks": 39, "payloads": 78}
"""What the real document is known to have, in its version of the time."""


@pytest.mark.parametrize("full", [True, False], ids=["full", "none"])
@pytest.mark.parametrize("name", ["sample", *CASES, REAL])
def test_files_and_document_say_the_same(name: str, full: bool) -> None:
    path = path_of(name)
    comparison = compared(spec_of(path, full), bundle_of(path, full))
    assert not comparison.problems, "\n".join([f"{len(comparison.problems)} differences", *comparison.problems])


def test_servers_and_security_of_calls_are_read_back() -> None:
    variables = {"v": {"default": "1", "enum": ["1", "2"], "description": "Generation"}, "at": {"default": "eu"}}
    own = [{"url": "https://{at}.old.example.test/{v}", "variables": variables, "description": "Old"}, {"url": "/"}]
    done = {"responses": {"204": {"description": "Done"}}}
    schemes = {
        "login": {"type": "openIdConnect", "openIdConnectUrl": "https://login.example.test"},
        "key": {"type": "apiKey", "in": "query", "name": "key"},
    }
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "Access", "version": "1"},
        "servers": [{"url": "https://example.test"}],
        "security": [{"login": ["read"], "key": []}, {}],
        "components": {"securitySchemes": schemes},
        "paths": {
            "/old": {"servers": own, "get": done, "post": {**done, "servers": [{"url": "https://own.example.test"}]}},
            "/new": {"get": done, "put": {**done, "security": [{"key": ["chief"]}]}},
        },
    }
    comparison = compared(Spec(tree, full=True), bundle_from(tree))
    assert not comparison.problems, "\n".join(comparison.problems)


def test_what_stands_around_a_call_is_read_back() -> None:
    more = {"url": "https://docs.example.test", "description": "How to"}
    car = {
        "type": "object",
        "xml": {"name": "car"},
        "externalDocs": {"url": "https://cars.example.test"},
        "properties": {
            "id": {"type": "integer", "xml": {"attribute": True}, "externalDocs": more, "description": "Its number."},
            "wheel": {"type": "array", "xml": {"wrapped": True, "name": "wheels"}, "items": {"type": "string"}},
        },
    }
    problem = {"type": "object", "xml": {"name": "problem"}, "properties": car["properties"]}
    headers = {"X-Part": {"required": True, "schema": {"type": "integer", "minimum": 1}, "description": "Its number"}}
    form = {
        "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
        "encoding": {"a": {"headers": headers}},
    }
    links = {
        "self": {"operationId": "list", "parameters": {"x": "$response.body#/id"}, "description": "Again"},
        "same": {"operationRef": "#/paths/~1cars/post"},
        "other": {"operationRef": "https://other.test#/paths/~1a/get", "requestBody": "$request.body"},
    }
    answer = {"description": "OK", "links": links, "content": {"application/xml": {"schema": car}}}
    cars = {"schema": {"type": "array", "items": car, "xml": {"name": "cars", "wrapped": True}}}
    done = {"204": {"description": "Done"}}
    sent = {"summary": "At night", "description": "Once.", "post": {"externalDocs": more, "responses": done}}
    tree = {
        "openapi": "3.0.3",
        "info": {"title": "Around", "version": "1"},
        "paths": {
            "/cars": {
                "summary": "All about cars",
                "description": "They stand.\n\n```yaml\nin:\n  - halls\n```",
                "get": {"operationId": "list", "externalDocs": more, "responses": {"200": answer}},
                "post": {
                    "summary": "Build",
                    "callbacks": {"built": {"https://a.test": sent}},
                    "externalDocs": {"url": "https://a.test"},
                    "requestBody": {"content": {"text/xml": {"schema": car}, "multipart/form-data": form}},
                    "responses": {
                        "200": {"description": "OK", "content": {"application/xml": cars}},
                        "400": {"description": "No", "content": {"application/xml": {"schema": problem}}},
                    },
                },
            }
        },
    }
    comparison = compared(Spec(tree, full=True), bundle_from(tree))
    assert not comparison.problems, "\n".join(comparison.problems)


@pytest.mark.real
def test_the_files_have_what_is_known_of_the_real_document() -> None:
    if spec_of(path_of("real")).tree["info"]["version"] != VERSION_OF_FACTS:
        pytest.skip(f"the facts are those of version {VERSION_OF_FACTS}")
    bundle = bundle_of(path_of("real"))
    calls = [read_call(bundle, page.path) for page in bundle.below(CALLS)]
    webhooks = [read_webhook(bundle, page) for page in bundle.below(WEBHOOKS)]
    groups = [(title, fields.listing.rows) for call in calls for title, fields in call.groups.items()]
    facts = {
        "calls": len(calls),
        "deprecated calls": sum(call.deprecated for call in calls),
        "filters": sum(len(leaves(rows)) for title, rows in groups if title == "Filters"),
        "includes": sum(len(row.values) for title, rows in groups if title == "Includes" for row in rows),
        "bodies": sum(len(call.bodies) for call in calls),
        "webhooks": len(webhooks),
        "payloads": sum(len(webhook.payloads) for webhook in webhooks),
    }
    assert facts == FACTS


def leaves(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not any(other.path.startswith(f"{row.path}[") for other in rows)]


def replaced(pattern: str, text: str) -> Callable[[str], str]:
    """Return an edit of a file: the first match of the pattern becomes `text`."""
    return lambda page: re.sub(pattern, text, page, count=1, flags=re.MULTILINE)


POST, GET, HOOK = "/POST.md", "/GET.md", "/webhooks/"
EDITS = {
    "a filter is lost": (GET, replaced(r"^- `filter\[\w+\]` .*\n", "")),
    "a parameter is lost": (GET, replaced(r"^- `per_page` .*\n", "")),
    "an include is lost": (GET, replaced(r"^(- )`include\[\]=\w+`, ", r"\1")),
    "a parameter has another default": (GET, replaced(r"default `100`", "default `50`")),
    "a limit is lost": (GET, replaced(r" \(min 1, max 100\)", " (max 100)")),
    "a body is optional": (POST, replaced(r"^(\*\*Body\*\* `application/json`), required", r"\1, optional")),
    "a field of a body is lost": (POST, replaced(r"^- `\w+` string.*\n", "")),
    "a field of a body is no longer required": (POST, replaced(r"^(- `\w+` \w+), required", r"\1")),
    "a field of an answer is lost": (GET, replaced(r"^  - `\w+\.\w+` .*\n", "")),
    "a field of an answer is doubled in another type": (GET, replaced(r"^(  - `id`) .*\n", r"\g<0>\1 boolean\n")),
    "a field is nullable": (GET, replaced(r"^(  - `\w+` string), required", r"\1, required, nullable")),
    "a field is not nullable": (GET, replaced(r"^(  - `\w+` .*), nullable", r"\1")),
    "a field is not deprecated": (GET, replaced(r"^(  - `\w+` \w+), deprecated(?: \(.*?\))?", r"\1")),
    "a field has another type": (GET, replaced(r"^(  - `\w+`) string", r"\1 integer")),
    "a field is invented": (GET, replaced(r"^(  - `id` .*)", r"\1\n  - `bogus` string")),
    "a field is to be replaced by none that there is": (
        GET,
        replaced(r"deprecated \(use `\w+`\)", "deprecated (use `bogus`)"),
    ),
    "a value is lost": (POST, replaced(r"— one of `\w+`, ", "— one of ")),
    "a description is lost": (GET, replaced(r"^(  - `\w+` [\w, -]+) — (?!one of|e\.g\.).*$", r"\1")),
    "a description is invented": (GET, replaced(r"^(  - `\w+` [\w, -]+)$", r"\1 — bogus")),
    "a summary is another": (GET, replaced(r"^(# .*\n\n).+", r"\1Bogus")),
    "a variant's field is lost": (GET, replaced(r"^      - `[\w.]+` .*\n", "")),
    "a condition is wrong": (POST, replaced(r", when `(\w+)` is `(\w+)`", r", when `\1` is `bogus`")),
    "a read-only field may be sent": (POST, replaced(r"^Read-only, not to be sent:\n", "")),
    "a read-only field is lost": (POST, replaced(r"^(Read-only, not to be sent:\n\n)- .*\n", r"\1")),
    "a parameter in a header is lost": (POST, replaced(r"^\*\*Headers\*\*\n\n- .*\n", "")),
    "a status is lost": (GET, replaced(r"^- `401`, ", "- ")),
    "a status is invented": (GET, replaced(r"^- `401`, ", "- `401`, `418`, ")),
    "an answer is wrapped otherwise": (GET, replaced(r"`data` object", "`data[]` list")),
    "an answer has a wrong number of fields": (GET, replaced(r", (\d+) fields", r", 1\1 fields")),
    "what stands beside data is another": (GET, replaced(r"^    - `links.next`", "    - `links.more`")),
    "a header of an answer is lost": (GET, replaced(r"^  - header .*\n", "")),
    "an answer is that of another call": (
        POST,
        replaced(r"what \[(.*?)\]\(\S+?\) returns", r"what [\1](../../users/v1.0/_/GET.md) returns"),
    ),
    "an answer is left to no call": (POST, replaced(r"what \[(.*?)\]\(\S+?\) returns", r"what [\1](POST.md) returns")),
    "a list leaves its fields to another": (GET, replaced(r"^  - `id` .*$", "  - all fields of [Station](_/GET.md)")),
    "a field leaves its fields to another file": (GET, replaced(r"^(  - `\w+` object)", r"\1 [Station](_/GET.md)")),
    "an error has another body": ("common-patterns", replaced(r"^  - `message` string", "  - `text` string")),
    "an error has another meaning": ("common-patterns", replaced(r"^(\| `401` \|) .*? \|", r"\1 Bogus |")),
    "a call is not deprecated": (GET, replaced(r"^\*\*Deprecated\*\*", "Deprecated")),
    "the head counts wrong": (GET, replaced(r"^On this page: (\d+)", r"On this page: 1\1")),
    "a call has two files": (GET, lambda page: f"{page}\n{page.splitlines()[1]}\n"),
    "a file is that of no call": (GET, replaced(r"^# GET .*", "# GET /bogus")),
    "a webhook's field is lost": (HOOK, replaced(r"^- `\w+` .*required.*\n", "")),
    "a webhook's header is lost": (HOOK, replaced(r"^- `X-\S+` string.*\n", "")),
    "a webhook is sent in another way": (HOOK, replaced(r"^Sent as `POST`", "Sent as `PUT`")),
    "a webhook is of another subscription": (HOOK, replaced(r"^(Sent as .*)v2\.0/POST", r"\1v1.0/POST")),
    "a webhook has another answer": (HOOK, replaced(r"^- `20\d`", "- `418`")),
}
"""What may go wrong with a file, as the edit of the first one that has it; a part of its path stands first."""


@pytest.mark.parametrize("edit", EDITS)
def test_a_wrong_file_is_found_out(edit: str) -> None:
    where, change = EDITS[edit]
    bundle, spec = bundle_of(SAMPLE), spec_of(SAMPLE)
    texts = {path: page.text for path, page in sorted(bundle.pages.items()) if where in path}
    path = next(path for path, text in texts.items() if change(text) != text)
    only = path if "/calls/" in path or "/webhooks/" in path else ""
    before = compared(spec, bundle, only)
    after = compared(spec, bundle.edited(path, change(texts[path])), only)
    assert set(after.problems) - set(before.problems), path
