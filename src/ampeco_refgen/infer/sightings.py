"""Catalog → Sightings: every value that a document declares, with where it stands; read once for `patterns`.

Parameters and filters by the name that is sent, bodies as a client sends them, responses by their item, webhook
payloads whole. A value that only a reference stands for (a recursive or a very large shape) is one sighting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction, Fields, ShapeKey
from ampeco_refgen.catalog.model import Catalog, Operation, Parameter, Webhook
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.terms import as_sent, segments_of
from ampeco_refgen.infer.naming import segments
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.names import onward

_PATH = attrgetter("path")


class Part(StrEnum):
    """What a value belongs to."""

    PATH = "path"
    QUERY = "query"
    FILTER = "filter"
    HEADER = "header"
    BODY = "request"
    RESPONSE = "response"
    WEBHOOK = "webhook"


_LOCATIONS = {"path": Part.PATH, "query": Part.QUERY}


class Value(Struct, frozen=True, eq=False):
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


class FieldPlace(Struct, frozen=True, kw_only=True):
    """A field or parameter in all operations of one version of a resource, or in one webhook.

    `label` names them: `resources/sessions/v1.0`, or the webhook's name; `owners` are operations by key, or it again.
    """

    label: str
    part: Part
    path: str
    owners: tuple[str, ...]


class Sightings:
    """All values that a document declares, in reading order.

    There are many thousands of them, so that rules ask for those that they are about: of one part or owner, the `live`
    ones, also by their names (`named`), those with a format, by it (`formatted`), those that are enumerated (`listed`).
    """

    def __init__(self, blocks: Iterable[list[Sighting]]) -> None:
        """Those of a block share their part and owner."""
        self.live: list[Sighting] = []
        self.listed: list[Sighting] = []
        self.named: defaultdict[str, list[Sighting]] = defaultdict(list)
        self.formatted: defaultdict[str, list[Sighting]] = defaultdict(list)
        self._parts: defaultdict[Part, list[Sighting]] = defaultdict(list)
        self._owned: defaultdict[Part, dict[str, list[Sighting]]] = defaultdict(dict)
        for block in filter(None, blocks):
            live = [one for one in block if one.live]
            self.live += live
            self._parts[block[0].part] += block
            if live:
                self._owned[block[0].part].setdefault(block[0].owner, []).extend(live)
            self._sort_out(block)

    def _sort_out(self, block: list[Sighting]) -> None:
        for one in block:
            item = one.item
            if item.enum is not None:
                self.listed.append(one)
            if item.format:
                self.formatted[item.format].append(one)
            if one.live:
                self.named[one.name].append(one)

    def of(self, part: Part) -> Sequence[Sighting]:
        """Return those of one part."""
        return self._parts[part]

    def live_by_owner(self, part: Part) -> dict[str, list[Sighting]]:
        """Return the live ones of one part by operation or webhook."""
        return self._owned[part]


def sightings(catalog: Catalog, reader: Reader) -> Sightings:
    """Return all values that the operations and webhooks of a catalog declare, in reading order."""
    hooks: dict[str, Webhook] = {}
    for _, webhook in catalog.declared_webhooks:
        hooks.setdefault(webhook.name, webhook)
    blocks = [block for operation in catalog.operations for block in _of_operation(operation, reader)]
    return Sightings([*blocks, *(block for webhook in hooks.values() for block in _of_webhook(webhook, reader))])


def _of_operation(operation: Operation, reader: Reader) -> Iterator[list[Sighting]]:
    """Yield the values that an operation takes and gives."""
    label, key, live = label_of(operation), operation.key, not operation.deprecated
    for part, values in _taken_and_given(operation, reader):
        yield [
            Sighting(part, one.path, one.name, one.shape, one.item, one.texts, one.live and live, key, label, operation)
            for one in values
        ]


def _taken_and_given(operation: Operation, reader: Reader) -> Iterator[tuple[Part, Iterable[Value]]]:
    for parameter in operation.parameters:
        yield reader.parameter(parameter)
    for root in reader.bodies(operation):
        yield Part.BODY, reader.below(root, Direction.REQUEST)
    for item in reader.items(operation):
        yield Part.RESPONSE, reader.below(item, Direction.RESPONSE)


def _of_webhook(webhook: Webhook, reader: Reader) -> Iterator[list[Sighting]]:
    """Yield the values in a webhook's payload."""
    part, owner, live = Part.WEBHOOK, webhook.name, not webhook.deprecated
    for root in reader.bodies(webhook):
        yield [
            Sighting(part, one.path, one.name, one.shape, one.item, one.texts, one.live and live, owner, owner, None)
            for one in reader.below(root, Direction.RESPONSE)
        ]


def label_of(operation: Operation) -> str:
    """Return where an operation belongs, in short: `resources/charge-points/v2.0/evses`."""
    place = operation.place
    return "/".join(part for part in (place.family, place.resource, place.version, *segments(place)) if part)


def places(sightings: Iterable[Sighting]) -> tuple[FieldPlace, ...]:
    """Return where the sightings stand, in the order that they are first met."""
    grouped: dict[tuple[str, Part, str], dict[str, None]] = {}
    for one in sightings:
        grouped.setdefault((one.label, one.part, one.path), {})[one.owner] = None
    return tuple(
        FieldPlace(label=label, part=part, path=path, owners=tuple(owners))
        for (label, part, path), owners in grouped.items()
    )


class Reader:
    """Reads the values below each shape once: many operations share them."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._shapes = fields.shapes
        self._values: dict[ShapeKey, tuple[Value, ...]] = {}
        self._items: dict[str, list[Shape]] = {}

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
        number = parameter.schema
        if number is None:
            number = next((one.schema for one in parameter.media if one.schema is not None), None)
        part = _LOCATIONS.get(parameter.location, Part.HEADER)
        if number is None:
            return part, []
        shape = self._shapes.expanded(self._shapes.of(number))
        if part is Part.QUERY and shape.members:
            below = (value for value in self.below(shape, Direction.REQUEST) if not value.shape.members)
            return Part.FILTER, [replace(value, path=as_sent(parameter.name, value.path)) for value in below]
        live = not parameter.deprecated and not shape.deprecated
        return part, [self._value(parameter.name, shape, parameter.required, live)]

    def below(self, shape: Shape, direction: Direction) -> tuple[Value, ...]:
        """Return the values below a shape by path; what variants declare just alike is one value.

        Rows of an array's items are left out: `Value.item` is theirs. Neither depends on descriptions, as rows do.
        """
        key = (shape.key, direction)
        if key not in self._values:
            values = sorted(self._read(shape, direction), key=_PATH)
            if len({value.path for value in values}) < len(values):
                values = [value for _, same in groupby(values, _PATH) for value in _unlike(list(same))]
            self._values[key] = tuple(values)
        return self._values[key]

    def _read(self, shape: Shape, direction: Direction) -> list[Value]:
        found: list[Value] = []
        past: tuple[str, ...] = ()
        for row in self._fields.flat(self._shapes.expanded(shape), direction):
            path = row.path
            live = not (row.shape.deprecated or (past and path.startswith(past)))
            if not live:
                past += onward(path)
            if not path.endswith("[]"):
                found.append(self._value(path, row.shape, row.required, live))
        return found

    def _value(self, path: str, shape: Shape, required: bool, live: bool) -> Value:
        item = shape.items if shape.items is not None else shape
        name = next((name for name in reversed(segments_of(path)) if name), "")
        values = (value_of(text) for text in item.enum or ())
        texts = frozenset(value for value in values if isinstance(value, str) and value != "null")
        return Value(path, name, shape, item, texts, required, live)


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
