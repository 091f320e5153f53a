"""The front matter of `SKILL.md`: valid whatever the document's title, and changed only where that was asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ampeco_refgen.errors import OutputError, UsageError
from ampeco_refgen.pages.front_matter import (
    checked_description,
    checked_name,
    description_lines,
    folder_notice,
    name_lines,
    skill_description,
    skill_name,
    with_front_matter,
)

PATH = Path("skill/SKILL.md")
VALID = re.compile(r"(?!.{65})[a-z0-9]+(-[a-z0-9]+)*")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_every_title_gives_a_valid_front_matter(title: str) -> None:
    lines = name_lines(skill_name(title)) + description_lines(skill_description(title))
    front = yaml.safe_load(lines)
    assert VALID.fullmatch(front["name"])
    assert front["name"] == checked_name(front["name"]) == skill_name(title)
    assert front["description"] == checked_description(front["description"])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("AMPECO.CHARGE Public API", "ampeco-charge-public-api"),
        ("", "api"),
        ("Name Service", "name-service"),
        ("x" * 63 + ".yz", "x" * 63),
        ("2024-01-01", "2024-01-01"),
        ("Null", "null"),
    ],
)
def test_a_name_is_made_of_the_title(title: str, name: str) -> None:
    assert skill_name(title) == name
    assert yaml.safe_load(name_lines(name)) == {"name": name}


@pytest.mark.parametrize("title", ["支付接口", "🚀🚀", "—", "\u202e"])
def test_a_title_of_which_nothing_can_be_kept_still_gives_a_name(title: str) -> None:
    assert re.fullmatch(r"api-[0-9a-f]{8}", skill_name(title))


@pytest.mark.parametrize("name", ["", "a.b", "-a", "a-", "a--b", "A", "a" * 65, "ä", "a b", "a\n"])
def test_a_name_that_is_not_valid_is_refused_with_one_that_is(name: str) -> None:
    with pytest.raises(UsageError, match="no name for a skill") as caught:
        checked_name(name)
    assert VALID.fullmatch(caught.value.hint.rpartition(" ")[2])


@pytest.mark.parametrize("description", ["", " \n", "a <b>", "x" * 1025, "a\u200b b"])
def test_a_description_that_is_not_valid_is_refused(description: str) -> None:
    with pytest.raises(UsageError, match="a description for a skill has"):
        checked_description(description)


OWN = "---\nname: old # mine\nmetadata:\n  name: kept\ndescription: |\n  one\n\n  two\nlicense: MIT\n---\n# Old\n"


def test_only_what_was_asked_for_changes() -> None:
    assert with_front_matter(OWN, name="", description="", path=PATH) == OWN
    named = with_front_matter(OWN, name="new", description="", path=PATH)
    assert named == OWN.replace("old # mine", "new")
    described = with_front_matter(OWN, name="", description="New words.", path=PATH)
    assert described == OWN.replace("|\n  one\n\n  two", ">-\n  New words.")
    assert with_front_matter(described, name="", description="New words.", path=PATH) == described


def test_line_ends_stay_and_what_is_missing_is_added() -> None:
    windows = "\ufeff---\r\nlicense: MIT\r\n---\r\n# Old\r\n"
    named = with_front_matter(windows, name="new", description="", path=PATH)
    assert named == "\ufeff---\r\nname: new\r\nlicense: MIT\r\n---\r\n# Old\r\n"


@pytest.mark.parametrize("text", ["# Old\n", "---\nname: x\n", "", "text\n---\nname: x\n---\n"])
def test_a_file_without_front_matter_is_told_where_it_is(text: str) -> None:
    with pytest.raises(OutputError, match=r"^skill/SKILL.md has no front matter"):
        with_front_matter(text, name="new", description="", path=PATH)


@pytest.mark.parametrize(
    ("name", "folder", "told"),
    [
        ("pay", "pay", ""),
        ('"pay"', "pay", ""),
        ("pay", "Pay API", "named pay and its folder Pay API"),
        ("pay", "payments", "rename the folder to pay, or the skill with --name payments"),
    ],
)
def test_a_folder_of_another_name_is_told_with_what_to_rename(tmp_path: Path, name, folder, told) -> None:
    notices = folder_notice(f"---\nname: {name}\n---\n", tmp_path / folder)
    assert told in "".join(notices)
    assert bool(notices) == bool(told)
    assert ("--name" in "".join(notices)) == (folder == "payments")


def test_a_file_without_a_name_has_none_to_compare() -> None:
    assert folder_notice("# No front matter\n", Path("x")) == ()
