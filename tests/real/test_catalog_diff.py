"""A small change of the vendor's real document is a small diff of `reference/catalog.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from functools import cache
from typing import Any

import pytest

from ampeco_refgen.catalog import store
from documents import catalog_from, real_path

pytestmark = pytest.mark.real
POINTS = "/public-api/resources/charge-points/v2.0"
BOOKINGS = "/public-api/resources/booking-requests/v1.0"
NEW = {"type": "string", "format": "brand-new"}


def test_three_small_edits_change_a_dozen_lines():
    """Each edit changes the line of the schema and, where others had an equal one, adds one for either side.

    Nothing else moves: when schemas were known by their numbers, the same edits changed more than 2,000 lines.
    """
    new = document()
    data_of(new, POINTS)["properties"]["brandNew"] = NEW
    next(enums(new["paths"][BOOKINGS]))[0] = "brand-new"
    del new["paths"]["/public-api/actions/charge-point/v1.0/{chargePoint}/reset/{type}"]
    assert changed_lines(new) <= 20


def test_a_property_more_in_what_hundreds_of_calls_share_changes_a_handful_of_lines():
    """What is written out in each call changes everywhere, and is one schema in the file."""
    new = document()
    refusals = [node for node in objects(new) if sorted(node["properties"]) == ["errors", "message"]]
    assert len(refusals) > 200
    for node in refusals:
        node["properties"]["brandNew"] = NEW
    assert changed_lines(new) <= 10


def test_any_call_can_go_without_more_lines_than_its_own_schemas():
    """Only where a schema was named by that call, the others that use it change too; see `schema_names.py`."""
    paths = list(document()["paths"])
    counts = []
    for path in paths[::40]:
        new = document()
        del new["paths"][path]
        counts.append(changed_lines(new))
    assert sorted(counts)[len(counts) // 2] <= 20
    assert max(counts) <= 250


def changed_lines(new: dict[str, Any]) -> int:
    """Return how many lines of the file come and go from the document as it is to another."""
    lines = store.dump(catalog_from(new, full=False)).splitlines()
    diff = list(unified_diff(before(), lines, n=0, lineterm=""))[2:]
    return sum(not line.startswith("@@") for line in diff)


@cache
def before() -> list[str]:
    return store.dump(catalog_from(document(), full=False)).splitlines()


def document() -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(real_path().read_bytes())
    return tree


def data_of(tree: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the schema of what a list answers with."""
    schema = tree["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return next(node for node in objects(schema["properties"]["data"]))


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Yield the schemas with properties in a part of the document."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield node
        for child in node.values():
            yield from objects(child)
    elif isinstance(node, list):
        for child in node:
            yield from objects(child)


def enums(node: Any) -> Iterator[list[Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("enum"), list):
            yield node["enum"]
        for child in node.values():
            yield from enums(child)
    elif isinstance(node, list):
        for child in node:
            yield from enums(child)
