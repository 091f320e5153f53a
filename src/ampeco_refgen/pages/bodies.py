"""What the pages of calls, webhooks and patterns write of a body in the same way: fields, media types, description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, Parameter, Response, SchemaId
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.code_blocks import Passage, passages
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.external_docs import docs_links
from ampeco_refgen.pages.link_lines import link_lines
from ampeco_refgen.pages.serialization import shape_of
from ampeco_refgen.pages.xml_words import is_xml


def body_lines(plan: BundlePlan, page: str, media: MediaType, indent: str = "", *, xml: bool = False) -> Iterator[str]:
    """Yield the lines of a body that a client receives, each after `indent`; with `xml` as of one in XML as well.

    A line of the body itself comes first where it is no object with fields, or has limits or marks of its own.
    """
    if media.schema is None:
        yield f"{indent}- no schema declared"
        return
    lines = plan.lines(page, Direction.RESPONSE, xml=xml)
    shape = plan.fields.shapes.expanded(plan.fields.shapes.of(media.schema))
    rows = plan.fields_of(page).rows(shape, Direction.RESPONSE)
    if not rows or lines.type_and_marks(shape):
        yield from wrap(indent + lines.line("body", shape), indent=indent + "  ")
    yield from lines.rows(shape, rows, indent)


def parameter_lines(
    plan: BundlePlan, page: str, parameter: Parameter, direction: Direction = Direction.RESPONSE
) -> Iterator[str]:
    """Yield the line of a header or a parameter as it is, unwrapped, and the lines of its fields."""
    lines = plan.lines(page, direction)
    shape = shape_of(parameter, plan.fields)
    yield lines.parameter(parameter, shape)
    if shape is not None:
        rows = plan.fields_of(page).rows(shape, direction, parameter.name)
        yield from lines.rows(shape, rows, "  ")


def plain_response_lines(plan: BundlePlan, page: str, response: Response, *, without_body: str = "") -> Iterator[str]:
    """Yield a response with the whole of its body in each media type, its headers and links.

    So an error is told, and what the receiver of a webhook answers. `without_body` is what is said where there is none.
    """
    description = prose(response.description) or phrase(response.status)
    lead = f"- {code(response.status)} {description}".rstrip()
    if not response.media:
        yield from wrap(f"{lead}{without_body}", indent="  ")
    for types, media in by_schema(response.media):
        yield from wrap(f"{lead}{named_types(types, response.media)}:", indent="  ")
        yield from body_lines(plan, page, media, "  ", xml=is_xml(types))
    yield from lines_beside_body(plan, page, response)


def lines_beside_body(plan: BundlePlan, page: str, response: Response) -> Iterator[str]:
    """Yield the headers and links of a response; a word tells them from the fields of the body."""
    yield from header_lines(plan, page, response.headers)
    yield from link_lines(plan, page, response)


def header_lines(
    plan: BundlePlan, page: str, headers: Iterable[Parameter], direction: Direction = Direction.RESPONSE
) -> Iterator[str]:
    """Yield the lines of the headers of a response, or of a part of a form, which stand below its own."""
    for header in headers:
        line, *below = parameter_lines(plan, page, header, direction)
        yield from wrap(f"  - header {line.removeprefix('- ')}", indent="    ")
        yield from (f"  {line}" for line in below)


def by_schema(media_types: Sequence[MediaType]) -> Iterator[tuple[str, MediaType]]:
    """Yield for each schema the names of the media types that have it, as code, and the first of these."""
    together: dict[SchemaId | None, list[MediaType]] = {}
    for media in media_types:
        together.setdefault(media.schema, []).append(media)
    for of_schema in together.values():
        yield ", ".join(code(media.content_type) for media in of_schema), of_schema[0]


def described(*shapes: Shape) -> tuple[str, ...]:
    """Return the descriptions of shapes as paragraphs, each once, and after them where to read more."""
    lines = paragraphs("\n\n".join(dict.fromkeys(text for shape in shapes for text in shape.descriptions)))
    links = docs_links(text for shape in shapes for text in shape.docs)
    return (*lines, *([""] if lines else []), *wrap(f"See {links}", indent="")) if links else lines


def named_types(types: str, media_types: Sequence[MediaType]) -> str:
    """Return the names of media types in brackets, after a blank; empty for `application/json` where it is alone."""
    return "" if types == "`application/json`" and len(media_types) == 1 else f" ({types})"


def paragraphs(text: str) -> tuple[str, ...]:
    """Return a description as wrapped lines, with an empty line between its paragraphs.

    Code of several lines keeps them; a block that could be taken for more than code is prose.
    """
    lines: list[str] = []
    pending: list[str] = []
    for passage in passages(text):
        if code_lines := _code_lines(passage):
            _add_prose(lines, "\n".join([*pending, passage.title]))
            lines += [*([""] if lines else []), *code_lines]
            pending.clear()
        else:
            pending.append(passage.text)
    _add_prose(lines, "\n".join(pending))
    return tuple(lines)


def _add_prose(lines: list[str], text: str) -> None:
    for block in text.split("\n\n"):
        if line := prose(block):
            lines += [*([""] if lines else []), *wrap(line, indent="")]


_MARKUP = re.compile(r"^ *(?:\*\*|- `|`)|```|~~~|<!--", re.MULTILINE)
"""What a reader of pages could take for something else than code."""


def _code_lines(passage: Passage) -> tuple[str, ...]:
    """Return a code block of several lines; nothing where it has but one, or is not plainly code."""
    too_long = any(len(line) > LINE_COLUMNS for line in passage.code)
    if len(passage.code) < 2 or too_long or _MARKUP.search("\n".join(passage.code)):
        return ()
    return (f"```{passage.language}", *passage.code, "```")
