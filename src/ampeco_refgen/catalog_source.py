"""A document, a stored catalog or a folder → Catalog: where `pipeline.py` gets what it works on."""

from __future__ import annotations

from pathlib import Path

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.errors import DocumentError, OutputError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.outcome import Stopwatch
from ampeco_refgen.write import CATALOG

_HEAD = 400
"""Bytes at the beginning of a stored catalog in which it names its generator."""


def read_catalog(
    raw: RawSpec, *, full: bool, watch: Stopwatch, complete: bool = False
) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    """Return the Catalog of what was read, a document or a stored catalog, with the warnings about it.

    Without `full` it has no descriptions. With `complete`, openapi-spec-validator is asked about a document too. Raises
    `DocumentError` where no catalog can be made.
    """
    if is_stored(raw):
        from ampeco_refgen.catalog import store
        from ampeco_refgen.catalog.descriptions import without_descriptions

        with watch.stage("load"):
            catalog = store.load(raw.content, raw.origin)
            return (catalog if full or not catalog.full else without_descriptions(catalog)), ()
    from ampeco_refgen.catalog.build import build
    from ampeco_refgen.openapi.document import load

    with watch.stage("validate"):
        document = load(raw, complete=complete)
    with watch.stage("catalog"):
        catalog, diagnostics = build(document, full=full)
    return catalog, (*document.diagnostics, *diagnostics)


def is_stored(raw: RawSpec) -> bool:
    """Tell whether what was read is a stored catalog rather than a document."""
    return b'"generator": "ampeco-refgen"' in raw.content[:_HEAD]


def stored_catalog(out: Path) -> Catalog | None:
    """Return the catalog of the bundle in a folder, `None` where there is none.

    Raises `OutputError` where its file cannot be read, and `DocumentError` where it holds no catalog.
    """
    path = out / CATALOG
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise OutputError(f"{path} cannot be read: {problem.strerror}") from None
    from ampeco_refgen.catalog import store

    return store.load(content, str(path))


def catalog_before(out: Path) -> Catalog | None:
    """Return the catalog that a run is about to replace, `None` where there is none or a broken one.

    Raises `OutputError` where its file cannot be read.
    """
    try:
        return stored_catalog(out)
    except DocumentError:
        return None
