"""A document, a stored catalog or a folder → Catalog: where `pipeline.py` gets what it works on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from msgspec import msgpack

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.errors import DocumentError, OutputError
from ampeco_refgen.outcome import Stopwatch
from ampeco_refgen.output.model import CATALOG
from ampeco_refgen.parallel import both
from ampeco_refgen.spec.model import RawSpec

_HEAD = 400
_READ_ELSEWHERE = 16 * 1024 * 1024
"""A larger document is not read in a copy of the process: it would be read twice to tell what is wrong with it."""
_Read: TypeAlias = tuple[Catalog, tuple[Diagnostic, ...]]


def read_catalog(
    raw: RawSpec, *, full: bool, watch: Stopwatch, meanwhile: Callable[[], None] | None = None
) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    """Turn what was read, a document or a stored catalog, into a Catalog; raises `DocumentError`.

    What is to be done `meanwhile` is done here while a copy of the process reads, or not at all.
    """
    if b'"generator": "ampeco-refgen"' in raw.content[:_HEAD]:
        from ampeco_refgen.catalog import store
        from ampeco_refgen.catalog.strip import without_descriptions

        with watch.stage("load"):
            catalog = store.load(raw.content, raw.origin)
            return (catalog if full or not catalog.full else without_descriptions(catalog)), ()
    with watch.stage("validate and catalog"):
        if meanwhile is None or len(raw.content) > _READ_ELSEWHERE:
            return _read_document(raw, full=full)
        unpack: Callable[[bytes], _Read] = msgpack.Decoder(_Read).decode
        read: _Read
        _, read = both(meanwhile, partial(_read_document, raw, full=full), pack=msgpack.encode, unpack=unpack)
        return read


def _read_document(raw: RawSpec, *, full: bool) -> _Read:
    from ampeco_refgen.catalog.build import build
    from ampeco_refgen.spec.document import load_and

    document, (catalog, found) = load_and(raw, lambda document: build(document, full=full))
    return catalog, (*document.diagnostics, *found)


def stored_catalog(out: Path) -> Catalog | None:
    """Return the catalog of the bundle in a folder, `None` where there is none; raises `DocumentError`."""
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
    """Return the catalog that is about to be replaced; a broken one is as good as none."""
    try:
        return stored_catalog(out)
    except DocumentError:
        return None
