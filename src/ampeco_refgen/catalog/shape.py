"""Schema → Shape: what a value really looks like, with `allOf` merged, wrappers removed and unions kept as variants.

A pure reading of the Catalog that every later stage shares. Shapes form no circles: a recursive component stays a
leaf that names its `link`; `Shapes.component` gives what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Constraint, Discriminator, Schema, SchemaId
from ampeco_refgen.catalog.schema_parts import (
    Choices,
    Parts,
    has_structure,
    merged_with,
    open_to_others,
    values_of,
)
from ampeco_refgen.catalog.usage import Holdings
from ampeco_refgen.jsonvalue import JsonText


class Member(Struct, frozen=True, kw_only=True):
    """A property of an object, or what a pattern of names stands for."""

    name: str
    shape: Shape
    required: bool


class Union(Struct, frozen=True, kw_only=True):
    """Alternatives that come on top of what their owner says: `oneOf` exactly one, `anyOf` at least one."""

    kind: str
    variants: tuple[Shape, ...]
    discriminator: Discriminator | None = None


class Shape(Struct, frozen=True, kw_only=True, eq=False):
    """The effective form of a schema, or of several that apply at once.

    `key` are the numbers of the schemas it was made of: equal keys are equal shapes. `required` also holds names
    that only variants define. `values` is the form of a map's values, `True` when any other member is allowed.
    """

    key: tuple[SchemaId, ...]
    types: tuple[str, ...] = ()
    nullable: bool = False
    format: str = ""
    title: str = ""
    descriptions: tuple[str, ...] = ()
    enum: tuple[JsonText, ...] | None = None
    enum_descriptions: tuple[tuple[str, str], ...] = ()
    default: JsonText | None = None
    examples: tuple[JsonText, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    replacements: tuple[str, ...] = ()
    link: str = ""
    members: tuple[Member, ...] = ()
    required: frozenset[str] = frozenset()
    prefix_items: tuple[Shape, ...] = ()
    items: Shape | None = None
    values: Shape | bool | None = None
    unions: tuple[Union, ...] = ()
    others: tuple[tuple[str, JsonText], ...] = ()

    @property
    def kind(self) -> str:
        """The JSON type in a word: the declared one, or what the keywords imply; `any` when nothing does."""
        types = self.types
        if types:
            return types[0] if len(types) == 1 else " or ".join(types)
        if self.members or self.values is not None:
            return "object"
        return "array" if self.items is not None else "any"

    def member(self, name: str) -> Member | None:
        """Return the property of that name which stands outside the unions, if there is one."""
        for member in self.members:
            if member.name == name:
                return member
        return None


class Shapes:
    """Gives the shapes of one Catalog, each made once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._schemas = catalog.schemas
        self._components = {component.name: component.schema for component in catalog.components}
        self._made: dict[tuple[SchemaId, ...], Shape] = {}
        self._open: list[str] = []
        if any(schema.link for schema in self._schemas) and any(map(self._extends_link, self._schemas)):
            # What is made within such a schema has links where it is entered already, and is kept: so in one order.
            for number in range(len(self._schemas)):
                self.of(number)

    @cached_property
    def holdings(self) -> Holdings:
        """What the schemas of the Catalog are made of."""
        return Holdings(self._catalog)

    def of(self, *schemas: SchemaId) -> Shape:
        """Return the shape of a value to which all the schemas apply; a recursive one as a bare link."""
        key = tuple(dict.fromkeys(schemas))
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def component(self, name: str) -> Shape:
        """Return what a `link` stands for; raises `KeyError` for a name that the document does not have."""
        return self.of(self._components[name])

    def named(self, name: str) -> Shape | None:
        """Return the shape of a component, or `None` when the document names none so."""
        return self.of(self._components[name]) if name in self._components else None

    def components(self) -> list[tuple[str, Shape]]:
        """Return every named schema of the document with its shape, by name."""
        return [(name, self.of(number)) for name, number in sorted(self._components.items())]

    def expanded(self, shape: Shape) -> Shape:
        """Return the shape itself or, for a link, what it stands for."""
        return self.component(shape.link) if shape.link else shape

    def _make(self, key: tuple[SchemaId, ...]) -> Shape:
        """Make the shape; a recursive component that it extends is written out once, and a link below itself."""
        if len(key) == 1 and (name := self._schemas[key[0]].link):
            return Shape(key=key, link=name, types=self._types_of(name), nullable=self._component(name).nullable)
        own = parts = Parts(self._schemas, {}, key)
        if not own.links:
            return self._merged(key, own, link="")
        wrapped = len(own.links) == 1 and not any(map(has_structure, own.schemas))
        entered = [] if wrapped else [name for name in own.links if name not in self._open]
        self._open += entered
        try:
            if entered:
                parts = Parts(self._schemas, {name: self._components[name] for name in entered}, key)
            return self._merged(key, parts, link=next((name for name in own.links if name not in entered), ""))
        finally:
            del self._open[len(self._open) - len(entered) :]

    def _component(self, name: str) -> Schema:
        return self._schemas[self._components[name]]

    def _types_of(self, link: str) -> tuple[str, ...]:
        """Return the JSON types of a recursive component, as far as it or what it merges says them."""
        pending, seen = [self._components[link]], set()
        while pending:
            number = pending.pop(0)
            schema = self._schemas[number]
            if number in seen:
                continue
            seen.add(number)
            if schema.types:
                return schema.types
            if schema.properties or schema.pattern_properties or schema.additional is not None:
                return ("object",)
            if schema.items is not None:
                return ("array",)
            pending += [*merged_with(schema), *([self._components[schema.link]] if schema.link else [])]
        return ()

    def _extends_link(self, schema: Schema) -> bool:
        return any(self._schemas[number].link for number in merged_with(schema))

    def _merged(self, key: tuple[SchemaId, ...], parts: Parts, link: str) -> Shape:
        required = parts.required()
        facts = parts.plain_facts()
        if link and not facts["types"]:
            facts["types"] = self._types_of(link)
        return Shape(
            key=key,
            link=link,
            members=tuple(
                Member(name=name, shape=self.of(*schemas), required=name in required)
                for name, schemas in parts.properties().items()
            ),
            required=required,
            prefix_items=tuple(self.of(number) for part in parts.schemas for number in part.prefix_items),
            items=self.of(*items) if (items := parts.items()) else None,
            values=self._values(parts.schemas),
            unions=self._unions(parts.unions),
            **facts,
        )

    def _values(self, parts: Sequence[Schema]) -> Shape | bool | None:
        values = values_of(parts)
        return self.of(*values) if values else open_to_others(parts)

    def _unions(self, unions: Iterable[Choices]) -> tuple[Union, ...]:
        return tuple(
            Union(kind=kind, variants=tuple(self.of(variant) for variant in variants), discriminator=by)
            for kind, variants, by in unions
        )
