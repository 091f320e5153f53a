"""Times whole commands against `jq empty`, for ratios that hold on any machine: python benchmarks/speed.py DOCUMENT

Prints for each command the best of five runs, its ratio to the best of `jq empty`, and its peak memory.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5


def best(command: list[str], *, before: list[str] | None = None) -> float:
    """Return the shortest of several runs, in seconds; `before` is run ahead of each, untimed."""
    times = []
    for _ in range(RUNS):
        if before:
            subprocess.run(before, check=True)
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def main(document: str) -> None:
    """Print the table."""
    tool = [sys.executable, "-m", "ampeco_refgen"]
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out")
        generate = [*tool, "generate", document, "--out", out]
        yardstick = best(["jq", "empty", document])
        rows = {
            "cold: validate and write every page": best(generate, before=["rm", "-rf", out]),
            "nothing changed since the last run": best(generate),
            "--help": best([*tool, "--help"]),
            "show filter:sessions": best([*tool, "show", "filter:sessions", "--out", out]),
            "search start charging": best([*tool, "search", "start", "charging", "--out", out]),
        }
    for name, seconds in rows.items():
        print(f"{name:40} {seconds:6.2f} s  {seconds / yardstick:5.1f} x jq empty")
    print(f"peak memory of the largest: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1])
