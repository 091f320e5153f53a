"""Two contracts of one value → what changed of it, without a judgement: type, format, values, limits, marks.

Where the value stands makes no difference here: `operation_changes.py` knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.compare.changes import ChangeKind
from ampeco_refgen.compare.contract import EXPLODED, ValueContract, usual_style
from ampeco_refgen.jsonvalue import JsonText, value_of

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_WITHIN = {"int32": ("int64",), "float": ("double",)}
"""Format of numbers → those that hold all of its values (OpenAPI 3.0.4, Data Type Format)."""
_FORMAT_BY_CONTENT = {
    "byte": ("contentEncoding", '"base64"'),
    "binary": ("contentMediaType", '"application/octet-stream"'),
}
"""Format of OpenAPI 3.0 → what 3.1 has for it."""


class ValueChange(Struct, frozen=True):
    """What changed of one value; `before` and `after` are what held, in words, empty for nothing."""

    kind: ChangeKind
    before: str = ""
    after: str = ""


def value_changes(old: ValueContract, new: ValueContract) -> Iterator[ValueChange]:
    """Yield what changed of one value.

    Enums and limits are compared only where the types have something in common: a limit of a text says nothing of a
    number.
    """
    old, new = _spelled_alike(old, new), _spelled_alike(new, old)
    if old == new or (_is_binary(old) and _is_anything(new)) or (_is_anything(old) and _is_binary(new)):
        return
    if old.never or new.never:
        if old.never != new.never:
            yield ValueChange(ChangeKind.FORBIDDEN if new.never else ChangeKind.ALLOWED, str(old), str(new))
        return
    if old.types != new.types:
        yield ValueChange(_type_change(old, new), str(old), str(new))
    elif old.formats != new.formats:
        kinds = (ChangeKind.FORMAT_ADDED, ChangeKind.FORMAT_REMOVED, _format_change(old.formats, new.formats))
        yield _came_went_or_changed(old.formats, new.formats, kinds)
    if old.types & new.types or old.types == new.types:
        if old.enum != new.enum:
            yield from _enum_changes(old, new)
        if old.limits != new.limits:
            yield from _limit_changes(old, new)
    if old.defaults != new.defaults:
        kinds = (ChangeKind.DEFAULT_ADDED, ChangeKind.DEFAULT_REMOVED, ChangeKind.DEFAULT_CHANGED)
        yield _came_went_or_changed(old.defaults, new.defaults, kinds)
    if old.style != new.style and not _is_written_alike(old, new):
        was, now = (value.style or usual_style(value.types) for value in (old, new))
        yield ValueChange(ChangeKind.STYLE_CHANGED, was, now)
    for were, are, added, removed in (
        (old.part_types, new.part_types, ChangeKind.PART_TYPE_ADDED, ChangeKind.PART_TYPE_REMOVED),
        (old.conditions, new.conditions, ChangeKind.CONDITION_ADDED, ChangeKind.CONDITION_REMOVED),
    ):
        yield from (ValueChange(removed, before=text) for text in sorted(were - are))
        yield from (ValueChange(added, after=text) for text in sorted(are - were))
    for before, after, more, less in (
        (old.required, new.required, ChangeKind.BECAME_REQUIRED, ChangeKind.BECAME_OPTIONAL),
        (old.nullable, new.nullable, ChangeKind.BECAME_NULLABLE, ChangeKind.BECAME_NOT_NULLABLE),
        (old.deprecated, new.deprecated, ChangeKind.DEPRECATED, ChangeKind.UNDEPRECATED),
        (old.closed, new.closed, ChangeKind.CLOSED, ChangeKind.OPENED),
        (old.reserved, new.reserved, ChangeKind.RESERVED_ALLOWED, ChangeKind.RESERVED_REFUSED),
    ):
        # Anything includes null, whatever is said of it (OpenAPI 3.0.3, Schema Object, `nullable`).
        if before != after and not (more is ChangeKind.BECAME_NULLABLE and "any" in old.types | new.types):
            yield ValueChange(more if after > before else less, str(before), str(after))


def with_enums_as_a_whole(
    old: ValueContract, new: ValueContract, changes: Iterable[ValueChange]
) -> Iterator[ValueChange]:
    """Yield the changes of a value, with one for its enum where none of the old values is left."""
    of_values = (ChangeKind.ENUM_VALUE_ADDED, ChangeKind.ENUM_VALUE_REMOVED)
    replaced = bool(old.enum and new.enum) and not set(old.enum or ()) & set(new.enum or ())
    yield from (change for change in changes if not (replaced and change.kind in of_values))
    if replaced and (not old.types or not new.types or old.types & new.types):
        yield ValueChange(ChangeKind.ENUM_CHANGED, ", ".join(old.enum or ()), ", ".join(new.enum or ()))


def _came_went_or_changed(
    old: Iterable[str], new: Iterable[str], kinds: tuple[ChangeKind, ChangeKind, ChangeKind]
) -> ValueChange:
    """Return the change of a set of texts; `kinds` are that of one that came, that went, and that is another now."""
    before, after = ", ".join(sorted(old)), ", ".join(sorted(new))
    added, removed, changed = kinds
    return ValueChange(changed if before and after else added if after else removed, before, after)


def _type_change(old: ValueContract, new: ValueContract) -> ChangeKind:
    """Tell whether all that was of the old types is of the new ones, the other way round, or neither."""
    if _allows(new.types, old.types):
        return ChangeKind.TYPE_WIDENED
    return ChangeKind.TYPE_NARROWED if _allows(old.types, new.types) else ChangeKind.TYPE_CHANGED


def _format_change(old: frozenset[str], new: frozenset[str]) -> ChangeKind:
    """Tell whether all that was of the old formats is of the new ones, the other way round, or neither."""
    if all(new.intersection((name, *_WITHIN.get(name, ()))) for name in old):
        return ChangeKind.FORMAT_WIDENED
    narrowed = all(old.intersection((name, *_WITHIN.get(name, ()))) for name in new)
    return ChangeKind.FORMAT_NARROWED if narrowed else ChangeKind.FORMAT_CHANGED


def _spelled_alike(value: ValueContract, other: ValueContract) -> ValueContract:
    """Return a value that tells its encoding by keywords with the format that the other one has for the same.

    Source: OpenAPI 3.1.0, Considerations for File Uploads; 3.0.4, Data Type Format.
    """
    for name, content in _FORMAT_BY_CONTENT.items():
        if content in value.limits and name in other.formats and name not in value.formats:
            value = replace(value, formats=value.formats | {name}, limits=value.limits - {content}, words=other.words)
    return value


def _is_binary(value: ValueContract) -> bool:
    return value.formats == {"binary"} or _FORMAT_BY_CONTENT["binary"] in value.limits


def _is_anything(value: ValueContract) -> bool:
    """Tell whether nothing is said of a value, as OpenAPI 3.1 describes bodies of bytes."""
    return value.types == {"any"} and not (value.limits or value.conditions or value.enum or value.never)


def _is_written_alike(old: ValueContract, new: ValueContract) -> bool:
    """Tell whether styles differ only in `explode`, of what it has no effect on (OpenAPI 3.0.4, Parameter Object)."""
    is_same = old.style.removesuffix(EXPLODED) == new.style.removesuffix(EXPLODED)
    return is_same and any(value.types <= _SCALARS for value in (old, new))


def takes_any_scalar(old: ValueContract, new: ValueContract) -> bool:
    """Tell whether numbers and the like, which stand as text in a URL or header, may be any text now."""
    return "string" in new.types and old.types <= _SCALARS | new.types and not (new.formats or new.enum or new.limits)


def _allows(wider: frozenset[str], types: frozenset[str]) -> bool:
    """Every integer is a number, and `any` is every type (JSON Schema Validation, section 6.1.1)."""
    allowed = wider | {"integer"} if "number" in wider else wider
    return "any" in wider or types <= allowed


def _enum_changes(old: ValueContract, new: ValueContract) -> Iterator[ValueChange]:
    """Yield one change for an enum that came or went as a whole, else one for each of its values that did."""
    if old.enum is None or new.enum is None:
        if new.enum is not None:
            yield ValueChange(ChangeKind.ENUM_ADDED, after=", ".join(new.enum))
        if old.enum is not None:
            yield ValueChange(ChangeKind.ENUM_REMOVED, before=", ".join(old.enum))
        return
    before, after = frozenset(old.enum), frozenset(new.enum)
    yield from (ValueChange(ChangeKind.ENUM_VALUE_REMOVED, before=text) for text in old.enum if text not in after)
    yield from (ValueChange(ChangeKind.ENUM_VALUE_ADDED, after=text) for text in new.enum if text not in before)


def _limit_changes(old: ValueContract, new: ValueContract) -> Iterator[ValueChange]:
    """Yield one change for each keyword; merged variants can have several values for it.

    A bound that is no longer, or now, one of the values itself is one change.
    """
    keywords = {keyword for keyword, _ in old.limits ^ new.limits}
    for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        change = _bound_change(old, new, inclusive, exclusive)
        if change is not None:
            keywords -= {inclusive, exclusive}
            yield change
    for keyword in sorted(keywords):
        before = sorted(value for name, value in old.limits if name == keyword)
        after = sorted(value for name, value in new.limits if name == keyword)
        words = [f"{keyword} {' or '.join(values)}" if values else "" for values in (before, after)]
        yield ValueChange(_limit_change(keyword, before, after), *words)


def _bound_change(old: ValueContract, new: ValueContract, inclusive: str, exclusive: str) -> ValueChange | None:
    """Return the change of a bound from `inclusive` to `exclusive` or back; `None` where that is not all."""
    before, after = (
        [limit for limit in contract.limits if limit[0] in (inclusive, exclusive)] for contract in (old, new)
    )
    if len(before) != 1 or len(after) != 1 or before[0][0] == after[0][0]:
        return None
    (was, limit), (now, bound) = before[0], after[0]
    kind = _limit_change(inclusive, [limit], [bound])
    if value_of(limit) == value_of(bound):
        kind = ChangeKind.LIMIT_TIGHTENED if now == exclusive else ChangeKind.LIMIT_LOOSENED
    return ValueChange(kind, f"{was} {limit}", f"{now} {bound}")


def _limit_change(keyword: str, before: list[JsonText], after: list[JsonText]) -> ChangeKind:
    if keyword in ("contentEncoding", "contentMediaType"):
        return ChangeKind.CONTENT_CHANGED
    if not before or not after:
        return ChangeKind.LIMIT_TIGHTENED if after else ChangeKind.LIMIT_LOOSENED
    if keyword == "pattern":
        were, are = (set(limits[0].split(" and ")) for limits in (before, after))
        if len(before) == len(after) == 1 and (were < are or are < were):
            return ChangeKind.LIMIT_TIGHTENED if were < are else ChangeKind.LIMIT_LOOSENED
        return ChangeKind.LIMIT_CHANGED
    old, new = value_of(before[0]), value_of(after[0])
    if len(before) + len(after) > 2 or not isinstance(old, (int, float)) or not isinstance(new, (int, float)):
        return ChangeKind.LIMIT_CHANGED
    if keyword == "multipleOf":  # a larger one is no narrower limit: 4 and 6 allow different numbers
        return ChangeKind.LIMIT_CHANGED
    lower = keyword.startswith("min") or keyword in ("exclusiveMinimum", "uniqueItems")
    return ChangeKind.LIMIT_TIGHTENED if (new > old) == lower else ChangeKind.LIMIT_LOOSENED
