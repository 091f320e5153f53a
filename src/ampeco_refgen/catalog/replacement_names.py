"""Names that the text of something deprecated gives as its replacement: quoted facts, read before texts are dropped.

Rows of patterns, tried in order. What they find are names only; whether the name exists and what it stands for is
decided in `infer/successors.py`.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"`([^`\n]+)`")
_SENTENCES: tuple[re.Pattern[str], ...] = (
    # "Use `power.latest` instead", "please use `methodType` and `cardNetwork` instead"
    re.compile(
        r"\b(?:use|replaced\s+(?:by|with)|superseded\s+by)\s+(?:the\s+)?((?:`[^`\n]+`(?:,\s*|\s+and\s+)?)+)", re.I
    ),
    # "deprecated in favor of the more specific notifications:\n- `a.changed` for …\n- `b.changed` for …"
    re.compile(r"\bin\s+favou?r\s+of\b([^.`\n]*(?:`[^`\n]+`[^.`\n]*|:\s*(?:\n\s*[-*]\s+`[^`\n]+`[^\n]*)+))", re.I),
)
_WORDS: tuple[re.Pattern[str], ...] = (
    # "Use v2.1 endpoint instead", "use user.subscription.changed notification instead"
    re.compile(
        r"\buse\s+(?:the\s+)?([\w./{}-]*\w)\s+"
        r"(?:(?:endpoint|notification|operation|field|property|parameter|filter|version|webhook)\s+)?instead\b",
        re.I,
    ),
    # "See Roaming Connections for the list …"
    re.compile(r"\bSee\s+((?:[A-Z][\w-]*)(?:\s+[A-Z][\w-]*)*)"),
)


def replacements_named(description: str) -> tuple[str, ...]:
    """Return the names that the description of a deprecated thing gives as to be used instead; mostly none."""
    for sentence in _SENTENCES:
        if match := sentence.search(description):
            return tuple(dict.fromkeys(_CODE.findall(match.group(1))))
    for words in _WORDS:
        if match := words.search(description):
            return (match.group(1),)
    return ()
