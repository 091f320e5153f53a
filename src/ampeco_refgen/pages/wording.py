"""Sentences that several pages share: how a response is wrapped, how sure a successor is."""

from __future__ import annotations

from collections.abc import Sequence

from ampeco_refgen.catalog.payload import Wrapping

WRAPPINGS = {
    Wrapping.OBJECT: "`data` object",
    Wrapping.LIST: "`data[]` list",
    Wrapping.BARE: "bare, not wrapped in `data`",
    Wrapping.BARE_LIST: "bare list, not wrapped in `data`",
    Wrapping.EMPTY: "no body",
}
STREAM = "a stream of items"
IN_DATA = "in `data`"
"""How a value is wrapped that is neither an object nor just a list."""


def sure(confidence: str) -> str:
    """Return how sure a successor is in one word, to stand beside its rule: `high` for `high confidence`."""
    return confidence.removesuffix(" confidence")


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
