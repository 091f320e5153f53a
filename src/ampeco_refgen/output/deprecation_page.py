"""Replacements and migrations → `deprecation-map.md`: what to use instead, how that is known, and what changes."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.infer.migration import Change, Difference, Migration, Move, Part
from ampeco_refgen.infer.replacements import Replacement, Replacements
from ampeco_refgen.output.index_pages import Group, grouped_page
from ampeco_refgen.output.lines import literal
from ampeco_refgen.output.pages import Page
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, plural, prose
from ampeco_refgen.wrap import wrap

DEPRECATIONS = "deprecation-map.md"


def deprecation_pages(site: Site, replacements: Replacements, migrations: tuple[Migration, ...]) -> Iterator[Page]:
    """Yield the page, or pages, of everything that is deprecated."""
    groups = list(_groups(site, replacements, migrations))
    counts = ", ".join(
        plural(len(found), noun)
        for noun, found in (
            ("operation", replacements.operations),
            ("webhook", replacements.webhooks),
            ("field", replacements.fields),
            ("parameter", replacements.parameters),
        )
    )
    yield grouped_page(site, DEPRECATIONS, "deprecation-map.md.j2", groups, counts)


def _groups(site: Site, replacements: Replacements, migrations: tuple[Migration, ...]) -> Iterator[Group]:
    changes: dict[str, list[Migration]] = {}
    for migration in migrations:
        changes.setdefault(migration.subject, []).append(migration)
    by_resource: dict[str, list[Replacement]] = {}
    for found in replacements.operations:
        place = site.operation(found.subject).place
        by_resource.setdefault(f"{place.family}: {place.resource}", []).append(found)
    for title, group in by_resource.items():
        yield _group(title, list(_resource(site, group, changes)))
    if replacements.webhooks:
        yield _group("Webhooks", [line for found in replacements.webhooks for line in _webhook(site, found, changes)])
    for title, members in (("Fields", replacements.fields), ("Parameters and filters", replacements.parameters)):
        if members:
            yield _group(title, [line for found in members for line in _member(site, found)])


def _group(title: str, lines: list[str]) -> Group:
    return Group(title=title, lines=tuple(lines))


def _resource(site: Site, group: list[Replacement], changes: dict[str, list[Migration]]) -> Iterator[str]:
    """Yield the successors of one resource's operations, then what changes, each change once for all it is true of."""
    for found in group:
        links = " and ".join(site.operation_link(DEPRECATIONS, key) for key in found.successors)
        yield from _lead(found, links)
    migrations = {_call(site, found.subject): changes.get(found.subject, []) for found in group}
    moved = [call for call, several in migrations.items() if several]
    alike: dict[tuple[str, ...], dict[str, list[Difference | Move]]] = {}
    for one, calls in _sharers(migrations).items():
        alike.setdefault(calls, {}).setdefault(_heading(one), []).append(one)
    if moved:
        yield ""
        yield "What changes for the caller:"
        yield ""
    for calls, headings in sorted(alike.items(), key=lambda entry: (-len(entry[0]), moved.index(entry[0][0]))):
        yield "- every call:" if len(calls) == len(moved) > 1 else f"- {', '.join(map(code, calls))}:"
        for heading, several in headings.items():
            yield from wrap(f"  - {heading}: {_listed(several)}", indent="    ")
    if same := [call for call in moved if not any(call in calls for calls in alike)]:
        yield f"- {', '.join(map(code, same))}: nothing but the path"


def _sharers(migrations: dict[str, list[Migration]]) -> dict[Difference | Move, tuple[str, ...]]:
    """Return each difference and likely move with the calls that it is true of."""
    found: dict[Difference | Move, dict[str, None]] = {}
    for call, several in migrations.items():
        for migration in several:
            told: tuple[Difference | Move, ...] = (*migration.moves, *migration.differences)
            for one in told:
                if one.part is not Part.PATH:
                    found.setdefault(one, {})[call] = None
    return {one: tuple(calls) for one, calls in found.items()}


def _call(site: Site, key: str) -> str:
    place = site.operation(key).place
    return f"{key.split(' ', 1)[0]} {place.version}{place.subpath}"


def _webhook(site: Site, found: Replacement, changes: dict[str, list[Migration]]) -> Iterator[str]:
    links = " and ".join(site.webhook_link(DEPRECATIONS, name) for name in found.successors)
    yield from _lead(found, links)
    yield from _changes(changes.get(found.subject, []))


def _member(site: Site, found: Replacement) -> Iterator[str]:
    yield from _lead(found, " and ".join(map(code, found.successors)))
    places = ", ".join(_place(site, place) for place in found.places)
    yield from wrap(f"  - in {places}", indent="    ")


def _place(site: Site, place: str) -> str:
    """Write a place short: the resource, version and what follows are enough to find it."""
    key, _, part = place.rpartition(" ")
    if place in site.page_of:
        key, part = place, ""
    if key not in site.page_of:
        return code(place)
    method = key.split(" ", 1)[0]
    at = site.operation(key).place
    return f"{code(f'{method} {at.resource} {at.version}{at.subpath}')} {part}".rstrip()


def _lead(found: Replacement, links: str) -> tuple[str, ...]:
    how = f"{prose(found.rule)}, {found.confidence}" if found.rule else ""
    evidence = prose(found.evidence[0]) if found.evidence else ""
    known = f" — {how}: {evidence}" if how and evidence else f" — {how or evidence}" if how or evidence else ""
    return wrap(f"- {code(found.subject)} → {links or '**none known**'}{known}", indent="  ")


def _changes(migrations: list[Migration]) -> Iterator[str]:
    for migration in migrations:
        lead = f"to {code(migration.successor)}: " if len(migrations) > 1 else ""
        if not migration.differences:
            yield f"  - {lead}nothing else changes for the caller"
        grouped: dict[str, list[Difference | Move]] = {}
        for difference in migration.differences:
            grouped.setdefault(_heading(difference), []).append(difference)
        for heading, several in grouped.items():
            yield from wrap(f"  - {lead}{heading}: {_listed(several)}", indent="    ")


def _heading(difference: Difference | Move) -> str:
    if isinstance(difference, Move):
        return f"{difference.part.replace('-', ' ')} likely moved"
    scope = f" of {code(difference.scope)}" if difference.scope else ""
    return f"{difference.part.replace('-', ' ')}{scope} {difference.change.replace('-', ' ')}"


def _listed(several: list[Difference | Move]) -> str:
    """List differences of one kind; the values that one field wins or loses stand together."""
    differences = [one for one in several if isinstance(one, Difference)]
    if not differences:
        return ", ".join(_moved(one) for one in several if isinstance(one, Move))
    if differences[0].change in (Change.ENUM_VALUE_ADDED, Change.ENUM_VALUE_REMOVED):
        values: dict[str, list[str]] = {}
        for difference in differences:
            values.setdefault(difference.where, []).append(literal(difference.before or difference.after))
        return "; ".join(f"{code(where)} ({', '.join(found)})" for where, found in values.items())
    return ", ".join(_one(difference) for difference in differences)


def _moved(move: Move) -> str:
    """Tell the type once where it stays the same."""
    types = dict.fromkeys((move.type_before, move.type_after))
    return f"{code(move.before)} → {code(move.after)} {' → '.join(map(prose, types))} ({move.why})"


def _one(difference: Difference) -> str:
    before, after = difference.before, difference.after
    if {before, after} <= _MARKS:
        before = after = ""
    change = f"{code(before)} → {code(after)}" if before and after else code(before or after) if before or after else ""
    if not difference.where or difference.where == before:
        return change or "the whole"
    if difference.change in (Change.ADDED, Change.REMOVED, Change.REQUIRED_ADDED):
        return code(difference.where) + (f" {prose(before or after)}" if before or after else "")
    return code(difference.where) + (f" ({change})" if change else "")


_MARKS = {"yes", "no", "some", "all", "none", ""}
