"""The page that one reads once before writing a client: paging, lists in parameters, errors, webhooks."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, get, mini

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
LISTED = {"type": "array", "items": {"type": "object", "properties": {"id": NUMBER}}}


def files_of(paths: dict[str, Any], **more: Any) -> dict[str, str]:
    return {file.path: file.text for file in make_bundle(findings_of(catalog_from(mini(paths, **more)))).files}


def patterns_of(paths: dict[str, Any], **more: Any) -> str:
    return files_of(paths, **more)["reference/common-patterns.md"]


def fails(**responses: Any) -> dict[str, Any]:
    """Return an operation that declares errors, given as `e404={…}`."""
    errors = {status.removeprefix("e"): response for status, response in responses.items()}
    return {"responses": {"204": {"description": ""}, **errors}}


def sent_to(headers: dict[str, str], text: str = "", body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return paths of one subscription whose webhook has headers, given with their descriptions."""
    parameters = [{"name": name, "in": "header", "schema": TEXT, "description": said} for name, said in headers.items()]
    hook = {"parameters": parameters, "responses": {"200": {"description": ""}}}
    subscribe: dict[str, Any] = {**get(), "description": text, "callbacks": {"paid": {"{$url}": {"post": hook}}}}
    if body:
        subscribe["requestBody"] = {"content": {"application/json": {"schema": {"type": "object", "properties": body}}}}
    return {"/subscriptions": {"post": subscribe}}


def test_each_status_has_a_row_with_its_cause_and_whether_to_send_again() -> None:
    paths = {
        f"/{name}": {"get": fails(e404={"description": "No such thing"}, e429={"description": ""})} for name in "abc"
    }
    text = patterns_of(paths)
    assert "| `404` | No such thing | nothing is there, or it is not shown | no | 3 |" in text
    assert "| `429` | Too Many Requests | too many requests in a time | yes, after `Retry-After`" in text
    assert "| `500`, `502`, `503`, `504` |  | an error of the server | yes, where repeating is safe" in text
    assert "- `404`, `429`: no body" in text


def test_calls_that_declare_a_status_with_another_body_are_not_counted_as_alike() -> None:
    def bad(content: dict[str, Any]) -> dict[str, Any]:
        return {"get": fails(e400={"description": "Bad", "content": content})}

    texts = {"application/json": {"schema": {"type": "array", "items": TEXT}}}
    for other, number in (
        (texts, "2"),
        ({"application/json": {"schema": TEXT}}, "2, bodies differ"),
        ({"application/problem+json": texts["application/json"]}, "2, bodies differ"),
        ({**texts, "text/plain": {"schema": TEXT}}, "2, bodies differ"),
        ({}, "2, bodies differ"),
    ):
        # A description of several words is too long for what is usual, whatever the body is.
        paths = {"/e": bad(texts), "/g": bad(other)}
        for path in paths.values():
            path["get"]["responses"]["400"]["description"] = "Bad " * 50
        row = next(line for line in patterns_of(paths).splitlines() if line.startswith("| `400`"))
        assert row.endswith(f"| {number} |")


def test_what_few_calls_declare_is_told_in_their_files_with_the_document_s_words() -> None:
    usual = {"e404": {"description": "Gone"}}
    paths = {f"/a{number}": {"get": fails(**usual)} for number in range(20)}
    paths["/pay"] = {"post": fails(e409={"description": "Paid | already"}, **usual)}
    files = files_of(paths)
    assert (
        r"| `409` | Paid \| already | conflict with the state of the target |" in files["reference/common-patterns.md"]
    )
    assert "- `409` Paid | already: no body" in files["reference/calls/pay/POST.md"]
    assert "- `404`: [usual errors]" in files["reference/calls/pay/POST.md"]


def test_calls_that_declare_a_status_otherwise_are_counted_apart() -> None:
    paths = {f"/{name}": {"get": fails(e404={"description": "Gone"})} for name in "abcd"}
    paths["/e"] = {"get": fails(e404={"description": "Not for you"})}
    assert "| 5, 1 otherwise |" in patterns_of(paths)


def test_a_header_that_makes_repeating_safe_is_named_and_its_absence_too() -> None:
    key = {"name": "Idempotency-Key", "in": "header", "schema": TEXT}
    error = {"e409": {"description": "Twice"}}
    assert "or send `Idempotency-Key`" in patterns_of({"/a": {"post": {**fails(**error), "parameters": [key]}}})
    assert "no parameter is declared that makes it safe" in patterns_of({"/a": {"post": fails(**error)}})


def test_rate_limit_headers_that_only_a_text_names_are_told_as_such() -> None:
    text = patterns_of({"/a": {"get": fails(e429={"description": "Mind the X-RateLimit-* headers."})}})
    assert "Headers of rate limits: none is declared; the text of `429` names `X-RateLimit-*`." in text


def test_a_list_is_walked_step_by_step_with_the_names_of_the_document() -> None:
    schema = {"type": "object", "properties": {"data": LISTED, "nextPageToken": TEXT}}
    parameters = [{"name": name, "in": "query", "schema": TEXT} for name in ("pageToken", "pageSize")]
    text = patterns_of({"/a": {"get": get(schema, parameters=parameters)}})
    assert "1. Begin with `?pageSize={size}`, without `pageToken`." in text
    assert "2. Send `nextPageToken` of what came as `pageToken`, all else as before." in text
    assert "links.next" not in text
    assert "meta" not in text


def test_a_list_in_a_filter_is_said_to_be_left_open() -> None:
    filters = {
        "name": "filter",
        "in": "query",
        "style": "deepObject",
        "schema": {"type": "object", "properties": {"ids": {"type": "array", "items": NUMBER}}},
    }
    sort = {"name": "sort", "in": "query", "explode": False, "schema": {"type": "array", "items": TEXT}}
    text = patterns_of({"/a": {"get": get(LISTED, parameters=[filters, sort])}})
    assert "OpenAPI leaves undefined" in text
    assert "`filter[ids][]=a&filter[ids][]=b` or `filter[ids]=a,b`" in text
    assert "- lists as parameters, values separated by commas: `sort` in 1 call" in text


def test_a_signature_is_told_with_what_the_texts_leave_open() -> None:
    paths = sent_to(
        {"X-Signature": "HMAC of the body with the secret", "X-Timestamp": "When it was sent"}, body={"secret": TEXT}
    )
    text = patterns_of(paths)
    assert "  - `X-Signature`: HMAC of the body with the secret" in text
    assert "  - fields for a secret: `secret`" in text
    assert "not said by these texts: whether it is written in hex or Base64, whether `X-Timestamp` is signed" in text


def test_a_text_that_says_all_of_a_signature_leaves_nothing_open() -> None:
    said = "Hex of the HMAC-SHA256 of timestamp and body, with your secret as the key"
    text = patterns_of(sent_to({"Webhook-Signature": said, "Webhook-Timestamp": ""}))
    assert "not said" not in text
    assert "no field for a secret is declared" in text


def test_webhooks_without_a_signature_are_said_to_have_none() -> None:
    assert "- no header is declared by which to tell who sent a request" in patterns_of(sent_to({"X-Id": "Its number"}))


def test_the_security_of_webhooks_is_told_where_they_have_some() -> None:
    components = {"securitySchemes": {"sign": {"type": "apiKey", "in": "query", "name": "sign"}}}
    signed = get(security=[{"sign": []}])
    told = {
        "- security: `sign`": {"made": {"post": signed, "put": signed}},
        "- security of some webhooks: `sign`": {"made": {"post": signed}, "gone": {"post": get()}},
        "- no header is declared by which to tell": {"made": {"post": get(security=[{}])}},
    }
    for words, webhooks in told.items():
        text = patterns_of({}, version="3.1.0", components=components, webhooks=webhooks)
        assert [line for line in told if line in text] == [words]


def test_nothing_of_one_vendor_stands_on_the_page_of_another() -> None:
    text = patterns_of({"/a": {"get": {**get(LISTED), **fails(e406={"description": ""}, e429={"description": ""})}}})
    for word in ("cursor", "filter[", "include[]", "X-", "charge point", "links.next"):
        assert word not in text


def test_the_security_that_calls_have_by_default_is_told_and_its_header_only_for_them() -> None:
    components = {"securitySchemes": {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in "abc"}}
    usual = patterns_of({"/x": {"get": get()}}, components=components, security=[{"a": []}])
    assert "- security of a call, unless its file names another: `a`\n- send the header `X-a: {key}`\n" in usual
    paths = {"/x": {"get": get()}, "/y": {"get": get(security=[{"c": []}])}}
    mixed = patterns_of(paths, components=components, security=[{"a": [], "b": []}])
    assert "names another: `a` and `b`\n- send the header `X-a: {key}` for that security\n" in mixed
    either = patterns_of(paths, components=components, security=[{"a": []}, {}])
    assert "names another: `a` or none\n" in either
    assert "- send the header `X-a: {key}` for the first alternative of that security\n" in either
    assert "names another: none\n" in patterns_of(paths, components=components)
    assert "security" not in patterns_of({"/x": {"get": get()}})


def test_the_values_of_a_server_s_variables_are_told() -> None:
    variables = {"at": {"default": "eu", "enum": ["eu", "us", ""]}, "tenant": {"default": "demo", "description": "You"}}
    text = patterns_of({"/x": {"get": get()}}, servers=[{"url": "https://{tenant}.{at}.test", "variables": variables}])
    assert "  - `{at}` in it is to be replaced by `eu` or `us` or nothing (default `eu`)\n" in text
    assert "  - `{tenant}` in it is to be replaced (default `demo`) — You\n" in text


def test_flows_are_told_with_their_urls_and_scopes_with_their_meaning() -> None:
    site = "https://id.example.test"
    code = {"authorizationUrl": f"{site}/ask", "tokenUrl": f"{site}/token", "scopes": {"description": "Of it", "b": ""}}
    machine = {"tokenUrl": f"{site}/token", "refreshUrl": f"{site}/again", "scopes": {"a.read": "Read all"}}
    flows = {"authorizationCode": code, "clientCredentials": machine, "x-own": {"scopes": {"no": "No"}}}
    schemes = {"login": {"type": "oauth2", "description": "Ask us", "flows": flows}}
    text = patterns_of({"/x": {"get": get()}}, components={"securitySchemes": schemes}, security=[{"login": ["b"]}])
    assert (
        "- scheme `login`: oauth2 — Ask us\n"
        f"  - flow `authorizationCode`: authorization URL `{site}/ask`, token URL `{site}/token`\n"
        "    - scope `b`\n"
        "    - scope `description` — Of it\n"
        f"  - flow `clientCredentials`: token URL `{site}/token`, refresh URL `{site}/again`\n"
        "    - scope `a.read` — Read all\n"
        "- security of a call, unless its file names another: `login` (scope `b`)\n"
    ) in text


def test_the_command_is_that_of_a_call_with_the_usual_server_and_security() -> None:
    own = get(servers=[{"url": "https://own.example.test"}])
    paths = {"/a": {"get": own}, "/b": {"get": get(security=[])}, "/c": {"get": get()}}
    assert "curl 'https://usual.example.test/c'" in patterns_of(paths, servers=[{"url": "https://usual.example.test"}])
