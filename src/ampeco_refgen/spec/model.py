"""What the stages of this room hand on: `RawSpec` (bytes with their origin), then `Document` (a checked tree)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.jsonvalue import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSpec:
    """The document as it was read: not parsed, not trusted.

    `origin` is the file, URL or `-` fit for display (credentials removed); `etag` and `last_modified` are the
    response headers of the same name, empty when there were none.
    """

    content: bytes = field(repr=False)
    origin: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed OpenAPI document of which `dialect` (`3.0`, `3.1`, `3.2`) is known and which has passed validation.

    Identical nodes of `tree` may be one object: nobody changes it. `digest` is the SHA-256 (hex) of the bytes
    it was parsed from. `diagnostics` are the warnings found on the way.
    """

    tree: JsonObject = field(repr=False)
    dialect: str
    origin: str
    digest: str
    diagnostics: tuple[Diagnostic, ...] = ()
