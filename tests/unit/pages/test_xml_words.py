"""How a body is written as XML is told at its fields; where it is written as JSON alone, nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.pages.bundle import make_bundle
from ampeco_refgen.pages.xml_words import is_xml
from documents import catalog_from, findings_of, mini

CAR = {
    "type": "object",
    "xml": {"name": "car", "namespace": "https://example.test/ns", "prefix": "c"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "no": {"type": "integer", "xml": {"attribute": True, "name": "number"}},
        "wheel": {"type": "array", "xml": {"wrapped": True, "name": "wheels"}, "items": {"type": "string"}},
        "door": {"type": "array", "xml": {"wrapped": True}, "items": {"type": "string", "xml": {"name": "d"}}},
        "seat": {"type": "array", "xml": {"name": "ignored"}, "items": {"type": "string"}},
        "deep": {"type": "object", "properties": {"leaf": {"type": "string", "xml": {"name": "Leaf"}}}},
    },
}
FIELDS = (
    "`id` integer, XML attribute\n",
    "`no` integer, XML attribute `number`\n",
    "`wheel` array of string, XML elements within an element `wheels`\n",
    "`door` array of string, XML elements within an element of its name, each XML element `d`\n",
    "`seat` array of string\n",
    "`deep.leaf` string, XML element `Leaf`\n",
)
ROOT = "XML element `car`, XML namespace `https://example.test/ns`, XML prefix `c`"


def page(*media_types: str, status: str = "200", schema: dict[str, Any] = CAR, version: str = "3.0.3") -> str:
    content = {name: {"schema": schema} for name in media_types}
    responses = {"200": {"description": "OK"}, status: {"description": "Answer", "content": content}}
    operation = {"requestBody": {"content": content}, "responses": responses}
    files = make_bundle(findings_of(catalog_from(mini({"/cars": {"post": operation}}, version=version)))).files
    return next(file.text for file in files if file.path == "reference/calls/cars/POST.md")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("media_types", [("application/xml",), ("application/json", "text/xml")])
@pytest.mark.parametrize("status", ["200", "400"])
def test_fields_of_bodies_and_answers_say_what_node_they_are(
    media_types: tuple[str, ...], status: str, version: str
) -> None:
    text = page(*media_types, status=status, version=version)
    for line in FIELDS:
        assert text.count(line) == 2, line
    assert f"optional: object, {ROOT}\n" in text
    whole = f"bare, not wrapped in `data`, {ROOT}, 7 fields" if status == "200" else f"- `body` object, {ROOT}"
    assert whole in text


def test_in_json_alone_nothing_is_said_of_xml() -> None:
    assert "XML" not in page("application/json")


def test_a_list_says_how_it_and_its_entries_are_called() -> None:
    cars = {"type": "array", "xml": {"name": "cars", "wrapped": True}, "items": CAR}
    text = page("application/xml", schema=cars)
    assert "XML elements within an element `cars`, each XML element `car`" in text
    assert "each XML element `car`, XML namespace `https://example.test/ns`, XML prefix `c`, 7 fields" in text
    words = {"type": "array", "xml": {"wrapped": True, "name": "words"}, "items": {"type": "string"}}
    assert page("application/xml", schema=words).count("XML elements within an element `words`") == 2


@pytest.mark.parametrize(
    ("media_type", "told"),
    [("application/xml", True), ("text/xml; charset=utf-8", True), ("application/soap+xml", True), ("a/xmlish", False)],
)
def test_which_media_types_are_xml(media_type: str, told: bool) -> None:
    assert is_xml(media_type) is told
