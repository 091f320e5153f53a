"""Which schemas operations really use: through every kind of holder, and through links."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.usage import reachable
from documents import catalog_from, catalog_of, get, mini, real_path

MARKED = {"type": "string", "format": "marked"}


def holds_marked(catalog: Catalog) -> bool:
    return any(catalog.schemas[number].format == "marked" for number in reachable(catalog))


def answer(schema: Any) -> dict[str, Any]:
    return {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}


@pytest.mark.parametrize(
    "schema",
    [
        MARKED,
        {"properties": {"a": {"properties": {"b": MARKED}}}},
        {"items": MARKED},
        {"additionalProperties": MARKED},
        {"allOf": [MARKED]},
        {"anyOf": [MARKED, {}]},
        {"oneOf": [{}, MARKED]},
        {"not": MARKED},
        {"prefixItems": [MARKED]},
        {"patternProperties": {"^x": MARKED}},
        {"$ref": "#/components/schemas/Tree"},
    ],
)
def test_a_schema_is_used_wherever_it_stands_in_another(schema):
    tree = {"properties": {"child": {"$ref": "#/components/schemas/Tree"}, "marked": MARKED}}
    document = mini({"/a": {"get": get(schema)}}, version="3.1.0", components={"schemas": {"Tree": tree}})
    assert holds_marked(catalog_from(document))


@pytest.mark.parametrize(
    "operation",
    [
        get(parameters=[{"name": "a", "in": "query", "schema": MARKED}]),
        get(parameters=[{"name": "a", "in": "query", "content": {"application/json": {"schema": MARKED}}}]),
        get(requestBody={"content": {"application/json": {"schema": MARKED}}}),
        {"responses": answer(MARKED)},
        {"responses": {"200": {"description": "", "headers": {"X": {"schema": MARKED}}}}},
        get(callbacks={"c": {"{$url}": {"post": {"responses": answer(MARKED)}}}}),
        get(callbacks={"c": {"{$url}": {"post": {**get(), "requestBody": {"content": {"a/b": {"schema": MARKED}}}}}}}),
    ],
)
def test_a_schema_is_used_wherever_it_stands_in_an_operation(operation):
    assert holds_marked(catalog_from(mini({"/a": {"post": operation}})))


def test_a_webhook_uses_its_schemas():
    document = mini({"/a": {"get": get()}}, version="3.1.0", webhooks={"w": {"post": {"responses": answer(MARKED)}}})
    assert holds_marked(catalog_from(document))


def test_components_that_nobody_refers_to_are_not_used():
    document = mini({"/a": {"get": get({"type": "integer"})}}, components={"schemas": {"Idle": MARKED}})
    catalog = catalog_from(document)
    assert not holds_marked(catalog)
    assert len(catalog.schemas) == 2


@pytest.mark.real
def test_the_components_of_the_real_document_describe_almost_nothing():
    catalog = catalog_of(real_path())
    used = reachable(catalog)
    assert len(used) > 0.9 * len(catalog.schemas)
    assert len(catalog.components) == 14
