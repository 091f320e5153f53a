"""Catalog → the pages that list everything: `endpoints-index.md` and `schemas-index.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.fields import Direction, Field
from ampeco_refgen.catalog.model import Operation, SchemaId
from ampeco_refgen.catalog.usage import reachable
from ampeco_refgen.infer.naming import plural_title
from ampeco_refgen.names import unique_anchors
from ampeco_refgen.output.homes import Home, Where
from ampeco_refgen.output.layout import WebhookPage
from ampeco_refgen.output.pages import Page
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, plural, prose, verbatim, verbatim_link
from ampeco_refgen.wrap import wrap

ENDPOINTS = "endpoints-index.md"
SCHEMAS = "schemas-index.md"


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
    context: dict[str, object] = {
        "stamp": stamp(site),
        "counts": counts,
        "groups": [replace(group, title=verbatim(group.title)) for group in listed],
        "contents": tuple(
            f"- {verbatim_link(title, f'#{name}')}" for title, name in zip(titles, unique_anchors(titles), strict=True)
        ),
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
    groups: dict[tuple[str, str], list[Operation]] = {}
    for operation in site.catalog.operations:
        groups.setdefault((operation.place.family, operation.place.resource), []).append(operation)
    for (family, resource), operations in groups.items():
        title = f"{family}: {plural_title(resource)}"
        yield Group(title=title, lines=tuple(_endpoint_lines(site, operations)))
    if site.layout.webhook_pages:
        yield _group("Webhooks", [_webhook_line(site, page) for page in site.layout.webhook_pages])


def _webhook_line(site: Site, page: WebhookPage) -> str:
    said = page.payloads[0][0].summary
    past = " **deprecated**" if any(webhook.deprecated for webhook, _ in page.payloads) else ""
    return f"- {site.path_link(ENDPOINTS, page.path, page.name)}" + (f" {prose(said)}" if said else "") + past


def _endpoint_lines(site: Site, operations: list[Operation]) -> Iterator[str]:
    """Yield for each version its base path once, and below it each method with what follows the base."""
    pages = list(dict.fromkeys(site.page_of[operation.key] for operation in operations))
    yield from wrap(
        "Pages: " + ", ".join(site.path_link(ENDPOINTS, page.path, page.title) for page in pages), indent=""
    )
    versions: dict[str, list[Operation]] = {}
    for operation in operations:
        versions.setdefault(operation.path.removesuffix(operation.place.subpath), []).append(operation)
    for base, found in sorted(versions.items(), key=lambda entry: version_key(entry[1][0].place.version), reverse=True):
        yield ""
        yield from wrap(code(base), indent="")
        yield ""
        yield from (line for operation in found for line in wrap(_endpoint_line(operation)))


def _endpoint_line(operation: Operation) -> str:
    call = f"{operation.method} {operation.place.subpath}".strip()
    said = (operation.summary or operation.operation_id).rsplit(" / ", 1)[-1]
    return f"- {code(call)}" + (f" {prose(said)}" if said else "") + (" **deprecated**" if operation.deprecated else "")


def _schema_groups(site: Site) -> Iterator[Group]:
    entities = [
        home
        for home in site.homes.shapes.values()
        if home.direction is Direction.RESPONSE and (home.where is not Where.IN_SECTION or home.rows >= _WORTH_LISTING)
    ]
    bodies = [home for home in site.homes.own_pages if home.direction is Direction.REQUEST]
    yield _group("Entities", [line for home in entities for line in _schema_lines(site, home)])
    if bodies:
        yield _group("Request bodies on pages of their own", [f"- {_home_brief(site, home)}" for home in bodies])
    if site.enums:
        yield _group("Long enums", [f"- {site.enum_link(SCHEMAS, values)}" for values in site.enums])
    used = reachable(site.catalog)
    named = [
        f"- {code(component.name)}{_stated(site, component.schema, used)}" for component in site.catalog.components
    ]
    if named:
        yield _group("Schemas that the document names", named)


def _group(title: str, lines: list[str]) -> Group:
    return Group(title=title, lines=tuple(lines))


def _schema_lines(site: Site, home: Home) -> tuple[str, ...]:
    if all(use.deprecated for use in home.uses):
        return (f"- {_home_brief(site, home)}: deprecated",)
    rows = [row for row in site.fields.rows(home.shape, home.direction) if isinstance(row, Field)]
    names = dict.fromkeys(row.path for row in rows if "." not in row.path and "[" not in row.path)
    return wrap(f"- {_home_brief(site, home)}: {', '.join(map(code, names)) or 'variants only'}", indent="  ")


def _home_brief(site: Site, home: Home) -> str:
    used = plural(len({use.subject for use in home.uses}), "use")
    return f"{site.home_link(SCHEMAS, home, home.name)} ({plural(home.rows, 'row')}, {used})"


def _stated(site: Site, schema: SchemaId, used: frozenset[SchemaId]) -> str:
    """Say where a named schema is stated, when a shape in use is truly the same."""
    shape = site.fields.shapes.of(schema)
    homes = [home for direction in Direction if (home := site.home(shape, direction))]
    if homes:
        return f": {', '.join(site.home_link(SCHEMAS, home) for home in homes)}"
    return ": a part of others" if schema in used else ": used by no operation as it stands"
