"""Which page holds which operation and webhook: each exactly one, large parts and deprecated ones on their own."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ampeco_refgen.output.layout import OPERATIONS_ON_A_PAGE, lay_out
from documents import SAMPLE, catalog_from, catalog_of, get, mini, real_path

PREFIX = "/public-api/resources"


def at(path: str, **methods: bool) -> dict[str, Any]:
    """A path item of operations, each deprecated or not; its path parameters declared."""
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    declared = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return {"parameters": declared, **{method: get(deprecated=past) for method, past in methods.items()}}


def laid(*items: tuple[str, dict[str, bool]]) -> dict[str, list[str]]:
    """Lay out operations below the vendor's prefix; return each page with its operations."""
    paths = {f"/public-api{path}": at(path, **methods) for path, methods in items}
    pages = lay_out(catalog_from(mini(paths))).operation_pages
    return {page.path: [operation.key.replace("/public-api", "") for operation in page.operations] for page in pages}


def test_a_resource_has_a_page_and_its_past_another():
    found = laid(
        ("/resources/lamps/v1.0", {"get": True}),
        ("/resources/lamps/v2.0", {"get": False, "post": True}),
        ("/actions/lamp/v1.0/{lamp}/blink", {"post": False}),
    )
    assert found == {
        "resources/lamps.md": ["GET /resources/lamps/v2.0"],
        "resources/lamps-deprecated.md": ["GET /resources/lamps/v1.0", "POST /resources/lamps/v2.0"],
        "actions/lamp.md": ["POST /actions/lamp/v1.0/{lamp}/blink"],
    }


def test_a_resource_that_is_all_past_keeps_its_name():
    assert list(laid(("/resources/lamps/v1.0", {"get": True}))) == ["resources/lamps.md"]


def test_large_parts_of_a_large_resource_have_their_own_pages():
    large = [(f"/resources/lamps/v1.0/{{lamp}}/rays/r{number}", {"get": False}) for number in range(4)]
    small = [(f"/resources/lamps/v1.0/{{lamp}}/p{number}", {"get": False}) for number in range(OPERATIONS_ON_A_PAGE)]
    found = laid(*large, *small)
    assert {path: len(operations) for path, operations in found.items()} == {
        "resources/lamps.md": OPERATIONS_ON_A_PAGE,
        "resources/lamps-rays.md": 4,
    }
    assert list(laid(*large)) == ["resources/lamps.md"]


def test_pages_never_share_a_name():
    found = laid(
        ("/resources/Lamps/v1.0", {"get": False}),
        ("/resources/lamps/v1.0", {"get": False, "post": True}),
        ("/resources/lamps-deprecated/v1.0", {"get": False}),
    )
    assert len(found) == 4
    assert len({path.casefold() for path in found}) == 4


def test_a_webhook_has_one_page_with_all_who_subscribe():
    called = {"{$request.body#/url}": {"post": get()}}
    tree = mini(
        {
            "/public-api/notifications/v1.0": {"post": get(callbacks={"lamp.changed": called, "lamp.lost": called})},
            "/public-api/notifications/v2.0": {"post": get(callbacks={"lamp.changed": called})},
        }
    )
    pages = lay_out(catalog_from(tree)).webhook_pages
    assert [page.path for page in pages] == [
        "notifications/webhooks/lamp.changed.md",
        "notifications/webhooks/lamp.lost.md",
    ]
    ((_, subscribers),) = pages[0].payloads
    assert [operation.place.version for operation in subscribers] == ["v1.0", "v2.0"]


def test_webhooks_of_the_document_have_pages_too():
    tree = mini({"/a": {"get": get()}}, version="3.1.0", webhooks={"lamp.changed": {"post": get()}})
    (page,) = lay_out(catalog_from(tree)).webhook_pages
    assert (page.name, [subscribers for _, subscribers in page.payloads]) == ("lamp.changed", [()])


@pytest.mark.parametrize("source", ["sample", pytest.param("real", marks=pytest.mark.real)])
def test_every_operation_is_on_exactly_one_page(source):
    catalog = catalog_of(SAMPLE if source == "sample" else real_path())
    found = lay_out(catalog)
    placed = Counter(operation.key for page in found.operation_pages for operation in page.operations)
    assert placed == Counter(operation.key for operation in catalog.operations)
    paths = [page.path.casefold() for page in (*found.operation_pages, *found.webhook_pages)]
    assert len(set(paths)) == len(paths)


def test_descriptions_move_nothing():
    places = [
        [page.path for page in (*found.operation_pages, *found.webhook_pages)]
        for found in (lay_out(catalog_of(SAMPLE, full=full)) for full in (True, False))
    ]
    assert places[0] == places[1]
