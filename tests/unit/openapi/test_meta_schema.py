"""Objects against the meta-schemas: codes, places, severities."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_documents import OK, codes, sound, with_operation, with_schemas

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.openapi.parse import parse
from ampeco_refgen.openapi.validate import validate

VERSIONS = ["3.0.3", "3.1.0"]


class TestMetaSchema:
    @pytest.mark.parametrize("version", VERSIONS)
    def test_one_broken_object_is_found_where_it_is_however_deep(self, version: str) -> None:
        schema: dict[str, Any] = {"minLength": "x"}
        for _ in range(60):
            schema = {"allOf": [{"properties": {"a/b": {"items": schema}}}]}
        below = "/allOf/0/properties/a~1b/items" * 60
        expected = {f"#/components/schemas/Deep{below}/minLength": "wrong-type"}
        assert codes(with_schemas({"Deep": schema}, version)) == expected

    def test_what_nests_deeper_than_the_library_can_tell_of_is_refused_only_where_it_matters(self) -> None:
        example: Any = 1
        for _ in range(400):
            example = [example]
        assert codes(with_schemas({"A": {"example": example}})) == {}
        elsewhere = with_schemas({"A": {"example": example, "properties": []}})
        assert codes(elsewhere) == {"#/components/schemas/A/properties": "wrong-type"}
        assert codes(with_schemas({"A": {"example": example, "more": 1}})) == {"#/components/schemas/A": "wrong-type"}

    @pytest.mark.parametrize("version", VERSIONS)
    def test_what_only_a_reference_leads_to_is_validated_too(self, version: str) -> None:
        shared = {"a": {"required": "x"}, "example": {"type": 5}}
        document = with_schemas({"A": {"$ref": "#/x-shared/a"}}, version) | {"x-shared": shared}
        assert codes(document) == {"#/x-shared/a/required": "wrong-type"}

    @pytest.mark.parametrize("version", VERSIONS)
    def test_an_object_in_many_places_is_reported_once(self, version: str) -> None:
        broken = {"type": "object", "required": "a"}
        document = json.dumps(with_schemas({"A": broken, "B": {"items": broken}, "C": broken}, version))
        assert len(validate(parse(document.encode()).tree)) == 1

    @pytest.mark.parametrize("version", VERSIONS)
    def test_what_stands_in_bodies_headers_and_callbacks_is_looked_at(self, version: str) -> None:
        def broken() -> dict[str, Any]:
            return {"schema": {"required": "a"}}

        parameter = {"name": "n", "in": "query", **broken()}
        encoding = {"x": {"headers": {"H": broken()}}}
        operation = {
            "requestBody": {"content": {"a/b": {**broken(), "encoding": encoding}}},
            "responses": {"200": {"description": "ok", "headers": {"H": broken()}}},
            "callbacks": {"c": {"{$url}": {"put": {"responses": OK, "parameters": [parameter]}}}},
        }
        places = [
            "requestBody/content/a~1b/schema",
            "requestBody/content/a~1b/encoding/x/headers/H/schema",
            "responses/200/headers/H/schema",
            "callbacks/c/{$url}/put/parameters/0/schema",
        ]
        expected = {f"#/paths/~1a/post/{place}/required": "wrong-type" for place in places}
        assert codes(with_operation(operation, version=version)) == expected

    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
    @pytest.mark.parametrize("value", ["team-a", 1, None, ["a"], {"get": 5}])
    def test_a_callback_may_have_extensions_and_a_link_a_server(self, version: str, value: Any) -> None:
        callback = {"x-owner": value, "{$url}": {"post": {"responses": OK}}}
        links = {"l": {"operationId": "o", "server": {"url": "https://a.test"}, "x-owner": value}}
        operation = {
            "operationId": "o",
            "callbacks": {"made": callback},
            "responses": {"200": {"description": "ok", "links": links}},
        }
        document = with_operation(operation, version=version)
        document["components"] = {"callbacks": {"Made": callback}}
        assert {finding.code for finding in validate(document, complete=True)} <= {"openapi-3.2"}
        document = with_operation({}, version=version)
        document["components"] = {"callbacks": {"Made": {"{$url}": "x"}}}
        assert codes(document).get("#/components/callbacks/Made/{$url}") == "wrong-type"

    def test_extensions_and_literals_hold_no_objects(self) -> None:
        nonsense = {"type": 5, "$ref": 7, "properties": []}
        literal = {"example": nonsense, "default": nonsense, "enum": [nonsense], "x-more": nonsense}
        assert codes(with_schemas({"A": literal})) == {}
        document = sound(**{"x-root": nonsense})
        document["paths"]["x-paths"] = nonsense
        document["paths"]["/a"]["get"]["responses"] = {**OK, "x-responses": nonsense}
        assert codes(document) == {}

    def test_properties_may_have_the_names_of_keywords(self) -> None:
        names = ["$ref", "properties", "x-y", "default", "allOf", "example"]
        assert codes(with_schemas({"A": {"properties": {name: {"type": "string"} for name in names}}})) == {}

    @pytest.mark.parametrize(
        ("member", "value", "code"),
        [
            ("description", 5, "unquoted-text"),
            ("description", None, "null-member"),
            ("description", [], "wrong-type"),
            ("deprecated", "true", "quoted-value"),
            ("deprecated", "yes", "wrong-type"),
            ("minLength", "5", "quoted-value"),
            ("minLength", "five", "wrong-type"),
            ("minLength", "1" * 400, "wrong-type"),
            ("externalDocs", "https://example.com", "ignored-member"),
            ("required", True, "wrong-type"),
            ("items", [{}], "wrong-type"),
            ("items", True, "invalid-value"),
            ("exclusiveMinimum", 5, "invalid-value"),
            ("properties", {"a": None}, "null-entry"),
            ("properties", {"a": 5}, "wrong-type"),
        ],
    )
    def test_a_wrong_type_is_an_error_only_where_a_fact_is_lost(self, member: str, value: Any, code: str) -> None:
        findings = validate(with_schemas({"A": {member: value, "minimum": 1}}))
        (member_finding,) = [finding for finding in findings if member in finding.pointer]
        assert member_finding.code == code
        assert member_finding.severity is (Severity.ERROR if code == "wrong-type" else Severity.WARNING)

    def test_every_unknown_member_has_its_place(self) -> None:
        assert codes(sound(one=1, two=2)) == {"#/one": "unknown-member", "#/two": "unknown-member"}

    @pytest.mark.parametrize("version", VERSIONS)
    @pytest.mark.parametrize("name", ["", "x", "200", "x/y"])
    def test_the_flaw_of_one_object_is_none_of_others_whatever_they_are_called(self, version: str, name: str) -> None:
        called_back = {name: {"{$request.body#/url}": {"post": {"responses": OK}}}}
        document = with_operation({"responses": OK, "callbacks": called_back}, version=version)
        document["unknown"] = 1
        assert codes(document) == {"#/unknown": "unknown-member"}
