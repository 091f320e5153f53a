"""Successions → Migrations: what changes for the caller of a deprecated operation, or the receiver of a webhook.

The facts come from `catalog/difference.py`. Left out is what follows from the move itself or from another fact:
that the successor is not deprecated, its operationId, what stands beside the payload (told as paging and wrapping),
the bodies of errors, the members of an object that is lost or new as a whole, and what a receiver may rely on in
addition (a response field that is now always there).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.change import Change
from ampeco_refgen.catalog.difference import Difference, Differences, outermost
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.moves import Move
from ampeco_refgen.catalog.terms import Part
from ampeco_refgen.infer.successors import Successions

__all__ = ["Change", "Difference", "Migration", "Move", "Part", "find_migrations"]

_OF_NO_INTEREST = frozenset(
    {
        *(Part.OPERATION, Part.OPERATION_ID, Part.ENVELOPE_FIELD, Part.ERROR_FIELD),
        *(Part.WEBHOOK, Part.RESPONSE_HEADER),
    }
)
_RECEIVED = frozenset({Part.RESPONSE_FIELD, Part.WEBHOOK_FIELD})
_ASSURANCES = frozenset(
    {
        *(Change.BECAME_REQUIRED, Change.BECAME_NOT_NULLABLE, Change.DEFAULT_CHANGED),
        *(Change.LIMIT_TIGHTENED, Change.LIMIT_LOOSENED, Change.LIMIT_CHANGED),
    }
)


class Migration(Struct, frozen=True, kw_only=True):
    """The way from a deprecated operation (by key) or webhook (by name) to one of its successors.

    `moves` are inferred; the differences do not tell again what they tell.
    """

    subject: str
    successor: str
    differences: tuple[Difference, ...]
    moves: tuple[Move, ...] = ()

    def of(self, *parts: Part) -> tuple[Difference, ...]:
        """Return the differences that are about the given parts, in order."""
        return tuple(one for one in self.differences if one.part in parts)


def find_migrations(catalog: Catalog, fields: Fields, successions: Successions) -> tuple[Migration, ...]:
    """Return one migration for each pair of something deprecated and its successor, operations before webhooks."""
    compare = Differences(fields, fields, without=_OF_NO_INTEREST)
    operations = {operation.key: operation for operation in catalog.operations}
    lists = {one.path: one for one in catalog.operations if one.method == "GET" and not one.deprecated}
    # Of several webhooks with one name the last counts, which the newest operation subscribes to.
    hooks = {webhook.name: webhook for _, webhook in catalog.declared_webhooks}
    found = [
        _operation(compare, operations[found.subject], operations[successor], lists)
        for found in successions.operations
        for successor in found.successors
    ]
    found += [
        _migration(found.subject, successor, compare.webhooks(hooks[found.subject], hooks[successor]))
        for found in successions.webhooks
        for successor in found.successors
    ]
    return tuple(found)


def _operation(compare: Differences, old: Operation, new: Operation, lists: dict[str, Operation]) -> Migration:
    differences, likely = compare.operations_and_moves(old, new)
    told = _migration(old.key, new.key, differences)
    moves = (*likely, *_called_for(told, new, lists))
    gone = {(move.part, move.before) for move in moves}
    come = {(move.part, move.after) for move in moves}
    rest = [
        one
        for one in told.differences
        if not (one.change is Change.REMOVED and (one.part, one.where) in gone)
        and not (one.change is Change.ADDED and (one.part, one.where) in come)
    ]
    return replace(told, differences=tuple(rest), moves=moves)


def _called_for(told: Migration, new: Operation, lists: dict[str, Operation]) -> Iterator[Move]:
    """Yield the lists that came with the entity and have a call of their own below the successor."""
    lost = [one for one in told.of(Part.RESPONSE_FIELD) if one.change is Change.REMOVED]
    lost = [one for one in lost if one.before.startswith("array of object")]
    if not lost:
        return
    entity = re.compile(re.escape(re.sub(r"/{[^{}]*}$", "", new.path)) + r"/{[^{}]*}/")
    below = {path[found.end() :]: one.key for path, one in lists.items() if (found := entity.match(path))}
    for one in lost:
        if one.where in below:
            yield Move(
                part=one.part,
                before=one.where,
                after=below[one.where],
                type_before=one.before,
                type_after=one.before,
                why="a call of its own",
            )


def _migration(subject: str, successor: str, differences: tuple[Difference, ...]) -> Migration:
    telling = [one for one in differences if not _expected(one)]
    return Migration(subject=subject, successor=successor, differences=outermost(telling))


def _expected(one: Difference) -> bool:
    """Tell whether nobody has to do anything: an assurance, or the new name that a webhook's payload repeats."""
    if one.part in _RECEIVED and one.change in _ASSURANCES:
        return True
    return one.part is Part.WEBHOOK_FIELD and one.where == "notification"
