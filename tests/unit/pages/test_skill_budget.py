"""`SKILL.md` is loaded whole by every assistant: it stays within 16,000 bytes and 5,000 tokens, today and next year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import quicktok

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.pages.bundle import make_bundle
from ampeco_refgen.pages.skill_file import BUDGET, over_budget, skill_file
from ampeco_refgen.write import RenderedFile
from documents import ROOT, catalog_from, get, mini

TOKENS = 5_000
OPERATIONS, RESOURCES = 650, 85
"""The size of the vendor's document a few versions on."""


def tokens(text: str) -> int:
    """Return what a model reads: the tokens of a tokenizer in use (o200k)."""
    return len(quicktok.get_encoding("o200k_base").encode(text))


def test_the_shipped_file_is_within_the_budget() -> None:
    text = (ROOT / "SKILL.md").read_text("utf-8")
    assert len(text.encode()) < BUDGET
    assert tokens(text) < TOKENS


def test_it_is_for_the_document_of_next_year() -> None:
    now = store.load((ROOT / "reference" / "catalog.json").read_bytes(), "reference/catalog.json")
    paths: dict[str, Any] = {}
    for path, method, operation in grown(now.operations):
        paths.setdefault(path, {})[method] = get(summary=operation.summary, deprecated=operation.deprecated)
    tree = mini(paths)
    tree["info"]["title"] = now.title
    catalog = catalog_from(tree)
    assert len(catalog.operations) == OPERATIONS
    assert len({one.place.resource for one in catalog.operations if one.place.family == "resources"}) == RESOURCES
    made = make_bundle(catalog)
    blocks = {**made.blocks, **{name: text for name, text in shipped().items() if name != "QUICK-INDEX"}}
    text = skill_file(ROOT, blocks, "").text
    assert len(text.encode()) < BUDGET
    assert tokens(text) < TOKENS


def grown(operations: tuple[Operation, ...]) -> Iterator[tuple[str, str, Operation]]:
    """Yield the operations of today and, under other names, as many as are still to come."""
    names = list(dict.fromkeys(one.place.resource for one in operations if one.place.family == "resources"))
    coming = {name: f"{name}-archive" for name in names[: RESOURCES - len(names)]}
    number = 0
    for round_ in ("", "coming", "actions"):
        for one in operations:
            path = one.path
            if round_ == "coming":
                if one.place.resource not in coming or one.place.family != "resources":
                    continue
                path = path.replace(f"/{one.place.resource}/", f"/{coming[one.place.resource]}/", 1)
            elif round_ == "actions":
                path = f"{path}/new-action"
            if number < OPERATIONS:
                number += 1
                yield path, one.method.lower(), one


def shipped() -> dict[str, str]:
    """Return the managed blocks of the shipped file."""
    text = (ROOT / "SKILL.md").read_text("utf-8")
    names = ("QUICK-INDEX", "DATA-MODEL", "USE-CASES")
    return {name: text.partition(f"<!-- BEGIN:{name} -->")[2].partition(f"<!-- END:{name} -->")[0] for name in names}


@pytest.mark.parametrize(("size", "notices"), [(BUDGET, 0), (BUDGET + 1, 1)])
def test_a_run_says_so_where_it_is_longer(size: int, notices: int) -> None:
    found = over_budget(RenderedFile(path="SKILL.md", text="é" + "x" * (size - 2)))
    assert len(found) == notices
    assert all(f"{size:,} bytes, more than {BUDGET:,}" in one for one in found)
