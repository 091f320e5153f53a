"""Documents of unusual size and depth: pages and lines stay within the limits, and nothing is lost."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from ampeco_refgen.errors import DocumentError
from documents import get, mini
from robustness.bundles import whole_bundle

STRING = {"type": "string"}


def object_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def parameters(number: int) -> list[dict[str, Any]]:
    return [{"name": f"parameter{n}", "in": "query", "description": "d" * 40} for n in range(number)]


def test_lines_that_templates_and_long_names_make_long_are_broken():
    prefix = "/subscriptions/{subscriptionIdentifier}/resourceGroups/{resourceGroupName}/areas/{areaOfTheResource}"
    paths = {
        f"{prefix}/things-of-a-long-name/{{nameOfTheThing}}/parts/{{nameOfThePart}}/{name}/{{identifier}}": {
            "put": get(
                requestBody={"content": {"application/json": {"schema": reference("Body")}}},
                parameters=parameters(60),
                description="what it is for, " * 100,
            )
        }
        for name in [f"call{number}" for number in range(12)]
    }
    body = {**object_of(a=STRING), "title": "t " * 300}
    whole_bundle(mini(paths, components={"schemas": {"Body": body}}))


def test_a_description_of_five_megabytes():
    text = "\n\n".join("word " * 200 + str(number) for number in range(5_000))
    files = whole_bundle(mini({"/a": {"get": get(description=text)}}))
    assert sum(len(file) for path, file in files.items() if path.endswith(".md")) > len(text)


def test_a_description_of_five_megabytes_in_one_word():
    whole_bundle(mini({"/a": {"get": get(object_of(b={**STRING, "description": "x" * 5_000_000}))}}))


def test_ten_thousand_operations():
    paths = {f"/things{number % 40}/{{id}}/parts/{number}": {"get": get(), "post": get()} for number in range(5_000)}
    whole_bundle(mini(paths))


def test_ten_thousand_operations_each_of_a_resource_of_its_own():
    whole_bundle(mini({f"/things{number}/{{id}}": {"get": get(), "post": get()} for number in range(5_000)}))


def test_hundreds_of_tags_that_differ_only_in_marks_and_case():
    names = [f"{prefix}{mark}{number}" for number in range(60) for prefix in ("Tag", "TAG", "tåg") for mark in " /:é😀"]
    paths = {f"/call{number}": {"get": get(tags=[name])} for number, name in enumerate(names)}
    paths |= {f"/callAgain{number}": {"get": get(tags=[name])} for number, name in enumerate(names)}
    whole_bundle(mini(paths))


def test_an_object_of_five_thousand_fields_and_an_enum_of_ten_thousand_values():
    many = object_of(**{f"field{number}": {**STRING, "description": "d " * 20} for number in range(5_000)})
    enum = {"type": "string", "enum": [f"VALUE_{number:05}" for number in range(10_000)]}
    paths = {"/a": {"get": get(many), "post": get(many)}, "/b": {"get": get(enum), "post": get(enum)}}
    files = whole_bundle(mini(paths))
    text = "\n".join(text for path, text in files.items() if path.endswith(".md"))
    assert all(f"`field{number}`" in text for number in range(5_000))
    assert all(f"`VALUE_{number:05}`" in text for number in range(10_000))


def test_a_bomb_of_references_does_not_go_off():
    levels = {
        f"Level{level}": object_of(**{f"f{number}": reference(f"Level{level + 1}") for number in range(10)})
        for level in range(20)
    }
    schemas = {**levels, "Level20": object_of(a=STRING)}
    files = whole_bundle(mini({"/a": {"get": get(reference("Level0"))}}, components={"schemas": schemas}))
    assert sum(map(len, files.values())) < 2_000_000


def test_a_bomb_of_variants_does_not_go_off():
    levels = {
        f"Level{level}": {"oneOf": [object_of(**{f"v{n}": reference(f"Level{level + 1}")}) for n in range(8)]}
        for level in range(15)
    }
    mixed = {
        f"Mixed{level}": {"anyOf": [reference(f"Mixed{level + 1}"), reference(f"Level{level}")], "type": "object"}
        for level in range(14)
    }
    schemas = {**levels, **mixed, "Level15": object_of(a=STRING), "Mixed14": STRING}
    paths = {"/a": {"get": get(reference("Level0")), "post": get(reference("Mixed0"))}}
    files = whole_bundle(mini(paths, components={"schemas": schemas}))
    assert sum(map(len, files.values())) < 2_000_000


def test_a_bomb_of_twins_does_not_go_off():
    twins = {
        f"{name}{level}": {"oneOf": [reference(f"A{level + 1}"), reference(f"B{level + 1}")], "title": f"{name}{level}"}
        for level in range(20)
        for name in "AB"
    }
    schemas = {**twins, "A20": object_of(a=STRING), "B20": object_of(b=STRING)}
    files = whole_bundle(mini({"/a": {"get": get(reference("A0"))}}, components={"schemas": schemas}))
    assert sum(map(len, files.values())) < 2_000_000


def nested(depth: int, wrap: Any) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = wrap(schema)
    return schema


WRAPPERS = {
    "properties": lambda schema: object_of(a=schema),
    "items": lambda schema: {"type": "array", "items": schema},
    "maps": lambda schema: {"type": "object", "additionalProperties": schema},
    "allOf": lambda schema: {"allOf": [schema]},
    "oneOf": lambda schema: {"oneOf": [schema, {"type": "integer"}]},
    "not": lambda schema: {"not": schema},
}


@pytest.mark.parametrize("name", WRAPPERS)
def test_nesting_of_two_hundred(name: str):
    schema = nested(200, WRAPPERS[name])
    body = {"content": {"application/json": {"schema": schema}}}
    query = {"name": "q", "in": "query", "schema": schema}
    whole_bundle(mini({"/a": {"get": get(schema, parameters=[query]), "post": get(schema, requestBody=body)}}))


def chain(length: int) -> dict[str, Any]:
    schemas = {f"Link{number}": object_of(next=reference(f"Link{number + 1}")) for number in range(length)}
    schemas[f"Link{length}"] = STRING
    return mini({"/a": {"get": get(reference("Link0"))}}, components={"schemas": schemas})


def test_a_chain_of_two_hundred_references():
    whole_bundle(chain(200))


def test_a_chain_without_end_is_refused():
    with pytest.raises(DocumentError) as caught:
        whole_bundle(chain(20_000))
    assert [finding.code for finding in caught.value.diagnostics] == ["too-deep"]
    assert sys.getrecursionlimit() < 8_000


def test_a_ring_of_a_thousand_references():
    schemas = {f"Ring{number}": object_of(next=reference(f"Ring{(number + 1) % 1000}")) for number in range(1_000)}
    whole_bundle(mini({"/a": {"get": get(reference("Ring0"))}}, components={"schemas": schemas}))
