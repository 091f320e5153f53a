"""Breaks lines of Markdown that are longer than assistants' tools read, so that they still mean the same.

`text` writes one line, however long; pages put it through `wrap`. A line is broken at spaces, and what comes after a
break is escaped where it would be read as a list, a heading, a rule or a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.markdown.codespan import code, fence_length, pieces
from ampeco_refgen.markdown.text import guarded

# While a line is worked on, these stand for a space at which it may not be broken, for one at which it should not be,
# and for a place without a space at which it may.
_HARD_SPACE, _SOFT_SPACE, _SEAM = "\x00", "\x02", "\x01"
_SHOWN = {ord(_HARD_SPACE): " ", ord(_SOFT_SPACE): " ", ord(_SEAM): None}

_CODE_BLOCK = r"^```(?s:.*?)^```$"
_LONG_LINE = rf"^(?=.{{{LINE_COLUMNS + 1}}})(?P<indent> *(?:- )?)[^|#].*$"
_LONG_OR_CODE = re.compile(f"{_CODE_BLOCK}|{_LONG_LINE}", re.MULTILINE)
_PREFIX = re.compile(r"\s*(?:[-*+]\s+|\d{1,9}[.)]\s+)?")
# A space in a code span after which a line may begin: with nothing that starts a block, as code has no escapes.
_SAFE_SPACE = re.compile(r"(?<=[^\s`]) (?![-+*=#>|:~<`_\s]|\d{1,9}[.)](?:\s|$))")
_LABEL = re.compile(r"(?<!\\)\[(?:\\.|[^\\\[\]])*\]\(")
"""The label of a link, at whose spaces a line is not broken."""
_TOGETHER = re.compile(
    r" (?=[→—–-](?: |$))|(?<=[→—–•·-])(?<![^ ].) | (?=(?:[-+:](?![^\W_])|\*(?!\S)|[=#>|]|\d{1,9}[.)](?:\s|$)))"
)
"""Spaces at which a line is broken only where it must be: around an arrow or a dash, and before what begins a block."""
_TARGET = re.compile(r"(?<!\\)\]\(")
# What may stand before a cut inside a word: no half of an escape, no delimiter that now could close emphasis.
_BEFORE_CUT = re.compile(r"(?:\\.|[_~]*[^\\_~])+")


def wrap(line: str, *, columns: int = LINE_COLUMNS, indent: str = "  ") -> tuple[str, ...]:
    """Return the line of Markdown as it is where it fits into the columns, otherwise broken into lines that do.

    The lines after the first begin with `indent`. What says one thing stays together as long as it fits into a line:
    there is no break within a code span or the label of a link, beside an arrow or a dash, or before what would have to
    be escaped at the beginning of a line. A word or code span that is longer than a line is cut, the span into several.
    A link is never cut, so one that is too long makes a long line.
    """
    if len(line) <= columns:
        return (line,)
    prefix = _PREFIX.match(line)
    lead = prefix[0] if prefix else ""
    flow = _flow(line[len(lead) :], columns - max(len(lead), len(indent)) - 2)
    lines: list[str] = []
    start = 0
    while start < len(flow):
        end = _end(flow, start, columns - len(lead) - bool(lines))
        part = flow[start:end].translate(_SHOWN).rstrip(" ")
        lines.append(lead + (guarded(part) if lines else part))
        start, lead = end + 1, indent
    return tuple(lines)


def fitted(text: str) -> str:
    """Return Markdown of many lines with the too long ones broken, except fenced code, tables and headings."""
    return _LONG_OR_CODE.sub(_fitted, text) if max(map(len, text.split("\n"))) > LINE_COLUMNS else text


def _fitted(match: re.Match[str]) -> str:
    indent = match["indent"]
    return match[0] if indent is None else "\n".join(wrap(match[0], indent=" " * len(indent)))


def _end(flow: str, start: int, width: int) -> int:
    """Return where the line that begins at `start` ends: at the last space that fits, else at the last seam.

    Where neither is there, a link is too long for a line: it ends at the next space.
    """
    if len(flow) - start <= width:
        return len(flow)
    space = flow.rfind(" ", start + 1, start + width + 1)
    seam = flow.rfind(_SEAM, start + 1, start + width + 1)
    return next((end for end in (space, seam, flow.find(" ", start + width)) if end > 0), len(flow))


def _flow(line: str, room: int) -> str:
    """Return the line with seams and hard spaces, so that no part that cannot be broken is longer than `room`.

    Links may be.
    """
    parts = (_code(piece.text, room) if piece.fence else _text(piece.text, room) for piece in pieces(line))
    words: list[str] = []
    for word in _SEAM.join(parts).split(" "):
        fits = len(word.replace(_SEAM, "")) <= room
        words += [word] if fits else word.replace(_SOFT_SPACE, " ").split(" ")
    plain_words = [(word, word.replace(_SEAM, "")) for word in words]
    return " ".join(plain if len(plain) <= room else word for word, plain in plain_words if plain)


def _text(text: str, room: int) -> str:
    """Return text with hard spaces in labels of links, and soft ones around arrows and dashes.

    Words that are longer than `room` get seams, except links, which would be links no longer.
    """
    text = _LABEL.sub(lambda match: match[0].replace(" ", _HARD_SPACE), text)
    text = _TOGETHER.sub(_SOFT_SPACE, text)

    def cut(word: re.Match[str]) -> str:
        return word[0] if _TARGET.search(word[0]) else _SEAM.join(_cut(word[0], room))

    return re.sub(rf"[^ {_SOFT_SPACE}]{{{room + 1},}}", cut, text) if len(text) > room else text


def _cut(word: str, room: int) -> Iterator[str]:
    """Yield the word in parts of at most `room` characters."""
    start = 0
    while start < len(word):
        fitting = _BEFORE_CUT.match(word, start, start + room) if len(word) - start > room else None
        end = fitting.end() if fitting else start + room
        yield word[start:end]
        start = end


def _code(content: str, room: int) -> str:
    """Return a code span that can be broken only at safe spaces.

    Where the parts between these are longer than `room`, it becomes several spans.
    """
    span = code(content)
    if len(span) <= room:
        return span.replace(" ", _HARD_SPACE)
    # A fence of three backticks, alone at the beginning of a line, would open a block of code.
    stretches = _SAFE_SPACE.split(span) if fence_length(content) < 3 else [span]
    if max(map(len, stretches)) > room:
        stretches = [code(part) for part in _parts(content, room // 2)]
    return " ".join(stretch.replace(" ", _HARD_SPACE) for stretch in stretches)


def _parts(content: str, size: int) -> Iterator[str]:
    """Yield the content in parts of at most `size` characters, cut at spaces where there are some."""
    start = 0
    while start < len(content):
        space = content.rfind(" ", start + 1, start + size) if len(content) - start > size else -1
        end = space if space > 0 else start + size
        yield content[start:end]
        start = end + (space > 0)
