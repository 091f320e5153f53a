"""Documents that several kinds of tests read: the vendor's real one where it lies, and the sample of our own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.infer.findings import Findings, find_all
from ampeco_refgen.infer.profile import NO_PROFILE, Profile
from ampeco_refgen.openapi.document import load
from ampeco_refgen.profiles.choose import choose, profile_for

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "examples" / "voltline-public-api.yaml"
AMPECO: Profile = choose("AMPECO.CHARGE Public API", (), ())
"""The profile of the vendor's API, which comes with the program."""
assert AMPECO is not NO_PROFILE


WRITTEN_FOR = "3.110.0"
"""The version of the vendor's document that our own texts go by: README, the words of `SKILL.md`, the questions."""

NO_REAL_DOCUMENT = (
    "AMPECO's own document is not at hand; to have it: bash scripts/refgen.sh fetch -o /tmp/ampeco.json, "
    "then AMPECO_SPEC=/tmp/ampeco.json bash scripts/test.sh"
)
"""Why most tests of the real document are skipped, and what to do about it."""


def real_path() -> Path:
    """Return where the vendor's document is: `AMPECO_SPEC`, or `../shared/specs/`; skips the test otherwise."""
    named = os.environ.get("AMPECO_SPEC")
    paths = [Path(named)] if named else sorted((ROOT.parent / "shared" / "specs").glob("*.json"))
    if not paths or not paths[0].is_file():
        pytest.skip(NO_REAL_DOCUMENT)
    return paths[0]


def skill_of_texts(folder: Path) -> Path:
    """Return the root of the skill that our own texts are about; skips the test where it cannot be had.

    That is this repository, until a refresh brings a newer version of the vendor's document: the texts, and the tests
    that read them against the pages, must not fail for what the vendor does. From then on it is made in `folder`.
    """
    if json.loads((ROOT / "reference" / "catalog.json").read_bytes())["version"] == WRITTEN_FOR:
        return ROOT
    path = real_path()
    if json.loads(path.read_bytes())["info"]["version"] != WRITTEN_FOR:
        pytest.skip(f"our own texts go by version {WRITTEN_FOR} of the vendor's document, and it is not at hand")
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "SKILL.md", folder)
    command = [sys.executable, "-m", "ampeco_refgen", "generate", str(path), "--out", str(folder), "-q"]
    subprocess.run([*command, "--descriptions", "none"], check=True)
    return folder


@cache
def catalog_of(path: Path, *, full: bool = True) -> Catalog:
    """Return the catalog of a document on disk."""
    return build(load(RawSpec(content=path.read_bytes(), origin=path.name)), full=full)[0]


def findings_of(catalog: Catalog) -> Findings:
    """Return what is found in a catalog with the help of its profile, as a run does."""
    return find_all(catalog, profile_for(catalog))


def catalog_from(tree: dict[str, Any], *, full: bool = True) -> Catalog:
    """Return the catalog of a document given as a tree."""
    return build(load(RawSpec(content=json.dumps(tree).encode(), origin="test")), full=full)[0]


def mini(paths: dict[str, Any], *, version: str = "3.0.3", **more: Any) -> dict[str, Any]:
    """Return a small valid document with the given paths."""
    return {"openapi": version, "info": {"title": "Mini", "version": "1.0.0"}, "paths": paths, **more}


def get(schema: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a small valid operation which answers 200 with a schema."""
    content = {"content": {"application/json": {"schema": schema}}} if schema is not None else {}
    return {"responses": {"200": {"description": "OK", **content}}, **more}
