"""The clients of whole documents, the sample's and the vendor's, against servers that behave as these say."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Any

import pytest

from clients import bash
from clients.api import Api, Fault, serving
from clients.page import module_of, write_clients
from clients.test_clients_behave import CONTENT
from clients.test_clients_walk import ALL, client_of
from clients.whole import Whole, real, sample

DOCUMENTS = [pytest.param(sample, id="sample"), pytest.param(real, id="real", marks=pytest.mark.real)]
REFUSAL = {"message": "The given data was invalid.", "errors": {"name": ["The name is taken."], "a.0.b": ["x", "y"]}}


@pytest.fixture(params=DOCUMENTS)
def whole(request: pytest.FixtureRequest) -> Whole:
    document: Whole = request.param()
    return document


def test_each_list_on_the_page_comes_whole_and_in_order(whole: Whole, tmp_path: Path) -> None:
    bash.skip_without_tools()
    paths = write_clients(whole.page, tmp_path)
    module = module_of(paths["python"])
    lists = list(whole.lists())
    assert len(lists) == 3
    assert {walked.listing.kind for walked in lists} == {"links", "pages"}
    for walked in lists:
        with serving(Api(whole.tree, {walked.path: walked.listing})) as api:
            api.faults.append(Fault(status=429, headers={"Retry-After": "0"}))
            listed: Any = getattr(module, walked.function)
            assert list(listed(client_of(module, api, ("token",)))) == ALL
            assert len(api.requests) == 4
            first = dict(api.requests[0].query)
            assert first["per_page"] == "100"
            assert ("cursor" in first) == (
                walked.listing.parameter == "cursor" and "page" in _parameters(whole, walked.path)
            )
            assert bash.items(bash.run(paths["bash"], api, walked.function)) == ALL


def _parameters(whole: Whole, path: str) -> set[str]:
    methods = whole.tree["paths"][path]
    parameters = (*methods.get("parameters", ()), *methods["get"].get("parameters", ()))
    return {whole.resolved(parameter)["name"] for parameter in parameters}


def test_filters_are_sent_as_the_document_declares_them(whole: Whole, tmp_path: Path) -> None:
    module = module_of(write_clients(whole.page, tmp_path)["python"])
    walked = next(whole.lists())
    with serving(Api(whole.tree, {walked.path: walked.listing})) as api:
        params = [*module.in_brackets("filter", {"a": {"b": 1}, "c": True}), ("include[]", "x"), ("include[]", "y")]
        assert list(getattr(module, walked.function)(client_of(module, api, ("token",)), params)) == ALL
        sent = api.requests[0].query[1:]
        assert sent == (("filter[a][b]", "1"), ("filter[c]", "true"), ("include[]", "x"), ("include[]", "y"))


def test_a_wrong_token_and_what_is_not_valid_are_told(whole: Whole, tmp_path: Path) -> None:
    bash.skip_without_tools()
    paths = write_clients(whole.page, tmp_path)
    module = module_of(paths["python"])
    walked = next(whole.lists())
    with serving(Api(whole.tree, {walked.path: walked.listing})) as api:
        with pytest.raises(module.ApiError, match=r"^401: who are you\?$"):
            list(getattr(module, walked.function)(module.Client("wrong", base_url=api.url)))
        api.faults.append(Fault(status=422, body=REFUSAL))
        with pytest.raises(module.ApiError) as failure:
            client_of(module, api, ("token",)).request("POST", walked.path, json={})
        assert (failure.value.message, failure.value.fields) == (REFUSAL["message"], REFUSAL["errors"])
        done = bash.run(paths["bash"], api, walked.function, API_TOKEN="wrong")
        assert done.stderr == f"GET {api.url}{walked.path}: 401\nwho are you?\n"


def test_the_sample_s_photo_arrives(tmp_path: Path) -> None:
    bash.skip_without_tools()
    whole = sample()
    paths = write_clients(whole.page, tmp_path)
    module = module_of(paths["python"])
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(CONTENT)
    with serving(Api(whole.tree, {})) as api:
        module.upload_photos(client_of(module, api, ("token",)), "17", photo, caption="Front")
        done = bash.run(paths["bash"], api, "upload_photos", "17", str(photo), "--form-string", "caption=Front")
        assert (done.returncode, done.stderr) == (0, "")
        for request in api.requests:
            assert request.path == "/public-api/resources/stations/v2.0/17/photos"
            assert CONTENT in request.body
            assert b"Content-Type: image/jpeg" in request.body
            assert b"Front" in request.body


def test_the_sample_s_signature_is_of_more_than_the_body(tmp_path: Path) -> None:
    module = module_of(write_clients(sample().page, tmp_path)["python"])
    signed = b'2024-03-01T08:30:00Z.{"notification": "session.started"}'
    signature = hmac.digest(b"secret", signed, "sha256").hex()
    assert module.is_genuine(signed, signature, "secret")
    assert not module.is_genuine(signed, signature, "another")


@pytest.mark.real
def test_the_vendor_s_signature_is_of_the_body(tmp_path: Path) -> None:
    module = module_of(write_clients(real().page, tmp_path)["python"])
    body = b'{"notification": "session.start.stop.notification"}'
    signature = hmac.digest(b"token", body, "sha256").hex()
    assert module.is_genuine(body, signature, "token", encoding="hex", prefix="")
    assert not module.is_genuine(body + b"\n", signature, "token", encoding="hex", prefix="")


def test_the_same_document_gives_the_same_page(whole: Whole) -> None:
    from clients.page import page_of

    assert page_of(whole.findings) == whole.page
    assert len(whole.page) < 30_000
    assert max(map(len, whole.page.splitlines())) <= 400
