"""Finds what the deprecation map says of one call, webhook, resource or field: the successor and what changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ampeco_refgen.errors import UsageError
from ampeco_refgen.lookup.calls import find_calls
from ampeco_refgen.lookup.found import Found, candidates, piece
from ampeco_refgen.lookup.markdown import items_of, name_of
from ampeco_refgen.lookup.model import Call, Section
from ampeco_refgen.lookup.parts import last, split_member
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.lookup.words import same

_MAP = "deprecation-map"
_CHANGES = "What changes:"
_EVERY = re.compile(r"(?:^- |; )every (?:call|response|body)\b")
_CALLS = re.compile(r"`([A-Z]+(?:, [A-Z]+)*) ?([^`]*)`")
_OTHERS = ("Webhooks", "Fields", "Parameters and filters")

Entry: TypeAlias = tuple[str, str]
"""What is said of a list, such as the rule or the places, and an item of it."""


def find_deprecated(shelf: Shelf, name: str) -> Found | None:
    """Return the entry of a deprecated call, webhook, resource, field or filter.

    `None` when nothing deprecated has the name; raises `UsageError` when a live call has it.
    """
    groups = shelf.index(_MAP)
    resource = tuple(one for one in groups if same(one.heading.partition(": ")[2], name))
    calls = find_calls(name, [call for call in shelf.calls if call.deprecated])
    entry = tuple(_of_call(groups, calls[0])) if len(calls) == 1 else ()
    if pieces := resource or entry or tuple(_named(groups, name)):
        return Found(kind="deprecated", pieces=pieces)
    if calls:
        return candidates(calls)
    if live := find_calls(name, shelf.calls):
        raise UsageError(f"{live[0].key} is not deprecated", hint=f"show {live[0].key!r}")
    return None


def subjects(shelf: Shelf) -> tuple[str, ...]:
    """Return everything that the map has an entry for, as `deprecated:` takes it."""
    groups = shelf.index(_MAP)
    return tuple(dict.fromkeys(name_of(item) for one in groups for _, item in _entries(one)))


def _entries(group: Section) -> Iterator[Entry]:
    """Yield the items of a group with what stands above their list, without those of what changes."""
    above = ""
    for block in group.text.partition(f"\n{_CHANGES}\n")[0].split("\n\n")[1:]:
        items = items_of(block, indent=0)
        above = above if items else block.strip("\n")
        yield from ((above, item) for item in items)


def _shown(entries: Iterable[Entry]) -> str:
    """Return entries as the map has them, each list below what is said of it."""
    lists: dict[str, list[str]] = {}
    for above, item in entries:
        lists.setdefault(above, []).append(item)
    return "\n\n".join("\n\n".join(filter(None, (above, "\n".join(items)))) for above, items in lists.items())


def _of_call(groups: tuple[Section, ...], call: Call) -> Iterator[Section]:
    """Yield the entry of a call, and of what changes the items that are true of it."""
    for group in groups:
        entries = [entry for entry in _entries(group) if name_of(entry[1]) == call.key]
        if entries:
            changes = [item for item in items_of(group.text.partition(_CHANGES)[2], indent=0) if _concerns(item, call)]
            told = ["", _CHANGES, "", *changes] if changes else []
            yield piece(group, "\n".join([_shown(entries), *told]))


def _concerns(item: str, call: Call) -> bool:
    lead = item.partition("\n  - ")[0]
    there = f"{call.version}{call.subpath}"
    named = any(path == there and call.method in methods.split(", ") for methods, path in _CALLS.findall(lead))
    return named or bool(_EVERY.search(lead))


def _named(groups: tuple[Section, ...], name: str) -> Iterator[Section]:
    """Yield the entries of webhooks, fields and filters by their path, or by the last name in it."""
    owner, member = split_member(name)
    for group in groups:
        if group.heading in _OTHERS:
            entries = tuple(_entries(group))
            found = [one for one in entries if name_of(one[1]).lower() == name.lower() or _is_of(one, owner, member)]
            found = found or [one for one in entries if last(name_of(one[1])) == name]
            if found:
                yield piece(group, _shown(found))


def _is_of(entry: Entry, owner: str, member: str) -> bool:
    """Tell whether an entry is about a member, and one of its places is a call of the owner."""
    above, item = entry
    resources = {part for _, path in _CALLS.findall(above) for part in path.split("/")}
    names = (name_of(item), last(name_of(item)))
    return bool(member) and member in names and any(same(owner, one) for one in resources)
