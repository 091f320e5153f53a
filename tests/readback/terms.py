"""The terms in which both readers speak: rows, choices and listings, and the words of a text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache

_TAG = re.compile(
    r"</?(?:br|hr|p|div|section|blockquote|pre|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|h[1-6]|b|i|u|s|em"
    r"|strong|small|big|sub|sup|span|font|mark|center|code|kbd|samp|tt|a)\b[^<>]*>",
    re.IGNORECASE,
)
_FENCE = re.compile(
    r"^\s*(?:```|~~~)\s*(?:json|bash|http|yaml|yml|xml|sh|shell|console|curl|python|javascript|js)\s*$", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value by its path; two rows are equal when they state the same facts, whatever the prose beside them.

    `facts` are the format and the limits by their keyword, `marks` are words such as `required` and `nullable`,
    `values` the enumerated ones as they are shown, `uses` what the line says to use in place of a deprecated field.
    """

    path: str
    type: str
    facts: frozenset[tuple[str, str]] = frozenset()
    marks: frozenset[str] = frozenset()
    default: str | None = None
    values: frozenset[str] | None = None
    said: tuple[str, ...] = field(default=(), compare=False)
    uses: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        parts = [self.type, *(f"{key} {value}" for key, value in sorted(self.facts)), *sorted(self.marks)]
        parts += [f"default {self.default}"] if self.default is not None else []
        parts += [f"one of {sorted(self.values)}"] if self.values is not None else []
        return f"{self.path}: {', '.join(parts)}"


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """Return the words of a text, between spaces: no punctuation, no mark of Markdown, no tag of HTML."""
    found = re.findall(r"[^\W_]+", _TAG.sub(" ", _FENCE.sub(" ", text)).lower())
    return f" {' '.join(found)} " if found else " "


def shown(value: object) -> str:
    """Return a JSON value as a page shows it in a code span: a text as it is, everything else as JSON."""
    text = isinstance(value, str) and value.strip()
    raw = str(value) if text else json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return " ".join(raw.split())
