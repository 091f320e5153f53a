"""Patterns and what calls share → `common-patterns.md`: an authored frame around facts read from the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation, SecurityScheme
from ampeco_refgen.catalog.payload import PagingFacts, paging_of
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.infer.pattern_model import Patterns
from ampeco_refgen.jsonvalue import JsonText, value_of
from ampeco_refgen.names import anchor
from ampeco_refgen.output import wording
from ampeco_refgen.output.brief import calls_of
from ampeco_refgen.output.curl import auth_headers, base_url, curl_line
from ampeco_refgen.output.index_pages import Group, grouped_page
from ampeco_refgen.output.lines import literal
from ampeco_refgen.output.model import Page
from ampeco_refgen.output.pattern_lines import FEW, pattern_groups
from ampeco_refgen.output.said import Saying, saying_of
from ampeco_refgen.output.sections import Sections, paragraphs
from ampeco_refgen.output.shared import CommonError, Envelope
from ampeco_refgen.output.site import PATTERNS_PAGE, Site
from ampeco_refgen.text import code, link, plural, prose
from ampeco_refgen.wrap import wrap


def patterns_pages(site: Site, patterns: Patterns) -> Iterator[Page]:
    """Yield the page of what calls have in common."""
    groups = (*_groups(site), *pattern_groups(site, patterns))
    yield grouped_page(site, PATTERNS_PAGE, "common-patterns.md.j2", groups, "")


def _groups(site: Site) -> Iterator[Group]:
    sections = Sections(site, PATTERNS_PAGE)
    yield _group("Base URL and authentication", _access(site))
    if paged := _paged(site):
        yield _group("Pagination", _pagination(site, paged))
    sayings: dict[str, frozenset[Saying]] = {}
    for envelope in site.envelopes.values():
        yield _group(envelope.title, list(_envelope(site, sections, envelope, sayings)))
    if site.common_parameters:
        yield _group("Common parameters", _common_parameters(site, sections))
    if site.errors:
        yield _group("Errors", _errors(site, sections))


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
        named = f": {calls_of(site, (one.key for one in operations))}" if len(operations) <= FEW else ""
        yield from wrap(lead + named)


def _envelope(
    site: Site, sections: Sections, envelope: Envelope, sayings: dict[str, frozenset[Saying]]
) -> Iterator[str]:
    """Yield what stands beside `data`, without what an envelope before says of the same fields.

    `sayings` are those of the envelopes before, by title; what this one says itself is added.
    """
    own = frozenset(filter(None, map(saying_of, site.fields.flat(envelope.root, Direction.RESPONSE))))
    before = max(sayings, key=lambda title: _letters_of(sayings[title] & own), default="")
    said = sayings.get(before, frozenset()) & own
    yield f"Beside `data` in {plural(len(envelope.operations), 'call')}:"
    yield ""
    with sections.lines.leaving_out(said):
        yield from sections.lines.rows(envelope.root, envelope.rows)
    if said:
        yield f"- same as in {link(before, f'#{anchor(before)}')}: described there"
    sayings[envelope.title] = own - said
    if len(envelope.operations) <= FEW:
        yield ""
        yield from wrap(f"In {calls_of(site, (one.key for one in envelope.operations))}", indent="")


def _letters_of(sayings: frozenset[Saying]) -> int:
    return sum(len(text) for _, text in sayings)


def _common_parameters(site: Site, sections: Sections) -> Iterator[str]:
    if len({parameter.name for parameter in site.common_parameters}) < len(site.common_parameters):
        yield from (
            "Of several with one name, a call means the one that most calls have, unless its section says which.",
            "",
        )
    for parameter, count in site.common_parameters.items():
        shape = site.fields.shapes.of(parameter.schema) if parameter.schema is not None else None
        yield from wrap(f"{sections.lines.parameter(parameter, shape)} ({plural(count, 'call')})")


def _errors(site: Site, sections: Sections) -> Iterator[str]:
    for status, error in site.errors.items():
        meaning = prose(error.meaning) or phrase(status)
        yield from wrap(f"- {code(status)} {meaning}: {_declared(site, error)}")
        for media in error.response.media:
            yield from sections.error_rows(media, "  ")


def _declared(site: Site, error: CommonError) -> str:
    calls = plural(len(error.operations), "call")
    if len(error.operations) > FEW:
        return calls
    return f"{calls}, {calls_of(site, (one.key for one in error.operations))}"
