"""Catalog and findings → every file of the bundle in memory: the one list of what a bundle consists of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic, error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.infer.data_model import data_model
from ampeco_refgen.infer.migration import find_migrations
from ampeco_refgen.infer.patterns import find_patterns
from ampeco_refgen.output.data_model_page import data_model_pages
from ampeco_refgen.output.deprecation_page import deprecation_pages
from ampeco_refgen.output.index_pages import index_pages
from ampeco_refgen.output.model import CATALOG, Part, RenderedFile
from ampeco_refgen.output.pages import detail_pages
from ampeco_refgen.output.parts import divided, relinked
from ampeco_refgen.output.patterns_page import patterns_pages
from ampeco_refgen.output.recipes_page import recipe_pages
from ampeco_refgen.output.render import Renderer
from ampeco_refgen.output.site import Site
from ampeco_refgen.output.skill_blocks import index_blocks, model_block, skill_skeleton
from ampeco_refgen.output.skill_file import SKILL
from ampeco_refgen.output.webhook_page import webhook_pages
from ampeco_refgen.parallel import both
from ampeco_refgen.text import verbatim


class Bundle(Struct, frozen=True, kw_only=True):
    """All files but `SKILL.md`; of that the managed blocks by name, and the text to begin with where there is none."""

    files: tuple[RenderedFile, ...]
    blocks: dict[str, str]
    skeleton: str
    diagnostics: tuple[Diagnostic, ...]


@room_for_depth()
def make_bundle(
    catalog: Catalog,
    templates: Path | None = None,
    *,
    beside: Callable[[], RenderedFile] | None = None,
    elsewhere: Callable[[], Part | None] | None = None,
) -> Bundle:
    """Render the whole bundle of a catalog, and what makes a further file `beside` it.

    Findings are taken from `elsewhere`, where they are made already. Raises `DocumentError` when a page would lose an
    operation or a curated finding is wrong, and `UsageError` when a template of the folder `templates` does not fit.
    """
    site, renderer = Site(catalog), Renderer(templates)
    if elsewhere is None:
        facts, findings = both(lambda: _facts(site, renderer), lambda: make_findings(site, renderer, beside))
    else:
        facts = _facts(site, renderer)
        findings = elsewhere() or make_findings(site, renderer, beside)
    files, moves = divided((*findings.files, *facts.files))
    _complete(catalog, files)
    blocks = (*facts.blocks, *findings.blocks)
    return Bundle(
        files=(*files, *facts.whole, *findings.whole),
        blocks={block.path: relinked(block.text, SKILL, moves) for block in blocks},
        skeleton=renderer.render(skill_skeleton(site)).text,
        diagnostics=(*site.replacements.diagnostics, *findings.diagnostics, *site.book.diagnostics),
    )


@room_for_depth()
def make_findings(site: Site, renderer: Renderer, beside: Callable[[], RenderedFile] | None) -> Part:
    """Make the files of what is found out about the document as a whole, apart from recipes; and that `beside` them."""
    catalog, fields = site.catalog, site.fields
    migrations = find_migrations(catalog, fields, site.replacements)
    model = data_model(catalog, fields)
    patterns = find_patterns(catalog, fields, reader=site.reader)
    pages = (
        *deprecation_pages(site, migrations),
        *data_model_pages(site, model),
        *patterns_pages(site, patterns),
    )
    return Part(
        files=renderer.all_of(pages),
        whole=(beside(),) if beside else (),
        blocks=(renderer.render(model_block(model)),),
        diagnostics=model.diagnostics,
    )


def _facts(site: Site, renderer: Renderer) -> Part:
    """Make the files that state the document's own facts, the lists of them, the recipes, and the stored catalog."""
    pages = (
        *detail_pages(site),
        *webhook_pages(site),
        *index_pages(site),
        *recipe_pages(site),
    )
    return Part(
        files=renderer.all_of(pages),
        whole=(RenderedFile(path=CATALOG, text=store.dump(site.catalog)),),
        blocks=renderer.all_of(index_blocks(site)),
    )


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
