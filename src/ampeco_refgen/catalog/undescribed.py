"""OpenAPI objects as JSON → the same without their descriptive sentences; names and data stay, whatever they are.

`description` and `summary` are texts only where they are members of an object of OpenAPI: in a map they are names as
any other, a property's or a header's, and in an example they are data.
"""

from __future__ import annotations

from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, canonical, value_of

_TEXTS = frozenset({"description", "summary"})
_MAPS = frozenset(
    {
        *("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"),
        *("content", "encoding", "headers", "examples", "links", "callbacks", "variables", "responses"),
    }
)
"""The members that map names to objects (OpenAPI 3.0.4, 3.1.1 and 3.2.0; JSON Schema 2020-12)."""
_DATA = frozenset(
    {
        *("default", "example", "enum", "const", "required", "dependentRequired", "mapping"),
        *("value", "dataValue", "serializedValue", "parameters", "requestBody"),
    }
)
"""The members that hold values: of schemas and discriminators, of Example Objects, and of Link Objects."""


def undescribed_object(node: JsonObject) -> JsonObject:
    """Return an object without the sentences of it and of what it holds.

    Of an OAuth flow's scopes the names stay, whatever they are: `scopes` maps them to sentences (OpenAPI 3.0.4, OAuth
    Flow Object).
    """
    return {
        name: _member(name, value) for name, value in node.items() if name not in _TEXTS or not isinstance(value, str)
    }


def undescribed_entries(pairs: tuple[tuple[str, JsonText], ...]) -> tuple[tuple[str, JsonText], ...]:
    """Return the named objects of a map, as JSON, without their sentences."""
    return tuple((name, canonical(_undescribed(value_of(text)))) for name, text in pairs)


def undescribed_members(pairs: tuple[tuple[str, JsonText], ...]) -> tuple[tuple[str, JsonText], ...]:
    """Return the members of an object, as JSON, without its sentences."""
    kept = undescribed_object({name: value_of(text) for name, text in pairs})
    return tuple((name, canonical(value)) for name, value in kept.items())


def _member(name: str, value: JsonValue) -> JsonValue:
    """Return what stands in a member of an object."""
    if name in _DATA:
        # The parameters of what is no link may be a list of objects.
        return _undescribed(value) if name == "parameters" and isinstance(value, list) else value
    if not isinstance(value, dict):
        # The examples of a schema are a list of values.
        return value if name == "examples" else _undescribed(value)
    if name == "scopes":
        return {scope: "" if isinstance(said, str) else said for scope, said in value.items()}
    return {key: _undescribed(child) for key, child in value.items()} if name in _MAPS else undescribed_object(value)


def _undescribed(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return undescribed_object(value)
    return [_undescribed(child) for child in value] if isinstance(value, list) else value
