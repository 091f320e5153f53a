"""Reading from files and standard input, and the page of versions; fetching from servers is in `tests/faults`."""

from __future__ import annotations

import errno
import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ampeco_refgen.errors import FetchError
from ampeco_refgen.fetch import RawSpec, Validators, is_web_page, newest_link, read
from ampeco_refgen.profiles.choose import published
from ampeco_refgen.settings import FetchSettings

SETTINGS = FetchSettings(max_bytes=100)
ADDRESS = "https://developers.example/openapi/"
OLDER, NEWER = "5f0c8a6e2b1d4a0012345678", "6474c4b1e4b0d8001d5c9a3f"


@pytest.mark.parametrize("content", [b"", b"{}", b"\xef\xbb\xbf\xff\x00", b"<html>", b"x" * 100])
def test_file_is_read_as_it_is(tmp_path, content):
    path = tmp_path / "an api.yaml"
    path.write_bytes(content)
    assert read(str(path), SETTINGS) == RawSpec(content=content, origin=str(path))


def test_standard_input(monkeypatch):
    assert read("-", SETTINGS, stdin=io.BytesIO(b"{}")) == RawSpec(content=b"{}", origin="-")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[]")))
    assert read("-", SETTINGS).content == b"[]"


def failure_of(origin: str, **options: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        read(origin, SETTINGS, **options)
    assert caught.value.hint
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize("name", ["missing.json", "", "line\nbreak", "nul\0", "\udcff", "x" * 5000, "C:\\missing.json"])
def test_file_that_cannot_be_opened(tmp_path, name):
    assert failure_of(f"{tmp_path}/{name}").message.startswith("Cannot read ")


def test_folder(tmp_path):
    assert "irectory" in failure_of(str(tmp_path)).message


def test_file_without_permission(monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert failure_of("spec.json").message == "Cannot read spec.json: Permission denied."


def test_file_that_is_too_large(tmp_path):
    path = tmp_path / "spec.json"
    path.write_bytes(b"x" * 101)
    assert "larger than 100 bytes" in failure_of(str(path)).message


def test_standard_input_that_is_too_large():
    assert "larger than 100 bytes" in failure_of("-", stdin=io.BytesIO(b"x" * 101)).message


def test_standard_input_that_cannot_be_read(tmp_path):
    with (tmp_path / "only-to-write").open("wb") as stream:
        assert failure_of("-", stdin=stream).message.startswith("Cannot read standard input")


def test_standard_input_that_is_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input" in failure_of("-").message


def test_conditions_hold_what_is_known():
    assert Validators(origin="x").conditions() == {}
    raw = RawSpec(content=b"", origin="x", etag="1", last_modified="then")
    assert Validators.of(raw).conditions() == {"If-None-Match": "1", "If-Modified-Since": "then"}


def test_addresses_are_not_in_the_repr():
    addresses = {"url": "http://me:hidden@h/", "stable_url": "http://hidden/", "index_url": "http://hidden/"}
    assert "hidden" not in repr(replace(SETTINGS, **addresses))


def test_import_is_light():
    heavy = "[name for name in sys.modules if name in ('requests', 'urllib3', 'ssl')]"
    program = f"import sys, ampeco_refgen.fetch; print({heavy})"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def newest(page: str) -> str:
    return newest_link(page.encode(), ADDRESS, published().index_link)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (f"<a href='/openapi/{NEWER}'>", f"https://developers.example/openapi/{NEWER}"),
        (f"<a href={NEWER}>", f"https://developers.example/openapi/{NEWER}"),
        (f'<A HREF=" {NEWER}.json ">', f"https://developers.example/openapi/{NEWER}.json"),
        (f'<a href="?a=1&amp;id={NEWER.upper()}">', f"https://developers.example/openapi/?a=1&id={NEWER.upper()}"),
        (f'<a href="https://files.example/{NEWER}/spec">', f"https://files.example/{NEWER}/spec"),
        (f'<base href="/v/"><base href="/w/"><a href="{NEWER}">', f"https://developers.example/v/{NEWER}"),
        (f'<p><a href="{NEWER}"><b>unclosed', f"https://developers.example/openapi/{NEWER}"),
        (f'<base href="a:b"><a href="{NEWER}">', f"https://developers.example/openapi/{NEWER}"),
    ],
)
def test_last_link_is_the_newest(link, expected):
    assert newest(f'<a href="/openapi/{OLDER}">old</a>{link}') == expected


@pytest.mark.parametrize(
    "other",
    [
        f'<link href="/style-{NEWER}.css">',
        f'<img src="/{NEWER}">',
        f'<!-- <a href="{NEWER}"> -->',
        f'<script>"<a href={NEWER}>"</script>',
        f'<a href="#{NEWER}">',
        f'<a href="/commit/{NEWER}0123456789abcdef">',
        f'<a href="mailto:{NEWER}@example">',
        f"<a href=\"javascript:open('{NEWER}')\">",
        f'<a href="http://developers.example/{NEWER}">',
        f'<a href="//[{NEWER}">',
        f'<a name="{NEWER}">',
        "<a href>",
        "<a href=''>",
    ],
)
def test_other_links_are_passed_over(other):
    assert newest(f'<a href="{OLDER}">only</a>{other}') == ADDRESS + OLDER
    with pytest.raises(FetchError, match="no link to a version"):
        newest(other)


def test_half_a_page_is_not_taken_for_the_whole():
    try:
        url = newest(f'<a href="{OLDER}">x</a><![unknown declaration]><a href="{NEWER}">x</a>')
    except FetchError:
        return  # which versions of html.parser can read this differs
    assert NEWER in url


NOISE = st.one_of(
    st.sampled_from("<>!]-/ =\"'abase:hrf&;?"), st.characters(exclude_categories=["Cs"], exclude_characters="[")
)


@given(st.text(max_size=200, alphabet=NOISE))
@settings(max_examples=300, deadline=None)
def test_noise_behind_a_link_does_not_hide_it(noise):
    assert NEWER in newest(f'<a href="{NEWER}">x</a>{noise}')


@pytest.mark.parametrize(
    "content", [b"<HTML>", b"\xef\xbb\xbf\n<!DOCTYPE\thtml>", b"<!-- a --> <!-- b --><head lang=en>"]
)
def test_web_pages_are_known_by_their_beginning(content):
    assert is_web_page(content)


def test_many_comments_are_no_trap():
    assert not is_web_page(b"<!-- -->" * 10_000 + b"<p>")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"openapi: 3.0.0", b"# <html>", b"<<: {}", b"<html-like>: 1", b"\xff\x00"]
)
def test_documents_are_no_web_pages(content):
    assert not is_web_page(content)
