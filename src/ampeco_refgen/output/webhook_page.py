"""Webhooks → their pages: who subscribes to each, what it carries, and what the receiver should answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, Operation, Webhook
from ampeco_refgen.infer.replacements import Replacements
from ampeco_refgen.names import anchor
from ampeco_refgen.output import wording
from ampeco_refgen.output.layout import WebhookPage
from ampeco_refgen.output.pages import Page
from ampeco_refgen.output.sections import Sections, paragraphs
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, link, prose
from ampeco_refgen.wrap import wrap

_POINTER = re.compile(r"\{\$request\.body#/([^}]+)\}")
"""A callback's URL that is a field of the request (OpenAPI 3.0.4, Runtime Expressions)."""


class PayloadView(Struct, frozen=True, kw_only=True):
    """One payload of a webhook: who subscribes to it, what it carries, what the receiver should answer."""

    title: str
    summary: str
    description: tuple[str, ...]
    sent: tuple[str, ...]
    headers: tuple[str, ...]
    described: str
    lines: tuple[str, ...]
    answers: tuple[str, ...]


def webhook_pages(site: Site, replacements: Replacements) -> Iterator[Callable[[], Page]]:
    """Yield what makes the page of each webhook."""
    for page in site.layout.webhook_pages:
        yield partial(_webhook_page, site, replacements, page)


def _webhook_page(site: Site, replacements: Replacements, page: WebhookPage) -> Page:
    sections = Sections(site, replacements, page.path)
    found = replacements.of_webhook(page.name)
    names = " and ".join(site.webhook_link(page.path, name) for name in found.successors) if found else ""
    payloads = [_payload(site, sections, page, number) for number in range(len(page.payloads))]
    contents = wrap(f"Contents: {', '.join(link(one.title, f'#{anchor(one.title)}') for one in payloads)}", indent="")
    headers = dict.fromkeys(header.name for webhook, _ in page.payloads for header in webhook.parameters)
    context: dict[str, object] = {
        "name": code(page.name),
        "deprecated": any(webhook.deprecated for webhook, _ in page.payloads),
        "successor": f"use {names} ({found.rule}, {wording.sure(found.confidence)})"
        if names and found
        else "successor: none known",
        "payloads": payloads,
        "contents": contents,
        "recipes": site.recipes_line(page.path, page.name, headers),
    }
    return Page(path=f"reference/{page.path}", template="webhook.md.j2", context=context, contents=contents)


def _payload(site: Site, sections: Sections, page: WebhookPage, number: int) -> PayloadView:
    webhook, operations = page.payloads[number]
    body = webhook.body.media if webhook.body else ()
    return PayloadView(
        title="Payload" if len(page.payloads) == 1 else f"Payload {number + 1}",
        summary=prose(webhook.summary),
        description=_described(site, webhook),
        sent=_sent(site, page, webhook, operations),
        headers=tuple(line for header in webhook.parameters for line in sections.parameter(header)),
        described=_described_elsewhere(site, page, webhook),
        lines=tuple(line for media in body for line in _payload_rows(site, sections, media)),
        answers=tuple(
            line
            for response in webhook.responses
            for line in wrap(f"- {code(response.status)} {prose(response.description)}".rstrip(), indent="  ")
        ),
    )


def _described(site: Site, webhook: Webhook) -> tuple[str, ...]:
    """Return what is said of a webhook and of its payload, as paragraphs."""
    schemas = [media.schema for media in webhook.body.media if media.schema is not None] if webhook.body else []
    texts = [webhook.description, webhook.body.description if webhook.body else ""]
    texts += [text for schema in schemas for text in site.fields.shapes.of(schema).descriptions]
    said = dict.fromkeys(text for text in texts if text and text != webhook.summary)
    return paragraphs("\n\n".join(said))


def _described_elsewhere(site: Site, page: WebhookPage, webhook: Webhook) -> str:
    """Return the link to what is said of the headers, where all webhooks have them."""
    common = any(header in site.common_parameters for header in webhook.parameters)
    return site.pattern_link(page.path, "Common parameters", "described") if common else ""


def _payload_rows(site: Site, sections: Sections, media: MediaType) -> Iterator[str]:
    if media.schema is None:
        return
    registry = site.companions_of_webhooks
    shape = site.fields.shapes.expanded(site.fields.shapes.of(media.schema))
    companions = registry.find(registry.sayings_of(shape, Direction.RESPONSE))
    yield from sections.body_rows(media, "", companions=companions)


def _sent(site: Site, page: WebhookPage, webhook: Webhook, operations: tuple[Operation, ...]) -> tuple[str, ...]:
    """Say how a webhook is sent, and which calls subscribe to it."""
    calls = "; ".join(_subscription(site, page, webhook, operation) for operation in operations)
    return wrap(f"Sent as {_request(webhook)}" + (f", subscribed by {calls}" if calls else ""), indent="")


def _subscription(site: Site, page: WebhookPage, webhook: Webhook, operation: Operation) -> str:
    past = " (deprecated)" if operation.deprecated else ""
    link = site.operation_link(page.path, operation.key, site.short(operation.key))
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
    target = f" to {code(webhook.expression)}" if webhook.expression else ""
    return f"{code(webhook.method)}{target}, {types}"
