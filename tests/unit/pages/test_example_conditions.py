"""Examples meet what restricts values in some cases only, by an independent validator."""

from __future__ import annotations

import json
from typing import Any

import pytest
from inline_bodies import body_of
from jsonschema_rs import Draft202012Validator

from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.pages.examples import Examples, NoExampleError

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def example(schema: dict[str, Any]) -> JsonValue:
    _, fields, shape = body_of(schema, version="3.1.0")
    return Examples(fields).request(shape)


def thing(*required: str, **members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(required)}


def listed(**more: Any) -> dict[str, Any]:
    return {"type": "array", **more}


SHIPPED = {"if": {"properties": {"how": {"const": "sent"}}}, "then": {"required": ["street"]}}
CASES: list[tuple[dict[str, Any], JsonValue]] = [
    ({**thing("a", a=TEXT, b=TEXT), "dependentRequired": {"a": ["b"]}}, {"a": "Example a", "b": "Example b"}),
    (
        {**thing("a", a=NUMBER), "dependentSchemas": {"a": thing("b", b={**NUMBER, "minimum": 5})}},
        {"a": 1, "b": 5},
    ),
    (
        {**thing("how", how={"enum": ["sent", "fetched"]}, street=TEXT), **SHIPPED},
        {"how": "sent", "street": "1 Example Street"},
    ),
    (
        {**thing("how", how={"enum": ["fetched", "sent"]}, desk=NUMBER), **SHIPPED, "else": {"required": ["desk"]}},
        {"how": "fetched", "desk": 1},
    ),
    # One case brings about the next, and a case narrows what is there.
    (
        {
            **thing("how", how={"enum": ["fetched"]}, desk=NUMBER, floor=NUMBER),
            **SHIPPED,
            "else": thing("desk", desk={"minimum": 7}),
            "dependentRequired": {"desk": ["floor"]},
        },
        {"how": "fetched", "desk": 7, "floor": 1},
    ),
    # Of the values of a member, one is taken for which a valid object is known.
    ({**thing("how", how={"enum": ["sent", "fetched"]}), **SHIPPED, "then": False}, {"how": "fetched"}),
    (
        {
            "allOf": [thing("a", a=TEXT)],
            "unevaluatedProperties": False,
            "if": {"required": ["a"]},
            "then": thing("b", b=NUMBER),
        },
        {"a": "Example a", "b": 1},
    ),
    (thing("a", a={**TEXT, "not": {"enum": ["Example a", "text"]}}), {"a": "example"}),
    (thing("a", a={**NUMBER, "not": {"const": 1}}), {"a": 0}),
    (thing("a", a={"enum": ["x", "y"], "not": {"const": "x"}}), {"a": "y"}),
    (thing("a", a={**TEXT, "not": {"pattern": "^[Eet]"}}), {"a": "A"}),
    (thing("a", a=listed(items=TEXT, contains={"const": "main"})), {"a": ["main"]}),
    (thing("a", a=listed(items=NUMBER, contains={"minimum": 5}, minContains=2)), {"a": [5, 5]}),
    (thing("a", a=listed(contains=thing("k", k={"const": "x"}))), {"a": [{"k": "x"}]}),
    (thing("a", a=listed(prefixItems=[TEXT, NUMBER], items={"type": "boolean"})), {"a": ["Example a", 1]}),
    (thing("a", a=listed(prefixItems=[NUMBER], items=NUMBER, minItems=3)), {"a": [1, 1, 1]}),
    (thing("a", a=listed(prefixItems=[NUMBER, TEXT], maxItems=1)), {"a": [1]}),
    (thing("a", a=listed(prefixItems=[thing("deep", deep=NUMBER)], items=False)), {"a": [{"deep": 1}]}),
    (thing("a", a=listed(items=False)), {"a": []}),
    ({**listed(prefixItems=[NUMBER, NUMBER]), "unevaluatedItems": False}, [1, 1]),
    (thing(a=NUMBER, b=False), {"a": 1}),
]


@pytest.mark.parametrize(("schema", "expected"), CASES)
def test_an_example_meets_what_holds_in_its_case(schema: dict[str, Any], expected: JsonValue) -> None:
    value = example(schema)
    assert Draft202012Validator(schema).is_valid(value)
    assert value == expected


@pytest.mark.parametrize(("encoding", "text"), [({}, '{"a": 1}'), ({"contentEncoding": "base64"}, "eyJhIjogMX0=")])
def test_a_text_holds_what_it_is_said_to_hold(encoding: dict[str, str], text: str) -> None:
    held = {**TEXT, "contentMediaType": "application/json", "contentSchema": thing("a", a=NUMBER), **encoding}
    assert example(thing("blob", blob=held)) == {"blob": text}


def test_the_documents_own_example_is_taken_only_where_it_is_valid() -> None:
    schema = {**thing("a", a=TEXT, b=TEXT), "dependentRequired": {"a": ["b"]}}
    assert example({**schema, "examples": [{"a": "one"}, {"a": "two", "b": "three"}]}) == {"a": "two", "b": "three"}


def test_conditions_that_nothing_meets_or_that_nobody_can_judge_end() -> None:
    impossible = {**thing("a", a=TEXT), "if": {"required": ["a"]}, "then": {"not": {"required": ["a"]}}}
    with pytest.raises(NoExampleError):
        example(impossible)
    unreadable = {**thing("a", a=TEXT), "if": {"properties": {"a": {"pattern": "(?<"}}}, "then": {"required": ["b"]}}
    assert example(unreadable) == {"a": "Example a"}


def test_a_recursive_case_ends() -> None:
    node = {**thing(child={"$ref": "#/components/schemas/Node"}, a=TEXT), "if": {"required": ["a"]}}
    node["then"] = {"$ref": "#/components/schemas/Node"}
    _, fields, shape = body_of({"$ref": "#/components/schemas/Node"}, version="3.1.0", Node=node)
    assert json.dumps(Examples(fields).request(shape))


def test_a_long_chain_of_cases_ends_soon() -> None:
    chain: dict[str, Any] = {"required": ["last"]}
    for number in range(40):
        chain = {"if": {"properties": {"how": {"const": number}}}, "then": {"required": [f"m{number}"]}, "else": chain}
    schema = {**thing("how", how={"enum": [100, *range(40)]}), **chain}
    value = example(schema)
    assert Draft202012Validator(schema).is_valid(value)
    assert value == {"how": 100, "last": "text"}
