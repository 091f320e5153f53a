"""Names of replacements are read from the text of deprecated things, and from no other sentence."""

from __future__ import annotations

import pytest

from ampeco_refgen.catalog.replacement_names import replacements_named


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Deprecated. Use `power.latest` instead.", ("power.latest",)),
        ("please use `kind` and `network` instead", ("kind", "network")),
        ("Use the `a`, `b` and `a` instead", ("a", "b")),
        ("It was replaced by `locations`.", ("locations",)),
        ("Replaced\nwith `locations`.", ("locations",)),
        ("superseded by `x`", ("x",)),
        ("deprecated in favor of the more specific `y` filter", ("y",)),
        ("Deprecated in favour of:\n- `a.changed` for one\n- `b.changed` for another", ("a.changed", "b.changed")),
        ("Use v2.1 endpoint instead", ("v2.1",)),
        ("use user.subscription.changed notification instead.", ("user.subscription.changed",)),
        ("Please use partner instead", ("partner",)),
        ("See Roaming Connections for the list", ("Roaming Connections",)),
        ("Do not use `a` instead. Use `b` instead.", ("b",)),
    ],
)
def test_the_named_replacements_are_found(text, names):
    assert replacements_named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Do not use `x` as a replacement",
        "please don't use `x`",
        "You should not simply use x instead",
        "It is not recommended to use `x` instead",
        "This must never be replaced by `x`",
        "not in favour of `x`",
    ],
)
def test_a_negated_hint_is_none(text):
    assert replacements_named(text) == ()


@pytest.mark.parametrize(
    "text", ["", "This is deprecated.", "Do not rely on `id`.", "see below", "Used by `station`.", "Reuse of tokens"]
)
def test_other_sentences_name_none(text):
    assert replacements_named(text) == ()
