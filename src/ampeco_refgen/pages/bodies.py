"""What the pages of calls, webhooks and patterns write of a body in the same way: fields, media types, description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, SchemaId
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan


def body_lines(plan: BundlePlan, page: str, media: MediaType, indent: str = "") -> Iterator[str]:
    """Yield the lines of a body that a client receives, each after `indent`.

    A line of the body itself comes first where it is no object or list with fields, or has marks of its own.
    """
    if media.schema is None:
        yield f"{indent}- no schema declared"
        return
    lines = plan.lines(page, Direction.RESPONSE)
    shape = plan.fields.shapes.expanded(plan.fields.shapes.of(media.schema))
    rows = plan.fields_of(page).rows(shape, Direction.RESPONSE)
    marks = lines.type_and_marks(shape)
    if not rows or marks:
        whole = f"- `body` {marks}" if rows else lines.line("body", shape)
        yield from wrap(indent + whole, indent=indent + "  ")
    yield from lines.rows(shape, rows, indent)


def by_schema(media_types: Sequence[MediaType]) -> Iterator[tuple[str, MediaType]]:
    """Yield for each schema the names of the media types that have it, as code, and the first of these."""
    together: dict[SchemaId | None, list[MediaType]] = {}
    for media in media_types:
        together.setdefault(media.schema, []).append(media)
    for of_schema in together.values():
        yield ", ".join(code(media.content_type) for media in of_schema), of_schema[0]


def paragraphs(text: str) -> tuple[str, ...]:
    """Return a description as wrapped lines, with an empty line between its paragraphs.

    Code of several lines keeps them (CommonMark 0.31, section 4.5); a block that could be more than code is prose.
    """
    lines: list[str] = []
    pending = text.replace("\r\n", "\n")
    start = 0
    for block in _CODE_BLOCK.finditer(pending):
        if code_lines := _code_lines(block):
            _add_prose(lines, pending[start : block.start()])
            lines += [*([""] if lines else []), *code_lines]
            start = block.end()
    _add_prose(lines, pending[start:])
    return tuple(lines)


def _add_prose(lines: list[str], text: str) -> None:
    for block in text.split("\n\n"):
        if line := prose(block):
            lines += [*([""] if lines else []), *wrap(line, indent="")]


_CODE_BLOCK = re.compile(r"^```(?P<language>[A-Za-z0-9+-]{0,20})[ ]*\n(?P<code>(?:(?!```).*\n)*)```[ ]*$", re.MULTILINE)
_MARKUP = re.compile(r"^(?:\*\*|`)|```|~~~|<!--", re.MULTILINE)
"""What a reader of pages could take for something else than code."""


def _code_lines(block: re.Match[str]) -> tuple[str, ...]:
    """Return a code block of several lines; nothing where it has but one, or is not plainly code."""
    content = block["code"].rstrip("\n").split("\n")
    is_plain = all(line.isprintable() and len(line) <= LINE_COLUMNS for line in content)
    if len(content) < 2 or not is_plain or _MARKUP.search(block["code"]):
        return ()
    return (f"```{block['language']}", *(line.rstrip() for line in content), "```")
