"""A section of Markdown that is too long for a file → pieces, broken where what follows still reads as it did."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from ampeco_refgen.wrap import wrap

_ITEM = re.compile(r"( *)- ")
_LABEL = re.compile(r"\*\*[^*]+\*\*")
_FENCE = "```"


class _Line(Struct, frozen=True, kw_only=True):
    """A line with the weight of what is `before` it; the text is best broken at a `rank` of 0, 3 is within code."""

    text: str
    before: int
    rank: int


def broken(lines: Sequence[str], room: int, weight: Callable[[str], int] = len) -> Iterator[list[str]]:
    """Yield the lines in pieces that weigh at most about `room`; mostly there is one.

    A piece that begins within a list repeats what its first item stands under, marked as continued.
    """
    told = _told(lines, weight)
    start = 0
    while start < len(told):
        end = _end(told, start, room)
        lead = _above(told, start)
        inside = [_FENCE] if end < len(told) and told[end].rank == 3 else []
        yield [*lead, *(line.text for line in told[start:end]), *inside]
        start = end


def _told(lines: Sequence[str], weight: Callable[[str], int]) -> list[_Line]:
    """Tell of each line where it begins and how well the text can be broken before it."""
    starts = accumulate((weight(line) + 1 for line in lines), initial=0)
    fenced = False
    told = []
    for number, (line, before) in enumerate(zip(lines, starts, strict=False)):
        told.append(_Line(text=line, before=before, rank=3 if fenced else _rank(lines, number)))
        fenced = fenced != line.startswith(_FENCE)
    return told


def _rank(lines: Sequence[str], number: int) -> int:
    above = lines[number - 1] if number else ""
    item = _ITEM.match(lines[number])
    if item is None:
        return 0 if above == "" else 2
    return 0 if not item[1] and above else 1


def _end(told: Sequence[_Line], start: int, room: int) -> int:
    """Return where the piece that begins at `start` ends: late, and at the best place of its second half."""
    limit = told[start].before + room
    fitting = [number for number in range(start + 1, len(told)) if told[number].before <= limit]
    if not fitting or told[-1].before + len(told[-1].text) <= limit:
        return len(told) if fitting or start + 1 == len(told) else start + 1
    late = [number for number in fitting if told[number].before >= limit - room // 2] or fitting[-1:]
    return min(late, key=lambda number: (told[number].rank, -number))


def _above(told: Sequence[_Line], start: int) -> list[str]:
    """Return what a piece that begins at `start` has to repeat: a fence, or a label and the items above its first."""
    if start == 0:
        return []
    if told[start].rank == 3:
        return [next(line.text for line in reversed(told[:start]) if line.text.startswith(_FENCE) and line.rank != 3)]
    found: list[str] = []
    item = _ITEM.match(told[start].text)
    depth = len(item[1]) if item else 0
    for line in reversed(told[:start]) if item else ():
        above = _ITEM.match(line.text)
        if above and len(above[1]) < depth:
            depth = len(above[1])
            found += reversed(wrap(f"{line.text.partition(' — ')[0]} (continued)", indent=" " * (depth + 2)))
        elif not above and _LABEL.match(line.text):
            return [f"{line.text} (continued)", "", *reversed(found)]
        elif line.text.startswith("#"):
            break
    return list(reversed(found))
