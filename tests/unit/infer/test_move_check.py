"""Moves that somebody looked up: a row of which the targets are gone is told, one that is not needed is not."""

from typing import Any

import pytest

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.curated import CuratedMove
from ampeco_refgen.infer.migration import find_migrations
from ampeco_refgen.infer.move_check import check_moves
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.successors import find_successions
from documents import catalog_from, mini

STRING = {"type": "string"}
THINGS = "/public-api/resources/things"


def answer(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    item = {"type": "object", "properties": properties}
    schema = {"type": "object", "properties": {"data": item}}
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}, **more}


def told(*rows: CuratedMove, past: bool = False) -> list[str]:
    old = {"a": STRING, "kept": STRING, "kind": {"enum": ["x", "y"]}}
    new = {"c": STRING, "kept": STRING, "kind": {"enum": ["y", "z", "w"]}}
    paths = {
        f"{THINGS}/v1.0/{{thing}}": {"get": answer(old, deprecated=True)},
        f"{THINGS}/v2.0/{{thing}}": {"get": answer(new)},
        "/public-api/resources/parts/v1.0/{part}": {"get": answer({"b": STRING}, deprecated=past)},
    }
    catalog = catalog_from(mini(paths, info={"title": "T", "version": "1"}))
    fields = Fields(catalog)
    migrations = find_migrations(
        catalog, fields, find_successions(catalog, fields), Occurrences(catalog, fields), curated=rows
    )
    findings = check_moves(catalog, migrations, rows, file="profile.toml")
    assert {finding.code for finding in findings} <= {"curated-move-missing"}
    return [f"{finding.row}: {finding.message}" for finding in findings]


def move(before: str = "a", **more: Any) -> CuratedMove:
    return CuratedMove(**{"resource": "things", "before": before, "reason": "checked", **more})


PART = "GET /public-api/resources/parts/v1.0/{part}"


@pytest.mark.parametrize(
    "row",
    [
        move(after=("c",)),
        move(instead=(PART,)),
        move("kind", values=(("x", "z"),)),
        move("kept", after=("nowhere",)),
        move("never", after=("nowhere",)),
        move(after=("nowhere",), resource="others"),
    ],
)
def test_a_row_that_fits_or_is_not_needed_is_not_told(row: CuratedMove) -> None:
    assert told(row) == []


@pytest.mark.parametrize(
    ("row", "gone"),
    [
        (move(after=("nowhere",)), "not in the document where the field went, or deprecated: nowhere"),
        (move(after=("c", "nowhere")), "not in the document where the field went, or deprecated: nowhere"),
        (move(instead=("GET /gone",)), "not in the document where the field went, or deprecated: GET /gone"),
        (move("kind", values=(("x", "v"),)), "the value v, which took the place of x, is not in the document"),
    ],
)
def test_a_row_that_points_at_nothing_is_told_with_its_file(row: CuratedMove, gone: str) -> None:
    assert told(row) == [f"profile.toml, move of {row.before} of things: {gone}"]


def test_a_call_that_is_deprecated_does_nobody_s_job() -> None:
    (finding,) = told(move(instead=(PART,)), past=True)
    assert finding.endswith(f"or deprecated: {PART}")
