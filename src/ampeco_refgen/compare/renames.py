"""Names that went and names that came → which of them are certainly the same thing under another name.

These are names of the same words in another spelling at the same place (`post_code`, `postCode`), and the parameters of
two paths in the same position. Names are paired only where on either side just one has these words. What is less
certain is inferred by `infer/moves.py`, for migrations only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ampeco_refgen.catalog.model import Operation

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""One word of a name: `orderItemID2` has `order`, `Item`, `ID`, `2`."""
_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""One name of a dotted path."""


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
