"""Operation → the view of its section, and shapes → the rows that any page states: lists of finished lines.

The templates only arrange them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction, Row
from ampeco_refgen.catalog.model import MediaType, Operation, Parameter, Response, SchemaId
from ampeco_refgen.catalog.payload import Payload, is_list, paging_of, payload_of
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.codespan import visible
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.output import wording
from ampeco_refgen.output.alike import with_fields_of
from ampeco_refgen.output.bases import Base
from ampeco_refgen.output.examples import Examples
from ampeco_refgen.output.homes import Home, Where
from ampeco_refgen.output.lines import Lines
from ampeco_refgen.output.nested import Nested
from ampeco_refgen.output.said import Companion, saying_of
from ampeco_refgen.output.scalars import TooLargeError
from ampeco_refgen.output.sent import encodings, include_values, is_deep, is_include, members_as_sent
from ampeco_refgen.output.shared import envelope_key, error_key, errors_of, goods_of
from ampeco_refgen.output.site import Site
from ampeco_refgen.output.stated import Stated
from ampeco_refgen.text import code, plural, prose, verbatim
from ampeco_refgen.wrap import wrap


class BodyView(Struct, frozen=True, kw_only=True):
    """A request body in one media type: `same_as` links to the place where its fields are stated."""

    content_type: str
    required: bool
    description: tuple[str, ...]
    same_as: str
    form: str
    lines: tuple[str, ...]
    encodings: tuple[str, ...]
    not_sent: tuple[str, ...]
    example: tuple[str, ...]


class OperationView(Struct, frozen=True, kw_only=True):
    """Everything that the section of one operation shows, as Markdown lines."""

    heading: str
    call: str
    summary: str
    description: tuple[str, ...]
    identity: str
    deprecated: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    includes: tuple[str, ...]
    paging: tuple[str, ...]
    bodies: tuple[BodyView, ...]
    body_note: tuple[str, ...]
    responses: tuple[str, ...]
    callbacks: tuple[str, ...]
    recipes: tuple[str, ...]


class Sections:
    """Makes the views of operations for one page, and the lines of whatever else is stated there, with its links.

    `left_out` are the kinds of things that its lines leave to `common-patterns.md`, which the head of the page links.
    """

    def __init__(self, site: Site, page: str, *, name_tags: bool = True) -> None:
        self._site = site
        self._page = page
        self._name_tags = name_tags
        self._examples = Examples(site.fields, avoid=site.deprecated_webhooks)
        self._direction = Direction.REQUEST
        self.left_out: set[str] = set()
        self.lines = Lines(
            enum_link=lambda values: site.enum_link(page, values),
            shape_link=self._refers,
            successors=site.replacements.of_field,
        )

    def operation(self, operation: Operation) -> OperationView:
        """Return the view of one operation."""
        groups, includes = self._parameters(operation.parameters)
        return OperationView(
            heading=verbatim(operation.key),
            call=wording.call(operation),
            summary=prose(operation.summary),
            description=paragraphs(operation.description),
            identity=_identity(operation, name_tags=self._name_tags),
            deprecated=self._deprecated(operation),
            groups=groups,
            includes=includes,
            paging=self._paging(operation),
            bodies=tuple(self._bodies(operation)),
            body_note=paragraphs(operation.body.description) if operation.body else (),
            responses=(
                *(line for response in goods_of(operation) for line in self._success(operation, response)),
                *self._errors(operation),
            ),
            callbacks=self._callbacks(operation),
            recipes=self._site.recipes_line(self._page, operation.key),
        )

    def _deprecated(self, operation: Operation) -> tuple[str, ...]:
        if not operation.deprecated:
            return ()
        found = self._site.replacements.of_operation(operation.key)
        links = " and ".join(
            self._site.operation_link(self._page, key, self._site.short(key)) for key in found.successors
        )
        words = f"use {links} ({found.rule}, {wording.sure(found.confidence)})" if links else "successor: none known"
        return wrap(f"**Deprecated**: {words}", indent="")

    def _parameters(
        self, parameters: tuple[Parameter, ...]
    ) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]]:
        groups: dict[str, list[str]] = {}
        includes: list[str] = []
        for parameter in parameters:
            shape = self._shape_of(parameter)
            if is_include(parameter, shape) and shape is not None:
                includes += self._include(parameter, shape)
            elif is_deep(parameter, shape) and shape is not None:
                title = "Filters" if parameter.name == "filter" else wording.PARAMETER_GROUPS["query"]
                groups.setdefault(title, []).extend(self._deep(parameter, shape))
            else:
                title = wording.PARAMETER_GROUPS.get(parameter.location, f"Parameters in {parameter.location}")
                groups.setdefault(title, []).extend(self.parameter(parameter))
        if note := tuple(self.common_note(parameters)):
            groups.setdefault(wording.PARAMETER_GROUPS["query"], []).extend(note)
        order = [*wording.PARAMETER_GROUPS.values(), "Filters"]
        ranked = sorted(groups, key=lambda title: (order.index(title) if title in order else len(order), title))
        return tuple((title, tuple(groups[title])) for title in ranked), tuple(includes)

    def _paging(self, operation: Operation) -> tuple[str, ...]:
        facts = paging_of(operation, self._site.fields.shapes)
        if not facts.paged:
            return ()
        self.left_out.add("paging")
        listed = is_list(operation, self._site.fields.shapes)
        return wrap(f"**Paging**: {wording.paging(facts, listed=listed)}", indent="")

    def _bodies(self, operation: Operation) -> Iterator[BodyView]:
        stated: set[SchemaId | None] = set()
        for media in operation.body.media if operation.body else ():
            assert operation.body is not None
            first = media.schema not in stated
            yield self._body(operation, media, required=operation.body.required, first=first)
            stated.add(media.schema)

    def _body(self, operation: Operation, media: MediaType, *, required: bool, first: bool) -> BodyView:
        site = self._site
        shape = None if media.schema is None else site.fields.shapes.expanded(site.fields.shapes.of(media.schema))
        home = site.home(shape, Direction.REQUEST) if shape is not None else None
        here = home is None or (home.where is Where.IN_SECTION and home.owner == operation.key and first)
        rows = site.fields.rows(shape, Direction.REQUEST) if shape is not None and here else ()
        return BodyView(
            content_type=media.content_type,
            required=required,
            description=paragraphs("\n\n".join(shape.descriptions)) if shape is not None and here else (),
            same_as="" if here or home is None else self._same_as(home, operation),
            form=self._form(shape, rows) if here else "",
            lines=tuple(self.stated(home, shape, rows)) if shape is not None and here else (),
            encodings=tuple(line for said in encodings(media) for line in wrap(f"- {said}")),
            not_sent=self.not_sent(shape) if shape is not None and here else (),
            example=self._example(operation, media, shape) if first else (),
        )

    def _same_as(self, home: Home, operation: Operation) -> str:
        if home.where is Where.OWN_PAGE:
            return self._site.home_link(self._page, home)
        if home.owner == operation.key:
            return "the fields above"
        owner = home.owner
        return f"the same as of {self._site.operation_link(self._page, owner, self._site.short(owner))}"

    def _form(self, shape: Shape | None, rows: Iterable[object]) -> str:
        if shape is None:
            return "no schema declared"
        if list(rows) and (shape.unions or shape.members):
            return ""
        return self.lines.type_of(shape) + (f" — {values}" if (values := self.lines.values(shape)) else "")

    def _example(self, operation: Operation, media: MediaType, shape: Shape | None) -> tuple[str, ...]:
        """Return the lines of an example of a body in JSON; none where it would be too long to be of use."""
        mention = self._site.mentions.get(operation.key)
        if shape is None or "json" not in media.content_type:
            return ()
        try:
            value = self._examples.request(shape, mention.sent if mention else ())
        except TooLargeError:
            return ()
        text = json.dumps(value, ensure_ascii=False)
        broken = json.dumps(value, ensure_ascii=False, indent=1).split("\n") if len(text) > LINE_COLUMNS else [text]
        lines = tuple(visible(line).replace("```", "``\\u0060") for line in broken)
        return lines if max(map(len, lines)) <= LINE_COLUMNS else ()

    def _callbacks(self, operation: Operation) -> tuple[str, ...]:
        if not operation.callbacks:
            return ()
        past = {webhook.name for webhook in operation.callbacks if webhook.deprecated}
        names = dict.fromkeys(webhook.name for webhook in operation.callbacks)
        lines = [
            f"- {self._site.webhook_link(self._page, name)}{' (deprecated)' if name in past else ''}" for name in names
        ]
        silent = self._without_payload(operation, frozenset(names))
        if silent:
            lines += wrap(f"- no payload is documented for {', '.join(map(code, silent))}")
        return tuple(lines)

    def _without_payload(self, operation: Operation, names: frozenset[str]) -> tuple[str, ...]:
        """Return the names that the body lets a client subscribe to, but no webhook is declared for."""
        for media in operation.body.media if operation.body else ():
            shape = self._site.fields.shapes.of(media.schema) if media.schema is not None else None
            for row in self._site.fields.flat(shape, Direction.REQUEST) if shape else ():
                values = [value_of(text) for text in (row.shape.items or row.shape).enum or ()]
                if len(names.intersection(map(str, values))) > len(values) / 2:
                    return tuple(str(value) for value in values if value not in names)
        return ()

    def _success(self, operation: Operation, response: Response) -> Iterator[str]:
        said = prose(response.description) or phrase(response.status)
        lead = f"- {code(response.status)} {said}".rstrip()
        if not response.media:
            yield from wrap(f"{lead} — no body", indent="  ")
        for media in response.media:
            payload = payload_of(media, self._site.fields.shapes)
            other = "" if media.content_type == "application/json" else f" ({code(media.content_type)})"
            yield from wrap(f"{lead}{other} — {self._carried(operation, payload)}", indent="  ")
            yield from self._stated_here(operation, payload)
        yield from self._headers(response)
        for name, target in response.links:
            yield from wrap(f"  - link {code(name)}: {code(target)}", indent="    ")

    def _carried(self, operation: Operation, payload: Payload) -> str:
        """Say how the payload is wrapped, and where its fields are stated."""
        where = wording.WRAPPINGS[payload.wrapping]
        item, holder = payload.item, payload.holder
        if item is None or holder is None:
            return f"{where}, no schema declared"
        where += ", nullable" if holder.nullable else ""
        home = self._site.home(item, Direction.RESPONSE)
        expanded = self._site.fields.shapes.expanded(item)
        around = "".join(f"; {prose(text)}" for text in holder.descriptions if holder is not item)
        described = "".join(f"; {prose(text)}" for text in expanded.descriptions)
        if home is None:
            what = self.lines.type_of(expanded) + (f" — {values}" if (values := self.lines.values(expanded)) else "")
        elif home.where is Where.IN_SECTION and home.owner == operation.key:
            what, described = plural(home.rows, "field") + " below", described
        else:
            what = self._site.home_link(self._page, home)
            described = ""
        return f"{where}: {what}{around}{described}{self._beside(payload)}"

    def _beside(self, payload: Payload) -> str:
        envelope = self._site.envelopes.get(envelope_key(payload))
        if not payload.envelope or envelope is None:
            return ""
        self.left_out.add("envelopes")
        return f", with {', '.join(payload.envelope)} ({envelope.title.lower()})"

    def _stated_here(self, operation: Operation, payload: Payload) -> Iterator[str]:
        home = self._site.home(payload.item, Direction.RESPONSE) if payload.item is not None else None
        if home is not None and home.where is Where.IN_SECTION and home.owner == operation.key:
            rows = self._site.fields.rows(home.shape, Direction.RESPONSE)
            yield from self.stated(home, home.shape, rows, "  ")

    def _errors(self, operation: Operation) -> Iterator[str]:
        usual: list[str] = []
        others: list[Response] = []
        for response in errors_of(operation):
            if self._is_usual(response):
                usual.append(code(response.status))
            else:
                others.append(response)
        if usual:
            self.left_out.add("usual errors")
            yield f"- {', '.join(usual)}: usual errors"
        for response in others:
            yield from self._error(response)

    def _is_usual(self, response: Response) -> bool:
        common = self._site.errors[response.status]
        return (
            error_key(response) == common.key and response.description in ("", common.meaning) and not response.headers
        )

    def _error(self, response: Response) -> Iterator[str]:
        said = prose(response.description) or phrase(response.status)
        lead = f"- {code(response.status)} {said}".rstrip()
        common = self._site.errors[response.status]
        if error_key(response) == common.key and response.media:
            self.left_out.add("usual errors")
            yield from wrap(f"{lead}: the usual body", indent="  ")
        elif not response.media:
            yield from wrap(f"{lead}: no body", indent="  ")
        else:
            yield from wrap(f"{lead}:", indent="  ")
            for media in response.media:
                yield from self.body_rows(media, "  ")
        yield from self._headers(response)

    def _headers(self, response: Response) -> Iterator[str]:
        """Yield the lines of a response's headers, told from the fields of its body that they stand among."""
        for header in response.headers:
            line = self.lines.parameter(header, self._shape_of(header)).removeprefix("- ")
            yield from wrap(f"  - header {line}", indent="    ")

    def _refers(self, shape: Shape) -> str:
        for direction in (self._direction, *Direction):
            if home := self._site.home(shape, direction):
                return self._site.home_link(self._page, home, home.name)
        return ""

    @contextmanager
    def _towards(self, direction: Direction) -> Iterator[None]:
        """Link shapes to where they are stated for the direction, while the block lasts."""
        before, self._direction = self._direction, direction
        try:
            yield
        finally:
            self._direction = before

    def parameter(self, parameter: Parameter) -> Iterator[str]:
        """Yield the lines of one parameter, with the fields of its value below it.

        What is said of a parameter that many operations share stands in `common-patterns.md`.
        """
        shape = self._shape_of(parameter)
        if parameter in self._site.common_parameters:
            self.left_out.add("common parameters")
            parameter = replace(parameter, description="")
        yield from wrap(self.lines.parameter(parameter, shape), indent="  ")
        if shape is not None and (rows := self._site.fields.rows(shape, Direction.REQUEST, parameter.name)):
            yield from self.lines.rows(shape, rows, "  ")

    def _shape_of(self, parameter: Parameter) -> Shape | None:
        schema = parameter.schema
        if schema is None and parameter.media:
            schema = parameter.media[0].schema
        return None if schema is None else self._site.fields.shapes.expanded(self._site.fields.shapes.of(schema))

    def common_note(self, parameters: tuple[Parameter, ...]) -> Iterator[str]:
        """Say which common parameters are meant where it is not those of their names that most calls have."""
        common = self._site.common_parameters
        fewer = sorted(
            f"{code(parameter.name)} that of {plural(common[parameter], 'call')}"
            for parameter in parameters
            if parameter in common
            and common[parameter] < max(count for other, count in common.items() if other.name == parameter.name)
        )
        if fewer:
            yield f"- of the common parameters: {', '.join(fewer)}"

    def _deep(self, parameter: Parameter, shape: Shape) -> Iterator[str]:
        if parameter.description:
            yield from wrap(f"- {code(parameter.name)}: {prose(parameter.description)}", indent="  ")
        yield from self.lines.rows(shape, members_as_sent(parameter, shape, self._site.fields))

    def _include(self, parameter: Parameter, shape: Shape) -> Iterator[str]:
        name = parameter.name.removesuffix("[]")
        calls = [f"{name}[]={value_of(text)}" for text in include_values(shape) or ()]
        marks = [*(["required"] if parameter.required else []), *(["deprecated"] if parameter.deprecated else [])]
        marks += ["declared for the whole path"] if parameter.shared else []
        said = " ".join(map(prose, dict.fromkeys(filter(None, (parameter.description, *shape.descriptions)))))
        line = ", ".join([*map(code, calls), *marks]) + (f" — {said}" if said else "")
        yield from wrap(f"- {line}", indent="  ")

    def not_sent(self, shape: Shape) -> tuple[str, ...]:
        """Name what a body declares although a client must not send it, with what is said of it and nowhere else."""
        fields, said = self._site.fields, self._site.companions_of_webhooks.said
        left = fields.left_out(shape, Direction.REQUEST)
        declared = {row.path: saying_of(row) for row in fields.flat(shape, Direction.RESPONSE)}
        texts = {path: saying[1] for path in left if (saying := declared[path]) and saying not in said}
        return wording.not_sent(left, texts)

    def stated(self, home: Home | None, shape: Shape, rows: tuple[Row, ...], indent: str = "") -> Iterator[str]:
        """Yield the rows of a shape at its home, without what its base has and its companions say just alike."""
        companions = self._site.companions.get(home, ()) if home is not None else ()
        with self._towards(home.direction if home else self._direction):
            yield from self.own_rows(shape, rows, companions, indent)

    def own_rows(
        self, shape: Shape, rows: tuple[Row, ...], companions: tuple[Companion, ...], indent: str = ""
    ) -> Iterator[str]:
        """Yield the rows of a shape that stand nowhere else, and the links to where the others and their words do."""
        stated = self._site.stated.get((shape.key, self._direction)) or Stated(rows=rows, base=None, nested={})
        notes = {path: self._nested(nested) for path, nested in stated.nested.items()}
        base = stated.base
        first = _first_below(stated.rows, base.below) if base and base.below else 0
        with self.lines.leaving_out(frozenset().union(*(companion.sayings for companion in companions))):
            if first:
                yield from self.lines.rows(shape, stated.rows[:first], indent, notes=notes, whole=False)
            if base is not None:
                yield from wrap(f"{indent}- {self._based(base)}", indent=f"{indent}  ")
            yield from self.lines.rows(shape, stated.rows[first:], indent, notes=notes, whole=base is None)
        if companions:
            links = ", ".join(self._list_link(companion.home) for companion in companions)
            yield from wrap(f"{indent}- same as in {links}: described there", indent=f"{indent}  ")

    def _nested(self, nested: Nested) -> str:
        """Say in which list, and below which of its fields, the fields of a field are stated."""
        return f"{with_fields_of(nested.path)} in {self._list_link(nested.home)}"

    def _list_link(self, home: Home) -> str:
        """Link a list of fields; a body in a section by the call that the link leads to."""
        if home.where is not Where.IN_SECTION or home.direction is not Direction.REQUEST:
            return self._site.home_link(self._page, home)
        own = self._site.operation(home.owner)
        call = wording.call(own) if home.page == self._page else self._site.short(home.owner)
        return self._site.home_link(self._page, home, f"{call} body")

    def _based(self, base: Base) -> str:
        """Say which fields a list has from its base, and what the rows are that follow."""
        without = ", ".join(map(code, base.without))
        own = " or ".join([*(["different"] if base.different else []), *(["further"] if base.further else [])])
        link_to = self._list_link(base.home)
        below = f"below {code(base.below)}: " if base.below else ""
        return f"{below}all fields of {link_to}" + (f" but {without}" if without else "") + (f"; {own}:" if own else "")

    def body_rows(
        self,
        media: MediaType,
        indent: str,
        direction: Direction = Direction.RESPONSE,
        companions: tuple[Companion, ...] = (),
    ) -> Iterator[str]:
        """Yield the rows of a whole body, written in place, without what its base has."""
        if media.schema is None:
            return
        shape = self._site.fields.shapes.expanded(self._site.fields.shapes.of(media.schema))
        rows = self._site.fields.rows(shape, direction)
        if not rows:
            yield from wrap(indent + self.lines.line("body", shape), indent=indent + "  ")
        with self._towards(direction):
            yield from self.own_rows(shape, rows, companions, indent)

    def error_rows(self, media: MediaType, indent: str) -> Iterator[str]:
        """Yield the rows of the body of an error, all of them."""
        if media.schema is not None:
            shape = self._site.fields.shapes.expanded(self._site.fields.shapes.of(media.schema))
            yield from self.lines.rows(shape, self._site.fields.rows(shape, Direction.RESPONSE), indent)


def paragraphs(text: str) -> tuple[str, ...]:
    """Return a description as wrapped lines, its paragraphs told apart by empty ones."""
    found: list[str] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        if line := prose(block):
            found += [*([""] if found else []), *wrap(line, indent="")]
    return tuple(found)


def _identity(operation: Operation, *, name_tags: bool) -> str:
    parts = [f"operationId {code(operation.operation_id)}"] if operation.operation_id else []
    parts += [f"tag {prose(tag)}" for tag in operation.tags if name_tags]
    if operation.security is not None:
        schemes = [" and ".join(code(use.scheme) for use in choice) or "none" for choice in operation.security]
        parts.append(f"security {' or '.join(schemes) or 'none'}")
    parts += [f"server {code(server.url)}" for server in operation.servers or ()]
    return " · ".join(parts)


def _first_below(rows: tuple[Row, ...], path: str) -> int:
    """Return the number of the first row that comes after the field of a path; 0 where there is none."""
    return next((number for number, row in enumerate(rows, 1) if row.path == path.removesuffix("[]")), 0)
