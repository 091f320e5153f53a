"""The sandbox in which each test of the shell scripts runs: never in this clone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sandbox import Sandbox

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    """The scripts under a path with spaces and non-ASCII letters, with a home and git configuration of its own."""
    root = tmp_path / "skills of Zoë" / "ampeco-public-api"
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, root / name)
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    return Sandbox(root, environment)
