"""The document's own examples of bodies → blocks of code with what is said of each.

Those of a media type come before those of its schema (OpenAPI 3.0.4, Media Type Object). One that is long stays out,
with a word on its size.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Example, MediaType, Operation, Response, Webhook
from ampeco_refgen.catalog.payload import payload_of
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.jsonvalue import JsonText, JsonValue, value_of
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap

LONGEST_EXAMPLE = 300
"""Characters of an example that has room in the line of a field."""
ALL_EXAMPLES = 600
"""Characters of all examples in a line."""
LONGEST = 2_000
"""Characters of an example that has room on a page, and in the command of a call."""
_ALL_TOGETHER = 6_000
"""Characters of all examples on a page; those for which nothing is left stay out as the long ones do."""
_AROUND = 60
"""Characters of a line on an example, and of what stands around its code."""
_COLUMNS = 140
"""Columns of a line of JSON, unless one piece of it is longer."""
_PIECE = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^",])+(?:, ?|$)')
"""A piece of JSON text up to a comma that is outside of texts."""
_MARKUP = re.compile(r"\s*(?:[*#`~-]|$|<!--\s*(?:BEGIN|END|ampeco-refgen):)")
"""What a line of text may not begin with that is to stand in a block of code as it is: marks of ours among it."""


class BodyExample(Struct, frozen=True, kw_only=True):
    """An example of a body: its media type, and whose value it is where it is not that of the whole body."""

    content_type: str
    example: Example
    part: str = ""


def examples_of_bodies(
    media_types: Iterable[MediaType],
    shapes: Shapes,
    direction: Direction = Direction.RESPONSE,
    *,
    of_schemas: bool = True,
) -> Iterator[BodyExample]:
    """Yield the examples of bodies: those of the media types, then those of their schemas unless left out.

    One of a schema with a member that is not sent in this direction is no example of such a body.
    """
    listed = list(media_types)
    for media in listed:
        for example in media.examples:
            yield BodyExample(content_type=media.content_type, example=example)
    for media in listed if of_schemas else ():
        given = {example.value for example in media.examples}
        for part, text in _of_schema(media, shapes, direction):
            if text not in given:
                yield BodyExample(content_type=media.content_type, example=Example(value=text), part=part)


def _of_schema(media: MediaType, shapes: Shapes, direction: Direction) -> Iterator[tuple[str, JsonText]]:
    """Yield the examples of a body's schema, of what is in `data`, and of an entry of a list."""
    payload = payload_of(media, shapes)
    root, holder, item = payload.root, payload.holder, payload.item
    if root is None or holder is None or item is None:
        return
    parts = [("", root)]
    parts += [("in `data`", holder)] if holder is not root else []
    parts += [("an entry", shapes.expanded(item))] if item is not holder else []
    for part, shape in parts:
        hidden = {member.name for member in shape.members if _is_hidden(member.shape, direction)}
        for text in whole_examples(shape):
            value = value_of(text)
            if not isinstance(value, dict) or hidden.isdisjoint(value):
                yield part, text


def _is_hidden(shape: Shape, direction: Direction) -> bool:
    return shape.read_only if direction is Direction.REQUEST else shape.write_only


def whole_examples(shape: Shape) -> tuple[JsonText, ...]:
    """Return the examples of a value's schema that are of the value as a whole.

    A schema that is one part of several (`allOf`) may have an example of that part alone: it lacks what others require.
    """
    return tuple(text for text in shape.examples if _is_whole(shape, value_of(text)))


def _is_whole(shape: Shape, value: JsonValue) -> bool:
    return not isinstance(value, dict) or shape.required <= value.keys()


def characters_of_examples(requests: Iterable[Operation | Webhook], shapes: Shapes) -> int:
    """Return about how many characters the examples of the bodies have that a page with these requests tells."""
    media_types = (
        media
        for request in requests
        for media in (
            *(request.body.media if request.body else ()),
            *(media for response in request.responses for media in response.media),
        )
    )
    sizes = (len(each.example.value or "") for each in examples_of_bodies(media_types, shapes))
    return min(_ALL_TOGETHER, sum(_AROUND + (size if size <= LONGEST else 0) for size in sizes))


class ExampleBlocks:
    """Writes the examples of one page, as long as there is room for them."""

    def __init__(self) -> None:
        self._room = _ALL_TOGETHER

    def of_request(self, examples: Iterable[BodyExample], media_types: Sequence[MediaType]) -> tuple[str, ...]:
        """Return the lines of examples of a body that may come in these media types."""
        leads = {media.content_type: code(media.content_type) for media in media_types if len(media_types) > 1}
        return self._blocks((leads.get(each.content_type, ""), each) for each in examples)

    def of_responses(self, examples: Iterable[tuple[Response, BodyExample]]) -> tuple[str, ...]:
        """Return the lines of examples of responses, each after its status."""
        return self._blocks((_status(response, each.content_type), each) for response, each in examples)

    def _blocks(self, examples: Iterable[tuple[str, BodyExample]]) -> tuple[str, ...]:
        """Return the lines of examples; what is the same in several places is told once, after all of these."""
        together: dict[tuple[str, Example], tuple[BodyExample, list[str]]] = {}
        for lead, each in examples:
            _, leads = together.setdefault((each.part, each.example), (each, []))
            leads += [lead] if lead and lead not in leads else []
        blocks = [self._block(", ".join(leads), each) for each, leads in together.values()]
        return tuple(line for number, block in enumerate(blocks) for line in ([""] if number else []) + block)

    def _block(self, lead: str, each: BodyExample) -> list[str]:
        """Return a line on an example, and its code where there is room for it."""
        example = each.example
        language, lines = _code_of(example.value, each.content_type)
        size = sum(len(line) + 1 for line in lines)
        has_room = size <= min(LONGEST, self._room) and max(map(len, lines), default=0) <= LINE_COLUMNS
        shown = bool(lines) and has_room
        self._room -= size if shown else 0
        named = ", ".join(filter(None, (lead, each.part, code(example.name) if example.name else "")))
        state = [f"at {code(example.external)}"] if example.external else []
        if example.value is None:
            state += [] if example.external else ["without a value"]
        elif not shown:
            state.append(f"{len(example.value):,} characters, left out")
        title = _titled(named, "; ".join(filter(None, (said_of(example), *state))))
        heading = [*wrap(title, indent="")] if title else []
        between = [""] if heading and shown else []
        return [*heading, *between, *([f"```{language}", *lines, "```"] if shown else [])]


def said_of(example: Example) -> str:
    """Return the summary and the description of an example in one line."""
    texts = dict.fromkeys(prose(text) for text in (example.summary, example.description) if text.strip())
    return " — ".join(texts)


def named_and_said(example: Example) -> str:
    """Return the name of an example, its summary and its description in one line; empty where it has none of them."""
    return ": ".join(filter(None, (prose(example.name), said_of(example))))


def _titled(named: str, said: str) -> str:
    return f"{named}: {said}" if named and said else f"{named}:" if named else said


def _status(response: Response, content_type: str) -> str:
    """Return a status with the media type where the response has several, or one that is not JSON."""
    alone = content_type == "application/json" and len(response.media) == 1
    return code(response.status) + ("" if alone else f" ({code(content_type)})")


def _code_of(text: JsonText | None, content_type: str) -> tuple[str, tuple[str, ...]]:
    """Return the language and the lines of an example's value; no lines where it has none.

    A text that is no JSON is written as it is, unless a line of it could be taken for Markdown.
    """
    if text is None:
        return "", ()
    value = value_of(text)
    if isinstance(value, str) and "json" not in content_type.lower():
        lines = tuple(value.rstrip("\n").split("\n"))
        if all(line.isprintable() and not _MARKUP.match(line) for line in lines):
            return "xml" if value.lstrip().startswith("<") else "text", lines
    return "json", broken_json(_spaced(value))


def _spaced(value: JsonValue) -> str:
    """Return a value in JSON with a blank after commas and colons; what is not printed is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(mark if mark.isprintable() else json.dumps(mark)[1:-1] for mark in text)


def broken_json(text: str) -> tuple[str, ...]:
    """Return JSON in lines, broken after commas where it is too long for one."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if len(lines[-1]) + len(piece.rstrip()) > _COLUMNS and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append(f" {piece}")
        else:
            lines[-1] += piece
    return tuple(lines)
