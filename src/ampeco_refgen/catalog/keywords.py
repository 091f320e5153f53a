"""What the keywords of a Schema Object say of a value itself: for `schemas.py`, which adds the schemas it holds.

Most schemas have three or four keywords of some thirty, so what is read are those that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ampeco_refgen.catalog.hints import replacements_named
from ampeco_refgen.catalog.model import Constraint, Discriminator
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, canonical

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
_LIMITS_SET = frozenset(LIMITS)
_SELDOM = _LIMITS_SET | {"enum", "const", "x-enumDescriptions", "example", "examples", "deprecated"}
"""The keywords that `_further` looks at."""


def plain(node: JsonObject, key: str) -> str:
    """Return a text member, or `""` where it is missing or no text."""
    return _text(node.get(key))


def facts_of(node: JsonObject, *, full: bool) -> dict[str, Any]:
    """Return fields of `Schema`, without those that hold schemas; some that have their default may be missing."""
    types, null_type = _types(node.get("type"))
    facts: dict[str, Any] = {"types": types, "nullable": null_type or node.get("nullable") is True}
    for keyword, value in node.items():
        if keyword in _FACTS:
            field, read = _FACTS[keyword]
            facts[field] = read(value)
    if full:
        facts["description"] = plain(node, "description")
    if not _SELDOM.isdisjoint(node):
        facts |= _further(node, full=full)
    return facts


def _further(node: JsonObject, *, full: bool) -> dict[str, Any]:
    """Return what several keywords say together, or what few schemas have."""
    deprecated = node.get("deprecated") is True
    return {
        "enum": _enum(node),
        "enum_descriptions": _enum_descriptions(node) if full else (),
        "examples": _examples(node),
        "constraints": tuple(_constraints(node)),
        "deprecated": deprecated,
        "replacements": replacements_named(plain(node, "description")) if deprecated else (),
    }


def _types(declared: JsonValue) -> tuple[tuple[str, ...], bool]:
    if isinstance(declared, str):
        return ((), True) if declared == "null" else ((declared,), False)
    types = sorted({name for name in declared if isinstance(name, str)}) if isinstance(declared, list) else []
    return tuple(name for name in types if name != "null"), "null" in types


def _enum(node: JsonObject) -> tuple[JsonText, ...] | None:
    if "const" in node:
        return (canonical(node["const"]),)
    values = node.get("enum")
    return tuple(dict.fromkeys(canonical(value) for value in values)) if isinstance(values, list) else None


def _enum_descriptions(node: JsonObject) -> tuple[tuple[str, str], ...]:
    meanings = node.get("x-enumDescriptions")
    if not isinstance(meanings, dict):
        return ()
    return tuple((value, text) for value, text in sorted(meanings.items()) if isinstance(text, str))


def _examples(node: JsonObject) -> tuple[JsonText, ...]:
    several = node.get("examples")
    values = ([node["example"]] if "example" in node else []) + (several if isinstance(several, list) else [])
    return tuple(dict.fromkeys(canonical(value) for value in values))


def _required(names: JsonValue) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if isinstance(name, str)})) if isinstance(names, list) else ()


def _constraints(node: JsonObject) -> Iterable[Constraint]:
    """Yield the limits; OpenAPI 3.0's boolean `exclusiveMinimum` beside `minimum` becomes 3.1's number."""
    for keyword in LIMITS if not _LIMITS_SET.isdisjoint(node) else ():
        value = node.get(keyword)
        exclusive = "exclusive" + keyword[0].upper() + keyword[1:]
        if value is None or (isinstance(value, bool) and keyword != "uniqueItems") or value is False:
            continue
        renamed = exclusive if keyword in ("minimum", "maximum") and node.get(exclusive) is True else keyword
        yield Constraint(keyword=renamed, value=canonical(value))


def _discriminator(found: JsonValue) -> Discriminator | None:
    if not isinstance(found, dict) or not isinstance(found.get("propertyName"), str):
        return None
    mapping = found.get("mapping")
    pairs = sorted(mapping.items()) if isinstance(mapping, dict) else []
    return Discriminator(
        property_name=str(found["propertyName"]),
        mapping=tuple((value, str(target).rsplit("/", 1)[-1]) for value, target in pairs),
    )


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""


def _is_true(value: JsonValue) -> bool:
    return value is True


_FACTS: dict[str, tuple[str, Callable[[JsonValue], Any]]] = {
    "format": ("format", _text),
    "title": ("title", _text),
    "default": ("default", canonical),
    "readOnly": ("read_only", _is_true),
    "writeOnly": ("write_only", _is_true),
    "required": ("required", _required),
    "discriminator": ("discriminator", _discriminator),
}
"""Keywords that say one thing by themselves: the field that holds it, and how it is read."""
