"""References by `$id`, anchor and `$dynamicRef`: the reader's own resolver, and that it agrees with the pages."""

from __future__ import annotations

from typing import Any

from documents import get, mini
from readback.conftest import bundle_from
from readback.identifiers import with_pointers
from readback.spec import Spec
from readback.test_calls import compared
from readback.test_odd_shapes import TEXT, agreeing, thing

NUMBER = {"type": "number"}


def document(schema: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": schema}}}
    paths = {"/a": {"post": get(schema, requestBody=body)}}
    return mini(paths, version="3.1.0", components={"schemas": schemas})


def schema_of(tree: dict[str, Any], name: str) -> Any:
    return with_pointers(tree)["components"]["schemas"][name]


def test_an_identifier_is_resolved_against_that_around_it() -> None:
    inner = {"$id": "part/inner", **thing(a=TEXT, outer={"$ref": "../whole"}, own={"$ref": "#/properties/a"})}
    outer = {"$id": "https://schemas.test/whole", "$defs": {"In": inner}, **thing(inner={"$ref": "part/inner"})}
    tree = document({"$ref": "https://schemas.test/whole"}, Outer=outer)
    made = schema_of(tree, "Outer")
    assert made["properties"]["inner"]["$ref"] == "#/components/schemas/Outer/$defs/In"
    own = made["$defs"]["In"]["properties"]
    assert own["outer"]["$ref"] == "#/components/schemas/Outer"
    assert own["own"]["$ref"] == "#/components/schemas/Outer/$defs/In/properties/a"
    agreeing(tree)


def test_an_anchor_is_one_of_the_schemas_resource() -> None:
    here = {"$anchor": "x", **TEXT}
    there = {"$id": "https://schemas.test/y", "$defs": {"X": {"$anchor": "x", **NUMBER}}, **thing(x={"$ref": "#x"})}
    tree = document(thing(x={"$ref": "#x"}, y={"$ref": "https://schemas.test/y"}), X=here, Y=there)
    assert schema_of(tree, "Y")["properties"]["x"]["$ref"] == "#/components/schemas/Y/$defs/X"
    bundle = agreeing(tree)
    text = bundle.pages["reference/calls/a/POST.md"].text
    assert "- `x` string" in text
    assert "- `y.x` number" in text


def test_data_and_names_that_look_like_keywords_are_left_alone() -> None:
    data = {"$ref": "#x", "$id": "no"}
    node = {"$anchor": "x", **thing(default={"$ref": "#x"}, properties={"type": "object"}), "example": data}
    made = schema_of(document({"$ref": "#x"}, X=node), "X")
    assert made["example"] == data
    assert made["properties"]["default"]["$ref"] == "#/components/schemas/X"
    assert "$anchor" not in made


def pages_of(**rows: Any) -> dict[str, Any]:
    """Return a document with a page of any rows, and schemas that say what rows they have, a page within each."""
    page = {"rows": {"type": "array", "items": {"$dynamicRef": "#row"}}}
    within = thing(**page, more={"$ref": "#/components/schemas/More"})
    schemas: dict[str, Any] = {
        "Page": {"$id": "https://schemas.test/page", "$defs": {"row": {"$dynamicAnchor": "row"}}, **within},
        "More": thing(last={"$ref": "https://schemas.test/page#/properties/rows"}),
    }
    for name, row in rows.items():
        own = {"$defs": {"row": {"$dynamicAnchor": "row", **row}}}
        schemas[name] = {"$id": f"https://schemas.test/{name}", "$ref": "page", **own}
    return document(thing(**{name: {"$ref": f"#/components/schemas/{name}"} for name in rows}), **schemas)


def test_a_dynamic_reference_leads_where_the_way_to_it_says() -> None:
    tree = pages_of(Cars=thing(wheels=NUMBER), Names=TEXT)
    bundle = agreeing(tree)
    text = bundle.pages["reference/calls/a/POST.md"].text
    assert "- `Cars.rows[].wheels` number" in text
    assert "- `Names.rows` array of string" in text
    wrong = bundle.edited("reference/calls/a/POST.md", text.replace("`Cars.rows[].wheels`", "`Cars.rows[].x`"))
    assert compared(Spec(tree), wrong).problems


def test_rows_that_hold_pages_again_end() -> None:
    tree = pages_of(Cars=thing(wheels=NUMBER, parts={"$ref": "#/components/schemas/Cars"}), Names=TEXT)
    assert compared(Spec(tree), bundle_from(tree)).problems == []
