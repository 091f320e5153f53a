"""Catalog → Occurrences: every field and parameter that a document declares, with where it stands and what it is.

Parameters and filters come by the name that is sent, bodies as a client sends them, responses by their item, webhook
payloads whole. A shape that others only refer to (a recursive or a very large one) is one occurrence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction, Field, Fields, as_sent
from ampeco_refgen.catalog.model import Catalog, Operation, Parameter, Webhook
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.naming import segments
from ampeco_refgen.markdown.names import onward

NUMERIC_FORMATS = frozenset({"integer", "number", "int32", "int64", "float", "double", "decimal", "boolean"})
"""Formats that, on a text, say that it holds a number or a truth value."""

_BY_PATH = attrgetter("path")


class Location(StrEnum):
    """What of an operation something belongs to: a kind of parameter, the body or the response; or a webhook."""

    PATH = "path"
    QUERY = "query"
    FILTER = "filter"
    HEADER = "header"
    BODY = "request"
    RESPONSE = "response"
    WEBHOOK = "webhook"


class Occurrence(Field, frozen=True, kw_only=True, eq=False):
    """A field or a parameter with the place where a document has it.

    `owner` is an operation's key or a webhook's name, `operation` is `None` for a webhook's, `label` the owner in short
    (see `label_of`). The path of a parameter is its name as it is sent. `live` is false for what is deprecated, itself
    or with something that holds it.
    """

    owner: str
    operation: Operation | None
    label: str
    location: Location
    live: bool


class FieldPlace(Struct, frozen=True, kw_only=True):
    """A field or parameter in all operations of one version of a resource, or in one webhook.

    `label` names them: `resources/sessions/v1.0`, or the webhook's name; `owners` are operations by key, or it again.
    """

    label: str
    location: Location
    path: str
    owners: tuple[str, ...]


class Occurrences:
    """The occurrences in one document, in reading order; those of each operation and webhook are read once.

    There are many thousands of them, so that a rule asks only for those that it is about. Each of these selections is
    made when it is first asked for, and kept for the other rules: recipes need none of them.
    """

    def __init__(self, catalog: Catalog, fields: Fields) -> None:
        self.fields = fields
        self._catalog = catalog
        self._shapes = fields.shapes
        self._of_operations: dict[str, tuple[Occurrence, ...]] = {}
        self._of_webhooks: dict[str, tuple[Occurrence, ...]] = {}

    def of(self, owner: Operation | Webhook) -> tuple[Occurrence, ...]:
        """Return what an operation takes and gives, or a webhook sends."""
        if isinstance(owner, Operation):
            if owner.key not in self._of_operations:
                self._of_operations[owner.key] = tuple(self._read_operation(owner))
            return self._of_operations[owner.key]
        if owner.name not in self._of_webhooks:
            self._of_webhooks[owner.name] = tuple(self._read_webhook(owner))
        return self._of_webhooks[owner.name]

    def at(self, location: Location) -> Sequence[Occurrence]:
        """Return those at one location."""
        return self._by_location[location]

    def live_by_owner(self, location: Location) -> dict[str, list[Occurrence]]:
        """Return the live ones at one location by operation or webhook."""
        return self._live_by_owner[location]

    @cached_property
    def all(self) -> tuple[Occurrence, ...]:
        """Those of all operations, then those of webhooks, of several with one name those of the first."""
        webhooks: dict[str, Webhook] = {}
        for _, webhook in self._catalog.declared_webhooks:
            webhooks.setdefault(webhook.name, webhook)
        owners: tuple[Operation | Webhook, ...] = (*self._catalog.operations, *webhooks.values())
        return tuple(occurrence for owner in owners for occurrence in self.of(owner))

    @cached_property
    def live(self) -> tuple[Occurrence, ...]:
        """Those that are not deprecated."""
        return tuple(occurrence for occurrence in self.all if occurrence.live)

    @cached_property
    def live_by_name(self) -> dict[str, list[Occurrence]]:
        """The live ones by the last name in their path."""
        by_name: dict[str, list[Occurrence]] = {}
        for occurrence in self.live:
            by_name.setdefault(occurrence.name, []).append(occurrence)
        return by_name

    @cached_property
    def by_format(self) -> dict[str, list[Occurrence]]:
        """Those with a format, or with items of one, by the format."""
        grouped: dict[str, list[Occurrence]] = {}
        for occurrence in self.all:
            if occurrence.item.format:
                grouped.setdefault(occurrence.item.format, []).append(occurrence)
        return grouped

    @cached_property
    def enumerated(self) -> tuple[Occurrence, ...]:
        """Those whose values, or whose items' values, are enumerated."""
        return tuple(occurrence for occurrence in self.all if occurrence.item.enum is not None)

    @cached_property
    def _by_location(self) -> defaultdict[Location, list[Occurrence]]:
        grouped: defaultdict[Location, list[Occurrence]] = defaultdict(list)
        for occurrence in self.all:
            grouped[occurrence.location].append(occurrence)
        return grouped

    @cached_property
    def _live_by_owner(self) -> defaultdict[Location, dict[str, list[Occurrence]]]:
        grouped: defaultdict[Location, dict[str, list[Occurrence]]] = defaultdict(dict)
        for occurrence in self.live:
            grouped[occurrence.location].setdefault(occurrence.owner, []).append(occurrence)
        return grouped

    def _read_operation(self, operation: Operation) -> Iterator[Occurrence]:
        origin = _Origin(operation.key, operation, label_of(operation), live=not operation.deprecated)
        for parameter in operation.parameters:
            yield from self._read_parameter(parameter, origin)
        for shape in self._body_shapes(operation):
            yield from self._below(shape, Direction.REQUEST, origin, Location.BODY)
        media = (content for response in success_responses(operation) for content in response.media)
        items = (payload_of(content, self._shapes).item for content in media)
        for item in {item.key: item for item in items if item is not None}.values():
            yield from self._below(item, Direction.RESPONSE, origin, Location.RESPONSE)

    def _read_webhook(self, webhook: Webhook) -> Iterator[Occurrence]:
        origin = _Origin(webhook.name, None, webhook.name, live=not webhook.deprecated)
        for shape in self._body_shapes(webhook):
            yield from self._below(shape, Direction.RESPONSE, origin, Location.WEBHOOK)

    def _body_shapes(self, owner: Operation | Webhook) -> Iterable[Shape]:
        media = owner.body.media if owner.body is not None else ()
        shapes = [self._shapes.of(content.schema) for content in media if content.schema is not None]
        return {shape.key: shape for shape in shapes}.values()

    def _read_parameter(self, parameter: Parameter, origin: _Origin) -> Iterator[Occurrence]:
        """Yield what a parameter takes, each value by the name that is sent; a deep object has several."""
        schemas = (parameter.schema, *(media.schema for media in parameter.media))
        schema = next((number for number in schemas if number is not None), None)
        if schema is None:
            return
        shape = self._shapes.expanded(self._shapes.of(schema))
        if parameter.location == "query" and parameter.style == "deepObject" and shape.members:
            for occurrence in self._below(shape, Direction.REQUEST, origin, Location.FILTER):
                if not occurrence.shape.members:
                    yield replace(occurrence, path=as_sent(parameter.name, occurrence.path))
            return
        location = {"path": Location.PATH, "query": Location.QUERY}.get(parameter.location, Location.HEADER)
        live = origin.live and not parameter.deprecated and not shape.deprecated
        yield _occurrence(origin, location, parameter.name, shape, required=parameter.required, live=live)

    def _below(self, shape: Shape, direction: Direction, origin: _Origin, location: Location) -> Iterator[Occurrence]:
        """Yield the fields below a shape by path; what variants declare just alike is one.

        Rows of an array's items are left out: `Occurrence.item` is theirs.
        """
        fields: list[Occurrence] = []
        deprecated: tuple[str, ...] = ()
        for row in self.fields.flat(self._shapes.expanded(shape), direction):
            if not row.declared:
                continue
            live = not (row.shape.deprecated or (deprecated and row.path.startswith(deprecated)))
            if not live:
                deprecated += onward(row.path)
            if not row.path.endswith("[]"):
                live = live and origin.live
                fields.append(_occurrence(origin, location, row.path, row.shape, required=row.required, live=live))
        for _, same_path in groupby(sorted(fields, key=_BY_PATH), _BY_PATH):
            yield from _distinct(list(same_path))


class _Origin(Struct, frozen=True, eq=False):
    """What all occurrences of an operation or a webhook have in common."""

    owner: str
    operation: Operation | None
    label: str
    live: bool


def label_of(operation: Operation) -> str:
    """Return where an operation belongs, in short: `resources/orders/v2.0/items`."""
    place = operation.place
    return "/".join(part for part in (place.family, place.resource, place.version, *segments(place)) if part)


def places_of(occurrences: Iterable[Occurrence]) -> tuple[FieldPlace, ...]:
    """Return where the occurrences stand, in the order that they are first met."""
    grouped: dict[tuple[str, Location, str], dict[str, None]] = {}
    for occurrence in occurrences:
        place = (occurrence.label, occurrence.location, occurrence.path)
        grouped.setdefault(place, {})[occurrence.owner] = None
    return tuple(
        FieldPlace(label=label, location=location, path=path, owners=tuple(owners))
        for (label, location, path), owners in grouped.items()
    )


def _occurrence(
    origin: _Origin, location: Location, path: str, shape: Shape, *, required: bool, live: bool
) -> Occurrence:
    return Occurrence(
        path=path,
        shape=shape,
        required=required,
        owner=origin.owner,
        operation=origin.operation,
        label=origin.label,
        location=location,
        live=live,
    )


def _distinct(same_path: list[Occurrence]) -> list[Occurrence]:
    """Return those of one path in the variants of a union without repeating what is just alike, descriptions aside."""
    if len(same_path) == 1:
        return same_path
    by_facts: dict[tuple[object, ...], Occurrence] = {}
    for occurrence in same_path:
        marks = (occurrence.shape.nullable, occurrence.item.nullable, occurrence.required, occurrence.live)
        by_facts.setdefault(
            (occurrence.shape.kind, occurrence.item.kind, occurrence.item.format, occurrence.item.enum or (), *marks),
            occurrence,
        )
    return [by_facts[facts] for facts in sorted(by_facts)]
