"""What the stages of this room hand on: `Reading` (a text as it was read), `Parsed` (its tree), then `Document`."""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.diagnostics import Diagnostic, Severity
from ampeco_refgen.jsonvalue import JsonObject, JsonValue


class ReadingNote(Struct, frozen=True, kw_only=True):
    """A flaw that a reader met at the member `key` of the object `holder`.

    The reader does not know the place yet: `parse.py` looks for `holder` in the finished tree. So `holder` is never
    interned with equal objects, for those have no such flaw or have it elsewhere.
    """

    severity: Severity
    code: str
    message: str
    holder: JsonObject
    key: str


class Reading(Struct, frozen=True, kw_only=True):
    """What a reader returns for a text: its tree, and `notes` on its flaws.

    `nodes` are the distinct objects and lists of the tree, each after the ones that it holds.
    """

    tree: JsonValue
    nodes: tuple[JsonObject | list[JsonValue], ...]
    notes: tuple[ReadingNote, ...]


class Parsed(Struct, frozen=True, kw_only=True):
    """A document whose root is an object, not yet validated; `diagnostics` are what was found while it was read.

    `nodes` are the distinct objects and lists of the tree, each after the ones that it holds.
    """

    tree: JsonObject
    nodes: tuple[JsonObject | list[JsonValue], ...]
    diagnostics: tuple[Diagnostic, ...]


class Document(Struct, frozen=True, kw_only=True):
    """An OpenAPI document that has passed validation; `dialect` is `3.0`, `3.1` or `3.2`.

    Equal nodes of `tree` may be one and the same object, so nobody may change them. `origin` is the file, URL or `-`
    that it was read from, fit for display. `diagnostics` are the warnings about it.
    """

    tree: JsonObject
    dialect: str
    origin: str
    diagnostics: tuple[Diagnostic, ...] = ()
