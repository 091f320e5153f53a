"""How webhooks are delivered: as what, to whom, with which headers, and what the receiver should answer.

What many of them have just alike is stated once, on the page of a call that subscribes to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation, Webhook
from ampeco_refgen.output.deliveries import Delivery, delivery_key
from ampeco_refgen.output.sections import Sections
from ampeco_refgen.output.site import RECIPES_PAGE, Site
from ampeco_refgen.text import code, prose
from ampeco_refgen.wrap import wrap

_POINTER = re.compile(r"\{\$request\.body#/([^}]+)\}")
"""A callback's URL that is a field of the request (OpenAPI 3.0.4, Runtime Expressions)."""


def delivery_of(
    site: Site, sections: Sections, page: str, webhook: Webhook, operations: tuple[Operation, ...]
) -> tuple[str, ...]:
    """Return the lines about the delivery of a webhook, or the link to them where they stand once for many."""
    shared = site.deliveries.get(delivery_key(webhook, operations))
    if shared is None:
        return tuple(_stated(site, sections, page, webhook, operations))
    how = site.path_link(page, shared.page, "how, and who subscribes", shared.title)
    headers = ", ".join(code(header.name) for header in webhook.parameters)
    return wrap(f"Sent as {_request(webhook)}{f' with {headers}' if headers else ''}: {how}", indent="")


def stated_delivery(site: Site, sections: Sections, delivery: Delivery) -> tuple[str, ...]:
    """Return the lines about the delivery of many webhooks, for the page on which they stand."""
    return tuple(_stated(site, sections, delivery.page, delivery.webhook, delivery.operations))


def _stated(
    site: Site, sections: Sections, page: str, webhook: Webhook, operations: tuple[Operation, ...]
) -> Iterator[str]:
    yield from _sent(site, page, webhook, operations)
    if webhook.parameters:
        common = any(header in site.common_parameters for header in webhook.parameters)
        notes = [site.pattern_link(page, "Common parameters", "described")] if common else []
        titles = dict.fromkeys(site.header_recipes.get(header.name, "") for header in webhook.parameters)
        notes += [site.path_link(page, RECIPES_PAGE, "how to use them", title) for title in titles if title]
        yield from ("", f"**Headers** ({', '.join(notes)})" if notes else "**Headers**", "")
        yield from (line for header in webhook.parameters for line in sections.parameter(header))
    if webhook.responses:
        yield from ("", "**Answer**", "")
    for response in webhook.responses:
        yield from wrap(f"- {code(response.status)} {prose(response.description)}".rstrip(), indent="  ")


def _sent(site: Site, page: str, webhook: Webhook, operations: tuple[Operation, ...]) -> tuple[str, ...]:
    """Say how a webhook is sent, and which calls subscribe to it."""
    calls = "; ".join(_subscription(site, page, webhook, operation) for operation in operations)
    target = f" to {code(webhook.expression)}" if webhook.expression else ""
    return wrap(f"Sent as {_request(webhook)}{target}" + (f", subscribed by {calls}" if calls else ""), indent="")


def _subscription(site: Site, page: str, webhook: Webhook, operation: Operation) -> str:
    past = " (deprecated)" if operation.deprecated else ""
    link = site.operation_link(page, operation.key, site.short(operation.key))
    return f"{link}{past}{_astray(site, webhook, operation)}"


def _astray(site: Site, webhook: Webhook, operation: Operation) -> str:
    """Say where the URL is found, when the callback's expression points to no field of the subscriber's body."""
    pointer = _POINTER.fullmatch(webhook.expression)
    if pointer is None or operation.body is None:
        return ""
    wanted = pointer[1].replace("/", ".").replace("~1", "/").replace("~0", "~")
    schemas = [media.schema for media in operation.body.media if media.schema is not None]
    shapes = [site.fields.shapes.of(schema) for schema in schemas]
    paths = {row.path for shape in shapes for row in site.fields.flat(shape, Direction.REQUEST)}
    if not paths or wanted in paths:
        return ""
    alike = sorted(path for path in paths if path.rpartition(".")[2] == wanted.rpartition(".")[2])
    instead = f"; likely {code(alike[0])}" if len(alike) == 1 else ""
    return f" — its body has no {code(wanted)}{instead}"


def _request(webhook: Webhook) -> str:
    types = ", ".join(code(media.content_type) for media in webhook.body.media) if webhook.body else "no body"
    return f"{code(webhook.method)}, {types}"
