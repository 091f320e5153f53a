"""Gives the functions and parameters of a client names of their own, in the style of a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ampeco_refgen.catalog.model import Operation

Style = Callable[..., str]
"""Makes a name from the words of texts; empty where they have none."""
_VERSION = re.compile(r"v?\d+(?:[._-]\d+)*", re.I)
_LONGEST = 50


class Names:
    """Names that are not taken yet; `taken` are those that the code uses itself."""

    def __init__(self, style: Style, taken: Iterable[str] = ()) -> None:
        self._style = style
        self._taken = set(taken)

    def of(self, *texts: str, otherwise: str) -> str:
        """Return a name from the words of the texts, with a number where others have it already."""
        plain = self._style(*texts) or otherwise
        plain = plain if len(plain) <= _LONGEST else plain[:_LONGEST].rstrip("_")
        name, number = plain, 2
        while name in self._taken:
            name, number = f"{plain}{'_' if plain[-1].isdigit() else ''}{number}", number + 1
        self._taken.add(name)
        return name


def subject_of(operation: Operation) -> str:
    """Return what a call is about: the last segment of its path that is a word, and neither parameter nor version."""
    words = [part for part in operation.path.split("/") if re.search("[A-Za-z]", part) and "{" not in part]
    return next((word for word in reversed(words) if not _VERSION.fullmatch(word)), "")
