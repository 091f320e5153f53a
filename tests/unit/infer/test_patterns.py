"""Patterns: facts with their places, and each kind of inconsistency found where it is and not where it only seems."""

from __future__ import annotations

import json

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.infer.inconsistencies import RULES
from ampeco_refgen.infer.pattern_model import Patterns, Trouble
from ampeco_refgen.infer.patterns import find_patterns
from ampeco_refgen.infer.sightings import Part
from ampeco_refgen.openapi.model import Document
from documents import SAMPLE, catalog_of

BASE = "/public-api/resources"
STRING, INTEGER, BOOLEAN, TIME = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "boolean"},
    {"type": "string", "format": "date-time"},
)


def one_of(*values, **more):
    return {"type": "string", "enum": list(values), **more}


def thing(**properties):
    return {"type": "object", "properties": properties}


def listed(schema):
    return {"type": "array", "items": schema}


def content(schema):
    return {"content": {"application/json": {"schema": schema}}}


def answers(schema, status="200", **more):
    return {"responses": {status: {"description": "", **content(schema)}}, **more}


def one(schema, **more):
    return answers(thing(data=schema), **more)


def many(schema, filters=None, **more):
    operation = answers(thing(data=listed(schema)), **more)
    if filters:
        operation["parameters"] = [query("filter", thing(**filters), style="deepObject")]
    return operation


def takes(schema, operation):
    return {**operation, "requestBody": content(schema)}


def query(name, schema, **more):
    return {"name": name, "in": "query", "schema": schema, **more}


def in_path(name, schema):
    return {"name": name, "in": "path", "required": True, "schema": schema}


def patterns_of(paths, *, full=True, **root) -> Patterns:
    tree = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths, **root}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"), full=full)
    return find_patterns(catalog, Fields(catalog))


def troubles(paths, kind, **root):
    """What one rule finds: the subject, and what each side says or how it is, in order."""
    found = [one for one in patterns_of(paths, **root).inconsistencies if one.kind is kind]
    return [(one.subject, [side.says or side.way for side in one.sides]) for one in found]


def things(version="v1.0", **operations):
    """The paths of a resource: `list`, `create`, `read`, `update` as far as they are given."""
    base = f"{BASE}/things/{version}"
    spots = {"list": (base, "get"), "create": (base, "post"), "read": (f"{base}/{{thing}}", "get")}
    spots["update"] = (f"{base}/{{thing}}", "patch")
    paths = {}
    for name, operation in operations.items():
        path, method = spots[name]
        paths.setdefault(path, {})[method] = operation
    return paths


NETWORK, SPELLED = one_of("never_connected", "long-term_off"), one_of("never connected", "long-term off")


def callback(schema, deprecated=False):
    return {
        "{$request.body#/url}": {"post": {"requestBody": content(schema), "responses": {}, "deprecated": deprecated}}
    }


def test_the_same_enum_in_two_spellings_is_found_in_resource_and_webhook():
    paths = things(
        read=one(thing(network=NETWORK)),
        create={**one(thing()), "callbacks": {"changed": callback(thing(networkStatus=SPELLED))}},
    )
    (found,) = [one for one in patterns_of(paths).inconsistencies if one.kind is Trouble.ENUM_SPELLING]
    assert found.subject == "network, networkStatus"
    assert [(side.says, [(place.label, place.part) for place in side.places]) for side in found.sides] == [
        (("long-term off", "never connected"), [("changed", Part.WEBHOOK)]),
        (("long-term_off", "never_connected"), [("resources/things/v1.0", Part.RESPONSE)]),
    ]


@pytest.mark.parametrize(
    "other",
    [
        one_of("never_connected", "long-term_off"),
        one_of("Never_Connected", "gone", "lost", "idle"),
        {**SPELLED, "deprecated": True},
        one_of("never connected"),
        one_of("+1", "-1", "1"),
    ],
)
def test_enums_that_are_alike_or_quite_different_are_no_trouble(other):
    assert troubles(things(read=one(thing(network=NETWORK, other=other))), Trouble.ENUM_SPELLING) == []


def test_enums_of_one_name_may_differ_a_little():
    paths = things(
        read=one(thing(state=one_of("a_x", "b_x", "c_x"))), list=many(thing(state=one_of("a x", "b x", "c x", "d")))
    )
    assert troubles(paths, Trouble.ENUM_SPELLING) == [("state", [("a x", "b x", "c x", "d"), ("a_x", "b_x", "c_x")])]


def test_one_word_in_two_spellings():
    paths = things(
        read=one(thing(status=one_of("canceled", "done"))), list=many(thing(status=one_of("cancelled", "open")))
    )
    assert troubles(paths, Trouble.WORD_SPELLING) == [("status", [("canceled",), ("cancelled",)])]
    apart = things(read=one(thing(status=one_of("canceled"), state=one_of("cancelled"))))
    assert troubles(apart, Trouble.WORD_SPELLING) == []


@pytest.mark.parametrize(
    ("asked", "given", "sides"),
    [
        (one_of("open", "reserved"), one_of("open", "reversed"), [("reserved",), ("reversed",)]),
        (one_of("1.6"), one_of("v 1.6"), [("1.6",), ("v 1.6",)]),
        (one_of("open"), one_of("open", "shut"), None),
        (one_of("open", "null"), {**one_of("open", None), "nullable": True}, None),
        (one_of("open", "shut"), STRING, None),
        (STRING, one_of("open"), None),
    ],
)
def test_filter_values_that_the_field_does_not_have(asked, given, sides):
    found = troubles(things(list=many(thing(status=given), {"status": asked})), Trouble.FILTER_VALUES)
    assert found == ([("filter[status]", sides)] if sides else [])


@pytest.mark.parametrize(
    ("asked", "given", "wrong"),
    [
        ({"type": "string", "format": "integer"}, STRING, True),
        (INTEGER, STRING, True),
        ({"type": "string", "format": "integer"}, INTEGER, False),
        (STRING, INTEGER, False),
        (INTEGER, {"type": "string", "format": "int64"}, False),
    ],
)
def test_filters_declared_as_a_number_for_a_text(asked, given, wrong):
    found = troubles(things(list=many(thing(uid=given), {"uid": asked})), Trouble.FILTER_TYPE)
    assert bool(found) is wrong


def test_calls_on_one_collection_that_declare_a_field_differently():
    base = thing(kind=one_of("a", "b"), size=INTEGER)
    paths = things(read=one(base), update=one(thing(kind=one_of("a"), size=STRING)))
    assert troubles(paths, Trouble.RESPONSE_DIFFERS) == [
        ("kind", ["", ("b",)]),
        ("size", ["number", "string"]),
    ]
    assert troubles(things(read=one(base), update=one(base)), Trouble.RESPONSE_DIFFERS) == []


def test_variants_of_a_union_are_one_declaration():
    union = {"oneOf": [thing(kind=one_of("a"), x=STRING), thing(kind=one_of("b"), y=STRING)]}
    paths = things(read=one(union), update=one(union), list=many(thing(kind=one_of("a", "b"))))
    assert troubles(paths, Trouble.RESPONSE_DIFFERS) == []


def test_other_collections_may_differ():
    notes = {f"{BASE}/things/v1.0/{{thing}}/notes": {"get": many(thing(size=STRING))}}
    assert troubles({**things(read=one(thing(size=INTEGER))), **notes}, Trouble.RESPONSE_DIFFERS) == []


def test_fields_sent_under_another_spelling():
    sent, back = (
        thing(first_name=STRING, age=INTEGER, last_name=STRING),
        thing(firstName=STRING, age=INTEGER, lastName=STRING),
    )
    assert troubles(things(create=takes(sent, one(back))), Trouble.BODY_NAMES) == [
        ("first_name", [("first_name",), ("firstName",)]),
        ("last_name", [("last_name",), ("lastName",)]),
    ]
    deep = things(create=takes(thing(head_repo=STRING), one(thing(head=thing(repo=STRING)))))
    assert troubles(deep, Trouble.BODY_NAMES) == []
    both = thing(first_name=STRING, firstName=STRING)
    assert troubles(things(create=takes(both, one(back))), Trouble.BODY_NAMES) == []


def test_identifiers_that_are_numbers_here_and_texts_there():
    paths = things(
        read=one(thing(userId=INTEGER, siteId=INTEGER, note=STRING)),
        list=many(thing(userId=STRING, siteId={"type": "number"}, note=INTEGER)),
    )
    assert troubles(paths, Trouble.ID_TYPES) == [("userId", ["number", "string"])]
    asked = things(list=many(thing(userId=INTEGER), {"userId": STRING}))
    assert troubles(asked, Trouble.ID_TYPES) == []


def test_path_parameters_that_differ_in_type_or_name():
    def reading(kind):
        return {**one(thing()), "parameters": kind}

    paths = {
        f"{BASE}/things/v1.0/{{thing}}": {"get": reading([in_path("thing", STRING)])},
        "/public-api/actions/thing/v1.0/{thing}/stop": {"post": reading([in_path("thing", INTEGER)])},
        f"{BASE}/things/v2.0/{{thingId}}": {"get": reading([in_path("thingId", STRING)])},
        f"{BASE}/users/v1.0/{{id}}": {"get": reading([in_path("id", STRING)])},
        f"{BASE}/sites/v1.0/{{id}}": {"get": reading([in_path("id", INTEGER)])},
    }
    assert troubles(paths, Trouble.PATH_PARAMETER_TYPES) == [("{thing}", ["integer", "string"])]
    assert troubles(paths, Trouble.PATH_PARAMETER_NAMES) == [("resources/things/{}", [("{thing}",), ("{thingId}",)])]


def test_collections_that_wrap_some_answers_only():
    paths = things(list=many(thing(id=INTEGER)), read=answers(thing(id=INTEGER)), create=one(thing(id=INTEGER)))
    assert troubles(paths, Trouble.WRAPPING_DIFFERS) == [("resources/things/v1.0", ["in data", "bare"])]
    assert troubles(things(list=many(thing()), read=one(thing())), Trouble.WRAPPING_DIFFERS) == []


def test_paging_without_a_list():
    paged = thing(data=thing(id=INTEGER), meta=thing(current_page=INTEGER))
    assert troubles(things(read=answers(paged)), Trouble.PAGING_WITHOUT_LIST) == [("data", ["data object"])]
    whole = thing(data=listed(thing(id=INTEGER)), meta=thing(current_page=INTEGER))
    assert troubles(things(list=answers(whole)), Trouble.PAGING_WITHOUT_LIST) == []


def test_required_fields_that_a_client_must_not_send():
    fixed = {**STRING, "readOnly": True}
    inner = {**thing(mark=fixed), "required": ["mark"]}
    body = {**thing(id=fixed, name=STRING, free=inner, shut={**inner, "readOnly": True}), "required": ["id", "name"]}
    found = troubles(
        things(create=takes(body, one(thing())), update=takes(body, one(thing()))), Trouble.READ_ONLY_REQUIRED
    )
    assert [subject for subject, _ in found] == ["free.mark", "id"]


def test_required_names_that_are_not_declared():
    sloppy = {**thing(id=INTEGER), "required": ["id", "seenAt"]}
    assert troubles(things(read=one(sloppy)), Trouble.REQUIRED_UNDECLARED) == [("seenAt", [""])]
    union = {"required": ["kind"], "oneOf": [thing(kind=one_of("a")), thing(kind=one_of("b"))]}
    assert troubles(things(read=one(union)), Trouble.REQUIRED_UNDECLARED) == []


def test_includes_that_leak_into_writing():
    include = query("include", listed(one_of("parts")))
    item = {
        "parameters": [include],
        "get": one(thing()),
        "patch": one(thing()),
        "delete": {"responses": {"204": {"description": ""}}},
    }
    path = f"{BASE}/things/v1.0/{{thing}}"
    (found,) = [one for one in patterns_of({path: item}).inconsistencies if one.kind is Trouble.INCLUDE_ON_WRITE]
    assert [side.operations for side in found.sides] == [(f"PATCH {path}", f"DELETE {path}")]
    own = {path: {"patch": {**one(thing()), "parameters": [include]}}}
    assert troubles(own, Trouble.INCLUDE_ON_WRITE) == []


def subscribing(body, **hooks):
    return {"/public-api/notifications/v1.0": {"post": {**takes(body, one(thing())), "callbacks": hooks}}}


def test_callbacks_to_an_address_that_the_body_does_not_have():
    hook = callback(thing(id=INTEGER))
    nested = subscribing(thing(webhook=thing(url=STRING)), changed=hook)
    assert troubles(nested, Trouble.CALLBACK_EXPRESSION) == [("{$request.body#/url}", [("url",), ("webhook.url",)])]
    assert troubles(subscribing(thing(url=STRING), changed=hook), Trouble.CALLBACK_EXPRESSION) == []


def test_webhooks_that_are_described_in_part():
    hook = callback(thing(id=INTEGER))
    body = thing(names=listed(one_of("a.changed", "b.changed", "c.changed")), via=one_of("a.changed", "mail"))
    paths = subscribing(body, **{"a.changed": hook, "b.changed": hook, "d.changed": hook})
    assert troubles(paths, Trouble.WEBHOOK_WITHOUT_PAYLOAD) == [("names", [("c.changed",), ("d.changed",)])]


@pytest.mark.parametrize(
    ("form", "registered"),
    [("datatime", "date-time"), ("datetime", "date-time"), ("url", "uri"), ("integer", ""), ("uuid", ""), ("iban", "")],
)
def test_formats_that_are_spelled_like_no_registered_one(form, registered):
    found = troubles(things(read=one(thing(at={"type": "string", "format": form}))), Trouble.FORMAT_SPELLING)
    assert found == ([(form, [(form,), (registered,)])] if registered else [])


def test_paths_without_an_operation():
    paths = {**things(read=one(thing())), f"{BASE}/things/v1.0/{{thing}}/status": {"parameters": []}}
    assert troubles(paths, Trouble.EMPTY_PATH) == [(f"{BASE}/things/v1.0/{{thing}}/status", [])]


def test_component_schemas_that_nothing_is_like_or_that_are_outdated():
    schemas = {"Thing": thing(id=INTEGER, old=STRING), "Ghost": thing(boo=STRING), "User": thing(id=INTEGER)}
    paths = {
        **things(read=one(thing(id=INTEGER))),
        f"{BASE}/users/v1.0": {"get": many({"$ref": "#/components/schemas/User"})},
        **subscribing(thing(url=STRING), changed=callback(thing(thing=schemas["Thing"]))),
    }
    root = {"components": {"schemas": schemas}}
    assert troubles(paths, Trouble.UNUSED_COMPONENT, **root) == [("components", [("Ghost",)])]
    assert troubles(paths, Trouble.OUTDATED_COMPONENT, **root) == [("Thing", [("things",)])]


def test_what_is_deprecated_is_no_trouble():
    old = {**many(thing(status=one_of("open"), userId=STRING), {"status": one_of("closed")}), "deprecated": True}
    assert patterns_of({**things(list=old), **things("v2.0", read=one(thing(userId=INTEGER)))}).inconsistencies == ()


def test_every_rule_has_words_and_comes_once():
    assert [rule.kind for rule in RULES] == list(dict.fromkeys(Trouble))
    assert all(rule.title and rule.advice.endswith(".") for rule in RULES)


FACTS = {
    f"{BASE}/things/v1.0": {
        "get": {
            "deprecated": True,
            **answers(thing(data=listed(thing(id=STRING)), links=thing(next=STRING), meta=thing(next_cursor=STRING))),
            "parameters": [
                query("cursor", STRING),
                query("per_page", {"type": "integer", "default": 100, "minimum": 1, "maximum": 50}),
            ],
        }
    },
    f"{BASE}/things/v2.0": {
        "get": many(
            thing(
                id=STRING,
                extra={"type": "object"},
                seenAt={**TIME, "nullable": True},
                day={"type": "string", "format": "date"},
            ),
            {
                "seenAfter": TIME,
                "dayAfter": {"type": "string", "format": "date"},
                "userId": {"type": "string", "format": "integer"},
                "roaming": thing(operatorId=INTEGER),
                "extra": STRING,
                "status": one_of("open", "null"),
            },
        ),
    },
    f"{BASE}/things/v2.0/{{thing}}": {
        "get": {
            **one(thing(id=STRING, user_name=STRING, firstName=STRING, state={**one_of("on", None), "nullable": True})),
            "parameters": [query("include", listed(one_of("parts")), style="deepObject")],
        },
        "delete": {"responses": {"204": {"description": ""}}},
    },
    "/public-api/actions/thing/v1.0/{thing}/stop": {
        "post": {
            "responses": {
                "202": {"description": "", **content(thing(ok=BOOLEAN))},
                "422": {"description": "", **content(thing(message=STRING))},
                "429": {
                    "description": "",
                    "headers": {"X-RateLimit-Limit": {"schema": INTEGER}, "Other": {"schema": INTEGER}},
                },
            },
            "security": [],
        }
    },
    f"{BASE}/users/v1.0": {"get": many(thing(id=INTEGER, thingId=INTEGER))},
}
ROOT = {
    "servers": [{"url": "https://{host}/x", "variables": {"host": {"default": "example.com", "enum": ["a", "b"]}}}],
    "security": [{"token": []}],
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
}


@pytest.fixture(scope="module")
def facts() -> Patterns:
    return patterns_of(FACTS, **ROOT)


def test_versions_are_counted_by_family(facts):
    assert [(one.family, one.version, one.operations, one.live) for one in facts.versions] == [
        ("resources", "v1.0", 2, 1),
        ("resources", "v2.0", 3, 3),
        ("actions", "v1.0", 1, 1),
    ]


def test_answers_come_with_their_operations(facts):
    assert [(one.wrapping, len(one.operations)) for one in facts.wrappings] == [
        ("data[] list", 3),
        ("bare", 1),
        ("data object", 1),
        (Wrapping.EMPTY.value, 1),
    ]


def test_filters_are_counted_with_types_endings_and_odd_forms(facts):
    filters = facts.filters
    assert (filters.fields, filters.names) == (6, 6)
    assert filters.operations == ((f"GET {BASE}/things/v2.0", 6),)
    assert [(one.kind, one.format, one.enumerated, one.count) for one in filters.types] == [
        ("integer", "", False, 1),
        ("string", "", False, 1),
        ("string", "", True, 1),
        ("string", "date", False, 1),
        ("string", "date-time", False, 1),
        ("string", "integer", False, 1),
    ]
    assert [(one.suffix, one.format, one.count) for one in filters.suffixes] == [
        ("After", "date", 1),
        ("After", "date-time", 1),
    ]
    assert [place.path for place in filters.nested] == ["filter[roaming][operatorId]"]
    assert [place.path for place in filters.dotted] == ["filter[extra]"]


def test_includes_statuses_and_rate_limits(facts):
    assert [(one.operation, one.values) for one in facts.includes] == [
        (f"GET {BASE}/things/v2.0/{{thing}}", ("parts",))
    ]
    assert [(one.status, one.phrase, len(one.operations)) for one in facts.statuses] == [
        ("200", "OK", 4),
        ("202", "Accepted", 1),
        ("204", "No Content", 1),
        ("422", "Unprocessable Content", 1),
        ("429", "Too Many Requests", 1),
    ]
    assert facts.rate_limit_headers == ("X-RateLimit-Limit",)


def test_times_numbers_nulls_identifiers_and_names(facts):
    assert [(one.format, one.count) for one in facts.time_formats] == [("date", 2), ("date-time", 2)]
    assert [(one.format, one.count) for one in facts.numbers_as_text] == [("integer", 1)]
    assert facts.nulls.nullable == 2
    assert [place.path for place in facts.nulls.enums_with_null] == ["state"]
    assert [place.path for place in facts.nulls.enums_with_text] == ["filter[status]"]
    assert facts.identifiers.types == (("integer", 1), ("string", 1))
    assert [place.label for place in facts.identifiers.strings] == ["resources/things/v2.0"]
    assert (facts.naming.camel, facts.naming.snake) == (3, 1)
    assert [place.path for place in facts.naming.exceptions] == ["user_name"]


def test_neither_descriptions_nor_the_order_of_keys_change_anything():
    def shuffled(node):
        if isinstance(node, dict):
            return {key: shuffled(node[key]) for key in sorted(node, reverse=True)}
        return [shuffled(one) for one in node] if isinstance(node, list) else node

    described = json.loads(json.dumps(FACTS).replace('"description": ""', '"description": "text"'))
    assert patterns_of(described, **ROOT) == patterns_of(FACTS, full=False, **ROOT) == patterns_of(FACTS, **ROOT)
    assert patterns_of(shuffled(FACTS), **shuffled(ROOT)) == patterns_of(FACTS, **ROOT)


def test_a_document_of_nearly_nothing_has_nearly_no_patterns():
    found = patterns_of({"/": {"get": {"responses": {"200": {"description": ""}}}}})
    assert (found.filters.fields, found.includes, found.inconsistencies) == (0, (), ())
    assert [(one.family, one.version, one.operations) for one in found.versions] == [("resources", "", 1)]


def test_a_recursive_component_is_read_to_its_end():
    node = {"type": "object", "properties": {"id": INTEGER, "children": listed({"$ref": "#/components/schemas/Node"})}}
    found = patterns_of(
        {"/nodes": {"get": many({"$ref": "#/components/schemas/Node"})}}, components={"schemas": {"Node": node}}
    )
    assert found.inconsistencies == ()


def test_the_sample_document_shows_its_known_oddities():
    catalog = catalog_of(SAMPLE)
    found = find_patterns(catalog, Fields(catalog))
    kinds = {one.kind for one in found.inconsistencies}
    assert {
        Trouble.ENUM_SPELLING,
        Trouble.FILTER_VALUES,
        Trouble.INCLUDE_ON_WRITE,
        Trouble.READ_ONLY_REQUIRED,
        Trouble.EMPTY_PATH,
        Trouble.WEBHOOK_WITHOUT_PAYLOAD,
        Trouble.UNUSED_COMPONENT,
    } <= kinds
    (unused,) = [one for one in found.inconsistencies if one.kind is Trouble.UNUSED_COMPONENT]
    assert unused.sides[0].says == ("ChargeStation",)
