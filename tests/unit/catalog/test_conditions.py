"""The keywords of conditions in a catalog: read in OpenAPI 3.1 only, kept by its file, and told apart by signatures."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.fields import Direction, Fields, flattened
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.usage import reachable
from ampeco_refgen.compare.signature import Signatures
from documents import catalog_from, get, mini

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
THING = {"type": "object", "properties": {"a": TEXT}}
KEYWORDS: dict[str, Any] = {
    "if": {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
    "dependentRequired": {"dependentRequired": {"a": ["b"]}},
    "dependentSchemas": {"dependentSchemas": {"a": {"properties": {"b": NUMBER}}}},
    "contains": {"contains": NUMBER, "minContains": 2, "maxContains": 3},
    "contentSchema": {"contentMediaType": "application/json", "contentSchema": {"properties": {"b": NUMBER}}},
    "unevaluatedProperties": {"unevaluatedProperties": False},
    "unevaluatedSchema": {"unevaluatedProperties": NUMBER},
    "unevaluatedItems": {"unevaluatedItems": False},
    "prefixItems": {"prefixItems": [TEXT, NUMBER], "items": False},
}


def catalog(schema: dict[str, Any], version: str = "3.1.0") -> Catalog:
    return catalog_from(mini({"/a": {"get": get(schema)}}, version=version))


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_catalog_with_it_loads_back_equal_and_uses_all_its_schemas(keyword: str) -> None:
    made = catalog({**THING, **KEYWORDS[keyword]})
    assert store.load(store.dump(made), "test") == made
    assert reachable(made) == frozenset(range(len(made.schemas)))


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_it_has_a_signature_of_its_own(keyword: str) -> None:
    plain, with_it = (catalog(schema) for schema in (THING, {**THING, **KEYWORDS[keyword]}))
    assert Signatures(plain).whole() != Signatures(with_it).whole()


@pytest.mark.parametrize("keyword", sorted(KEYWORDS.keys() - {"prefixItems"}))
def test_in_3_0_it_says_nothing(keyword: str) -> None:
    made = catalog({**THING, **KEYWORDS[keyword]}, "3.0.3")
    number = next(n for n, schema in enumerate(made.schemas) if schema.properties)
    fields = Fields(made)
    rows = flattened(fields.rows(fields.shapes.of(number), Direction.RESPONSE))
    assert [row.path for row in rows] == ["a"]


def test_what_has_none_of_it_is_written_as_before() -> None:
    (line,) = (
        json.loads(line.rstrip(",")) for line in store.dump(catalog(THING)).splitlines() if '"properties"' in line
    )
    assert line.keys() == {"name", "types", "properties"}


def test_then_and_else_without_if_say_nothing() -> None:
    made = catalog({**THING, "then": {"required": ["b"]}, "else": False})
    assert all(schema.then is None and schema.otherwise is None for schema in made.schemas)


def test_the_form_of_a_text_is_told_only_where_its_media_type_is() -> None:
    made = catalog({"type": "object", "properties": {"a": {**TEXT, "contentSchema": NUMBER}}})
    assert all(schema.content is None for schema in made.schemas)
