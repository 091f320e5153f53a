"""What is new in OpenAPI 3.2 is shown as what it is; in a document of an earlier version it means nothing."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.descriptions import without_descriptions
from ampeco_refgen.catalog.store import dump, load
from ampeco_refgen.lookup.calls import queries_of
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.pages.bundle import make_bundle
from documents import findings_of, mini

ROW = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
UP = {"$ref": "#/components/schemas/Row"}
STREAM = {"application/jsonl": {"itemSchema": {"$ref": "#/components/schemas/Row"}}}
DONE = {"204": {"description": "Done"}}


def files_of(paths: dict[str, Any], *, dialect: str = "3.2", **more: Any) -> dict[str, str]:
    """Return the files of a document by their paths below `reference/`; its catalog is as if it had been written."""
    tree = mini(paths, version=f"{dialect}.0", **more)
    document = Document(tree=tree, dialect=dialect, origin="test")
    catalog, _ = build(document)
    assert load(dump(catalog), "test") == catalog
    assert without_descriptions(catalog) == build(document, full=False)[0]
    return {file.path.removeprefix("reference/"): file.text for file in make_bundle(findings_of(catalog)).files}


@pytest.mark.parametrize("recursive", [False, True])
def test_the_items_of_a_stream_are_told(recursive: bool) -> None:
    row = {**ROW, "properties": {"n": {"type": "integer"}, "up": UP}} if recursive else ROW
    event = {"text/event-stream": {"itemSchema": {"type": "string", "maxLength": 9}}}
    answers = {"200": {"description": "All", "content": STREAM}, "400": {"description": "No", "content": event}}
    operation = {"requestBody": {"required": True, "content": STREAM}, "responses": answers}
    files = files_of({"/rows": {"post": operation}}, components={"schemas": {"Row": row}})
    text = files["calls/rows/POST.md"]
    assert "**Body** `application/jsonl`, required: stream of object" in text
    assert recursive or "- `[].n` integer, required" in text
    assert f"- `200` All (`application/jsonl`) — a stream of items, {'2 fields' if recursive else '1 field'}" in text
    assert "\n  - `n` integer, required" in text
    assert "- `400` No (`text/event-stream`):\n  - `body` stream of string (max length 9)" in text
    assert "no schema declared" not in text
    assert "bare" not in text
    assert "--data-binary '@body.txt'" in text
    assert "used by no operation" not in files["schemas-index.md"]


def test_a_stream_that_is_a_list_too_is_told_with_both() -> None:
    media = {"schema": {"type": "array", "maxItems": 5}, "itemSchema": {"type": "integer"}}
    answers = {"200": {"description": "OK", "content": {"application/jsonl": media}}}
    text = files_of({"/a": {"get": {"responses": answers}}})["calls/a/GET.md"]
    assert "a stream of items (max items 5): integer" in text


def test_any_method_is_an_operation() -> None:
    item = {
        "query": {"responses": DONE},
        "additionalOperations": {"COPY": {"operationId": "copy", "responses": DONE}, "M-SEARCH": {"responses": DONE}},
    }
    files = files_of({"/files": item})
    assert "# COPY /files" in files["calls/files/COPY.md"]
    assert "operationId `copy`" in files["calls/files/COPY.md"]
    assert "curl -X COPY " in files["calls/files/COPY.md"]
    assert "# M-SEARCH /files" in files["calls/files/M-SEARCH.md"]
    assert "curl -X QUERY " in files["calls/files/QUERY.md"]
    for method in ("COPY", "M-SEARCH", "QUERY"):
        assert f"[{method} /files](calls/files/{method}.md)" in files["endpoints-index.md"]
        assert queries_of(f"{method} /files")[0].method == method
    assert queries_of("copy files")[0].method == ""


def test_the_whole_query_string_is_one_parameter() -> None:
    media = {
        "application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}
    }
    parameter = {"name": "q", "in": "querystring", "required": True, "content": media}
    text = files_of({"/a": {"get": {"parameters": [parameter], "responses": DONE}}})["calls/a/GET.md"]
    line = "- `q` object, required, the whole query string, written as `application/x-www-form-urlencoded`"
    assert f"**Query string**\n\n{line}\n  - `q.a` integer\n" in text
    assert '/a?$q"' in text


def test_names_of_servers_tags_and_responses_are_told() -> None:
    servers = [{"url": "https://a.test", "name": "live", "description": "The real one"}]
    tags = [{"name": "top", "description": "All"}, {"name": "low", "summary": "Low", "parent": "top", "kind": "nav"}]
    answers = {"200": {"summary": "Short", "description": "Long"}, "201": {"summary": "Made"}}
    files = files_of({"/a": {"get": {"tags": ["low"], "responses": answers}}}, servers=servers, tags=tags)
    assert "- base URL `https://a.test` (live) — The real one" in files["common-patterns.md"]
    assert "tag low (Low; below tag `top`; kind `nav`)" in files["resources/a.md"]
    assert (
        "- `200` Short. Long — no body" in files["calls/a/GET.md"] or "- `200` Short; Long" in files["calls/a/GET.md"]
    )
    assert "- `201` Made — no body" in files["calls/a/GET.md"]


def test_the_device_flow_is_told() -> None:
    flow = {"deviceAuthorizationUrl": "https://a.test/d", "tokenUrl": "https://a.test/t", "scopes": {"r": "Read"}}
    scheme = {
        "type": "oauth2",
        "flows": {"deviceAuthorization": flow},
        "oauth2MetadataUrl": "https://a.test/m",
        "deprecated": True,
    }
    text = files_of({"/a": {"get": {"responses": DONE}}}, components={"securitySchemes": {"o": scheme}})[
        "common-patterns.md"
    ]
    assert "oauth2, deprecated `true`, oauth2MetadataUrl `https://a.test/m`" in text
    assert (
        "flow `deviceAuthorization`: device authorization URL `https://a.test/d`, token URL `https://a.test/t`" in text
    )


@pytest.mark.parametrize("dialect", ["3.0", "3.1"])
def test_before_3_2_the_same_words_mean_nothing(dialect: str) -> None:
    item = {
        "get": {"responses": {"200": {"description": "OK", "summary": "S", "content": STREAM}}},
        "additionalOperations": {"COPY": {"responses": DONE}},
    }
    files = files_of({"/a": item}, dialect=dialect, components={"schemas": {"Row": ROW}})
    assert "no schema declared" in files["calls/a/GET.md"]
    assert "`200` OK (" in files["calls/a/GET.md"]
    assert "calls/a/COPY.md" not in files
