"""Names that went and names that came → which of them are the same thing under another name.

Certain (`respelled`, `path_renames`) are names of the same words in another spelling at the same place (`post_code`,
`postCode`), and the parameters of two paths in the same position. Likely (`likely_renames`), and so an inference with
its reason, are names that share their words in any order (`networkId`, `network.id`) or their enum's values
(`filter[accessType]`, `filter[type]`). Names are paired only where on either side just one has these words or values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.compare.changes import ApiPart
from ampeco_refgen.compare.contract import ValueContract

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""One word of a name: `chargePointID2` has `charge`, `Point`, `ID`, `2`."""
_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""One name of a dotted path."""
_LIKELY_IN = frozenset(
    {ApiPart.PARAMETER, ApiPart.FILTER, ApiPart.BODY_FIELD, ApiPart.RESPONSE_FIELD, ApiPart.WEBHOOK_FIELD}
)
_FEWEST_VALUES = 2
"""Values that an enum needs to be recognized by: a single one says too little."""
_HOLDERS = frozenset({"object", "array"})


class LikelyRename(Struct, frozen=True, kw_only=True):
    """A field, filter or parameter `before` that is likely called `after` now, for the reason `why`.

    Names are dotted paths within `part`; `type_before` and `type_after` are the types in words, as pages write them.
    """

    part: ApiPart
    before: str
    after: str
    type_before: str
    type_after: str
    why: str


def respelled(lost: Iterable[str], gained: Iterable[str]) -> dict[str, str]:
    """Return lost name → gained name for names of the same words in the same order.

    They are paired where just one of the lost and just one of the gained names has these words.
    """
    old, new = _by_words(lost), _by_words(gained)
    return {old[words][0]: new[words][0] for words in old if len(old[words]) == 1 == len(new.get(words, ()))}


def path_renames(old: Operation, new: Operation) -> dict[str, str]:
    """Return old name → new name for the parameters of two paths that stand in the same position.

    A name that both paths have is not renamed. Paths with different numbers of parameters are compared from the first
    parameter on, up to where they differ.
    """
    names, others = _parameters(old.path), _parameters(new.path)
    pairs = zip(names, others, strict=True) if len(names) == len(others) else _leading(old.path, new.path)
    return {name: other for name, other in pairs if name != other and name not in others and other not in names}


def likely_renames(
    part: ApiPart, lost: Mapping[str, ValueContract], gained: Mapping[str, ValueContract]
) -> Iterator[LikelyRename]:
    """Yield the `lost` values that are likely among the `gained` under another name, in no order; each at most once.

    Both are the values of one part of a contract by name, without those that `respelled` has paired.
    """
    if part not in _LIKELY_IN or not lost or not gained:
        return
    old, new = dict(lost), dict(gained)
    for why, traits_of in (("same words", _words_and_form), ("same values", _values)):
        old_names, new_names = _names_by_traits(traits_of, old), _names_by_traits(traits_of, new)
        for common in old_names.keys() & new_names.keys():
            before, after = old_names[common], new_names[common]
            yield LikelyRename(
                part=part,
                before=before,
                after=after,
                type_before=str(old.pop(before)),
                type_after=str(new.pop(after)),
                why=why,
            )


def _by_words(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the names by their words in lower case: `a.postCode` and `a.post_code` by `a.post code`."""
    spelled: dict[str, list[str]] = {}
    for name in filter(None, names):
        words = _NAME.sub(lambda part: " ".join(_WORD.findall(part[0])).lower(), name)
        spelled.setdefault(words, []).append(name)
    return spelled


def _parameters(path: str) -> list[str]:
    return re.findall(r"{([^{}]*)}", path)


def _leading(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of parameters, segment by segment from the first parameter on, until two segments differ."""
    for segment, other in zip(old[old.find("{") :].split("/"), new[new.find("{") :].split("/"), strict=False):
        names, others = _parameters(segment), _parameters(other)
        if len(names) == 1 == len(others):
            yield names[0], others[0]
        elif segment != other:
            return


def _names_by_traits(
    traits_of: Callable[[str, ValueContract], Hashable], values: Mapping[str, ValueContract]
) -> dict[Hashable, str]:
    """Return traits → the name that has them, for those traits that just one of the names has."""
    names_by_traits: dict[Hashable, list[str]] = {}
    for where, value in values.items():
        if traits := traits_of(where, value):
            names_by_traits.setdefault(traits, []).append(where)
    return {traits: names[0] for traits, names in names_by_traits.items() if len(names) == 1}


def _words_and_form(where: str, value: ValueContract) -> Hashable:
    """Return the words of a name, sorted and in the singular, with its depth in lists and whether it is a container.

    Names of different depth are never the same: a field of a list's items is not one beside the list.
    """
    words = tuple(sorted(word.lower().removesuffix("s") for word in _WORD.findall(where)))
    return words, where.count("[]"), not value.types.isdisjoint(_HOLDERS)


def _values(where: str, value: ValueContract) -> Hashable:
    """Return the values of an enum with the depth of the name in lists; `None` where there are too few."""
    values = frozenset(value.enum or ())
    return (values, where.count("[]")) if len(values) >= _FEWEST_VALUES else None
