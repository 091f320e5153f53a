"""The built distributions hold the program, its templates and its type marker, and nothing that is not theirs."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def build(target: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build("wheel", tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    with tarfile.open(build("sdist", tmp_path_factory.mktemp("sdist"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def files_under(folder: Path, base: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(base).as_posix() for path in paths}


def test_the_wheel_is_the_source_the_templates_and_the_lookup_script(wheel: zipfile.ZipFile) -> None:
    source = files_under(ROOT / "src", ROOT / "src")
    templates = {f"ampeco_refgen/{name}" for name in files_under(ROOT / "templates", ROOT)}
    assert templates
    content = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert content == source | templates | {"ampeco_refgen/scripts/lookup.py"}


def test_the_wheel_is_typed(wheel: zipfile.ZipFile) -> None:
    assert "ampeco_refgen/py.typed" in wheel.namelist()


def test_the_wheel_has_the_command_the_version_and_the_licence(wheel: zipfile.ZipFile) -> None:
    information = f"ampeco_refgen-{PROJECT['version']}.dist-info"
    entry_points = wheel.read(f"{information}/entry_points.txt").decode()
    assert "ampeco-refgen = ampeco_refgen.__main__:main" in entry_points
    assert f"{information}/licenses/LICENSE" in wheel.namelist()


def test_a_wheel_can_be_built_from_the_sdist(sdist: set[str]) -> None:
    needed = (
        files_under(ROOT / "src", ROOT)
        | files_under(ROOT / "templates", ROOT)
        | {
            "pyproject.toml",
            "README.md",
            "scripts/lookup.py",
        }
    )
    assert needed <= sdist


def test_the_sdist_holds_no_generated_reference(sdist: set[str]) -> None:
    assert not [name for name in sdist if name.startswith("reference/")]
