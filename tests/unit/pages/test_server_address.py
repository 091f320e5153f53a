"""Where a call goes whose document names no server, or one relative to its own address, and that this is said."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, get, mini

HOST = "scheme and host of the address that the document comes from"
FOLDER = "the address that the document comes from, up to its last slash and without that"
NONE, RELATIVE = "as it names no server", "to which its server is relative"


def pages(servers: list[dict[str, Any]] | None, path: str = "/things") -> tuple[str, str, str]:
    """Return the file of a GET of the path, the overview of its resource, and the page of what calls share."""
    root = {} if servers is None else {"servers": servers}
    bundle = make_bundle(findings_of(catalog_from(mini({path: {"get": get()}}, **root))))
    files = {file.path: file.text for file in bundle.files}
    call = next(text for name, text in files.items() if "/calls/" in name)
    return call, files["reference/resources/things.md"], files["reference/common-patterns.md"]


@pytest.mark.parametrize(
    ("url", "line", "said"),
    [
        (None, '"$baseUrl/things"', f"`$baseUrl` is {HOST}, {NONE}"),
        ("/", '"$baseUrl/things"', f"`$baseUrl` is {HOST}, {RELATIVE}"),
        ("/v1/", '"$baseUrl/v1/things"', f"`$baseUrl` is {HOST}, {RELATIVE}"),
        ("v1", '"$baseUrl/v1/things"', f"`$baseUrl` is {FOLDER}, {RELATIVE}"),
        ("../v1", '"$baseUrl/../v1/things"', f"`$baseUrl` is {FOLDER}, {RELATIVE}"),
        ("//a.test/v1", '"${scheme}://a.test/v1/things"', "`$scheme` is the scheme of the address that"),
    ],
)
def test_what_the_address_lacks_is_a_variable_that_is_told(url: str | None, line: str, said: str) -> None:
    call, resource, patterns = pages(None if url is None else [{"url": url}])
    for text in (call, resource, patterns):
        assert f"curl {line}" in text
    assert f"**Example**: {said}" in call
    assert said in " ".join(resource.split())
    assert (f"base URL: {HOST}, {NONE}" if url is None else "- base URL: relative to the address") in patterns


@pytest.mark.parametrize(
    ("server", "line"),
    [
        ({"url": "https://a.test"}, "'https://a.test/things'"),
        ({"url": "{scheme}://a.test", "variables": {"scheme": {"default": "https"}}}, '"${scheme}://a.test/things"'),
        ({"url": "{server}/v1", "variables": {"server": {"default": "http://a.test"}}}, '"$server/v1/things"'),
    ],
)
def test_of_a_whole_address_nothing_is_said(server: dict[str, Any], line: str) -> None:
    for text in pages([server]):
        assert f"curl {line}" in text
        assert "document comes from" not in text


def test_the_variable_of_the_address_is_told_by_its_own_name() -> None:
    call, _, _ = pages(None, "/things/{baseUrl}")
    assert '"$baseUrl2/things/$baseUrl"' in call
    assert f"`$baseUrl2` is {HOST}" in call
