"""A whole document → Catalog: nothing is lost, and the same document gives the same Catalog however it is written."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
import ryaml
from msgspec.structs import replace

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.model import Catalog, PathNote, SecurityScheme, SecurityUse, Server, Tag
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.openapi.model import Document
from documents import SAMPLE, catalog_from, catalog_of, get, mini, real_path
from metamorphic.forms import hoisted, shuffled


def built(tree: dict[str, Any], dialect: str = "3.0", **options: bool) -> Catalog:
    return build(Document(tree=tree, dialect=dialect, origin="test"), **options)[0]


def test_operations_come_in_reading_order():
    paths = {"/b": {"post": get(), "get": get()}, "/a/{id}": {"get": get()}, "/a": {"delete": get()}}
    assert [operation.key for operation in built(mini(paths)).operations] == [
        "DELETE /a",
        "GET /a/{id}",
        "GET /b",
        "POST /b",
    ]


def test_an_operation_names_its_place_in_the_document():
    (operation,) = built(mini({"/a/{id}": {"get": get()}})).operations
    assert operation.pointer == "#/paths/~1a~1{id}/get"


@pytest.mark.parametrize("paths", [{}, {"/a": {}}, {"/a": {"parameters": []}}, {"x-a": {"get": get()}}])
def test_a_document_without_operations_is_refused(paths):
    with pytest.raises(DocumentError) as caught:
        built(mini(paths))
    assert [finding.code for finding in caught.value.diagnostics] == ["no-operation"]


def test_a_path_item_may_be_a_reference():
    tree = mini({"/a": {"$ref": "#/x-items/A"}}, **{"x-items": {"A": {"get": get(summary="Read")}}})
    (operation,) = built(tree).operations
    assert (operation.key, operation.summary) == ("GET /a", "Read")


def test_what_stands_beside_the_reference_of_a_path_item_completes_it():
    shared = {"get": get(summary="Read"), "post": get(summary="Make"), "parameters": [{"name": "q", "in": "query"}]}
    items = {"A": {"$ref": "#/x-items/B", "post": get(summary="Add")}, "B": shared}
    tree = mini({"/a": {"$ref": "#/x-items/A", "delete": get()}}, **{"x-items": items})
    operations = built(tree).operations
    assert [(operation.key, operation.summary) for operation in operations] == [
        ("GET /a", "Read"),
        ("POST /a", "Add"),
        ("DELETE /a", ""),
    ]
    assert {operation.parameters[0].name for operation in operations} == {"q"}


def test_a_reference_of_3_1_may_describe_what_it_refers_to_anew():
    components = {
        "parameters": {"Q": {"name": "q", "in": "query", "description": "shared"}},
        "requestBodies": {"B": {"description": "shared", "content": {}}},
        "responses": {"R": {"description": "shared"}},
    }
    node = {
        "parameters": [{"$ref": "#/components/parameters/Q", "description": "own"}],
        "requestBody": {"$ref": "#/components/requestBodies/B", "description": "own", "required": True},
        "responses": {"200": {"$ref": "#/components/responses/R", "description": "own"}},
    }
    for dialect, expected in (("3.0", "shared"), ("3.1", "own")):
        (operation,) = built(mini({"/a": {"post": node}}, components=components), dialect).operations
        assert operation.body is not None
        assert operation.body.required is False
        texts = [operation.parameters[0].description, operation.body.description, operation.responses[0].description]
        assert texts == [expected] * 3


def test_paths_without_operations_and_words_about_paths_are_noted():
    paths = {
        "/a": {"get": get(), "summary": "All of a", "description": "More"},
        "/b": {"parameters": []},
        "/c": {"get": get()},
    }
    assert built(mini(paths)).path_notes == (
        PathNote(path="/a", summary="All of a", description="More"),
        PathNote(path="/b"),
    )
    assert built(mini(paths), full=False).path_notes[0] == PathNote(path="/a", summary="All of a")


def test_what_stands_at_the_top_is_kept():
    tree = mini(
        {"/a": {"get": get(tags=["A", "A", "B"], security=[], servers=[{"url": "https://a.example"}])}},
        servers=[{"url": "https://{host}", "description": "Live", "variables": {"host": {"default": "a.example"}}}],
        security=[{"key": [], "token": ["read"]}, {}],
        tags=[{"name": "B", "description": "Bees"}, {"name": "A"}],
        components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    )
    tree["info"]["description"] = "About"
    catalog = built(tree)
    assert (catalog.title, catalog.version, catalog.openapi, catalog.description) == ("Mini", "1.0.0", "3.0.3", "About")
    (server,) = catalog.servers
    assert server == Server(url="https://{host}", description="Live", variables=(("host", '{"default":"a.example"}'),))
    assert catalog.security == ((SecurityUse(scheme="key"), SecurityUse(scheme="token", scopes=("read",))), ())
    assert catalog.tags == (Tag(name="B", description="Bees"), Tag(name="A"))
    assert catalog.security_schemes == (
        SecurityScheme(name="key", kind="apiKey", facts=(("in", '"header"'), ("name", '"X-Key"'))),
    )
    (operation,) = catalog.operations
    assert (operation.tags, operation.security) == (("A", "B"), ())
    assert operation.servers == (Server(url="https://a.example"),)


def test_the_documents_security_and_servers_are_not_repeated_in_operations():
    (operation,) = built(mini({"/a": {"get": get()}}, security=[{}])).operations
    assert operation.security is None
    assert operation.servers is None


def test_servers_of_a_path_apply_to_its_operations():
    (operation,) = built(mini({"/a": {"get": get(), "servers": [{"url": "https://b.example"}]}})).operations
    assert operation.servers == (Server(url="https://b.example"),)


def test_webhooks_of_3_1_are_kept():
    tree = mini({"/a": {"get": get()}}, version="3.1.0", webhooks={"b": {"post": get()}, "a": {"put": get()}})
    assert [(webhook.name, webhook.method) for webhook in built(tree, "3.1").webhooks] == [("a", "PUT"), ("b", "POST")]


def test_every_webhook_comes_with_the_operation_that_declares_it():
    changed = {"changed": {"{$request.body#/url}": {"post": get()}}}
    paths = {"/b": {"post": get(callbacks=changed)}, "/a": {"post": get(callbacks=changed)}}
    catalog = built(mini(paths, version="3.1.0", webhooks={"own": {"post": get()}}), "3.1")
    declared = [(operation and operation.key, webhook.name) for operation, webhook in catalog.declared_webhooks]
    assert declared == [("POST /a", "changed"), ("POST /b", "changed"), (None, "own")]


def test_extensions_of_an_operation_are_kept():
    (operation,) = built(mini({"/a": {"get": get(**{"x-b": 1, "externalDocs": {"url": "u"}})}})).operations
    assert operation.others == (("externalDocs", '{"url":"u"}'), ("x-b", "1"))


def test_components_are_kept_used_or_not():
    tree = mini({"/a": {"get": get()}}, components={"schemas": {"Unused": {"type": "string"}, "Also": {}}})
    assert [component.name for component in built(tree).components] == ["Also", "Unused"]


def test_the_order_of_keys_changes_nothing():
    tree = ryaml.loads(SAMPLE.read_text("utf-8"))
    expected = catalog_of(SAMPLE)
    for seed in range(3):
        assert catalog_from(shuffled(tree, random.Random(seed))) == expected


@pytest.mark.parametrize("source", ["sample", pytest.param("real", marks=pytest.mark.real)])
def test_leaving_descriptions_out_changes_no_other_fact(source):
    path = SAMPLE if source == "sample" else real_path()
    full, bare = catalog_of(path), catalog_of(path, full=False)
    assert bare.full is False
    assert [operation.key for operation in bare.operations] == [operation.key for operation in full.operations]
    assert [operation.replacements for operation in bare.operations] == [
        operation.replacements for operation in full.operations
    ]
    assert not any(schema.description or schema.enum_descriptions for schema in bare.schemas)
    assert not any(operation.description for operation in bare.operations)
    assert len(bare.schemas) < len(full.schemas)


def test_hoisting_schemas_changes_nothing_but_the_names():
    tree = catalog_tree()
    hoisted_tree = hoisted(tree)
    assert json.dumps(hoisted_tree).count("$ref") > json.dumps(tree).count("$ref")
    assert unnamed(catalog_from(hoisted_tree)) == unnamed(catalog_from(tree))


def catalog_tree() -> dict[str, Any]:
    site = {"type": "object", "properties": {"id": {"type": "integer"}, "owner": {"type": "object", "properties": {}}}}
    return mini({"/a": {"get": get(site)}, "/b": {"get": get({"type": "array", "items": site})}})


def unnamed(catalog: Catalog) -> Catalog:
    return replace(catalog, components=())


@pytest.mark.real
def test_nothing_of_the_real_document_is_lost():
    tree, catalog = json.loads(real_path().read_text("utf-8")), catalog_of(real_path())
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    declared = {
        f"{method.upper()} {path}" for path, item in tree["paths"].items() for method in item if method in methods
    }
    assert {operation.key for operation in catalog.operations} == declared
    assert len(catalog.operations) == len(declared) == 452
    families = Counter(operation.place.family for operation in catalog.operations)
    assert families == {"resources": 379, "actions": 63, "notifications": 10}
    assert sum(operation.deprecated for operation in catalog.operations) == 69
    responses = sum(len(node["responses"]) for item in tree["paths"].values() for node in ways(item, methods))
    assert sum(len(operation.responses) for operation in catalog.operations) == responses
    assert len({webhook for operation in catalog.operations for webhook in operation.callbacks}) == 39
    idle = [path for path, item in tree["paths"].items() if not list(ways(item, methods))]
    assert [note.path for note in catalog.path_notes] == idle
    assert len(idle) == 1


def ways(item: dict[str, Any], methods: set[str]) -> list[dict[str, Any]]:
    return [node for method, node in item.items() if method in methods]
