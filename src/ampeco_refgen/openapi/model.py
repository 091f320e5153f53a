"""What the stages of this room hand on: `Reading` (a text as it was read), `Parsed` (its tree), then `Document`."""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.diagnostics import Diagnostic, Severity
from ampeco_refgen.jsonvalue import JsonObject, JsonValue


class ReadingNote(Struct, frozen=True, kw_only=True):
    """A flaw at the member `key` of `holder`, an object that stands in one place only, which is looked for later."""

    severity: Severity
    code: str
    message: str
    holder: JsonObject
    key: str


class Reading(Struct, frozen=True, kw_only=True):
    """A text as a reader read it: its tree, the distinct containers in it (each after the ones it holds), its flaws."""

    tree: JsonValue
    nodes: tuple[JsonObject | list[JsonValue], ...]
    notes: tuple[ReadingNote, ...]


class Parsed(Struct, frozen=True, kw_only=True):
    """The tree of a document, its distinct containers (each after the ones it holds), and what was found on the way."""

    tree: JsonObject
    nodes: tuple[JsonObject | list[JsonValue], ...]
    diagnostics: tuple[Diagnostic, ...]


class Document(Struct, frozen=True, kw_only=True):
    """A parsed OpenAPI document of which `dialect` (`3.0`, `3.1`, `3.2`) is known and which has passed validation.

    Identical nodes of `tree` may be one object: nobody changes it. `diagnostics` are the warnings found on the way.
    """

    tree: JsonObject
    dialect: str
    origin: str
    diagnostics: tuple[Diagnostic, ...] = ()
