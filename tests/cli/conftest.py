"""A document on disk, and a bundle that was made of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import document, run, written


@pytest.fixture(autouse=True, scope="session")
def _plain_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nobody's settings, and a cache folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AMPECO_SPEC_URL", "AMPECO_REFGEN_OUT", "NO_COLOR", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return written(tmp_path / "spec.json", document())


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    done = run("-q", "generate", written(folder / "spec.json", document()), "--out", folder / "skill")
    assert done.code == 0
    return folder / "skill"


@pytest.fixture
def bundle(tmp_path: Path, _made: Path) -> Path:
    """A folder that holds the bundle of `spec`."""
    return Path(shutil.copytree(_made, tmp_path / "skill"))
