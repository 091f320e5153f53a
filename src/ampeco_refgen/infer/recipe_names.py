"""Operation or webhook → the names that a recipe may mention, with what is declared of each; part of `recipes`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import MediaType, Operation, Webhook
from ampeco_refgen.catalog.payload import Wrapping, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.pattern_calls import include_values
from ampeco_refgen.infer.sightings import Part, Reader, Value
from ampeco_refgen.jsonvalue import JsonText, value_of


class Kind(StrEnum):
    """What a name stands for."""

    FILTER = "filter"
    INCLUDE = "include"
    PARAMETER = "parameter"
    BODY = "body field"
    RESPONSE = "response field"
    STATUS = "status"


class Declared(Struct, frozen=True, kw_only=True):
    """What a document says of a name: `values` of its enum as text (`None` without one), its JSON types.

    Variants of a union and several media types may each have their own.
    """

    live: bool = True
    required: bool = False
    types: frozenset[str] = frozenset()
    values: frozenset[str] | None = None


ByName: TypeAlias = dict[str, list[Value]]


class NamesOf:
    """Finds names in the operations and webhooks of one Catalog; what a `Reader` tells of each is put in order once."""

    def __init__(self, fields: Fields, reader: Reader) -> None:
        self._fields = fields
        self._reader = reader
        self._known: dict[tuple[str, Kind], ByName] = {}
        self._payloads: dict[str, ByName] = {}

    def of(self, operation: Operation, kind: Kind, name: str) -> list[Declared]:
        """Return all that is declared of a name that a client may send to an operation, or finds in its answer."""
        if kind is Kind.STATUS:
            return [Declared() for response in operation.responses if response.status == name]
        if kind is Kind.INCLUDE:
            shapes = self._fields.shapes
            values = (value for one in operation.parameters for value in include_values(one, shapes))
            return [Declared()] if name in {f"include[]={value}" for value in values} else []
        live = not operation.deprecated
        return [_declared(value, live=value.live and live) for value in self._values(operation, kind).get(name, ())]

    def has_any(self, operation: Operation, name: str) -> bool:
        """Tell whether an operation has a name, whatever it stands for."""
        return any(self.of(operation, kind, name) for kind in Kind)

    def payload(self, webhook: Webhook, name: str) -> list[Declared]:
        """Return all that is declared of a field in a webhook's payload."""
        if webhook.name not in self._payloads:
            self._payloads[webhook.name] = self._below(self._reader.bodies(webhook), Direction.RESPONSE)
        found = self._payloads[webhook.name].get(name, ())
        return [_declared(value, live=value.live and not webhook.deprecated) for value in found]

    def _values(self, operation: Operation, kind: Kind) -> ByName:
        key = (operation.key, kind)
        if key not in self._known:
            self._known[key] = self._read(operation, kind)
        return self._known[key]

    def _read(self, operation: Operation, kind: Kind) -> ByName:
        if kind is Kind.BODY:
            return self._below(self._reader.bodies(operation), Direction.REQUEST)
        if kind is Kind.RESPONSE:
            return self._below(self._reader.items(operation), Direction.RESPONSE)
        parts = (Part.FILTER,) if kind is Kind.FILTER else (Part.PATH, Part.QUERY)
        read = (self._reader.parameter(parameter) for parameter in operation.parameters)
        return _by_name(value for part, values in read if part in parts for value in values)

    def _below(self, roots: list[Shape], direction: Direction) -> ByName:
        return _by_name(value for root in roots for value in self._reader.below(root, direction))

    def beside(self, operation: Operation, name: str) -> bool:
        """Tell whether an answer has a field beside its data: `links.next`."""
        for response in success_responses(operation):
            for media in response.media:
                payload = payload_of(media, self._fields.shapes)
                first = name.partition(".")[0]
                member = payload.root.member(first) if payload.root is not None and first in payload.envelope else None
                rows = self._fields.flat(member.shape, Direction.RESPONSE, first) if member is not None else ()
                if (name == first and member is not None) or any(row.path == name for row in rows):
                    return True
        return False

    def unsent(self, operation: Operation) -> frozenset[str]:
        """Return the fields of a body that a client must not send."""
        shapes = self._fields.shapes
        media = operation.body.media if operation.body else ()
        roots = [shapes.expanded(shapes.of(one.schema)) for one in media if one.schema is not None]
        return frozenset(path for root in roots for path in self._fields.left_out(root, Direction.REQUEST))

    def error(self, operation: Operation, status: str) -> frozenset[str]:
        """Return the fields in the body of a status."""
        media = (one for response in operation.responses if response.status == status for one in response.media)
        return frozenset(self._fields_of(media))

    def wrappings(self, operation: Operation) -> frozenset[Wrapping]:
        """Return how an operation's successful answers carry their payload."""
        media = (one for response in success_responses(operation) for one in response.media)
        return frozenset(payload_of(one, self._fields.shapes).wrapping for one in media) or frozenset({Wrapping.EMPTY})

    def _fields_of(self, media: Iterable[MediaType]) -> Iterable[str]:
        shapes = self._fields.shapes
        for one in media:
            if one.schema is not None:
                yield from (row.path for row in self._fields.flat(shapes.of(one.schema), Direction.RESPONSE))


def last_name(sent: str) -> str:
    """Return the last name in a parameter as it is sent: `filter[roaming][operatorId]` → operatorId."""
    return re.split(r"[\[\]]+", sent.rstrip("]"))[-1]


def _by_name(values: Iterable[Value]) -> ByName:
    found: dict[str, list[Value]] = {}
    for value in values:
        found.setdefault(value.path, []).append(value)
    return found


def _declared(value: Value, *, live: bool) -> Declared:
    enum = value.item.enum
    values = _as_texts(enum) if enum is not None else None
    return Declared(live=live, required=value.required, types=frozenset(value.shape.types), values=values)


@cache
def _as_texts(enum: tuple[JsonText, ...]) -> frozenset[str]:
    return frozenset(str(value_of(text)) for text in enum)
