"""The bundle's files → what each operation's section, each webhook's page and each linked place states."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from readback import grafting
from readback.listing import Leaving, Listing, UnreadableError
from readback.markdown import Block, Item, Page, Section, codes, links_in, target_of
from readback.notation import Notation
from readback.operation_section import OperationReader, OperationText, Stated, not_sent

HEADING = re.compile(r"(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) (/\S*)")


@dataclass(slots=True)
class PayloadText:
    """One payload on a webhook's page."""

    page: str
    section: Section
    deprecated: bool
    subscriptions: set[tuple[str, str]]
    headers: Listing
    listing: Listing
    answers: list[str]
    delivery: Section


class Bundle:
    """The Markdown files of a bundle, by path from its root."""

    def __init__(self, files: dict[str, str]) -> None:
        self.pages = {path: Page(path, text) for path, text in files.items() if path.endswith(".md")}
        self.notation = Notation(self._values_at)
        self._stated: dict[tuple[str, str, str], Stated] = {}
        self._sections: dict[str, list[OperationText]] = {}
        self._enums: dict[tuple[str, str], frozenset[str]] = {}

    def edited(self, path: str, text: str) -> Bundle:
        """Return the bundle with another text for one of its files; what was read of the other pages is kept."""
        other = Bundle({})
        other.pages = self.pages | {path: Page(path, text)}
        other._sections = {
            name: found for name, found in self._sections.items() if name != path and "enums" not in path
        }
        return other

    @cached_property
    def operations(self) -> dict[str, list[OperationText]]:
        """The sections of each operation (there must be one), by `METHOD /path`."""
        found: dict[str, list[OperationText]] = {}
        for page in self.pages.values():
            for text in self._read(page):
                found.setdefault(text.key, []).append(text)
        return found

    def _read(self, page: Page) -> list[OperationText]:
        if page.path not in self._sections:
            headed = (found for found in page.sections.values() if found.level == 3 and HEADING.fullmatch(found.title))
            self._sections[page.path] = [
                OperationReader(self.notation, page.path, section).read() for section in headed
            ]
        return self._sections[page.path]

    def section(self, page: str, target: str) -> tuple[Page, Section | None]:
        """Return the page and the section that a link leads to; raises `UnreadableError` for a dead link."""
        path, anchor = target_of(page, target)
        if path not in self.pages or (anchor and anchor not in self.pages[path].sections):
            raise UnreadableError(f"{page}: dead link {target}")
        return self.pages[path], self.pages[path].sections[anchor] if anchor else None

    def stated_at(self, page: str, target: str, role: str) -> Stated:
        """Return what a link leads to: a shape's page or section, or the `body` or `response` of an operation."""
        key = (*target_of(page, target), role)
        if key not in self._stated:
            self._stated[key] = self._find(page, target, role)
        return self._stated[key]

    def listings_at(self, page: str, target: str) -> list[Listing]:
        """Return the lists of fields that a link leads to: those of an operation, or of a shape."""
        _, section = self.section(page, target)
        if section is not None and (own := self.operations.get(section.title)):
            return [part.stated.listing for part in (*own[0].bodies, *own[0].responses)]
        return [self.stated_at(page, target, "").listing]

    def _find(self, page: str, target: str, role: str) -> Stated:
        there, section = self.section(page, target)
        if section is not None and (own := self.operations.get(section.title)):
            return own[0].bodies[0].stated if role == "body" else own[0].responses[0].stated
        blocks = (section or there.sections["fields"]).blocks()
        listed = [
            block
            for before, block in zip([Block(), *blocks], blocks, strict=False)
            if block.items and "Used by:" not in before.text
        ]
        if not listed:
            raise UnreadableError(f"{page}: no fields at {target}")
        return Stated(there.path, self.notation.listing(there.path, listed[0].items), not_sent=not_sent(blocks))

    def whole(self, listing: Listing) -> Listing:
        """Return a list with the rows that it leaves to others."""
        return grafting.whole(listing, self._left_to)

    def _left_to(self, page: str, leaving: Leaving) -> Listing:
        stated = self.stated_at(page, leaving.target, leaving.role)
        if leaving.own is not None and stated.listing.base is not None:
            raise UnreadableError(f"{page}: {leaving.target} has fields from yet another list")
        return self.whole(stated.listing)

    def common(self, page: str, kind: str, anchor: str) -> tuple[str, Section]:
        """Return page and section of `common-patterns.md` for what the head of a page says to be described there."""
        head = re.split(r"^#{2,3} ", self.pages[page].text, maxsplit=1, flags=re.MULTILINE)[0]
        named = re.search(r"^([A-Z][a-z, ]+): \[common patterns\]\((\S+)\)$", head, re.MULTILINE)
        if named is None or kind not in named[1].lower().split(", "):
            raise UnreadableError(f"{page}: the head does not say where {kind} are")
        there, section = self.section(page, f"{named[2]}#{anchor}")
        assert section is not None
        return there.path, section

    def common_parameters(self, page: str) -> Section | None:
        """Return the section that describes parameters or headers, where a page leads to it."""
        links = [link for link in self.pages[page].links if link.endswith("common-patterns.md#common-parameters")]
        if links:
            return self.section(page, links[0])[1]
        with suppress(UnreadableError):
            return self.common(page, "common parameters", "common-parameters")[1]
        return None

    def usual_error(self, page: str, status: str) -> Stated:
        """Return the body of the usual error of a status."""
        path, section = self.common(page, "usual errors", "errors")
        key = (path, "errors", status)
        if key not in self._stated:
            items = [item for block in section.blocks() for item in block.items if item.text.startswith(f"`{status}` ")]
            if not items:
                raise UnreadableError(f"{page}: {path} does not state {status}")
            self._stated[key] = Stated(path, self.notation.listing(path, items[0].children))
        return self._stated[key]

    def _values_at(self, page: str, target: str) -> frozenset[str]:
        key = target_of(page, target)
        if key not in self._enums:
            _, section = self.section(page, target)
            if section is None:
                raise UnreadableError(f"{page}: {target} is no list of values")
            self._enums[key] = frozenset(codes(" ".join(block.text for block in section.blocks())))
        return self._enums[key]

    def payloads(self, page: str, target: str) -> list[PayloadText]:
        """Return the payloads on the page of a webhook."""
        there, _ = self.section(page, target)
        deprecated = there.text.split("\n## ")[0].count("**Deprecated**") == 1
        sections = [section for section in there.sections.values() if section.title.startswith("Payload")]
        return [self._payload(there.path, section, deprecated) for section in sections]

    def _payload(self, page: str, section: Section, deprecated: bool) -> PayloadText:
        blocks = section.blocks()
        titled = _titled(blocks)
        where, delivery = self._delivery(page, section)
        delivered = _titled(delivery.blocks())
        lists = {
            title: self.notation.listing(there, items)
            for there, found in ((page, titled), (where, delivered))
            for title, items in found.items()
            if title in ("Headers", "Fields")
        }
        sent = [block.text for block in delivery.blocks() if block.text.startswith("Sent as ")]
        subscriptions = [target for text in sent for _, target in links_in(text)]
        return PayloadText(
            page=page,
            section=section,
            deprecated=deprecated,
            subscriptions={target_of(where, target) for target in subscriptions},
            headers=lists.get("Headers", Listing(page)),
            listing=lists.get("Fields", Listing(page)),
            answers=[codes(item.text)[0] for item in delivered.get("Answer", [])],
            delivery=delivery,
        )

    def _delivery(self, page: str, section: Section) -> tuple[str, Section]:
        """Return page and section that say how a payload is sent: its own, or the one that it leads to."""
        for block in section.blocks():
            links = links_in(block.text) if block.text.startswith("Sent as ") else []
            if [label for label, _ in links] == ["how, and who subscribes"]:
                there, found = self.section(page, links[0][1])
                sent, _, names = block.text.split(": [")[0].partition(" with ")
                texts = [one.text for one in found.blocks()] if found else []
                headers = [codes(item.text)[0] for item in _titled(found.blocks()).get("Headers", [])] if found else []
                if found is None or not any(text.startswith(sent) for text in texts) or codes(names) != headers:
                    raise UnreadableError(f"{page}: not so at {links[0][1]}: {block.text}")
                return there.path, found
        return page, section


def _titled(blocks: list[Block]) -> dict[str, list[Item]]:
    """Return the lists by the bold title that each stands below."""
    found: dict[str, list[Item]] = {}
    title = ""
    for block in blocks:
        if bold := re.fullmatch(
            r"\*\*([^*]+)\*\*(?: \(\[described\]\(\S+\)(?:, \[how to use them\]\(\S+\))?\))?", block.text
        ):
            title = bold[1]
        elif block.items:
            found[title] = block.items
    return found
