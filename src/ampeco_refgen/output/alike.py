"""Rows below one field that repeat those below another of the same list: the days of a week, several translations.

They are stated once, below the outermost of these fields, and the others say whose fields they have. Texts are
compared, so that nothing is left out that differs in a type, a mark, a value or a word.
"""

from __future__ import annotations

from collections.abc import Sequence

from ampeco_refgen.names import onward
from ampeco_refgen.text import code

_WORTH_LOOKING_UP = 30
"""Characters that must be spared, or the rows stay: reading on is easier than looking up."""


def with_fields_of(path: str) -> str:
    """Say whose fields a field has."""
    return f"with the fields of {code(path)}"


def repetitions(paths: Sequence[str], texts: Sequence[str]) -> dict[int, tuple[int, str]]:
    """Return for each row that has the fields of another one: the number of the first row after them, and its path.

    `paths` and `texts` are those of the rows of one list, in their order: what is below a row comes right after it.
    """
    ends = [_end(paths, number) for number in range(len(paths))]
    if sum(end > number for number, end in enumerate(ends, 1)) < 2:
        return {}  # as mostly: there are no two fields that have any
    below = [_relative(paths[number], texts[number + 1 : end]) for number, end in enumerate(ends)]
    first: dict[str, int] = {}
    for number in sorted(range(len(paths)), key=lambda number: _depth(paths[number])):
        if below[number]:
            first.setdefault(below[number], number)
    repeated = {
        number
        for number, text in enumerate(below)
        if text and first[text] != number and _spared(texts[number + 1 : ends[number]], paths[first[text]])
    }
    found: dict[int, tuple[int, str]] = {}
    number = 0
    while number < len(paths):
        like = first[below[number]] if number in repeated else number
        if like != number and not any(other < like < ends[other] for other in repeated):
            found[number] = ends[number], paths[like]
        number = ends[number] if number in found else number + 1
    return found


def _depth(path: str) -> int:
    return path.count(".") + path.count("[")


def _spared(texts: Sequence[str], path: str) -> bool:
    return sum(map(len, texts)) - len(with_fields_of(path)) >= _WORTH_LOOKING_UP


def _end(paths: Sequence[str], number: int) -> int:
    """Return the number of the first row after those that are below a row, or that go on with its value."""
    path, end = paths[number], number + 1
    inside = onward(path)
    while path and end < len(paths) and (paths[end] == path or paths[end].startswith(inside)):
        end += 1
    return end


def _relative(path: str, texts: Sequence[str]) -> str:
    """Return the text of rows without the path that they are below."""
    return "\n".join(texts).replace(f"`{path}", "`")
