"""A `curl` line that a reader can paste: one call of a page, with the server and authentication of the document."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from ampeco_refgen.catalog.model import Catalog, Operation, SecurityScheme
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.codespan import visible

_URL = "!#$%&()*+,/:;=?@[]{|}~"
"""What is not percent-encoded in a URL: the reserved characters of RFC 3986 (without `'`, which ends the shell's text).

The others mark parameters, or the query that a document writes into a path.
"""


def base_url(catalog: Catalog) -> str:
    """Return the first server's URL without its closing slash; empty when the document declares none."""
    return catalog.servers[0].url.rstrip("/") if catalog.servers else ""


def curl_line(catalog: Catalog, operations: Iterable[Operation]) -> str:
    """Return a line that calls the first GET of `operations`, if possible a live one without path parameters.

    It is empty where there is no GET, or where the line would be longer than lines may be.
    """
    gets = (operation for operation in operations if operation.method == "GET")
    best = min(gets, key=lambda operation: (operation.deprecated, "{" in operation.path), default=None)
    if best is None:
        return ""
    url = quote(f"{base_url(catalog)}{best.path}", safe=_URL)
    line = " ".join(["curl", *(f"-H '{header}'" for header in auth_headers(catalog)), f"'{url}'"])
    return line if len(line) <= LINE_COLUMNS else ""


def auth_headers(catalog: Catalog) -> tuple[str, ...]:
    """Return the headers that the document's security asks for, with placeholders for secrets.

    Of several alternatives (OpenAPI 3.0.4, Security Requirement Object) it is the first.
    """
    wanted = {use.scheme for choice in catalog.security[:1] for use in choice}
    headers = (_header(scheme) for scheme in catalog.security_schemes if scheme.name in wanted)
    return tuple(visible(header.replace("'", "")) for header in headers if header)


def _header(scheme: SecurityScheme) -> str:
    """Return the header of a security scheme; empty for a key that is sent in the query or as a cookie."""
    facts = {name: value_of(text) for name, text in scheme.facts}
    if (scheme.kind == "http" and str(facts.get("scheme", "")).lower() == "bearer") or scheme.kind in (
        "oauth2",
        "openIdConnect",
    ):
        return "Authorization: Bearer {token}"
    if scheme.kind == "http":
        return f"Authorization: {str(facts.get('scheme', 'Basic')).capitalize()} {{credentials}}"
    return f"{facts.get('name')}: {{key}}" if scheme.kind == "apiKey" and facts.get("in") == "header" else ""
