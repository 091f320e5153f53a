"""Holds the pages of any OpenAPI document to the document: the same facts stand in both, or a line says where not.

    PYTHONPATH=tests python -m readback.anydocument FILE… [--descriptions none] [--lines 5] [--seconds 120]

The bundle of each document is made in a temporary folder and read back by readers that share nothing with the program.
Prints for each document how many facts were compared and how many of them are equal, then the differences by kind, of
each kind as many as `--lines` says. Exit code 1 when anything differs, or a document cannot be read.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import ryaml

from ampeco_refgen.errors import RefgenError
from readback.bundle import WEBHOOKS, Bundle
from readback.call_file import call_files, read_call
from readback.compare import Comparison, Difference
from readback.conftest import made
from readback.declared import call, webhooks_of
from readback.spec import Spec
from readback.spec_operations import operations
from readback.webhook_file import read_webhook


def compared(spec: Spec, bundle: Bundle, only: str = "", *, places: bool = True) -> Comparison:
    """Compare every call and webhook of the document with its file, or those of one file.

    `places` is as of `Comparison`.
    """
    comparison = Comparison(bundle, places=places)
    files = call_files(bundle)
    wanted = {operation.key: operation for operation in operations(spec)}
    comparison.same("calls", dict.fromkeys(wanted, 1), {key: len(pages) for key, pages in files.items()})
    paths = {key: files[key][0].path for key in sorted(wanted.keys() & files.keys())}
    for key, path in paths.items():
        if only in ("", path):
            comparison.readable(key, call(spec, wanted[key]), partial(read_call, bundle, path))
    webhooks = webhooks_of(spec, paths) if paths.keys() == wanted.keys() else {}
    pages = {page.path: page for page in bundle.below(WEBHOOKS)}
    comparison.same("webhooks", set(webhooks), set(pages))
    for path in sorted(webhooks.keys() & pages.keys()):
        if only in ("", path):
            comparison.readable(path, webhooks[path], partial(read_webhook, bundle, pages[path]))
    return comparison


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="readback.anydocument", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--descriptions", choices=("full", "none"), default="full")
    parser.add_argument("--lines", type=int, default=5, help="differences to print of each kind (5)")
    parser.add_argument("--width", type=int, default=400, help="characters of a printed line (400)")
    parser.add_argument("--seconds", type=int, default=120, help="time for a document (120)")
    options = parser.parse_args(arguments)
    limited = hasattr(signal, "SIGALRM")  # Windows has no such thing, and no limit then
    if limited:
        signal.signal(signal.SIGALRM, _too_late)
    is_well = True
    for path in options.files:
        if limited:
            signal.alarm(options.seconds)
        for number, line in enumerate(examined(path, full=options.descriptions == "full", lines=options.lines)):
            is_well &= number == 0 and line.startswith("= ")
            print(line if len(line) <= options.width else f"{line[: options.width]}…", flush=True)
    if limited:
        signal.alarm(0)
    return int(not is_well)


def examined(path: Path, *, full: bool, lines: int) -> Iterator[str]:
    """Yield what is to be said of a document: first in one line, `=` before it if all is well, then each difference."""
    start = time.perf_counter()
    try:
        content = path.read_bytes()
        bundle = made(content, path.name, full=full)
        comparison = compared(Spec(_parsed(path, content), full=full), bundle, places=False)
    except RefgenError as refusal:
        yield f"- {path}: refused: {refusal}"
        return
    except Exception as failure:  # whatever it is, it is what this command looks for
        traceback = failure.__traceback__
        while traceback and traceback.tb_next:
            traceback = traceback.tb_next
        where = f"{Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}" if traceback else ""
        yield f"! {path}: {type(failure).__name__} in {where}: {failure}"
        return
    sign = "≠" if comparison.differences else "="
    facts, equal, seconds = comparison.facts, comparison.equal, time.perf_counter() - start
    number = len(comparison.differences)
    yield f"{sign} {path}: {facts:,} facts, {equal:,} equal, {number:,} differences, {seconds:.1f} s"
    by_kind: dict[str, list[Difference]] = {}
    for difference in comparison.differences:
        by_kind.setdefault(difference.kind, []).append(difference)
    for kind, differences in sorted(by_kind.items(), key=lambda entry: -len(entry[1])):
        yield f"  {len(differences):,} {kind}"
        yield from (f"    {difference}" for difference in differences[:lines])


def _parsed(path: Path, content: bytes) -> Any:
    return json.loads(content) if path.suffix == ".json" else ryaml.loads(content.decode())


def _too_late(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError("more than it has time for")


if __name__ == "__main__":
    sys.exit(main())
