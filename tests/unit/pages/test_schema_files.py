"""What a file has no room for: nothing where all fits, else as little as it takes, the largest objects first."""

from __future__ import annotations

from typing import Any

import pytest
from inline_bodies import body_of

from ampeco_refgen.pages.schema_files import LargeObjects
from documents import get, mini
from robustness.bundles import whole_bundle


def fields(number: int, said: int = 0) -> dict[str, Any]:
    described = {"type": "string", "description": "w" * said}
    return {"type": "object", "properties": {f"field{index}": described for index in range(number)}}


def moved(schema: dict[str, Any], **components: Any) -> list[str]:
    """The names of the members of a body that are moved out of its file."""
    _, _, shape = body_of(schema, **components)
    keys = LargeObjects().moved_out_of([shape])
    return [member.name for member in shape.members if member.shape.key in keys]


def holding(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


def test_what_fits_stays():
    assert moved(holding(a=fields(300), b=fields(200, said=20))) == []


def test_the_largest_object_goes_first_and_only_as_many_as_it_takes():
    assert moved(holding(a=fields(100, said=150), b=fields(100, said=400), c=fields(90, said=150))) == ["b"]
    assert moved(holding(a=fields(100, said=300), b=fields(100, said=400), c=fields(90, said=300))) == ["a", "b"]


def test_a_shape_that_stands_in_many_places_counts_in_each():
    twenty = {f"part{number}": {"$ref": "#/components/schemas/Part"} for number in range(20)}
    assert len(moved(holding(**twenty), Part=fields(50, said=30))) == 20


def test_a_page_refers_to_what_it_has_no_room_for_and_all_of_it_stands_one_link_away():
    schema = holding(small=fields(3), large={"$ref": "#/components/schemas/Large"})
    tree = mini({"/a": {"get": get(schema)}}, components={"schemas": {"Large": fields(400, said=150)}})
    files = whole_bundle(tree)
    call = files["reference/calls/a/GET.md"]
    assert "`small.field2`" in call
    assert "- `large` object [Large](../../schemas/large.md)" in call
    assert "`large.field1`" not in call
    pages = [text for path, text in files.items() if path.startswith("reference/schemas/large")]
    assert all(len(text) <= 50_000 for text in pages)
    assert all(f"- `field{number}` string" in "".join(pages) for number in range(400))


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_the_file_of_a_schema_has_its_examples(version: str):
    examples = {"example": {"a": 1}} if version == "3.0.3" else {"examples": [{"a": 1}, {"a": 2}]}
    node = {**holding(a={"type": "integer"}, inner={"$ref": "#/components/schemas/Node"}), **examples}
    bare = holding(again={"$ref": "#/components/schemas/Bare"})
    schema = holding(node={"$ref": "#/components/schemas/Node"}, bare={"$ref": "#/components/schemas/Bare"})
    schemas = {"Node": node, "Bare": bare}
    files = whole_bundle(mini({"/a": {"get": get(schema)}}, version=version, components={"schemas": schemas}))
    told = 'E.g. `{"a":1}`' + ("" if version == "3.0.3" else ', `{"a":2}`')
    assert f"\n\n{told}\n\n" in files["reference/schemas/node.md"]
    assert "e.g." not in files["reference/schemas/bare.md"].lower()


def test_another_call_that_has_room_states_the_same_object_in_place():
    large = {"$ref": "#/components/schemas/Large"}
    tree = mini(
        {"/much": {"get": get(holding(one=large, other=fields(300, said=100)))}, "/little": {"get": get(large)}},
        components={"schemas": {"Large": fields(200, said=150)}},
    )
    files = whole_bundle(tree)
    assert "`field199`" in files["reference/calls/little/GET.md"]


def test_the_examples_of_a_body_take_room_as_well():
    wide = holding(large=fields(100, said=350), small=fields(10, said=400))
    for number in (0, 3):
        examples = {
            f"e{index}": {"value": {"large": {"x": "y" * 350, "z": ["w" * 300] * 4}}} for index in range(number)
        }
        body = {"content": {"application/json": {"schema": wide, "examples": examples}}}
        files = whole_bundle(mini({"/a": {"post": get(requestBody=body)}}))
        call = files["reference/calls/a/POST.md"]
        assert ("`large.field0`" in call) == (number == 0)
        assert len(call) < 50_000
        assert call.count("yyyyyyyy") >= number
