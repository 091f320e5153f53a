"""What the text of a field asks of a request: facts that are read before texts are dropped.

Rows of patterns, tried on each sentence. A sentence that fits none of them says nothing here; whether a name that it
gives is that of another field is decided where the fields are known, in `pages/dependent_fields.py`.
"""

from __future__ import annotations

import re

from ampeco_refgen.catalog.model import Demand

_MENTIONS = re.compile(
    r"requir|mandatory|n?either|only|one of|prohibit|forbid|allow|must|should|exclusive|can ?not", re.I
)
_SENTENCES = re.compile(r"(?<=[.!;])\s+|\n\s*\n|\n(?=\s*[-*] )|</?br\s*/?>|</?p>|</?li>", re.I)
_LOOSE = re.compile(r"^whether\b|\b(?:could|can|may|might)\s+be\s+(?:required|mandatory)\b", re.I)
_EMPHASIS = re.compile(r"(?<!\w)\*{1,2}(?=\w)|(?<=\w)\*{1,2}(?!\w)")
_NOT = re.compile(r"\b(?:not|n't|never|neither|nor)\s+(?:\w+\s+){0,2}(?:required|mandatory|necessary|needed)\b", re.I)
_QUOTED = r"`[^`\n]+`|\"[^\"\n]+\"|'[^'\n]+'"
_NAME = rf"(?P<name>{_QUOTED}|(?!(?:it|this|that|and|or|an?)\b)[A-Za-z_](?:[\w.]*\w)?)"
_VALUE = rf"(?:{_QUOTED}|[\w-]+(?:\.\d+)?)"
_IS = r"(?:\s+(?:is|equals)(?:\s+(?:set|equal)\s+to)?|\s*==?)\s+(?:either\s+)?"
_VALUES = rf"(?P<values>{_VALUE}(?:(?:\s*,\s*(?:or\s+)?|\s+or\s+){_VALUE})*)"
_FIELD = r"(?:property|field|parameter|attribute|value|option)"
_STATE = rf"(?:the\s+)?{_NAME}(?:\s+{_FIELD})?{_IS}{_VALUES}"
_IF = r"(?:only\s+)?(?:if|when|where|in\s+case|for)"
_GIVEN = r"(?:provided|supplied|specified|sent|set|given|passed|present|filled)"
_NEEDED = rf"(?:required|mandatory|(?:must|should|has\s+to|needs\s+to)\s+be\s+{_GIVEN})"
_THIS = rf"(?:this(?:\s+{_FIELD})?|it)"
_ABSENT = rf"(?:\s+(?:is|are)\s+(?:not\s+{_GIVEN}|missing|omitted|absent|empty|null))"
_NO_OTHER = r"(?:can\s?not|must\s+not)\s+be\s+(?:used|combined|sent|provided|set)\s+(?:together\s+)?with"
_IS_SENT = rf"(?:not\s+(?:empty|null)(?:\s+or\s+null)?|{_GIVEN})"
_SUBJECT = r"(?P<words>(?:(?!\b(?:when|if|where|this|that)\b)[^!;:])+)"
_LIST = rf"(?P<names>(?:the\s+)?(?:{_QUOTED}|\w+)(?:(?:\s*,\s*(?:or\s+|and\s+)?|\s+or\s+|\s+and\s+)(?:{_QUOTED}|\w+))+)"
_ROWS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        ("always", rf"\b{_THIS}\s+is\s+(?:always\s+)?(?:required|mandatory)\s*[.!]?$"),
        ("always", r"^(?:always\s+)?(?:required|mandatory)(?:\s+by\s+default)?\s*[.!]?$"),
        ("either", rf"\b(?:required|mandatory)\s+{_IF}\s+(?:the\s+)?{_NAME}{_ABSENT}"),
        ("either", rf"\b(?:required|mandatory)\s+(?:unless|without)\s+(?:the\s+)?{_NAME}"),
        ("brings", rf"^when\s+{_THIS}\s+is\s+{_IS_SENT}\s*,?\s*(?:the\s+)?{_NAME}\s+is\s+required"),
        ("when", rf"\b{_NEEDED}\s+{_IF}\s+{_STATE}"),
        ("when", rf"^(?:if|when)\s+{_STATE}\b.*\b{_NEEDED}"),
        ("for", rf"\b(?:required|mandatory)(?:\s+field)?\s+for\s+(?:the\s+)?{_SUBJECT}$"),
        ("either", rf"\beither\s+{_THIS}\s+or\s+(?:the\s+)?{_NAME}.*\b{_NEEDED}"),
        ("either", rf"\beither\s+(?:the\s+)?{_NAME}\s+or\s+{_THIS}.*\b{_NEEDED}"),
        ("either", rf"\b(?:only|exactly|at\s+least)\s+one\s+(?:of\s+them\s+)?is\s+required\s*:\s*{_LIST}"),
        ("exclusive", rf"\b(?:only|exactly|at\s+most|just)\s+one\s+of\s+{_LIST}"),
        ("exclusive", rf"\bmutually\s+exclusive\s+with\s+(?:the\s+)?{_NAME}"),
        ("exclusive", rf"\b{_NO_OTHER}\s+(?:the\s+)?{_NAME}"),
        ("never", rf"\b(?:prohibited|forbidden|not\s+allowed|must\s+not\s+be\s+{_GIVEN})\s+{_IF}\s+{_STATE}"),
        ("limited", r"\bif\b.*\bneither\b"),
        ("limited", r"\b(?:only|allowed|applicable|applies)\s+(?:if|when|for|to|in|with)\b"),
        ("limited", r"\b(?:only|allowed|applicable|available)\b[^.]*\b(?:if|when|for|in\s+case)\b"),
        ("limited", r"\b(?:required|mandatory|prohibited|forbidden)\b"),
    )
)  # fmt: skip
_SAYS_NOTHING = frozenset({"a", "an", "the", "and", "or", "in", "of", "to", "with", "is", "are", "not", "it", "this"})
_LONGEST = 2_000
"""Characters of a description that are read: what a request needs is not told at greater length."""


def demands_of(description: str) -> tuple[Demand, ...]:
    """Return what a description asks of a request with that field; mostly nothing."""
    if not description or not _MENTIONS.search(description):
        return ()
    demands: dict[Demand, None] = {}
    for sentence in _SENTENCES.split(description[:_LONGEST]):
        plain = _EMPHASIS.sub("", " ".join(sentence.split()))
        if not _NOT.search(plain) and not _LOOSE.search(plain) and (demand := _demand(plain)):
            demands[demand] = None
    return tuple(demands)


def _demand(sentence: str) -> Demand | None:
    """Return what a sentence asks for, by the first row that fits it."""
    for kind, pattern in _ROWS:
        if match := pattern.search(sentence):
            told = match.groupdict()
            names = _terms(told.get("names") or told.get("name") or "")
            words = told.get("words")
            values = _words(words) if words else _terms(told.get("values") or "")
            if words and not values:
                continue
            return Demand(kind=kind, names=names, values=values)
    return None


def _terms(text: str) -> tuple[str, ...]:
    """Return the names or values in a list of them, without quotes."""
    terms = re.findall(rf"{_QUOTED}|[\w.-]+", text)
    bare = (term[1:-1] if term[0] in "`\"'" else term.rstrip(".") for term in terms)
    return tuple(dict.fromkeys(term for term in bare if term and term.lower() not in ("or", "and", "the")))


def _words(text: str) -> tuple[str, ...]:
    """Return the words that a text is about, in lower case."""
    words = re.findall(r"[\w.-]*\w", text.lower())
    return tuple(dict.fromkeys(word for word in words if word not in _SAYS_NOTHING))
