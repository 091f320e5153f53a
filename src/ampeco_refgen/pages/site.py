"""Everything a page needs to know of the others: where each thing stands, and how to link to it from here."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, count
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Field, Fields, Row, ShapeKey
from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, Response, SchemaId, Webhook
from ampeco_refgen.catalog.payload import Wrapping, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.data_model import DataModel, data_model
from ampeco_refgen.infer.naming import shape_name
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.recipes import Mention, RecipeBook, mentions_of, recipes_by_header, resolve_recipes
from ampeco_refgen.infer.successors import Successions, find_successions, referred_shapes
from ampeco_refgen.infer.vocabulary import vocabulary_for
from ampeco_refgen.jsonvalue import JsonText
from ampeco_refgen.markdown.names import anchor, unique_slugs
from ampeco_refgen.markdown.text import link, prose, verbatim_link
from ampeco_refgen.pages.enums import EnumValues, LongEnum, enums_in, enums_of, long_enums
from ampeco_refgen.pages.layout import SCHEMAS_FOLDER, Layout, lay_out, visible
from ampeco_refgen.pages.lines import Lines, Tails
from ampeco_refgen.pages.room import Room
from ampeco_refgen.pages.same_answer import SameAnswers
from ampeco_refgen.pages.shared import (
    CommonError,
    Envelope,
    EnvelopeKey,
    find_common_errors,
    find_envelopes,
)

_Stated: TypeAlias = tuple[str, Shape, Direction]
"""What a file states: the name of what has the shape, or an empty text; the shape; and who writes the value."""

PATTERNS_PAGE = "common-patterns.md"
RECIPES_PAGE = "recipes.md"
_LONGEST_LINK = 360
"""A link cannot be broken, and there must be room for what stands before it on its line."""


class SchemaFile(Struct, frozen=True, kw_only=True, eq=False):
    """The file of a shape that is not stated where it is used; `users` are the files that refer to it."""

    path: str
    title: str
    shape: Shape
    direction: Direction
    users: tuple[str, ...]


class Site:
    """The plan of the whole bundle, worked out before any page is written; paths are relative to `reference/`."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.fields = Fields(catalog)
        self.occurrences = Occurrences(catalog, self.fields)
        self.successions: Successions = find_successions(catalog, self.fields)
        self.model: DataModel = data_model(catalog, self.fields)
        self.book: RecipeBook = resolve_recipes(catalog, self.fields, occurrences=self.occurrences)
        self.mentions: dict[str, Mention] = mentions_of(self.book)
        self.header_recipes: dict[str, str] = recipes_by_header(self.book)
        self.envelopes: dict[EnvelopeKey, Envelope] = find_envelopes(catalog, self.fields)
        self.wraps = any(
            payload_of(media, self.fields.shapes).wrapping in (Wrapping.OBJECT, Wrapping.LIST)
            for operation in catalog.operations
            for response in success_responses(operation)
            for media in response.media
        )
        self.errors: dict[str, CommonError] = find_common_errors(catalog)

        self.prefix = vocabulary_for(catalog).path_prefix
        self.layout: Layout = lay_out(catalog, self.prefix)
        self.operations = {operation.key: operation for operation in catalog.operations}
        self.resource_of = {one.key: resource for resource in self.layout.resources for one in resource.operations}
        self.resources = {(resource.family, resource.name): resource for resource in self.layout.resources}
        self.webhooks = {webhook.name: webhook for webhook in self.layout.webhooks}
        self.deprecated_webhooks = frozenset(webhook.name for webhook in self.layout.webhooks if webhook.deprecated)
        self.tag_texts = {tag.name: f" ({prose(tag.description)})" for tag in catalog.tags if tag.description}

        self.same_answers = SameAnswers(catalog, self.fields, self.successions)
        plan = _Plan(catalog, self.fields, self.layout, self.envelopes, self.same_answers)
        self.schemas: dict[ShapeKey, SchemaFile] = plan.schemas
        self.enums: dict[EnumValues, LongEnum] = long_enums(plan.enums)
        self._moving: dict[str, Fields] = plan.moving
        self._tails: Tails = {}

    def fields_of(self, page: str) -> Fields:
        """Return what gives the rows of shapes for a page: fewer where it has not room for all."""
        return self._moving.get(page, self.fields)

    def call_link(self, page: str, key: str, label: str = "") -> str:
        """Return a link from `page` to the file of an operation."""
        target = self._target(page, self.layout.calls[key])
        place = self.operations[key].place
        method = key.partition(" ")[0]
        labels = (label or key, f"{method} {place.version}{place.subpath}", method)
        return verbatim_link(next((one for one in labels if len(one) + len(target) < _LONGEST_LINK), method), target)

    def webhook_link(self, page: str, name: str) -> str:
        """Return a link from `page` to the file of a webhook."""
        return link(name, self._target(page, self.webhooks[name].path))

    def schema_link(self, page: str, shape: Shape, direction: Direction) -> str:
        """Return a link from `page` to the file of a shape that is not stated where it is used."""
        found = self.schemas[self.fields.shapes.expanded(shape).key, direction]
        return link(found.title, self._target(page, found.path))

    def enum_link(self, page: str, values: tuple[JsonText, ...]) -> str:
        """Return a link from `page` to a long enum, or `""` when its values are written in place."""
        found = self.enums.get(values)
        return verbatim_link(found.title, f"{self._target(page, found.page)}#{found.anchor}") if found else ""

    def pattern_link(self, page: str, heading: str, label: str) -> str:
        """Return a link from `page` to a section of `common-patterns.md`."""
        return self.path_link(page, PATTERNS_PAGE, label, heading)

    def path_link(self, page: str, target: str, label: str, heading: str = "") -> str:
        """Return a link from `page` to another file below `reference/`, or to a heading in it."""
        fragment = f"#{anchor(heading)}" if heading else ""
        return link(label, fragment if heading and page == target else self._target(page, target) + fragment)

    def recipe_links(self, page: str, subject: str, headers: Iterable[str] = ()) -> str:
        """Return links to the recipes that name an operation (by key) or a webhook (by name).

        `headers` are those of a webhook's requests; a recipe may say what to do with them.
        """
        own = self.mentions[subject].recipes if subject in self.mentions else ()
        titles = dict.fromkeys((*own, *(self.header_recipes[one] for one in headers if one in self.header_recipes)))
        return ", ".join(self.recipe_link(page, title) for title in titles)

    def recipe_link(self, page: str, title: str) -> str:
        """Return a link from `page` to a recipe."""
        return self.path_link(page, RECIPES_PAGE, title, title)

    def short(self, key: str) -> str:
        """Return a call without what all paths have in common: resource, version and what follows."""
        place = self.operations[key].place
        return f"{key.partition(' ')[0]} {place.resource}{'/' if place.version else ''}{place.version}{place.subpath}"

    def operation(self, key: str) -> Operation:
        """Return the operation with a key `METHOD /path`."""
        return self.operations[key]

    def lines(self, page: str, direction: Direction) -> Lines:
        """Return what writes the lines of fields and parameters for a page, of what is sent or received."""
        return Lines(
            enum_link=lambda values: self.enum_link(page, values),
            shape_link=lambda shape: self.schema_link(page, shape, direction),
            successors=self.successions.of_field,
            expanded=self.fields.shapes.expanded,
            tails=self._tails,
        )

    def _target(self, page: str, target: str) -> str:
        """Return the relative URL from one file below `reference/` to another."""
        return posixpath.basename(target) if page == target else _relative(posixpath.dirname(page), target)


@cache
def _relative(folder: str, target: str) -> str:
    return posixpath.relpath(target, folder or ".")


class _Plan:
    """Works out which shapes and enums have files of their own, by going through all that the files state."""

    def __init__(
        self,
        catalog: Catalog,
        fields: Fields,
        layout: Layout,
        envelopes: dict[EnvelopeKey, Envelope],
        same_answers: SameAnswers,
    ) -> None:
        self._fields = fields
        self._same_answers = same_answers
        self._room = Room()
        self._names = _SchemaNames(fields)
        self._users: dict[ShapeKey, dict[str, None]] = {}
        self._waiting: list[tuple[ShapeKey, Shape, str]] = []
        self.enums: list[tuple[str, EnumValues]] = []
        self.moving: dict[str, Fields] = {}
        self.schemas: dict[ShapeKey, SchemaFile] = {}
        for operation in catalog.operations:
            self._file(layout.calls[operation.key], list(self._of_call(operation)), shape_name(operation))
        for webhook in layout.webhooks:
            stated = [one for payload, _ in webhook.payloads for one in self._of_webhook(payload)]
            self._file(webhook.path, stated, webhook.name)
        for envelope in envelopes.values():
            for operation in envelope.operations:
                self._rows(layout.calls[operation.key], envelope.rows, Direction.RESPONSE, envelope.title)
        drafts: dict[ShapeKey, tuple[Shape, str, str]] = {}
        while self._waiting:
            key, shape, owner = self._waiting.pop(0)
            title, path = self._names.give(key, shape, owner)
            drafts[key] = (shape, title, path)
            self._file(path, [("", shape, key[1])], title)
        for key, (shape, title, path) in drafts.items():
            users = tuple(self._users[key])
            self.schemas[key] = SchemaFile(path=path, title=title, shape=shape, direction=key[1], users=users)

    def _file(self, path: str, stated: list[_Stated], owner: str) -> None:
        """Look at what a file states: what it refers to gets a file too, and its long enums a place."""
        moved = self._room.moved_from([shape for _, shape, _ in stated])
        fields = self._fields
        if moved:
            fields = self.moving[path] = fields.moving(moved)
        for name, shape, direction in stated:
            self.enums += enums_of(name or "value", shape)
            self._rows(path, fields.rows(shape, direction), direction, owner)
            if direction is Direction.REQUEST:
                self._rows(path, not_sent(shape, fields), Direction.RESPONSE, owner)

    def _rows(self, path: str, rows: tuple[Row, ...], direction: Direction, owner: str) -> None:
        self.enums += enums_in(rows)
        for below in referred_shapes(rows):
            target = self._fields.shapes.expanded(below)
            key = (target.key, direction)
            if key not in self._users:
                self._users[key] = {}
                self._waiting.append((key, target, owner))
            self._users[key][path] = None

    def _of_call(self, operation: Operation) -> Iterator[_Stated]:
        """Yield the shapes that the file of a call states, each with the name of what has it, if any."""
        yield from self._of_parameters(operation.parameters, Direction.REQUEST)
        yield from self._of_media(operation.body.media if operation.body else (), Direction.REQUEST)
        for response in operation.responses:
            yield from self._of_response(response, operation)

    def _of_webhook(self, webhook: Webhook) -> Iterator[_Stated]:
        """Yield the shapes that the file of a webhook states; what the API sends, its client receives."""
        yield from self._of_parameters(webhook.parameters, Direction.RESPONSE)
        yield from self._of_media(webhook.body.media if webhook.body else (), Direction.RESPONSE)
        for response in webhook.responses:
            yield from self._of_response(response)

    def _of_response(self, response: Response, operation: Operation | None = None) -> Iterator[_Stated]:
        yield from self._of_parameters(response.headers, Direction.RESPONSE)
        seen: set[SchemaId] = set()
        for media in response.media:
            if media.schema is None or media.schema in seen:
                continue
            seen.add(media.schema)
            payload = payload_of(media, self._fields.shapes)
            elsewhere = operation is not None and self._same_answers.reading(operation, payload) is not None
            if payload.item is not None and not elsewhere:
                yield "", self._fields.shapes.expanded(payload.item), Direction.RESPONSE

    def _of_parameters(self, parameters: tuple[Parameter, ...], direction: Direction) -> Iterator[_Stated]:
        for parameter in parameters:
            if (shape := shape_of(parameter, self._fields)) is not None:
                yield parameter.name, shape, direction

    def _of_media(self, media: tuple[MediaType, ...], direction: Direction) -> Iterator[_Stated]:
        for schema in dict.fromkeys(one.schema for one in media if one.schema is not None):
            yield "", self._fields.shapes.expanded(self._fields.shapes.of(schema)), direction


def not_sent(shape: Shape, fields: Fields) -> tuple[Field, ...]:
    """Return the fields that a body declares although a client must not send them, with what is below them."""
    left = frozenset(fields.left_out(shape, Direction.REQUEST))
    declared = (field for field in fields.flat(shape, Direction.RESPONSE) if field.path in left) if left else ()
    alike = {(field.path, field.shape, field.required): field for field in declared}  # variants may share some
    return tuple(sorted(alike.values(), key=lambda field: field.path))


def shape_of(parameter: Parameter, fields: Fields) -> Shape | None:
    """Return the shape of a parameter's value, declared by a schema or by a media type."""
    schema = parameter.schema
    if schema is None and parameter.media:
        schema = parameter.media[0].schema
    return None if schema is None else fields.shapes.expanded(fields.shapes.of(schema))


class _SchemaNames:
    """Names the shapes with files of their own: by component, else by their first user."""

    def __init__(self, fields: Fields) -> None:
        self._components = {shape.key: name for name, shape in fields.shapes.components()}
        self._files = unique_slugs(self._components.values())
        self._taken: set[str] = {"enums"}

    def give(self, key: ShapeKey, shape: Shape, owner: str) -> tuple[str, str]:
        """Return the title and the path of the file of a shape; `owner` is the title of what refers to it first."""
        component = self._components.get(shape.key, "")
        title = visible(component, component) if component else f"{owner} part"
        stem = self._files[component] if component else unique_slugs([title])[title]
        if key[1] is Direction.REQUEST:
            title, stem = f"{title} (sent)", f"{stem}-sent"
        choices = chain([stem], (f"{stem}-{number}" for number in count(2)))
        name = next(choice for choice in choices if choice not in self._taken)
        self._taken.add(name)
        if name != stem:
            title = f"{title} {name.removeprefix(f'{stem}-')}"
        return title, f"{SCHEMAS_FOLDER}/{name}.md"
