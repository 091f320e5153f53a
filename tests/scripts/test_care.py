"""scripts/lib/care.py: the rows of the program's own data that need care, as the job's summary lists them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "lib" / "care.py"


def lines(report: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], input=report, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def report(*rows: str, message: str = "gone") -> str:
    findings = [{"code": "recipe-step-missing", "row": row, "message": message} for row in rows]
    document = {"code": "operations-lost", "message": "half"}
    return json.dumps({"own_data": f"{len(rows)} need care", "diagnostics": [document, *findings]})


def test_each_row_is_an_item() -> None:
    assert lines(report("a.yaml, step 1", "a.yaml, step 2")) == [
        "2 need care:",
        "- a.yaml, step 1: gone",
        "- a.yaml, step 2: gone",
    ]


def test_a_row_is_named_once_by_what_matters_most() -> None:
    basis, step = (
        {"code": code, "row": "a.yaml, step 1", "message": message}
        for code, message in (("basis-missing", "its basis"), ("recipe-step-outdated", "its filter"))
    )
    text = json.dumps({"own_data": "1 recipe step needs care", "diagnostics": [basis, step]})
    assert lines(text) == ["1 recipe step needs care:", "- a.yaml, step 1: its filter"]


def test_many_are_counted_and_long_messages_are_cut() -> None:
    _, *items = lines(report(*map(str, range(25)), message="x" * 1000))
    assert len(items) == 21
    assert items[-1] == "- … and 5 more"
    assert max(map(len, items)) < 420


@pytest.mark.parametrize("text", ["", "no JSON", "{}", '{"own_data": ""}', "[]"])
def test_where_all_is_well_nothing_is_said(text: str) -> None:
    assert lines(text) == []
