"""Catalog → what is found out about the document as a whole, ready to be rendered; and the two files beside the pages.

`bundle_files.py` puts it together with what is said of single calls, for which nothing of this is needed: another
process makes it, where there is room for one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from ampeco_refgen.catalog import store
from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.infer.data_model import data_model
from ampeco_refgen.infer.patterns import find_patterns
from ampeco_refgen.infer.replacement_model import Successions
from ampeco_refgen.output.data_model_page import data_model_pages, model_block
from ampeco_refgen.output.model import CATALOG, Page, RenderedFile
from ampeco_refgen.output.patterns_page import patterns_pages
from ampeco_refgen.output.site import Site


class Findings(Struct, frozen=True, kw_only=True):
    """Pages, blocks of `SKILL.md` (by `path`), and files that are not to be divided."""

    pages: tuple[Page, ...]
    blocks: tuple[Page, ...]
    files: tuple[RenderedFile, ...]
    diagnostics: tuple[Diagnostic, ...]


class Elsewhere(Protocol):
    """Another process that has made parts of a bundle; each is `None` where it has not."""

    def successions(self) -> Successions | None:
        """Return what succeeds what is deprecated."""

    def findings(self) -> Findings | None:
        """Return what is found out about the document as a whole."""


@room_for_depth()
def find_successions(site: Site) -> Successions:
    """Look for what succeeds what is deprecated."""
    return site.replacements.found


@room_for_depth()
def make_findings(site: Site, beside: Callable[[], RenderedFile] | None) -> Findings:
    """Look for relations and patterns; write the stored catalog, and what makes a further file `beside`."""
    catalog, fields = site.catalog, site.fields
    model = data_model(catalog, fields)
    patterns = find_patterns(catalog, fields, reader=site.reader)
    return Findings(
        pages=(
            *data_model_pages(site, model),
            *patterns_pages(site, patterns),
        ),
        blocks=(model_block(model),),
        files=(
            RenderedFile(path=CATALOG, text=store.dump(catalog)),
            *((beside(),) if beside else ()),
        ),
        diagnostics=model.diagnostics,
    )
