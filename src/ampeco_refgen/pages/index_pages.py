"""Catalog → the pages that list everything: `endpoints-index.md` and `schemas-index.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation, SchemaId
from ampeco_refgen.catalog.payload import Paging, Wrapping, is_list, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.usage import reachable
from ampeco_refgen.infer.naming import shape_name
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.names import unique_anchors, unique_slugs
from ampeco_refgen.markdown.text import code, plural, prose, verbatim, verbatim_link
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.brief import in_lines, names_of, notation
from ampeco_refgen.pages.layout import Resource, WebhookFile
from ampeco_refgen.pages.model import Page
from ampeco_refgen.pages.sent import include_values, is_deep, is_include
from ampeco_refgen.pages.site import Site, shape_of

ENDPOINTS = "endpoints-index.md"
SCHEMAS = "schemas-index.md"
_PAST = "**deprecated**"
_ROOM = 46_000
"""Characters of the lines of all calls that stand on one page."""
_WORTH_LISTING = 4
"""An object of fewer fields is not an entity to look up."""


Told: TypeAlias = dict[str, str]
"""What the lists of calls tell of each, by the operation's key."""


class Group(Struct, frozen=True, kw_only=True):
    """A heading, as plain text, with its lines, as Markdown."""

    title: str
    lines: tuple[str, ...]


def index_pages(site: Site, told: Told) -> Iterator[Page]:
    """Yield the pages of both indexes."""
    yield from _endpoints(site, told)
    yield grouped_page(site, SCHEMAS, "schemas-index.md.j2", _schema_groups(site), "")


def _endpoints(site: Site, told: Told) -> Iterator[Page]:
    """Yield the list of all calls; one page for each family where a single page would be too long."""
    groups = list(_endpoint_groups(site, told))
    if sum(len(line) + 1 for group in groups for line in group.lines) <= _ROOM:
        yield grouped_page(site, ENDPOINTS, "endpoints-index.md.j2", groups, _counts(site))
        return
    paths = unique_slugs(group.title for group in groups)
    links = []
    for group in groups:
        path = f"endpoints-index-{paths[group.title]}.md"
        links.append(f"- {site.path_link(ENDPOINTS, path, group.title)}: {plural(len(group.lines), 'line')}")
        yield grouped_page(site, path, "endpoints-index.md.j2", [group], _counts(site))
    parts = Group(title="One page for each family", lines=tuple(links))
    yield grouped_page(site, ENDPOINTS, "endpoints-index.md.j2", [parts], _counts(site))


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
    return ", ".join([*parts, f"deprecated {past}", f"webhooks {len(site.layout.webhooks)}"])


def _endpoint_groups(site: Site, told: Told) -> Iterator[Group]:
    """Yield all calls by family, one a line in most cases, then the webhooks."""
    families: dict[str, list[Resource]] = {}
    for resource in site.layout.resources:
        families.setdefault(resource.family, []).append(resource)
    for family, resources in families.items():
        lines: list[str] = []
        for resource in resources:
            lines += ["", *wrap(f"**{site.path_link(ENDPOINTS, resource.path, resource.title)}**", indent=""), ""]
            lines += [
                line for operation in resource.operations for line in call_entry(site, ENDPOINTS, operation, told)
            ]
        yield Group(title=family, lines=tuple(lines[1:]))
    if site.layout.webhooks:
        yield _group("Webhooks", [line for one in site.layout.webhooks for line in _webhook_entry(site, one)])


def call_entry(site: Site, page: str, operation: Operation, told: Told) -> tuple[str, ...]:
    """Return the line of a call: the link to its file, and what is `told` of it."""
    return wrap(f"- {site.call_link(page, operation.key)} {told[operation.key]}".rstrip())


def told_of_calls(site: Site) -> Told:
    """Return the summary of each call, and what one searches all calls for."""
    return {operation.key: _told(site, operation) for operation in site.catalog.operations}


def _told(site: Site, operation: Operation) -> str:
    facts = paging_of(operation, site.fields.shapes)
    listed = is_list(operation, site.fields.shapes)
    marks = [_PAST] if operation.deprecated else []
    marks += [f"paging {facts.by_parameters.value}"] if listed and facts.by_parameters is not Paging.NONE else []
    marks += ["bare"] if _is_bare(site, operation) else []
    for parameter in operation.parameters:
        shape = shape_of(parameter, site.fields)
        if shape is not None and is_deep(parameter, shape) and parameter.name == "filter":
            marks.append(plural(len(site.fields.flat(shape, Direction.REQUEST)), "filter"))
        if shape is not None and is_include(parameter, shape):
            marks.append(f"include {names_of(str(value_of(text)) for text in include_values(shape) or ())}")
    marks += [plural(len(operation.callbacks), "webhook")] if operation.callbacks else []
    said = prose(operation.summary or operation.operation_id)
    return " · ".join([said, *marks] if said else marks)


def _is_bare(site: Site, operation: Operation) -> bool:
    """Tell whether an answer is not wrapped in `data`, in an API where others are."""
    wrappings = {
        payload_of(media, site.fields.shapes).wrapping
        for response in success_responses(operation)
        for media in response.media
    }
    return site.wraps and bool(wrappings & {Wrapping.BARE, Wrapping.BARE_LIST})


def _webhook_entry(site: Site, webhook: WebhookFile) -> tuple[str, ...]:
    said = prose(webhook.payloads[0][0].summary)
    past = f" · {_PAST}" if webhook.deprecated else ""
    return wrap(f"- {site.webhook_link(ENDPOINTS, webhook.name)} {said}{past}".rstrip())


def _schema_groups(site: Site) -> Iterator[Group]:
    yield _group("Entities", list(_entity_lines(site)))
    if site.schemas:
        files = [f"- {site.path_link(SCHEMAS, one.path, one.title)}" for one in site.schemas.values()]
        yield _group("Recursive and very large schemas", files)
    if site.enums:
        links = [f"- {site.enum_link(SCHEMAS, values)}" for values in site.enums]
        yield _group("Long enums", links)
    if site.catalog.components:
        yield _group("Schemas that the document names", list(_component_lines(site)))


def _group(title: str, lines: list[str]) -> Group:
    return Group(title=title, lines=tuple(lines))


def _entity_lines(site: Site) -> Iterator[str]:
    """Yield each distinct object that a call returns, with its top-level fields; calls that read one come first."""
    seen: dict[tuple[str, tuple[str, ...]], None] = {}
    reading = sorted(
        (one for one in site.catalog.operations if one.method == "GET"),
        key=lambda one: (one.deprecated, not one.path.endswith("}")),
    )
    others = [one for one in site.catalog.operations if one.method != "GET" and not one.deprecated]
    lines: dict[str, list[str]] = {}
    for operation in (*reading, *others):
        item = item_of(site, operation)
        if item is None:
            continue
        name = shape_name(operation)
        fields = tuple(_top_level(item[0]))
        if len(fields) < _WORTH_LISTING or (name, fields) in seen:
            continue
        seen[name, fields] = None
        past = f" {_PAST}" if operation.deprecated else ""
        call = site.call_link(SCHEMAS, operation.key, site.short(operation.key))
        lines.setdefault(name, []).extend(wrap(f"- {prose(name)}{past} ({call}): {names_of(fields)}"))
    for operation in site.catalog.operations:
        yield from lines.pop(shape_name(operation), ())


def item_of(site: Site, operation: Operation) -> tuple[Shape, Wrapping] | None:
    """Return the object that a call returns one or several of, and how it is wrapped."""
    for response in success_responses(operation):
        for media in response.media:
            payload = payload_of(media, site.fields.shapes)
            if payload.item is not None and (shape := site.fields.shapes.expanded(payload.item)).members:
                return shape, payload.wrapping
    return None


def _top_level(shape: Shape) -> Iterator[str]:
    seen = (member.name for member in shape.members if not member.shape.write_only)
    yield from sorted(seen, key=lambda name: (name != "id", name))


def _component_lines(site: Site) -> Iterator[str]:
    """Yield for each named schema the calls that send or return it as it is; then those that only others hold."""
    users: dict[tuple[SchemaId, ...], dict[str, None]] = {}
    for operation in site.catalog.operations:
        for shape in _carried(site, operation):
            users.setdefault(shape.key, {})[operation.key] = None
    used = reachable(site.catalog, site.fields.shapes.graph)
    others: dict[str, list[str]] = {}
    for component in site.catalog.components:
        shape = site.fields.shapes.of(component.schema)
        files = [site.schemas[shape.key, one] for one in Direction if (shape.key, one) in site.schemas]
        links = [site.path_link(SCHEMAS, file.path, file.title) for file in files]
        calls = list(users.get(shape.key, ()))
        if calls:
            first = site.call_link(SCHEMAS, calls[0], site.short(calls[0]))
            links.append(first if len(calls) == 1 else f"{plural(len(calls), 'call')}, the first is {first}")
        if links:
            yield from wrap(f"- {code(component.name)}: {', '.join(links)}")
        else:
            kind = "a part of others" if component.schema in used else "used by no operation as it stands"
            others.setdefault(kind, []).append(component.name)
    for kind, names in others.items():
        yield from wrap(f"- {kind}: {', '.join(map(code, names))}")


def _carried(site: Site, operation: Operation) -> Iterator[Shape]:
    """Yield the shapes of the bodies of an operation, and of what its answers carry."""
    shapes = site.fields.shapes
    for media in operation.body.media if operation.body else ():
        if media.schema is not None:
            yield shapes.expanded(shapes.of(media.schema))
    for response in operation.responses:
        for media in response.media:
            item = payload_of(media, shapes).item
            if item is not None:
                yield shapes.expanded(item)
