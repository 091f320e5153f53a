"""Answers in a workspace of runs → `grading.json` beside each, and `judge.json` with what needs a judge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from evals.judge import Verdict, judge
from evals.runs import METADATA

GRADING, FOR_JUDGE = "grading.json", "judge.json"
_NO_ANSWERS = frozenset({"transcript.md", "user_notes.md"})
"""What skill-creator keeps in `outputs/` beside the answer."""
_Form = TypeVar("_Form")


class UngradableError(Exception):
    """There is nothing to grade, or a file cannot be read; the message says which."""


class Graded(Struct, frozen=True, kw_only=True):
    """One run: `verdicts` is empty where there is no answer."""

    path: str
    configuration: str
    verdicts: tuple[Verdict, ...]

    def count(self, passed: bool | None) -> int:
        """Return how many expectations passed, failed (`False`) or need a judge (`None`)."""
        return sum(verdict.passed is passed for verdict in self.verdicts)


class _Asked(Struct):
    """What is read of `eval_metadata.json`."""

    prompt: str
    assertions: list[str]


class _Summary(Struct, kw_only=True):
    passed: int
    failed: int
    total: int
    pass_rate: float


class _Grading(Struct):
    """What skill-creator calls `grading.json`, of the expectations that have a verdict."""

    expectations: list[Verdict]
    summary: _Summary


def grade_runs(workspace: Path) -> tuple[Graded, ...]:
    """Grade every run below a folder that `write_runs` made, and write `grading.json` and `judge.json` into it.

    Once `passed` of an entry of `judge.json` is true or false, that verdict counts in `grading.json`, and it is kept as
    long as the expectation needs a judge. Raises `UngradableError`.
    """
    folders = sorted(workspace.glob("eval-*/*/run-*/outputs"))
    if not folders:
        raise UngradableError(f"there is no eval-*/*/run-*/outputs in {workspace}: `python -m evals runs` makes these")
    return tuple(_grade_run(outputs.parent, workspace) for outputs in folders)


def summed_up(graded: Sequence[Graded]) -> list[str]:
    """Return the lines of a table: what came of the runs of each configuration."""
    rows = [f"{'':16}{'runs':>6}{'no answer':>11}{'passed':>8}{'failed':>8}{'pass rate':>11}{'for a judge':>13}"]
    for configuration in sorted({run.configuration for run in graded}):
        runs = [run for run in graded if run.configuration == configuration]
        silent = sum(not run.verdicts for run in runs)
        passed, failed, unsure = (sum(run.count(verdict) for run in runs) for verdict in (True, False, None))
        rate = f"{passed / (passed + failed):.0%}" if passed + failed else "-"
        rows.append(f"{configuration:16}{len(runs):6}{silent:11}{passed:8}{failed:8}{rate:>11}{unsure:13}")
    return rows


def _grade_run(run: Path, workspace: Path) -> Graded:
    asked = _read(run.parents[1] / METADATA, _Asked)
    answer = _answer(run / "outputs")
    verdicts: tuple[Verdict, ...] = ()
    if answer.strip():
        verdicts = _with_judge(judge(asked.assertions, asked.prompt, answer), run / FOR_JUDGE)
        decided = [verdict for verdict in verdicts if verdict.passed is not None]
        _write(run / GRADING, _graded(decided) if decided else None)
    return Graded(path=run.relative_to(workspace).as_posix(), configuration=run.parent.name, verdicts=verdicts)


def _with_judge(verdicts: tuple[Verdict, ...], path: Path) -> tuple[Verdict, ...]:
    """Return the verdicts with those of the judge's file, and write there what a judge is needed for."""
    entries = _read(path, list[Verdict]) if path.exists() else []
    judged = {entry.text: entry for entry in entries if entry.passed is not None}
    needed = {verdict.text: judged.get(verdict.text, verdict) for verdict in verdicts if verdict.passed is None}
    _write(path, list(needed.values()) or None)
    return tuple(needed.get(verdict.text, verdict) for verdict in verdicts)


def _graded(decided: list[Verdict]) -> _Grading:
    passed, total = sum(verdict.passed is True for verdict in decided), len(decided)
    summary = _Summary(passed=passed, failed=total - passed, total=total, pass_rate=round(passed / total, 4))
    return _Grading(decided, summary)


def _answer(outputs: Path) -> str:
    """Return all text in a folder, in the order of the files' names."""
    paths = [path for path in sorted(outputs.iterdir()) if path.suffix in (".md", ".txt")]
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in paths if path.name not in _NO_ANSWERS)
    return "\n".join(texts)


def _read(path: Path, form: type[_Form]) -> _Form:
    try:
        return msgspec.json.decode(path.read_bytes(), type=form)
    except (OSError, msgspec.DecodeError) as problem:
        raise UngradableError(f"{path} cannot be read: {problem}") from None


def _write(path: Path, record: object) -> None:
    """Write a file, or remove it where there is nothing to say."""
    if record is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
