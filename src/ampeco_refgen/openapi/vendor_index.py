"""The vendor's page of all versions: HTML in, the address of the newest one out.

The fallback of `source.py` for when the stable address fails.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from ampeco_refgen.errors import FetchError
from ampeco_refgen.openapi.origin import display, resolve

_PAGE = re.compile(
    rb"(\xef\xbb\xbf)?\s*(?>(<!--.*?-->|<\?xml.*?\?>)\s*)*+<(!doctype\s+html|html|head|body)(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_HINT = "The page may have changed; give the document's address with --url."


class _Links(HTMLParser):
    """Collects the targets of links in their order, and the address that they are relative to."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = (dict(attrs).get("href") or "").strip()
        if tag == "a" and target:
            self.targets.append(target)
        elif tag == "base" and not self.base:
            self.base = target


def is_web_page(content: bytes) -> bool:
    """Tell whether a body is an HTML page, by its first bytes and not by any header."""
    return _PAGE.match(content) is not None


def newest_link(page: bytes, address: str, pattern: str) -> str:
    """Return the absolute URL of the last link whose path or query the regular expression is found in.

    The page lists versions oldest first. `address` is the page's own. Raises `FetchError` when there is no such link.
    """
    links = _Links()
    try:
        links.feed(page.decode("utf-8", errors="replace"))
    except AssertionError:
        # html.parser's way to give up; what it has found is no longer the whole list, so its last is not the newest.
        raise FetchError(f"Cannot fetch {display(address)}: the page cannot be read as HTML.", hint=_HINT) from None
    base = _followed(address, links.base) or address
    for target in reversed(links.targets):
        url = _followed(base, target)
        if re.search(pattern, urlsplit(url).path + "?" + urlsplit(url).query):
            return url
    raise FetchError(f"Cannot fetch {display(address)}: the page has no link to a version of the document.", hint=_HINT)


def _followed(base: str, target: str) -> str:
    try:
        return resolve(base, target)
    except FetchError:
        return ""
