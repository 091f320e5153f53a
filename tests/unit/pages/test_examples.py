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
from ampeco_refgen.pages.examples import Examples
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
        (item("b", a=STRING, b=STRING), {"b": "text"}),
        (item(a=STRING, b=INTEGER, c=STRING), {"a": "text", "b": 1}),
        (item(a=item(b=STRING), b={**STRING, "deprecated": True}, c=STRING), {"c": "text"}),
        (item("id", "a", id={**INTEGER, "readOnly": True}, a=STRING), {"a": "text"}),
        (item("a", a={**STRING, "enum": ["x", "y"]}), {"a": "x"}),
        (item("a", a={**STRING, "example": "Ann"}), {"a": "Ann"}),
        (item("a", a={**INTEGER, "default": 5}), {"a": 5}),
        (item("a", a={**STRING, "example": "too long", "maxLength": 3}), {"a": "1"}),
        (item("a", a={**INTEGER, "example": "no number"}), {"a": 1}),
        (item("a", a={"type": "array", "items": item("b", b=STRING)}), {"a": [{"b": "text"}]}),
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


def test_the_first_variant_that_alone_fits_is_shown():
    loose, strict = item(a=STRING), item("a", "b", a=STRING, b=INTEGER)
    closed = {**item("c", c=STRING), "additionalProperties": False}
    schema = {"oneOf": [loose, strict, closed]}
    assert faults(schema, example(schema)) == []


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
    tree = item("child", child={"$ref": "#/components/schemas/Tree"})
    assert example({"$ref": "#/components/schemas/Tree"}, Tree=tree) == {"child": {}}


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
