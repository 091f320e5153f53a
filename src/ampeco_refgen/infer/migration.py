"""Successions → Migrations: what changes for the caller of a deprecated operation, or the receiver of a webhook.

The facts come from `compare/operation_changes.py`. Left out is what follows from the move itself or from another fact:
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
from ampeco_refgen.compare.operation_changes import Comparer, outermost
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
        return tuple(change for change in self.changes if change.part in parts)


def find_migrations(catalog: Catalog, fields: Fields, successions: Successions) -> tuple[Migration, ...]:
    """Return one migration for each pair of something deprecated and its successor, operations before webhooks."""
    comparer = Comparer(fields, fields, without=_OF_NO_INTEREST)
    operations = {operation.key: operation for operation in catalog.operations}
    readable = {
        operation.path: operation
        for operation in catalog.operations
        if operation.method == "GET" and not operation.deprecated
    }
    # Of several webhooks with one name the last counts, which the newest operation subscribes to.
    hooks = {webhook.name: webhook for _, webhook in catalog.declared_webhooks}
    migrations = [
        _operation_migration(comparer, operations[succession.subject], operations[successor], readable)
        for succession in successions.operations
        for successor in succession.successors
    ]
    migrations += [
        _migration(succession.subject, successor, comparer.webhooks(hooks[succession.subject], hooks[successor]))
        for succession in successions.webhooks
        for successor in succession.successors
    ]
    return tuple(migrations)


def _operation_migration(
    comparer: Comparer, old: Operation, new: Operation, readable: dict[str, Operation]
) -> Migration:
    """Return the way from an operation to its successor; `readable` are the live operations that read, by path."""
    changes, likely = comparer.operations_with_renames(old, new)
    migration = _migration(old.key, new.key, changes)
    renames = (*likely, *_lists_called_apart(migration, new, readable))
    gone = {(rename.part, rename.before) for rename in renames}
    come = {(rename.part, rename.after) for rename in renames}
    rest = [
        change
        for change in migration.changes
        if not (change.kind is ChangeKind.REMOVED and (change.part, change.where) in gone)
        and not (change.kind is ChangeKind.ADDED and (change.part, change.where) in come)
    ]
    return replace(migration, changes=tuple(rest), likely_renames=renames)


def _lists_called_apart(migration: Migration, new: Operation, readable: dict[str, Operation]) -> Iterator[LikelyRename]:
    """Yield the lists that came with the entity and have a call of their own below the successor."""
    removed = [change for change in migration.of(ApiPart.RESPONSE_FIELD) if change.kind is ChangeKind.REMOVED]
    lost_lists = [change for change in removed if change.before.startswith("array of object")]
    if not lost_lists:
        return
    entity = re.compile(re.escape(re.sub(r"/{[^{}]*}$", "", new.path)) + r"/{[^{}]*}/")
    below = {
        path[start.end() :]: operation.key for path, operation in readable.items() if (start := entity.match(path))
    }
    for change in lost_lists:
        if change.where in below:
            yield LikelyRename(
                part=change.part,
                before=change.where,
                after=below[change.where],
                type_before=change.before,
                type_after=change.before,
                why="a call of its own",
            )


def _migration(subject: str, successor: str, changes: tuple[Change, ...]) -> Migration:
    """Return a migration with those of the changes that the caller or receiver has to know."""
    telling = [change for change in changes if not _needs_nothing(change)]
    return Migration(subject=subject, successor=successor, changes=outermost(telling))


def _needs_nothing(change: Change) -> bool:
    """Tell whether nobody has to do anything: an assurance, or the new name that a webhook's payload repeats."""
    if change.part in _RECEIVED and change.kind in _ASSURANCES:
        return True
    return change.part is ApiPart.WEBHOOK_FIELD and change.where == "notification"
