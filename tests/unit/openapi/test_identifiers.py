"""References by `$id` and anchors lead where the document says; nothing outside is ever looked for."""

from __future__ import annotations

from typing import Any

import pytest
from small_documents import raw, with_schemas

from ampeco_refgen.errors import DocumentError
from ampeco_refgen.openapi.document import findings, load


def led_to(schemas: dict[str, Any]) -> Any:
    """Return where the property `p` of the schema `A` leads in the loaded document."""
    document = load(raw(with_schemas(schemas, "3.1.0")))
    tree: Any = document.tree
    return tree["components"]["schemas"]["A"]["properties"]["p"]["$ref"]


def referring(reference: str, **members: Any) -> dict[str, Any]:
    return {**members, "properties": {"p": {"$ref": reference}}}


@pytest.mark.parametrize(
    ("reference", "base", "target"),
    [
        ("#b", None, {"$anchor": "b"}),
        ("#b", None, {"$dynamicAnchor": "b"}),
        ("/schemas/b", None, {"$id": "/schemas/b"}),
        ("b", "https://a.test/x/a", {"$id": "https://a.test/x/b"}),
        ("../y/b#n", "https://a.test/x/a", {"$id": "https://a.test/y/b", "$anchor": "n"}),
        ("urn:x:b", "urn:x:a", {"$id": "urn:x:b"}),
    ],
)
def test_a_reference_leads_to_the_schema_of_that_name(reference: str, base: str | None, target: dict[str, Any]) -> None:
    own = {"$id": base} if base else {}
    schemas = {"A": referring(reference, **own), "B": {**target, "type": "string"}}
    assert led_to(schemas) == "#/components/schemas/B"
    assert findings(raw(with_schemas(schemas, "3.1.0"))) == ()


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("https://a.test/x/doc#/components/schemas/B", {}),
        ("doc#/components/schemas/B", {}),
        ("#/components/schemas/B", {}),
        ("#b", {"$anchor": "b"}),
        ("https://a.test/x/b", {"$id": "b"}),
    ],
)
def test_a_document_of_3_2_may_say_its_own_uri(reference: str, target: dict[str, Any]) -> None:
    schemas = {"A": referring(reference), "B": {**target, "type": "string"}}
    document: Any = load(raw({**with_schemas(schemas, "3.2.0"), "$self": "https://a.test/x/doc"})).tree
    assert document["components"]["schemas"]["A"]["properties"]["p"]["$ref"] == "#/components/schemas/B"


def test_a_pointer_is_one_into_the_schema_of_the_nearest_id() -> None:
    tag = {"Tag": {"type": "string"}}
    both = {name: referring("#/$defs/Tag", **{"$id": f"https://a.test/{name}", "$defs": tag}) for name in "AB"}
    assert led_to(both) == "#/components/schemas/A/$defs/Tag"
    assert (
        led_to(
            {
                "A": referring("b#/$defs/Tag", **{"$id": "https://a.test/A"}),
                "B": {"$id": "https://a.test/b", "$defs": tag},
            }
        )
        == "#/components/schemas/B/$defs/Tag"
    )


def test_one_that_is_meant_from_the_root_is_read_so_with_a_warning() -> None:
    schemas = {"A": referring("#/components/schemas/B", **{"$id": "https://a.test/A"}), "B": {}}
    assert led_to(schemas) == "#/components/schemas/B"
    (warning,) = findings(raw(with_schemas(schemas, "3.1.0")))
    assert (warning.code, warning.pointer) == ("dynamic-reference", "#/components/schemas/A/properties/p/$ref")


def test_a_mapping_leads_to_the_schema_of_an_id_and_a_name_is_a_name() -> None:
    mapping = {"a": "b", "b": "https://a.test/b", "c": "#it", "d": "B", "e": "https://far.test/b", "f": "./x/b"}
    schemas = {
        "A": {
            "$id": "https://a.test/a",
            "discriminator": {"propertyName": "kind", "mapping": mapping},
            "$defs": {"It": {"$anchor": "it"}},
        },
        "B": {"$id": "https://a.test/b"},
        "X": {"$id": "https://a.test/x/b"},
    }
    tree: Any = load(raw(with_schemas(schemas, "3.1.0"))).tree
    assert tree["components"]["schemas"]["A"]["discriminator"]["mapping"] == {
        "a": "#/components/schemas/B",
        "b": "#/components/schemas/B",
        "c": "#/components/schemas/A/$defs/It",
        "d": "B",
        "e": "https://far.test/b",
        "f": "#/components/schemas/X",
    }


@pytest.mark.parametrize(
    ("reference", "code"),
    [("https://a.test/gone", "remote-reference"), ("gone", "remote-reference"), ("#gone", "anchor-reference")],
)
def test_what_no_schema_is_called_stays_refused(reference: str, code: str) -> None:
    document = with_schemas({"A": referring(reference), "B": {"$id": "https://a.test/b", "$anchor": "b"}}, "3.1.0")
    with pytest.raises(DocumentError) as refusal:
        load(raw(document))
    assert [entry.code for entry in refusal.value.diagnostics] == [code]


def test_a_dynamic_reference_is_followed_where_only_one_schema_can_be_meant() -> None:
    tree = {"$dynamicAnchor": "node", "properties": {"below": {"$dynamicRef": "#node"}}}
    loaded: Any = load(raw(with_schemas({"Tree": tree}, "3.1.0"))).tree
    assert loaded["components"]["schemas"]["Tree"]["properties"]["below"] == {"$ref": "#/components/schemas/Tree"}
    other = {"$id": "https://a.test/other", "$dynamicAnchor": "node"}
    (warning,) = findings(raw(with_schemas({"Tree": tree, "Other": other}, "3.1.0")))
    assert warning.code == "dynamic-reference"


def test_data_and_properties_of_these_names_stay() -> None:
    data = {"$id": "x", "$anchor": "y", "$ref": "#y", "n": [1, 1.0, True, None]}
    schemas = {"A": {"$anchor": "y", "properties": {"$id": {"type": "string"}, "$anchor": {}}, "examples": [data]}}
    loaded: Any = load(raw(with_schemas(schemas, "3.1.0"))).tree
    expected = {name: value for name, value in schemas["A"].items() if name != "$anchor"}
    assert loaded["components"]["schemas"]["A"] == expected


ROW = "https://a.test/page"
PAGE: dict[str, Any] = {
    "$id": ROW,
    "properties": {"rows": {"items": {"$dynamicRef": "#row"}}, "next": {"$ref": "#"}},
    "$defs": {"row": {"$dynamicAnchor": "row"}},
}


def page_of(name: str, member: str, reference: dict[str, Any]) -> dict[str, Any]:
    """A schema that extends `PAGE` with rows that have a member."""
    row = {"$dynamicAnchor": "row", "properties": {member: {"type": "integer"}}}
    return {"$id": f"https://a.test/{name}", **reference, "$defs": {"row": row}}


def loaded_schemas(schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas of a document in which nothing is to be warned of, as they are loaded."""
    document = raw(with_schemas(schemas, "3.1.0"))
    assert findings(document) == ()
    tree: Any = load(document).tree
    schemas_loaded: dict[str, Any] = tree["components"]["schemas"]
    return schemas_loaded


def follow(schemas: dict[str, Any], node: Any, *steps: str) -> Any:
    """Return what is at the end of some steps into a schema, with the references on the way followed."""
    for step in (*steps, ""):
        while "$ref" in node:
            target: Any = {"components": {"schemas": schemas}}
            for token in node["$ref"].removeprefix("#/").split("/"):
                target = target[int(token)] if isinstance(target, list) else target[token]
            node = target
        node = node[step] if step else node
    return node


def test_a_dynamic_reference_leads_to_the_outermost_anchor_on_the_way() -> None:
    schemas = loaded_schemas(
        {
            "Page": PAGE,
            "Ns": page_of("ns", "n", {"$ref": "page"}),
            "Ms": page_of("ms", "m", {"allOf": [{"$ref": ROW}, {"type": "object"}]}),
            "Both": {"$id": "https://a.test/both", "allOf": [{"$ref": "ns"}]},
        }
    )
    rows = ("properties", "rows", "items")
    assert follow(schemas, schemas["Page"], *rows) == {}
    assert follow(schemas, schemas["Ns"], *rows) == {"properties": {"n": {"type": "integer"}}}
    assert follow(schemas, schemas["Ms"]["allOf"][0], *rows) == {"properties": {"m": {"type": "integer"}}}
    assert follow(schemas, schemas["Both"]["allOf"][0], *rows) == {"properties": {"n": {"type": "integer"}}}
    # What refers to itself on one way stays on it.
    assert follow(schemas, schemas["Ns"], "properties", "next", *rows) == {"properties": {"n": {"type": "integer"}}}
    assert follow(schemas, schemas["Page"], "properties", "next", *rows) == {}


def test_an_extensible_tree_extends_its_branches() -> None:
    below = {"type": "array", "items": {"$dynamicRef": "#node"}}
    tree = {"$id": "https://a.test/tree", "$dynamicAnchor": "node", "properties": {"data": {}, "children": below}}
    strict = {
        "$id": "https://a.test/strict",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
    }
    schemas = loaded_schemas({"Tree": tree, "Strict": strict})
    items = schemas["Tree"]["properties"]["children"]["items"]
    assert items == {"$ref": "#/components/schemas/Tree"}
    extended = follow(schemas, {"$ref": schemas["Strict"]["$ref"]}, "properties", "children")["items"]
    assert extended == {"$ref": "#/components/schemas/Strict"}


def test_one_that_the_outermost_schema_alone_decides_needs_no_default() -> None:
    bare = {"$id": ROW, "properties": {"rows": {"items": {"$dynamicRef": "#row"}}}}
    document = raw(with_schemas({"Page": bare, "Ns": page_of("ns", "n", {"$ref": "page"})}, "3.1.0"))
    schemas: Any = load(document).tree["components"]
    end = follow(schemas["schemas"], schemas["schemas"]["Ns"], "properties", "rows", "items")
    assert end == {"properties": {"n": {"type": "integer"}}}
    (warning,) = findings(document)
    assert (warning.code, warning.pointer.count("Page")) == ("dynamic-reference", 1)


@pytest.mark.parametrize("other", [{}, {"$id": "https://a.test/other"}])
def test_where_two_anchors_of_one_schema_contradict_each_other_nothing_is_decided(other: dict[str, Any]) -> None:
    twice = {"$defs": {"a": {"$dynamicAnchor": "row", "type": "string"}, "b": {"$dynamicAnchor": "row"}}}
    schemas = {"A": {**other, **twice, "properties": {"p": {"$dynamicRef": "#row"}}}}
    assert [entry.code for entry in findings(raw(with_schemas(schemas, "3.1.0")))] == ["dynamic-reference"]


def test_many_ways_end() -> None:
    names = [f"s{number}" for number in range(40)]
    schemas = {
        name: {
            "$id": f"https://a.test/{name}",
            "allOf": [{"$ref": other} for other in names],
            "$defs": {"d": {"$dynamicAnchor": f"a{name}", "type": "string"}},
            "properties": {other: {"$dynamicRef": f"{other}#a{other}"} for other in names},
        }
        for name in names
    }
    load(raw(with_schemas(schemas, "3.1.0")))
