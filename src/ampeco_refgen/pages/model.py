"""What a page is before it is rendered."""

from __future__ import annotations

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
