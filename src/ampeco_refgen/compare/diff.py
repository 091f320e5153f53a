"""Catalog × Catalog → `Change`s: the facts of what was added, removed and changed, without a judgement.

What two operations differ in is found by `catalog/difference.py`; here it is decided which are compared, and what
stands outside of them is added. Order and texts make no difference, nor do descriptions that one side leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.difference import Differences
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Operation, Place, RequestBody, Webhook
from ampeco_refgen.compare.changes import Change, Kind, Owner, Subject
from ampeco_refgen.compare.document import document_changes, own_changes
from ampeco_refgen.compare.matching import (
    OperationPairs,
    WebhookPair,
    operation_pairs,
    webhook_pairs,
    webhooks_by_name,
)
from ampeco_refgen.compare.signature import Signatures
from ampeco_refgen.compare.translate import changes_of, received


class Successors(Struct, frozen=True, kw_only=True):
    """The successors of deprecated operations on each side: operation key → keys, without those that have none."""

    old: Mapping[str, tuple[str, ...]]
    new: Mapping[str, tuple[str, ...]]


NO_SUCCESSORS = Successors(old={}, new={})


def changes_between(old: Signatures, new: Signatures, successors: Successors = NO_SUCCESSORS) -> tuple[Change, ...]:
    """Return every change between the catalogs of two sides: of the API, then of operations, then of webhooks."""
    sides = _Sides(old, new)
    return (*document_changes(old.catalog, new.catalog), *sides.operations(successors), *sides.webhooks())


class _Sides:
    def __init__(self, old: Signatures, new: Signatures) -> None:
        self._old, self._new = old.catalog, new.catalog
        self._old_signatures, self._new_signatures = old, new
        self._differences = Differences(Fields(old.catalog), Fields(new.catalog))

    def operations(self, successors: Successors) -> Iterator[Change]:
        pairs = operation_pairs(self._old, self._new)
        successors = _in_new_names(pairs, successors)
        yield from _removed_operations(pairs, successors)
        for operation in pairs.added:
            yield Change(subject=subject_of(operation), kind=Kind.OPERATION_ADDED, after=_one(operation.summary))
        for old, new in pairs.both:
            subject = subject_of(new)
            yield from own_changes(self._old, old, self._new, new, subject)
            yield from _with_successors(self._pair(old, new, subject), old, new, successors)

    def webhooks(self) -> Iterator[Change]:
        old, new = webhooks_by_name(self._old), webhooks_by_name(self._new)
        for name in sorted(old.keys() - new.keys()):
            yield Change(subject=Subject(owner=Owner.WEBHOOK, name=name), kind=Kind.WEBHOOK_REMOVED)
        for name in new:
            if name not in old:
                summary = _one(next(iter(new[name].values())).summary)
                yield Change(subject=Subject(owner=Owner.WEBHOOK, name=name), kind=Kind.WEBHOOK_ADDED, after=summary)
            else:
                yield from self._declarations(name, webhook_pairs(old[name], new[name]))

    def _pair(self, old: Operation, new: Operation, subject: Subject) -> Iterator[Change]:
        if self._old_signatures.operation(old) != self._new_signatures.operation(new):
            bare = replace(old, callbacks=()), replace(new, callbacks=())
            yield from changes_of(subject, self._differences.operations(*bare))

    def _declarations(self, name: str, pairs: tuple[WebhookPair, ...]) -> Iterator[Change]:
        """Tell the changes of a webhook once where all its declarations changed alike, else for each of them."""
        subject = Subject(owner=Owner.WEBHOOK, name=name)
        found = [tuple(self._webhook(subject, pair)) for pair in pairs]
        if len({frozenset(changes) for changes in found}) == 1:
            yield from found[0]
            return
        for pair, changes in zip(pairs, found, strict=True):
            apart = replace(subject, operation=pair.operation)
            yield from (replace(change, subject=apart) for change in changes)

    def _webhook(self, subject: Subject, pair: WebhookPair) -> Iterator[Change]:
        if self._old_signatures.webhook(pair.old) == self._new_signatures.webhook(pair.new):
            return
        payload = self._differences.webhooks(pair.old, pair.new)
        around = self._differences.operations(
            _without_payload(pair.old, pair.new), _without_payload(pair.new, pair.new)
        )
        yield from received(changes_of(subject, (*payload, *around)))


def subject_of(operation: Operation) -> Subject:
    """Return the operation as the subject of a change."""
    place = operation.place
    return Subject(owner=Owner.OPERATION, name=operation.key, family=place.family, resource=place.resource)


def _removed_operations(pairs: OperationPairs, successors: Successors) -> Iterator[Change]:
    """Tell what to use instead as far as it is still there."""
    alive = {operation.key for operation in (*pairs.added, *(new for _, new in pairs.both))}
    for operation in pairs.removed:
        instead = tuple(key for key in successors.old.get(operation.key, ()) if key in alive)
        yield Change(subject=subject_of(operation), kind=Kind.OPERATION_REMOVED, after=instead)


def _in_new_names(pairs: OperationPairs, successors: Successors) -> Successors:
    """Return the successors with the names that operations have now, where only a path parameter's name changed."""
    names = {old.key: new.key for old, new in pairs.both}
    respelled = {key: tuple(names.get(one, one) for one in keys) for key, keys in successors.old.items()}
    return replace(successors, old=respelled)


def _with_successors(
    changes: Iterator[Change], old: Operation, new: Operation, successors: Successors
) -> Iterator[Change]:
    """Add to a new deprecation what to use instead, and tell where the successor of an older one is another now."""
    before, after = successors.old.get(old.key, ()), successors.new.get(new.key, ())
    for change in changes:
        yield replace(change, after=after) if change.kind is Kind.OPERATION_DEPRECATED else change
    if old.deprecated and new.deprecated and before != after:
        yield Change(subject=subject_of(new), kind=Kind.SUCCESSOR_CHANGED, before=before, after=after)


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _without_payload(webhook: Webhook, named_as: Webhook) -> Operation:
    """Return what else a webhook brings, its parameters and content types, as an operation to compare."""
    media = webhook.body.media if webhook.body is not None else ()
    return Operation(
        method=named_as.method,
        path=named_as.name,
        place=Place(family="", resource=""),
        parameters=webhook.parameters,
        body=RequestBody(media=tuple(replace(one, schema=None) for one in media)),
    )
