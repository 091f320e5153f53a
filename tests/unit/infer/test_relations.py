"""Which entities hang together, by what evidence, and the calls that walk it: `infer/relations.py` and its parts."""

import pytest
from model_documents import (
    INTEGER,
    INTEGERS,
    STRING,
    STRINGS,
    answer,
    deprecated,
    filters,
    includes,
    many,
    model_of,
    one_of,
    relation,
    single,
    stated,
    thing,
    things,
)

from ampeco_refgen.infer.relations import Cardinality, Certainty, RelationKind
from ampeco_refgen.infer.vocabulary import Alias, FalseFriend, Vocabulary

USERS = {"/api/users/{user}": {"get": single(thing(id=INTEGER))}}


def with_users(path="/api/cards/{card}", *parameters, **fields):
    """Cards that have these fields, and users that they may refer to."""
    return model_of({path: {"get": single(thing(id=INTEGER, **fields), *parameters)}, **USERS})


@pytest.mark.parametrize("name", ["userId", "user_id", "userID"])
def test_an_id_field_named_after_an_entity_refers_to_it(name):
    reference = relation(with_users(**{name: INTEGER}), "Card", name)
    assert (reference.target.name, reference.kind, reference.cardinality) == (
        "User",
        RelationKind.REFERENCE,
        Cardinality.MANY_TO_ONE,
    )
    assert (reference.certainty, reference.evidence.type) == (Certainty.CERTAIN, "integer")
    assert reference.evidence.operation == "GET /api/cards/{card}"
    assert reference.forward.text == "GET /api/users/{user}"
    assert reference.backward is None


def test_a_list_of_ids_refers_to_many():
    reference = relation(with_users(userIds=INTEGERS), "Card", "userIds")
    assert (reference.cardinality, reference.evidence.type) == (Cardinality.MANY_TO_MANY, "array of integer")


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("externalId", STRING),
        ("paid", INTEGER),
        ("userCount", INTEGER),
        ("userId", {"type": "boolean"}),
        ("cardId", INTEGER),
        ("networkId", INTEGER),
    ],
)
def test_what_is_no_reference_is_left_alone(name, schema):
    assert stated(with_users(**{name: schema})) == []


def test_a_string_is_an_identifier_elsewhere_where_ids_are_numbers_and_is_said_to_be_so():
    model = with_users(userId=STRING)
    assert stated(model) == []
    assert [
        (reference.source.name, reference.name, reference.looks_like.name) for reference in model.false_references
    ] == [("Card", "userId", "User")]


def test_strings_refer_where_ids_are_strings_unless_a_number_does_so_elsewhere():
    users = {"/api/users/{user}": {"get": single(thing(id=STRING))}}
    cards = {"/api/cards/{card}": {"get": single(thing(id=INTEGER, userId=STRING))}}
    jobs = {"/api/jobs/{job}": {"get": single(thing(id=INTEGER, userId=INTEGER))}}
    assert stated(model_of({**users, **cards})) == [("Card", "userId", "User")]
    assert stated(model_of({**users, **cards, **jobs})) == [("Job", "userId", "User")]


@pytest.mark.parametrize(
    ("name", "confidence"),
    [
        ("ownerUserId", Certainty.LIKELY),
        ("redeemedByUserId", Certainty.LIKELY),
        ("memberId", Certainty.CERTAIN),
    ],
)
def test_looser_names_are_likely_and_the_name_of_the_path_parameter_is_certain(name, confidence):
    users = {"/api/users/{memberId}": {"get": single(thing(id=INTEGER))}}
    cards = {"/api/cards/{card}": {"get": single(thing(id=INTEGER, **{name: INTEGER}))}}
    reference = relation(model_of({**users, **cards}), "Card", name)
    assert (reference.target.name, reference.certainty) == ("User", confidence)


def test_the_end_of_a_name_is_enough_only_where_one_entity_ends_so():
    plans = {"/api/subscription-plans": {"get": many(thing(id=INTEGER))}}
    others = {"/api/parking-plans": {"get": many(thing(id=INTEGER))}}
    cards = {"/api/cards": {"get": many(thing(id=INTEGER, planId=INTEGER))}}
    assert stated(model_of({**plans, **cards})) == [("Card", "planId", "Subscription Plan")]
    assert stated(model_of({**plans, **others, **cards})) == []


def test_one_parameter_name_for_two_entities_of_that_ending_means_neither():
    rates = {
        "/api/tax-rates/{rateId}": {"get": single(thing(id=INTEGER))},
        "/api/currency-rates/{currencyRate}": {"get": single(thing(id=INTEGER))},
    }
    cards = {"/api/cards": {"get": many(thing(id=INTEGER, rateId=INTEGER))}}
    assert stated(model_of({**rates, **cards})) == []


def test_a_nested_object_with_an_id_refers_and_an_include_gets_it():
    model = with_users("/api/cards/{card}", includes("owners", "user"), user=thing(id=INTEGER, name=STRING))
    embedded = relation(model, "Card", "user.id")
    assert (embedded.kind, embedded.target.name) == (RelationKind.EMBEDDED, "User")
    assert embedded.forward.text == "GET /api/cards/{card}?include=user"


def test_a_field_of_an_embedded_entity_is_said_to_be_that_of_the_entity():
    model = model_of(
        {
            "/api/sessions": {"get": many(thing(id=INTEGER, card=thing(id=INTEGER, userId=INTEGER)))},
            "/api/cards": {"get": many(thing(id=INTEGER, userId=INTEGER))},
            **USERS,
        }
    )
    assert relation(model, "Session", "card.userId").through.name == "Card"
    assert relation(model, "Session", "card.id").through is None
    assert relation(model, "Card", "userId").through is None


def test_numbers_named_after_an_entity_refer_without_saying_id():
    model = model_of(
        {
            "/api/charge-points/{id}": {"get": single(thing(id=INTEGER))},
            "/api/user-groups/{id}": {"get": single(thing(id=INTEGER))},
            "/api/taxes/{id}": {"get": single(thing(id=INTEGER))},
            "/api/events": {
                "get": many(
                    thing(
                        chargePoint=INTEGER,
                        tax=INTEGER,
                        chargePoints=INTEGER,
                        taxes=STRINGS,
                        includedUserGroups=INTEGERS,
                        amounts=thing(chargePoint=INTEGER),
                    )
                )
            },
        }
    )
    assert stated(model) == [
        ("Event", "chargePoint", "Charge Point"),
        ("Event", "includedUserGroups", "User Group"),
    ]


def test_only_live_operations_are_evidence_and_only_they_are_called():
    model = model_of(
        {
            "/cards/v1/{card}": {"get": deprecated(single(thing(id=INTEGER, userId=INTEGER)))},
            "/cards/v2/{card}": {"get": single(thing(id=INTEGER, groupId=INTEGER))},
            "/users/v1/{user}": {"get": single(thing(id=INTEGER))},
            "/groups/v1/{group}": {"get": deprecated(single(thing(id=INTEGER))), "patch": single(thing(id=INTEGER))},
        }
    )
    assert stated(model) == [("Card", "groupId", "Group")]
    assert relation(model, "Card", "groupId").forward is None


@pytest.mark.parametrize(
    ("declared", "query"),
    [
        (filters(userId=STRING), "filter[userId]={id}"),
        (filters(userId=STRINGS), "filter[userId][]={id}"),
        (filters(userIds=INTEGERS), "filter[userIds][]={id}"),
        (filters(owner=thing(userId=INTEGER)), "filter[owner][userId]={id}"),
        ({"name": "user_id", "in": "query", "schema": INTEGER}, "user_id={id}"),
        (filters(redeemedByUserId=INTEGER), "filter[redeemedByUserId]={id}"),
    ],
)
def test_the_list_that_a_declared_filter_narrows_walks_a_relation_backwards(declared, query):
    cards = {"/api/cards": {"get": many(thing(id=INTEGER, userId=INTEGER), declared)}}
    assert relation(model_of({**cards, **USERS}), "Card", "userId").backward.text == f"GET /api/cards?{query}"


def test_a_deprecated_filter_is_never_called():
    declared = filters(userId={**INTEGER, "deprecated": True})
    cards = {"/api/cards": {"get": many(thing(id=INTEGER, userId=INTEGER), declared)}}
    assert relation(model_of({**cards, **USERS}), "Card", "userId").backward is None


def test_a_filter_that_may_mean_either_of_two_fields_walks_neither():
    fields = thing(id=INTEGER, ownerUserId=INTEGER, buyerUserId=INTEGER)
    model = model_of({"/api/cards": {"get": many(fields, filters(userId=INTEGER))}, **USERS})
    assert {relation.backward for relation in model.relations} == {None}


def test_a_filter_without_a_field_is_a_relation_of_its_own():
    model = model_of({"/api/cards": {"get": many(thing(id=INTEGER), filters(userId=STRING))}, **USERS})
    by_filter = relation(model, "Card", "filter[userId]")
    assert (by_filter.kind, by_filter.certainty, by_filter.cardinality) == (
        RelationKind.FILTER,
        Certainty.LIKELY,
        Cardinality.UNKNOWN,
    )
    assert (by_filter.forward, by_filter.backward.text) == (None, "GET /api/cards?filter[userId]={id}")


def test_a_sub_resource_is_a_relation_of_the_one_that_the_path_identifies():
    model = model_of(
        {
            "/api/users/{user}": {"get": single(thing(id=INTEGER))},
            "/api/users/{user}/cards": {"get": many(thing(number=STRING))},
            "/api/users/{user}/billing-details": {"get": single(thing(city=STRING))},
            "/api/users/statistics": {"get": single(thing(count=INTEGER))},
        }
    )
    assert stated(model) == [
        ("User", "users/billing-details", "User Billing Details"),
        ("User", "users/cards", "User Card"),
    ]
    cards = relation(model, "User", "users/cards")
    assert (cards.kind, cards.cardinality) == (RelationKind.NESTED, Cardinality.ONE_TO_MANY)
    assert cards.forward.text == "GET /api/users/{user}/cards"
    assert relation(model, "User", "users/billing-details").cardinality is Cardinality.ONE_TO_ONE


def test_a_sub_resource_called_like_a_resource_is_that_resource():
    model = model_of(
        {
            "/api/stations/{station}": {"get": single(thing(id=INTEGER))},
            "/api/stations/{station}/outlets": {"get": many(thing(id=INTEGER, plug=STRING))},
            "/api/stations/{station}/shared-partners": {"get": many(thing(id=INTEGER, since=STRING))},
            "/api/stations/{station}/nearby-partners": {"get": many(INTEGER)},
            "/api/outlets/{outlet}": {"get": single(thing(id=INTEGER, stationId=INTEGER))},
            "/api/partners/{partner}": {"get": single(thing(id=INTEGER, name=STRING))},
        }
    )
    assert stated(model) == [
        ("Outlet", "stationId", "Station"),
        ("Station", "stations/nearby-partners", "Partner"),
        ("Station", "stations/outlets", "Outlet"),
        ("Station", "stations/shared-partners", "Partner"),
    ]
    assert relation(model, "Station", "stations/outlets").cardinality is Cardinality.ONE_TO_MANY
    assert relation(model, "Station", "stations/shared-partners").cardinality is Cardinality.MANY_TO_MANY


def test_a_list_belongs_to_its_source_where_the_targets_name_one():
    model = model_of(
        {
            "/api/groups": {"get": many(thing(id=INTEGER, cardIds=INTEGERS))},
            "/api/cards": {"get": many(thing(id=INTEGER, groupId=INTEGER))},
        }
    )
    assert relation(model, "Group", "cardIds").cardinality is Cardinality.ONE_TO_MANY


def test_an_include_of_a_sub_resource_is_a_way_to_it():
    model = model_of(
        {
            "/api/circuits/{circuit}": {
                "get": single(thing(id=INTEGER, loads=things(amps=INTEGER)), includes("loads"))
            },
            "/api/circuits/{circuit}/loads": {"get": many(thing(amps=INTEGER))},
        }
    )
    included = relation(model, "Circuit", "loads")
    assert (included.kind, included.cardinality) == (RelationKind.INCLUDE, Cardinality.ONE_TO_MANY)
    assert included.forward.text == "GET /api/circuits/{circuit}?include=loads"


def test_what_an_action_gives_back_is_a_relation_of_what_is_acted_on():
    model = model_of(
        {
            "/public-api/resources/stations/v1/{station}": {"get": single(thing(id=INTEGER))},
            "/public-api/resources/sessions/v1/{session}": {"get": single(thing(id=INTEGER))},
            "/public-api/actions/station/v1/{station}/start": {"post": answer(thing(sessionId=INTEGER))},
        }
    )
    given_back = relation(model, "Station", "sessionId")
    assert (given_back.kind, given_back.target.name) == (RelationKind.ACTION, "Session")
    assert given_back.evidence.operation == "POST /public-api/actions/station/v1/{station}/start"


def test_an_id_whose_entity_another_field_selects_is_polymorphic():
    order = thing(
        id=INTEGER,
        targetId=INTEGER,
        targetType=one_of("user", "user_group", "planet"),
        type=one_of("user", "card"),
    )
    model = model_of(
        {"/api/orders": {"get": many(order)}, "/api/user-groups": {"get": many(thing(id=INTEGER))}, **USERS}
    )
    assert stated(model) == []
    [polymorphic] = model.polymorphic
    assert (polymorphic.source.name, polymorphic.name, polymorphic.selector) == ("Order", "targetId", "targetType")
    assert [(value, target and target.name) for value, target in polymorphic.options] == [
        ("user", "User"),
        ("user_group", "User Group"),
        ("planet", None),
    ]


def test_a_plain_type_selects_only_where_all_of_its_values_are_entities():
    both = thing(id=INTEGER, targetId=INTEGER, type=one_of("user", "order"))
    other = thing(id=INTEGER, targetId=INTEGER, type=one_of("user", "planet"))
    assert len(model_of({"/api/orders": {"get": many(both)}, **USERS}).polymorphic) == 1
    assert model_of({"/api/orders": {"get": many(other)}, **USERS}).polymorphic == ()


def test_the_vocabulary_adds_names_and_takes_away_false_friends():
    paths = {
        "/api/cards": {"get": many(thing(id=INTEGER, holderId=INTEGER, userId=INTEGER))},
        "/api/jobs": {"get": many(thing(id=INTEGER, holderId=INTEGER))},
        **USERS,
    }
    known = Vocabulary(
        aliases=(Alias(name="holder", target="users", within=("cards",), why="the user who holds it"),),
        false_friends=(FalseFriend(path="userId", within=("cards",), why="it counts users"),),
    )
    model = model_of(paths, known)
    assert stated(model) == [("Card", "holderId", "User")]
    assert [(reference.name, reference.why) for reference in model.false_references] == [("userId", "it counts users")]


def test_what_the_vocabulary_says_of_nothing_in_the_document_is_a_warning():
    known = Vocabulary(aliases=(Alias(name="holder", target="people", why="made up"),))
    [finding] = model_of(USERS, known).diagnostics
    assert (finding.code, finding.row, finding.message) == (
        *("vocabulary-unsupported", "profile.toml, alias holder"),
        "the document has no live call on people",
    )


def test_a_list_in_an_envelope_of_its_own_is_read_through():
    page = thing(total=INTEGER, items=things(id=INTEGER, userId=INTEGER))
    model = model_of({"/api/cards": {"get": answer(page)}, **USERS})
    assert stated(model) == [("Card", "userId", "User")]


def test_a_document_without_any_relation_has_none():
    model = model_of({"/ping": {"get": answer(STRING)}})
    assert (stated(model), model.tree, model.diagrams, model.lifecycles, model.root) == ([], (), (), (), "")


def test_a_pet_store_makes_sense():
    pet = thing(id=INTEGER, category=thing(id=INTEGER, name=STRING), status=one_of("available", "sold"))
    order = thing(id=INTEGER, petId=INTEGER, quantity=INTEGER, status=one_of("placed", "delivered"))
    model = model_of(
        {
            "/pet": {"post": answer(pet)},
            "/pet/findByStatus": {"get": answer({"type": "array", "items": pet})},
            "/pet/{petId}": {"get": answer(pet)},
            "/store/inventory": {"get": answer({"type": "object", "additionalProperties": INTEGER})},
            "/store/order/{orderId}": {"get": answer(order)},
            "/user/{username}": {"get": answer(thing(id=INTEGER, username=STRING))},
        }
    )
    assert [entity.name for entity in model.entities] == ["Pet", "Store", "Store Order", "User"]
    assert stated(model) == [("Store Order", "petId", "Pet")]
    assert [(lifecycle.entity.name, lifecycle.values) for lifecycle in model.lifecycles] == [
        ("Pet", ("available", "sold")),
        ("Store Order", ("placed", "delivered")),
    ]


def test_a_false_friend_is_one_only_where_the_vocabulary_says():
    known = Vocabulary(false_friends=(FalseFriend(path="userId", within=("jobs",), why="it counts users"),))
    paths = {f"/api/{name}": {"get": many(thing(id=INTEGER, userId=INTEGER))} for name in ("cards", "jobs")}
    model = model_of({**paths, **USERS}, known)
    assert stated(model) == [("Card", "userId", "User")]
    assert [reference.source.name for reference in model.false_references] == ["Job"]


def test_the_fields_of_an_object_whose_id_is_a_false_friend_are_the_source_s_own():
    known = Vocabulary(false_friends=(FalseFriend(path="cards[].id", within=("kits",), why="a blueprint of a card"),))
    paths = {
        "/api/kits": {"get": many(thing(id=INTEGER, cards=things(id=INTEGER, userId=INTEGER)))},
        "/api/cards": {"get": many(thing(id=INTEGER, userId=INTEGER))},
        **USERS,
    }
    assert relation(model_of(paths, known), "Kit", "cards[].userId").through is None
    assert relation(model_of(paths), "Kit", "cards[].userId").through.name == "Card"


def test_a_filter_is_not_called_for_what_another_entity_s_object_holds():
    session = thing(id=INTEGER, card=thing(id=INTEGER, userId=INTEGER))
    model = model_of(
        {
            "/api/sessions": {"get": many(session, filters(userId=INTEGER))},
            "/api/cards": {"get": many(thing(id=INTEGER, userId=INTEGER))},
            **USERS,
        }
    )
    assert relation(model, "Session", "card.userId").backward is None


def test_sub_resources_of_one_name_are_told_apart_by_what_they_belong_to():
    guest = thing(id=INTEGER, name=STRING)
    paths = {
        f"/api/{name}/{{id}}": {"get": single(thing(id=INTEGER, hostGuestId=INTEGER))} for name in ("dinners", "talks")
    }
    paths |= {f"/api/{name}/{{id}}/guests": {"get": many(guest)} for name in ("dinners", "talks")}
    paths["/api/letters"] = {"get": many(thing(id=INTEGER, guestId=INTEGER))}
    model = model_of(paths)
    assert relation(model, "Dinner", "hostGuestId").target.name == "Dinner Guest"
    assert relation(model, "Talk", "hostGuestId").target.name == "Talk Guest"
    assert "Letter" not in {relation.source.name for relation in model.relations}


def test_a_number_called_like_a_sub_resource_is_no_reference():
    model = model_of(
        {
            "/api/accounts/{account}": {"get": single(thing(id=INTEGER, bank_account=INTEGER))},
            "/api/accounts/{account}/bank_accounts": {
                "get": many(thing(id=INTEGER, code=STRING, name=STRING, bank=STRING))
            },
        }
    )
    assert stated(model) == [("Account", "accounts/bank_accounts", "Account Bank Account")]


def test_two_filters_that_may_both_mean_the_target_walk_nothing():
    declared = filters(ownerUserId=INTEGER, buyerUserId=INTEGER)
    cards = {"/api/cards": {"get": many(thing(id=INTEGER, holderUserId=INTEGER), declared)}}
    assert relation(model_of({**cards, **USERS}), "Card", "holderUserId").backward is None


def test_a_deprecated_query_parameter_is_never_called():
    declared = {"name": "userId", "in": "query", "deprecated": True, "schema": INTEGER}
    cards = {"/api/cards": {"get": many(thing(id=INTEGER, userId=INTEGER), declared)}}
    assert relation(model_of({**cards, **USERS}), "Card", "userId").backward is None


def test_what_is_read_one_by_one_below_a_resource_is_many():
    model = model_of(
        {
            "/api/users/{user}": {"get": single(thing(id=INTEGER))},
            "/api/users/{user}/notes/{note}": {"get": single(thing(id=INTEGER, text=STRING))},
        }
    )
    assert relation(model, "User", "users/notes").cardinality is Cardinality.ONE_TO_MANY


def test_a_name_that_several_have_is_not_read_as_a_part_of_it():
    """Two of the name leave it open which is meant; that it is the one that only ends like it is surely wrong."""
    model = model_of(
        {
            "/api/partners": {"get": many(thing(id=INTEGER))},
            "/api/v1/fleet-partners": {"get": many(thing(id=INTEGER))},
            "/api/v1/fleet_partners": {"get": many(thing(id=INTEGER))},
            "/api/cars": {"get": many(thing(id=INTEGER, fleetPartnerId=INTEGER))},
        }
    )
    assert stated(model) == []


def test_a_resource_of_a_family_that_is_a_kind_is_called_by_both():
    model = model_of(
        {
            "/public-api/resources/access/v1.0": {"get": many(thing(id=INTEGER))},
            "/public-api/logs/access/v1.0": {"get": many(thing(id=INTEGER))},
            "/public-api/resources/doors/v1.0": {"get": many(thing(id=INTEGER, accessLogId=INTEGER, accessId=INTEGER))},
        }
    )
    assert stated(model) == [("Door", "accessId", "Access"), ("Door", "accessLogId", "Access Log")]
