"""Renames played with the vendor's real document: each known one is seen again, and no two resources are mixed up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.resource_renames import Resources, kinship, likely_moves
from ampeco_refgen.openapi.model import Document
from documents import real_path

pytestmark = pytest.mark.real
LABELS = json.loads(Path(__file__).with_name("successor_labels.json").read_text("utf-8"))
RENAMED = {
    "cp-models": "charge-point-models",
    "cp-vendors": "charge-point-vendors",
    "rfid-tags": "id-tags",
    "roaming-platforms": "roaming-connections",
    "security-events-log": "security-events",
}


@pytest.fixture(scope="module")
def real() -> Catalog:
    tree = json.loads(real_path().read_text("utf-8"))
    return build(Document(tree=tree, dialect="3.0", origin="test"), full=False)[0]


def without(catalog: Catalog, *resources: str) -> Catalog:
    kept = tuple(operation for operation in catalog.operations if operation.place.resource not in resources)
    return replace(catalog, operations=kept)


def test_every_known_rename_is_seen_between_two_editions_and_right(real):
    moves = likely_moves(without(real, *RENAMED.values()), without(real, *RENAMED))
    right = {
        operation.key: LABELS[operation.key]
        for operation in real.operations
        if operation.place.resource in RENAMED and operation.place.family == "resources"
    }
    assert {key: move.operation for key, move in moves.items()} == right


def test_no_live_resource_is_taken_for_another_one(real):
    resources = Resources(real, Fields(real))
    stems = {
        (operation.place.family, operation.place.resource) for operation in real.operations if not operation.deprecated
    }
    mixed_up = [
        (old, new)
        for old in sorted(stems)
        for new in sorted(stems)
        if old != new and old[0] == new[0] and kinship(old, new, resources, resources).likely
    ]
    assert mixed_up == []


def test_resources_that_came_and_went_at_random_are_not_paired(real):
    resources = sorted({operation.place.resource for operation in real.operations if not operation.deprecated})
    went, came = resources[::7], resources[3::7]
    assert likely_moves(without(real, *came), without(real, *went)) == {}
