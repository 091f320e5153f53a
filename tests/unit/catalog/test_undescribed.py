"""Without descriptions the sentences of a document are gone; names and values that are spelled like them stay."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.descriptions import without_descriptions
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.undescribed import undescribed_entries, undescribed_members, undescribed_object
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.openapi.model import Document
from documents import get, mini

NAMES = ("description", "summary", "title", "example")


def each(value: Any) -> dict[str, Any]:
    """Return a map that has the value under every name that could be taken for a text."""
    return dict.fromkeys(NAMES, value)


def bare(tree: dict[str, Any], dialect: str = "3.0") -> Catalog:
    """Return the catalog of a document without descriptions, made in both ways."""
    document = Document(tree=tree, dialect=dialect, origin="test")
    read = build(document, full=False)[0]
    assert without_descriptions(build(document)[0]) == read
    return read


@pytest.mark.parametrize("dialect", ["3.0", "3.1"])
def test_names_in_maps_are_no_texts(dialect: str) -> None:
    said = {"type": "string", "description": "D"}
    part = {"contentType": "text/plain", "headers": each({"description": "D", "schema": said})}
    link = {"operationId": "a", "description": "D", "parameters": each("$request.body"), "requestBody": each(1)}
    operation = get(
        {"type": "object", "properties": each(said), "required": list(NAMES)},
        operationId="a",
        requestBody={"content": {"multipart/form-data": {"schema": {"type": "object"}, "encoding": each(part)}}},
        parameters=[{"name": name, "in": "query", "schema": {"default": each("v")}} for name in NAMES],
    )
    operation["responses"]["200"] |= {"links": each(link), "headers": each({"schema": said})}
    operation["responses"]["200"]["content"]["application/json"]["examples"] = each(
        {"value": each(1), "description": "D"}
    )
    operation["callbacks"] = each({"/x": {"post": get()}})
    variables = each({"default": "eu", "description": "D"})
    components = {
        "schemas": each(said),
        "securitySchemes": each(
            {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "/", "scopes": each("D")}}}
        ),
    }
    tree = mini({"/a": {"post": operation}}, servers=[{"url": "/", "variables": variables}], components=components)
    catalog = bare(tree, dialect)
    (operation_read,) = catalog.operations
    response = operation_read.responses[0]
    names = sorted(NAMES)
    assert ':"D"' not in repr(catalog)
    assert "'D'" not in repr(catalog)
    assert [name for name, _ in catalog.servers[0].variables] == names
    assert [name for name, _ in response.links] == names
    assert value_of(response.links[0][1]) == {
        "operationId": "a",
        "parameters": each("$request.body"),
        "requestBody": each(1),
    }
    assert [header.name for header in response.headers] == names
    assert [callback.name for callback in operation_read.callbacks] == names
    assert [component.name for component in catalog.components] == names
    assert [scheme.name for scheme in catalog.security_schemes] == names
    assert operation_read.body is not None
    encoding = value_of(dict(operation_read.body.media[0].others)["encoding"])
    assert sorted(encoding) == names
    assert sorted(encoding["summary"]["headers"]) == names
    flows = value_of(dict(catalog.security_schemes[0].facts)["flows"])
    assert flows["implicit"]["scopes"] == each("")
    assert value_of(response.media[0].examples[0].value or "") == each(1)


def test_names_in_schemas_that_are_kept_as_they_are() -> None:
    said = {"description": "D", "type": "string"}
    schema = {
        "x-schema": {"properties": each(said), "$defs": each(said), "const": each(1), "required": ["a"]},
        "dependentSchemas": each(said),
        "dependentRequired": each(["a"]),
    }
    assert undescribed_object(schema) == {
        "x-schema": {
            "properties": each({"type": "string"}),
            "$defs": each({"type": "string"}),
            "const": each(1),
            "required": ["a"],
        },
        "dependentSchemas": each({"type": "string"}),
        "dependentRequired": each(["a"]),
    }


def test_what_is_no_text_is_no_description() -> None:
    assert undescribed_object({"description": {"a": 1}, "summary": "D"}) == {"description": {"a": 1}}


def test_the_sentences_of_members_and_of_entries_go() -> None:
    pairs = (("a", '{"b":1,"description":"D"}'), ("description", '{"b":2,"summary":"D"}'))
    assert undescribed_entries(pairs) == (("a", '{"b":1}'), ("description", '{"b":2}'))
    assert undescribed_members((("a", "1"), ("summary", '"D"'))) == (("a", "1"),)
