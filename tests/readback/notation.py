"""The typed lines of a page → rows, choices and links: the notation that `docs` promise, read strictly.

A line that does not fit the notation is an error, not something to skip: what a test cannot read, no assistant can.
"""

from __future__ import annotations

import re

from readback.grafting import graft_own
from readback.listing import Choice, Leaving, Listing, UnreadableError, Variant
from readback.markdown import LINK, MASK, Item, links_in, masked, unmasked
from readback.terms import Row

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
}
_LIMIT = re.compile(rf"({'|'.join(sorted(_WORDS, key=len, reverse=True))}) (\S+)$")
_TYPE = r"(?:array of |map of )*[a-z]+(?: or [a-z]+)*"
_WRITTEN = (
    rf"written as {MASK}|each member as a parameter of its own|style {MASK}(?: exploded)?"
    rf"|(?:values|as name=value pairs|as names and values) separated by (?:commas|blanks|{MASK})"
    "|may be empty|reserved characters may stay as they are"
)
_MARK = (
    r"required|nullable|read-only|write-only|deprecated(?: \(use [^()]*\))?"
    rf"|default {MASK}|declared for the whole path|with the fields of {MASK}(?: in {LINK})?|{_WRITTEN}"
)
_HEAD = re.compile(
    rf"(?P<name>{MASK}) (?P<type>{_TYPE})(?: \((?P<facts>.*?)\))?(?P<link> {LINK})?(?P<marks>(?:, (?:{_MARK}))*)$"
)
_PLAIN = re.compile(rf"(?P<type>{_TYPE})(?: \((?P<facts>.*?)\))?$")
_VALUES = re.compile(rf"(?:each )?one of (?P<values>{MASK}(?:, {MASK})*|{LINK})$")
_CHOICE = re.compile(rf"(?:(?P<path>{MASK}): )?(?P<kind>exactly one|any) of (?P<count>\d+) variants$")
_VARIANT = re.compile(
    rf"variant (?P<number>\d+)(?: \*\*(?P<title>.*?)\*\*)?(?:, when (?P<by>{MASK}) is (?P<values>{MASK}(?:, {MASK})*))?"
    rf"(?P<marks>(?:, (?:{_MARK}))*)(?:: (?P<rest>.*))?$"
)
_LEFT = re.compile(rf"with the fields of (?P<below>{MASK})(?: in (?P<link>{LINK}))?")
_BASE = re.compile(
    rf"(?:below (?P<below>{MASK}): )?all fields of (?P<link>{LINK})(?: but (?P<without>{MASK}(?:, {MASK})*))?"
    r"(?:; (?P<own>different|further|different or further):)?$"
)
_SHARED = re.compile(r"in variants (?P<numbers>[\d, –]+):$")


class Notation:
    """Reads lists; `values_at` gives the values of an enum that is stated elsewhere, by page and target."""

    def __init__(self, values_at) -> None:
        self._values_at = values_at

    def listing(self, page: str, items: list[Item]) -> Listing:
        found = Listing(page=page)
        for item in items:
            self._into(found, item)
        graft_own(found)
        return found

    def _into(self, listing: Listing, item: Item) -> None:
        text, spans = masked(item.text)
        if choice := _CHOICE.match(text):
            path = spans[0] if choice["path"] else ""
            listing.choices.append(self._choice(listing.page, item, path, choice))
            return
        if text.startswith("same as in ["):
            listing.companions += [(listing.page, target) for _, target in links_in(item.text)]
            return
        if text.startswith("of the common parameters: "):
            calls = map(int, re.findall(rf"{MASK} that of (\d+) calls", text))
            listing.about |= dict(zip(spans, calls, strict=True))
            return
        if re.match(rf"(?:below {MASK}: )?all fields of \[", text):
            listing.base = _base(listing.page, item.text)
            return
        row, link = self.row(listing.page, item.text)
        if left := _LEFT.search(text.split(" — ")[0]):
            self._leave(listing, row.path, left, spans)
        listing.rows.append(row)
        if link:
            listing.links[row.path] = link
        if "declared for the whole path" in text.split(" — ")[0]:
            listing.shared_by_path.add(row.path)
        for child in item.children:
            self._into(listing, child)

    def _leave(self, listing: Listing, path: str, left: re.Match[str], spans: list[str]) -> None:
        below = unmasked(left["below"], spans)
        if left["link"]:
            listing.nested[path] = _leaving(left["link"], below=below)
        else:
            listing.like[path] = below

    def row(self, page: str, line: str) -> tuple[Row, str]:
        """Return the row that a line states, and the target at which it goes on, if any."""
        text, spans = masked(line)
        head, *rest = text.split(" — ")
        found = _HEAD.match(head)
        if not found:
            raise UnreadableError(f"{page}: {line}")
        marks, default, uses = self._marks(found["marks"], spans)
        values = self._values(page, rest[0], spans) if rest else None
        row = Row(
            path=unmasked(found["name"], spans),
            type=found["type"],
            facts=_facts(found["facts"], spans),
            marks=marks,
            default=default,
            values=values,
            said=_said(rest, values, spans),
            uses=uses,
        )
        return row, links_in(line.split(" — ")[0])[0][1] if found["link"] else ""

    def plain(self, page: str, line: str) -> Row:
        """Return what a type in words without a name states: `array of string — each one of …`."""
        return self._plain(page, *masked(line))

    def _plain(self, page: str, text: str, spans: list[str]) -> Row:
        head, *rest = text.split(" — ")
        found = _PLAIN.match(head)
        if not found:
            raise UnreadableError(f"{page}: {unmasked(text, spans)}")
        values = self._values(page, rest[0], spans) if rest else None
        said = _said(rest, values, spans)
        return Row(path="", type=found["type"], facts=_facts(found["facts"], spans), values=values, said=said)

    def _marks(self, text: str, spans: list[str]) -> tuple[frozenset[str], str | None, tuple[str, ...]]:
        marks, default, uses = set(), None, ()
        for mark in re.findall(_MARK, text):
            if mark.startswith("default"):
                default = " ".join(unmasked(mark.removeprefix("default "), spans).split())
            elif mark.startswith("deprecated"):
                marks.add("deprecated")
                uses = tuple(unmasked(name, spans) for name in re.findall(MASK, mark))
            elif not mark.startswith(("declared", "with the fields of ")):
                marks.add(unmasked(mark, spans))
        return frozenset(marks), default, uses

    def _values(self, page: str, part: str, spans: list[str]) -> frozenset[str] | None:
        found = _VALUES.match(part)
        if not found:
            return None
        if found["values"].startswith("["):
            return self._values_at(page, links_in(found["values"])[0][1])
        return frozenset(" ".join(unmasked(mark, spans).split()) for mark in re.findall(MASK, found["values"]))

    def _choice(self, page: str, item: Item, path: str, found: re.Match[str]) -> Choice:
        variants: list[Variant] = []
        for child in item.children:
            if shared := _SHARED.match(child.text):
                common = self.listing(page, child.children)
                for number in _numbers(shared["numbers"]):
                    listing = variants[number - 1].listing
                    listing.rows += common.rows
                    listing.choices += common.choices
                    listing.links |= common.links
            else:
                variants.append(self._variant(page, child, len(variants) + 1))
        if len(variants) != int(found["count"]):
            raise UnreadableError(f"{page}: {found['count']} variants announced, {len(variants)} stated: {item.text}")
        return Choice(path=path, kind="oneOf" if found["kind"] == "exactly one" else "anyOf", variants=variants)

    def _variant(self, page: str, item: Item, number: int) -> Variant:
        text, spans = masked(item.text)
        head, *rest = text.split(" — ")
        found = _VARIANT.match(head)
        if not found or int(found["number"]) != number:
            raise UnreadableError(f"{page}: variant {number} expected: {item.text}")
        condition = None
        if found["by"]:
            values = frozenset(unmasked(mark, spans) for mark in re.findall(MASK, found["values"]))
            condition = (unmasked(found["by"], spans), values)
        rest_of_head, link, plain = found["rest"] or "", "", None
        if rest_of_head.startswith("["):
            link = links_in(rest_of_head)[0][1]
        elif rest_of_head:
            plain = self._plain(page, " — ".join([rest_of_head, *rest]), spans)
        return Variant(
            title=unmasked(found["title"] or "", spans),
            condition=condition,
            listing=self.listing(page, item.children),
            plain=plain,
            link=link,
            said="".join(_said(rest, None, spans)),
        )


def _said(parts: list[str], values: frozenset[str] | None, spans: list[str]) -> tuple[str]:
    """Return what stands after type and values, with the code spans apart from the text around them."""
    return (unmasked(" — ".join(parts[1:] if values is not None else parts), [f"`{span}`" for span in spans]),)


def _base(page: str, line: str) -> Leaving:
    text, spans = masked(line)
    found = _BASE.match(text)
    if not found:
        raise UnreadableError(f"{page}: {line}")
    without = [unmasked(mark, spans) for mark in re.findall(MASK, found["without"] or "")]
    below = unmasked(found["below"] or "", spans)
    return _leaving(found["link"], without=without, own=found["own"] or "", below=below)


def _leaving(link: str, **more) -> Leaving:
    ((label, target),) = links_in(link)
    return Leaving(target=target, role="body" if label.endswith(" body") else "response", **more)


def _facts(text: str | None, spans: list[str]) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for part in (text or "").split(", ") if text else ():
        limit = _LIMIT.match(part)
        if limit:
            found.add((_WORDS[limit[1]], unmasked(limit[2], spans)))
        else:
            found.add(("uniqueItems", "true") if part == "unique items" else ("format", unmasked(part, spans)))
    return frozenset(found)


def _numbers(text: str) -> list[int]:
    """Return the numbers of `1, 3–5`."""
    spans = [part.split("–") for part in text.split(", ")]
    return [number for span in spans for number in range(int(span[0]), int(span[-1]) + 1)]
