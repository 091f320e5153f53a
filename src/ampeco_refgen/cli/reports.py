"""What a run did, in words for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from msgspec.structs import asdict

from ampeco_refgen.diagnostics import Diagnostic, Severity, printable
from ampeco_refgen.infer.own_data import rows_in_need
from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.markdown.text import plural
from ampeco_refgen.outcome import Outcome, Summary, call_changes
from ampeco_refgen.strictness import Strictness, stopping
from ampeco_refgen.write import CHANGELOG

_COUNTS = (
    *("operations_added", "operations_removed", "webhooks_added", "webhooks_removed"),
    *("newly_deprecated", "breaking", "other"),
)
"""The fields of `ChangeCounts`, which a run with nothing to do does not take the time to load."""


def outcome_lines(outcome: Outcome, *, check: bool, verbose: bool) -> Iterator[str]:
    """Yield the closing summary: version, counts, what changed in the API, what became of the files."""
    summary = outcome.summary
    parts = ", ".join(f"{family} {count}" for family, count in summary.families)
    yield f"folder      {printable(str(outcome.folder))}"
    yield f"document    {printable(summary.title)} {_versions(outcome)}{' (not fresh)' if outcome.stale else ''}"
    yield f"operations  {summary.operations} ({printable(parts)}), {summary.deprecated} deprecated"
    if summary.excluded:
        yield f"selection   {_selection(summary)}"
    if changes := _changes(outcome):
        yield f"changes     {changes}"
    yield f"files       {_files(outcome, check=check)}"
    if rows := rows_in_need(outcome.diagnostics):
        yield f"own data    {rows}"
    if check:
        yield from (f"  differs: {path}" for path in outcome.plan.drift)
    if verbose:
        yield "seconds     " + ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in outcome.seconds.items())


def _selection(summary: Summary) -> str:
    rules = ", ".join(f"{printable(rule)} {count}" for rule, count in summary.excluded_by)
    return f"{summary.operations + summary.excluded} operations, {summary.excluded} of them excluded: {rules}"


def _versions(outcome: Outcome) -> str:
    before, now = outcome.version_before, outcome.summary.version
    return printable(f"{before} → {now}" if before and before != now else now)


def _files(outcome: Outcome, *, check: bool) -> str:
    plan = outcome.plan
    counts = f"{len(plan.writes)} written, {len(plan.removals)} removed, {len(plan.unchanged)} unchanged"
    if check:
        counts = f"{len(plan.drift)} differ, {len(plan.unchanged)} as they should be"
    return f"{counts} (the document is that of the last run)" if outcome.early else counts


def _changes(outcome: Outcome) -> str:
    """Return what changed in the API since the last run, with the written file that tells more; empty for nothing."""
    written = outcome.report.written if outcome.report else ()
    comparison, page = outcome.comparison, CHANGELOG
    if comparison is not None and comparison.findings:
        from ampeco_refgen.compare.report import counts_in_words

        changes = counts_in_words(comparison.counts)
    elif outcome.version_before not in ("", outcome.summary.version):
        changes = "only the version"
    elif outcome.version_before:
        return "none, the API is the same" if outcome.plan.drift else ""
    elif outcome.plan.unchanged:
        changes = "unknown, there is no catalog to compare with"
    elif outcome.report is None:
        return "there is no reference yet"
    else:
        changes, page = "first generated", "SKILL.md"
    return f"{changes}: {page}" if page in written else changes


def outcome_json(outcome: Outcome) -> str:
    """Return the outcome of a run as a JSON object.

    `seconds` has the time of each stage, `own_data` says how many rows of recipes and tables need care, in words that
    are empty where none does.
    """
    summary = outcome.summary
    report: dict[str, JsonValue] = {
        "folder": str(outcome.folder),
        "version": summary.version,
        "version_before": outcome.version_before or None,
        "title": summary.title,
        "fresh": not outcome.stale,
        "unchanged_since_last_run": outcome.early,
        "operations": {
            "total": summary.operations,
            "deprecated": summary.deprecated,
            "families": dict(summary.families),
            "excluded": summary.excluded,
            "excluded_by": dict(summary.excluded_by),
        },
        "changes": _changes_counted(outcome),
        "written": list(outcome.report.written) if outcome.report else [],
        "removed": list(outcome.report.removed) if outcome.report else [],
        "drift": [] if outcome.report else list(outcome.plan.drift),
        "unchanged": len(outcome.plan.unchanged),
        "warnings": len(outcome.diagnostics),
        "own_data": rows_in_need(outcome.diagnostics),
        "diagnostics": [_finding(finding) for finding in outcome.diagnostics],
        "notices": list(outcome.notices),
        "seconds": {stage: round(seconds, 3) for stage, seconds in outcome.seconds.items()},
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _changes_counted(outcome: Outcome) -> dict[str, JsonValue]:
    """Return how many changes there are in the API since the last run, and the calls that changed.

    All numbers are zero where nothing was compared.
    """
    comparison = outcome.comparison
    counts = comparison.counts if comparison is not None else None
    calls = call_changes(comparison) if comparison is not None else ()
    return {**{name: getattr(counts, name, 0) for name in _COUNTS}, "calls": [asdict(change) for change in calls]}


def verdict(findings: tuple[Diagnostic, ...]) -> str:
    """Return the last line of `validate`: how many findings there are, and which commands take the document."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if errors:
        return (
            f"invalid: {plural(errors, 'error')} among {plural(len(findings), 'finding')}; no reference is made of it"
        )
    if not findings:
        return "valid: no findings"
    return f"valid, with {plural(len(findings), 'warning')}: {_who_takes(findings)}"


def _who_takes(findings: tuple[Diagnostic, ...]) -> str:
    """Return in words which ways of generating take a document with these warnings."""
    misleading = len(stopping(findings, Strictness.MISLEADING))
    if not misleading:
        return "`generate` and `generate --strict` take it, `generate --strict=all` does not"
    few = f"{misleading} of them would mislead: " if misleading < len(findings) else ""
    return f"{few}`generate` takes it, `generate --strict` and `generate --strict=all` do not"


def findings_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return findings as a JSON list of objects with `severity`, `code`, `pointer` and `message`.

    One about the program's own data has its file and row in `row` too.
    """
    return json.dumps([_finding(finding) for finding in diagnostics], indent=2, ensure_ascii=False)


def _finding(finding: Diagnostic) -> JsonValue:
    row: dict[str, JsonValue] = {"row": finding.row} if finding.row else {}
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "pointer": finding.pointer,
        **row,
        "message": finding.message,
    }
