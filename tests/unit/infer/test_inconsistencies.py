"""Each kind of inconsistency is found where it is and not where it only seems."""

from __future__ import annotations

import pytest
from pattern_documents import (
    BASE,
    INTEGER,
    STRING,
    answers,
    content,
    in_path,
    listed,
    many,
    one_of,
    patterns_of,
    query,
    single,
    takes,
    thing,
    things,
)

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.inconsistencies import RULES
from ampeco_refgen.infer.inconsistency_model import InconsistencyKind
from ampeco_refgen.infer.occurrences import Location
from ampeco_refgen.infer.patterns import find_patterns
from documents import SAMPLE, catalog_of


def troubles(paths, kind, **root):
    """What one rule finds: the subject, and what each side says or how it is, in order."""
    inconsistencies = [
        inconsistency for inconsistency in patterns_of(paths, **root).inconsistencies if inconsistency.kind is kind
    ]
    return [(trouble.subject, [side.values or side.way for side in trouble.sides]) for trouble in inconsistencies]


def found(paths, kind):
    return [inconsistency for inconsistency in patterns_of(paths).inconsistencies if inconsistency.kind is kind]


NETWORK, SPELLED = one_of("never_connected", "long-term_off"), one_of("never connected", "long-term off")


def callback(schema, deprecated=False):
    return {
        "{$request.body#/url}": {"post": {"requestBody": content(schema), "responses": {}, "deprecated": deprecated}}
    }


def test_the_same_enum_in_two_spellings_is_found_in_resource_and_webhook():
    paths = things(
        read=single(thing(network=NETWORK)),
        create={**single(thing()), "callbacks": {"changed": callback(thing(networkStatus=SPELLED))}},
    )
    (enum_spelling,) = [
        inconsistency
        for inconsistency in patterns_of(paths).inconsistencies
        if inconsistency.kind is InconsistencyKind.ENUM_SPELLING
    ]
    assert enum_spelling.subject == "network, networkStatus"
    assert [
        (side.values, [(place.label, place.location) for place in side.places]) for side in enum_spelling.sides
    ] == [
        (("long-term off", "never connected"), [("changed", Location.WEBHOOK)]),
        (("long-term_off", "never_connected"), [("resources/things/v1.0", Location.RESPONSE)]),
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
    assert troubles(things(read=single(thing(network=NETWORK, other=other))), InconsistencyKind.ENUM_SPELLING) == []


def test_enums_of_one_name_may_differ_a_little():
    paths = things(
        read=single(thing(state=one_of("a_x", "b_x", "c_x"))), list=many(thing(state=one_of("a x", "b x", "c x", "d")))
    )
    assert troubles(paths, InconsistencyKind.ENUM_SPELLING) == [
        ("state", [("a x", "b x", "c x", "d"), ("a_x", "b_x", "c_x")])
    ]


def test_one_word_in_two_spellings():
    paths = things(
        read=single(thing(status=one_of("canceled", "done"))), list=many(thing(status=one_of("cancelled", "open")))
    )
    assert troubles(paths, InconsistencyKind.WORD_SPELLING) == [("status", [("canceled",), ("cancelled",)])]
    apart = things(read=single(thing(status=one_of("canceled"), state=one_of("cancelled"))))
    assert troubles(apart, InconsistencyKind.WORD_SPELLING) == []


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
    wrong_filters = troubles(things(list=many(thing(status=given), {"status": asked})), InconsistencyKind.FILTER_VALUES)
    assert wrong_filters == ([("filter[status]", sides)] if sides else [])


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
    wrong_filters = troubles(things(list=many(thing(uid=given), {"uid": asked})), InconsistencyKind.FILTER_TYPE)
    assert bool(wrong_filters) is wrong


def test_calls_on_one_collection_that_declare_a_field_differently():
    base = thing(kind=one_of("a", "b"), size=INTEGER)
    paths = things(read=single(base), update=single(thing(kind=one_of("a"), size=STRING)))
    assert troubles(paths, InconsistencyKind.RESPONSE_DIFFERS) == [
        ("kind", ["", ("b",)]),
        ("size", ["number", "string"]),
    ]
    assert troubles(things(read=single(base), update=single(base)), InconsistencyKind.RESPONSE_DIFFERS) == []


def test_variants_of_a_union_are_one_declaration():
    union = {"oneOf": [thing(kind=one_of("a"), x=STRING), thing(kind=one_of("b"), y=STRING)]}
    paths = things(read=single(union), update=single(union), list=many(thing(kind=one_of("a", "b"))))
    assert troubles(paths, InconsistencyKind.RESPONSE_DIFFERS) == []


def test_other_collections_may_differ():
    notes = {f"{BASE}/things/v1.0/{{thing}}/notes": {"get": many(thing(size=STRING))}}
    assert troubles({**things(read=single(thing(size=INTEGER))), **notes}, InconsistencyKind.RESPONSE_DIFFERS) == []


def test_fields_sent_under_another_spelling():
    sent, back = (
        thing(first_name=STRING, age=INTEGER, last_name=STRING),
        thing(firstName=STRING, age=INTEGER, lastName=STRING),
    )
    assert troubles(things(create=takes(sent, single(back))), InconsistencyKind.BODY_NAMES) == [
        ("first_name", [("first_name",), ("firstName",)]),
        ("last_name", [("last_name",), ("lastName",)]),
    ]
    deep = things(create=takes(thing(head_repo=STRING), single(thing(head=thing(repo=STRING)))))
    assert troubles(deep, InconsistencyKind.BODY_NAMES) == []
    both = thing(first_name=STRING, firstName=STRING)
    assert troubles(things(create=takes(both, single(back))), InconsistencyKind.BODY_NAMES) == []


def test_identifiers_that_are_numbers_here_and_texts_there():
    paths = things(
        read=single(thing(userId=INTEGER, siteId=INTEGER, note=STRING)),
        list=many(thing(userId=STRING, siteId={"type": "number"}, note=INTEGER)),
    )
    assert troubles(paths, InconsistencyKind.ID_TYPES) == [("userId", ["number", "string"])]
    asked = things(list=many(thing(userId=INTEGER), {"userId": STRING}))
    assert troubles(asked, InconsistencyKind.ID_TYPES) == []


def test_path_parameters_that_differ_in_type_or_name():
    def reading(kind):
        return {**single(thing()), "parameters": kind}

    paths = {
        f"{BASE}/things/v1.0/{{thing}}": {"get": reading([in_path("thing", STRING)])},
        "/public-api/actions/thing/v1.0/{thing}/stop": {"post": reading([in_path("thing", INTEGER)])},
        f"{BASE}/things/v2.0/{{thingId}}": {"get": reading([in_path("thingId", STRING)])},
        f"{BASE}/users/v1.0/{{id}}": {"get": reading([in_path("id", STRING)])},
        f"{BASE}/sites/v1.0/{{id}}": {"get": reading([in_path("id", INTEGER)])},
    }
    assert troubles(paths, InconsistencyKind.PATH_PARAMETER_TYPES) == [("{thing}", ["integer", "string"])]
    assert troubles(paths, InconsistencyKind.PATH_PARAMETER_NAMES) == [
        ("resources/things/{}", [("{thing}",), ("{thingId}",)])
    ]


def test_collections_that_wrap_some_answers_only():
    paths = things(list=many(thing(id=INTEGER)), read=answers(thing(id=INTEGER)), create=single(thing(id=INTEGER)))
    assert troubles(paths, InconsistencyKind.WRAPPING_DIFFERS) == [("resources/things/v1.0", ["in data", "bare"])]
    assert troubles(things(list=many(thing()), read=single(thing())), InconsistencyKind.WRAPPING_DIFFERS) == []


def test_paging_without_a_list():
    paged = thing(data=thing(id=INTEGER), meta=thing(current_page=INTEGER))
    assert troubles(things(read=answers(paged)), InconsistencyKind.PAGING_WITHOUT_LIST) == [("data", ["data object"])]
    whole = thing(data=listed(thing(id=INTEGER)), meta=thing(current_page=INTEGER))
    assert troubles(things(list=answers(whole)), InconsistencyKind.PAGING_WITHOUT_LIST) == []


def test_required_fields_that_a_client_must_not_send():
    fixed = {**STRING, "readOnly": True}
    inner = {**thing(mark=fixed), "required": ["mark"]}
    body = {**thing(id=fixed, name=STRING, free=inner, shut={**inner, "readOnly": True}), "required": ["id", "name"]}
    read_only = troubles(
        things(create=takes(body, single(thing())), update=takes(body, single(thing()))),
        InconsistencyKind.READ_ONLY_REQUIRED,
    )
    assert [subject for subject, _ in read_only] == ["free.mark", "id"]


def test_required_names_that_are_not_declared():
    sloppy = {**thing(id=INTEGER), "required": ["id", "seenAt"]}
    assert troubles(things(read=single(sloppy)), InconsistencyKind.REQUIRED_UNDECLARED) == [("seenAt", [""])]
    union = {"required": ["kind"], "oneOf": [thing(kind=one_of("a")), thing(kind=one_of("b"))]}
    assert troubles(things(read=single(union)), InconsistencyKind.REQUIRED_UNDECLARED) == []
    for others in ({"additionalProperties": STRING}, {"patternProperties": {"At$": STRING}}):
        assert troubles(things(read=single(sloppy | others)), InconsistencyKind.REQUIRED_UNDECLARED) == []


def test_includes_that_leak_into_writing():
    include = query("include", listed(one_of("parts")))
    item = {
        "parameters": [include],
        "get": single(thing()),
        "patch": single(thing()),
        "delete": {"responses": {"204": {"description": ""}}},
    }
    path = f"{BASE}/things/v1.0/{{thing}}"
    (leak,) = [
        inconsistency
        for inconsistency in patterns_of({path: item}).inconsistencies
        if inconsistency.kind is InconsistencyKind.INCLUDE_ON_WRITE
    ]
    assert [side.operations for side in leak.sides] == [(f"PATCH {path}", f"DELETE {path}")]
    own = {path: {"patch": {**single(thing()), "parameters": [include]}}}
    assert troubles(own, InconsistencyKind.INCLUDE_ON_WRITE) == []


def include_of(*values):
    return query("include", listed(one_of(*values)), style="deepObject")


def test_fields_of_includes_with_and_without_a_way_to_ask_for_them():
    item = thing(id=INTEGER, parts=listed(thing(id=INTEGER)), owner=thing(id=INTEGER))
    paths = things(read={**single(item), "parameters": [include_of("parts", "history", "owners")]}, create=single(item))
    path = f"{BASE}/things/v1.0"
    (parts,) = found(paths, InconsistencyKind.INCLUDE_ONLY)
    assert [(place.path, place.owners) for place in parts.sides[0].places] == [("parts", (f"GET {path}/{{thing}}",))]
    (missing,) = found(paths, InconsistencyKind.INCLUDE_MISSING)
    assert [(place.path, place.owners) for place in missing.sides[0].places] == [("parts", (f"POST {path}",))]
    # `owners` may bring `owner`, so that only `history` has no field at all.
    assert [entry.subject for entry in found(paths, InconsistencyKind.INCLUDE_WITHOUT_FIELD)] == ["history"]
    gone = {**things(read={"responses": {"204": {"description": ""}}, "parameters": [include_of("parts")]})}
    assert found(gone, InconsistencyKind.INCLUDE_WITHOUT_FIELD) == []


def test_the_include_that_a_text_names_counts():
    said = {**STRING, "description": "Only included when requested with include[]=parts."}
    paths = things(
        read={**single(thing(pieces=said)), "parameters": [include_of("parts")]}, create=single(thing(b=said))
    )
    assert troubles(paths, InconsistencyKind.INCLUDE_ONLY) == [("pieces", [("parts",)])]
    assert troubles(paths, InconsistencyKind.INCLUDE_MISSING) == [("b", [("parts",)])]
    sent = subscribing(thing(url=STRING), changed=callback(thing(pieces=said)))
    assert troubles(sent, InconsistencyKind.INCLUDE_MISSING) == [("pieces", [("parts",)])]
    longer = {**STRING, "description": "With include[]=parts it is given in full."}
    paths = things(
        read={**single(thing(pieces=longer)), "parameters": [include_of("parts")]}, create=single(thing(parts=longer))
    )
    assert troubles(paths, InconsistencyKind.INCLUDE_ONLY) == []
    assert troubles(paths, InconsistencyKind.INCLUDE_MISSING) == [("parts", [("parts",)])]


def described(schema, description, **more):
    return {**schema, "description": description, **more}


@pytest.mark.parametrize("method", ["create", "update"])
def test_what_texts_say_of_bodies(method):
    body = {
        **thing(
            a=described(STRING, "This property is required!"),
            b=described(STRING, "Optional."),
            c=described(STRING, "Read-only."),
            d=described(STRING, "Deprecated. Use `a`."),
            e=described(STRING, "Can be null."),
            f=described(STRING, "Can be null.", nullable=True),
            g=described(STRING, "Deprecated.", deprecated=True),
        ),
        "required": ["b"],
    }
    paths = things(**{method: takes(body, single(thing()))})
    kinds = [
        InconsistencyKind.SAID_REQUIRED,
        InconsistencyKind.SAID_OPTIONAL,
        InconsistencyKind.SAID_READ_ONLY,
        InconsistencyKind.SAID_DEPRECATED,
        InconsistencyKind.SAID_NULLABLE,
    ]
    subjects = ["".join(subject for subject, _ in troubles(paths, kind)) for kind in kinds]
    # What creating something requires, changing it need not.
    assert subjects == ["a" if method == "create" else "", "b", "c", "d", "e"]


def test_what_texts_say_of_responses_is_no_duty():
    item = {**thing(a=described(STRING, "Required."), b=described(STRING, "Optional.")), "required": ["b"]}
    for kind in (InconsistencyKind.SAID_REQUIRED, InconsistencyKind.SAID_OPTIONAL):
        assert troubles(things(read=single(item)), kind) == []


@pytest.mark.parametrize(
    ("schema", "kind", "sides"),
    [
        ({"default": 10, "description": "Default: 25"}, InconsistencyKind.SAID_DEFAULT, [("25",), ("10",)]),
        ({"default": 25, "description": "Default: 25.0"}, InconsistencyKind.SAID_DEFAULT, None),
        ({"description": "Default: 25"}, InconsistencyKind.SAID_DEFAULT, None),
        (
            {"type": "boolean", "default": True, "description": "Defaults to `true`"},
            InconsistencyKind.SAID_DEFAULT,
            None,
        ),
        (
            {"maximum": 50, "description": "Must be between 0 and 100."},
            InconsistencyKind.SAID_LIMIT,
            [("maximum 100",), ("maximum 50",)],
        ),
        ({"minimum": 0, "description": "Must be between 0 and 100."}, InconsistencyKind.SAID_LIMIT, None),
        (
            {"type": "string", "format": "date-time", "description": "In the format `Y-m-d H:i:s`."},
            InconsistencyKind.SAID_FORM,
            [("Y-m-d H:i:s",), ("format date-time",)],
        ),
        (
            {"type": "string", "example": "2020-01-01 10:00:00", "description": "In the format `Y-m-d H:i:s`."},
            InconsistencyKind.SAID_FORM,
            None,
        ),
        ({"type": "string", "example": 5}, InconsistencyKind.INVALID_EXAMPLE, [("5",), ("string",)]),
        ({"type": "number", "example": 5}, InconsistencyKind.INVALID_EXAMPLE, None),
        ({"example": True}, InconsistencyKind.INVALID_EXAMPLE, [("true",), ("integer",)]),
        (one_of("a", "b", example="c"), InconsistencyKind.INVALID_EXAMPLE, [('"c"',), "the schema"]),
        (one_of("a", "b", example=None, nullable=True), InconsistencyKind.INVALID_EXAMPLE, None),
        ({"oneOf": [STRING, INTEGER], "type": "string", "example": 1}, InconsistencyKind.INVALID_EXAMPLE, None),
    ],
)
def test_texts_and_examples_that_contradict_their_schema(schema, kind, sides):
    field = {"type": "integer", **schema}
    assert troubles(things(read=single(thing(x=field))), kind) == ([("x", sides)] if sides else [])


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("maxPower", "in Wh", "power"),
        ("energyTotal", "in kW", "energy"),
        ("powerKw", "in W", "kW"),
        ("durationMinutes", "in seconds", "min"),
        ("maxPower", "in kW", ""),
        ("powerPrice", "in minutes", ""),
        ("energyPowerRatio", "in W", ""),
        ("currentLimit", "in W", ""),
        ("powerBelowKw", "the kW value", ""),
        ("maxPower", "in Wh or in kW", ""),
    ],
)
def test_units_that_do_not_fit_the_name(name, text, named):
    odd = troubles(things(read=single(thing(**{name: described(INTEGER, text)}))), InconsistencyKind.IMPOSSIBLE_UNIT)
    assert [sides[1] for _, sides in odd] == ([(named,)] if named else [])
    as_text = things(read=single(thing(**{name: described(STRING, text)})))
    assert troubles(as_text, InconsistencyKind.IMPOSSIBLE_UNIT) == []


def subscribing(body, **hooks):
    return {"/public-api/notifications/v1.0": {"post": {**takes(body, single(thing())), "callbacks": hooks}}}


def test_callbacks_to_an_address_that_the_body_does_not_have():
    hook = callback(thing(id=INTEGER))
    nested = subscribing(thing(webhook=thing(url=STRING)), changed=hook)
    assert troubles(nested, InconsistencyKind.CALLBACK_EXPRESSION) == [
        ("{$request.body#/url}", [("url",), ("webhook.url",)])
    ]
    assert troubles(subscribing(thing(url=STRING), changed=hook), InconsistencyKind.CALLBACK_EXPRESSION) == []


def test_webhooks_that_are_described_in_part():
    hook = callback(thing(id=INTEGER))
    body = thing(names=listed(one_of("a.changed", "b.changed", "c.changed")), via=one_of("a.changed", "mail"))
    paths = subscribing(body, **{"a.changed": hook, "b.changed": hook, "d.changed": hook})
    assert troubles(paths, InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD) == [("names", [("c.changed",), ("d.changed",)])]


@pytest.mark.parametrize(
    ("form", "registered"),
    [("datatime", "date-time"), ("datetime", "date-time"), ("url", "uri"), ("integer", ""), ("uuid", ""), ("iban", "")],
)
def test_formats_that_are_spelled_like_no_registered_one(form, registered):
    misspelled = troubles(
        things(read=single(thing(at={"type": "string", "format": form}))), InconsistencyKind.FORMAT_SPELLING
    )
    assert misspelled == ([(form, [(form,), (registered,)])] if registered else [])


def test_paths_without_an_operation():
    paths = {**things(read=single(thing())), f"{BASE}/things/v1.0/{{thing}}/status": {"parameters": []}}
    assert troubles(paths, InconsistencyKind.EMPTY_PATH) == [(f"{BASE}/things/v1.0/{{thing}}/status", [])]


def test_component_schemas_that_nothing_is_like_or_that_are_outdated():
    schemas = {"Thing": thing(id=INTEGER, old=STRING), "Ghost": thing(boo=STRING), "User": thing(id=INTEGER)}
    paths = {
        **things(read=single(thing(id=INTEGER))),
        f"{BASE}/users/v1.0": {"get": many({"$ref": "#/components/schemas/User"})},
        **subscribing(thing(url=STRING), changed=callback(thing(thing=schemas["Thing"]))),
    }
    root = {"components": {"schemas": schemas}}
    assert troubles(paths, InconsistencyKind.UNUSED_COMPONENT, **root) == [("components", [("Ghost",)])]
    assert troubles(paths, InconsistencyKind.OUTDATED_COMPONENT, **root) == [("Thing", [("things",)])]


def test_what_is_deprecated_is_no_trouble():
    old = {**many(thing(status=one_of("open"), userId=STRING), {"status": one_of("closed")}), "deprecated": True}
    assert patterns_of({**things(list=old), **things("v2.0", read=single(thing(userId=INTEGER)))}).inconsistencies == ()


def test_every_rule_has_words_and_comes_once():
    assert [rule.kind for rule in RULES] == list(dict.fromkeys(InconsistencyKind))
    assert all(rule.title and rule.advice.endswith(".") for rule in RULES)


def test_the_sample_document_shows_its_known_oddities():
    catalog = catalog_of(SAMPLE)
    patterns = find_patterns(catalog, Fields(catalog))
    kinds = {inconsistency.kind for inconsistency in patterns.inconsistencies}
    assert {
        InconsistencyKind.ENUM_SPELLING,
        InconsistencyKind.FILTER_VALUES,
        InconsistencyKind.INCLUDE_ON_WRITE,
        InconsistencyKind.READ_ONLY_REQUIRED,
        InconsistencyKind.EMPTY_PATH,
        InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD,
        InconsistencyKind.UNUSED_COMPONENT,
    } <= kinds
    (unused,) = [
        inconsistency
        for inconsistency in patterns.inconsistencies
        if inconsistency.kind is InconsistencyKind.UNUSED_COMPONENT
    ]
    assert unused.sides[0].values == ("ChargeStation",)
