"""Schemas that extend a parent with a discriminator: where the parent is used, all of them are told, and by what."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ampeco_refgen.catalog.subtypes import component_named, with_subtypes
from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, mini

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def named(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def extending(parent: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"allOf": [named(parent), more]}


def told_by(name: str, parent: dict[str, Any], **mapping: str) -> dict[str, Any]:
    return {**parent, "discriminator": {"propertyName": name, **({"mapping": mapping} if mapping else {})}}


ROOMS = {
    "Room": told_by("sort", thing("sort", sort=TEXT, floor=NUMBER), b="#/components/schemas/Bath", k="Kitchen"),
    "Bath": extending("Room", thing("taps", taps=NUMBER)),
    "Kitchen": extending("Room", thing(oven={"type": "boolean"})),
    "Cellar": extending("Room", thing(depth={**NUMBER, "minimum": 2})),
}


def sent(schema: dict[str, Any], components: dict[str, Any], version: str = "3.0.3") -> dict[str, str]:
    """Return the files of a document with a call that takes the schema."""
    body = {"content": {"application/json": {"schema": schema}}}
    paths = {"/a": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}}
    tree = json.loads(json.dumps(mini(paths, version=version, components={"schemas": components})))
    return {file.path: file.text for file in make_bundle(findings_of(catalog_from(tree))).files}


def call(schema: dict[str, Any], components: dict[str, Any], version: str = "3.0.3") -> str:
    return sent(schema, components, version)["reference/calls/a/POST.md"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    "use",
    [
        named("Room"),
        {"type": "array", "items": named("Room")},
        thing(room=named("Room")),
        thing(room={"allOf": [named("Room")], "description": "Where"}),
        {"type": "object", "additionalProperties": named("Room")},
    ],
)
def test_the_parent_tells_its_subtypes_with_their_values_and_fields(use: dict[str, Any], version: str) -> None:
    text = call(use, ROOMS, version)
    assert "exactly one of 3 variants" in text
    for line in (
        "**Bath**, when `sort` is `b`\n",
        "**Cellar**, when `sort` is `Cellar`\n",
        "**Kitchen**, when `sort` is `k`\n",
        "taps` integer, required\n",
        "oven` boolean\n",
        "depth` integer (min 2)\n",
    ):
        assert line in text


def test_no_subtype_is_said_to_be_used_nowhere_and_an_example_is_one_of_them() -> None:
    files = sent(named("Room"), ROOMS)
    assert "used by no operation" not in files["reference/schemas-index.md"]
    assert not any("nothing is like" in text for text in files.values())
    assert """'{"sort": "b", "taps": 1}'""" in files["reference/calls/a/POST.md"]


def test_a_subtype_by_itself_has_its_own_value_and_nothing_of_the_others() -> None:
    text = call(named("Bath"), ROOMS)
    assert "- `sort` string, required — one of `b`\n" in text
    assert "- `taps` integer, required\n" in text
    assert "variant" not in text
    assert "oven" not in text


def test_subtypes_of_subtypes_are_told_by_the_same_property() -> None:
    more = {**ROOMS, "Sauna": extending("Bath", thing("heat", heat=NUMBER))}
    text = call(named("Room"), more)
    assert "exactly one of 4 variants" in text
    assert "**Sauna**, when `sort` is `Sauna`\n    - `heat` integer, required\n" in text
    # What has a subtype is, by itself, only one of two.
    assert "exactly one of 2 variants\n  - variant 1 **Bath**, when `sort` is `b`\n" in call(named("Bath"), more)


def test_subtypes_of_subtypes_are_told_by_another_property_within_them() -> None:
    more = {
        "Room": told_by("sort", thing("sort", sort=TEXT)),
        "Bath": told_by("size", extending("Room", thing("size", size=TEXT)), s="Small", l="Large"),
        "Small": extending("Bath", thing(shower=NUMBER)),
        "Large": extending("Bath", thing(pool=NUMBER)),
        "Kitchen": extending("Room", thing(oven=NUMBER)),
    }
    text = call(named("Room"), more)
    assert "  - variant 1 **Bath**, when `sort` is `Bath`\n" in text
    assert "      - variant 1 **Large**, when `size` is `l`\n" in text
    assert "      - variant 2 **Small**, when `size` is `s`\n" in text
    assert "  - variant 2 **Kitchen**, when `sort` is `Kitchen`\n" in text


def test_the_parent_is_a_variant_only_where_it_has_a_value() -> None:
    mapped = {**ROOMS, "Room": told_by("sort", thing("sort", sort=TEXT), any="Room", b="Bath")}
    assert "**Room**, when `sort` is `any`\n" in call(named("Room"), mapped)
    listed = {"enum": ["Room", "Bath"], **TEXT}
    enumerated = {"Room": told_by("sort", thing(sort=listed)), "Bath": ROOMS["Bath"]}
    assert "**Room**, when `sort` is `Room`\n" in call(named("Room"), enumerated)
    assert "**Room**" not in call(named("Room"), ROOMS)


def test_what_is_the_only_subtype_is_not_said_to_be_all_there_is() -> None:
    text = call(named("Room"), {name: ROOMS[name] for name in ("Room", "Bath")})
    assert "variant 1 **Bath**, when `sort` is `b`\n" in text
    assert "variant 2 **Room**" in text


def test_a_value_that_a_subtype_states_itself_is_its_value() -> None:
    rooms = {
        "Room": told_by("sort", thing("sort", sort=TEXT)),
        "Bath": extending("Room", thing(sort={**TEXT, "enum": ["bath"]})),
        "Kitchen": {**extending("Room", thing(oven=NUMBER)), "x-discriminator-value": "kitchen"},
    }
    text = call(named("Room"), rooms)
    assert "**Bath**, when `sort` is `bath`\n" in text
    assert "**Kitchen**, when `sort` is `kitchen`\n" in text
    assert "`Bath`" not in text


def test_a_name_that_the_property_may_not_be_is_no_value() -> None:
    rooms = {
        "Room": told_by("sort", thing("sort", sort={**TEXT, "enum": ["b", "c"]}), b="Bath"),
        "Bath": ROOMS["Bath"],
        "Cellar": ROOMS["Cellar"],
    }
    text = call(named("Room"), rooms)
    assert "**Bath**, when `sort` is `b`\n" in text
    assert "**Cellar**, when `sort` is `c`\n" in text  # what no other has
    assert "`Cellar`" not in text
    assert "**Cellar**\n" in call(named("Room"), {**rooms, "Kitchen": ROOMS["Kitchen"]})


def test_a_name_that_is_the_value_of_another_schema_is_not_its_own() -> None:
    rooms = {**ROOMS, "Room": told_by("sort", thing("sort", sort=TEXT), Cellar="Bath", k="Kitchen")}
    text = call(named("Room"), rooms)
    assert "**Bath**, when `sort` is `Cellar`\n" in text
    assert "**Cellar**\n" in text


def test_a_property_that_is_a_number_has_numbers_in_examples() -> None:
    rooms = {
        "Room": told_by("sort", thing("sort", sort=NUMBER), **{"1": "Bath", "2": "Kitchen"}),
        "Bath": ROOMS["Bath"],
        "Kitchen": ROOMS["Kitchen"],
    }
    text = call(named("Room"), rooms)
    assert "**Bath**, when `sort` is `1`\n" in text
    assert """'{"sort": 1, "taps": 1}'""" in text


def test_a_subtype_that_holds_the_parent_again_does_not_explode() -> None:
    house = extending("Room", thing("rooms", rooms={"type": "array", "items": named("Room")}))
    files = sent(named("Room"), {**ROOMS, "House": house})
    text = files["reference/calls/a/POST.md"]
    assert "**House**, when `sort` is `House`: object [House (sent)]" in text
    assert (
        "- `rooms` array of object [Room (sent)](room-sent.md), required\n" in files["reference/schemas/house-sent.md"]
    )


def test_a_parent_of_many_subtypes_fills_no_file() -> None:
    wide = {f"field{number}": {**TEXT, "description": "What it is about. " * 5} for number in range(40)}
    rooms = {f"Room{number}": extending("Room", thing(**{f"own{number}": TEXT}, **wide)) for number in range(60)}
    files = sent(thing(a=named("Room"), b=named("Room")), {"Room": told_by("sort", thing(sort=TEXT)), **rooms})
    assert all(len(text) <= 50_000 for path, text in files.items() if path.endswith(".md"))
    for number in range(60):
        assert any(f"own{number}` string" in text for text in files.values())


def test_a_union_of_its_own_subtypes_is_no_recursion() -> None:
    union = {"oneOf": [named("Bath"), named("Kitchen")], **ROOMS["Room"]}
    files = sent(named("Room"), {"Room": union, "Bath": ROOMS["Bath"], "Kitchen": ROOMS["Kitchen"]})
    assert "exactly one of 2 variants" in files["reference/calls/a/POST.md"]
    assert "- `taps` integer, required\n" in files["reference/calls/a/POST.md"]
    assert not any("/schemas/" in path for path in files)
    assert "variant" not in call(named("Bath"), {"Room": union, "Bath": ROOMS["Bath"], "Kitchen": ROOMS["Kitchen"]})


@pytest.mark.parametrize(
    "components",
    [
        {"Room": told_by("sort", thing(sort=TEXT))},
        {"Bath": ROOMS["Bath"], "Room": thing(sort=TEXT)},
        {"Bath": ROOMS["Bath"], "Room": {**extending("Bath", thing()), "discriminator": {"propertyName": "sort"}}},
    ],
)
def test_without_a_discriminator_or_subtypes_nothing_changes(components: dict[str, Any]) -> None:
    tree = mini({}, components={"schemas": components})
    assert with_subtypes(tree, siblings=False) is tree


@pytest.mark.parametrize("kind", ["oneOf", "anyOf"])
def test_of_what_the_document_does_not_have_is_not_said_that_it_is_no_variant(kind: str) -> None:
    sort = {"type": "string", "enum": ["a", "b", "c"]}
    variants = [thing(sort=sort, x=TEXT), thing(sort=sort, y=NUMBER)]
    by = {"propertyName": "sort", "mapping": {"a": "parts/first.yaml", "b": "parts/all.yaml#/second", "c": "Shed"}}
    text = call({kind: variants, "discriminator": by}, {"Shed": thing(z=TEXT)})
    assert "when `sort` is `a`: `parts/first.yaml`, which is not in the document\n" in text
    assert "when `sort` is `b`: `parts/all.yaml#/second`, which is not in the document\n" in text
    assert "which is none of these" not in text
    named_variants = [named("One"), named("Two")]
    schemas = {"Shed": thing(z=TEXT), "One": thing(x=TEXT), "Two": thing(y=NUMBER)}
    others = {"propertyName": "sort", "mapping": {"c": "Shed"}}
    text = call({kind: named_variants, "discriminator": others}, schemas)
    assert "when `sort` is `c`: `Shed`, which is none of these\n" in text


def test_what_a_mapping_leads_to_beside_the_subtypes_is_told() -> None:
    far = "https://elsewhere.test/Barn.json"
    room = told_by("sort", thing("sort", sort=TEXT), b="Bath", far=far, s="Shed")
    rooms = {**ROOMS, "Room": room, "Shed": thing(x=TEXT), "Sauna": extending("Bath", thing(heat=NUMBER))}
    text = call(named("Room"), rooms)
    assert "**Shed**, when `sort` is `s`\n" in text
    assert f"  - when `sort` is `far`: `{far}`, which is not in the document\n" in text
    assert far not in call(named("Bath"), rooms)


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("Cat", "Cat"),
        ("#/components/schemas/Cat", "Cat"),
        ("#/components/schemas/a%20b", "a b"),
        ("#/components/schemas/Cat/properties/Cat", ""),
        ("#/components/responses/Cat", ""),
        ("./schemas/Cat", "Cat"),
        ("Cat.json", "Cat"),
        ("pets.yaml#/components/schemas/Cat", "Cat"),
        ("https://elsewhere.test/Cat", ""),
        ("//elsewhere.test/Cat", ""),
        ("Dog", ""),
        ("", ""),
    ],
)
def test_which_component_a_value_of_a_mapping_means(target: str, name: str) -> None:
    assert component_named(target, {"Cat": {}, "a b": {}}) == name


def test_a_property_that_nobody_declares_is_a_text() -> None:
    rooms = {**ROOMS, "Room": told_by("sort", thing(floor=NUMBER), b="Bath", k="Kitchen")}
    assert "- `sort` string — one of `b`\n" in call(named("Room"), rooms)


def test_what_the_parent_says_is_not_repeated_beside_a_subtype_that_stands_elsewhere() -> None:
    rooms = {**ROOMS, "House": extending("Room", thing(rooms={"type": "array", "items": named("Room")}))}
    text = call(named("Room"), rooms)
    assert "**House**, when `sort` is `House`: object [" in text
    assert text.count("- `floor` integer\n") == 1
