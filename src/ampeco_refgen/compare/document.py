"""Changes of what a document says for all its operations, or an operation for itself: title, base URLs, security."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.model import Catalog, Operation, SecurityChoice, SecurityUse
from ampeco_refgen.compare.changes import THE_API, Change, Kind, Subject
from ampeco_refgen.compare.signature import scheme_without_texts, servers_without_texts


def document_changes(old: Catalog, new: Catalog) -> Iterator[Change]:
    """Yield the changes that concern the API as a whole."""
    if old.title != new.title:
        yield Change(subject=THE_API, kind=Kind.TITLE_CHANGED, before=(old.title,), after=(new.title,))
    yield from _server_changes(THE_API, _servers(old), _servers(new))
    yield from _scheme_changes(old, new)
    yield from _security_changes(THE_API, old.security, new.security)


def own_changes(
    old_catalog: Catalog, old: Operation, new_catalog: Catalog, new: Operation, subject: Subject
) -> Iterator[Change]:
    """Yield the changes of an operation's base URLs and security where it has its own; its document's count if not."""
    if old.servers is not None or new.servers is not None:
        yield from _server_changes(subject, _servers(old_catalog, old), _servers(new_catalog, new))
    if old.security is not None or new.security is not None:
        before = old_catalog.security if old.security is None else old.security
        after = new_catalog.security if new.security is None else new.security
        yield from _security_changes(subject, before, after)


def _servers(catalog: Catalog, operation: Operation | None = None) -> dict[str, str]:
    own = operation.servers if operation is not None else None
    return dict(servers_without_texts(catalog.servers if own is None else own) or ())


def _server_changes(subject: Subject, old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for url in sorted(old.keys() - new.keys()):
        yield Change(subject=subject, kind=Kind.SERVER_REMOVED, before=(url,))
    for url in sorted(new.keys() - old.keys()):
        yield Change(subject=subject, kind=Kind.SERVER_ADDED, after=(url,))
    for url in sorted(old.keys() & new.keys()):
        if old[url] != new[url]:
            yield Change(
                subject=subject, kind=Kind.SERVER_CHANGED, where=url, before=_one(old[url]), after=_one(new[url])
            )


def _scheme_changes(old: Catalog, new: Catalog) -> Iterator[Change]:
    before = {scheme.name: scheme_without_texts(scheme) for scheme in old.security_schemes}
    after = {scheme.name: scheme_without_texts(scheme) for scheme in new.security_schemes}
    for name in sorted(before.keys() - after.keys()):
        yield Change(subject=THE_API, kind=Kind.SCHEME_REMOVED, before=(name,))
    for name in sorted(after.keys() - before.keys()):
        yield Change(subject=THE_API, kind=Kind.SCHEME_ADDED, after=(name,))
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name]:
            yield Change(
                subject=THE_API, kind=Kind.SCHEME_CHANGED, where=name, before=(before[name],), after=(after[name],)
            )


def _security_changes(subject: Subject, old: SecurityChoice, new: SecurityChoice) -> Iterator[Change]:
    """Compare the alternatives: an old one still suffices when a new one asks for no more than it.

    Source: OpenAPI 3.0.4, Security Requirement Object: one alternative is enough, an empty list asks for nothing.
    """
    before, after = ([_needs(uses) for uses in choice] or [frozenset[tuple[str, str]]()] for choice in (old, new))
    if set(before) == set(after):
        return
    suffices = all(any(asked <= given for asked in after) for given in before)
    kind = Kind.SECURITY_LOOSENED if suffices else Kind.SECURITY_TIGHTENED
    yield Change(subject=subject, kind=kind, before=(_in_words(old),), after=(_in_words(new),))


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _needs(uses: tuple[SecurityUse, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((use.scheme, scope) for use in uses for scope in ("", *use.scopes))


def _in_words(choice: SecurityChoice) -> str:
    sets = (
        " and ".join(f"{use.scheme} ({', '.join(use.scopes)})" if use.scopes else use.scheme for use in uses) or "none"
        for uses in choice
    )
    return " or ".join(sets) or "none"
