"""Patterns and what calls share → `common-patterns.md`: an authored frame around facts read from the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.catalog.fields import flattened
from ampeco_refgen.catalog.model import Operation, SecurityScheme
from ampeco_refgen.catalog.payload import PagingFacts, paging_of
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.infer.inconsistencies import RULES
from ampeco_refgen.infer.inconsistency_rules import Inconsistency, InconsistencyKind, InconsistencySide
from ampeco_refgen.infer.occurrences import FieldPlace, Location
from ampeco_refgen.infer.patterns import Patterns, TypeUse
from ampeco_refgen.jsonvalue import JsonText, value_of
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages import wording
from ampeco_refgen.pages.brief import calls_of, collection_of
from ampeco_refgen.pages.call_page import body_rows, paragraphs
from ampeco_refgen.pages.curl import auth_headers, base_url, curl_line
from ampeco_refgen.pages.index_pages import Group, grouped_page
from ampeco_refgen.pages.lines import literal
from ampeco_refgen.pages.model import Page
from ampeco_refgen.pages.shared import CommonError
from ampeco_refgen.pages.site import PATTERNS_PAGE, Site

_INCONSISTENCIES = "inconsistencies.md"
_FEW = 7
"""Where no more operations than this are meant, they are named: they are the exception."""

_WEBHOOK = (Location.WEBHOOK,)


def patterns_pages(site: Site, patterns: Patterns) -> Iterator[Page]:
    """Yield the page of what calls have in common, and that of what the document says in two ways."""
    odd = tuple(_inconsistency_groups(site, patterns))
    groups = (*_shared_groups(site), *_pattern_groups(site, patterns), *_link_to(site, odd))
    yield grouped_page(site, PATTERNS_PAGE, "common-patterns.md.j2", groups, "")
    if odd:
        yield grouped_page(site, _INCONSISTENCIES, "inconsistencies.md.j2", odd, "")


def _link_to(site: Site, odd: tuple[Group, ...]) -> Iterator[Group]:
    if odd:
        link = site.path_link(PATTERNS_PAGE, _INCONSISTENCIES, _INCONSISTENCIES)
        titles = [f"- {prose(group.title)}" for group in odd]
        yield _group("Known inconsistencies", (f"In {link}, each with what to do about it:", "", *titles))


def _shared_groups(site: Site) -> Iterator[Group]:
    yield _group("Base URL and authentication", _access(site))
    if paged := _paged(site):
        yield _group("Pagination", _pagination(site, paged))
    if site.envelopes:
        yield _group("Beside data", _envelopes(site))
    if site.errors:
        yield _group("Errors", _errors(site))


def _group(title: str, lines: Iterable[str]) -> Group:
    return Group(title=title, lines=tuple(lines))


def _access(site: Site) -> Iterator[str]:
    catalog = site.catalog
    if catalog.description:
        yield from (*paragraphs(catalog.description), "")
    for server in catalog.servers:
        url = base_url(catalog) if server is catalog.servers[0] else server.url
        lead = "base URL" if server is catalog.servers[0] else "also"
        yield from wrap(f"- {lead} {code(url)}{_after_dash(server.description)}")
        yield from (
            line for name, text in server.variables for line in wrap(f"  - {_variable(name, text)}", indent="    ")
        )
    for scheme in catalog.security_schemes:
        yield from wrap(f"- {_scheme(scheme)}{_after_dash(scheme.description)}")
    yield from (f"- send the header {code(header)}" for header in auth_headers(catalog))
    if line := curl_line(catalog, catalog.operations):
        yield from ("", "```bash", line, "```")


def _variable(name: str, text: JsonText) -> str:
    """Say what a part of the base URL stands for."""
    facts = value_of(text)
    known = facts if isinstance(facts, dict) else {}
    default = known.get("default")
    said = known.get("description")
    shown = f" (default {code(str(default))})" if default else ""
    return f"{code('{' + name + '}')} in it is to be replaced{shown}{_after_dash(str(said) if said else '')}"


def _after_dash(description: str) -> str:
    return f" — {prose(description)}" if description else ""


def _scheme(scheme: SecurityScheme) -> str:
    facts = ", ".join(f"{prose(name)} {literal(text)}" for name, text in scheme.facts if name != "flows")
    return f"scheme {code(scheme.name)}: {prose(scheme.kind)}" + (f", {facts}" if facts else "")


def _paged(site: Site) -> dict[PagingFacts, list[Operation]]:
    found: dict[PagingFacts, list[Operation]] = {}
    for operation in site.catalog.operations:
        facts = paging_of(operation, site.fields.shapes)
        if facts.paged:
            found.setdefault(facts, []).append(operation)
    return found


def _pagination(site: Site, paged: dict[PagingFacts, list[Operation]]) -> Iterator[str]:
    for facts, operations in sorted(paged.items(), key=lambda entry: -len(entry[1])):
        declared = ", ".join(map(code, facts.parameters)) or "no parameter"
        lead = f"- {wording.paging(facts)} — declared {declared}; {plural(len(operations), 'call')}"
        named = f": {calls_of(site, (one.key for one in operations))}" if len(operations) <= _FEW else ""
        yield from wrap(lead + named)


def _envelopes(site: Site) -> Iterator[str]:
    """Yield what stands beside `data`, by name: types stand in the files of the calls."""
    for envelope in site.envelopes.values():
        calls = plural(len(envelope.operations), "call")
        if len(envelope.operations) <= _FEW:
            calls += f", {calls_of(site, (one.key for one in envelope.operations))}"
        names = dict.fromkeys(field.path for field in flattened(envelope.rows))
        yield from wrap(f"- in {calls}: {', '.join(_below_one(names))}")


def _errors(site: Site) -> Iterator[str]:
    for status, error in site.errors.items():
        meaning = prose(error.meaning) or phrase(status)
        types = {media.content_type for media in error.response.media} - {"application/json"}
        other = f" ({', '.join(map(code, sorted(types)))})" if types else ""
        yield from wrap(f"- {code(status)} {meaning}{other}: {_declared(site, error)}")
        for media in error.response.media:
            yield from body_rows(site, PATTERNS_PAGE, media, "  ")


def _declared(site: Site, error: CommonError) -> str:
    calls = plural(len(error.operations), "call")
    if len(error.operations) > _FEW:
        return calls
    return f"{calls}, {calls_of(site, (one.key for one in error.operations))}"


def _pattern_groups(site: Site, patterns: Patterns) -> Iterator[Group]:
    """Yield the groups on how the API behaves as a whole; those of which the document says nothing are left out."""
    drafts = (
        ("Versions", _versions(patterns)),
        ("Wrapping", _wrapping(site, patterns)),
        ("Filters", _filters(patterns)),
        ("Includes", _includes(site, patterns)),
        ("Statuses", _statuses(site, patterns)),
        ("Formats, names and identifiers", _formats(patterns)),
    )
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
    endings: dict[str, list[str]] = {}
    for suffix in filters.suffixes:
        endings.setdefault(_kind(suffix.kind, suffix.format), []).append(f"{code(suffix.suffix)} {suffix.count}")
    for kind, found in endings.items():
        yield from wrap(f"- names that limit a time, {prose(kind)}, by their ending: {', '.join(found)}")
    for title, places in (("nested", filters.nested), ("dotted, a path follows the name", filters.dotted)):
        if places:
            yield from wrap(f"- {title}: {_places(places)}")


def _includes(site: Site, patterns: Patterns) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for use in patterns.includes:
        alike.setdefault(use.values, []).append(use.operation)
    if alike:
        yield f"- they are sent as {code('include[]={value}')}, once for each value"
    for values, calls in alike.items():
        yield from wrap(f"- {calls_of(site, calls)}: {', '.join(map(code, values))}")


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
    if strings := patterns.identifiers.strings:
        yield from wrap(f"- `id` is text: {_places(strings, 'id')}")
    naming = patterns.naming
    yield f"- names of fields: {naming.camel} in camelCase, {naming.snake} in snake\\_case"
    if naming.exceptions:
        yield from wrap(f"- in snake\\_case: {_places(naming.exceptions)}")


def _inconsistency_groups(site: Site, patterns: Patterns) -> Iterator[Group]:
    """Yield what the document says in two ways, by kind, each with what to do about it."""
    for rule in RULES:
        found = [one for one in patterns.inconsistencies if one.kind is rule.kind]
        if rule.kind is InconsistencyKind.INCLUDE_ON_WRITE:
            found = list(_without_values(found))
        if found:
            lines = [line for one in found for line in wrap(f"- {_inconsistency(site, one)}")]
            yield _group(rule.title, (*wrap(rule.advice, indent=""), "", *lines))


def _without_values(found: list[Inconsistency]) -> Iterator[Inconsistency]:
    """Yield includes without their values, which stand with those of all calls."""
    calls: dict[str, list[str]] = {}
    for one in found:
        calls.setdefault(one.subject, []).extend(key for side in one.sides for key in side.operations)
    for subject, keys in calls.items():
        yield Inconsistency(
            kind=InconsistencyKind.INCLUDE_ON_WRITE, subject=subject, sides=(InconsistencySide(operations=tuple(keys)),)
        )


def _inconsistency(site: Site, one: Inconsistency) -> str:
    """Name the calls where a field is the same in all ways but what they declare of it."""
    stands = [{(place.label, place.location, place.path) for place in side.places} for side in one.sides]
    by_calls = len(stands) > 1 and all(stands[0] == others for others in stands)
    field = "" if one.kind is InconsistencyKind.FORMAT_SPELLING else one.subject
    sides = " · ".join(side for side in (_side(site, side, field, by_calls=by_calls) for side in one.sides) if side)
    return f"{code(one.subject)}" + (f": {sides}" if sides else "")


def _side(site: Site, side: InconsistencySide, field: str, *, by_calls: bool) -> str:
    """Leave out what a place calls the `field`, and a name that is said and stands there, too."""
    alone = (
        field
        and len(side.values) == 1
        and all(place.path.rpartition(".")[2] == side.values[0] for place in side.places)
    )
    says = "" if side.places and alone else ", ".join(map(code, side.values))
    where = _places(side.places, field) if side.places and not by_calls else ""
    owners = dict.fromkeys(owner for place in side.places if by_calls for owner in place.owners)
    calls = _operations(site, (*owners, *side.operations)) if owners or side.operations else ""
    place = "; ".join(part for part in (where, calls) if part)
    what = " ".join(part for part in (prose(side.way), says) if part)
    return f"{what} in {place}" if what and place else what or place


def _type(use: TypeUse) -> str:
    kind = _kind(use.kind, use.format) + (" of listed values" if use.enumerated else "")
    return f"{prose(kind)} {use.count}"


def _kind(kind: str, form: str) -> str:
    return f"{kind} ({form})" if form else kind


def _operations(site: Site, keys: Iterable[str]) -> str:
    """Name calls where they are few, else their collections, else only their number."""
    found = tuple(keys)
    if len(found) <= _FEW:
        return calls_of(site, found)
    collections = dict.fromkeys(collection_of(site.operation(key)) for key in found)
    named = f" of {', '.join(map(code, collections))}" if len(collections) <= _FEW else ""
    return plural(len(found), "call") + named


def _places(places: Iterable[FieldPlace], subject: str = "") -> str:
    """Name the places: fields in several places once, of one place together; `subject` is not named again."""
    paths: dict[tuple[str, tuple[Location, ...]], list[str]] = {}
    for (label, path), parts in _parts(places).items():
        paths.setdefault((label, parts), []).append(path)
    labels: dict[tuple[str, ...], list[str]] = {}
    for (label, parts), found in sorted(paths.items(), key=lambda entry: entry[0][1] == _WEBHOOK):
        named = labels.setdefault(tuple(found), [])
        first = parts == _WEBHOOK and not any(name.startswith("webhook ") for name in named)
        named.append(("webhook " if first else "") + _labelled(label, parts))
    ordered = sorted(labels.items(), key=lambda entry: entry[0] != (subject,))
    return "; ".join(_named(names, where, subject) for names, where in ordered)


def _parts(places: Iterable[FieldPlace]) -> dict[tuple[str, str], tuple[Location, ...]]:
    """Return what of each place has a field: its request, its response, or both."""
    found: dict[tuple[str, str], dict[Location, None]] = {}
    for place in places:
        found.setdefault((place.label, place.path), {})[place.location] = None
    return {place: tuple(parts) for place, parts in found.items()}


def _labelled(label: str, parts: tuple[Location, ...]) -> str:
    """Return a place in brief: that of a resource without its family, a response and a filter without saying so."""
    told = "both" if set(parts) == {Location.RESPONSE, Location.BODY} else ", ".join(part.value for part in parts)
    shown = prose(label.removeprefix("resources/"))
    return shown if parts in ((Location.RESPONSE,), (Location.FILTER,), _WEBHOOK) else f"{shown} ({told})"


def _named(paths: tuple[str, ...], places: list[str], subject: str) -> str:
    named = "" if paths == (subject,) else f"{', '.join(_below_one(paths))} of "
    return f"{named}{', '.join(places)}"


def _below_one(paths: Iterable[str]) -> Iterator[str]:
    """Yield paths as code, those of one object together: `a.{b, c}`."""
    together: dict[str, list[str]] = {}
    for path in paths:
        above, _, last = path.rpartition(".")
        together.setdefault(above, []).append(last)
    for above, names in together.items():
        if above and len(names) > 1:
            yield code(f"{above}.{{{', '.join(names)}}}")
        else:
            yield from (code(f"{above}.{name}" if above else name) for name in names)
