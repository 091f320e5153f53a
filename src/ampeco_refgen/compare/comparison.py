"""Changes → `Comparison`: each with its rule, the same change in many operations as one finding, sorted and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.path_rules import reading_order
from ampeco_refgen.compare.catalog_changes import NO_SUCCESSORS, SubjectChange, SuccessorsBySide, changes_between
from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind, ChangeSubject, Owner, part_in_words
from ampeco_refgen.compare.matching import operation_pairs
from ampeco_refgen.compare.rules import ADDITIONS, DEPRECATIONS, RULES, WHOLE, ChangeRule, rule_for
from ampeco_refgen.compare.signature import Signatures

_Ranks: TypeAlias = dict[str, int]
"""Key of an operation → its number in the reading order of both documents together."""

_ORDER = {rule.id: number for number, rule in enumerate(RULES)}


class Finding(Struct, frozen=True, kw_only=True):
    """The same change in one or more subjects, with its meaning.

    `part` is the kind of place in words (`filter`, `body field`), `where` and `scope` are those of the change. `before`
    and `after` hold one text, or none where nothing held on that side; only the values of an enum that came or went,
    the successors of what is deprecated and the operations that declare a webhook are several. `everywhere` tells that
    the subjects are all operations that both documents have, and more than one.
    """

    rule: ChangeRule
    subjects: tuple[ChangeSubject, ...]
    part: str = ""
    where: str = ""
    scope: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    everywhere: bool = False


class Edition(Struct, frozen=True, kw_only=True):
    """What identifies the document of a side: title, version, and as `mark` the signature of the whole.

    Marks are equal for catalogs between which a caller cannot see a difference.
    """

    title: str
    version: str
    mark: str


class ChangeCounts(Struct, frozen=True, kw_only=True):
    """The numbers that a report starts with.

    `newly_deprecated` counts operations, webhooks, and parameters and fields, where one that several operations share
    is one. `breaking` counts findings, removed operations and webhooks among them; `other` counts the findings that are
    neither breaking nor counted before.
    """

    operations_added: int = 0
    operations_removed: int = 0
    webhooks_added: int = 0
    webhooks_removed: int = 0
    newly_deprecated: int = 0
    breaking: int = 0
    other: int = 0


class Comparison(Struct, frozen=True, kw_only=True):
    """All that changed, the worst first, then in reading order."""

    old: Edition
    new: Edition
    counts: ChangeCounts
    findings: tuple[Finding, ...] = ()

    @property
    def breaking(self) -> bool:
        """Tell whether something can break callers (`--fail-on breaking`)."""
        return self.counts.breaking > 0


def compare(old: Catalog, new: Catalog, *, successors: SuccessorsBySide = NO_SUCCESSORS) -> Comparison:
    """Return what changed from one catalog to another.

    `successors` are those of deprecated operations, by side; without them no report names what to use instead.
    """
    old_signatures, new_signatures = Signatures(old), Signatures(new)
    changes = changes_between(old_signatures, new_signatures, successors)
    common = len(operation_pairs(old, new).both)
    all_findings = findings(changes, _ranks(old, new), everywhere=common)
    return Comparison(
        old=_edition(old_signatures),
        new=_edition(new_signatures),
        counts=counts_of(all_findings),
        findings=all_findings,
    )


def edition_of(catalog: Catalog) -> Edition:
    """Return what identifies the document that a catalog was made of."""
    return _edition(Signatures(catalog))


def findings(changes: Iterable[SubjectChange], ranks: _Ranks, *, everywhere: int = 0) -> tuple[Finding, ...]:
    """Return the changes with their rules, in the order of a report.

    Changes that differ in nothing but the subject become one finding; only a rule of `WHOLE` has one finding for each
    subject. `everywhere` is how many operations both documents have. Raises `KeyError` for a change that has no rule.
    """
    subjects: dict[tuple[Owner, Finding], dict[ChangeSubject, None]] = {}
    for subject, finding in _with_all_values(changes):
        own = replace(finding, subjects=(subject,)) if finding.rule.id in WHOLE else finding
        subjects.setdefault((subject.owner, own), {})[subject] = None
    merged = []
    for (owner, finding), of_finding in subjects.items():
        ordered = tuple(sorted(of_finding, key=lambda subject: _rank(subject, ranks)))
        is_everywhere = owner is Owner.OPERATION and len(ordered) == everywhere > 1
        merged.append(replace(finding, subjects=ordered, everywhere=is_everywhere))
    return tuple(sorted(merged, key=lambda finding: _order(finding, ranks)))


def _with_all_values(changes: Iterable[SubjectChange]) -> Iterable[tuple[ChangeSubject, Finding]]:
    """Yield each subject with its findings, which have no subjects yet; the values of one enum become one finding."""
    joined: dict[tuple[ChangeSubject, Finding], list[Change]] = {}
    for subject, change in changes:
        finding = Finding(
            rule=rule_for(change, subject.owner),
            subjects=(),
            part=part_in_words(change, subject.owner),
            where=change.where,
            scope=change.scope,
        )
        if not _has_several_values(change):
            finding = replace(finding, before=_texts([change.before]), after=_texts([change.after]))
        joined.setdefault((subject, finding), []).append(change)
    for (subject, finding), of_finding in joined.items():
        before, after = (change.before for change in of_finding), (change.after for change in of_finding)
        is_joined = _has_several_values(of_finding[0])
        yield subject, replace(finding, before=_texts(before), after=_texts(after)) if is_joined else finding


def _has_several_values(change: Change) -> bool:
    """Tell whether a change is about one of several values that belong together, as an enum's values or successors."""
    if change.part in (ApiPart.OPERATION, ApiPart.SUCCESSOR, ApiPart.WEBHOOK, ApiPart.WEBHOOK_DECLARATION):
        return True
    return change.kind in (ChangeKind.ENUM_VALUE_ADDED, ChangeKind.ENUM_VALUE_REMOVED, ChangeKind.DEPRECATED)


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _edition(signatures: Signatures) -> Edition:
    catalog = signatures.catalog
    return Edition(title=catalog.title, version=catalog.version, mark=signatures.whole())


def _ranks(old: Catalog, new: Catalog) -> _Ranks:
    operations = {operation.key: operation for operation in (*old.operations, *new.operations)}
    ordered = sorted(
        operations.values(), key=lambda operation: reading_order(operation.place, operation.path, operation.method)
    )
    return {operation.key: number for number, operation in enumerate(ordered)}


def _rank(subject: ChangeSubject, ranks: _Ranks) -> tuple[object, ...]:
    order = (Owner.API, Owner.OPERATION, Owner.WEBHOOK).index(subject.owner)
    rank = ranks.get(subject.name, 0) if subject.owner is Owner.OPERATION else 0
    return (order, rank, subject.name, subject.operation)


def _order(finding: Finding, ranks: _Ranks) -> tuple[object, ...]:
    first = _rank(finding.subjects[0], ranks)
    change = (_ORDER[finding.rule.id], finding.part, finding.where, finding.scope, finding.before, finding.after)
    return (finding.rule.level, *first, len(finding.subjects), *change)


def counts_of(all_findings: Iterable[Finding]) -> ChangeCounts:
    """Count the findings; those about operations and webhooks as a whole have one subject each."""
    rules = Counter(finding.rule.id for finding in all_findings)
    breaking = sum(finding.rule.breaking for finding in all_findings)
    deprecated = sum(rules[rule] for rule in DEPRECATIONS)
    return ChangeCounts(
        operations_added=rules["operation-added"],
        operations_removed=rules["operation-removed"] + rules["operation-renamed"],
        webhooks_added=rules["webhook-added"],
        webhooks_removed=rules["webhook-removed"],
        newly_deprecated=deprecated,
        breaking=breaking,
        other=rules.total() - breaking - deprecated - sum(rules[rule] for rule in ADDITIONS),
    )
