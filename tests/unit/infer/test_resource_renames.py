"""Renames from one edition to the next: each kind of evidence is enough where it should be, and no twin is taken."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.compare.report import as_markdown
from ampeco_refgen.infer.resource_renames import likely_moves
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.pipeline import compare_catalogs

Paths = dict[str, dict[str, Any]]
STRING = {"type": "string"}
SHELF = ("shelfCode", "aisle", "loadLimit", "height")


def catalog(paths: Paths) -> Catalog:
    tree = {"openapi": "3.0.3", "info": {"title": "Test", "version": "1"}, "paths": paths}
    return build(Document(tree=tree, dialect="3.0", origin="test"), full=True)[0]


def answers(fields: tuple[str, ...], *, listed: bool = False, **more: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "object", "properties": dict.fromkeys(("id", *fields), STRING)}
    data = {"type": "array", "items": shape} if listed else shape
    schema = {"type": "object", "properties": {"data": data}}
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}, **more}


def crud(base: str, *fields: str) -> Paths:
    """Return the paths of a resource: list, read, delete."""
    gone = {"responses": {"204": {"description": ""}}}
    return {base: {"get": answers(fields, listed=True)}, f"{base}/{{id}}": {"get": answers(fields), "delete": gone}}


def moves(old: Paths, new: Paths) -> dict[str, str]:
    """Return what took the place of what, between two editions that share a few other resources."""
    shared = {**crud("/items", "name", "status"), **crud("/orders", "name", "total"), **crud("/users", "name", "email")}
    found = likely_moves(catalog({**shared, **old}), catalog({**shared, **new}))
    assert all(move.evidence for move in found.values())
    return {key: move.operation for key, move in found.items()}


def all_of(old: str, new: str) -> dict[str, str]:
    calls = (("GET", ""), ("GET", "/{id}"), ("DELETE", "/{id}"))
    return {f"{method} {old}{rest}": f"{method} {new}{rest}" for method, rest in calls}


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("/racks", "/shelves", SHELF, SHELF),
        ("/racks", "/shelves", SHELF, (*SHELF, "colour")),
        ("/rfid-tags", "/id-tags", ("rfidTagUid", "rfidLabel"), ("idTagUid", "idLabel", "note")),
        ("/users/{id}/remarks", "/users/{id}/notes", SHELF, SHELF),
    ],
    ids=["another word, the same fields", "a field more", "the fields renamed with it", "below another resource"],
)
def test_a_resource_that_went_is_the_one_that_came_with_its_calls_and_fields(old, new, before, after):
    assert moves(crud(old, *before), crud(new, *after)) == all_of(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (crud("/racks", "name", "status"), crud("/shelves", "name", "status")),
        (crud("/racks", *SHELF), crud("/shelves", *SHELF[:2], "colour", "owner")),
        (crud("/racks", *SHELF), {"/shelves": {"get": answers(SHELF, listed=True)}}),
        (crud("/racks", *SHELF), {**crud("/shelves", *SHELF), **crud("/trays", *SHELF)}),
        ({**crud("/racks", *SHELF), **crud("/trays", *SHELF)}, crud("/shelves", *SHELF)),
        (crud("/racks", *SHELF), crud("/shelves", *SHELF, "rackId")),
        (crud("/rack-copies", *SHELF, "rackId"), crud("/racks", *SHELF)),
        (crud("/user-racks", *SHELF), crud("/order-racks", *SHELF)),
        ({**crud("/racks", *SHELF), **crud("/shelves", *SHELF)}, crud("/shelves", *SHELF)),
        (crud("/racks", *SHELF), {**crud("/racks", *SHELF), **crud("/shelves", *SHELF)}),
        ({"/approve": {"post": answers(SHELF)}}, {"/decline": {"post": answers(SHELF)}}),
        ({"/racks": {"get": answers(SHELF, listed=True)}}, {"/rack": {"get": answers(SHELF)}}),
        ({"/racks": {"get": answers(SHELF)}}, {"/trays": {"get": answers(SHELF)}}),
    ],
    ids=[
        "only fields that many have",
        "half of the fields",
        "calls are missing",
        "two came",
        "two went",
        "the new one refers to the old one",
        "the old one refers to the new one",
        "the word that went is in use",
        "the other one was there before",
        "the old one is still there",
        "actions are no things",
        "a list and a single one",
        "one call and no word in common",
    ],
)
def test_what_could_be_something_else_is_no_rename(old, new):
    assert moves(old, new) == {}


def test_a_field_that_still_refers_to_the_old_name_speaks_against_it():
    def edition(base: str, reference: str) -> Paths:
        return {**crud(base, *SHELF), **crud("/boxes", "weight", reference)}

    assert moves(edition("/racks", "rackId"), edition("/cabinets", "rackId")) == {}
    assert moves(edition("/racks", "rackId"), edition("/cabinets", "cabinetId")) == all_of("/racks", "/cabinets")


def test_one_call_is_enough_where_what_referred_to_it_refers_to_the_other():
    def edition(base: str, reference: str) -> Paths:
        return {base: {"get": answers(SHELF)}, **crud("/boxes", "weight", reference)}

    assert moves(edition("/racks", "rackId"), edition("/cabinets", "cabinetId")) == {"GET /racks": "GET /cabinets"}


def test_a_version_that_went_lives_on_in_a_newer_one_and_in_no_older():
    old, new = {"/v1/racks": {"get": answers(())}}, {"/v2/racks": {"get": answers(())}}
    assert moves(old, new) == {"GET /v1/racks": "GET /v2/racks"}
    assert moves(new, old) == {}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ({"operationId": "listRacks"}, {"operationId": "listRacks"}, True),
        ({"tags": ["Racks"], "summary": "List racks"}, {"tags": ["Racks"], "summary": "List racks"}, True),
        ({"summary": "List racks"}, {"summary": "List racks"}, False),
        ({"operationId": "listRacks"}, {"operationId": "listShelves"}, False),
        ({"operationId": ""}, {"operationId": ""}, False),
    ],
)
def test_a_call_that_says_the_same_and_gives_the_same_only_moved(before, after, same):
    old = {"/racks": {"get": answers(SHELF, **before)}}
    new = {"/halls/{id}/racks": {"get": answers(SHELF, **after)}}
    assert moves(old, new) == ({"GET /racks": "GET /halls/{id}/racks"} if same else {})


def test_an_operation_id_that_was_dealt_out_anew_says_nothing():
    old = {"/racks": {"get": answers(SHELF, operationId="operation7")}}
    new = {"/halls/{id}/lamps": {"get": answers(("bulb", "watts"), operationId="operation7")}}
    assert moves(old, new) == {}


def test_a_call_that_says_that_it_went_elsewhere_is_no_part_of_a_rename():
    old, new = crud("/racks", *SHELF), crud("/shelves", *SHELF)
    old["/racks"]["get"]["operationId"] = "listRacks"
    new["/halls/{id}/racks"] = {"get": answers(SHELF, listed=True, operationId="listRacks")}
    assert moves(old, new) == {"GET /racks": "GET /halls/{id}/racks"}


def test_a_report_says_of_a_removed_call_what_it_was_likely_renamed_to_and_counts_it_as_removed():
    rest = crud("/orders", "name", "total")
    old, new = catalog({**rest, **crud("/racks", *SHELF)}), catalog({**rest, **crud("/shelves", *SHELF)})
    comparison = compare_catalogs(old, new)
    assert "- `GET /racks`: removed: likely renamed to `GET /shelves` (inferred)" in as_markdown(comparison)
    assert comparison.counts.operations_removed == comparison.counts.breaking == 3
