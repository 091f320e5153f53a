"""The file of one call → its record, read block by block; what fits nowhere is an error."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache

from readback.bundle import CALLS, Bundle
from readback.cases import MARK, read_mark
from readback.markdown import MASK, Item, Page, codes, links_in, masked, target_of, unmasked
from readback.notation import Notation, facts
from readback.record import Answer, Body, Call, Fields, Marks, Name, Texts
from readback.terms import Listing, Row, UnreadableError, in_words

HEADING = re.compile(r"([A-Z-]+) (/.*)")
WRAPPINGS = (
    "`data` object",
    "in `data`",
    "`data[]` list",
    "bare list, not wrapped in `data`",
    "bare, not wrapped in `data`",
    "a stream of items",
)
EXAMPLES = "**Examples** of "
"""What the label of the document's own examples begins with."""
MOVING = "**Moving to** "
"""What the lines on a deprecated call's successor begin with; what they say is held to labels made by hand."""
GROUPS = {
    "Path": "path parameter",
    "Query": "query parameter",
    "Filters": "filter",
    "Headers": "",
    "Cookies": "",
    "Query string": "",
}
"""What parameters are listed below, and how the line "On this page" calls those that it counts."""
_OF_BODIES = ("Body", "How the form is written:", "Read-only, not to be sent:")
_ODD = ("Odd in the parameters", "Odd in the body", "Odd in the response")
"""Below these a file says what the document has in two ways: remarks on facts that stand elsewhere in it."""
_REMARK = re.compile(rf"{MASK}(?:, {MASK})*: \S")
_BODY = re.compile(rf"\*\*Body\*\* (?P<types>{MASK}(?:, {MASK})*), (?P<need>required|optional)(?:: (?P<form>.*))?$")
IDENTITY = re.compile(rf"(?:operationId {MASK}|tag .+|security .+|recipes: .+)(?: · .+)*$")
_VARIABLE = re.compile(
    rf"{MASK} in it is to be replaced(?: by {MASK}(?: or {MASK})*(?: or nothing)?)?(?: \(default {MASK}\))?(?: — .+)?$"
)
_EXAMPLE = re.compile(
    r"\*\*Example\*\*(?:: (?:from the document(?: \(.*\))?|formally required fields only"
    r"|some fields only, since formally none is required|a file, for no value was found that the schema takes"
    r"|it fits several of the variants, of which one alone should be true))?"
    rf"(?:[:;] {MASK} is [a-z][a-z ,]+, (?:as it names no server|to which its server is relative))?$"
)
_STATUS = r"`(?P<status>[1-5](?:\d\d|XX)|default)`"
_USUAL = re.compile(
    rf"(?P<statuses>{_STATUS.replace('?P<status>', '')}(?:, `[^`]+`)*): \[usual errors\]\((?P<link>\S+)\)$"
)
_TYPES = r"(?: \((?P<types>`(?:[^`]+/[^`]+|\*)`(?:, `[^`]+`)*)\))?"
_NAMED = re.compile(r" ?\((?P<types>`[^`]+`(?:, `[^`]+`)*)\)$")
"""What names no media type, as it has no slash, but stands in the place of one."""
_JSON_TYPE = "(?:array|boolean|integer|number|null|object|string)"
_MARK = (
    rf"(?:{MARK.replace(MASK, '`[^`]*`')}|required|nullable|deprecated|no other fields|other fields allowed"
    r"|each name \([^()]*\)|default `[^`]*`|one of `[^`]*`(?:, `[^`]*`)*)"
)
_ALSO = rf"(?: \([^()]*\))?(?: {_MARK}(?: and {_MARK})*)?"
_GOOD = re.compile(
    rf"{_STATUS}(?: (?P<said>.*?))??{_TYPES} — (?P<wrapping>{'|'.join(map(re.escape, WRAPPINGS))})"
    rf"(?:, (?P<type>(?:array of |map of |stream of )*{_JSON_TYPE}(?: or {_JSON_TYPE})*))?(?: \((?P<limits>[^()]*)\))?"
    rf"(?P<marks>(?:, {_MARK})*)(?P<entries>, entries{_ALSO})?(?P<whole>, whole body{_ALSO})?"
    r"(?:, (?:each )?XML [^,:]*)*"
    r"(?:(?P<untyped>, no schema declared)|, (?P<count>\d+) fields?"
    r"|, what (?P<link>\[.*?\]\(\S+\)) returns|: (?P<plain>[^;]*))"
    r"(?P<texts>; .*)?$"
)
_EMPTY = re.compile(rf"{_STATUS}(?: (?P<said>.*))? — no body$")
_BAD = re.compile(rf"{_STATUS}(?: (?P<said>.*?))??{_TYPES}:(?P<empty> no body)?$")


def call_files(bundle: Bundle) -> dict[str, list[Page]]:
    """Return the files that are headed by a call, by `METHOD /path`: there must be one for each."""
    pages: dict[str, list[Page]] = {}
    for page in bundle.below("reference/"):
        for section in page.sections.values():
            if HEADING.fullmatch(section.name):
                pages.setdefault(section.name, []).append(page)
    return pages


@cache
def read_call(bundle: Bundle, path: str) -> Call:
    """Return what the file of a call states, with what it rightly leaves to common errors or to another call."""
    return _Reader(bundle, bundle.whole(path)).read()


def read_parts(bundle: Bundle, page: Page, title: str, items: list[Item], into: Call) -> None:
    """Add to a record what a list of a file states that stands below a title of call files.

    An answer without a body need not say so, as the receiver of a webhook gives it.
    """
    reader = _Reader(bundle, page, into)
    reader.read_list(title, [Item(_with_body(item.text), item.children) for item in items])


def _with_body(text: str) -> str:
    """Return the line of an answer with the words that there is no body, where it announces none."""
    return f"{text}: no body" if re.match(_STATUS, text) and not text.endswith(":") else text


class _Reader:
    def __init__(self, bundle: Bundle, page: Page, call: Call | None = None) -> None:
        self._bundle = bundle
        self._notation = bundle.notation(page.path)
        self._page = page
        self._call = call or Call(page.top.name)
        self._bodies: list[tuple[Body, str]] = []
        self._title = ""
        self._counts = ""
        self._has_example = False
        self._numbers: Counter[str] = Counter()
        self._of_bodies: list[int] = []

    def read(self) -> Call:
        for block in self._page.top.blocks():
            if block.items:
                self._list(block.items)
            elif block.code:
                is_said = self._title in ("", *_OF_BODIES)
                self._paragraph(block.code) if is_said else self._example(block.code)
            else:
                self._paragraph(block.text)
        head = self._call.head
        if head and IDENTITY.match(masked(head[-1])[0]):
            self._call.identity += [part for part in head.pop().split(" · ") if not part.startswith("recipes: ")]
        for body, _ in self._bodies:
            assert isinstance(body.fields, Fields)
            assert isinstance(body.not_sent, Fields)
            body.not_sent = replace(body.not_sent, beside=frozenset(body.fields.listing.elsewhere()))
        self._check_counts()
        return self._call

    def read_list(self, title: str, items: list[Item]) -> None:
        """Add what a list below a title states."""
        self._title = title
        self._list(items)

    def _unreadable(self, text: str) -> UnreadableError:
        return UnreadableError(f"{self._page.path}, below {self._title!r}: {text}")

    def _paragraph(self, text: str) -> None:
        if text.startswith("**Body** "):
            self._title = "Body"
            self._new_body(text)
        elif text.startswith("**Paging**: "):
            self._title = "Paging"
        elif text.startswith("**Deprecated**: "):
            self._call.deprecated = True
        elif text.startswith(MOVING):
            self._title = MOVING
        elif _EXAMPLE.match(masked(text)[0]):
            self._title = "Example"
        elif text.startswith(EXAMPLES):
            self._title = EXAMPLES
        elif text.startswith("On this page: "):
            self._counts = text.removeprefix("On this page: ")
        elif text == "**Servers** of this call, instead of the usual base URL":
            self._title = "Servers"
        elif title := re.fullmatch(r"\*\*([^*]+)\*\*(?: sent to this subscription)?", text):
            self._title = title[1]
        elif self._title == EXAMPLES:
            pass  # held to the document by `test_documented_examples`
        elif text in _OF_BODIES:
            self._body()
            self._title = text
        elif not self._title:
            self._call.head.append(text)
        else:
            self._body()
            self._call.bodies_said.append(text)

    def _example(self, text: str) -> None:
        if self._title == EXAMPLES:
            return
        if self._title != "Example" or self._has_example or not text.startswith("curl "):
            raise self._unreadable(text)
        self._has_example = True

    def _body(self) -> Body:
        """Return the body that is being told of."""
        if self._title not in _OF_BODIES:
            raise self._unreadable("what belongs to a body")
        return self._bodies[-1][0]

    def _new_body(self, text: str) -> None:
        line, spans = masked(text)
        match = _BODY.match(line)
        if not match:
            raise self._unreadable(text)
        body = Body(match["need"] == "required", untyped=match["form"] == "no schema declared")
        if match["form"] and not body.untyped:
            itself = self._notation.plain(re.split(r", (?:required|optional): ", text, maxsplit=1)[1])
            body.fields = Fields(itself=itself)
        self._bodies.append((body, text))
        self._call.bodies |= {unmasked(mark, spans): body for mark in re.findall(MASK, match["types"])}

    def _list(self, items: list[Item]) -> None:
        call, title = self._call, self._title
        if title == MOVING:
            call.moving += [item.text for item in items]
        elif title == "Includes":
            rows = [_include(item) for item in items]
            call.groups[title] = Fields(Listing(rows=rows))
            self._numbers["include"] = sum(len(row.values or ()) for row in rows)
        elif title in GROUPS:
            leads = [item for item in items if re.match(r"`[^`]+`: (?!exactly one of |any of )", item.text)]
            call.leads |= {codes(item.text)[0]: Texts([item.text.split(": ", 1)[1]]) for item in leads}
            rows_only = [item for item in items if item not in leads]
            listing = self._notation.listing(rows_only)
            call.groups[title] = Fields(listing)
            number = listing.lines if title == "Filters" else _as_sent(self._notation, rows_only)
            self._numbers[GROUPS[title]] = number
        elif title == "Body":
            listing = self._notation.listing(items)
            self._of_bodies.append(listing.lines)
            self._body().fields = replace(self._body().fields, listing=listing)
        elif title == "How the form is written:":
            for item in items:
                name, *told = codes(item.text)
                told += re.findall(r"separated by (commas|blanks)\b", item.text)
                told += re.findall(r"(reserved) characters may stay as they are$", item.text)
                self._body().encodings[name] = set(told)
                if headers := [Item(child.text.removeprefix("header "), child.children) for child in item.children]:
                    self._body().part_headers[name] = Fields(self._notation.listing(headers))
        elif title == "Read-only, not to be sent:":
            listing = self._notation.listing(items)
            self._body().not_sent = Fields(Listing(rows=listing.flat(), links=listing.links))
        elif title == "Servers":
            for item in items:
                self._server(item)
        elif title == "Webhooks":
            for item in items:
                self._webhook(item.text)
        elif title in _ODD:
            for item in items:
                self._remark(item)
        elif title == "Responses":
            for item in items:
                self._response(item)
        else:
            raise self._unreadable(items[0].text)

    def _remark(self, item: Item) -> None:
        """Hold the line of what is odd to its form: the names that it is about, then what is odd about them."""
        if not _REMARK.match(masked(item.text)[0]) or item.children:
            raise self._unreadable(item.text)

    def _server(self, item: Item) -> None:
        """Read a server and its variables, each with the words that its values and its default are told in."""
        said = [f"server {item.text}"]
        for child in item.children:
            match = _VARIABLE.match(masked(child.text)[0])
            if not match or child.children:
                raise self._unreadable(child.text)
            said.append(child.text)
        self._call.identity.append("; ".join(said))

    def _webhook(self, text: str) -> None:
        if text.startswith("no payload is documented for "):
            self._call.silent_webhooks = set(codes(text))
            return
        ((label, target),) = links_in(text)
        name = re.sub(r"\\(.)", r"\1", label)
        self._call.webhooks[name] = target_of(self._page.path, target)[0]
        self._call.past_webhooks |= {name} if text.endswith(" (deprecated)") else set()

    def _response(self, item: Item) -> None:
        if usual := _USUAL.match(item.text):
            for status in codes(usual["statuses"]):
                self._answer((status, "application/json"), self._usual_error(status, usual["link"]))
            return
        match = _EMPTY.match(item.text) or _GOOD.match(item.text) or _BAD.match(item.text)
        if not match:
            raise self._unreadable(item.text)
        told = match.groupdict()
        status, rows = told["status"], []
        answer = Answer(Name([told["said"] or ""]), wrapping=told.get("wrapping") or "")
        for child in item.children:
            if child.text.startswith("header `"):
                header = self._notation.listing([Item(child.text.removeprefix("header "), child.children)])
                self._call.headers.setdefault(status, Fields()).listing.add(header)
                self._numbers["response field"] += header.lines - 1
            elif child.text.startswith("link `"):
                self._call.links.setdefault(status, set()).add(_link(child))
            elif child.text == "beside `data`:":
                answer.beside = Fields(self._notation.listing(child.children))
            else:
                rows.append(child)
        if match.re is _EMPTY or told.get("empty"):
            self._answer((status, ""), answer)
            return
        self._state(answer, told, rows)
        types = told.get("types")
        if (
            not types
            and (status, "application/json") in self._call.answers
            and (named := _NAMED.search(answer.said[0]))
        ):
            answer.said, types = Name([answer.said[0][: named.start()]]), named["types"]
        for content_type in codes(types or "`application/json`"):
            same = self._of_other_call(told["link"], content_type) if told.get("link") else answer
            self._answer((status, content_type), replace(same, said=answer.said))

    def _state(self, answer: Answer, told: dict[str, str | None], rows: list[Item]) -> None:
        """Put in what a line says of a body, and the lines below it."""
        answer.untyped = bool(told.get("untyped")) or [row.text for row in rows] == ["no schema declared"]
        answer.type, answer.limits = told.get("type") or "", facts(told.get("limits"))
        answer.marks, answer.entries = _marks(told.get("marks")), _marks(told.get("entries"))
        answer.whole = _marks(told.get("whole"))
        answer.texts += [told.get("texts") or ""]
        itself = self._notation.plain(plain) if (plain := told.get("plain")) else None
        answer.fields = Fields(Listing() if answer.untyped else self._notation.listing(rows), itself)
        lines = answer.fields.listing.lines
        self._numbers["response field"] += lines + answer.beside.listing.lines
        if (count := told.get("count")) and int(count) != (lines or len(answer.fields.listing.choices)):
            self._call.miscounted.add(f"{count} fields announced, {lines} stated")

    def _answer(self, key: tuple[str, str], answer: Answer) -> None:
        is_empty = not answer.untyped and not answer.wrapping and answer.fields == Fields()
        key = (key[0], "" if is_empty else key[1])
        if key in self._call.answers:
            raise self._unreadable(f"{key} twice")
        self._call.answers[key] = answer

    def _usual_error(self, status: str, link: str) -> Answer:
        """Return what `common-patterns.md` says of an error; it says nothing of headers, nor of other media types."""
        target = (self._page.path, link)
        path, anchor = target_of(*target)
        usual = self._bundle.usual_errors(target)
        if (path, anchor) != ("reference/common-patterns.md", "errors") or status not in usual:
            raise self._unreadable(f"{status} is not stated at {link}")
        said, items = usual[status]
        answer = Answer(Name([said]), untyped=[item.text for item in items] == ["no schema declared"])
        answer.fields = Fields(Listing() if answer.untyped else self._bundle.notation(path).listing(items))
        return answer

    def _of_other_call(self, link: str, content_type: str) -> Answer:
        """Return what the call returns that reads one of what this one writes; that call must say so itself."""
        path, _ = target_of(self._page.path, links_in(link)[0][1])
        method, _, place = self._call.key.partition(" ")
        there = self._bundle.page((self._page.path, links_in(link)[0][1])).top.name
        same_item = re.fullmatch(rf"GET {re.escape(place.rstrip('/'))}(/\{{[^/]*\}})?/?", there)
        if method == "GET" or not same_item or not path.startswith(CALLS):
            raise self._unreadable(f"left to {there}")
        answers = read_call(self._bundle, path).answers
        statuses = {status for status, _ in answers if status.startswith("2")} or {"default"}
        good = [answer for (status, kind), answer in answers.items() if kind == content_type and status in statuses]
        if len(good) != 1:
            raise self._unreadable(f"{there} does not state one answer as {content_type}")
        return good[0]

    def _check_counts(self) -> None:
        """Hold the line "On this page" against what is stated."""
        nouns = [(noun, self._numbers[noun]) for noun in (*GROUPS.values(), "include")]
        nouns += [("body field", number) for number in self._of_bodies]
        nouns.append(("response field", self._numbers["response field"]))
        counts = ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for noun, number in nouns if noun and number)
        if self._counts and self._counts != counts:
            self._call.miscounted.add(f"On this page: {self._counts}, but there are {counts}")


def _as_sent(notation: Notation, items: list[Item]) -> int:
    """Return how many parameters are sent: of a deep object each of its fields, without the line of the whole."""
    paths = [codes(item.text)[0] for item in items if item.text.startswith("`")]
    number = 0
    for item, path in zip(items, paths, strict=True):
        is_whole = "[" not in path and any(other.startswith(f"{path}[") for other in paths)
        if re.match(r"`[^`]*\[[^`]*`: (?:exactly one|any) of ", item.text):
            number += notation.listing([item]).lines
        elif not is_whole or re.search(r"each member as a|separated by", item.text):
            number += 1
    return number


def _marks(text: str | None) -> Marks:
    """Return the marks and limits that a part of the line of an answer tells."""
    limits = re.search(r"^, (?:entries|whole body) \(([^()]*)\)", text or "")
    marks: set[str | tuple[str, str]] = {*facts(limits[1] if limits else None)}
    for part in re.split(rf" and (?={_MARK}(?:$| and ))", text or ""):
        for mark in re.findall(_MARK, part):
            line, spans = masked(mark)
            of_values = mark.startswith("one of")
            marks.add(f"one of {sorted(codes(mark))}" if of_values else unmasked(read_mark(line, spans), spans))
    return frozenset(marks)


def _link(item: Item) -> str:
    """Return a link of a response in words: its name, the call that it leads to, and what goes into that."""
    below = [unmasked(*masked(child.text)) for child in item.children]
    target, _, said = unmasked(*masked(re.sub(r"\[(.*?)\]\(\S+\)", r"\1", item.text))).partition(" — ")
    return "; ".join([target, *below, *([in_words(said)] if said else [])])


def _include(item: Item) -> Row:
    """Return the calls that ask for relations, and what is said of them."""
    text, spans = masked(item.text)
    head, _, said = text.partition(" — ")
    match = re.fullmatch(rf"(?P<calls>{MASK}(?:, {MASK})*)(?P<marks>(?:, [a-z][a-z ]+)*)", head)
    if not match:
        raise UnreadableError(item.text)
    calls = frozenset(unmasked(mark, spans) for mark in re.findall(MASK, match["calls"]))
    marks = frozenset(filter(None, match["marks"].split(", ")))
    return Row(path="", type="", values=calls, marks=marks, said=(unmasked(said, spans),))
