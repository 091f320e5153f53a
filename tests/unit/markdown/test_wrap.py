"""A wrapped line is read back with a Markdown parser: it must be one list item that shows what the long line shows."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.markdown.text import code, inline
from ampeco_refgen.markdown.wrap import wrap
from unit.markdown_reading import blocks, codes, inlines, shown

ITEM = [
    "bullet_list_open",
    "list_item_open",
    "paragraph_open",
    "paragraph_close",
    "list_item_close",
    "bullet_list_close",
]
WORDS = st.sampled_from(
    [
        *[
            "a",
            "word",
            "snake_case",
            "- ",
            "-",
            "1.",
            "9)",
            "#",
            "##",
            ">",
            "+",
            "*",
            "=",
            "===",
            "---",
            "|",
            "|---|",
            ":-:",
        ],
        *["~~~", "```", "`", "<div>", "<!--", "<!-- BEGIN:X -->", "[a](b)", "[x]:", "\\", "$", "_", "__", "x" * 90],
        *["`code`", "`a b`", "`- a`", "`a # b`", "`` ` ``", "``` `a `` b ```", "`<!-- x -->`", "_*~`\\" * 20, "é" * 50],
    ]
)
HOSTILE = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
columns = st.sampled_from([60, 80, 97, 120])


def squeezed(text: str) -> str:
    """Return the text without white space, which a cut word has too much of."""
    return "".join(text.split())


@settings(deadline=None, max_examples=400)
@given(st.one_of(HOSTILE, st.text(min_size=100)), HOSTILE, columns)
def test_the_wrapped_item_shows_what_the_line_shows(text: str, value: str, width: int) -> None:
    line = f"- {code(value)} {inline(text)}: {code(text)} — {inline(value)}"
    wrapped = wrap(line, columns=width)
    markdown = "\n".join(wrapped)
    assert max(map(len, wrapped)) <= width
    assert blocks(markdown) == ITEM
    assert blocks(markdown + "\n- b").count("list_item_open") == 2
    assert squeezed(shown(markdown)) == squeezed(shown(line))
    assert {token.type for token in inlines(markdown)} <= {"text", "code_inline", "softbreak"}
    assert all(part == part.rstrip(" ") for part in wrapped)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.text("ab-#>+=|:.1`<", min_size=1, max_size=12), min_size=10), st.sampled_from([97, 120]))
def test_code_with_words_that_fit_is_kept_exactly(words: list[str], width: int) -> None:
    texts = [" ".join(words[:5]), *words[5:]]
    line = "- " + " ".join(code(text) for text in texts)
    markdown = "\n".join(wrap(line, columns=width))
    assert blocks(markdown) == ITEM
    assert codes(markdown) == codes(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- short", ["- short"]),
        ("- one two three four five six", ["- one two three four", "  five six"]),
        ("- one two three. four - - five", ["- one two three.", "  four - - five"]),
        ("- one two three four - five", ["- one two three", "  four - five"]),
        ("- one two three in 2024. four", ["- one two three", "  in 2024. four"]),
        ("- one two three `four five`", ["- one two three", "  `four five`"]),
        ("- one two `three four five`", ["- one two `three", "  four five`"]),
        ("- one two thre `a - b c d e`", ["- one two thre", "  `a - b c d e`"]),
        ("- one two `three` → `four`", ["- one two", "  `three` → `four`"]),
        ("- one two three `a` — four", ["- one two three", "  `a` — four"]),
        ("- one two `a`, `b` — four", ["- one two `a`,", "  `b` — four"]),
        ("- one two three four → five", ["- one two three", "  four → five"]),
        ("- one two # # # # # # # # # # #", ["- one two # # # # #", r"  \# # # # # #"]),
        ("- one two three four > five", ["- one two three", "  four > five"]),
        ("- one two [three four](a.md)", ["- one two", "  [three four](a.md)"]),
        ("- one two three `a -- b c d`", ["- one two three", "  `a -- b c d`"]),
        ("- one two ```a`b``c d e```", ["- one two", "  ```a`b``c d e```"]),
        ("- one two `abcdefghijklmnopqrs`", ["- one two `abcdefgh`", "  `ijklmnop` `qrs`"]),
        ("- abcdefghijklmnopqrstuvwxyz", ["- abcdefghijklmnop", "  qrstuvwxyz"]),
        (r"- a\*\*\*\*\*\*\*\*\*\*", [r"- a\*\*\*\*\*\*\*", r"  \*\*\*"]),
        ("- one two thr (`four` five)", ["- one two thr", "  (`four` five)"]),
        ("1. one two three four five six", ["1. one two three", "  four five six"]),
    ],
)
def test_wrap(line: str, expected: list[str]) -> None:
    assert list(wrap(line, columns=20)) == expected


def test_indent_and_columns_are_the_callers() -> None:
    assert wrap("  - aa bb cc", columns=9, indent="    ") == ("  - aa bb", "    cc")
    assert len(wrap("- " + "a" * 398)) == 1
    assert len(wrap("- " + "a" * 399)) == 2


@pytest.mark.parametrize("unit", ["a", "a ", "- ", "`a` ", "`", "\\_", "é-", "_", "a`b`"])
def test_time_grows_in_step_with_the_line(unit: str) -> None:
    content = unit * (300_000 // len(unit))
    started = time.perf_counter()
    for line in (f"- {inline(content)}", f"- {code(content)}"):
        wrapped = wrap(line)
        assert max(map(len, wrapped)) <= 400
        assert sum(map(len, wrapped)) >= len(line) - len(wrapped)
    assert time.perf_counter() - started < 30


def test_a_link_is_never_cut() -> None:
    link = f"[label]({'x' * 500})"
    assert wrap(f"{link} and what follows") == (link, "  and what follows")
    assert wrap(f"- see {link} and what follows") == ("- see", f"  {link}", "  and what follows")
