"""Where each shape is stated: in its only section, below its page's operations, or on its own page.

A shape that several operations share is stated once and linked. Decided by counts of rows and uses, never by text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain, count
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields, ShapeKey, flattened
from ampeco_refgen.catalog.model import MediaType, Operation
from ampeco_refgen.catalog.payload import Wrapping, payload_of
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.naming import shape_name
from ampeco_refgen.infer.neighbours import referred
from ampeco_refgen.names import unique_slugs
from ampeco_refgen.output.layout import Layout, visible
from ampeco_refgen.output.shared import goods_of

ROWS_BELOW_A_PAGE = 25
"""A shape of more rows than this gets a page of its own when it is shared, or when it is a response."""
ROWS_IN_A_SECTION = 40
"""A request body of more rows than this gets a page of its own."""


class Where(Enum):
    """The three kinds of place."""

    IN_SECTION = "in the section of its first operation"
    BELOW = "below the operations of its page"
    OWN_PAGE = "on a page of its own"


class Use(Struct, frozen=True, kw_only=True):
    """A place where a shape is used: `role` is `body`, `response` or `payload` (of a webhook)."""

    subject: str
    page: str
    role: str
    status: str = ""
    wrapping: Wrapping | None = None
    deprecated: bool = False


class Home(Struct, frozen=True, kw_only=True, eq=False):
    """The one place where a shape is stated; `page` is below `reference/`, `owner` the first live operation."""

    shape: Shape
    direction: Direction
    name: str
    where: Where
    page: str
    owner: str
    uses: tuple[Use, ...]
    rows: int

    @property
    def title(self) -> str:
        """The heading of the section or page."""
        return f"{self.name} body" if self.direction is Direction.REQUEST else self.name


class Homes(Struct, frozen=True, kw_only=True):
    """Every shape with its place; `below_pages` are those stated below the operations of each page."""

    shapes: dict[ShapeKey, Home]
    below_pages: dict[str, tuple[Home, ...]]

    def below(self, page: str) -> tuple[Home, ...]:
        """Return the shapes stated below the operations of a page."""
        return self.below_pages.get(page, ())

    @property
    def own_pages(self) -> tuple[Home, ...]:
        """Return the shapes that have a page of their own, by name."""
        return tuple(home for home in self.shapes.values() if home.where is Where.OWN_PAGE)


Carried: TypeAlias = tuple[Shape, Direction, Use, Operation]
"""A shape that an operation carries itself, as its body or as the payload of a response."""


def find_carried(fields: Fields, layout: Layout) -> tuple[Carried, ...]:
    """Return the shapes that the sections of all operations state, in the order of their pages."""
    return tuple(
        (shape, direction, use, operation)
        for page in layout.operation_pages
        for operation in page.operations
        for shape, direction, use in _carried(operation, page.path, fields)
    )


def _carried(operation: Operation, page: str, fields: Fields) -> Iterator[tuple[Shape, Direction, Use]]:
    """Yield the shapes that the sections of an operation state: its bodies, and the payload of each response."""
    for media in operation.body.media if operation.body else ():
        if media.schema is not None:
            use = Use(subject=operation.key, page=page, role="body", deprecated=operation.deprecated)
            yield fields.shapes.expanded(fields.shapes.of(media.schema)), Direction.REQUEST, use
    for response in goods_of(operation):
        for media in response.media:
            item, wrapping = _item(media, fields)
            if item is not None:
                use = Use(
                    subject=operation.key,
                    page=page,
                    role="response",
                    status=response.status,
                    wrapping=wrapping,
                    deprecated=operation.deprecated,
                )
                yield fields.shapes.expanded(item), Direction.RESPONSE, use


def _item(media: MediaType, fields: Fields) -> tuple[Shape | None, Wrapping]:
    payload = payload_of(media, fields.shapes)
    return payload.item, payload.wrapping


class _Collector:
    """Gathers the uses of every shape and, through the rows, of the shapes that they refer to."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.shapes: dict[ShapeKey, Shape] = {}
        self.uses: dict[ShapeKey, list[Use]] = {}
        self.owners: dict[ShapeKey, Operation] = {}
        self.referred: set[ShapeKey] = set()

    def add(self, shape: Shape, direction: Direction, use: Use, owner: Operation) -> None:
        key = (shape.key, direction)
        known = key in self.shapes
        self.shapes[key] = shape
        self.uses.setdefault(key, []).append(use)
        if not known or (self.owners[key].deprecated and not owner.deprecated):
            self.owners[key] = owner
        if not known:
            self.follow(shape, direction, use, owner)

    def follow(self, shape: Shape, direction: Direction, use: Use, owner: Operation) -> None:
        """Add the shapes that rows of `shape` refer to."""
        for below in referred(self.fields.rows(shape, direction)):
            found = self.fields.shapes.expanded(below)
            self.referred.add((found.key, direction))
            self.add(found, direction, use, owner)


def find_homes(fields: Fields, layout: Layout, carried: Iterable[Carried]) -> Homes:
    """Give each shape that an operation or webhook uses its place; `carried` are those of operations."""
    collector = _Collector(fields)
    for shape, direction, use, operation in carried:
        collector.add(shape, direction, use, operation)
    for webhook_page in layout.webhook_pages:
        for webhook, operations in webhook_page.payloads:
            use = Use(subject=webhook.name, page=webhook_page.path, role="payload", deprecated=webhook.deprecated)
            for media in webhook.body.media if webhook.body and operations else ():
                if media.schema is not None:
                    payload = fields.shapes.of(media.schema)
                    collector.follow(fields.shapes.expanded(payload), Direction.RESPONSE, use, operations[-1])
    shapes = _placed(collector)
    below: dict[str, tuple[Home, ...]] = {}
    for home in shapes.values():
        if home.where is Where.BELOW:
            below[home.page] = (*below.get(home.page, ()), home)
    return Homes(shapes=shapes, below_pages=below)


def _placed(collector: _Collector) -> dict[ShapeKey, Home]:
    names = _Names(collector.fields)
    drafts: list[tuple[ShapeKey, str, Where, int]] = []
    for key, uses in collector.uses.items():
        stated = collector.fields.rows(collector.shapes[key], key[1])
        rows = sum(1 for _ in flattened(stated)) or len(stated)
        where = _where(key, uses, rows, referred=key in collector.referred)
        if where is None:
            continue
        name = names.give(collector.owners[key], key, uses[0], collector.shapes[key], key in collector.referred)
        drafts.append((key, name, where, rows))
    files = unique_slugs([_file_name(name, key[1]) for key, name, where, _ in drafts if where is Where.OWN_PAGE])
    homes: dict[ShapeKey, Home] = {}
    for key, name, where, rows in drafts:
        uses = collector.uses[key]
        owner = collector.owners[key]
        page = next(use.page for use in uses if use.subject == owner.key or use.role == "payload")
        if where is Where.OWN_PAGE:
            page = f"schemas/{files[_file_name(name, key[1])]}.md"
        homes[key] = Home(
            shape=collector.shapes[key],
            direction=key[1],
            name=name,
            where=where,
            page=page,
            owner=owner.key,
            uses=tuple(dict.fromkeys(uses)),
            rows=rows,
        )
    return homes


def _file_name(name: str, direction: Direction) -> str:
    return f"{name} body" if direction is Direction.REQUEST else name


def _where(key: ShapeKey, uses: list[Use], rows: int, *, referred: bool) -> Where | None:
    if referred:
        return Where.OWN_PAGE
    if rows == 0:
        return None
    if key[1] is Direction.REQUEST:
        return Where.IN_SECTION if rows <= ROWS_IN_A_SECTION else Where.OWN_PAGE
    if rows > ROWS_BELOW_A_PAGE:
        return Where.OWN_PAGE
    return Where.BELOW if len({use.subject for use in uses}) > 1 else Where.IN_SECTION


class _Names:
    """Names shapes after resource, sub-resource and version, told apart by what their operation does."""

    def __init__(self, fields: Fields) -> None:
        self._components = {shape.key: name for name, shape in fields.shapes.components()}
        self._given: set[tuple[str, Direction]] = set()

    def give(self, owner: Operation, key: ShapeKey, use: Use, shape: Shape, referred: bool) -> str:
        name = visible(shape_name(owner), owner.place.resource)
        if referred:
            component = self._components.get(shape.key)
            return self._free(visible(component, component) if component else f"{name} part", "", key[1])
        does = "list" if use.wrapping is Wrapping.LIST else _DOES.get(owner.method, owner.method.lower())
        return self._free(name, does, key[1])

    def _free(self, name: str, does: str, direction: Direction) -> str:
        first = [name, *([f"{name} ({does})"] if does else [])]
        choices = chain(first, (f"{first[-1]} {number}" for number in count(2)))
        found = next(choice for choice in choices if (choice, direction) not in self._given)
        self._given.add((found, direction))
        return found


_DOES = {"GET": "read", "POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
