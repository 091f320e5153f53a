"""Example requests made from the schema: required members first, an enum's first value, formats and limits kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.shape import Member, Shape, Union
from ampeco_refgen.jsonvalue import JsonObject, JsonValue, value_of
from ampeco_refgen.pages.scalars import LATER, MOMENT, TooLargeError, is_of_type, limit, scalar, small, within

_OPTIONAL_WHEN_NOTHING_IS_REQUIRED = 2
_MOST_VALUES = 1000
"""Values in an example, or characters of a text in it, beyond which it is of no use."""

_NESTING = ("object", "array", "any")
_ENDS = re.compile("end|stop|until|expire", re.IGNORECASE)
"""The names of moments that come after others."""


class Examples:
    """Makes example values for the shapes of one catalog, each part once: shapes can hold one another many times.

    `avoid` are values of enums that are chosen only where there is no other: the names of what is deprecated.
    """

    def __init__(self, fields: Fields, avoid: frozenset[str] = frozenset()) -> None:
        self._shapes = fields.shapes
        self._avoid = avoid
        self._made: dict[tuple[tuple[int, ...], bool], JsonValue] = {}
        self._open: set[tuple[int, ...]] = set()

    def request(self, shape: Shape, sent: tuple[str, ...] = ()) -> JsonValue:
        """Return a value that a client may send where `shape` is asked for; raises `TooLargeError`.

        `sent` are fields that a recipe sends, the most telling first: where nothing is required, that one is shown.
        """
        whole = self._shapes.expanded(shape)
        members = {member.name: member for member in whole.members if not member.shape.read_only}
        told = next((members[name] for name in sent if name in members), None)
        if told is None or whole.unions or any(member.required for member in members.values()):
            return self._value(whole, depth=0)
        return {told.name: self._value(told.shape, depth=1)}

    def _value(self, shape: Shape, depth: int) -> JsonValue:
        key = (shape.key, depth == 0)
        if shape.link or shape.key in self._open:
            return {}
        if key not in self._made:
            self._open.add(shape.key)
            try:
                made = self._new_value(shape, depth)
            finally:
                self._open.discard(shape.key)
            if sum(1 for _ in islice(_nodes(made), _MOST_VALUES + 1)) > _MOST_VALUES:
                raise TooLargeError(f"more than {_MOST_VALUES} values")
            self._made[key] = made
        return self._made[key]

    def _new_value(self, shape: Shape, depth: int) -> JsonValue:
        if shape.enum:
            values = [value_of(text) for text in shape.enum]
            return next((value for value in values if value not in self._avoid), values[0])
        if shape.kind == "object" or shape.unions or shape.members:
            return self._with_variant(shape, depth)
        if shape.kind == "array":
            return self._array(shape, depth)
        return scalar(shape)

    def _array(self, shape: Shape, depth: int) -> JsonValue:
        count = max(small(shape, "minItems"), 1)
        value = self._value(shape.items, depth + 1) if shape.items else "example"
        if value == {} and shape.items is not None:  # an object of which nothing is required shows nothing
            simple = [member for member in _sent(shape.items) if member.shape.kind not in _NESTING]
            value = {member.name: self._value(member.shape, depth + 1) for member in self._few(simple)}
        return [value] * count

    def _object(self, shape: Shape, depth: int, wanted: frozenset[str] = frozenset()) -> JsonObject:
        writable = _sent(shape)
        required = [member for member in writable if member.required or member.name in wanted]
        chosen = required or (self._few(writable) if depth == 0 or limit(shape, "minProperties") else [])
        value: JsonObject = {member.name: self._value(member.shape, depth + 1) for member in chosen}
        value |= {name: LATER for name, part in value.items() if part == MOMENT and _ENDS.match(name)}
        value |= self._selected(writable, value)
        if isinstance(shape.values, Shape) and not value:
            value = {"en": self._value(shape.values, depth + 1)}
        return value

    def _selected(self, members: list[Member], value: JsonObject) -> JsonObject:
        """Return the objects that values chosen beside them name: `via: webhook` asks for `webhook`."""
        named = {one for one in value.values() if isinstance(one, str)} - value.keys()
        below = [member for member in members if member.name in named and member.shape.kind == "object"]
        return {member.name: self._value(member.shape, 1) for member in below}

    def _few(self, members: list[Member]) -> list[Member]:
        """Choose what shows best how an update looks: the first simple members that are not deprecated."""
        simple = [member for member in members if not (member.shape.deprecated or member.shape.members)]
        plain = [member for member in simple if member.shape.kind not in _NESTING] or simple
        return plain[:_OPTIONAL_WHEN_NOTHING_IS_REQUIRED]

    def _with_variant(self, shape: Shape, depth: int) -> JsonValue:
        """Combine what the shape says itself with the first variant that, for `oneOf`, alone fits."""
        for value in self._candidates(shape, depth):
            if all(u.kind == "anyOf" or sum(self.fits(v, value) for v in u.variants) == 1 for u in shape.unions):
                return value
        return next(self._candidates(shape, depth), {})

    def _candidates(self, shape: Shape, depth: int) -> Iterator[JsonValue]:
        if not shape.unions:
            yield self._object(shape, depth)
            return
        for variant in map(self._shapes.expanded, shape.unions[0].variants):
            if variant.key in self._open:
                continue
            own = (
                self._object(variant, depth, shape.required)
                if variant.kind == "object" and not variant.unions
                else None
            )
            value = own if own is not None else self._value(variant, depth)
            others = [variant for union in shape.unions[1:] for variant in union.variants[:1]]
            if isinstance(value, dict):
                base = self._object(shape, depth + 1)
                more = [self._value(self._shapes.expanded(other), depth) for other in others]
                rest = {name: part for entry in more if isinstance(entry, dict) for name, part in entry.items()}
                yield {**base, **value, **rest, **self._selecting(shape.unions[0], variant)}
            else:
                yield value

    def _selecting(self, union: Union, variant: Shape) -> JsonObject:
        """Return the member by which the union's discriminator selects a variant; nothing where it names no value."""
        by = union.discriminator
        for value, name in by.mapping if by is not None else ():
            named = self._shapes.named(name)
            if by is not None and named is not None and named.key == variant.key:
                return {by.property_name: value}
        return {}

    def fits(self, shape: Shape, value: JsonValue) -> bool:
        """Tell whether a value satisfies types, values, limits and required members of a shape."""
        shape = self._shapes.expanded(shape)
        if value is None:
            return shape.nullable or (shape.enum is not None and "null" in shape.enum)
        if shape.types and not any(is_of_type(value, name) for name in shape.types):
            return False
        if shape.enum is not None and value not in [value_of(text) for text in shape.enum]:
            return False
        if isinstance(value, dict):
            return self._object_fits(shape, value)
        if isinstance(value, list):
            return shape.items is None or all(self.fits(shape.items, entry) for entry in value)
        return within(shape, value)

    def _object_fits(self, shape: Shape, value: JsonObject) -> bool:
        needed = {member.name for member in shape.members if member.required and not member.shape.read_only}
        if not needed <= value.keys():
            return False
        if shape.values is False and not value.keys() <= {member.name for member in shape.members}:
            return False
        known = ((member.shape, value[member.name]) for member in shape.members if member.name in value)
        return all(self.fits(below, entry) for below, entry in known)


def _sent(shape: Shape) -> list[Member]:
    """Return the members that a client may send."""
    return [member for member in shape.members if not member.shape.read_only]


def _nodes(value: JsonValue) -> Iterator[None]:
    yield None
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(below)
