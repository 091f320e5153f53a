"""Schema objects → `Schema` nodes, each distinct one stored once; the 3.0 and 3.1 spellings give the same node.

Numbers are given in the order of first use, so the same document gives the same numbers whatever the order of its
keys and whether its schemas are written out or referenced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias, cast

from ampeco_refgen.catalog.demand_words import demands_of
from ampeco_refgen.catalog.model import Component, Constraint, Discriminator, Property, Schema, SchemaId
from ampeco_refgen.catalog.replacement_names import replacements_named
from ampeco_refgen.catalog.said import said_in
from ampeco_refgen.catalog.subtypes import INLINED, component_named
from ampeco_refgen.catalog.undescribed import undescribed_object
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, canonical
from ampeco_refgen.openapi.references import References, reference_of

LIMITS = (
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "contentEncoding",
    "contentMediaType",
)
"""The keywords of `Schema.constraints`, in their order."""
_ENUM_NAMES = ("x-enum-varnames", "x-enumNames", "x-enum-names")
_ENUM_DESCRIPTIONS = ("x-enumDescriptions", "x-enum-descriptions")
"""What widely used tools read beside `enum`: lists in its order, or objects by the value."""
_READ = frozenset(
    {
        *LIMITS,
        *("type", "nullable", "format", "title", "description", "enum", "const", "default", "example", "examples"),
        *("readOnly", "writeOnly", "deprecated", "properties", "patternProperties", "required", "prefixItems"),
        *("items", "additionalProperties", "propertyNames", "allOf", "anyOf", "oneOf", "not", "discriminator"),
        *(*_ENUM_NAMES, *_ENUM_DESCRIPTIONS, "$ref", "$defs"),
    }
)
"""The keywords that a field of `Schema` holds, and those that say nothing of a value."""
_READ_IN_3_1 = _READ | {
    *("if", "then", "else", "dependentRequired", "dependentSchemas", "contains", "minContains", "maxContains"),
    *("contentSchema", "unevaluatedProperties", "unevaluatedItems"),
}
"""The same in OpenAPI 3.1, whose schemas are those of JSON Schema 2020-12: in 3.0 these keywords say nothing."""


DistinctKey: TypeAlias = tuple[Schema, tuple[bool, ...]]
"""A schema, and which of its fields that hold a number or a boolean hold a boolean."""


class SchemaTable:
    """Collects the schemas of one document; `schemas` is what becomes `Catalog.schemas`.

    `full` is whether descriptive sentences are kept; `siblings` whether keywords beside a `$ref` count: in OpenAPI
    3.1 they do, in 3.0 they "SHALL be ignored" (3.0.4, Reference Object).
    """

    def __init__(self, references: References, *, full: bool, siblings: bool) -> None:
        self._references = references
        self._full = full
        self._siblings = siblings
        self._ids: dict[DistinctKey, SchemaId] = {}
        self._by_node: dict[int, SchemaId] = {}
        self._components: dict[str, SchemaId | None] = {}
        self._pending: list[tuple[str, str]] = []
        named = references.find("#/components/schemas")
        self._named_schemas = named if isinstance(named, dict) else {}

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """All distinct schemas, in the order of their numbers."""
        return tuple(schema for schema, _ in self._ids)

    def components(self, named: Mapping[str, JsonValue]) -> tuple[Component, ...]:
        """Return the document's named schemas and every recursive one, sorted by name."""
        for name in sorted(named):
            self._components.setdefault(name, None)
            self._pending.append((name, f"#/components/schemas/{name.replace('~', '~0').replace('/', '~1')}"))
        while self._pending:
            name, reference = self._pending.pop(0)
            if self._components[name] is None:
                self._components[name] = self.add(self._references.target(reference))
        return tuple(
            Component(name=name, schema=schema)
            for name, schema in sorted(self._components.items())
            if schema is not None
        )

    def add(self, node: JsonValue) -> SchemaId:
        """Return the number of the schema that `node` (a Schema Object, a boolean or a reference) stands for."""
        known = self._by_node.get(id(node))
        if known is None:
            known = self._by_node[id(node)] = self._convert(node)
        return known

    def add_stream(self, item: JsonValue) -> SchemaId:
        """Return the number of the array that a body stands for of which `item` is the schema of each item."""
        return self._intern(Schema(types=("array",), items=self.add(item), stream=True))

    def both(self, *schemas: SchemaId) -> SchemaId:
        """Return the number of a schema for a value to which several apply."""
        return schemas[0] if len(schemas) == 1 else self._intern(Schema(all_of=schemas))

    def _convert(self, node: JsonValue) -> SchemaId:
        # The schemas `true` and `false` allow everything and nothing; what is no schema at all says nothing.
        if isinstance(node, bool):
            return self._intern(Schema() if node else Schema(negated=self._intern(Schema())))
        if not isinstance(node, dict):
            return self._intern(Schema())
        reference = reference_of(node)
        if not reference:
            return self._intern(self._schema(node))
        target = self._referenced(reference)
        beside = {key: value for key, value in node.items() if key != "$ref"}
        if not beside or not self._siblings:
            return target
        return self._intern(self._schema(beside, all_of=(target,)))

    def _referenced(self, reference: str) -> SchemaId:
        """Return the number of what a reference points at; of a recursive one that of a link, to be made later."""
        if reference.startswith(INLINED) or not self._references.is_recursive(reference):
            return self.add(self._references.target(reference))
        name = reference.removeprefix("#/components/schemas/")
        if name not in self._components:
            self._components[name] = None
            self._pending.append((name, reference))
        return self._intern(Schema(link=name))

    def _intern(self, schema: Schema) -> SchemaId:
        """Return the number of a schema: that of an equal one, or the next."""
        return self._ids.setdefault(distinct_key(schema), len(self._ids))

    def _schema(self, node: JsonObject, all_of: tuple[SchemaId, ...] = ()) -> Schema:
        types, null_type = _types(node.get("type"))
        # In 3.0 `nullable` widens the types; 3.1 has no such keyword.
        null_type = null_type or (not self._siblings and node.get("nullable") is True)
        # Beside types that allow null, the variants alone say whether it may be.
        any_of, null_in_any = self._variants(node, "anyOf", keep_null=bool(types) and null_type)
        one_of, null_in_one = self._variants(node, "oneOf", keep_null=bool(types) and null_type)
        deprecated = node.get("deprecated") is True
        return Schema(
            types=types,
            nullable=null_type or (not types and (null_in_any or null_in_one)),
            format=plain(node, "format"),
            title=plain(node, "title"),
            description=plain(node, "description") if self._full else "",
            enum=_enum(node),
            enum_names=_said_of_values(node, _ENUM_NAMES),
            enum_descriptions=_said_of_values(node, _ENUM_DESCRIPTIONS) if self._full else (),
            default=canonical(node["default"]) if "default" in node else None,
            examples=_examples(node),
            constraints=tuple(_constraints(node)),
            read_only=node.get("readOnly") is True,
            write_only=node.get("writeOnly") is True,
            deprecated=deprecated,
            replacements=replacements_named(plain(node, "description")) if deprecated else (),
            said=said_in(plain(node, "description")),
            demands=demands_of(plain(node, "description")),
            properties=self._named(node.get("properties")),
            pattern_properties=self._named(node.get("patternProperties")),
            required=_required(node.get("required")),
            prefix_items=self._each(node.get("prefixItems")) if self._siblings else (),
            items=self.add(node["items"]) if "items" in node else None,
            additional=self._additional(node.get("additionalProperties")),
            property_names=self.add(node["propertyNames"]) if "propertyNames" in node else None,
            all_of=all_of + self._each(node.get("allOf")),
            any_of=any_of,
            one_of=one_of,
            negated=self.add(node["not"]) if "not" in node else None,
            discriminator=self._discriminator(node.get("discriminator")),
            others=other_members(node, _READ_IN_3_1 if self._siblings else _READ, full=self._full),
            **(self._demands(node) if self._siblings else {}),
        )

    def _demands(self, node: JsonObject) -> dict[str, Any]:
        """Return, by the fields of `Schema`, what is demanded in some cases only, or of some items, or of the rest."""
        dependent = node.get("dependentRequired")
        return {
            "condition": self._schema_at(node, "if"),
            # Without `if` they have no effect (JSON Schema 2020-12, Core, section 10.2.2).
            "then": self._schema_at(node, "then") if "if" in node else None,
            "otherwise": self._schema_at(node, "else") if "if" in node else None,
            "dependent_required": tuple(
                (name, demanded)
                for name, names in sorted((dependent if isinstance(dependent, dict) else {}).items())
                if (demanded := _required(names))
            ),
            "dependent_schemas": self._named(node.get("dependentSchemas")),
            "contains": self._schema_at(node, "contains"),
            "min_contains": _count(node, "minContains"),
            "max_contains": _count(node, "maxContains"),
            # Without a media type there is no telling how to read the text (Validation, section 8.5).
            "content": self._schema_at(node, "contentSchema") if "contentMediaType" in node else None,
            "unevaluated_properties": self._additional(node.get("unevaluatedProperties")),
            "unevaluated_items": self._additional(node.get("unevaluatedItems")),
        }

    def _schema_at(self, node: JsonObject, keyword: str) -> SchemaId | None:
        return self.add(node[keyword]) if keyword in node else None

    def _named(self, members: JsonValue) -> tuple[Property, ...]:
        if not isinstance(members, dict):
            return ()
        return tuple(Property(name=name, schema=self.add(members[name])) for name in sorted(members))

    def _each(self, nodes: JsonValue) -> tuple[SchemaId, ...]:
        return tuple(self.add(node) for node in nodes) if isinstance(nodes, list) else ()

    def _additional(self, node: JsonValue) -> SchemaId | bool | None:
        if node is None or isinstance(node, bool):
            return node
        return True if node == {} else self.add(node)

    def _variants(self, node: JsonObject, keyword: str, *, keep_null: bool) -> tuple[tuple[SchemaId, ...], bool]:
        """Return the variants of a union but `{"type": "null"}`, and whether that was one of them: a nullable value."""
        nodes = node.get(keyword)
        if not isinstance(nodes, list):
            return (), False
        kept = [variant for variant in nodes if variant != {"type": "null"}]
        if keep_null or not kept:
            return self._each(nodes), False
        nulls = len(nodes) - len(kept)
        return self._each(cast("JsonValue", kept)), nulls == 1 or (nulls > 1 and keyword == "anyOf")

    def _discriminator(self, node: JsonValue) -> Discriminator | None:
        if not isinstance(node, dict) or not isinstance(node.get("propertyName"), str):
            return None
        mapping = node.get("mapping")
        pairs = sorted(mapping.items()) if isinstance(mapping, dict) else []
        targets = ((value, str(target)) for value, target in pairs)
        return Discriminator(
            property_name=str(node["propertyName"]),
            mapping=tuple((value, component_named(target, self._named_schemas) or target) for value, target in targets),
        )


def distinct_key(schema: Schema) -> DistinctKey:
    """Return a key for a schema that is equal for equal schemas only.

    By itself a schema is no such key: `additional` is `True` for "anything", which equals the number 1 of a schema.
    """
    open_or_not = (schema.additional, schema.unevaluated_properties, schema.unevaluated_items)
    return schema, tuple(isinstance(part, bool) for part in open_or_not)


def plain(node: JsonObject, key: str) -> str:
    """Return a text member, or `""` where it is missing or no text."""
    value = node.get(key)
    return value if isinstance(value, str) else ""


def other_members(node: JsonObject, read: Collection[str], *, full: bool) -> tuple[tuple[str, JsonText], ...]:
    """Return the members of `node` that no field holds, sorted; without their descriptions unless `full`."""
    rest = {key: value for key, value in node.items() if key not in read}
    kept = rest if full else undescribed_object(rest)
    return tuple((key, canonical(kept[key])) for key in sorted(kept))


def _types(declared: JsonValue) -> tuple[tuple[str, ...], bool]:
    """Return the types of a schema but `null`, and whether `null` is one of them; alone it is a type like others."""
    if declared in ("null", ["null"]):
        return ("null",), True
    if isinstance(declared, str):
        return (declared,), False
    types = sorted({name for name in declared if isinstance(name, str)}) if isinstance(declared, list) else []
    return tuple(name for name in types if name != "null"), "null" in types


def _enum(node: JsonObject) -> tuple[JsonText, ...] | None:
    if "const" in node:
        return (canonical(node["const"]),)
    values = node.get("enum")
    return tuple(dict.fromkeys(canonical(value) for value in values)) if isinstance(values, list) else None


def _said_of_values(node: JsonObject, keywords: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return what the first of some keywords says of enumerated values: pairs of a value, as text, and a text."""
    said = next((node[keyword] for keyword in keywords if keyword in node), None)
    if isinstance(said, dict):
        return tuple((value, text) for value, text in sorted(said.items()) if isinstance(text, str))
    values = node.get("enum")
    if not isinstance(said, list) or not isinstance(values, list) or len(said) != len(values):
        return ()  # which text is about which value cannot be told
    pairs = zip(values, said, strict=True)
    named = ((value if isinstance(value, str) else canonical(value), text) for value, text in pairs)
    return tuple({value: text for value, text in named if isinstance(text, str) and text}.items())


def _examples(node: JsonObject) -> tuple[JsonText, ...]:
    examples = node.get("examples")
    values = ([node["example"]] if "example" in node else []) + (examples if isinstance(examples, list) else [])
    return tuple(dict.fromkeys(canonical(value) for value in values))


def _required(names: JsonValue) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if isinstance(name, str)})) if isinstance(names, list) else ()


def _count(node: JsonObject, keyword: str) -> int | None:
    value = node.get(keyword)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _constraints(node: JsonObject) -> Iterable[Constraint]:
    """Yield the limits; OpenAPI 3.0's boolean `exclusiveMinimum` beside `minimum` becomes 3.1's number."""
    for keyword in LIMITS:
        value = node.get(keyword)
        if value is None or value is False or (value is True and keyword != "uniqueItems"):
            continue
        exclusive = "exclusive" + keyword[0].upper() + keyword[1:]
        renamed = exclusive if keyword in ("minimum", "maximum") and node.get(exclusive) is True else keyword
        yield Constraint(keyword=renamed, value=canonical(value))
