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
    folders = [Path(one) for one in arguments if not one.startswith("-")]
    results = check(folders[0] if folders else ROOT)
    found = problems(results)
    if "--json" in arguments:
        print(json.dumps({"results": [asdict(one) for one in results], "problems": found, "limits": LIMITS}, indent=1))
    else:
        for one in results:
            print(f"{one.name:36} show {one.show_bytes:6,}   files {one.file_bytes:6,}   {one.question}")
        print(summary(results))
        for problem in found:
            print(f"problem: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
