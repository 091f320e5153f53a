"""`pull.sh`: a clone that was refreshed is pulled and refreshed again, with nothing lost, whatever goes wrong."""

from __future__ import annotations

import copy
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from vendor_clone import DOCUMENT, Clone, Vendor

DESCRIPTION = "What an installed clone must not lose."
SMALL = yaml.safe_load(DOCUMENT)
"""The example with a tenth of its paths: what a pull does to files does not depend on how many there are."""
SMALL["paths"] = dict(list(SMALL["paths"].items())[:4])


def published(vendor: Vendor, *, version: str, **paths: str) -> None:
    """Let the vendor publish a document of a version, with further calls by path, each with its summary."""
    tree = copy.deepcopy(SMALL)
    tree["info"]["version"] = version
    for path, summary in paths.items():
        responses = {"204": {"description": "Done"}}
        tree["paths"][f"/{path}"] = {"get": {"summary": summary, "description": DESCRIPTION, "responses": responses}}
    vendor.document = json.dumps(tree)


@pytest.fixture
def first(vendor: Vendor) -> None:
    published(vendor, version="4.2.0")


def clone_of(maintained: Clone, folder: Path) -> Clone:
    """Return a second clone of the remote, as it is installed somewhere."""
    maintained.git("clone", "--quiet", str(maintained.remote), str(folder))
    installed = Clone.__new__(Clone)
    installed.root, installed.environment, installed.remote = folder, maintained.environment, maintained.remote
    return installed


@pytest.fixture
def maintained(first: None, clone: Clone) -> Clone:  # noqa: ARG001 - it comes before the clone
    """A clone whose remote has the facts only, as one that commits the pages."""
    assert clone.run("fetch-and-generate.sh", "--descriptions", "none").returncode == 0
    clone.git("commit", "--quiet", "--all", "-m", "Facts only")
    clone.git("push", "--quiet")
    return clone


@pytest.fixture
def installed(maintained: Clone, tmp_path: Path) -> Clone:
    return clone_of(maintained, tmp_path / "home" / "skills" / "ampeco-public-api")


def committed(maintained: Clone, vendor: Vendor, version: str, **paths: str) -> None:
    """Publish a version, and let the update job commit it."""
    published(vendor, version=version, **paths)
    assert maintained.run("commit-update.sh").returncode == 0


def head(clone: Clone) -> str:
    return clone.git("rev-parse", "HEAD")


def pages(clone: Clone) -> str:
    return "\n".join(path.read_text("utf-8") for path in (clone.root / "reference").rglob("*.md"))


def test_a_refresh_of_the_same_document_leaves_a_clone_that_git_pulls(
    installed: Clone, maintained: Clone, vendor: Vendor
) -> None:
    assert installed.run("fetch-and-generate.sh").returncode == 0
    assert installed.git("status", "--porcelain") == ""
    committed(maintained, vendor, "4.3.0", archive="Read the archive")
    installed.git("pull", "--quiet")
    assert head(installed) == head(maintained)
    assert (installed.root / "reference" / "calls" / "archive" / "GET.md").exists()


def test_a_refresh_that_found_something_new_is_pulled_over(installed: Clone, maintained: Clone, vendor: Vendor) -> None:
    published(vendor, version="4.3.0", archive="Read the archive")
    assert installed.run("fetch-and-generate.sh").returncode == 0
    assert installed.git("status", "--porcelain") != ""
    committed(maintained, vendor, "4.4.0", archive="Read the archive", news="Read the news")
    with pytest.raises(subprocess.CalledProcessError):
        installed.git("pull", "--quiet")
    result = installed.run("pull.sh")
    assert result.returncode == 0, result.stderr
    assert head(installed) == head(maintained)
    assert installed.git("status", "--porcelain") == ""
    assert installed.git("stash", "list") == ""


def test_descriptions_are_there_after_the_pull(installed: Clone, maintained: Clone, vendor: Vendor) -> None:
    published(vendor, version="4.3.0", archive="Read the archive")
    assert installed.run("fetch-and-generate.sh", "--descriptions", "full").returncode == 0
    assert DESCRIPTION in pages(installed)
    committed(maintained, vendor, "4.4.0", archive="Read the archive", news="Read the news")
    result = installed.run("pull.sh")
    assert result.returncode == 0, result.stderr
    assert head(installed) == head(maintained)
    assert pages(installed).count(DESCRIPTION) == 2


def test_files_and_notes_of_the_owner_stay(installed: Clone, maintained: Clone, vendor: Vendor) -> None:
    (installed.root / "reference" / "recipes-of-mine.md").write_text("# Mine\n", "utf-8")
    (installed.root / "notes.txt").write_text("mine\n", "utf-8")
    published(vendor, version="4.3.0", archive="Read the archive")
    assert installed.run("fetch-and-generate.sh").returncode == 0
    committed(maintained, vendor, "4.4.0", news="Read the news")
    assert installed.run("pull.sh").returncode == 0
    assert (installed.root / "reference" / "recipes-of-mine.md").read_text("utf-8") == "# Mine\n"
    assert (installed.root / "notes.txt").read_text("utf-8") == "mine\n"
    assert not (installed.root / "reference" / "calls" / "archive").exists()


@pytest.mark.parametrize("trouble", ["vendor", "remote", "diverged"])
def test_where_it_fails_everything_is_as_it_was(
    installed: Clone, maintained: Clone, vendor: Vendor, trouble: str
) -> None:
    published(vendor, version="4.3.0", archive="Read the archive")
    assert installed.run("fetch-and-generate.sh", "--descriptions", "full").returncode == 0
    if trouble == "diverged":
        (installed.root / "own.txt").write_text("mine\n", "utf-8")
        installed.git("add", "own.txt")
        installed.git("commit", "--quiet", "-m", "Mine")
    before, state = installed.contents(), head(installed)
    committed(maintained, vendor, "4.4.0", news="Read the news")
    if trouble == "vendor":
        vendor.close()
    if trouble == "remote":
        maintained.remote.rename(maintained.remote.with_name("gone"))
    result = installed.run("pull.sh")
    assert result.returncode == 3, result.stderr
    assert "everything is as it was" in result.stderr
    assert installed.contents() == before
    assert head(installed) == state
    assert installed.git("stash", "list") == ""


@pytest.mark.parametrize("after", [0.3, 0.6, 0.9, 1.2])
def test_where_it_is_interrupted_everything_is_as_it_was_or_done(
    installed: Clone, maintained: Clone, vendor: Vendor, after: float
) -> None:
    published(vendor, version="4.3.0", archive="Read the archive")
    assert installed.run("fetch-and-generate.sh", "--descriptions", "full").returncode == 0
    before = installed.contents()
    committed(maintained, vendor, "4.4.0", news="Read the news")
    process = subprocess.Popen(
        ["bash", str(installed.root / "scripts" / "pull.sh")],
        env=installed.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    code = process.wait(60)
    assert code in (0, 130)
    assert installed.git("stash", "list") == ""
    if code:
        assert installed.contents() == before
    else:
        assert DESCRIPTION in pages(installed)


def test_facts_need_no_vendor(installed: Clone, maintained: Clone, vendor: Vendor) -> None:
    committed(maintained, vendor, "4.3.0", archive="Read the archive")
    vendor.close()
    result = installed.run("pull.sh")
    assert result.returncode == 0, result.stderr
    assert head(installed) == head(maintained)
    assert installed.git("status", "--porcelain") == ""


def refused(clone: Clone, *parts: str) -> None:
    before = clone.contents()
    result = clone.run("pull.sh")
    assert result.returncode == 2, result.stderr
    assert all(part in result.stderr for part in parts), result.stderr
    assert clone.contents() == before


def test_own_text_in_the_skill_file_is_not_touched(installed: Clone) -> None:
    skill = installed.root / "SKILL.md"
    skill.write_text(skill.read_text("utf-8") + "\nMy own rule.\n", "utf-8")
    refused(installed, "SKILL.md", "of your own")


def test_staged_changes_are_not_touched(installed: Clone) -> None:
    page = installed.root / "reference" / "endpoints-index.md"
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    installed.git("add", "reference")
    refused(installed, "staged")


def test_what_is_no_clone_is_refreshed_otherwise(installed: Clone, tmp_path: Path) -> None:
    (installed.root / ".git").rename(tmp_path / "git")
    refused(installed, "not a clone", "fetch-and-generate.sh")


def test_a_skill_within_a_repository_is_not_pulled(installed: Clone, tmp_path: Path) -> None:
    (installed.root / ".git").rename(tmp_path / "git")
    subprocess.run(["git", "init", "--quiet", str(installed.root.parent)], env=installed.environment, check=True)
    refused(installed, "belongs to the repository of")
