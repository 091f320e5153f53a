"""scripts/lib/commit_message.py: the message of an update's commit, made of the changelog's line and the report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "lib" / "commit_message.py"


def message(line: str, report: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), line], input=report, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def change(call: str, what: str = "changed", breaking: int = 0, other: int = 0) -> dict[str, object]:
    return {"call": call, "change": what, "breaking": breaking, "other": other}


def test_what_breaks_comes_first() -> None:
    changes = [
        change("GET /changed", other=1),
        change("POST /x", "added", other=1),
        change("PUT /z", breaking=2, other=3),
        change("GET /past", "deprecated", other=2),
        change("GET /y", "removed", breaking=1),
    ]
    assert message("1 → 2: much", json.dumps({"changes": {"calls": changes}})) == [
        "1 → 2: much",
        "",
        "- GET /y",
        "! PUT /z: 2 breaking, 3 other changes",
        "+ POST /x",
        "~ GET /past: deprecated, 1 other change",
        "~ GET /changed: 1 other change",
    ]


def test_a_dozen_is_named_and_the_others_are_counted() -> None:
    report = {"changes": {"calls": [change(f"GET /{number}", "added") for number in range(15)]}}
    _, _, *calls = message("1 → 2", json.dumps(report))
    assert len(calls) == 13
    assert calls[-1] == "… and 3 more"


@pytest.mark.parametrize("report", ["", "no JSON", "{}", '{"changes": {}}', "[]"])
def test_without_changes_the_subject_is_all(report: str) -> None:
    assert message("Regenerate the reference", report) == ["Regenerate the reference"]


def test_a_subject_without_a_comma_is_cut() -> None:
    subject, _, rest = message("x" * 100, "{}")
    assert (subject, rest) == ("x" * 72, "also " + "x" * 28)
