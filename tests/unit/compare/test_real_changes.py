"""The real document against itself, and against one changed in known ways: exactly those are found, classed rightly."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml

from ampeco_refgen.catalog.build import build
from ampeco_refgen.compare.comparison import compare
from ampeco_refgen.compare.report import as_markdown, numbers
from ampeco_refgen.openapi.model import Document
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


def in_openapi_3_1(node: Any, *, are_names: bool = False) -> Any:  # any JSON value
    """Return a part of a document of OpenAPI 3.0 in the words of 3.1; `are_names` tells that its keys are no keywords.

    Source: the migration guide that came with OpenAPI 3.1.0: `nullable`, exclusive bounds, formats of contents.
    """
    if isinstance(node, list):
        return [in_openapi_3_1(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    if are_names:
        return {name: in_openapi_3_1(value) for name, value in node.items()}
    literal = ("example", "default", "enum")
    told = {
        word: value if word in literal else in_openapi_3_1(value, are_names=word == "properties")
        for word, value in node.items()
    }
    if told.pop("nullable", False) and isinstance(told.get("type"), str):
        told["type"] = [told["type"], "null"]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if told.pop(exclusive, False):
            told[exclusive] = told.pop(bound)
    if told.get("format") == "byte":
        del told["format"]
        told["contentEncoding"] = "base64"
    return told


def test_the_real_document_in_the_words_of_another_version_says_the_same(tree):
    newer = build(Document(tree=in_openapi_3_1(tree) | {"openapi": "3.1.0"}, dialect="3.1", origin="test"))[0]
    assert lines(compare(catalog(tree), newer)) == []
    assert lines(compare(newer, catalog(tree))) == []


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
