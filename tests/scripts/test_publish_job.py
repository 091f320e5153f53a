"""The publishing job with nothing stood in for but the vendor: the real program, and a bare git remote on disk."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import yaml
from vendor_clone import DOCUMENT, ROOT, Clone, Vendor


def published(clone: Clone, folder: Path) -> Path:
    """Publish, and return a clone of the branch, as somebody who installs the skill has it."""
    command = [sys.executable, str(clone.root / "scripts" / "publish_skill.py")]
    done = subprocess.run(command, env=clone.environment, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    clone.git("clone", "--quiet", "--depth=1", "--branch", "skill", f"file://{clone.remote}", str(folder))
    return folder


def answer(skill: Path, *question: str) -> str:
    """Return what the lookup command of a skill answers in a Python with nothing but the standard library."""
    command = [sys.executable, "-I", "-S", str(skill / "scripts" / "lookup.py"), *question]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=60).stdout


def test_the_published_branch_can_be_cloned_and_answers(clone: Clone, vendor: Vendor, tmp_path: Path) -> None:
    for path in ("src/ampeco_refgen/lookup", "src/ampeco_refgen/__init__.py", "LICENSE"):
        copy = shutil.copytree if (ROOT / path).is_dir() else shutil.copy
        (clone.root / path).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / path, clone.root / path)
    clone.git("add", "-A")
    clone.git("commit", "--quiet", "-m", "The lookup")

    first = published(clone, tmp_path / "first")
    (skill,) = (first / "skills").iterdir()
    assert answer(skill, "show", "GET stations").startswith("# GET /public-api/resources/stations/")
    assert "stations" in answer(skill, "search", "stations")
    assert {path.name for path in skill.iterdir()} == {"SKILL.md", "LICENSE", "reference", "scripts"}
    (entry,) = json.loads((first / ".well-known/agent-skills/index.json").read_text("utf-8"))["skills"]
    archive = first / ".well-known/agent-skills" / entry["url"]
    assert entry["digest"] == f"sha256:{hashlib.sha256(archive.read_bytes()).hexdigest()}"
    zipfile.ZipFile(archive).extractall(tmp_path / "unpacked")
    unpacked = {path.relative_to(tmp_path / "unpacked") for path in (tmp_path / "unpacked").rglob("*")}
    assert unpacked == {path.relative_to(skill) for path in skill.rglob("*")}

    same = published(clone, tmp_path / "same")
    assert clone.git("-C", str(same), "rev-parse", "HEAD") == clone.git("-C", str(first), "rev-parse", "HEAD")

    document = yaml.safe_load(DOCUMENT)
    document["info"]["version"] = "4.3.0"
    vendor.document = yaml.safe_dump(document, sort_keys=False)
    assert clone.run("commit-update.sh").returncode == 0
    newer = published(clone, tmp_path / "newer")
    assert "4.3.0" in (newer / "skills" / skill.name / "SKILL.md").read_text("utf-8")
    tags = clone.git("--git-dir", str(clone.remote), "tag").splitlines()
    assert tags == ["api-v4.2.0-1", "api-v4.3.0-1"]
    assert clone.git("status", "--porcelain") == ""


def test_pages_that_the_generator_does_not_make_are_not_published(clone: Clone) -> None:
    page = next((clone.root / "reference" / "calls").rglob("*.md"))
    page.write_text(page.read_text("utf-8") + "\nBy hand.\n", "utf-8")
    clone.git("commit", "--quiet", "-am", "By hand")
    command = [sys.executable, str(clone.root / "scripts" / "publish_skill.py")]
    done = subprocess.run(command, env=clone.environment, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 4
    assert "not what the catalog gives: reference/" in done.stderr
    assert clone.git("--git-dir", str(clone.remote), "branch", "--list", "skill") == ""
