"""The documents and their bundles, made once for all of these tests: with full descriptions, and with none."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import ryaml

from ampeco_refgen.catalog.build import build
from ampeco_refgen.pipeline import Stopwatch, publish
from ampeco_refgen.settings import GenerateSettings
from ampeco_refgen.spec.document import load
from ampeco_refgen.spec.model import Document, RawSpec
from documents import ROOT, SAMPLE, real_path
from readback.pages import Bundle
from readback.spec import Spec


@cache
def document_of(path: Path) -> Document:
    return load(RawSpec(content=path.read_bytes(), origin=path.name))


@cache
def spec_of(path: Path) -> Spec:
    text = path.read_text(encoding="utf-8")
    return Spec(json.loads(text) if path.suffix == ".json" else ryaml.loads(text))


@cache
def bundle_of(path: Path, full: bool) -> Bundle:
    """Return every file that a run would write: for the real document beside the authored SKILL.md."""
    with TemporaryDirectory() as folder:
        out = Path(folder)
        if path != SAMPLE:
            shutil.copy(ROOT / "SKILL.md", out)
        catalog, found = build(document_of(path), full=full)
        outcome = publish(catalog, None, found, GenerateSettings(out=out, full=full, check=True), Stopwatch())
        unchanged = {path: (out / path).read_text(encoding="utf-8") for path in outcome.plan.unchanged}
    return Bundle(unchanged | {file.path: file.text for file in outcome.plan.writes})


@pytest.fixture(scope="session", params=["sample", pytest.param("real", marks=pytest.mark.real)])
def path(request: pytest.FixtureRequest) -> Path:
    return SAMPLE if request.param == "sample" else real_path()


@pytest.fixture(scope="session")
def spec(path: Path) -> Spec:
    return spec_of(path)


@pytest.fixture(scope="session")
def full_bundle(path: Path) -> Bundle:
    return bundle_of(path, True)


@pytest.fixture(scope="session")
def bare_bundle(path: Path) -> Bundle:
    return bundle_of(path, False)


@pytest.fixture(scope="session")
def real_spec() -> Spec:
    return spec_of(real_path())


@pytest.fixture(scope="session")
def sample_spec() -> Spec:
    return spec_of(SAMPLE)


@pytest.fixture(scope="session")
def sample_bundle() -> Bundle:
    return bundle_of(SAMPLE, True)
