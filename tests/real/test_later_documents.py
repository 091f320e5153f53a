"""What a later version may do to our own data: recipes keep what lives, mark what is gone, and no strict run stops."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.running import run, written
from documents import real_path

pytestmark = pytest.mark.real
SESSIONS = "/public-api/resources/sessions/v1.0"
NOTIFICATIONS = "/public-api/notifications/v2.0"


def lose_filters(tree: dict[str, Any]) -> None:
    """Take two filters away, and a value of a third."""
    (filters,) = (
        parameter for parameter in tree["paths"][SESSIONS]["get"]["parameters"] if parameter["name"] == "filter"
    )
    properties = filters["schema"]["properties"]
    del properties["userId"], properties["chargePointId"]
    properties["paymentStatus"]["enum"].remove("failed")


def deprecate(tree: dict[str, Any]) -> None:
    """Deprecate starting a session, and everything about id tags."""
    for path, item in tree["paths"].items():
        if "/start/" in path or "/id-tags/" in path:
            for method in item.keys() & {"get", "post", "patch", "delete"}:
                item[method]["deprecated"] = True


def lose_resources(tree: dict[str, Any]) -> None:
    """Take three resources away that recipes, the overview tree and diagrams name, and a webhook."""
    for name in ("receipts", "cdrs", "partner-revenues"):
        for path in [path for path in tree["paths"] if f"/resources/{name}/" in path]:
            del tree["paths"][path]
    del tree["paths"][NOTIFICATIONS]["post"]["callbacks"]["cdr.received"]


@pytest.mark.parametrize(
    ("change", "care", "lines"),
    [
        (
            lose_filters,
            "6 recipe steps need care",
            (
                "(out of date: the filter `filter[userId]` is no longer declared; "
                "`filter[paymentStatus]` no longer lists the value `failed`) "
                "Find the sessions of which the payment `failed` (gone).",
                f"   - `GET {SESSIONS}?filter[paymentStatus]`",
            ),
        ),
        (
            deprecate,
            "7 recipe steps",
            (
                "1. (out of date: the call is deprecated) Look for the card first.",
                "   - `GET /public-api/resources/id-tags/v2.0?filter[idTagUid]`, deprecated, successor: none known",
            ),
        ),
        (lose_resources, "7 recipe steps", ("3. (left out: `GET resources/receipts` is not in the document)",)),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_no_strict_run_stops_and_the_page_marks_what_is_gone(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], care: str, lines: tuple[str, ...]
) -> None:
    tree = json.loads(real_path().read_bytes())
    change(tree)
    out = tmp_path / "out"
    done = run("generate", "--strict", written(tmp_path / "later.json", tree), "--out", out, "--json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert report["own_data"].startswith(care)
    assert f"own data    {report['own_data']}" in done.err
    assert all(finding["row"] for finding in report["diagnostics"])
    page = (out / "reference" / "recipes.md").read_text("utf-8")
    for line in lines:
        assert line in page
