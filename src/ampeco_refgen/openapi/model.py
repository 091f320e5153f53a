"""What this room hands on: a `Document`, the checked tree that the catalog is built of."""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.jsonvalue import JsonObject


class Document(Struct, frozen=True, kw_only=True):
    """A parsed OpenAPI document of which `dialect` (`3.0`, `3.1`, `3.2`) is known and which has passed validation.

    Identical nodes of `tree` may be one object: nobody changes it. `diagnostics` are the warnings found on the way.
    """

    tree: JsonObject
    dialect: str
    origin: str
    diagnostics: tuple[Diagnostic, ...] = ()
