"""The changelog: what an entry says, where it is put, and that repeated, broken and undone runs leave no trace."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.compare.comparison import compare
from ampeco_refgen.limits import FILE_CHARACTERS
from ampeco_refgen.markdown.names import unique_anchors
from ampeco_refgen.pages.changelog import MAX_ENTRY, entry, merged
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
    return merged(text, entry(new, compare(old, new) if old is not None else None))


def history(*catalogs: Catalog) -> str:
    text, old = "", None
    for new in catalogs:
        text, old = step(text, old, new), new
    return text


def titles(text: str) -> list[str]:
    return [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]


FIRST = "1.0.0: first generated: 3 operations (3 resources), 1 deprecated"
A_TO_B = "1.0.0 → 1.1.0: 1 other change"
B_TO_C = "1.1.0 → 1.2.0: −1 operation, 1 breaking"


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


def test_a_run_that_was_cut_off_and_not_repeated_leaves_no_trace():
    halfway = step(history(A), A, B)  # written, but the catalog on disk still is A
    assert step(halfway, A, A) == history(A)
    assert titles(step(halfway, A, C)) == ["1.0.0 → 1.2.0: −1 operation, 1 breaking, 1 other change", FIRST]


def test_going_back_to_a_known_state_restores_its_history():
    assert step(history(A, B), B, A) == history(A)
    assert step(history(A, B, C), C, A) == history(A)
    assert step(history(A, B, C), C, B) == history(A, B)


def test_going_back_to_an_unknown_state_is_told():
    assert titles(step(history(B), B, A))[0] == "1.1.0 → 1.0.0: 1 breaking"


def test_a_version_published_again_has_an_entry_once_for_each_time():
    text = history(A, A_AGAIN)
    assert titles(text) == ["1.0.0 → 1.0.0 (re-published): 1 newly deprecated", FIRST]
    assert step(text, A, A_AGAIN) == text
    assert step(text, A_AGAIN, A) == history(A)
    third = version("1.0.0", {"set": {"list/deprecated": True, "add/deprecated": True}})
    assert len(titles(step(text, A_AGAIN, third))) == 3


def test_other_texts_are_no_change_and_another_version_is():
    reworded = {"set": {"list/description": "All of them"}}
    assert step(history(A), A, version("1.0.0", reworded)) == history(A)
    assert titles(step(history(A), A, version("1.0.1", reworded)))[0] == "1.0.0 → 1.0.1: no changes"


def test_with_and_without_descriptions_it_is_the_same():
    tree = changed(base(), {"set": {"list/description": "All of them"}})
    assert entry(catalog(tree)) == entry(catalog(tree, full=False))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
def test_any_sequence_of_runs_and_kills_ends_in_a_history_of_the_last_state(runs):
    """A killed run has written the changelog, but not the catalog that the next run compares with."""
    catalogs = [A, B, C, A_AGAIN]
    text, old = history(A), A
    for number, killed in runs:
        text = step(text, old, catalogs[number])
        old = old if killed else catalogs[number]
    text = step(text, old, old)
    assert text == step(text, old, old)
    assert len(titles(text)) == len(set(titles(text)))
    first = titles(text)[0]
    assert first.removesuffix(" (re-published)").split(":")[0].split(" → ")[-1].split(" ")[0] == old.version


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
    assert "- `GET /sites`: added: List sites" in text
    assert "### Further changes\n\n- resources / chargers: 1200 changes\n" in text


def test_new_operations_are_counted_too_where_there_are_too_many():
    paths = {f"paths/~1sites~1{number}": {"get": {"responses": {"204": {"description": ""}}}} for number in range(2000)}
    text = step(history(A), A, version("9.0.0", {"set": paths, "remove": ["charger/delete"]}))
    assert len(text) <= MAX_ENTRY
    assert "- `DELETE /chargers/{charger}`: removed" in text
    assert "### Further changes\n\n- resources / sites: 2000 changes\n" in text


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
    assert entry(catalog(tree)) == entry(catalog(tree | {"paths": dict(paths)}))
