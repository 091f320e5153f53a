"""Finds what the deprecation map says of one call, webhook, resource or field: the successor and what changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.errors import UsageError
from ampeco_refgen.lookup.calls import find_calls
from ampeco_refgen.lookup.found import Found, candidates, piece
from ampeco_refgen.lookup.markdown import items_of, name_of
from ampeco_refgen.lookup.model import Call, Section
from ampeco_refgen.lookup.parts import last, split_member
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.lookup.words import same

_MAP = "deprecation-map"
_CHANGES = "What changes for the caller:"
_EVERY = "- every call:"
_OTHERS = ("Webhooks", "Fields", "Parameters and filters")


def find_deprecated(shelf: Shelf, name: str) -> Found | None:
    """Return the entry of a deprecated call, webhook, resource, field or filter.

    `None` when nothing deprecated has the name; raises `UsageError` when a live call has it.
    """
    groups = shelf.index(_MAP)
    resource = tuple(one for one in groups if same(one.heading.partition(": ")[2], name))
    calls = find_calls(name, [call for call in shelf.calls if call.deprecated])
    entry = tuple(_of_call(groups, calls[0])) if len(calls) == 1 else ()
    if pieces := resource or entry or tuple(_entries(groups, name)):
        return Found(kind="deprecated", pieces=pieces)
    if calls:
        return candidates(calls)
    if live := find_calls(name, shelf.calls):
        raise UsageError(f"{live[0].key} is not deprecated", hint=f"show {live[0].key!r}")
    return None


def subjects(shelf: Shelf) -> tuple[str, ...]:
    """Return everything that the map has an entry for, as `deprecated:` takes it."""
    groups = shelf.index(_MAP)
    return tuple(dict.fromkeys(name_of(item) for one in groups for item in _leads(one)))


def _leads(group: Section) -> tuple[str, ...]:
    return items_of(group.text.partition(_CHANGES)[0], indent=0)


def _of_call(groups: tuple[Section, ...], call: Call) -> Iterator[Section]:
    """Yield the entry of a call, and of what changes the items that are true of it."""
    short = f"`{call.method} {call.version}{call.subpath}`"
    for group in groups:
        entries = [item for item in _leads(group) if name_of(item) == call.key]
        if entries:
            changes = [item for item in items_of(group.text.partition(_CHANGES)[2], indent=0) if _concerns(item, short)]
            shown = ["", _CHANGES, "", *changes] if changes else []
            yield piece(group, "\n".join([*entries, *shown]))


def _concerns(item: str, short: str) -> bool:
    lead = item.partition("\n")[0]
    return lead == _EVERY or short in lead


def _entries(groups: tuple[Section, ...], name: str) -> Iterator[Section]:
    """Yield the entries of webhooks, fields and filters by their path, or by the last name in it."""
    owner, member = split_member(name)
    for group in groups:
        if group.heading in _OTHERS:
            items = _leads(group)
            found = [one for one in items if name_of(one).lower() == name.lower() or _is_of(one, owner, member)]
            found = found or [one for one in items if last(name_of(one)) == name]
            if found:
                yield piece(group, "\n".join(found))


def _is_of(item: str, owner: str, member: str) -> bool:
    """Tell whether an entry is about a member, and one of its places is a call of the owner."""
    resources = re.findall(r"`[A-Z]+ ([^` /]+)[ `]", item.partition("\n")[2])
    names = (name_of(item), last(name_of(item)))
    return bool(member) and member in names and any(same(owner, one) for one in resources)
