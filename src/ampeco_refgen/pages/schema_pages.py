"""The pages in `schemas/`: recursive schemas and objects that moved out of a file, each whole; and the long enums."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.markdown.text import code, code_link, plural, prose, verbatim, verbatim_link
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bodies import described
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.field_lines import examples_in_line, values_of
from ampeco_refgen.pages.long_enums import LongEnum
from ampeco_refgen.pages.page import Page
from ampeco_refgen.pages.schema_files import SchemaFile
from ampeco_refgen.pages.serialization import read_only_fields

_USERS_NAMED = 20


def schema_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the pages of schemas and of long enums."""
    for schema in plan.schemas.values():
        yield _schema_page(plan, schema)
    pages: dict[str, list[LongEnum]] = {}
    for enum in plan.enums.values():
        pages.setdefault(enum.page, []).append(enum)
    for path, enums in pages.items():
        yield Page(
            path=f"reference/{path}",
            template="enums.md.j2",
            context={
                "enums": [(verbatim(enum.title), wrap(values_of(enum.values), indent="")) for enum in enums],
                "contents": [f"- {verbatim_link(enum.title, f'#{enum.anchor}')}" for enum in enums],
            },
        )


def _schema_page(plan: BundlePlan, schema: SchemaFile) -> Page:
    lines = plan.lines(schema.path, schema.direction, xml=plan.has_xml)
    fields = plan.fields_of(schema.path)
    rows = fields.rows(schema.shape, schema.direction)
    not_sent = read_only_fields(schema.shape, fields) if schema.direction is Direction.REQUEST else ()
    received = plan.lines(schema.path, Direction.RESPONSE)
    contents = (f"On this page: {plural(len(fields.flat(schema.shape, schema.direction)), 'field')}",)
    context: dict[str, object] = {
        "title": prose(schema.title),
        "direction": "sent in" if schema.direction is Direction.REQUEST else "received in",
        "form": lines.type_and_marks(schema.shape) if rows else lines.whole(schema.shape),
        "description": _said(schema),
        "users": tuple(_users(schema)),
        "lines": tuple(lines.rows(schema.shape, rows)),
        "not_sent": tuple(received.rows(schema.shape, not_sent)),
        "contents": contents,
    }
    return Page(path=f"reference/{schema.path}", template="schema.md.j2", context=context, contents=contents)


def _said(schema: SchemaFile) -> tuple[str, ...]:
    """Return the description of a schema, and after it its examples as in the line of a field that is written out."""
    texts, told = described(schema.shape), examples_in_line(schema.shape)
    examples = wrap(f"{told[0].upper()}{told[1:]}", indent="") if told else ()
    return (*texts, *([""] if texts and told else []), *examples)


def _users(schema: SchemaFile) -> Iterator[str]:
    """Yield lines with the files that refer to a schema; of many only the first, and how to find the others."""
    others = [path for path in schema.users if path != schema.path]
    for path in others[:_USERS_NAMED]:
        yield f"- {code_link(path, posixpath.relpath(path, posixpath.dirname(schema.path)))}"
    if len(others) > _USERS_NAMED:
        command = f"grep -rl '{posixpath.basename(schema.path)}' reference"
        yield f"- and {len(others) - _USERS_NAMED} more: {code(command)}"
