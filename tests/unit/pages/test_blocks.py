"""Managed blocks: what is between the markers is replaced, and not one byte of anything else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.errors import OutputError
from ampeco_refgen.pages.blocks import apply_blocks

SKILL = """\
---
name: example
---
# Title

<!-- BEGIN:INDEX -->
old
<!-- END:INDEX -->

Between.
<!-- BEGIN:STATS -->
<!-- END:STATS -->
Last line, no line end"""


def test_content_is_replaced_and_the_rest_is_kept() -> None:
    result = apply_blocks(SKILL, {"INDEX": "| a |\n| - |\n", "STATS": "1 operation"})
    assert result == SKILL.replace("old\n", "| a |\n| - |\n").replace("<!-- END:STATS", "1 operation\n<!-- END:STATS")
    assert apply_blocks(result, {"INDEX": "| a |\n| - |", "STATS": "1 operation\n"}) == result
    assert apply_blocks(result, {"INDEX": "old", "STATS": ""}) == SKILL


def test_line_ends_and_byte_order_mark_are_the_files() -> None:
    windows = "\ufeff" + SKILL.replace("\n", "\r\n")
    result = apply_blocks(windows, {"INDEX": "one\ntwo", "STATS": ""})
    assert result == windows.replace("old", "one\r\ntwo")
    mixed = "a\r\n<!-- BEGIN:X -->\n<!-- END:X -->\r\nb\u2028c\x0cd"
    assert apply_blocks(mixed, {"X": "1\n2"}) == mixed.replace("X -->\n", "X -->\n1\n2\n")


def test_markers_of_others_and_within_a_line_are_text() -> None:
    text = "<!-- BEGIN:TOC -->\nsee <!-- BEGIN:X --> here\n  <!-- BEGIN:X -->  \n<!-- END:X -->\n`<!-- END:X -->`\n"
    assert apply_blocks(text, {"X": "y"}) == text.replace("  \n<!-- END", "  \ny\n<!-- END")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# no markers", "SKILL.md: has no block X"),
        ("a\n<!-- BEGIN:X -->\nb", "SKILL.md, line 2: block X is not closed"),
        ("a\n<!-- END:X -->\n<!-- BEGIN:X -->\n", "SKILL.md, line 2: block X ends but has not begun"),
        (
            "<!-- BEGIN:X -->\n<!-- END:X -->\n<!-- BEGIN:X -->\n<!-- END:X -->",
            "SKILL.md, line 3: a second marker for block X, which stands at line 1",
        ),
        (
            "<!-- BEGIN:X -->\n<!-- END:X -->\n\n<!-- END:X -->",
            "SKILL.md, line 4: a second marker for block X, which stands at line 1",
        ),
        (
            "<!-- BEGIN:X -->\n<!-- BEGIN:X -->\n<!-- END:X -->",
            "SKILL.md, line 2: block X begins before block X (line 1) has ended",
        ),
        (
            "<!-- BEGIN:X -->\n<!-- BEGIN:Y -->\n<!-- END:Y -->\n<!-- END:X -->",
            "SKILL.md, line 2: block Y begins before block X (line 1) has ended",
        ),
        ("<!-- BEGIN:X -->\n<!-- END:Y -->\n<!-- END:X -->", "SKILL.md, line 2: block Y ends but has not begun"),
    ],
)
def test_a_broken_marker_is_an_error_that_names_the_line(text: str, problem: str) -> None:
    with pytest.raises(OutputError, match=re.escape(problem)) as caught:
        apply_blocks(text, {"X": "new", "Y": "new"} if "Y" in problem else {"X": "new"})
    assert "<!-- BEGIN:" in caught.value.hint


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.sampled_from(["\n", "\r\n"]), st.text("ab|\n"))
def test_everything_outside_is_kept(before: str, inside: str, after: str, line_end: str, content: str) -> None:
    parts = [before, f"<!-- BEGIN:X -->{line_end}", f"{inside}{line_end}", f"<!-- END:X -->{line_end}", after]
    result = apply_blocks(f"{line_end}".join([before, ""]) + "".join(parts[1:]), {"X": content})
    head, tail = result.split(f"<!-- BEGIN:X -->{line_end}", 1)
    assert head == before + line_end
    assert tail.endswith(f"<!-- END:X -->{line_end}{after}")
    assert tail[: -len(f"<!-- END:X -->{line_end}{after}")].replace("\r\n", "\n").strip("\n") == content.strip("\n")
