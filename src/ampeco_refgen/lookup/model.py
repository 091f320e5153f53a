"""What lookups hand on: a page's `Section`, the catalog's `Call`s, the `Answer` of `show`, the `Hit` of `search`.

Light on purpose: the catalog's own types cost more to import than a lookup may take.
"""

from __future__ import annotations

from msgspec import Struct

REFERENCE = "reference/"
"""The folder of the pages below the skill's; pages are named relative to it: `resources/sessions.md`."""


class Section(Struct, frozen=True, kw_only=True):
    """A heading of a page with all below it, to the next heading of its level or above; `level` 0 is no heading."""

    page: str
    heading: str
    level: int
    anchor: str
    text: str

    @property
    def place(self) -> str:
        """Where the section stands, as links from the skill's folder name it."""
        return f"{REFERENCE}{self.page}" + (f"#{self.anchor}" if self.level > 1 else "")


class Link(Struct, frozen=True, kw_only=True):
    """A link within the bundle: its text, and page and anchor it leads to."""

    label: str
    page: str
    anchor: str

    @property
    def place(self) -> str:
        """Where the link leads, from the skill's folder."""
        return f"{REFERENCE}{self.page}" + (f"#{self.anchor}" if self.anchor else "")


class Call(Struct, frozen=True, kw_only=True):
    """An operation as the catalog names and places it, and the page that has its section."""

    method: str
    path: str
    family: str
    resource: str
    version: str
    subpath: str
    operation_id: str
    summary: str
    deprecated: bool
    page: str

    @property
    def key(self) -> str:
        """`METHOD /path`, which is the heading of its section."""
        return f"{self.method} {self.path}"


class Answer(Struct, frozen=True, kw_only=True):
    """What `show` prints: `text` is Markdown of the bundle, `links` are those within it.

    `kind` says what was found: `operation`, `filter`, `webhook`, …, or `candidates` where several things have the name.
    `pages` are those that the text is from, from the skill's folder; `heading` is the first piece's.
    """

    target: str
    kind: str
    pages: tuple[str, ...]
    heading: str
    text: str
    links: tuple[Link, ...] = ()


class Hit(Struct, frozen=True, kw_only=True):
    """A thing that `search` found: `title` is what `show` takes, `matched` the members that the words were found in."""

    kind: str
    title: str
    summary: str
    place: str
    deprecated: bool
    successor: str
    matched: tuple[str, ...]
    score: float
