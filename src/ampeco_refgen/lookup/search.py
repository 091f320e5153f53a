"""Words → ranked `Hit`s. A word is worth more the fewer things it is found in, and one that is missing costs dearly.

What is deprecated comes after what is live and fits about as well; before it, when the question is about that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from ampeco_refgen.lookup.entries import Entry
from ampeco_refgen.lookup.model import Hit
from ampeco_refgen.lookup.scoring import Subject, Word, fit, worths
from ampeco_refgen.lookup.words import stems

_STRONG, _WEAK = 0.55, 0.25
"""The shares of the best score from which a hit is as good as the best, and below which it is left out."""
_FILLERS = frozenset(
    stems("a an and are at by can do does for from how i in is it me my of on or the to via what which with")
)
_PAST = frozenset(stems("deprecated migrate migration obsolete old outdated replace replacement successor"))
"""Words of questions about what is deprecated; the hits name the successors."""
_IDENTIFIER = re.compile(r"[a-z][A-Z]|\w[_.[]\w")
_SUCCESSOR = re.compile(r"^\*\*Deprecated\*\*: use \[((?:\\.|[^\]\\])+)\]", re.MULTILINE)
_MEMBERS = 3


def search(entries: Iterable[Entry], question: str, limit: int = 10) -> tuple[Hit, ...]:
    """Return the best hits for the words of a question, best first."""
    subjects = [Subject(entry) for entry in entries]
    words = words_of(question)
    past = any(word[0] in _PAST for word in words)
    words = tuple(word for word in words if word[0] not in _PAST) or words
    rated = {word: worths(subjects, word) for word in words}
    found = {word: worth for word, (worth, _) in rated.items()}
    asked = frozenset(part for word, (_, meant) in rated.items() for part in (*word, *meant))
    scores = [_score(one, number, found, asked) for number, one in enumerate(subjects)]
    best = max(scores, default=0.0)

    def rank(number: int) -> tuple[bool, bool, float, int]:
        entry = subjects[number].entry
        return (scores[number] < best * _STRONG, entry.deprecated is not past, -scores[number], number)

    good = (number for number, score in enumerate(scores) if score and score >= best * _WEAK)
    ranked = sorted(good, key=rank)[:limit]
    return tuple(_hit(subjects[number], scores[number], words) for number in ranked)


def words_of(question: str) -> tuple[Word, ...]:
    """Return the words of a question, each once: identifiers whole, fillers only where there is nothing else."""
    words: list[Word] = []
    for token in question.split():
        parts = stems(token)
        words += [parts] if _IDENTIFIER.search(token) and parts else [(part,) for part in parts]
    telling = [word for word in words if word[0] not in _FILLERS]
    return tuple(dict.fromkeys(telling or words))


def _score(subject: Subject, number: int, found: Mapping[Word, Mapping[int, float]], asked: frozenset[str]) -> float:
    having = [word for word, worth in found.items() if number in worth]
    if not having:
        return 0.0
    total = sum(found[word][number] * math.log(1 + 1000 / len(found[word])) for word in having)
    words = tuple(found)
    likely = 0.7 + 0.3 * subject.named_share(asked) + 0.2 * subject.neighbours(words)
    return total * (len(having) / len(words)) ** 2 * likely * subject.entry.weight


def _hit(subject: Subject, score: float, words: Sequence[Word]) -> Hit:
    entry = subject.entry
    successor = _SUCCESSOR.search(entry.text) if entry.deprecated else None
    return Hit(
        kind=entry.kind,
        title=entry.title,
        summary=entry.summary,
        place=entry.place,
        deprecated=entry.deprecated,
        successor=successor[1].replace("\\", "") if successor else "",
        matched=_matched(subject, words),
        score=round(score, 2),
    )


def _matched(subject: Subject, words: Sequence[Word]) -> tuple[str, ...]:
    """Return the fields, else the values, that have most of the words, where the names do not have them all."""
    missing = [word for word in words if not subject.known.issuperset(word)]
    for names in (subject.fields, subject.codes):
        rated = {
            name: sum(fit(word, name) for word in words) for name in names if any(fit(one, name) for one in missing)
        }
        if missing and rated:
            best = max(rated.values())
            fitting = (name for name, rate in rated.items() if rate == best and " " not in name)
            return tuple(sorted(fitting, key=lambda name: (len(stems(name)), name))[:_MEMBERS])
    return ()
