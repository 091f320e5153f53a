"""Hits of a search as columns for a terminal: calls first, as wide as it is, with little colour."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Optional, TextIO

from ampeco_refgen.lookup import colours
from ampeco_refgen.lookup.search import Hit, words_of
from ampeco_refgen.lookup.words import stems

_NARROWEST = 40
"""On a terminal with fewer columns, lines that wrap by themselves are easier to read."""
_TEXT = 32
"""So many columns are kept for what a thing is, as long as targets do not leave more."""
_GAP = "  "
_KIND, _MATCH, _WARNING = "36", "1", "33"
"""Colours: what kind a thing is, what matched, what is deprecated."""
_KIND_OF_TARGET = re.compile(r"[A-Z]+(?= )|[a-z]+:")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


class Screen(NamedTuple):
    """A terminal: how many columns it has, and whether colours are wanted there."""

    width: int
    colour: bool


# Evaluated, and Python 3.9 has no `|` for types.
def screen_of(stream: Optional[TextIO]) -> Optional[Screen]:  # noqa: UP045
    """Return the terminal that a stream writes to; `None` for files, pipes and terminals too narrow for columns."""
    if stream is None or stream.closed or not stream.isatty():
        return None
    width = shutil.get_terminal_size().columns
    return Screen(width, colours.are_wanted()) if width >= _NARROWEST else None


def in_columns(hits: Iterable[Hit], question: str, screen: Screen) -> str:
    """Return the hits as rows: the target for `show`, what it is, in brackets the successor and what matched.

    Things of a kind stand together: calls first, but after things of the kind of the best hit where that is another.
    A target too long for its column has the rest of its row below it.
    """
    rows = _by_kind(tuple(hits))
    widest = screen.width - _TEXT - len(_GAP)
    column = max((len(hit.target) for hit in rows if len(hit.target) <= widest), default=widest // 2)
    asked = frozenset(part for word in words_of(question) for part in word)
    return "\n".join(line for hit in rows for line in _row(hit, column, asked, screen))


def _by_kind(hits: tuple[Hit, ...]) -> list[Hit]:
    kinds = list(dict.fromkeys((*(hit.kind for hit in hits[:1]), "operation", *(hit.kind for hit in hits))))
    return sorted(hits, key=lambda hit: kinds.index(hit.kind))


def _row(hit: Hit, column: int, asked: frozenset[str], screen: Screen) -> Iterator[str]:
    """Yield the lines of a hit; texts are wrapped before they get their colours, which take no room."""
    texts = [(hit.summary, "")] if hit.summary else []
    if hit.deprecated:
        texts.append((f"[deprecated{f', use {hit.successor}' if hit.successor else ''}]", _WARNING))
    if hit.matched:
        texts.append((f"[{', '.join(hit.matched)}]", ""))
    lines = [
        (indent, _styled(line, colour, asked) if screen.colour else line)
        for text, colour in texts
        for indent, line in _wrapped(text, column + len(_GAP), screen.width)
    ]
    target = _target(hit.target, asked) if screen.colour else hit.target
    if lines and len(hit.target) + len(_GAP) <= lines[0][0]:
        indent, first = lines.pop(0)
        target += f"{' ' * (indent - len(hit.target))}{first}"
    yield target
    yield from (f"{' ' * indent}{line}" for indent, line in lines)


def _wrapped(text: str, indent: int, width: int) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with their indent, which is less where a word would not fit: names stay whole."""
    longest = max(map(len, text.split()), default=0)
    indent = max(min(indent, width - longest), 0)
    for line in textwrap.wrap(text, width - indent, break_on_hyphens=False, break_long_words=False):
        yield indent, line


def _target(target: str, asked: frozenset[str]) -> str:
    kind = _KIND_OF_TARGET.match(target)
    end = kind.end() if kind else 0
    return f"{_in(_KIND, target[:end])}{_matches_marked(target[end:], asked)}"


def _styled(line: str, colour: str, asked: frozenset[str]) -> str:
    return _in(colour, line) if colour else _matches_marked(line, asked)


def _matches_marked(text: str, asked: frozenset[str]) -> str:
    return _WORD.sub(lambda word: _in(_MATCH, word[0]) if asked.intersection(stems(word[0])) else word[0], text)


def _in(colour: str, text: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if text else ""
