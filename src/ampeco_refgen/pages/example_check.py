"""Whether an example is valid by the schema that it stands under, asked of a validator of JSON Schema.

The schemas of the Catalog become a document of JSON Schema 2020-12 in which each is a definition by its number,
without the properties that a value does not have: a schema may lead to thousands of others, and a value to few of
them. In a request what is read-only is not required (OpenAPI 3.0.4, Schema Object, `readOnly`), and of the variants
of a union with a discriminator that one counts which it selects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias, cast

from msgspec.structs import replace

from ampeco_refgen.catalog.model import Schema, SchemaId
from ampeco_refgen.catalog.schema_text import keywords_of_parts, own_keywords
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.catalog.usage import parts_of
from ampeco_refgen.jsonvalue import JsonObject, JsonValue

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_MEANT_OTHERWISE = frozenset({"time"})
"""Formats whose definition in JSON Schema is not what documents mean by them: `08:00` is a time of day."""

_MOST_WAYS, _DEEPEST = 20_000, 200
"""Beyond so many ways through schemas, or so many levels of them, an example is not judged."""


class Fit(Enum):
    """How a value fits a schema: it does; it fits several variants of which one alone should be true; it does not."""

    VALID = "valid"
    SEVERAL = "several"
    INVALID = "invalid"


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
        parts = self._reached(shape.key, names, required_too=required_too)
        if _is_too_much({number: held for number, (_, held) in parts.items()}):
            return {}
        unsent = frozenset[str]().union(*map(self._read_only, parts))
        definitions: JsonObject = {
            str(number): self._definition(number, kept, unsent, exactly_one=exactly_one)
            for number, (kept, _) in parts.items()
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

    def _reached(
        self, key: Iterable[SchemaId], names: frozenset[str], *, required_too: bool
    ) -> dict[SchemaId, tuple[Schema, list[SchemaId]]]:
        """Return the schemas that some lead to, themselves included, by ascending number, and which each refers to.

        They have the properties with these names alone, and with `required_too` those that they require.
        """
        reached: dict[SchemaId, tuple[Schema, list[SchemaId]]] = {}
        pending = list(key)
        while pending:
            number = pending.pop()
            if number not in reached:
                schema = self._schemas[number]
                wanted = names.union(schema.required) if required_too else names
                properties = tuple(member for member in schema.properties if member.name in wanted)
                # What a text holds is no concern of a validator (JSON Schema Validation 2020-12, section 8.5).
                kept = replace(schema, properties=properties, content=None)
                held = [self._shapes.number_of(schema.link)] if schema.link else parts_of(kept)
                reached[number] = kept, held
                pending += held
        return dict(sorted(reached.items()))

    def _definition(self, number: SchemaId, schema: Schema, unsent: frozenset[str], *, exactly_one: bool) -> JsonValue:
        """Return a schema; `unsent` are the names of members that are read-only somewhere in the same value."""
        if schema.link:
            return {"$ref": f"#/$defs/{self._shapes.number_of(schema.link)}"}
        node = own_keywords(schema)
        if schema.format in _MEANT_OTHERWISE:
            del node["format"]
        own = {member.name for member in self._schemas[number].properties}
        if required := [name for name in schema.required if name not in (self._read_only(number) | (unsent - own))]:
            node["required"] = list[JsonValue](required)
        else:
            node.pop("required", None)
        node |= keywords_of_parts(schema, _reference)
        # A discriminator selects one of variants that may all fit.
        if schema.one_of and (schema.discriminator is not None or not exactly_one):
            parts_of_all = cast("list[JsonValue]", node.get("allOf", []))
            node["allOf"] = [*parts_of_all, {"anyOf": node.pop("oneOf")}]
        if not schema.nullable or schema.types:
            return node
        for keyword in ("oneOf", "anyOf"):
            if variants := node.get(keyword):  # null is one of the variants in the document
                return {**node, keyword: [*cast("list[JsonValue]", variants), {"type": "null"}]}
        return {"anyOf": [{"type": "null"}, node]}


def _is_too_much(held: Mapping[SchemaId, Sequence[SchemaId]]) -> bool:
    """Tell whether a validator would have very many ways to go, as in unions of unions, or very far to go.

    A schema has a greater number than those that it holds, so these have been counted before it.
    """
    ways: dict[SchemaId, int] = {}
    heights: dict[SchemaId, int] = {}
    for number, parts in held.items():
        ways[number] = 1 + sum(ways.get(part, 1) for part in parts)
        heights[number] = 1 + max((heights.get(part, 1) for part in parts), default=0)
    return max(ways.values(), default=0) > _MOST_WAYS or max(heights.values(), default=0) > _DEEPEST


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
