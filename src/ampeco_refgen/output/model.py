"""What the stages of this room hand on: `Page` (to be rendered), `RenderedFile` (text), `Plan` and `WriteReport`."""

from __future__ import annotations

from msgspec import Struct

LINES_WITHOUT_CONTENTS = 100
"""A page of more lines than this begins with a list of what is on it."""
CATALOG = "reference/catalog.json"
"""The file that holds the whole document in canonical form."""


class Page(Struct, frozen=True, kw_only=True):
    """A file to be rendered: `path` below the bundle's root, a template's name, and what the template sees.

    `contents` are lines in the context that say what is on the page; a short file goes without them.
    """

    path: str
    template: str
    context: dict[str, object]
    contents: tuple[str, ...] = ()


class RenderedFile(Struct, frozen=True, kw_only=True):
    """A file of the bundle: `path` relative to the bundle's root with `/`, `text` with LF line ends."""

    path: str
    text: str


class Plan(Struct, frozen=True, kw_only=True):
    """What must be done to make a folder hold the bundle: nothing is touched before `bundle.publish`."""

    writes: tuple[RenderedFile, ...]
    removals: tuple[str, ...]
    unchanged: tuple[str, ...]

    @property
    def drift(self) -> tuple[str, ...]:
        """The paths that differ from the bundle, sorted."""
        return tuple(sorted([file.path for file in self.writes] + list(self.removals)))


class WriteReport(Struct, frozen=True, kw_only=True):
    """What was done: paths relative to the bundle's root."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
