"""What a comparison is told of successors: those of calls and webhooks by side, those of fields by where they stand."""

from __future__ import annotations

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.successors import Successions, find_successions
from ampeco_refgen.infer.successors_by_side import successors_by_side
from changes.change_documents import base, catalog, changed


def successions(edits: dict) -> Successions:
    built = catalog(changed(base(), edits))
    return find_successions(built, Fields(built))


def test_each_side_has_the_successors_of_its_calls_and_the_new_one_those_of_its_fields():
    version = {"post": {"responses": {"204": {"description": ""}}}}
    old = successions({"set": {"paths/~1v1~1plugs": version, "paths/~1v2~1plugs": version}})
    edits = {
        "paths/~1v1~1plugs": {"post": version["post"] | {"deprecated": True}},
        "paths/~1v2~1plugs": version,
        "item/old": {"type": "string", "deprecated": True, "description": "Deprecated, use `name` instead."},
        "body/old": {"type": "string", "deprecated": True, "description": "Deprecated, use `mode` instead."},
        "item/lost": {"type": "string", "deprecated": True},
        "payload/when": {"type": "string", "deprecated": True, "description": "Deprecated, use `at` instead."},
    }
    sides = successors_by_side(old, successions({"set": edits}))
    assert sides.old == {}
    assert sides.new == {"POST /v1/plugs": ("POST /v2/plugs",)}
    assert sides.parts == {
        ("GET /chargers", "old"): ("name",),
        ("POST /chargers", "old"): ("mode",),
        ("GET /chargers", "lost"): (),
        ("charger.added", "when"): ("at",),
    }
