"""Operation → the page of its call: everything that an integrator has to know to make it, in one file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, Operation, Parameter, Response, SchemaId
from ampeco_refgen.catalog.payload import Payload, is_list, paging_of, payload_of
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.codespan import visible
from ampeco_refgen.markdown.text import code, plural, prose, verbatim
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages import wording
from ampeco_refgen.pages.examples import Examples
from ampeco_refgen.pages.model import Page
from ampeco_refgen.pages.scalars import TooLargeError
from ampeco_refgen.pages.sent import encodings, include_as_sent, include_values, is_deep, is_include, members_as_sent
from ampeco_refgen.pages.shared import envelope_key, error_key, errors_of, goods_of
from ampeco_refgen.pages.site import Site, not_sent, shape_of

_SHORT_EXAMPLE = 400
"""Characters of an example that stands on one line."""
_GROUPS = {"path": "Path", "query": "Query", "filter": "Filters", "include": "Includes"}
_GROUPS |= {"header": "Headers", "cookie": "Cookies"}
"""What parameters are told under, in this order; those of other places follow."""


class Group(Struct, frozen=True, kw_only=True):
    """Parameters of one kind: their heading, how many they are, and their lines."""

    title: str
    number: int
    lines: tuple[str, ...]


class BodyView(Struct, frozen=True, kw_only=True):
    """A request body, in one media type or several that are written alike, as Markdown."""

    types: str
    required: bool
    form: str
    description: tuple[str, ...]
    lines: tuple[str, ...]
    encodings: tuple[str, ...]
    not_sent: tuple[str, ...]
    example: tuple[str, ...]


class CallView(Struct, frozen=True, kw_only=True):
    """Everything that the page of a call shows, as Markdown."""

    heading: str
    summary: str
    deprecated: tuple[str, ...]
    description: tuple[str, ...]
    identity: tuple[str, ...]
    groups: tuple[Group, ...]
    paging: tuple[str, ...]
    bodies: tuple[BodyView, ...]
    body_note: tuple[str, ...]
    webhooks: tuple[str, ...]
    responses: tuple[str, ...]


def call_pages(site: Site) -> Iterator[Page]:
    """Yield the page of each operation."""
    examples = Examples(site.fields, avoid=site.deprecated_webhooks)
    for operation in site.catalog.operations:
        page = site.layout.calls[operation.key]
        view = _Call(site, page, operation, examples).view()
        numbers = [plural(group.number, *_NOUNS[group.title]) for group in view.groups if group.title in _NOUNS]
        numbers += [plural(found, "body field") for body in view.bodies if (found := sum(map(_is_field, body.lines)))]
        received = [line for line in view.responses if line.startswith("  ")]  # the others are statuses
        numbers += [plural(found, "response field")] if (found := sum(map(_is_field, received))) else []
        contents = (f"On this page: {', '.join(numbers)}",) if numbers else ()
        context: dict[str, object] = {"call": view, "contents": contents}
        yield Page(path=f"reference/{page}", template="call.md.j2", context=context, contents=contents)


_CHOICE = re.compile(r"`: (?:exactly one|any) of \d+ variants$")
_NOUNS = {"Path": ("path parameter",), "Query": ("query parameter",), "Filters": ("filter",), "Includes": ("include",)}


def _is_field(line: str) -> bool:
    """Tell whether a line is that of a field: not a choice between variants, or the rest of a long line."""
    return line.lstrip().startswith("- `") and not _CHOICE.search(line)


class _Call:
    """Writes the page of one operation."""

    def __init__(self, site: Site, page: str, operation: Operation, examples: Examples) -> None:
        self._site = site
        self._page = page
        self._operation = operation
        self._examples = examples
        self._fields = site.fields_of(page)
        self._sent = site.lines(page, Direction.REQUEST)
        self._received = site.lines(page, Direction.RESPONSE)

    def view(self) -> CallView:
        """Return all that the page shows."""
        operation = self._operation
        return CallView(
            heading=verbatim(operation.key),
            summary=prose(operation.summary),
            deprecated=self._deprecated(),
            description=paragraphs(operation.description),
            identity=wrap(self._identity(), indent=""),
            groups=tuple(self._groups()),
            paging=self._paging(),
            bodies=tuple(self._bodies()),
            body_note=paragraphs(operation.body.description) if operation.body else (),
            webhooks=tuple(self._webhooks()),
            responses=(
                *(line for response in goods_of(operation) for line in self._good(response)),
                *self._errors(),
            ),
        )

    def _deprecated(self) -> tuple[str, ...]:
        operation = self._operation
        if not operation.deprecated:
            return ()
        found = self._site.successions.of_operation(operation.key)
        links = " and ".join(self._site.call_link(self._page, key) for key in found.successors)
        words = f"use {links} ({found.rule}, {wording.sure(found.confidence)})" if links else "successor: none known"
        return wrap(f"**Deprecated**: {words}", indent="")

    def _identity(self) -> str:
        operation = self._operation
        parts = [f"operationId {code(operation.operation_id)}"] if operation.operation_id else []
        if tags := ", ".join(prose(tag) for tag in operation.tags if tag.strip()):
            parts.append(f"tag {tags}")
        if operation.security is not None:
            schemes = [" and ".join(code(use.scheme) for use in choice) or "none" for choice in operation.security]
            parts.append(f"security {' or '.join(schemes) or 'none'}")
        parts += [f"server {code(server.url)}" for server in operation.servers or ()]
        if recipes := self._site.recipe_links(self._page, operation.key):
            parts.append(f"recipes: {recipes}")
        return " · ".join(parts)

    def _groups(self) -> Iterator[Group]:
        kinds: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for parameter in self._operation.parameters:
            shape = shape_of(parameter, self._site.fields)
            kind, number, lines = self._parameter(parameter, shape)
            kinds.setdefault(kind, []).append((number, lines))
        order = list(_GROUPS)
        for kind in sorted(kinds, key=lambda kind: (order.index(kind) if kind in order else len(order), kind)):
            yield Group(
                title=_GROUPS.get(kind, f"Parameters in {kind}"),
                number=sum(number for number, _ in kinds[kind]),
                lines=tuple(line for _, lines in kinds[kind] for line in lines),
            )

    def _parameter(self, parameter: Parameter, shape: Shape | None) -> tuple[str, int, tuple[str, ...]]:
        """Return under which kind a parameter is told, how many it is as sent, and its lines."""
        if shape is not None and is_include(parameter, shape):
            return "include", len(include_values(shape) or ()), tuple(self._include(parameter, shape))
        if shape is not None and is_deep(parameter, shape):
            rows = members_as_sent(parameter, shape, self._fields)
            kind = "filter" if parameter.name == "filter" else parameter.location
            said = prose(parameter.description)
            lead = wrap(f"- {code(parameter.name)}: {said}") if said else ()
            return kind, len(self._fields.flat(shape, Direction.REQUEST)), (*lead, *self._sent.rows(shape, rows))
        below = self._fields.rows(shape, Direction.REQUEST, parameter.name) if shape is not None else ()
        lines = wrap(self._sent.parameter(parameter, shape), indent="  ")
        return parameter.location, 1, (*lines, *(self._sent.rows(shape, below, "  ") if shape is not None else ()))

    def _include(self, parameter: Parameter, shape: Shape) -> Iterator[str]:
        calls = [include_as_sent(parameter, value) for value in include_values(shape) or ()]
        marks = [*(["required"] if parameter.required else []), *(["deprecated"] if parameter.deprecated else [])]
        marks += ["declared for the whole path"] if parameter.shared else []
        said = " ".join(map(prose, dict.fromkeys(filter(None, (parameter.description, *shape.descriptions)))))
        line = ", ".join([*map(code, calls), *marks]) + (f" — {said}" if said else "")
        yield from wrap(f"- {line}", indent="  ")

    def _paging(self) -> tuple[str, ...]:
        facts = paging_of(self._operation, self._site.fields.shapes)
        if not facts.paged:
            return ()
        listed = is_list(self._operation, self._site.fields.shapes)
        return wrap(f"**Paging**: {wording.paging(facts, listed=listed)}", indent="")

    def _bodies(self) -> Iterator[BodyView]:
        """Yield the body in each media type; those that are written alike together."""
        body = self._operation.body
        alike: dict[tuple[SchemaId | None, tuple[str, ...]], list[MediaType]] = {}
        for media in body.media if body is not None else ():
            alike.setdefault((media.schema, tuple(encodings(media))), []).append(media)
        for (schema, said), several in alike.items():
            shapes = self._site.fields.shapes
            shape = None if schema is None else shapes.expanded(shapes.of(schema))
            rows = self._fields.rows(shape, Direction.REQUEST) if shape is not None else ()
            yield BodyView(
                types=", ".join(code(media.content_type) for media in several),
                required=body is not None and body.required,
                form=self._form(shape, rows),
                description=paragraphs("\n\n".join(shape.descriptions)) if shape is not None else (),
                lines=tuple(self._sent.rows(shape, rows)) if shape is not None else (),
                encodings=tuple(line for one in said for line in wrap(f"- {one}")),
                not_sent=tuple(self._received.rows(shape, not_sent(shape, self._fields))) if shape is not None else (),
                example=self._example(several, shape),
            )

    def _form(self, shape: Shape | None, rows: Sequence[object]) -> str:
        """Return what is said of a body as a whole, beside its fields."""
        if shape is None:
            return "no schema declared"
        return self._sent.beside_fields(shape) if rows else self._sent.whole(shape)

    def _example(self, several: Iterable[MediaType], shape: Shape | None) -> tuple[str, ...]:
        """Return the lines of an example of a body in JSON; none where it would be too long to be of use."""
        if shape is None or not any("json" in media.content_type for media in several):
            return ()
        mention = self._site.mentions.get(self._operation.key)
        try:
            value = self._examples.request(shape, mention.sent if mention else ())
        except TooLargeError:
            return ()
        text = json.dumps(value, ensure_ascii=False)
        broken = json.dumps(value, ensure_ascii=False, indent=1).split("\n") if len(text) > _SHORT_EXAMPLE else [text]
        lines = tuple(visible(line).replace("```", "``\\u0060") for line in broken)
        return lines if max(map(len, lines)) <= LINE_COLUMNS else ()

    def _webhooks(self) -> Iterator[str]:
        """Yield the webhooks that this call subscribes to, and the names that it takes without one being declared."""
        operation = self._operation
        past = {webhook.name for webhook in operation.callbacks if webhook.deprecated}
        names = dict.fromkeys(webhook.name for webhook in operation.callbacks)
        for name in names:
            yield f"- {self._site.webhook_link(self._page, name)}{' (deprecated)' if name in past else ''}"
        if names and (silent := self._without_payload(frozenset(names))):
            yield from wrap(f"- no payload is documented for {', '.join(map(code, silent))}")

    def _without_payload(self, names: frozenset[str]) -> tuple[str, ...]:
        body = self._operation.body
        for media in body.media if body else ():
            shape = self._site.fields.shapes.of(media.schema) if media.schema is not None else None
            for row in self._fields.flat(shape, Direction.REQUEST) if shape else ():
                values = [value_of(text) for text in (row.shape.items or row.shape).enum or ()]
                if len(names.intersection(map(str, values))) > len(values) / 2:
                    return tuple(str(value) for value in values if value not in names)
        return ()

    def _good(self, response: Response) -> Iterator[str]:
        """Yield the lines of a response that reports no error."""
        said = prose(response.description) or phrase(response.status)
        lead = f"- {code(response.status)} {said}".rstrip()
        if not response.media:
            yield from wrap(f"{lead} — no body", indent="  ")
        for types, media in by_schema(response.media):
            payload = payload_of(media, self._site.fields.shapes)
            other = "" if types == "`application/json`" else f" ({types})"
            yield from self._payload(f"{lead}{other}", payload)
        yield from self._headers(response)
        for name, target in response.links:
            yield from wrap(f"  - link {code(name)}: {code(target)}", indent="    ")

    def _payload(self, lead: str, payload: Payload) -> Iterator[str]:
        """Say how a payload is wrapped, then its fields and what stands beside it; or the call that reads the same."""
        where = wording.WRAPPINGS[payload.wrapping]
        item, holder = payload.item, payload.holder
        if item is None or holder is None:
            yield from wrap(f"{lead} — {where}, no schema declared", indent="  ")
            return
        shape = self._site.fields.shapes.expanded(item)
        rows = self._fields.rows(shape, Direction.RESPONSE)
        where += self._received.limits_of(holder) if rows or holder is not item else ""
        where += ", nullable" if holder.nullable else ""
        texts = [text for text in holder.descriptions if holder is not item]
        said = "".join(f"; {prose(text)}" for text in texts)
        reading = self._site.same_answers.reading(self._operation, payload)
        if reading is not None:
            place = reading.place
            label = f"GET …/{place.version}{place.subpath}" if place.version else ""
            what = f"what {self._site.call_link(self._page, reading.key, label)} returns"
            yield from wrap(f"{lead} — {where}, {what}{said}", indent="  ")
            return
        said += "".join(f"; {prose(text)}" for text in shape.descriptions)
        if not rows:
            entries = ", entries nullable" if item is not holder and item.nullable else ""
            values = f" — {found}" if (found := self._received.values(shape)) else ""
            yield from wrap(f"{lead} — {where}{entries}: {self._received.type_of(shape)}{values}{said}", indent="  ")
        else:
            count = len(self._fields.flat(shape, Direction.RESPONSE)) or len(rows)
            yield from wrap(f"{lead} — {where}{self._entries(payload)}, {plural(count, 'field')}{said}", indent="  ")
            yield from self._received.rows(shape, rows, "  ")
        envelope = self._site.envelopes.get(envelope_key(payload)) if payload.envelope else None
        if envelope is not None:
            yield "  - beside `data`:"
            yield from self._received.rows(envelope.root, envelope.rows, "    ")

    def _entries(self, payload: Payload) -> str:
        """Say what holds for an entry of a list as a whole, or for an object that is the payload."""
        if payload.item is None or payload.item is payload.holder:
            return ""
        said = ["nullable"] if payload.item.nullable else []
        limits = self._received.limits_of(payload.item)
        return f", entries{limits}{''.join(f' {mark}' for mark in said)}" if said or limits else ""

    def _errors(self) -> Iterator[str]:
        usual = [response for response in errors_of(self._operation) if self._is_usual(response)]
        if usual:
            statuses = ", ".join(code(response.status) for response in usual)
            yield f"- {statuses}: {self._site.pattern_link(self._page, 'Errors', 'usual errors')}"
        for response in errors_of(self._operation):
            if response not in usual:
                yield from self._error(response)

    def _is_usual(self, response: Response) -> bool:
        common = self._site.errors[response.status]
        return (
            error_key(response) == common.key
            and response.description in ("", common.meaning)
            and not response.headers
            and all(media.content_type == "application/json" for media in response.media)
        )

    def _error(self, response: Response) -> Iterator[str]:
        said = prose(response.description) or phrase(response.status)
        lead = f"- {code(response.status)} {said}".rstrip()
        if not response.media:
            yield from wrap(f"{lead}: no body", indent="  ")
        for types, media in by_schema(response.media):
            other = "" if types == "`application/json`" else f" ({types})"
            yield from wrap(f"{lead}{other}:", indent="  ")
            yield from body_rows(self._site, self._page, media, "  ")
        yield from self._headers(response)

    def _headers(self, response: Response) -> Iterator[str]:
        """Yield the lines of a response's headers, told from the fields of its body that they stand among."""
        for header in response.headers:
            line = self._received.parameter(header, shape_of(header, self._site.fields)).removeprefix("- ")
            yield from wrap(f"  - header {line}", indent="    ")


def body_rows(site: Site, page: str, media: MediaType, indent: str = "") -> Iterator[str]:
    """Yield the rows of a whole body that a client receives."""
    if media.schema is None:
        yield f"{indent}- no schema declared"
        return
    lines = site.lines(page, Direction.RESPONSE)
    shape = site.fields.shapes.expanded(site.fields.shapes.of(media.schema))
    rows = site.fields_of(page).rows(shape, Direction.RESPONSE)
    if not rows or lines.beside_fields(shape):
        whole = lines.line("body", shape) if not rows else f"- `body` {lines.beside_fields(shape)}"
        yield from wrap(indent + whole, indent=indent + "  ")
    yield from lines.rows(shape, rows, indent)


def by_schema(media: Sequence[MediaType]) -> Iterator[tuple[str, MediaType]]:
    """Yield the media types of one schema together: their names, and the first of them."""
    alike: dict[SchemaId | None, list[MediaType]] = {}
    for one in media:
        alike.setdefault(one.schema, []).append(one)
    for several in alike.values():
        yield ", ".join(code(one.content_type) for one in several), several[0]


def paragraphs(text: str) -> tuple[str, ...]:
    """Return a description as wrapped lines, its paragraphs told apart by empty ones."""
    found: list[str] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        if line := prose(block):
            found += [*([""] if found else []), *wrap(line, indent="")]
    return tuple(found)
