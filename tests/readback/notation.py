"""The typed lines of a file → rows, unions and links: the notation that `docs` promise, read strictly.

A line that does not fit the notation is an error, not something to skip: what a test cannot read, no assistant can. So
a line that leaves its facts to another list cannot pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from readback.cases import MARK, NEVER, read_case, read_mark
from readback.markdown import LINK, MASK, Item, links_in, masked, unmasked
from readback.terms import Choice, Listing, Needs, Row, UnreadableError, Variant, in_words

_WORDS = {
    "min": "minimum",
    "max": "maximum",
    "more than": "exclusiveMinimum",
    "less than": "exclusiveMaximum",
    "multiple of": "multipleOf",
    "min length": "minLength",
    "max length": "maxLength",
    "min items": "minItems",
    "max items": "maxItems",
    "min members": "minProperties",
    "max members": "maxProperties",
    "pattern": "pattern",
    "contentMediaType": "contentMediaType",
    "contentEncoding": "contentEncoding",
}
_LIMIT = re.compile(rf"({'|'.join(sorted(_WORDS, key=len, reverse=True))}) (\S+)$")
_TYPE = rf"{NEVER}|(?:array of |map of |stream of )*[a-z]+(?: or [a-z]+)*"
_XML = (
    rf"XML (?:attribute|element|namespace|prefix|elements within an element)(?: of its name)?(?: {MASK})?"
    rf"|each XML element {MASK}|XML (?:text of|CDATA in) the element around it"
)
"""How a value is written as XML (OpenAPI 3.0.4, XML Object)."""
_WRITTEN = (
    rf"written as {MASK}|sent as {MASK}|each member as a parameter of its own|style {MASK}(?: exploded)?"
    rf"|(?:values|as name=value pairs|as names and values) separated by (?:commas|blanks|{MASK})"
    "|may be empty|the whole query string|reserved characters may stay as they are|declared for the whole path"
    rf"|no other fields|other fields allowed|each name \([^()]*\)|names like {MASK}|{MARK}|{_XML}"
)
_MARK = rf"required|nullable|read-only|write-only|deprecated(?: \(use {MASK}(?:, {MASK})*\))?|default {MASK}|{_WRITTEN}"
_HEAD = re.compile(
    rf"(?P<name>{MASK}) (?P<type>{_TYPE})(?: \((?P<facts>.*?)\))?(?P<link> {LINK})?(?P<marks>(?:, (?:{_MARK}))*)$"
)
_PLAIN = re.compile(rf"(?P<type>{_TYPE})(?: \((?P<facts>.*?)\))?(?: {LINK})?(?P<marks>(?:, (?:{_MARK}))*)$")
_VALUES = re.compile(rf"(?:each )?one of (?P<values>{MASK}(?:, {MASK})*(?:; each one of {MASK}(?:, {MASK})*)*|{LINK})$")
_SHOWN = rf"{MASK}|at {MASK}|one of [\d,]+ characters left out|without a value"
_SAID = r"(?:[^()]|\([^()]*\))*"
_EXAMPLE = re.compile(rf"(?P<shown>{_SHOWN})(?: \((?P<said>{_SAID})\))?")
_ONE = rf"(?:{_SHOWN})(?: \({_SAID}\))?"
_EXAMPLES = re.compile(rf"(?:each )?e\.g\. (?P<all>{_ONE}(?:, {_ONE})*)(?:, \d+ more left out)?$")
_CHOICE = re.compile(rf"(?:(?P<path>{MASK}): )?(?P<kind>exactly one|any) of (?P<count>\d+) variants$")
_NAMES = rf"{MASK}(?:, {MASK})*(?: (?:and|or) {MASK})?"
_SET = rf"{_NAMES}(?: without {_NAMES})?|without {_NAMES}"
_NEEDS = re.compile(
    rf"(?P<count>at least one|exactly one|at most one) (?:of (?P<names>{_NAMES})|is required: (?P<sets>.+))"
    r"(?: is required)?$"
)
_TOGETHER = re.compile(rf"all or none of (?P<names>{_NAMES})$")
_OTHER = re.compile(
    rf"when {MASK} is (?P<value>{MASK}): (?P<target>{MASK}), "
    r"which is (?:none of these|(?P<elsewhere>not in the document))$"
)
_VARIANT = re.compile(
    rf"variant (?P<number>\d+)(?: \*\*(?P<title>.*?)\*\*)?(?:, when (?P<by>{MASK}) is (?P<values>{MASK}(?:, {MASK})*))?"
    rf"(?P<marks>(?:, (?:{_MARK}))*)(?:: (?P<rest>.*))?$"
)

Target = tuple[str, str]
"""The file that a link stands in, and what it leads to."""


class Notation:
    """Reads the lists of one file; `values_at` gives the values of a long enum, by the file and the link's target."""

    def __init__(self, page: str, values_at: Callable[[str, str], frozenset[str]]) -> None:
        self._page = page
        self._values_at = values_at

    def listing(self, items: list[Item]) -> Listing:
        """Return what a list of fields states."""
        listing = Listing()
        for item in items:
            self._into(listing, item)
        return listing

    def row(self, line: str) -> tuple[Row, str]:
        """Return the row that a line states, and the target at which it goes on, if any."""
        try:
            row, link, enum = _row(line)
        except UnreadableError as problem:
            raise UnreadableError(f"{self._page}: {problem}") from problem
        return self._resolved(row, enum), link

    def plain(self, text: str) -> Row:
        """Return what a type in words without a name states: `array of string — each one of …`."""
        try:
            return self._resolved(*_plain(*masked(text)))
        except UnreadableError as problem:
            raise UnreadableError(f"{self._page}: {problem}") from problem

    def examples(self, text: str) -> tuple[str, ...]:
        """Return the examples that a paragraph gives of a schema; none for one that says something else."""
        line, spans = masked(text)
        return _example([f"{line[:1].lower()}{line[1:]}"], spans)[0]

    def _resolved(self, row: Row, enum: str) -> Row:
        return replace(row, values=self._values_at(self._page, enum)) if enum else row

    def _into(self, listing: Listing, item: Item) -> None:
        text, spans = masked(item.text)
        if choice := _CHOICE.match(text):
            path = unmasked(choice["path"], spans) if choice["path"] else ""
            self._choice(listing, item, path, choice)
            return
        if needs := _needs(text, spans):
            listing.needs.append(needs)
            return
        links = links_in(item.text)
        link_to = (self._page, links[0][1]) if links else None
        if case := read_case(text, spans, self.listing(item.children), link_to):
            listing.cases.append(case)
            listing.lines += case.listing.lines
            return
        row, link = self.row(item.text)
        if row in listing.rows:
            raise UnreadableError(f"{self._page}: twice: {item.text}")
        listing.rows.append(row)
        listing.lines += 1
        if link:
            listing.links[row.path] = (self._page, link)
        for child in item.children:
            self._into(listing, child)

    def _choice(self, into: Listing, item: Item, path: str, choice: re.Match[str]) -> None:
        variants: list[Variant] = []
        others: dict[str, str] = {}
        for child in item.children:
            text, spans = masked(child.text)
            if other := _OTHER.match(text):
                target = unmasked(other["target"], spans)
                others[unmasked(other["value"], spans)] = f"{target} elsewhere" if other["elsewhere"] else target
                continue
            variants.append(self._variant(child, len(variants) + 1))
            into.lines += variants[-1].listing.lines
        if len(variants) != int(choice["count"]):
            raise UnreadableError(f"{self._page}: {choice['count']} variants announced, {len(variants)}: {item.text}")
        kind = "oneOf" if choice["kind"] == "exactly one" else "anyOf"
        into.choices.append(Choice(path=path, kind=kind, variants=variants, others=others))

    def _variant(self, item: Item, number: int) -> Variant:
        text, spans = masked(item.text)
        head, *rest = text.split(" — ")
        variant = _VARIANT.match(head)
        if not variant or int(variant["number"]) != number:
            raise UnreadableError(f"{self._page}: variant {number} expected: {item.text}")
        conditions = {}
        if variant["by"]:
            values = frozenset(unmasked(mark, spans) for mark in re.findall(MASK, variant["values"]))
            conditions[unmasked(variant["by"], spans)] = values
        plain, link = variant["rest"] or "", None
        if targets := links_in(plain):
            link, plain = (self._page, targets[0][1]), "" if plain.startswith("[") else plain
        if plain:
            itself = self._resolved(*_plain(" — ".join([plain + variant["marks"], *rest]), spans))
        else:
            marks, default, _ = _marks(variant["marks"], spans)
            examples, rest = _example(rest, spans)
            said = _said(rest, spans)
            itself = Row(path="", type="", marks=marks, default=default, said=said, examples=examples)
        return Variant(
            title=unmasked(variant["title"] or "", spans),
            conditions=conditions,
            itself=itself,
            listing=self.listing(item.children),
            link=link,
        )


def _needs(text: str, spans: list[str]) -> Needs | None:
    """Return which fields go together by a line that says so."""
    if together := _TOGETHER.match(text):
        names = _paths(together["names"], spans)
        return Needs.of(names, lambda given: given in (frozenset(), names))
    line = _NEEDS.match(text)
    if not line:
        return None
    if line["names"]:
        sets = [(frozenset([name]), frozenset[str]()) for name in _paths(line["names"], spans)]
    else:
        parts = [part.partition("without ") for part in re.split(r", or |, (?=`|without)", line["sets"])]
        sets = [(_paths(needed, spans), _paths(absent, spans)) for needed, _, absent in parts]

    def is_allowed(given: frozenset[str]) -> bool:
        true = sum(needed <= given and not absent & given for needed, absent in sets)
        return {"exactly one": true == 1, "at least one": true > 0, "at most one": true <= 1}[line["count"]]

    return Needs.of((name for needed, absent in sets for name in needed | absent), is_allowed)


def _paths(text: str, spans: list[str]) -> frozenset[str]:
    return frozenset(unmasked(mark, spans) for mark in re.findall(MASK, text))


@cache
def _row(line: str) -> tuple[Row, str, str]:
    """Return the row of a line, the target that it goes on at, and the one that has its values."""
    text, spans = masked(line)
    head, *rest = text.split(" — ")
    match = _HEAD.match(head)
    if not match:
        raise UnreadableError(line)
    marks, default, uses = _marks(match["marks"], spans)
    values, enum, rest = _values(rest, spans)
    examples, rest = _example(rest, spans)
    row = Row(
        path=unmasked(match["name"], spans),
        type=re.sub(NEVER, "never", match["type"]),
        facts=_facts(match["facts"], spans),
        marks=marks,
        default=default,
        values=values,
        said=_said(rest, spans),
        examples=examples,
        uses=uses,
    )
    return row, links_in(line.split(" — ")[0])[0][1] if match["link"] else "", enum


def _plain(text: str, spans: list[str]) -> tuple[Row, str]:
    head, *rest = text.split(" — ")
    match = _PLAIN.match(head)
    if not match:
        raise UnreadableError(unmasked(text, spans))
    marks, default, _ = _marks(match["marks"], spans)
    values, enum, rest = _values(rest, spans)
    examples, rest = _example(rest, spans)
    row = Row(
        path="",
        type=match["type"],
        facts=_facts(match["facts"], spans),
        marks=marks,
        default=default,
        values=values,
        said=_said(rest, spans),
        examples=examples,
    )
    return row, enum


def _marks(text: str, spans: list[str]) -> tuple[frozenset[str], str | None, tuple[str, ...]]:
    marks, default, uses = set(), None, ()
    for mark in re.findall(_MARK, text):
        if mark.startswith("default"):
            default = " ".join(unmasked(mark.removeprefix("default "), spans).split())
        elif re.match(_XML, mark):
            continue  # `tests/unit/pages/test_xml_words.py` holds these
        elif mark.startswith("deprecated"):
            marks.add("deprecated")
            uses = tuple(unmasked(name, spans) for name in re.findall(MASK, mark))
        else:
            marks.add(unmasked(read_mark(mark, spans), spans))
    return frozenset(marks), default, uses


def _values(parts: list[str], spans: list[str]) -> tuple[frozenset[str] | None, str, list[str]]:
    """Return the values that stand first, or the target that has them, and the parts that follow."""
    match = _VALUES.match(parts[0]) if parts else None
    if not match:
        return None, "", parts
    if match["values"].startswith("["):
        return None, links_in(match["values"])[0][1], parts[1:]
    values = frozenset(" ".join(unmasked(mark, spans).split()) for mark in re.findall(MASK, match["values"]))
    return values, "", parts[1:]


def _example(parts: list[str], spans: list[str]) -> tuple[tuple[str, ...], list[str]]:
    starts = range(len(parts) - 1, -1, -1)  # what is said of an example may have the mark between parts in it
    texts = ((start, _EXAMPLES.match(" — ".join(parts[start:]))) for start in starts)
    place, match = next(((start, match) for start, match in texts if match), (0, None))
    if match is None:
        return (), parts
    told = []
    for example in _EXAMPLE.finditer(match["all"]):
        if example["shown"] != "without a value":
            told.append(" ".join(unmasked(example["shown"].removeprefix("at "), spans).split()))
        if example["said"]:
            told.append(in_words(unmasked(example["said"], spans)))
    return tuple(told), parts[:place]


def _said(parts: list[str], spans: list[str]) -> tuple[str, ...]:
    """Return what stands after type and values, with the code spans apart from the text around them."""
    return (unmasked(" — ".join(parts), [f"`{span}`" for span in spans]),) if parts else ()


def facts(text: str | None) -> frozenset[tuple[str, str]]:
    """Return format and limits that stand in brackets behind a type."""
    return _facts(*masked(text)) if text else frozenset()


def _facts(text: str | None, spans: list[str]) -> frozenset[tuple[str, str]]:
    stated: set[tuple[str, str]] = set()
    for part in (text or "").split(", ") if text else ():
        limit = _LIMIT.match(part)
        if limit:
            stated.add((_WORDS[limit[1]], " ".join(unmasked(limit[2], spans).split())))
        else:
            stated.add(("uniqueItems", "true") if part == "unique items" else ("format", unmasked(part, spans)))
    return frozenset(stated)
