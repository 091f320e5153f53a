"""Successions → Migrations: what changes for the caller of a deprecated operation, or the receiver of a webhook.

The facts come from `compare/difference.py`. Left out is what follows from the move itself or from another fact:
that the successor is not deprecated, its operationId, what stands beside the payload (told as paging and wrapping),
the bodies of errors, the members of an object that is lost or new as a whole, and what a receiver may rely on in
addition (a response field that is now always there).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind
from ampeco_refgen.compare.difference import Comparer, outermost
from ampeco_refgen.compare.renames import LikelyRename
from ampeco_refgen.infer.successors import Successions

_OF_NO_INTEREST = frozenset(
    {
        *(ApiPart.OPERATION, ApiPart.OPERATION_ID, ApiPart.ENVELOPE_FIELD, ApiPart.ERROR_FIELD),
        *(ApiPart.WEBHOOK, ApiPart.RESPONSE_HEADER),
    }
)
_RECEIVED = frozenset({ApiPart.RESPONSE_FIELD, ApiPart.WEBHOOK_FIELD})
_ASSURANCES = frozenset(
    {
        *(ChangeKind.BECAME_REQUIRED, ChangeKind.BECAME_NOT_NULLABLE),
        *(ChangeKind.DEFAULT_ADDED, ChangeKind.DEFAULT_REMOVED, ChangeKind.DEFAULT_CHANGED),
        *(ChangeKind.LIMIT_TIGHTENED, ChangeKind.LIMIT_LOOSENED, ChangeKind.LIMIT_CHANGED),
    }
)


class Migration(Struct, frozen=True, kw_only=True):
    """The way from a deprecated operation (by key) or webhook (by name) to one of its successors.

    `likely_renames` are inferred; the changes do not tell again what they tell.
    """

    subject: str
    successor: str
    changes: tuple[Change, ...]
    likely_renames: tuple[LikelyRename, ...] = ()

    def of(self, *parts: ApiPart) -> tuple[Change, ...]:
        """Return the changes that are about the given parts, in order."""
        return tuple(one for one in self.changes if one.part in parts)


def find_migrations(catalog: Catalog, fields: Fields, successions: Successions) -> tuple[Migration, ...]:
    """Return one migration for each pair of something deprecated and its successor, operations before webhooks."""
    comparer = Comparer(fields, fields, without=_OF_NO_INTEREST)
    operations = {operation.key: operation for operation in catalog.operations}
    lists = {one.path: one for one in catalog.operations if one.method == "GET" and not one.deprecated}
    # Of several webhooks with one name the last counts, which the newest operation subscribes to.
    hooks = {webhook.name: webhook for _, webhook in catalog.declared_webhooks}
    found = [
        _operation(comparer, operations[found.subject], operations[successor], lists)
        for found in successions.operations
        for successor in found.successors
    ]
    found += [
        _migration(found.subject, successor, comparer.webhooks(hooks[found.subject], hooks[successor]))
        for found in successions.webhooks
        for successor in found.successors
    ]
    return tuple(found)


def _operation(comparer: Comparer, old: Operation, new: Operation, lists: dict[str, Operation]) -> Migration:
    changes, likely = comparer.operations_with_renames(old, new)
    told = _migration(old.key, new.key, changes)
    renames = (*likely, *_called_for(told, new, lists))
    gone = {(rename.part, rename.before) for rename in renames}
    come = {(rename.part, rename.after) for rename in renames}
    rest = [
        one
        for one in told.changes
        if not (one.kind is ChangeKind.REMOVED and (one.part, one.where) in gone)
        and not (one.kind is ChangeKind.ADDED and (one.part, one.where) in come)
    ]
    return replace(told, changes=tuple(rest), likely_renames=renames)


def _called_for(told: Migration, new: Operation, lists: dict[str, Operation]) -> Iterator[LikelyRename]:
    """Yield the lists that came with the entity and have a call of their own below the successor."""
    lost = [one for one in told.of(ApiPart.RESPONSE_FIELD) if one.kind is ChangeKind.REMOVED]
    lost = [one for one in lost if one.before.startswith("array of object")]
    if not lost:
        return
    entity = re.compile(re.escape(re.sub(r"/{[^{}]*}$", "", new.path)) + r"/{[^{}]*}/")
    below = {path[found.end() :]: one.key for path, one in lists.items() if (found := entity.match(path))}
    for one in lost:
        if one.where in below:
            yield LikelyRename(
                part=one.part,
                before=one.where,
                after=below[one.where],
                type_before=one.before,
                type_after=one.before,
                why="a call of its own",
            )


def _migration(subject: str, successor: str, changes: tuple[Change, ...]) -> Migration:
    telling = [one for one in changes if not _expected(one)]
    return Migration(subject=subject, successor=successor, changes=outermost(telling))


def _expected(one: Change) -> bool:
    """Tell whether nobody has to do anything: an assurance, or the new name that a webhook's payload repeats."""
    if one.part in _RECEIVED and one.kind in _ASSURANCES:
        return True
    return one.part is ApiPart.WEBHOOK_FIELD and one.where == "notification"
