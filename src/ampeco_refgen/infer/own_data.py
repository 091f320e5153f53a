"""Warnings about data that is the program's or its owner's: which row of which file a document does not support.

Recipes, names, diagrams, looked-up successors and authored sentences are right for the document that they were written
for. A later one may not have what a row names: the row is left out or marked, somebody is told, and no run stops.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ampeco_refgen.diagnostics import Diagnostic, Severity, printable
from ampeco_refgen.markdown.text import plural

PROFILE_FILE, RECIPES_FILE = "profile.toml", "recipes.yaml"
"""What the files of a profile are called where nobody says which profile it is."""

NOUNS = {
    "recipe-step-missing": "recipe step",
    "recipe-step-outdated": "recipe step",
    "recipe-part-missing": "recipe note",
    "curated-successor-missing": "successor",
    "curated-move-missing": "moved field",
    "overview-unsupported": "row of the tree",
    "vocabulary-unsupported": "name or diagram",
    "basis-changed": "sentence",
    "basis-missing": "sentence",
    "rule-without-effect": "rule of the selection",
}
"""Code of a warning about the program's own data → what a row of it is called where rows are counted."""
_PLURALS = {
    "row of the tree": "rows of the tree",
    "name or diagram": "names or diagrams",
    "rule of the selection": "rules of the selection",
}


def own_data_warning(code: str, file: str, row: str, message: str, pointer: str = "") -> Diagnostic:
    """Return a warning that a row of `file` does not fit the document; `row` says in words which one it is.

    `code` is one of `strictness.OUR_DATA`, so that no run stops at it. `pointer` is the place in the document, if any.
    """
    place = f"{file}, {row}"
    return Diagnostic(
        severity=Severity.WARNING, code=code, message=printable(message), pointer=pointer, row=printable(place)
    )


def step_row(recipe: str, number: int, subject: str) -> str:
    """Return how the row of a step is named: by its recipe, its number, counted from 1, and its call or webhooks."""
    return f"recipe {recipe}, step {number} ({subject})"


def rows_in_need(findings: Iterable[Diagnostic]) -> str:
    """Say how many rows of the program's own data need care, by kind: `2 recipe steps and 1 successor need care`.

    A row that several findings are about counts once, as what the first of them in `NOUNS` calls it; empty where all
    rows fit.
    """
    kinds: dict[str, str] = {}
    for finding in sorted((finding for finding in findings if finding.code in NOUNS), key=_order):
        kinds.setdefault(finding.row or finding.message, NOUNS[finding.code])
    rows = Counter(kinds.values())
    if not rows:
        return ""
    *counts, last = (plural(number, noun, _PLURALS.get(noun, "")) for noun, number in rows.items())
    listed = f"{', '.join(counts)} and {last}" if counts else last
    return f"{listed} {'needs' if rows.total() == 1 else 'need'} care"


def _order(finding: Diagnostic) -> int:
    return list(NOUNS).index(finding.code)
