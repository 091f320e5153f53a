"""Times whole commands against `jq empty`, for ratios that hold on any machine: python benchmarks/speed.py DOCUMENT

Prints for each command the best of seven runs on one processor and on all, with their ratios to the best of `jq empty`
on the same, and the largest amount of memory that one of its processes took; then the stages of the quickest cold run.
The runs take turns, so that all meet the same noise.
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


def run(command: list[str], processors: set[int]) -> Run:
    """Run a command to its end on some processors; raises `CalledProcessError` when it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    os.sched_setaffinity(0, processors)  # which the command inherits
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
    every = os.sched_getaffinity(0)
    places = {"one processor": {min(every)}, f"all {len(every)}": every}
    rows: dict[str, dict[str, list[Run]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        for _ in range(RUNS):
            for place, processors in places.items():
                shutil.rmtree(out, ignore_errors=True)
                for name, command in commands(document, out).items():
                    rows.setdefault(name, {}).setdefault(place, []).append(run(command, processors))
    yardsticks = {place: best(rows[YARDSTICK][place]).seconds for place in places}
    print(f"{'':40} {''.join(f'{place:>22}' for place in places)}  peak memory")
    for name, runs in rows.items():
        told = "".join(
            f"{best(runs[place]).seconds:9.2f} s {best(runs[place]).seconds / yardsticks[place]:7.1f} x "
            for place in places
        )
        memory = max(measurement.mebibytes for several in runs.values() for measurement in several)
        print(f"{name:40}  {told} {memory:5.0f} MiB")
    place = next(iter(places))
    quickest = best(rows[COLD][place])
    stages: dict[str, float] = json.loads(quickest.printed)["seconds"]
    stages["start, end and all else"] = quickest.seconds - sum(stages.values())
    print(f"\nstages of the quickest cold run on {place}, in {YARDSTICK}:")
    for stage, seconds in stages.items():
        print(f"  {stage:38} {seconds:6.2f} s  {seconds / yardsticks[place]:5.1f} x")


def best(runs: list[Run]) -> Run:
    """Return the quickest of several runs."""
    return min(runs, key=lambda measurement: measurement.seconds)


if __name__ == "__main__":
    main(sys.argv[1])
