"""What the stages of this room hand on: `RawSpec` (bytes with their origin), then `Document` (a checked tree)."""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.jsonvalue import JsonObject


class RawSpec(Struct, frozen=True, kw_only=True):
    """The document as it was read: not parsed, not trusted.

    `origin` is the file, URL or `-` fit for display (credentials removed); `etag` and `last_modified` are the
    response headers of the same name, empty when there were none.
    """

    content: bytes
    origin: str
    etag: str = ""
    last_modified: str = ""


class Document(Struct, frozen=True, kw_only=True):
    """A parsed OpenAPI document of which `dialect` (`3.0`, `3.1`, `3.2`) is known and which has passed validation.

    Identical nodes of `tree` may be one object: nobody changes it. `diagnostics` are the warnings found on the way.
    """

    tree: JsonObject
    dialect: str
    origin: str
    diagnostics: tuple[Diagnostic, ...] = ()
