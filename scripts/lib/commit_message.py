"""Makes the message of an update's commit: `python commit_message.py LINE <REPORT`, with the program's JSON report.

LINE is the newest heading of the changelog (`3.110.0 → 3.139.0: +62 operations, 4 breaking`). Called by
commit-update.sh; the standard library is all that it has. Where the report cannot be read the message has no body.
"""

from __future__ import annotations

import json
import sys
from typing import Any

SUBJECT_LENGTH = 72
CALLS = 12
"""How many calls are named; the others are counted."""
_ORDER = ("removed", "breaking", "added", "deprecated", "changed")
_SIGNS = {"removed": "-", "breaking": "!", "added": "+", "deprecated": "~", "changed": "~"}


def message(line: str, report: dict[str, Any]) -> str:
    """Return the subject, what of the line had no room in it, and the calls that changed, what breaks first."""
    subject = line
    while len(subject) > SUBJECT_LENGTH and ", " in subject:
        subject = subject.rpartition(", ")[0]
    subject = subject[:SUBJECT_LENGTH]
    rest = line[len(subject) :].removeprefix(", ")
    paragraphs = [subject, f"also {rest}" if rest else "", "\n".join(calls(report))]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def calls(report: dict[str, Any]) -> list[str]:
    """Return a line for each call that changed, up to `CALLS`, and one that counts the others."""
    changes = sorted(report.get("changes", {}).get("calls", []), key=lambda change: _ORDER.index(_kind(change)))
    lines = [_line(change) for change in changes[:CALLS]]
    if len(changes) > CALLS:
        lines.append(f"… and {len(changes) - CALLS} more")
    return lines


def _kind(change: dict[str, Any]) -> str:
    if change["change"] in ("removed", "added"):
        return str(change["change"])
    return "breaking" if change["breaking"] else str(change["change"])


def _line(change: dict[str, Any]) -> str:
    kind = _kind(change)
    head = f"{_SIGNS[kind]} {change['call']}"
    if kind in ("removed", "added"):
        return head
    others = change["other"] - (change["change"] == "deprecated")
    parts = [f"{change['breaking']} breaking"] if change["breaking"] else []
    parts += ["deprecated"] if change["change"] == "deprecated" else []
    parts += [f"{others} other {'change' if others == 1 else 'changes'}"] if others else []
    return f"{head}: {', '.join(parts)}"


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        read = json.load(sys.stdin)
    except ValueError:
        read = {}
    print(message(sys.argv[1], read if isinstance(read, dict) else {}))
