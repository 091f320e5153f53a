"""Catalog → where the body of an error has its message, and the messages of a validation by the name of a field.

Names are those that documents use for it; where a body has none of them, nothing is said. The statuses of validation
come first: 422 (RFC 9110, section 15.5.21), then 400.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Response
from ampeco_refgen.catalog.shape import Member, Shape, Shapes
from ampeco_refgen.infer.naming import plain_name

_STATUSES = ("422", "400", "4XX", "default", "403", "404", "401", "409", "429", "500", "5XX")
_HOLDERS = ("errors", "validationerrors", "fielderrors", "invalidparams", "violations", "details", "detail", "error")
"""Members in which errors by field stand, the likeliest first."""
_MESSAGES = ("message", "errormessage", "detail", "errordescription", "description", "msg", "reason", "title", "text")
_FIELDS = (
    *("field", "fieldname", "param", "parameter", "property", "propertypath", "attribute", "pointer", "path"),
    *("loc", "location", "name", "key"),
)
_INSIDE = ("source",)
"""Members of an error in which the name of the field may stand: `source.pointer` (JSON:API 1.1, Error Objects)."""


class FieldErrors(StrEnum):
    """How the messages of a validation stand by the field they are about."""

    NONE = "none"
    MAP = "map"
    """An object with a member for each field: its messages."""
    LIST = "list"
    """A list of objects, each with the name of a field and a message."""
    SINGLE = "single"
    """One object with the name of a field and a message."""


class ErrorShape(Struct, frozen=True, kw_only=True):
    """Where in the body of an error things stand: paths are names of members from the top, empty for none.

    `status` is the one whose body it is. `fields` leads to what `form` says; `name` and `text` lead on, from there or
    from an entry of the list, to the name of a field and the message on it.
    """

    status: str = ""
    message: tuple[str, ...] = ()
    form: FieldErrors = FieldErrors.NONE
    fields: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


def error_shape(catalog: Catalog, shapes: Shapes) -> ErrorShape:
    """Return the shape of the errors of most calls that declare messages by field, else that has a message.

    Of several statuses the one of validation counts; without any body in JSON all paths are empty.
    """
    counts: dict[ErrorShape, int] = {}
    for operation in catalog.operations:
        for response in operation.responses:
            if response.status in _STATUSES and (shape := _shape_of(response, shapes)) is not None:
                counts[shape] = counts.get(shape, 0) + 1
    return min(counts, key=lambda shape: (*_rank(shape), -counts[shape]), default=ErrorShape())


def _rank(shape: ErrorShape) -> tuple[bool, int]:
    return shape.form is FieldErrors.NONE, _STATUSES.index(shape.status)


def _shape_of(response: Response, shapes: Shapes) -> ErrorShape | None:
    """Return the shape of the body that a response has in JSON; `None` where nothing of it is known."""
    for media in response.media:
        if "json" in media.content_type.lower() and media.schema is not None:
            root = shapes.expanded(shapes.of(media.schema))
            message = _message(root, shapes)
            form, fields, name, text = _by_field(root, shapes)
            if message or fields:
                return ErrorShape(
                    status=response.status, message=message, form=form, fields=fields, name=name, text=text
                )
    return None


def _message(root: Shape, shapes: Shapes) -> tuple[str, ...]:
    """Return where a message stands: at the top, or in an object called `error`."""
    if (own := _called(root, _MESSAGES, shapes)) and own.shape.kind != "array":
        return (own.name,)
    for member in _members(root, shapes):
        if plain_name(member.name) == "error":
            within = _called(shapes.expanded(member.shape), _MESSAGES, shapes)
            if within is not None:
                return (member.name, within.name)
            if member.shape.kind == "string":
                return (member.name,)
    return ()


_ByField = tuple[FieldErrors, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
_NOTHING: _ByField = (FieldErrors.NONE, (), (), ())


def _by_field(root: Shape, shapes: Shapes) -> _ByField:
    ways = (_within(member, shapes) for member in _holders(root, shapes))
    return next((way for way in ways if way[0] is not FieldErrors.NONE), _NOTHING)


def _holders(root: Shape, shapes: Shapes) -> Iterator[Member]:
    """Yield the members that may hold errors by field, the likeliest name first."""
    members = {plain_name(member.name): member for member in _members(root, shapes)}
    yield from (members[name] for name in _HOLDERS if name in members)


def _within(member: Member, shapes: Shapes, above: tuple[str, ...] = ()) -> _ByField:
    """Return how a member holds errors by field; an object that is none itself may hold a member that does."""
    shape, path = shapes.expanded(member.shape), (*above, member.name)
    if shape.items is not None:
        entry = shapes.expanded(shape.items)
        name, text = _name(entry, shapes), _called(entry, _MESSAGES, shapes)
        return (FieldErrors.LIST, path, name, (text.name,)) if name and text else _NOTHING
    members = list(_members(shape, shapes))
    if isinstance(shape.values, Shape) and not members:
        return (FieldErrors.MAP, path, (), ()) if _is_text(shapes.expanded(shape.values), shapes) else _NOTHING
    name, text = _name(shape, shapes), _called(shape, _MESSAGES, shapes)
    if name and text:
        return FieldErrors.SINGLE, path, name, (text.name,)
    if above:
        return _NOTHING
    inner = [_within(below, shapes, path) for below in _holders(shape, shapes)]
    return next((way for way in inner if way[0] is not FieldErrors.NONE), _NOTHING)


def _name(entry: Shape, shapes: Shapes) -> tuple[str, ...]:
    """Return where an entry has the name of its field."""
    if own := _called(entry, _FIELDS, shapes):
        return (own.name,)
    for member in _members(entry, shapes):
        within = _called(shapes.expanded(member.shape), _FIELDS, shapes) if plain_name(member.name) in _INSIDE else None
        if within is not None:
            return (member.name, within.name)
    return ()


def _is_text(shape: Shape, shapes: Shapes) -> bool:
    """Tell whether a value of a map is a message, or a list of messages."""
    inner = shapes.expanded(shape.items) if shape.items is not None else shape
    return inner.kind == "string"


def _called(shape: Shape, names: tuple[str, ...], shapes: Shapes) -> Member | None:
    """Return the member with the first of some names that is no object."""
    members = {
        plain_name(member.name): member
        for member in _members(shape, shapes)
        if shapes.expanded(member.shape).kind not in ("object", "boolean")
    }
    return next((members[name] for name in names if name in members), None)


def _members(shape: Shape, shapes: Shapes) -> Iterator[Member]:
    """Yield the properties of an object, then those of its variants."""
    yield from shape.members
    for union in shape.unions:
        for variant in union.variants:
            yield from shapes.expanded(variant).members
