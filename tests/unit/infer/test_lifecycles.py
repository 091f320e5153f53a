"""States, access types and scopes, as the document lists them: `infer/lifecycles.py`."""

from model_documents import (
    INTEGER,
    STRING,
    answer,
    deprecated,
    filters,
    many,
    model_of,
    one,
    one_of,
    taking,
    thing,
    things,
)

from ampeco_refgen.infer.vocabulary import Vocabulary

STATUS = one_of("open", "closed")


def found_in(paths):
    return [(one.entity.name, one.field, one.values) for one in model_of(paths).lifecycles]


def test_enumerated_states_of_an_entity_are_listed_and_nothing_else():
    card = thing(
        id=INTEGER,
        status=STATUS,
        network=thing(connectionState=one_of("on", "off")),
        statusText=STRING,
        kind=one_of("a", "b"),
        status2=STRING,
        oldStatus={**one_of("x"), "deprecated": True},
        uses=things(status=one_of("p", "q")),
    )
    assert found_in({"/api/cards": {"get": many(card)}}) == [
        ("Card", "network.connectionState", ("on", "off")),
        ("Card", "status", ("open", "closed")),
    ]


def test_the_state_of_an_embedded_entity_is_its_own_and_that_of_the_relation_is_not():
    card = thing(id=INTEGER, status=STATUS)
    session = thing(id=INTEGER, card=thing(id=INTEGER, status=STATUS, linkStatus=one_of("tied")))
    paths = {"/api/cards": {"get": many(card)}, "/api/sessions": {"get": many(session)}}
    assert found_in(paths) == [("Card", "status", ("open", "closed")), ("Session", "card.linkStatus", ("tied",))]


def test_a_state_says_how_it_is_filtered_and_which_live_calls_take_it():
    card = thing(id=INTEGER, status={**STATUS, "nullable": True})
    change = answer(thing(done=STRING))
    model = model_of(
        {
            "/public-api/resources/cards/v1": {
                "get": many(card, filters(status=one_of("open", "shut"))),
                "post": taking(thing(status=one_of("open")), one(card)),
            },
            "/public-api/resources/cards/v1/{card}": {
                "get": one(card),
                "put": deprecated(taking(thing(status=STATUS), one(card))),
            },
            "/public-api/actions/card/v1/{card}/close": {"post": taking(thing(status=one_of("closed")), change)},
            "/public-api/actions/card/v1/{card}/park": {"post": taking(thing(status=one_of("free")), change)},
        }
    )
    [found] = model.lifecycles
    assert (found.nullable, found.filters) == (True, ("filter[status]",))
    assert found.listing.text == "GET /public-api/resources/cards/v1"
    assert [call.text for call in found.set_by] == [
        "POST /public-api/resources/cards/v1",
        "POST /public-api/actions/card/v1/{card}/close",
    ]


def test_a_state_that_nothing_filters_or_takes_says_so():
    [found] = model_of({"/api/cards/{card}": {"get": one(thing(id=INTEGER, state=STATUS))}}).lifecycles
    assert (found.filters, found.listing, found.set_by) == ((), None, ())


def test_access_types_are_read_alike():
    station = thing(id=INTEGER, accessType=one_of("public", "private"), type=one_of("ac", "dc"))
    [found] = model_of({"/api/stations": {"get": many(station)}}).access_types
    assert (found.field, found.values) == ("accessType", ("public", "private"))


def test_a_scope_tells_the_lists_that_can_be_narrowed_to_one():
    paths = {
        "/api/stations": {"get": many(thing(id=INTEGER, partnerId=INTEGER), filters(partnerId=STRING))},
        "/api/sessions": {"get": many(thing(id=INTEGER), filters(partnerId=STRING))},
        "/api/users": {"get": many(thing(id=INTEGER, partnerId=INTEGER))},
        "/api/partners": {"get": many(thing(id=INTEGER))},
    }
    [scope] = model_of(paths, Vocabulary(scopes=("partners", "planets"))).scopes
    assert (scope.entity.name, [call.text for call in scope.calls]) == (
        "Partner",
        ["GET /api/sessions?filter[partnerId]={id}", "GET /api/stations?filter[partnerId]={id}"],
    )


def test_the_list_below_another_resource_does_not_tell_a_state_twice():
    outlet = thing(id=INTEGER, status=STATUS)
    paths = {
        "/api/outlets": {"get": many(outlet)},
        "/api/stations/{station}": {"get": one(thing(id=INTEGER))},
        "/api/stations/{station}/outlets": {"get": many(outlet)},
    }
    assert found_in(paths) == [("Outlet", "status", ("open", "closed"))]
