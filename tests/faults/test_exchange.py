"""One exchange in a bad world: whatever the server does, the document or one clear `FetchError`, and always in time."""

from __future__ import annotations

import gzip
import random
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from msgspec.structs import replace

from ampeco_refgen.fetch import RawSpec, fetch_latest, read
from ampeco_refgen.progress import Step
from faults.fetching import PAGE, QUICK, SPEC, failure_of
from faults.server import (
    FaultServer,
    Reply,
    answer,
    cut_short,
    drip,
    drip_headers,
    endless,
    hang_up,
    redirect,
    silence,
)


def test_good_answer(server):
    raw = read(server.on("/spec", answer(SPEC, headers={"ETag": '"1"', "Last-Modified": "then"})), QUICK)
    assert raw == RawSpec(content=SPEC, origin=server.url + "/spec", etag='"1"', last_modified="then")
    assert server.requests[0].headers["user-agent"] == "ampeco-refgen"


def test_what_comes_over_the_network_is_counted(server):
    steps: list[Step] = []
    packed = gzip.compress(random.Random(0).randbytes(300_000))
    url = server.on("/spec", answer(packed, headers={"Content-Encoding": "gzip"}))
    assert len(read(url, QUICK, progress=steps.append).content) == 300_000
    assert steps[0] == Step("connect")
    assert len(steps) > 4
    assert steps[-1] == Step("download", len(packed), len(packed))
    assert [step.done for step in steps] == sorted(step.done for step in steps)


def test_a_body_that_announces_no_length_is_counted_without_a_total(server):
    steps: list[Step] = []
    chunked = answer(b"5\r\n12345\r\n0\r\n\r\n", headers={"Transfer-Encoding": "chunked", "Content-Length": "15"})
    assert read(server.on("/spec", chunked), QUICK, progress=steps.append).content == b"12345"
    assert [(step.done, step.total) for step in steps[1:]] == [(5, None)]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_status_is_tried_again(server, status):
    told: list[str] = []
    url = server.on("/spec", answer(status=status), answer(status=status), answer(SPEC))
    assert read(url, QUICK, notify=told.append).content == SPEC
    assert len(server.requests) == 3
    said = [line.replace(server.url, "") for line in told]  # the number of its port may hold that of a status
    assert ["again" in line and str(status) not in line for line in said] == [True, True]


def test_attempts_come_to_an_end(server):
    failure = failure_of(lambda: read(server.on("/spec", answer(status=500)), QUICK))
    assert "500 Internal Server Error" in failure.message
    assert len(server.requests) == 1 + QUICK.retries


@pytest.mark.parametrize("status", [204, 206, 300, 304, 400, 401, 403, 404, 410, 501, 599])
def test_other_status_is_final(server, status):
    failure = failure_of(lambda: read(server.on("/spec", answer(status=status)), QUICK))
    assert str(status) in failure.message
    assert len(server.requests) == 1


def test_pauses_grow(server):
    start = time.monotonic()
    failure_of(lambda: read(server.on("/spec", answer(status=500)), replace(QUICK, backoff=0.05)))
    assert time.monotonic() - start >= 0.05 + 0.1 + 0.2


def test_retry_after_is_waited_for(server):
    url = server.on("/spec", answer(status=429, headers={"Retry-After": "1"}), answer(SPEC))
    start = time.monotonic()
    assert read(url, QUICK).content == SPEC
    assert 1.0 <= time.monotonic() - start < 3.0


def test_retry_after_in_the_past_or_meaningless_does_no_harm(server):
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    replies = [answer(status=503, headers={"Retry-After": value}) for value in (past, "soon", "-5")]
    assert read(server.on("/spec", *replies, answer(SPEC)), QUICK).content == SPEC


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "retry_after",
    ["3600", "9" * 5000, format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)],
    ids=["seconds", "too many digits", "date"],
)
def test_retry_after_beyond_the_deadline_gives_up_at_once(server, status, retry_after):
    url = server.on("/spec", answer(status=status, headers={"Retry-After": retry_after}))
    failure = failure_of(lambda: read(url, QUICK), within=2)
    assert "asks to wait" in failure.message
    assert len(server.requests) == 1


@pytest.mark.parametrize("reply", [silence(), drip(), drip_headers()], ids=["silence", "drip", "drip_headers"])
def test_deadline_holds(server, reply: Reply):
    failure_of(lambda: read(server.on("/spec", reply), replace(QUICK, read_timeout=30, deadline=0.5)))


def test_read_timeout_is_tried_again(server):
    assert read(server.on("/spec", silence(), answer(SPEC)), QUICK).content == SPEC


@pytest.mark.parametrize("broken", [cut_short(SPEC), cut_short(SPEC, chunked=True), hang_up()])
def test_broken_connection_is_tried_again(server, broken: Reply):
    assert read(server.on("/spec", broken, answer(SPEC)), QUICK).content == SPEC
    assert "broke" in failure_of(lambda: read(server.on("/always", broken), QUICK)).message


def test_gzip(server):
    body = gzip.compress(SPEC * 10_000)
    raw = read(server.on("/spec", answer(body, headers={"Content-Encoding": "gzip"})), QUICK)
    assert raw.content == SPEC * 10_000


def test_body_that_is_not_what_its_encoding_says(server):
    url = server.on("/spec", answer(SPEC, headers={"Content-Encoding": "gzip"}))
    assert "not compressed" in failure_of(lambda: read(url, QUICK)).message


@pytest.mark.parametrize(
    "reply",
    [endless(), answer(gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"})],
    ids=["endless", "gzip bomb"],
)
def test_size_is_capped(server, reply: Reply):
    failure = failure_of(lambda: read(server.on("/spec", reply), QUICK))
    assert "larger than 1,000,000 bytes" in failure.message
    assert len(server.requests) == 1


def test_redirects_are_followed_with_their_own_credentials_only(server):
    with FaultServer() as other:
        away = other.on("/there", answer(SPEC))
        server.on("/old", redirect("/new?key=1", status=301))
        server.on("/new", redirect(away, status=307))
        url = server.url.replace("http://", "http://me:hidden@") + "/old"
        assert read(url, QUICK).content == SPEC
        assert [request.target for request in server.requests] == ["/old", "/new?key=1"]
        assert all("authorization" in request.headers for request in server.requests)
        assert "authorization" not in other.requests[0].headers


def test_redirects_in_a_circle(server):
    server.on("/one", redirect("/two"))
    failure = failure_of(lambda: read(server.on("/two", redirect("/one")), QUICK))
    assert "in a circle" in failure.message
    assert len(server.requests) == QUICK.redirects + 1


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/spec", "file:///etc/passwd", "javascript:alert(1)", "//["])
def test_redirect_to_anything_but_http_is_not_followed(server, target):
    assert "not followed" in failure_of(lambda: read(server.on("/spec", redirect(target)), QUICK)).message


def test_redirect_to_nonsense(server):
    for target in ("http://\xff\xfe/", "http://127.0.0.1:99999/", "http://a..b/"):
        failure_of(lambda target=target: read(server.on("/spec", redirect(target)), QUICK))


def test_body_of_a_redirect_is_not_read(server):
    server.on("/spec", endless(status=302, headers={"Location": "/there"}))
    server.on("/there", answer(SPEC))
    assert read(server.url + "/spec", QUICK).content == SPEC


@pytest.mark.parametrize("page", [PAGE, b"\xef\xbb\xbf \n<!-- hello --><HTML lang=en>", b"<?xml version='1.0'?><html>"])
def test_login_page_with_status_200(server, page):
    url = server.on("/spec", answer(page, headers={"Content-Type": "application/json"}))
    assert "web page" in failure_of(lambda: read(url, QUICK)).message


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", "nonsense"])
def test_content_type_does_not_matter(server, content_type):
    url = server.on("/spec.html", answer(SPEC, headers={"Content-Type": content_type}))
    assert read(url, QUICK).content == SPEC


def test_tls_failure(server):
    url = server.url.replace("http://", "https://me:hidden@") + "/spec?token=hidden"
    failure = failure_of(lambda: read(url, QUICK))
    assert "no secure connection" in failure.message
    assert "hidden" not in str(failure)


def test_certificates_that_cannot_be_found(server, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    failure = failure_of(lambda: read(server.url.replace("http:", "https:"), QUICK))
    assert "/nowhere/ca.pem" in failure.message


def test_proxy_variables_are_honoured(server, monkeypatch):
    monkeypatch.setenv("http_proxy", server.url)
    server.on("/spec", answer(SPEC))
    assert read("http://vendor.invalid/spec", QUICK).origin == "http://vendor.invalid/spec"
    assert server.requests[0].target == "http://vendor.invalid/spec"


def test_no_proxy_is_honoured(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert read(server.on("/spec", answer(SPEC)), QUICK).content == SPEC


@pytest.mark.parametrize("url", ["http://", "http://[::1", "https://:443/", "ftp://h/s", "file:///s", "http://a..b/"])
def test_address_that_cannot_be_fetched(url):
    failure_of(lambda: read(url, QUICK))
    failure_of(lambda: fetch_latest(replace(QUICK, url=url)))


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_empty_body(server, body):
    assert "empty body" in failure_of(lambda: read(server.on("/spec", answer(body)), QUICK)).message
