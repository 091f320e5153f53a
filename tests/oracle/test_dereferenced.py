"""The written-out form that prance makes gives the same catalog as ours of the references, wherever prance works."""

from __future__ import annotations

import json

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.openapi.document import load
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.openapi.references import dereferenced
from documents import get, mini


def _document(tree: dict) -> Document:
    return load(RawSpec(content=json.dumps(tree).encode(), origin="test"))


def test_references_are_written_out():
    tag = {"type": "object", "properties": {"name": {"type": "string"}}}
    tree = mini({"/t": {"get": get({"$ref": "#/components/schemas/Tag"})}}, components={"schemas": {"Tag": tag}})
    written = dereferenced(_document(tree).tree)
    assert "$ref" not in json.dumps(written)
    assert build(_document(written))[0] == build(_document(tree))[0]


def test_a_recursive_reference_stays_one():
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    tree = mini({"/n": {"get": get({"$ref": "#/components/schemas/Node"})}}, components={"schemas": {"Node": node}})
    written = dereferenced(_document(tree).tree)
    schema = written["paths"]["/n"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["type"] == "object"
    assert '"$ref": "#/components/schemas/Node"' in json.dumps(schema)


def test_what_prance_cannot_do_is_said():
    schemas = {"A": {"type": "object", "properties": {"$ref": {"type": "string"}}}}
    tree = mini({"/a": {"get": get({"$ref": "#/components/schemas/A"})}}, components={"schemas": schemas})
    with pytest.raises(DocumentError, match="cannot be written out"):
        dereferenced(_document(tree).tree)
