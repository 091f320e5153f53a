"""Operation → the page of its call: everything that an integrator has to know to make it, in one file.

What many calls have in common is stated elsewhere and linked: usual errors, and bodies of writes that the GET returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, Operation, Response, SchemaId
from ampeco_refgen.catalog.payload import Payload, Wrapping, payload_of
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.infer.successors import Succession
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.text import code, plural, prose, verbatim
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages import paging_text, wording
from ampeco_refgen.pages.access_text import default_goes_without_saying, security_words, server_lines
from ampeco_refgen.pages.bodies import (
    by_schema,
    described,
    header_lines,
    lines_beside_body,
    named_types,
    paragraphs,
    plain_response_lines,
)
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.curl import CallExample, call_example
from ampeco_refgen.pages.documented_examples import BodyExample, ExampleBlocks, examples_of_bodies
from ampeco_refgen.pages.examples import Examples
from ampeco_refgen.pages.external_docs import docs_links, docs_of
from ampeco_refgen.pages.field_lines import FieldLines, is_field_line, marks_of
from ampeco_refgen.pages.migration_lines import migration_lines
from ampeco_refgen.pages.oddities import Oddities
from ampeco_refgen.pages.page import Page
from ampeco_refgen.pages.parameter_groups import ParameterGroup, ParameterGroups
from ampeco_refgen.pages.responses import envelope_key, error_responses, non_error_responses
from ampeco_refgen.pages.serialization import encodings, read_only_fields
from ampeco_refgen.pages.xml_words import is_xml

_OF_PATH = "Of all calls of this path:"

_NOUNS = {"Path": "path parameter", "Query": "query parameter", "Filters": "filter", "Includes": "include"}
"""What the contents of a page count, by the title of a group of parameters."""
_SAID_BY_THE_PLACE = ("read-only", "write-only")
"""Marks that say nothing of what is received as a whole."""


class BodyView(Struct, frozen=True, kw_only=True):
    """A request body, in one media type or several that are written alike, as Markdown.

    `form` is the type and marks of the body as a whole, `not_sent` the lines of fields that a client must not send.
    """

    types: str
    required: bool
    form: str
    description: tuple[str, ...]
    lines: tuple[str, ...]
    encodings: tuple[str, ...]
    not_sent: tuple[str, ...]


class CallView(Struct, frozen=True, kw_only=True):
    """Everything that the page of a call shows, as Markdown."""

    heading: str
    summary: str
    deprecated: tuple[str, ...]
    migrations: tuple[tuple[str, tuple[str, ...]], ...]
    description: tuple[str, ...]
    facts: tuple[str, ...]
    servers: tuple[str, ...]
    groups: tuple[ParameterGroup, ...]
    paging: tuple[str, ...]
    bodies: tuple[BodyView, ...]
    body_note: tuple[str, ...]
    example: CallExample | None
    body_examples: tuple[str, ...]
    webhooks: tuple[str, ...]
    responses: tuple[str, ...]
    response_examples: tuple[str, ...]


def call_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the page of each operation."""
    examples = Examples(plan.fields, avoid=plan.deprecated_webhooks)
    odd = Oddities(plan)
    for operation in plan.catalog.operations:
        page = plan.layout.calls[operation.key]
        view = _Call(plan, page, operation, examples).view()
        contents = _contents(view)
        context: dict[str, object] = {"call": view, "contents": contents, "odd": odd.of(operation.key)}
        yield Page(path=f"reference/{page}", template="call.md.j2", context=context, contents=contents)


def _contents(view: CallView) -> tuple[str, ...]:
    """Return the line that counts what is on the page; nothing where there is nothing to count."""
    numbers = [plural(group.number, _NOUNS[group.title]) for group in view.groups if group.title in _NOUNS]
    numbers += [plural(count, "body field") for body in view.bodies if (count := sum(map(is_field_line, body.lines)))]
    below_statuses = (line for line in view.responses if line.startswith("  "))
    numbers += [plural(count, "response field")] if (count := sum(map(is_field_line, below_statuses))) else []
    return (f"On this page: {', '.join(numbers)}",) if numbers else ()


class _Call:
    """Writes the page of one operation."""

    def __init__(self, plan: BundlePlan, page: str, operation: Operation, examples: Examples) -> None:
        self._plan = plan
        self._page = page
        self._operation = operation
        self._examples = examples
        self._fields = plan.fields_of(page)
        self._request_lines = plan.lines(page, Direction.REQUEST)
        self._response_lines = plan.lines(page, Direction.RESPONSE)
        self._groups = ParameterGroups(self._request_lines, self._fields, Direction.REQUEST)

    def view(self) -> CallView:
        """Return all that the page shows."""
        operation = self._operation
        example = self._example()
        blocks = ExampleBlocks()
        return CallView(
            heading=verbatim(operation.key),
            summary=prose(operation.summary),
            deprecated=self._deprecated(),
            migrations=tuple(self._migrations()),
            description=self._description(),
            facts=wrap(self._facts(), indent=""),
            servers=tuple(line for server in operation.servers or () for line in server_lines(server)),
            groups=tuple(self._groups.of(operation.parameters)),
            paging=self._paging(),
            bodies=tuple(self._bodies()),
            body_note=paragraphs(operation.body.description) if operation.body else (),
            example=example,
            body_examples=self._body_examples(blocks, example),
            webhooks=tuple(self._webhooks()),
            responses=(
                *(line for response in non_error_responses(operation) for line in self._response(response)),
                *self._error_responses(),
            ),
            response_examples=blocks.of_responses(self._response_examples()),
        )

    def _description(self) -> tuple[str, ...]:
        """Return what is said of the call, what of all calls of its path, and where to read more."""
        operation = self._operation
        note = self._plan.path_notes.get(operation.path)
        own = {"", operation.summary.strip(), operation.description.strip()}
        of_path = [text for text in (note.summary, note.description) if text.strip() not in own] if note else []
        links = docs_of(operation.others)
        parts = [
            paragraphs(operation.description),
            paragraphs("\n\n".join([f"{_OF_PATH} {of_path[0]}", *of_path[1:]])) if of_path else (),
            wrap(f"See also: {links}", indent="") if links else (),
        ]
        return tuple(line for part in parts if part for line in ("", *part))[1:]

    def _body_examples(self, blocks: ExampleBlocks, command: CallExample | None) -> tuple[str, ...]:
        """Return the document's examples of the body but the one that the command sends."""
        media_types = self._operation.body.media if self._operation.body else ()
        sent = (command.body.content_type, command.body.documented) if command else ("", None)
        examples = examples_of_bodies(media_types, self._plan.fields.shapes, Direction.REQUEST)
        rest = (each for each in examples if each.part or (each.content_type, each.example.value) != sent)
        return blocks.of_request(rest, media_types)

    def _response_examples(self) -> Iterator[tuple[Response, BodyExample]]:
        """Yield the document's examples of the responses, those aside that another page has with the fields."""
        shapes, linked = self._plan.fields.shapes, self._plan.linked_responses
        answers = non_error_responses(self._operation)
        for response in self._operation.responses:
            error = self._plan.errors.get(response.status)
            usual = error.response if error is not None and error.covers(response) else None
            elsewhere = list(examples_of_bodies(usual.media, shapes)) if usual is not None else []
            for media in response.media:
                examples = [each for each in examples_of_bodies([media], shapes) if each not in elsewhere]
                if len(examples) > len(media.examples) and response in answers:
                    get = linked.same_as_get(self._operation, payload_of(media, shapes))
                    examples = list(examples_of_bodies([media], shapes, of_schemas=get is None))
                yield from ((response, each) for each in examples)

    def _deprecated(self) -> tuple[str, ...]:
        operation = self._operation
        if not operation.deprecated:
            return ()
        succession = self._plan.successions.of_operation(operation.key)
        links = " and ".join(self._plan.call_link(self._page, key) for key in succession.successors)
        how = f"{succession.rule}, {wording.sure(succession.confidence)}"
        words = f"use {links} ({how})" if links else f"successor: none known{self._candidate(succession)}"
        return wrap(f"**Deprecated**: {words}", indent="")

    def _candidate(self, succession: Succession) -> str:
        """Return what is worth a look where no successor is known, marked as no more than that."""
        if not succession.candidate:
            return ""
        link = self._plan.call_link(self._page, succession.candidate)
        return f", but compare {link} (only a candidate: {prose(succession.candidate_because)})"

    def _migrations(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield a link to each successor with the lines of what changes for the caller."""
        for migration in self._plan.migrations.get(self._operation.key, ()):
            lines = tuple(migration_lines(self._plan, self._page, migration))
            yield self._plan.call_link(self._page, migration.successor), lines or ("- nothing but the path changes",)

    def _facts(self) -> str:
        operation = self._operation
        parts = [f"operationId {code(operation.operation_id)}"] if operation.operation_id else []
        if tags := ", ".join(verbatim(tag) for tag in operation.tags if tag.strip()):
            parts.append(f"tag {tags}")
        catalog = self._plan.catalog
        if operation.security is not None:
            parts.append(f"security {security_words(catalog, operation.security)}")
        elif not default_goes_without_saying(catalog):
            parts.append(f"security {security_words(catalog, catalog.security)}")
        if recipes := self._plan.recipe_links(self._page, operation.key):
            parts.append(f"recipes: {recipes}")
        return " · ".join(parts)

    def _paging(self) -> tuple[str, ...]:
        walk = self._plan.walks.get(self._operation.key)
        return wrap(f"**Paging**: {paging_text.in_brief(walk)}", indent="") if walk is not None else ()

    def _bodies(self) -> Iterator[BodyView]:
        """Yield the body in each media type; those of one schema and written alike together."""
        body = self._operation.body
        if body is None:
            return
        shapes = self._plan.fields.shapes
        alike: dict[tuple[SchemaId | None, tuple[str, ...]], list[MediaType]] = {}
        for media in body.media:
            alike.setdefault((media.schema, tuple(self._encodings(media))), []).append(media)
        for (schema, parts), media_types in alike.items():
            xml = any(is_xml(media.content_type) for media in media_types)
            lines = self._plan.lines(self._page, Direction.REQUEST, xml=xml)
            shape = None if schema is None else shapes.expanded(shapes.of(schema))
            rows = self._fields.rows(shape, Direction.REQUEST) if shape is not None else ()
            not_sent = read_only_fields(shape, self._fields) if shape is not None else ()
            yield BodyView(
                types=", ".join(code(media.content_type) for media in media_types),
                required=body.required,
                form=self._form(lines, shape, rows),
                description=described(shape) if shape is not None else (),
                lines=tuple(lines.rows(shape, rows)) if shape is not None else (),
                encodings=parts,
                not_sent=tuple(self._response_lines.rows(shape, not_sent)) if shape is not None else (),
            )

    def _encodings(self, media: MediaType) -> Iterator[str]:
        """Yield the lines on the parts of a form, each with its headers below it."""
        told = dict(encodings(media))
        headers = {part.name: part.headers for part in media.parts}
        for name in sorted({*told, *headers}):
            how = ", ".join(filter(None, (told.get(name, ""), "with headers" if name in headers else "")))
            yield from wrap(f"- part {code(name)}: {how}")
            yield from header_lines(self._plan, self._page, headers.get(name, ()), Direction.REQUEST)

    def _form(self, lines: FieldLines, shape: Shape | None, rows: Sequence[object]) -> str:
        """Return the type and marks of a body as a whole; its values too where it has no fields."""
        if shape is None:
            return "no schema declared"
        return lines.type_and_marks(shape) if rows else lines.whole(shape)

    def _example(self) -> CallExample | None:
        """Return a command that makes the call, with the fields that a recipe sends where none is required."""
        mention = self._plan.mentions.get(self._operation.key)
        sent = mention.sent if mention else ()
        return call_example(self._plan.catalog, self._plan.fields, self._examples, self._operation, sent)

    def _webhooks(self) -> Iterator[str]:
        """Yield the webhooks that this call subscribes to, and the names that it takes without one being declared."""
        operation = self._operation
        deprecated = {webhook.name for webhook in operation.callbacks if webhook.deprecated}
        names = dict.fromkeys(webhook.name for webhook in operation.callbacks)
        for name in names:
            yield f"- {self._plan.webhook_link(self._page, name)}{' (deprecated)' if name in deprecated else ''}"
        if names and (silent := self._without_payload(frozenset(names))):
            yield from wrap(f"- no payload is documented for {', '.join(map(code, silent))}")

    def _without_payload(self, names: frozenset[str]) -> tuple[str, ...]:
        """Return the names of webhooks that a client may subscribe to although the document declares none of them.

        The names it may send are taken from the body: an enum of which more than half are declared webhooks, `names`.
        """
        body = self._operation.body
        for media in body.media if body else ():
            shape = self._plan.fields.shapes.of(media.schema) if media.schema is not None else None
            for field in self._fields.flat(shape, Direction.REQUEST) if shape else ():
                values = [value_of(text) for text in (field.shape.items or field.shape).enum or ()]
                if len(names.intersection(map(str, values))) > len(values) / 2:
                    return tuple(text for text in map(str, values) if text not in names)
        return ()

    def _response(self, response: Response) -> Iterator[str]:
        """Yield the lines of a response that reports no error."""
        description = prose(response.description) or phrase(response.status)
        lead = f"- {code(response.status)} {description}".rstrip()
        if not response.media:
            yield from wrap(f"{lead} — no body", indent="  ")
        for types, media in by_schema(response.media):
            payload = payload_of(media, self._plan.fields.shapes)
            yield from self._payload(f"{lead}{named_types(types, response.media)}", payload, xml=is_xml(types))
        yield from lines_beside_body(self._plan, self._page, response)

    def _payload(self, lead: str, payload: Payload, *, xml: bool) -> Iterator[str]:
        """Yield the entry of a payload, which begins with `lead`: how it is wrapped, its fields, and its envelope.

        Where the GET of the same item returns the same, a link to that stands instead of the fields.
        """
        plan = self._plan
        lines = plan.lines(self._page, Direction.RESPONSE, xml=xml)
        item, holder = payload.item, payload.holder
        if item is None or holder is None:
            yield from wrap(f"{lead} — {wording.WRAPPINGS[payload.wrapping]}, no schema declared", indent="  ")
            return
        shape = plan.fields.shapes.expanded(item)
        rows = self._fields.rows(shape, Direction.RESPONSE)
        wrapping = self._wrapping(payload, has_fields=bool(rows))
        around = [shape for shape in (payload.root, holder) if shape is not None and shape is not item]
        descriptions = _after_semicolons(*around)
        get = plan.linked_responses.same_as_get(self._operation, payload)
        if get is not None:
            # The path up to the version is that of this very call, so it need not be repeated.
            label = f"GET …/{get.place.version}{get.place.subpath}" if get.place.version else ""
            link = plan.call_link(self._page, get.key, label)
            yield from wrap(f"{lead} — {wrapping}, what {link} returns{descriptions}", indent="  ")
            return
        descriptions += _after_semicolons(shape)
        if rows:
            count = len(self._fields.flat(shape, Direction.RESPONSE)) or len(rows)  # rows may be choices only
            as_xml = lines.xml_of(holder, shape)
            yield from wrap(f"{lead} — {wrapping}{as_xml}, {plural(count, 'field')}{descriptions}", indent="  ")
            yield from lines.rows(shape, rows, "  ")
        else:
            values = f" — {listed}" if (listed := lines.values(shape)) else ""
            typed = f"{lines.type_of(shape)}{values}"
            as_xml = lines.xml_of(holder, shape)
            yield from wrap(f"{lead} — {wrapping}{as_xml}: {typed}{descriptions}", indent="  ")
        envelope = plan.envelopes.get(envelope_key(payload)) if payload.envelope else None
        if envelope is not None:
            yield "  - beside `data`:"
            yield from lines.rows(envelope.root, envelope.rows, "    ")

    def _wrapping(self, payload: Payload, *, has_fields: bool) -> str:
        """Say how a payload is wrapped, with the limits and marks of what holds it, of its entries and of the body.

        What is said of the type of a value without fields is left out here.
        """
        lines, holder, item, root = self._response_lines, payload.holder, payload.item, payload.root
        text = wording.STREAM if root is not None and root.stream else wording.WRAPPINGS[payload.wrapping]
        if holder is None or item is None or root is None:
            return text
        if payload.wrapping is Wrapping.OBJECT and holder.kind not in ("object", "any"):
            text = wording.IN_DATA
        has_place = has_fields or holder is not item
        if has_fields and holder is item and holder.kind not in ("object", "any"):
            text += f", {lines.type_of(holder)}"
        elif has_place:
            text += lines.limits_of(holder)
        wrapped = root.member("data") if holder is not root else None
        marks = ["required"] if wrapped is not None and wrapped.required else []
        marks += [mark for mark in marks_of(holder) if mark not in _SAID_BY_THE_PLACE]
        marks += [lines.own_values(holder)] if has_place and holder.enum is not None else []
        text += "".join(f", {mark}" for mark in marks)
        text += self._also("entries", item, has_fields=has_fields) if holder is not item else ""
        return text + (self._also("whole body", root, has_fields=True) if holder is not root else "")

    def _also(self, noun: str, shape: Shape, *, has_fields: bool) -> str:
        """Return the limits and marks of the entries of a list, or of the whole body; empty where it has none."""
        limits = self._response_lines.limits_of(shape) if has_fields else ""
        marks = " and ".join(mark for mark in marks_of(shape) if mark not in _SAID_BY_THE_PLACE)
        return f", {noun}{limits}{' ' if marks else ''}{marks}" if limits or marks else ""

    def _error_responses(self) -> Iterator[str]:
        """Yield one entry for the errors that are as everywhere, which links what they look like, then the others."""
        usual = [
            response
            for response in error_responses(self._operation)
            if self._plan.errors[response.status].covers(response)
        ]
        if usual:
            statuses = ", ".join(code(response.status) for response in usual)
            yield f"- {statuses}: {self._plan.pattern_link(self._page, 'Errors', 'usual errors')}"
        for response in error_responses(self._operation):
            if response not in usual:
                yield from plain_response_lines(self._plan, self._page, response, without_body=": no body")


def _after_semicolons(*shapes: Shape) -> str:
    """Return the descriptions of a response, and where to read more of it, as they follow what else is said of it."""
    links = docs_links(text for shape in shapes for text in shape.docs)
    texts = [*map(prose, dict.fromkeys(text for shape in shapes for text in shape.descriptions))]
    return "".join(f"; {text}" for text in [*texts, *([f"see {links}"] if links else [])])
