"""What a page is before it is rendered; many are a list of sections under headings."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

LINES_WITHOUT_CONTENTS = 100
"""A page of more lines than this begins with a list of what is on it."""


class Page(Struct, frozen=True, kw_only=True):
    """A file to be rendered: `path` below the bundle's root, the name of a template, and the names that it may use.

    `contents` are the lines that say what is on the page, as the template writes them; `render.py` takes them out of a
    short file.
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
