"""Documents that several kinds of tests read: the vendor's real one where it lies, and the sample of our own."""

from __future__ import annotations

import json
import os
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
