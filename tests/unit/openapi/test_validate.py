"""Tree → findings by the meta-schemas and by the rules of openapi-spec-validator: codes, places, severities."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_documents import OK, sound, with_operation, with_schemas

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.openapi import validate as validation
from ampeco_refgen.openapi.parse import parse
from ampeco_refgen.openapi.severity import SEVERITIES
from ampeco_refgen.openapi.spec_validator import spec_validator_findings
from ampeco_refgen.openapi.validate import dialect_of, validate

VERSIONS = ["3.0.3", "3.1.0"]


def codes(document: dict[str, Any]) -> dict[str, str]:
    """Return the codes of the findings about a document, by their pointers."""
    return {found.pointer: found.code for found in validate(document)}


class TestVersions:
    @pytest.mark.parametrize(
        ("stated", "dialect"),
        [
            *(("3.0.0", "3.0"), ("3.0", "3.0"), ("3.1.1", "3.1"), ("3.2.0", "3.2"), (3.1, "3.1")),
            *((stated, "") for stated in ("4.0.0", "2.0", "3.10.0", "3.01", "", None, True, 3, [], "x3.0")),
        ],
    )
    def test_only_known_versions_are_read(self, stated: Any, dialect: str) -> None:
        assert dialect_of({"openapi": stated}) == dialect

    def test_other_documents_get_one_finding(self) -> None:
        assert codes({"swagger": "2.0", "paths": {}}) == {"#/swagger": "swagger-2"}
        assert codes({"openapi": "5.0.0"}) == {"#/openapi": "unsupported-version"}
        assert codes({"name": "package"}) == {"": "not-openapi"}

    @pytest.mark.parametrize("version", [*VERSIONS, "3.2.0"])
    def test_a_sound_document_has_no_finding_but_that_3_2_is_new(self, version: str) -> None:
        assert codes(sound(version)) == ({"#/openapi": "openapi-3.2"} if version == "3.2.0" else {})


class TestShape:
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
    def test_what_only_a_reference_leads_to_is_judged_too(self, version: str) -> None:
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
        (found,) = [finding for finding in findings if member in finding.pointer]
        assert found.code == code
        assert found.severity is (Severity.ERROR if code == "wrong-type" else Severity.WARNING)

    def test_every_unknown_member_has_its_place(self) -> None:
        assert codes(sound(one=1, two=2)) == {"#/one": "unknown-member", "#/two": "unknown-member"}

    @pytest.mark.parametrize("version", VERSIONS)
    @pytest.mark.parametrize("name", ["", "x", "200", "x/y"])
    def test_the_flaw_of_one_object_is_none_of_others_whatever_they_are_called(self, version: str, name: str) -> None:
        called_back = {name: {"{$request.body#/url}": {"post": {"responses": OK}}}}
        document = with_operation({"responses": OK, "callbacks": called_back}, version=version)
        document["unknown"] = 1
        assert codes(document) == {"#/unknown": "unknown-member"}


class TestRules:
    def test_defaults_are_compared_with_their_schemas(self) -> None:
        schemas = {
            "Fits": {"type": "string", "default": "x", "enum": ["x"], "nullable": True},
            "Null": {"type": "string", "nullable": True, "default": None},
            "Text": {"type": "integer", "default": "x"},
            "NoNull": {"type": "string", "default": None},
            "Large": {"type": "integer", "format": "int32", "default": 2**40},
            "Listed": {"type": "array", "items": {"$ref": "#/components/schemas/Fits"}, "default": ["x", "y"]},
            "Whole": {"type": "integer", "default": 1.0},
            "Long": {"type": "string", "maxLength": 2, "default": "abc"},
            "Closed": {"properties": {"a": {"$ref": "#/components/schemas/Fits"}}, "additionalProperties": False},
            "Open": {"allOf": [{"$ref": "#/components/schemas/Closed"}], "default": {"a": "x", "b": 1}},
        }
        wrong = ("Text", "NoNull", "Large", "Listed", "Whole", "Long", "Open")
        expected = {f"#/components/schemas/{name}/default": "default-mismatch" for name in wrong}
        assert codes(with_schemas(schemas)) == expected

    def test_nulls_are_left_to_the_parts_that_are_nullable(self) -> None:
        nullable = {"type": "string", "nullable": True}
        schemas = {
            "Part": {"allOf": [nullable], "default": None},
            "Referred": {"oneOf": [{"$ref": "#/components/schemas/Part"}], "default": None},
            "Inner": {"type": "object", "properties": {"a": nullable}, "default": {"a": None}},
            "None": {"type": "object", "properties": {"a": {"type": "string"}}, "default": {"a": None}},
        }
        assert codes(with_schemas(schemas)) == {"#/components/schemas/None/default": "default-mismatch"}
        assert codes(with_schemas({"A": {"type": ["string", "null"], "default": None}}, "3.1.0")) == {}

    def test_a_default_is_compared_with_what_its_schema_refers_to(self) -> None:
        name = "a b/{c}~é"
        pointer = "#/components/schemas/a%20b~1%7Bc%7D~0%C3%A9"
        schemas = {name: {"type": "string"}, "Good": {"allOf": [{"$ref": pointer}], "default": "x"}}
        schemas |= {
            "Bad": {"allOf": [{"$ref": pointer}], "default": 1},
            "In é": {"items": {"$ref": pointer}, "default": [1]},
        }
        found = codes(with_schemas(schemas))
        assert [place for place, code in found.items() if code == "default-mismatch"] == [
            "#/components/schemas/Bad/default",
            "#/components/schemas/In é/default",
        ]

    @pytest.mark.parametrize("pattern", ["(a+)+$", r"^(\w+\s?)*$", "(?=(a+)+b)a+", "((a{1,100}){1,100}){1,100}"])
    def test_a_hostile_pattern_does_not_run_for_ever(self, pattern: str) -> None:
        text = "a" * 60 + "!"
        schemas = {
            "A": {"type": "string", "pattern": pattern, "default": text, "nullable": True},
            "B": {"allOf": [{"$ref": "#/components/schemas/A"}], "default": text},
            "C": {"patternProperties": {pattern: {}}, "additionalProperties": False, "default": {text: 1}},
        }
        for version in VERSIONS:
            assert codes(with_schemas(schemas, version))["#/components/schemas/B/default"] == "default-mismatch"

    def test_required_names_must_be_defined_somewhere_in_the_all_of(self) -> None:
        parts = [{"$ref": "#/components/schemas/Base"}, {"oneOf": [{"properties": {"c": {}}}]}]
        schemas = {
            "Base": {"properties": {"a": {}}, "items": {"$ref": "#/components/schemas/Base"}},
            "All": {"allOf": parts, "properties": {"b": {}}, "required": ["a", "b", "c", "d"]},
        }
        (found,) = validate(with_schemas(schemas))
        assert (found.code, found.pointer) == ("undefined-required", "#/components/schemas/All")
        assert "'d'" in found.message

    def test_operations_are_compared_with_their_paths_and_each_other(self) -> None:
        def parameter(name: str, location: str) -> dict[str, Any]:
            return {"name": name, "in": location, "required": True, "schema": {"type": "string"}}

        shared = {"$ref": "#/components/parameters/P"}
        again = {**parameter("p", "path"), "description": "again"}
        document = sound(
            paths={
                "/a/{p}": {
                    "parameters": [shared],
                    "get": {"operationId": "one", "responses": OK, "parameters": [parameter("p", "query")]},
                    "put": {"operationId": "one", "responses": OK, "parameters": [parameter("z", "path")]},
                },
                "/b/{p}/{q}": {"get": {"responses": OK, "parameters": [shared, parameter("q", "path"), again]}},
                "/c/{r}": {"get": {"responses": OK}},
                "/d/{": {"get": {"responses": OK}},
            },
            components={"parameters": {"P": parameter("p", "path")}},
            tags=[{"name": "t"}, {"name": "t", "description": "again"}],
        )
        assert codes(document) == {
            "#/paths/~1a~1{p}/put": "path-parameter",
            "#/paths/~1a~1{p}/put/operationId": "duplicate-operation-id",
            "#/paths/~1b~1{p}~1{q}/get/parameters/2": "duplicate-parameter",
            "#/paths/~1c~1{r}/get": "path-parameter",
            "#/paths/~1d~1{/get": "path-parameter",
            "#/tags/1": "duplicate-tag",
        }


class TestComplete:
    @pytest.mark.parametrize("version", [*VERSIONS, "3.2.0"])
    def test_a_sound_document_is_sound_to_the_library_too(self, version: str) -> None:
        assert validate(sound(version), complete=True) == validate(sound(version))

    def test_the_library_is_asked_where_nothing_was_found_that_it_looks_for(self, monkeypatch: Any) -> None:
        document = with_schemas({"A": {"type": "string", "default": 5}})
        document["security"] = [{"gone": []}]
        assert codes(document) == {
            "#/components/schemas/A/default": "default-mismatch",
            "#/security/0/gone": "undefined-security-scheme",
        }
        assert validate(document, complete=True) == validate(document)
        monkeypatch.setattr(validation, "default_findings", lambda _: ())
        assert [found.code for found in validate(document)] == ["undefined-security-scheme"]
        found = {found.code: found.severity for found in validate(document, complete=True)}
        assert found == {"stock-finding": Severity.WARNING, "undefined-security-scheme": Severity.WARNING}

    @pytest.mark.parametrize("pattern", ["(a+)+$", r"^(\w+\s?)*$", "(?=(a+)+b)a+", "((a{1,100}){1,100}){1,100}"])
    def test_a_hostile_pattern_does_not_keep_the_library_busy_for_ever(self, pattern: str) -> None:
        text = "a" * 60 + "!"
        schemas = {
            "A": {"type": "string", "pattern": pattern, "default": text},
            "C": {"patternProperties": {pattern: {}}, "additionalProperties": False, "default": {text: 1}},
        }
        for version in VERSIONS:
            assert list(spec_validator_findings(with_schemas(schemas, version), version[:3]))

    @pytest.mark.parametrize("version", [*VERSIONS, "3.2.0"])
    @pytest.mark.parametrize(
        "scheme", ["http://127.0.0.1:9", "https://127.0.0.1:9", "file://", "ftp://a", "other.yaml#", "//a"]
    )
    def test_the_library_opens_nothing_and_its_exceptions_are_findings(self, version: str, scheme: str) -> None:
        document = sound(version, components={"schemas": {"A": {"allOf": [{"$ref": f"{scheme}/x"}], "default": 1}}})
        (found,) = spec_validator_findings(document, version[:3])
        assert (found.code, found.severity) == ("stock-finding", Severity.WARNING)
        assert "Unresolvable" in found.message


NAMES = st.sampled_from(
    ["$ref", "type", "allOf", "properties", "default", "items", "x-y", "required", "format", "pattern", "enum"]
)
TEXTS = st.sampled_from(["string", "#/components/schemas/A", "#/paths", "(", "5", ""])
SCHEMAS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150)
@given(SCHEMAS, st.sampled_from(VERSIONS))
def test_no_schema_breaks_the_validation(schema: Any, version: str) -> None:
    for found in validate(with_schemas({"A": schema}, version)):
        assert found.code in SEVERITIES
        assert "\n" not in found.message
