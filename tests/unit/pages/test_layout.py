"""Where things stand: every operation in one file and one overview, every webhook in one file."""

from __future__ import annotations

import pytest

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.pages.layout import lay_out
from documents import AMPECO, SAMPLE, catalog_from, catalog_of, get, mini, real_path


@pytest.fixture(params=["sample", pytest.param("real", marks=pytest.mark.real)])
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return catalog_of(SAMPLE if request.param == "sample" else real_path())


def test_every_operation_has_one_file_and_stands_in_one_overview(catalog: Catalog):
    layout = lay_out(catalog)
    keys = [operation.key for operation in catalog.operations]
    assert list(layout.calls) == keys
    assert sorted(operation.key for resource in layout.resources for operation in resource.operations) == sorted(keys)
    paths = [*layout.calls.values(), *(page.path for page in (*layout.resources, *layout.webhooks))]
    assert len({path.lower() for path in paths}) == len(paths)


def test_a_resource_is_one_overview_whatever_its_versions_and_parts():
    paths = [f"/public-api/resources/cars{rest}" for rest in ("/v1.0", "/v2.0", "/v2.0/{car}", "/v2.0/{car}/doors")]
    catalog = catalog_from(mini({path: {"get": get(deprecated="v1" in path)} for path in paths}))
    (resource,) = lay_out(catalog, AMPECO.vocabulary).resources
    assert (resource.path, resource.title, len(resource.operations), len(resource.live)) == (
        "resources/cars.md",
        "Cars",
        4,
        3,
    )


def test_a_webhook_that_several_calls_declare_is_one_file():
    def subscribing(schema: str) -> dict[str, object]:
        body = {"content": {"application/json": {"schema": {"type": schema}}}}
        return {"moved": {"{$request.body#/url}": {"post": get(requestBody=body)}}}

    paths = {
        f"/{name}": {"post": get(callbacks=subscribing(kind))} for name, kind in [("a", "string"), ("b", "object")]
    }
    (webhook,) = lay_out(catalog_from(mini({**paths, "/c": {"post": get(callbacks=subscribing("object"))}}))).webhooks
    assert webhook.path == "webhooks/moved.md"
    assert [[operation.path for operation in operations] for _, operations in webhook.payloads] == [
        ["/a"],
        ["/b", "/c"],
    ]


def test_a_family_that_is_called_like_a_folder_of_ours_gets_another():
    catalog = catalog_from(mini({"/public-api/calls/users/v1.0": {"get": get()}}))
    assert [resource.path for resource in lay_out(catalog, AMPECO.vocabulary).resources] == ["calls-family/users.md"]
