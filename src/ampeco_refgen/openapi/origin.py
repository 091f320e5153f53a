"""Addresses of documents: told apart, resolved against each other, and made fit for display.

Whatever names an address in a message, a log or a report goes through `display`.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

from ampeco_refgen.diagnostics import printable
from ampeco_refgen.errors import FetchError

_URL = re.compile(r"(?P<scheme>[^/?#@]*?://)(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?")
_HOST = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(:[0-9]*)?")
_SECRET = re.compile(r"(token|key|sig|secret|pass|pwd|auth|cred|jwt|session)[^=]*=", re.IGNORECASE)
_MASK = "***"


def is_url(origin: str) -> bool:
    """Tell whether an origin is written as a URL of any scheme; everything else is a file."""
    return _URL.match(origin) is not None


def is_http(url: str) -> bool:
    """Tell whether a URL is one that can be fetched."""
    return url.lstrip().lower().startswith(("http://", "https://"))


def display(origin: str) -> str:
    """Return a file name or URL fit for messages: printable, on one line, without credentials.

    Of a URL the user information (RFC 3986, section 3.2.1) and the fragment are removed, and the values of query
    parameters that are named like a secret are masked; a URL whose host cannot be made out is masked as a whole.
    """
    parts = _URL.match(origin)
    if parts is None:
        return printable(origin)
    host = parts["authority"].rpartition("@")[2]
    if not _HOST.fullmatch(host):
        return printable(parts["scheme"] + _MASK)
    path = re.sub(r";([^=/;]*)=[^/;]*", rf";\1={_MASK}", parts["path"])
    return printable(parts["scheme"] + host + path + _masked(parts["query"] or ""))


def _masked(query: str) -> str:
    return "&".join(_masked_pair(pair) for pair in query.split("&"))


def _masked_pair(pair: str) -> str:
    return f"{pair.partition('=')[0]}={_MASK}" if _SECRET.search(unquote(pair)) else pair


def same_server(one: str, other: str) -> bool:
    """Tell whether two URLs lead to the same scheme, host and port."""
    return _server(one) == _server(other)


def _server(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.rpartition("@")[2].lower()


def resolve(base: str, target: str) -> str:
    """Return where a redirect or link leads (RFC 3986, section 5); credentials stay with their own server.

    Raises `FetchError` for a target that is no http(s) URL, or that gives up the protection of https.
    """
    try:
        url = urljoin(base, target)
        if same_server(base, url) and "@" not in urlsplit(url).netloc:
            url = urlsplit(url)._replace(netloc=urlsplit(base).netloc).geturl()
    except ValueError:
        url = ""
    if not is_http(url) or (base.lower().startswith("https:") and not url.lower().startswith("https:")):
        raise FetchError(
            f"Cannot fetch {display(base)}: it leads to {display(url or target)}, which is not followed.",
            hint="Only http and https are followed, and never from https to http; give the right address with --url.",
        )
    return url
