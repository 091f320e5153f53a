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
    # "See Billing Accounts for the list …"
    re.compile(r"\bSee\s+((?:[A-Z][\w-]*)(?:\s+[A-Z][\w-]*)*)"),
)


_NEGATED = re.compile(
    r"\b(?:(?:do|does|did|should|must|can|could|may|shall|will|would)\s+not|(?:do|does|should|must|ca|could|wo)n[’']t|cannot"
    r"|never|no\s+longer|not(?:\s+\w+)?(?:\s+to)?)(?:\s+be)?\s+(?:\w+ly\s+)?$",
    re.I,
)
"""What stands before a hint that says what is not to be used: "do not", "must never be"."""


def replacements_named(description: str) -> tuple[str, ...]:
    """Return the names that the description of a deprecated thing gives as to be used instead; mostly none.

    A negated hint ("do not use `b` instead") is none, but another one may follow it.
    """
    for sentence in _SENTENCES:
        for match in sentence.finditer(description):
            if not _is_negated(description, match):
                return tuple(dict.fromkeys(_CODE.findall(match.group(1))))
    for words in _WORDS:
        for match in words.finditer(description):
            if not _is_negated(description, match):
                return (match.group(1),)
    return ()


def _is_negated(description: str, match: re.Match[str]) -> bool:
    """Tell whether the words before a hint turn it into its contrary."""
    return _NEGATED.search(description, 0, match.start()) is not None
