"""Catalog and findings → every file of the bundle in memory: the one list of what a bundle consists of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic, error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.infer.data_model import DataModel, data_model
from ampeco_refgen.infer.migration import find_migrations
from ampeco_refgen.infer.patterns import find_patterns
from ampeco_refgen.infer.recipe_model import RecipeBook
from ampeco_refgen.infer.recipes import resolve_recipes
from ampeco_refgen.infer.replacements import Replacements, find_replacements
from ampeco_refgen.output.data_model_page import data_model_pages
from ampeco_refgen.output.deprecation_page import deprecation_pages
from ampeco_refgen.output.index_pages import index_pages
from ampeco_refgen.output.model import RenderedFile
from ampeco_refgen.output.pages import Page, detail_pages
from ampeco_refgen.output.parallel import both
from ampeco_refgen.output.parts import divided, relinked
from ampeco_refgen.output.patterns_page import patterns_pages
from ampeco_refgen.output.recipes_page import recipe_pages
from ampeco_refgen.output.render import render
from ampeco_refgen.output.site import Site, plan_site
from ampeco_refgen.output.skill_blocks import skill_blocks, skill_skeleton
from ampeco_refgen.output.skill_file import SKILL
from ampeco_refgen.output.webhook_page import webhook_pages
from ampeco_refgen.text import verbatim

CATALOG = "reference/catalog.json"


class Bundle(Struct, frozen=True, kw_only=True):
    """All files but `SKILL.md`; of that the managed blocks by name, and the text to begin with where there is none."""

    files: tuple[RenderedFile, ...]
    blocks: dict[str, str]
    skeleton: str
    diagnostics: tuple[Diagnostic, ...]


@room_for_depth()
def make_bundle(catalog: Catalog, templates: Path | None = None) -> Bundle:
    """Render the whole bundle of a catalog.

    Raises `DocumentError` when a page would lose an operation or a curated finding is wrong, and `UsageError` when a
    template of the folder `templates` does not fit.
    """
    fields = Fields(catalog)
    replacements = find_replacements(catalog, fields)
    book = resolve_recipes(catalog, fields)
    site = plan_site(catalog, fields, book)
    told, (stated, text) = both(
        lambda: _told(site, replacements, book, templates),
        lambda: (render(_stating(site, replacements), templates), store.dump(catalog)),
    )
    files, moves = divided((*stated, *told.files))
    _complete(catalog, files)
    return Bundle(
        files=(*files, RenderedFile(path=CATALOG, text=text)),
        blocks={block.path: relinked(block.text, SKILL, moves) for block in told.blocks},
        skeleton=render([skill_skeleton(site)], templates)[0].text,
        diagnostics=(*replacements.diagnostics, *told.model.diagnostics, *book.diagnostics),
    )


class _Told(Struct, frozen=True, kw_only=True):
    """What is rendered of findings about the document as a whole."""

    model: DataModel
    files: tuple[RenderedFile, ...]
    blocks: tuple[RenderedFile, ...]


def _stating(site: Site, replacements: Replacements) -> Iterator[Page]:
    """Yield the pages that state the document's own facts, and the lists of them."""
    yield from detail_pages(site, replacements)
    yield from webhook_pages(site, replacements)
    yield from index_pages(site)


def _told(site: Site, replacements: Replacements, book: RecipeBook, templates: Path | None) -> _Told:
    """Make the pages of findings, and the blocks of `SKILL.md`."""
    catalog, fields = site.catalog, site.fields
    model = data_model(catalog, fields)
    migrations = find_migrations(catalog, fields, replacements)
    pages = (
        *deprecation_pages(site, replacements, migrations),
        *data_model_pages(site, model),
        *patterns_pages(site, replacements, find_patterns(catalog, fields)),
        *recipe_pages(site, book),
    )
    return _Told(model=model, files=render(pages, templates), blocks=render(skill_blocks(site, model, book), templates))


def _complete(catalog: Catalog, files: tuple[RenderedFile, ...]) -> None:
    """Hold the rendered text against the catalog: every operation has exactly one heading in the bundle."""
    wanted = {f"### {verbatim(operation.key)}": 0 for operation in catalog.operations}
    for file in files:
        for line in file.text.splitlines():
            if line in wanted:
                wanted[line] += 1
    wrong = [f"{heading.removeprefix('### ')} ({count} headings)" for heading, count in wanted.items() if count != 1]
    if wrong:
        message = f"{len(wrong)} operations do not have exactly one heading: {', '.join(wrong[:3])}"
        raise DocumentError(message, diagnostics=(error("operation-lost", message),))
