"""Pages and document, walked side by side: every difference becomes a line of text, and what agrees is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from readback.listing import Choice, Listing
from readback.operation_section import Stated
from readback.pages import Bundle
from readback.spec import Join, SpecChoice, SpecListing, Value, dotted
from readback.terms import Row, words


class Comparison:
    """Compares values of one document with what one bundle states of them.

    `problems` are the differences; `counted` holds how many rows, values and marks were found to agree, each place
    counted once. `known` are the names that a line may tell to use in place of a deprecated one.
    """

    def __init__(self, bundle: Bundle, *, full: bool) -> None:
        self.bundle = bundle
        self.full = full
        self.problems: list[str] = []
        self.counted: Counter[str] = Counter()
        self._done: dict[tuple, int] = {}
        self._kept: list[object] = []
        self._elsewhere: dict[str, str] = {}
        self.known: set[str] = set()

    def value(self, place: str, value: Value, stated: Stated, direction: str) -> int:
        """Compare a value with what is stated of it, in place or at a link; returns how many rows there are."""
        while stated.link:
            stated = self.bundle.stated_at(stated.page, stated.link, "body" if direction == "request" else "response")
        key = (id(value), id(stated), direction)
        if key not in self._done:
            self._done[key] = 0
            self._kept += [value, stated]
            self._done[key] = self._value(place, value, stated, direction)
        return self._done[key]

    def _value(self, place: str, value: Value, stated: Stated, direction: str) -> int:
        listing = self.bundle.whole(stated.listing)
        spec = value.listing(direction, stops=frozenset(listing.links))
        self.known = _paths(spec, direction, frozenset(listing.links))
        rows = self.whole(place, spec, listing, direction)
        if stated.plain is not None:
            self._rows(place, {_bare(value.row(""))}, {_bare(stated.plain)}, set())
        elif not listing.rows and not listing.choices and (spec.rows or spec.choices):
            self.problems.append(f"{place}: nothing is stated")
        if direction == "request":
            self._left_out(place, value, listing, stated.not_sent)
        return rows

    def whole(self, place: str, spec: SpecListing, listing: Listing, direction: str) -> int:
        """Compare a list of fields of which the descriptions may stand with another, its companion."""
        before, self._elsewhere = self._elsewhere, self._companion(listing)
        rows = self.listings(place, spec, listing, direction)
        self._elsewhere = before
        return rows

    def same(self, stated: Stated) -> Stated:
        """Keep a value that was read for one comparison alive, as comparisons are remembered by identity."""
        self._kept.append(stated)
        return stated

    def once(self, key: tuple, compare: Callable[[], int]) -> int:
        """Compare what several operations share only once."""
        if key not in self._done:
            self._done[key] = compare()
        return self._done[key]

    def _left_out(self, place: str, value: Value, listing: Listing, named: tuple[str, ...]) -> None:
        """What is read-only is named, and nothing else is."""
        stops = frozenset(listing.links)
        sent = _paths(value.listing("request", stops=stops), "request", stops)
        there = _paths(value.listing("", stops=stops), "", stops)
        self.problems += [
            f"{place}: not to be sent, but not named so: {path}" for path in sorted(there - sent - set(named))
        ]
        self.problems += [f"{place}: named as not to be sent: {path}" for path in sorted(set(named) - (there - sent))]
        self.counted["read-only fields named"] += len(set(named))

    def listings(
        self,
        place: str,
        spec: SpecListing,
        page: Listing,
        direction: str,
        above: tuple[frozenset[Row], frozenset[Row]] = (frozenset(), frozenset()),
        join: Join = dotted,
    ) -> int:
        """Compare two listings and the choices in them; `above` are the rows of both that hold for all variants."""
        wanted, found = frozenset(spec.rows), frozenset(page.rows)
        all_wanted, all_found = above[0] | wanted, above[1] | found
        stops = frozenset(page.links)
        hoistable = _hoistable(spec, direction, stops, join)
        self._rows(place, set(wanted - above[1]), set(found), set(all_wanted | hoistable | set(spec.optional)))
        self._prose(place, [*spec.rows, *spec.optional], page)
        self.problems += [f"{place}: {path} is recursive and not linked" for path in spec.endless if path not in stops]
        rows = len(wanted)
        for path, target in page.links.items():
            rows += self._linked(f"{place} > {path}", spec, page, path, target, direction)
        if [(choice.path, choice.kind, len(choice.variants)) for choice in spec.choices] != [
            (choice.path, choice.kind, len(choice.variants)) for choice in page.choices
        ]:
            self.problems.append(
                f"{place}: other unions: {_unions(spec.choices)} in the document, {_unions(page.choices)} here"
            )
            return rows
        for wanted_choice, found_choice in zip(spec.choices, page.choices, strict=True):
            rows += self._choice(place, wanted_choice, found_choice, direction, (all_wanted, all_found), stops, join)
        return rows

    def _linked(self, place: str, spec: SpecListing, page: Listing, path: str, target: str, direction: str) -> int:
        value = spec.links.get(path)
        if value is None:
            self.problems.append(f"{place}: a link where the document has no such field")
            return 0
        return self.value(place, value.content, _at(page.page, target), direction)

    def _choice(
        self,
        place: str,
        spec: SpecChoice,
        page: Choice,
        direction: str,
        above: tuple[frozenset[Row], frozenset[Row]],
        stops: frozenset[str],
        join: Join,
    ) -> int:
        rows = 0
        for number, (value, variant) in enumerate(zip(spec.variants, page.variants, strict=True), 1):
            here = f"{place} > {spec.path} variant {number}"
            if words(value.titles) != words(variant.title):
                self.problems.append(f"{here}: titled {variant.title!r} for {value.titles!r}")
            if variant.condition and not _is_condition(spec, number - 1, *variant.condition):
                self.problems.append(f"{here}: not so in the document: when {variant.condition}")
            if spec.mapping[number - 1] and variant.condition != (spec.by, frozenset(spec.mapping[number - 1])):
                self.problems.append(f"{here}: the discriminator is {spec.by} {spec.mapping[number - 1]}")
            self.counted["variants"] += 1
            if variant.link:
                rows += self.value(here, value, _at(variant.listing.page, variant.link), direction)
                continue
            self._plain_variant(here, value, variant.plain)
            if self.full:
                self.said(here, value.descriptions, variant.said)
            listing = value.listing(
                direction, stops=stops | frozenset(variant.listing.links), path=spec.path, join=join, owner=spec.owner
            )
            rows += self.listings(here, listing, variant.listing, direction, above, join)
        return rows

    def _plain_variant(self, place: str, value: Value, plain: Row | None) -> None:
        if value.any("nullable") and not (plain and "nullable" in plain.marks):
            self.problems.append(f"{place}: nullable, which is not said")
        if plain is not None:
            wanted = _bare(value.row(""))
            self._rows(place, {wanted}, {_bare(plain)}, {wanted})
        elif not value.properties:
            self.problems.append(f"{place}: has no fields, and its type is not said")

    def _rows(self, place: str, wanted: set[Row], found: set[Row], allowed: set[Row]) -> None:
        self.problems += [f"{place}: missing {row}" for row in sorted(wanted - found, key=str)]
        self.problems += [
            f"{place}: the document does not have {row}" for row in sorted(found - wanted - allowed, key=str)
        ]
        for row in wanted & found:
            self.counted["rows"] += 1
            self.counted["enum values"] += len(row.values or ())
            for mark in row.marks:
                self.counted[mark] += 1

    def _prose(self, place: str, wanted: list[Row], page: Listing) -> None:
        """What the document says of a row stands beside it or with the companion; names to be used instead exist."""
        pages = {row: row for row in page.rows}
        for row in wanted:
            if (found := pages.get(row)) is None:
                continue
            if self.full:
                texts = [text for text in row.said if words(text) not in self._elsewhere.get(_last_name(row.path), " ")]
                self.said(f"{place} > {row.path}", texts, " ".join(found.said))
            self.problems += [
                f"{place} > {row.path}: no such field: {name}" for name in found.uses if name not in self.known
            ]

    def _companion(self, page: Listing) -> dict[str, str]:
        """Return what the lists say to which a page leaves descriptions in the same words, by the last name."""
        found: dict[str, str] = {}
        for where, target in page.companions:
            for listing in self.bundle.listings_at(where, target):
                for row in flat(listing):
                    found[_last_name(row.path)] = found.get(_last_name(row.path), "") + words(" ".join(row.said))
        return found

    def said(self, place: str, texts: Iterable[str], found: str) -> None:
        there = words(found)
        self.problems += [f"{place}: not said: {' '.join(text.split())}" for text in texts if words(text) not in there]


def _at(page: str, target: str) -> Stated:
    """Return what a link leads to; of one that a list has from another page, that page stands before the target."""
    where, _, there = target.rpartition("\n")
    return Stated(where or page, Listing(page), link=there)


def _is_condition(spec: SpecChoice, index: int, name: str, values: frozenset[str]) -> bool:
    if spec.mapping[index]:
        return name == spec.by and values == spec.mapping[index]
    member = spec.variants[index].properties.get(name)
    return member is not None and member.row("").values == values


def _hoistable(spec: SpecListing, direction: str, stops: frozenset[str], join: Join) -> frozenset[Row]:
    """Return the rows that all variants of one of the choices have, and which may stand before it instead."""
    found: frozenset[Row] = frozenset()
    for choice in spec.choices:
        each = []
        for value in choice.variants:
            listing = value.listing(direction, stops=stops, path=choice.path, join=join, owner=choice.owner)
            each.append(frozenset([*listing.rows, *listing.optional]) | _hoistable(listing, direction, stops, join))
        found |= frozenset.intersection(*each)
    return found


def _paths(listing: SpecListing, direction: str, stops: frozenset[str]) -> set[str]:
    """Return the paths of a listing and of all variants in it."""
    found = {row.path for row in listing.rows}
    for choice in listing.choices:
        for variant in choice.variants:
            inner = variant.listing(direction, stops=stops, path=choice.path, owner=choice.owner)
            found |= _paths(inner, direction, stops)
    return found


def flat(page: Listing) -> list[Row]:
    """Return the rows of a list on a page and of all variants in it."""
    variants = [variant for choice in page.choices for variant in choice.variants]
    return [*page.rows, *(row for variant in variants for row in flat(variant.listing))]


def _last_name(path: str) -> str:
    return path.rstrip("[]*.").rsplit(".", 1)[-1]


def _bare(row: Row) -> Row:
    """Return the row without its marks, as a type in words is stated."""
    return Row(path="", type=row.type, facts=row.facts, values=row.values)


def _unions(choices) -> list[tuple[str, str, int]]:
    return [(choice.path, choice.kind, len(choice.variants)) for choice in choices]
