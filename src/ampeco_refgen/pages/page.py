"""What a page is before it is rendered; many are a list of sections under headings."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

LINES_WITHOUT_CONTENTS = 100
"""A page of more lines than this begins with a list of what is on it."""


class Page(Struct, frozen=True, kw_only=True):
    """A file to be rendered: `path` below the bundle's root, a template's name, and what the template sees.

    `contents` are lines in the context that say what is on the page; a short file goes without them.
    """

    path: str
    template: str
    context: dict[str, object]
    contents: tuple[str, ...] = ()


class Section(Struct, frozen=True, kw_only=True):
    """A heading, as plain text, with its lines, as Markdown."""

    title: str
    lines: tuple[str, ...]


def section(title: str, lines: Iterable[str]) -> Section:
    """Return the section of a heading and lines."""
    return Section(title=title, lines=tuple(lines))
