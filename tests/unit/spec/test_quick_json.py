"""The quick reader of JSON: where it reads a text at all, it reads the same as the careful one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.spec.json_reader import read_carefully
from ampeco_refgen.spec.quick_json import read_quickly
from documents import real_path

NAMES = st.sampled_from(["a", "b", "é", 'q"', "$ref", "x:"])
SCALARS = st.none() | st.booleans() | st.integers(-2, 10**20) | st.sampled_from([0.5, 1.0, 1e300]) | NAMES
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=20,
)


def assert_alike(text: str) -> None:
    quick, careful = read_quickly(text), read_carefully(text)
    assert quick is not None
    assert not careful.notes
    assert repr(quick.tree) == repr(careful.tree)
    assert len(quick.nodes) == len(careful.nodes)
    assert sorted(map(repr, quick.nodes)) == sorted(map(repr, careful.nodes))
    assert quick.nodes[-1] is quick.tree


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(NAMES, VALUES, max_size=4), st.booleans(), st.sampled_from([None, 2]))
def test_both_readers_give_the_same_nodes(tree, ascii_only, indent):
    assert_alike(json.dumps(tree, ensure_ascii=ascii_only, indent=indent))


@pytest.mark.real
def test_the_real_document_is_read_quickly():
    assert_alike(real_path().read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"a": "\\ud83d"}',
        '{"a": NaN}',
        '{"a": 1e999}',
        f'{{"a": {"1" * 401}}}',
        '{"a": 1',
        "[" * 100_000,
        "[]",
        "1",
        "",
    ],
)
def test_what_needs_a_note_or_a_refusal_is_left_to_the_careful_one(text):
    assert read_quickly(text) is None


def test_numbers_of_one_value_are_told_apart_by_their_type_and_not_by_their_spelling():
    tree = read_quickly('{"a": {"x": 1}, "b": {"x": 1.0}, "c": {"x": 1.00}, "d": {"x": true}}').tree
    assert tree["b"] is tree["c"]
    assert [type(tree[name]["x"]) for name in "abd"] == [int, float, bool]
