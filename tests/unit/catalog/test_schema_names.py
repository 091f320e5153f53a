"""Names of schemas: they stay while anything else changes, and tell all schemas of a catalog apart."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import msgspec
import pytest

from ampeco_refgen.catalog import schema_names, store
from ampeco_refgen.catalog.model import Catalog, Component, Property, Schema
from documents import catalog_from, get, mini

ERROR = {"type": "object", "properties": {"message": {"type": "string"}}}
THING = {"type": "object", "properties": {"id": {"type": "integer"}, "state": {"type": "string", "enum": ["a", "b"]}}}
NEW = {"type": "string", "format": "new"}


def calls(count: int) -> dict[str, Any]:
    """Return a document of calls with a thing of their own and an error that they share, all of it written out."""
    paths = {}
    for number in range(count):
        thing = {**THING, "properties": {**THING["properties"], f"own{number}": {"type": "number", "minimum": number}}}
        call = get({"type": "object", "properties": {"data": thing}}, parameters=[])
        call["responses"]["404"] = {"description": "", "content": {"application/json": {"schema": ERROR}}}
        paths[f"/things{number:03}"] = {"get": call}
    return deepcopy(mini(paths))


def changed_lines(old: dict[str, Any], new: dict[str, Any]) -> int:
    """Return how many lines of the file come and go."""
    before, after = (store.dump(catalog_from(tree)).splitlines() for tree in (old, new))
    return len(set(before) ^ set(after))


def errors(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [item["get"]["responses"]["404"]["content"]["application/json"]["schema"] for item in tree["paths"].values()]


def test_a_change_in_what_all_calls_share_changes_no_line_of_a_call():
    new = calls(40)
    for error in errors(new):
        error["properties"]["code"] = NEW
    assert changed_lines(calls(40), new) == 3  # the schema of the error before and after, and that of the code


def test_a_change_in_one_call_is_that_of_its_schemas_from_there_down_and_up():
    new = calls(40)
    schema = new["paths"]["/things007"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema["properties"]["data"]["properties"]["code"] = NEW
    assert changed_lines(calls(40), new) == 3


def test_a_call_more_or_less_hardly_ever_renames_what_others_use():
    old = calls(40)
    counts = []
    for path in old["paths"]:
        new = calls(40)
        del new["paths"][path]
        counts.append(changed_lines(old, new))
    assert sorted(counts)[len(counts) // 2] == 4  # the call, its body, its thing, and that one's own property
    assert sum(count > 4 for count in counts) <= 3  # where the name came from that call


def test_a_named_schema_keeps_its_name_whoever_uses_it():
    components = {"schemas": {"Error": ERROR, "Thing": THING}}
    reference = {"$ref": "#/components/schemas/Error"}
    old = mini({"/b": {"get": get(reference)}}, components=components)
    new = mini({"/a": {"get": get(reference)}, "/c": {"get": get(reference)}}, components=components)
    assert names_by_component(old) == names_by_component(new)


def names_by_component(tree: dict[str, Any]) -> dict[str, str]:
    catalog = catalog_from(tree)
    names = schema_names.schema_names(msgspec.to_builtins(catalog))
    return {component.name: names[component.schema] for component in catalog.components}


def test_names_are_eight_hexadecimal_digits_and_longer_for_all_where_two_would_be_the_same(monkeypatch):
    catalog = catalog_from(calls(40))
    record = msgspec.to_builtins(catalog)
    names = schema_names.schema_names(record)
    assert all(re.fullmatch("[0-9a-f]{8}", name) for name in names)
    monkeypatch.setattr(schema_names, "_SHORTEST", 1)
    longer = schema_names.schema_names(record)
    assert {len(name) for name in longer} == {4}
    assert len(set(longer)) == len(catalog.schemas)


@pytest.mark.parametrize(
    "schemas",
    [
        (Schema(types=("string",)),) * 3,
        (
            Schema(title="a"),
            Schema(title="b"),
            Schema(properties=(Property(name="", schema=0), Property(name="", schema=1))),
        ),
        (Schema(title="a"), Schema(title="b"), Schema(all_of=(0, 1), any_of=(0,), prefix_items=(1,))),
    ],
)
def test_odd_schemas_have_names_of_their_own_too(schemas):
    catalog = Catalog(
        title="", version="", openapi="", components=(Component(name="", schema=len(schemas) - 1),), schemas=schemas
    )
    assert store.load(store.dump(catalog), "test") == catalog
