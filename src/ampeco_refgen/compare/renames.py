"""Which names of one side are which of the other: for certain (`respelled`, `path_renames`), and likely.

For certain are the same words in another spelling at the same place (`post_code`, `postCode`), and the parameters of
two paths in the same position. Likely, and so an inference with its reason, are two names that share their words in any
order (`networkId`, `network.id`) or their values (`filter[accessType]`, `filter[type]`). Each must be the only one of
its kind that came or went.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.compare.changes import ApiPart
from ampeco_refgen.compare.contract import ValueContract

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_LIKELY_IN = frozenset(
    {ApiPart.PARAMETER, ApiPart.FILTER, ApiPart.BODY_FIELD, ApiPart.RESPONSE_FIELD, ApiPart.WEBHOOK_FIELD}
)
_FEWEST_VALUES = 2
"""A single value in common says too little."""
_HOLDERS = frozenset({"object", "array"})


class LikelyRename(Struct, frozen=True, kw_only=True):
    """A field or filter `before` that is likely `after` now, for the reason `why`; the types are those in words."""

    part: ApiPart
    before: str
    after: str
    type_before: str
    type_after: str
    why: str


def respelled(lost: Iterable[str], gained: Iterable[str]) -> dict[str, str]:
    """Pair names that consist of the same words, where each is the only one of its words that came or went."""
    old, new = _by_words(lost), _by_words(gained)
    return {old[words][0]: new[words][0] for words in old if len(old[words]) == 1 == len(new.get(words, ()))}


def path_renames(old: Operation, new: Operation) -> dict[str, str]:
    """Pair the parameters of two paths by position; equal names stay what they are."""
    names, others = _parameters(old.path), _parameters(new.path)
    pairs = zip(names, others, strict=True) if len(names) == len(others) else _leading(old.path, new.path)
    return {name: other for name, other in pairs if name != other and name not in others and other not in names}


def likely_renames(
    part: ApiPart, lost: Mapping[str, ValueContract], gained: Mapping[str, ValueContract]
) -> Iterator[LikelyRename]:
    """Yield what of the `lost` is likely among the `gained`, both of one section of a contract; each is told once."""
    if part not in _LIKELY_IN or not lost or not gained:
        return
    old, new = dict(lost), dict(gained)
    for why, mark in (("same words", _words_and_form), ("same values", _values)):
        olds, news = _marked_alone(mark, old), _marked_alone(mark, new)
        for common in olds.keys() & news.keys():
            before, after = olds[common], news[common]
            yield LikelyRename(
                part=part,
                before=before,
                after=after,
                type_before=str(old.pop(before)),
                type_after=str(new.pop(after)),
                why=why,
            )


def _by_words(names: Iterable[str]) -> dict[str, list[str]]:
    spelled: dict[str, list[str]] = {}
    for name in filter(None, names):
        words = _NAME.sub(lambda part: " ".join(_WORD.findall(part[0])).lower(), name)
        spelled.setdefault(words, []).append(name)
    return spelled


def _parameters(path: str) -> list[str]:
    return re.findall(r"{([^{}]*)}", path)


def _leading(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs from the first parameter on, as long as the two paths go alike."""
    for segment, other in zip(old[old.find("{") :].split("/"), new[new.find("{") :].split("/"), strict=False):
        names, others = _parameters(segment), _parameters(other)
        if len(names) == 1 == len(others):
            yield names[0], others[0]
        elif segment != other:
            return


def _marked_alone(
    mark_of: Callable[[str, ValueContract], Hashable], values: Mapping[str, ValueContract]
) -> dict[Hashable, str]:
    """Return the names by what marks them, where that marks no other."""
    marked: dict[Hashable, list[str]] = {}
    for where, value in values.items():
        if mark := mark_of(where, value):
            marked.setdefault(mark, []).append(where)
    return {mark: names[0] for mark, names in marked.items() if len(names) == 1}


def _words_and_form(where: str, value: ValueContract) -> Hashable:
    """Return the words of a name in any order and number, and what it is: an item of a list is no field beside it."""
    words = tuple(sorted(word.lower().removesuffix("s") for word in _WORD.findall(where)))
    return words, where.count("[]"), not value.types.isdisjoint(_HOLDERS)


def _values(where: str, value: ValueContract) -> Hashable:
    values = frozenset(value.enum or ())
    return (values, where.count("[]")) if len(values) >= _FEWEST_VALUES else None
