"""Lists what of the program's own data needs care: `python care.py <REPORT`, with the program's JSON report.

The first line counts the rows (`3 recipe steps need care:`), each of the others is a row with what is the matter, as an
item of a Markdown list. Called by commit-update.sh; the standard library is all that it has. Nothing is printed where
all is well, or where the report cannot be read.
"""

from __future__ import annotations

import json
import sys
from typing import Any

ROWS = 20
"""How many rows are listed; the others are counted."""
_LONGEST = 400
"""So much of a message is shown: it may quote a whole text."""


def lines(report: dict[str, Any]) -> list[str]:
    """Return the line that counts, and an item for each row, up to `ROWS`, with what is the matter first.

    That a sentence rests on another description now is told only of a row of which nothing else is.
    """
    counted = report.get("own_data")
    if not counted:
        return []
    findings = [finding for finding in report.get("diagnostics", []) if finding.get("row")]
    rows: dict[str, str] = {}
    for finding in sorted(findings, key=lambda finding: str(finding["code"]).startswith("basis-")):
        rows.setdefault(finding["row"], finding["message"])
    items = [f"- {row}: {_short(message)}" for row, message in rows.items()]
    further = [f"- … and {len(items) - ROWS} more"] if len(items) > ROWS else []
    return [f"{counted}:", *items[:ROWS], *further]


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        read = json.load(sys.stdin)
    except ValueError:
        read = {}
    for line in lines(read if isinstance(read, dict) else {}):
        print(line)
