"""The block in a file: renewed or put at the end, and nothing else of the file changes, whatever it is like."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampeco_refgen.errors import OutputError
from ampeco_refgen.pages.agents_page import markers
from ampeco_refgen.pages.instruction_files import with_block

BEGIN, END = markers("shop")
BLOCK = "## Shop\n\nAsk it."
LINES = st.lists(
    st.sampled_from(
        [
            "",
            " ",
            "text",
            "# Heading",
            "```",
            "~~~markdown",
            "<!-- comment",
            "-->",
            "<!-- BEGIN:other -->",
            "<!-- END:other -->",
            "text <!-- BEGIN:shop -->",
            "@AGENTS.md",
            "---",
            "\ufeff",
            "\u2028\x0b",
        ]
    ),
    max_size=8,
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(before=LINES, after=LINES, end=ENDS, old=LINES, final=st.booleans())
def test_only_what_stands_between_the_markers_changes(before, after, end, old, final):
    head = end.join([*before, ""])
    tail = end.join([*after, "last" + end * final])
    text = f"{head}{BEGIN}{end}{end.join([*old, ''])}{END}{end}{tail}"
    renewed = with_block(text, "shop", BLOCK, path="AGENTS.md")
    assert renewed == f"{head}{BEGIN}{end}{BLOCK.replace(chr(10), end)}{end}{END}{end}{tail}"
    assert with_block(renewed, "shop", BLOCK, path="AGENTS.md") == renewed


@given(lines=LINES, end=ENDS, final=st.booleans())
def test_a_file_without_a_block_gets_it_behind_all_that_is_there(lines, end, final):
    text = end.join(lines) + end * final
    made = with_block(text, "shop", BLOCK, path="AGENTS.md")
    assert made.startswith(text)
    added = made.removeprefix(text)
    used = re.findall(r"\r\n|\r|\n", text)
    line_end = used[-1] if used else "\n"
    assert added.lstrip("\r\n") == f"{BEGIN}{line_end}{BLOCK.replace(chr(10), line_end)}{line_end}{END}{line_end}"
    assert with_block(made, "shop", BLOCK, path="AGENTS.md") == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", f"{BEGIN}\n{BLOCK}\n{END}\n"),
        ("\ufeff", f"\ufeff{BEGIN}\n{BLOCK}\n{END}\n"),
        ("mine", f"mine\n\n{BEGIN}\n{BLOCK}\n{END}\n"),
        ("mine\n", f"mine\n\n{BEGIN}\n{BLOCK}\n{END}\n"),
        ("mine\n\n", f"mine\n\n{BEGIN}\n{BLOCK}\n{END}\n"),
        ("a\r\nb", "a\r\nb\r\n\r\n" + f"{BEGIN}\n{BLOCK}\n{END}\n".replace("\n", "\r\n")),
        (f"```\n{BEGIN}\n{END}\n```\n", f"```\n{BEGIN}\n{BLOCK}\n{END}\n```\n"),
        (f"\ufeff{BEGIN}\nold\n{END}", f"\ufeff{BEGIN}\n{BLOCK}\n{END}"),
    ],
)
def test_odd_files(text: str, made: str) -> None:
    assert with_block(text, "shop", BLOCK, path="AGENTS.md") == made


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{BEGIN}\n", "line 1: block shop begins here and is not closed"),
        (f"mine\n{END}\n", "line 2: block shop ends here and has not begun"),
        (f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", "line 3: a second BEGIN line"),
        (f"{BEGIN}\n{BEGIN}\n{END}\n", "line 2: a second BEGIN line"),
        (f"{END}\n{BEGIN}\n", "line 1: block shop ends here and has not begun"),
    ],
)
def test_a_lost_or_doubled_marker_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(OutputError, match=re.escape(told)):
        with_block(text, "shop", BLOCK, path="AGENTS.md")


def test_several_skills_share_a_file() -> None:
    both = with_block(with_block("mine\n", "shop", BLOCK, path="x"), "bank", "## Bank", path="x")
    assert re.findall(r"<!-- (\S+) -->", both) == ["BEGIN:shop", "END:shop", "BEGIN:bank", "END:bank"]
    renewed = with_block(both, "shop", "## New", path="x")
    assert renewed == both.replace(BLOCK, "## New")
