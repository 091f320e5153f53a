"""The page of versions, in the shapes in which such pages come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.errors import FetchError
from ampeco_refgen.openapi.vendor_index import is_web_page, newest_link
from ampeco_refgen.settings import FetchSettings

ADDRESS = "https://developers.example/openapi/"
OLDER, NEWER = "5f0c8a6e2b1d4a0012345678", "6474c4b1e4b0d8001d5c9a3f"


def newest(page: str) -> str:
    return newest_link(page.encode(), ADDRESS, FetchSettings().index_link)


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
