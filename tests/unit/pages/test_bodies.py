"""Descriptions as paragraphs: code keeps its lines, and nothing else becomes a block."""

from __future__ import annotations

import pytest

from ampeco_refgen.pages.bodies import paragraphs


def test_code_of_several_lines_keeps_them() -> None:
    text = "Send\n\n```yaml\nfilters:\n  - name: a\n\n  # all\n```\nor nothing."
    code = ("```yaml", "filters:", "  - name: a", "", "  # all", "```")
    assert paragraphs(text) == ("Send", "", *code, "", "or nothing.")


def test_code_in_a_list_keeps_its_lines() -> None:
    text = "Either\n\n- one:\n\n  ```\n  a:\n    b\n  ```\n- or\n\n      c:\n        d\n"
    first, second = ("```", "a:", "  b", "```"), ("```", "c:", "  d", "```")
    assert paragraphs(text) == ("Either", "", "one:", "", *first, "", "or", "", *second)


@pytest.mark.parametrize(
    "code",
    ["a: 1\n", "a\n<!-- END -->\n", "**Body** a\nb\n", "- `a` b\nc\n", f"a\n{'b' * 3000}\n", "a\nb ``` c\n"],
)
def test_what_is_one_line_or_could_be_more_than_code_is_prose(code: str) -> None:
    lines = paragraphs(f"```\n{code}```\n")
    assert "```" not in lines
    assert lines


def test_code_of_one_line_stays_within_its_paragraph() -> None:
    text = "Send\n```json as here\n{}\n```\nto it.\n\nThen\n\n    wait\n"
    assert paragraphs(text) == ("Send json as here `{}` to it.", "", "Then", "", "wait")


def test_the_title_of_code_stands_before_it() -> None:
    assert paragraphs("Send\n```json as here\n{\n}\n```") == ("Send as here", "", "```json", "{", "}", "```")


def test_a_fence_that_is_not_closed_is_prose() -> None:
    assert "```" not in paragraphs("```json\n{\n}\n")
