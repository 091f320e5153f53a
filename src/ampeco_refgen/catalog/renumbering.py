"""Records of a Catalog → the same records with other numbers for their schemas, where some of those are gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

from ampeco_refgen.catalog.model import SCHEMA_FIELDS, SCHEMA_LISTS, SchemaId

_Value = TypeVar("_Value")
Changes: TypeAlias = Mapping[str, Callable[[Any], Any]]
"""What becomes of the value of a field, by its name."""
NO_CHANGES: Changes = MappingProxyType({})


def renumbered(record: _Value, numbers: Mapping[SchemaId, SchemaId], changes: Changes = NO_CHANGES) -> _Value:
    """Return a record, or a tuple of records, in which each schema has the number that `numbers` gives it.

    The fields of `changes`, here and in all records below, get another value. Raises `KeyError` for a schema that has
    no number.
    """
    if isinstance(record, tuple):
        return tuple(renumbered(entry, numbers, changes) for entry in record)  # type: ignore[return-value]
    if not isinstance(record, Struct):
        return record
    members = {
        field.name: _member(field.name, getattr(record, field.name), numbers, changes) for field in fields(record)
    }
    return replace(record, **members)


def _member(name: str, value: Any, numbers: Mapping[SchemaId, SchemaId], changes: Changes) -> Any:  # noqa: ANN401
    """Return the value of a field of any kind, with its schemas renumbered."""
    if name in changes:
        return changes[name](value)
    if name in SCHEMA_FIELDS:
        return value if value is None or isinstance(value, bool) else numbers[value]
    if name in SCHEMA_LISTS:
        return tuple(numbers[number] for number in value)
    return renumbered(value, numbers, changes)
