"""How a response is wrapped and paged, read from its shape and the operation's parameters."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.payload import Paging, Payload, Wrapping, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shapes
from documents import catalog_from, get, mini

STRING = {"type": "string"}
THING = {"type": "object", "properties": {"id": STRING}}
THINGS = {"type": "array", "items": THING}


def read(operation: dict[str, Any], **components: Any) -> tuple[Operation, Shapes]:
    catalog = catalog_from(mini({"/a": {"get": operation}}, components={"schemas": components}))
    return catalog.operations[0], Shapes(catalog)


def payload(schema: dict[str, Any], **components: Any) -> Payload:
    operation, shapes = read(get(schema), **components)
    return payload_of(operation.responses[0].media[0], shapes)


def body(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


def query(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": STRING} for name in names]


@pytest.mark.parametrize(
    ("schema", "wrapping", "members", "envelope"),
    [
        (body(data=THING), Wrapping.OBJECT, ["id"], ()),
        (body(data=THINGS), Wrapping.LIST, ["id"], ()),
        (body(data=THINGS, meta=body(), links=body()), Wrapping.LIST, ["id"], ("links", "meta")),
        (body(data=THING, name=STRING), Wrapping.BARE, ["data", "name"], ()),
        (THING, Wrapping.BARE, ["id"], ()),
        (THINGS, Wrapping.BARE_LIST, ["id"], ()),
        (STRING, Wrapping.BARE, [], ()),
        ({"allOf": [body(data=THING), body(meta=body())]}, Wrapping.OBJECT, ["id"], ("meta",)),
        ({"oneOf": [body(a=STRING), body(b=STRING)], **body(data=THING)}, Wrapping.BARE, ["data"], ()),
    ],
)
def test_the_wrapping_is_read_from_the_shape(schema, wrapping, members, envelope):
    response_payload = payload(schema)
    assert (response_payload.wrapping, response_payload.envelope, response_payload.content_type) == (
        wrapping,
        envelope,
        "application/json",
    )
    assert response_payload.item is not None
    assert [member.name for member in response_payload.item.members] == members


def test_a_recursive_body_is_looked_into():
    response_payload = payload(
        {"$ref": "#/components/schemas/Page"}, Page=body(data=THINGS, links={"$ref": "#/components/schemas/Page"})
    )
    assert (response_payload.wrapping, response_payload.envelope) == (Wrapping.LIST, ("links",))


def test_a_media_type_without_a_schema_is_bare():
    operation, shapes = read({"responses": {"200": {"description": "", "content": {"application/pdf": {}}}}})
    response_payload = payload_of(operation.responses[0].media[0], shapes)
    assert (response_payload.wrapping, response_payload.item, response_payload.root) == (Wrapping.BARE, None, None)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (["200", "404", "default"], ["200"]),
        (["200", "202"], ["200", "202"]),
        (["2XX"], ["2XX"]),
        (["404", "default"], ["default"]),
        (["404"], []),
    ],
)
def test_success_is_2xx_or_the_default_alone(declared, expected):
    operation, _ = read({"responses": {status: {"description": ""} for status in declared}})
    assert [response.status for response in success_responses(operation)] == expected


PAGE_META, CURSOR_META = {"current_page": STRING, "last_page": STRING}, {"next_cursor": STRING}


@pytest.mark.parametrize(
    ("parameters", "meta", "asked", "answered"),
    [
        ([], {}, Paging.NONE, Paging.NONE),
        (["per_page"], {}, Paging.NONE, Paging.NONE),
        (["page", "per_page"], PAGE_META, Paging.PAGE, Paging.PAGE),
        (["cursor", "per_page"], CURSOR_META, Paging.CURSOR, Paging.CURSOR),
        (["page", "cursor"], {**PAGE_META, **CURSOR_META}, Paging.BOTH, Paging.BOTH),
        (["page", "cursor"], CURSOR_META, Paging.BOTH, Paging.CURSOR),
        ([], PAGE_META, Paging.NONE, Paging.PAGE),
    ],
)
def test_paging_is_told_by_parameters_and_by_the_response(parameters, meta, asked, answered):
    operation, shapes = read(get(body(data=THINGS, meta=body(**meta)), parameters=query(*parameters)))
    paging = paging_of(operation, shapes)
    assert (paging.by_parameters, paging.by_response) == (asked, answered)
    assert paging.paged is bool(parameters or meta)


def test_meta_that_comes_in_variants_and_a_next_link_are_seen():
    meta = {"oneOf": [body(**PAGE_META), body(**CURSOR_META)]}
    operation, shapes = read(get(body(data=THINGS, meta=meta, links=body(next=STRING))))
    paging = paging_of(operation, shapes)
    assert (paging.by_response, paging.has_next_link) == (Paging.BOTH, True)


def test_a_header_named_page_does_not_page():
    operation, shapes = read(get(THING, parameters=[{"name": "page", "in": "header", "schema": STRING}]))
    assert paging_of(operation, shapes).paged is False
