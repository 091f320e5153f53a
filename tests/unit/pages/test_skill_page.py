"""`SKILL.md`: only what is between the markers is replaced; the whole stays within 16,000 bytes and 5,000 tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import quicktok
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.errors import OutputError
from ampeco_refgen.pages.bundle import make_bundle
from ampeco_refgen.pages.skill_page import BUDGET, apply_blocks, over_budget, skill_file, skill_notices
from ampeco_refgen.write import RenderedFile
from documents import ROOT, catalog_from, findings_of, get, mini

TOKENS = 5_000
FAMILY = "resources"
OPERATIONS, RESOURCES = 650, 85
"""The size of the vendor's document a few versions on."""
FIRST_TWELVE = f"- fields v1.0 read + {', '.join(f'p{number:03}' for number in range(12))}"
SKILL = """\
---
name: example
---
# Title

<!-- BEGIN:INDEX -->
old
<!-- END:INDEX -->

Between.
<!-- BEGIN:STATS -->
<!-- END:STATS -->
Last line, no line end"""


def test_content_is_replaced_and_the_rest_is_kept() -> None:
    result = apply_blocks(SKILL, {"INDEX": "| a |\n| - |\n", "STATS": "1 operation"})
    assert result == SKILL.replace("old\n", "| a |\n| - |\n").replace("<!-- END:STATS", "1 operation\n<!-- END:STATS")
    assert apply_blocks(result, {"INDEX": "| a |\n| - |", "STATS": "1 operation\n"}) == result
    assert apply_blocks(result, {"INDEX": "old", "STATS": ""}) == SKILL


def test_line_ends_and_byte_order_mark_are_the_files() -> None:
    windows = "\ufeff" + SKILL.replace("\n", "\r\n")
    result = apply_blocks(windows, {"INDEX": "one\ntwo", "STATS": ""})
    assert result == windows.replace("old", "one\r\ntwo")
    mixed = "a\r\n<!-- BEGIN:X -->\n<!-- END:X -->\r\nb\u2028c\x0cd"
    assert apply_blocks(mixed, {"X": "1\n2"}) == mixed.replace("X -->\n", "X -->\n1\n2\n")


def test_markers_of_others_and_within_a_line_are_text() -> None:
    text = "<!-- BEGIN:TOC -->\nsee <!-- BEGIN:X --> here\n  <!-- BEGIN:X -->  \n<!-- END:X -->\n`<!-- END:X -->`\n"
    assert apply_blocks(text, {"X": "y"}) == text.replace("  \n<!-- END", "  \ny\n<!-- END")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\n<!-- BEGIN:X -->\nb", "SKILL.md, line 2: block X begins here and is not closed"),
        ("a\n<!-- END:X -->\n<!-- BEGIN:X -->\n", "SKILL.md, line 2: block X ends here and has not begun"),
        (
            "<!-- BEGIN:X -->\n<!-- END:X -->\n<!-- BEGIN:X -->\n<!-- END:X -->",
            "SKILL.md, line 3: a second BEGIN line of block X, which begins at line 1",
        ),
        (
            "<!-- BEGIN:X -->\n<!-- END:X -->\n\n<!-- END:X -->",
            "SKILL.md, line 4: a second END line of block X, which begins at line 1",
        ),
        (
            "<!-- BEGIN:X -->\n<!-- BEGIN:X -->\n<!-- END:X -->",
            "SKILL.md, line 2: a second BEGIN line of block X, which begins at line 1",
        ),
        (
            "a\n<!-- BEGIN:X -->\n<!-- BEGIN:Y -->\n<!-- END:Y -->\n",
            "SKILL.md, line 2: block X begins here and is not closed",
        ),
        (
            "<!-- BEGIN:X -->\n<!-- BEGIN:Y -->\n<!-- END:Y -->\n<!-- END:X -->",
            "SKILL.md, line 1: block X begins here and is not closed",
        ),
        ("<!-- BEGIN:X -->\n<!-- END:Y -->\n<!-- END:X -->", "SKILL.md, line 2: block Y ends here and has not begun"),
    ],
)
def test_a_broken_marker_is_an_error_that_names_its_own_line(text: str, problem: str) -> None:
    with pytest.raises(OutputError, match=re.escape(problem)) as caught:
        apply_blocks(text, {"X": "new", "Y": "new"} if "Y" in text else {"X": "new"})
    missing = "BEGIN" if "has not begun" in problem else "END"
    assert f"<!-- {missing}:" in caught.value.hint
    assert "move your file away" in caught.value.hint


def test_blocks_without_a_place_are_all_named_with_the_way_out() -> None:
    with pytest.raises(OutputError, match=r"^/a b/SKILL.md has no place for X and Y, ") as caught:
        apply_blocks("# no markers", {"X": "new", "Y": "new"}, path="/a b/SKILL.md")
    assert "<!-- BEGIN:X --> and <!-- END:X -->; <!-- BEGIN:Y --> and <!-- END:Y -->" in caught.value.hint
    assert "move your file away" in caught.value.hint


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.sampled_from(["\n", "\r\n"]), st.text("ab|\n"))
def test_everything_outside_is_kept(before: str, inside: str, after: str, line_end: str, content: str) -> None:
    parts = [before, f"<!-- BEGIN:X -->{line_end}", f"{inside}{line_end}", f"<!-- END:X -->{line_end}", after]
    result = apply_blocks(f"{line_end}".join([before, ""]) + "".join(parts[1:]), {"X": content})
    head, tail = result.split(f"<!-- BEGIN:X -->{line_end}", 1)
    assert head == before + line_end
    assert tail.endswith(f"<!-- END:X -->{line_end}{after}")
    assert tail[: -len(f"<!-- END:X -->{line_end}{after}")].replace("\r\n", "\n").strip("\n") == content.strip("\n")


def tokens(text: str) -> int:
    """Return what a model reads: the tokens of a tokenizer in use (o200k)."""
    return len(quicktok.get_encoding("o200k_base").encode(text))


def test_the_shipped_file_is_within_the_budget() -> None:
    text = (ROOT / "SKILL.md").read_text("utf-8")
    assert len(text.encode()) < BUDGET
    assert tokens(text) < TOKENS


@pytest.mark.parametrize("more", [1.2, 2.5])
def test_it_is_for_the_documents_of_the_next_years(more: float) -> None:
    """Whatever version the committed pages are of: the quick index says less where there is more to be said."""
    now = store.load((ROOT / "reference" / "catalog.json").read_bytes(), "reference/catalog.json")
    number = max(OPERATIONS, int(more * len(now.operations)))
    catalog = structs.replace(now, operations=tuple(grown(now.operations, number)))
    assert len(catalog.operations) == number
    resources = {operation.place.resource for operation in catalog.operations if operation.place.family == "resources"}
    assert len(resources) >= RESOURCES
    made = make_bundle(findings_of(catalog))
    text = skill_file(ROOT, made.blocks, "", metadata={}).text
    assert len(text.encode()) < BUDGET
    assert tokens(text) < TOKENS
    assert {name for name in resources if not re.search(rf"[ ,]{name}(?=[ ,\n])", made.blocks["QUICK-INDEX"])} == set()


@pytest.mark.parametrize(
    ("count", "row"),
    [(3, "- fields v1.0 read + p000, p001, p002"), (990, f"{FIRST_TWELVE} and 978 more")],
)
def test_long_rows_are_shortened_where_there_is_no_room(count: int, row: str) -> None:
    paths = {"/public-api/resources/fields/v1.0": {"get": get()}}
    for number in range(count):
        paths[f"/public-api/resources/fields/v1.0/{{field}}/p{number:03}{'-long' * (number > 11)}"] = {"get": get()}
    index = make_bundle(findings_of(catalog_from(mini(paths)))).blocks["QUICK-INDEX"]
    assert row in index.splitlines()
    assert ("The rest of a row is in" in index) == (count > 3)


def test_like_resources_stand_together_where_there_is_no_room_at_all() -> None:
    paths = {f"/public-api/resources/thing-number-{number}/v1.0": {"get": get()} for number in range(900)}
    paths["/public-api/actions/thing/v1.0/{thing}/start"] = {"post": get()}
    index = make_bundle(findings_of(catalog_from(mini(paths)))).blocks["QUICK-INDEX"]
    assert index.count("thing-number-") == 900
    assert re.search(r"^- v1.0 read: thing-number-0, thing-number-1, ", index, re.MULTILINE)
    assert "- v1.0: thing\n" in index


def test_each_action_of_the_quick_index_stands_with_its_own_version() -> None:
    paths = {
        "/public-api/actions/pump/v1.0/{pump}/start": {"post": get()},
        "/public-api/actions/pump/v1.0/{pump}/stop": {"post": get()},
        "/public-api/actions/pump/v2.0/{pump}/lock": {"post": get()},
    }
    index = make_bundle(findings_of(catalog_from(mini(paths)))).blocks["QUICK-INDEX"]
    assert "- pump v2.0 lock; v1.0 start, stop\n" in index


@pytest.mark.parametrize(
    ("paths", "rows"),
    [
        (["/chat.postMessage", "/users.list"], ["- chat.postMessage", "- users.list"]),
        (["/v1/users/list", "/v1/users/{id}/photo/set"], ["- users + list, photo/set"]),
        (["/accounts/balance/get", "/accounts/get"], ["- accounts + balance/get, get"]),
        (["/graphql"], ["- graphql"]),
    ],
)
def test_calls_that_are_all_posts_are_named_by_their_paths(paths: list[str], rows: list[str]) -> None:
    tree = mini({path: {"post": get()} for path in paths})
    index = make_bundle(findings_of(catalog_from(tree))).blocks["QUICK-INDEX"]
    assert [line for line in index.splitlines() if line.startswith("- ")] == rows
    assert "Every call is a POST" in index


def test_verbs_stay_where_calls_have_several_methods() -> None:
    tree = mini({"/users": {"post": get(), "get": get()}, "/users/list": {"post": get()}})
    index = make_bundle(findings_of(catalog_from(tree))).blocks["QUICK-INDEX"]
    assert "- users read create + list\n" in index
    assert "Every call is a POST" not in index


def grown(operations: tuple[Operation, ...], number: int) -> Iterator[Operation]:
    """Yield `number` operations: those of today, as many new resources as are still to come, and actions on both."""
    yield from operations
    left = number - len(operations)
    names = list(
        dict.fromkeys(operation.place.resource for operation in operations if operation.place.family == FAMILY)
    )
    coming = {name: f"{name}-archive" for name in names[: max(RESOURCES - len(names), 4)]}
    for operation in operations:
        place = operation.place
        if left and place.family == FAMILY and place.resource in coming and not place.subpath:
            left -= 1
            new = coming[place.resource]
            path = operation.path.replace(f"/{place.resource}/", f"/{new}/", 1)
            yield structs.replace(operation, path=path, place=structs.replace(place, resource=new))
    for count in range(1 + left // len(operations)):
        for operation in operations[: left - count * len(operations)]:
            subpath = f"{operation.place.subpath}/new-action-{count}"
            place = structs.replace(operation.place, subpath=subpath)
            yield structs.replace(operation, path=f"{operation.path}/new-action-{count}", place=place)


@pytest.mark.parametrize(("size", "notices"), [(BUDGET, 0), (BUDGET + 1, 1)])
def test_a_run_says_so_where_it_is_longer(size: int, notices: int) -> None:
    messages = over_budget(RenderedFile(path="SKILL.md", text="é" + "x" * (size - 2)))
    assert len(messages) == notices
    assert all(f"{size:,} bytes, more than {BUDGET:,}" in message for message in messages)


def test_the_block_on_updating_is_its_owners_and_gives_no_notice(tmp_path):
    text = (
        "---\nname: x\n---\n<!-- BEGIN:UPDATE -->\nRun it.\n<!-- END:UPDATE -->\n<!-- BEGIN:OLD -->\n<!-- END:OLD -->\n"
    )
    notices = skill_notices(RenderedFile(path="SKILL.md", text=text), tmp_path / "x", {})
    assert [notice for notice in notices if "UPDATE" in notice] == []
    assert any("OLD is no block" in notice for notice in notices)
