"""The command that makes a call with `curl`: its server, credentials, parameters and body, to be pasted into a shell.

What only its reader knows is a variable of the shell: `$token`, `$order`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation, SecurityScheme
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.codespan import visible
from ampeco_refgen.pages.examples import Examples
from ampeco_refgen.pages.request_parts import Credentials, RequestParts, SentBody, address_parts, cookie_option
from ampeco_refgen.pages.server_address import server_address
from ampeco_refgen.pages.shell import Variables, word

_COLUMNS = 140
"""Columns up to which options are put on one line."""


class CallExample(Struct, frozen=True, kw_only=True):
    """A command that makes a call, in lines, the body that it sends, and what is to be said of the server's address."""

    lines: tuple[str, ...]
    body: SentBody = SentBody()
    note: str = ""

    @property
    def remark(self) -> str:
        """All that is to be said, on one line."""
        return "; ".join(filter(None, (self.body.remark, self.note)))


def base_url(catalog: Catalog) -> str:
    """Return the first server's URL without its closing slash; empty when the document declares none."""
    return catalog.servers[0].url.rstrip("/") if catalog.servers else ""


def call_example(
    catalog: Catalog, fields: Fields, examples: Examples, operation: Operation, sent: tuple[str, ...] = ()
) -> CallExample | None:
    """Return the command for an operation; `None` where a line would be longer than lines may be.

    `sent` are the names of fields that a recipe sends, as of `Examples.request`.
    """
    parts = RequestParts(fields, examples)
    first, options, note = _request(catalog, parts, operation)
    body = parts.body(operation, sent)
    lines = [first]
    for option in [*options, *body.options]:
        on_one_line = f"{lines[-1]} {option}"
        if len(on_one_line) <= _COLUMNS and "\n" not in on_one_line and not option.startswith(("-d ", "--data")):
            lines[-1] = on_one_line
        else:
            lines[-1] += " \\"
            lines.append(f"  {option}")
    broken = tuple(line for text in lines for line in text.split("\n"))
    if max(map(len, broken)) > LINE_COLUMNS:
        return None
    return CallExample(lines=broken, body=body, note=note)


def curl_line(catalog: Catalog, operations: Iterable[Operation]) -> CallExample | None:
    """Return a line that calls the first GET of `operations`, if possible a live one without path parameters.

    One with the server and the security of the document comes before one that has its own.

    It is `None` where there is no GET, or where the line would be longer than lines may be.
    """
    gets = (operation for operation in operations if operation.method == "GET")
    best = min(gets, key=_rank, default=None)
    if best is None:
        return None
    fields = Fields(catalog)
    first, options, note = _request(catalog, RequestParts(fields, Examples(fields)), best)
    line = " ".join([first, *options])
    return CallExample(lines=(line,), note=note) if len(line) <= LINE_COLUMNS else None


def _rank(operation: Operation) -> tuple[bool, bool, bool]:
    """Return what makes a call a poor example of its document's."""
    has_own_access = operation.servers is not None or operation.security is not None
    return operation.deprecated, has_own_access, "{" in operation.path


def _request(catalog: Catalog, parts: RequestParts, operation: Operation) -> tuple[str, list[str], str]:
    """Return a command up to its address, its options but those of a body, and what is to be said of the address."""
    variables = Variables()
    credentials = Credentials(catalog, operation, variables)
    servers = catalog.servers if operation.servers is None else operation.servers
    address = [*address_parts(parts.path(operation), variables, "parameter")]
    base = server_address(servers, variables)
    separator = "&" if "?" in operation.path else "?"
    for pair in parts.query(operation):
        address += [separator, pair]
        separator = "&"
    for name in parts.query_strings(operation):
        address += [separator, variables.named("query string", name)]
        separator = "&"
    for name, key in credentials.query:
        address += [separator, *address_parts(re.sub(r"[{}&=?]", "_", name), variables, "query"), "=", key]
        separator = "&"
    flags = "" if operation.method == "GET" and operation.body is None else f" -X {_method(operation.method)}"
    flags = " -I" if operation.method == "HEAD" else flags
    url = word([*base.parts, *address])
    if "[" in url or "]" in url:
        flags += " -g"  # else `curl` would read a range into the brackets
    if re.search(r"/\.\.?(?:/|$)", operation.path):
        flags += " --path-as-is"
    options = [*credentials.options, *parts.headers(operation)]
    if cookies := cookie_option([*credentials.cookies, *parts.cookies(operation)]):
        options.append(cookies)
    return f"curl{flags} {url}", options, base.note


def _method(method: str) -> str:
    return method if re.fullmatch(r"[A-Za-z-]+", method) else word([method])


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
