"""Descriptions as paragraphs: code keeps its lines, and nothing else becomes a block."""

from __future__ import annotations

import pytest

from ampeco_refgen.pages.bodies import paragraphs


def test_code_of_several_lines_keeps_them() -> None:
    text = "Send\n\n```yaml\nfilters:\n  - name: a\n\n  # all\n```\nor nothing."
    code = ("```yaml", "filters:", "  - name: a", "", "  # all", "```")
    assert paragraphs(text) == ("Send", "", *code, "", "or nothing.")


@pytest.mark.parametrize(
    "code",
    ["a: 1\n", "a\n<!-- END -->\n", "**Body** a\nb\n", "a\n\u202eb\n", f"a\n{'b' * 3000}\n", "a\nb ``` c\n"],
)
def test_what_is_one_line_or_could_be_more_than_code_is_prose(code: str) -> None:
    assert not [line for line in paragraphs(f"```\n{code}```\n") if line.startswith("```\n") or line == "```"]


def test_a_fence_that_is_not_closed_is_prose() -> None:
    assert "```" not in paragraphs("```json\n{\n}\n")
