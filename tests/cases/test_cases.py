"""Small documents with the bundle that is expected of each: `document*.yaml` beside `expected/`.

A case of several documents holds forms of `document.yaml`: the OpenAPI 3.0 and 3.1 spellings, with references and
without. All of them must give the very same files. After a wanted change of pages or catalog,
`UPDATE_GOLDENS=1 pytest tests/cases` writes what is expected anew; read what changed before it is committed.
"""

from __future__ import annotations

from msgspec.structs import replace
import os
import shutil
from pathlib import Path

import pytest

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.build import build
from ampeco_refgen.pages.bundle import make_bundle
from ampeco_refgen.write import CATALOG
from ampeco_refgen.openapi.document import load
from ampeco_refgen.fetch import RawSpec
from documents import findings_of

CASES = sorted(path for path in Path(__file__).parent.iterdir() if list(path.glob("document*.yaml")))
FORMS = [(case, form) for case in CASES for form in sorted(case.glob("document*.yaml"))]


def bundle_of(document: Path) -> dict[str, str]:
    """Return the files of a document's bundle and the blocks of its `SKILL.md`; of the OpenAPI version, 3 alone."""
    loaded = load(RawSpec(content=document.read_bytes(), origin=document.name))
    catalog, diagnostics = build(loaded)
    assert (*loaded.diagnostics, *diagnostics) == ()
    made = make_bundle(findings_of(replace(catalog, openapi="3")))
    files = {file.path.removeprefix("reference/"): file.text for file in made.files}
    return files | {f"SKILL.{name}.md": text for name, text in made.blocks.items()}


def expected_of(case: Path) -> dict[str, str]:
    root = case / "expected"
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in files}


def renew(case: Path, files: dict[str, str]) -> None:
    shutil.rmtree(case / "expected", ignore_errors=True)
    for path, text in files.items():
        target = case / "expected" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


@pytest.mark.parametrize(("case", "form"), FORMS, ids=lambda path: path.stem if path.suffix else path.name)
def test_a_document_gives_the_expected_bundle(case: Path, form: Path) -> None:
    first = case / "document.yaml"
    if os.environ.get("UPDATE_GOLDENS") and form == first:
        renew(case, bundle_of(first))
    expected = bundle_of(first) if os.environ.get("UPDATE_GOLDENS") else expected_of(case)
    assert bundle_of(form) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_expected_catalog_can_be_read(case: Path) -> None:
    text = (case / "expected" / CATALOG.removeprefix("reference/")).read_text("utf-8")
    assert store.dump(store.load(text, case.name)) == text


def test_the_forms_that_must_agree_are_there() -> None:
    several = {case.name: len(list(case.glob("document*.yaml"))) for case in CASES}
    assert {name for name, count in several.items() if count > 1} >= {"spellings", "unions", "references"}
    assert len(CASES) >= 6
