"""A shelf with the bundle of the sample, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ampeco_refgen.lookup.entries import Entry, entries_of
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.output.bundle_files import make_bundle
from documents import SAMPLE, catalog_of


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample")
    for file in make_bundle(catalog_of(SAMPLE)).files:
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.text.encode())
    return root


@pytest.fixture(scope="session")
def shelf(folder: Path) -> Shelf:
    return Shelf(folder)


@pytest.fixture(scope="session")
def entries(shelf: Shelf) -> tuple[Entry, ...]:
    return tuple(entries_of(shelf))
