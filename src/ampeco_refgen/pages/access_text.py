"""Security of a call → words: which schemes it needs, with which scopes, and which of them together."""

from __future__ import annotations

from ampeco_refgen.catalog.model import Catalog, SecurityChoice, SecurityUse
from ampeco_refgen.markdown.text import code


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
