"""Taking the descriptions out of a Catalog is the same as never having read them."""

from __future__ import annotations

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.descriptions import without_descriptions
from ampeco_refgen.openapi.model import Document
from documents import SAMPLE, catalog_of, get, mini, real_path


@pytest.mark.parametrize("source", ["sample", pytest.param("real", marks=pytest.mark.real)])
def test_a_stripped_catalog_is_the_one_built_without(source):
    path = SAMPLE if source == "sample" else real_path()
    assert without_descriptions(catalog_of(path)) == catalog_of(path, full=False)


def test_a_stripped_catalog_stays_as_it_is():
    bare = catalog_of(SAMPLE, full=False)
    assert without_descriptions(bare) == bare


def test_schemas_that_differ_in_words_only_become_one():
    first, second = {"type": "string", "description": "One"}, {"type": "string", "description": "Two"}
    tree = mini({"/a": {"get": get({"properties": {"a": first, "b": second}})}})
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"))
    bare = without_descriptions(catalog)
    assert (len(catalog.schemas), len(bare.schemas)) == (3, 2)
    assert [member.schema for member in bare.schemas[1].properties] == [0, 0]


def test_every_kind_of_description_goes_and_every_fact_stays():
    schema = {
        "additionalProperties": {"description": "D", "not": {"description": "D", "type": "string"}},
        "x-enumDescriptions": {"a": "D"},
        "properties": {"b": {"enum": [1], "x-enum-varnames": ["ONE"], "x-enum-descriptions": ["D"]}},
        "x-note": {"description": "D", "kept": 1},
        "deprecated": True,
        "description": "Use `b` instead. D",
    }
    flow = {"tokenUrl": "/t", "scopes": {"description": "D", "read": "D"}, "x-note": {"description": "D"}}
    login = {"type": "oauth2", "flows": {"clientCredentials": flow}}
    tree = mini(
        {"/a": {"description": "D", "get": get(schema, description="D")}},
        servers=[{"url": "/", "description": "D", "variables": {"v": {"default": "1", "description": "D"}}}],
        tags=[{"name": "T", "description": "D"}],
        components={"securitySchemes": {"k": {"type": "http", "scheme": "basic", "description": "D"}, "o": login}},
    )
    tree["info"]["description"] = "D"
    document = Document(tree=tree, dialect="3.0", origin="test")
    bare = without_descriptions(build(document)[0])
    assert bare == build(document, full=False)[0]
    assert '"D"' not in repr(bare)
    assert "'D'" not in repr(bare)
    assert bare.schemas[-1].replacements == ("b",)
    assert bare.schemas[-1].others == (("x-note", '{"kept":1}'),)
    kept = '{"clientCredentials":{"scopes":{"description":"","read":""},"tokenUrl":"/t","x-note":{}}}'
    assert bare.security_schemes[1].facts == (("flows", kept),)
    assert ':"D"' not in repr(bare)
