"""The file of one webhook → its record: each payload with its fields, headers and subscribers."""

from __future__ import annotations

import re

from readback.bundle import Bundle
from readback.call_file import EXAMPLES, GROUPS, IDENTITY, MOVING, read_parts
from readback.markdown import MASK, Page, Section, codes, links_in, masked, target_of, unmasked
from readback.record import Call, Fields, Payload, Webhook
from readback.terms import UnreadableError

_SENT = re.compile(
    rf"Sent as (?P<method>{MASK})(?: to (?P<target>{MASK}))?, (?P<body>no body|body required|body optional)"
    r"(?:, subscribed by (?P<calls>.+))?$"
)
_FIELDS = re.compile(rf"\*\*Fields\*\* (?P<types>{MASK}(?:, {MASK})*)$")


def read_webhook(bundle: Bundle, page: Page) -> Webhook:
    """Return what the file of a webhook states."""
    name = re.fullmatch(r"Webhook (`.+`)", page.top.title)
    sections = [section for section in page.sections.values() if section.level == 2]
    if name is None or not all(re.fullmatch(r"Payload(?: \d+)?", section.title) for section in sections):
        raise UnreadableError(f"{page.path}: not headed as a webhook: {[section.title for section in sections]}")
    blocks = list(page.head.blocks())
    odd = next((number for number, block in enumerate(blocks) if block.text == "**Odd here**"), None)
    # What is odd is a heading and its list: remarks on what the document says elsewhere.
    if odd is not None and blocks[odd + 1].items:
        del blocks[odd : odd + 2]
    head = [block.text for block in blocks if not block.items and not block.text.startswith(MOVING)]
    webhook = Webhook(codes(name[1])[0], deprecated=any(text.startswith("**Deprecated**: ") for text in head))
    counts = next((text for text in head if text.startswith("On this page: ")), "")
    if strange := [text for text in head if not text.startswith(("**Deprecated**: ", "Recipes: ", "On this page: "))]:
        raise UnreadableError(f"{page.path}: {strange}")
    lines = 0
    for section in sections:
        keys, payload, fields = _payload(bundle, page.path, section)
        lines += fields
        if not keys or keys & webhook.payloads.keys():
            raise UnreadableError(f"{page.path}: sent to nobody, or twice: {sorted(keys)}")
        webhook.payloads |= dict.fromkeys(keys, payload)
    numbers = [(len(sections), "payload"), (lines, "field")]
    counted = ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in numbers)
    if counts and counts != f"On this page: {counted}":
        webhook.miscounted.add(f"{counts}, but there are {counted}")
    return webhook


def _payload(bundle: Bundle, page: str, section: Section) -> tuple[set[tuple[str, str, str]], Payload, int]:
    """Return whom a payload is sent to and how, what it is, and how many fields it has."""
    keys: set[tuple[str, str, str]] = set()
    payload = Payload()
    notation = bundle.notation(page)
    title, lines = "", 0
    types: list[str] = []
    parts = Call("")
    for block in section.blocks():
        text, spans = masked(block.text)
        if sent := _SENT.match(text):
            how = (unmasked(sent["method"], spans), unmasked(sent["target"], spans) if sent["target"] else "")
            links = links_in(sent["calls"] or "")
            keys = {(target_of(page, target)[0], *how) for _, target in links} or {("", *how)}
            payload.need = sent["body"]
        elif named := _FIELDS.match(text):
            title, types = "Fields", [unmasked(mark, spans) for mark in re.findall(MASK, named["types"])]
        elif block.text == "**Servers** that it is sent to":
            title = "Servers"
        elif block.text.strip("*") in (*GROUPS, "Includes", "Answer"):
            title = block.text.strip("*")
        elif IDENTITY.match(text):
            payload.identity += block.text.split(" · ")
        elif not title and not block.items:
            payload.said.append(block.text or block.code)
        elif block.text.startswith(EXAMPLES) or (title == EXAMPLES and not block.items):
            title = EXAMPLES
        elif title in (*GROUPS, "Includes", "Answer", "Servers") and block.items:
            read_parts(bundle, bundle.pages[page], "Responses" if title == "Answer" else title, block.items, parts)
        elif title == "Fields" and [item.text for item in block.items] == ["no schema declared"]:
            payload.untyped |= set(types)
        elif title == "Fields" and block.items:
            listing = notation.listing(block.items)
            payload.bodies |= dict.fromkeys(types, Fields(listing))
            lines += listing.lines
        else:
            raise UnreadableError(f"{page}: below {title!r}: {block.text or block.items}")
    payload.groups, payload.answers = parts.groups, parts.answers
    payload.headers, payload.links = parts.headers, parts.links
    payload.identity += parts.identity
    if (payload.need == "no body") != (not payload.bodies and not payload.untyped):
        raise UnreadableError(f"{page}: has a body and has none")
    return keys, payload, lines
