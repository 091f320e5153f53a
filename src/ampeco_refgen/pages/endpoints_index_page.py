"""Catalog → `endpoints-index.md`: every call on a line of its own, and what one searches all calls for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.includes import enumerated
from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.payload import Wrapping, is_list, payload_of, success_responses
from ampeco_refgen.infer.paging import Walk
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.names import unique_slugs
from ampeco_refgen.markdown.text import guarded, plural, prose, verbatim
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import names_of
from ampeco_refgen.pages.layout import Resource, WebhookFile
from ampeco_refgen.pages.page import Page, Section, section
from ampeco_refgen.pages.sectioned_page import sectioned_page
from ampeco_refgen.pages.serialization import is_deep_object, is_include, shape_of

ENDPOINTS_INDEX = "endpoints-index.md"
_TEMPLATE = "endpoints-index.md.j2"
_DEPRECATED = "**deprecated**"
_CHARACTERS_ON_A_PAGE = 46_000
"""Characters of the lines of all calls that stand on one page."""

CallNotes: TypeAlias = dict[str, str]
"""What the lists of calls say of each call, by the operation's key."""


def endpoints_index_pages(plan: BundlePlan, notes: CallNotes) -> Iterator[Page]:
    """Yield the list of all calls; one page for each family where a single page would be too long."""
    families = list(_sections(plan, notes))
    if sum(len(line) + 1 for family in families for line in family.lines) <= _CHARACTERS_ON_A_PAGE:
        yield sectioned_page(plan, ENDPOINTS_INDEX, _TEMPLATE, families, _counts(plan))
        return
    slugs = unique_slugs(family.title for family in families)
    links = []
    for family in families:
        path = f"endpoints-index-{slugs[family.title]}.md"
        count = plural(sum(line.startswith("- ") for line in family.lines), "entry")
        links.append(f"- {plan.path_link(ENDPOINTS_INDEX, path, family.title)}: {count}")
        yield sectioned_page(plan, path, _TEMPLATE, [family], _counts(plan))
    parts = section("One page for each family", links)
    yield sectioned_page(plan, ENDPOINTS_INDEX, _TEMPLATE, [parts], _counts(plan))


def _counts(plan: BundlePlan) -> str:
    families: dict[str, int] = {}
    for operation in plan.catalog.operations:
        families[operation.place.family] = families.get(operation.place.family, 0) + 1
    past = sum(operation.deprecated for operation in plan.catalog.operations)
    parts = [f"{prose(family)} {count}" for family, count in families.items()]
    parts += [f"deprecated {past}", f"webhooks {len(plan.layout.webhooks)}"]
    if plan.catalog.left_out:
        parts.append(f"operations of the document that are left out {plan.catalog.left_out.count}")
    return ", ".join(parts)


def _sections(plan: BundlePlan, notes: CallNotes) -> Iterator[Section]:
    """Yield all calls by family, one a line in most cases, then the webhooks."""
    families: dict[str, list[Resource]] = {}
    for resource in plan.layout.resources:
        families.setdefault(resource.family, []).append(resource)
    for family, resources in families.items():
        lines: list[str] = []
        for resource in resources:
            lines += ["", *wrap(f"**{plan.path_link(ENDPOINTS_INDEX, resource.path, resource.title)}**", indent=""), ""]
            lines += [
                line for operation in resource.operations for line in call_line(plan, ENDPOINTS_INDEX, operation, notes)
            ]
        yield section(family, lines[1:])
    if plan.layout.webhooks:
        yield section("Webhooks", [line for webhook in plan.layout.webhooks for line in _webhook_line(plan, webhook)])


def call_line(plan: BundlePlan, page: str, operation: Operation, notes: CallNotes) -> tuple[str, ...]:
    """Return the line of a call: the link to its file, and its note."""
    return wrap(f"- {plan.call_link(page, operation.key)} {notes[operation.key]}".rstrip())


def call_notes(plan: BundlePlan) -> CallNotes:
    """Return the summary of each call, and what one searches all calls for."""
    return {operation.key: _note(plan, operation) for operation in plan.catalog.operations}


def _note(plan: BundlePlan, operation: Operation) -> str:
    walk = plan.walks.get(operation.key, Walk())
    listed = is_list(operation, plan.fields.shapes)
    marks = [_DEPRECATED] if operation.deprecated else []
    ways = [way for way, name in (("page", walk.page), ("offset", walk.offset), ("cursor", walk.cursor)) if name]
    marks += [f"paging {' or '.join(ways)}"] if listed and ways else []
    marks += ["bare"] if _is_bare(plan, operation) else []
    for parameter in operation.parameters:
        shape = shape_of(parameter, plan.fields)
        if shape is not None and is_deep_object(parameter, shape) and parameter.name == "filter":
            marks.append(plural(len(plan.fields.flat(shape, Direction.REQUEST)), "filter"))
        if shape is not None and is_include(parameter, shape):
            marks.append(f"include {names_of(str(value_of(text)) for text in enumerated(shape) or ())}")
    marks += [plural(len(operation.callbacks), "webhook")] if operation.callbacks else []
    summary = prose(operation.summary) or guarded(verbatim(operation.operation_id))
    return " · ".join([summary, *marks] if summary else marks)


def _is_bare(plan: BundlePlan, operation: Operation) -> bool:
    """Tell whether an answer is not wrapped in `data`, in an API where others are."""
    wrappings = {
        payload_of(media, plan.fields.shapes).wrapping
        for response in success_responses(operation)
        for media in response.media
    }
    return plan.wraps and bool(wrappings & {Wrapping.BARE, Wrapping.BARE_LIST})


def _webhook_line(plan: BundlePlan, webhook: WebhookFile) -> tuple[str, ...]:
    summary = prose(webhook.payloads[0][0].summary)
    past = f" · {_DEPRECATED}" if webhook.deprecated else ""
    return wrap(f"- {plan.webhook_link(ENDPOINTS_INDEX, webhook.name)} {summary}{past}".rstrip())
