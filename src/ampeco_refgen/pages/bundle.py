"""Catalog and findings → every file of the bundle in memory: the one list of what a bundle consists of."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic, error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.infer.migration import find_migrations
from ampeco_refgen.infer.patterns import find_patterns
from ampeco_refgen.markdown.text import verbatim
from ampeco_refgen.pages.call_page import call_pages
from ampeco_refgen.pages.data_model_page import data_model_pages, model_block
from ampeco_refgen.pages.deprecation_page import deprecation_pages
from ampeco_refgen.pages.divide import divided
from ampeco_refgen.pages.index_pages import index_pages, told_of_calls
from ampeco_refgen.pages.patterns_page import patterns_pages
from ampeco_refgen.pages.recipes_page import recipe_pages
from ampeco_refgen.pages.render import Renderer
from ampeco_refgen.pages.resource_page import resource_pages
from ampeco_refgen.pages.schema_pages import schema_pages
from ampeco_refgen.pages.site import Site
from ampeco_refgen.pages.skill_blocks import index_blocks, skill_skeleton
from ampeco_refgen.pages.webhook_page import webhook_pages
from ampeco_refgen.write import CATALOG, RenderedFile


class Bundle(Struct, frozen=True, kw_only=True):
    """All files but `SKILL.md`; of that the managed blocks by name, and the text to begin with where there is none."""

    files: tuple[RenderedFile, ...]
    blocks: dict[str, str]
    skeleton: str
    diagnostics: tuple[Diagnostic, ...]


@room_for_depth()
def make_bundle(catalog: Catalog, templates: Path | None = None, *, beside: tuple[RenderedFile, ...] = ()) -> Bundle:
    """Find out what a catalog does not say outright, and render the whole bundle; files `beside` it are added to it.

    Raises `DocumentError` when a page would lose an operation or a curated finding is wrong, and `UsageError` when
    a template of the folder `templates` does not fit.
    """
    site = Site(catalog)
    patterns = find_patterns(catalog, site.fields, occurrences=site.occurrences)
    migrations = find_migrations(catalog, site.fields, site.successions)
    told = told_of_calls(site)
    renderer = Renderer(templates)
    pages = (
        *call_pages(site),
        *webhook_pages(site),
        *schema_pages(site),
        *resource_pages(site, told),
        *index_pages(site, told),
        *data_model_pages(site),
        *patterns_pages(site, patterns),
        *recipe_pages(site),
        *deprecation_pages(site, migrations),
    )
    files = divided(renderer.all_of(pages))
    _complete(catalog, files)
    blocks = renderer.all_of((*index_blocks(site), model_block(site.model)))
    return Bundle(
        files=(*files, RenderedFile(path=CATALOG, text=store.dump(catalog)), *beside),
        blocks={block.path: block.text for block in blocks},
        skeleton=renderer.render(skill_skeleton(site)).text,
        diagnostics=(*site.successions.diagnostics, *site.model.diagnostics, *site.book.diagnostics),
    )


def _complete(catalog: Catalog, files: tuple[RenderedFile, ...]) -> None:
    """Hold the rendered text against the catalog: every operation has exactly one heading in the bundle."""
    wanted = {verbatim(operation.key): 0 for operation in catalog.operations}
    for file in files:
        for section in f"\n{file.text}".split("\n# ")[1:]:
            heading = section.partition("\n")[0]
            if heading in wanted:
                wanted[heading] += 1
    wrong = [f"{heading} ({count} headings)" for heading, count in wanted.items() if count != 1]
    if wrong:
        message = f"{len(wrong)} operations do not have exactly one heading: {', '.join(wrong[:3])}"
        raise DocumentError(message, diagnostics=(error("operation-lost", message),))
