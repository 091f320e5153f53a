"""The page about oasdiff's checks has each of them once, with a rule that exists and a relation that is true.

`oasdiff_checks.txt` is the list of its checks, with the commit that it was taken from (`checker/rules.go` there).
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from ampeco_refgen.compare.rules import RULES, Level
from documents import ROOT

PAGE = (ROOT / "docs" / "oasdiff.md").read_text("utf-8")
COMMIT, *CHECKS = Path(__file__).with_name("oasdiff_checks.txt").read_text("utf-8").splitlines()
LEVEL_OF_CHECK = {check: level for level, check in (line.split() for line in CHECKS)}
LEVELS = {"ERR": Level.BREAKING, "WARN": Level.WATCH, "INFO": Level.SAFE}
LEVEL_OF_RULE = {rule.id: rule.level for rule in RULES}
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" |")]
    for line in PAGE.splitlines()
    if re.match(r"\| `.*\| (ERR|WARN|INFO) \|", line)
]


def names(cell: str) -> list[str]:
    """Return the names in the form of code in a cell, each pattern as all that it stands for."""
    return [name for pattern in re.findall(r"`([^`]+)`", cell) for name in alternatives(pattern)]


def alternatives(pattern: str) -> list[str]:
    parts = [part.split(",") for part in re.split(r"[{}]", pattern)]
    return ["".join(chosen) for chosen in product(*parts)]


def test_each_check_is_in_exactly_one_row() -> None:
    counted = Counter(name for row in ROWS for name in names(row[0]))
    assert sorted(counted) == sorted(LEVEL_OF_CHECK)
    assert [name for name, count in counted.items() if count > 1] == []


def test_the_page_names_the_commit_of_the_list() -> None:
    revision, date = COMMIT.removeprefix("# ").split()
    assert f"commit {revision[:7]} ({date})" in PAGE


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_relation_agrees_with_the_verdicts(row: list[str]) -> None:
    checks, there, here, relation, why = row
    assert {LEVEL_OF_CHECK[name] for name in names(checks)} == {there}
    differences = [LEVEL_OF_RULE[rule] - LEVELS[there] for rule in names(here)]
    assert why or relation == "same"
    if relation in ("not seen", "not applicable"):
        assert not differences
    else:
        agrees = {
            "same": lambda difference: difference == 0,
            "stricter": lambda difference: difference < 0,
            "looser": lambda difference: difference > 0,
            "in parts": lambda _: True,
        }[relation]
        assert differences
        assert all(map(agrees, differences))
