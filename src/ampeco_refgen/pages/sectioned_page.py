"""Pages that are a list of sections: title and version of the document, contents, then each heading with its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.names import unique_anchors
from ampeco_refgen.markdown.text import code, plural, prose, verbatim, verbatim_link
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import notation
from ampeco_refgen.pages.page import Page, Section


def sectioned_page(plan: BundlePlan, path: str, template: str, sections: Iterable[Section], counts: str = "") -> Page:
    """Return the page at `path` below `reference/`; `counts` is a text for its head that says how much is on it."""
    listed = tuple(sections)
    titles = [section.title for section in listed]
    links = (verbatim_link(title, f"#{name}") for title, name in zip(titles, unique_anchors(titles), strict=True))
    catalog = plan.catalog
    context: dict[str, object] = {
        "stamp": f"{prose(catalog.title)} {code(catalog.version)}, {plural(len(catalog.operations), 'operation')}",
        "counts": counts,
        "notation": notation(catalog),
        "sections": [replace(section, title=verbatim(section.title)) for section in listed],
        "contents": tuple(_in_lines(links)),
    }
    return Page(path=f"reference/{path}", template=template, context=context)


def _in_lines(links: Iterable[str]) -> Iterator[str]:
    """Yield lines of links with commas between them; no link is broken."""
    line = ""
    for link in links:
        if line and len(line) + len(link) + len(", ,") > LINE_COLUMNS:
            yield f"{line},"
            line = link
        else:
            line = f"{line}, {link}" if line else link
    if line:
        yield line
