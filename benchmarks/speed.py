"""Times whole commands against `jq empty`, for ratios that hold on any machine: python benchmarks/speed.py DOCUMENT

Prints for each command the best of seven runs, its ratio to the best of `jq empty`, and the largest amount of memory
that one of its processes took; then the stages of the quickest cold run. The runs take turns, so that all meet the
same noise: on a busy machine the ratios are too high, as a cold run uses two processors and `jq` one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

RUNS = 7
COLD = "cold: validate and write every page"
YARDSTICK = "jq empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command: its time from start to end, its memory, and what it printed."""

    seconds: float
    mebibytes: float
    printed: bytes


def run(command: list[str]) -> Run:
    """Run a command to its end; raises `CalledProcessError` when it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds=seconds, mebibytes=usage.ru_maxrss / 1024, printed=printed)


def commands(document: str, out: Path) -> dict[str, list[str]]:
    """Return the commands by name, in the order in which they are run."""
    tool = [sys.executable, "-m", "ampeco_refgen"]
    generate = [*tool, "generate", document, "--json", "--out", str(out)]
    return {
        YARDSTICK: ["jq", "empty", document],
        COLD: generate,
        "nothing changed since the last run": generate,
        "--help": [*tool, "--help"],
        "show filter:sessions": [*tool, "show", "filter:sessions", "--out", str(out)],
        "search start charging": [*tool, "search", "start", "charging", "--out", str(out)],
    }


def main(document: str) -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        rows: dict[str, list[Run]] = {}
        for _ in range(RUNS):
            shutil.rmtree(out, ignore_errors=True)
            for name, command in commands(document, out).items():
                rows.setdefault(name, []).append(run(command))
    yardstick = min(one.seconds for one in rows[YARDSTICK])
    for name, runs in rows.items():
        best = min(one.seconds for one in runs)
        memory = max(one.mebibytes for one in runs)
        print(f"{name:40} {best:6.2f} s  {best / yardstick:5.1f} x jq empty  {memory:5.0f} MiB")
    quickest = min(rows[COLD], key=lambda one: one.seconds)
    stages: dict[str, float] = json.loads(quickest.printed)["seconds"]
    stages["start, end and all else"] = quickest.seconds - sum(stages.values())
    print(f"\nstages of the quickest cold run, in {YARDSTICK}:")
    for stage, seconds in stages.items():
        print(f"  {stage:38} {seconds:6.2f} s  {seconds / yardstick:5.1f} x")


if __name__ == "__main__":
    main(sys.argv[1])
