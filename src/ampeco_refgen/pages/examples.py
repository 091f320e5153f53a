"""Shapes → example requests that satisfy them: required members, an enum's first value, formats and limits kept."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import cast

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.shape import Member, Shape, Union
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, value_of
from ampeco_refgen.pages.regex_text import text_matching

_OPTIONAL_WHEN_NOTHING_IS_REQUIRED = 2
"""Optional members that an example shows where nothing is required."""
_MOST_VALUES = 1000
"""Values in an example, items of a list or characters of a text, beyond which it is too large to be of use."""

_NESTING = ("object", "array", "any")
_ENDS = re.compile("end|stop|until|expire", re.IGNORECASE)
"""What names of moments begin with that lie after others: `endAt`, `expiresAt`."""
MOMENT, LATER = "2026-01-31T08:00:00Z", "2026-01-31T10:00:00Z"
"""The example of a moment, and the one for moments named like an end (`_ENDS`), so that no period ends as it begins."""
_BY_FORMAT = {
    "date-time": MOMENT,
    "datetime": MOMENT,
    "date": "2026-01-31",
    "time": "08:00",
    "email": "user@example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "integer": "1",
    "number": "1",
    "decimal": "1.00",
    "boolean": "true",
    "byte": "ZXhhbXBsZQ==",
    "binary": "(file)",
}
_TRIES = (
    "08:00",
    "08:00:00",
    "2026-01-31",
    "1",
    "0",
    "12345",
    "A",
    "AB",
    "ABC",
    "DE",
    "en",
    "a1b2c3",
    "#336699",
    "+4912345678",
)
"""Texts that are tried, in this order, where the one of the format does not keep the limits of a shape."""
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


class TooLargeError(ValueError):
    """An example would be too large to be of use."""


class Examples:
    """Makes example values for the shapes of one catalog.

    Each is made once and kept: a shape may be held by many others, and these again, so that making it anew each time
    could take for ever. `avoid` are the names of what is deprecated: an enum's value that is among them is chosen only
    where there is no other.
    """

    def __init__(self, fields: Fields, avoid: frozenset[str] = frozenset()) -> None:
        self._shapes = fields.shapes
        self._avoid = avoid
        self._made: dict[tuple[tuple[int, ...], bool], JsonValue] = {}
        self._open: set[tuple[int, ...]] = set()

    def request(self, shape: Shape, sent: tuple[str, ...] = ()) -> JsonValue:
        """Return a value that a client may send where `shape` is asked for; raises `TooLargeError`.

        `sent` are the names of fields that a recipe sends, the most telling first. Where nothing is required, the first
        of them that the shape has makes up the example.
        """
        whole = self._shapes.expanded(shape)
        members = {member.name: member for member in whole.members if not member.shape.read_only}
        shown = next((members[name] for name in sent if name in members), None)
        if shown is None or whole.unions or any(member.required for member in members.values()):
            return self._value(whole, depth=0)
        return {shown.name: self._value(shown.shape, depth=1)}

    def _value(self, shape: Shape, depth: int) -> JsonValue:
        # A body as a whole shows more than the same object within another: see `_object`.
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
        return _scalar(shape)

    def _array(self, shape: Shape, depth: int) -> JsonValue:
        count = max(_size_limit(shape, "minItems"), 1)
        value = self._value(shape.items, depth + 1) if shape.items else "example"
        if value == {} and shape.items is not None:  # an object of which nothing is required shows nothing
            simple = [member for member in _writable(shape.items) if member.shape.kind not in _NESTING]
            value = {member.name: self._value(member.shape, depth + 1) for member in self._first_simple(simple)}
        return [value] * count

    def _object(self, shape: Shape, depth: int, wanted: frozenset[str] = frozenset()) -> JsonObject:
        writable = _writable(shape)
        required = [member for member in writable if member.required or member.name in wanted]
        chosen = required or (self._first_simple(writable) if depth == 0 or _limit(shape, "minProperties") else [])
        value: JsonObject = {member.name: self._value(member.shape, depth + 1) for member in chosen}
        value |= {name: LATER for name, part in value.items() if part == MOMENT and _ENDS.match(name)}
        value |= self._named_objects(writable, value)
        if isinstance(shape.values, Shape) and not value:
            value = {"en": self._value(shape.values, depth + 1)}
        return value

    def _named_objects(self, members: list[Member], value: JsonObject) -> JsonObject:
        """Return further members: objects whose name is the value of a member, as `via: webhook` asks for `webhook`."""
        named = {text for text in value.values() if isinstance(text, str)} - value.keys()
        below = [member for member in members if member.name in named and member.shape.kind == "object"]
        return {member.name: self._value(member.shape, 1) for member in below}

    def _first_simple(self, members: list[Member]) -> list[Member]:
        """Return the first members that are not deprecated and hold no others, scalars if there are any."""
        simple = [member for member in members if not (member.shape.deprecated or member.shape.members)]
        plain = [member for member in simple if member.shape.kind not in _NESTING] or simple
        return plain[:_OPTIONAL_WHEN_NOTHING_IS_REQUIRED]

    def _with_variant(self, shape: Shape, depth: int) -> JsonValue:
        """Return the first candidate that fits exactly one variant of each `oneOf`; else the first of all."""
        for value in self._candidates(shape, depth):
            if all(
                union.kind == "anyOf" or sum(self.fits(variant, value) for variant in union.variants) == 1
                for union in shape.unions
            ):
                return value
        return next(self._candidates(shape, depth), {})

    def _candidates(self, shape: Shape, depth: int) -> Iterator[JsonValue]:
        """Yield a value for each variant of the shape's first union, with the shape's own members added.

        Of further unions the first variant is taken. A shape without a union has one candidate.
        """
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
                yield {**base, **value, **rest, **self._discriminator(shape.unions[0], variant)}
            else:
                yield value

    def _discriminator(self, union: Union, variant: Shape) -> JsonObject:
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
        if shape.types and not any(_is_of_type(value, name) for name in shape.types):
            return False
        if shape.enum is not None and value not in [value_of(text) for text in shape.enum]:
            return False
        if isinstance(value, dict):
            return self._object_fits(shape, value)
        if isinstance(value, list):
            return shape.items is None or all(self.fits(shape.items, entry) for entry in value)
        return _is_within(shape, value)

    def _object_fits(self, shape: Shape, value: JsonObject) -> bool:
        needed = {member.name for member in shape.members if member.required and not member.shape.read_only}
        if not needed <= value.keys():
            return False
        if shape.values is False and not value.keys() <= {member.name for member in shape.members}:
            return False
        known = ((member.shape, value[member.name]) for member in shape.members if member.name in value)
        return all(self.fits(below, entry) for below, entry in known)


def _writable(shape: Shape) -> list[Member]:
    """Return the members that a client may send."""
    return [member for member in shape.members if not member.shape.read_only]


def _nodes(value: JsonValue) -> Iterator[None]:
    """Yield once for the value and each value in it, to count them."""
    yield None
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(below)


def _scalar(shape: Shape) -> JsonValue:
    """Return an example of a scalar: the document's own example or default, if that is valid, else one made here."""
    for value in map(value_of, (*shape.examples, *([shape.default] if shape.default else []))):
        if (
            not isinstance(value, list | dict)
            and value is not None
            and _is_of_type(value, shape.kind)
            and _is_within(shape, value)
        ):
            return value
    if shape.kind == "boolean":
        return True
    return _number(shape) if shape.kind in ("integer", "number") else _string(shape)


def _number(shape: Shape) -> JsonValue:
    """Return 1, or a number near it that the limits allow.

    The limits are applied one after the other, so that of a `multipleOf` may be broken by the upper one.
    """
    step = _limit(shape, "multipleOf")
    lowest = _limit(shape, "minimum")
    above = _limit(shape, "exclusiveMinimum")
    highest = _limit(shape, "maximum")
    value = (
        lowest if lowest is not None and lowest > 1 else above + (step or 1) if above is not None and above >= 1 else 1
    )
    if step is not None and step >= 1:
        value = -(-value // step) * step
    value = highest if highest is not None and value > highest else value
    return int(value) if float(value).is_integer() else value


def _string(shape: Shape) -> str:
    """Return the first of many texts that keeps the limits of a shape; where none does, the one for its format."""
    tries = [_BY_FORMAT.get(shape.format, "text"), *_TRIES]
    tries += [text * max(_size_limit(shape, "minLength"), 1) for text in ("A", "1")]
    tries += [text for limit in shape.constraints if limit.keyword == "pattern" for text in _made_for(limit.value)]
    longest = _limit(shape, "maxLength")
    tries += [text[: max(int(longest), 0)] for text in tries] if longest is not None else []
    return next((text for text in tries if _is_within(shape, text)), tries[0])


def _made_for(pattern: JsonText) -> list[str]:
    """Return a list of one text made for a pattern, an empty one where `regex_text` cannot make any."""
    try:
        return [text_matching(str(value_of(pattern)))]
    except ValueError:
        return []


def _is_within(shape: Shape, value: JsonValue) -> bool:
    """Tell whether a scalar keeps the limits of a shape."""
    for limit in shape.constraints:
        bound = value_of(limit.value)
        if isinstance(value, str):
            if limit.keyword == "pattern" and isinstance(bound, str) and not _matches(bound, value):
                return False
            if limit.keyword == "minLength" and len(value) < cast("int", bound):
                return False
            if limit.keyword == "maxLength" and len(value) > cast("int", bound):
                return False
        elif (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and not _number_is_within(limit.keyword, bound, value)
        ):
            return False
    return True


def _number_is_within(keyword: str, bound: JsonValue, value: float) -> bool:
    if not isinstance(bound, int | float):
        return True
    if keyword == "multipleOf":
        return not bound or abs(math.remainder(value, bound)) <= 1e-9 * abs(bound)
    checks = {
        "minimum": value >= bound,
        "maximum": value <= bound,
        "exclusiveMinimum": value > bound,
        "exclusiveMaximum": value < bound,
    }
    return checks.get(keyword, True)


def _matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern is found in a text (JSON Schema Validation 2020-12, section 6.3.3).

    A pattern that cannot be read counts as met.
    """
    from jsonschema_rs import ValidationError, validator_for

    try:
        # Unlike `re` it gives up where a hostile pattern would run for ever.
        return validator_for({"pattern": pattern}).is_valid(text)
    except ValidationError:
        return True


def _size_limit(shape: Shape, keyword: str) -> int:
    """Return a limit that decides how large an example gets, 0 where there is none.

    Raises `TooLargeError` where it asks for more than `_MOST_VALUES`.
    """
    bound = _limit(shape, keyword) or 0
    if bound > _MOST_VALUES:
        raise TooLargeError(f"{keyword} {bound}")
    return int(bound)


def _is_of_type(value: JsonValue, name: str) -> bool:
    """Tell whether a value is of a JSON type; any value is of a type that is unknown."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES.get(name, (object,)))


def _limit(shape: Shape, keyword: str) -> float | None:
    """Return a limit by its keyword, `None` where there is none."""
    value = next((value_of(limit.value) for limit in shape.constraints if limit.keyword == keyword), None)
    return value if isinstance(value, int | float) else None
