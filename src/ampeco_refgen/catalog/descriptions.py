"""Catalog → the same Catalog without its descriptive sentences, as if the document had been read without them."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

from ampeco_refgen.catalog.model import SCHEMA_FIELDS, SCHEMA_LISTS, Catalog, Schema, SchemaId
from ampeco_refgen.catalog.schemas import distinct_key, undescribed_pairs

_Value = TypeVar("_Value")
_DESCRIPTIVE_FIELDS = frozenset({"description", "enum_descriptions"})
_JSON_FIELDS = frozenset({"others", "facts", "variables", "links"})


def without_descriptions(catalog: Catalog) -> Catalog:
    """Return the catalog that `--descriptions none` makes; schemas that become equal are stored once again."""
    numbers: dict[SchemaId, SchemaId] = {}
    kept: dict[tuple[Schema, bool], SchemaId] = {}
    # A schema has a greater number than those it holds, so these have been renumbered before it.
    for number, schema in enumerate(catalog.schemas):
        stripped = _stripped(schema, numbers)
        numbers[number] = kept.setdefault(distinct_key(stripped), len(kept))
    bare = replace(catalog, schemas=(), full=False)
    return replace(_stripped(bare, numbers), schemas=tuple(schema for schema, _ in kept))


def _stripped(record: _Value, numbers: dict[SchemaId, SchemaId]) -> _Value:
    """Drop the descriptions of a record and of all records in it, and renumber its schemas."""
    if isinstance(record, tuple):
        return tuple(_stripped(entry, numbers) for entry in record)  # type: ignore[return-value]
    if not isinstance(record, Struct):
        return record
    changed = {field.name: _member(field.name, getattr(record, field.name), numbers) for field in fields(record)}
    return replace(record, **changed)


def _member(name: str, value: Any, numbers: dict[SchemaId, SchemaId]) -> Any:  # noqa: ANN401 - any field's value
    """Return the value that a field of a record has without descriptions, with its schemas renumbered."""
    if name in _DESCRIPTIVE_FIELDS:
        return type(value)()
    if name in _JSON_FIELDS:
        return undescribed_pairs(value)
    if name in SCHEMA_FIELDS:
        return value if value is None or isinstance(value, bool) else numbers[value]
    if name in SCHEMA_LISTS:
        return tuple(numbers[number] for number in value)
    return _stripped(value, numbers)
