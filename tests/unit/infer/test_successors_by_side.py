"""What a comparison is told of successors: those of calls and webhooks by side, those of fields by where they stand."""

from __future__ import annotations

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.successors import Successions, find_successions
from ampeco_refgen.infer.successors_by_side import successors_by_side
from ampeco_refgen.pipeline import compare_catalogs
from changes.change_documents import base, catalog, changed, lines


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
        ("GET /chargers response", "old"): ("name",),
        ("POST /chargers request", "old"): ("mode",),
        ("GET /chargers response", "lost"): (),
        ("charger.added", "when"): ("at",),
    }


def test_whatever_is_newly_deprecated_is_told_with_the_successor_that_its_description_names():
    instead = {
        "item/old": "name",
        "body/old": "mode",
        "payload/old": "at",
        "filters/old": "name",
        "refused/former": "message",
    }
    parameter = {"name": "old_sort", "in": "query", "schema": {"type": "string"}}
    plain = {place: {"type": "string"} for place in instead}
    told = {
        place: {"type": "string", "deprecated": True, "description": f"Deprecated, use `{name}` instead."}
        for place, name in instead.items()
    }
    deprecated = parameter | {"deprecated": True, "description": "Deprecated, use `sort` instead."}
    old = catalog(changed(base(), {"set": plain | {"list/parameters/6": parameter}}))
    new = catalog(changed(base(), {"set": told | {"list/parameters/6": deprecated}}), full=False)
    assert lines(compare_catalogs(old, new)) == [
        "watch: GET /chargers: error field former of status 401 deprecated; use message instead",
        "watch: GET /chargers: filter filter[old] deprecated; use filter[name] instead",
        "watch: GET /chargers: query parameter old_sort deprecated; use sort instead",
        "watch: GET /chargers: response field old deprecated; use name instead",
        "watch: POST /chargers: body field old deprecated; use mode instead",
        "watch: POST /chargers: error field former of status 401 deprecated; use message instead",
        "watch: charger.added: payload field old deprecated; use at instead",
    ]


def test_a_name_that_succeeds_otherwise_in_an_error_than_in_the_answer_has_no_known_successor():
    old = {"type": "string", "deprecated": True}
    edits = {
        "item/old": old | {"description": "Deprecated, use `name` instead."},
        "refused/old": old | {"description": "Deprecated, use `message` instead."},
    }
    new = successions({"set": edits})
    assert successors_by_side(new, new).parts == {
        ("GET /chargers response", "old"): (),
        ("POST /chargers response", "old"): ("message",),
    }
