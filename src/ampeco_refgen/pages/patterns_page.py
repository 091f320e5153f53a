"""Patterns and what calls share → `common-patterns.md`: what one reads once before writing a client."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.catalog.payload import success_responses
from ampeco_refgen.infer.patterns import Patterns, TypeUse
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.about_section import about_lines, summary_of, tag_lines
from ampeco_refgen.pages.access_text import default_security_line, scheme_lines, server_lines
from ampeco_refgen.pages.bodies import paragraphs
from ampeco_refgen.pages.bundle_plan import DEPRECATION_PAGE, PATTERNS_PAGE, BundlePlan
from ampeco_refgen.pages.call_names import few_calls, field_places
from ampeco_refgen.pages.curl import auth_headers, base_url, curl_line
from ampeco_refgen.pages.delivery_section import delivery_lines
from ampeco_refgen.pages.errors_section import error_lines
from ampeco_refgen.pages.inconsistencies_page import INCONSISTENCIES_PAGE
from ampeco_refgen.pages.page import Page, Section, section
from ampeco_refgen.pages.paging_text import pagination_lines
from ampeco_refgen.pages.query_section import filter_lines, list_parameter_lines
from ampeco_refgen.pages.sectioned_page import sectioned_page
from ampeco_refgen.pages.server_address import base_url_words


def patterns_pages(plan: BundlePlan, patterns: Patterns, inconsistencies: tuple[Section, ...]) -> Iterator[Page]:
    """Yield the page of what calls have in common; of `inconsistencies` it tells how many kinds there are.

    What the document says nothing of has no section.
    """
    drafts = (
        ("Base URL and authentication", _access(plan)),
        ("Requests and responses", _bodies(plan, patterns)),
        ("Pagination", pagination_lines(plan)),
        ("Filters", filter_lines(patterns.filters)),
        ("Includes and lists", list_parameter_lines(plan)),
        ("Errors", error_lines(plan, patterns.rate_limit_headers)),
        # Not called "Webhooks", by which a lookup asks for their list.
        ("Requests that you receive", delivery_lines(plan)),
        ("Formats, names and identifiers", _formats(patterns)),
        ("Contact, licence and further reading", about_lines(plan.catalog)),
        ("Tags that no call has", tag_lines(plan.catalog)),
        ("Known inconsistencies", _link_to(plan, inconsistencies)),
    )
    sections = [section(title, listed) for title, lines in drafts if (listed := tuple(lines))]
    yield sectioned_page(plan, PATTERNS_PAGE, "common-patterns.md.j2", sections)


def _link_to(plan: BundlePlan, inconsistencies: tuple[Section, ...]) -> Iterator[str]:
    if inconsistencies:
        link = plan.path_link(PATTERNS_PAGE, INCONSISTENCIES_PAGE, INCONSISTENCIES_PAGE)
        yield f"What the document says in two ways, {plural(len(inconsistencies), 'kind')} of it: {link}."


_VARIABLE = re.compile(r"\$(\w+)")
"""A variable of the shell in a command."""


def _access(plan: BundlePlan) -> Iterator[str]:
    catalog = plan.catalog
    if said := paragraphs("\n\n".join(filter(None, (summary_of(catalog), catalog.description)))):
        yield from (*said, "")
    for server in catalog.servers:
        url = base_url(catalog) if server is catalog.servers[0] else server.url
        lead = "base URL" if server is catalog.servers[0] else "also"
        yield from server_lines(server, f"{lead} ", url)
    if words := base_url_words(catalog.servers):
        yield from wrap(f"- base URL: {words}")
    for scheme in catalog.security_schemes:
        yield from scheme_lines(scheme)
    if line := default_security_line(catalog):
        yield from wrap(line)
    yield from (f"- send the header {code(header)}{_whom(catalog)}" for header in auth_headers(catalog))
    if example := curl_line(catalog, catalog.operations):
        line = example.lines[0]
        variables = dict.fromkeys(_VARIABLE.findall(line))
        set_first = f", to be set first: {', '.join(map(code, variables))}" if variables else ""
        yield from (*wrap(f"- each call's file has a command to copy; `$name` in it is a variable{set_first}"), "")
        yield from ("```bash", line, "```")


def _whom(catalog: Catalog) -> str:
    """Return when a header of the document's security is sent: calls may have another, which may need another key."""
    alternative = "the first alternative of " if len(catalog.security) > 1 else ""
    own = any(operation.security is not None for operation in catalog.operations)
    return f" for {alternative}that security" if alternative or own else ""


def _bodies(plan: BundlePlan, patterns: Patterns) -> Iterator[str]:
    """Yield how calls are made and answered as a whole: versions, media types, what wraps a response, statuses."""
    yield from _versions(plan)
    yield from _media_types(plan)
    ways = "; ".join(f"{_wrapped(use.wrapping)} {len(use.operations)}" for use in patterns.wrappings)
    yield from wrap(f"- responses, by calls: {ways}")
    successes = [use for use in patterns.statuses if use.status[:1] == "2"]
    statuses = ", ".join(f"{f'{code(use.status)} {use.phrase}'.strip()} {len(use.operations)}" for use in successes)
    later = "; `202` says that the work is not done yet (RFC 9110, section 15.3.3)"
    accepted = later if any(use.status == "202" for use in successes) else ""
    yield from wrap(f"- success, by calls: {statuses}{accepted}")
    if told := [operation.key for operation in plan.catalog.operations if _tells_success(plan, operation)]:
        calls = few_calls(plan, told)
        yield from wrap(f"- a success may be a refusal: look at `success` (boolean) in the response of {calls}")


def _wrapped(ways: str) -> str:
    return " or ".join(_WRAPPINGS[way] for way in ways.split(" or "))


_WRAPPINGS = {
    "data object": "one object under `data`",
    "data[] list": "a list under `data`",
    "no body": "no body",
    "bare": "not wrapped",
    "bare list": "a list, not wrapped",
}


def _versions(plan: BundlePlan) -> Iterator[str]:
    operations = plan.catalog.operations
    versions = sorted({operation.place.version for operation in operations if operation.place.version}, key=version_key)
    if versions:
        each = "; each resource has its own" if len(versions) > 1 else ""
        yield from wrap(f"- the version is a part of the path ({', '.join(map(code, versions))}){each}")
    if past := sum(operation.deprecated for operation in operations):
        link = plan.path_link(PATTERNS_PAGE, DEPRECATION_PAGE, DEPRECATION_PAGE)
        yield f"- {past} of {plural(len(operations), 'call')} are deprecated: {link}"


def _media_types(plan: BundlePlan) -> Iterator[str]:
    sent = Counter(
        media.content_type for operation in plan.catalog.operations if operation.body for media in operation.body.media
    )
    if sent:
        types = ", ".join(f"{code(name)} in {plural(number, 'call')}" for name, number in sent.most_common())
        yield from wrap(f"- bodies are sent as {types}")


def _tells_success(plan: BundlePlan, operation: Operation) -> bool:
    """Tell whether a response that is a success has a truth value `success` of its own."""
    shapes = plan.fields.shapes
    roots = [
        shapes.expanded(shapes.of(media.schema))
        for response in success_responses(operation)
        for media in response.media
        if media.schema is not None
    ]
    members = [root.member("success") for root in roots]
    return any(member is not None and member.shape.kind == "boolean" for member in members)


def _formats(patterns: Patterns) -> Iterator[str]:
    """Yield how values are written; nothing where there is nothing that one must know."""
    if times := _formats_of(patterns.time_formats):
        rfc = "; `date-time` is that of RFC 3339, `2024-05-01T12:00:00Z`" if "`date-time`" in times else ""
        yield f"- formats of times: {times}{rfc}"
    if texts := _formats_of(patterns.numbers_as_text):
        yield f"- some strings hold a number or truth value, by their format: {texts}"
    if nullable := patterns.nulls.nullable:
        yield f"- {nullable} of {patterns.nulls.fields} fields may be null; what is not marked required may be missing"
    types = ", ".join(f"{prose(kind)} in {count}" for kind, count in patterns.identifiers.types)
    texts = f"; text in {field_places(strings, 'id')}" if (strings := patterns.identifiers.strings) else ""
    if types:
        yield from wrap(f"- `id` of resources is {types}{texts if len(patterns.identifiers.types) > 1 else ''}")
    naming = patterns.naming
    if naming.camel and naming.snake:
        yield f"- names of fields are in camelCase ({naming.camel}) and in snake\\_case ({naming.snake}): convert none"


def _formats_of(uses: tuple[TypeUse, ...]) -> str:
    return ", ".join(map(code, dict.fromkeys(use.format for use in uses)))
