"""What restricts values in some cases only is told wherever a document may have the schema, and however deep."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from readback.conftest import bundle_from
from readback.test_kinds_in_places import NESTINGS, NUMBER, PLACES, TEXT, V31, document, named, thing

SHORT: dict[str, Any] = {"type": "string", "maxLength": 3}
KINDS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "brings": (
        {**thing(card=TEXT, address=TEXT), "dependentRequired": {"card": ["address", "zip"]}},
        ("in `{}`, with `card`, `address` and `zip` are required too",),
    ),
    "withMore": (
        {
            **thing(shop=TEXT),
            "dependentSchemas": {"shop": {**thing(floor={**NUMBER, "minimum": 1}), "required": ["floor"]}},
        },
        ("in `{}`, with `shop` also:", "`{}.floor` integer (min 1), required"),
    ),
    "byCase": (
        {
            **thing(how={"enum": ["sent", "fetched", "both"]}, street=TEXT),
            "required": ["how"],
            "if": {"properties": {"how": {"enum": ["sent", "both"]}}},
            "then": {"required": ["street"], "properties": {"street": {"maxLength": 9}}},
            "else": named("Fetched"),
        },
        (
            "in `{}`, where `how` is `sent` or `both`:",
            "`{}.street` string (max length 9), required",
            "in `{}`, otherwise:",
            "`{}.desk` string (max length 3), required",
        ),
    ),
    "maybeMissing": (
        {**thing(how=TEXT), "if": thing(how={"const": "sent"}), "then": {"required": ["street"]}},
        ("in `{}`, where `how` is `sent` (or missing):", "`{}.street` any, required"),
    ),
    "unless": (
        {**thing(a=TEXT), "if": {"required": ["a"]}, "else": {"required": ["b"]}},
        ("in `{}`, unless `a` is there:", "`{}.b` any, required"),
    ),
    "inJson": (
        {**thing(a=TEXT), "if": {"minProperties": 2}, "then": {"maxProperties": 5}},
        ('in `{}`, where it is valid against `{"minProperties":2}`: max members 5',),
    ),
    "holding": (
        {"type": "array", "items": TEXT, "contains": {"const": "main"}, "maxContains": 2},
        ("`{}` array of string, has `main` once or twice",),
    ),
    "holdingThings": (
        {
            "type": "array",
            "items": thing(kind=TEXT),
            "contains": {**thing(kind={"const": "x"}, size=NUMBER), "required": ["kind"]},
            "minContains": 2,
        },
        (
            "at least 2 items of `{}` have these fields:",
            "`{}[].kind` string, required — one of `x`",
            "`{}[].size` integer",
        ),
    ),
    "notThose": ({**TEXT, "not": {"enum": ["root", "admin"]}}, ("`{}` string, neither `root` nor `admin`",)),
    "notText": ({"not": {"type": "string"}}, ("`{}` any, not a string",)),
    "notLike": ({**TEXT, "not": {"pattern": "^x"}}, ("`{}` string, not like `^x`",)),
    "notBoth": (
        {**thing(a=TEXT, b=TEXT), "not": {"required": ["a", "b"]}},
        ("`{}` object, not with both `a` and `b`",),
    ),
    "notJson": (
        {**TEXT, "not": {"format": "date"}},
        ('`{}` string, not valid against `{"format":"date"}`',),
    ),
    "inText": (
        {**TEXT, "contentMediaType": "application/json", "contentSchema": thing(inner=NUMBER)},
        ("`{}` string (contentMediaType `application/json`)", "the text of `{}` holds JSON:", "`{}.inner` integer"),
    ),
    "closed": (
        {"allOf": [thing(a=TEXT)], "properties": {"b": TEXT}, "unevaluatedProperties": False},
        ("`{}` object, no other fields",),
    ),
    "tuple": (
        {"type": "array", "prefixItems": [{"enum": ["lon", "lat"]}, thing(deep=NUMBER)], "items": {"type": "boolean"}},
        (
            "`{}` array",
            "`{}[0]` any — one of `lon`, `lat`",
            "`{}[1].deep` integer",
            "`{}[]` boolean, each further item",
        ),
    ),
    "pair": (
        {"type": "array", "prefixItems": [TEXT, named("Fetched")], "items": False},
        ("`{}` array, no more items", "`{}[1].desk` string (max length 3), required"),
    ),
    "openTuple": ({"type": "array", "prefixItems": [TEXT]}, ("`{}` array, more items allowed", "`{}[0]` string")),
    "unevaluatedTuple": (
        {"prefixItems": [TEXT], "unevaluatedItems": False},
        ("`{}` array, no more items", "`{}[0]` string"),
    ),
    "empty": ({"type": "array", "items": False}, ("`{}` array, always empty",)),
    "namedWell": (
        {"type": "object", "additionalProperties": NUMBER, "propertyNames": {"not": {"const": "id"}}},
        ("each name (not `id`)",),
    ),
}
FETCHED = {**thing(desk=SHORT), "required": ["desk"]}
NEVER = {True: "`{}` must not be sent", False: "`{}` never there"}


@pytest.mark.parametrize("nesting", NESTINGS)
@pytest.mark.parametrize("place", PLACES)
def test_each_condition_is_told_in_each_place(place: str, nesting: str) -> None:
    owner = thing(**{name: schema for name, (schema, _) in KINDS.items()}, never=False)
    nest, prefix = NESTINGS[nesting]
    bundle = bundle_from(document(place, nest(owner), V31, {"Owner": owner, "Fetched": FETCHED}))
    text = re.sub(r"\n +(?![ \-|])", " ", "\n".join(page.text for page in bundle.pages.values()))
    start = "q." if place == "parameter" else ""
    kinds = [(name, lines) for name, (_, lines) in KINDS.items()]
    kinds.append(("never", (NEVER[place in ("body", "parameter")],)))
    told = itertools.chain.from_iterable(
        (line.replace("{}", f"{start}{prefix}{name}") + "\n" for line in lines) for name, lines in kinds
    )
    missing = [line for line in told if line not in text]
    assert not missing, missing
    assert "of nothing" not in text


@pytest.mark.parametrize("place", ["body", "response"])
def test_in_3_0_they_are_no_keywords(place: str) -> None:
    schema = thing(a=TEXT, b=TEXT) | {"dependentRequired": {"a": ["b"]}, "if": {"required": ["a"]}, "then": False}
    bundle = bundle_from(document(place, schema, "3.0.3", {}))
    text = bundle.pages["reference/calls/a/POST.md"].text
    assert "`a` string" in text
    assert "required too" not in text
    assert ", required" not in text
    assert "not allowed" not in text


def test_what_is_required_in_any_case_stands_before_the_case_that_describes_it() -> None:
    schema = {**thing(a=TEXT), "required": ["z"], "if": {"required": ["a"]}, "then": thing(z=NUMBER)}
    text = bundle_from(document("body", schema, V31, {})).pages["reference/calls/a/POST.md"].text
    assert "- where `a` is there:\n  - `z` integer, required" in text
    assert "\n- `z` any, required\n" in text
    assert "described nowhere" not in text


def test_a_case_within_a_recursion_ends() -> None:
    node = {**thing(child=named("Node")), "if": {"required": ["child"]}, "then": thing(child={"minProperties": 1})}
    extended = {"allOf": [named("Node"), thing(a=TEXT)]}
    bundle = bundle_from(document("body", thing(tree=extended), V31, {"Node": node}))
    text = "\n".join(page.text for page in bundle.pages.values())
    assert "where `child` is there:" in text
    assert "`child` object (min members 1) [Node" in text


def test_cases_that_hold_each_other_many_times_end() -> None:
    components: dict[str, Any] = {"S0": thing(a=TEXT)}
    for number in range(1, 25):
        below = thing(a=named(f"S{number - 1}"), b=named(f"S{number - 1}"))
        components[f"S{number}"] = {**below, "if": {"required": ["a"]}, "then": below, "else": below}
    bundle = bundle_from(document("body", named("S24"), V31, components))
    assert sum(len(page.text) for page in bundle.pages.values()) < 3_000_000
