"""Catalog → Sightings: every value that a document declares, with where it stands; read once for `patterns`.

Parameters and filters by the name that is sent, bodies as a client sends them, responses by their item, webhook
payloads whole. A value that only a reference stands for (a recursive or a very large shape) is one sighting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Parameter, Webhook
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.terms import as_sent, segments_of
from ampeco_refgen.infer.naming import segments
from ampeco_refgen.jsonvalue import JsonText, value_of

_NO_TEXTS: frozenset[str] = frozenset()


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


class Sighting(Struct, frozen=True, eq=False):
    """A value in one place: `path` is dotted, or the name as sent; `owner` an operation's key or a webhook's name.

    `label` is that place in short: family, resource, version and sub-resource, or the webhook's name. `operation` is
    `None` for a webhook's; `live` is false for what is deprecated, or belongs to something deprecated. The remaining
    members are those of `Value`.
    """

    part: Part
    path: str
    name: str
    shape: Shape
    item: Shape
    texts: frozenset[str]
    live: bool
    owner: str
    label: str
    operation: Operation | None


class Sightings:
    """All values that a document declares, in reading order: of everything, and of what is live.

    There are many thousands of them, so that rules ask for those of the parts, or the owner, that they are about.
    """

    def __init__(self, blocks: Iterable[list[Sighting]]) -> None:
        """Those of a block share their part and owner."""
        self.every: list[Sighting] = []
        self.live: list[Sighting] = []
        self._parts: defaultdict[Part, list[Sighting]] = defaultdict(list)
        self._owned: defaultdict[Part, dict[str, list[Sighting]]] = defaultdict(dict)
        for block in filter(None, blocks):
            live = [one for one in block if one.live]
            self.every += block
            self.live += live
            self._parts[block[0].part] += block
            if live:
                self._owned[block[0].part].setdefault(block[0].owner, []).extend(live)

    def of(self, part: Part) -> Sequence[Sighting]:
        """Return those of one part."""
        return self._parts[part]

    def live_by_owner(self, part: Part) -> dict[str, list[Sighting]]:
        """Return the live ones of one part by operation or webhook."""
        return self._owned[part]


def sightings(catalog: Catalog, reader: Reader) -> Sightings:
    """Return all values that the operations and webhooks of a catalog declare, in reading order."""
    hooks: dict[str, Webhook] = {}
    for webhook in (*(one for operation in catalog.operations for one in operation.callbacks), *catalog.webhooks):
        hooks.setdefault(webhook.name, webhook)
    blocks = [block for operation in catalog.operations for block in _of_operation(operation, reader)]
    return Sightings([*blocks, *(block for webhook in hooks.values() for block in _of_webhook(webhook, reader))])


def _of_operation(operation: Operation, reader: Reader) -> Iterator[list[Sighting]]:
    """Yield the values that an operation takes and gives."""
    for parameter in operation.parameters:
        yield _at(operation, *reader.parameter(parameter))
    for root in reader.bodies(operation):
        yield _at(operation, Part.BODY, reader.below(root, Direction.REQUEST))
    for item in reader.items(operation):
        yield _at(operation, Part.RESPONSE, reader.below(item, Direction.RESPONSE))


def _at(operation: Operation, part: Part, values: Iterable[Value]) -> list[Sighting]:
    label, key, live = label_of(operation), operation.key, not operation.deprecated
    return [
        Sighting(part, path, name, shape, item, texts, current and live, key, label, operation)
        for path, name, shape, item, texts, _, current in values
    ]


def _of_webhook(webhook: Webhook, reader: Reader) -> Iterator[list[Sighting]]:
    """Yield the values in a webhook's payload."""
    owner, live = webhook.name, not webhook.deprecated
    for root in reader.bodies(webhook):
        yield [
            Sighting(Part.WEBHOOK, path, name, shape, item, texts, current and live, owner, owner, None)
            for path, name, shape, item, texts, _, current in reader.below(root, Direction.RESPONSE)
        ]


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
        self._items: dict[str, list[Shape]] = {}
        self._names: dict[str, str] = {}
        self._texts: dict[tuple[JsonText, ...], frozenset[str]] = {}

    def bodies(self, owner: Operation | Webhook) -> list[Shape]:
        """Return the shapes of what an operation takes, or a webhook sends, each once."""
        media = owner.body.media if owner.body else ()
        shapes = [self._shapes.of(one.schema) for one in media if one.schema is not None]
        return list({shape.key: shape for shape in shapes}.values())

    def items(self, operation: Operation) -> list[Shape]:
        """Return the shapes that an operation answers with when it succeeds, without what wraps them, each once."""
        if operation.key not in self._items:
            media = (one for response in success_responses(operation) for one in response.media)
            items = (payload_of(one, self._shapes).item for one in media)
            self._items[operation.key] = list({item.key: item for item in items if item is not None}.values())
        return self._items[operation.key]

    def parameter(self, parameter: Parameter) -> tuple[Part, list[Value]]:
        """Return what a parameter takes, each value by the name that is sent; an object in the query has several."""
        numbers = [parameter.schema, *(one.schema for one in parameter.media)]
        number = next((one for one in numbers if one is not None), None)
        part = {"path": Part.PATH, "query": Part.QUERY}.get(parameter.location, Part.HEADER)
        if number is None:
            return part, []
        shape = self._shapes.expanded(self._shapes.of(number))
        if part is Part.QUERY and shape.members:
            below = (value for value in self.below(shape, Direction.REQUEST) if not value.shape.members)
            return Part.FILTER, [Value(as_sent(parameter.name, value.path), *value[1:]) for value in below]
        live = not parameter.deprecated and not shape.deprecated
        return part, [self._value(parameter.name, shape, required=parameter.required, live=live)]

    def below(self, shape: Shape, direction: Direction) -> tuple[Value, ...]:
        """Return the values below a shape by path; what variants declare just alike is one value.

        Rows of an array's items are left out: `Value.item` is theirs. Neither depends on descriptions, as rows do.
        """
        key = (shape.key, direction)
        if key not in self._values:
            found: dict[str, list[Value]] = {}
            for value in self._read(shape, direction):
                found.setdefault(value.path, []).append(value)
            self._values[key] = tuple(value for path in sorted(found) for value in _unlike(found[path]))
        return self._values[key]

    def _read(self, shape: Shape, direction: Direction) -> Iterator[Value]:
        past: tuple[str, ...] = ()
        for row in self._fields.flat(self._shapes.expanded(shape), direction):
            live = not (row.shape.deprecated or (past and row.path.startswith(past)))
            if not live:
                past += (f"{row.path}.", f"{row.path}[")
            if not row.path.endswith("[]"):
                yield self._value(row.path, row.shape, required=row.required, live=live)

    def _value(self, path: str, shape: Shape, *, required: bool, live: bool) -> Value:
        item = shape.items if shape.items is not None else shape
        if path not in self._names:
            self._names[path] = _last(path)
        texts = self._texts_of(item.enum) if item.enum else _NO_TEXTS
        return Value(path, self._names[path], shape, item, texts, required, live)

    def _texts_of(self, enum: tuple[JsonText, ...]) -> frozenset[str]:
        if enum not in self._texts:
            values = (value_of(text) for text in enum)
            self._texts[enum] = frozenset(value for value in values if isinstance(value, str) and value != "null")
        return self._texts[enum]


def _unlike(values: list[Value]) -> list[Value]:
    """Return the values of one path, those that are just alike once."""
    if len(values) == 1:
        return values
    found: dict[tuple[object, ...], Value] = {}
    for value in values:
        found.setdefault(_alike(value), value)
    return [found[one] for one in sorted(found)]


def _alike(value: Value) -> tuple[object, ...]:
    """Return what tells a value from another of its path, descriptions aside."""
    shape, item = value.shape, value.item
    marks = (shape.nullable, item.nullable, value.required, value.live)
    return (shape.kind, item.kind, item.format, item.enum or (), *marks)


def _last(path: str) -> str:
    """Return the last name in a dotted path; only a quoted one takes reading it properly."""
    if '"' not in path and not path.endswith("*"):
        return path.replace("[]", "").rpartition(".")[2]
    return next((name for name in reversed(segments_of(path)) if name), "")
