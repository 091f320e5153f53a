"""Catalog → Sightings: every value that a document declares, with where it stands; read once for `patterns`.

Parameters and filters by the name that is sent, bodies as a client sends them, responses by their item, webhook
payloads whole. A value that only a reference stands for (a recursive or a very large shape) is one sighting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, Webhook
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.terms import as_sent, segments_of
from ampeco_refgen.infer.naming import segments
from ampeco_refgen.jsonvalue import JsonText, value_of


class Part(StrEnum):
    """What a value belongs to."""

    PATH = "path"
    QUERY = "query"
    FILTER = "filter"
    HEADER = "header"
    BODY = "request"
    RESPONSE = "response"
    WEBHOOK = "webhook"


class Value(NamedTuple):
    """What is declared below a shape, wherever the shape is used.

    `name` is the last name in the path, `item` the shape of the value or of the items of an array, `texts` those of
    its values that are texts other than `null`, where it is enumerated; `live` is false for what is deprecated, itself
    or with something that holds it.
    """

    path: str
    name: str
    shape: Shape
    item: Shape
    texts: frozenset[str]
    required: bool
    live: bool


class Sighting(NamedTuple):
    """A value in one place: `path` is dotted, or the name as sent; `owner` an operation's key or a webhook's name.

    `label` is that place in short: family, resource, version and sub-resource, or the webhook's name. `operation` is
    `None` for a webhook's; `live` is false for what is deprecated, or belongs to something deprecated. The remaining
    members are those of `Value`. There are many thousands of them: hence a tuple.
    """

    part: Part
    path: str
    name: str
    shape: Shape
    item: Shape
    texts: frozenset[str]
    required: bool
    live: bool
    owner: str
    label: str
    operation: Operation | None


def sightings(catalog: Catalog, fields: Fields) -> tuple[Sighting, ...]:
    """Return all values that the operations and webhooks of a catalog declare, in reading order."""
    reader = Reader(fields)
    found = [sighting for operation in catalog.operations for sighting in reader.operation(operation)]
    hooks: dict[str, Webhook] = {}
    for webhook in (*(one for operation in catalog.operations for one in operation.callbacks), *catalog.webhooks):
        hooks.setdefault(webhook.name, webhook)
    for webhook in hooks.values():
        found += reader.webhook(webhook)
    return tuple(found)


def label_of(operation: Operation) -> str:
    """Return where an operation belongs, in short: `resources/charge-points/v2.0/evses`."""
    place = operation.place
    return "/".join(part for part in (place.family, place.resource, place.version, *segments(place)) if part)


class Reader:
    """Reads the values below each shape once: many operations share them."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._shapes = fields.shapes
        self._values: dict[tuple[tuple[int, ...], Direction], tuple[Value, ...]] = {}
        self._texts: dict[tuple[JsonText, ...], frozenset[str]] = {}

    def operation(self, operation: Operation) -> Iterator[Sighting]:
        """Yield the values that an operation takes and gives."""
        label, key, live = label_of(operation), operation.key, not operation.deprecated
        for part, value, path in self._in_operation(operation):
            _, name, shape, item, texts, required, current = value
            yield Sighting(part, path, name, shape, item, texts, required, current and live, key, label, operation)

    def webhook(self, webhook: Webhook) -> Iterator[Sighting]:
        """Yield the values in a webhook's payload."""
        for root in self._roots(webhook.body.media if webhook.body else ()):
            for value in self.below(root, Direction.RESPONSE):
                path, name, shape, item, texts, required, current = value
                live = current and not webhook.deprecated
                yield Sighting(
                    Part.WEBHOOK, path, name, shape, item, texts, required, live, webhook.name, webhook.name, None
                )

    def _in_operation(self, operation: Operation) -> Iterator[tuple[Part, Value, str]]:
        for parameter in operation.parameters:
            yield from self._parameter(parameter)
        for shape in self._roots(operation.body.media if operation.body else ()):
            yield from ((Part.BODY, value, value.path) for value in self.below(shape, Direction.REQUEST))
        media = (one for response in success_responses(operation) for one in response.media)
        items = {item.key: item for one in media if (item := payload_of(one, self._shapes).item) is not None}
        for item in items.values():
            yield from ((Part.RESPONSE, value, value.path) for value in self.below(item, Direction.RESPONSE))

    def _parameter(self, parameter: Parameter) -> Iterator[tuple[Part, Value, str]]:
        numbers = [parameter.schema, *(one.schema for one in parameter.media)]
        number = next((one for one in numbers if one is not None), None)
        if number is None:
            return
        shape = self._shapes.expanded(self._shapes.of(number))
        if parameter.location == "query" and shape.members:
            for value in self.below(shape, Direction.REQUEST):
                if not value.shape.members:
                    yield Part.FILTER, value, as_sent(parameter.name, value.path)
            return
        part = {"path": Part.PATH, "query": Part.QUERY}.get(parameter.location, Part.HEADER)
        live = not parameter.deprecated and not shape.deprecated
        yield part, self._value(parameter.name, shape, required=parameter.required, live=live), parameter.name

    def below(self, shape: Shape, direction: Direction) -> tuple[Value, ...]:
        """Return the values below a shape by path; what variants declare just alike is one value.

        Rows of an array's items are left out: `Value.item` is theirs. Neither depends on descriptions, as rows do.
        """
        key = (shape.key, direction)
        if key not in self._values:
            found: dict[tuple[object, ...], Value] = {}
            past: list[str] = []
            for row in self._fields.flat(self._shapes.expanded(shape), direction):
                live = not row.shape.deprecated and not (past and row.path.startswith(tuple(past)))
                if not live:
                    past += [f"{row.path}.", f"{row.path}["]
                if not row.path.endswith("[]"):
                    value = self._value(row.path, row.shape, required=row.required, live=live)
                    found.setdefault(_alike(value), value)
            self._values[key] = tuple(found[one] for one in sorted(found))
        return self._values[key]

    def _value(self, path: str, shape: Shape, *, required: bool, live: bool) -> Value:
        item = shape.items if shape.items is not None else shape
        enum = item.enum or ()
        if enum not in self._texts:
            values = (value_of(text) for text in enum)
            self._texts[enum] = frozenset(value for value in values if isinstance(value, str) and value != "null")
        return Value(path, _last(path), shape, item, self._texts[enum], required, live)

    def _roots(self, media: Iterable[MediaType]) -> list[Shape]:
        shapes = [self._shapes.of(one.schema) for one in media if one.schema is not None]
        return list({shape.key: shape for shape in shapes}.values())


def _alike(value: Value) -> tuple[object, ...]:
    """Return what tells a value from another, descriptions aside."""
    shape, item = value.shape, value.item
    marks = (shape.nullable, item.nullable, value.required, value.live)
    return (value.path, shape.kind, item.kind, item.format, item.enum or (), *marks)


def _last(path: str) -> str:
    """Return the last name in a dotted path; only a quoted one takes reading it properly."""
    if '"' not in path and not path.endswith("*"):
        return path.replace("[]", "").rpartition(".")[2]
    return next((name for name in reversed(segments_of(path)) if name), "")
