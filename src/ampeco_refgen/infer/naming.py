"""Slugs → names as people write them: "order-items" → "Order Item", "urls" → "URL"; the base of `entities`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ampeco_refgen.catalog.model import Operation, Place
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.infer.vocabulary import Vocabulary

_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+|[^\W_]+")
_KINDLESS_FAMILIES = frozenset({"resources", "objects", "entities", "items", "collections"})
"""Families whose name says nothing of what is in them."""
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
def plain_name(name: str) -> str:
    """Return the letters and digits of ASCII of a name, in lower case: what parameters and fields are known by."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


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
    """Return the words of a name of which the last is in the singular: `order-items` → order, item.

    Two plurals with "and" between them stay as they are: `terms-and-policies`; `wear-and-tear-parts` has one.
    """
    parts = words(name)
    if not parts or name in vocabulary.unchanged or _joins_plurals(parts):
        return parts
    return (*parts[:-1], singular(parts[-1]))


def _joins_plurals(parts: tuple[str, ...]) -> bool:
    before = parts[parts.index("and") - 1] if "and" in parts[1:] else ""
    return singular(before) != before


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
    """Return what a family, a resource and the names below it stand for, together: "Order Item".

    Words with which one name ends and the next begins are said once: "Energy Rate Period" for `energy-rates` and
    `energy-rate-periods`.
    """
    family, resource, *below = key
    title = plural_title if family in vocabulary.actions else singular_title
    own = singular_title(_of_kind(resource, family, vocabulary), vocabulary)
    said: list[str] = []
    for name in (own, *(title(part, vocabulary) for part in below)):
        said += name.split(" ")[_said_before(said, name.split(" ")) :]
    return " ".join(said)


def _said_before(said: list[str], name: list[str]) -> int:
    """Return how many words at the beginning of a name are those that came before it; never all of them."""
    before, own = ([singular(word.lower()) for word in text] for text in (said, name))
    return next((count for count in range(len(own) - 1, 0, -1) if before[-count:] == own[:count]), 0)


def resource_title(name: str, family: str, vocabulary: Vocabulary) -> str:
    """Return the title of all that a resource of a family lists: "Orders", in a family `logs` "Access Logs"."""
    return plural_title(_of_kind(name, family, vocabulary), vocabulary)


def resource_words(name: str, family: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the words of one of what a resource of a family lists: order, item; of `logs/access` access, log."""
    return singular_words(_of_kind(name, family, vocabulary), vocabulary)


def is_kind(family: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a family says what kind of thing is in it: what `logs` lists under `access` are access logs.

    One in the singular (`internal`) is a mark, and a family of actions does something.
    """
    kind = words(family)[-1:]
    plural = any(singular(word) != word for word in kind)
    return plural and family not in _KINDLESS_FAMILIES and family not in vocabulary.actions


def _of_kind(name: str, family: str, vocabulary: Vocabulary) -> str:
    """Return the slug of a resource with that of its family, where this is a kind that the name does not end with."""
    own, kind = singular_words(name, vocabulary), singular_words(family, vocabulary)
    if not is_kind(family, vocabulary) or not own or own[-1] == kind[-1]:
        return name
    return f"{name}-{family}"


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
