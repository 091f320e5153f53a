"""Finds the values of an enum: a long one by its name, any by the resource or entity and the field that takes it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from ampeco_refgen.lookup.calls import find_calls, newest
from ampeco_refgen.lookup.found import Found, listed, piece
from ampeco_refgen.lookup.markdown import items_of, links_of, name_of
from ampeco_refgen.lookup.model import Section
from ampeco_refgen.lookup.parts import last, split_member
from ampeco_refgen.lookup.shapes import ENUMS_PAGE, find_shape, followed
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.lookup.words import same

_MUCH = 4_000
_SIZE = re.compile(r" \(\d+ values?\)(?:, list \d+)?$")
_ONE_OF = re.compile(r" — (?:each )?one of (.+?)(?: — |$)", re.DOTALL)


def enum_names(shelf: Shelf) -> dict[str, list[Section]]:
    """Return the long enums by their names; several may have the same."""
    names: dict[str, list[Section]] = {}
    for section in shelf.sections(ENUMS_PAGE):
        if section.level == 2:
            names.setdefault(_SIZE.sub("", section.heading), []).append(section)
    return names


def find_enum(shelf: Shelf, name: str) -> Found | None:
    """Return the values of the enum of a name: `reason`, `reason (49 values)`, `sessions.status`.

    A name without an owner that no long enum has is looked up among the fields of all pages. `None` when none has it.
    """
    names = enum_names(shelf)
    wanted = [one for found in names.values() for one in found if name in (one.heading, one.anchor)]
    wanted = wanted or names.get(name, [])
    if wanted:
        alike = {frozenset(_values(one)): one for one in reversed(wanted)}
        return _several(tuple(reversed(alike.values())))
    owner, member = split_member(name)
    pieces = dict.fromkeys(_owned(shelf, owner, member) if member else _anywhere(shelf, name))
    return Found(kind="enum", pieces=tuple(pieces)) if pieces else None


def _several(enums: tuple[Section, ...]) -> Found:
    """Return the enums of one name, or where they are too much to print a list of them."""
    if sum(len(one.text) for one in enums) <= _MUCH:
        return Found(kind="enum", pieces=enums)
    lines = (
        f"- [{one.heading}]({one.page}#{one.anchor}), beginning with {', '.join(_values(one)[:3])}" for one in enums
    )
    return listed("candidates", "several enums have this name", lines)


def _values(section: Section) -> list[str]:
    return re.split(r",\s+", section.text.partition("\n")[2].strip())


def _owned(shelf: Shelf, owner: str, member: str) -> Iterator[Section]:
    """Yield the lines of a member with values, in the calls and the entity of one name, and long enums they link."""
    calls = [call for call in newest(shelf.calls) if same(call.resource, owner) and not call.deprecated]
    places = [shelf.section_of(call) for call in dict.fromkeys((*find_calls(owner, shelf.calls), *calls))]
    if entity := find_shape(shelf, owner):
        places += entity.pieces
    seen: set[str] = set()
    for place in followed(shelf, tuple(places)):
        for item in _with_values(place, member):
            if item not in seen:
                seen.add(item)
                yield from _with_long(shelf, piece(place, item))


def _with_long(shelf: Shelf, line: Section) -> Iterator[Section]:
    yield line
    for link in links_of(line.page, line.text):
        if link.page == ENUMS_PAGE and (section := shelf.section(link.page, link.anchor)):
            yield section


def _with_values(place: Section, member: str) -> Iterator[str]:
    for item in items_of(place.text):
        if last(name_of(item)) == member and _ONE_OF.search(item):
            yield textwrap.dedent(item)


def _anywhere(shelf: Shelf, name: str) -> Iterator[Section]:
    """Yield one line for each different list of values that fields of the name have on any page."""
    seen: set[str] = set()
    pages = sorted(shelf.pages.items(), key=lambda entry: "/webhooks/" in entry[0])
    for page, text in pages:
        if "/" in page and name in text:
            whole = shelf.sections(page)[0]
            for item in _with_values(whole, name):
                values = _ONE_OF.search(item)
                if values and values[1] not in seen:
                    seen.add(values[1])
                    yield piece(whole, item)
