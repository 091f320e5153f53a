"""What the published branch holds beside the skill, made of texts that may be anything."""

from __future__ import annotations

import io
import json
import sys
import zipfile

import pytest

from documents import ROOT

sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from published_branch import Publication, branch_files, marketplace_of, next_number, tag_stem


def publication(**changes: str) -> Publication:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("SKILL.md", "x")
    plain = Publication("things", "Exact.", "1.0", "", "skill", stream.getvalue())
    return plain._replace(**changes)


def readme(**changes: str) -> str:
    return branch_files(publication(**changes))["README.md"].decode()


@pytest.mark.parametrize(
    ("version", "stem"),
    [
        ("3.110.0", "api-v3.110.0"),
        ("2024-01-01", "api-v2024-01-01"),
        ("1.0 beta~^:?*[\\", "api-v1.0-beta"),
        ("../../x.lock", "api-vx.lock"),
        ("v1", "api-vv1"),
        ("版", "api-vunknown"),
        ("", "api-vunknown"),
        ("9" * 300, "api-v" + "9" * 100),
    ],
)
def test_whatever_the_version_it_has_a_name_for_tags(version, stem):
    assert tag_stem(version) == stem


@pytest.mark.parametrize(
    ("tags", "number"),
    [
        ([], 1),
        (["api-v1-1"], 2),
        (["api-v1-9", "api-v1-10", "api-v1-2"], 11),
        (["api-v1-1-5", "api-v1-x", "api-v1-07", "api-v10-3"], 1),
    ],
)
def test_publications_of_a_version_are_counted_by_its_own_tags(tags, number):
    assert next_number("api-v1", tags) == number


@pytest.mark.parametrize(
    ("source", "added"),
    [
        ("https://github.com/a/b", "plugin marketplace add a/b#skill`"),
        ("https://git.example.com/a/b", "plugin marketplace add https://git.example.com/a/b.git#skill`"),
        ("git@git.example.com:a/b.git", "plugin marketplace add git@git.example.com:a/b.git#skill`"),
        ("", "plugin marketplace add REPOSITORY#skill`"),
    ],
)
def test_each_client_is_told_the_address_in_the_form_that_it_takes(source, added):
    assert f"claude {added}" in readme(source=source)


def test_no_version_breaks_out_of_its_code_span():
    assert "for version `1?](x)<b>?` of the API" in readme(version="1`](x)<b>\n")


@pytest.mark.parametrize("own", ["", '{"plugins": [{"name": "other", "description": "Other."}]}'])
def test_without_a_marketplace_of_the_repositorys_own_it_is_named_after_the_skill(own):
    marketplace = marketplace_of(publication(marketplace=own))
    assert (marketplace["name"], marketplace["plugins"][0]["description"]) == ("things-skill", "Exact.")


@pytest.mark.parametrize("own", ["{", "[]", '{"plugins": {}}', '{"plugins": ["things"]}'])
def test_a_marketplace_that_is_none_is_not_replaced_by_one_of_another_name(own):
    with pytest.raises(ValueError, match=r"."):
        branch_files(publication(marketplace=own))


def test_the_same_skill_gives_the_same_branch():
    first, second = branch_files(publication()), branch_files(publication())
    assert list(first.items()) == list(second.items())
    assert json.loads(first[".well-known/agent-skills/index.json"])["skills"][0]["url"] == "things.zip"
