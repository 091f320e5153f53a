"""The managed blocks of `SKILL.md` that lead to pages, and the text around them where there is none yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.names import slug
from ampeco_refgen.output.curl import base_url
from ampeco_refgen.output.layout import OperationPage, visible
from ampeco_refgen.output.model import Page
from ampeco_refgen.output.recipes_page import use_case_rows
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, link, prose
from ampeco_refgen.wrap import wrap

_VERBS = (("GET", "read"), ("POST", "create"), ("PUT", "update"), ("PATCH", "update"), ("DELETE", "delete"))

_ALL_FOUR = "read create update delete"


def index_blocks(site: Site) -> Iterator[Page]:
    """Yield a page for each managed block that leads to pages; its `path` is the block's name."""
    yield Page(
        path="QUICK-INDEX",
        template="skill-quick-index.md.j2",
        context={
            "title": prose(site.catalog.title),
            "version": prose(site.catalog.version),
            "families": [(_family_title(family), tuple(_rows(site, family))) for family in _families(site)],
        },
    )
    yield Page(path="USE-CASES", template="skill-use-cases.md.j2", context={"cases": tuple(use_case_rows(site.book))})


def _families(site: Site) -> list[str]:
    return list(dict.fromkeys(page.family for page in site.layout.operation_pages))


def _family_title(family: str) -> str:
    return prose(visible(family.replace("-", " ").capitalize(), family))


def _rows(site: Site, family: str) -> Iterator[str]:
    """Yield one line for each resource: its live pages, newest version, what can be done, and its deprecated page."""
    groups: dict[str, list[OperationPage]] = {}
    for page in site.layout.operation_pages:
        if page.family == family:
            groups.setdefault(page.resource, []).append(page)
    for resource, pages in groups.items():
        yield from wrap(_row(resource, pages))


def _row(resource: str, pages: list[OperationPage]) -> str:
    operations = [operation for page in pages for operation in page.operations]
    live = [operation for operation in operations if not operation.deprecated] or operations
    counts = Counter(operation.place.version for operation in live)
    newest = sorted(counts, key=version_key, reverse=True)
    most, *others = sorted(newest, key=lambda version: -counts[version])
    version = most + (f" (some {', '.join(others)})" if others else "")
    methods = {operation.method for operation in live}
    verbs = " ".join(dict.fromkeys(verb for method, verb in _VERBS if method in methods))
    main, *beside = pages
    parts = [
        link(visible(resource, resource), f"reference/{main.path}"),
        version,
        ("all four" if verbs == _ALL_FOUR else verbs) if main.family != "actions" else _does(live),
    ]
    more = [link(page.part or "deprecated", f"reference/{page.path}") for page in beside]
    if main.deprecated:
        parts.append("deprecated")
    return "- " + " ".join(part for part in parts if part) + (f" + {', '.join(more)}" if more else "")


def _does(operations: list[Operation]) -> str:
    names = dict.fromkeys(
        next((segment for segment in operation.place.subpath.split("/") if segment and "{" not in segment), "")
        for operation in operations
    )
    return ", ".join(prose(name) for name in names if name)


def skill_skeleton(site: Site) -> Page:
    """Return the page of a `SKILL.md` to begin with, for a folder that has none; its blocks are still empty."""
    title = site.catalog.title or "API"
    context: dict[str, object] = {
        "title": prose(title),
        "name": slug(title)[:64].strip("-."),
        "base_url": code(url) if (url := base_url(site.catalog)) else "",
    }
    return Page(path="SKILL.md", template="skill.md.j2", context=context)
