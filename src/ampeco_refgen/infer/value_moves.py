"""The values of an enum that a field no longer has → what took the place of each, by which rule that is known."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.infer.moves import LOOKED_UP, SPELLED_OTHERWISE, Renaming, normal_spelling, replaced
from ampeco_refgen.infer.naming import words
from ampeco_refgen.jsonvalue import JsonText, value_of

ValuePair = tuple[JsonText, JsonText]
"""A value that went, and the one that took its place."""
EnumValues = tuple[JsonText, ...]

_NUMBERS = {"single": "1", "one": "1", "two": "2", "double": "2", "three": "3", "four": "4"}
"""The number that a value begins with, by its word."""


class ValueMove(Struct, frozen=True, kw_only=True):
    """A value of an enum that a field no longer has, and the one that took its place; empty where none is known.

    Both are JSON text. `rule` says how it is known.
    """

    before: JsonText
    after: JsonText = ""
    rule: str = ""


class KnownValues(Struct, frozen=True, kw_only=True):
    """What is known of values in a whole document: pairs that one field shows, and words that were replaced."""

    learned: frozenset[ValuePair]
    renamings: tuple[Renaming, ...]


def value_moves(
    old: EnumValues, new: EnumValues, looked_up: frozenset[ValuePair], known: KnownValues
) -> Iterator[ValueMove]:
    """Yield the values that only `old` has, each with what took its place as far as that is known.

    `looked_up` are pairs that somebody knows of this field. A rule decides only where it finds one value.
    """
    lost, gained = only_in(old, new), only_in(new, old)
    alone, come = lost_and_gained(old, new)
    spelled = {normal_spelling(text): text for text in gained}
    learned = sorted(known.learned)
    for text in lost:
        by_rule = {
            LOOKED_UP: [after for after in gained if (text, after) in looked_up],
            SPELLED_OTHERWISE: [spelled[spelling] for spelling in [normal_spelling(text)] if spelling in spelled],
            "took its place": come if alone == [text] else [],
            "as in other fields": [after for before, after in learned if before == text and after in gained],
            "the number in words": [after for after in come if _is_number_in_words(text, after)],
            "renamed with a resource": [after for after in come if _is_renamed(text, after, known.renamings)],
        }
        rule, after = next(((rule, values[0]) for rule, values in by_rule.items() if len(values) == 1), ("", ""))
        yield ValueMove(before=text, after=after, rule=rule)


def lost_and_gained(old: EnumValues, new: EnumValues) -> tuple[list[JsonText], list[JsonText]]:
    """Return the values that only the old enum has, and only the new one, without those that are spelled otherwise."""
    lost, gained = only_in(old, new), only_in(new, old)
    common = {normal_spelling(text) for text in lost} & {normal_spelling(text) for text in gained}
    return (
        [text for text in lost if normal_spelling(text) not in common],
        [text for text in gained if normal_spelling(text) not in common],
    )


def only_in(values: EnumValues, others: EnumValues) -> list[JsonText]:
    """Return the values that the others do not have; null, which says that a value may be missing, is none."""
    return [text for text in values if text not in others and text != "null"]


def _is_number_in_words(number: JsonText, words_of_it: JsonText) -> bool:
    """Tell whether a value is the other's number in words: `3`, `three_phase`."""
    first = words(str(value_of(words_of_it)))[:1]
    return bool(first) and _NUMBERS.get(first[0]) == str(value_of(number))


def _is_renamed(before: JsonText, after: JsonText, renamings: tuple[Renaming, ...]) -> bool:
    """Tell whether a value is the other with the words replaced that were in the name of a resource."""
    own, other = (words(str(value_of(text))) for text in (before, after))
    return any(replaced(own, renaming) == other != own for renaming in renamings)
