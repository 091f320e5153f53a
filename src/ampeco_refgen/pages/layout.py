"""Catalog → `Layout`: which file each call and webhook has, and which the overview of each resource.

It is decided before any page is made, so that each page can link all others, and by paths and names alone, so that a
file keeps its name when descriptions are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.infer.naming import resource_title
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY, Vocabulary
from ampeco_refgen.markdown.names import unique_slugs
from ampeco_refgen.markdown.text import prose
from ampeco_refgen.pages.call_paths import CALLS, WEBHOOKS, call_paths, webhook_paths

SCHEMAS_FOLDER = "schemas"


class Resource(Struct, frozen=True, kw_only=True, eq=False):
    """A resource or the target of actions, with all its operations in reading order; `path` is its overview's."""

    path: str
    title: str
    family: str
    name: str
    operations: tuple[Operation, ...]

    @property
    def live(self) -> tuple[Operation, ...]:
        """The operations that are not deprecated."""
        return tuple(operation for operation in self.operations if not operation.deprecated)


class WebhookFile(Struct, frozen=True, kw_only=True, eq=False):
    """The file of one webhook: all payloads sent under its name, each with the operations that subscribe to it."""

    path: str
    name: str
    payloads: tuple[tuple[Webhook, tuple[Operation, ...]], ...]

    @property
    def deprecated(self) -> bool:
        """Whether one of its declarations is deprecated."""
        return any(webhook.deprecated for webhook, _ in self.payloads)


class Layout(Struct, frozen=True, kw_only=True):
    """The files of a bundle, all paths below `reference/`.

    `calls` is key of an operation → path; resources stand in reading order, webhooks by name.
    """

    calls: dict[str, str]
    resources: tuple[Resource, ...]
    webhooks: tuple[WebhookFile, ...]


def lay_out(catalog: Catalog, vocabulary: Vocabulary = NO_VOCABULARY) -> Layout:
    """Give every operation, resource and webhook of the catalog its file.

    The prefix that the vocabulary names is left out of the names of files.
    """
    return Layout(
        calls=call_paths(catalog.operations, vocabulary.path_prefix),
        resources=tuple(_resources(catalog, vocabulary)),
        webhooks=tuple(_webhooks(catalog)),
    )


def visible_title(title: str, name: str) -> str:
    """Return a title, or the slug of `name` where nothing of the title would be visible."""
    return title if prose(title).strip() else unique_slugs([name])[name]


def _resources(catalog: Catalog, vocabulary: Vocabulary) -> Iterator[Resource]:
    families: dict[str, dict[str, list[Operation]]] = {}
    for operation in catalog.operations:
        resources = families.setdefault(operation.place.family, {})
        resources.setdefault(operation.place.resource, []).append(operation)
    folders = unique_slugs(families)
    for family, resources in families.items():
        folder = folders[family]
        # It must not be the folder of calls, webhooks or schemas, nor be called like a file beside it.
        if folder in (CALLS, WEBHOOKS, SCHEMAS_FOLDER, "catalog.json") or folder.endswith(".md"):
            folder += "-family"
        names = unique_slugs(resources)
        for name, operations in resources.items():
            title = visible_title(resource_title(name, family, vocabulary), name)
            yield Resource(
                path=f"{folder}/{names[name]}.md",
                title=f"{title}: actions" if family == "actions" else title,
                family=family,
                name=name,
                operations=tuple(operations),
            )


def _webhooks(catalog: Catalog) -> Iterator[WebhookFile]:
    by_name: dict[str, dict[Webhook, list[Operation]]] = {}
    for operation, webhook in catalog.declared_webhooks:
        subscribers = by_name.setdefault(webhook.name, {}).setdefault(webhook, [])
        subscribers += [operation] if operation is not None else []
    paths = webhook_paths(by_name)
    for name in sorted(by_name):
        payloads = tuple((webhook, tuple(operations)) for webhook, operations in by_name[name].items())
        yield WebhookFile(path=paths[name], name=name, payloads=payloads)
