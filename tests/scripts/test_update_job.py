"""The update job with nothing stood in for: the real program, a vendor on loopback and a bare git remote on disk."""

from __future__ import annotations

from pathlib import Path

import yaml
from vendor_clone import DOCUMENT, Clone, Vendor

ROOT = Path(__file__).parents[2]


def test_the_same_document_makes_no_commit(clone: Clone) -> None:
    result = clone.run("commit-update.sh")
    assert result.returncode == 0, result.stderr
    assert clone.commits() == ["First"]
    assert clone.git("status", "--porcelain") == ""


def test_a_new_version_makes_one_commit_named_after_what_changed(clone: Clone, vendor: Vendor) -> None:
    changed = yaml.safe_load(DOCUMENT)
    changed["info"]["version"] = "4.3.0"
    paths = changed["paths"]
    path = next(path for path in paths if "get" in paths[path] and "{" not in path)
    paths[path.rstrip("/") + "-archive"] = {
        "get": {"summary": "Read the archive", "responses": {"204": {"description": "Done"}}}
    }
    vendor.document = yaml.safe_dump(changed, sort_keys=False)
    result = clone.run("commit-update.sh")
    assert result.returncode == 0, result.stderr
    subject, first = clone.commits()
    assert first == "First"
    assert subject.startswith("4.2.0 → 4.3.0: +1 operation")
    body = clone.git("log", "-1", "--format=%b").splitlines()
    assert body[0] == f"+ GET {path.rstrip('/')}-archive"
    assert subject not in body
    assert "files changed" in body[-1]
    touched = clone.git("diff", "--name-only", "main~1", "main").splitlines()
    assert {"reference/catalog.json", "reference/changelog.md", "reference/endpoints-index.md"} <= set(touched)
    assert all(name == "SKILL.md" or name.startswith("reference/") for name in touched)
    assert clone.git("status", "--porcelain") == ""


def refused(clone: Clone, code: int) -> str:
    """Run the job, make sure that it ends with `code` and changes nothing, and return what it says."""
    before = clone.contents()
    result = clone.run("commit-update.sh")
    assert result.returncode == code, result.stderr
    assert clone.contents() == before
    assert clone.commits() == ["First"]
    return result.stderr


def test_a_vendor_out_of_reach_fails_the_job(clone: Clone, vendor: Vendor) -> None:
    vendor.close()
    refused(clone, 3)


def test_a_login_page_fails_the_job(clone: Clone, vendor: Vendor) -> None:
    vendor.document = "<!DOCTYPE html><title>Log in</title>"
    refused(clone, 3)


def test_a_shrunken_document_fails_the_job(clone: Clone, vendor: Vendor) -> None:
    changed = yaml.safe_load(DOCUMENT)
    changed["paths"] = {path: item for path, item in changed["paths"].items() if "/stations/" in path}
    vendor.document = yaml.safe_dump(changed, sort_keys=False)
    assert "--accept-shrink" in refused(clone, 4)
