"""Which folder a run writes, what it must not replace there, and that descriptions stay as the folder has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.running import assert_refused, document, folder, run, written
from faults.server import answer

FOREIGN = {
    "reference/endpoints-index.md": b"# My own notes\n",
    "reference/changelog.md": b"what I changed\n",
    "reference/resources/things-03.md": b"my resource\n",
    "reference/catalog.json": b'{"books": []}\n',
}


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A document of another API, with the same paths."""
    return written(tmp_path / "other.json", document(title="Another API", version="7.1"))


def test_a_document_is_written_to_the_current_folder_whatever_skill_the_command_came_from(
    spec, bundle, tmp_path, monkeypatch
):
    here = tmp_path / "empty"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("AMPECO_REFGEN_SKILL", str(bundle))
    before = folder(bundle)
    done = run("generate", spec)
    assert done.code == 0
    assert folder(bundle) == before
    assert (here / "SKILL.md").exists()


def test_what_is_about_the_skill_means_the_one_that_the_command_came_from(bundle, tmp_path, monkeypatch, server):
    here = tmp_path / "project"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("AMPECO_REFGEN_SKILL", str(bundle))
    (bundle / "reference" / "endpoints-index.md").unlink()
    assert run("generate", "--check").code == 1
    assert run("generate").code == 0
    assert run("generate", "--check").code == 0
    url = server.on("/spec.json", _answer(document(version="1.1.0")))
    assert run("update", "--url", url).code == 0
    assert folder(here) == {}
    assert "1.1.0" in (bundle / "reference" / "changelog.md").read_text("utf-8")


def test_the_current_folder_goes_first_where_it_is_a_skill(spec, bundle, tmp_path, monkeypatch):
    mine = tmp_path / "mine"
    assert run("generate", spec, "--out", mine).code == 0
    (mine / "reference" / "endpoints-index.md").unlink()
    monkeypatch.chdir(mine)
    monkeypatch.setenv("AMPECO_REFGEN_SKILL", str(bundle))
    assert run("generate", "--check").code == 1


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_every_run_names_the_folder(spec, bundle, arguments):
    done = run("generate", spec, "--out", bundle, *arguments)
    assert f"folder      {bundle}" in done.err
    report = json.loads(run("-q", "generate", spec, "--out", bundle, "--json", *arguments).out)
    assert report["folder"] == str(bundle)


@pytest.mark.parametrize("check", [[], ["--check"]], ids=["", "check"])
def test_a_bundle_of_another_api_is_not_replaced(other, bundle, check):
    before = folder(bundle)
    done = run("generate", other, "--out", bundle, *check)
    assert_refused(done, 4, str(bundle), "Mini 1.0.0", "Another API 7.1", "--out", "--replace")
    assert folder(bundle) == before


def test_an_api_of_the_same_title_without_a_common_operation_is_another(bundle, tmp_path):
    tree = document()
    tree["paths"] = {f"/v9{path}": item for path, item in tree["paths"].items()}
    assert_refused(run("generate", written(tmp_path / "v9.json", tree), "--out", bundle), 4, "--replace")


def test_with_replace_another_api_takes_the_place_and_has_a_history_of_its_own(bundle, tmp_path):
    tree = document(title="Another API", version="7.1")
    common = next(iter(tree["paths"]))  # two APIs may have a call in common
    tree["paths"] = {"/books": tree["paths"].popitem()[1], common: tree["paths"][common]}
    spec = written(tmp_path / "books.json", tree)
    done = run("generate", spec, "--out", bundle, "--replace")
    assert done.code == 0
    assert "SKILL.md: only its generated blocks were renewed" in done.err
    changelog = (bundle / "reference" / "changelog.md").read_text("utf-8")
    assert "7.1: first generated" in changelog
    assert "1.0.0" not in changelog
    assert not (bundle / "reference" / "resources" / "things-03.md").exists()
    assert run("generate", spec, "--out", bundle).code == 0


def test_an_api_that_was_only_renamed_keeps_its_history(other, bundle):
    assert run("generate", other, "--out", bundle, "--replace").code == 0
    changelog = (bundle / "reference" / "changelog.md").read_text("utf-8")
    assert "1.0.0: first generated" in changelog


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_without_the_mark_is_never_overwritten(spec, bundle, tmp_path, name):
    for out in (bundle, tmp_path / "new"):
        place = out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(FOREIGN[name])
        before = folder(out)
        assert_refused(run("generate", spec, "--out", out), 5, str(place), "move")
        assert folder(out) == before


def test_several_such_files_are_named_at_once(spec, tmp_path):
    for name, content in FOREIGN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert_refused(run("generate", spec, "--out", tmp_path), 5, *(str(tmp_path / name) for name in FOREIGN))


def test_a_file_of_somebody_else_stays_beside_the_pages(spec, bundle):
    mine = bundle / "reference" / "recipes-of-mine.md"
    mine.write_bytes(b"# Mine\n")
    assert run("generate", spec, "--out", bundle).code == 0
    assert mine.read_bytes() == b"# Mine\n"


def test_an_empty_or_marked_file_is_renewed(spec, bundle):
    index = bundle / "reference" / "endpoints-index.md"
    page = bundle / "reference" / "schemas-index.md"
    index.write_bytes(b"")
    page.write_bytes(b"\xef\xbb\xbf" + page.read_bytes())
    assert run("generate", spec, "--out", bundle).code == 0
    assert index.read_bytes()
    assert not page.read_bytes().startswith(b"\xef\xbb\xbf")


def test_descriptions_stay_as_the_folder_has_them(server, spec, tmp_path):
    out = tmp_path / "facts"
    assert run("generate", spec, "--out", out, "--descriptions", "none").code == 0
    url = server.on("/spec.json", _answer(document(version="1.1.0")))
    assert run("update", "--url", url, "--out", out).code == 0
    assert "Its name" not in _pages(out)
    assert run("update", "--url", url, "--out", out, "--descriptions", "full").code == 0
    assert "Its name" in _pages(out)
    server.on("/spec.json", _answer(document(version="1.2.0")))
    assert run("update", "--url", url, "--out", out).code == 0
    assert "Its name" in _pages(out)
    assert run("generate", spec, "--out", tmp_path / "new").code == 0
    assert "Its name" in _pages(tmp_path / "new")


def test_the_same_document_in_a_folder_of_facts_writes_nothing(spec, tmp_path):
    assert run("generate", spec, "--out", tmp_path, "--descriptions", "none").code == 0
    before = folder(tmp_path)
    assert run("generate", spec, "--out", tmp_path).code == 0
    assert run("generate", "--out", tmp_path).code == 0
    assert folder(tmp_path) == before


def test_a_catalog_of_facts_takes_no_descriptions_away(spec, bundle, tmp_path):
    assert run("generate", spec, "--out", tmp_path / "facts", "--descriptions", "none").code == 0
    catalog = tmp_path / "facts" / "reference" / "catalog.json"
    before = folder(bundle)
    assert_refused(run("generate", catalog, "--out", bundle), 4, "facts only", "--descriptions none")
    assert folder(bundle) == before
    assert_refused(run("generate", "--out", tmp_path / "facts", "--descriptions", "full"), 4, "facts only")
    assert run("generate", catalog, "--out", bundle, "--descriptions", "none").code == 0
    assert "Its name" not in _pages(bundle)


def test_without_the_document_descriptions_can_still_be_left_out(bundle):
    assert run("generate", "--out", bundle, "--descriptions", "none").code == 0
    assert "Its name" not in _pages(bundle)


def _answer(tree):
    return answer(json.dumps(tree).encode())


def _pages(out: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in out.rglob("*.md"))
