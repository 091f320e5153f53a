"""What stands around a call in the document: its path, further reading, links, parts, contact and licence, tags."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, get, mini

DOCS = {"url": "https://docs.example.test/a_b", "description": "How to"}
LINK = "[How to](https://docs.example.test/a_b)"
DONE = {"204": {"description": "Done"}}


def files_of(paths: dict[str, Any], *, full: bool = True, **more: Any) -> dict[str, str]:
    """Return the files of a document by their paths below `reference/`."""
    bundle = make_bundle(findings_of(catalog_from(mini(paths, **more), full=full)))
    return {file.path.removeprefix("reference/"): file.text for file in bundle.files}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_what_is_said_of_a_path_is_said_of_each_of_its_calls(version: str) -> None:
    item = {
        "summary": "All about cars",
        "description": "Cars stand in *halls*.\n\nAll day.",
        "get": get(summary="List", description="Cars, listed."),
        "post": get(description="All about cars"),
    }
    files = files_of({"/cars": item}, version=version)
    said = "Of all calls of this path: All about cars\n\nCars stand in halls.\n\nAll day.\n"
    assert f"List\n\nCars, listed.\n\n{said}" in files["calls/cars/GET.md"]
    assert "All about cars\n\nOf all calls of this path: Cars stand in halls." in files["calls/cars/POST.md"]
    bare = files_of({"/cars": item}, full=False, version=version)["calls/cars/GET.md"]
    assert "Of all calls of this path: All about cars\n" in bare
    assert "halls" not in bare


def test_what_is_said_of_a_path_by_reference_is_said_too() -> None:
    paths = {"/cars": {"$ref": "#/components/pathItems/cars"}}
    components = {"pathItems": {"cars": {"summary": "All about cars", "get": get()}}}
    assert "path: All about cars" in files_of(paths, version="3.1.0", components=components)["calls/cars/GET.md"]


def test_further_reading_is_linked_where_it_belongs() -> None:
    size = {"type": "integer", "externalDocs": DOCS, "description": "Size."}
    car = {"type": "object", "externalDocs": {**DOCS, "description": "Cars"}, "properties": {"size": size}}
    body = {"content": {"application/json": {"schema": car}}}
    operation = get(car, requestBody=body, externalDocs={"url": "https://docs.example.test/x"}, tags=["cars"])
    operation["parameters"] = [{"name": "q", "in": "query", "schema": {"type": "string", "externalDocs": DOCS}}]
    tags = [{"name": "cars", "description": "All cars", "externalDocs": {"url": "guide.html", "description": "Guide"}}]
    files = files_of({"/cars": {"post": operation}}, tags=tags, externalDocs=DOCS)
    call = files["calls/cars/POST.md"]
    assert "See also: [external documentation](https://docs.example.test/x)" in call
    assert call.count(f"`size` integer — Size. see {LINK}") == 2
    assert f"`q` string — see {LINK}" in call
    assert "\nSee [Cars](https://docs.example.test/a_b)\n" in call
    assert "1 field; see [Cars](https://docs.example.test/a_b)" in call
    assert "tag cars (All cars; see Guide (`guide.html`))" in files["resources/cars.md"]
    assert f"- see also: {LINK}" in files["common-patterns.md"]
    bare = files_of({"/cars": {"post": operation}}, tags=tags, externalDocs=DOCS, full=False)
    assert "[external documentation](https://docs.example.test/a_b)" in bare["calls/cars/POST.md"]
    assert "How to" not in "".join(bare.values())


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_further_reading_on_what_a_list_holds_is_linked_there(version: str) -> None:
    car = {"type": "object", "externalDocs": DOCS, "properties": {"size": {"type": "integer"}}}
    word = {"type": "string", "externalDocs": DOCS}
    lists = {name: {"type": "array", "items": items} for name, items in (("cars", car), ("words", word))}
    schema = {"type": "object", "properties": {"hall": {"type": "object", "properties": lists}}}
    body = {"content": {"application/json": {"schema": schema}}}
    call = files_of({"/a": {"post": get(schema, requestBody=body)}}, version=version)["calls/a/POST.md"]
    assert call.count(f"- `hall.cars[]` object — see {LINK}\n") == 2
    assert call.count(f"- `hall.words[]` string — see {LINK}\n") == 2


def test_what_is_said_of_a_webhooks_path_and_where_to_read_more_is_said_of_it() -> None:
    item = {"summary": "Sent at night", "description": "Once.", "post": get(description="A car.", externalDocs=DOCS)}
    operation = {**get(), "callbacks": {"back": {"https://a.test": item}}}
    files = files_of({"/cars": {"post": operation}}, version="3.1.0", webhooks={"own": item})
    for name in ("back", "own"):
        assert f"A car.\n\nSent at night\n\nOnce.\n\nSee also: {LINK}\n" in files[f"webhooks/{name}.md"]
    bare = files_of({"/cars": {"post": operation}}, version="3.1.0", full=False)["webhooks/back.md"]
    assert "See also: [external documentation](https://docs.example.test/a_b)" in bare
    assert "Once" not in bare


@pytest.mark.parametrize("status", ["200", "404"])
def test_links_lead_to_the_page_of_their_call(status: str) -> None:
    links = {
        "self": {
            "operationId": "getCar",
            "parameters": {"path.id": "$response.body#/id", "deep": True},
            "description": "Again",
        },
        "next": {"operationRef": "#/paths/~1cars~1{id}/get", "requestBody": {"a": "$request.path.id"}},
        "away": {"operationRef": "https://other.test/x.yaml#/paths/~1a/get", "server": {"url": "https://o.test"}},
    }
    car = get({"type": "object", "properties": {"id": {"type": "string"}}}, operationId="getCar")
    car["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    car["responses"][status] = {"description": "D", "links": links}
    text = files_of({"/cars/{id}": {"get": car}})["calls/cars/_/GET.md"]
    lines = [
        "  - link `away`: operation `https://other.test/x.yaml#/paths/~1a/get`",
        "    - server: `https://o.test`",
        "  - link `next`: [GET /cars/{id}](GET.md)",
        '    - body: `{"a":"$request.path.id"}`',
        "  - link `self`: [GET /cars/{id}](GET.md) — Again",
        "    - parameter `deep`: `true`",
        "    - parameter `path.id`: `$response.body#/id`",
    ]
    assert "\n".join(lines) in text


def test_the_headers_of_parts_are_told_as_headers_are() -> None:
    headers = {
        "X-Part-Id": {"required": True, "description": "Its number", "schema": {"type": "integer", "minimum": 1}},
        "X-More": {"$ref": "#/components/headers/More"},
        "Content-Type": {"schema": {"type": "string"}},
    }
    encoding = {"file": {"contentType": "image/png", "headers": headers}, "note": {"contentType": "text/plain"}}
    schema = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}, "note": {}}}
    content = {
        "multipart/form-data": {"schema": schema, "encoding": encoding},
        "application/x-www-form-urlencoded": {"schema": schema, "encoding": {"note": {"headers": headers}}},
    }
    more = {"deprecated": True, "schema": {"type": "string", "enum": ["a", "b"]}}
    call = files_of(
        {"/up": {"post": {"requestBody": {"content": content}, "responses": DONE}}},
        components={"headers": {"More": more}},
    )["calls/up/POST.md"]
    lines = [
        "- part `file`: as `image/png`, with headers",
        "  - header `X-More` string, deprecated — one of `a`, `b`",
        "  - header `X-Part-Id` integer (min 1), required — Its number",
        "- part `note`: as `text/plain`",
    ]
    assert "\n".join(lines) in call
    assert call.count("X-Part-Id") == 1
    assert "`Content-Type`" not in call


def test_contact_licence_and_terms_stand_on_the_page_of_what_calls_share() -> None:
    tree = mini({"/a": {"get": get()}}, version="3.1.0")
    tree["info"] |= {
        "summary": "Cars for all",
        "description": "Long text.",
        "termsOfService": "https://example.test/terms",
        "contact": {"name": "Support", "url": "https://example.test/help", "email": "help@example.test"},
        "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        "x-logo": {"url": "https://example.test/logo"},
    }
    catalog = catalog_from(tree)
    files = {file.path: file.text for file in make_bundle(findings_of(catalog)).files}
    text = files["reference/common-patterns.md"]
    assert "Cars for all\n\nLong text.\n" in text
    assert "- contact: [Support](https://example.test/help), `help@example.test`\n" in text
    assert "- licence: Apache 2.0, SPDX `Apache-2.0`\n" in text
    assert "- terms of service: [https://example.test/terms](https://example.test/terms)\n" in text
    assert "logo" not in text
    assert "## Contact, licence and further reading" not in files_of({"/a": {"get": get()}})["common-patterns.md"]


def test_an_address_that_is_too_long_for_a_line_is_shown() -> None:
    docs = {"url": f"https://docs.example.test/{'a/' * 300}"}
    text = files_of({"/a": {"get": get(externalDocs=docs)}})["calls/a/GET.md"]
    assert "See also: external documentation (" in text
    assert max(map(len, text.splitlines())) <= LINE_COLUMNS


def test_a_tag_without_calls_is_a_chapter_of_its_own() -> None:
    tags = [
        {"name": "Errors", "description": "How errors look."},
        {"name": "Silent"},
        {"name": "used", "description": "Of a call."},
    ]
    text = files_of({"/a": {"get": get(tags=["used"])}}, tags=tags)["common-patterns.md"]
    assert "## Tags that no call has\n\n- Errors: How errors look.\n" in text
    assert "Silent" not in text
    assert "Of a call" not in text


def test_the_line_of_a_union_is_no_field_of_a_webhook() -> None:
    pieces = [{"type": "object", "properties": {name: {"type": "string"}}} for name in ("a", "b")]
    members = {f"field{number}": {"type": "string", "description": "`x`: any of 2 variants"} for number in range(80)}
    schema = {"type": "object", "properties": {**members, "part": {"oneOf": pieces}, "odd`": {"anyOf": pieces}}}
    body = {"content": {"application/json": {"schema": schema}}}
    hook = {"post": {**get(), "requestBody": body}}
    text = files_of({"/a": {"get": get()}}, version="3.1.0", webhooks={"own": hook})["webhooks/own.md"]
    assert "- `part`: exactly one of 2 variants" in text
    assert "On this page: 1 payload, 86 fields\n" in text
