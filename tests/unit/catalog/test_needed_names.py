"""Unions of nothing but names: which of them have to be there, said in one line."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, get, mini

NAMES = {name: {"type": "string"} for name in "abcd"}


def needs(*names: str) -> dict[str, Any]:
    return {"required": list(names)}


def without(*names: str) -> dict[str, Any]:
    return {"not": {"anyOf": [needs(name) for name in names]} if len(names) > 1 else needs(*names)}


def answered(schema: dict[str, Any]) -> str:
    """Return the file of a call that answers with the schema."""
    bundle = make_bundle(findings_of(catalog_from(mini({"/a": {"get": get(schema)}}))))
    return {file.path: file.text for file in bundle.files}["reference/calls/a/GET.md"]


@pytest.mark.parametrize(
    ("union", "line"),
    [
        ({"anyOf": [needs("b"), needs("a")]}, "at least one of `b` and `a` is required"),
        ({"anyOf": [needs("a"), needs("b"), needs("c")]}, "at least one of `a`, `b` and `c` is required"),
        ({"oneOf": [needs("a"), needs("b")]}, "exactly one of `a` and `b` is required"),
        ({"anyOf": [needs("a", "b"), needs("c")]}, "at least one is required: `a` and `b`, or `c`"),
        ({"oneOf": [needs("a", "b"), needs("c", "d")]}, "exactly one is required: `a` and `b`, or `c` and `d`"),
        (
            {"anyOf": [needs("a") | without("b"), needs("b") | without("a")]},
            "exactly one of `a` and `b` is required",
        ),
        (
            {"oneOf": [needs("a") | without("b"), needs("b") | without("a"), without("a", "b")]},
            "at most one of `a` and `b`",
        ),
        ({"oneOf": [needs("a", "b"), without("a", "b")]}, "all or none of `a` and `b`"),
        (
            {"anyOf": [needs("a") | without("b"), needs("c")]},
            "at least one is required: `a` without `b`, or `c`",
        ),
        (
            {"anyOf": [{"type": "object", **needs("a")}, {"allOf": [needs("b")]}]},
            "at least one of `a` and `b` is required",
        ),
    ],
)
def test_what_goes_together_is_one_line(union: dict[str, Any], line: str) -> None:
    owner = {"type": "object", "properties": NAMES}
    text = answered({**owner, **union})
    assert f"\n  - {line}\n" in text
    assert "variant" not in text
    assert text.count("\n  - `a` ") == 1
    parted = answered({"allOf": [{**owner}, union]})
    assert f"\n  - {line}\n" in parted


def test_the_names_have_the_path_of_their_object() -> None:
    text = answered({"type": "object", "properties": {"to": {"properties": NAMES, "oneOf": [needs("a"), needs("b")]}}})
    assert "- exactly one of `to.a` and `to.b` is required\n" in text


def test_nothing_is_required_of_who_must_not_send_it() -> None:
    names = {"a": {"type": "string", "writeOnly": True}, "b": {"type": "string"}}
    text = answered({"type": "object", "properties": names, "anyOf": [needs("a"), needs("b")]})
    assert "`b` string\n" in text
    assert "required" not in text
    assert "variant" not in text


@pytest.mark.parametrize(
    "union",
    [
        {"anyOf": [needs("a"), {**needs("b"), "title": "By b"}]},
        {"anyOf": [needs("a"), {**needs("b"), "properties": {"b": {"maxLength": 3}}}]},
        {"oneOf": [needs("a"), {"type": "string"}]},
    ],
)
def test_variants_that_say_more_stay_variants(union: dict[str, Any]) -> None:
    text = answered({"type": "object", "properties": {"it": {"properties": NAMES, **union}}})
    assert "of 2 variants\n" in text
    assert "`it.b` string" in text


def test_a_variant_that_only_narrows_a_property_of_its_owner_has_its_type() -> None:
    variants = [
        {"properties": {"a": {"enum": ["x"]}}, "required": ["b"]},
        {"properties": {"a": {"enum": ["y"]}}, "required": ["c"]},
    ]
    text = answered({"type": "object", "required": ["a"], "properties": NAMES, "oneOf": variants})
    assert "  - variant 1, when `a` is `x`\n" in text.replace("    -", "  -")
    assert "- `a` string, required — one of `x`\n" in text
    assert "- `b` string, required\n" in text
    assert "- `c` string, required\n" in text
    assert "any" not in text
