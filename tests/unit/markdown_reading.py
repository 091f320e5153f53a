"""Reads Markdown back for tests: the block structure as a list of names, and what a line shows as plain text."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

READER = MarkdownIt("gfm-like", {"linkify": False})


def blocks(markdown: str) -> list[str]:
    """Return the types of the block tokens, without `inline`."""
    return [token.type for token in READER.parse(markdown) if token.type != "inline"]


def inlines(markdown: str) -> list[Token]:
    """Return the inline tokens of all blocks, in order."""
    return [child for token in READER.parse(markdown) for child in token.children or []]


def shown(markdown: str) -> str:
    """Return what a reader sees of the Markdown: no marks, line breaks as spaces."""
    return "".join(" " if token.type == "softbreak" else token.content for token in inlines(markdown))


def codes(markdown: str) -> list[str]:
    """Return the contents of the code spans."""
    return [token.content for token in inlines(markdown) if token.type == "code_inline"]
