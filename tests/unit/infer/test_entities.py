"""What an entity is and how it is called: `infer/entities.py`."""

from model_documents import INTEGER, STRING, answer, catalog_of, deprecated, many, single, thing, things

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.entities import entities
from documents import AMPECO


def entities_of(paths):
    catalog = catalog_of(paths)
    return entities(catalog, Fields(catalog), AMPECO.vocabulary)


def test_each_live_resource_is_an_entity_with_its_newest_live_version():
    old = deprecated(single(thing(id=INTEGER)))
    all_entities = entities_of(
        {
            "/public-api/resources/stations/v1.0/{station}": {"get": single(thing(id=INTEGER))},
            "/public-api/resources/stations/v2.0/{station}": {"get": single(thing(id=INTEGER, name=STRING))},
            "/public-api/resources/stations/v3.0/{station}": {"get": old},
            "/public-api/resources/badges/v1.0": {"get": old},
            "/public-api/actions/station/v1.0/{station}/start": {"post": single(thing(ok={"type": "boolean"}))},
        }
    )
    assert [(entity.name, entity.version) for entity in all_entities] == [("Station", "v2.0")]
    assert [member.name for member in all_entities[0].item.members] == ["id", "name"]
    assert len(all_entities[0].operations) == 2


def test_a_sub_resource_is_an_entity_only_with_a_shape_of_its_own_that_can_be_read():
    station = thing(id=INTEGER, name=STRING)
    all_entities = entities_of(
        {
            "/api/stations/{station}": {"get": single(station)},
            "/api/stations/near": {"get": many(station)},
            "/api/stations/{station}/outlets": {"get": many(thing(id=INTEGER, plug=STRING))},
            "/api/stations/{station}/outlets/{outlet}/plugs": {"get": many(thing(kind=STRING))},
            "/api/stations/{station}/reboot": {"post": single(thing(done={"type": "boolean"}))},
            "/api/stations/{station}/name": {"get": answer(STRING)},
        }
    )
    assert [(entity.name, entity.parent) for entity in all_entities] == [
        ("Station", None),
        ("Station Outlet", ("resources", "stations")),
        ("Station Outlet Plug", ("resources", "stations", "outlets")),
    ]


def test_a_resource_without_a_live_operation_of_its_own_stands_above_what_it_has():
    all_entities = entities_of({"/api/stations/{station}/outlets": {"get": many(thing(id=INTEGER))}})
    assert [(entity.name, entity.version, entity.operations == ()) for entity in all_entities] == [
        ("Station", "", True),
        ("Station Outlet", "", False),
    ]


def test_the_list_of_a_resource_called_so_is_the_same_thing():
    all_entities = entities_of(
        {
            "/api/outlets": {"get": many(thing(id=INTEGER, power=INTEGER))},
            "/api/stations/{station}/outlets": {"get": many(thing(id=INTEGER))},
        }
    )
    assert [(entity.name, entity.same_as) for entity in all_entities] == [
        ("Outlet", None),
        ("Station", None),
        ("Station Outlet", ("resources", "outlets")),
    ]


def test_the_short_name_leaves_out_what_it_belongs_to_unless_another_is_called_so():
    all_entities = entities_of(
        {
            "/api/stations/{station}/plugs": {"get": many(thing(kind=STRING))},
            "/api/stations/{station}/logs": {"get": many(thing(at=STRING))},
            "/api/users/{user}/logs": {"get": many(thing(text=STRING))},
        }
    )
    assert [entity.short for entity in all_entities] == ["Station", "Station Log", "Plug", "User", "User Log"]


def test_the_latest_of_a_list_is_no_entity_of_its_own():
    log = thing(at=STRING)
    all_entities = entities_of(
        {
            "/api/stations/{station}/status-logs": {"get": many(log)},
            "/api/stations/{station}/latest-status-log": {"get": single(log)},
            "/api/stations/{station}/visits": {"get": many(log)},
        }
    )
    assert [entity.name for entity in all_entities] == ["Station", "Station Status Log", "Station Visit"]


def test_an_envelope_of_the_vendor_s_own_is_not_taken_for_the_thing_itself():
    page = thing(total=INTEGER, results=things(id=INTEGER, name=STRING))
    [station] = entities_of({"/api/stations": {"get": answer(page)}})
    assert [member.name for member in station.item.members] == ["id", "name"]


def test_entities_that_would_share_a_name_say_their_path():
    all_entities = entities_of({"/pet": {"get": answer(thing(id=INTEGER))}, "/pets": {"get": answer(thing(id=STRING))}})
    assert [entity.name for entity in all_entities] == ["Pet (pet)", "Pet (pets)"]


def test_a_resource_keeps_its_name_beside_a_sub_resource_that_is_called_so():
    group = {"get": answer(thing(id=INTEGER))}
    other = {"get": answer(thing(number=INTEGER))}
    all_entities = entities_of(
        {"/api/users/{user}": group, "/api/user-groups": group, "/api/users/{user}/user-groups": other}
    )
    assert [entity.name for entity in all_entities] == ["User Group", "User", "User Group (users/user-groups)"]


def test_a_thing_that_holds_lists_is_not_taken_for_an_envelope():
    with_id = thing(id=INTEGER, items=things(name=STRING))
    two_lists = thing(items=things(name=STRING), results=things(name=STRING))
    all_entities = entities_of({"/api/orders": {"get": answer(with_id)}, "/api/scans": {"get": answer(two_lists)}})
    assert [[member.name for member in entity.item.members] for entity in all_entities] == [
        ["id", "items"],
        ["items", "results"],
    ]
