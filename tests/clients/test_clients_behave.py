"""What the clients do beside walking lists: wait and repeat, tell what was refused, send files, check signatures."""

from __future__ import annotations

import base64
import hmac
import time
from pathlib import Path
from typing import Any

import pytest

from clients import bash
from clients.api import TOTAL, Api, Fault, serving
from clients.cases import CASES, FLAG, NUMBER, TEXT, thing
from clients.page import module_of, page_of_tree, write_clients
from documents import get, mini

CASE = CASES["a URL in the body"]
FIELD_ERRORS: dict[str, tuple[dict[str, Any], Any, dict[str, list[str]]]] = {
    "a map of lists": (
        thing(message=TEXT, errors={"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}),
        {"message": "No.", "errors": {"name": ["too long", "taken"], "e mail": ["missing"]}},
        {"name": ["too long", "taken"], "e mail": ["missing"]},
    ),
    "a map of texts": (
        thing(message=TEXT, errors={"type": "object", "additionalProperties": TEXT}),
        {"message": "No.", "errors": {"name": "taken"}},
        {"name": ["taken"]},
    ),
    "a list": (
        thing(message=TEXT, errors={"type": "array", "items": thing(field=TEXT, message=TEXT)}),
        {"message": "No.", "errors": [{"field": "name", "message": "taken"}, {"field": "name", "message": "long"}]},
        {"name": ["taken", "long"]},
    ),
    "a list with places": (
        thing(detail={"type": "array", "items": thing(loc={"type": "array", "items": {}}, msg=TEXT, type=TEXT)}),
        {"detail": [{"loc": ["body", "lines", 0], "msg": "missing"}]},
        {"body.lines.0": ["missing"]},
    ),
    "a pointer": (
        thing(errors={"type": "array", "items": thing(source=thing(pointer=TEXT), detail=TEXT)}),
        {"errors": [{"source": {"pointer": "/data/name"}, "detail": "taken"}]},
        {"/data/name": ["taken"]},
    ),
    "one error": (
        thing(error=thing(param=TEXT, message=TEXT)),
        {"error": {"param": "name", "message": "No."}},
        {"name": ["No."]},
    ),
    "a message alone": (thing(message=TEXT, ok=FLAG), {"message": "No."}, {}),
}


def refusing(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a document of one call that declares what it answers to what is not valid."""
    refusal = {"422": {"description": "", "content": {"application/json": {"schema": schema}}}}
    operation = get()
    return mini({"/things": {"post": {**operation, "responses": {**operation["responses"], **refusal}}}})


def client(folder: Path, document: dict[str, Any] = CASE.document) -> Any:
    return module_of(write_clients(page_of_tree(document), folder)["python"])


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return client(tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bash.skip_without_tools()
    return write_clients(page_of_tree(CASE.document), tmp_path_factory.mktemp("client"))["bash"]


def list_api(*faults: Fault) -> Api:
    api = Api(CASE.document, {"/things": CASE.listing})
    api.faults += faults
    return api


def test_python_waits_as_long_as_a_429_asks(python: Any) -> None:
    waits: list[float] = []
    with serving(list_api(Fault(status=429, headers={"Retry-After": "7"}), Fault(status=429))) as api:
        listed = python.list_things(python.Client(base_url=api.url, sleep=waits.append))
        assert len(list(listed)) == TOTAL
    assert waits[0] == 7
    assert 1 <= waits[1] <= 2  # without the header the second pause is up to two seconds


def test_python_takes_a_date_for_the_time_to_wait(python: Any) -> None:
    waits: list[float] = []
    later = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 30))
    with serving(list_api(Fault(status=429, headers={"Retry-After": later}))) as api:
        assert len(list(python.list_things(python.Client(base_url=api.url, sleep=waits.append)))) == TOTAL
    assert 25 < waits[0] <= 30


def test_bash_waits_as_long_as_a_429_asks(script: Path) -> None:
    with serving(list_api(Fault(status=429, headers={"Retry-After": "1"}))) as api:
        begin = time.monotonic()
        assert len(bash.items(bash.run(script, api, "list_things", API_PAUSE=""))) == TOTAL
        assert time.monotonic() - begin >= 1


def test_neither_waits_longer_than_its_bound(python: Any, script: Path) -> None:
    waits: list[float] = []
    with serving(list_api(Fault(status=429, headers={"Retry-After": "3600"}))) as api:
        with pytest.raises(python.ApiError, match=r"^429"):
            list(python.list_things(python.Client(base_url=api.url, sleep=waits.append)))
        assert (waits, len(api.requests)) == ([], 1)
    with serving(list_api(Fault(status=429, headers={"Retry-After": "3600"}))) as api:
        done = bash.run(script, api, "list_things")
        assert (done.returncode, done.stdout, len(api.requests)) == (1, "", 1)


def test_a_server_error_is_tried_again_with_growing_pauses_and_an_end(python: Any, script: Path) -> None:
    waits: list[float] = []
    with serving(list_api(*[Fault(status=503)] * 9)) as api:
        with pytest.raises(python.ApiError, match=r"^503"):
            list(python.list_things(python.Client(base_url=api.url, attempts=4, sleep=waits.append)))
        assert len(api.requests) == 4
        assert len(waits) == 3
        assert all(2**number / 2 <= wait <= 2**number for number, wait in enumerate(waits))
    with serving(list_api(*[Fault(status=503)] * 9)) as api:
        done = bash.run(script, api, "list_things", API_ATTEMPTS="4")
        assert (done.returncode, done.stdout, len(api.requests)) == (1, "", 4)
    with serving(list_api(*[Fault(status=500)] * 2)) as api:
        assert len(list(python.list_things(python.Client(base_url=api.url, sleep=waits.append)))) == TOTAL


def test_what_is_not_safe_to_repeat_is_sent_again_after_429_alone(python: Any, script: Path) -> None:
    for status, number in ((503, 1), (429, 2)):
        with serving(list_api(Fault(status=status), Fault(status=404))) as api:
            with pytest.raises(python.ApiError):
                python.Client(base_url=api.url, sleep=lambda _: None).request("POST", "/things", json={})
            assert len(api.requests) == number
        with serving(list_api(Fault(status=status), Fault(status=404))) as api:
            assert bash.run(script, api, "request", "POST", "/things", "--json", "{}").returncode == 1
            assert len(api.requests) == number


def test_a_declared_header_makes_a_call_safe_to_repeat(tmp_path: Path) -> None:
    bash.skip_without_tools()
    key = {"name": "Idempotency-Key", "in": "header", "schema": TEXT}
    paths = write_clients(page_of_tree(mini({"/pay": {"post": {**get(), "parameters": [key]}}})), tmp_path)
    module = module_of(paths["python"])
    with serving(Api(mini({}), {})) as api:
        api.faults += [Fault(status=503), Fault(status=200, body={}), Fault(status=503)]
        sender = module.Client(base_url=api.url, sleep=lambda _: None)
        assert sender.request("POST", "/pay", headers={"Idempotency-Key": "1"}).ok
        with pytest.raises(module.ApiError):
            sender.request("POST", "/pay")
        assert len(api.requests) == 3
        api.faults += [Fault(status=503), Fault(status=200, body={}), Fault(status=503)]
        request = ("request", "POST", "/pay")
        assert bash.run(paths["bash"], api, *request, "--header", "Idempotency-Key: 1").returncode == 0
        assert bash.run(paths["bash"], api, *request).returncode == 1
        assert len(api.requests) == 6


def test_a_connection_that_breaks_is_tried_again_where_that_is_safe(python: Any) -> None:
    waits: list[float] = []
    sender = python.Client(base_url="http://127.0.0.1:1", attempts=3, sleep=waits.append)
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        sender.request("GET", "/things")
    assert len(waits) == 2
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        sender.request("POST", "/things")
    assert len(waits) == 2


def test_a_link_to_another_server_is_not_followed(python: Any, script: Path) -> None:
    elsewhere = Fault(status=200, body={"items": [{"id": 1}], "next": "http://evil.example/things"})
    with serving(list_api(elsewhere)) as api, pytest.raises(ValueError, match=r"evil\.example"):
        list(python.list_things(python.Client(base_url=api.url)))
    with serving(list_api(elsewhere)) as api:
        done = bash.run(script, api, "list_things")
        assert (done.returncode, done.stdout) == (1, '{"id":1}\n')
        assert "http://evil.example/things is not on the server" in done.stderr


def test_a_redirect_is_not_followed(python: Any, script: Path) -> None:
    """It would take the credentials along: to another server some of them at least, by every library in its own way."""
    with serving(list_api()) as other:
        away = Fault(status=302, headers={"Location": f"{other.url}/things"})
        with serving(list_api(away)) as api, pytest.raises(python.ApiError, match=r"^302"):
            list(python.list_things(python.Client(base_url=api.url)))
        with serving(list_api(away)) as api:
            done = bash.run(script, api, "list_things")
            assert (done.returncode, done.stdout) == (1, "")
            assert "302" in done.stderr
        assert other.requests == []


@pytest.mark.parametrize("name", FIELD_ERRORS)
def test_validation_errors_are_told_by_field(name: str, tmp_path: Path) -> None:
    bash.skip_without_tools()
    schema, body, fields = FIELD_ERRORS[name]
    document = refusing(schema)
    paths = write_clients(page_of_tree(document), tmp_path)
    module = module_of(paths["python"])
    with serving(Api(document, {})) as api:
        api.faults += [Fault(status=422, body=body)] * 2
        with pytest.raises(module.ApiError) as failure:
            module.Client(base_url=api.url).request("POST", "/things", json={"name": "x"})
        assert (failure.value.status, failure.value.fields) == (422, fields)
        if "message" in body:
            assert failure.value.message == "No."
        done = bash.run(paths["bash"], api, "request", "POST", "/things", "--json", "{}")
    told = done.stderr.splitlines()
    assert told[0] == f"POST {api.url}/things: 422"
    if isinstance(body.get("errors"), dict):
        assert {f"{field}: {', '.join(texts)}" for field, texts in fields.items()} <= set(told)
    else:
        assert {f"{field}: {text}" for field, texts in fields.items() for text in texts} <= set(told)
    assert ("No." in told) == ("message" in body or "error" in body)


def test_a_body_that_is_no_json_is_no_other_failure(python: Any) -> None:
    with serving(list_api(Fault(status=400))) as api:
        with pytest.raises(python.ApiError) as failure:
            list(python.list_things(python.Client(base_url=api.url)))
        assert (failure.value.status, failure.value.message, failure.value.fields) == (400, "Bad Request", {})


BINARY = {"type": "string", "format": "binary"}
CONTENT = bytes(range(256)) * 3
UPLOADS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a part of a form": (
        {
            "multipart/form-data": {
                "schema": {
                    **thing(photo={"type": "string", "format": "binary"}, kind=TEXT),
                    "required": ["photo", "kind"],
                },
                "encoding": {"photo": {"contentType": "image/png, image/jpeg"}},
            }
        },
        {"kind": "front"},
    ),
    "the body": ({"application/octet-stream": {"schema": BINARY}}, {}),
    "a body of any kind": ({"*/*": {"schema": BINARY}}, {}),
    "an image": ({"image/png": {"schema": BINARY}}, {}),
}


def uploading(content: dict[str, Any]) -> dict[str, Any]:
    """Return a document of one call that takes a file."""
    parameter = {"name": "car", "in": "path", "required": True, "schema": TEXT}
    part = {"name": "part no", "in": "query", "required": True, "schema": NUMBER}
    operation = {**get(), "parameters": [parameter, part], "requestBody": {"content": content}}
    return mini({"/cars/{car}/photos": {"put": operation}})


@pytest.mark.parametrize("name", UPLOADS)
def test_the_bytes_of_a_file_arrive(name: str, tmp_path: Path) -> None:
    bash.skip_without_tools()
    content, parts = UPLOADS[name]
    document = uploading(content)
    paths = write_clients(page_of_tree(document), tmp_path)
    file = tmp_path / "a file.png"
    file.write_bytes(CONTENT)
    module = module_of(paths["python"])
    with serving(Api(document, {})) as api:
        api.faults.append(Fault(status=429, headers={"Retry-After": "0"}))
        module.upload_photos(module.Client(base_url=api.url), "a/b", "7", file, **parts)
        done = bash.run(paths["bash"], api, "upload_photos", "a/b", "7", str(file), *parts.values())
        assert (done.returncode, done.stderr) == (0, "")
        assert len(api.requests) == 3
        for request in api.requests:
            assert (request.method, request.path, request.query) == ("PUT", "/cars/a%2Fb/photos", (("part no", "7"),))
            assert CONTENT in request.body
            kind = request.headers["content-type"]
            if parts:
                assert kind.startswith("multipart/form-data")
                assert b'name="photo"; filename="a file.png"\r\nContent-Type: image/png' in request.body
                assert b'name="kind"' in request.body
                assert b"front" in request.body
            else:
                assert request.body == CONTENT
                assert kind == (
                    "application/octet-stream" if name in ("the body", "a body of any kind") else "image/png"
                )


def hooked(description: str = "", **schema: Any) -> dict[str, Any]:
    """Return a document of one webhook with a signature."""
    header = {"name": "X-Signature", "in": "header", "description": description, "schema": {"type": "string", **schema}}
    hook = {"parameters": [header], "responses": {"200": {"description": ""}}}
    return mini({"/subscriptions": {"post": {**get(), "callbacks": {"paid": {"{$url}": {"post": hook}}}}}})


BODY, KEY = b'{"paid": true}\n', "secret of the hook"
DIGEST = hmac.digest(KEY.encode(), BODY, "sha256")
HEX, BASE64 = DIGEST.hex(), base64.b64encode(DIGEST).decode()
SIGNED: dict[str, tuple[dict[str, Any], str, dict[str, str], list[str]]] = {
    "all is stated": (hooked("HMAC-SHA256 of the body, in hex", pattern="^[0-9a-f]{64}$"), HEX, {}, []),
    "an example has a prefix": (
        hooked("HMAC-SHA256 of the body", example=f"sha256={'0a' * 32}"),
        f"sha256={HEX}",
        {},
        [],
    ),
    "Base64": (hooked("The Base64 of the HMAC with SHA-256 of the payload"), BASE64, {"prefix": ""}, []),
    "nothing is stated": (
        hooked(),
        f"v1={BASE64}",
        {"algorithm": "sha256", "encoding": "base64", "prefix": "v1="},
        ["sha256", "base64", "v1="],
    ),
    "hex or Base64": (
        hooked("SHA256-HMAC of the content. Whether it is hex or base64 depends."),
        HEX,
        {"encoding": "hex", "prefix": ""},
        ["hex"],
    ),
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_signature_is_checked_by_what_is_stated_and_what_is_given(name: str, tmp_path: Path) -> None:
    bash.skip_without_tools()
    document, signature, given, arguments = SIGNED[name]
    paths = write_clients(page_of_tree(document), tmp_path)
    module = module_of(paths["python"])
    assert module.is_genuine(BODY, signature, KEY, **given)
    for wrong in (signature[:-1], f"{signature}0", "", signature.replace(signature[-2], "_"), "é"):
        assert not module.is_genuine(BODY, wrong, KEY, **given)
    assert not module.is_genuine(BODY + b" ", signature, KEY, **given)
    assert not module.is_genuine(BODY, signature, "another", **given)
    file = tmp_path / "body"
    file.write_bytes(BODY)
    with serving(Api(document, {})) as api:
        for sent, secret, code in ((signature, KEY, 0), (f"{signature}0", KEY, 1), (signature, "another", 1)):
            done = bash.run(paths["bash"], api, "is_genuine", str(file), sent, *arguments, API_WEBHOOK_SECRET=secret)
            assert (done.returncode, done.stderr) == (code, "")


def test_what_is_not_stated_of_a_signature_is_said_and_a_parameter() -> None:
    page = page_of_tree(hooked())
    assert page.count("The document does not say how it is made.") == 3
    assert page.count("The document does not say whether it is written in hex or in Base64.") == 3
    assert page.count("The document does not say what stands before it in the header") == 3
    assert page.count("The document does not say what is signed") == 3
    stated = page_of_tree(SIGNED["all is stated"][0])
    assert "does not say" not in stated
    assert "def is_genuine(body: bytes, signature: str, secret: str) -> bool:" in stated


def test_what_the_document_does_not_have_is_not_there_and_said_not_to_be() -> None:
    page = page_of_tree(mini({"/things": {"post": get()}}))
    for name in ("is_genuine", "isGenuine", "upload", "list_", "walk_", "followLinks", "Iterator", "token"):
        assert name not in page.partition("## Python")[2], name
    head = page.partition("Contents:")[0]
    assert "- paging: the clients walk no list, for the document has none that is paged\n" in head
    assert "- upload: the document has none\n" in head
    assert "- webhooks: the document has none\n" in head
