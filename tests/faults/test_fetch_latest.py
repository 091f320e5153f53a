"""Fetching the newest document: patience, the fallback, conditional requests, and what is shown of credentials."""

from __future__ import annotations

import logging
import socket
import threading
import time

import pytest
from msgspec.structs import replace

from ampeco_refgen.fetch import NotModified, RawSpec, Validators, fetch_latest
from ampeco_refgen.settings import FetchSettings
from faults.fetching import PAGE, QUICK, SPEC, closed_port, failure_of, vendor
from faults.server import (
    Reply,
    answer,
    cached,
    cut_short,
    drip,
    drip_headers,
    redirect,
    silence,
)

OLDER, NEWER = "5f0c8a6e2b1d4a0012345678", "6474c4b1e4b0d8001d5c9a3f"


@pytest.mark.parametrize("reply", [silence(), drip_headers()], ids=["silence", "drip_headers"])
def test_patience_ends_before_the_deadline(server, reply: Reply):
    server.on("/openapi/public-api.yaml", reply)
    settings = vendor(server, deadline=60, read_timeout=60, patience=0.5)
    assert "silent" in (message := failure_of(lambda: fetch_latest(settings)).message) or "no answer" in message


def test_nothing_is_said_or_done_after_the_end(server):
    told: list[str] = []
    server.on("/openapi/public-api.yaml", drip())
    server.on("/openapi/", answer(PAGE))
    others = set(threading.enumerate())
    failure_of(lambda: fetch_latest(vendor(server, deadline=0.3), notify=told.append))
    left = [thread for thread in threading.enumerate() if thread.name == "fetch" and thread not in others]
    assert left
    for thread in left:
        thread.join(timeout=2)
        assert not thread.is_alive()
    assert told == []
    assert len(server.requests) == 1


def test_slow_answer_after_the_first_sign_has_the_whole_deadline(server):
    settings = vendor(server, patience=0.5)
    server.on("/openapi/public-api.yaml", answer(status=503, headers={"Retry-After": "1"}), answer(SPEC))
    assert isinstance(fetch_latest(settings), RawSpec)


def test_resolver_that_never_answers(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    failure = failure_of(lambda: fetch_latest(replace(QUICK, deadline=60, patience=0.5)))
    assert "no answer within 0.5 seconds" in failure.message


def test_proxy_that_lets_nothing_through(server, monkeypatch):
    monkeypatch.setenv("https_proxy", server.url.replace("http://", "http://me:hidden@"))
    server.on("CONNECT", answer(status=403))
    failure = failure_of(lambda: fetch_latest(QUICK))
    assert "proxy" in failure.message
    assert "403" in failure.message
    assert "hidden" not in failure.message
    assert {request.method for request in server.requests} == {"CONNECT"}


def test_proxy_that_is_not_there(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert "proxy" in failure_of(lambda: fetch_latest(QUICK)).message


def test_connection_refused_gives_up_fast_also_by_default():
    base = f"http://127.0.0.1:{closed_port()}/openapi/"
    failure = failure_of(lambda: fetch_latest(FetchSettings(stable_url=base + "spec.yaml", index_url=base)))
    assert "cannot be reached (Connection refused)" in failure.message


def test_name_that_cannot_be_resolved_gives_up_fast_also_by_default(monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    failure = failure_of(lambda: fetch_latest(FetchSettings(stable_url=QUICK.stable_url)))
    assert "cannot be resolved (Name or service not known)" in failure.message


@pytest.mark.parametrize("validators", [{"etag": 'W/"1"'}, {"last_modified": "Tue, 01 Jul 2025 10:00:00 GMT"}])
def test_known_document_is_not_sent_again(server, validators):
    url = server.on("/openapi/public-api.yaml", cached(SPEC, **validators))
    first = fetch_latest(vendor(server))
    assert isinstance(first, RawSpec)
    assert fetch_latest(vendor(server), known=Validators.of(first)) == NotModified(origin=url)
    server.on("/openapi/public-api.yaml", cached(SPEC + b" ", etag="2"))
    second = fetch_latest(vendor(server), known=Validators.of(first))
    assert isinstance(second, RawSpec)
    assert second.content == SPEC + b" "


def test_validators_are_not_sent_to_another_address(server):
    server.on("/openapi/public-api.yaml", answer(SPEC))
    fetch_latest(vendor(server), known=Validators(origin="https://elsewhere.example/", etag="1", last_modified="then"))
    assert not {"if-none-match", "if-modified-since"} & set(server.requests[0].headers)


def index_page(*links: str) -> Reply:
    rows = "".join(f'<li><a class="x" href="{link}">version</a>' for link in links)
    return answer(f"<html><body><ul>{rows}</ul><a href=/contact>Contact</a></body></html>".encode())


@pytest.mark.parametrize("fault", [answer(status=404), answer(status=500), answer(PAGE), cut_short(SPEC), silence()])
def test_index_page_is_the_fallback(server, fault: Reply):
    told: list[str] = []
    server.on("/openapi/public-api.yaml", fault)
    server.on("/openapi/", index_page(OLDER, NEWER))
    server.on(f"/openapi/{NEWER}", cached(SPEC, etag="1"))
    settings = vendor(server, read_timeout=0.1)
    raw = fetch_latest(settings, notify=told.append)
    assert raw == RawSpec(content=SPEC, origin=f"{server.url}/openapi/{NEWER}", etag="1")
    assert "index page" in told[-1]
    assert fetch_latest(settings, known=Validators.of(raw)) == NotModified(origin=raw.origin)


def test_index_page_is_not_asked_where_the_stable_address_answers(server):
    server.on("/openapi/public-api.yaml", answer(SPEC))
    fetch_latest(vendor(server))
    assert len(server.requests) == 1


def test_index_page_on_another_server_is_asked_also_when_the_first_is_down(server):
    index = server.on("/", index_page(f"/{NEWER}"))
    server.on(f"/{NEWER}", answer(SPEC))
    stable = f"http://127.0.0.1:{closed_port()}/"
    assert isinstance(fetch_latest(replace(QUICK, stable_url=stable, index_url=index)), RawSpec)


def test_server_that_asks_to_be_left_alone_is(server):
    server.on("/openapi/public-api.yaml", answer(status=429, headers={"Retry-After": "3600"}))
    server.on("/openapi/", index_page(NEWER))
    assert "asks to wait 3600 seconds" in failure_of(lambda: fetch_latest(vendor(server))).message
    assert len(server.requests) == 1


@pytest.mark.parametrize("page", [index_page("/about"), answer(b""), answer(b"\xff\x00{}"), answer(PAGE)])
def test_index_page_without_any_link(server, page: Reply):
    server.on("/openapi/", page)
    message = failure_of(lambda: fetch_latest(vendor(server))).message
    assert "404 Not Found" in message
    assert "no link to a version" in message


def test_index_page_that_leads_to_a_login(server):
    server.on("/openapi/", index_page(NEWER))
    server.on(f"/openapi/{NEWER}", redirect("/login"))
    server.on("/login", answer(PAGE))
    assert "web page" in failure_of(lambda: fetch_latest(vendor(server))).message


def test_override_means_no_fallback(server):
    server.on("/openapi/public-api.yaml", answer(SPEC))
    server.on("/openapi/", index_page(NEWER))
    failure_of(lambda: fetch_latest(vendor(server, url=server.url + "/mine")))
    assert [request.target for request in server.requests] == ["/mine"]


def test_credentials_are_sent_but_never_shown(server, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    target = "/spec?api_key=hidden&page=1&X-Amz-Signature=hidden#hidden"
    url = server.url.replace("http://", "http://me:hidden@") + target
    settings = vendor(server, url=url)
    server.on("/spec", answer(status=500), answer(status=404))
    failure = failure_of(lambda: fetch_latest(settings, notify=told.append))
    server.on("/spec", answer(SPEC, headers={"Broken header": "yes"}))
    raw = fetch_latest(settings)
    assert server.requests[-1].target == target.partition("#")[0]
    assert server.requests[-1].headers["authorization"].startswith("Basic ")
    assert raw.origin == f"{server.url}/spec?api_key=***&page=1&X-Amz-Signature=***"
    shown = [
        str(failure),
        repr(failure),
        failure.hint,
        repr(raw),
        repr(settings),
        *told,
        caplog.text,
        *capfd.readouterr(),
    ]
    assert not any("hidden" in text for text in shown)
