"""Finds one part of an operation's section: its filters, body, responses, …; with a member's name only that line."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

from msgspec import Struct

from ampeco_refgen.errors import UsageError
from ampeco_refgen.lookup.calls import find_calls
from ampeco_refgen.lookup.found import Found, candidates, nothing, piece
from ampeco_refgen.lookup.markdown import items_of, name_of, parts_of
from ampeco_refgen.lookup.model import Call, Section
from ampeco_refgen.lookup.shapes import find_shape, shapes_in
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.names import METHODS, is_below

_BRACKETS = re.compile(r"\[([^\]]+)\]")
_LIKE = re.compile(r", with\s+the\s+fields\s+of\s+`([^`]+)`(?!\s+in\s+\[)")
"""What says that a field has the fields of another one of the same list."""
_MEMBER = re.compile(r"(?P<owner>.+?)\.(?P<member>[^\W\d](?:[^\s/{}]*))")


class Part(Struct, frozen=True, kw_only=True):
    """A kind of target: the titles of the parts it prints, and the methods that are meant where none is named."""

    kind: str
    titles: tuple[str, ...]
    methods: tuple[str, ...] = METHODS


PARTS = (
    Part(kind="filter", titles=("Filters",), methods=("GET",)),
    Part(kind="include", titles=("Includes",), methods=("GET",)),
    Part(kind="paging", titles=("Paging",), methods=("GET",)),
    Part(kind="parameters", titles=("Path", "Query", "Headers", "Cookies"), methods=("GET",)),
    Part(kind="body", titles=("Body",), methods=("POST", "PUT", "PATCH")),
    Part(kind="response", titles=("Responses",), methods=("GET",)),
)


def split_member(name: str) -> tuple[str, str]:
    """Return what a dotted name is of and the member: `sessions.status`; `v1.0` is no member."""
    match = _MEMBER.fullmatch(name)
    return (match["owner"], match["member"]) if match else (name, "")


def find_part(shelf: Shelf, part: Part, name: str) -> Found | None:
    """Return a part of the section of the operation that `name` calls; of a body or response also the fields it links.

    `None` when there is no such operation; raises `UsageError` when it has no such part, or no such member.
    """
    found, owner, member = _calls(shelf, part, name)
    if not found:
        return None
    having = {call: pieces for call in found if (pieces := _pieces(shelf, call, part))}
    if not having:
        resources = {call.resource for call in found}
        others = [call for call in shelf.calls if call.resource in resources and _pieces(shelf, call, part)]
        having = {call: _pieces(shelf, call, part) for call in find_calls(owner, others)}
    if not having:
        raise UsageError(f"{found[0].key} has no {part.titles[-1].lower()}", hint=f"show {found[0].key!r} has the rest")
    if len(having) > 1:
        return candidates(having)
    (pieces,) = having.values()
    whole = Found(kind=part.kind, pieces=(*pieces, *(shape for one in pieces for shape in shapes_in(shelf, one))))
    return _narrowed(whole, f"{part.kind}:{owner}", member) if member else whole


def _calls(shelf: Shelf, part: Part, name: str) -> tuple[tuple[Call, ...], str, str]:
    """Return the operations, their name, and the member that follows it, if any."""
    usual = [call for call in shelf.calls if call.method in part.methods]
    for owner, member in ((name, ""), split_member(name)):
        if found := find_calls(owner, usual) or find_calls(owner, shelf.calls):
            return found, owner, member
    return (), name, ""


def _pieces(shelf: Shelf, call: Call, part: Part) -> tuple[Section, ...]:
    section = shelf.section_of(call)
    parts = parts_of(section.text)
    return tuple(piece(section, parts[title]) for title in part.titles if title in parts)


def find_fields(shelf: Shelf, name: str) -> Found | None:
    """Return the fields of an entity or body, or only those of a member: `session`, `session.energyConsumption`.

    `None` when nothing has the name; raises `UsageError` when it has no such member.
    """
    if whole := find_shape(shelf, name):
        return whole
    owner, member = split_member(name)
    found = find_shape(shelf, owner) if member else None
    return _narrowed(found, f"fields:{owner}", member) if found and found.kind == "fields" else found


def _narrowed(whole: Found, owner: str, member: str) -> Found:
    """Return of each piece only the lines of one member and of what is in it; raises `UsageError` when none has it."""
    tests: tuple[Callable[[str], bool], ...] = (lambda path: _within(path, member), lambda path: last(path) == member)
    for fits in tests:
        if pieces := tuple(one for section in whole.pieces if (one := _lines(section, fits)).text):
            return Found(kind=whole.kind, pieces=pieces)
    names = [last(name_of(item)) for section in whole.pieces for item in items_of(section.text)]
    raise nothing(f"{owner}.{member}", member, filter(None, names), prefix=f"{owner}.")


def _lines(section: Section, fits: Callable[[str], bool]) -> Section:
    items = [item for item in items_of(section.text) if fits(name_of(item))]
    owners = {match[1] for item in items for match in _LIKE.finditer(item)}
    items += [item for item in items_of(section.text) if any(is_below(name_of(item), owner) for owner in owners)]
    return piece(section, "\n".join(textwrap.dedent(item) for item in dict.fromkeys(items)))


def _within(path: str, member: str) -> bool:
    """Tell whether a path is the member's or goes on from it; `filter[roaming][ids]` is in `roaming`."""
    sent = _BRACKETS.sub(r".\1", path)
    inner = sent.partition(".")[2] if sent != path else path
    return any(one == member or is_below(one, member) for one in (path, inner))


def last(path: str) -> str:
    """Return the last name of a path: `c` of `a.b[].c`, `userId` of `filter[userId]`."""
    return _BRACKETS.sub(r".\1", path).rstrip("[]*.").rsplit(".", 1)[-1]
