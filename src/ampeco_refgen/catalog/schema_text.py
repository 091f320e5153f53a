"""Schema → JSON Schema again, without texts: for conditions that are told as they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ampeco_refgen.catalog.model import Schema, SchemaId
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, canonical, value_of

_ALONE = {
    "items": "items",
    "additional": "additionalProperties",
    "property_names": "propertyNames",
    "negated": "not",
    "condition": "if",
    "then": "then",
    "otherwise": "else",
    "contains": "contains",
    "content": "contentSchema",
    "unevaluated_properties": "unevaluatedProperties",
    "unevaluated_items": "unevaluatedItems",
}
"""The fields of `Schema` that hold one schema, or a boolean, by the keyword of each."""
_LISTED = {"prefix_items": "prefixItems", "all_of": "allOf", "any_of": "anyOf", "one_of": "oneOf"}
_MOST_SCHEMAS = 300
"""So many schemas are written out; a condition of more of them would be no help to anybody."""
_SAYS_NOTHING = frozenset({"externalDocs", "xml", "$schema", "$comment", "$vocabulary", "definitions"})
_NAMED = {
    "properties": "properties",
    "pattern_properties": "patternProperties",
    "dependent_schemas": "dependentSchemas",
}


def schema_text(schemas: Sequence[Schema], number: SchemaId) -> JsonText:
    """Return the schema with a number as compact JSON: what restricts values, in the words of JSON Schema 2020-12.

    Schemas that were referred to are written out, but for recursive ones. The text of a very large one is empty.
    """
    budget = [_MOST_SCHEMAS]
    text = canonical(_node(schemas, number, budget))
    return text if budget[0] >= 0 else ""


def _node(schemas: Sequence[Schema], number: SchemaId, budget: list[int]) -> JsonValue:
    """Return a schema as JSON; `budget` holds how many may still be written out."""
    schema = schemas[number]
    budget[0] -= 1
    if budget[0] < 0:
        return {}
    if schema.link:
        return {"$ref": f"#/components/schemas/{schema.link}"}
    node = own_keywords(schema) | keywords_of_parts(schema, lambda part: _node(schemas, part, budget))
    return False if node == {"not": {}} else node


def keywords_of_parts(schema: Schema, written: Callable[[SchemaId], JsonValue]) -> JsonObject:
    """Return the keywords that hold schemas; `written` gives what stands for the schema with a number."""
    node: JsonObject = {}
    for field, keyword in _ALONE.items():
        part = getattr(schema, field)
        if part is not None:
            node[keyword] = part if isinstance(part, bool) else written(part)
    for field, keyword in _LISTED.items():
        if parts := getattr(schema, field):
            node[keyword] = [written(part) for part in parts]
    for field, keyword in _NAMED.items():
        if members := getattr(schema, field):
            node[keyword] = {member.name: written(member.schema) for member in members}
    return node


def own_keywords(schema: Schema) -> JsonObject:
    """Return the keywords that hold no schemas, but for `externalDocs` and extensions, which restrict nothing."""
    node: JsonObject = {}
    types = [*schema.types, *(["null"] if schema.nullable and schema.types != ("null",) else [])]
    if schema.types:
        node["type"] = types[0] if len(types) == 1 else list[JsonValue](types)
    if schema.format:
        node["format"] = schema.format
    if schema.enum is not None:
        values = [value_of(text) for text in schema.enum]
        node |= {"const": values[0]} if len(values) == 1 else {"enum": values}
    node |= {limit.keyword: value_of(limit.value) for limit in schema.constraints}
    if schema.required:
        node["required"] = list[JsonValue](schema.required)
    if schema.dependent_required:
        node["dependentRequired"] = {name: list[JsonValue](names) for name, names in schema.dependent_required}
    if schema.min_contains is not None:
        node["minContains"] = schema.min_contains
    if schema.max_contains is not None:
        node["maxContains"] = schema.max_contains
    others = {name: value_of(text) for name, text in schema.others if name[:2] != "x-" and name not in _SAYS_NOTHING}
    return node | others
