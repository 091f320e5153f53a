"""How an API behaves as a whole: facts with their places."""

from __future__ import annotations

import json

import pytest
from pattern_documents import (
    BASE,
    BOOLEAN,
    INTEGER,
    STRING,
    TIME,
    answers,
    content,
    listed,
    many,
    one_of,
    patterns_of,
    query,
    single,
    thing,
)

from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.infer.patterns import Patterns

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
                "tags": listed(STRING),
            },
        ),
    },
    f"{BASE}/things/v2.0/{{thing}}": {
        "get": {
            **single(
                thing(id=STRING, user_name=STRING, firstName=STRING, state={**one_of("on", None), "nullable": True})
            ),
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


def test_answers_come_with_their_operations(facts):
    assert [(use.wrapping, len(use.operations)) for use in facts.wrappings] == [
        ("data[] list", 3),
        ("bare", 1),
        ("data object", 1),
        (Wrapping.EMPTY.value, 1),
    ]


def test_filters_are_told_with_their_odd_forms(facts):
    filters = facts.filters
    assert (filters.operations, filters.parameters) == ((f"GET {BASE}/things/v2.0",), ("filter",))
    assert [place.path for place in filters.nested] == ["filter[roaming][operatorId]"]
    assert [place.path for place in filters.lists] == ["filter[tags]"]
    assert [place.path for place in filters.dotted] == ["filter[extra]"]


def test_statuses_and_rate_limits(facts):
    assert [(use.status, use.phrase, len(use.operations)) for use in facts.statuses] == [
        ("200", "OK", 4),
        ("202", "Accepted", 1),
        ("204", "No Content", 1),
        ("422", "Unprocessable Content", 1),
        ("429", "Too Many Requests", 1),
    ]
    assert facts.rate_limit_headers == ("X-RateLimit-Limit",)


def test_times_numbers_nulls_identifiers_and_names(facts):
    assert [(use.format, use.count) for use in facts.time_formats] == [("date", 2), ("date-time", 2)]
    assert [(use.format, use.count) for use in facts.numbers_as_text] == [("integer", 1)]
    assert facts.nulls.nullable == 2
    assert facts.identifiers.types == (("integer", 1), ("string", 1))
    assert [place.label for place in facts.identifiers.strings] == ["resources/things/v2.0"]
    assert (facts.naming.camel, facts.naming.snake) == (3, 1)


def test_neither_descriptions_nor_the_order_of_keys_change_anything():
    def shuffled(node):
        if isinstance(node, dict):
            return {key: shuffled(node[key]) for key in sorted(node, reverse=True)}
        return [shuffled(entry) for entry in node] if isinstance(node, list) else node

    described = json.loads(json.dumps(FACTS).replace('"description": ""', '"description": "text"'))
    assert patterns_of(described, **ROOT) == patterns_of(FACTS, full=False, **ROOT) == patterns_of(FACTS, **ROOT)
    assert patterns_of(shuffled(FACTS), **shuffled(ROOT)) == patterns_of(FACTS, **ROOT)


def test_a_document_of_nearly_nothing_has_nearly_no_patterns():
    patterns = patterns_of({"/": {"get": {"responses": {"200": {"description": ""}}}}})
    assert (patterns.filters.operations, patterns.inconsistencies) == ((), ())


def test_a_recursive_component_is_read_to_its_end():
    node = {"type": "object", "properties": {"id": INTEGER, "children": listed({"$ref": "#/components/schemas/Node"})}}
    patterns = patterns_of(
        {"/nodes": {"get": many({"$ref": "#/components/schemas/Node"})}}, components={"schemas": {"Node": node}}
    )
    assert patterns.inconsistencies == ()
