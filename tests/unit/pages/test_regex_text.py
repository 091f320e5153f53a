"""The text for a regular expression matches it, or none is given."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.pages.regex_text import text_matching

_ATOMS = st.sampled_from(
    [*"ab1-", r"\d", r"\w", r"\s", r"\.", ".", "[0-9A-F]", "[^a-z]", "[]x]", r"[\w-]", "(?:a|b)", "(c)"]
)
_REPEATS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,}", "{2,4}", "+?"])
_BRANCHES = st.lists(st.tuples(_ATOMS, _REPEATS).map("".join), max_size=6).map("".join)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^([0-9A-F]{2}){4,10}$", "11111111"),
        ("^[A-Z]{2}$", "AA"),
        (r"^\d{4}-\d{2}$", "1111-11"),
        ("^(?<year>[0-9]+)(?:st|nd)?$", "1"),
        ("^(red|green)$", "red"),
        ("", ""),
    ],
)
def test_the_text_is_short_and_plain(pattern: str, text: str) -> None:
    assert text_matching(pattern) == text


@given(st.lists(_BRANCHES, min_size=1, max_size=3).map("|".join))
@settings(deadline=None, max_examples=200)
def test_the_text_matches_the_whole_pattern(pattern: str) -> None:
    assert re.fullmatch(pattern, text_matching(pattern))


@pytest.mark.parametrize("pattern", ["(a", "a)", "[a", "a{2000}", "[z-a]", "(" * 5000])
def test_what_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        text_matching(pattern)


@given(st.text(alphabet="ab1()[]{}\\^$|?*+-:=!<>,", max_size=12))
@settings(deadline=None, max_examples=300)
def test_any_pattern_gives_a_text_or_a_refusal(pattern: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(text_matching(pattern), str)
