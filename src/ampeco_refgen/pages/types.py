"""The type of a value in words: what it is, what it holds, its format and its limits."""

from __future__ import annotations

from ampeco_refgen.catalog.model import Constraint
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.text import code, prose

_LIMITS = {
    "minimum": "min {}",
    "maximum": "max {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "multiple of {}",
    "minLength": "min length {}",
    "maxLength": "max length {}",
    "minItems": "min items {}",
    "maxItems": "max items {}",
    "uniqueItems": "unique items",
    "minProperties": "min members {}",
    "maxProperties": "max members {}",
}


def nesting(shape: Shape) -> tuple[str, Shape]:
    """Return the type with what an array or a map holds, in words, and the innermost shape."""
    words = shape.kind
    if shape.items is not None and shape.kind == "array":
        inner, innermost = nesting(shape.items)
        return f"array of {inner}", innermost
    if isinstance(shape.values, Shape) and not shape.members:
        inner, _ = nesting(shape.values)
        return f"map of {inner}", shape
    return words, shape


def type_in_words(words: str, shape: Shape, inner: Shape) -> str:
    """Return the type of a value, of which `nesting` gives the words and the innermost shape, with its limits."""
    facts = [form] if (form := inner.format and prose(inner.format)) else []
    facts += map(_limit, inner.constraints)
    if inner is not shape:
        words += " or null" if inner.nullable else ""
        facts += map(_limit, shape.constraints)
    return f"{words} ({', '.join(facts)})" if facts else words


def _limit(limit: Constraint) -> str:
    if limit.keyword in _LIMITS:
        return _LIMITS[limit.keyword].format(limit.value)
    value = value_of(limit.value)
    return f"{prose(limit.keyword)} {code(value if isinstance(value, str) else limit.value)}"
