"""What a run did, in words for people and as JSON for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.pipeline import Outcome


def outcome_lines(outcome: Outcome, *, check: bool, verbose: bool) -> Iterator[str]:
    """Yield the closing summary: version, counts, what changed, where to look."""
    catalog = outcome.catalog
    families = Counter(operation.place.family for operation in catalog.operations)
    parts = ", ".join(f"{family} {count}" for family, count in families.items())
    past = sum(operation.deprecated for operation in catalog.operations)
    yield f"document    {catalog.title} {_versions(outcome)}{' (not fresh)' if outcome.stale else ''}"
    yield f"operations  {len(catalog.operations)} ({parts}), {past} deprecated"
    yield f"files       {_files(outcome, check=check)}"
    if check:
        yield from (f"  differs: {path}" for path in outcome.plan.drift)
    elif outcome.report and outcome.report.written:
        yield "look at     SKILL.md and reference/endpoints-index.md"
    if verbose:
        yield "seconds     " + ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in outcome.seconds.items())


def _versions(outcome: Outcome) -> str:
    before = outcome.before.version if outcome.before else ""
    now = outcome.catalog.version
    return f"{before} → {now}" if before and before != now else now


def _files(outcome: Outcome, *, check: bool) -> str:
    plan = outcome.plan
    if check:
        return f"{len(plan.drift)} differ, {len(plan.unchanged)} as they should be"
    return f"{len(plan.writes)} written, {len(plan.removals)} removed, {len(plan.unchanged)} unchanged"


def outcome_json(outcome: Outcome) -> str:
    """Return the report for machines."""
    catalog = outcome.catalog
    report: dict[str, JsonValue] = {
        "version": catalog.version,
        "version_before": outcome.before.version if outcome.before else None,
        "title": catalog.title,
        "fresh": not outcome.stale,
        "operations": _counts(catalog),
        "written": list(outcome.report.written) if outcome.report else [],
        "removed": list(outcome.report.removed) if outcome.report else [],
        "drift": [] if outcome.report else list(outcome.plan.drift),
        "unchanged": len(outcome.plan.unchanged),
        "diagnostics": [_finding(finding) for finding in outcome.diagnostics],
        "seconds": {stage: round(seconds, 3) for stage, seconds in outcome.seconds.items()},
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def findings_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return findings for machines."""
    return json.dumps([_finding(finding) for finding in diagnostics], indent=2, ensure_ascii=False)


def _counts(catalog: Catalog) -> JsonValue:
    families = Counter(operation.place.family for operation in catalog.operations)
    return {
        "total": len(catalog.operations),
        "deprecated": sum(operation.deprecated for operation in catalog.operations),
        "families": dict(families),
    }


def _finding(finding: Diagnostic) -> JsonValue:
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "pointer": finding.pointer,
        "message": finding.message,
    }
