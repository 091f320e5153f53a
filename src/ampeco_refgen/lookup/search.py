"""Words → ranked `Hit`s: calls first, then what goes with them. One pass over the pages; there is no index file.

A word is worth much in a thing's names, less among its fields, still less among values and in prose; it is worth more
the fewer things have it, and one that is missing costs dearly. What is deprecated comes after what is live and fits
about as well; before it, when the question is about that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ampeco_refgen.lookup.bundle import REFERENCE, BundleFiles, Call
from ampeco_refgen.lookup.find_by_heading import operation_id, webhooks
from ampeco_refgen.lookup.find_in_calls import ENUMS, entities_of
from ampeco_refgen.lookup.words import misspelt, same_words, slug, stem, stems

Word = tuple[str, ...]
"""A word of a question: its stem, or those of an identifier or of a set phrase, which belong together: `userId`."""
_NAME, _NOTE, _FIELD, _VALUE, _PROSE = 6.0, 3.0, 2.0, 1.5, 0.6
_BEGUN, _SYNONYM, _RELATED, _MISSPELT = 0.65, 0.6, 0.7, 0.7
"""What is left of the worth for a word that only begins so, that says the same, is related, or may be meant."""
_ENDINGS = ("er", "or", "ation", "ion", "ment")
"""Endings by which nouns are made of the verbs that names may have: `charger`, `cancellation`."""
_STRONG, _WEAK = 0.7, 0.25
"""The shares of the best score from which a hit is as good as the best, and below which it is left out."""
_ONE_LINE = 0.6
"""What it adds that one line of the text has all the words together."""
_WHOLE = 0.3
"""What it adds that the name of a thing is said as a whole, of a call the last in its path: `order-items`."""
_SCATTERED = 0.5
"""What is left where the names have none of several words, and no line has all of them: each means something else."""
_MEMBERS = 3
_LONGEST = 50
"""Longer words are not divided into those that they may be written together of."""
_GROUPS = {
    "recipes": ("recipe", 0.8),
    "common-patterns": ("pattern", 0.8),
    "data-model": ("relations", 0.4),
    "clients": ("client", 0.3),
}
"""The lists of which each group is an entry, with its kind and weight."""
_WEBHOOK_WEIGHT = 0.6


_SYNONYMS = tuple(
    frozenset(map(stems, group))
    for group in (
        ("create", "add", "new", "post", "register"),
        ("update", "edit", "change", "modify", "patch", "put"),
        ("delete", "remove"),
        ("list", "get", "read", "fetch", "find"),
        ("add", "top up", "charge up"),
        ("start", "begin"),
        ("stop", "end", "finish"),
        ("reset", "restart", "reboot"),
        ("balance", "credit", "wallet"),
        ("webhook", "callback", "event", "notification"),
    )
)
_PHRASES = frozenset(word for group in _SYNONYMS for word in group if len(word) > 1)
_VERBS = frozenset(word[0] for group in _SYNONYMS[:4] for word in group)
_CALLBACKS = frozenset(stems("webhook callback event"))
_FILLERS = frozenset(
    stems(
        "a an and api are at by call can do does endpoint for from has have how i in is it me my not of on or that"
        " the there to via was what when which who why with"
    )
)
_PAST = frozenset(stems("deprecated migrate migration obsolete old outdated replace replacement successor"))
"""Words of questions about what is deprecated; the hits name the successors."""
_IDENTIFIER = re.compile(r"[a-z][A-Z]|\w[_.[]\w")
_SUCCESSOR = re.compile(r"^\*\*Deprecated\*\*: use \[((?:\\.|[^\]\\])+)\]", re.MULTILINE)
_FIELD_NAME = re.compile(r"^ *- `([^`\n]+)`", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")


class SearchEntry(NamedTuple):
    """One thing to be found.

    `title` is the target that `show` takes for it, `names` the words that it goes by, `place` its page, `text` what
    the bundle says about it. `weight` tells how likely things of its kind are meant; `notes` are those of the endpoints
    index about a call, `said` is the name that
    it is called by: the last one in the path of a call.
    """

    kind: str
    title: str
    summary: str
    names: str
    place: str
    text: str
    weight: float
    deprecated: bool = False
    notes: str = ""
    said: str = ""


class Hit(NamedTuple):
    """A thing that was found: `target` is what `show` takes, `matched` the members that the words were found in."""

    target: str
    kind: str
    summary: str
    page: str
    deprecated: bool
    successor: str
    matched: tuple[str, ...]
    score: float

    def line(self) -> str:
        """Return one line: the target for `show`, the summary, the page; in brackets the successor and what matched."""
        marks = [f"deprecated, use {self.successor}" if self.successor else "deprecated"] if self.deprecated else []
        marks += [", ".join(self.matched)] if self.matched else []
        summary = f" — {self.summary}" if self.summary else ""
        return f"{self.target}{summary} ({self.page}){''.join(f' [{mark}]' for mark in marks)}"


def entries_of(bundle: BundleFiles) -> Iterator[SearchEntry]:
    """Yield everything in the bundle that a search may find."""
    yield from (_operation(bundle, call) for call in bundle.calls)
    for entity in entities_of(bundle):
        title = f"fields:{slug(entity.title)}"
        place = f"{REFERENCE}{entity.page}"
        yield SearchEntry("fields", title, entity.title, entity.title, place, entity.line, 0.5, entity.deprecated)
    for name, page in webhooks(bundle).items():
        yield _webhook(name, page, bundle.body(page))
    for group in bundle.groups(ENUMS):
        place = f"{REFERENCE}{group.page}"
        yield SearchEntry("enum", f"enum:{slug(group.heading)}", group.heading, group.heading, place, group.text, 0.5)
    for list_name, (kind, weight) in _GROUPS.items():
        for group in bundle.groups(list_name):
            names = f"{kind} {group.heading}"
            place = f"{REFERENCE}{group.page}#{group.anchor}"
            yield SearchEntry(kind, f"{kind}:{group.anchor}", group.heading, names, place, group.text, weight)


def _operation(bundle: BundleFiles, call: Call) -> SearchEntry:
    name = operation_id(bundle, call)
    fixed = [part for part in (*call.head[-1:], call.resource, *call.tail) if "{" not in part]
    return SearchEntry(
        kind="operation",
        title=call.key,
        summary=call.summary or name,
        names=f"{call.method} {' '.join(fixed)} {call.summary} {name}",
        place=f"{REFERENCE}{call.page}",
        text=bundle.body(call.page),
        weight=1.0,
        deprecated=call.deprecated,
        notes=" ".join(call.notes),
        said="".join(fixed[-1:]),
    )


def _webhook(name: str, page: str, text: str) -> SearchEntry:
    payload = text.partition("\n## ")[2]
    summary = payload.partition("\n\n")[2].partition("\n")[0]
    deprecated = text.partition("\n\n")[2].startswith("**Deprecated**")
    names = f"webhook {name} {summary}"
    return SearchEntry(
        kind="webhook",
        title=f"webhook:{name}",
        summary=summary,
        names=names,
        place=f"{REFERENCE}{page}",
        text=text,
        weight=_WEBHOOK_WEIGHT,
        deprecated=deprecated,
        said=name,
    )


def search(entries: Iterable[SearchEntry], question: str, limit: int = 10) -> tuple[tuple[Hit, ...], int]:
    """Return at most `limit` hits for a question, best first, and how many there are without the limit."""
    subjects = [_Subject(entry) for entry in entries]
    known = frozenset[str]().union(*(subject.known for subject in subjects))
    words = words_of(question)
    about_deprecated = any(word[0] in _PAST for word in words)
    words = tuple(word for word in words if word[0] not in _PAST) or words
    words = tuple(dict.fromkeys(part for word in words for part in _parted(word, known, subjects)))
    rated = {word: _worth_by_subject(subjects, word) for word in words}
    worths = {word: worth for word, (worth, _) in rated.items()}
    # With the words that misspelt ones may stand for, since they, too, are found in names.
    asked = frozenset(part for word, (_, meant) in rated.items() for part in (*word, *meant))
    scores = [_score(subject, number, worths, asked) for number, subject in enumerate(subjects)]
    best = max(scores, default=0.0)

    def rank(number: int) -> tuple[bool, bool, float, int]:
        # Of hits as good as the best, those come first that are deprecated or live as it is asked for.
        entry = subjects[number].entry
        return scores[number] < best * _STRONG, entry.deprecated is not about_deprecated, -scores[number], number

    good = [number for number, score in enumerate(scores) if score and score >= best * _WEAK]
    hits = (_hit(subjects[number], scores[number], words) for number in sorted(good, key=rank)[:limit])
    return tuple(hits), len(good)


def words_of(question: str) -> tuple[Word, ...]:
    """Return the words of a question, each once: identifiers and set phrases as one word.

    Fillers such as "how" and "the" are left out, unless the question has nothing else.
    """
    words: list[Word] = []
    for token in question.split():
        parts = stems(token)
        words += [parts] if _IDENTIFIER.search(token) and parts else [(part,) for part in parts]
    for number in range(len(words) - 1, 0, -1):
        pair = words[number - 1] + words[number]
        if pair in _PHRASES:
            words[number - 1 : number + 1] = [pair]
    telling = [word for word in words if len(word) > 1 or word[0] not in _FILLERS]
    return tuple(dict.fromkeys(telling or words))


def _parted(word: Word, known: frozenset[str], subjects: Sequence[_Subject]) -> tuple[Word, ...]:
    """Return the words that a word was written together of, as they follow each other in a name: `orderitems`.

    `known` are the stems of all names. A word that is one of them stays as it is, and so does one that names lack.
    """
    if len(word) > 1 or word[0] in known or len(word[0]) > _LONGEST:
        return (word,)
    for parts in _divisions(word[0], known):
        if any(f" {' '.join(parts)} " in subject.spaced for subject in subjects):
            return tuple((part,) for part in parts)
    return (word,)


def _divisions(letters: str, known: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Yield the stems of the known words that some letters consist of, for each way to divide them so."""
    for end in range(len(letters) - 2, 1, -1):
        first = stem(letters[:end])
        rest = letters[end:]
        if first in known:
            if stem(rest) in known:
                yield first, stem(rest)
            yield from ((first, *others) for others in _divisions(rest, known))


def _score(subject: _Subject, number: int, worths: Mapping[Word, Mapping[int, float]], asked: frozenset[str]) -> float:
    """Return how well a subject, known by its number in `worths`, fits the words; 0 where it has none of them.

    `worths` are what each word of the question is worth in each subject, `asked` the stems that the question asks for.
    """
    present = [word for word, worth in worths.items() if number in worth]
    if not present:
        return 0.0
    words = tuple(worths)
    total = sum(worths[word][number] * _rarity(worths[word]) for word in present)
    likely = 0.7 + 0.3 * subject.named_share(asked) + 0.2 * subject.neighbours(words)
    if len(present) == len(words) > 2 and min(worths[word][number] for word in present) < _FIELD:
        likely += _ONE_LINE * subject.has_line_with(words)
    # A word that names nothing in the bundle tells less of what is meant, so that it costs less where it is missing.
    telling = {word: max((*worths[word].values(), _FIELD)) / _NAME if len(word) == 1 else 1.0 for word in words}
    covered = sum(telling[word] * min(worths[word][number] / _FIELD, 1.0) for word in present) / sum(telling.values())
    likely += _WHOLE * bool(subject.said and subject.said <= asked)
    if len(words) > 1 and not any(worths[word][number] > _FIELD for word in present):
        likely *= 1.0 if subject.has_line_with(words) else _SCATTERED
    return total * covered**2 * likely * _weight(subject.entry, words)


def _rarity(worths: Mapping[int, float]) -> float:
    """Return how telling a word is, which is the more, the fewer things have it.

    Things that have it in their names count whole, others by what the word is worth in them.
    """
    return math.log(1 + 1000 / (sum(worths.values()) / _NAME))


def _weight(entry: SearchEntry, words: Sequence[Word]) -> float:
    """Return how likely a thing is meant: by its kind, but a webhook that is asked for as likely as a call.

    Who asks for nothing but webhooks asks for none of them, rather for how they are subscribed to.
    """
    parts = [part for word in words for part in word]
    if entry.kind != "webhook":
        return entry.weight
    if _CALLBACKS.issuperset(parts):
        return entry.weight / 2
    named = same_words("".join(parts), entry.title.partition(":")[2])
    return 1.0 if named or not _CALLBACKS.isdisjoint(parts) else entry.weight


class _Subject:
    """An entry as words are looked up in it; each kind of place is read when it is first asked for."""

    def __init__(self, entry: SearchEntry) -> None:
        self.entry = entry
        self.parts = stems(entry.names)
        self.known = frozenset(self.parts)
        self.spaced = f" {' '.join(self.parts)} "
        self.notes = frozenset(stems(entry.notes))
        self.said = frozenset(stems(entry.said))
        self.lower = entry.text.lower()
        self._names: dict[str, frozenset[str]] = {}

    @property
    def fields(self) -> frozenset[str]:
        """The names that list items begin with: fields, parameters, filters."""
        return self._found(_FIELD_NAME)

    @property
    def codes(self) -> frozenset[str]:
        """Everything that is set as code but whole calls: names, values, defaults."""
        return self._found(_CODE)

    def _found(self, pattern: re.Pattern[str]) -> frozenset[str]:
        if pattern.pattern not in self._names:
            names = (name for name in pattern.findall(self.entry.text) if " /" not in name)
            self._names[pattern.pattern] = frozenset(names)
        return self._names[pattern.pattern]

    def worth(self, word: Word) -> float:
        """Return what a word is worth by the best place it has here, 0 where it has none.

        What a call does is told by its names, so the text is not asked for verbs.
        """
        named = self._named(word) or _NOTE * self.notes.issuperset(word)
        if named or (len(word) == 1 and word[0] in _VERBS) or not all(part.rstrip("y") in self.lower for part in word):
            return named
        for worth, names in ((_FIELD, self.fields), (_VALUE, self.codes)):
            if share := max((_fit_of_name(word, name) for name in names), default=0.0):
                return worth * share
        return _PROSE if re.search(rf"\b{re.escape(word[0].rstrip('y'))}", self.lower) else 0.0

    def _named(self, word: Word) -> float:
        """Return what a word is worth by the names of the thing: whole, or as the beginning or some of their words."""
        if self.known.issuperset(word):
            return _NAME
        together = "".join(word)
        begun = len(word) == 1 and len(together) > 2 and f" {together}" in self.spaced
        return _NAME * _BEGUN if begun else 0.0

    def named_share(self, asked: frozenset[str]) -> float:
        """Return the share of the words of the names, verbs apart, that are asked for."""
        telling = self.known - _VERBS
        return len(telling & asked) / max(len(telling), 1)

    def neighbours(self, words: Sequence[Word]) -> int:
        """Return how many pairs of neighbours in the question are neighbours in the names, too."""
        pairs = ((words[number], words[number + 1]) for number in range(len(words) - 1))
        return sum(f" {word[-1]} {following[0]} " in self.spaced for word, following in pairs)

    def has_line_with(self, words: Sequence[Word]) -> bool:
        """Tell whether one line of the text has all the words."""
        parts = [part.rstrip("y") for word in words for part in word]
        rare = max(parts, key=len)
        return any(rare in line and all(part in line for part in parts) for line in self.lower.split("\n"))


def _fit_of_name(word: Word, name: str) -> float:
    """Return how well a word fits an identifier: 1 for some or all of its words, less for a beginning, 0 where not."""
    letters = name.lower()
    if not all(part.rstrip("y") in letters for part in word):  # spares the rest for nearly all
        return 0.0
    parts = stems(name)
    if all(part in parts for part in word) or (len(word) == 1 and _written_together(word[0], parts)):
        return 1.0
    begins = len(word) == 1 and len(word[0]) > 2 and any(part.startswith(word[0]) for part in parts)
    return _BEGUN if begins else 0.0


def _written_together(word: str, parts: Sequence[str]) -> bool:
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


def _worth_by_subject(subjects: Sequence[_Subject], word: Word) -> tuple[dict[int, float], tuple[str, ...]]:
    """Return what a word is worth by the number of each subject that has it or, in its names, a synonym of it.

    Where nothing but prose has the word, it may be misspelt: then the words count that it may stand for. They are the
    second value; it is empty otherwise.
    """
    worths = {number: worth for number, subject in enumerate(subjects) if (worth := subject.worth(word))}
    synonyms = [other for group in _SYNONYMS if word in group for other in group if other != word]
    related = [(root,) for root in _roots(word)] if max(worths.values(), default=0.0) < _NAME * _BEGUN else []
    alike = [*((other, _SYNONYM) for other in synonyms), *((other, _RELATED) for other in related)]
    for number, subject in enumerate(subjects):
        share = max((share for other, share in alike if subject.known.issuperset(other)), default=0.0)
        if share and worths.get(number, 0.0) < _NAME * share:
            worths[number] = _NAME * share
    known = max(worths.values(), default=0.0) > _PROSE or len(word) > 1
    meant = () if known else _likely_meant(subjects, word[0])
    for near in meant:
        for number, subject in enumerate(subjects):
            worths[number] = max(worths.get(number, 0.0), subject.worth((near,)) * _MISSPELT)
    worths = {number: worth for number, worth in worths.items() if worth}
    return worths, (*meant, *(part for other, _ in alike for part in other))


def _roots(word: Word) -> tuple[str, ...]:
    """Return the stems of the verbs that a noun may be made of."""
    noun = "".join(word) if len(word) == 1 else ""
    roots = (stem(noun.removesuffix(ending)) for ending in _ENDINGS if noun.endswith(ending))
    return tuple(root for root in roots if len(root) > 3)


def _likely_meant(subjects: Sequence[_Subject], word: str) -> tuple[str, ...]:
    """Return up to three words that a word may be a misspelling of: from names of things, else from names of fields."""
    names = frozenset[str]().union(*(subject.known for subject in subjects))
    if near := misspelt(word, names):
        return near[:3]
    fields = frozenset[str]().union(*(subject.fields for subject in subjects))
    return misspelt(word, {part for field in fields for part in stems(field)})[:3]


def _hit(subject: _Subject, score: float, words: Sequence[Word]) -> Hit:
    entry = subject.entry
    successor = _SUCCESSOR.search(entry.text) if entry.deprecated else None
    return Hit(
        target=entry.title,
        kind=entry.kind,
        summary=entry.summary,
        page=entry.place,
        deprecated=entry.deprecated,
        successor=re.sub(r"\\(.)", r"\1", successor[1]) if successor else "",
        matched=_matched(subject, words),
        score=round(score, 2),
    )


def _matched(subject: _Subject, words: Sequence[Word]) -> tuple[str, ...]:
    """Return the fields, else the values, in which most of the words were found; none where the names have them all."""
    missing = [word for word in words if not subject.known.issuperset(word)]
    for names in (subject.fields, subject.codes) if missing else ():
        rated = {
            name: sum(_fit_of_name(word, name) for word in words)
            for name in names
            if any(_fit_of_name(word, name) for word in missing)
        }
        if rated:
            best = max(rated.values())
            fitting = (name for name, rate in rated.items() if rate == best and " " not in name)
            return tuple(sorted(fitting, key=lambda name: (len(stems(name)), name))[:_MEMBERS])
    return ()
