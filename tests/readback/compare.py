"""Lists of fields in a file and in the document, side by side: every difference becomes a line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from readback.bundle import Bundle
from readback.notation import Target
from readback.record import Declared, Facts, Fields, Name, Texts
from readback.spec import Value
from readback.terms import Choice, Listing, Row, UnreadableError, Variant, settled, words

ROOM = 48_000
"""Characters of a file that would be longer with all that it states elsewhere."""
_ROOM_FOR_EXAMPLE = 250
"""Characters of examples that a line surely has room for."""
_OF_NO_MATTER = {"read-only", "write-only"}
"""Marks that say nothing of a value that is a whole body."""
_OF_FIELDS = {"no other fields", "other fields allowed"}
"""Marks of an object that need not be said of it where its fields are the whole of an answer."""


class Comparison:
    """Compares lists of one document with those in one bundle.

    `problems` are the differences. Fields may stand in the file of a schema where it is recursive, or where the file
    that they belong to would be too long with them.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.problems: list[str] = []
        self._done: set[tuple] = set()

    def problem(self, place: str, text: str, holds: bool = True) -> None:
        if holds:
            self.problems.append(f"{place}: {text}")

    def same(self, place: str, wanted: object, stated: object) -> None:
        """Note where two values differ; of sets, each element in which they do."""
        if isinstance(wanted, (set, frozenset)) and isinstance(stated, (set, frozenset)):
            self.problems += [f"{place}: missing {entry}" for entry in sorted(wanted - stated, key=str)]
            self.problems += [f"{place}: not in the document: {entry}" for entry in sorted(stated - wanted, key=str)]
        elif wanted != stated:
            self.problems.append(f"{place}: {wanted!r} in the document, {stated!r} here")

    def said(self, place: str, wanted: Iterable[str], stated: Iterable[str]) -> None:
        """The texts of the document stand here in their words, and no other words do."""
        there = words(" ".join(stated))
        for text in sorted({words(wanted_text) for wanted_text in wanted} - {" "}, key=lambda text: (-len(text), text)):
            self.problem(place, f"not said: {text.strip()}", text not in there)
            while text in there:
                there = there.replace(text, " ")
        self.problem(place, f"the document does not say: {there.strip()}", bool(there.strip()))

    def readable(self, place: str, wanted: Any, read: Callable[[], Any]) -> None:
        """Compare a record with what is read from a file; what cannot be read is a difference too."""
        try:
            self.records(place, wanted, read())
        except UnreadableError as problem:
            self.problem(place, str(problem))

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
        rows = wanted.rows(frozenset(listing.elsewhere()))
        self.listing(place, rows, listing, wanted.direction, wanted.known)
        if wanted.whole is not None:
            self.itself(place, wanted.whole, itself, wanted.marks, wanted.limits)
            self.problem(place, "nothing is stated", itself is None and not rows.rows and not rows.choices)

    def itself(
        self,
        place: str,
        value: Value,
        stated: Row | None,
        marks: frozenset[str] = frozenset(),
        limits: Facts = frozenset(),
    ) -> None:
        """Compare what is said of a value as a whole; `marks` and `limits` are what is said of it elsewhere."""
        wanted = replace(value.row(""), said=(), examples=())
        wanted = replace(wanted, marks=wanted.marks - _OF_NO_MATTER - marks)
        if stated is not None:
            stated = replace(stated, marks=stated.marks - _OF_NO_MATTER)
            self._rows(place, [wanted], [replace(stated, said=(), examples=())], set())
        else:
            wanted = replace(wanted, facts=wanted.facts - limits, marks=wanted.marks - _OF_FIELDS)
            self.problem(place, f"not said of the whole: {wanted}", wanted != Row(path="", type=wanted.type))

    def listing(self, place: str, wanted: Listing, stated: Listing, direction: str, known: Iterable[str] = ()) -> None:
        """Compare two lists; `known` are names, beside those in the list, that a line may tell to use instead."""
        linked = stated.linked_choices()
        names = {row.path for row in wanted.flat()}.union(known)
        self._listings(place, settled(wanted, linked), settled(stated, linked), direction, names)

    def _listings(self, place: str, wanted: Listing, stated: Listing, direction: str, known: set[str]) -> None:
        below = {
            path: [row for row in stated.rows if row.path.startswith((f"{path}.", f"{path}["))] for path in stated.links
        }
        elsewhere = {row for rows in below.values() for row in rows}
        self._rows(place, wanted.rows, [row for row in stated.rows if row not in elsewhere], known)
        for path in sorted(wanted.links.keys() | stated.links.keys()):
            here = f"{place} > {path}"
            if path not in stated.links:
                self.problem(here, "is recursive and not linked")
            elif path not in wanted.links:
                self.problem(here, "a link where the document has no such field")
            else:
                rows = [replace(row, path=_relative(row.path, path, wanted.links[path])) for row in below[path]]
                self._schema(here, wanted.links[path], stated.links[path], direction, rows)
        self.same(f"{place} > what goes together", set(wanted.needs), set(stated.needs))
        pairs = (wanted.choices, stated.choices)
        unions = [[(choice.path, choice.kind, len(choice.variants)) for choice in choices] for choices in pairs]
        self.same(f"{place} > unions", *unions)
        for wanted_choice, stated_choice in zip(*pairs, strict=True) if unions[0] == unions[1] else ():
            self._choice(f"{place} > {wanted_choice.path}", wanted_choice, stated_choice, direction, known)

    def _choice(self, place: str, wanted: Choice, stated: Choice, direction: str, known: set[str]) -> None:
        self.same(f"{place} > other values", wanted.others, stated.others)
        for number, (wanted_variant, stated_variant) in enumerate(
            zip(wanted.variants, stated.variants, strict=True), 1
        ):
            self._variant(f"{place} variant {number}", wanted_variant, stated_variant, direction, known)

    def _variant(self, place: str, wanted: Variant, stated: Variant, direction: str, known: set[str]) -> None:
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
        self.said(place, wanted.itself.said, stated.itself.said)
        self.itself(
            place, wanted.link, plain or replace(stated.itself, type=wanted.itself.type, values=wanted.itself.values)
        )
        self._listings(place, wanted.listing, stated.listing, direction, known)

    def _schema(self, place: str, value: Value, target: Target, direction: str, beside: list[Row]) -> None:
        """Compare what a link to the file of a schema leads to, with the rows that stand beside the link."""
        file = self.bundle.schema(target)
        has_room = self.bundle.size_with_schemas(target[0]) <= ROOM
        self.problem(place, "is left to a file of its own", has_room and not value.content.recursive)
        value = _stated(value, file.itself)
        key = (id(value), file.path, direction, frozenset(beside))
        if key in self._done:
            return
        self._done.add(key)
        self.same(f"{place} ({file.path})", direction, file.direction)
        self.said(f"{place} ({file.path})", value.descriptions, file.said)
        listing = replace(file.listing, rows=[*file.listing.rows, *beside])
        wanted = Declared(direction, lambda stops: value.listing(direction, stops=stops), whole=value)
        self.fields(f"{place} ({file.path})", wanted, Fields(listing, file.itself))

    def _rows(self, place: str, wanted: list[Row], stated: list[Row], known: set[str]) -> None:
        texts, lines = _together(wanted), _together(stated)
        self.same(place, set(texts), set(lines))
        for row in texts.keys() & lines.keys():
            examples = {text for twin in texts[row] for text in twin.examples}
            others = [text for twin in lines[row] for text in twin.examples if text not in examples]
            told = {text for twin in lines[row] for text in twin.examples}
            missing = [text for text in examples - told if text and len(text) < _ROOM_FOR_EXAMPLE]
            # Of many examples some are left out; those of what has an enum are among its values.
            is_due = row.values is None and sum(map(len, examples)) < _ROOM_FOR_EXAMPLE
            self.problem(f"{place} > {row.path}", f"no example: {missing}", is_due and bool(missing))
            said = [text for twin in lines[row] for text in twin.said]
            self.said(f"{place} > {row.path}", [text for twin in texts[row] for text in twin.said], [*said, *others])
            uses = {name for twin in lines[row] for name in twin.uses}
            self.problem(f"{place} > {row.path}", f"no such field: {sorted(uses - known)}", bool(uses - known))


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
