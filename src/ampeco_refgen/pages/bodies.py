"""What the pages of calls, webhooks and patterns write of a body in the same way: fields, media types, description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, Parameter, SchemaId
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.serialization import shape_of


def body_lines(plan: BundlePlan, page: str, media: MediaType, indent: str = "") -> Iterator[str]:
    """Yield the lines of a body that a client receives, each after `indent`.

    A line of the body itself comes first where it is no object with fields, or has limits or marks of its own.
    """
    if media.schema is None:
        yield f"{indent}- no schema declared"
        return
    lines = plan.lines(page, Direction.RESPONSE)
    shape = plan.fields.shapes.expanded(plan.fields.shapes.of(media.schema))
    rows = plan.fields_of(page).rows(shape, Direction.RESPONSE)
    if not rows or lines.type_and_marks(shape):
        yield from wrap(indent + lines.line("body", shape), indent=indent + "  ")
    yield from lines.rows(shape, rows, indent)


def parameter_lines(plan: BundlePlan, page: str, parameter: Parameter) -> Iterator[str]:
    """Yield the line of a header or a parameter that a client receives, unwrapped, and the lines of its fields."""
    lines = plan.lines(page, Direction.RESPONSE)
    shape = shape_of(parameter, plan.fields)
    yield lines.parameter(parameter, shape)
    if shape is not None:
        rows = plan.fields_of(page).rows(shape, Direction.RESPONSE, parameter.name)
        yield from lines.rows(shape, rows, "  ")


def by_schema(media_types: Sequence[MediaType]) -> Iterator[tuple[str, MediaType]]:
    """Yield for each schema the names of the media types that have it, as code, and the first of these."""
    together: dict[SchemaId | None, list[MediaType]] = {}
    for media in media_types:
        together.setdefault(media.schema, []).append(media)
    for of_schema in together.values():
        yield ", ".join(code(media.content_type) for media in of_schema), of_schema[0]


def paragraphs(text: str) -> tuple[str, ...]:
    """Return a description as wrapped lines, with an empty line between its paragraphs."""
    lines: list[str] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        if line := prose(block):
            lines += [*([""] if lines else []), *wrap(line, indent="")]
    return tuple(lines)
