"""Patterns and what calls share → `common-patterns.md`: an authored frame around facts read from the document."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.fields import flattened
from ampeco_refgen.catalog.model import Operation, SecurityScheme
from ampeco_refgen.catalog.payload import PagingFacts, paging_of
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.infer.patterns import Patterns, TypeUse
from ampeco_refgen.jsonvalue import JsonText, value_of
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages import wording
from ampeco_refgen.pages.bodies import body_lines, paragraphs
from ampeco_refgen.pages.bundle_plan import PATTERNS_PAGE, BundlePlan
from ampeco_refgen.pages.call_names import FEW_CALLS, calls_of, few_calls, field_places, paths_by_object
from ampeco_refgen.pages.curl import auth_headers, base_url, curl_line
from ampeco_refgen.pages.field_lines import literal
from ampeco_refgen.pages.inconsistencies_page import INCONSISTENCIES_PAGE
from ampeco_refgen.pages.page import Page, Section, section
from ampeco_refgen.pages.responses import CommonError
from ampeco_refgen.pages.sectioned_page import sectioned_page


def patterns_pages(plan: BundlePlan, patterns: Patterns, inconsistencies: tuple[Section, ...]) -> Iterator[Page]:
    """Yield the page of what calls have in common; of `inconsistencies` it names the sections of their own page."""
    sections = (*_shared_sections(plan), *_pattern_sections(plan, patterns), *_link_to(plan, inconsistencies))
    yield sectioned_page(plan, PATTERNS_PAGE, "common-patterns.md.j2", sections)


def _link_to(plan: BundlePlan, inconsistencies: tuple[Section, ...]) -> Iterator[Section]:
    if inconsistencies:
        link = plan.path_link(PATTERNS_PAGE, INCONSISTENCIES_PAGE, INCONSISTENCIES_PAGE)
        titles = [f"- {prose(inconsistency.title)}" for inconsistency in inconsistencies]
        yield section("Known inconsistencies", (f"In {link}, each with what to do about it:", "", *titles))


def _shared_sections(plan: BundlePlan) -> Iterator[Section]:
    yield section("Base URL and authentication", _access(plan))
    if paged := _paged(plan):
        yield section("Pagination", _pagination(plan, paged))
    if plan.envelopes:
        yield section("Beside data", _envelopes(plan))
    if plan.errors:
        yield section("Errors", _errors(plan))


def _access(plan: BundlePlan) -> Iterator[str]:
    catalog = plan.catalog
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
    description = known.get("description")
    shown = f" (default {code(str(default))})" if default else ""
    after = _after_dash(str(description)) if description else ""
    return f"{code('{' + name + '}')} in it is to be replaced{shown}{after}"


def _after_dash(description: str) -> str:
    return f" — {prose(description)}" if description else ""


def _scheme(scheme: SecurityScheme) -> str:
    facts = ", ".join(f"{prose(name)} {literal(text)}" for name, text in scheme.facts if name != "flows")
    return f"scheme {code(scheme.name)}: {prose(scheme.kind)}" + (f", {facts}" if facts else "")


def _paged(plan: BundlePlan) -> dict[PagingFacts, list[Operation]]:
    paged: dict[PagingFacts, list[Operation]] = {}
    for operation in plan.catalog.operations:
        facts = paging_of(operation, plan.fields.shapes)
        if facts.paged:
            paged.setdefault(facts, []).append(operation)
    return paged


def _pagination(plan: BundlePlan, paged: dict[PagingFacts, list[Operation]]) -> Iterator[str]:
    for facts, operations in sorted(paged.items(), key=lambda entry: -len(entry[1])):
        declared = ", ".join(map(code, facts.parameters)) or "no parameter"
        lead = f"- {wording.paging(facts)} — declared {declared}; {plural(len(operations), 'call')}"
        named = (
            f": {calls_of(plan, (operation.key for operation in operations))}" if len(operations) <= FEW_CALLS else ""
        )
        yield from wrap(lead + named)


def _envelopes(plan: BundlePlan) -> Iterator[str]:
    """Yield what stands beside `data`, by name: types stand in the files of the calls."""
    for envelope in plan.envelopes.values():
        calls = plural(len(envelope.operations), "call")
        if len(envelope.operations) <= FEW_CALLS:
            calls += f", {calls_of(plan, (operation.key for operation in envelope.operations))}"
        names = dict.fromkeys(field.path for field in flattened(envelope.rows))
        yield from wrap(f"- in {calls}: {', '.join(paths_by_object(names))}")


def _errors(plan: BundlePlan) -> Iterator[str]:
    for status, error in plan.errors.items():
        meaning = prose(error.meaning) or phrase(status)
        types = {media.content_type for media in error.response.media} - {"application/json"}
        other = f" ({', '.join(map(code, sorted(types)))})" if types else ""
        yield from wrap(f"- {code(status)} {meaning}{other}: {_declared(plan, error)}")
        for media in error.response.media:
            yield from body_lines(plan, PATTERNS_PAGE, media, "  ")


def _declared(plan: BundlePlan, error: CommonError) -> str:
    calls = plural(len(error.operations), "call")
    if len(error.operations) > FEW_CALLS:
        return calls
    return f"{calls}, {calls_of(plan, (operation.key for operation in error.operations))}"


def _pattern_sections(plan: BundlePlan, patterns: Patterns) -> Iterator[Section]:
    """Yield the sections on how the API behaves as a whole; those of which the document says nothing are left out."""
    drafts = (
        ("Versions", _versions(patterns)),
        ("Wrapping", _wrapping(plan, patterns)),
        ("Filters", _filters(patterns)),
        ("Includes", _includes(plan, patterns)),
        ("Statuses", _statuses(plan, patterns)),
        ("Formats, names and identifiers", _formats(patterns)),
    )
    for title, lines in drafts:
        if listed := tuple(lines):
            yield section(title, listed)


def _versions(patterns: Patterns) -> Iterator[str]:
    for use in patterns.versions:
        if use.version:
            yield f"- {prose(use.family)} {code(use.version)}: {plural(use.operations, 'call')}, {use.live} live"


def _wrapping(plan: BundlePlan, patterns: Patterns) -> Iterator[str]:
    for use in patterns.wrappings:
        yield from wrap(f"- {prose(use.wrapping)}: {few_calls(plan, use.operations)}")


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
    for kind, suffixes in endings.items():
        yield from wrap(f"- names that limit a time, {prose(kind)}, by their ending: {', '.join(suffixes)}")
    for title, places in (("nested", filters.nested), ("dotted, a path follows the name", filters.dotted)):
        if places:
            yield from wrap(f"- {title}: {field_places(places)}")


def _includes(plan: BundlePlan, patterns: Patterns) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for use in patterns.includes:
        alike.setdefault(use.values, []).append(use.operation)
    if alike:
        yield f"- they are sent as {code('include[]={value}')}, once for each value"
    for values, calls in alike.items():
        yield from wrap(f"- {calls_of(plan, calls)}: {', '.join(map(code, values))}")


def _statuses(plan: BundlePlan, patterns: Patterns) -> Iterator[str]:
    for use in patterns.statuses:
        if use.status not in plan.errors:
            yield from wrap(f"- {code(use.status)} {use.phrase}: {few_calls(plan, use.operations)}")
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
            yield from wrap(f"- {title}: {field_places(places)}")
    types = ", ".join(f"{prose(kind)} in {count}" for kind, count in patterns.identifiers.types)
    yield f"- `id` is {types or 'not declared'}"
    if strings := patterns.identifiers.strings:
        yield from wrap(f"- `id` is text: {field_places(strings, 'id')}")
    naming = patterns.naming
    yield f"- names of fields: {naming.camel} in camelCase, {naming.snake} in snake\\_case"
    if naming.exceptions:
        yield from wrap(f"- in snake\\_case: {field_places(naming.exceptions)}")


def _type(use: TypeUse) -> str:
    kind = _kind(use.kind, use.format) + (" of listed values" if use.enumerated else "")
    return f"{prose(kind)} {use.count}"


def _kind(kind: str, form: str) -> str:
    return f"{kind} ({form})" if form else kind
