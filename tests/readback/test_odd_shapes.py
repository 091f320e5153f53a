"""Documents with what the others have not: values and objects beyond the room of a file, and odd recursions."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from documents import mini
from readback.bundle import Bundle
from readback.compare import ROOM
from readback.conftest import bundle_from
from readback.spec import Spec
from readback.test_calls import compared, replaced

TEXT: dict[str, Any] = {"type": "string"}


def thing(**members: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": members}


def listed(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": items, **more}


def sent_or_received(part: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the paths of a document that has a schema as the `body` of a call, its `answer` or an `error` of it."""
    media = {"content": {"application/json": {"schema": schema}}}
    answers = {"200": {"description": "OK", **(media if part == "answer" else {})}}
    answers |= {"400": {"description": "Bad", **media}} if part == "error" else {}
    return {"/a": {"post": {"responses": answers, **({"requestBody": media} if part == "body" else {})}}}


def agreeing(tree: dict[str, Any]) -> Bundle:
    """Return the bundle of a document after it was found to say the same as the document."""
    bundle = bundle_from(tree)
    problems = compared(Spec(tree), bundle).problems
    assert not problems, "\n".join(problems)
    return bundle


def test_sixty_values_stand_in_the_line_and_more_on_a_page_for_them() -> None:
    values = [f"value{number}" for number in range(61)]
    tree = mini(sent_or_received("answer", thing(few={"enum": values[:60]}, many=listed({"enum": values}))))
    bundle = agreeing(tree)
    text = bundle.pages["reference/calls/a/POST.md"].text
    assert "`value59`" in text
    assert "`value60`" not in text
    path = "reference/schemas/enums.md"
    wrong = bundle.edited(path, replaced(r"`value60`", "`bogus`")(bundle.pages[path].text))
    assert compared(Spec(tree), wrong).problems


def wide(fields: int) -> dict[str, Any]:
    said = "What is said of a field, at some length, so that a file is soon full of it"
    return thing(**{f"field{number}": {**TEXT, "description": said} for number in range(fields)})


def test_what_fits_into_a_file_stands_there() -> None:
    bundle = agreeing(mini(sent_or_received("answer", thing(one=wide(150), two=wide(150)))))
    assert not bundle.below("reference/schemas/")
    assert len(bundle.pages["reference/calls/a/POST.md"].text) < ROOM


@pytest.mark.parametrize("part", ["answer", "body"])
def test_the_largest_objects_move_out_of_a_file_that_would_be_too_long(part: str) -> None:
    schema = thing(small=wide(5), large=wide(200), larger=wide(300), list=listed(wide(250)))
    bundle = agreeing(mini(sent_or_received(part, schema)))
    assert all(len(page.text) <= 50_000 for page in bundle.pages.values())
    text = bundle.pages["reference/calls/a/POST.md"].text
    assert re.search(r"`larger` object \[", text)
    assert "`small.field4`" in text


def test_an_object_of_several_thousand_fields_is_divided() -> None:
    parts = {f"part{number}": wide(200) for number in range(20)}
    bundle = agreeing(mini(sent_or_received("answer", thing(**parts))))
    assert all(len(page.text) <= 50_000 for page in bundle.pages.values())


def named(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize("explode", [True, False])
def test_parameters_of_any_style_are_stated_as_sent(explode: bool) -> None:
    kinds = [TEXT, listed(TEXT), thing(a=TEXT), {"type": "object", "additionalProperties": TEXT}]
    path = [
        {"name": f"{style}{number}", "in": "path", "required": True, "style": style, "explode": explode, "schema": kind}
        for style in ("matrix", "label", "simple")
        for number, kind in enumerate(kinds)
    ]
    union = {"oneOf": [thing(k=TEXT), thing(z=TEXT)]}
    query = [
        {"name": f"deep{number}", "in": "query", "required": required, "style": "deepObject", "schema": schema}
        for required in (True, False)
        for number, schema in enumerate((thing(a=TEXT, b=thing(c=TEXT)), kinds[3], union), 3 * required)
    ]
    template = "".join(f"/{{{parameter['name']}}}" for parameter in path)
    responses = {"204": {"description": "Done"}}
    agreeing(mini({f"/a{template}": {"get": {"parameters": [*path, *query], "responses": responses}}}))


NAMES = listed({"type": "string", "enum": ["a", "b"]})


@pytest.mark.parametrize("place", ["query", "header", "cookie"])
def test_a_parameter_called_include_keeps_what_is_declared_of_it(place: str) -> None:
    more = {"minItems": 1, "maxItems": 2}
    values = {"enum": ["x", "y"], "default": "x"}
    schemas = [NAMES, {**NAMES, **more}, {**NAMES, "default": ["a"]}, {**TEXT, **values}, {"type": "integer"}]
    for schema in schemas:
        parameter = {"name": "include", "in": place, "schema": schema}
        answers = {"204": {"description": "Done"}}
        agreeing(mini({"/a": {"get": {"parameters": [parameter], "responses": answers}}}))


@pytest.mark.parametrize("part", ["answer", "body", "error"])
def test_a_text_that_looks_like_another_value_is_told_apart(part: str) -> None:
    mixed = {"enum": [1, "1", True, "true", None, "null", "a"]}
    bundle = agreeing(mini(sent_or_received(part, thing(it=mixed, list=listed(mixed)))))
    assert '`1`, `"1"`' in bundle.pages["reference/calls/a/POST.md"].text


RECURSIVE = {
    "value": {"oneOf": [TEXT, listed(named("value")), {"type": "object", "additionalProperties": named("value")}]},
    "tree": thing(left=named("tree"), name=TEXT),
    "rows": listed(thing(below=named("rows"))),
    "either": thing(id={"type": "integer"}) | {"anyOf": [thing(a=named("either")), thing(b=TEXT)]},
}


@pytest.mark.parametrize("name", RECURSIVE)
@pytest.mark.parametrize("part", ["answer", "body"])
def test_a_recursive_schema_is_stated_whole(name: str, part: str) -> None:
    paths = sent_or_received(part, thing(it=named(name), id=TEXT))
    agreeing(json.loads(json.dumps(mini(paths, components={"schemas": RECURSIVE}))))


VARIANTS = {
    "nullable": [{**TEXT, "nullable": True}, {"type": "integer"}],
    "deprecated": [{**TEXT, "deprecated": True}, {"type": "integer"}],
    "with a default": [{**TEXT, "default": "a"}, {"type": "integer"}],
    "with limits": [{**TEXT, "maxLength": 3}, listed(TEXT, minItems=1)],
    "described": [{**TEXT, "description": "A name"}, thing(name=TEXT) | {"description": "Itself"}],
    "that only demand": [{"required": ["a"]}, {"required": ["b"]}],
}


@pytest.mark.parametrize("kind", VARIANTS)
def test_all_that_is_said_of_a_variant_is_stated(kind: str) -> None:
    owner = thing(a=TEXT, b=TEXT) if kind == "that only demand" else {}
    agreeing(mini(sent_or_received("answer", thing(it={**owner, "anyOf": VARIANTS[kind]}))))


ENUMERATED = {
    "lists": {**listed(TEXT), "enum": [["a", "b"], []]},
    "lists of what is listed": {**listed({**TEXT, "enum": ["a", "b"]}), "enum": [["a"], ["b", "a"]]},
    "lists in lists": listed({**listed(TEXT), "enum": [["a"], ["b"]]}),
    "objects": {"enum": [{"a": 1}, {"a": {"b": [2]}}]},
    "anything": {"enum": [None, 1, "a", [1.5, None], {"a": True}]},
}


@pytest.mark.parametrize("kind", ENUMERATED)
@pytest.mark.parametrize("part", ["answer", "body"])
def test_values_that_are_lists_and_objects_are_stated(kind: str, part: str) -> None:
    required = thing(it=ENUMERATED[kind], ownerId={"type": "integer"}, ownerType=ENUMERATED[kind]) | {
        "required": ["it"]
    }
    agreeing(mini(sent_or_received(part, thing(it=ENUMERATED[kind], within=required))))


NAMED = {
    "with names and meanings": {"x-enum-varnames": ["ONE", "TWO"], "x-enum-descriptions": ["The first", "The next"]},
    "with names alone": {"x-enumNames": ["One", "Two"]},
    "with meanings by value": {"x-enumDescriptions": {"1": "The first", "2": "The next"}},
}


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("part", ["answer", "body"])
def test_what_values_are_called_and_mean_is_stated(kind: str, part: str) -> None:
    number = {"type": "integer", "enum": [1, 2], **NAMED[kind]}
    agreeing(mini(sent_or_received(part, thing(it=number, list=listed(number)))))


KINDS = {name: thing(kind=TEXT, **{name.lower(): TEXT}) | {"required": ["kind"]} for name in ("Cat", "Dog", "Emu")}
MAPPINGS = {"none": {}, "of all": {"c": "Cat", "d": "#/components/schemas/Dog", "e": "Emu"}, "of one": {"c": "Cat"}}


@pytest.mark.parametrize("kind", MAPPINGS)
@pytest.mark.parametrize("part", ["answer", "body"])
def test_what_a_discriminator_selects_is_stated(kind: str, part: str) -> None:
    by = {"propertyName": "kind", **({"mapping": MAPPINGS[kind]} if MAPPINGS[kind] else {})}
    pet = {"oneOf": [named(name) for name in KINDS], "discriminator": by}
    agreeing(json.loads(json.dumps(mini(sent_or_received(part, thing(it=pet)), components={"schemas": KINDS}))))


def parent(**mapping: str) -> dict[str, Any]:
    by = {"propertyName": "kind", **({"mapping": mapping} if mapping else {})}
    return thing(kind=TEXT, name={**TEXT, "maxLength": 9}) | {"required": ["kind"], "discriminator": by}


def extending(name: str, **members: Any) -> dict[str, Any]:
    return {"allOf": [named(name), thing(**members)]}


HIERARCHIES = {
    "by names": {
        "Pet": parent(),
        "Cat": extending("Pet", claws=TEXT),
        "Dog": extending("Pet", bark={"type": "integer"}),
    },
    "by a mapping": {
        "Pet": parent(c="Cat", d="#/components/schemas/Dog", far="https://far.test/Emu") | {"description": "Any pet"},
        "Cat": extending("Pet", claws=TEXT) | {"description": "With claws"},
        "Dog": extending("Pet", bark={"type": "integer"}) | {"title": "A dog"},
    },
    "by a mapping of one": {"Pet": parent(c="Cat"), "Cat": extending("Pet", claws=TEXT), "Dog": extending("Pet")},
    "of several levels": {
        "Pet": parent(p="Pet"),
        "Cat": extending("Pet", claws=TEXT),
        "Persian": extending("Cat", fur={"type": "integer"}),
        "Dog": extending("Pet", bark=TEXT),
    },
    "that hold the parent": {
        "Pet": parent(c="Cat", d="Dog"),
        "Cat": extending("Pet", kittens=listed(named("Pet"))),
        "Dog": extending("Pet", bark=TEXT),
    },
}


@pytest.mark.parametrize("part", ["answer", "body", "error"])
@pytest.mark.parametrize("kind", HIERARCHIES)
def test_subtypes_are_stated_where_their_parent_is_used(kind: str, part: str) -> None:
    schemas = HIERARCHIES[kind]
    within = thing(it=named("Pet"), cat=named("Cat"), all=listed(named("Pet")))
    for use in (within, named("Pet"), named("Cat")):
        tree = mini(sent_or_received(part, use), components={"schemas": schemas})
        agreeing(json.loads(json.dumps(tree)))


NEEDED = {
    "one at least": {"anyOf": [{"required": ["a"]}, {"required": ["b", "c"]}]},
    "just one": {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "one without the other": {
        "anyOf": [
            {"required": ["a"], "not": {"required": ["b"]}},
            {"required": ["b"], "not": {"anyOf": [{"required": ["a"]}, {"required": ["c"]}]}},
        ]
    },
    "one at most": {
        "oneOf": [
            {"required": ["a"]},
            {"required": ["b"]},
            {"not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}},
        ]
    },
    "all or none": {
        "oneOf": [{"required": ["a", "b"]}, {"not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}}]
    },
}


@pytest.mark.parametrize("part", ["answer", "body"])
@pytest.mark.parametrize("kind", NEEDED)
def test_names_that_go_together_are_stated(kind: str, part: str) -> None:
    whole = thing(a=TEXT, b=TEXT, c=TEXT) | NEEDED[kind]
    agreeing(mini(sent_or_received(part, thing(it=whole, list=listed(whole)))))
    agreeing(mini(sent_or_received(part, whole)))


WHOLES = {
    "a list of at most two": listed(thing(a=TEXT), maxItems=2),
    "a list that may hold null": listed(thing(a=TEXT) | {"nullable": True}),
    "an object of at least one member": thing(a=TEXT) | {"minProperties": 1},
    "an object or null": thing(a=TEXT) | {"nullable": True},
    "a text": {**TEXT, "maxLength": 5, "description": "Just that"},
    "a text or null": {**TEXT, "nullable": True},
    "a map": {"type": "object", "additionalProperties": {"type": "integer"}},
}


@pytest.mark.parametrize("part", ["answer", "body", "error"])
@pytest.mark.parametrize("kind", WHOLES)
def test_all_that_is_said_of_a_whole_body_is_stated(kind: str, part: str) -> None:
    agreeing(mini(sent_or_received(part, WHOLES[kind])))
