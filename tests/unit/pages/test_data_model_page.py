"""What `data-model.md` says of an entity: what it refers to, and what refers to it, both ways."""

from __future__ import annotations

import pytest

from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, get, mini

INTEGER = {"type": "integer"}


def listing(**properties: object) -> dict[str, object]:
    schema = {"type": "object", "properties": properties}
    body = {"type": "object", "properties": {"data": {"type": "array", "items": schema}}}
    return {"get": get(body)}


def test_a_relation_is_told_at_both_ends_also_where_no_filter_walks_it() -> None:
    catalog = catalog_from(
        mini(
            {
                "/groups": listing(id=INTEGER),
                "/outlets": listing(id=INTEGER, groupId=INTEGER),
                "/kits": listing(id=INTEGER, groupId=INTEGER, spareGroupId=INTEGER),
            }
        )
    )
    pages = {file.path: file.text for file in make_bundle(findings_of(catalog)).files}
    _, _, group = pages["reference/data-model.md"].partition("## Group\n")
    told = next(line for line in group.splitlines() if line.startswith("- what refers"))
    assert told.startswith("- what refers to it without a filter: ")
    assert "Kit `groupId`" in told
    assert "Outlet `groupId`" in told
    assert "- `groupId` → Group n:1" in pages["reference/resources/outlets.md"]


@pytest.mark.parametrize(
    "title", ["<!-- BEGIN:DATA-MODEL -->", "<!-- END:DATA-MODEL -->", "```", "<!--END:QUICK-INDEX-->"]
)
def test_a_title_ends_neither_the_tree_nor_a_managed_block(title: str) -> None:
    paths = {f"/{name}s": listing(id=INTEGER, groupId=INTEGER) for name in ("group", "outlet", "kit")}
    tree = mini({**paths, "/groups/{group}/outlets": listing(id=INTEGER)})
    tree["info"]["title"] = title
    made = make_bundle(findings_of(catalog_from(tree)))
    texts = [file.text for file in made.files if file.path == "reference/data-model.md"] + list(made.blocks.values())
    lines = [line.strip() for text in texts for line in text.splitlines()]
    assert "```text" in lines
    assert title not in lines[1:] or title == "```"
