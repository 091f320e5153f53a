"""Addresses (what is shown of them, where redirects and links may lead) and the deadline, without any network."""

from __future__ import annotations

import time
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.errors import FetchError
from ampeco_refgen.http import Deadline, display, is_url, resolve, same_server


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("spec/api.json", "spec/api.json"),
        ("C:\\specs\\api.json", "C:\\specs\\api.json"),
        ("-", "-"),
        ("a\nb\x1b[31m\udcff", "a\\nb\\x1b[31m\\udcff"),
        ("https://h.example:8443/a/b.yaml?page=1&sort=name", "https://h.example:8443/a/b.yaml?page=1&sort=name"),
        ("https://unpkg.example/@scope/name@1/api.json", "https://unpkg.example/@scope/name@1/api.json"),
        ("http://[::1]:80/spec", "http://[::1]:80/spec"),
        ("https://me:hidden@h/spec", "https://h/spec"),
        ("  https://me:hidden@h/spec", "  https://h/spec"),
        ("https://me:hid@den@h/spec", "https://h/spec"),
        ("https://hidden@h", "https://h"),
        ("ftp://me:hidden@h/spec", "ftp://h/spec"),
        ("view-source:https://me:hidden@h/spec", "view-source:https://h/spec"),
        ("https://me:hid/den@h/spec", "https://***"),
        ("https://me:hid?den@h/spec", "https://***"),
        ("https://h/?token=hidden&a=1", "https://h/?token=***&a=1"),
        ("https://h/?a=1&API_KEY=hidden", "https://h/?a=1&API_KEY=***"),
        ("https://h/?to%6ben=hidden", "https://h/?to%6ben=***"),
        ("https://h/?X-Amz-Signature=hidden", "https://h/?X-Amz-Signature=***"),
        ("https://h/?password=hid=den", "https://h/?password=***"),
        ("https://h/?client_secret=hidden;x", "https://h/?client_secret=***"),
        ("https://h/?next=/login%3Ftoken%3Dhidden", "https://h/?next=***"),
        ("https://h/a;jsessionid=hidden/b", "https://h/a;jsessionid=***/b"),
        ("https://h/#access_token=hidden", "https://h/"),
    ],
)
def test_display(origin, shown):
    assert display(origin) == shown


@given(secret=st.text(min_size=12, alphabet=st.characters(exclude_characters="/?#&", exclude_categories=["Cs"])))
@settings(max_examples=200, deadline=None)
def test_display_never_holds_a_secret(secret):
    for url in (f"https://me:{secret}@h.example/", f"https://h.example/?page=1&token={secret}"):
        assert secret not in display(url)


@given(st.text(max_size=60, alphabet=st.one_of(st.sampled_from("htps:/@?#[]&=;% \n\x00"), st.characters())))
@settings(max_examples=300, deadline=None)
def test_display_takes_any_text(text):
    assert display(text).isprintable()
    assert display(display(text)).isprintable()


@pytest.mark.parametrize(
    ("origin", "expected"),
    [("https://h/x", True), ("HTTP://h", True), ("ftp://h", True), ("C:\\x", False), ("a/b://c", False), ("-", False)],
)
def test_is_url(origin, expected):
    assert is_url(origin) is expected


def test_same_server():
    assert same_server("https://me@H.example/a", "https://h.example/b?c")
    assert not same_server("https://h.example/", "http://h.example/")
    assert not same_server("https://h.example/", "https://h.example:8443/")


@pytest.mark.parametrize(
    ("base", "target", "url"),
    [
        ("https://h/openapi/", "abc", "https://h/openapi/abc"),
        ("https://h/openapi", "abc", "https://h/abc"),
        ("https://h/a", "//other/b", "https://other/b"),
        ("http://h/a", "https://h/a", "https://h/a"),
        ("https://h/a", "?b", "https://h/a?b"),
        ("https://me:pw@h/a", "/b", "https://me:pw@h/b"),
        ("https://me:pw@h/a", "https://h/b", "https://me:pw@h/b"),
        ("https://me:pw@h/a", "https://you:pw@h/b", "https://you:pw@h/b"),
        ("https://me:pw@h/a", "https://other/b", "https://other/b"),
        ("https://me:pw@h/a", "https://h:8443/b", "https://h:8443/b"),
    ],
)
def test_resolve(base, target, url):
    assert resolve(base, target) == url


@pytest.mark.parametrize("target", ["http://h/a", "ftp://h/a", "file:///a", "javascript:x", "mailto:a@b", "//["])
def test_resolve_refuses(target):
    with pytest.raises(FetchError, match="not followed"):
        resolve("https://h/", target)


def test_result_and_errors_are_handed_on():
    assert Deadline("x", patience=5, total=5).run(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        Deadline("x", patience=5, total=5).run(lambda: 1 // 0)
    with pytest.raises(TimeoutError):
        Deadline("x", patience=5, total=5).run(lambda: (_ for _ in ()).throw(TimeoutError))


def test_work_that_does_not_end_is_left_behind():
    release = Event()
    deadline = Deadline("the subject", patience=0.1, total=60)
    with pytest.raises(FetchError, match=r"the subject: no answer within 0\.1 seconds"):
        deadline.run(release.wait)
    deadline.answered = True
    assert deadline.remaining == 0
    release.set()


def test_an_answer_buys_the_whole_time():
    deadline = Deadline("the subject", patience=0.1, total=0.4)

    def work() -> None:
        deadline.answered = True
        time.sleep(5)

    start = time.monotonic()
    with pytest.raises(FetchError, match=r"the subject: it did not arrive within 0\.4 seconds"):
        deadline.run(work)
    assert time.monotonic() - start >= 0.4


def test_timeouts_of_steps_stay_within():
    deadline = Deadline("x", patience=10, total=2)
    assert deadline.timeout(1) == 1
    assert 1 < deadline.timeout(30) <= 2
    with pytest.raises(FetchError):
        Deadline("x", patience=0, total=0).timeout(1)
