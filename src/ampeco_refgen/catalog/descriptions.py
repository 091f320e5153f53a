"""Catalog → the same Catalog without its descriptive sentences, as if the document had been read without them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ampeco_refgen.catalog.model import Catalog, SchemaId
from ampeco_refgen.catalog.renumbering import Changes, renumbered
from ampeco_refgen.catalog.schemas import DistinctKey, distinct_key, undescribed_pairs
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, canonical, value_of


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


def undescribed_facts(facts: tuple[tuple[str, JsonText], ...]) -> tuple[tuple[str, JsonText], ...]:
    """Return the facts of a security scheme without sentences: of scopes the names, whatever they are.

    Source: OpenAPI 3.0.4, OAuth Flow Object: `scopes` maps a scope's name to a short description of it.
    """
    others = undescribed_pairs(tuple((name, text) for name, text in facts if name != "flows"))
    flows = ((name, canonical(_flows(value_of(text)))) for name, text in facts if name == "flows")
    return tuple(sorted((*others, *flows)))


def _flows(flows: JsonValue) -> JsonValue:
    return {name: _flow(flow) for name, flow in flows.items()} if isinstance(flows, dict) else flows


def _flow(flow: JsonValue) -> JsonValue:
    if not isinstance(flow, dict):
        return flow
    scopes = flow.get("scopes")
    rest = undescribed_pairs(tuple((name, canonical(value)) for name, value in flow.items() if name != "scopes"))
    names: JsonObject = dict.fromkeys(scopes, "") if isinstance(scopes, dict) else {}
    return {name: value_of(text) for name, text in rest} | ({"scopes": names} if "scopes" in flow else {})


def _nothing(value: Any) -> Any:  # noqa: ANN401 - a text or a tuple
    return type(value)()


_BARE: Changes = {
    **dict.fromkeys(("description", "enum_descriptions"), _nothing),
    **dict.fromkeys(("others", "variables", "links"), undescribed_pairs),
    "facts": undescribed_facts,
}
"""What stays of the fields that hold sentences, and of those that hold JSON."""
