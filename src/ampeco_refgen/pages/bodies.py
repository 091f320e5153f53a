"""What the pages of calls, webhooks and patterns write of a body in the same way: fields, media types, description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, Response, SchemaId
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.serialization import shape_of


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
        yield from body_lines(plan, page, media, "  ")
    yield from lines_beside_body(plan, page, response)


def lines_beside_body(plan: BundlePlan, page: str, response: Response) -> Iterator[str]:
    """Yield the headers and links of a response; the word `header` tells them from the fields of the body."""
    lines = plan.lines(page, Direction.RESPONSE)
    for header in response.headers:
        line = lines.parameter(header, shape_of(header, plan.fields)).removeprefix("- ")
        yield from wrap(f"  - header {line}", indent="    ")
    for name, target in response.links:
        yield from wrap(f"  - link {code(name)}: {code(target)}", indent="    ")


def by_schema(media_types: Sequence[MediaType]) -> Iterator[tuple[str, MediaType]]:
    """Yield for each schema the names of the media types that have it, as code, and the first of these."""
    together: dict[SchemaId | None, list[MediaType]] = {}
    for media in media_types:
        together.setdefault(media.schema, []).append(media)
    for of_schema in together.values():
        yield ", ".join(code(media.content_type) for media in of_schema), of_schema[0]


def named_types(types: str, media_types: Sequence[MediaType]) -> str:
    """Return the names of media types in brackets, after a blank; empty for `application/json` where it is alone."""
    return "" if types == "`application/json`" and len(media_types) == 1 else f" ({types})"


def paragraphs(text: str) -> tuple[str, ...]:
    """Return a description as wrapped lines, with an empty line between its paragraphs."""
    lines: list[str] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        if line := prose(block):
            lines += [*([""] if lines else []), *wrap(line, indent="")]
    return tuple(lines)
