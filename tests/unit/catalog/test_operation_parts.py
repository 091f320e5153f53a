"""The parts of an operation, one by one: parameters merged, bodies, responses, headers, callbacks, webhooks."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.catalog.model import Example, MediaType, Parameter, RequestBody, Response, Webhook
from ampeco_refgen.catalog.operation_parts import OperationParts
from ampeco_refgen.catalog.schemas import SchemaTable
from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.openapi.references import References


def members(tree: dict[str, Any] | None = None, *, full: bool = True) -> OperationParts:
    references = References(tree or {})
    return OperationParts(references, SchemaTable(references, full=full, siblings=False), full=full, siblings=False)


def query(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", **more}


def test_an_operation_overrides_the_parameters_of_its_path():
    shared = [query("page"), query("limit", description="shared"), {"name": "limit", "in": "header"}]
    own = [query("limit", description="own"), query("sort")]
    parameters = members().parameters(shared, own, ("paths", "/a", "get"))
    assert [
        (parameter.location, parameter.name, parameter.shared, parameter.description) for parameter in parameters
    ] == [
        ("query", "page", True, ""),
        ("query", "limit", False, "own"),
        ("header", "limit", True, ""),
        ("query", "sort", False, ""),
    ]


def test_a_parameter_declared_twice_counts_once_and_is_reported():
    parts = members()
    parameters = parts.parameters(None, [query("a", required=True), query("a")], ("paths", "/x", "get"))
    assert parameters == (Parameter(name="a", location="query", required=True),)
    (finding,) = parts.diagnostics
    assert (finding.severity, finding.code) == (Severity.WARNING, "duplicate-parameter")
    assert finding.pointer == "#/paths/~1x/get/parameters"


def test_references_to_parameters_are_followed():
    tree = {"components": {"parameters": {"Page": query("page"), "Alias": {"$ref": "#/components/parameters/Page"}}}}
    parameters = members(tree).parameters([{"$ref": "#/components/parameters/Alias"}], None, ())
    assert parameters == (Parameter(name="page", location="query", shared=True),)


def test_everything_said_of_a_parameter_is_kept():
    node = query(
        "filter",
        deprecated=True,
        description="Use `search` instead.",
        style="deepObject",
        explode=True,
        schema={"type": "object"},
        example={"b": 1, "a": 2},
        allowReserved=True,
    )
    assert members().parameter(node) == Parameter(
        name="filter",
        location="query",
        deprecated=True,
        description="Use `search` instead.",
        replacements=("search",),
        style="deepObject",
        explode=True,
        schema=0,
        examples=(Example(value='{"a":2,"b":1}'),),
        others=(("allowReserved", "true"),),
    )


def test_a_parameter_may_have_content_instead_of_a_schema():
    parameter = members().parameter(query("q", content={"application/json": {"schema": {"type": "array"}}}))
    assert parameter.schema is None
    assert parameter.media == (MediaType(content_type="application/json", schema=0),)


def test_named_examples_keep_what_is_said_of_them():
    tree = {"components": {"examples": {"One": {"value": None, "summary": "one", "description": "The first"}}}}
    far = {"externalValue": "https://files.example.test/far"}
    node = query("a", examples={"b": {"value": [2]}, "a": {"$ref": "#/components/examples/One"}, "c": far})
    assert members(tree).parameter(node).examples == (
        Example(name="a", summary="one", description="The first", value="null"),
        Example(name="b", value="[2]"),
        Example(name="c", external="https://files.example.test/far"),
    )


def test_a_body_lists_its_content_types_sorted():
    content = {"text/plain": {}, "application/json": {"schema": {"type": "object"}, "encoding": {"a": {}}}}
    assert members().body({"required": True, "description": "What to make", "content": content}) == RequestBody(
        required=True,
        description="What to make",
        media=(
            MediaType(content_type="application/json", schema=0, others=(("encoding", '{"a":{}}'),)),
            MediaType(content_type="text/plain"),
        ),
    )


def test_no_body_is_none():
    assert members().body(None) is None


def test_responses_are_sorted_by_status_with_default_last():
    nodes = {"default": {"description": "Else"}, "404": {"description": ""}, "2XX": {"description": "Fine"}, "x-a": {}}
    assert members().responses(nodes) == (
        Response(status="2XX", description="Fine"),
        Response(status="404"),
        Response(status="default", description="Else"),
    )


def test_headers_and_links_of_a_response_are_kept():
    tree = {"components": {"headers": {"Limit": {"required": True, "schema": {"type": "integer"}}}}}
    node = {
        "description": "",
        "headers": {"X-Limit": {"$ref": "#/components/headers/Limit"}},
        "links": {"self": {"operationId": "read"}},
    }
    (response,) = members(tree).responses({"200": node})
    assert response.headers == (Parameter(name="X-Limit", location="header", required=True, schema=0),)
    assert response.links == (("self", '{"operationId":"read"}'),)


def test_an_extension_of_a_callback_is_no_webhook():
    callback = {
        "x-post": {"post": {"responses": {}}},
        "{$url}": {"put": {"responses": {}}},
        "x-owner": {"$ref": "#/gone"},
    }
    webhooks = members().callbacks({"done": callback}, ("paths", "/a", "post"))
    assert [(webhook.expression, webhook.method) for webhook in webhooks] == [("{$url}", "PUT")]


def test_a_callback_is_a_webhook_of_each_expression_and_method():
    item = {
        "parameters": [{"name": "X-Signature", "in": "header"}],
        "put": {"responses": {}},
        "post": {
            "operationId": "changed",
            "summary": "Something changed",
            "description": "Use `other` instead.",
            "deprecated": True,
            "requestBody": {"content": {"application/json": {}}},
            "responses": {"204": {"description": "Thanks"}},
        },
    }
    put, post = members().callbacks({"thing.changed": {"{$request.body#/url}": item}}, ("paths", "/a", "post"))
    signature = (Parameter(name="X-Signature", location="header", shared=True),)
    assert put == Webhook(name="thing.changed", expression="{$request.body#/url}", method="PUT", parameters=signature)
    assert post == Webhook(
        name="thing.changed",
        expression="{$request.body#/url}",
        method="POST",
        operation_id="changed",
        summary="Something changed",
        description="Use `other` instead.",
        deprecated=True,
        replacements=("other",),
        parameters=signature,
        body=RequestBody(media=(MediaType(content_type="application/json"),)),
        responses=(Response(status="204", description="Thanks"),),
    )


def test_without_descriptions_the_facts_in_them_stay():
    parts = members(full=False)
    node = query("a", deprecated=True, description="Use `b` instead.", **{"x-more": {"description": "D", "a": 1}})
    assert parts.parameter(node) == Parameter(
        name="a", location="query", deprecated=True, replacements=("b",), others=(("x-more", '{"a":1}'),)
    )
    assert parts.body({"description": "D", "content": {}}) == RequestBody()
