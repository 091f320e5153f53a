"""The rules: references in every place where they can stand, operations, schemas, security schemes, links."""

from __future__ import annotations

from typing import Any

import pytest
from small_documents import OK, codes, sound, with_operation, with_schemas

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.openapi.validate import validate


def component(section: str, name: str = "Missing") -> dict[str, Any]:
    return {"$ref": f"#/components/{section}/{name}"}


BODY = {"content": {"a/b": {"schema": component("schemas"), "examples": {"e": component("examples")}}}}
PLACES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "body": ({"requestBody": component("requestBodies")}, ["requestBody"]),
    "content": ({"requestBody": BODY}, ["requestBody/content/a~1b/schema", "requestBody/content/a~1b/examples/e"]),
    "parameter": ({"parameters": [component("parameters")]}, ["parameters/0"]),
    "response": ({"responses": {"200": component("responses")}}, ["responses/200"]),
    "header": (
        {"responses": {"200": {**OK["200"], "headers": {"H": component("headers")}}}},
        ["responses/200/headers/H"],
    ),
    "link": ({"responses": {"200": {**OK["200"], "links": {"l": component("links")}}}}, ["responses/200/links/l"]),
    "callback": ({"callbacks": {"c": component("callbacks")}}, ["callbacks/c"]),
    "in callback": (
        {"callbacks": {"c": {"{$u}": {"put": {"responses": {"200": component("responses")}}}}}},
        ["callbacks/c/{$u}/put/responses/200"],
    ),
}


class TestReferences:
    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    @pytest.mark.parametrize("place", PLACES)
    def test_one_that_leads_nowhere_is_an_error_wherever_it_stands(self, place: str, version: str) -> None:
        operation, pointers = PLACES[place]
        expected = {f"#/paths/~1a/post/{pointer}/$ref": "dangling-reference" for pointer in pointers}
        assert codes(with_operation(operation, version=version)) == expected

    def test_path_items_and_their_parameters_may_refer_too(self) -> None:
        shared = {"parameters": [component("parameters")], "get": {"responses": OK}}
        document = sound(paths={"/a": component("pathItems"), "/b": shared, "/c": {"$ref": "#/paths/~1b"}})
        assert codes(document) == {
            "#/paths/~1a/$ref": "dangling-reference",
            "#/paths/~1b/parameters/0/$ref": "dangling-reference",
        }

    @pytest.mark.parametrize(
        "keyword",
        ["items", "not", "additionalProperties", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems"],
    )
    def test_schemas_refer_from_every_keyword(self, keyword: str) -> None:
        expected = {f"#/components/schemas/A/{keyword}/$ref": "dangling-reference"}
        assert codes(with_schemas({"A": {keyword: component("schemas")}}, "3.1.0")) == expected

    @pytest.mark.parametrize("keyword", ["properties", "patternProperties", "$defs", "dependentSchemas"])
    def test_schemas_refer_from_every_map(self, keyword: str) -> None:
        expected = {f"#/components/schemas/A/{keyword}/x/$ref": "dangling-reference"}
        assert codes(with_schemas({"A": {keyword: {"x": component("schemas")}}}, "3.1.0")) == expected

    @pytest.mark.parametrize(
        "reference",
        [
            *(
                "http://example.com/a",
                "HTTPS://example.com",
                "file:///etc/passwd",
                "other.yaml#/x",
                "./a.json",
                "//example.com",
            ),
            *("python:os", "", "a", "/paths", " #/paths", "components/schemas/A", "urn:x", "\\\\host\\share"),
        ],
    )
    def test_one_that_leads_out_is_refused(self, reference: str) -> None:
        (finding,) = validate(with_schemas({"A": {"type": "string"}, "B": {"items": {"$ref": reference}}}))
        assert (finding.code, finding.severity) == ("remote-reference", Severity.ERROR)

    def test_what_leads_out_stops_all_further_checks(self) -> None:
        document = with_schemas({"A": {"$ref": "http://example.com"}, "B": {"type": 5, "default": 1}})
        assert list(codes(document).values()) == ["remote-reference"]

    def test_only_the_link_that_leads_out_is_reported(self) -> None:
        schemas = {"A": component("schemas", "B"), "B": component("schemas", "C"), "C": {"$ref": "http://example.com"}}
        assert codes(with_schemas(schemas)) == {"#/components/schemas/C/$ref": "remote-reference"}

    @pytest.mark.parametrize("reference", ["#", "#name", "#a/b"])
    def test_anchors_are_not_followed(self, reference: str) -> None:
        document = with_schemas({"A": {"$ref": reference}, "B": {"$anchor": "name"}}, "3.1.0")
        assert codes(document) == {"#/components/schemas/A/$ref": "anchor-reference"}

    @pytest.mark.parametrize(
        ("name", "token"),
        [
            ("a/b", "a~1b"),
            ("a~b", "a~0b"),
            ("{id}", "%7Bid%7D"),
            ("{id}", "{id}"),
            ("é", "%C3%A9"),
            ("é", "é"),
            ("~1", "~01"),
        ],
    )
    def test_pointers_are_unescaped(self, name: str, token: str) -> None:
        document = sound(
            **{"x-shared": {name: {"type": "string"}}}, components={"schemas": {"A": {"$ref": f"#/x-shared/{token}"}}}
        )
        assert [code for code in codes(document).values() if code != "invalid-value"] == []

    def test_pointers_count_in_lists(self) -> None:
        schemas = {"A": {"allOf": [{"type": "string"}]}, "B": {"$ref": "#/components/schemas/A/allOf/0"}}
        assert codes(with_schemas(schemas)) == {}
        schemas["B"]["$ref"] = "#/components/schemas/A/allOf/1"
        assert list(codes(with_schemas(schemas)).values()) == ["dangling-reference"]

    def test_circles_without_content_are_errors_and_recursion_is_none(self) -> None:
        circle = {"A": component("schemas", "B"), "B": component("schemas", "C"), "C": component("schemas", "A")}
        pointers = {f"#/components/schemas/{name}/$ref": "circular-reference" for name in circle}
        assert codes(with_schemas(circle)) == pointers
        recursive = {
            "List": {"properties": {"next": component("schemas", "List"), "tree": component("schemas", "Tree")}},
            "Tree": {"type": "array", "items": component("schemas", "Tree")},
            "Map": {"additionalProperties": component("schemas", "Map"), "allOf": [component("schemas", "List")]},
        }
        assert codes(with_schemas(recursive)) == {}

    def test_ten_thousand_references_in_a_row_are_followed(self) -> None:
        chain = {f"S{number}": component("schemas", f"S{number + 1}") for number in range(10_000)}
        assert codes(with_schemas({**chain, "S10000": {"type": "string"}})) == {}

    def test_what_only_a_reference_leads_to_is_checked_as_what_it_is_used_for(self) -> None:
        shared = {"Body": {"content": {"a/b": {"schema": component("schemas")}}}}
        document = {**with_operation({"requestBody": {"$ref": "#/x-shared/Body"}}), "x-shared": shared}
        assert codes(document) == {"#/x-shared/Body/content/a~1b/schema/$ref": "dangling-reference"}

    def test_one_to_another_kind_of_object_is_an_error(self) -> None:
        document = with_operation(
            {"requestBody": component("schemas", "A"), "responses": {"200": {"$ref": "#/info/title"}}}
        )
        document["components"] = {"schemas": {"A": {"type": "object"}}}
        assert codes(document) == {
            "#/paths/~1a/post/requestBody/$ref": "wrong-reference",
            "#/paths/~1a/post/responses/200/$ref": "wrong-reference",
        }

    def test_members_beside_a_reference_count_only_in_3_1(self) -> None:
        schemas = {"A": {"$ref": "#/components/schemas/B", "items": component("schemas")}, "B": {}}
        assert codes(with_schemas(schemas)) == {}
        assert codes(with_schemas(schemas, "3.1.0")) == {"#/components/schemas/A/items/$ref": "dangling-reference"}

    def test_a_boolean_schema_can_be_referred_to(self) -> None:
        assert codes(with_schemas({"A": True, "B": component("schemas", "A")}, "3.1.0")) == {}

    @pytest.mark.parametrize("value", [5, None, ["#/paths"], {"a": 1}, True])
    def test_one_that_is_no_text_is_an_error(self, value: Any) -> None:
        for version in ("3.0.3", "3.1.0"):
            findings = validate(with_schemas({"A": {"$ref": value}}, version))
            assert {(finding.code, finding.severity) for finding in findings} == {("wrong-type", Severity.ERROR)}

    def test_dynamic_keywords_and_mappings_are_warned_of(self) -> None:
        schemas = {
            "A": {"$dynamicRef": "http://example.com/x", "$id": "http://example.com/a"},
            "B": {
                "oneOf": [component("schemas", "A")],
                "discriminator": {
                    "propertyName": "k",
                    "mapping": {"1": "A", "2": "#/components/schemas/A", "3": "Gone", "4": "http://example.com/x"},
                },
            },
        }
        mapping = "#/components/schemas/B/discriminator/mapping"
        assert codes(with_schemas(schemas, "3.1.0")) == {
            "#/components/schemas/A/$dynamicRef": "dynamic-reference",
            f"{mapping}/3": "dangling-mapping",
            f"{mapping}/4": "dangling-mapping",
        }


class TestDocument:
    @pytest.mark.parametrize(
        "paths",
        [{}, {"/a": {}}, {"/a": {"parameters": []}}, {"/a": {"get": None}}, {"x-a": {"get": {"responses": OK}}}, None],
    )
    def test_one_without_an_operation_is_refused(self, paths: Any) -> None:
        error_codes = {
            finding.code for finding in validate(sound("3.1.0", paths=paths)) if finding.severity is Severity.ERROR
        }
        assert error_codes == {"no-operation"}

    @pytest.mark.parametrize("item", [{"post": {"responses": OK}}, component("pathItems", "P")])
    def test_webhooks_alone_are_enough(self, item: Any) -> None:
        document = sound("3.1.0", webhooks={"made": item})
        document["components"] = {"pathItems": {"P": {"post": {"responses": OK}}}}
        assert codes(document) == {}
        del document["paths"]
        assert codes(document) == {}

    def test_a_webhook_without_a_method_is_not(self) -> None:
        (finding,) = validate(sound("3.1.0", paths={}, webhooks={"made": {}}))
        assert finding.code == "no-operation"

    def test_a_path_item_by_reference_has_operations(self) -> None:
        document = sound("3.1.0", paths={"/a": component("pathItems", "P")})
        document["components"] = {"pathItems": {"P": {"get": {"responses": OK}}}}
        assert codes(document) == {}

    def test_paths_that_differ_only_in_names_are_warned_of(self) -> None:
        def item(name: str) -> dict[str, Any]:
            parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            return {"parameters": [parameter], "get": {"responses": OK}}

        document = sound(paths={"/a/{x}": item("x"), "/a/b": {"get": {"responses": OK}}, "/a/{y}": item("y")})
        assert codes(document) == {"#/paths/~1a~1{y}": "ambiguous-path"}

    def test_security_schemes_must_be_defined(self) -> None:
        document = with_operation({"security": [{}, {"known": []}, {"known": [], "gone": []}]})
        document["security"] = [{"gone": []}]
        document["components"] = {"securitySchemes": {"known": {"type": "http", "scheme": "basic"}}}
        assert codes(document) == {
            "#/paths/~1a/post/security/2/gone": "undefined-security-scheme",
            "#/security/0/gone": "undefined-security-scheme",
        }

    def test_links_must_name_an_operation(self) -> None:
        links = {"good": {"operationId": "one"}, "bad": {"operationId": "two"}, "far": {"operationRef": "http://a/b"}}
        document = with_operation({"operationId": "one", "responses": {"200": {"description": "ok", "links": links}}})
        assert codes(document) == {"#/paths/~1a/post/responses/200/links/bad/operationId": "dangling-link"}


class TestOperationsAndSchemas:
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

    def test_required_names_must_be_defined_somewhere_in_the_all_of(self) -> None:
        parts = [{"$ref": "#/components/schemas/Base"}, {"oneOf": [{"properties": {"c": {}}}]}]
        schemas = {
            "Base": {"properties": {"a": {}}, "items": {"$ref": "#/components/schemas/Base"}},
            "All": {"allOf": parts, "properties": {"b": {}}, "required": ["a", "b", "c", "d"]},
        }
        (finding,) = validate(with_schemas(schemas))
        assert (finding.code, finding.pointer) == ("undefined-required", "#/components/schemas/All")
        assert "'d'" in finding.message
