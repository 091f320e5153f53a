"""What an operation responds with when it succeeds: the item, how it is wrapped and paged, what can be included.

`catalog/payload.py` knows the envelope of `data`, `links` and `meta`. Documents of other vendors wrap lists in a bare
object of their own, `{"items": […]}`: the item of such a list is found here.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.catalog.includes import enumerated, is_called_include
from ampeco_refgen.catalog.model import Operation, Parameter
from ampeco_refgen.catalog.payload import PagingFacts, Payload, Wrapping, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.infer.naming import segments, words
from ampeco_refgen.jsonvalue import value_of

_LISTS = (Wrapping.LIST, Wrapping.BARE_LIST)
_LIST_NAMES = frozenset({"data", "elements", "entries", "items", "list", "records", "results", "rows", "values"})


class ResponseItem(Struct, frozen=True, kw_only=True, eq=False):
    """The shape of one thing in a response, and whether the response holds a list of it."""

    item: Shape
    listed: bool


class ResponseForm(Struct, frozen=True, kw_only=True):
    """The wrappings of an operation's successful responses, the keys of their items' shapes, and the paging."""

    wrappings: frozenset[Wrapping]
    items: frozenset[tuple[int, ...]]
    paging: PagingFacts


def response_items(operation: Operation, shapes: Shapes) -> Iterator[ResponseItem]:
    """Yield what an operation's successful responses carry, without what wraps it."""
    for payload in _payloads(operation, shapes):
        if payload.item is not None:
            yield _unwrapped(payload, payload.item, operation, shapes)


def response_form(operation: Operation, shapes: Shapes) -> ResponseForm:
    """Return in what form an operation responds when it succeeds."""
    payloads = _payloads(operation, shapes)
    return ResponseForm(
        wrappings=frozenset(payload.wrapping for payload in payloads),
        items=frozenset(payload.item.key for payload in payloads if payload.item is not None),
        paging=paging_of(operation, shapes),
    )


def include_values(parameter: Parameter, shapes: Shapes) -> tuple[str, ...]:
    """Return what an `include` parameter lists, nothing for any other parameter."""
    if not is_called_include(parameter) or parameter.schema is None:
        return ()
    return tuple(str(value_of(text)) for text in enumerated(shapes.of(parameter.schema)) or ())


def _payloads(operation: Operation, shapes: Shapes) -> list[Payload]:
    return [payload_of(media, shapes) for response in success_responses(operation) for media in response.media]


def list_member(payload: Payload, item: Shape, operation: Operation) -> str:
    """Return the name of the one array in a bare object that is called like a list, or like what is listed.

    It is empty for what is wrapped, or has an id and so is a thing itself, or where several arrays are called so.
    """
    if payload.wrapping is not Wrapping.BARE or item.member("id") is not None:
        return ""
    place = operation.place
    own = words((place.resource, *segments(place))[-1])
    arrays = [member for member in item.members if member.shape.items is not None]
    named = [member for member in arrays if member.name.lower() in _LIST_NAMES or words(member.name) == own]
    return named[0].name if len(named) == 1 else ""


def _unwrapped(payload: Payload, item: Shape, operation: Operation, shapes: Shapes) -> ResponseItem:
    """Look into a bare object that holds a list."""
    name = list_member(payload, item, operation)
    listing = item.member(name) if name else None
    inner = listing.shape.items if listing is not None else None
    if inner is None:
        return ResponseItem(item=item, listed=payload.wrapping in _LISTS)
    return ResponseItem(item=shapes.expanded(inner), listed=True)
