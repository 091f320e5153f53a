"""Example values and what restricts them beyond types, members and limits: conditions, exclusions, `contains`, tuples.

What holds only in some cases is met step by step: of the object so far it is found which cases apply, and what these
demand is added. Where that ends in what is not valid, other enumerated values are tried.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias

from msgspec.structs import replace

from ampeco_refgen.catalog.model import SchemaId
from ampeco_refgen.catalog.shape import Branch, Shape, Shapes
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, value_of
from ampeco_refgen.openapi.references import open_nothing
from ampeco_refgen.pages.example_values import MOST_VALUES, is_within, limit_of, size_limit

_Make: TypeAlias = Callable[[Shape, int, str], JsonValue]
"""Gives an example of a shape, at a depth, for a field's name."""
_Fits: TypeAlias = Callable[[Shape, JsonValue], bool]
_ROUNDS = 8
"""What one case demands may bring about another; so often it is looked again."""
_MOST_CHANGES = 40
"""So many other values of members are tried where the first ones meet no valid case."""
_OTHER_SCALARS: tuple[JsonValue, ...] = (
    *("text", "example", "A", "ABC", "a1b2c3", ""),
    *(1, 0, 2, 5, 7, 10, -1, 0.5, True, False),
)
"""Values that are tried in place of an excluded one, in this order."""


class ExampleConditions:
    """Makes the examples of one catalog meet what restricts them; `make` and `fits` are those of `Examples`."""

    def __init__(self, shapes: Shapes, make: _Make, fits: _Fits) -> None:
        self._shapes = shapes
        self._make = make
        self._fits = fits

    def met(self, shape: Shape, value: JsonValue, depth: int, name: str) -> JsonValue:
        """Return a value that meets what restricts it; the given one as far as it does, or where none is known."""
        if isinstance(value, dict):
            return self._object(shape, value, depth)
        restrictions = shape.restrictions
        if restrictions.content is not None and isinstance(value, str):
            return self._text(shape, restrictions.content, value, depth, name)
        if restrictions.negated and not isinstance(value, list) and not _excludes_none(shape, value):
            others = [value_of(text) for text in shape.enum] if shape.enum else _OTHER_SCALARS
            return next((other for other in others if is_within(shape, other) and self._fits(shape, other)), value)
        return value

    def array(self, shape: Shape, depth: int, name: str) -> list[JsonValue] | None:
        """Return an array of which items are told by their places, or that has to hold some; `None` of any other.

        Sources: JSON Schema 2020-12, Core, section 10.3.1.
        """
        contained = [some for some in shape.restrictions.contained if some.least and some.most != 0]
        if not shape.prefix_items and shape.more_items is not False and not contained:
            return None
        least, most = size_limit(shape, "minItems"), limit_of(shape, "maxItems")
        items: list[JsonValue] = [self._make(item, depth + 1, name) for item in shape.prefix_items if not item.never]
        items = items if most is None else items[: int(most)]
        for some in contained:
            key = (*(shape.items.key if shape.items is not None else ()), *some.shape.key)
            missing = some.least - sum(_is_valid(some.test, item) is True for item in items)
            items += [self._make(self._shapes.of(*key), depth + 1, name)] * min(max(missing, 0), MOST_VALUES)
        if shape.more_items is not False and len(items) < least:
            rest = self._make(shape.items, depth + 1, name) if shape.items is not None else "example"
            items += [rest] * (least - len(items))
        return items

    def hold(self, shape: Shape, value: JsonValue, fits: _Fits) -> bool:
        """Tell whether a value meets what restricts it; a condition that cannot be judged counts as met."""
        restrictions = shape.restrictions
        if shape.never or not _excludes_none(shape, value):
            return False
        if isinstance(value, list):
            return _array_holds(shape, value, fits)
        applying = [branch.shape for group in restrictions.cases for branch in group if _applies(branch, value)]
        if isinstance(value, dict):
            hidden = {member.name for member in shape.members if member.shape.read_only}
            needed = {name for part in applying for name in self._shapes.expanded(part).required}
            needed |= {other for name, names in restrictions.dependent for other in names if name in value}
            if not needed - hidden <= value.keys():
                return False
            if any(_is_valid(test, name) is False for test in restrictions.names for name in value):
                return False
        return all(fits(part, value) for part in applying)

    def may_have(self, shape: Shape) -> frozenset[str]:
        """Return the names that a closed object may have beside its own: those of its cases and variants."""
        names: set[str] = set()
        pending, seen = [shape], {shape.key}
        while pending:
            current = pending.pop()
            names |= {member.name for member in current.members}
            below = [variant for union in current.unions for variant in union.variants]
            below += [branch.shape for group in current.restrictions.cases for branch in group]
            fresh = [part for part in map(self._shapes.expanded, below) if part.key not in seen]
            seen.update(part.key for part in fresh)
            pending += fresh
        return frozenset(names)

    def _text(self, shape: Shape, content: Shape, plain: str, depth: int, name: str) -> str:
        """Return a text that holds an example of its content, where that is JSON; in base64 if the document says so."""
        stated = {limit.keyword: str(value_of(limit.value)) for limit in shape.constraints}
        if "json" not in stated.get("contentMediaType", "").lower():
            return plain
        text = json.dumps(self._make(self._shapes.expanded(content), depth + 1, name), ensure_ascii=False)
        encoding = stated.get("contentEncoding", "").lower()
        if encoding not in ("", "base64"):
            return plain
        return b64encode(text.encode()).decode() if encoding else text

    def _object(self, shape: Shape, value: JsonObject, depth: int) -> JsonObject:
        first = self._completed(shape, value, depth)
        if self._fits(shape, first):
            return first
        changed = (self._completed(shape, other, depth) for other in islice(_changed(shape, value), _MOST_CHANGES))
        return next((other for other in changed if self._fits(shape, other)), first)

    def _completed(self, shape: Shape, value: JsonObject, depth: int) -> JsonObject:
        """Return an object with the members that the cases demand which apply to it."""
        for _ in range(_ROUNDS):
            whole = dict(value)
            for owner, branch in self._applying(shape, whole, {shape.key}):
                self._add_demanded(whole, owner, branch, depth)
            if whole == value:
                break
            value = whole
        return value

    def _applying(
        self, shape: Shape, value: JsonObject, seen: set[tuple[SchemaId, ...]]
    ) -> Iterator[tuple[Shape, Branch]]:
        """Yield the cases that apply to an object, those within others too, each with the shape of all around it.

        `seen` are the keys of the shapes that were looked at; it grows.
        """
        for name, names in shape.restrictions.dependent:
            if name in value:
                yield shape, Branch(shape=Shape(key=(), required=frozenset(names)), name=name)
        for branch in (branch for group in shape.restrictions.cases for branch in group):
            demanding = self._shapes.expanded(branch.shape)
            if demanding.key not in seen and _applies(branch, value):
                seen.add(demanding.key)
                yield shape, replace(branch, shape=demanding)
                yield from self._applying(demanding, value, seen)

    def _add_demanded(self, value: JsonObject, owner: Shape, branch: Branch, depth: int) -> None:
        """Add what a case demands that applies; members that do not fit it any more are made anew."""
        together = self._shapes.of(*owner.key, *branch.shape.key)
        members = {member.name: member.shape for member in together.members}
        for name in sorted(branch.shape.required):
            self._add(value, members, name, depth)
        for member in branch.shape.members:
            if member.shape.never:
                value.pop(member.name, None)
            elif member.name in value and not self._fits(member.shape, value[member.name]):
                value[member.name] = self._make(members.get(member.name, member.shape), depth + 1, member.name)

    def _add(self, value: JsonObject, members: Mapping[str, Shape], name: str, depth: int) -> None:
        member = members.get(name)
        if name not in value and (member is None or not (member.read_only or member.never)):
            value[name] = "text" if member is None else self._make(member, depth + 1, name)


def _array_holds(shape: Shape, value: list[JsonValue], fits: _Fits) -> bool:
    """Tell whether an array has the items that it must have, and none in places where there must be none."""
    if shape.more_items is False and len(value) > len(shape.prefix_items):
        return False
    if not all(fits(item, entry) for item, entry in zip(shape.prefix_items, value, strict=False)):
        return False
    for some in shape.restrictions.contained:
        number = sum(_is_valid(some.test, entry) is not False for entry in value)
        if number < some.least or (some.most is not None and number > some.most):
            return False
    return True


def _changed(shape: Shape, value: JsonObject) -> Iterator[JsonObject]:
    """Yield the object with other enumerated values of its members, and without those that need not be there."""
    for member in shape.members:
        if member.name in value:
            for text in member.shape.enum or ():
                if value_of(text) != value[member.name]:
                    yield {**value, member.name: value_of(text)}
    for name in value:
        if name not in shape.required:
            yield {other: part for other, part in value.items() if other != name}


def _applies(branch: Branch, value: JsonValue) -> bool:
    if branch.name:
        return isinstance(value, dict) and branch.name in value
    if any(_is_valid(other, value) is not False for other in branch.others):
        return False
    return not branch.test or _is_valid(branch.test, value) is branch.fits


def _excludes_none(shape: Shape, value: JsonValue) -> bool:
    """Tell whether a value is none of those that are excluded."""
    return not any(_is_valid(test, value) is True for test in shape.restrictions.negated)


def _is_valid(test: JsonText, value: JsonValue) -> bool | None:
    """Tell whether a value is valid against a schema as JSON; `None` where that cannot be judged."""
    validator = _validator(test)
    return None if validator is None else bool(validator.is_valid(value))


@lru_cache(maxsize=1024)
def _validator(test: JsonText) -> Any:  # noqa: ANN401
    from jsonschema_rs import Draft202012Validator, ReferencingError, ValidationError

    if not test:
        return None
    schema: Any = value_of(test)
    try:
        return Draft202012Validator(schema, retriever=open_nothing)
    except (ValidationError, ReferencingError, ValueError):
        return None
