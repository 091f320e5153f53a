"""Catalog and findings → `Page`s: which template is filled with which view. The detail pages are made here."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.names import anchor
from ampeco_refgen.output import wording
from ampeco_refgen.output.curl import curl_line
from ampeco_refgen.output.delivery import stated_delivery
from ampeco_refgen.output.enums import ENUMS_PAGE
from ampeco_refgen.output.homes import Home, Use
from ampeco_refgen.output.layout import OperationPage
from ampeco_refgen.output.lines import literal
from ampeco_refgen.output.model import Page
from ampeco_refgen.output.sections import OperationView, Sections, paragraphs
from ampeco_refgen.output.site import PATTERNS_PAGE, Site
from ampeco_refgen.text import code, plural, prose, verbatim, verbatim_link
from ampeco_refgen.wrap import wrap


class ShapeView(Struct, frozen=True, kw_only=True):
    """A shape as it is stated: title, where it is used, and its rows."""

    title: str
    description: tuple[str, ...]
    uses: tuple[str, ...]
    lines: tuple[str, ...]
    not_sent: tuple[str, ...]


def detail_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of operations, shapes and enums."""
    for page in site.layout.operation_pages:
        yield _operation_page(site, page)
    for home in site.homes.own_pages:
        yield _shape_page(site, home)
    if site.enums:
        yield _enums_page(site)


def _operation_page(site: Site, page: OperationPage) -> Page:
    tags = {operation.tags for operation in page.operations}
    sections = Sections(site, page.path, name_tags=len(tags) > 1)
    views = [sections.operation(operation) for operation in page.operations]
    shapes = [_shape(site, sections, home, page.path) for home in site.homes.below(page.path)]
    contents = _contents(site, page, views)
    context: dict[str, object] = {
        "title": prose(page.title),
        "facts": _facts(site, page, sections.left_out),
        "curl": "" if page.deprecated else curl_line(site.catalog, page.operations),
        "contents": contents,
        "operations": views,
        "shapes": shapes,
        "deliveries": [
            (delivery.title, stated_delivery(site, sections, delivery)) for delivery in site.deliveries_on(page.path)
        ],
    }
    return Page(path=f"reference/{page.path}", template="operations.md.j2", context=context, contents=contents)


def _contents(site: Site, page: OperationPage, views: list[OperationView]) -> tuple[str, ...]:
    """List what is on the page; calls are not linked: their headings are known, and the anchors are long."""
    calls = [code(view.call) for view in views]
    shapes = [site.home_link(page.path, home) for home in site.homes.below(page.path)]
    shapes += [site.path_link(page.path, page.path, one.title, one.title) for one in site.deliveries_on(page.path)]
    return wrap(f"Contents: {', '.join((*calls, *shapes))}", indent="")


def _facts(site: Site, page: OperationPage, left_out: set[str]) -> str:
    """Say what the page is of, link the other pages of the same resource, and what its sections leave out."""
    same = [other for other in site.pages_of_resource[page.family, page.resource] if other.path != page.path]
    versions = ", ".join(
        dict.fromkeys(operation.place.version for operation in page.operations if operation.place.version)
    )
    tags = list(dict.fromkeys(tag for operation in page.operations for tag in operation.tags))
    parts = [plural(len(page.operations), "operation"), *([versions] if versions else [])]
    said = site.tag_texts
    parts += [f"tag {prose(tag)}{said.get(tag, '')}" for tag in tags if len(tags) == 1 or tag in said]
    parts += [f"all deprecated{_changes(site, page)}"] if page.deprecated else []
    links = ", ".join(site.path_link(page.path, other.path, other.title) for other in same)
    parts += [f"also {links}"] if links else []
    lines = wrap(" · ".join(parts), indent="")
    if left_out:
        common = f"{', '.join(sorted(left_out)).capitalize()}: "
        lines = (*lines, "", common + site.path_link(page.path, PATTERNS_PAGE, "common patterns"))
    return "\n".join(lines)


def _changes(site: Site, page: OperationPage) -> str:
    """Return the link to what changes for who leaves the calls of a page, if there is anything to go to."""
    if not any(site.replacements.of_operation(operation.key).successors for operation in page.operations):
        return ""
    title = f"{page.family}: {page.resource}"
    return f" ({site.path_link(page.path, 'deprecation-map.md', 'changes', title)})"


def _shape_page(site: Site, home: Home) -> Page:
    view = _shape(site, Sections(site, home.page), home, home.page)
    contents = ("Contents: [Used by](#used-by), [Fields](#fields)",)
    context: dict[str, object] = {"shape": view, "contents": contents}
    return Page(path=f"reference/{home.page}", template="shape.md.j2", context=context, contents=contents)


def _shape(site: Site, sections: Sections, home: Home, page: str) -> ShapeView:
    rows = site.fields.rows(home.shape, home.direction)
    return ShapeView(
        title=prose(home.title),
        description=tuple(line for text in home.shape.descriptions for line in paragraphs(text)),
        uses=tuple(_uses(site, home, page)),
        lines=tuple(sections.stated(home, home.shape, rows)),
        not_sent=sections.not_sent(home.shape) if home.direction is Direction.REQUEST else (),
    )


def _uses(site: Site, home: Home, page: str) -> Iterator[str]:
    """Yield a line for each page on which the shape is used, with its operations; none where it is its own alone."""
    by_page: dict[str, list[Use]] = {}
    for use in home.uses:
        by_page.setdefault(use.page, []).append(use)
    for target, uses in by_page.items() if by_page.keys() != {page} else ():
        calls = ", ".join(dict.fromkeys(_use(site, use) for use in uses))
        if target == page:
            yield from wrap(f"- {calls}", indent="  ")
        else:
            yield from wrap(f"- {site.path_link(page, target, site.titles[target])}: {calls}", indent="  ")


def _use(site: Site, use: Use) -> str:
    if use.role == "payload":
        return "payload"
    call = code(wording.call(site.operation(use.subject)))
    return f"{call} (deprecated)" if use.deprecated else call


def _enums_page(site: Site) -> Page:
    enums = [(home.title, wrap(", ".join(map(literal, home.values)), indent="")) for home in site.enums.values()]
    contents = tuple(f"- {verbatim_link(title, f'#{anchor(title)}')}" for title, _ in enums)
    return Page(
        path=f"reference/{ENUMS_PAGE}",
        template="enums.md.j2",
        context={"enums": [(verbatim(title), lines) for title, lines in enums], "contents": contents},
    )
