"""The command: `python -m evals [--json] [FOLDER]` checks every question against a bundle, by default this checkout's.

Exit codes: 0 every answer is found within the limits, 1 otherwise.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from evals.check import LIMITS, ROOT, check, problems, summary


def main(arguments: list[str]) -> int:
    """Print a line for each question and the bytes that its answer takes, then what is wrong."""
    folders = [Path(argument) for argument in arguments if not argument.startswith("-")]
    results = check(folders[0] if folders else ROOT)
    complaints = problems(results)
    if "--json" in arguments:
        rows = [asdict(result) for result in results]
        print(json.dumps({"results": rows, "problems": complaints, "limits": LIMITS}, indent=1))
    else:
        for result in results:
            print(f"{result.name:36} show {result.show_bytes:6,}   files {result.file_bytes:6,}   {result.question}")
        print(summary(results))
        for problem in complaints:
            print(f"problem: {problem}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
