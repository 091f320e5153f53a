"""The documents and their bundles, made once for all of these tests: with full descriptions, and with none."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import ryaml

from ampeco_refgen.catalog.build import build
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.openapi.document import load
from ampeco_refgen.pipeline import Stopwatch, publish
from ampeco_refgen.settings import GenerateSettings
from documents import ROOT, SAMPLE, real_path
from readback.bundle import Bundle
from readback.spec import Spec

CASES = {
    f"{path.parent.name}/{path.stem}": path for path in sorted((ROOT / "tests" / "cases").glob("*/document*.yaml"))
}
REAL = pytest.param("real", marks=pytest.mark.real)


def path_of(name: str) -> Path:
    """Return the document of a name: `sample`, `real`, or that of a case."""
    return SAMPLE if name == "sample" else real_path() if name == "real" else CASES[name]


@cache
def spec_of(path: Path, full: bool = True) -> Spec:
    text = path.read_text(encoding="utf-8")
    return Spec(json.loads(text) if path.suffix == ".json" else ryaml.loads(text), full=full)


@cache
def bundle_of(path: Path, full: bool = True) -> Bundle:
    """Return every file that a run would write: for the real document beside the authored SKILL.md."""
    return made(path.read_bytes(), path.name, full=full, skill=path.suffix == ".json")


def bundle_from(tree: dict[str, Any], *, full: bool = True) -> Bundle:
    """Return every file that a run would write for a document given as a tree."""
    return made(json.dumps(tree).encode(), "test.json", full=full)


def made(content: bytes, origin: str, *, full: bool, skill: bool = False) -> Bundle:
    with TemporaryDirectory() as folder:
        out = Path(folder)
        if skill:
            shutil.copy(ROOT / "SKILL.md", out)
        catalog, diagnostics = build(load(RawSpec(content=content, origin=origin)), full=full)
        outcome = publish(catalog, None, diagnostics, GenerateSettings(out=out, full=full, check=True), Stopwatch())
        unchanged = {path: (out / path).read_text(encoding="utf-8") for path in outcome.plan.unchanged}
    return Bundle(unchanged | {file.path: file.text for file in outcome.plan.writes})


@pytest.fixture(scope="session", params=["sample", REAL])
def path(request: pytest.FixtureRequest) -> Path:
    return path_of(request.param)


@pytest.fixture(scope="session")
def spec(path: Path) -> Spec:
    return spec_of(path)


@pytest.fixture(scope="session")
def full_bundle(path: Path) -> Bundle:
    return bundle_of(path, True)


@pytest.fixture(scope="session")
def bare_bundle(path: Path) -> Bundle:
    return bundle_of(path, False)
