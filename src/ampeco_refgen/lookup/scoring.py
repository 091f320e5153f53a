"""What a word is worth in a thing: much in its names, less among its fields, still less among values and in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import pairwise

from ampeco_refgen.lookup.entries import Entry
from ampeco_refgen.lookup.words import misspelt, stem, stems

Word = tuple[str, ...]
"""A word of a question: its stem, or those of an identifier, which belong together: `userId`."""

_NAME, _FIELD, _VALUE, _PROSE = 6.0, 2.0, 1.5, 0.6
_BEGUN, _SYNONYM, _MISSPELT = 0.65, 0.6, 0.7
"""What is left of the worth for a word that only begins so, that says the same, or that may be meant."""
_SYNONYMS = (
    ("create", "add", "new", "post", "register"),
    ("update", "edit", "change", "modify", "patch", "put"),
    ("delete", "remove"),
    ("list", "get", "read", "fetch", "find"),
    ("webhook", "callback", "event", "notification"),
)
_FIELD_NAME = re.compile(r"^ *- `([^`\n]+)`", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_VERBS = frozenset(stem(one) for group in _SYNONYMS[:4] for one in group)


class Subject:
    """An entry as words are looked up in it; each kind of place is read when it is first asked for."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.known = frozenset(stems(entry.names))
        self.spaced = f" {' '.join(stems(entry.names))} "
        self.lower = entry.text.lower()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The words of the names, in order."""
        return stems(self.entry.names)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names that list items begin with: fields, parameters, filters."""
        return frozenset(_FIELD_NAME.findall(self.entry.text))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Everything that is set as code, enum values and defaults among them, but whole calls."""
        return frozenset(code for code in _CODE.findall(self.entry.text) if " /" not in code)

    def worth(self, word: Word) -> float:
        """Return what a word is worth by the best place it has here, 0 where it has none.

        What a call does is told by its names, so the text is not asked for verbs.
        """
        named = self._named(word)
        if named or (len(word) == 1 and word[0] in _VERBS) or not all(one.rstrip("y") in self.lower for one in word):
            return named
        for worth, names in ((_FIELD, self.fields), (_VALUE, self.codes)):
            if share := _best_fit(word, names):
                return worth * share
        return _PROSE if re.search(rf"\b{re.escape(word[0].rstrip('y'))}", self.lower) else 0.0

    def _named(self, word: Word) -> float:
        if self.known.issuperset(word):
            return _NAME
        together = "".join(word)
        begun = len(word) == 1 and len(together) > 2 and f" {together}" in self.spaced
        return _NAME * _BEGUN if begun or (len(word) == 1 and written_together(together, self.parts)) else 0.0

    def named_share(self, asked: frozenset[str]) -> float:
        """Return how much of the names is asked for, verbs apart."""
        telling = self.known - _VERBS
        together = [word for word in asked - telling if written_together(word, self.parts)]
        named = [part for part in telling if part in asked or any(part in word for word in together)]
        return len(named) / max(len(telling), 1)

    def neighbours(self, words: Sequence[Word]) -> int:
        """Return how many words follow each other in the names as they do in the question."""
        return sum(f" {one[-1]} {other[0]} " in self.spaced for one, other in pairwise(words))


def _best_fit(word: Word, names: Iterable[str]) -> float:
    best = 0.0
    for name in names:
        share = fit(word, name)
        if share == 1.0:
            return share
        best = max(best, share)
    return best


@cache
def fit(word: Word, name: str) -> float:
    """Return how well a word fits an identifier: as all or some of its words, as the beginning of one, or not."""
    letters = name.lower()
    if not all(one.rstrip("y") in letters for one in word):  # spares the rest for nearly all
        return 0.0
    parts = stems(name)
    if all(one in parts for one in word) or (len(word) == 1 and written_together(word[0], parts)):
        return 1.0
    begins = len(word) == 1 and len(word[0]) > 2 and any(part.startswith(word[0]) for part in parts)
    return _BEGUN if begins else 0.0


def written_together(word: str, parts: Sequence[str]) -> bool:
    """Tell whether a word is made of words that follow each other: `idtag` of `id`, `tag`.

    Stems lose the `e` that ends them (`charge`, `point`), so that one is worth nothing here.
    """
    letters, bare = word.replace("e", ""), [part.replace("e", "") for part in parts]
    if len(word) < 4 or letters not in "".join(bare):
        return False
    return any(
        "".join(bare[number:]).startswith(letters)
        for number, part in enumerate(bare)
        if part and letters.startswith(part)
    )


def worths(subjects: Sequence[Subject], word: Word) -> tuple[dict[int, float], tuple[str, ...]]:
    """Return what a word is worth in each subject that has it or, in its names, a synonym.

    Where nothing but prose has it, the words count that it may be a misspelling of; they are returned, too.
    """
    found = {number: worth for number, one in enumerate(subjects) if (worth := one.worth(word))}
    synonyms = _synonyms(word)
    for number, one in enumerate(subjects):
        if found.get(number, 0.0) < _NAME * _SYNONYM and not synonyms.isdisjoint(one.known):
            found[number] = _NAME * _SYNONYM
    known = max(found.values(), default=0.0) > _PROSE or len(word) > 1
    meant = () if known else _meant(subjects, word[0])
    for near in meant:
        for number, one in enumerate(subjects):
            found[number] = max(found.get(number, 0.0), one.worth((near,)) * _MISSPELT)
    return {number: worth for number, worth in found.items() if worth}, meant


def _meant(subjects: Sequence[Subject], word: str) -> tuple[str, ...]:
    """Return what a word may be a misspelling of: in the names of things, else in those of fields."""
    names = frozenset[str]().union(*(one.known for one in subjects))
    if near := misspelt(word, names):
        return near[:3]
    fields = frozenset[str]().union(*(one.fields for one in subjects))
    return misspelt(word, {part for field in fields for part in stems(field)})[:3]


def _synonyms(word: Word) -> frozenset[str]:
    groups = ({stem(one) for one in group} for group in _SYNONYMS)
    return frozenset(one for group in groups if group.issuperset(word) for one in group)
