"""What somebody has looked at and accepted: rows with reasons that take findings out of the verdict of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.compare.changes import ChangeSubject
from ampeco_refgen.compare.comparison import Comparison, Finding, counts_of
from ampeco_refgen.compare.rules import RULES


class AcceptedChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: findings of `rule`, in the call or webhook that `subject` names, about the field or parameter `where`.

    In `subject` a `*` is anything: `GET /users*`. What is empty is not asked for; `reason` is for the next reader.
    """

    rule: str
    reason: str
    subject: str = ""
    where: str = ""


class AcceptedChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file: its rows are tables called `accepted`."""

    accepted: tuple[AcceptedChange, ...] = ()


class AcceptedFinding(Struct, frozen=True, kw_only=True):
    """A finding that a row takes out of the verdict, with the reason."""

    finding: Finding
    reason: str


def unknown_rules(changes: AcceptedChanges) -> tuple[str, ...]:
    """Return the names in the rows that no rule has."""
    known = {rule.id for rule in RULES}
    return tuple(row.rule for row in changes.accepted if row.rule not in known)


def accept(
    comparison: Comparison, changes: AcceptedChanges
) -> tuple[Comparison, tuple[AcceptedFinding, ...], tuple[AcceptedChange, ...]]:
    """Return a comparison without what was accepted, what that was, and the rows that fit nothing.

    A row takes a finding out for the subjects that it names; for all others it stays.
    """
    left: list[Finding] = []
    accepted: list[AcceptedFinding] = []
    used: set[AcceptedChange] = set()
    for finding in comparison.findings:
        subjects = list(finding.subjects)
        for row, taken in _taken(changes.accepted, finding):
            mine = tuple(subject for subject in taken if subject in subjects)
            if taken:
                used.add(row)
            if mine:
                accepted.append(AcceptedFinding(finding=replace(finding, subjects=mine), reason=row.reason))
                subjects = [subject for subject in subjects if subject not in mine]
        if len(subjects) == len(finding.subjects):
            left.append(finding)
        elif subjects:
            left.append(replace(finding, subjects=tuple(subjects), everywhere=False))
    unused = tuple(row for row in changes.accepted if row not in used)
    return replace(comparison, findings=tuple(left), counts=counts_of(left)), tuple(accepted), unused


def _taken(rows: Iterable[AcceptedChange], finding: Finding) -> Iterator[tuple[AcceptedChange, list[ChangeSubject]]]:
    """Yield the rows that are about what happened, each with the subjects that it names."""
    for row in rows:
        if row.rule == finding.rule.id and row.where in ("", finding.where):
            named = [subject for subject in finding.subjects if not row.subject or _is_named(subject, row.subject)]
            yield row, named


def _is_named(subject: ChangeSubject, pattern: str) -> bool:
    """Tell whether a pattern names a subject; only `*` means more than itself, since paths hold brackets."""
    return fnmatchcase(subject.name, pattern.replace("[", "[[]").replace("?", "[?]"))
