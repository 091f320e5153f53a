"""The real document against itself, and against one changed in known ways: exactly those are found, classed rightly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ampeco_refgen.compare.comparison import compare
from ampeco_refgen.compare.report import as_markdown, numbers
from changes.change_documents import catalog, changed, lines
from documents import real_path

pytestmark = pytest.mark.real

KNOWN = yaml.safe_load(Path(__file__).with_name("real_changes.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tree() -> dict:
    return json.loads(real_path().read_text(encoding="utf-8"))


def test_the_real_document_does_not_differ_from_itself(tree):
    comparison = compare(catalog(tree), catalog(tree, full=False))
    assert comparison.findings == ()
    assert numbers(comparison) == f"{tree['info']['version']}: no changes"
    assert comparison.old.mark == comparison.new.mark


def test_exactly_the_known_changes_of_the_real_document_are_found(tree):
    assert len(KNOWN["changes"]) >= 25
    everything = {
        "set": {pointer: value for change in KNOWN["changes"] for pointer, value in change.get("set", {}).items()},
        "remove": [pointer for change in KNOWN["changes"] for pointer in change.get("remove", [])],
    }
    new = changed(tree, everything, KNOWN["places"])
    new["info"]["version"] = "3.139.0"
    comparison = compare(catalog(tree), catalog(new, full=False))
    expected = [line for change in KNOWN["changes"] for line in change["expected"]]
    assert lines(comparison) == sorted(expected)
    numbered = (
        f"{tree['info']['version']} → 3.139.0: +1 operation, −1 operation, −1 webhook, 3 newly deprecated, 22 breaking"
    )
    assert numbers(comparison).startswith(numbered)
    assert max(map(len, as_markdown(comparison).splitlines())) <= 400
