"""The section "Requests that you receive" of `common-patterns.md`: what all webhooks have in common.

How a signature is checked is told as far as the document says it, and what it does not say is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation, Parameter, Webhook
from ampeco_refgen.catalog.payload import success_responses
from ampeco_refgen.infer.client_notes import WEBHOOKS, notes_on
from ampeco_refgen.infer.signature import is_signature, signed_paragraphs
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.access_text import security_words
from ampeco_refgen.pages.bundle_plan import PATTERNS_PAGE, BundlePlan

_TIMESTAMP = re.compile(r"timestamp|\btime\b|\bdate\b", re.I)
_SECRET = re.compile(r"secret|sign\w*key|hmac", re.I)
_OPEN = (
    ("the algorithm", re.compile(r"\bsha-?\d|\bmd5\b|ed25519|\brsa\b|hmac", re.I)),
    ("what is signed", re.compile(r"\b(?:body|content|payload|timestamp)\b", re.I)),
    ("the key", re.compile(r"\b(?:secret|token|key)\b", re.I)),
    ("whether it is written in hex or Base64", re.compile(r"\bhex|base-?64", re.I)),
)
"""What one must know to check a signature, and the words by which a text may say it."""


def delivery_lines(plan: BundlePlan) -> Iterator[str]:
    """Yield what there is to know of all webhooks; nothing where the document has none."""
    declared = plan.catalog.declared_webhooks
    if not declared:
        return
    webhooks = [webhook for _, webhook in declared]
    subscribers = list({operation.key: operation for operation, _ in declared if operation is not None}.values())
    names = dict.fromkeys(webhook.name for webhook in webhooks)
    links = ", ".join(
        plan.call_link(PATTERNS_PAGE, operation.key, plan.short_name(operation.key))
        + (" (deprecated)" if operation.deprecated else "")
        for operation in subscribers
    )
    yield from wrap(f"- {plural(len(names), 'webhook')}" + (f", subscribed by {links}" if links else ""))
    statuses = Counter(
        response.status for webhook in webhooks for response in webhook.responses if response.status[:1] == "2"
    )
    answers = ", ".join(code(status) for status, _ in statuses.most_common())
    yield f"- answer with {answers}" if answers else "- what to answer is not declared"
    headers = _headers(webhooks)
    if headers:
        yield from wrap(f"- headers: {_spread(headers, webhooks)}")
    secured = [webhook.security for webhook in webhooks if any(webhook.security or ())]
    words = "; ".join(security_words(plan.catalog, security) for security in dict.fromkeys(filter(None, secured)))
    if words:
        every = len(secured) == len(webhooks)
        yield from wrap(f"- security{'' if every else ' of some webhooks'}: {words}")
    if signature := [header for header in headers.values() if is_signature(header)]:
        yield from _signature(plan, signature, list(headers.values()), subscribers)
    elif not words:
        yield "- no header is declared by which to tell who sent a request"


def _headers(webhooks: list[Webhook]) -> dict[str, Parameter]:
    """Return the headers of requests by name, with one that has a description where there is one."""
    headers: dict[str, Parameter] = {}
    for webhook in webhooks:
        for parameter in webhook.parameters:
            if parameter.location == "header":
                known = headers.setdefault(parameter.name, parameter)
                headers[parameter.name] = known if known.description else parameter
    return headers


def _spread(headers: dict[str, Parameter], webhooks: list[Webhook]) -> str:
    """Return the headers of every request, then those of some."""
    declared = [{parameter.name for parameter in webhook.parameters} for webhook in webhooks]
    everywhere = [code(name) for name in headers if all(name in names for names in declared)]
    others = [code(name) for name in headers if code(name) not in everywhere]
    parts = [", ".join(everywhere)] if everywhere else []
    parts += [f"of some webhooks only {', '.join(others)}"] if others else []
    return "; ".join(parts)


def _signature(
    plan: BundlePlan, signatures: list[Parameter], headers: list[Parameter], subscribers: list[Operation]
) -> Iterator[str]:
    """Yield how a signature is checked: what the texts say, the fields for a secret, and what is left open."""
    named = ", ".join(code(header.name) for header in signatures)
    lines = [f"- signature in {named}: check it on the body as it came, before parsing, and compare in constant time"]
    said = {header.name: header.description for header in signatures if header.description}
    lines += [f"  - {code(name)}: {prose(text)}" for name, text in said.items()]
    paragraphs = list(dict.fromkeys(text for operation in subscribers for text in signed_paragraphs(operation)))
    lines += [f"  - the subscribing call: {prose(text)}" for text in paragraphs]
    secrets = ", ".join(map(code, _secrets(plan, subscribers)))
    lines.append(f"  - fields for a secret: {secrets}" if secrets else "  - no field for a secret is declared")
    if texts := " ".join((*said.values(), *paragraphs)):
        lines += _left_open(texts, [header for header in headers if header not in signatures])
    recipes = plan.recipe_links(PATTERNS_PAGE, "", [header.name for header in signatures])
    lines += [f"  - code that checks it: {recipes}"] if recipes else []
    lines += [f"  - {note}" for note in notes_on(plan.profile.notes, plan.catalog, WEBHOOKS)]
    for line in lines:
        yield from wrap(line, indent="    ")


def _left_open(said: str, others: list[Parameter]) -> Iterator[str]:
    """Yield what the texts on a signature do not say."""
    unsaid = [what for what, words in _OPEN if not words.search(said)]
    times = [header for header in others if _TIMESTAMP.search(header.name)]
    unsaid += [f"whether {code(header.name)} is signed" for header in times if not _TIMESTAMP.search(said)]
    if unsaid:
        yield f"  - not said by these texts: {', '.join(unsaid)}"


def _secrets(plan: BundlePlan, subscribers: list[Operation]) -> tuple[str, ...]:
    """Return the names of fields of the subscribing calls that look like the secret of a signature."""
    found: dict[str, None] = {}
    for operation in subscribers:
        media = [
            *((media, Direction.REQUEST) for media in (operation.body.media if operation.body else ())),
            *((media, Direction.RESPONSE) for response in success_responses(operation) for media in response.media),
        ]
        for media_type, direction in media:
            shape = plan.fields.shapes.of(media_type.schema) if media_type.schema is not None else None
            for field in plan.fields.flat(shape, direction) if shape is not None else ():
                if _SECRET.search(field.name):
                    found[field.path] = None
    return tuple(found)
