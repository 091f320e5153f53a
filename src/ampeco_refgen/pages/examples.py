"""Shapes → example requests that satisfy them: required members, an enum's first value, formats and limits kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.shape import NO_RESTRICTIONS, Member, Shape, Union, alternatives
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, canonical, is_of_type, value_of
from ampeco_refgen.pages.dependent_fields import FieldsSentTogether
from ampeco_refgen.pages.documented_examples import LONGEST
from ampeco_refgen.pages.example_check import ExampleCheck, Fit
from ampeco_refgen.pages.example_conditions import ExampleConditions
from ampeco_refgen.pages.example_mending import FEW_ROUNDS, MOST_ROUNDS, mended
from ampeco_refgen.pages.example_values import (
    MOST_VALUES,
    NoExampleError,
    TooLargeError,
    is_within,
    limit_of,
    of_enum,
    scalar,
    size_limit,
    words_of,
)

__all__ = ["Examples", "NoExampleError", "TooLargeError"]

_OPTIONAL_WHEN_NOTHING_IS_REQUIRED = 2
"""Optional members that an example shows where nothing is required."""

_NESTING = ("object", "array", "any")
_START = re.compile(r"\b(start|begin|from|after)(s|ing|ed)?\b|^(valid )?from\b")
_END = re.compile(r"\b(end|stop|until|expire|expiry|before|to)(s|ing|ed)?\b")
_SPANS = (
    (re.compile(r"\d{4}-\d\d-\d\dT.*"), ("2026-01-31T08:00:00Z", "2026-01-31T10:00:00Z")),
    (re.compile(r"\d{4}-\d\d-\d\d"), ("2026-01-31", "2026-12-31")),
    (re.compile(r"\d\d:\d\d"), ("08:00", "10:00")),
    (re.compile(r"\d\d:\d\d:\d\d"), ("08:00:00", "10:00:00")),
)
"""Spans of time, by how a moment is written: what names like `startsAt` and `endsAt` are given."""


_Judged: TypeAlias = dict[tuple[tuple[int, ...], str, int], bool]
"""Whether a value fits a shape, by the shape's key and link and the value's identity."""


class Examples:
    """Makes example values for the shapes of one catalog.

    Each is made once and kept: a shape may be held by many others, and these again, so that making it anew each time
    could take for ever. `avoid` are the names of what is deprecated: an enum's value that is among them is chosen only
    where there is no other.
    """

    def __init__(self, fields: Fields, avoid: frozenset[str] = frozenset()) -> None:
        self._fields = fields
        self._shapes = fields.shapes
        self._avoid = avoid
        self._conditions = ExampleConditions(self._shapes, make=self._value, fits=self.fits)
        self._made: dict[tuple[tuple[int, ...], bool, str], JsonValue] = {}
        self._open: set[tuple[int, ...]] = set()
        self._check = ExampleCheck(self._shapes)
        self._fitting_several: set[tuple[int, ...]] = set()

    def request(self, shape: Shape, sent: tuple[str, ...] = (), own: Sequence[JsonText] = ()) -> JsonValue:
        """Return a value that a client may send where `shape` is asked for, valid by its schema.

        Raises `TooLargeError`, and `NoExampleError` where no such value was found.

        `own` are examples that the document gives for the body as a whole: the first that fits is taken. `sent` are the
        names of fields that a recipe sends, the most telling first. Where nothing is required, the first of them that
        the shape has makes up the example.
        """
        whole = self._shapes.expanded(shape)
        for value in self._given(whole, own):
            if self._check.fit(whole, value) is not Fit.INVALID:
                return value
        made = self._made_request(whole, sent)
        fit = self._check.fit(whole, made)
        if fit is Fit.VALID:
            return made
        # Variants that no value tells apart are a fault of the document: a short search finds what there is.
        rounds = FEW_ROUNDS if fit is Fit.SEVERAL else MOST_ROUNDS
        if (found := mended(self._check.json_schema(whole, made), made, rounds)) and self._is_valid(whole, found[0]):
            return found[0]
        if fit is Fit.SEVERAL:
            self._fitting_several.add(whole.key)
            return made
        found = mended(self._check.json_schema(whole, made, exactly_one=False), made, MOST_ROUNDS)
        if found and self._check.fit(whole, found[0]) is not Fit.INVALID:
            self._fitting_several.add(whole.key)
            return found[0]
        raise NoExampleError("no value was found that the schema takes")

    def _is_valid(self, whole: Shape, value: JsonValue) -> bool:
        return self._check.fit(whole, value) is Fit.VALID

    def fits_several(self, shape: Shape) -> bool:
        """Tell whether the value of `request` fits several variants of which the schema wants one alone."""
        return self._shapes.expanded(shape).key in self._fitting_several

    def _given(self, whole: Shape, own: Sequence[JsonText]) -> Iterator[JsonValue]:
        """Yield the examples that the document gives for a value, as far as they fit."""
        for value in (value_of(text) for text in (*own, *whole.examples) if len(text) <= LONGEST):
            if self.fits(whole, value) and not _has_read_only(whole, value) and _count(value) <= MOST_VALUES:
                yield value

    def _made_request(self, whole: Shape, sent: tuple[str, ...]) -> JsonValue:
        members = {member.name: member for member in whole.members if not member.shape.read_only}
        shown = next((members[name] for name in sent if name in members), None)
        if shown is None or whole.unions or any(member.required for member in members.values()):
            return self._value(whole, 0)
        value = {shown.name: self._value(shown.shape, 1, shown.name)}
        return self._completed(list(members.values()), value, 1)

    def text_of(self, shape: Shape, name: str) -> JsonValue:
        """Return the example of a parameter's value; raises `TooLargeError`."""
        return self._value(self._shapes.expanded(shape), 1, name)

    def is_formal(self, shape: Shape, value: JsonValue) -> bool:
        """Tell whether a value holds only what the schema requires, although the schema has further fields."""
        whole = self._shapes.expanded(shape)
        if not isinstance(value, dict):
            return False
        parts = (whole, *alternatives(whole))
        required = {name for part in parts for name in part.required}
        declared = {member.name for part in parts for member in _writable(part)}
        return value.keys() <= required and not declared <= value.keys()

    def requires_nothing(self, shape: Shape) -> bool:
        """Tell whether a value has fields, and the schema requires none of them."""
        whole = self._shapes.expanded(shape)
        writable = {member.name for part in (whole, *alternatives(whole)) for member in _writable(part)}
        return bool(writable) and not any(writable & part.required for part in (whole, *alternatives(whole)))

    def _value(self, shape: Shape, depth: int, name: str = "") -> JsonValue:
        # A body as a whole shows more than the same object within another: see `_object`.
        key = (shape.key, depth == 0, name)
        if shape.link or shape.key in self._open:
            return {}
        if key not in self._made:
            self._open.add(shape.key)
            try:
                given = next(self._given(shape, ()), None) if shape.kind in _NESTING else None
                made = self._new_value(shape, depth, name) if given is None else given
            finally:
                self._open.discard(shape.key)
            if _count(made) > MOST_VALUES:
                raise TooLargeError(f"more than {MOST_VALUES} values")
            self._made[key] = made
        return self._made[key]

    def _new_value(self, shape: Shape, depth: int, name: str) -> JsonValue:
        value = self._unconditional(shape, depth, name)
        return value if shape.restrictions is NO_RESTRICTIONS else self._conditions.met(shape, value, depth, name)

    def _unconditional(self, shape: Shape, depth: int, name: str) -> JsonValue:
        if shape.enum:
            return of_enum(shape, name, self._avoid)
        if shape.kind == "object" or shape.unions or shape.members:
            return self._with_variant(shape, depth, name)
        if shape.kind == "array":
            return self._array(shape, depth, name)
        if shape.kind == "null":
            return None
        return scalar(shape, name)

    def _array(self, shape: Shape, depth: int, name: str) -> JsonValue:
        own = next((value for value in map(value_of, shape.examples) if self._is_list_of_scalars(shape, value)), None)
        if own:
            return own
        if (items := self._conditions.array(shape, depth, _singular(name))) is not None:
            return items
        count = max(size_limit(shape, "minItems"), 1)
        value = self._value(shape.items, depth + 1, _singular(name)) if shape.items else "example"
        if value == {} and shape.items is not None:  # an object of which nothing is required shows nothing
            simple = [member for member in _writable(shape.items) if member.shape.kind not in _NESTING]
            shown = self._first_simple(simple)
            value = {member.name: self._value(member.shape, depth + 1, member.name) for member in shown}
        return [value] * count

    def _is_list_of_scalars(self, shape: Shape, value: JsonValue) -> bool:
        is_plain = isinstance(value, list) and not any(isinstance(entry, list | dict) for entry in value)
        return is_plain and self.fits(shape, value) and len(value if isinstance(value, list) else "") <= MOST_VALUES

    def _object(self, shape: Shape, depth: int, name: str, wanted: frozenset[str] = frozenset()) -> JsonObject:
        writable = _writable(shape)
        required = [member for member in writable if member.required or member.name in wanted]
        chosen = required or (self._first_simple(writable) if depth == 0 or limit_of(shape, "minProperties") else [])
        value: JsonObject = {member.name: self._value(member.shape, depth + 1, member.name) for member in chosen}
        value |= self._named_objects(writable, value)
        if isinstance(shape.values, Shape) and not value:
            return {self._name_of_value(shape): self._value(shape.values, depth + 1, name)}
        return self._completed(writable, value, depth + 1)

    def _name_of_value(self, shape: Shape) -> str:
        """Return a name that a map takes for its values."""
        if shape.names is None or self.fits(shape.names, "en"):
            return "en"
        text = self._value(replace(shape.names, types=("string",)), 1)
        return text if isinstance(text, str) else "en"

    def _completed(self, members: Sequence[Member], value: JsonObject, depth: int) -> JsonObject:
        """Return an object with what the texts of its fields ask for, and with spans of time that end later."""
        together = FieldsSentTogether(members)
        whole = together.completed(value, lambda member: self._value(member.shape, depth, member.name))
        return self._with_spans(members, whole)

    def _with_spans(self, members: Sequence[Member], value: JsonObject) -> JsonObject:
        """Return an object in which what is named like an end lies after what is named like a start."""
        by_name = {member.name: member.shape for member in members}
        ends = [name for name in value if name in by_name and _END.search(words_of(name))]
        starts = [name for name in value if name in by_name and _START.search(words_of(name)) and name not in ends]
        changed = dict(value)
        for names, index in ((starts, 0), (ends, 1)):
            for name in names:
                text = value[name]
                span = next((span for form, span in _SPANS if isinstance(text, str) and form.fullmatch(text)), None)
                if span and self.fits(by_name[name], span[index]):
                    changed[name] = span[index]
        return changed

    def _named_objects(self, members: list[Member], value: JsonObject) -> JsonObject:
        """Return further members: objects whose name is the value of a member, as `via: webhook` asks for `webhook`."""
        named = {text for text in value.values() if isinstance(text, str)} - value.keys()
        below = [member for member in members if member.name in named and member.shape.kind == "object"]
        return {member.name: self._value(member.shape, 1, member.name) for member in below}

    def _first_simple(self, members: list[Member]) -> list[Member]:
        """Return the first members that hold no others and may be sent whatever else is, scalars if there are any."""
        together = FieldsSentTogether(members)
        simple = [member for member in members if not (member.shape.deprecated or member.shape.members)]
        simple = [member for member in simple if together.is_free(member)] or simple[:1]
        plain = [member for member in simple if member.shape.kind not in _NESTING] or simple
        return plain[:_OPTIONAL_WHEN_NOTHING_IS_REQUIRED]

    def _with_variant(self, shape: Shape, depth: int, name: str) -> JsonValue:
        """Return the first candidate that fits each union, of a `oneOf` exactly one variant; else the first of all."""
        for value in self._candidates(shape, depth, name):
            if all(self._union_fits(union, value, {}) for union in shape.unions):
                return value
        return next(self._candidates(shape, depth, name), {})

    def _candidates(self, shape: Shape, depth: int, name: str) -> Iterator[JsonValue]:
        """Yield a value for each variant of the shape's first union, with the shape's own members added.

        Of further unions the first variant is taken. A shape without a union has one candidate.
        """
        if not shape.unions:
            yield self._object(shape, depth, name)
            return
        for variant in map(self._shapes.expanded, shape.unions[0].variants):
            if variant.key in self._open:
                continue
            value = self._of_variant(shape, variant, depth, name)
            others = [variant for union in shape.unions[1:] for variant in union.variants[:1]]
            if isinstance(value, dict):
                base = self._object(shape, depth + 1, name)
                more = [self._of_variant(shape, self._shapes.expanded(other), depth, name) for other in others]
                rest = {name: part for entry in more if isinstance(entry, dict) for name, part in entry.items()}
                together = {**base, **value, **rest, **self._discriminator(shape.unions[0], variant)}
                members = {member.name: member for member in (*_writable(shape), *_writable(variant))}
                yield self._completed(list(members.values()), together, depth + 1)
            else:
                yield value

    def _of_variant(self, owner: Shape, variant: Shape, depth: int, name: str) -> JsonValue:
        """Return the value of a variant, or that part of it which the variant asks for beside its owner's members."""
        if variant.unions or variant.kind not in ("object", "any") or (variant.kind == "any" and not variant.required):
            return self._value(variant, depth, name)
        narrowed = self._fields.narrowed(owner, variant)
        own = {member.name: member for member in owner.members}
        members = {name: replace(own[name], required=True) for name in sorted(variant.required) if name in own}
        members |= {member.name: member for member in narrowed.members}
        if variant.kind == "any":
            undeclared = {name: Member(name=name, shape=Shape(key=()), required=True) for name in variant.required}
            members = undeclared | members
        return self._object(replace(narrowed, members=tuple(members.values())), depth, name, owner.required)

    def _discriminator(self, union: Union, variant: Shape) -> JsonObject:
        """Return the member by which the union's discriminator selects a variant; nothing where it names no value."""
        if union.discriminator is None:
            return {}
        for other, values in zip(union.variants, self._shapes.selecting(union), strict=True):
            if values and self._shapes.expanded(other).key == variant.key:
                name = union.discriminator.property_name
                member = variant.member(name)
                # The keys of a mapping are texts, also of a property that is a number.
                allowed = map(value_of, member.shape.enum or ()) if member is not None else ()
                return {name: next((value for value in allowed if canonical(value) == values[0]), values[0])}
        return {}

    def fits(self, shape: Shape, value: JsonValue) -> bool:
        """Tell whether a value satisfies types, values, limits, required members and unions of a shape."""
        return self._fits(shape, value, {})

    def _fits(self, shape: Shape, value: JsonValue, known: _Judged) -> bool:
        """As `fits`; each pair of a shape and a value is judged once, as the same may be met in very many ways."""
        key = (shape.key, shape.link, id(value))
        if key not in known:
            known[key] = True  # within itself a recursive shape says no more
            known[key] = self._is_fitting(self._shapes.expanded(shape), value, known)
        return known[key]

    def _is_fitting(self, shape: Shape, value: JsonValue, known: _Judged) -> bool:
        if value is None:
            return shape.nullable or (shape.enum is not None and "null" in shape.enum)
        if shape.types and not any(is_of_type(value, name) for name in shape.types):
            return False
        if shape.enum is not None and value not in [value_of(text) for text in shape.enum]:
            return False
        if not all(self._union_fits(union, value, known) for union in shape.unions):
            return False
        if not self._conditions.hold(shape, value, lambda part, entry: self._fits(part, entry, known)):
            return False
        if isinstance(value, dict):
            return self._object_fits(shape, value, known)
        if isinstance(value, list):
            rest = value[len(shape.prefix_items) :]
            return shape.items is None or all(self._fits(shape.items, entry, known) for entry in rest)
        return is_within(shape, value)

    def _union_fits(self, union: Union, value: JsonValue, known: _Judged) -> bool:
        fitting = sum(self._fits(variant, value, known) for variant in union.variants)
        return fitting == 1 if union.kind == "oneOf" else fitting > 0

    def _object_fits(self, shape: Shape, value: JsonObject, known: _Judged) -> bool:
        needed = {member.name for member in shape.members if member.required and not member.shape.read_only}
        # Of a variant these are names that its owner may declare.
        needed |= shape.required - {member.name for member in (*shape.members, *_members_of_variants(shape))}
        if not needed <= value.keys():
            return False
        closed = shape.values is False and not shape.patterns
        named = frozenset(member.name for member in shape.members)
        named = self._conditions.may_have(shape) if shape.restrictions.only_evaluated else named
        if closed and not value.keys() <= named:
            return False
        declared = ((member.shape, value[member.name]) for member in shape.members if member.name in value)
        return all(self._fits(below, entry, known) for below, entry in declared) and self._map_fits(shape, value, known)

    def _map_fits(self, shape: Shape, value: JsonObject, known: _Judged) -> bool:
        """Tell whether the values of names that no member and no pattern has satisfy the schema of all others."""
        if not isinstance(shape.values, Shape) or shape.patterns:
            return True
        named = {member.name for member in shape.members}
        return all(self._fits(shape.values, entry, known) for name, entry in value.items() if name not in named)


def _writable(shape: Shape) -> list[Member]:
    """Return the members that a client may send."""
    return [member for member in shape.members if not member.shape.read_only and not member.shape.never]


def _members_of_variants(shape: Shape) -> Iterator[Member]:
    return (member for variant in alternatives(shape) for member in variant.members)


def _has_read_only(shape: Shape, value: JsonValue) -> bool:
    """Tell whether a value has a member, on its first level, that a client must not send."""
    hidden = {member.name for member in shape.members if member.shape.read_only}
    return isinstance(value, dict) and bool(hidden & value.keys())


def _count(value: JsonValue) -> int:
    """Return the number of values in a value, itself included; beyond `MOST_VALUES` counting ends."""
    return sum(1 for _ in islice(_nodes(value), MOST_VALUES + 1))


def _singular(name: str) -> str:
    """Return the name of one of what a plural names: `emails` → `email`."""
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _nodes(value: JsonValue) -> Iterator[None]:
    """Yield once for the value and each value in it, to count them."""
    yield None
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(below)
