"""Code in descriptions is found where CommonMark has it, with its lines and without a margin that is not its own."""

from __future__ import annotations

import pytest

from ampeco_refgen.markdown.code_blocks import passages


def code_in(text: str) -> list[tuple[str, ...]]:
    return [passage.code for passage in passages(text) if passage.code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```yaml\nb:\n  - c\n\n  # d\n```\ne", ("b:", "  - c", "", "  # d")),
        ("~~~~\na\n~~~\nb\n~~~~", ("a", "~~~", "b")),
        ("- a:\n\n  ```\n  b\n    c\n  ```", ("b", "  c")),
        ("1. a\n   - ```json\n     {\n       1}\n     ```", ("{", "  1}")),
        ("a:\n\n    b\n      c\n\n    d\n\ne", ("b", "  c", "", "d")),
        ("    a\r\n\tb\r\n", ("a", "b")),
        ("- a\n\n      b\n        c\n", ("b", "  c")),
        ("- a\n  - b\n\n  c\n\n      d\n      e", ("d", "e")),
        ("- a\n\nb\n\n    c\n    d", ("c", "d")),
        ("```\na\u202eb\nc\n```", ("a\\u202eb", "c")),
    ],
)
def test_code_keeps_its_lines(text: str, code: tuple[str, ...]) -> None:
    assert code_in(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "```json\n{\n}\n",
        "a\n    b\n    c",
        "- a\n\n  b\n\n  c",
        "- a\n\n    b\n    c",
        "1. a\n   - b\n\n     c",
        "",
        "\n\n",
    ],
)
def test_what_is_no_code_is_prose(text: str) -> None:
    assert code_in(text) == []
    assert "".join(passage.text for passage in passages(text)) == text


def test_what_a_fence_says_beside_a_language_is_its_title() -> None:
    before, code, after = passages("a\n```json the body\n{}\n```\nb")
    assert (before.text, code.language, code.title, after.text) == ("a", "json", "the body", "b")
    assert [passage.title for passage in passages("```{.x}\na\n```")] == ["", "{.x}", ""]
