"""What is drawn and told of a data model: the overview tree, diagrams true to the relations, states and scopes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_documents import (
    INTEGER,
    INTEGERS,
    STRING,
    answer,
    deprecated,
    filters,
    many,
    model_of,
    one_of,
    relation,
    single,
    taking,
    thing,
    things,
)

from ampeco_refgen.infer.data_model import MOST_ENTITIES
from ampeco_refgen.infer.newcomers import MOST_IN_TREE
from ampeco_refgen.infer.vocabulary import Area, FalseFriend, Vocabulary

_QUOTED = r'"[^"\n\\\\<>#;%&{}]+"'
_EDGE = re.compile(rf"({_QUOTED}) (?:\|\||\|o|\}}o)--(?:o\{{|o\|) ({_QUOTED}) : {_QUOTED}")


def lines_of(paths, vocabulary=None):
    """The lines of the one diagram of a document, without its head."""
    [diagram] = model_of(paths, vocabulary).diagrams
    return edges_of(diagram)


def edges_of(diagram):
    """The lines of a diagram without its head."""
    first, *lines = diagram.text.split("\n")
    assert first == "erDiagram"
    return lines[1:] if lines[0] == "direction LR" else lines


def entities_in(lines):
    """The names at the ends of the edges, as they are written."""
    return {end for line in lines for end in _EDGE.fullmatch(line).groups()}


def test_an_id_field_is_an_edge_with_the_one_side_first():
    assert lines_of(
        {
            "/api/cards": {"get": many(thing(id=INTEGER, userId=INTEGER))},
            "/api/users": {"get": many(thing(id=INTEGER, groupIds=INTEGERS))},
            "/api/groups": {"get": many(thing(id=INTEGER))},
        }
    ) == [
        '"User" |o--o{ "Card" : "userId"',
        '"User" }o--o{ "Group" : "groupIds"',
    ]


def test_what_stands_below_another_in_its_path_must_have_it():
    lines = lines_of(
        {
            "/api/users/{user}": {"get": single(thing(id=INTEGER))},
            "/api/users/{user}/cards": {"get": many(thing(id=INTEGER, number=STRING))},
            "/api/users/{user}/address": {"get": single(thing(city=STRING))},
        }
    )
    assert lines[-2:] == ['"User" ||--o| "Address" : "address"', '"User" ||--o{ "Card" : "cards"']


def test_fields_between_the_same_two_share_an_edge_and_all_are_named():
    fields = {f"{role}UserId": INTEGER for role in ("buyer", "owner", "payer", "seller")}
    users = {"/api/users": {"get": many(thing(id=INTEGER))}}
    lines = lines_of({"/api/cards": {"get": many(thing(id=INTEGER, **fields))}, **users})
    assert lines[-1] == '"User" |o--o{ "Card" : "buyerUserId, ownerUserId, payerUserId, sellerUserId"'


def test_nothing_in_the_name_of_a_field_changes_how_it_is_drawn():
    fields = ("**bold**Id", "$$x^2$$Id", "fa:fa-carId", "\u202eevilId", "`a`Id", "<b>Id")
    area = dict.fromkeys((field.replace("Id", "UserId") for field in fields), INTEGER)
    users = {"/api/users": {"get": many(thing(id=INTEGER))}}
    [line] = lines_of({"/api/cards": {"get": many(thing(id=INTEGER, **area))}, **users})
    label = line.partition(" : ")[2]
    assert not re.search(r"[*`<>\u202e]|\$\$|:fa-", label)
    assert all(part in label for part in ("bold", "x^2", "fa'fa-car", "u202e", "evil"))


def test_only_so_many_fields_stand_at_an_edge_as_can_be_read():
    fields = {f"roleNumber{number}UserId": INTEGER for number in range(20, 80)}
    users = {"/api/users": {"get": many(thing(id=INTEGER))}}
    [line] = lines_of({"/api/cards": {"get": many(thing(id=INTEGER, **fields))}, **users})
    shown = ", ".join(f"roleNumber{number}UserId" for number in range(20, 26))
    assert line == f'"User" |o--o{{ "Card" : "{shown}, 54 more"'


def test_names_that_are_too_long_for_a_box_are_cut_and_stay_apart():
    long = "very-long-" * 20
    paths = {f"/api/{long}{end}s": {"get": many(thing(id=INTEGER, userId=INTEGER))} for end in ("a", "b")}
    lines = lines_of({**paths, "/api/users": {"get": many(thing(id=INTEGER))}})
    names = sorted(entities_in(lines) - {'"User"'})
    assert [name[:22] for name in names] == ['"Very Long Very Long V'] * 2
    assert all(name.count("…") == 1 and len(name) < 66 for name in names)


def test_what_refers_to_itself_or_only_by_a_filter_is_not_drawn():
    card = thing(id=INTEGER, parentCardId=INTEGER)
    users = {"/api/users": {"get": many(thing(id=INTEGER))}}
    model = model_of({"/api/cards": {"get": many(card, filters(userId=INTEGER))}, **users})
    assert len(model.relations) == 2
    assert model.diagrams == ()


def test_without_areas_only_what_is_related_most_is_drawn():
    paths = {
        f"/api/thing{letter}s": {"get": many(thing(id=INTEGER, hubId=INTEGER))} for letter in "abcdefghijklmnopqrs"
    }
    lines = lines_of({"/api/hubs": {"get": many(thing(id=INTEGER))}, **paths})
    entities = entities_in(lines)
    assert len(entities) == MOST_ENTITIES
    assert '"Hub"' in entities


@pytest.mark.parametrize(("count", "head"), [(7, ["erDiagram"]), (8, ["erDiagram", "direction LR"])])
def test_what_would_make_too_wide_a_row_stands_in_a_column(count, head):
    paths = {f"/api/thing{letter}s": {"get": many(thing(id=INTEGER, hubId=INTEGER))} for letter in "abcdefgh"[:count]}
    [diagram] = model_of({"/api/hubs": {"get": many(thing(id=INTEGER))}, **paths}).diagrams
    assert diagram.text.split("\n")[:-count] == head


def test_an_area_shows_its_own_relations_and_leaves_out_those_among_its_neighbours():
    paths = {
        "/api/cards": {"get": many(thing(id=INTEGER, userId=INTEGER))},
        "/api/users": {"get": many(thing(id=INTEGER, groupId=INTEGER))},
        "/api/groups": {"get": many(thing(id=INTEGER, userId=INTEGER))},
    }
    area = Area(title="Cards", resources=("cards",), around=("users", "groups"))
    lonely = Area(title="Groups alone", resources=("groups",))
    [diagram] = model_of(paths, Vocabulary(areas=(area, lonely))).diagrams
    assert (diagram.title, entities_in(edges_of(diagram))) == ("Cards", {'"Card"', '"User"'})


def test_an_area_that_names_what_is_not_there_is_a_warning():
    vocabulary = Vocabulary(areas=(Area(title="Cards", resources=("cards",)),))
    model = model_of({"/api/users": {"get": many(thing(id=INTEGER))}}, vocabulary)
    assert [(finding.row, finding.message) for finding in model.diagnostics] == [
        ("profile.toml, diagram Cards", "the document has no live call on cards")
    ]


def test_what_stands_around_an_area_false_friends_and_scopes_are_looked_for_too():
    vocabulary = Vocabulary(
        areas=(Area(title="Users", resources=("users",), around=("cards",)),),
        false_friends=(
            FalseFriend(path="id", within=("users", "hubs"), why="made up"),
            FalseFriend(path="cardId", within=("users",), why="made up"),
        ),
        scopes=("users", "sites"),
    )
    model = model_of({"/api/users": {"get": many(thing(id=INTEGER))}}, vocabulary, file="some.toml")
    assert [finding.row for finding in model.diagnostics] == [
        *("some.toml, false friend id", "some.toml, diagram Users", "some.toml, scope sites"),
        "some.toml, false friend cardId",
    ]


_SEGMENT = st.text(st.characters(exclude_characters="/{}?#", exclude_categories=("Cs",)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=80)
@given(st.lists(_SEGMENT, min_size=2, max_size=6, unique=True))
def test_whatever_the_names_the_text_keeps_to_the_grammar(segments):
    paths = {"/api/hubs": {"get": many(thing(id=INTEGER))}}
    paths |= {f"/api/{segment}": {"get": many(thing(id=INTEGER, hubId=INTEGER))} for segment in segments}
    model = model_of(paths)
    related = {
        end
        for relation in model.relations
        if relation.source is not relation.target
        for end in (relation.source, relation.target)
    }
    for diagram in model.diagrams:
        lines = edges_of(diagram)
        assert all(map(_EDGE.fullmatch, lines))
        assert len(entities_in(lines)) == len(related)


def test_the_tree_keeps_the_order_of_the_vocabulary_and_only_edges_that_the_document_shows():
    paths = {
        "/api/sites": {"get": many(thing(id=INTEGER))},
        "/api/stations": {"get": many(thing(id=INTEGER, siteId=INTEGER, plugs=things(id=INTEGER)))},
        "/api/stations/{station}/plugs": {"get": many(thing(id=INTEGER))},
        "/api/users": {"get": many(thing(id=INTEGER))},
    }
    tree = (("sites", (("stations", (("stations/plugs", ()),)), ("users", ()))), ("planets", ()))
    model = model_of(paths, Vocabulary(root="Owner", tree=tree))
    [site] = model.tree
    [station] = site.children
    [plug] = station.children
    assert (model.root, site.entity.name, station.entity.name, plug.entity.name) == (
        "Owner",
        "Site",
        "Station",
        "Station Plug",
    )
    assert (site.relation, station.relation) == (None, relation(model, "Station", "siteId"))
    assert plug.relation is relation(model, "Station", "plugs[].id")
    assert {finding.code for finding in model.diagnostics} == {"overview-unsupported"}
    assert [(finding.row, finding.message) for finding in model.diagnostics] == [
        ("profile.toml, tree row users", "nothing in the document puts User below Site"),
        ("profile.toml, tree row planets", "the document has no live call on planets"),
    ]


def test_without_a_vocabulary_the_tree_is_what_stands_below_what():
    model = model_of(
        {
            "/api/users/{user}": {"get": single(thing(id=INTEGER))},
            "/api/users/{user}/cards": {"get": many(thing(id=INTEGER, number=STRING))},
            "/api/users/{user}/cards/{card}/uses": {"get": many(thing(at=STRING))},
            "/api/sites": {"get": many(thing(id=INTEGER))},
        }
    )
    [user] = model.tree
    [card] = user.children
    assert [node.entity.name for node in (user, card, *card.children)] == ["User", "User Card", "User Card Use"]


def test_what_stands_below_many_is_drawn_once_with_all_that_is_below_it():
    names = [f"{letter}oat" for letter in "abcdefghijklmnopqrst"]
    paths = {}
    for number, name in enumerate(names):
        above = {f"{other}Id": INTEGER for other in names[:number]}
        paths[f"/api/{name}s"] = {"get": many(thing(id=INTEGER, **above))}
        paths |= {f"/api/{name}s/{{id}}/{other}s": {"get": many(thing(id=INTEGER))} for other in names[number + 1 :]}
    model = model_of(paths)
    tops = {node.entity.name: node for node in model.tree}
    assert list(tops) == ["Boat", "Coat", *(f"{letter.upper()}oat" for letter in "defghijklmnopqrs")]
    below = [child for top in model.tree for child in top.children]
    assert all(not child.children for child in below)
    assert len(below) == len({(child.relation.name, child.relation.source.key) for child in below}) > 100


def test_a_list_of_parents_or_a_deprecated_field_puts_nothing_below_another():
    paths = {
        "/api/sites": {"get": many(thing(id=INTEGER))},
        "/api/teams": {"get": many(thing(id=INTEGER, siteIds=INTEGERS))},
        "/api/users": {"get": many(thing(id=INTEGER, siteId={**INTEGER, "deprecated": True}))},
    }
    model = model_of(paths, Vocabulary(tree=(("sites", (("teams", ()), ("users", ()))),)))
    assert [node.children for node in model.tree] == [()]
    assert len(model.relations) == len(model.diagnostics) == 2


def test_names_that_lose_what_told_them_apart_get_a_number():
    lines = lines_of(
        {
            "/api/hubs/{hub}": {"get": single(thing(id=INTEGER))},
            "/api/hubs/{hub}/a;b": {"get": many(thing(x=STRING))},
            "/api/hubs/{hub}/a&b": {"get": many(thing(y=STRING))},
        }
    )
    assert entities_in(lines) == {'"Hub"', """"Hub A B (hubs/a'b)\"""", """"Hub A B (hubs/a'b) 2\""""}


STATUS = one_of("open", "closed")


def found_in(paths):
    return [(lifecycle.entity.name, lifecycle.field, lifecycle.values) for lifecycle in model_of(paths).lifecycles]


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
                "post": taking(thing(status=one_of("open")), single(card)),
            },
            "/public-api/resources/cards/v1/{card}": {
                "get": single(card),
                "put": deprecated(taking(thing(status=STATUS), single(card))),
            },
            "/public-api/actions/card/v1/{card}/close": {"post": taking(thing(status=one_of("closed")), change)},
            "/public-api/actions/card/v1/{card}/park": {"post": taking(thing(status=one_of("free")), change)},
        }
    )
    [lifecycle] = model.lifecycles
    assert (lifecycle.nullable, lifecycle.filters) == (True, ("filter[status]",))
    assert lifecycle.listing.text == "GET /public-api/resources/cards/v1"
    assert [call.text for call in lifecycle.set_by] == [
        "POST /public-api/resources/cards/v1",
        "POST /public-api/actions/card/v1/{card}/close",
    ]


def test_a_state_that_nothing_filters_or_takes_says_so():
    [lifecycle] = model_of({"/api/cards/{card}": {"get": single(thing(id=INTEGER, state=STATUS))}}).lifecycles
    assert (lifecycle.filters, lifecycle.listing, lifecycle.set_by) == ((), None, ())


def test_access_types_are_read_alike():
    station = thing(id=INTEGER, accessType=one_of("public", "private"), type=one_of("ac", "dc"))
    [access_type] = model_of({"/api/stations": {"get": many(station)}}).access_types
    assert (access_type.field, access_type.values) == ("accessType", ("public", "private"))


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
        "/api/stations/{station}": {"get": single(thing(id=INTEGER))},
        "/api/stations/{station}/outlets": {"get": many(outlet)},
    }
    assert found_in(paths) == [("Outlet", "status", ("open", "closed"))]


def listed(**resources):
    """A document in which each resource is listed, with an id and these further members."""
    return {f"/api/v1/{name}": {"get": many(thing(id=INTEGER, **members))} for name, members in resources.items()}


SITES = Vocabulary(
    tree=(("sites", (("stations", ()),)), ("users", ())),
    areas=(
        Area(title="Sites", resources=("sites", "stations")),
        Area(title="Users", resources=("users",), around=("stations",)),
    ),
)


def sites(**more):
    return model_of(listed(sites={}, stations={"siteId": INTEGER}, users={"stationId": INTEGER}, **more), SITES)


def drawn_tree(nodes):
    return {node.entity.name: drawn_tree(node.children) for node in nodes}


def test_what_the_vocabulary_does_not_know_stands_below_the_lowest_that_it_belongs_to():
    model = sites(visits={"siteId": INTEGER, "stationId": INTEGER}, keys={"userId": INTEGER}, colours={})
    assert drawn_tree(model.tree) == {"Site": {"Station": {"Visit": {}}}, "User": {"Key": {}}}
    assert model.diagnostics == ()


def test_a_newcomer_can_stand_below_another_one_and_at_the_top():
    model = sites(fleets={"userId": INTEGER}, cars={"userId": INTEGER, "fleetId": INTEGER})
    assert drawn_tree(model.tree) == {"Site": {"Station": {}}, "User": {"Fleet": {"Car": {}}}}
    owned = listed(sites={"ownerId": INTEGER}, stations={"siteId": INTEGER}, users={}, owners={})
    assert drawn_tree(model_of(owned, SITES).tree) == {"Site": {"Station": {}}, "User": {}, "Owner": {}}


def test_newcomers_that_belong_to_each_other_are_placed_all_the_same():
    model = sites(fleets={"userId": INTEGER, "carId": INTEGER}, cars={"fleetId": INTEGER})
    assert drawn_tree(model.tree)["User"] == {"Fleet": {"Car": {}}}


def test_only_so_many_newcomers_stand_in_the_tree():
    model = sites(**{f"thing{number}": {"userId": INTEGER} for number in range(30)})
    assert len(drawn_tree(model.tree)["User"]) == MOST_IN_TREE


def test_newcomers_are_drawn_where_they_hang_together_with_most():
    model = sites(visits={"siteId": INTEGER, "stationId": INTEGER}, keys={"userId": INTEGER}, holes={"keyId": INTEGER})
    by_title = {diagram.title: entities_in(edges_of(diagram)) for diagram in model.diagrams}
    assert by_title == {
        "Sites": {'"Site"', '"Station"', '"Visit"'},
        "Users": {'"User"', '"Station"', '"Key"', '"Hole"'},
    }


def test_what_has_no_room_in_a_diagram_has_one_of_its_own():
    model = sites(**{f"thing{number}": {"userId": INTEGER, "siteId": INTEGER} for number in range(40)})
    boxes = [entities_in(edges_of(diagram)) for diagram in model.diagrams]
    assert [diagram.title for diagram in model.diagrams] == [
        "Sites",
        "Users",
        "Further entities 1",
        "Further entities 2",
    ]
    assert max(map(len, boxes)) == MOST_ENTITIES
    assert {f'"Thing{number}"' for number in range(40)} <= set().union(*boxes)


def boxes_of(model):
    """The boxes of each diagram by its title."""
    return {diagram.title: entities_in(edges_of(diagram)) for diagram in model.diagrams}


def test_a_newcomer_with_too_many_neighbours_for_a_diagram_has_several():
    names = [f"thing{number:02}" for number in range(45)]
    chain = {name: {f"{other}Id": INTEGER} for name, other in zip(names, ["thing00", *names], strict=False)}
    full = [tuple(names[first : first + MOST_ENTITIES]) for first in range(0, 45, MOST_ENTITIES)]
    areas = tuple(Area(title=own[0], resources=own) for own in full)
    paths = listed(**chain, hubs={f"{name}Id": INTEGER for name in names})
    boxes = boxes_of(model_of(paths, Vocabulary(areas=areas)))
    assert list(boxes) == ["thing00", "thing15", "thing30", *(f"Further entities {number}" for number in range(1, 5))]
    assert max(map(len, boxes.values())) == MOST_ENTITIES
    further = [names for title, names in boxes.items() if title.startswith("Further")]
    assert set.intersection(*further) == {'"Hub"'}
    assert len(set.union(*further)) == 1 + 45


def test_an_area_with_too_much_for_a_diagram_is_divided_and_shows_every_relation():
    names = [f"thing{number:02}" for number in range(40)]
    resources = {name: {f"{other}Id": INTEGER} for name, other in zip(names[1:], names, strict=False)}
    paths = listed(hubs={}, thing00={}, **{name: {**members, "hubId": INTEGER} for name, members in resources.items()})
    model = model_of(paths, Vocabulary(areas=(Area(title="All", resources=("hubs", *names)),)))
    boxes = boxes_of(model)
    assert list(boxes) == [f"All {number}" for number in range(1, len(boxes) + 1)]
    assert max(map(len, boxes.values())) <= MOST_ENTITIES
    edges = {line for diagram in model.diagrams for line in edges_of(diagram)}
    assert len(edges) == 39 + 39


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_refers_to_what_every_diagram_can_be_read(data):
    count = data.draw(st.integers(2, 45))
    names = [f"thing{number:02}" for number in range(count)]
    some = st.sets(st.sampled_from(names), max_size=count)
    resources = {name: dict.fromkeys((f"{other}Id" for other in data.draw(some)), INTEGER) for name in names}
    areas = data.draw(st.lists(st.tuples(some.map(sorted), some.map(sorted)), max_size=3))
    vocabulary = Vocabulary(
        areas=tuple(
            Area(title=f"Area {number}", resources=tuple(own), around=tuple(around))
            for number, (own, around) in enumerate(areas)
        )
    )
    model = model_of(listed(**resources), vocabulary)
    boxes = boxes_of(model)
    assert len(boxes) == len(model.diagrams)
    assert all(2 <= len(names) <= MOST_ENTITIES for names in boxes.values())
    if areas:
        related = {
            frozenset((relation.source.short, relation.target.short))
            for relation in model.relations
            if relation.source is not relation.target
        }
        shown = {
            frozenset(end.strip('"') for end in _EDGE.fullmatch(line).groups())
            for diagram in model.diagrams
            for line in edges_of(diagram)
        }
        assert shown <= related
        for own, around in areas:
            inside = {name.capitalize() for name in (*own, *around)}
            needed = {pair for pair in related if pair <= inside and pair & {name.capitalize() for name in own}}
            assert needed <= shown
