"""What a run did, in words for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from msgspec.structs import asdict

from ampeco_refgen.diagnostics import Diagnostic, Severity, printable
from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.markdown.text import plural
from ampeco_refgen.outcome import Outcome


def outcome_lines(outcome: Outcome, *, check: bool, verbose: bool) -> Iterator[str]:
    """Yield the closing summary: version, counts, what changed, where to look."""
    summary = outcome.summary
    parts = ", ".join(f"{family} {count}" for family, count in summary.families)
    yield f"document    {printable(summary.title)} {_versions(outcome)}{' (not fresh)' if outcome.stale else ''}"
    yield f"operations  {summary.operations} ({printable(parts)}), {summary.deprecated} deprecated"
    yield f"files       {_files(outcome, check=check)}"
    if check:
        yield from (f"  differs: {path}" for path in outcome.plan.drift)
    elif outcome.report and outcome.report.written:
        yield "look at     SKILL.md, reference/changelog.md"
    if verbose:
        yield "seconds     " + ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in outcome.seconds.items())


def _versions(outcome: Outcome) -> str:
    before, now = outcome.version_before, outcome.summary.version
    return printable(f"{before} → {now}" if before and before != now else now)


def _files(outcome: Outcome, *, check: bool) -> str:
    plan = outcome.plan
    if check:
        return f"{len(plan.drift)} differ, {len(plan.unchanged)} as they should be"
    counts = f"{len(plan.writes)} written, {len(plan.removals)} removed, {len(plan.unchanged)} unchanged"
    return f"{counts} (the document is that of the last run)" if outcome.early else counts


def outcome_json(outcome: Outcome) -> str:
    """Return the outcome of a run as a JSON object; `seconds` has the time of each stage."""
    summary = outcome.summary
    report: dict[str, JsonValue] = {
        "version": summary.version,
        "version_before": outcome.version_before or None,
        "title": summary.title,
        "fresh": not outcome.stale,
        "unchanged_since_last_run": outcome.early,
        "operations": {
            "total": summary.operations,
            "deprecated": summary.deprecated,
            "families": dict(summary.families),
        },
        "written": list(outcome.report.written) if outcome.report else [],
        "removed": list(outcome.report.removed) if outcome.report else [],
        "drift": [] if outcome.report else list(outcome.plan.drift),
        "unchanged": len(outcome.plan.unchanged),
        "diagnostics": [_finding(finding) for finding in outcome.diagnostics],
        "notices": list(outcome.notices),
        "changes": [asdict(change) for change in outcome.changes],
        "seconds": {stage: round(seconds, 3) for stage, seconds in outcome.seconds.items()},
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def verdict(findings: tuple[Diagnostic, ...]) -> str:
    """Return the last line of `validate`: how many findings there are, and which commands take the document."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if errors:
        return (
            f"invalid: {plural(errors, 'error')} among {plural(len(findings), 'finding')}; no reference is made of it"
        )
    if findings:
        return f"valid, with {plural(len(findings), 'warning')}: `generate` takes it, `generate --strict` does not"
    return "valid: no findings"


def findings_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return findings as a JSON list of objects with `severity`, `code`, `pointer` and `message`."""
    return json.dumps([_finding(finding) for finding in diagnostics], indent=2, ensure_ascii=False)


def _finding(finding: Diagnostic) -> JsonValue:
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "pointer": finding.pointer,
        "message": finding.message,
    }
