"""Webhooks with all that an operation has: parameters, several forms of a body, answers, security, servers."""

from __future__ import annotations

from typing import Any

import pytest

from documents import mini
from readback.conftest import bundle_from
from readback.spec import Spec
from readback.test_calls import compared, replaced

DONE = {"responses": {"204": {"description": "Done"}}}
TEXT = {"type": "string"}


def thing(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


EVERYTHING: dict[str, Any] = {
    "operationId": "onMade",
    "tags": ["Orders"],
    "summary": "An order was made",
    "description": "Sent once for each order.",
    "security": [{"sign": []}, {"login": ["orders"]}],
    "servers": [{"url": "https://{at}.example.test", "variables": {"at": {"default": "a", "enum": ["a", "b"]}}}],
    "parameters": [
        {"name": "attempt", "in": "query", "required": True, "schema": {"type": "integer", "minimum": 1}},
        {"name": "range", "in": "query", "style": "deepObject", "schema": thing(since=TEXT, until=TEXT)},
        {"name": "X-Kind", "in": "header", "schema": {"type": "string", "enum": ["a", "b"]}},
        {"name": "seen", "in": "cookie", "schema": {"type": "boolean"}},
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {**thing(id={"type": "integer"}), "required": ["id"]}},
            "application/xml": {"schema": thing(code=TEXT)},
            "text/*": {"schema": {"type": "string", "maxLength": 9}},
        },
    },
    "responses": {
        "200": {
            "description": "Taken",
            "headers": {"X-Ok": {"schema": TEXT, "required": True}},
            "content": {
                "application/json": {"schema": {**thing(accepted={"type": "boolean"}), "required": ["accepted"]}},
                "application/vnd.x+json; v=2": {"schema": {"type": "array", "items": TEXT}},
            },
        },
        "202": {"description": "Later"},
        "5XX": {"description": "Again", "content": {"text/plain": {"schema": TEXT}}},
    },
}
SCHEMES = {
    "sign": {"type": "apiKey", "in": "header", "name": "X-Sign"},
    "login": {"type": "openIdConnect", "openIdConnectUrl": "https://login.example.test"},
}


def as_webhook(request: dict[str, Any]) -> dict[str, Any]:
    item = {"post": request, "put": {**DONE, "requestBody": {"content": {"application/json": {"schema": TEXT}}}}}
    return mini(
        {"/a": {"get": DONE}},
        version="3.1.0",
        webhooks={"made": item},
        components={"securitySchemes": SCHEMES},
    )


def as_callback(request: dict[str, Any]) -> dict[str, Any]:
    at = {"in": "path", "name": "id", "required": True, "schema": {"type": "integer", "maximum": 5}}
    callback = {"https://example.test/{id}": {"parameters": [at], "patch": request, "delete": DONE}}
    paths = {"/a": {"post": {**DONE, "callbacks": {"made": {"$ref": "#/components/callbacks/Made"}}}}}
    return mini(paths, components={"securitySchemes": SCHEMES, "callbacks": {"Made": callback}})


MADE = {"webhook": as_webhook, "callback": as_callback}


@pytest.mark.parametrize("made", MADE)
def test_a_webhook_tells_its_receiver_all_of_it(made: str) -> None:
    tree = MADE[made](EVERYTHING)
    bundle = bundle_from(tree)
    problems = compared(Spec(tree), bundle).problems
    assert not problems, "\n".join(problems)


EDITS = {
    "a parameter is listed as one of another place": (r"^\*\*Query\*\*", "**Cookies**"),
    "a parameter of the query is lost": (r"^- `attempt` .*\n", ""),
    "a member of a deep object is lost": (r"^- `range\[until\]` .*\n", ""),
    "a path parameter has another limit": (r"max 5", "max 6"),
    "a body has the fields of another media type": (r"^- `code` string", "- `id` string"),
    "the body is optional": ("body required", "body optional"),
    "the body is another's": (r"^\*\*Fields\*\* `application/xml`", "**Fields** `application/json`"),
    "a server is another": (r"https://\{at\}\.example", "https://example"),
    "security is another": ("security `sign`", "security `login`"),
    "an identity is lost": ("operationId `onMade` · ", ""),
    "a field of an answer is lost": (r"^  - `accepted` .*\n", ""),
    "a header of an answer is lost": (r"^  - header `X-Ok` .*\n", ""),
    "an answer comes in another media type": (r"`text/plain`", "`text/html`"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_wrong_webhook_is_found_out(edit: str) -> None:
    tree = as_callback(EVERYTHING)
    bundle, path = bundle_from(tree), "reference/webhooks/made.md"
    text = bundle.pages[path].text
    wrong = replaced(*EDITS[edit])(text)
    assert wrong != text
    assert compared(Spec(tree), bundle.edited(path, wrong)).problems
