"""Catalog and findings → every file of the bundle in memory: the one list of what a bundle consists of."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError, UsageError
from ampeco_refgen.infer.findings import Findings
from ampeco_refgen.markdown.text import verbatim
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_page import call_pages
from ampeco_refgen.pages.clients_page import clients_pages
from ampeco_refgen.pages.data_model_page import data_model_pages
from ampeco_refgen.pages.deprecation_page import deprecation_pages
from ampeco_refgen.pages.divide import divided
from ampeco_refgen.pages.endpoints_index_page import call_notes, endpoints_index_pages
from ampeco_refgen.pages.inconsistencies_page import inconsistencies_pages, inconsistency_sections
from ampeco_refgen.pages.lookup_files import SCRIPT
from ampeco_refgen.pages.patterns_page import patterns_pages
from ampeco_refgen.pages.recipes_page import recipe_pages
from ampeco_refgen.pages.render import Renderer
from ampeco_refgen.pages.resource_page import resource_pages
from ampeco_refgen.pages.schema_pages import schema_pages
from ampeco_refgen.pages.schemas_index_page import schemas_index_pages
from ampeco_refgen.pages.skill_page import skill_blocks, skill_skeleton
from ampeco_refgen.pages.webhook_page import webhook_pages
from ampeco_refgen.progress import Progress, Step, counted, unwatched
from ampeco_refgen.write import CATALOG, RenderedFile


class Bundle(Struct, frozen=True, kw_only=True):
    """All files but `SKILL.md`; of that the managed blocks by name, and the text to begin with where there is none."""

    files: tuple[RenderedFile, ...]
    blocks: dict[str, str]
    skeleton: str


@room_for_depth()
def make_bundle(
    findings: Findings,
    templates: Path | None = None,
    *,
    further: tuple[RenderedFile, ...] = (),
    name: str = "",
    description: str = "",
    progress: Progress = unwatched,
) -> Bundle:
    """Render the whole bundle of a catalog and what was found in it; `further` files are added.

    The text to begin with names the lookup command if that is among them; `name` and `description` are for its front
    matter; `progress` is told how far it is.

    Raises `DocumentError` when a page would lose an operation, and `UsageError` when a template of the folder
    `templates` does not fit.
    """
    plan = BundlePlan(findings, progress)
    inconsistencies = tuple(inconsistency_sections(plan, findings.patterns))
    notes = call_notes(plan)
    renderer = Renderer(templates, findings.profile.skill_template)
    calls = tuple(counted(call_pages(plan), progress, "calls", len(findings.catalog.operations)))
    progress(Step("overviews"))
    pages = (
        *calls,
        *webhook_pages(plan),
        *schema_pages(plan),
        *resource_pages(plan, notes),
        *endpoints_index_pages(plan, notes),
        *schemas_index_pages(plan),
        *data_model_pages(plan),
        *patterns_pages(plan, findings.patterns, inconsistencies),
        *clients_pages(plan),
        *inconsistencies_pages(plan, inconsistencies),
        *recipe_pages(plan),
        *deprecation_pages(plan),
    )
    files = divided(renderer.all_of(counted(pages, progress, "render", len(pages))))
    _check_complete(findings.catalog, files, templates)
    blocks = renderer.all_of(skill_blocks(plan))
    lookup = any(file.path == SCRIPT for file in further)
    skeleton = skill_skeleton(plan, lookup=lookup, name=name, description=description)
    return Bundle(
        files=(*files, RenderedFile(path=CATALOG, text=store.dump(findings.catalog)), *further),
        blocks={block.path: block.text for block in blocks},
        skeleton=renderer.render(skeleton).text,
    )


def _check_complete(catalog: Catalog, files: tuple[RenderedFile, ...], templates: Path | None) -> None:
    """Raise `DocumentError` unless every operation of the catalog has exactly one heading in the rendered text.

    With `templates` of somebody's own it is a `UsageError`: one of them leaves the heading out.
    """
    wanted = {verbatim(operation.key): 0 for operation in catalog.operations}
    for file in files:
        for section in f"\n{file.text}".split("\n# ")[1:]:
            heading = section.partition("\n")[0]
            if heading in wanted:
                wanted[heading] += 1
    wrong = [f"{heading} ({count} headings)" for heading, count in wanted.items() if count != 1]
    if wrong:
        message = f"{len(wrong)} operations do not have exactly one heading: {', '.join(wrong[:3])}"
        if templates is not None:
            raise UsageError(
                f"the templates in {templates} do not fit: {message}",
                hint="each call's page begins with `# METHOD /path`",
            )
        raise DocumentError(message, diagnostics=(error("operation-lost", message),))
