"""Rules about single objects: each is found wherever the object stands, and nothing that a version allows."""

from __future__ import annotations

from typing import Any

import pytest
from small_documents import OK, codes, sound, with_operation, with_schemas

ARRAY: dict[str, Any] = {"type": "array"}
BOTH = {"type": "string", "readOnly": True, "writeOnly": True}
EXAMPLE = {"value": 1, "externalValue": "https://a.test/b"}


@pytest.mark.parametrize(("schema", "code"), [(ARRAY, "missing-member"), (BOTH, "no-direction")])
def test_a_schema_is_looked_at_wherever_it_stands(schema: dict[str, Any], code: str) -> None:
    operation = {
        "parameters": [{"name": "q", "in": "query", "schema": schema}],
        "requestBody": {"content": {"a/b": {"schema": {"allOf": [{"properties": {"p": {**schema, "title": "T"}}}]}}}},
    }
    assert codes(with_operation(operation)) == {
        "#/paths/~1a/post/parameters/0/schema": code,
        "#/paths/~1a/post/requestBody/content/a~1b/schema/allOf/0/properties/p": code,
    }
    assert codes(with_operation(operation, version="3.1.0")) == {}
    sound_schemas = {"A": {**ARRAY, "items": {}}, "R": {"readOnly": True, "writeOnly": False}}
    assert codes(with_schemas({**sound_schemas, "B": {"$ref": "#/components/schemas/A", **schema}})) == {}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_an_example_has_one_value_in_parameters_headers_and_bodies(version: str) -> None:
    holder = {"schema": {}, "examples": {"e": EXAMPLE}}
    place = "#/paths/~1a/post"
    for operation, pointer in (
        ({"parameters": [{"name": "q", "in": "query", **holder}]}, "parameters/0"),
        ({"responses": {"200": {**OK["200"], "headers": {"H": holder}}}}, "responses/200/headers/H"),
        ({"requestBody": {"content": {"a/b": holder}}}, "requestBody/content/a~1b"),
    ):
        expected = {f"{place}/{pointer}/examples/e": "invalid-value"}
        assert codes(with_operation(operation, version=version)) == expected


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_link_leads_to_an_operation(version: str) -> None:
    links = {"a": {"parameters": {}}, "b": {"operationRef": "#/paths/~1a/post"}}
    document = with_operation({"responses": {"200": {**OK["200"], "links": links}}}, version=version)
    (only,) = codes(document).items()
    assert only == ("#/paths/~1a/post/responses/200/links/a", "missing-member")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_the_default_of_a_server_variable_is_one_of_its_values(version: str) -> None:
    def server(default: str) -> dict[str, Any]:
        return {"url": "https://{r}.a.test", "variables": {"r": {"default": default, "enum": ["a", "b"]}}}

    document = with_operation({"servers": [server("a"), server("zz")]}, version=version)
    document["servers"] = [server("yy")]
    document["paths"]["/a"]["servers"] = [{"url": "/"}, server("xx")]
    assert codes(document) == {
        "#/servers/0/variables/r/default": "invalid-value",
        "#/paths/~1a/servers/1/variables/r/default": "invalid-value",
        "#/paths/~1a/post/servers/1/variables/r/default": "invalid-value",
    }


@pytest.mark.parametrize(("section", "held"), [("schemas", {}), ("responses", OK["200"]), ("examples", {})])
def test_the_name_of_a_component_has_only_some_characters(section: str, held: dict[str, Any]) -> None:
    names = {"a b": held, "c.d-e_F1": held, "ü": held}
    assert codes(sound(components={section: names})) == {
        f"#/components/{section}/a b": "invalid-value",
        f"#/components/{section}/ü": "invalid-value",
    }
    assert len(codes(sound("3.1.0", components={section: names}))) > 0
