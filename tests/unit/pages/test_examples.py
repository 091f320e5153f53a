"""Example bodies: small, writable, and valid by an independent validator."""

from __future__ import annotations

import json
from typing import Any

import pytest
import ryaml
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_bodies import body_of

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.pages.examples import Examples, NoExampleError
from documents import SAMPLE, catalog_of, real_path

STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def example(schema: dict[str, Any], **components: Any) -> JsonValue:
    _, fields, shape = body_of(schema, **components)
    return Examples(fields).request(shape)


def item(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def faults(schema: dict[str, Any], value: JsonValue, components: dict[str, Any] | None = None) -> list[str]:
    """What an independent validator, told that this is a request, says of a value."""
    from openapi_schema_validator import OAS30WriteValidator

    errors = OAS30WriteValidator({"allOf": [schema], "components": components or {}}).iter_errors(value)
    return [problem.message for problem in errors]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (item("b", a=STRING, b=STRING), {"b": "Example b"}),
        (item(a=STRING, b=INTEGER, c=STRING), {"a": "Example a", "b": 1}),
        (item(a=item(b=STRING), b={**STRING, "deprecated": True}, c=STRING), {"c": "Example c"}),
        (item("id", "a", id={**INTEGER, "readOnly": True}, a=STRING), {"a": "Example a"}),
        (item("a", a={**STRING, "enum": ["x", "y"]}), {"a": "x"}),
        (item("a", a={"type": "array", "items": STRING, "enum": [["x", "y"], ["z"]]}), {"a": ["x", "y"]}),
        (item("a", a={"enum": [{"b": 1}, {"b": [2]}]}), {"a": {"b": 1}}),
        (item("a", a={"type": "object", "enum": [{"b": 1}], "properties": {"b": INTEGER}}), {"a": {"b": 1}}),
        (item("a", a={"enum": [None, [1], 2]}), {"a": [1]}),
        (item("a", a={**STRING, "example": "Ann"}), {"a": "Ann"}),
        (item("a", a={**INTEGER, "default": 5}), {"a": 5}),
        (item("a", a={**STRING, "example": "too long", "maxLength": 3}), {"a": "1"}),
        (item("a", a={**INTEGER, "example": "no number"}), {"a": 1}),
        (item("a", a={"type": "array", "items": item("b", b=STRING)}), {"a": [{"b": "Example b"}]}),
        (item("a", a={"type": "array", "minItems": 2, "items": INTEGER}), {"a": [1, 1]}),
        (item("a", a={"type": "boolean"}), {"a": True}),
        (item("a", a={"type": "number", "minimum": 2.5}), {"a": 2.5}),
        (item("a", a={**INTEGER, "minimum": 7, "multipleOf": 5}), {"a": 10}),
        (item("a", a={**INTEGER, "maximum": 0}), {"a": 0}),
        (item("a", a={**STRING, "format": "email"}), {"a": "user@example.com"}),
        ({"type": "object", "additionalProperties": STRING}, {"en": "text"}),
        ({"type": "array", "items": STRING}, ["text"]),
        (STRING, "text"),
    ],
)
def test_an_example_shows_what_a_client_must_send(schema, expected):
    assert example(schema) == expected
    assert faults(schema, expected) == []


def said(text: str, **schema: Any) -> dict[str, Any]:
    return {**STRING, "description": text, **schema}


KIND = {**STRING, "enum": ["card", "bank_transfer"]}
FLAG = {"type": "boolean"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (item("a", a=STRING, url=said("This property is required!")), {"a": "Example a", "url": "https://example.com"}),
        (item("a", a=STRING, bank=said("Whether it is required for a.")), {"a": "Example a"}),
        (item("kind", kind=KIND, bank=said("Required when `kind` is `bank_transfer`.")), {"kind": "card"}),
        (item("kind", kind=KIND, net=said("Required if kind is card.")), {"kind": "card", "net": "Example net"}),
        (item("flag", flag=FLAG, by=said('Required if "flag" is true.')), {"flag": True, "by": "Example by"}),
        (item("flag", flag=FLAG, by=said("Prohibited if `flag` is true. Required by default.")), {"flag": True}),
        (item("kind", kind=KIND, pin=said("Required for card payments.")), {"kind": "card", "pin": "Example pin"}),
        (item(x=STRING, a=said("Required when `x` is `b`.")), {"x": "Example x"}),
        (item("q", q=INTEGER, a=said("Either this or `b` must be provided."), b=STRING), {"q": 1, "a": "Example a"}),
        (item("q", q=INTEGER, a=said("Required unless `q` is sent.")), {"q": 1}),
        (item("a", a=said("When it is NOT empty, b is required."), b=INTEGER), {"a": "Example a", "b": 1}),
        (
            item("a", "b", a=said("Only one of a or b can be set."), b={**STRING, "nullable": True}),
            {"a": "Example a", "b": None},
        ),
        (item(a=said("Mutually exclusive with `b`."), b=STRING, c=STRING), {"b": "Example b", "c": "Example c"}),
        (item("a", a=STRING, b=said("Required when `a` is omitted.")), {"a": "Example a"}),
    ],
)
def test_an_example_shows_what_texts_ask_for(schema, expected):
    assert example(schema) == expected
    assert faults(schema, expected) == []


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("password", STRING, "Example-Passw0rd"),
        ("newPassword", {**STRING, "minLength": 8}, "Example-Passw0rd"),
        ("contactEmail", STRING, "user@example.com"),
        ("callback_url", STRING, "https://example.com"),
        ("phoneNumber", STRING, "+12025550123"),
        ("countryCode", {**STRING, "maxLength": 2}, "US"),
        ("country", {**STRING, "enum": ["AF", "US"]}, "US"),
        ("currency", {**STRING, "enum": ["AED", "EUR"]}, "AED"),
        ("color", STRING, "#336699"),
        ("latitude", {"type": "number"}, 40.7128),
        ("latitude", STRING, "40.7128"),
        ("latitude", {"type": "number", "maximum": 5}, 1),
        ("postCode", STRING, "10001"),
        ("locale", STRING, "en"),
        ("status", {**STRING, "enum": ["a", "b"], "default": "b"}, "b"),
        ("when", {**STRING, "format": "date-time"}, "2026-01-31T08:00:00Z"),
        ("orderId", STRING, "ABC123"),
    ],
)
def test_a_value_is_one_that_its_name_asks_for(name, schema, expected):
    whole = item(name, **{name: schema})
    assert example(whole) == {name: expected}
    assert faults(whole, {name: expected}) == []


@pytest.mark.parametrize("text", ["23:45", "2026-05-01", "2026-05-01T00:00:00Z"])
def test_a_span_of_time_ends_after_it_begins(text):
    moment = {**STRING, "example": text}
    value = example(item("startsAt", "endsAt", startsAt=moment, endsAt=moment))
    assert value["startsAt"] < value["endsAt"]


def test_the_documents_own_example_of_a_body_is_taken_if_it_is_valid():
    good, bad = {"a": "Ann", "b": {"c": 2}}, {"a": 1}
    schema = item("a", a=STRING, b=item(c=INTEGER))
    assert example({**schema, "example": good}) == good
    assert example({**schema, "example": bad}) == {"a": "Example a"}
    choice = {"oneOf": [item("a", a=STRING), item("a", "b", a=STRING, b=INTEGER)], "example": {"a": "x", "b": 1}}
    assert example(choice) == {"a": "Example a"}
    full = item("kind", "a", kind={**STRING, "enum": ["on"]}, a=item("b", b=STRING))
    choice = {"oneOf": [full, item("enabled", enabled={"type": "boolean"})], "example": {"enabled": False}}
    assert example(choice) == {"enabled": False}


def test_the_documents_own_examples_of_what_a_body_holds_are_taken_if_they_are_valid():
    names = {"type": "object", "additionalProperties": STRING}
    pairs = {"type": "array", "items": item("a", a=STRING)}
    assert example(item("n", n={**names, "example": {"de": "Haus"}})) == {"n": {"de": "Haus"}}
    assert example(item("n", n={**names, "example": {"de": 1}})) == {"n": {"en": "Example n"}}
    assert example(item("n", n={**pairs, "example": [{"a": "x"}, {"a": "y"}]})) == {"n": [{"a": "x"}, {"a": "y"}]}
    assert example(item("n", n=item("m", m={**names, "example": {"de": "Haus"}}))) == {"n": {"m": {"de": "Haus"}}}
    either = {"oneOf": [STRING, names], "example": {"x": "y"}}
    assert example(item("n", n=either)) == {"n": {"x": "y"}}


def test_an_example_that_is_too_long_for_a_page_is_passed_over():
    assert example({**item("a", a=STRING), "example": {"a": "x" * 2_000}}) == {"a": "Example a"}


def test_judging_nested_unions_ends():
    components: dict[str, Any] = {"U0": item("a", a=STRING)}
    for number in range(60):
        below = {"$ref": f"#/components/schemas/U{number}"}
        components[f"U{number + 1}"] = {"anyOf": [below, {"allOf": [below], "title": str(number)}]}
    whole = {"allOf": [{"$ref": "#/components/schemas/U60"}], "example": {"a": "Ann"}}
    assert example(whole, **components) == {"a": "Ann"}


def test_the_first_variant_that_alone_fits_is_shown():
    loose, strict = item(a=STRING), item("a", "b", a=STRING, b=INTEGER)
    closed = {**item("c", c=STRING), "additionalProperties": False}
    schema = {"oneOf": [loose, strict, closed]}
    assert faults(schema, example(schema)) == []


A_B = item(a=STRING, b=INTEGER)
NEEDS_A, NEEDS_B = {"required": ["a"]}, {"required": ["b"]}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**A_B, "anyOf": [NEEDS_A, NEEDS_B]}, {"a": "Example a"}),
        ({**item("c", a=STRING, b=INTEGER, c=STRING), "oneOf": [NEEDS_B, NEEDS_A]}, {"c": "Example c", "b": 1}),
        ({**A_B, "oneOf": [NEEDS_A | {"not": NEEDS_B}, NEEDS_B | {"not": NEEDS_A}]}, {"a": "Example a"}),
        ({"anyOf": [{"required": ["a", "b"]}, NEEDS_B]}, {"a": "Example a", "b": "Example b"}),
        (item("to", to={**A_B, "anyOf": [NEEDS_A, NEEDS_B]}), {"to": {"a": "Example a"}}),
        ({**A_B, "allOf": [{"anyOf": [NEEDS_A]}, {"oneOf": [NEEDS_B, NEEDS_A]}]}, {"a": "Example a"}),
        ({**item(a={**STRING, "readOnly": True}, b=INTEGER), "anyOf": [NEEDS_A, NEEDS_B]}, {"b": 1}),
        (
            {
                **item("k", k={"enum": ["x", "y"]}, n=INTEGER, t=STRING),
                "oneOf": [
                    {"properties": {"k": {"enum": ["y"]}}, "required": ["t"]},
                    {"properties": {"k": {"enum": ["x"]}}, "required": ["n"]},
                ],
            },
            {"k": "y", "t": "Example t"},
        ),
    ],
)
def test_what_a_variant_asks_of_its_owner_is_sent(schema, expected):
    value = example(schema)
    assert value == expected
    assert faults(schema, value) == []


def test_the_mapping_of_a_discriminator_is_kept_to():
    components = {"Card": item("kind", kind=STRING, number=STRING), "Cash": item("kind", kind=STRING, coins=INTEGER)}
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Cash"}, {"$ref": "#/components/schemas/Card"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"card": "#/components/schemas/Card", "cash": "#/components/schemas/Cash"},
        },
    }
    assert example(union, **components) == {"kind": "cash"}
    assert example(item("by", by=union), **components) == {"by": {"kind": "cash"}}


def test_recursion_ends():
    tree = item("name", child={"$ref": "#/components/schemas/Tree"}, name={"type": "string"})
    assert example({"$ref": "#/components/schemas/Tree"}, Tree=tree) == {"name": "Example name"}
    endless = item("child", child={"$ref": "#/components/schemas/Tree"})
    with pytest.raises(NoExampleError):
        example({"$ref": "#/components/schemas/Tree"}, Tree=endless)


LIMITS = st.fixed_dictionaries(
    {"type": st.just("integer")},
    optional={"minimum": st.integers(-50, 50), "multipleOf": st.integers(1, 7)},
) | st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "minLength": st.integers(0, 12),
        "format": st.sampled_from(["date", "date-time", "uuid", "email", "uri", "ipv4"]),
    },
)
SCHEMAS = st.recursive(
    LIMITS | st.fixed_dictionaries({"type": st.just("string"), "enum": st.lists(st.text(max_size=3), min_size=1)}),
    lambda inner: (
        st.dictionaries(st.sampled_from("abcd"), inner, min_size=1, max_size=3).flatmap(
            lambda members: st.sets(st.sampled_from(sorted(members))).map(
                lambda required: item(*sorted(required), **members)
            )
        )
        | st.builds(lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 2))
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=30)
@given(SCHEMAS)
def test_an_example_is_valid(schema):
    assert faults(schema, example(schema)) == []


@pytest.mark.parametrize("source", ["sample", pytest.param("real", marks=pytest.mark.real)])
def test_the_example_of_every_body_is_valid(source):
    path = SAMPLE if source == "sample" else real_path()
    text = path.read_text("utf-8")
    tree = json.loads(text) if path.suffix == ".json" else ryaml.loads(text)
    catalog = catalog_of(path)
    fields = Fields(catalog)
    wrong, checked = {}, 0
    for operation in catalog.operations:
        node = resolved(tree, tree["paths"][operation.path][operation.method.lower()].get("requestBody", {}))
        for media in operation.body.media if operation.body else ():
            if "json" in media.content_type and media.schema is not None:
                value = Examples(fields).request(fields.shapes.of(media.schema))
                schema = node["content"][media.content_type]["schema"]
                checked += 1
                messages = faults(schema, value, tree.get("components"))
                if unfit := [fault for fault in messages if OVERLAP not in fault]:
                    wrong[operation.key] = unfit
    assert wrong == {}
    assert checked > 20


OVERLAP = " is valid under each of "
"""Said of a `oneOf` whose variants the document leaves open: nothing could be sent that fits one of them alone."""


def resolved(tree: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        way = node["$ref"].removeprefix("#/").split("/")
        node = tree
        for token in way:
            node = node[token]
    return node


def test_a_name_in_a_map_keeps_what_all_its_names_keep():
    schema = {"type": "object", "propertyNames": {"pattern": "^[A-Z]{3}$"}, "additionalProperties": INTEGER}
    value = example(schema)
    assert isinstance(value, dict)
    assert [len(name) for name in value] == [3]
    assert all(name.isupper() for name in value)


def test_a_text_keeps_the_patterns_of_all_parts():
    parts = [{"type": "string", "pattern": "^.{5}$"}, {"pattern": "^[a-z]+$"}]
    value = example(item("a", a={"allOf": parts}))
    assert value == {"a": "aaaaa"}
    assert example(item("n", n={"allOf": [{**INTEGER, "multipleOf": 4}, {"multipleOf": 6}]})) == {"n": 12}
