"""What a run hands back to the command line: what was done, what was found, and how long each stage took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct, field

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.write import Plan, WriteReport


class Summary(Struct, frozen=True, kw_only=True):
    """The facts of a catalog that reports tell: operations by family in reading order, deprecated ones among them."""

    title: str
    version: str
    families: tuple[tuple[str, int], ...]
    deprecated: int

    @property
    def operations(self) -> int:
        """The number of all operations."""
        return sum(count for _, count in self.families)


class Stopwatch(Struct, kw_only=True):
    """Measures the stages of one run, in seconds."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to the stage `name`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


class Outcome(Struct, frozen=True, kw_only=True):
    """What a run did.

    `notices` are what the owner of the skill should know that is no fault of the document. `report` is `None` when it
    only checked; `stale` tells that the vendor was out of reach, `early` that the run ended early because nothing had
    changed since the last one.
    """

    summary: Summary
    version_before: str
    plan: Plan
    report: WriteReport | None
    diagnostics: tuple[Diagnostic, ...]
    notices: tuple[str, ...]
    seconds: dict[str, float]
    stale: bool = False
    early: bool = False
