"""Where a call's address begins: its server, or a variable of the shell for what only the document's own address says.

Sources: OpenAPI 3.0.4, OpenAPI Object (`servers`: where none is named it is `/`) and Server Object (`url` may be
relative to where the document is served); RFC 3986, section 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from ampeco_refgen.catalog.model import Server
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.text import code
from ampeco_refgen.pages.request_parts import address_parts
from ampeco_refgen.pages.shell import Variable, Variables

_SOURCE = "the address that the document comes from"
_HOST = f"scheme and host of {_SOURCE}"
_SCHEME = f"the scheme of {_SOURCE}"
_FOLDER = f"{_SOURCE}, up to its last slash and without that"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Address(Struct, frozen=True, kw_only=True):
    """The pieces that an address begins with, and what is to be said of the variable among them, if it has one."""

    parts: tuple[str | Variable, ...]
    note: str


def server_address(servers: Sequence[Server], variables: Variables) -> Address:
    """Return how the address of a call begins that is sent to the first of its servers."""
    url = servers[0].url.rstrip("/") if servers else ""
    source = source_of(servers)
    own = tuple(address_parts(url, variables, "server"))
    if not source:
        return Address(parts=own, note="")
    base = variables.named("server", "scheme" if source == _SCHEME else "baseUrl")
    between = ":" if source == _SCHEME else "/" if source == _FOLDER else ""
    return Address(parts=(base, between, *own), note=f"{code(f'${base.name}')} is {source}{_reason(servers)}")


def base_url_words(servers: Sequence[Server]) -> str:
    """Say what the first server is relative to, or stands in its place; empty for one with an address of its own."""
    source = source_of(servers)
    return f"relative to {_SOURCE}" if source and servers else f"{source}{_reason(servers)}" if source else ""


def _reason(servers: Sequence[Server]) -> str:
    return ", to which its server is relative" if servers else ", as it names no server"


def source_of(servers: Sequence[Server]) -> str:
    """Return in words what of the document's own address the first server needs before its URL; empty for none."""
    url = _with_defaults(servers[0]) if servers else ""
    if _ABSOLUTE.match(url) or url.startswith("{"):
        return ""
    if url.startswith("//"):
        return _SCHEME
    return _HOST if url.rstrip("/") == "" or url.startswith("/") else _FOLDER


def _with_defaults(server: Server) -> str:
    """Return a server's URL with the defaults of its variables."""
    url = server.url
    for name, text in server.variables:
        facts = value_of(text)
        default = facts.get("default") if isinstance(facts, dict) else None
        url = url.replace(f"{{{name}}}", str(default)) if default not in (None, "") else url
    return url
