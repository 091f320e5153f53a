"""Catalog × Catalog → changes, each with the subject that it happened to, without a judgement.

How two operations differ is found by `difference.py`; here it is decided which are compared, and what stands outside
of them is added: title, base URLs, security, successors. Order and texts make no difference, nor do descriptions that
one side leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Place, RequestBody, SecurityChoice, SecurityUse, Webhook
from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind, ChangeSide, ChangeSubject, Owner
from ampeco_refgen.compare.matching import (
    OperationPairs,
    WebhookPair,
    operation_pairs,
    webhook_pairs,
    webhooks_by_name,
)
from ampeco_refgen.compare.operation_changes import Comparer, without_consequences
from ampeco_refgen.compare.signature import Signatures, scheme_without_texts, servers_without_texts
from ampeco_refgen.compare.webhook_declarations import declaration_changes
from ampeco_refgen.jsonvalue import JsonValue, canonical, value_of

SubjectChange: TypeAlias = tuple[ChangeSubject, Change]
"""A change with what it happened to."""

_API = ChangeSubject(owner=Owner.API)
_DECLARED = (ChangeKind.ADDED, ChangeKind.REQUIRED_ADDED, ChangeKind.REMOVED)
"""What happens to a parameter of a path that is the same on both sides if only one side declares it."""


class SuccessorsBySide(Struct, frozen=True, kw_only=True):
    """What succeeds deprecated operations (by key) and webhooks (by name) on each side, where something does.

    `parts` are the successors of deprecated fields and parameters on the new side by the place where they stand, with
    their path: of fields `GET /users response`, `POST /users request` or a webhook's name, of parameters the operation.

    `moves` are operations that are gone → the keys of those that likely took their place, as far as that was inferred.
    """

    old: Mapping[str, tuple[str, ...]]
    new: Mapping[str, tuple[str, ...]]
    parts: Mapping[tuple[str, str], tuple[str, ...]] = {}
    moves: Mapping[str, str] = {}


NO_SUCCESSORS = SuccessorsBySide(old={}, new={})


def changes_between(
    old: Signatures, new: Signatures, successors: SuccessorsBySide = NO_SUCCESSORS
) -> tuple[SubjectChange, ...]:
    """Return every change between the catalogs of two sides: of the API, then of operations, then of webhooks."""
    catalogs = _CatalogPair(old, new)
    return (
        *((_API, change) for change in catalogs.api_changes()),
        *catalogs.operation_changes(successors),
        *catalogs.webhook_changes(successors),
    )


class _CatalogPair:
    def __init__(self, old: Signatures, new: Signatures) -> None:
        self._old, self._new = old.catalog, new.catalog
        self._old_signatures, self._new_signatures = old, new
        self._pairs = operation_pairs(old.catalog, new.catalog)
        # An operation's security is compared with that of its document where it has none: `_own_changes`.
        self._comparer = Comparer(Fields(old.catalog), Fields(new.catalog), without=frozenset({ApiPart.SECURITY}))

    def api_changes(self) -> Iterator[Change]:
        """Yield the changes that concern the API as a whole."""
        old, new = self._old, self._new
        if old.title != new.title:
            yield Change(part=ApiPart.TITLE, kind=ChangeKind.CHANGED, before=_seen(old.title), after=_seen(new.title))
        yield from _named_changes(ApiPart.SERVER, _servers(old), _servers(new))
        before, after = _schemes(old), _schemes(new)
        for change in _named_changes(ApiPart.SECURITY_SCHEME, before, after):
            yield from _scope_changes(change) if change.kind is ChangeKind.CHANGED else (change,)
        yield from _security_changes(old.security, new.security)

    def operation_changes(self, successors: SuccessorsBySide) -> Iterator[SubjectChange]:
        """Yield what happened to each operation: removed, added, then those that both sides have."""
        pairs = self._pairs
        successors = _in_new_names(pairs, successors)
        alive = {operation.key for operation in (*pairs.added, *(new for _, new in pairs.both))}
        for operation in pairs.removed:
            removed = Change(part=ApiPart.OPERATION, kind=ChangeKind.REMOVED)
            instead = [key for key in successors.old.get(operation.key, ()) if key in alive]
            if not instead and (move := successors.moves.get(operation.key)):
                removed, instead = replace(removed, kind=ChangeKind.RENAMED), [move]
            yield from ((subject_of(operation), change) for change in _with_each(removed, instead))
        for operation in pairs.added:
            yield subject_of(operation), Change(part=ApiPart.OPERATION, kind=ChangeKind.ADDED, after=operation.summary)
        for old, new in pairs.both:
            subject = subject_of(new)
            yield from ((subject, change) for change in self._own_changes(old, new))
            yield from ((subject, change) for change in self._pair(old, new, successors))

    def webhook_changes(self, successors: SuccessorsBySide) -> Iterator[SubjectChange]:
        """Yield what happened to each webhook; one that was removed or deprecated names its successors."""
        for subject, change in self._webhook_changes(successors):
            yield from ((subject, named) for named in _with_successors(subject.name, change, successors))

    def _webhook_changes(self, successors: SuccessorsBySide) -> Iterator[SubjectChange]:
        new_keys = {operation.key: twin.key for operation, twin in self._pairs.both}
        old, new = webhooks_by_name(self._old, new_keys), webhooks_by_name(self._new)
        for name in sorted(old.keys() - new.keys()):
            subject = ChangeSubject(owner=Owner.WEBHOOK, name=name)
            removed = Change(part=ApiPart.WEBHOOK, kind=ChangeKind.REMOVED)
            instead = [other for other in successors.old.get(name, ()) if other in new]
            yield from ((subject, change) for change in _with_each(removed, instead))
        for name in new:
            subject = ChangeSubject(owner=Owner.WEBHOOK, name=name)
            if name not in old:
                summary = next(iter(new[name].values())).summary
                yield subject, Change(part=ApiPart.WEBHOOK, kind=ChangeKind.ADDED, after=summary)
            else:
                yield from self._declarations(subject, webhook_pairs(old[name], new[name]))
        yield from declaration_changes(self._old, self._new, self._pairs)

    def _own_changes(self, old: Operation, new: Operation) -> Iterator[Change]:
        """Yield the changes of an operation's base URLs and security where one side has its own."""
        if old.servers is not None or new.servers is not None:
            yield from _named_changes(ApiPart.SERVER, _servers(self._old, old), _servers(self._new, new))
        if old.security is not None or new.security is not None:
            before = self._old.security if old.security is None else old.security
            after = self._new.security if new.security is None else new.security
            yield from _security_changes(before, after)

    def _pair(self, old: Operation, new: Operation, successors: SuccessorsBySide) -> Iterator[Change]:
        """Yield how an operation changed; a new deprecation names its successors.

        Where it was deprecated before, its successors are told if they are others now. The parameters of its path come
        and go only in what is declared of them: the path, which is the same, has them on both sides.
        """
        before, after = successors.old.get(old.key, ()), successors.new.get(new.key, ())
        if self._old_signatures.operation(old) != self._new_signatures.operation(new):
            # Webhooks are told for themselves, once for all operations that declare them.
            bare = replace(old, callbacks=()), replace(new, callbacks=())
            for change in without_consequences(self._comparer.operations(*bare)):
                if change.part is not ApiPart.PATH_PARAMETER or change.kind not in _DECLARED:
                    yield from _with_successors(new.key, change, successors)
        if old.deprecated and new.deprecated and before != after:
            changed = Change(part=ApiPart.SUCCESSOR, kind=ChangeKind.CHANGED)
            yield from (replace(changed, before=key) for key in before)
            yield from (replace(changed, after=key) for key in after)

    def _declarations(self, subject: ChangeSubject, pairs: tuple[WebhookPair, ...]) -> Iterator[SubjectChange]:
        """Yield the changes of a webhook: once where all its declarations changed alike, else for each of them."""
        changes_of_each = [self._webhook(pair) for pair in pairs]
        if len({frozenset(changes) for changes in changes_of_each}) == 1:
            yield from ((subject, change) for change in changes_of_each[0])
            return
        for pair, changes in zip(pairs, changes_of_each, strict=True):
            apart = replace(subject, operation=pair.operation)
            yield from ((apart, change) for change in changes)

    def _webhook(self, pair: WebhookPair) -> tuple[Change, ...]:
        if self._old_signatures.webhook(pair.old) == self._new_signatures.webhook(pair.new):
            return ()
        payload = self._comparer.webhooks(pair.old, pair.new)
        # That a body came or went says more than whether it is required.
        has_both = pair.old.body is not None and pair.new.body is not None
        sides = [_without_payload(webhook, pair.new, required=has_both) for webhook in (pair.old, pair.new)]
        around = self._comparer.operations(*sides)
        beside = (change for change in around if change.part is not ApiPart.BODY_FIELD)  # the payload has them
        # Its headers and parameters are read by the client: an addition that is required asks nothing of it.
        return tuple(
            replace(change, kind=ChangeKind.ADDED) if change.kind is ChangeKind.REQUIRED_ADDED else change
            for change in without_consequences((*payload, *beside))
        )


def subject_of(operation: Operation) -> ChangeSubject:
    """Return the operation as the subject of a change."""
    place = operation.place
    return ChangeSubject(owner=Owner.OPERATION, name=operation.key, family=place.family, resource=place.resource)


def _with_each(change: Change, successors: Iterable[str]) -> Iterator[Change]:
    """Yield the change once for each successor as what holds after it; once without where there is none."""
    yield from (replace(change, after=key) for key in tuple(successors) or ("",))


def _with_successors(owner: str, change: Change, successors: SuccessorsBySide) -> Iterator[Change]:
    """Yield a new deprecation once for each of its successors, or with none; any other change as it is.

    `owner` is the key of the operation, or the name of the webhook, to which it happened.
    """
    if change.kind is not ChangeKind.DEPRECATED:
        yield change
        return
    if change.part in (ApiPart.OPERATION, ApiPart.WEBHOOK):
        yield from _with_each(change, successors.new.get(owner, ()))
        return
    place = owner
    if change.part is ApiPart.BODY_FIELD:
        place = f"{owner} {ChangeSide.REQUEST}"
    elif change.part in (ApiPart.RESPONSE_FIELD, ApiPart.ENVELOPE_FIELD, ApiPart.ERROR_FIELD):
        place = f"{owner} {ChangeSide.RESPONSE}"
    yield from _with_each(change, successors.parts.get((place, change.where), ()))


def _in_new_names(pairs: OperationPairs, successors: SuccessorsBySide) -> SuccessorsBySide:
    """Return the successors with old keys replaced by new ones where only the name of a path parameter changed.

    Otherwise such a rename would look as if there were another successor now.
    """
    names = {old.key: new.key for old, new in pairs.both}
    respelled = {
        key: tuple(names.get(successor, successor) for successor in keys) for key, keys in successors.old.items()
    }
    return replace(successors, old=respelled)


def _without_payload(webhook: Webhook, named_as: Webhook, *, required: bool) -> Operation:
    """Return what else a webhook brings, its parameters and content types, as an operation to compare.

    `required` keeps whether its body is.
    """
    body = webhook.body or RequestBody()
    return Operation(
        method=named_as.method,
        path=named_as.name,
        place=Place(family="", resource=""),
        parameters=webhook.parameters,
        body=RequestBody(
            required=required and body.required,
            media=tuple(replace(media_type, schema=None) for media_type in body.media),
        ),
    )


def _servers(catalog: Catalog, operation: Operation | None = None) -> dict[str, str]:
    """Return each base URL with the facts of its variables."""
    own = operation.servers if operation is not None else None
    servers = servers_without_texts(catalog.servers if own is None else own) or ()
    return {_seen(url): facts for url, facts in servers}


def _seen(text: str) -> str:
    """Return a text that may be empty so that it is seen, for an empty one says that there was nothing."""
    return text or '""'


def _named_changes(part: ApiPart, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """Yield what came, went and changed of things with names, as servers; the values are their facts as text."""
    for name in sorted(old.keys() - new.keys()):
        yield Change(part=part, kind=ChangeKind.REMOVED, before=name)
    for name in sorted(new.keys() - old.keys()):
        yield Change(part=part, kind=ChangeKind.ADDED, after=name)
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            yield Change(part=part, kind=ChangeKind.CHANGED, where=name, before=old[name], after=new[name])


def _schemes(catalog: Catalog) -> dict[str, str]:
    """Return the facts of each security scheme; `bearerFormat` is a hint (OpenAPI 3.0.4, Security Scheme Object)."""
    without_hints = (
        replace(scheme, facts=tuple(fact for fact in scheme.facts if fact[0] != "bearerFormat"))
        for scheme in catalog.security_schemes
    )
    return {scheme.name: scheme_without_texts(scheme) for scheme in without_hints}


def _scope_changes(changed: Change) -> Iterator[Change]:
    """Yield the scopes of a security scheme that came and went, and what else of it changed."""
    before, after = (value_of(facts) for facts in (changed.before, changed.after))
    were, are = _take_scopes(before), _take_scopes(after)
    for scope in sorted(were - are):
        yield replace(changed, kind=ChangeKind.SCOPE_REMOVED, before=scope, after="")
    for scope in sorted(are - were):
        yield replace(changed, kind=ChangeKind.SCOPE_ADDED, before="", after=scope)
    if before != after:
        yield replace(changed, before=canonical(before), after=canonical(after))


def _take_scopes(facts: JsonValue) -> set[str]:
    """Return the scopes of all flows of a security scheme (OAuth Flow Object), which are taken out of its facts."""
    flows = facts.get("flows") if isinstance(facts, dict) else None
    taken = (
        [flow.pop("scopes", None) for flow in flows.values() if isinstance(flow, dict)]
        if isinstance(flows, dict)
        else []
    )
    return {str(scope) for scopes in taken if isinstance(scopes, list) for scope in scopes}


def _security_changes(old: SecurityChoice, new: SecurityChoice) -> Iterator[Change]:
    """Compare the alternatives: an old one still suffices when a new one asks for no more than it.

    Source: OpenAPI 3.0.4, Security Requirement Object: one alternative is enough, an empty list asks for nothing.
    """
    before, after = ([_needs(uses) for uses in choice] or [frozenset[tuple[str, str]]()] for choice in (old, new))
    if set(before) != set(after):
        suffices = all(any(asked_now <= sent_before for asked_now in after) for sent_before in before)
        kind = ChangeKind.LOOSENED if suffices else ChangeKind.TIGHTENED
        yield Change(part=ApiPart.SECURITY, kind=kind, before=_in_words(old), after=_in_words(new))


def _needs(uses: tuple[SecurityUse, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((use.scheme, scope) for use in uses for scope in ("", *use.scopes))


def _in_words(choice: SecurityChoice) -> str:
    sets = (
        " and ".join(f"{use.scheme} ({', '.join(use.scopes)})" if use.scopes else use.scheme for use in uses) or "none"
        for uses in choice
    )
    return " or ".join(sets) or "none"
