"""What both readers hand to `parse.py`: the tree, its distinct nodes and notes on flaws; and the limits they keep.

The limits bound what a hostile document can cost. They are far above what real ones need: the largest seen have
70 MB and are nested 60 deep.
"""

from __future__ import annotations

import math

from msgspec import Struct

from ampeco_refgen.diagnostics import Severity, error, printable
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue

MAX_BYTES = 256 * 1024 * 1024
"""The largest document that is read at all."""

MAX_DEPTH = 500
"""Containers within containers; a schema in a schema takes two (`properties` and the property), so 200 of those fit."""

MAX_NODES = 5_000_000
"""Values of a YAML document with its aliases written out: more is an alias bomb."""

MAX_DIGITS = 400
"""Digits of a whole number; 309 already exceed every number format in use."""


class Note(Struct, frozen=True, kw_only=True):
    """A flaw at the member `key` of `holder`, a node that is interned with no other: its place is found later."""

    severity: Severity
    code: str
    message: str
    holder: JsonObject
    key: str


class Reading(Struct, frozen=True, kw_only=True):
    """A read text: its tree, the distinct containers in it (each after the ones it holds), what was noted."""

    tree: JsonValue
    nodes: tuple[JsonObject | list[JsonValue], ...]
    notes: tuple[Note, ...]


def refused(code: str, message: str, hint: str = "the document has to be corrected there") -> DocumentError:
    """Return the error for a document that cannot be read at all."""
    shown = printable(message)
    return DocumentError(shown, hint=hint, diagnostics=(error(code, shown),))


def too_deep() -> DocumentError:
    """Return the error for a document that is nested beyond `MAX_DEPTH`."""
    return refused("too-deep", f"the document nests more than {MAX_DEPTH} levels deep", "no real API needs that many")


def integer(digits: str) -> int:
    """Return a whole number; raises `DocumentError` beyond `MAX_DIGITS`."""
    if len(digits) > MAX_DIGITS:
        raise refused("number-too-large", f"the document holds a whole number of {len(digits)} digits: {digits[:20]}…")
    return int(digits)


def real(digits: str) -> float:
    """Return a number; raises `DocumentError` where it is beyond double precision."""
    number = float(digits)
    if math.isinf(number):
        raise refused("number-too-large", f"the document holds a number too large to calculate with: {digits[:40]}")
    return number
