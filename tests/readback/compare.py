"""Lists of fields in a file and in the document, side by side: every difference becomes a line of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from readback.bundle import Bundle
from readback.notation import Target
from readback.record import Declared, Facts, Fields, Marks, Name, Texts
from readback.spec import Value
from readback.terms import Choice, Listing, Row, UnreadableError, Variant, is_left_out, settled, words

Known = Callable[[], frozenset[str]]

ROOM = 48_000
"""Characters of a file that would be longer with all that it states elsewhere."""
_ROOM_FOR_EXAMPLE = 250
"""Characters of examples that a line surely has room for."""
_OF_NO_MATTER = {"read-only", "write-only"}
"""Marks that say nothing of a value that is a whole body."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact in which document and bundle differ; `kind` is what of the place it is, such as `type` or `maxLength`."""

    place: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class Comparison:
    """Compares lists of one document with those in one bundle.

    `facts` counts what the document says, `equal` what of it the bundle says as well. Fields may stand in the file of
    a schema where it is recursive, or where the file that they belong to would be too long with them; `places` tells
    whether to look for those that need not.
    """

    def __init__(self, bundle: Bundle, *, places: bool = True) -> None:
        self.bundle = bundle
        self._places = places
        self.facts = 0
        self.equal = 0
        self.differences: list[Difference] = []
        self._done: set[tuple] = set()

    @property
    def problems(self) -> list[str]:
        """The differences as lines of text."""
        return [str(difference) for difference in self.differences]

    def problem(self, place: str, text: str, holds: bool = True, *, kind: str = "") -> None:
        if holds:
            self.differences.append(Difference(place, kind or text.partition(":")[0], text))

    def same(self, place: str, wanted: object, stated: object) -> None:
        """Note where two values differ; of sets, each element in which they do."""
        kind = place.rpartition(" > ")[2]
        if isinstance(wanted, (set, frozenset)) and isinstance(stated, (set, frozenset)):
            self._count(len(wanted), len(wanted & stated))
            for entry in sorted(wanted - stated, key=str):
                self.problem(place, f"missing {entry}", kind=kind)
            for entry in sorted(stated - wanted, key=str):
                self.problem(place, f"not in the document: {entry}", kind=kind)
        else:
            self._count(1, int(wanted == stated))
            self.problem(place, f"{wanted!r} in the document, {stated!r} here", wanted != stated, kind=kind)

    def _count(self, facts: int, equal: int) -> None:
        self.facts += facts
        self.equal += equal

    def said(self, place: str, wanted: Iterable[str], stated: Iterable[str]) -> None:
        """The texts of the document stand here in their words, and no other words do."""
        whole = there = words(" ".join(stated))
        wanted = list(wanted)
        self._count(len(wanted), sum(words(text) in there for text in wanted))
        for text in sorted({words(wanted_text) for wanted_text in wanted} - {" "}, key=lambda text: (-len(text), text)):
            self.problem(place, f"not said: {text.strip()}", text not in whole)
            while text in there:
                there = there.replace(text, " ")
        self.problem(place, f"the document does not say: {there.strip()}", bool(there.strip()))

    def readable(self, place: str, wanted: Any, read: Callable[[], Any]) -> None:
        """Compare a record with what is read from a file; what cannot be read is a difference too."""
        try:
            self.records(place, wanted, read())
        except UnreadableError as problem:
            self.problem(place, str(problem), kind="unreadable")

    def records(self, place: str, wanted: Any, stated: Any) -> None:
        """Compare two records, or parts of them."""
        if isinstance(wanted, Declared):
            self.fields(place, wanted, stated)
        elif is_dataclass(wanted):
            for part in (part for part in fields(wanted) if part.compare):
                self.records(f"{place} > {part.name}", getattr(wanted, part.name), getattr(stated, part.name))
        elif isinstance(wanted, dict):
            self.same(place, set(wanted), set(stated))
            for key in sorted(wanted.keys() & stated.keys()):
                self.records(f"{place} > {key}", wanted[key], stated[key])
        elif isinstance(wanted, Texts):
            self.said(place, wanted, wanted and stated if isinstance(wanted, Name) else stated)
        else:
            self.same(place, wanted, stated)

    def fields(self, place: str, wanted: Declared, stated: Fields) -> None:
        """Compare a list of fields, and what is said of the value that has them."""
        listing, itself = stated.listing, stated.itself
        if wanted.whole is not None and "body" not in wanted.whole.properties:
            for row in [row for row in listing.rows if row.path == "body"]:  # says what the whole is, where it must
                itself = replace(row, path="")
                self.said(place, wanted.whole.descriptions, row.said)
                listing = replace(listing, rows=[other for other in listing.rows if other is not row])
        rows = wanted.rows(stated.beside.union(listing.elsewhere()))
        self.listing(place, rows, listing, wanted.direction, wanted.known)
        if wanted.whole is not None:
            inner = [row for row in listing.rows if re.fullmatch(r"(?:\[\])+", row.path)]
            self.itself(place, wanted.whole, itself, wanted.marks, wanted.limits, inner)
            self.problem(place, "nothing is stated", itself is None and not (rows.rows or rows.choices or rows.cases))

    def itself(
        self,
        place: str,
        value: Value,
        stated: Row | None,
        marks: Marks = frozenset(),
        limits: Facts = frozenset(),
        inner: Iterable[Row] = (),
    ) -> None:
        """Compare what is said of a value as a whole; `marks` and `limits` are what is said of it elsewhere.

        `inner` are lines of what its lists hold, which need not be said of the whole again.
        """
        wanted = replace(value.row(""), said=(), examples=())
        wanted = replace(wanted, marks=wanted.marks - _OF_NO_MATTER - marks)
        if f"default {wanted.default}" in marks:
            wanted = replace(wanted, default=None)
        for row in inner:
            known = row.facts - (stated.facts if stated else frozenset())
            has_values = row.values == wanted.values and (stated is None or stated.values is None)
            wanted = replace(wanted, facts=wanted.facts - known, values=None if has_values else wanted.values)
        if stated is not None:
            stated = replace(stated, marks=stated.marks - _OF_NO_MATTER)
            self._rows(place, [wanted], [replace(stated, said=(), examples=())])
        else:
            is_told = any(str(mark).startswith("one of ") for mark in marks)
            wanted = replace(wanted, facts=wanted.facts - limits, values=None if is_told else wanted.values)
            self.problem(place, f"not said of the whole: {wanted}", wanted != Row(path="", type=wanted.type))

    def listing(self, place: str, wanted: Listing, stated: Listing, direction: str, known: Known = frozenset) -> None:
        """Compare two lists; `known` gives names, beside those in the list, that a line may tell to use instead."""
        linked = stated.linked_choices()

        def names() -> frozenset[str]:
            return known().union(row.path for row in wanted.flat())

        self._listings(place, settled(wanted, linked, stated), settled(stated, linked, stated), direction, names)

    def _listings(self, place: str, wanted: Listing, stated: Listing, direction: str, known: Known) -> None:
        below = {
            path: [row for row in stated.rows if row.path.startswith((f"{path}.", f"{path}["))] for path in stated.links
        }
        elsewhere = {row for rows in below.values() for row in rows}
        # What is said of a field that is linked may stand in the file that the link leads to.
        linked = {row.path: row for row in stated.rows if row.path in stated.links}
        rows = [self._as_linked(row, linked[row.path], stated) if row.path in linked else row for row in wanted.rows]
        self._rows(place, rows, [row for row in stated.rows if row not in elsewhere], known)
        for path in sorted(wanted.links.keys() | stated.links.keys()):
            here = f"{place} > {path}"
            if path not in stated.links:
                self.problem(here, "is recursive and not linked")
            elif path not in wanted.links:
                self.problem(here, "a link where the document has no such field")
            else:
                rows = [replace(row, path=_relative(row.path, path, wanted.links[path])) for row in below[path]]
                self._schema(here, wanted.links[path], stated.links[path], direction, rows, linked.get(path))
        self.same(f"{place} > what goes together", set(wanted.needs), set(stated.needs))
        self._cases(place, wanted, stated, direction, known)
        pairs = (wanted.choices, stated.choices)
        unions = [[(choice.path, choice.kind, len(choice.variants)) for choice in choices] for choices in pairs]
        self.same(f"{place} > unions", *unions)
        for wanted_choice, stated_choice in zip(*pairs, strict=True) if unions[0] == unions[1] else ():
            self._choice(f"{place} > {wanted_choice.path}", wanted_choice, stated_choice, direction, known)

    def _cases(self, place: str, wanted: Listing, stated: Listing, direction: str, known: Known) -> None:
        pairs = [sorted(listing.cases, key=lambda case: case.key) for listing in (wanted, stated)]
        keys = [[case.key for case in cases] for cases in pairs]
        self.same(f"{place} > cases", *keys)
        for wanted_case, stated_case in zip(*pairs, strict=True) if keys[0] == keys[1] else ():
            if stated_case.link is None:
                linked = stated_case.listing.linked_choices()
                lists = (settled(wanted_case.listing, linked), settled(stated_case.listing, linked))
                self._listings(f"{place} > {' '.join(map(str, stated_case.key))}", *lists, direction, known)

    def _choice(self, place: str, wanted: Choice, stated: Choice, direction: str, known: Known) -> None:
        self.same(f"{place} > other values", wanted.others, stated.others)
        for number, (wanted_variant, stated_variant) in enumerate(
            zip(wanted.variants, stated.variants, strict=True), 1
        ):
            self._variant(f"{place} variant {number}", wanted_variant, stated_variant, direction, known)

    def _variant(self, place: str, wanted: Variant, stated: Variant, direction: str, known: Known) -> None:
        self.same(f"{place} title", words(wanted.title), words(stated.title))
        if wanted.mapped:
            self.same(f"{place} condition", wanted.conditions, stated.conditions)
        wrong = stated.conditions.items() - wanted.conditions.items()
        self.problem(place, f"not so in the document: when {sorted(wrong, key=str)}", bool(wrong))
        assert wanted.itself is not None
        assert stated.itself is not None
        plain = stated.itself if stated.itself.type else None
        if stated.link:
            self._schema(place, wanted.link, stated.link, direction, [])
            if plain is not None:
                self.itself(place, wanted.link, plain)
            return
        others = [text for text in stated.itself.examples if text not in wanted.itself.examples]
        self.said(place, wanted.itself.said, [*stated.itself.said, *others])
        self.itself(
            place, wanted.link, plain or replace(stated.itself, type=wanted.itself.type, values=wanted.itself.values)
        )
        self._listings(place, wanted.listing, stated.listing, direction, known)

    def _schema(
        self, place: str, value: Value, target: Target, direction: str, beside: list[Row], line: Row | None = None
    ) -> None:
        """Compare what a link to the file of a schema leads to, with the rows beside it and the line that has it."""
        file = self.bundle.schema(target)
        has_room = self._places and self.bundle.size_with_schemas(target[0]) <= ROOM
        self.problem(place, "is left to a file of its own", has_room and not value.content.recursive)
        value = _stated(value, file.itself)
        key = (id(value), file.path, direction, frozenset(beside))
        if key in self._done:
            return
        self._done.add(key)
        self.same(f"{place} ({file.path})", direction, file.direction)
        told = line.said if line else ()
        texts = [text for text in value.descriptions if _is_said(text, file.said) or not _is_said(text, told)]
        strange = [text for text in file.examples if text not in value.examples]
        self.said(f"{place} ({file.path})", texts, [*file.said, *strange])
        self._examples(
            f"{place} ({file.path})", set(value.examples), {*file.examples, *(line.examples if line else ())}
        )
        listing = replace(file.listing, rows=[*file.listing.rows, *beside])
        wanted = Declared(direction, lambda stops: value.listing(direction, stops=stops), whole=value)
        self.fields(f"{place} ({file.path})", wanted, Fields(listing, file.itself))
        if direction == "request":
            not_sent = Declared("response", value.not_sent, known=lambda: value.known)
            here = Fields(file.not_sent, beside=frozenset(file.listing.elsewhere()))
            self.fields(f"{place} ({file.path}) not sent", not_sent, here)

    def _rows(self, place: str, wanted: list[Row], stated: list[Row], known: Known = frozenset) -> None:
        texts, lines = _together(wanted), _together(stated)
        self._facts(place, texts.keys() - lines.keys(), lines.keys() - texts.keys())
        self._count(*[sum(map(len, map(_facts_of, texts.keys() & lines.keys())))] * 2)
        for row in texts.keys() & lines.keys():
            examples = {text for twin in texts[row] for text in twin.examples}
            others = [text for twin in lines[row] for text in twin.examples if text not in examples]
            told = {text for twin in lines[row] for text in twin.examples}
            # Those of what has an enum are among its values.
            self._examples(f"{place} > {row.path}", examples if row.values is None else set(), told)
            said = [text for twin in lines[row] for text in twin.said]
            self.said(f"{place} > {row.path}", [text for twin in texts[row] for text in twin.said], [*said, *others])
            if uses := {name for twin in lines[row] for name in twin.uses}:
                strange = sorted(uses - known())
                self.problem(f"{place} > {row.path}", f"no such field: {strange}", bool(strange))

    def _examples(self, place: str, wanted: set[str], told: set[str]) -> None:
        """Note which examples are not told that have room in a line; of many examples some are left out."""
        due = {text for text in wanted if not is_left_out(text)}
        missing = sorted(text for text in due - told if text)
        self.problem(place, f"no example: {missing}", sum(map(len, due)) < _ROOM_FOR_EXAMPLE and bool(missing))

    def _as_linked(self, row: Row, here: Row, stated: Listing) -> Row:
        """Return a row with the texts and examples that its line has to say beside those in the file that it links."""
        file = self.bundle.schema(stated.links[row.path])
        said = tuple(text for text in row.said if _is_said(text, here.said) or not _is_said(text, file.said))
        examples = tuple(text for text in row.examples if text in here.examples or text not in file.examples)
        there = file.itself.marks if file.itself else frozenset()
        return replace(row, said=said, examples=examples, marks=row.marks - (there - here.marks))

    def _facts(self, place: str, wanted: Iterable[Row], stated: Iterable[Row]) -> None:
        """Note in which facts rows differ that are those of one path; of what has no other, that it is there at all."""
        here: dict[str, list[Row]] = {}
        for row in sorted(stated, key=str):
            here.setdefault(row.path, []).append(row)
        for row in sorted(wanted, key=str):
            facts = _facts_of(row)
            if row.path not in here:
                self._count(len(facts), 0)
                self.problem(place, f"missing {row}", kind="missing")
                continue
            other = here[row.path].pop(0)
            if not here[row.path]:
                del here[row.path]
            told = _facts_of(other)
            self._count(len(facts), len(facts & told))
            for kind, value in sorted(facts ^ told):
                text = f"{kind} {value} {'in the document alone' if (kind, value) in facts else 'on the page alone'}"
                self.problem(f"{place} > {row.path}", f"{text}: {row} ≠ {other}", kind=kind)
        for row in (row for rows in here.values() for row in rows):
            self.problem(place, f"not in the document: {row}", kind="not in the document")


def _facts_of(row: Row) -> set[tuple[str, str]]:
    """Return the facts of a row, each with its kind."""
    facts = {("type", row.type), *row.facts, *((mark, "") for mark in row.marks)}
    facts |= {("default", row.default)} if row.default is not None else set()
    facts |= {("enum", "")} if row.values is not None else set()
    return facts | {("value", value) for value in row.values or ()}


def _is_said(text: str, stated: Iterable[str]) -> bool:
    return words(text) in words(" ".join(stated))


def _together(rows: Iterable[Row]) -> dict[Row, list[Row]]:
    together: dict[Row, list[Row]] = {}
    for row in rows:
        together.setdefault(row, []).append(row)
    return together


def _stated(value: Value, itself: Row | None) -> Value:
    """Return the value that a schema's file is about: an array or a map, if it says so, else what that holds."""
    while value is not value.content and (itself is None or itself.type != value.words):
        value = value.items if value.kind == "array" else value.values  # type: ignore[assignment]
    return value


def _relative(path: str, above: str, value: Value) -> str:
    """Return a path below that of an array, a map or an object as it is below what that holds in the end."""
    rest = path.removeprefix(above)
    while value is not value.content:
        rest = rest.removeprefix("[]" if value.kind == "array" else ".*")
        value = value.items if value.kind == "array" else value.values  # type: ignore[assignment]
    return rest.removeprefix(".")
