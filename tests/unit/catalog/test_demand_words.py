"""What texts ask of a request is read from sentences that say it, and from no other."""

from __future__ import annotations

import pytest

from ampeco_refgen.catalog.demand_words import demands_of


@pytest.mark.parametrize(
    ("text", "kind", "names", "values"),
    [
        ("This property is required!</br> It replaces another.", "always", (), ()),
        ("The address. Required by default.", "always", (), ()),
        ('Required if "signed" is true.', "when", ("signed",), ("true",)),
        ("Required when `kind` is `a` or `b`.", "when", ("kind",), ("a", "b")),
        ("Only present and required in case via = webhook", "when", ("via",), ("webhook",)),
        ("If `mode` is set to *off*, the rate must be supplied.", "when", ("mode",), ("off",)),
        ("Required for personal accounts.", "for", (), ("personal", "accounts")),
        ("Either this or `url` must be provided.", "either", ("url",), ()),
        ("Either the `url` OR this attribute should be provided;", "either", ("url",), ()),
        ("Only one is required: power or energy.", "either", ("power", "energy"), ()),
        ("Required unless `url` is given.", "either", ("url",), ()),
        ("Only one of a, b or c can have value.", "exclusive", ("a", "b", "c"), ()),
        ("Cannot be used together with `url`.", "exclusive", ("url",), ()),
        ("Prohibited if sendViaEmail is false.", "never", ("sendViaEmail",), ("false",)),
        ("When it is NOT empty or null, userId is required.", "brings", ("userId",), ()),
        ("Applicable only for personal accounts.", "limited", (), ()),
        ("Required when the feature has been enabled.", "limited", (), ()),
    ],
)
def test_what_is_asked_for_is_read(text, kind, names, values):
    (demand,) = demands_of(text)
    assert (demand.kind, demand.names, demand.values) == (kind, names, values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The name of the station.",
        "It is NOT a required field for personal accounts.",
        "Whether this field is required.",
        "Required connector type.",
        "A subscription could be required for members.",
        "The power that the socket requires.",
    ],
)
def test_other_sentences_ask_for_nothing(text):
    assert not any(demand.kind != "limited" for demand in demands_of(text))


@pytest.mark.parametrize(
    "text", ["required for " * 500, "only one of " + "a, " * 2000, "either " * 1000, "if `a" * 900]
)
def test_hostile_texts_are_read_in_time(text):
    assert len(demands_of(text)) < 5
