"""Runs the pipeline over a folder of OpenAPI documents and says of each: whole, refused (and why), or failed.

    python benchmarks/corpus.py FOLDER [--seconds 120] [--jobs 1] [--sample N] [--only-flawed] [--json FILE]

Every document is worked on in a process of its own, which is ended at the time limit, so that no document can spoil
the run of another. *Whole* means: the bundle was made, and read back it holds what `flaws` promises. *Refused* is the
pipeline's own clear answer to a document that cannot be read without misleading. Anything else has *failed* (a flaw
of the bundle, an exception, the time limit, a process that died), and the command ends with exit code 1.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bundle_checks import flaws

from ampeco_refgen.catalog_source import read_catalog
from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.infer.findings import find_all
from ampeco_refgen.outcome import Stopwatch
from ampeco_refgen.pages.bundle import make_bundle
from ampeco_refgen.profiles.choose import profile_for

ENDINGS = (".json", ".yaml", ".yml")
WHOLE, REFUSED, FAILED = "whole", "refused", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one document: `reasons` are the codes of findings, or of flaws; `detail` is the first in words."""

    name: str
    outcome: str
    reasons: tuple[str, ...] = ()
    detail: str = ""
    size: int = 0
    operations: int = 0
    files: int = 0
    characters: int = 0
    warnings: int = 0
    seconds: float = 0.0
    peak: int = 0

    def __str__(self) -> str:
        numbers = f"{self.seconds:7.2f} s {self.peak:6} MB {self.size / 1e6:7.2f} MB"
        made = f" {self.operations} operations, {self.files} files" if self.outcome == WHOLE else ""
        return f"{self.outcome:7} {numbers}  {self.name}{made} {', '.join(self.reasons)} {self.detail}".rstrip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _options(arguments)
    paths = _documents(options.folder, options.sample)
    results = []
    for result in _run(paths, options):
        results.append(result)
        if result.outcome != WHOLE or not options.only_flawed:
            print(result, flush=True)
    print(summary(results))
    if options.json:
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=1), "utf-8")
    return int(any(result.outcome == FAILED for result in results))


def summary(results: Sequence[Result]) -> str:
    """Return the numbers of a run, and for what documents were refused or failed."""
    outcomes = Counter(result.outcome for result in results)
    reasons = Counter((result.outcome, reason) for result in results for reason in result.reasons)
    operations = sum(result.operations for result in results)
    lines = [
        "",
        f"{len(results)} documents: " + ", ".join(f"{outcomes[each]} {each}" for each in (WHOLE, REFUSED, FAILED)),
        f"{operations} operations, {sum(result.files for result in results)} files",
        *(f"  {count} {outcome}: {reason}" for (outcome, reason), count in reasons.most_common()),
    ]
    if results:
        slowest = max(results, key=lambda result: result.seconds)
        lines.append(f"slowest: {slowest.name}, {slowest.seconds:.1f} s for {slowest.size / 1e6:.1f} MB")
    return "\n".join(lines)


def examine(path: Path, name: str) -> Result:
    """Take one document through the pipeline and read the bundle back; `KeyboardInterrupt` is the only way out."""
    content = path.read_bytes()
    start = time.perf_counter()
    measured = Result(name=name, outcome=WHOLE, size=len(content))
    try:
        catalog, diagnostics = read_catalog(RawSpec(content=content, origin=name), full=True, watch=Stopwatch())
        findings = find_all(catalog, profile_for(catalog))
        bundle = make_bundle(findings)
        measured = replace(
            measured,
            seconds=time.perf_counter() - start,
            operations=len(catalog.operations),
            files=len(bundle.files),
            characters=sum(len(file.text) for file in bundle.files),
            warnings=len(diagnostics) + len(findings.diagnostics),
        )
        broken = list(flaws(content, catalog, bundle))
    except DocumentError as refusal:
        codes = [finding.code for finding in refusal.diagnostics if finding.severity is Severity.ERROR]
        return _ended(measured, REFUSED, codes, refusal.message, start)
    except Exception as failure:  # whatever it is, it is what this command looks for
        last = traceback.extract_tb(failure.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}: {failure}"
        return _ended(measured, FAILED, [type(failure).__name__], where[:300], start)
    if not broken:
        return replace(measured, peak=_peak())
    return replace(
        measured, outcome=FAILED, reasons=_distinct(flaw.code for flaw in broken), detail=broken[0].detail, peak=_peak()
    )


def _ended(measured: Result, outcome: str, codes: Iterable[str], detail: str, start: float) -> Result:
    seconds = measured.seconds or time.perf_counter() - start
    return replace(measured, outcome=outcome, reasons=_distinct(codes), detail=detail, seconds=seconds, peak=_peak())


def _distinct(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _run(paths: Sequence[tuple[Path, str]], options: argparse.Namespace) -> Iterator[Result]:
    """Keep so many processes at work as asked for, and yield what they say, in the order they finish."""
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    _warm_up()
    pending = list(reversed(paths))
    running: dict[Connection, tuple[BaseProcess, str, float]] = {}
    while pending or running:
        while pending and len(running) < options.jobs:
            path, name = pending.pop()
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(path, name, there))
            process.start()
            there.close()
            running[here] = (process, name, time.monotonic() + options.seconds)
        ends = min(deadline for _, _, deadline in running.values())
        ready = wait(list(running), timeout=max(0.0, ends - time.monotonic()))
        for connection, (process, name, deadline) in list(running.items()):
            if connection in ready or time.monotonic() >= deadline:
                del running[connection]
                yield _outcome(connection, process, name, options.seconds)


def _warm_up() -> None:
    """Import what the pipeline imports on its way, once for all processes that are forked from this one."""
    responses = {"responses": {"200": {"description": "OK"}}}
    tree = {"openapi": "3.1.0", "info": {"title": "One", "version": "1"}, "paths": {"/one": {"get": responses}}}
    catalog, _ = read_catalog(RawSpec(content=json.dumps(tree).encode(), origin="one"), full=True, watch=Stopwatch())
    make_bundle(find_all(catalog, profile_for(catalog)))


def _work(path: Path, name: str, answer: Connection) -> None:
    answer.send(examine(path, name))


def _outcome(connection: Connection, process: BaseProcess, name: str, seconds: float) -> Result:
    """Return what a process says, or that it was ended or died."""
    try:
        if connection.poll():
            result: Result = connection.recv()
            process.join()
            return result
        process.kill()
        return Result(name=name, outcome=FAILED, reasons=("time-out",), detail=f"after {seconds} s", seconds=seconds)
    except EOFError:
        process.join()
        return Result(name=name, outcome=FAILED, reasons=("died",), detail=f"exit code {process.exitcode}")
    finally:
        connection.close()


def _peak() -> int:
    """Return what memory this process and its copies have used at most, in MB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    used = sum(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return used // (1024 * 1024 if sys.platform == "darwin" else 1024)


def _documents(folder: Path, sample: int) -> list[tuple[Path, str]]:
    """Return the documents below a folder with their names; a sample is the same in every run."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS and path.is_file())
    if 0 < sample < len(paths):
        paths = sorted(random.Random(sample).sample(paths, sample))
    return [(path, path.relative_to(folder).as_posix()) for path in paths]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, help="a folder with .json, .yaml or .yml documents, at any depth")
    parser.add_argument("--seconds", type=float, default=120, help="the time limit for each document")
    parser.add_argument("--jobs", type=int, default=1, help="documents to work on at once")
    parser.add_argument("--sample", type=int, default=0, help="take so many documents, spread over all")
    parser.add_argument("--only-flawed", action="store_true", help="print no line for documents that are whole")
    parser.add_argument("--json", type=Path, help="write all results to this file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
