"""Slugs → names as people write them: "order-items" → "Order Item", "urls" → "URL"; the base of `entities`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ampeco_refgen.catalog.model import Operation, Place
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.infer.vocabulary import Vocabulary

_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+|[^\W_]+")
_SMALL_WORDS = frozenset({"a", "and", "at", "by", "for", "in", "of", "on", "or", "per", "the", "to", "with"})
_IRREGULAR = {"children": "child", "people": "person", "men": "man", "women": "woman", "analyses": "analysis"}
_NO_PLURAL = re.compile(r"(ss|us|is|ics|series|news|stats|details|data|species|sms)$")
_ENDINGS = (
    (re.compile(r"(?<=[^aeiou])ies$"), "y"),
    (re.compile(r"(?<=ss|sh|zz|tu)es$|(?<=[^aeiou]us)es$|(?<=[ti]ch)es$|(?<=x)es$"), ""),
    (re.compile(r"(?<=alias|canva)es$"), ""),
    (re.compile(r"s$"), ""),
)
_KEPT_E = re.compile(r"(cache|niche|movie|cookie|calorie|house|cause|clause|pause|course)s$")
_LETTER, _NO_LETTER_OR_DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"[\W_]")


def spelled(text: str) -> str:
    """Return a text without what spellings differ in: case, blanks, punctuation; one without letters as it is."""
    if text.isascii() and text.isalpha():
        return text.lower()
    return _NO_LETTER_OR_DIGIT.sub("", text.lower()) if _LETTER.search(text) else text


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the words of a slug, a snake_case or a camelCase name in lower case: `dlmCircuitId` → dlm, circuit, id.

    Kept for good, as singulars are, since most rules ask for the same few names: the data model takes a fifth longer
    without.
    """
    return tuple(word.lower() for word in _WORD.findall(name))


@cache
def singular(word: str) -> str:
    """Return the singular of an English word in lower case, the word itself where it has none."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if _KEPT_E.search(word):
        return word[:-1]
    if _NO_PLURAL.search(word) or len(word) < 3:
        return word
    for ending, instead in _ENDINGS:
        if ending.search(word):
            return ending.sub(instead, word)
    return word


def singular_words(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the words of a name of which the last is in the singular: `order-items` → order, item."""
    parts = words(name)
    if not parts or name in vocabulary.unchanged or "and" in parts:
        return parts
    return (*parts[:-1], singular(parts[-1]))


def singular_title(slug: str, vocabulary: Vocabulary) -> str:
    """Return the name of one of what a slug lists: "order-items" → "Order Item", "urls" → "URL"."""
    return _titled(singular_words(slug, vocabulary), vocabulary) or slug


def plural_title(slug: str, vocabulary: Vocabulary) -> str:
    """Return the slug itself as a title: "order-items" → "Order Items", "urls" → "URLs"."""
    return _titled(words(slug), vocabulary) or slug


def segments(place: Place) -> tuple[str, ...]:
    """Return the names in a subpath, without its parameters: `/{order}/items/{item}` → items."""
    return tuple(part for part in place.subpath.split("/") if part and "{" not in part)


def key_title(key: tuple[str, ...], vocabulary: Vocabulary) -> str:
    """Return what a family, a resource and the names below it stand for, together: "Order Item"."""
    family, resource, *below = key
    title = plural_title if family in vocabulary.actions else singular_title
    return " ".join((singular_title(resource, vocabulary), *(title(part, vocabulary) for part in below)))


def shape_name(operation: Operation, vocabulary: Vocabulary) -> str:
    """Return the name of what an operation responds with: "Order Item v2.0", "User v1.0"."""
    place = operation.place
    title = key_title((place.family, place.resource, *segments(place)), vocabulary)
    return f"{title} {place.version}".rstrip()


def newest(operations: Iterable[Operation]) -> str:
    """Return the newest version among the operations, empty where there are none."""
    return max((operation.place.version for operation in operations), key=version_key, default="")


def _titled(parts: tuple[str, ...], vocabulary: Vocabulary) -> str:
    known = _spellings(vocabulary.acronyms)
    return " ".join(known.get(word) or _title(word, number) for number, word in enumerate(parts))


def _title(word: str, number: int) -> str:
    return word if number and word in _SMALL_WORDS else word[:1].upper() + word[1:]


@cache  # a table of some fifty words, asked for by every name
def _spellings(acronyms: tuple[str, ...]) -> dict[str, str]:
    """Return how acronyms and their plurals are written, by their lower case; the first of several counts."""
    written = [spelled for acronym in acronyms for spelled in (acronym, f"{acronym}s")]
    return {spelled.lower(): spelled for spelled in reversed(written)}
