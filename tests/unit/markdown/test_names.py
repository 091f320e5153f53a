"""Names for files and anchors are valid, unique and stable for any text."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.markdown.names import anchor, slug, unique_anchors, unique_slugs
from ampeco_refgen.markdown.text import heading

NAMES = st.one_of(
    st.text(),
    st.lists(st.sampled_from(["a", "A", "b", ".", "-", " ", "/", "con", "aux", "é", "😀", "Б", "\ud800"])).map("".join),
)
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
relentless = settings(deadline=None, max_examples=300)


@relentless
@given(NAMES)
def test_slug_is_a_valid_file_name(text: str) -> None:
    name = slug(text)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?", name)
    assert ".." not in name
    assert name.split(".")[0] not in {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
    }
    assert slug(name) == name


@relentless
@given(st.lists(NAMES), st.randoms())
def test_unique_slugs_do_not_depend_on_the_order(names: list[str], chance: random.Random) -> None:
    slugs = unique_slugs(names)
    shuffled = list(names)
    chance.shuffle(shuffled)
    assert unique_slugs(shuffled) == slugs
    assert set(slugs) == set(names)
    assert len({short.casefold() for short in slugs.values()}) == len(slugs)
    assert all(slug(short) == short for short in slugs.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("charge-points", "charge-points"),
        ("Charge Points / Listing", "charge-points-listing"),
        ("Café Münster", "cafe-munster"),
        ("Driver’s app", "drivers-app"),
        ("v1.0", "v1.0"),
        ("../../etc/passwd", "etc-passwd"),
        ("a..b", "a.b"),
        ("con", "x-con"),
        ("AUX.txt", "x-aux.txt"),
        ("console", "console"),
        ("😀", "name-f0443a34"),
        ("", "name-e3b0c442"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_slug_that_lost_letters_tells_texts_apart() -> None:
    assert slug("Зарядка") != slug("Тариф")
    assert slug("а" + "b") != slug("ab") == "ab"
    assert slug("a" * 81) != slug("a" * 82)


def test_the_name_that_is_its_own_slug_keeps_it() -> None:
    slugs = unique_slugs(["A b", "a-b", "a_b", "c"])
    assert (slugs["a-b"], slugs["c"]) == ("a-b", "c")
    assert slugs["A b"].startswith("a-b-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "POST /public-api/actions/charge-point/v1.0/{chargePoint}/start/{evse}",
            "post-public-apiactionscharge-pointv10chargepointstartevse",
        ),
        ("Charge points & EVSEs", "charge-points--evses"),
        ("snake_case `code` *x*", "snake_case-code-x"),
        ("Зарядка 2²", "зарядка-2"),
        ("a [link]", "a-link"),
    ],
)
def test_anchor(text: str, expected: str) -> None:
    assert anchor(heading(text)) == expected


def test_repeated_headings_are_numbered() -> None:
    headings = ["Fields", "fields", "Fields!", "Fields-1", "Other"]
    assert unique_anchors(headings) == ("fields", "fields-1", "fields-2", "fields-1-1", "other")
