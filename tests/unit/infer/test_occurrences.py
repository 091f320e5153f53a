"""Each field and parameter is read once, where it stands and as what: `infer/occurrences.py`."""

from pattern_documents import BASE, INTEGER, STRING, content, in_path, listed, many, one_of, query, single, takes, thing

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.occurrences import Location, Occurrences, places_of
from ampeco_refgen.openapi.model import Document


def occurrences_of(paths):
    tree = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"))
    return Occurrences(catalog, Fields(catalog))


def told(occurrences):
    return [(occurrence.location, occurrence.path, occurrence.name) for occurrence in occurrences]


def test_an_operation_has_parameters_as_they_are_sent_fields_of_its_body_and_of_the_item_it_returns():
    operation = takes(thing(sizes=listed(thing(width=INTEGER))), single(thing(owner=thing(id=INTEGER))))
    operation["parameters"] = [
        in_path("thing", INTEGER),
        query("page", INTEGER),
        query("filter", thing(owner=thing(id=INTEGER)), style="deepObject"),
        {"name": "X-Trace", "in": "header", "schema": STRING},
    ]
    occurrences = occurrences_of({f"{BASE}/things/v1.0/{{thing}}": {"patch": operation}})
    assert told(occurrences.all) == [
        (Location.PATH, "thing", "thing"),
        (Location.QUERY, "page", "page"),
        (Location.FILTER, "filter[owner][id]", "id"),
        (Location.HEADER, "X-Trace", "X-Trace"),
        (Location.BODY, "sizes", "sizes"),
        (Location.BODY, "sizes[].width", "width"),
        (Location.RESPONSE, "owner", "owner"),
        (Location.RESPONSE, "owner.id", "id"),
    ]
    assert {occurrence.label for occurrence in occurrences.all} == {"resources/things/v1.0"}


def test_only_a_deep_object_is_sent_as_filters():
    schema = thing(id=INTEGER)
    parameters = [
        query("a", schema),
        {"name": "b", "in": "query", "content": {"application/json": {"schema": schema}}},
    ]
    occurrences = occurrences_of({f"{BASE}/things/v1.0": {"get": {**many(thing()), "parameters": parameters}}})
    assert told(occurrences.all) == [(Location.QUERY, "a", "a"), (Location.QUERY, "b", "b")]


def test_a_webhook_s_payload_is_read_whole():
    callback = {"{$request.body#/url}": {"post": {"requestBody": content(thing(id=INTEGER)), "responses": {}}}}
    occurrences = occurrences_of(
        {f"{BASE}/hooks/v1.0": {"post": {**single(thing()), "callbacks": {"changed": callback}}}}
    )
    [occurrence] = occurrences.at(Location.WEBHOOK)
    assert (occurrence.owner, occurrence.label, occurrence.operation) == ("changed", "changed", None)


def test_what_stands_in_something_deprecated_is_not_live():
    owner = {**thing(id=INTEGER), "deprecated": True}
    occurrences = occurrences_of({f"{BASE}/things/v1.0": {"get": many(thing(owner=owner, ownerId=INTEGER))}})
    assert [(occurrence.path, occurrence.live) for occurrence in occurrences.all] == [
        ("owner", False),
        ("owner.id", False),
        ("ownerId", True),
    ]
    old = occurrences_of({f"{BASE}/things/v1.0": {"get": {**many(thing(id=INTEGER)), "deprecated": True}}})
    assert old.live == ()


def test_what_variants_declare_alike_is_one_occurrence():
    union = {"oneOf": [thing(a=INTEGER, b=STRING), thing(a=INTEGER, b=INTEGER)]}
    occurrences = occurrences_of({f"{BASE}/things/v1.0/{{thing}}": {"get": single(union)}})
    assert [(occurrence.path, occurrence.shape.kind) for occurrence in occurrences.at(Location.RESPONSE)] == [
        ("a", "integer"),
        ("b", "integer"),
        ("b", "string"),
    ]


def test_values_are_those_of_the_items_of_an_array_and_texts_leave_out_null():
    states = {**one_of("on", "null"), "nullable": True}
    states["enum"] = ["on", "null", None, 1]
    occurrences = occurrences_of({f"{BASE}/things/v1.0": {"get": many(thing(states=listed(states), plain=STRING))}})
    plain, enumerated = occurrences.at(Location.RESPONSE)
    assert (plain.values, plain.texts) == (None, frozenset())
    assert (enumerated.values, enumerated.texts) == ({"on", "null", "None", "1"}, {"on"})
    assert occurrences.enumerated == (enumerated,)


def test_places_tell_all_operations_of_one_version_together():
    paths = {f"{BASE}/things/v1.0": {"get": many(thing(id=INTEGER))}}
    paths[f"{BASE}/things/v1.0/{{thing}}"] = {"get": single(thing(id=INTEGER))}
    [place] = places_of(occurrences_of(paths).live_by_name["id"])
    assert (place.label, place.path) == ("resources/things/v1.0", "id")
    assert place.owners == (f"GET {BASE}/things/v1.0", f"GET {BASE}/things/v1.0/{{thing}}")
