"""What an operation responds with, one of it or a list, also where a bare body wraps the list: `{"items": […]}`.

`catalog/payload.py` knows the envelope of `data`, `links` and `meta`; documents of other vendors have their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.payload import Payload, Wrapping, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.infer.naming import segments, words

_LISTS = (Wrapping.LIST, Wrapping.BARE_LIST)
_LIST_NAMES = frozenset({"data", "elements", "entries", "items", "list", "records", "results", "rows", "values"})


class Answer(Struct, frozen=True, kw_only=True, eq=False):
    """The shape of one thing in a response, and whether the response holds a list of it."""

    item: Shape
    listed: bool


def answers(operation: Operation, shapes: Shapes) -> Iterator[Answer]:
    """Yield what an operation's successful responses carry, without what wraps it."""
    for response in success_responses(operation):
        for media in response.media:
            payload = payload_of(media, shapes)
            if payload.item is not None:
                yield _unwrapped(payload, payload.item, operation, shapes)


def _unwrapped(payload: Payload, item: Shape, operation: Operation, shapes: Shapes) -> Answer:
    """Look into a bare object without an id whose one array is called like a list, or like what is listed."""
    if payload.wrapping is not Wrapping.BARE or item.member("id") is not None:
        return Answer(item=item, listed=payload.wrapping in _LISTS)
    place = operation.place
    own = words((place.resource, *segments(place))[-1])
    arrays = [member for member in item.members if member.shape.items is not None]
    named = [member for member in arrays if member.name.lower() in _LIST_NAMES or words(member.name) == own]
    inner = named[0].shape.items if len(named) == 1 else None
    return Answer(item=item, listed=False) if inner is None else Answer(item=shapes.expanded(inner), listed=True)
