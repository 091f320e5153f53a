"""The managed blocks of `SKILL.md` that lead to pages, and the text around them where there is none yet."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.markdown.names import slug
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.curl import base_url
from ampeco_refgen.pages.layout import Resource, visible
from ampeco_refgen.pages.model import Page
from ampeco_refgen.pages.recipes_page import use_case_rows
from ampeco_refgen.pages.site import Site

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
    return list(dict.fromkeys(resource.family for resource in site.layout.resources))


def _family_title(family: str) -> str:
    return prose(visible(family.replace("-", " ").capitalize(), family))


def _rows(site: Site, family: str) -> Iterator[str]:
    """Yield one line for each resource: version and verbs of its own paths, then what stands below it."""
    for resource in site.layout.resources:
        if resource.family == family:
            yield from wrap(_row(resource))


def _row(resource: Resource) -> str:
    operations = resource.live or resource.operations
    parts = [prose(visible(resource.name, resource.name))]
    if resource.family == "actions":
        versions = sorted({one.place.version for one in operations}, key=version_key, reverse=True)
        names = dict.fromkeys(filter(None, map(_below, operations)))
        parts += [" ".join(versions), ", ".join(map(prose, names))]
    else:
        own = [one for one in operations if not _below(one)]
        newest = max((one.place.version for one in own), key=version_key, default="")
        methods = {one.method for one in own if one.place.version == newest}
        parts += [newest, _verbs(methods)]
        below = dict.fromkeys(filter(None, map(_below, operations)))
        parts += [f"+ {', '.join(map(prose, below))}"] if below else []
    parts += [] if resource.live else ["deprecated"]
    return "- " + " ".join(part for part in parts if part)


def _verbs(methods: set[str]) -> str:
    """Return what methods do to a resource."""
    verbs = " ".join(dict.fromkeys(verb for method, verb in _VERBS if method in methods))
    return "all four" if verbs == _ALL_FOUR else verbs


def _below(operation: Operation) -> str:
    """Return the first name in what follows a resource's version: its sub-resource or action, if any."""
    segments = operation.place.subpath.split("/")
    return next((segment for segment in segments if segment and "{" not in segment), "")


def skill_skeleton(site: Site) -> Page:
    """Return the page of a `SKILL.md` to begin with, for a folder that has none; its blocks are still empty."""
    title = site.catalog.title or "API"
    context: dict[str, object] = {
        "title": prose(title),
        "name": slug(title)[:64].strip("-."),
        "base_url": code(url) if (url := base_url(site.catalog)) else "",
        "prefix": code(site.prefix) if site.prefix else "",
        "example": _example(site),
    }
    return Page(path="SKILL.md", template="skill.md.j2", context=context)


def _example(site: Site) -> dict[str, str] | None:
    """Return a live call with a parameter in its path and its file, as code; the shortest there is."""
    live = [one for one in site.catalog.operations if not one.deprecated]
    shortest = min(live, key=lambda one: ("{" not in one.path, len(one.key), one.key), default=None)
    if shortest is None:
        return None
    return {"call": code(shortest.key), "file": code(f"reference/{site.layout.calls[shortest.key]}")}
