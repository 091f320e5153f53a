"""Commands, run by a shell against a server on this machine, send exactly what a document asks for."""

from __future__ import annotations

import json
import shutil
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.pages.curl import call_example
from ampeco_refgen.pages.examples import Examples
from documents import catalog_from
from loopback import Request, run

HOSTILE = "a'b\"c`d$e\\f!g;h|i&j\nk$(touch pwned)```\n#l"
STRING, BINARY = {"type": "string"}, {"type": "string", "format": "binary"}


def command(operation: dict[str, Any], *, path: str = "/things", method: str = "post", **root: Any) -> str:
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Test", "version": "1"},
        "servers": [{"url": "https://api.example.com/v1/"}],
        "paths": {path: {method: {"responses": {"204": {"description": "Done"}}, **operation}}},
        **root,
    }
    catalog = catalog_from(document)
    fields = Fields(catalog)
    example = call_example(catalog, fields, Examples(fields), catalog.operations[0])
    assert example is not None
    assert max(map(len, example.lines)) <= LINE_COLUMNS
    assert not any("`" in line or not line.isprintable() for line in example.lines)
    return "\n".join(example.lines)


def sent(text: str, folder: Any, shell: str = "bash") -> Request:
    return run({"": text}, folder, shell)[""]


def body(content_type: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {content_type: {"schema": schema, **more}}}}


def item(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "api_key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "SESSION"},
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://example.com", "scopes": {}}}},
    "other": {"type": "http", "scheme": "Negotiate"},
}


@pytest.mark.parametrize(
    ("security", "authorization", "rest"),
    [
        ([{"bearer": []}], "Bearer v-token", {}),
        ([{"oauth": []}], "Bearer v-token", {}),
        ([{"basic": []}], "Basic di1hcGlVc2VyOnYtYXBpUGFzc3dvcmQ=", {}),
        ([{"other": []}], "Negotiate v-credentials", {}),
        ([{"key": []}], None, {"x-key": "v-apiKey"}),
        ([{"cookie": []}], None, {"cookie": "SESSION=v-apiKey"}),
        ([{"bearer": [], "key": []}], "Bearer v-token", {"x-key": "v-apiKey"}),
        ([{"key": []}, {"bearer": []}], None, {"x-key": "v-apiKey"}),
        ([], None, {}),
        ([{}], None, {}),
    ],
)
def test_credentials_are_those_of_the_effective_security(security, authorization, rest, tmp_path):
    root = {"components": {"securitySchemes": SCHEMES}, "security": [{"basic": []}]}
    request = sent(command({"security": security}, method="get", **root), tmp_path)
    assert request.headers.get("authorization") == authorization
    assert {name: request.headers.get(name) for name in rest} == rest
    assert {"x-key", "cookie"} & request.headers.keys() == rest.keys()


def test_keys_of_the_query_are_distinct(tmp_path):
    schemes = {"a": SCHEMES["query"], "b": {"type": "apiKey", "in": "query", "name": "second"}}
    operation = {"security": [{"a": [], "b": []}]}
    request = sent(command(operation, method="delete", components={"securitySchemes": schemes}), tmp_path)
    assert (request.method, request.target) == ("DELETE", "/v1/things?api_key=v-apiKey&second=v-apiKey2")


def test_an_operations_own_server_and_its_variables_are_used(tmp_path):
    servers = [{"url": "https://{region}.example.com/{base}", "variables": {"region": {"default": "eu"}, "base": {}}}]
    text = command({"servers": servers}, method="get", path="/{region}/{USER}/{path}:stop")
    assert '"https://$region2.example.com/$base/$region/$USER_/${path_}:stop"' in text
    assert sent(text, tmp_path).target == "/v-base/v-region/v-USER_/v-path_:stop"


@pytest.mark.parametrize("servers", [[], [{"url": "/v2"}]])
def test_a_server_without_a_host_is_left_to_the_reader(servers, tmp_path):
    text = command({}, servers=servers, method="get")
    assert text.startswith('curl "$baseUrl/')
    assert sent(text, tmp_path).target.endswith("/things")


PARAMETERS = [
    {"name": "a b", "in": "query", "required": True, "schema": {**STRING, "example": "x&y='z'"}},
    {"name": "many", "in": "query", "required": True, "schema": {"type": "array", "items": {"type": "integer"}}},
    {"name": "few", "in": "query", "required": True, "explode": False, "schema": {"type": "array", "items": STRING}},
    {"name": "deep", "in": "query", "required": True, "style": "deepObject", "schema": item(c=STRING)},
    {"name": "left", "in": "query", "schema": STRING},
    {"name": "X-Trace", "in": "header", "required": True, "schema": {**STRING, "example": HOSTILE}},
    {"name": "Accept", "in": "header", "required": True, "schema": STRING},
    {"name": "theme", "in": "cookie", "required": True, "schema": {**STRING, "example": "dark; x"}},
]


def test_required_parameters_are_sent(tmp_path):
    request = sent(command({"parameters": PARAMETERS}, method="get"), tmp_path)
    pairs = [("a b", "x&y='z'"), ("many", "1"), ("few", "Example few"), ("deep[c]", "Example c")]
    assert parse_qsl(urlsplit(request.target).query) == pairs
    assert request.headers["x-trace"] == HOSTILE.replace("\n", "")
    assert request.headers["cookie"] == "theme=dark%3B%20x"


def test_a_path_has_what_styles_write_before_values(tmp_path):
    def parameter(name: str, style: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"name": name, "in": "path", "required": True, "style": style, "schema": schema, **more}

    parameters = [
        parameter("m", "matrix", STRING),
        parameter("l", "label", STRING),
        parameter("o", "matrix", item(a=STRING), explode=True),
        parameter("s", "simple", STRING),
    ]
    text = command({"parameters": parameters}, path="/x/{m}/{l}/{o}/{s}", method="get")
    assert "/x/;m=$m/.$l/;$o/$s" in text
    assert sent(text, tmp_path).target == "/v1/x/;m=v-m/.v-l/;v-o/v-s"


@pytest.mark.parametrize("shell", ["bash", *filter(shutil.which, ["dash", "zsh"])])
def test_hostile_text_stays_text(shell, tmp_path):
    operation = body("application/json", item(**{"a": {**STRING, "example": HOSTILE}, HOSTILE: STRING}))
    path = "/it's/\"q\"/$(touch pwned)/`touch pwned`/$HOME/é #!{id}\n/{a'b$(x)}"
    request = sent(command(operation, path=path), tmp_path, shell)
    plain = unquote(request.target)
    assert plain == "/v1" + path.replace("{id}", "v-id").replace("{a'b$(x)}", "v-a_b_x")
    assert json.loads(request.body)["a"] == HOSTILE
    assert HOSTILE in json.loads(request.body)


def test_hostile_names_of_headers_and_schemes_stay_text(tmp_path):
    schemes = {"k": {"type": "apiKey", "in": "header", "name": "X-'$(pwned)`pwned`"}}
    operation = {"security": [{"k": []}]}
    text = command(operation, method="get", components={"securitySchemes": schemes})
    print(text)
    assert sent(text, tmp_path).headers["x-'$(pwned)`pwned`"] == "v-apiKey"


def test_a_multipart_body_of_no_parts_sends_none(tmp_path):
    request = sent(command(body("multipart/form-data", {"type": "object"})), tmp_path)
    assert (request.method, request.body) == ("POST", b"")


def test_a_form_is_sent_encoded(tmp_path):
    schema = item(a={**STRING, "example": HOSTILE}, b={"type": "array", "items": STRING}, c=item(d={"type": "boolean"}))
    request = sent(command(body("application/x-www-form-urlencoded", schema)), tmp_path)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(request.body.decode()) == [("a", HOSTILE), ("b", "Example b"), ("c", '{"d": true}')]


def test_a_multipart_form_is_sent_in_parts(tmp_path):
    schema = item(a={**STRING, "example": "@x;y'z"}, b=item(c={**STRING, "example": "1;2"}), file=BINARY)
    encoding = {"file": {"contentType": "image/png"}}
    request = sent(command(body("multipart/form-data", schema, encoding=encoding)), tmp_path)
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parts = {
        part.get_param("name", header="content-disposition"): part
        for part in message_from_bytes(head + request.body).get_payload()
    }
    assert parts["a"].get_payload(decode=True) == b"@x;y'z"
    assert json.loads(parts["b"].get_payload(decode=True)) == {"c": "1;2"}
    assert parts["b"].get_content_type() == "application/json"
    assert parts["file"].get_payload(decode=True) == b"content of file.bin"
    assert parts["file"].get_content_type() == "image/png"


@pytest.mark.parametrize(
    ("content_type", "schema", "arrived"),
    [
        ("application/octet-stream", BINARY, b"content of body.bin"),
        ("image/png", BINARY, b"content of body.bin"),
        ("application/xml", item(a=STRING), b"content of body.xml"),
        ("text/plain", {**STRING, "example": HOSTILE}, HOSTILE.encode()),
        ("application/merge-patch+json", item(a=STRING), b'{"a": "Example a"}'),
        ("application/json", {"type": "array", "items": STRING, "minItems": 5000}, b"content of body.json"),
        ("application/json", {**STRING, "example": "x" * 500}, b"content of body.json"),
    ],
)
def test_other_bodies_are_sent_as_what_they_are(content_type, schema, arrived, tmp_path):
    request = sent(command(body(content_type, schema)), tmp_path)
    assert (request.headers["content-type"], request.body) == (content_type, arrived)


def test_json_is_chosen_among_several_types(tmp_path):
    operation = {
        "requestBody": {"content": {kind: {"schema": item(a=STRING)} for kind in ("text/xml", "application/json")}}
    }
    assert sent(command(operation), tmp_path).headers["content-type"] == "application/json"


def test_a_long_body_is_broken_between_its_members(tmp_path):
    schema = item(**{f"field{number}": {**STRING, "example": "a, b"} for number in range(80)})
    text = command(body("application/json", schema))
    assert 6 < text.count("\n") < 15
    assert len(json.loads(sent(text, tmp_path).body)) == 80


def test_a_get_with_a_body_stays_a_get(tmp_path):
    assert sent(command(body("application/json", item(a=STRING)), method="get"), tmp_path).method == "GET"


def test_the_first_documented_example_that_is_valid_is_sent_and_no_made_up_one() -> None:
    examples = {
        "bad": {"value": {"a": 1}},
        "big": {"value": {"a": "x" * 2_500}},
        "good": {"value": {"a": "Tom"}},
        "other": {"value": {"a": "Rex"}},
    }
    schema = {**item(a=STRING), "example": {"a": "Of the schema"}}
    assert '{"a": "Tom"}' in command(body("application/json", schema, examples=examples))
    assert '{"a": "Rex"}' in command(body("application/json", schema, example={"a": "Rex"}))
    assert '{"a": "Of the schema"}' in command(body("application/json", schema, example={"a": 5}))
    union = {"oneOf": [item(a=STRING, b=STRING), item(a=STRING)]}
    assert '{"a": "Tom"}' in command(body("application/vnd.x+json", union, examples=examples))
    assert '{"any": ["thing"]}' in command(body("application/json", {}, example={"any": ["thing"]}))
