"""Webhooks → their pages: what each carries, how it is sent and to whom, and what the receiver should answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation, Webhook
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages import wording
from ampeco_refgen.pages.access_text import security_words, server_lines
from ampeco_refgen.pages.bodies import body_lines, by_schema, paragraphs, plain_response_lines
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.documented_examples import ExampleBlocks, examples_of_bodies
from ampeco_refgen.pages.external_docs import docs_links, docs_of
from ampeco_refgen.pages.field_lines import is_field_line
from ampeco_refgen.pages.layout import WebhookFile
from ampeco_refgen.pages.migration_lines import migration_lines
from ampeco_refgen.pages.oddities import Oddities
from ampeco_refgen.pages.page import Page
from ampeco_refgen.pages.parameter_groups import ParameterGroup, ParameterGroups
from ampeco_refgen.pages.xml_words import is_xml

_POINTER = re.compile(r"\{\$request\.body#/([^}]+)\}")
"""A callback's URL that is a field of the subscriber's request body (OpenAPI 3.0.4, Runtime Expressions)."""


class PayloadView(Struct, frozen=True, kw_only=True):
    """What the template writes of one payload of a webhook; all texts and lines are Markdown.

    `facts` are its identity and security, `bodies` has the lines of the fields after the names of their media types;
    `answers` are the responses that the receiver should give.
    """

    title: str
    summary: str
    description: tuple[str, ...]
    facts: tuple[str, ...]
    delivery: tuple[str, ...]
    servers: tuple[str, ...]
    groups: tuple[ParameterGroup, ...]
    bodies: tuple[tuple[str, tuple[str, ...]], ...]
    body_examples: tuple[str, ...]
    answers: tuple[str, ...]
    answer_examples: tuple[str, ...]


def webhook_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the page of each webhook."""
    odd = Oddities(plan)
    for webhook in plan.layout.webhooks:
        succession = plan.successions.of_webhook(webhook.name)
        names = succession.successors if succession else ()
        links = " and ".join(plan.webhook_link(webhook.path, name) for name in names)
        blocks = ExampleBlocks()
        payloads = [_payload(plan, webhook, number, blocks) for number in range(len(webhook.payloads))]
        headers = dict.fromkeys(
            parameter.name
            for payload, _ in webhook.payloads
            for parameter in payload.parameters
            if parameter.location == "header"
        )
        recipes = plan.recipe_links(webhook.path, webhook.name, headers)
        fields = sum(is_field_line(line) for payload in payloads for _, lines in payload.bodies for line in lines)
        contents = (f"On this page: {plural(len(payloads), 'payload')}, {plural(fields, 'field')}",)
        context: dict[str, object] = {
            "name": code(webhook.name),
            "deprecated": webhook.deprecated,
            "successor": f"use {links} ({succession.rule}, {wording.sure(succession.confidence)})"
            if links and succession
            else "successor: none known",
            "migrations": [
                (plan.webhook_link(webhook.path, migration.successor), lines)
                for migration in plan.migrations.get(webhook.name, ())
                if (lines := tuple(migration_lines(plan, webhook.path, migration)))
            ],
            "payloads": payloads,
            "contents": contents,
            "odd": odd.of(webhook.name),
            "recipes": wrap(f"Recipes: {recipes}", indent="") if recipes else (),
        }
        yield Page(path=f"reference/{webhook.path}", template="webhook.md.j2", context=context, contents=contents)


def _payload(plan: BundlePlan, file: WebhookFile, number: int, blocks: ExampleBlocks) -> PayloadView:
    webhook, operations = file.payloads[number]
    lines = plan.lines(file.path, Direction.RESPONSE)
    shapes, media_types = plan.fields.shapes, webhook.body.media if webhook.body else ()
    answered = ((answer, each) for answer in webhook.responses for each in examples_of_bodies(answer.media, shapes))
    groups = ParameterGroups(lines, plan.fields_of(file.path), Direction.RESPONSE)
    return PayloadView(
        title="Payload" if len(file.payloads) == 1 else f"Payload {number + 1}",
        summary=prose(webhook.summary),
        description=_description(plan, webhook),
        facts=wrap(_facts(plan, webhook), indent=""),
        delivery=_delivery(plan, file.path, webhook, operations),
        servers=tuple(line for server in webhook.servers or () for line in server_lines(server)),
        groups=tuple(groups.of(webhook.parameters)),
        bodies=tuple(
            (types, tuple(body_lines(plan, file.path, media, xml=is_xml(types))))
            for types, media in by_schema(media_types)
        ),
        body_examples=blocks.of_request(examples_of_bodies(media_types, shapes), media_types),
        answers=tuple(
            line for response in webhook.responses for line in plain_response_lines(plan, file.path, response)
        ),
        answer_examples=blocks.of_responses(answered),
    )


def _facts(plan: BundlePlan, webhook: Webhook) -> str:
    """Say how a webhook is called, and what its own `security` asks of who sends it.

    The document's own `security` is that of calls: nothing is said of a webhook without any.
    """
    parts = [f"operationId {code(webhook.operation_id)}"] if webhook.operation_id else []
    parts += [f"tag {tags}"] if (tags := ", ".join(prose(tag) for tag in webhook.tags if tag.strip())) else []
    if webhook.security is not None:
        parts.append(f"security {security_words(plan.catalog, webhook.security)}")
    return " · ".join(parts)


def _description(plan: BundlePlan, webhook: Webhook) -> tuple[str, ...]:
    """Return the descriptions of a webhook, of its body and of its schemas as paragraphs, each distinct one once."""
    schemas = [media.schema for media in webhook.body.media if media.schema is not None] if webhook.body else []
    texts = [webhook.description, webhook.body.description if webhook.body else ""]
    texts += [text for schema in schemas for text in plan.fields.shapes.of(schema).descriptions]
    distinct = dict.fromkeys(text for text in texts if text and text != webhook.summary)
    lines = paragraphs("\n\n".join(distinct))
    of_schemas = docs_links(text for schema in schemas for text in plan.fields.shapes.of(schema).docs)
    links = ", ".join(filter(None, (docs_of(webhook.others), of_schemas)))
    return (*lines, *([""] if lines else []), *wrap(f"See also: {links}", indent="")) if links else lines


def _delivery(plan: BundlePlan, page: str, webhook: Webhook, operations: tuple[Operation, ...]) -> tuple[str, ...]:
    """Say how a webhook is sent, and which calls subscribe to it."""
    calls = "; ".join(_subscription(plan, page, webhook, operation) for operation in operations)
    target = f" to {code(webhook.expression)}" if webhook.expression else ""
    body = f"body {'required' if webhook.body.required else 'optional'}" if webhook.body else "no body"
    how = f"Sent as {code(webhook.method)}{target}, {body}"
    return wrap(how + (f", subscribed by {calls}" if calls else ""), indent="")


def _subscription(plan: BundlePlan, page: str, webhook: Webhook, operation: Operation) -> str:
    past = " (deprecated)" if operation.deprecated else ""
    link = plan.call_link(page, operation.key, plan.short_name(operation.key))
    return f"{link}{past}{_misplaced_url(plan, webhook, operation)}"


def _misplaced_url(plan: BundlePlan, webhook: Webhook, operation: Operation) -> str:
    """Return a remark for a callback whose expression points to no field of the subscriber's body, else `""`.

    It names the field that is likely meant: the only one with the same last name.
    """
    pointer = _POINTER.fullmatch(webhook.expression)
    if pointer is None or operation.body is None:
        return ""
    wanted = pointer[1].replace("/", ".").replace("~1", "/").replace("~0", "~")
    schemas = [media.schema for media in operation.body.media if media.schema is not None]
    shapes = [plan.fields.shapes.of(schema) for schema in schemas]
    paths = {row.path for shape in shapes for row in plan.fields.flat(shape, Direction.REQUEST)}
    if not paths or wanted in paths:
        return ""
    alike = sorted(path for path in paths if path.rpartition(".")[2] == wanted.rpartition(".")[2])
    instead = f"; likely {code(alike[0])}" if len(alike) == 1 else ""
    return f" — its body has no {code(wanted)}{instead}"
