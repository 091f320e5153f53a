"""Operation → the view of its section: lists of finished lines that the template only arranges."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import MediaType, Operation, Parameter, SchemaId
from ampeco_refgen.catalog.payload import is_list, paging_of
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.codespan import visible
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.output import wording
from ampeco_refgen.output.answers import Answers
from ampeco_refgen.output.examples import Examples
from ampeco_refgen.output.homes import Home, Where
from ampeco_refgen.output.scalars import TooLargeError
from ampeco_refgen.output.sent import encodings, is_deep, is_include
from ampeco_refgen.output.shared import goods_of
from ampeco_refgen.output.site import Site
from ampeco_refgen.text import code, prose, verbatim
from ampeco_refgen.wrap import wrap

_SHORT_EXAMPLE = 400
"""Characters of an example that stands on one line."""
_LONGEST_LINE = 400


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


class Sections(Answers):
    """Makes the views of operations for one page."""

    def __init__(self, site: Site, page: str, *, name_tags: bool = True) -> None:
        super().__init__(site, page)
        self._name_tags = name_tags
        self._examples = Examples(site.fields, avoid=site.deprecated_webhooks)

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
        broken = json.dumps(value, ensure_ascii=False, indent=1).split("\n") if len(text) > _SHORT_EXAMPLE else [text]
        lines = tuple(visible(line).replace("```", "``\\u0060") for line in broken)
        return lines if max(map(len, lines)) <= _LONGEST_LINE else ()

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
