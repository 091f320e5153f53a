"""Catalog → the same Catalog without its descriptive sentences, as if the document had been read without them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ampeco_refgen.catalog.model import Catalog, SchemaId
from ampeco_refgen.catalog.renumbering import Changes, renumbered
from ampeco_refgen.catalog.schemas import DistinctKey, distinct_key
from ampeco_refgen.catalog.undescribed import undescribed_entries, undescribed_members


def without_descriptions(catalog: Catalog) -> Catalog:
    """Return the catalog that `--descriptions none` makes; schemas that become equal are stored once again."""
    numbers: dict[SchemaId, SchemaId] = {}
    kept: dict[DistinctKey, SchemaId] = {}
    # A schema has a greater number than those it holds, so these have been renumbered before it.
    for number, schema in enumerate(catalog.schemas):
        stripped = renumbered(schema, numbers, _BARE)
        numbers[number] = kept.setdefault(distinct_key(stripped), len(kept))
    bare = replace(catalog, schemas=(), full=False)
    return replace(renumbered(bare, numbers, _BARE), schemas=tuple(schema for schema, _ in kept))


def _nothing(value: Any) -> Any:  # noqa: ANN401 - a text or a tuple
    return type(value)()


_BARE: Changes = {
    **dict.fromkeys(("description", "enum_descriptions"), _nothing),
    **dict.fromkeys(("variables", "links"), undescribed_entries),
    **dict.fromkeys(("others", "facts"), undescribed_members),
}
"""What stays of the fields that hold sentences, and of those that hold JSON: of an object, or named in a map."""
