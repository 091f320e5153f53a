"""Which page holds what: operations, webhooks, shapes and long enums are each given one place before any is written.

Pure and by structure alone (never by rendered text), so that links are known when lines are written, and a page keeps
its name when descriptions are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.infer.naming import plural_title
from ampeco_refgen.names import unique_slugs
from ampeco_refgen.text import prose

OPERATIONS_ON_A_PAGE = 11
"""A resource with more live operations than this has its larger sub-resources on pages of their own."""
_SUBRESOURCE = 3
"""A sub-resource of fewer operations stays on the page of its resource."""


class OperationPage(Struct, frozen=True, kw_only=True, eq=False):
    """A detail page: `path` below `reference/`, the operations in reading order; `deprecated` when all of them are.

    `part` is the sub-resource that has the page to itself, or empty.
    """

    path: str
    title: str
    family: str
    resource: str
    part: str
    deprecated: bool
    operations: tuple[Operation, ...]


class WebhookPage(Struct, frozen=True, kw_only=True, eq=False):
    """The page of one webhook: all payloads sent under its name, each with the operations that subscribe to it."""

    path: str
    name: str
    payloads: tuple[tuple[Webhook, tuple[Operation, ...]], ...]


class Layout(Struct, frozen=True, kw_only=True):
    """All detail pages, in reading order."""

    operation_pages: tuple[OperationPage, ...]
    webhook_pages: tuple[WebhookPage, ...]


def lay_out(catalog: Catalog) -> Layout:
    """Place every operation and webhook of the catalog on exactly one page."""
    groups: dict[tuple[str, str], list[Operation]] = {}
    for operation in catalog.operations:
        groups.setdefault((operation.place.family, operation.place.resource), []).append(operation)
    folders = unique_slugs(dict.fromkeys(family for family, _ in groups))
    pages: list[OperationPage] = []
    for family in dict.fromkeys(family for family, _ in groups):
        folder = folders[family]
        mine = {resource: found for (of, resource), found in groups.items() if of == family}
        drafts = [draft for resource, found in mine.items() for draft in _drafts(family, resource, found)]
        names = unique_slugs([draft[0] for draft in drafts])
        for name, title, resource, part, found in drafts:
            pages.append(
                OperationPage(
                    path=f"{folder}/{names[name]}.md",
                    title=title,
                    family=family,
                    resource=resource,
                    part=part,
                    deprecated=all(operation.deprecated for operation in found),
                    operations=tuple(found),
                )
            )
    return Layout(operation_pages=tuple(pages), webhook_pages=tuple(_webhook_pages(catalog)))


_Draft = tuple[str, str, str, str, list[Operation]]


def _drafts(family: str, resource: str, operations: list[Operation]) -> Iterator[_Draft]:
    """Yield name, title, resource, part and operations of each page of one resource."""
    title = _title(resource) if family != "actions" else f"{_title(resource)}: actions"
    live = [operation for operation in operations if not operation.deprecated]
    past = [operation for operation in operations if operation.deprecated]
    if not live:
        yield resource, title, resource, "", past
        return
    own = _large_parts(live) if len(live) > OPERATIONS_ON_A_PAGE else []
    rest = [operation for operation in live if _part(operation) not in own]
    yield resource, title, resource, "", rest
    for part in own:
        found = [operation for operation in live if _part(operation) == part]
        yield f"{resource} {part}", f"{title}: {_title(part)}", resource, part, found
    if past:
        yield f"{resource} deprecated", f"{title}: deprecated", resource, "", past


def visible(title: str, name: str) -> str:
    """Return the title of what has a name, or its slug where nothing would be seen of the title."""
    return title if prose(title).strip() else unique_slugs([name])[name]


def _title(name: str) -> str:
    return visible(plural_title(name), name)


def _large_parts(operations: Iterable[Operation]) -> list[str]:
    counts: dict[str, int] = {}
    for operation in operations:
        counts[_part(operation)] = counts.get(_part(operation), 0) + 1
    return [part for part, count in counts.items() if part and count >= _SUBRESOURCE]


def _part(operation: Operation) -> str:
    """Return the first segment of the subpath that is no parameter: the sub-resource."""
    segments = operation.place.subpath.split("/")
    return next((segment for segment in segments if segment and "{" not in segment), "")


def _webhook_pages(catalog: Catalog) -> Iterator[WebhookPage]:
    by_name: dict[str, dict[Webhook, list[Operation]]] = {}
    for operation in catalog.operations:
        for webhook in operation.callbacks:
            by_name.setdefault(webhook.name, {}).setdefault(webhook, []).append(operation)
    for webhook in catalog.webhooks:
        by_name.setdefault(webhook.name, {}).setdefault(webhook, [])
    names = unique_slugs(sorted(by_name))
    for name in sorted(by_name):
        payloads = tuple((webhook, tuple(operations)) for webhook, operations in by_name[name].items())
        yield WebhookPage(path=f"notifications/webhooks/{names[name]}.md", name=name, payloads=payloads)
