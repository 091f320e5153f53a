"""The real document against itself, and against one changed in known ways: exactly those are found, classed rightly."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Any

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


def named(pointer: str) -> str:
    """Return a pointer or an expected line with its names filled in."""
    return Template(pointer).safe_substitute(KNOWN["names"])


def everywhere(pointer: str) -> list[str]:
    """Return the pointers that one stands for: what begins with `hooks` is in each of both notifications."""
    whole = named(pointer)
    return (
        [f"hooks{number}{whole.removeprefix('hooks')}" for number in (1, 2)] if whole.startswith("hooks/") else [whole]
    )


def edits_of(changes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return all changes as one, for `changed`."""
    moved = [pair for change in changes for pair in change.get("move", {}).items()]
    values = [pair for change in changes for pair in change.get("set", {}).items()]
    removed = [pointer for change in changes for pointer in change.get("remove", [])]
    return {
        "move": {new: old for pair in moved for new, old in zip(*map(everywhere, pair), strict=True)},
        "set": {place: value for pointer, value in values for place in everywhere(pointer)},
        "remove": [place for pointer in removed for place in everywhere(pointer)],
    }


def test_exactly_the_known_changes_of_the_real_document_are_found(tree):
    assert len(KNOWN["changes"]) >= 160
    new = changed(tree, edits_of(KNOWN["changes"]), KNOWN["places"])
    new["info"]["version"] = "3.139.0"
    comparison = compare(catalog(tree), catalog(new, full=False))
    expected = [named(line) for change in KNOWN["changes"] for line in change["expected"]]
    assert lines(comparison) == sorted(expected)
    numbered = (
        f"{tree['info']['version']} → 3.139.0: +3 operations, −3 operations, +1 webhook, −1 webhook, "
        "6 newly deprecated, 85 breaking"
    )
    assert numbers(comparison).startswith(numbered)
    assert max(map(len, as_markdown(comparison).splitlines())) <= 400
