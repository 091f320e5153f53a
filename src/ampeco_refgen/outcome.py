"""What a run hands back to the command line: what was done, what was found, and how long each stage took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.progress import Progress, Step, unwatched
from ampeco_refgen.write import Plan, WriteReport

if TYPE_CHECKING:
    from ampeco_refgen.compare.comparison import Comparison

_WHOLE_CALLS = {
    f"{owner}-{change}": change for owner in ("operation", "webhook") for change in ("added", "removed", "deprecated")
}
"""The rules that say what happened to a call or webhook as a whole, with that in a word."""


class Summary(Struct, frozen=True, kw_only=True):
    """The facts of a catalog that reports tell.

    `families` has the number of operations of each family, in reading order; `deprecated` counts all that are.
    `excluded` are those of the document that the owner's selection leaves out, which the others do not count, and
    `excluded_by` how many of them each rule took away.
    """

    title: str
    version: str
    families: tuple[tuple[str, int], ...]
    deprecated: int
    excluded: int = 0
    excluded_by: tuple[tuple[str, int], ...] = ()

    @property
    def operations(self) -> int:
        """The number of all operations that the skill has."""
        return sum(count for _, count in self.families)


class CallChange(Struct, frozen=True, kw_only=True):
    """What happened to a call (`METHOD /path`) or webhook: `added`, `removed`, `deprecated` or `changed`.

    `breaking` and `other` are how many of its changes can break callers, and how many cannot.
    """

    call: str
    change: str
    breaking: int = 0
    other: int = 0


def call_changes(comparison: Comparison) -> tuple[CallChange, ...]:
    """Return what happened to each call and webhook, in the order of the comparison, which puts what breaks first."""
    changes: dict[str, CallChange] = {}
    for finding in comparison.findings:
        for subject in finding.subjects:
            if not subject.name:  # the API as a whole
                continue
            name = f"webhook {subject.name}" if subject.owner == "webhook" else subject.name
            before = changes.get(name, CallChange(call=name, change="changed"))
            changes[name] = CallChange(
                call=name,
                change=_WHOLE_CALLS.get(finding.rule.id, before.change),
                breaking=before.breaking + finding.rule.breaking,
                other=before.other + (not finding.rule.breaking),
            )
    return tuple(changes.values())


class Stopwatch(Struct, kw_only=True):
    """Measures the stages of one run, in seconds; `progress` is told of each as it begins."""

    progress: Progress = unwatched
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to the stage `name`."""
        self.progress(Step(name))
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


class Outcome(Struct, frozen=True, kw_only=True):
    """What a run did in a `folder`, which is absolute.

    `plan` is what had to be written, `report` what was; it is `None` when the run only checked. `notices` are messages
    to the owner of the skill that are not about the document. `version_before` is empty where there was no bundle, or
    none with a readable catalog. `comparison` is with the catalog before, `None` where there was none or an equal one.
    `stale` tells that the vendor could not be reached, `early` that the run ended early because nothing had changed
    since the last one.
    """

    folder: Path
    summary: Summary
    version_before: str
    plan: Plan
    report: WriteReport | None
    diagnostics: tuple[Diagnostic, ...]
    notices: tuple[str, ...]
    seconds: dict[str, float]
    comparison: Comparison | None = None
    stale: bool = False
    early: bool = False
