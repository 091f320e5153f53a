"""The changelog: what an entry says, where it is put, and that none is lost, whatever is repeated, broken or undone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.compare.catalog_changes import SuccessorsBySide
from ampeco_refgen.compare.comparison import Comparison, compare
from ampeco_refgen.limits import FILE_CHARACTERS
from ampeco_refgen.markdown.names import unique_anchors
from ampeco_refgen.pages.changelog import MAX_ENTRY, updated
from ampeco_refgen.write import OWNER_MARK
from changes.change_documents import base, catalog, changed


def version(number: str, edits: dict | None = None) -> Catalog:
    tree = changed(base(), edits)
    tree["info"]["version"] = number
    return catalog(tree)


A = version("1.0.0")
B = version("1.1.0", {"set": {"body/plug": {"type": "string"}}})
C = version("1.2.0", {"set": {"body/plug": {"type": "string"}}, "remove": ["charger/delete"]})
A_AGAIN = version("1.0.0", {"set": {"list/deprecated": True}})


def step(text: str, old: Catalog | None, new: Catalog) -> str:
    """Return the changelog after a run that finds `old` on disk and generates `new`."""
    return updated(text, new, compare(old, new) if old is not None else None)


def history(*catalogs: Catalog) -> str:
    text, old = "", None
    for new in catalogs:
        text, old = step(text, old, new), new
    return text


def titles(text: str) -> list[str]:
    return [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]


def texts(text: str) -> dict[str, str]:
    """Return what stands below the comment of each entry, by its title."""
    parts = text.split("\n## ")[1:]
    return {part.partition("\n")[0]: part.partition("-->\n")[2].strip() for part in parts}


FIRST = "1.0.0: first generated: 3 operations (3 resources), 1 deprecated"
A_TO_B = "1.0.0 → 1.1.0: 1 other change"
B_TO_C = "1.1.0 → 1.2.0: −1 operation, 1 breaking"
B_TO_A = "1.1.0 → 1.0.0: 1 breaking"
C_TO_B = "1.2.0 → 1.1.0: +1 operation"
C_TO_A = "1.2.0 → 1.0.0: +1 operation, 1 breaking"
A_TO_C = "1.0.0 → 1.2.0: −1 operation, 1 breaking, 1 other change"


def test_the_first_generation_has_an_entry_of_its_own():
    text = step("", None, A)
    assert text.startswith(f"{OWNER_MARK}\n# Changelog\n")
    assert titles(text) == [FIRST]
    assert text.endswith("-->\n")


def test_the_newest_entry_stands_on_top_with_numbers_then_what_breaks():
    text = history(A, B, C)
    assert titles(text) == [B_TO_C, A_TO_B, FIRST]
    assert text.index("### Breaks callers") < text.index("`DELETE /chargers/{charger}`: removed") < text.index(A_TO_B)
    assert "- `POST /chargers`: body field `plug` added (string)" in text


def test_a_second_run_changes_nothing():
    text = history(A, B)
    assert step(text, B, B) == text
    assert step(text, A, B) == text  # cut off before the catalog was written, run again
    assert step(text, None, B) == text  # the catalog on disk was lost
    assert step(history(A), A, A) == history(A)


def test_a_missing_file_is_begun_anew():
    assert titles(step("", B, B)) == ["1.1.0: first generated: 3 operations (3 resources), 1 deprecated"]


def test_a_run_that_was_cut_off_is_replaced_by_the_next_one_from_the_same_state():
    halfway = step(history(A), A, B)  # written, but the catalog on disk still is A
    assert step(halfway, A, A) == halfway  # nothing happened, so there is nothing to tell
    assert titles(step(halfway, A, C)) == [A_TO_C, FIRST]
    halfway = step(history(A, B), B, A)
    assert step(halfway, B, A) == halfway
    assert titles(step(halfway, B, C)) == [B_TO_C, A_TO_B, FIRST]


def test_what_is_taken_back_is_told_and_nothing_is_lost():
    text = history(A, B, A)
    assert titles(text) == [B_TO_A, A_TO_B, FIRST]
    assert texts(text)[B_TO_A].startswith(f"Takes back: {A_TO_B}\n\n### Breaks callers\n")
    text = history(A, B, A, B)
    assert titles(text) == [A_TO_B, B_TO_A, A_TO_B, FIRST]
    assert text.split("\n## ")[1].partition("-->\n")[2].startswith(f"\nTakes back: {B_TO_A}\n\n### Other changes\n")
    assert text.count("Takes back") == 2
    assert step(text, A, B) == step(text, B, B) == text


def test_an_older_document_on_purpose_and_back_takes_back_several_steps():
    text = history(A, B, C, A)
    assert titles(text) == [C_TO_A, B_TO_C, A_TO_B, FIRST]
    assert texts(text)[C_TO_A].startswith(f"Takes back: {A_TO_B}, and what came after it\n")
    text = history(A, B, C, B)
    assert texts(text)[C_TO_B].startswith(f"Takes back: {B_TO_C}\n")
    text = step(text, B, A)
    assert titles(text) == [B_TO_A, C_TO_B, B_TO_C, A_TO_B, FIRST]
    assert texts(text)[B_TO_A].startswith(f"Takes back: {A_TO_B}\n")


def test_a_state_that_was_never_seen_takes_nothing_back():
    text = step(history(B), B, A)
    assert titles(text)[0] == B_TO_A
    assert "Takes back" not in text + history(A, B, C)


def test_an_older_catalog_beside_a_newer_changelog_loses_no_entry():
    text = history(A, B, C)
    assert step(text, A, C) == step(text, B, C) == text  # the newest entry leads there already
    assert titles(step(text, A, A_AGAIN))[1:] == [B_TO_C, A_TO_B, FIRST]
    assert titles(step(text, B, A)) == [B_TO_A, A_TO_B, FIRST]  # B to C starts there: a run that was cut off
    assert step(text, A, version("1.0.0", {"set": {"list/description": "All of them"}})) == text


def test_a_lost_catalog_is_no_new_beginning():
    text = history(A, B)
    assert titles(step(text, None, C)) == [
        "1.2.0: generated with no catalog to compare with: 2 operations (2 resources)",
        *(A_TO_B, FIRST),
    ]
    assert step(step(text, None, C), None, C) == step(step(text, None, C), C, C) == step(text, None, C)
    assert len(titles(step(step(text, None, C), None, A))) == 4


def test_both_sides_of_a_merge_are_kept():
    ours, theirs = history(A, B), history(A, C)
    (b,), (c,) = (text.split("\n## ")[1:2] for text in (ours, theirs))
    text = ours.replace("\n## " + b, f"\n<<<<<<< ours\n## {b}\n=======\n## {c}\n>>>>>>> theirs\n", 1)
    assert titles(step(text, C, A)) == [C_TO_A, A_TO_B, A_TO_C, FIRST]
    assert texts(step(text, C, A))[C_TO_A].startswith(f"Takes back: {A_TO_C}\n")
    assert texts(step(text, B, A))[B_TO_A].startswith(f"Takes back: {A_TO_B}\n")
    assert step(step(text, C, A), C, A) == step(text, C, A)


def test_successors_that_change_are_told_though_the_state_has_the_same_mark():
    def successor(key: str, old: Catalog, new: Catalog) -> Comparison:
        key_before = "GET /chargers" if key.startswith("POST") else "POST /chargers"
        sides = {side: {"DELETE /chargers/{charger}": (name,)} for side, name in (("old", key_before), ("new", key))}
        return compare(old, new, successors=SuccessorsBySide(**sides))

    text = updated(history(A, B), B, successor("POST /chargers", B, B))
    assert len(titles(text)) == 3
    assert updated(text, B, successor("POST /chargers", B, B)) == text
    text = updated(text, B, successor("GET /chargers", B, B))
    assert len(titles(text)) == 4
    assert titles(step(text, B, C))[0] == B_TO_C
    assert len(titles(step(text, B, C))) == 5
    assert texts(step(text, B, A))[B_TO_A].startswith(f"Takes back: {A_TO_B}\n")


def test_a_version_published_again_has_an_entry_once_for_each_time():
    text = history(A, A_AGAIN)
    assert titles(text) == ["1.0.0 → 1.0.0 (re-published): 1 newly deprecated", FIRST]
    assert step(text, A, A_AGAIN) == text
    assert titles(step(text, A_AGAIN, A))[1:] == titles(text)
    third = version("1.0.0", {"set": {"list/deprecated": True, "add/deprecated": True}})
    assert len(titles(step(text, A_AGAIN, third))) == 3


def test_other_texts_are_no_change_and_another_version_is():
    reworded = {"set": {"list/description": "All of them"}}
    assert step(history(A), A, version("1.0.0", reworded)) == history(A)
    assert titles(step(history(A), A, version("1.0.1", reworded)))[0] == "1.0.0 → 1.0.1: no changes"


def test_with_and_without_descriptions_it_is_the_same():
    tree = changed(base(), {"set": {"list/description": "All of them"}})
    assert history(catalog(tree)) == history(catalog(tree, full=False))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
def test_no_sequence_of_runs_and_kills_loses_the_entry_of_a_run_that_came_to_its_end(runs):
    """A killed run has written the changelog, but not the catalog that the next run compares with."""
    catalogs = [A, B, C, A_AGAIN]
    text, old, told = history(A), A, [FIRST]
    for number, killed in runs:
        new = catalogs[number]
        text = step(text, old, new)
        assert text == step(text, old, new)
        if not killed:
            told = titles(text)[:1] + told if new != old else told
            old = new
    text = step(text, old, version("9.9.9"))  # the entry of a run that was killed stands on top until the next change
    assert titles(text)[1:] == told


def test_the_first_line_is_what_the_commit_script_looks_for():
    """It takes the first added line with an arrow and a colon."""
    lines = [line for line in history(A, B, C).splitlines() if " → " in line and ": " in line.split(" → ", 1)[1]]
    assert [line.lstrip("# ") for line in lines] == [B_TO_C, A_TO_B]


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "garbage",
        "\x00\xff\n\n## ",
        "## 1.0.0 → : \n<!-- from to -->\n",
        "<!-- from a to b -->\n# Changelog\n## \n",
        "## My own heading\n\nText of mine.\n",
    ],
)
def test_damage_is_tolerated(damage):
    text = step(damage, A, B)
    assert text.startswith(f"{OWNER_MARK}\n# Changelog\n")
    assert titles(text)[0] == A_TO_B
    assert step(text, A, B) == step(text, B, B) == text


def test_a_damaged_entry_is_kept_and_the_others_are_found():
    text = history(A, B)
    hurt = text.replace("body field", "BODY").replace("\n", "\r\n").replace("# Changelog", "My title")
    changelog = step(hurt, B, C)
    assert titles(changelog) == [B_TO_C, A_TO_B, FIRST]
    assert "BODY" in changelog
    assert "\r" not in changelog
    assert "My title" not in changelog


def growing(number: int, fields: int = 40) -> Catalog:
    names = {f"body/f{number}x{index}": {"type": "string"} for index in range(fields)}
    return version(f"2.{number}.0", {"set": names})


def test_a_long_file_has_contents_whose_links_lead_to_the_entries():
    text = history(*map(growing, range(4)))
    assert len(text.splitlines()) > 100
    links = [line.partition("](#")[2].rstrip(")") for line in text.splitlines() if line.startswith("- [")]
    headings = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    assert len(links) == 4
    assert set(links) <= set(unique_anchors(headings))
    assert text == step(text, growing(3), growing(3))
    assert "Contents:" not in history(A, B)


def test_the_oldest_entries_drop_off_and_the_file_says_so():
    text, old = history(growing(0)), growing(0)
    for number in range(1, 30):
        new = growing(number)
        text, old = step(text, old, new), new
        assert len(text) <= FILE_CHARACTERS
    assert titles(text)[0].startswith("2.28.0 → 2.29.0: 40 breaking")
    assert 3 < len(titles(text)) < 25
    assert text.rstrip().endswith("Older entries were left out to keep this file short.")
    assert text.count("Older entries") == 1
    assert step(text, old, old) == text


def test_an_entry_that_is_too_long_keeps_what_breaks_and_what_is_new_and_counts_the_rest():
    fields = {f"filters/field{number}": {"type": "string"} for number in range(1200)}
    site = {"paths/~1sites": {"get": {"summary": "List sites", "responses": {"204": {"description": ""}}}}}
    text = step(history(A), A, version("9.0.0", {"set": fields | site, "remove": ["charger/delete"]}))
    assert len(text) <= MAX_ENTRY
    assert "`ampeco-refgen diff OLD NEW` lists everything" in text
    assert "- `DELETE /chargers/{charger}`: removed" in text
    assert "- `GET /sites`: List sites\n" in text
    assert "### Further changes\n\n- resources / chargers: 1200 changes\n" in text


def test_an_entry_that_is_too_long_keeps_what_is_deprecated_longer_than_what_is_new():
    paths = {f"paths/~1sites~1{number}": {"get": {"responses": {"204": {"description": ""}}}} for number in range(3000)}
    edits = {"set": paths | {"list/deprecated": True, "body/mode/deprecated": True}, "remove": ["charger/delete"]}
    text = step(history(A), A, version("9.0.0", edits))
    assert titles(text)[0] == "1.0.0 → 9.0.0: +3000 operations, −1 operation, 2 newly deprecated, 1 breaking"
    assert "### Newly deprecated: 2\n\n- `GET /chargers` → none known\n- `POST /chargers`: body field `mode` → " in text
    assert text.index("### Breaks callers") < text.index("### Newly deprecated") < text.index("### Further changes")
    assert "### Further changes\n\n- resources / sites: 3000 changes\n" in text


def test_new_operations_are_counted_too_where_there_are_too_many():
    paths = {f"paths/~1sites~1{number}": {"get": {"responses": {"204": {"description": ""}}}} for number in range(3000)}
    text = step(history(A), A, version("9.0.0", {"set": paths, "remove": ["charger/delete"]}))
    assert len(text) <= MAX_ENTRY
    assert "- `DELETE /chargers/{charger}`: removed" in text
    assert "### Further changes\n\n- resources / sites: 3000 changes\n" in text


def test_an_entry_with_too_much_that_breaks_counts_that_too():
    fields = {"set": {f"body/field{number}": {"type": "string"} for number in range(1200)}}
    old = version("0.9.0", fields)
    text = step(history(old), old, A)
    assert "### Further changes\n\n- resources / chargers: 1200 changes, 1200 breaking\n" in text
    assert len(text) <= MAX_ENTRY


def test_hostile_names_stay_in_their_lines():
    name = "<!-- BEGIN:X -->\n## 9.9.9: fake\n`|" + "x" * 900
    text = step(history(A), A, version("3.0.0", {"set": {f"body/{name.replace('/', '~1')}": {"type": "string"}}}))
    assert len(titles(text)) == 2
    assert max(map(len, text.splitlines())) <= 400
    assert step(text, version("3.0.0"), B) != text


def test_the_order_of_the_document_makes_no_difference():
    tree = changed(base(), {"set": {"paths/~1sites": {"get": {"responses": {"204": {"description": ""}}}}}})
    paths = list(tree["paths"].items())
    random.Random(3).shuffle(paths)
    assert history(catalog(tree)) == history(catalog(tree | {"paths": dict(paths)}))
