"""Servers and security → words: where calls go, how schemes work, and which of them a call needs together."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.model import Catalog, SecurityChoice, SecurityScheme, SecurityUse, Server
from ampeco_refgen.jsonvalue import JsonText, value_of
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.field_lines import literal


def server_lines(server: Server, lead: str = "", url: str = "") -> Iterator[str]:
    """Yield a line on a server and one below it for each of its variables; `url` is put in the place of its own."""
    name = f" ({prose(server.name)})" if server.name else ""
    yield from wrap(f"- {lead}{code(url or server.url)}{name}{after_dash(server.description)}")
    for name, text in server.variables:
        yield from wrap(f"  - {_variable(name, text)}", indent="    ")


def after_dash(description: str) -> str:
    """Return a description as it follows what it describes; empty where there is none."""
    return f" — {prose(description)}" if description.strip() else ""


def _variable(name: str, text: JsonText) -> str:
    """Say what a part of a base URL stands for: one of the values of `enum` where there are some.

    Source: OpenAPI 3.0.4, Server Variable Object.
    """
    facts = value_of(text)
    known = facts if isinstance(facts, dict) else {}
    default, values, description = (known.get(key) for key in ("default", "enum", "description"))
    shown = f" (default {code(str(default))})" if default not in (None, "") else ""
    listed = [code(str(value)) for value in values if value != ""] if isinstance(values, list) else []
    empty = ["nothing"] if isinstance(values, list) and "" in values else []
    choice = f" by {' or '.join([*listed, *empty])}" if listed or empty else ""
    after = after_dash(description) if isinstance(description, str) else ""
    return f"{code('{' + name + '}')} in it is to be replaced{choice}{shown}{after}"


_URLS = (
    ("authorizationUrl", "authorization URL"),
    ("deviceAuthorizationUrl", "device authorization URL"),
    ("tokenUrl", "token URL"),
    ("refreshUrl", "refresh URL"),
)
"""The URLs of a flow, and what they are called (OpenAPI 3.0.4, OAuth Flow Object; 3.2.0 for devices)."""


def scheme_lines(scheme: SecurityScheme) -> Iterator[str]:
    """Yield a line on a security scheme, and for each flow of OAuth 2 one with its URLs and one for each scope."""
    facts = ", ".join(f"{prose(name)} {literal(text)}" for name, text in scheme.facts if name != "flows")
    kind = prose(scheme.kind) + (f", {facts}" if facts else "")
    yield from wrap(f"- scheme {code(scheme.name)}: {kind}{after_dash(scheme.description)}")
    flows = next((value_of(text) for name, text in scheme.facts if name == "flows"), None)
    for name, flow in flows.items() if isinstance(flows, dict) else ():
        if isinstance(flow, dict) and not name.startswith("x-"):
            urls = [f"{noun} {code(url)}" for key, noun in _URLS if isinstance(url := flow.get(key), str) and url]
            yield from wrap(f"  - flow {code(name)}{': ' if urls else ''}{', '.join(urls)}", indent="    ")
            scopes = flow.get("scopes")
            for scope, meaning in scopes.items() if isinstance(scopes, dict) else ():
                said = after_dash(meaning) if isinstance(meaning, str) else ""
                yield from wrap(f"    - scope {code(scope)}{said}", indent="      ")


def security_words(catalog: Catalog, choice: SecurityChoice) -> str:
    """Return alternatives in words: `none`, "`a` and `b`, or `c`".

    One alternative is enough, all schemes of one are needed, and one without schemes makes security optional (OpenAPI
    3.0.4, Security Requirement Object). What the schemes list are scopes for OAuth 2 and OpenID Connect, and roles for
    any other (3.1.1, the same).
    """
    kinds = {scheme.name: scheme.kind for scheme in catalog.security_schemes}
    sets = [" and ".join(_use(use, kinds.get(use.scheme, "")) for use in uses) or "none" for uses in choice]
    separator = ", or " if any(len(uses) > 1 for uses in choice) else " or "
    return separator.join(dict.fromkeys(sets)) or "none"


def default_goes_without_saying(catalog: Catalog) -> bool:
    """Tell whether the command of a call shows the document's security: at most one scheme, which lists no scopes."""
    uses = [use for uses in catalog.security for use in uses]
    return len(catalog.security) <= 1 and len(uses) <= 1 and not any(use.scopes for use in uses)


def default_security_line(catalog: Catalog) -> str:
    """Return a line on the security of calls that have none of their own; empty where there are no schemes."""
    if not catalog.security_schemes and not any(catalog.security):
        return ""
    words = security_words(catalog, catalog.security)
    return f"- security of a call, unless its file names another: {words}"


def _use(use: SecurityUse, kind: str) -> str:
    if not use.scopes:
        return code(use.scheme)
    noun = "scope" if kind in ("oauth2", "openIdConnect") else "role"
    listed = ", ".join(map(code, use.scopes))
    return f"{code(use.scheme)} ({noun}{'s' if len(use.scopes) > 1 else ''} {listed})"
