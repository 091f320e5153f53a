"""Each rule has a folder with a case: how the base document changes, and all that must be found then.

A line of `expected` is the level, the subject and the text. `before` changes both documents; the order of the lines
does not matter. A rule without a case, or a folder without a rule, fails.
"""

from __future__ import annotations

import pytest
import yaml

from ampeco_refgen.compare.catalog_changes import SuccessorsBySide
from ampeco_refgen.compare.comparison import Comparison, compare
from ampeco_refgen.compare.rules import RULES
from changes.change_documents import CASES, base, catalog, changed, lines

NAMES = sorted(folder.name for folder in CASES.iterdir() if (folder / "case.yaml").is_file())


def compared(case: dict) -> Comparison:
    old = changed(base(), case.get("before"))
    sides = case.get("successors", {"old": {}, "new": {}})
    successors = SuccessorsBySide(
        **{side: {key: tuple(keys) for key, keys in sides[side].items()} for side in ("old", "new")},
        moves=sides.get("moves", {}),
    )
    return compare(catalog(old), catalog(changed(old, case)), successors=successors)


@pytest.mark.parametrize("name", NAMES)
def test_case_gives_exactly_the_expected_findings(name):
    case = yaml.safe_load((CASES / name / "case.yaml").read_text(encoding="utf-8"))
    comparison = compared(case)
    assert lines(comparison) == sorted(case["expected"])
    assert name in {finding.rule.id for finding in comparison.findings}


def test_every_rule_has_a_case_in_each_direction():
    assert sorted(rule.id for rule in RULES) == NAMES


def test_no_change_is_no_finding():
    assert compare(catalog(base()), catalog(base(), full=False)).findings == ()
