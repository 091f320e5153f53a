"""Which writes answer with exactly what the GET of the same item returns: their files link its file instead."""

from __future__ import annotations

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.payload import Payload, payload_of, success_responses
from ampeco_refgen.infer.successors import Successions, referred_shapes
from ampeco_refgen.pages.lines import Lines
from ampeco_refgen.pages.shared import envelope_key


class SameAnswers:
    """Finds for the answer of a write the operation that reads the same, to the letter."""

    def __init__(self, catalog: Catalog, fields: Fields, successions: Successions) -> None:
        self._fields = fields
        self._items = _items(catalog)
        self._lines = Lines(enum_link=lambda _: "", shape_link=lambda _: "", successors=successions.of_field, tails={})

    def reading(self, operation: Operation, payload: Payload) -> Operation | None:
        """Return the GET of the same item, if what it returns has just the lines that this payload has."""
        item = self._items.get(operation.key)
        if item is None or payload.item is None or not payload.item.members:
            return None
        media = (media for response in success_responses(item) for media in response.media)
        others = (payload_of(one, self._fields.shapes) for one in media)
        return item if any(self._say_the_same(payload, other) for other in others) else None

    def _say_the_same(self, one: Payload, other: Payload) -> bool:
        """Tell whether pages say the same of two payloads: as they are wrapped, and in every line."""
        if _around(one) != _around(other):
            return False
        shapes = [self._fields.shapes.expanded(payload.item) for payload in (one, other) if payload.item is not None]
        if len(shapes) < 2 or shapes[0].key == shapes[1].key:
            return len(shapes) == 2
        rows = [self._fields.rows(shape, Direction.RESPONSE) for shape in shapes]
        if shapes[0].descriptions != shapes[1].descriptions or any(any(referred_shapes(several)) for several in rows):
            return False
        first, second = (list(self._lines.rows(shape, several)) for shape, several in zip(shapes, rows, strict=True))
        return first == second


def _around(payload: Payload) -> tuple[object, ...]:
    """Return what is said of a payload beside its fields."""
    holder = payload.holder
    beside = envelope_key(payload) if payload.envelope else ()
    said = (holder.nullable, holder.descriptions) if holder is not None and holder is not payload.item else ()
    return (payload.wrapping, payload.content_type, beside, said)


def _items(catalog: Catalog) -> dict[str, Operation]:
    """Return the operation that reads one of what an operation writes, by the key of the one that writes.

    That is the GET of the same path, or of the path with one parameter more.
    """
    reading = {operation.path: operation for operation in catalog.operations if operation.method == "GET"}
    below: dict[str, list[Operation]] = {}
    for path, operation in reading.items():
        above, _, last = path.rstrip("/").rpartition("/")
        if last.startswith("{") and last.endswith("}"):
            below.setdefault(above, []).append(operation)
    found: dict[str, Operation] = {}
    for operation in catalog.operations:
        path = operation.path.rstrip("/")
        one = reading.get(operation.path) if path.endswith("}") else None
        of_items = below.get(path, [])
        if one is None and len(of_items) == 1:
            one = of_items[0]
        if operation.method != "GET" and one is not None:
            found[operation.key] = one
    return found
