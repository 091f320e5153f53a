"""`Patterns` → the groups of `common-patterns.md` that say how the API behaves as a whole, and contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.infer.inconsistencies import RULES
from ampeco_refgen.infer.pattern_model import FieldPlace, Inconsistency, Patterns, Side, TypeUse
from ampeco_refgen.output.index_pages import Group
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, plural, prose
from ampeco_refgen.wrap import wrap

FEW = 12
"""Where no more operations than this are meant, they are named."""


def pattern_groups(site: Site, patterns: Patterns) -> Iterator[Group]:
    """Yield the groups in the order of the page; those of which the document says nothing are left out."""
    yield from _groups(
        ("Versions", _versions(patterns)),
        ("Wrapping", _wrapping(site, patterns)),
        ("Filters", _filters(patterns)),
        ("Includes", _includes(site, patterns)),
        ("Statuses", _statuses(site, patterns)),
        ("Formats, names and identifiers", _formats(patterns)),
        ("Known inconsistencies", _inconsistencies(site, patterns)),
    )


def _groups(*drafts: tuple[str, Iterator[str]]) -> Iterator[Group]:
    for title, lines in drafts:
        if found := tuple(lines):
            yield Group(title=title, lines=found)


def _versions(patterns: Patterns) -> Iterator[str]:
    for use in patterns.versions:
        if use.version:
            yield f"- {prose(use.family)} {code(use.version)}: {plural(use.operations, 'call')}, {use.live} live"


def _wrapping(site: Site, patterns: Patterns) -> Iterator[str]:
    for use in patterns.wrappings:
        yield from wrap(f"- {prose(use.wrapping)}: {_operations(site, use.operations)}")


def _filters(patterns: Patterns) -> Iterator[str]:
    filters = patterns.filters
    if not filters.operations:
        return
    calls, fields, names = len(filters.operations), filters.fields, filters.names
    yield f"- {plural(calls, 'call')} take {plural(fields, 'filter')}, of {plural(names, 'name')}"
    yield from wrap(f"- types: {'; '.join(_type(use) for use in filters.types)}")
    for suffix in filters.suffixes:
        kind = prose(_kind(suffix.kind, suffix.format))
        yield f"- names that end in {code(suffix.suffix)} limit a time: {kind}, {suffix.count} of them"
    for title, places in (("nested", filters.nested), ("dotted, a path follows the name", filters.dotted)):
        if places:
            yield from wrap(f"- {title}: {_places(places)}")


def _includes(site: Site, patterns: Patterns) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for use in patterns.includes:
        alike.setdefault(use.values, []).append(code(site.short(use.operation)))
    for values, calls in alike.items():
        names = ", ".join(code(f"include[]={value}") for value in values)
        yield from wrap(f"- {', '.join(calls)}: {names}")


def _statuses(site: Site, patterns: Patterns) -> Iterator[str]:
    for use in patterns.statuses:
        if use.status not in site.errors:
            yield from wrap(f"- {code(use.status)} {use.phrase}: {_operations(site, use.operations)}")
    headers = ", ".join(map(code, patterns.rate_limit_headers)) or "not declared"
    yield f"- rate limit headers: {headers}"


def _formats(patterns: Patterns) -> Iterator[str]:
    if patterns.time_formats:
        yield from wrap(f"- times: {'; '.join(_type(use) for use in patterns.time_formats)}")
    if patterns.numbers_as_text:
        yield from wrap(f"- numbers and booleans as text: {'; '.join(_type(use) for use in patterns.numbers_as_text)}")
    nulls = patterns.nulls
    yield f"- {nulls.nullable} of {nulls.fields} fields may be null"
    for title, places in (("enums that hold null", nulls.enums_with_null), ("the text `null`", nulls.enums_with_text)):
        if places:
            yield from wrap(f"- {title}: {_places(places)}")
    types = ", ".join(f"{prose(kind)} in {count}" for kind, count in patterns.identifiers.types)
    yield f"- `id` is {types or 'not declared'}"
    for one in patterns.identifiers.strings:
        yield from wrap(f"- `id` is text in {_place(one.place)}")
    naming = patterns.naming
    yield f"- names of fields: {naming.camel} in camelCase, {naming.snake} in snake\\_case"
    if naming.exceptions:
        yield from wrap(f"- in snake\\_case: {_places(naming.exceptions)}")


def _inconsistencies(site: Site, patterns: Patterns) -> Iterator[str]:
    """Yield what the document says in two ways, by kind, each with what to do about it."""
    for rule in RULES:
        found = [one for one in patterns.inconsistencies if one.kind is rule.kind]
        if found:
            yield from wrap(f"- **{rule.title}.** {rule.advice}")
            yield from (line for one in found for line in wrap(f"  - {_inconsistency(site, one)}", indent="    "))


def _inconsistency(site: Site, one: Inconsistency) -> str:
    sides = " · ".join(side for side in (_side(site, side) for side in one.sides) if side)
    return f"{code(one.subject)}" + (f": {sides}" if sides else "")


def _side(site: Site, side: Side) -> str:
    says = ", ".join(map(code, side.says))
    where = _places(side.places) if side.places else ""
    calls = _operations(site, side.operations) if side.operations else ""
    place = "; ".join(part for part in (where, calls) if part)
    what = " ".join(part for part in (prose(side.way), says) if part)
    return f"{what} in {place}" if what and place else what or place


def _type(use: TypeUse) -> str:
    kind = _kind(use.kind, use.format) + (" of listed values" if use.enumerated else "")
    return f"{prose(kind)} {use.count}"


def _kind(kind: str, form: str) -> str:
    return f"{kind} ({form})" if form else kind


def _operations(site: Site, keys: Iterable[str]) -> str:
    found = tuple(keys)
    if len(found) > FEW:
        return plural(len(found), "call")
    return ", ".join(code(site.short(key)) for key in found)


def _places(places: Iterable[FieldPlace]) -> str:
    """Name the places, those of one resource together."""
    together: dict[str, list[str]] = {}
    for place in places:
        together.setdefault(f"{place.label} {place.part.value}", []).append(code(place.path))
    return "; ".join(f"{', '.join(paths)} of {prose(where)}" for where, paths in together.items())


def _place(place: FieldPlace) -> str:
    return f"{code(place.path)} of {prose(place.label)} {place.part.value}"
