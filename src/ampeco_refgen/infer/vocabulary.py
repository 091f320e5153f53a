"""The words of a vendor that the rules of this room cannot know by themselves; they work without all of it.

They are data of a profile; `NO_VOCABULARY` is for a document without one. Resources are named as in paths: `orders`,
`users/addresses`. A row that the document no longer supports becomes a warning.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Alias(Struct, frozen=True, kw_only=True):
    """A name by which something is referred to that neither its path nor its parameter shows.

    `name` is what stands before `Id`, or the whole name of a list of ids; `within` limits it to resources.
    """

    name: str
    target: str
    within: tuple[str, ...] = ()
    why: str


class FalseFriend(Struct, frozen=True, kw_only=True):
    """A field or filter that is called like a reference and is none.

    `path` is a field's dotted path in the resource, of a filter the name that is sent.
    """

    path: str
    within: tuple[str, ...]
    why: str


class Area(Struct, frozen=True, kw_only=True):
    """What one diagram shows: its resources, and those `around` them, of which only relations to the former count."""

    title: str
    resources: tuple[str, ...]
    around: tuple[str, ...] = ()


Branch: TypeAlias = "tuple[str, tuple[Branch, ...]]"
"""A resource and what is shown below it in the overview tree."""


class Vocabulary(Struct, frozen=True, kw_only=True):
    """The words of one vendor.

    `path_prefix` is what every path begins with and no name of a file repeats. `acronyms` are words whose letters are
    not written as title case would have it, `unchanged` slugs that name one
    thing in the plural, `actions` families of paths that do something and hold nothing. `scopes` are the resources
    by which an operator divides what it has, `root` who owns all of it, without being a resource itself.
    """

    path_prefix: str = ""
    acronyms: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    false_friends: tuple[FalseFriend, ...] = ()
    root: str = ""
    tree: tuple[Branch, ...] = ()
    areas: tuple[Area, ...] = ()
    scopes: tuple[str, ...] = ()


NO_VOCABULARY = Vocabulary(
    acronyms=("ID", "API", "URL", "FAQ", "PDF", "CSV", "QR", "IP", "SMS", "VAT", "UUID"),
    actions=("actions",),
)
