"""The nightly job on a clone of the shipped skill, with nothing stood in for but the vendor."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from skeletons import Row, Tree

from documents import ROOT
from faults.server import FaultServer, answer
from readback.bundle import Bundle
from readback.spec import Spec

Done: TypeAlias = "subprocess.CompletedProcess[str]"


@dataclass(frozen=True)
class Later:
    """A later version: its document and its calls, and the clone in which the job has run."""

    document: Tree
    rows: list[Row]
    root: Path
    job: Done
    environment: dict[str, str]

    @property
    def version(self) -> str:
        return str(self.document["info"]["version"])

    @cached_property
    def bundle(self) -> Bundle:
        paths = [self.root / "SKILL.md", *sorted((self.root / "reference").rglob("*.md"))]
        return Bundle({path.relative_to(self.root).as_posix(): path.read_text("utf-8") for path in paths})

    @cached_property
    def spec(self) -> Spec:
        return Spec(self.document, full=False)

    @property
    def skill(self) -> str:
        return (self.root / "SKILL.md").read_text("utf-8")

    def block(self, name: str) -> str:
        return self.skill.partition(f"<!-- BEGIN:{name} -->\n")[2].partition(f"<!-- END:{name} -->")[0]

    def run_job(self) -> Done:
        """Run the job again; the vendor still has the same document."""
        return run_job(self.root, self.environment, self.document)

    def git(self, *arguments: str) -> str:
        return _git(self.root, self.environment, *arguments)


def clone(folder: Path, skill: Path) -> tuple[Path, dict[str, str]]:
    """Return a clone of a bare remote that has the skill of today, and what the job's shell is given."""
    root, remote, program = folder / "ampeco-public-api", folder / "remote.git", folder / "ampeco-refgen"
    shutil.copytree(skill / "reference", root / "reference")
    shutil.copy(skill / "SKILL.md", root)
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, root)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m ampeco_refgen "$@"\n', "utf-8")
    program.chmod(0o755)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "AMPECO_REFGEN_COMMAND": str(program),
    }
    _git(folder, environment, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    for arguments in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "-A"],
        ["commit", "--quiet", "-m", "First"],
        ["remote", "add", "origin", str(remote)],
        ["push", "--quiet", "--set-upstream", "origin", "main"],
    ):
        _git(root, environment, *arguments)
    return root, environment


def run_job(root: Path, environment: dict[str, str], document: Tree) -> Done:
    """Run the job as the workflow does."""
    with FaultServer() as vendor:
        url = vendor.on("/public-api.yaml", answer(json.dumps(document).encode()))
        return subprocess.run(
            ["bash", str(root / "scripts" / "commit-update.sh"), "--descriptions", "none"],
            cwd=root,
            env={**environment, "AMPECO_SPEC_URL": url},
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )


def _git(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    command = ["git", "-c", "user.name=Owner", "-c", "user.email=owner@example.com", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip()
