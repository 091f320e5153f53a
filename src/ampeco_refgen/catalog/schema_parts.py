"""The schemas that apply at once to one value, and what they say together: for `shape.py`, which makes shapes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from ampeco_refgen.catalog.model import Constraint, Discriminator, Schema, SchemaId
from ampeco_refgen.jsonvalue import JsonText, value_of

Choices: TypeAlias = tuple[str, tuple[SchemaId, ...], Discriminator | None]
"""A union: `oneOf` or `anyOf`, its variants, and what tells them apart."""


def merged_with(schema: Schema) -> tuple[SchemaId, ...]:
    """Return the schemas that apply along with one: of its `allOf`, and the variant of a union that has one."""
    unions = (schema.one_of, schema.any_of)
    return (*schema.all_of, *(variants[0] for variants in unions if len(variants) == 1))


class Parts:
    """The schemas that apply at once to one value: the given ones and, in depth, the parts of their `allOf`.

    `links` are the recursive components among them; only those of `components` are gone into.
    """

    def __init__(self, table: tuple[Schema, ...], components: dict[str, SchemaId], key: Iterable[SchemaId]) -> None:
        self._table = table
        self._components = components
        self._seen: set[SchemaId] = set()
        self.schemas: list[Schema] = []
        self.links: list[str] = []
        self.unions: list[Choices] = []
        for number in key:
            self._add(number)

    def _add(self, number: SchemaId) -> None:
        if number in self._seen:
            return
        self._seen.add(number)
        schema = self._table[number]
        if schema.link:
            self.links.append(schema.link)
            if schema.link in self._components:
                self._add(self._components[schema.link])
            return
        self.schemas.append(schema)
        for part in schema.all_of:
            self._add(part)
        for kind, variants in (("oneOf", schema.one_of), ("anyOf", schema.any_of)):
            if len(variants) == 1:
                self._add(variants[0])
            elif variants:
                self.unions.append((kind, variants, schema.discriminator))

    def required(self) -> frozenset[str]:
        """The names that any part requires."""
        return frozenset(name for part in self.schemas for name in part.required)

    def plain_facts(self) -> dict[str, Any]:
        """What the parts say together of the value itself, by the names of `Shape`."""
        parts = self.schemas
        return {
            "types": self.types(),
            "nullable": any(part.nullable for part in parts),
            "format": self.first("format"),
            "title": self.first("title"),
            "descriptions": tuple(dict.fromkeys(part.description for part in parts if part.description)),
            "enum": self.enum(),
            "enum_descriptions": tuple(pair for part in parts for pair in part.enum_descriptions),
            "default": next((part.default for part in parts if part.default is not None), None),
            "examples": tuple(dict.fromkeys(text for part in parts for text in part.examples)),
            "constraints": self.constraints(),
            "read_only": any(part.read_only for part in parts),
            "write_only": any(part.write_only for part in parts),
            "deprecated": any(part.deprecated for part in parts),
            "replacements": tuple(dict.fromkeys(name for part in parts for name in part.replacements)),
            "others": others_of(parts),
        }

    def first(self, field: str) -> str:
        return next((text for part in self.schemas if (text := getattr(part, field))), "")

    def types(self) -> tuple[str, ...]:
        """The types that all parts allow; `integer` is the narrower of `integer` and `number`."""
        allowed: set[str] = set()
        for part in self.schemas:
            mine = set(part.types)
            both = allowed & mine or (
                {"integer"} if "number" in allowed | mine and "integer" in allowed | mine else set()
            )
            allowed = both or allowed or mine
        return tuple(sorted(allowed))

    def enum(self) -> tuple[JsonText, ...] | None:
        """The values that all parts allow; the narrowest list where they contradict each other."""
        lists = [part.enum for part in self.schemas if part.enum is not None]
        if not lists:
            return None
        common = tuple(text for text in lists[-1] if all(text in values for values in lists))
        return common or lists[-1]

    def constraints(self) -> tuple[Constraint, ...]:
        found: dict[str, Constraint] = {}
        for part in self.schemas:
            for limit in part.constraints:
                known = found.get(limit.keyword)
                found[limit.keyword] = limit if known is None else _tighter(known, limit)
        return tuple(found.values())

    def properties(self) -> dict[str, list[SchemaId]]:
        found: dict[str, list[SchemaId]] = {}
        for part in self.schemas:
            for member in part.properties:
                found.setdefault(member.name, []).append(member.schema)
        return {name: found[name] for name in sorted(found)}

    def items(self) -> list[SchemaId]:
        return [part.items for part in self.schemas if part.items is not None]


def values_of(parts: Iterable[Schema]) -> list[SchemaId]:
    """Return the form of members that are not named: `additionalProperties`, and `patternProperties` of any pattern."""
    found = [part.additional for part in parts if part.additional is not None and not isinstance(part.additional, bool)]
    return found + [member.schema for part in parts for member in part.pattern_properties]


def open_to_others(parts: Iterable[Schema]) -> bool | None:
    """Tell whether all that say anything of members that are not named allow them; `None` where nothing does."""
    said = [part.additional for part in parts if isinstance(part.additional, bool)]
    return all(said) if said else None


def others_of(parts: Iterable[Schema]) -> tuple[tuple[str, JsonText], ...]:
    """Return the remaining keywords of schemas, as they are."""
    return tuple(pair for part in parts for pair in part.others if pair[0] != "externalDocs")


def has_structure(schema: Schema) -> bool:
    """Tell whether a schema says more of its values than a description and the like."""
    return bool(
        schema.properties
        or schema.pattern_properties
        or schema.items is not None
        or schema.prefix_items
        or schema.additional is not None
        or schema.any_of
        or schema.one_of
        or schema.enum
    )


def _tighter(one: Constraint, other: Constraint) -> Constraint:
    """Return the stricter of two limits of the same keyword, the first where they cannot be compared."""
    mine, theirs = value_of(one.value), value_of(other.value)
    if not isinstance(mine, (int, float)) or not isinstance(theirs, (int, float)):
        return one
    lower = one.keyword.lower().startswith("min") or one.keyword == "exclusiveMinimum"
    return other if (theirs > mine if lower else theirs < mine) else one
