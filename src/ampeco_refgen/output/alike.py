"""Rows below one field that repeat those below another of the same list: the days of a week, several translations.

They are stated once, and the other field says whose fields it has. Texts are compared, so that nothing is left out
that differs in a type, a mark, a value or a word.
"""

from __future__ import annotations

from collections.abc import Sequence

from ampeco_refgen.text import code

_WORTH_LOOKING_UP = 30
"""Characters that must be spared, or the rows stay: reading on is easier than looking up."""


def with_fields_of(path: str) -> str:
    """Say whose fields a field has."""
    return f"with the fields of {code(path)}"


def repetitions(paths: Sequence[str], texts: Sequence[str]) -> dict[int, tuple[int, str]]:
    """Return for each row that has the fields of one before it: the number of the first row after them, and its path.

    `paths` and `texts` are those of the rows of one list, in their order: what is below a row comes right after it.
    """
    found: dict[int, tuple[int, str]] = {}
    known: dict[str, str] = {}
    number = 0
    while number < len(paths):
        end = _end(paths, number)
        below = _relative(paths[number], texts[number + 1 : end])
        like = known.setdefault(below, paths[number]) if below else paths[number]
        spared = sum(map(len, texts[number + 1 : end])) - len(with_fields_of(like))
        if like != paths[number] and spared >= _WORTH_LOOKING_UP:
            found[number] = end, like
        number = end if number in found else number + 1
    return found


def _end(paths: Sequence[str], number: int) -> int:
    """Return the number of the first row after those that are below a row, or that go on with its value."""
    path, end = paths[number], number + 1
    while path and end < len(paths) and (paths[end] == path or paths[end].startswith((f"{path}.", f"{path}["))):
        end += 1
    return end


def _relative(path: str, texts: Sequence[str]) -> str:
    """Return the text of rows without the path that they are below."""
    return "\n".join(texts).replace(f"`{path}", "`")
