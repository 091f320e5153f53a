"""Webhooks → their pages: what each carries, and how it is delivered."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, Webhook
from ampeco_refgen.names import anchor
from ampeco_refgen.output import wording
from ampeco_refgen.output.delivery import delivery_of
from ampeco_refgen.output.layout import WebhookPage
from ampeco_refgen.output.model import Page
from ampeco_refgen.output.sections import Sections, paragraphs
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, link, prose
from ampeco_refgen.wrap import wrap


class PayloadView(Struct, frozen=True, kw_only=True):
    """One payload of a webhook: how it is delivered, and what it carries."""

    title: str
    summary: str
    description: tuple[str, ...]
    delivery: tuple[str, ...]
    lines: tuple[str, ...]


def webhook_pages(site: Site) -> Iterator[Page]:
    """Yield the page of each webhook."""
    for page in site.layout.webhook_pages:
        yield _webhook_page(site, page)


def _webhook_page(site: Site, page: WebhookPage) -> Page:
    sections = Sections(site, page.path)
    found = site.replacements.of_webhook(page.name)
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
        delivery=delivery_of(site, sections, page.path, webhook, operations),
        lines=tuple(line for media in body for line in _payload_rows(site, sections, media)),
    )


def _described(site: Site, webhook: Webhook) -> tuple[str, ...]:
    """Return what is said of a webhook and of its payload, as paragraphs."""
    schemas = [media.schema for media in webhook.body.media if media.schema is not None] if webhook.body else []
    texts = [webhook.description, webhook.body.description if webhook.body else ""]
    texts += [text for schema in schemas for text in site.fields.shapes.of(schema).descriptions]
    said = dict.fromkeys(text for text in texts if text and text != webhook.summary)
    return paragraphs("\n\n".join(said))


def _payload_rows(site: Site, sections: Sections, media: MediaType) -> Iterator[str]:
    if media.schema is None:
        return
    registry = site.companions_of_webhooks
    shape = site.fields.shapes.expanded(site.fields.shapes.of(media.schema))
    companions = registry.find(registry.sayings_of(shape, Direction.RESPONSE))
    yield from sections.body_rows(media, "", companions=companions)
