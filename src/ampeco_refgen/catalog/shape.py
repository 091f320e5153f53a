"""Schema → Shape: what a value really looks like, with `allOf` merged, wrappers removed and unions kept as variants.

A pure reading of the Catalog that every later stage shares. Shapes form no circles: a recursive component stays a
leaf that names its `link`; `Shapes.component` gives what it stands for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any

from msgspec import Struct, structs

from ampeco_refgen.catalog.model import Catalog, Constraint, Demand, Discriminator, Schema, SchemaId
from ampeco_refgen.catalog.needed_names import NeededNames, needed_names
from ampeco_refgen.catalog.schema_text import schema_text
from ampeco_refgen.catalog.usage import SchemaGraph
from ampeco_refgen.jsonvalue import JsonText, canonical, value_of

_TEXTS = frozenset({"title", "descriptions", "enum_descriptions", "examples", "said", "demands", "others"})
"""The fields of `Shape` that are about the schema and not about each of its values."""


class Member(Struct, frozen=True, kw_only=True):
    """A property of an object, or what a pattern of names stands for.

    `declared` is false for a name that is required although no property has it.
    """

    name: str
    shape: Shape
    required: bool
    declared: bool = True


class Union(Struct, frozen=True, kw_only=True):
    """Alternatives that come on top of what their owner says: `oneOf` exactly one, `anyOf` at least one.

    `needs` is what they ask for where they are nothing but names of members.
    """

    kind: str
    variants: tuple[Shape, ...]
    discriminator: Discriminator | None = None
    needs: NeededNames | None = None


class Branch(Struct, frozen=True, kw_only=True, eq=False):
    """What holds for a value besides, in one case.

    It is that of values with the member `name`, or that fit `test`, a schema as JSON, or do not where `fits` is false.
    They fit none of `others`, the tests of the cases before it; without any test it is all those. `required` are the
    members that every value has.
    """

    shape: Shape
    name: str = ""
    test: JsonText = ""
    fits: bool = True
    others: tuple[JsonText, ...] = ()
    required: frozenset[str] = frozenset()


class Contained(Struct, frozen=True, kw_only=True, eq=False):
    """What some items of an array are like, also as JSON, and how many of them: `most` is `None` without a limit."""

    shape: Shape
    test: JsonText
    least: int
    most: int | None


class Restrictions(Struct, frozen=True, kw_only=True, eq=False):
    """What restricts a value beyond its type, its members and items.

    `cases` are groups of what holds in some cases, `dependent` the members that are required where the first is there,
    `negated` the schemas that it must not fit, as JSON, `names` those for the names of members. `content` is the form
    of what a text holds. `only_evaluated` tells that members are excluded which no part, variant or case has.
    """

    cases: tuple[tuple[Branch, ...], ...] = ()
    dependent: tuple[tuple[str, tuple[str, ...]], ...] = ()
    contained: tuple[Contained, ...] = ()
    negated: tuple[JsonText, ...] = ()
    names: tuple[JsonText, ...] = ()
    content: Shape | None = None
    only_evaluated: bool = False

    @property
    def parts(self) -> tuple[Shape, ...]:
        """The shapes whose fields stand below those of the value."""
        branches = (branch.shape for group in self.cases for branch in group)
        contained = (some.shape for some in self.contained if some.shape.members or some.shape.link)
        return (*branches, *contained, *((self.content,) if self.content is not None else ()))


NO_RESTRICTIONS = Restrictions()


class Shape(Struct, frozen=True, kw_only=True, eq=False):
    """The effective form of a schema, or of several that apply at once.

    `key` are the numbers of the schemas it was made of: equal keys are equal shapes. `required` also holds names
    that only variants define. `values` is the form of a map's values, `True` when any other member is allowed, `False`
    when none is. `more_items` tells whether items are allowed that neither `prefix_items` nor `items` stand for, `None`
    where nothing is said of it; `never` that no value at all is valid. `patterns` are the forms of members whose names
    a pattern matches, each by its pattern; `names` is what every name of a member keeps. `docs` are External
    Documentation Objects. `stream` tells that the items come one by one.
    """

    key: tuple[SchemaId, ...]
    types: tuple[str, ...] = ()
    nullable: bool = False
    format: str = ""
    title: str = ""
    descriptions: tuple[str, ...] = ()
    enum: tuple[JsonText, ...] | None = None
    enum_names: tuple[tuple[str, str], ...] = ()
    enum_descriptions: tuple[tuple[str, str], ...] = ()
    default: JsonText | None = None
    examples: tuple[JsonText, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    replacements: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    demands: tuple[Demand, ...] = ()
    link: str = ""
    members: tuple[Member, ...] = ()
    required: frozenset[str] = frozenset()
    prefix_items: tuple[Shape, ...] = ()
    items: Shape | None = None
    stream: bool = False
    values: Shape | bool | None = None
    patterns: tuple[Member, ...] = ()
    names: Shape | None = None
    unions: tuple[Union, ...] = ()
    restrictions: Restrictions = NO_RESTRICTIONS
    more_items: bool | None = None
    never: bool = False
    docs: tuple[JsonText, ...] = ()
    others: tuple[tuple[str, JsonText], ...] = ()

    @property
    def kind(self) -> str:
        """The JSON type in a word: the declared one, or what the keywords imply; `any` when nothing does."""
        types = self.types
        if types:
            return types[0] if len(types) == 1 else " or ".join(types)
        if self.members or self.patterns or self.names or self.values is not None:
            return "object"
        return "array" if self.items is not None or self.prefix_items or self.more_items is False else "any"

    def member(self, name: str) -> Member | None:
        """Return the property of that name which stands outside the unions, if there is one."""
        for member in self.members:
            if member.name == name:
                return member
        return None


class Shapes:
    """Gives the shapes of one Catalog, each made once.

    `_open` are the recursive components that are being written out: within them they are links.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._schemas = catalog.schemas
        self._components = {component.name: component.schema for component in catalog.components}
        self._made: dict[tuple[SchemaId, ...], Shape] = {}
        self._whole: dict[tuple[SchemaId, ...], Shape] = {}
        self._open: list[str] = []
        self._null_allowed: dict[SchemaId, bool | None] = {}
        if any(schema.link for schema in self._schemas) and any(map(self._extends_link, self._schemas)):
            # What is made within such a schema has links where it is entered already, and is kept: so in one order.
            for number in range(len(self._schemas)):
                self.of(number)

    @cached_property
    def graph(self) -> SchemaGraph:
        """What the schemas of the Catalog are made of."""
        return SchemaGraph(self._catalog)

    def of(self, *schemas: SchemaId) -> Shape:
        """Return the shape of a value to which all the schemas apply; a recursive one as a bare link."""
        key = tuple(dict.fromkeys(schemas))
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def component(self, name: str) -> Shape:
        """Return what a `link` stands for; raises `KeyError` for a name that the document does not have."""
        return self.expanded(self.of(self._components[name]))

    def named(self, name: str) -> Shape | None:
        """Return the shape of a component, or `None` when the document names none so."""
        return self.of(self._components[name]) if name in self._components else None

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """The schemas of the Catalog, by number."""
        return self._schemas

    def number_of(self, name: str) -> SchemaId:
        """Return the number of a component's schema."""
        return self._components[name]

    def components(self) -> list[tuple[str, Shape]]:
        """Return every named schema of the document with its shape, by name."""
        return [(name, self.of(number)) for name, number in sorted(self._components.items())]

    @cached_property
    def _names_by_key(self) -> dict[tuple[SchemaId, ...], list[str]]:
        """The names of the components that have a shape, by its key."""
        names: dict[tuple[SchemaId, ...], list[str]] = {}
        for name, shape in self.components():
            names.setdefault(shape.key, []).append(name)
        return names

    def names_of(self, variant: Shape) -> list[str]:
        """Return the names of the components that have the shape of a variant, or else of the one that it annotates."""
        if variant.key in self._names_by_key or len(variant.key) != 1:
            return self._names_by_key.get(variant.key, [])
        schema = self._schemas[variant.key[0]]
        bare = Schema(all_of=schema.all_of, title=schema.title, description=schema.description, said=schema.said)
        if len(schema.all_of) != 1 or schema != bare:
            return []
        link = self._schemas[schema.all_of[0]].link
        return [link] if link else self._names_by_key.get(schema.all_of, [])

    def selecting(self, union: Union) -> list[tuple[str, ...]]:
        """Return for each variant of a union the values of its discriminator that select it, as far as they are known.

        They are those that the mapping gives to its component; without any, those that its own property allows and no
        other variant has; else the name of its component. Of variants that are alike each has one of the components
        that are. Source: OpenAPI Specification 3.1, Discriminator Object.
        """
        by = union.discriminator
        if by is None:
            return [()] * len(union.variants)
        variants = [self.expanded(variant) for variant in union.variants]
        known_names = list(map(self.names_of, variants))
        mapped: dict[str, list[str]] = {}
        for value, name in by.mapping:
            mapped.setdefault(name, []).append(value)
        of_others = {value for value, name in by.mapping if any(name in names for names in known_names)}
        by_property: set[int] = set()
        selecting: list[tuple[str, ...]] = []
        for place, variant in enumerate(variants):
            alike = [other for other, shape in enumerate(variants) if shape.key == variant.key]
            known = known_names[place]
            of_mapping = [name for name in known if name in mapped]
            # One component may stand for one variant only, but several names for the one variant of their shape.
            own = of_mapping if len(alike) == 1 else of_mapping[alike.index(place) :: len(alike)]
            if own:
                selecting.append(tuple(value for value, name in by.mapping if name in own))
                continue
            property_ = variant.member(by.property_name)
            if property_ is not None and property_.shape.enum:
                values = [str(value_of(text)) for text in property_.shape.enum]
                selecting.append(tuple(value for value in values if value not in of_others))
                by_property.add(place)
            else:
                has_name = len(known) == len(alike) == 1 and known[0] not in of_others
                selecting.append(tuple(known) if has_name else ())
        times = Counter(value for values in selecting for value in values)
        return [
            () if place in by_property and any(times[value] > 1 for value in values) else values
            for place, values in enumerate(selecting)
        ]

    def variant_names(self, union: Union) -> list[str]:
        """Return what each variant of a union is called: its title, else the name by which a discriminator knows it."""
        variants = [self.expanded(variant) for variant in union.variants]
        if union.discriminator is None:
            return [variant.title for variant in variants]
        mapped = {name for _, name in union.discriminator.mapping}
        names: list[str] = []
        for place, variant in enumerate(variants):
            alike = [other for other, shape in enumerate(variants) if shape.key == variant.key]
            known = self.names_of(variant)
            known = [name for name in known if name in mapped] or known
            names.append(variant.title or (known[alike.index(place)] if len(known) == len(alike) else ""))
        return names

    def expanded(self, shape: Shape) -> Shape:
        """Return the shape itself or, for a link, what it stands for together with what extends it."""
        if not shape.link:
            return shape
        if self._is_bare_link(shape.key):
            return self.component(shape.link)
        if shape.key not in self._whole:
            self._whole[shape.key] = self._make(shape.key, whole=True)
        return self._whole[shape.key]

    def linked(self, shape: Shape) -> Shape:
        """Return the shape itself or, for a link, what it stands for by itself: what extends it stands beside it.

        Where several recursive components are merged, it is all of them together.
        """
        if not shape.link:
            return shape
        merged = len(set(_AppliedSchemas(self._schemas, {}, shape.key).links)) > 1
        return self.expanded(shape) if merged else self.component(shape.link)

    def _is_bare_link(self, key: tuple[SchemaId, ...]) -> bool:
        return len(key) == 1 and bool(self._schemas[key[0]].link)

    def _make(self, key: tuple[SchemaId, ...], *, whole: bool = False) -> Shape:
        """Return the shape of schemas that apply at once.

        A link alone stays a link, also one that is only described, unless the `whole` is asked for. A recursive
        component that is extended by other schemas (`allOf`) is merged with them, as are those that it extends in turn;
        it is a link again where it stands below itself.
        """
        own = _AppliedSchemas(self._schemas, {}, key)
        if not own.links:
            return self._merged(key, own, link="")
        described = len(own.links) == 1 and not any(map(_has_structure, own.schemas))
        if self._is_bare_link(key) or (described and not whole):
            return self._merged(key, own, link=own.links[0])
        closed = {name: number for name, number in self._components.items() if name not in self._open}
        applied = _AppliedSchemas(self._schemas, closed, key)
        entered = [name for name in dict.fromkeys(applied.links) if name in closed]
        self._open += entered
        try:
            return self._merged(key, applied, link=next((name for name in applied.links if name not in entered), ""))
        finally:
            del self._open[len(self._open) - len(entered) :]

    def _is_nullable(self, key: Iterable[SchemaId]) -> bool:
        """Tell whether schemas that apply at once allow null by what they say; a value of any kind is not marked."""
        said = [self._allows_null(number) for number in key]
        return True in said and False not in said

    def _allows_null(self, number: SchemaId) -> bool | None:
        """Return whether a schema allows null, `None` where it says nothing of it.

        All parts of `allOf` must allow it, and of a union one variant (JSON Schema 2020-12, Core, section 10.2.1).
        """
        if number not in self._null_allowed:
            self._null_allowed[number] = None  # within itself a recursive schema says no more
            self._null_allowed[number] = self._find_null(self._schemas[number])
        return self._null_allowed[number]

    def _find_null(self, schema: Schema) -> bool | None:
        if schema.link:
            return self._allows_null(self._components[schema.link])
        # 3.0.0 to 3.0.2 word `nullable` as "Allows sending a null value for the defined schema", and documents mean it
        # so beside `allOf` as well.
        if schema.nullable and (not schema.types or self._catalog.openapi.startswith("3.0")):
            return True
        said = [self._allows_null(part) for part in schema.all_of]
        said += [schema.nullable] if schema.types else []
        for variants in filter(None, (schema.one_of, schema.any_of)):
            of_variants = [self._allows_null(variant) for variant in variants]
            said.append(True if True in of_variants else None if None in of_variants else False)
        return False if False in said else True if True in said else None

    def _types_of(self, link: str) -> tuple[str, ...]:
        """Return the JSON types of a recursive component: as it or a schema that it merges states or implies them."""
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
            pending += [*_merged_with(schema), *([self._components[schema.link]] if schema.link else [])]
        return ()

    def _extends_link(self, schema: Schema) -> bool:
        return any(self._schemas[number].link for number in _merged_with(schema))

    def _merged(self, key: tuple[SchemaId, ...], applied: _AppliedSchemas, link: str) -> Shape:
        required = applied.required()
        keywords = applied.value_keywords()
        every = applied
        if link:
            # What is said of the value holds wherever it stands; texts about it stand with its fields.
            every = _AppliedSchemas(self._schemas, self._components, key)
            keywords |= {name: value for name, value in every.value_keywords().items() if name not in _TEXTS}
            keywords["types"] = keywords["types"] or self._types_of(link)
        keywords["nullable"] = self._is_nullable(key)
        values = self._values(applied.schemas)
        if link and values is None:
            values = _open_to_others(every.schemas)
        return Shape(
            key=key,
            link=link,
            members=self._members(key, applied, link),
            required=required,
            prefix_items=tuple(self.of(number) for part in applied.schemas for number in part.prefix_items),
            **self._items(applied),
            values=values,
            patterns=tuple(
                Member(name=pattern, shape=self.of(*schemas), required=False)
                for pattern, schemas in applied.patterns().items()
            ),
            names=self.of(*names) if (names := applied.names()) else None,
            unions=self._unions(applied.unions),
            restrictions=self._restrictions(applied, required),
            never=any(map(self._allows_nothing, applied.schemas)),
            **keywords,
        )

    def _allows_nothing(self, schema: Schema) -> bool:
        """Tell whether a schema excludes what any value is (JSON Schema 2020-12, Core, section 4.3.2: `false`)."""
        return schema.negated is not None and _without_texts(self._schemas[schema.negated]) == _ANYTHING

    def _items(self, applied: _AppliedSchemas) -> dict[str, Any]:
        """Return the form of items, or that there are no more of them, by the fields of `Shape`.

        Sources: JSON Schema 2020-12, Core, sections 10.3.1.2 and 11.2. What `contains` finds counts as evaluated.
        """
        said: list[SchemaId | bool] = list(applied.items())
        if not said:
            unevaluated = [part.unevaluated_items for part in applied.schemas if part.unevaluated_items is not None]
            looked_for = any(part.contains is not None for part in applied.schemas)
            said = [part for part in unevaluated if isinstance(part, bool) or not looked_for]
        if any(part is False or (not isinstance(part, bool) and self.of(part).never) for part in said):
            return {"more_items": False}
        numbers = [part for part in said if not isinstance(part, bool)]
        return {"items": self.of(*numbers) if numbers else None}

    def _restrictions(self, applied: _AppliedSchemas, required: frozenset[str]) -> Restrictions:
        """Return what restricts a value to which schemas apply, beyond its type, its members and items."""
        parts = applied.schemas
        if not any(map(_is_restricted, parts)):
            return NO_RESTRICTIONS
        excluded = [part.negated for part in parts if part.negated is not None and not self._allows_nothing(part)]
        content = [part.content for part in parts if part.content is not None]
        return Restrictions(
            cases=tuple(group for part in parts for group in self._cases(part, required) if group),
            dependent=tuple(dict.fromkeys(pair for part in parts for pair in part.dependent_required)),
            contained=tuple(
                Contained(
                    shape=self.of(part.contains),
                    test=schema_text(self._schemas, part.contains),
                    least=1 if part.min_contains is None else part.min_contains,
                    most=part.max_contains,
                )
                for part in parts
                if part.contains is not None and not (part.min_contains == 0 and part.max_contains is None)
            ),
            negated=tuple(dict.fromkeys(schema_text(self._schemas, number) for number in excluded)),
            names=tuple(schema_text(self._schemas, number) for number in applied.names()),
            content=self.of(*content) if content else None,
            only_evaluated=bool(_unevaluated_of(parts)),
        )

    def _cases(self, schema: Schema, required: frozenset[str]) -> Iterator[tuple[Branch, ...]]:
        """Yield what a schema demands in some cases, those that exclude each other together.

        Sources: JSON Schema 2020-12, Core, sections 10.2.2.1 to 10.2.2.4.
        """
        for member in schema.dependent_schemas:
            yield (Branch(shape=self.of(member.schema), name=member.name),)
        yield tuple(self._chain(schema, required))

    def _chain(self, schema: Schema, required: frozenset[str]) -> Iterator[Branch]:
        """Yield the cases of an `if`; an `else` that is nothing but another `if` brings its own."""
        others: tuple[JsonText, ...] = ()
        while schema.condition is not None:
            test = schema_text(self._schemas, schema.condition)
            then, otherwise = self._said(schema.then), self._said(schema.otherwise)
            if then is not None:
                yield Branch(shape=self.of(then), test=test, others=others, required=required)
            if otherwise is None:
                return
            if then is None:
                yield Branch(shape=self.of(otherwise), test=test, fits=False, others=others, required=required)
                return
            others = (*others, test)
            following = self._schemas[otherwise]
            bare = structs.replace(_without_texts(following), condition=None, then=None, otherwise=None)
            if following.condition is None or bare != _ANYTHING:
                yield Branch(shape=self.of(otherwise), others=others, required=required)
                return
            schema = following

    def _said(self, number: SchemaId | None) -> SchemaId | None:
        """Return the number of a schema that says something of values, else `None`."""
        return None if number is None or _without_texts(self._schemas[number]) == _ANYTHING else number

    def _members(self, key: tuple[SchemaId, ...], applied: _AppliedSchemas, link: str) -> tuple[Member, ...]:
        """Return the members by name: the properties, and what is required although no property has the name.

        Source: JSON Schema 2020-12, Validation, section 6.5.3: `required` needs no entry in `properties`.
        """
        required, properties = applied.required(), applied.properties()
        members = [
            Member(name=name, shape=self.of(*schemas), required=name in required)
            for name, schemas in properties.items()
        ]
        # A variant may require what its owner declares, and a link stands for further properties.
        if not link and not self._variants.intersection(key):
            undeclared = required - properties.keys()
            undeclared -= self._names_in_variants(applied) if undeclared and applied.unions else set()
            members += [
                Member(name=name, shape=self.of(*applied.unnamed(name)), required=True, declared=False)
                for name in undeclared
            ]
        return tuple(sorted(members, key=lambda member: member.name))

    @cached_property
    def _variants(self) -> frozenset[SchemaId]:
        """The schemas that are variants of a union, and those that these merge."""
        variants: set[SchemaId] = set()
        pending = [
            number for schema in self._schemas for number in (*schema.one_of, *schema.any_of, *_of_cases(schema))
        ]
        while pending:
            number = pending.pop()
            if number not in variants:
                variants.add(number)
                pending += _merged_with(self._schemas[number])
        return frozenset(variants)

    def _names_in_variants(self, applied: _AppliedSchemas) -> set[str]:
        """Return the names of all properties in the variants of unions, at any depth."""
        names: set[str] = set()
        seen: set[SchemaId] = set()
        pending = [number for union in applied.unions for number in union.schemas]
        while pending:
            number = pending.pop()
            if number in seen:
                continue
            seen.add(number)
            schema = self._schemas[number]
            names |= {member.name for member in schema.properties}
            pending += [*schema.all_of, *schema.one_of, *schema.any_of]
            pending += [self._components[schema.link]] if schema.link else []
        return names

    def _values(self, parts: Sequence[Schema]) -> Shape | bool | None:
        is_open, values, unevaluated = _open_to_others(parts), _values_of(parts), _unevaluated_of(parts)
        if is_open is False or False in [rest for rest in unevaluated if isinstance(rest, bool)]:
            return False
        values = values or [rest for rest in unevaluated if not isinstance(rest, bool)]
        if values:
            shape = self.of(*values)
            return False if shape.never else shape
        return True if unevaluated else is_open

    def _unions(self, unions: Iterable[_Variants]) -> tuple[Union, ...]:
        return tuple(
            Union(
                kind=union.kind,
                variants=tuple(self.of(variant) for variant in union.schemas),
                discriminator=union.discriminator,
                needs=needed_names(self._schemas, union.kind, union.schemas),
            )
            for union in unions
        )


def alternatives(shape: Shape) -> Iterator[Shape]:
    """Yield the shapes without unions that a shape may stand for, each once: itself, or the variants of its unions.

    Variants that have unions themselves are replaced by their variants.
    """
    pending, seen = [shape], {shape.key}
    while pending:
        current = pending.pop()
        if not current.unions:
            yield current
        below = [variant for union in current.unions for variant in union.variants]
        fresh = [variant for key, variant in {variant.key: variant for variant in below}.items() if key not in seen]
        seen.update(variant.key for variant in fresh)
        pending += reversed(fresh)


class _Variants(Struct, frozen=True, kw_only=True):
    """A union as its schema has it: `oneOf` or `anyOf`, its variants, and what tells them apart."""

    kind: str
    schemas: tuple[SchemaId, ...]
    discriminator: Discriminator | None


class _AppliedSchemas:
    """The schemas that apply at once to one value: the given ones and, at any depth, the parts of their `allOf`.

    A union of a single variant counts as a part; `unions` are the others. `links` are the names of the recursive
    components that were met; the parts of those in `components` are collected, too.
    """

    def __init__(self, table: tuple[Schema, ...], components: dict[str, SchemaId], key: Iterable[SchemaId]) -> None:
        self._table = table
        self._components = components
        self._seen: set[SchemaId] = set()
        self.schemas: list[Schema] = []
        self.links: list[str] = []
        self.unions: list[_Variants] = []
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
                self.unions.append(_Variants(kind=kind, schemas=variants, discriminator=schema.discriminator))

    def required(self) -> frozenset[str]:
        """The names that any part requires."""
        return frozenset(name for part in self.schemas for name in part.required)

    def value_keywords(self) -> dict[str, Any]:
        """What they say together of the value itself, by the names of `Shape`."""
        parts = self.schemas
        return {
            "types": self.types(),
            "format": self.first("format"),
            "title": self.first("title"),
            "descriptions": tuple(dict.fromkeys(part.description for part in parts if part.description)),
            "enum": self.enum(),
            "enum_names": tuple(pair for part in parts for pair in part.enum_names),
            "enum_descriptions": tuple(pair for part in parts for pair in part.enum_descriptions),
            "default": next((part.default for part in parts if part.default is not None), None),
            "examples": tuple(dict.fromkeys(text for part in parts for text in part.examples)),
            "constraints": self.constraints(),
            "read_only": any(part.read_only for part in parts),
            "write_only": any(part.write_only for part in parts),
            "deprecated": any(part.deprecated for part in parts),
            "replacements": tuple(dict.fromkeys(name for part in parts for name in part.replacements)),
            "said": tuple(sorted({fact for part in parts for fact in part.said})),
            "demands": tuple(dict.fromkeys(demand for part in parts for demand in part.demands)),
            "stream": any(part.stream for part in parts),
            "docs": _docs_of(parts),
            "others": _others_of(parts),
        }

    def first(self, field: str) -> str:
        """The first text that a part has in a field, or nothing."""
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
        """The limits of all parts: of several by one keyword that which implies the others, where one does.

        All parts hold (JSON Schema 2020-12, Core, section 10.2.1.1), so of patterns each stays.
        """
        limits: dict[str, list[Constraint]] = {}
        for part in self.schemas:
            for limit in part.constraints:
                known = limits.setdefault(limit.keyword, [])
                if not known:
                    known.append(limit)
                elif (both := _both(known[-1], limit)) is not None:
                    known[-1] = both
                elif limit not in known:
                    known.append(limit)
        return tuple(limit for several in limits.values() for limit in several)

    def properties(self) -> dict[str, list[SchemaId]]:
        """The names of properties, sorted, each with the schemas that the parts give it."""
        schemas_of: dict[str, list[SchemaId]] = {}
        for part in self.schemas:
            for member in part.properties:
                schemas_of.setdefault(member.name, []).append(member.schema)
        return {name: schemas_of[name] for name in sorted(schemas_of)}

    def patterns(self) -> dict[str, list[SchemaId]]:
        """The patterns of names, sorted, each with the schemas that the parts give it."""
        schemas_of: dict[str, list[SchemaId]] = {}
        for part in self.schemas:
            for member in part.pattern_properties:
                schemas_of.setdefault(member.name, []).append(member.schema)
        return {pattern: schemas_of[pattern] for pattern in sorted(schemas_of)}

    def unnamed(self, name: str) -> list[SchemaId]:
        """The schemas that hold for a member without a property: of patterns that its name matches, else of others."""
        matching = [
            number for pattern, schemas in self.patterns().items() if _finds(pattern, name) for number in schemas
        ]
        return matching or _values_of(self.schemas)

    def names(self) -> list[SchemaId]:
        """The schemas that the parts give to the names of members."""
        return [part.property_names for part in self.schemas if part.property_names is not None]

    def items(self) -> list[SchemaId]:
        """The schemas that the parts give to the items of an array."""
        return [part.items for part in self.schemas if part.items is not None]


def _finds(pattern: str, name: str) -> bool:
    """Tell whether a pattern is found in a name; one that cannot be read is not."""
    from jsonschema_rs import ValidationError, validator_for

    try:
        # Unlike `re` it gives up where a hostile pattern would run for ever.
        return validator_for({"pattern": pattern}).is_valid(name)
    except ValidationError:
        return False


def _merged_with(schema: Schema) -> tuple[SchemaId, ...]:
    """Return the schemas that apply along with one: of its `allOf`, and the variant of a union that has one."""
    unions = (schema.one_of, schema.any_of)
    return (*schema.all_of, *(variants[0] for variants in unions if len(variants) == 1))


def _values_of(parts: Iterable[Schema]) -> list[SchemaId]:
    """Return the schemas of members that neither a name nor a pattern stands for."""
    return [part.additional for part in parts if part.additional is not None and not isinstance(part.additional, bool)]


def _of_cases(schema: Schema) -> tuple[SchemaId, ...]:
    """Return the schemas that hold for the value itself in some cases, or that it must not fit."""
    alone = (schema.condition, schema.then, schema.otherwise, schema.negated)
    return (*(number for number in alone if number is not None), *(part.schema for part in schema.dependent_schemas))


def _is_restricted(schema: Schema) -> bool:
    """Tell whether a schema has any of what makes up the `Restrictions` of a shape."""
    alone = (schema.contains, schema.property_names, schema.content, schema.unevaluated_properties)
    return bool(_of_cases(schema) or schema.dependent_required or any(part is not None for part in alone))


_ANYTHING = Schema()


def _without_texts(schema: Schema) -> Schema:
    """Return a schema without what says nothing of values."""
    return structs.replace(schema, title="", description="", examples=(), default=None, said=(), demands=())


def _open_to_others(parts: Iterable[Schema]) -> bool | None:
    """Tell whether members that are not named are allowed: by all schemas that say so; `None` where none says."""
    said = [part.additional for part in parts if isinstance(part.additional, bool)]
    return all(said) if said else None


def _unevaluated_of(parts: Sequence[Schema]) -> list[SchemaId | bool]:
    """Return what holds for members that nothing else stands for; empty where `additionalProperties` does for all.

    Source: JSON Schema 2020-12, Core, section 11.3.
    """
    if any(part.additional is not None for part in parts):
        return []
    return [part.unevaluated_properties for part in parts if part.unevaluated_properties is not None]


def _docs_of(parts: Iterable[Schema]) -> tuple[JsonText, ...]:
    return tuple(dict.fromkeys(text for part in parts for name, text in part.others if name == "externalDocs"))


def _others_of(parts: Iterable[Schema]) -> tuple[tuple[str, JsonText], ...]:
    """Return the remaining keywords of schemas but `externalDocs`, which say nothing of values."""
    return tuple(pair for part in parts for pair in part.others if pair[0] != "externalDocs")


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
        or schema.required
        or _is_restricted(schema)
    )


def _both(first: Constraint, second: Constraint) -> Constraint | None:
    """Return the one limit that says what two of the same keyword do, `None` where it takes both."""
    mine, theirs = value_of(first.value), value_of(second.value)
    if mine == theirs:
        return first
    if not isinstance(mine, (int, float)) or not isinstance(theirs, (int, float)):
        return None
    if first.keyword == "multipleOf":
        return _multiple_of_both(first, second)
    lower = first.keyword.lower().startswith("min") or first.keyword == "exclusiveMinimum"
    return second if (theirs > mine if lower else theirs < mine) else first


def _multiple_of_both(first: Constraint, second: Constraint) -> Constraint | None:
    """Return the least common multiple of two numbers, as fractions may have one as well: of 0.4 and 0.6 it is 1.2."""
    mine, theirs = Fraction(first.value), Fraction(second.value)
    if mine <= 0 or theirs <= 0:
        return None
    common = Fraction(lcm(mine.numerator, theirs.numerator), gcd(mine.denominator, theirs.denominator))
    whole = common.denominator == 1
    return Constraint(keyword=first.keyword, value=canonical(common.numerator if whole else float(common)))
