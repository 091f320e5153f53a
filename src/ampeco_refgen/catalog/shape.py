"""Schema → Shape: what a value really looks like, with `allOf` merged, wrappers removed and unions kept as variants.

A pure reading of the Catalog that every later stage shares. Shapes form no circles: a recursive component stays a
leaf that names its `link`; `Shapes.component` gives what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Constraint, Discriminator, Schema, SchemaId
from ampeco_refgen.jsonvalue import JsonText, value_of


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
    members: tuple[Member, ...] = ()
    required: frozenset[str] = frozenset()
    prefix_items: tuple[Shape, ...] = ()
    items: Shape | None = None
    values: Shape | bool | None = None
    unions: tuple[Union, ...] = ()
    link: str = ""
    others: tuple[tuple[str, JsonText], ...] = ()

    @property
    def kind(self) -> str:
        """The JSON type in a word: the declared one, or what the keywords imply; `any` when nothing does."""
        if self.types:
            return " or ".join(self.types)
        if self.members or self.values is not None or self.link:
            return "object"
        return "array" if self.items is not None else "any"

    def member(self, name: str) -> Member | None:
        """Return the property of that name which stands outside the unions, if there is one."""
        return next((member for member in self.members if member.name == name), None)


class Shapes:
    """Gives the shapes of one Catalog, each made once."""

    def __init__(self, catalog: Catalog) -> None:
        self._schemas = catalog.schemas
        self._components = {component.name: component.schema for component in catalog.components}
        self._made: dict[tuple[SchemaId, ...], Shape] = {}
        self._open: list[str] = []

    def of(self, *schemas: SchemaId) -> Shape:
        """Return the shape of a value to which all the schemas apply; a recursive one as a bare link."""
        key = tuple(dict.fromkeys(schemas))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(key)
        return made

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
        if len(key) == 1 and self._schemas[key[0]].link:
            return Shape(key=key, link=self._schemas[key[0]].link)
        own = parts = _Parts(self._schemas, {}, key)
        wrapped = len(own.links) == 1 and not any(map(_has_structure, own.schemas))
        entered = [] if wrapped else [name for name in own.links if name not in self._open]
        self._open += entered
        try:
            if entered:
                parts = _Parts(self._schemas, {name: self._components[name] for name in entered}, key)
            return self._merged(key, parts, link=next((name for name in own.links if name not in entered), ""))
        finally:
            del self._open[len(self._open) - len(entered) :]

    def _merged(self, key: tuple[SchemaId, ...], parts: _Parts, link: str) -> Shape:
        required = frozenset(name for part in parts.schemas for name in part.required)
        return Shape(
            key=key,
            link=link,
            types=parts.types(),
            nullable=any(part.nullable for part in parts.schemas),
            format=parts.first("format"),
            title=parts.first("title"),
            descriptions=tuple(dict.fromkeys(part.description for part in parts.schemas if part.description)),
            enum=parts.enum(),
            enum_descriptions=tuple(pair for part in parts.schemas for pair in part.enum_descriptions),
            default=next((part.default for part in parts.schemas if part.default is not None), None),
            examples=tuple(dict.fromkeys(text for part in parts.schemas for text in part.examples)),
            constraints=parts.constraints(),
            read_only=any(part.read_only for part in parts.schemas),
            write_only=any(part.write_only for part in parts.schemas),
            deprecated=any(part.deprecated for part in parts.schemas),
            replacements=tuple(dict.fromkeys(name for part in parts.schemas for name in part.replacements)),
            members=tuple(
                Member(name=name, shape=self.of(*schemas), required=name in required)
                for name, schemas in parts.properties().items()
            ),
            required=required,
            prefix_items=tuple(self.of(number) for part in parts.schemas for number in part.prefix_items),
            items=self.of(*items) if (items := parts.items()) else None,
            values=self.of(*values) if (values := parts.values()) else parts.open(),
            unions=tuple(
                Union(kind=kind, variants=tuple(self.of(number) for number in variants), discriminator=by)
                for kind, variants, by in parts.unions
            ),
            others=tuple(pair for part in parts.schemas for pair in part.others if pair[0] != "externalDocs"),
        )


class _Parts:
    """The schemas that apply at once to one value: the given ones and, in depth, the parts of their `allOf`.

    `links` are the recursive components among them; only those of `components` are gone into.
    """

    def __init__(self, table: tuple[Schema, ...], components: dict[str, SchemaId], key: Iterable[SchemaId]) -> None:
        self._table = table
        self._components = components
        self._seen: set[SchemaId] = set()
        self.schemas: list[Schema] = []
        self.links: list[str] = []
        self.unions: list[tuple[str, tuple[SchemaId, ...], Discriminator | None]] = []
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

    def values(self) -> list[SchemaId]:
        """The form of members that are not named: `additionalProperties`, and `patternProperties` of any pattern."""
        found = [part.additional for part in self.schemas if part.additional is not None]
        patterns = [member.schema for part in self.schemas for member in part.pattern_properties]
        return [number for number in found if not isinstance(number, bool)] + patterns

    def open(self) -> bool | None:
        said = [part.additional for part in self.schemas if isinstance(part.additional, bool)]
        return None if not said else all(said)


def _has_structure(schema: Schema) -> bool:
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
