"""Names and questions as words that compare: `orderItemId`, `order-items` and "Order Item" share two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?!s\b)[a-z])")
"""Where a new word begins within a name; the plural of an acronym is one word: `SKUs`."""
_RUNS = re.compile(r"[^\W_]+")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_ALIKE = 0.75
"""The share of letters in common from which a word is taken for a misspelling of another."""


# The same words stand in nearly all names, so that both are remembered: without that a search takes a fifth longer.
@cache
def stems(text: str) -> tuple[str, ...]:
    """Return the words of a name or a text in lower case and without their endings, in order."""
    return tuple(stem(word) for word in _RUNS.findall(_HUMPS.sub(" ", text).lower()))


@cache
def stem(word: str) -> str:
    """Return an English word without the endings of plurals and verb forms: `changing`, `changes` → `chang`."""
    word = _singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and _VOWEL.search(rest):
            word = _DOUBLED.sub(r"\1", rest)
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _singular(word: str) -> str:
    """Return an English word without the ending of a plural."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and len(word) > 2 and word[-2] not in "sui" else word


def same_words(name: str, other: str) -> bool:
    """Tell whether two names have the same words, whatever their spelling: `idTags`, `id-tag`, `Id Tag`, `idtags`.

    Gaps do not count, since names differ in where they put them: `SoC`, `soc`.
    """
    return name == other or not _written_as_one(name).isdisjoint(_written_as_one(other))


@cache
def _written_as_one(name: str) -> frozenset[str]:
    """Return a name as one word: of its stems, of its words in singular, and with an ending only at its end.

    A name that somebody wrote without gaps has lost no endings but its last: `parkingspaces`, `securityeventslog`.
    """
    words = _RUNS.findall(_HUMPS.sub(" ", name).lower())
    return frozenset(("".join(stems(name)), "".join(map(_singular, words)), _singular("".join(words))))


def other_spellings(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names that differ from one in case and gaps alone; where none do, those of the same words."""
    others = [other for other in dict.fromkeys(known) if other != name]
    same_letters = tuple(other for other in others if _letters(other) == _letters(name))
    return same_letters or tuple(other for other in others if same_words(other, name))


def _letters(name: str) -> str:
    return "".join(_RUNS.findall(name)).lower()


def slug(text: str) -> str:
    """Return a name as one word, to be typed without quotes: `Session v1.0` → `session-v1.0`."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-")


def misspelt(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words that a word is likely to stand for, the most alike first."""
    # Length and letters are compared first: the likeness of two words takes much longer.
    slack = 1 if len(word) < 6 else 2
    letters = set(word)
    near = [
        candidate
        for candidate in known
        if abs(len(candidate) - len(word)) <= slack and len(letters ^ set(candidate)) <= 2 * slack
    ]
    rated = [(_likeness(word, candidate), candidate) for candidate in near]
    return tuple(
        candidate for ratio, candidate in sorted(rated, key=lambda pair: (-pair[0], pair[1])) if ratio >= _ALIKE
    )


def _likeness(word: str, other: str) -> float:
    """Return how alike two words are, from 0 to 1; a swap of two neighbours counts as one slip."""
    if len(word) == len(other) and sorted(word) == sorted(other) and sum(map(str.__ne__, word, other)) == 2:
        return 0.95
    return SequenceMatcher(None, word, other, autojunk=False).ratio()


def nearest(name: str, names: Iterable[str], count: int = 5) -> tuple[str, ...]:
    """Return the names most like the given one, in letters or in words, best first."""
    asked = set(stems(name))
    rated = []
    for candidate in dict.fromkeys(names):
        parts = set(stems(candidate))
        common = len(asked & parts) / len(asked | parts) if asked & parts else 0.0
        rated.append((max(common, SequenceMatcher(None, name.lower(), candidate.lower()).ratio()), candidate))
    return tuple(
        candidate for ratio, candidate in sorted(rated, key=lambda pair: (-pair[0], pair[1]))[:count] if ratio > 0.5
    )
