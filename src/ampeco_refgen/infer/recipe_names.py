"""Operation or webhook → the names that a recipe may mention, with what is declared of each; part of `recipes`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import MediaType, Operation, Webhook
from ampeco_refgen.catalog.payload import Wrapping, payload_of, success_responses
from ampeco_refgen.infer.pattern_calls import include_values
from ampeco_refgen.infer.sightings import Part, Reader
from ampeco_refgen.jsonvalue import value_of


class Kind(StrEnum):
    """What a name stands for."""

    FILTER = "filter"
    INCLUDE = "include"
    PARAMETER = "parameter"
    BODY = "body field"
    RESPONSE = "response field"
    STATUS = "status"


class Declared(Struct, frozen=True, kw_only=True):
    """What a document says of a name: `values` of its enum as text (`None` without one), its JSON types."""

    live: bool = True
    required: bool = False
    types: frozenset[str] = frozenset()
    values: frozenset[str] | None = None


Names: TypeAlias = dict[str, list[Declared]]
"""All that is declared of each name: variants of a union and several media types may each have their own."""

_KINDS = {
    Part.FILTER: Kind.FILTER,
    Part.PATH: Kind.PARAMETER,
    Part.QUERY: Kind.PARAMETER,
    Part.BODY: Kind.BODY,
    Part.RESPONSE: Kind.RESPONSE,
}


class NamesOf:
    """Gives the names of the operations and webhooks of one Catalog; each is read once."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._reader = Reader(fields)
        self._operations: dict[str, dict[Kind, Names]] = {}

    def operation(self, operation: Operation) -> dict[Kind, Names]:
        """Return the names that a client may send to an operation, or finds in its answer."""
        if operation.key not in self._operations:
            found: dict[Kind, Names] = {kind: {} for kind in Kind}
            for one in self._reader.operation(operation):
                if one.part in _KINDS:
                    declared = _declared(one.item.enum, one.shape.types, required=one.required, live=one.live)
                    found[_KINDS[one.part]].setdefault(one.path, []).append(declared)
            for parameter in operation.parameters:
                for value in include_values(parameter, self._fields.shapes):
                    found[Kind.INCLUDE][f"include[]={value}"] = [Declared()]
            found[Kind.STATUS] = {response.status: [Declared()] for response in operation.responses}
            self._operations[operation.key] = found
        return self._operations[operation.key]

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

    def webhook(self, webhook: Webhook) -> Names:
        """Return the fields in a webhook's payload."""
        found: Names = {}
        for one in self._reader.webhook(webhook):
            declared = _declared(one.item.enum, one.shape.types, required=one.required, live=one.live)
            found.setdefault(one.path, []).append(declared)
        return found

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


def _declared(enum: tuple[str, ...] | None, types: tuple[str, ...], *, required: bool, live: bool) -> Declared:
    values = frozenset(str(value_of(text)) for text in enum) if enum is not None else None
    return Declared(live=live, required=required, types=frozenset(types), values=values)
