"""Whether an example is valid by the schema that it stands under, asked of a validator of JSON Schema.

The schemas of the Catalog become a document of JSON Schema 2020-12 in which each is a definition by its number,
without the properties that a value does not have: a schema may lead to thousands of others, and a value to few of
them. In a request what is read-only is not required (OpenAPI 3.0.4, Schema Object, `readOnly`), and of the variants
of a union with a discriminator that one counts which it selects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias, cast

from msgspec import Struct

from ampeco_refgen.catalog.model import Property, Schema, SchemaId
from ampeco_refgen.catalog.schema_text import own_keywords
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.jsonvalue import JsonObject, JsonValue

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_ALONE = {
    "items": "items",
    "additional": "additionalProperties",
    "property_names": "propertyNames",
    "negated": "not",
    "condition": "if",
    "then": "then",
    "otherwise": "else",
    "contains": "contains",
    "unevaluated_properties": "unevaluatedProperties",
    "unevaluated_items": "unevaluatedItems",
}
_LISTED = {"prefix_items": "prefixItems", "all_of": "allOf", "any_of": "anyOf", "one_of": "oneOf"}
_NAMED = {
    "properties": "properties",
    "pattern_properties": "patternProperties",
    "dependent_schemas": "dependentSchemas",
}
_MEANT_OTHERWISE = frozenset({"time"})
"""Formats whose definition in JSON Schema is not what documents mean by them: `08:00` is a time of day."""

_MOST_WAYS, _DEEPEST = 20_000, 200
"""Beyond so many ways through schemas, or so many levels of them, an example is not judged."""


class Fit(Enum):
    """How a value fits a schema: it does; it fits several variants of which one alone should be true; it does not."""

    VALID = "valid"
    SEVERAL = "several"
    INVALID = "invalid"


class _KeptProperties(Struct, frozen=True, kw_only=True):
    """Which properties of schemas are looked at: those that a value has, and with `required_too` what they require."""

    names: frozenset[str]
    required_too: bool

    def of(self, schema: Schema, field: str) -> tuple[Property, ...]:
        """Return the members of a field of a schema that are kept; all but those that are no properties."""
        members: tuple[Property, ...] = getattr(schema, field)
        if field != "properties":
            return members
        required = frozenset(schema.required) if self.required_too else frozenset[str]()
        return tuple(member for member in members if member.name in self.names or member.name in required)


class ExampleCheck:
    """Judges values that a client sends by the schemas of one Catalog; what cannot be judged counts as valid."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._schemas = shapes.schemas
        self._unsent: dict[SchemaId, frozenset[str]] = {}

    def fit(self, shape: Shape, value: JsonValue) -> Fit:
        """Return how a value fits a shape."""
        for fit, exactly_one in ((Fit.VALID, True), (Fit.SEVERAL, False)):
            if not errors_by(self._json_schema(shape, _names_in(value), exactly_one=exactly_one))(value):
                return fit
        return Fit.INVALID

    def json_schema(self, shape: Shape, value: JsonValue, *, exactly_one: bool = True) -> JsonObject:
        """Return what a shape asks of a value, and of one with more that is required, as JSON Schema.

        Without `exactly_one`, `oneOf` is `anyOf`.
        """
        return self._json_schema(shape, _names_in(value), required_too=True, exactly_one=exactly_one)

    def _json_schema(
        self, shape: Shape, names: frozenset[str], *, exactly_one: bool, required_too: bool = False
    ) -> JsonObject:
        kept = _KeptProperties(names=names, required_too=required_too)
        reached = self._reached(shape.key, kept)
        if self._is_too_much(reached, kept):
            return {}
        unsent = frozenset[str]().union(*map(self._read_only, reached))
        definitions: JsonObject = {
            str(number): self._definition(number, unsent, kept, exactly_one=exactly_one) for number in reached
        }
        return {"$defs": definitions, "allOf": [_reference(number) for number in shape.key]}

    def _read_only(self, number: SchemaId) -> frozenset[str]:
        """Return the names of the properties of a schema that a client does not send."""
        if number not in self._unsent:
            self._unsent[number] = frozenset(
                member.name
                for member in self._schemas[number].properties
                if self._shapes.expanded(self._shapes.of(member.schema)).read_only
            )
        return self._unsent[number]

    def _reached(self, key: Iterable[SchemaId], kept: _KeptProperties) -> list[SchemaId]:
        """Return the numbers of the schemas that some lead to, themselves included, in ascending order."""
        reached: set[SchemaId] = set()
        pending = list(key)
        while pending:
            number = pending.pop()
            if number not in reached:
                reached.add(number)
                pending += self._held(self._schemas[number], kept)
        return sorted(reached)

    def _is_too_much(self, reached: list[SchemaId], kept: _KeptProperties) -> bool:
        """Tell whether a validator would have very many ways to go, as in unions of unions, or very far to go.

        A schema has a greater number than those that it holds, so these have been counted before it.
        """
        ways: dict[SchemaId, int] = {}
        heights: dict[SchemaId, int] = {}
        for number in reached:
            held = list(self._held(self._schemas[number], kept))
            ways[number] = 1 + sum(ways.get(part, 1) for part in held)
            heights[number] = 1 + max((heights.get(part, 1) for part in held), default=0)
        return max(ways.values(), default=0) > _MOST_WAYS or max(heights.values(), default=0) > _DEEPEST

    def _held(self, schema: Schema, kept: _KeptProperties) -> Iterator[SchemaId]:
        """Yield the numbers of the schemas that one refers to."""
        if schema.link:
            yield self._shapes.number_of(schema.link)
            return
        for field in _ALONE:
            part = getattr(schema, field)
            if part is not None and not isinstance(part, bool):
                yield part
        for field in _LISTED:
            yield from getattr(schema, field)
        for field in _NAMED:
            yield from (member.schema for member in kept.of(schema, field))

    def _definition(
        self, number: SchemaId, unsent: frozenset[str], kept: _KeptProperties, *, exactly_one: bool
    ) -> JsonValue:
        """Return a schema; `unsent` are the names of members that are read-only somewhere in the same value."""
        schema = self._schemas[number]
        if schema.link:
            return {"$ref": f"#/$defs/{self._shapes.number_of(schema.link)}"}
        node = own_keywords(schema)
        if schema.format in _MEANT_OTHERWISE:
            del node["format"]
        own = {member.name for member in schema.properties}
        if required := [name for name in schema.required if name not in (self._read_only(number) | (unsent - own))]:
            node["required"] = list[JsonValue](required)
        else:
            node.pop("required", None)
        node = _filled(node, schema, kept, exactly_one=exactly_one)
        if not schema.nullable or schema.types:
            return node
        for keyword in ("oneOf", "anyOf"):
            if variants := node.get(keyword):  # null is one of the variants in the document
                return {**node, keyword: [*cast("list[JsonValue]", variants), {"type": "null"}]}
        return {"anyOf": [{"type": "null"}, node]}


def _filled(node: JsonObject, schema: Schema, kept: _KeptProperties, *, exactly_one: bool) -> JsonObject:
    """Return a definition with the schemas that it holds."""
    for field, keyword in _ALONE.items():
        part = getattr(schema, field)
        if part is not None:
            node[keyword] = part if isinstance(part, bool) else _reference(part)
    for field, keyword in _LISTED.items():
        if parts := getattr(schema, field):
            references = [_reference(part) for part in parts]
            # A discriminator selects one of variants that may all fit.
            if keyword == "oneOf" and (schema.discriminator is not None or not exactly_one):
                parts_of_all = cast("list[JsonValue]", node.get("allOf", []))
                node["allOf"] = [*parts_of_all, {"anyOf": references}]
            else:
                node[keyword] = references
    for field, keyword in _NAMED.items():
        if members := kept.of(schema, field):
            node[keyword] = {member.name: _reference(member.schema) for member in members}
    return node


ErrorsOf: TypeAlias = "Callable[[JsonValue], list[ValidationError]]"
"""Gives what is wrong with a value."""


def errors_by(schema: JsonObject) -> ErrorsOf:
    """Return what tells what is wrong with values; nothing where no validator can read the schema, a pattern say."""
    from jsonschema_rs import ValidationError, validator_for

    try:
        validator = validator_for(schema, validate_formats=True)
    except ValidationError:
        return _nothing_wrong

    def errors_of(value: JsonValue) -> list[ValidationError]:
        return list(validator.iter_errors(value))

    return errors_of


def _names_in(value: JsonValue) -> frozenset[str]:
    """Return the names of all members in a value, at any depth."""
    if isinstance(value, dict):
        return frozenset(value).union(*map(_names_in, value.values()))
    return frozenset[str]().union(*map(_names_in, value)) if isinstance(value, list) else frozenset()


def _nothing_wrong(_: JsonValue) -> list[ValidationError]:
    return []


def _reference(number: SchemaId) -> JsonValue:
    return {"$ref": f"#/$defs/{number}"}
