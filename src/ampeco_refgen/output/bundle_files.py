"""Catalog and findings → every file of the bundle in memory: the one list of what a bundle consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic, error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.infer.data_model import data_model
from ampeco_refgen.infer.migration import find_migrations
from ampeco_refgen.infer.patterns import find_patterns
from ampeco_refgen.infer.recipe_model import RecipeBook
from ampeco_refgen.infer.recipes import resolve_recipes
from ampeco_refgen.infer.replacements import Replacements, find_replacements
from ampeco_refgen.infer.sightings import Reader
from ampeco_refgen.output.data_model_page import data_model_pages
from ampeco_refgen.output.deprecation_page import deprecation_pages
from ampeco_refgen.output.index_pages import index_pages
from ampeco_refgen.output.model import CATALOG, RenderedFile
from ampeco_refgen.output.pages import Page, detail_pages
from ampeco_refgen.output.parts import divided, relinked
from ampeco_refgen.output.patterns_page import patterns_pages
from ampeco_refgen.output.recipes_page import recipe_pages
from ampeco_refgen.output.render import Renderer
from ampeco_refgen.output.site import Site, plan_site
from ampeco_refgen.output.skill_blocks import skill_blocks, skill_skeleton
from ampeco_refgen.output.skill_file import SKILL
from ampeco_refgen.output.webhook_page import webhook_pages
from ampeco_refgen.parallel import all_of
from ampeco_refgen.text import verbatim


class Bundle(Struct, frozen=True, kw_only=True):
    """All files but `SKILL.md`; of that the managed blocks by name, and the text to begin with where there is none."""

    files: tuple[RenderedFile, ...]
    blocks: dict[str, str]
    skeleton: str
    diagnostics: tuple[Diagnostic, ...]


class _Part(Struct, frozen=True, kw_only=True):
    """What one task of many makes: some of the files, and of the blocks of `SKILL.md` (by name, as `path`)."""

    files: tuple[RenderedFile, ...] = ()
    blocks: tuple[RenderedFile, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@room_for_depth()
def make_bundle(
    catalog: Catalog, templates: Path | None = None, *, beside: Callable[[], RenderedFile] | None = None
) -> Bundle:
    """Render the whole bundle of a catalog, and what makes a further file `beside` it.

    Raises `DocumentError` when a page would lose an operation or a curated finding is wrong, and `UsageError` when a
    template of the folder `templates` does not fit.
    """
    fields = Fields(catalog)
    reader = Reader(fields)
    replacements = find_replacements(catalog, fields)
    book = resolve_recipes(catalog, fields, reader=reader)
    site = plan_site(catalog, fields, book, replacements)
    renderer = Renderer(templates)
    whole = [lambda: _Part(files=(RenderedFile(path=CATALOG, text=store.dump(catalog)),))]
    whole += [] if beside is None else [lambda: _Part(files=(beside(),))]
    pages = (*_told(site, replacements, book, reader, renderer), *_stated(site, replacements, renderer))
    parts = all_of([*whole, *pages])
    files, moves = divided([file for part in parts[len(whole) :] for file in part.files])
    _complete(catalog, files)
    return Bundle(
        files=(*files, *(file for part in parts[: len(whole)] for file in part.files)),
        blocks={block.path: relinked(block.text, SKILL, moves) for part in parts for block in part.blocks},
        skeleton=renderer.render(skill_skeleton(site)).text,
        diagnostics=(
            *replacements.diagnostics,
            *(found for part in parts for found in part.diagnostics),
            *book.diagnostics,
        ),
    )


def _told(
    site: Site, replacements: Replacements, book: RecipeBook, reader: Reader, renderer: Renderer
) -> Iterator[Callable[[], _Part]]:
    """Yield what makes the files of findings about the document as a whole."""
    catalog, fields = site.catalog, site.fields

    def deprecation() -> _Part:
        migrations = find_migrations(catalog, fields, replacements)
        return _Part(files=renderer.all_of(deprecation_pages(site, replacements, migrations)))

    def model() -> _Part:
        found = data_model(catalog, fields)
        return _Part(
            files=renderer.all_of(data_model_pages(site, found)),
            blocks=renderer.all_of(skill_blocks(site, found, book)),
            diagnostics=found.diagnostics,
        )

    def patterns() -> _Part:
        found = find_patterns(catalog, fields, reader=reader)
        return _Part(files=renderer.all_of(patterns_pages(site, replacements, found)))

    yield deprecation
    yield patterns
    yield model
    yield lambda: _Part(files=renderer.all_of(recipe_pages(site, book)))


def _stated(site: Site, replacements: Replacements, renderer: Renderer) -> Iterator[Callable[[], _Part]]:
    """Yield what makes the pages that state the document's own facts, and the lists of them."""
    yield lambda: _Part(files=renderer.all_of(index_pages(site)))
    for page in (*detail_pages(site, replacements), *webhook_pages(site, replacements)):
        yield partial(_rendered, renderer, page)


def _rendered(renderer: Renderer, page: Callable[[], Page]) -> _Part:
    return _Part(files=(renderer.render(page()),))


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
