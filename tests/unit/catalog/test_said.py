"""Facts are read from sentences that state them and nothing else, and from no sentence with a condition."""

from __future__ import annotations

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.descriptions import without_descriptions
from ampeco_refgen.catalog.said import said_in
from ampeco_refgen.openapi.model import Document
from documents import get, mini


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "This property is required!</br>\nIt obsoletes `other`, so neither is marked as required.",
            [("required", "")],
        ),
        ("The name. **Required.**", [("required", "")]),
        ("Mandatory", [("required", "")]),
        ("The name (required)", [("required", "")]),
        ("The fee (min). Optional. Up to 5 digits.", [("optional", "")]),
        ("Contract of the token (optional)", [("optional", "")]),
        ("This field is read-only.", [("read-only", "")]),
        ("Read only", [("read-only", "")]),
        ("Deprecated! Use `other`.", [("deprecated", "")]),
        ("The old one. This field is deprecated.", [("deprecated", "")]),
        ("It can be null.", [("nullable", "")]),
        ("By default is set to `false`.", [("default", "false")]),
        ("Page size. Default: 25", [("default", "25")]),
        ("`star` - Star (Y) (default)<br>`delta` - Delta", [("default", "star")]),
        ("A share. Must be between 0 and 100.", [("maximum", "100"), ("minimum", "0")]),
        ("Must be between 3 and 50 characters", [("maxLength", "50"), ("minLength", "3")]),
        ("Maximum 40 characters.", [("maxLength", "40")]),
        ("in Wh", [("unit", "Wh")]),
        ("Maximum power in [Wh]", [("unit", "Wh")]),
        ("The current power (in watts)", [("unit", "W")]),
        ("Only with include[]=models.", [("only with include", "models")]),
        ("Only if called with `include.models`.", [("only with include", "models")]),
        ("If `include[]=models` is sent, they stand here in full.", [("include", "models")]),
        ("Please use the format `Y-m-d H:i:s`.", [("form", "Y-m-d H:i:s")]),
    ],
)
def test_what_a_text_says(text, facts):
    assert list(said_in(text)) == facts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "Required if `type` is `card`.",
        "Required by default. Prohibited if `send` is false.",
        "Required. Only for cards.",
        "Required for ocpp 1.5 (SOAP)",
        "Required connector type.",
        "Whether this field is required or optional",
        "Only one is required: power or energy.",
        "The deprecated form of the name.",
        "Null when read-only is off",
        "If not provided - defaults to card",
        "The default is 10 minutes.",
        "If `a` is set, the default is `b`.",
        "Somewhere between 0 and 100 charge points.",
        "Up to 5 digits after the decimal point",
        "The price per kWh",
        "The amount of kWh included",
        "Energy in Wh, and power in kW",
        "in Whole numbers",
        "in W/m",
        "The include parameter",
        "Details can also be given recursively (deprecated).",
        "The first. The second (required)",
        "It could once be set. This behavior is deprecated.",
    ],
)
def test_what_a_text_does_not_say(text):
    assert said_in(text) == ()


def test_facts_are_kept_where_texts_are_left_out():
    schema = {"type": "string", "description": "Required!"}
    document = Document(tree=mini({"/a": {"get": get(schema)}}), dialect="3.0", origin="test")
    bare = without_descriptions(build(document)[0])
    assert bare == build(document, full=False)[0]
    assert [entry.said for entry in bare.schemas] == [(("required", ""),)]
    assert [entry.description for entry in bare.schemas] == [""]
