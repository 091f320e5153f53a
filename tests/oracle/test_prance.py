"""Our walk of references agrees with `prance`, an independent implementation, wherever that works.

A document and its form dereferenced by prance give one Catalog. Left out is what prance cannot do: recursion, a `$ref`
among data or as a property's name, percent-encoded pointers, and what stands beside a `$ref` in OpenAPI 3.1.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import ryaml
from hypothesis import given, settings
from hypothesis import strategies as st
from prance.util.resolver import RESOLVE_INTERNAL, RefResolver

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.openapi.references import References
from documents import SAMPLE, get, mini


def dereferenced(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the document with every internal reference replaced by what it points at, by prance."""
    resolver = RefResolver(copy.deepcopy(tree), "file:///test.json", resolve_types=RESOLVE_INTERNAL)
    resolver.resolve_references()
    return json.loads(json.dumps(resolver.specs))


def catalog_of(tree: dict[str, Any], *, full: bool = True) -> Catalog:
    return build(Document(tree=tree, dialect="3.0", origin="test"), full=full)[0]


def ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def without_recursion(node: Any, references: References) -> Any:
    """Return the node with every reference to a recursive schema replaced by an empty schema."""
    if isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str) and references.is_recursive(target):
            return {}
        return {key: without_recursion(value, references) for key, value in node.items()}
    return [without_recursion(entry, references) for entry in node] if isinstance(node, list) else node


@pytest.mark.parametrize("full", [True, False])
def test_the_sample_gives_one_catalog_in_both_forms(full):
    tree = ryaml.loads(SAMPLE.read_text("utf-8"))
    tree = without_recursion(tree, References(tree))
    plain = dereferenced(tree)
    assert json.dumps(tree).count('"$ref"') > 300
    assert json.dumps(plain).count('"$ref"') == 0
    assert catalog_of(plain, full=full) == catalog_of(tree, full=full)


NAME = {"type": "string", "maxLength": 9}
COMPONENTS: dict[str, Any] = {
    "schemas": {
        "Name": NAME,
        "Alias": ref("schemas", "Name"),
        "Alias2": ref("schemas", "Alias"),
        "Pair": {"properties": {"a": ref("schemas", "Name"), "b": {"items": ref("schemas", "Alias2")}}},
        "Either": {"oneOf": [ref("schemas", "Pair"), ref("schemas", "Name")]},
        "Rest": {"additionalProperties": ref("schemas", "Pair"), "not": ref("schemas", "Alias")},
    },
    "parameters": {"Page": {"name": "page", "in": "query", "schema": ref("schemas", "Alias")}},
    "requestBodies": {"Made": {"required": True, "content": {"application/json": {"schema": ref("schemas", "Rest")}}}},
    "headers": {"Left": {"schema": ref("schemas", "Name")}},
    "responses": {
        "Found": {
            "description": "Found",
            "headers": {"X-Left": ref("headers", "Left")},
            "content": {"application/json": {"schema": ref("schemas", "Either")}},
            "links": {"next": ref("links", "Next")},
        }
    },
    "links": {"Next": {"operationId": "next", "description": "More"}},
    "examples": {"One": {"value": {"a": 1}}},
    "callbacks": {"Done": {"{$request.body#/url}": {"post": {"requestBody": ref("requestBodies", "Made")}}}},
    "securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
}


@pytest.mark.parametrize(
    "operation",
    [
        get(ref("schemas", "Alias2")),
        get({"allOf": [ref("schemas", "Pair"), {"required": ["a"]}]}),
        get({"$ref": "#/components/schemas/Pair/properties/b/items"}),
        get({"$ref": "#/paths/~1other~1{id}/get/responses/200/content/application~1json/schema"}),
        get(parameters=[ref("parameters", "Page")], requestBody=ref("requestBodies", "Made")),
        {"responses": {"200": ref("responses", "Found"), "default": ref("responses", "Found")}},
        get(callbacks={"done": ref("callbacks", "Done")}),
        get(
            requestBody={
                "content": {"a/b": {"schema": ref("schemas", "Either"), "examples": {"x": ref("examples", "One")}}}
            }
        ),
    ],
)
def test_a_reference_of_every_kind_is_followed_alike(operation):
    other = {"get": get({"properties": {"id": ref("schemas", "Name")}}), "parameters": [ref("parameters", "Page")]}
    tree = mini({"/a": {"post": operation}, "/other/{id}": other}, components=COMPONENTS)
    assert catalog_of(dereferenced(tree)) == catalog_of(tree)


def test_a_path_item_is_followed_alike():
    tree = mini({"/a": {"$ref": "#/x-items/A"}}, components=COMPONENTS)
    tree["x-items"] = {"A": {"get": get(ref("schemas", "Either")), "parameters": [ref("parameters", "Page")]}}
    assert catalog_of(dereferenced(tree)) == catalog_of(tree)


GRAPHS = st.integers(2, 6).flatmap(
    lambda count: st.tuples(
        *(st.lists(st.integers(number + 1, count), max_size=3, unique=True) for number in range(count))
    )
)


@settings(deadline=None, max_examples=25)
@given(GRAPHS, st.sampled_from(["allOf", "oneOf", "anyOf"]))
def test_any_schemas_without_circles_are_followed_alike(graph, keyword):
    schemas: dict[str, Any] = {f"S{len(graph)}": NAME}
    for number, targets in enumerate(graph):
        held = {f"p{target}": ref("schemas", f"S{target}") for target in targets}
        union = {keyword: list(held.values())} if held else {}
        schemas[f"S{number}"] = {"title": f"T{number % 2}", "properties": held, **union}
    tree = mini({"/a": {"get": get(ref("schemas", "S0"))}}, components={"schemas": schemas})
    assert catalog_of(dereferenced(tree)) == catalog_of(tree)


def test_a_recursive_reference_that_prance_is_told_to_keep_is_a_link_of_ours():
    tree = mini(
        {"/a": {"get": get(ref("schemas", "Tree"))}},
        components={
            "schemas": {
                "Tree": {"properties": {"child": ref("schemas", "Tree"), "name": ref("schemas", "N")}},
                "N": NAME,
            }
        },
    )
    kept: list[str] = []

    def keep(limit: int, url: Any, recursions: Any) -> dict[str, str]:  # noqa: ARG001 - what prance calls it with
        kept.append(f"#{url.fragment}")
        return {"$ref": f"#{url.fragment}"}

    resolver = RefResolver(
        copy.deepcopy(tree), "file:///t", resolve_types=RESOLVE_INTERNAL, recursion_limit_handler=keep
    )
    resolver.resolve_references()
    catalog = catalog_of(tree)
    assert {f"#/components/schemas/{schema.link}" for schema in catalog.schemas if schema.link} == set(kept)
