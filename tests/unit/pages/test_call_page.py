"""The file of one call: what stands in it, what is linked, and what stays out because it goes without saying."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, get, mini

USER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
ANSWER = {"type": "object", "properties": {"data": USER}}
ID = {"name": "user", "in": "path", "required": True, "schema": {"type": "integer"}}


def page_of(call: str, paths: dict[str, Any], **more: Any) -> str:
    """Return the file of a call, the path below `reference/calls` given, in the bundle of a small document."""
    files = {file.path: file.text for file in make_bundle(findings_of(catalog_from(mini(paths, **more)))).files}
    return files[f"reference/calls/{call}.md"]


def test_the_heading_is_the_call_and_what_is_absent_leaves_no_trace() -> None:
    text = page_of("users/GET", {"/users": {"get": get()}})
    assert text.count("\n# GET /users\n") == 1
    for word in ("**Body**", "**Query**", "Deprecated", "security", "operationId", "On this page"):
        assert word not in text


def test_the_contents_of_a_long_file_count_what_a_client_can_send_and_what_comes_back() -> None:
    wide = {"type": "object", "properties": {f"field{number}": {"type": "string"} for number in range(100)}}
    state = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}
    parameters = [
        {"name": "page", "in": "query", "schema": {"type": "integer"}},
        {"name": "filter", "in": "query", "style": "deepObject", "schema": state},
    ]
    text = page_of("users/GET", {"/users": {"get": get(wide, parameters=parameters)}})
    assert "On this page: 1 query parameter, 2 filters, 100 response fields" in text
    assert "`filter[age]` integer" in text


def test_a_write_links_the_get_that_returns_the_very_same() -> None:
    paths = {
        "/users": {"post": get(ANSWER)},
        "/users/{user}": {"get": get(ANSWER, parameters=[ID])},
    }
    text = page_of("users/POST", paths)
    assert "[GET /users/{user}](_/GET.md) returns" in text
    assert "`name` string" not in text
    assert "`name` string" in page_of("users/_/GET", paths)


def test_a_write_that_returns_more_than_the_get_states_it_in_full() -> None:
    more = {**USER, "properties": {**USER["properties"], "token": {"type": "string"}}}
    paths = {
        "/users": {"post": get({"type": "object", "properties": {"data": more}})},
        "/users/{user}": {"get": get(ANSWER, parameters=[ID])},
    }
    text = page_of("users/POST", paths)
    assert "returns" not in text
    assert "`name` string" in text
    assert "`token` string" in text


def test_security_is_told_where_the_operation_has_its_own() -> None:
    schemes = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    paths = {"/open": {"get": get(security=[])}, "/own": {"get": get(security=[{"key": []}])}, "/usual": {"get": get()}}
    more = {"components": schemes, "security": [{"key": []}]}
    assert "security none" in page_of("open/GET", paths, **more)
    assert "security `key`" in page_of("own/GET", paths, **more)
    assert "security" not in page_of("usual/GET", paths, **more)


def test_security_says_what_is_needed_together_instead_or_not_at_all() -> None:
    schemes = {
        "door": {"type": "apiKey", "in": "query", "name": "door"},
        "login": {"type": "oauth2", "flows": {}},
        "staff": {"type": "http", "scheme": "basic"},
    }
    told = {
        "both": (
            [{"login": ["write", "read"], "door": []}, {"staff": ["chief"]}],
            "`door` and `login` (scopes `write`, `read`), or `staff` (role `chief`)",
        ),
        "either": ([{"login": ["write"]}, {"login": ["read"]}], "`login` (scope `write`) or `login` (scope `read`)"),
        "free": ([{}, {"door": []}], "none or `door`"),
        "unknown": ([{"nobody": []}], "`nobody`"),
    }
    paths = {f"/{name}": {"get": get(security=security)} for name, (security, _) in told.items()}
    for name, (_, words) in told.items():
        text = page_of(f"{name}/GET", paths, components={"securitySchemes": schemes})
        assert f"\nsecurity {words}\n" in text


def test_a_calls_own_servers_are_told_with_their_variables() -> None:
    version = {"default": "1", "enum": ["1", "2"], "description": "Generation"}
    old = {"url": "https://old.example.test/{v}", "description": "Old", "variables": {"v": version}}
    usual = {"url": "https://{at}.example.test/", "variables": {"at": {"default": "eu", "enum": ["eu", ""]}}}
    paths = {"/old": {"servers": [old], "get": get(), "put": get(servers=[{"url": "/own"}])}, "/new": {"get": get()}}
    text = page_of("old/GET", paths, servers=[usual])
    assert (
        "**Servers** of this call, instead of the usual base URL\n\n- `https://old.example.test/{v}` — Old\n"
        "  - `{v}` in it is to be replaced by `1` or `2` (default `1`) — Generation\n" in text
    )
    assert 'curl "https://old.example.test/$v/old"' in text
    assert "\n- `/own`\n" in page_of("old/PUT", paths, servers=[usual])
    assert "old.example.test" not in page_of("old/PUT", paths, servers=[usual])
    assert "Servers" not in page_of("new/GET", paths, servers=[usual])


def test_the_documents_security_is_told_where_the_command_cannot_show_it() -> None:
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "login": {"type": "oauth2", "flows": {}}}
    paths = {"/usual": {"get": get()}, "/open": {"get": get(security=[])}}
    for security, words in (
        ([{}, {"key": []}], "none or `key`"),
        ([{"login": ["read"]}], "`login` (scope `read`)"),
        ([{"login": [], "key": []}], "`key` and `login`"),
    ):
        more = {"components": {"securitySchemes": schemes}, "security": security}
        assert f"\nsecurity {words}\n" in page_of("usual/GET", paths, **more)
        assert "\nsecurity none\n" in page_of("open/GET", paths, **more)


def test_a_deprecated_call_names_its_successor_with_the_rule_or_none_known() -> None:
    paths = {
        "/users/v1.0": {"get": get(ANSWER, deprecated=True)},
        "/users/v2.0": {"get": get(ANSWER)},
        "/pets/v1.0": {"get": get(ANSWER, deprecated=True)},
    }
    assert "**Deprecated**: use [GET /users/v2.0](../v2.0/GET.md) (" in page_of("users/v1.0/GET", paths)
    assert "**Deprecated**: successor: none known" in page_of("pets/v1.0/GET", paths)


def test_a_deprecated_call_without_successor_names_what_to_compare_as_a_candidate() -> None:
    fields = {name: {"type": "string"} for name in ("id", "shelfCode", "aisle", "loadLimit")}
    paths = {f"/{name}/v1.0": {"get": get({"type": "object", "properties": fields})} for name in ("racks", "shelves")}
    paths |= {f"{path}/{{id}}": {"get": get({"type": "object", "properties": fields})} for path in tuple(paths)}
    for path in ("/racks/v1.0", "/racks/v1.0/{id}"):
        paths[path]["get"]["deprecated"] = True
    text = " ".join(page_of("racks/v1.0/GET", paths).split())
    assert "**Deprecated**: successor: none known, but compare [GET /shelves/v1.0](" in text
    assert "(only a candidate: shelves has each call of racks; 3 of 3 fields are the same" in text


def test_errors_that_are_as_everywhere_are_linked_and_others_told() -> None:
    wrong = {"description": "The user is gone."}
    usual = {"404": {"description": "Not found"}}
    paths = {f"/{name}": {"get": {"responses": {"204": {"description": ""}, **usual}}} for name in ("a", "b", "c")}
    paths["/users"] = {"get": {"responses": {"204": {"description": ""}, "404": wrong}}}
    assert "- `404`: [usual errors](../../common-patterns.md#errors)" in page_of("a/GET", paths)
    assert "- `404` The user is gone.: no body" in page_of("users/GET", paths)


def test_examples_of_filters_and_includes_are_told() -> None:
    state = {"type": "object", "properties": {"name": {"type": "string"}}}
    relations = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    parameters = [
        {"name": "filter", "in": "query", "style": "deepObject", "schema": state, "example": {"name": "Tom"}},
        {"name": "include", "in": "query", "schema": relations, "examples": {"both": {"value": ["a", "b"]}}},
    ]
    text = page_of("users/GET", {"/users": {"get": get(parameters=parameters)}})
    assert '- `filter` object — e.g. `{"name":"Tom"}`\n- `filter[name]` string\n' in text
    assert '- `include=a`, `include=b` — e.g. `["a","b"]` (both)\n' in text


def test_the_examples_of_a_usual_error_stand_with_it_and_others_in_the_files_of_their_calls() -> None:
    def fails(example: dict[str, str]) -> dict[str, Any]:
        content = {"application/json": {"schema": USER, "example": example}}
        return {"get": {"responses": {"204": {"description": ""}, "400": {"description": "Bad", "content": content}}}}

    usual, own = {"name": "Usual"}, {"name": "Own"}
    paths = {f"/{name}": fails(own if name == "c" else usual) for name in "abc"}
    files = {file.path: file.text for file in make_bundle(findings_of(catalog_from(mini(paths)))).files}
    assert "**Examples** of them, from the document\n\n`400`:\n\n```json\n" in files["reference/common-patterns.md"]
    assert '{"name": "Usual"}' in files["reference/common-patterns.md"]
    assert "Examples" not in files["reference/calls/a/GET.md"]
    assert '`400`:\n\n```json\n{"name": "Own"}\n```\n' in files["reference/calls/c/GET.md"]


def test_an_example_of_a_schema_with_members_that_are_not_sent_is_none_of_that_body() -> None:
    one_way = {
        "type": "object",
        "properties": {"id": {"type": "integer", "readOnly": True}, "pin": {"type": "string", "writeOnly": True}},
        "example": {"id": 77},
    }
    other_way = {**one_way, "example": {"pin": "p-77"}}
    for schema, in_body, in_response in ((one_way, False, True), (other_way, True, False)):
        body = {"content": {"application/json": {"schema": schema}}}
        sent, _, received = page_of("a/POST", {"/a": {"post": get(schema, requestBody=body)}}).partition(
            "**Responses**"
        )
        assert ("77" in sent, "77" in received) == (in_body, in_response)
