"""Facts → changes: how what is said of one value differs between two documents; part of `catalog/difference.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from ampeco_refgen.catalog.facts import Facts
from ampeco_refgen.jsonvalue import JsonText, value_of


class Change(StrEnum):
    """What happened; `catalog/difference.py` explains each."""

    ADDED = "added"
    REQUIRED_ADDED = "required-added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"
    TYPE_CHANGED = "type-changed"
    TYPE_WIDENED = "type-widened"
    TYPE_NARROWED = "type-narrowed"
    FORMAT_CHANGED = "format-changed"
    STYLE_CHANGED = "style-changed"
    ENUM_ADDED = "enum-added"
    ENUM_REMOVED = "enum-removed"
    ENUM_VALUE_ADDED = "enum-value-added"
    ENUM_VALUE_REMOVED = "enum-value-removed"
    LIMIT_TIGHTENED = "limit-tightened"
    LIMIT_LOOSENED = "limit-loosened"
    LIMIT_CHANGED = "limit-changed"
    DEFAULT_CHANGED = "default-changed"
    BECAME_REQUIRED = "became-required"
    BECAME_OPTIONAL = "became-optional"
    BECAME_NULLABLE = "became-nullable"
    BECAME_NOT_NULLABLE = "became-not-nullable"
    BECAME_READ_ONLY = "became-read-only"
    BECAME_WRITABLE = "became-writable"
    DEPRECATED = "deprecated"
    UNDEPRECATED = "undeprecated"


def changes_between(old: Facts, new: Facts) -> Iterator[tuple[Change, str, str]]:
    """Yield each change with what held before and what holds after it.

    Where two types have nothing in common, the type is all that is told of the values.
    """
    if old == new:
        return
    if old.types != new.types:
        yield _type_change(old, new), str(old), str(new)
    elif old.formats != new.formats:
        yield Change.FORMAT_CHANGED, _listed(old.formats), _listed(new.formats)
    if old.types & new.types or old.types == new.types:
        if old.enum != new.enum:
            yield from _enum_changes(old, new)
        if old.limits != new.limits:
            yield from _limit_changes(old, new)
    if old.defaults != new.defaults:
        yield Change.DEFAULT_CHANGED, _listed(old.defaults), _listed(new.defaults)
    if old.style != new.style:
        yield Change.STYLE_CHANGED, old.style, new.style
    for before, after, more, less in (
        (old.required, new.required, Change.BECAME_REQUIRED, Change.BECAME_OPTIONAL),
        (old.nullable, new.nullable, Change.BECAME_NULLABLE, Change.BECAME_NOT_NULLABLE),
        (old.deprecated, new.deprecated, Change.DEPRECATED, Change.UNDEPRECATED),
    ):
        if before != after:
            yield more if after > before else less, str(before), str(after)


def _type_change(old: Facts, new: Facts) -> Change:
    """Every integer is a number, and `any` is every type (JSON Schema Validation, section 6.1.1)."""
    if _allows(new.types, old.types):
        return Change.TYPE_WIDENED
    return Change.TYPE_NARROWED if _allows(old.types, new.types) else Change.TYPE_CHANGED


def _allows(wider: frozenset[str], types: frozenset[str]) -> bool:
    allowed = wider | {"integer"} if "number" in wider else wider
    return "any" in wider or types <= allowed


def _enum_changes(old: Facts, new: Facts) -> Iterator[tuple[Change, str, str]]:
    if old.enum is None or new.enum is None:
        if new.enum is not None:
            yield Change.ENUM_ADDED, "", ", ".join(new.enum)
        if old.enum is not None:
            yield Change.ENUM_REMOVED, ", ".join(old.enum), ""
        return
    before, after = frozenset(old.enum), frozenset(new.enum)
    yield from ((Change.ENUM_VALUE_REMOVED, text, "") for text in old.enum if text not in after)
    yield from ((Change.ENUM_VALUE_ADDED, "", text) for text in new.enum if text not in before)


def _limit_changes(old: Facts, new: Facts) -> Iterator[tuple[Change, str, str]]:
    for keyword in sorted({keyword for keyword, _ in old.limits ^ new.limits}):
        before = sorted(value for name, value in old.limits if name == keyword)
        after = sorted(value for name, value in new.limits if name == keyword)
        words = [f"{keyword} {' or '.join(values)}" if values else "" for values in (before, after)]
        yield _limit_change(keyword, before, after), words[0], words[1]


def _limit_change(keyword: str, before: list[JsonText], after: list[JsonText]) -> Change:
    if not before or not after:
        return Change.LIMIT_TIGHTENED if after else Change.LIMIT_LOOSENED
    old, new = value_of(before[0]), value_of(after[0])
    if len(before) + len(after) > 2 or not isinstance(old, (int, float)) or not isinstance(new, (int, float)):
        return Change.LIMIT_CHANGED
    if keyword == "multipleOf":
        return Change.LIMIT_CHANGED
    lower = keyword.startswith("min") or keyword in ("exclusiveMinimum", "uniqueItems")
    return Change.LIMIT_TIGHTENED if (new > old) == lower else Change.LIMIT_LOOSENED


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))
