"""Catalog → the pages that list everything: `endpoints-index.md` and `schemas-index.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.fields import Direction, Field
from ampeco_refgen.catalog.model import Operation, SchemaId
from ampeco_refgen.catalog.usage import reachable
from ampeco_refgen.names import unique_anchors
from ampeco_refgen.output.brief import in_lines, names_of, notation
from ampeco_refgen.output.enums import ENUMS_PAGE
from ampeco_refgen.output.homes import Home, Where
from ampeco_refgen.output.layout import WebhookPage
from ampeco_refgen.output.model import Page
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, code_link, plural, prose, verbatim, verbatim_link
from ampeco_refgen.wrap import wrap

ENDPOINTS = "endpoints-index.md"
SCHEMAS = "schemas-index.md"
_LONGEST_LEAD = 360
"""A base path with its link cannot be broken, and must fit into a line."""
_PAST = "**deprecated**"
_USUAL = {
    "GET": ("listing", "list", "read"),
    "POST": ("create",),
    "PUT": ("update",),
    "PATCH": ("update",),
    "DELETE": ("delete",),
}
"""What a method says of a call by itself."""


class Group(Struct, frozen=True, kw_only=True):
    """A heading, as plain text, with its lines, as Markdown."""

    title: str
    lines: tuple[str, ...]


_WORTH_LISTING = 4
"""A shape of fewer fields that a single section states is not an entity to look up."""


def index_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of both indexes."""
    yield grouped_page(site, ENDPOINTS, "endpoints-index.md.j2", _endpoint_groups(site), _counts(site))
    yield grouped_page(site, SCHEMAS, "schemas-index.md.j2", _schema_groups(site), "")


def stamp(site: Site) -> str:
    """Return the line that says what an index was made of."""
    catalog = site.catalog
    return f"{prose(catalog.title)} {code(catalog.version)}, {plural(len(catalog.operations), 'operation')}"


def grouped_page(site: Site, path: str, template: str, groups: Iterable[Group], counts: str) -> Page:
    """Return the page of a list of groups."""
    listed = tuple(groups)
    titles = [group.title for group in listed]
    links = (verbatim_link(title, f"#{name}") for title, name in zip(titles, unique_anchors(titles), strict=True))
    context: dict[str, object] = {
        "stamp": stamp(site),
        "counts": counts,
        "notation": notation(site.catalog),
        "groups": [replace(group, title=verbatim(group.title)) for group in listed],
        "contents": tuple(in_lines(links)),
    }
    return Page(path=f"reference/{path}", template=template, context=context)


def _counts(site: Site) -> str:
    families: dict[str, int] = {}
    for operation in site.catalog.operations:
        families[operation.place.family] = families.get(operation.place.family, 0) + 1
    past = sum(operation.deprecated for operation in site.catalog.operations)
    parts = [f"{prose(family)} {count}" for family, count in families.items()]
    return ", ".join([*parts, f"deprecated {past}", f"webhooks {len(site.layout.webhook_pages)}"])


def _endpoint_groups(site: Site) -> Iterator[Group]:
    families: dict[str, dict[str, list[Operation]]] = {}
    for operation in site.catalog.operations:
        resources = families.setdefault(operation.place.family, {})
        resources.setdefault(operation.place.resource, []).append(operation)
    for family, resources in families.items():
        blocks = (_endpoint_lines(site, operations) for operations in resources.values())
        yield Group(title=family, lines=tuple(line for block in blocks for line in block)[1:])
    if site.layout.webhook_pages:
        yield _group("Webhooks", [_webhook_line(site, page) for page in site.layout.webhook_pages])


def _webhook_line(site: Site, page: WebhookPage) -> str:
    """Leave out a summary that begins with the name in words: what may follow says that it is a webhook."""
    said = page.payloads[0][0].summary
    said = "" if not said or _letters(said).startswith(_letters(page.name)) else f" {prose(said)}"
    past = f" {_PAST}" if any(webhook.deprecated for webhook, _ in page.payloads) else ""
    return f"- {site.path_link(ENDPOINTS, page.path, page.name)}{said}{past}"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _endpoint_lines(site: Site, operations: list[Operation]) -> Iterator[str]:
    """Yield for each version its base path once, with its pages, and below it the methods with what follows it."""
    versions: dict[str, list[Operation]] = {}
    for operation in operations:
        versions.setdefault(operation.path.removesuffix(operation.place.subpath), []).append(operation)
    for base, found in sorted(versions.items(), key=lambda entry: version_key(entry[1][0].place.version), reverse=True):
        past = all(operation.deprecated for operation in found)
        yield ""
        yield from _base_lines(site, base, found, past=past)
        yield ""
        yield from _call_lines(found, past=past)


def _call_lines(operations: list[Operation], *, past: bool) -> Iterator[str]:
    """Yield each call with its summary; those of one path that need none together."""
    lines: dict[tuple[str, str], list[str]] = {}
    for operation in operations:
        said = _told(operation)
        mark = f" {_PAST}" if operation.deprecated and not past else ""
        lines.setdefault((operation.place.subpath, f" {prose(said)}{mark}" if said else mark), []).append(
            operation.method
        )
    for (subpath, said), methods in lines.items():
        call = f"{', '.join(methods)} {subpath}".strip()
        yield from wrap(f"- {code(call)}{said}")


def _told(operation: Operation) -> str:
    """Return what is said of a call, unless its method or the end of its path says it already."""
    said = (operation.summary or operation.operation_id).rsplit(" / ", 1)[-1]
    last = operation.place.subpath.rpartition("/")[2]
    usual = _letters(said) in (*_USUAL.get(operation.method, ()), _letters(last))
    return "" if usual else said


def _base_lines(site: Site, base: str, operations: list[Operation], *, past: bool) -> tuple[str, ...]:
    """Write a base path as the link to the page of its calls; further pages follow by name."""
    first, *others = dict.fromkeys(site.page_of[operation.key] for operation in operations)
    links = [site.path_link(ENDPOINTS, page.path, page.title.rpartition(": ")[2]) for page in others]
    lead = code_link(base, first.path)
    if len(lead) > _LONGEST_LEAD:
        lead = f"{code(base)} {site.path_link(ENDPOINTS, first.path, 'page')}"
    return wrap(", ".join([lead, *links]) + (f" {_PAST}" if past else ""), indent="")


def _schema_groups(site: Site) -> Iterator[Group]:
    entities = [
        home
        for home in site.homes.shapes.values()
        if home.direction is Direction.RESPONSE and (home.where is not Where.IN_SECTION or home.rows >= _WORTH_LISTING)
    ]
    bodies = [home for home in site.homes.own_pages if home.direction is Direction.REQUEST]
    yield _group("Entities", list(_entity_lines(site, entities)))
    if bodies:
        yield _group("Request bodies on pages of their own", [f"- {_home_brief(site, home)}" for home in bodies])
    if site.enums:
        link = site.path_link(SCHEMAS, ENUMS_PAGE, plural(len(site.enums), "enum"))
        yield _group("Long enums", [f"{link} stand on a page of their own, by the fields that have them."])
    if site.catalog.components:
        yield _group("Schemas that the document names", list(_component_lines(site)))


def _group(title: str, lines: list[str]) -> Group:
    return Group(title=title, lines=tuple(lines))


def _entity_lines(site: Site, homes: list[Home]) -> Iterator[str]:
    """Yield each entity with its top-level fields; where another of one name and version came before, by that."""
    firsts: dict[str, Home] = {}
    for home in homes:
        names = _top_level(site, home)
        first = firsts.setdefault(home.name.partition(" (")[0], home)
        told = names_of(names) or "variants only"
        if all(use.deprecated for use in home.uses):
            told = "deprecated"
        elif names and first is not home and (others := _top_level(site, first)):
            told = min(_compared(first, others, names), told, key=len)
        yield from wrap(f"- {_home_brief(site, home)}: {told}")


def _compared(first: Home, others: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Say which names an entity has by what it has more or less than the first of its name."""
    more = [name for name in names if name not in others]
    less = [name for name in others if name not in names]
    told = [f"with {names_of(more)}"] * bool(more) + [f"without {names_of(less)}"] * bool(less)
    return f"as {prose(first.name)}" + (f" {' and '.join(told)}" if told else "")


def _top_level(site: Site, home: Home) -> tuple[str, ...]:
    rows = [row for row in site.fields.rows(home.shape, home.direction) if isinstance(row, Field)]
    return tuple(dict.fromkeys(row.path for row in rows if "." not in row.path and "[" not in row.path))


def _home_brief(site: Site, home: Home) -> str:
    """Link to where a shape is stated; of a page of its own, say how long it is."""
    size = f" ({plural(home.rows, 'row')})" if home.where is Where.OWN_PAGE else ""
    return f"{site.home_link(SCHEMAS, home, home.name)}{size}"


def _component_lines(site: Site) -> Iterator[str]:
    """Yield where each named schema is stated, then together those that are stated nowhere as they are."""
    used = reachable(site.catalog, site.fields.shapes.holdings)
    others: dict[str, list[str]] = {}
    for component in site.catalog.components:
        if links := _stated(site, component.schema):
            yield from wrap(f"- {code(component.name)}: {links}")
        else:
            kind = "a part of others" if component.schema in used else "used by no operation as it stands"
            others.setdefault(kind, []).append(component.name)
    for kind, names in others.items():
        yield from wrap(f"- {kind}: {', '.join(map(code, names))}")


def _stated(site: Site, schema: SchemaId) -> str:
    """Link to where a named schema is stated, when a shape in use is truly the same."""
    shape = site.fields.shapes.of(schema)
    homes = [home for direction in Direction if (home := site.home(shape, direction))]
    return ", ".join(site.home_link(SCHEMAS, home) for home in homes)
