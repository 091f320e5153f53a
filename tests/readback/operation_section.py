"""The section of one operation → what it states: parameters, bodies, responses, errors and webhooks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from readback.listing import Listing, UnreadableError
from readback.markdown import MASK, Block, Item, Section, codes, links_in, masked, unmasked
from readback.notation import Notation
from readback.terms import Row

GROUPS = ("Path", "Query", "Headers", "Cookies", "Filters")
WRAPPINGS = (
    "`data` object",
    "`data[]` list",
    "bare list, not wrapped in `data`",
    "bare, not wrapped in `data`",
    "no body",
)
_NOT_SENT = ", not to be sent: "
_BODY = re.compile(rf"\*\*Body\*\* (?P<type>{MASK}), (?P<need>required|optional)(?:: (?P<rest>.*))?$")
_WHERE = re.compile(
    rf".* — ({'|'.join(map(re.escape, WRAPPINGS))})(, nullable)?(?:, no schema declared|: (.*?))?"
    r"(?:, with [\w, ]+ \((?P<envelope>envelope \d+)\))?$"
)


@dataclass(slots=True)
class Stated:
    """Where the rows of a value stand: in place (`listing`), at a `link`, or nowhere (`plain` says what it is)."""

    page: str
    listing: Listing
    link: str = ""
    plain: Row | None = None
    not_sent: tuple[str, ...] = ()


@dataclass(slots=True)
class BodyText:
    """A request body as the section states it."""

    content_type: str
    required: bool
    stated: Stated
    example: str = ""
    encodings: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ResponseText:
    """A response in one media type as the section states it."""

    status: str
    content_type: str
    wrapping: str
    stated: Stated
    said: str
    envelope: str = ""
    nullable: bool = False


@dataclass(slots=True)
class OperationText:
    """The section of one operation; `groups` are the parameters by the title that they stand under.

    `errors` tells of each status whether its body is the usual one.
    """

    key: str
    page: str
    section: Section
    deprecated: bool = False
    groups: dict[str, Listing] = field(default_factory=dict)
    includes: set[str] = field(default_factory=set)
    bodies: list[BodyText] = field(default_factory=list)
    responses: list[ResponseText] = field(default_factory=list)
    errors: dict[str, bool] = field(default_factory=dict)
    error_bodies: dict[str, Listing] = field(default_factory=dict)
    headers: dict[str, Listing] = field(default_factory=dict)
    webhooks: dict[str, str] = field(default_factory=dict)
    webhooks_without_payload: set[str] = field(default_factory=set)
    deprecated_webhooks: set[str] = field(default_factory=set)


class OperationReader:
    """Reads the section of one operation, block by block."""

    def __init__(self, notation: Notation, page: str, section: Section) -> None:
        self._notation = notation
        self._text = OperationText(section.title, page, section)
        self._body: BodyText | None = None
        self._title = ""

    def read(self) -> OperationText:
        for block in self._text.section.blocks():
            if block.items:
                self._list(block.items)
            elif block.code:
                assert self._body is not None
                self._body.example = block.code
            else:
                self._paragraph(block.text)
        return self._text

    def _paragraph(self, text: str) -> None:
        if text.startswith("**Body**"):
            self._title, self._body = "Body", self._read_body(text)
            self._text.bodies.append(self._body)
        elif text.startswith("**Deprecated**"):
            self._text.deprecated = True
        elif title := re.fullmatch(r"\*\*([^*]+)\*\*(?: sent to this subscription)?", text):
            self._title, self._body = title[1], None
        elif text == "How the form is written:":
            self._title = "Encoding"
        elif _NOT_SENT in text:
            assert self._body is not None
            self._body.stated.not_sent = tuple(codes(text.split(_NOT_SENT)[1].split(" — ")[0]))

    def _read_body(self, text: str) -> BodyText:
        line, spans = masked(text)
        found = _BODY.match(line)
        if not found:
            raise UnreadableError(f"{self._text.page}: {text}")
        rest = found["rest"] or ""
        stated = Stated(self._text.page, Listing(self._text.page))
        if links := links_in(rest):
            stated.link = links[0][1]
        elif rest == "the fields above":
            stated = self._text.bodies[0].stated
        elif rest and rest not in ("a map", "no schema declared"):
            stated.plain = self._notation.plain(self._text.page, text.split(": ", 1)[1])
        return BodyText(unmasked(found["type"], spans), found["need"] == "required", stated)

    def _list(self, items: list[Item]) -> None:
        if self._title in GROUPS:
            rows = [item for item in items if not re.match(r"`\w+`: ", item.text)]
            self._text.groups[self._title] = self._notation.listing(self._text.page, rows)
        elif self._title == "Includes":
            for item in items:
                self._text.includes |= set(codes(item.text.split(" — ")[0]))
        elif self._title == "Body" and self._body is not None:
            self._body.stated.listing = self._notation.listing(self._text.page, items)
        elif self._title == "Encoding" and self._body is not None:
            self._body.encodings = {codes(item.text)[0]: item.text for item in items}
        elif self._title == "Webhooks":
            for item in items:
                self._webhook(item.text)
        elif self._title == "Responses":
            for item in items:
                self._response(item)
        else:
            raise UnreadableError(f"{self._text.page}: a list below {self._title!r}: {items[0].text}")

    def _webhook(self, text: str) -> None:
        if text.startswith("no payload is documented for "):
            self._text.webhooks_without_payload = set(codes(text))
            return
        (name, target), *_ = links_in(text)
        self._text.webhooks[re.sub(r"\\(.)", r"\1", name)] = target
        if text.endswith(" (deprecated)"):
            self._text.deprecated_webhooks.add(name)

    def _response(self, item: Item) -> None:
        statuses = re.match(r"(`[^`]+`(?:, `[^`]+`)*)(.*)", item.text)
        if not statuses:
            raise UnreadableError(f"{self._text.page}: {item.text}")
        named, rest = codes(statuses[1]), statuses[2]
        headers = [child for child in item.children if child.text.startswith(("header ", "link "))]
        rows = [child for child in item.children if child not in headers]
        if rest == ": usual errors":
            self._text.errors |= dict.fromkeys(named, True)
        elif found := _WHERE.match(item.text):
            self._text.responses.append(self._success(named[0], item.text, found, rows))
        else:
            self._text.errors[named[0]] = rest.endswith(": the usual body")
            self._text.error_bodies[named[0]] = self._notation.listing(self._text.page, rows)
        if headers:
            lines = [
                Item(child.text.removeprefix("header "), child.children) for child in headers if "header" in child.text
            ]
            self._text.headers[named[0]] = self._notation.listing(self._text.page, lines)

    def _success(self, status: str, text: str, found: re.Match[str], rows: list[Item]) -> ResponseText:
        page, what = self._text.page, found[3] or ""
        stated = Stated(page, self._notation.listing(page, rows))
        if what.startswith("["):
            stated.link = links_in(what)[0][1]
        elif what and not re.match(r"\d+ (?:field|row)s? below", what):
            stated.plain = self._notation.plain(page, what.split("; ")[0])
        other = re.search(r" \(`([^`]+/[^`]+)`\) — $", text[: found.start(1)])
        return ResponseText(
            status=status,
            content_type=other[1] if other else "" if found[1] == "no body" else "application/json",
            wrapping=found[1],
            stated=stated,
            said=text,
            envelope=found["envelope"] or "",
            nullable=bool(found[2]),
        )


def not_sent(blocks: list[Block]) -> tuple[str, ...]:
    texts = [block.text.split(_NOT_SENT)[1].split(" — ")[0] for block in blocks if _NOT_SENT in block.text]
    return tuple(codes(texts[0])) if texts else ()
