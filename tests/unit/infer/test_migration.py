"""What becomes of each name of a deprecated call: unchanged, changed, or a verdict with the rule that it rests on."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.compare.changes import ApiPart
from ampeco_refgen.infer.curated import CuratedMove
from ampeco_refgen.infer.migration import Migration, PartMigration, find_migrations
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.successors import find_successions
from ampeco_refgen.openapi.model import Document

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def migrations(paths: dict[str, dict[str, Any]], curated: tuple[CuratedMove, ...] = ()) -> tuple[Migration, ...]:
    for item in paths.values():
        for node in item.values():
            node.setdefault("responses", {"200": {"description": ""}})
    tree = {"openapi": "3.0.3", "info": {"title": "Test", "version": "1"}, "paths": paths}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"))
    fields = Fields(catalog)
    successions = find_successions(catalog, fields)
    return find_migrations(catalog, fields, successions, Occurrences(catalog, fields), curated=curated)


def content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def item(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def parameter(name: str, location: str = "query", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": location, "required": location == "path", "schema": STRING, **more}


def include(*values: str) -> dict[str, Any]:
    return parameter("include", style="deepObject", schema={"type": "array", "items": {"enum": list(values)}})


def filters(**properties: Any) -> dict[str, Any]:
    return parameter("filter", style="deepObject", schema=item(**properties))


def array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def verdicts(part: PartMigration | None) -> dict[str, tuple[str, tuple[str, ...], str]]:
    """Return verdict, new names or requests, and rule by old name."""
    assert part is not None
    return {
        move.before: (move.verdict.value, move.after or tuple(call.text for call in move.calls), move.rule)
        for move in part.moves
    }


def changes(part: PartMigration | None) -> dict[str, list[str]]:
    assert part is not None
    return {change.path: [value_change.kind.value for value_change in change.changes] for change in part.changed}


def between(
    old: dict[str, Any], new: dict[str, Any], resource: str = "things", successor: str = "", **more: Any
) -> Migration:
    """Return the migration between two calls that answer with the one and the other."""
    paths = {
        f"/public-api/resources/{resource}/v1.0/{{thing}}": {
            "get": {"deprecated": True, "parameters": [parameter("thing", "path")], **answer(old)}
        },
        f"/public-api/resources/{successor or resource}/v2.0/{{thing}}": {
            "get": {"parameters": [parameter("thing", "path")], **answer(new)}
        },
        **more,
    }
    (migration,) = migrations(paths)
    return migration


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", **content(schema)}}}


def moves(old: dict[str, Any], new: dict[str, Any], **more: Any) -> dict[str, tuple[str, tuple[str, ...], str]]:
    return verdicts(between(old, new, **more).of(ApiPart.RESPONSE_FIELD))


def test_every_name_of_every_part_is_told_of():
    old = {
        "deprecated": True,
        "parameters": [parameter("thing", "path"), filters(userId=STRING, state=STRING), include("a", "b")],
        "requestBody": content(item(post_code=STRING, size=STRING, gone=STRING, kind={"enum": ["x", "y"]})),
        **answer(item(id=STRING, notes=STRING)),
    }
    new = {
        "parameters": [parameter("id", "path"), filters(userId=INTEGER), include("b", "c")],
        "requestBody": content(
            item("must", postCode=STRING, size={"type": "number"}, must=STRING, more=STRING, kind={"enum": ["x", "z"]})
        ),
        **answer(item(data=item(id={**STRING, "nullable": True}))),
    }
    (migration,) = migrations({"/things/v1/{thing}": {"put": old}, "/things/v2/{id}": {"patch": new}})
    assert (migration.subject, migration.successor) == ("PUT /things/v1/{thing}", "PATCH /things/v2/{id}")
    assert [(change.name, change.before, change.after) for change in migration.changes] == [
        ("wrapping-changed", "bare", "data object")
    ]
    assert verdicts(migration.of(ApiPart.PATH_PARAMETER)) == {"thing": ("moved", ("id",), "the same position")}
    assert verdicts(migration.of(ApiPart.FILTER)) == {"filter[state]": ("gone", (), "")}
    assert changes(migration.of(ApiPart.FILTER)) == {"filter[userId]": ["type-changed"]}
    assert verdicts(migration.of(ApiPart.INCLUDE)) == {"include[]=a": ("gone", (), "")}
    body = migration.of(ApiPart.BODY_FIELD)
    assert verdicts(body) == {
        "gone": ("gone", (), ""),
        "post_code": ("moved", ("postCode",), "spelled otherwise"),
    }
    assert body is not None
    assert body.demanded == ("must",)
    assert changes(body) == {"kind": [], "size": ["type-changed"]}
    assert [(move.before, move.after) for change in body.changed for move in change.values] == [('"y"', '"z"')]
    response = migration.of(ApiPart.RESPONSE_FIELD)
    assert verdicts(response) == {"notes": ("gone", (), "")}
    assert changes(response) == {"id": ["became-nullable"]}


def test_what_stayed_is_named_by_the_outermost_names():
    deep = item(a=STRING, b=item(c=STRING))
    part = between(item(kept=deep, other=deep), item(kept=deep, other=item(a=INTEGER, b=item(c=STRING)))).of(
        ApiPart.RESPONSE_FIELD
    )
    assert part is not None
    assert part.unchanged == ("kept", "other.b")


def test_what_asks_nothing_of_a_caller_is_no_change():
    old = item(a=STRING, b={**STRING, "maxLength": 9})
    new = item("a", a={**STRING, "maxLength": 5}, b={**STRING, "maxLength": 5, "default": "x"})
    assert changes(between(old, new).of(ApiPart.RESPONSE_FIELD)) == {}


def test_the_same_words_with_those_of_the_objects_around():
    assert moves(item(networkId=STRING, showTariffs=STRING), item(network=item(id=STRING), showTariff=STRING)) == {
        "networkId": ("moved", ("network.id",), "the same words"),
        "showTariffs": ("moved", ("showTariff",), "the same words"),
    }


def test_the_same_name_in_a_new_object():
    assert moves(item(maxPower=STRING, size=STRING), item(power=item(maxPower=INTEGER), size=STRING)) == {
        "maxPower": ("moved", ("power.maxPower",), "the same name in a new object")
    }
    assert moves(item(value=STRING, key=STRING), item(key=item(value=STRING))) == {
        "value": ("moved", ("key.value",), "the same name in a new object")
    }


def test_one_name_within_the_other_needs_the_same_type_and_the_most_words_win():
    old, new = item(ownerPartnerId=INTEGER), item(partner=item(id=INTEGER), user=item(id=INTEGER))
    assert moves(old, new) == {"ownerPartnerId": ("moved", ("partner.id",), "one name within the other")}
    assert moves(item(maxPowerKw=INTEGER), item(power=item(maxPower={"type": "number"}))) == {
        "maxPowerKw": ("moved", ("power.maxPower",), "one name within the other")
    }
    assert moves(item(templateId=INTEGER), item(partner=item(id=INTEGER))) == {"templateId": ("gone", (), "")}


def test_the_same_values_whatever_their_spelling():
    values = {"type": "string", "enum": ["publicUse", "privateUse"]}
    others = {"type": "string", "enum": ["public_use", "private_use"]}
    assert moves(item(access=values, size=STRING), item(kind=others, width=STRING)) == {
        "access": ("moved", ("kind",), "the same values"),
        "size": ("gone", (), ""),
    }


def test_what_could_be_two_things_names_both():
    values = {"type": "string", "enum": ["public", "private"]}
    assert moves(item(access=values), item(kind=values, state=values)) == {
        "access": ("candidates", ("kind", "state"), "the same values")
    }
    assert moves(item(networkId=STRING), item(network=item(id=STRING), idNetwork=STRING)) == {
        "networkId": ("candidates", ("idNetwork", "network.id"), "the same words")
    }
    assert moves(item(flag={"enum": ["only"]}), item(mark={"enum": ["only"]})) == {"flag": ("gone", (), "")}


def test_a_new_name_is_given_to_one_old_name_only():
    assert moves(item(a_id=STRING, idA=STRING), item(aIds=STRING)) == {
        "a_id": ("candidates", ("aIds",), "the same words"),
        "idA": ("candidates", ("aIds",), "the same words"),
    }


def test_one_field_that_became_one_in_each_of_several_groups():
    contact = item(email=STRING, phone=STRING)
    new = item(contacts=item(billing=contact, technical=contact))
    assert moves(item(email=STRING), new) == {
        "email": ("moved", ("contacts.billing.email", "contacts.technical.email"), "one in each group")
    }
    uneven = item(contacts=item(billing=contact, technical=contact, other=item(phone=STRING)))
    assert moves(item(email=STRING), uneven)["email"][0] == "candidates"


def test_members_move_with_their_object_and_only_new_spellings_are_told():
    old = item(working_hours=item(hours=item(monday=STRING), is_open=STRING))
    new = item(workingHours=item(hours=item(monday=STRING), isOpen=STRING))
    assert moves(old, new) == {
        "working_hours": ("moved", ("workingHours",), "spelled otherwise"),
        "working_hours.is_open": ("moved", ("workingHours.isOpen",), "spelled otherwise"),
    }


def test_an_object_that_is_gone_is_told_once_unless_something_of_it_moved():
    assert moves(item(owner=item(a=STRING, b=STRING)), item(x=STRING)) == {"owner": ("gone", (), "")}
    assert moves(item(owner=item(userId=STRING, b=STRING)), item(ownerUserId=STRING)) == {
        "owner.b": ("gone", (), ""),
        "owner.userId": ("moved", ("ownerUserId",), "the same words"),
    }


def test_the_words_that_a_resource_was_renamed_by():
    old, new = item(rfidLabel=STRING, kind={"enum": ["rfid_tag"]}), item(idLabel=STRING, kind={"enum": ["id_tag", "x"]})
    paths = {
        "/public-api/resources/rfid-tags/v1.0": {
            "get": {"deprecated": True, "operationId": "tagsDeprecated", **answer(old)}
        },
        "/public-api/resources/id-tags/v2.0": {"get": {"operationId": "tags", **answer(new)}},
    }
    (migration,) = migrations(paths)
    part = migration.of(ApiPart.RESPONSE_FIELD)
    assert part is not None
    assert verdicts(part) == {"rfidLabel": ("moved", ("idLabel",), "renamed with its resource")}
    (kind,) = part.changed
    assert [(move.before, move.after, move.rule) for move in kind.values] == [
        ('"rfid_tag"', '"id_tag"', "renamed with a resource")
    ]


def test_ends_of_ranges_and_times():
    old = {"deprecated": True, "parameters": [filters(dateFrom=STRING, dateTo=STRING, endDate=STRING)]}
    new = {"parameters": [filters(dateAfter=STRING, dateBefore=STRING, endsAt=STRING)]}
    (migration,) = migrations({"/things/v1": {"get": old}, "/things/v2": {"get": new}})
    assert verdicts(migration.of(ApiPart.FILTER)) == {
        "filter[dateFrom]": ("moved", ("filter[dateAfter]",), "the same end of a range"),
        "filter[dateTo]": ("moved", ("filter[dateBefore]",), "the same end of a range"),
        "filter[endDate]": ("moved", ("filter[endsAt]",), "the same time"),
    }


def test_a_list_with_a_call_of_its_own_and_what_becomes_of_its_objects():
    parts = "/public-api/resources/things/v2.0/{thing}/parts"
    call = {
        parts: {"get": {"parameters": [parameter("thing", "path")], **answer(item(data=array(item(newSize=INTEGER))))}}
    }
    old = item(id=STRING, parts=array(item(size=INTEGER, colour=STRING)))
    migration = between(old, item(id=STRING), **call)
    part = migration.of(ApiPart.RESPONSE_FIELD)
    assert part is not None
    assert verdicts(part) == {"parts": ("call", (f"GET {parts}",), "a call of its own")}
    assert verdicts(part.children["parts"]) == {
        "colour": ("gone", (), ""),
        "size": ("moved", ("newSize",), "one name within the other"),
    }
    assert moves(old, item(id=STRING)) == {"parts": ("gone", (), "")}


def test_a_list_of_another_resource_with_a_filter_for_the_item():
    listing = {
        "/public-api/resources/parts/v1.0": {
            "get": {
                "parameters": [filters(thingId=STRING)],
                **answer(item(data=array(item(id=STRING, thingId=STRING)))),
            }
        }
    }
    old = item(id=STRING, parts=array(item(id=STRING)), public_parts=INTEGER)
    request = "GET /public-api/resources/parts/v1.0?filter[thingId]"
    assert moves(old, item(id=STRING), **listing) == {
        "parts": ("call", (request,), "a list or action of its own"),
        "public_parts": ("call", (request,), "a list or action of its own"),
    }


def test_what_was_looked_up_comes_before_all_rules_and_only_where_it_fits():
    def entry(**more: Any) -> CuratedMove:
        return CuratedMove(resource="things", reason="somebody knows", **more)

    old, new = item(a_b=STRING, kind={"enum": ["x", "y"]}), item(aB=STRING, c=STRING, kind={"enum": ["z", "w"]})
    paths = {
        "/public-api/resources/things/v1.0": {"get": {"deprecated": True, **answer(old)}},
        "/public-api/resources/things/v2.0": {"get": answer(new)},
    }
    rows = (entry(before="a_b", after=("c", "missing")), entry(before="kind", values=(("x", "w"),)))
    (migration,) = migrations(paths, rows)
    part = migration.of(ApiPart.RESPONSE_FIELD)
    assert part is not None
    # One of two candidates that is left alone is none the surer for it.
    assert verdicts(part) == {"a_b": ("candidates", ("c",), "looked up: somebody knows")}
    (migration,) = migrations(paths, (entry(before="a_b", after=("c",)),))
    assert verdicts(migration.of(ApiPart.RESPONSE_FIELD))["a_b"] == ("moved", ("c",), "looked up: somebody knows")
    (migration,) = migrations(paths, rows)
    part = migration.of(ApiPart.RESPONSE_FIELD)
    assert {move.before: move.after for change in part.changed for move in change.values} == {
        '"x"': '"w"',
        '"y"': "",
    }
    (migration,) = migrations(paths, (entry(before="a_b", after=("missing",)),))
    assert verdicts(migration.of(ApiPart.RESPONSE_FIELD))["a_b"][1] == ("aB",)


def test_an_include_that_is_new_is_told_where_the_field_always_came():
    def call(*includes: str, **more: Any) -> dict[str, Any]:
        return {"parameters": [include(*includes)], **answer(item(id=STRING, photo=STRING)), **more}

    (migration,) = migrations(
        {"/things/v1": {"get": call("x", deprecated=True)}, "/things/v2": {"get": call("x", "photo", "y")}}
    )
    assert migration.includes == ("include[]=photo",)


def test_operations_without_successor_have_no_migration():
    assert migrations({"/a/v1": {"get": {"deprecated": True}}, "/b/v1": {"get": {}}}) == ()


def test_each_successor_of_a_webhook_has_its_own_migration():
    def hook(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        node = {"requestBody": content(schema), "responses": {"200": {"description": ""}}, **more}
        return {"{$url}": {"post": node}}

    callbacks = {
        "Changed": hook(
            item(notification={"enum": ["Changed"]}, it=STRING),
            deprecated=True,
            description="Use `a.changed` and `b.changed` instead.",
        ),
        "a.changed": hook(item(notification={"enum": ["a.changed"]}, aId=STRING)),
        "b.changed": hook(item(notification={"enum": ["b.changed"]}, it={"type": "integer"})),
    }
    ways = migrations({"/notifications": {"post": {"callbacks": callbacks}}})
    assert [(way.subject, way.successor) for way in ways] == [("Changed", "a.changed"), ("Changed", "b.changed")]
    parts = [way.of(ApiPart.WEBHOOK_FIELD) for way in ways]
    assert [verdicts(part) for part in parts] == [{"it": ("gone", (), "")}, {}]
    assert [changes(part) for part in parts] == [{}, {"it": ["type-changed"]}]
