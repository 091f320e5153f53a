"""Changes → Comparison: each with its rule, the same change in many operations told once, sorted and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from msgspec.structs import replace

from ampeco_refgen.catalog.classify import reading_order
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.compare.changes import (
    WHOLE,
    Change,
    Comparison,
    Counts,
    Edition,
    Finding,
    Kind,
    Owner,
    Subject,
)
from ampeco_refgen.compare.diff import NO_SUCCESSORS, Successors, changes_between
from ampeco_refgen.compare.matching import operation_pairs
from ampeco_refgen.compare.rules import RULES, rule_for
from ampeco_refgen.compare.signature import Signatures

_Rank: TypeAlias = dict[tuple[Owner, str], int]

_VALUES = frozenset({Kind.ENUM_VALUE_ADDED, Kind.ENUM_VALUE_REMOVED})
_ORDER = {rule.id: number for number, rule in enumerate(RULES)}


def compare(old: Catalog, new: Catalog, *, successors: Successors = NO_SUCCESSORS) -> Comparison:
    """Return what changed from one catalog to another.

    `successors` are those of deprecated operations on both sides; without them no successor is told.
    """
    old_signatures, new_signatures = Signatures(old), Signatures(new)
    changes = changes_between(old_signatures, new_signatures, successors)
    common = tuple(subject for _, subject in operation_pairs(old, new).both)
    found = findings(changes, _ranks(old, new), everywhere=len(common))
    return Comparison(old=_edition(old_signatures), new=_edition(new_signatures), counts=_counts(found), findings=found)


def edition_of(catalog: Catalog) -> Edition:
    """Return which document a catalog was made of."""
    return _edition(Signatures(catalog))


def findings(changes: Iterable[Change], ranks: _Rank, *, everywhere: int = 0) -> tuple[Finding, ...]:
    """Return the changes with their rules, those that differ in the subject only as one finding, in order.

    `everywhere` is how many operations both documents have.
    """
    groups: dict[Change, dict[Subject, None]] = {}
    for change in _with_all_values(changes):
        anyone = change if change.kind in WHOLE else replace(change, subject=Subject(owner=change.subject.owner))
        groups.setdefault(anyone, {})[change.subject] = None
    found = [
        _finding(change, sorted(subjects, key=lambda one: _rank(one, ranks)), everywhere)
        for change, subjects in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: _order(one, ranks)))


def _edition(signatures: Signatures) -> Edition:
    catalog = signatures.catalog
    return Edition(title=catalog.title, version=catalog.version, mark=signatures.whole())


def _finding(change: Change, subjects: list[Subject], everywhere: int) -> Finding:
    return Finding(
        rule=rule_for(change),
        subjects=tuple(subjects),
        part=change.part,
        where=change.where,
        scope=change.scope,
        before=change.before,
        after=change.after,
        everywhere=change.subject.owner is Owner.OPERATION and len(subjects) == everywhere > 1,
    )


def _with_all_values(changes: Iterable[Change]) -> Iterable[Change]:
    """Join the values that were added to one enum, or removed from it, into one change."""
    found: dict[Change, list[Change]] = {}
    for change in changes:
        moved = change.kind in _VALUES
        found.setdefault(replace(change, before=(), after=()) if moved else change, []).append(change)
    for change, parts in found.items():
        before = tuple(value for part in parts for value in part.before)
        after = tuple(value for part in parts for value in part.after)
        yield replace(change, before=before, after=after) if change.kind in _VALUES else change


def _ranks(old: Catalog, new: Catalog) -> _Rank:
    """Return the place of each operation in the reading order of both documents together."""
    operations = {operation.key: operation for operation in (*old.operations, *new.operations)}
    ordered = sorted(operations.values(), key=lambda one: reading_order(one.place, one.path, one.method))
    return {(Owner.OPERATION, operation.key): number for number, operation in enumerate(ordered)}


def _rank(subject: Subject, ranks: _Rank) -> tuple[object, ...]:
    order = (Owner.API, Owner.OPERATION, Owner.WEBHOOK).index(subject.owner)
    return (order, ranks.get((subject.owner, subject.name), 0), subject.name, subject.operation)


def _order(finding: Finding, ranks: _Rank) -> tuple[object, ...]:
    first = _rank(finding.subjects[0], ranks)
    change = (_ORDER[finding.rule.id], finding.part, finding.where, finding.scope, finding.before, finding.after)
    return (finding.rule.level, *first, len(finding.subjects), *change)


def _counts(found: Iterable[Finding]) -> Counts:
    """Count subjects for what comes, goes and is deprecated, and findings for the rest."""
    kinds = Counter[Kind]()
    for finding in found:
        kinds[finding.rule.kind] += len(finding.subjects)
    told = {Kind.OPERATION_ADDED, Kind.WEBHOOK_ADDED, Kind.OPERATION_DEPRECATED, Kind.WEBHOOK_DEPRECATED}
    breaking = [finding for finding in found if finding.rule.breaking]
    rest = [finding for finding in found if not finding.rule.breaking and finding.rule.kind not in told]
    return Counts(
        operations_added=kinds[Kind.OPERATION_ADDED],
        operations_removed=kinds[Kind.OPERATION_REMOVED],
        webhooks_added=kinds[Kind.WEBHOOK_ADDED],
        webhooks_removed=kinds[Kind.WEBHOOK_REMOVED],
        newly_deprecated=kinds[Kind.OPERATION_DEPRECATED] + kinds[Kind.WEBHOOK_DEPRECATED],
        breaking=len(breaking),
        other=len(rest),
    )
