"""Every description of the vendor's document becomes one item, heading and cell, and loses no word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from ampeco_refgen.markdown.text import cell, prose
from ampeco_refgen.markdown.wrap import wrap
from documents import real_path
from readback.terms import tables_by_name
from unit.markdown_reading import blocks, inlines, shown


def letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


def descriptions(node: object) -> Iterator[str]:
    """Yield the texts of a document that are shown as prose."""
    for key, value in node.items() if isinstance(node, dict) else ():
        if key in ("description", "summary", "title") and isinstance(value, str):
            yield value
        yield from descriptions(value)
    for value in node if isinstance(node, list) else ():
        yield from descriptions(value)


@pytest.mark.real
def test_every_description_of_the_real_document_is_kept() -> None:
    texts = sorted(set(descriptions(json.loads(real_path().read_text("utf-8")))))
    assert len(texts) > 1000
    for text in texts:
        line = prose(text)
        words = re.sub(r"</?br ?/?>|```json", " ", tables_by_name(text))
        assert letters(shown(f"- {line}")) == letters(words), text
        assert blocks(f"- {line}") == blocks("- one item"), text
        assert {token.type for token in inlines(line)} <= {"text", "code_inline"}, text
        assert shown("\n".join(wrap(f"- {line}"))) == shown(f"- {line}"), text
        assert blocks(f"| a |\n| --- |\n| {cell(text)} |").count("td_open") == 1, text
