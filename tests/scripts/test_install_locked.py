"""scripts/lib/install_locked.py asks pip for what uv.lock and pyproject.toml say, and nothing else."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def install_locked() -> ModuleType:
    spec = importlib.util.spec_from_file_location("install_locked", ROOT / "scripts" / "lib" / "install_locked.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_locked_package_is_a_constraint(install_locked: ModuleType) -> None:
    lock = read_toml("uv.lock")
    pinned = {f"{package['name']}=={package['version']}" for package in lock["package"]}
    project = read_toml("pyproject.toml")["project"]
    assert set(install_locked.constraints(lock)) == pinned - {f"{project['name']}=={project['version']}"}


def test_the_test_group_is_the_one_of_pyproject(install_locked: ModuleType) -> None:
    names = {re.split(r"[<>=~!;\[ ]", line)[0] for line in read_toml("pyproject.toml")["dependency-groups"]["test"]}
    assert set(install_locked.group_requirements(read_toml("uv.lock"), "test")) == names


def test_the_runtime_needs_no_group(install_locked: ModuleType) -> None:
    assert install_locked.group_requirements(read_toml("uv.lock"), "runtime") == []


def test_a_marker_is_kept(install_locked: ModuleType) -> None:
    member = {"name": "colorama", "marker": "sys_platform == 'win32'"}
    lock = {"package": [{"source": {"editable": "."}, "dev-dependencies": {"test": [member]}}]}
    assert install_locked.group_requirements(lock, "test") == ["colorama ; sys_platform == 'win32'"]
