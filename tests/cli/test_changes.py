"""After a run one sees what changed in the API: in its last lines, in the report for machines, in the changelog."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.running import THING, document, run, written
from documents import get

NEW = "/public-api/resources/things-90/v1.0"


def changes(*arguments: str | Path) -> list[str]:
    """Run a command and return what it says about changes."""
    done = run(*arguments)
    assert "look at" not in done.err
    return [
        line for line in done.err.splitlines() if "changes " in line or ("changelog" in line and " differs" not in line)
    ]


def without(tree: dict[str, Any], number: int) -> dict[str, Any]:
    del tree["paths"][f"/public-api/resources/things-{number:02}/v1.0"]
    return tree


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A document with an operation less, two more, and a property more in a request."""
    tree = without(document(version="1.1.0", properties={**THING["properties"], "colour": {"type": "string"}}), 11)
    tree["paths"][NEW] = {"get": get(THING), "delete": get()}
    return written(tmp_path / "changed.json", tree)


def test_a_first_run_says_where_to_begin(spec, tmp_path):
    assert changes("generate", spec, "--out", tmp_path / "new") == ["changes     first generated: SKILL.md"]
    assert changes("generate", spec, "--out", tmp_path / "new2", "--check") == ["changes     there is no reference yet"]


def test_a_run_that_changed_something_says_what_and_where_it_is_told(changed, bundle):
    told = "changes     +2 operations, −1 operation, 1 breaking, 1 other change"
    assert changes("generate", changed, "--out", bundle, "--check") == [told]
    assert changes("generate", changed, "--out", bundle) == [f"{told}: reference/changelog.md"]
    assert "## 1.0.0 → 1.1.0: +2 operations, −1 operation, 1 breaking, 1 other change\n" in changelog(bundle)


def test_a_run_without_news_says_nothing_of_a_changelog(spec, bundle):
    assert changes("generate", spec, "--out", bundle) == []
    assert changes("generate", spec, "--out", bundle) == []  # now it ends early, by the record of the last run
    assert changes("generate", "--out", bundle) == []
    assert changes("generate", spec, "--out", bundle, "--check") == []


@pytest.mark.parametrize("how", ["templates", "descriptions", "other texts", "a damaged page"])
def test_a_run_that_only_regenerates_says_that_the_api_is_the_same(how, spec, bundle, tmp_path):
    options: list[str | Path] = []
    if how == "templates":
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "endpoints-index.md.j2").write_text("mine\n", "utf-8")
        options = ["--templates", tmp_path / "mine"]
    elif how == "descriptions":
        options = ["--descriptions", "none"]
    elif how == "other texts":
        spec.write_text(spec.read_text("utf-8").replace("Its name", "What it is called"), "utf-8")
    else:
        page = bundle / "reference" / "endpoints-index.md"
        page.write_text(page.read_text("utf-8") + "more\n", "utf-8")
    same = ["changes     none, the API is the same"]
    assert changes("generate", spec, "--out", bundle, *options, "--check") == same
    assert changes("generate", spec, "--out", bundle, *options) == same
    assert "→" not in changelog(bundle)


def test_a_new_version_and_nothing_else_is_said(bundle, tmp_path):
    spec = written(tmp_path / "next.json", document(version="1.0.1"))
    assert changes("generate", spec, "--out", bundle) == ["changes     only the version: reference/changelog.md"]


@pytest.mark.parametrize("lost", ["missing", "damaged"])
def test_without_a_catalog_nothing_is_called_new(lost, changed, bundle):
    catalog = bundle / "reference" / "catalog.json"
    catalog.unlink() if lost == "missing" else catalog.write_bytes(catalog.read_bytes()[:100])
    said = "changes     unknown, there is no catalog to compare with: reference/changelog.md"
    assert changes("generate", changed, "--out", bundle) == [said]
    assert [line.split(": ")[:2] for line in headings(bundle)] == [
        ["1.1.0", "generated with no catalog to compare with"],
        ["1.0.0", "first generated"],
    ]


def test_a_machine_gets_the_numbers(spec, changed, bundle, tmp_path):
    def counts(*arguments: str | Path) -> dict[str, int]:
        report: dict[str, Any] = json.loads(run("generate", *arguments, "--out", bundle, "--json").out)
        return {name: count for name, count in report["changes"].items() if count and name != "calls"}

    expected = {"operations_added": 2, "operations_removed": 1, "breaking": 1, "other": 1}
    assert counts(changed, "--check") == expected
    assert counts(changed) == expected
    assert counts(changed) == counts("--templates", written_folder(tmp_path / "mine")) == {}
    report = json.loads(run("generate", spec, "--out", tmp_path / "new", "--json").out)
    assert {"operations_added", "operations_removed", "breaking", "other"} <= report["changes"].keys()
    assert not any(report["changes"].values())


def test_what_a_vendor_takes_back_is_told_each_time_and_the_same_run_twice_changes_nothing(spec, changed, bundle):
    lines: list[str] = []
    for source in (changed, spec, changed):
        assert run("generate", source, "--out", bundle).code == 0
        before = changelog(bundle)
        lines.insert(0, headings(bundle)[0])
        assert run("generate", "--out", bundle).code == 0
        assert run("generate", source, "--out", bundle).code == 0
        assert changelog(bundle) == before
    assert headings(bundle)[:3] == lines
    assert headings(bundle)[3].startswith("1.0.0: first generated")
    back = [line for line in changelog(bundle).splitlines() if line.startswith("Takes back: ")]
    assert back == [f"Takes back: {lines[1]}", f"Takes back: {lines[2]}"]


def test_a_run_that_was_cut_off_before_the_catalog_was_written_is_told_once(changed, bundle):
    catalog = bundle / "reference" / "catalog.json"
    old = catalog.read_bytes()
    assert run("generate", changed, "--out", bundle).code == 0
    told = changelog(bundle)
    catalog.write_bytes(old)
    assert run("generate", changed, "--out", bundle).code == 0
    assert changelog(bundle) == told


def changelog(bundle: Path) -> str:
    return (bundle / "reference" / "changelog.md").read_text("utf-8")


def headings(bundle: Path) -> list[str]:
    return [line.removeprefix("## ") for line in changelog(bundle).splitlines() if line.startswith("## ")]


def written_folder(path: Path) -> Path:
    path.mkdir()
    (path / "endpoints-index.md.j2").write_text("mine\n", "utf-8")
    return path
