"""Conditions and exclusions in words, and as JSON where few words cannot say them."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.shape import Branch, Contained, Restrictions, Shape
from ampeco_refgen.jsonvalue import canonical
from ampeco_refgen.pages.condition_words import case_words, exclusions, holdings

ANY = Shape(key=())


def words(test: Any, *required: str, **branch: Any) -> str:
    return case_words(Branch(shape=ANY, test=canonical(test), required=frozenset(required), **branch), "")


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"properties": {"a": {"const": "x"}}, "required": ["a"]}, "where `a` is `x`"),
        ({"type": "object", "properties": {"a": {"enum": ["x", 1]}}, "required": ["a"]}, "where `a` is `x` or `1`"),
        ({"properties": {"a": {"const": "x"}}}, "where `a` is `x` (or missing)"),
        ({"properties": {"there": {"const": "x"}}}, "where `there` is `x`"),
        ({"required": ["a", "b"]}, "where `a` and `b` are there"),
        ({"not": {"required": ["a"]}}, "where `a` is missing"),
        ({"properties": {"a": False}}, "where `a` is missing"),
        ({"properties": {"a": {"not": {"enum": ["x", "y"]}}}, "required": ["a"]}, "where `a` is neither `x` nor `y`"),
        ({"not": {"properties": {"a": {"const": "x"}}, "required": ["a"]}}, "where `a` is not `x` (or missing)"),
        ({"not": {"properties": {"a": {"const": "x"}}}}, "where `a` is there and not `x`"),
        ({"not": {"properties": {"there": {"const": "x"}}}}, "where `there` is not `x`"),
        ({"properties": {"a": {"minimum": 5}}, "required": ["a"]}, "where `a` is at least 5"),
        ({"properties": {"a": {"pattern": "^x"}}, "required": ["a"]}, "where `a` is like `^x`"),
        ({"properties": {"a": {"type": ["string", "null"]}}, "required": ["a"]}, "where `a` is a string or null"),
        (
            {"properties": {"a": {"properties": {"b": {"const": 1}}, "required": ["b"]}}, "required": ["a"]},
            "where `a` is an object in which `b` is `1`",
        ),
        (
            {"properties": {"a": {"contains": {"const": "x"}}}, "required": ["a"]},
            "where `a` has `x` at least once",
        ),
        (
            {"properties": {"a": {"const": 1}, "b": {"const": 2}}, "required": ["a", "b", "c"]},
            "where `a` is `1` and `b` is `2` and `c` is there",
        ),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, "where `a` is there, or `b` is there"),
        ({"minProperties": 2}, 'where it is valid against `{"minProperties":2}`'),
        (
            {"properties": {"a": {"const": 1}}, "minProperties": 2},
            'where it is valid against `{"minProperties":2,"properties":{"a":{"const":1}}}`',
        ),
        ({"type": "string"}, "where it is a string"),
        ({}, "always"),
    ],
)
def test_where_something_holds(test: Any, expected: str) -> None:
    assert words(test, "there") == expected


def test_otherwise_and_unless() -> None:
    assert case_words(Branch(shape=ANY, others=("{}",)), "") == "otherwise"
    assert words({"required": ["a"]}, others=("{}",)) == "otherwise, where `a` is there"
    assert words({"required": ["a"]}, fits=False) == "unless `a` is there"
    assert case_words(Branch(shape=ANY, name="a`b"), "x.y") == "in `x.y`, with ``a`b`` also"


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"const": "a"}, ["not `a`"]),
        ({"enum": ["a", "b"]}, ["neither `a` nor `b`"]),
        ({"enum": ["a", "b", 3]}, ["none of `a`, `b`, `3`"]),
        ({"type": "string"}, ["not a string"]),
        ({"pattern": "^x"}, ["not like `^x`"]),
        ({"required": ["a"]}, ["without `a`"]),
        ({"required": ["a", "b"]}, ["not with both `a` and `b`"]),
        ({"required": ["a", "b", "c"]}, ["not with all of `a`, `b`, `c`"]),
        ({"anyOf": [{"required": ["a"]}, {"const": 1}]}, ["without `a`", "not `1`"]),
        ({"properties": {"a": {"const": 1}}, "required": ["a"]}, ["not where `a` is `1`"]),
        ({"format": "date"}, ['not valid against `{"format":"date"}`']),
        ({"type": "string", "maxLength": 3}, ["not a string that is at most 3 characters long"]),
    ],
)
def test_what_must_not_be(test: Any, expected: list[str]) -> None:
    shape = Shape(key=(), restrictions=Restrictions(negated=(canonical(test),)))
    assert list(exclusions(shape)) == expected


@pytest.mark.parametrize(
    ("test", "least", "most", "expected"),
    [
        ({"const": "a"}, 1, None, "has `a` at least once"),
        ({"const": "a"}, 1, 1, "has `a` exactly once"),
        ({"const": "a"}, 1, 2, "has `a` once or twice"),
        ({"const": "a"}, 0, 3, "has `a` at most 3 times"),
        ({"enum": ["a", "b"]}, 2, 5, "has `a` or `b` 2 to 5 times"),
        ({"type": "string"}, 1, None, "has at least one item that is a string"),
        ({"pattern": "^x"}, 2, 2, "has exactly 2 items that are like `^x`"),
        ({"minItems": 2}, 1, None, 'has at least one item valid against `{"minItems":2}`'),
    ],
)
def test_what_an_array_holds(test: Any, least: int, most: int | None, expected: str) -> None:
    some = Contained(shape=ANY, test=canonical(test), least=least, most=most)
    assert list(holdings(Shape(key=(), restrictions=Restrictions(contained=(some,))))) == [expected]
