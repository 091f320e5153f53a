"""Which POST, PUT and PATCH return exactly what the GET of the same item returns: their files link its file instead.

A response that differs in anything, even in a description, is written out.
"""

from __future__ import annotations

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.payload import Payload, payload_of, success_responses
from ampeco_refgen.infer.successors import Successions, referred_shapes
from ampeco_refgen.pages.field_lines import FieldLines, marks_of
from ampeco_refgen.pages.responses import envelope_key


class LinkedResponses:
    """Compares the responses of writing operations with those of the GET of the same item, line by line."""

    def __init__(self, catalog: Catalog, fields: Fields, successions: Successions) -> None:
        self._fields = fields
        self._get_of_item = _get_of_item(catalog)
        self._lines = FieldLines(enum_link=lambda _: "", shape_link=lambda _: "", successors=successions.of_field)

    def same_as_get(self, operation: Operation, payload: Payload) -> Operation | None:
        """Return the GET of the item that an operation writes, if one of its responses has the same lines as `payload`.

        `payload` is of a success response of `operation`. `None` where there is no such GET, or nothing to compare.
        """
        get = self._get_of_item.get(operation.key)
        if get is None or payload.item is None or not payload.item.members:
            return None
        all_media = (media for response in success_responses(get) for media in response.media)
        payloads = (payload_of(media, self._fields.shapes) for media in all_media)
        return get if any(self._are_same(payload, other) for other in payloads) else None

    def _are_same(self, payload: Payload, other: Payload) -> bool:
        """Tell whether pages say the same of two payloads: how they are wrapped, and every line.

        Payloads with links to other schemas count as different, as what is behind a link is not compared.
        """
        if payload.item is None or other.item is None or _wrapping(payload) != _wrapping(other):
            return False
        shape, other_shape = self._fields.shapes.expanded(payload.item), self._fields.shapes.expanded(other.item)
        if shape.key == other_shape.key:
            return True
        rows = self._fields.rows(shape, Direction.RESPONSE)
        other_rows = self._fields.rows(other_shape, Direction.RESPONSE)
        if (
            shape.descriptions != other_shape.descriptions
            or any(referred_shapes(rows))
            or any(referred_shapes(other_rows))
        ):
            return False
        return list(self._lines.rows(shape, rows)) == list(self._lines.rows(other_shape, other_rows))


def _wrapping(payload: Payload) -> tuple[object, ...]:
    """Return all that pages say of a payload beside the fields of its item, in a form that can be compared."""
    holder = payload.holder
    envelope = envelope_key(payload) if payload.envelope else ()
    texts = holder.descriptions if holder is not None and holder is not payload.item else ()
    data = payload.root.member("data") if payload.root is not None else None
    shapes = (payload.root, holder, payload.item)
    marks = tuple((marks_of(shape), shape.constraints, shape.enum) for shape in shapes if shape is not None)
    return (payload.wrapping, payload.content_type, envelope, texts, marks, data is not None and data.required)


def _get_of_item(catalog: Catalog) -> dict[str, Operation]:
    """Return key of an operation that writes → the GET of the item that it writes.

    It is the GET of the same path, if that ends with a parameter; else that of the path with one parameter more, if
    there is just one such path.
    """
    reading = {operation.path: operation for operation in catalog.operations if operation.method == "GET"}
    below: dict[str, list[Operation]] = {}
    for path, operation in reading.items():
        above, _, last = path.rstrip("/").rpartition("/")
        if last.startswith("{") and last.endswith("}"):
            below.setdefault(above, []).append(operation)
    gets: dict[str, Operation] = {}
    for operation in catalog.operations:
        path = operation.path.rstrip("/")
        get = reading.get(operation.path) if path.endswith("}") else None
        of_items = below.get(path, [])
        if get is None and len(of_items) == 1:
            get = of_items[0]
        if operation.method != "GET" and get is not None:
            gets[operation.key] = get
    return gets
