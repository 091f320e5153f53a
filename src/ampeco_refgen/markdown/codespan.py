"""Inline code spans: writing one that holds any text, and finding those in a line; the base of `text` and `wrap`.

The rules are CommonMark 0.31 section 6.1 (Code spans) and, for pipes in tables, the GitHub Flavored Markdown
specification section 4.10. The time that all of it takes is linear in the length of the text, also on hostile input.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import count

from msgspec import Struct

INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
)
"""The inside of a regular expression's class: control, bidi, zero-width and tag characters, lone surrogates.

Such a class takes long to compile: it is left to `re`, and its cache, for the few texts that need it.
"""

_UNSHOWABLE = f"[{INVISIBLE}\t\n\x0b\x0c\r\x85\u2028\u2029]"
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_RUN = re.compile("`+")
# "``*" and not "`+": `re` finds a pattern that begins with a literal without trying every character.
_CLOSER = re.compile(r"``*|</(code|kbd|samp|tt)>", re.IGNORECASE)
_OPENER = re.compile(r"\\[\\`]|``*|<(code|kbd|samp|tt)>", re.IGNORECASE)


class Piece(Struct, frozen=True, kw_only=True):
    """A stretch of a line: text, or the content of a code span; `fence` is its number of backticks, 0 for text."""

    text: str
    fence: int = 0


def code(text: str) -> str:
    r"""Return a code span on one line that holds exactly `text`.

    What cannot be seen or would end the line is shown as JSON writes it: `\n`, `\u202e`. A code span
    cannot be empty: the empty text becomes `""`.
    """
    if text and "`" not in text and " " not in text and text.isprintable():
        return f"`{text}`"  # a short cut: nearly all texts are of this form
    content = visible(text) or '""'
    fence = "`" * fence_length(content)
    if content[0] == "`" or content[-1] == "`" or (content[0] == content[-1] == " " and content.strip(" ")):
        content = f" {content} "
    return f"{fence}{content}{fence}"


def visible(text: str) -> str:
    """Return the text with what cannot be seen, or would end a line, shown as JSON writes it."""
    return text if text.isprintable() else re.sub(_UNSHOWABLE, _shown, text)


def cell_code(text: str) -> str:
    """Return a code span for a table's cell, where a pipe must be escaped even in code."""
    return code(text).replace("|", r"\|")


def fence_length(content: str) -> int:
    """Return the shortest run of backticks that does not occur in the content of a code span."""
    if "`" not in content:
        return 1
    taken = {len(run) for run in _RUN.findall(content)}
    return next(length for length in count(1) if length not in taken)


def pieces(text: str, *, html: bool = False) -> Iterator[Piece]:
    """Yield the stretches of text and the code spans of a line of Markdown, in order.

    With `html`, `<code>…</code>` is a code span too, and so are `kbd`, `samp` and `tt`, each with a fence of 1.
    """
    closers = _closers(text) if "`" in text or "</" in text else {}
    start = position = 0
    while closers and (opener := _OPENER.search(text, position)):
        position = opener.end()
        ends = closers.get((opener[1] or opener[0]).lower(), []) if html or not opener[1] else []
        index = bisect_left(ends, position)
        if index < len(ends):
            if opener.start() > start:
                yield Piece(text=text[start : opener.start()])
            end, closing = ends[index], len(opener[0]) + bool(opener[1])
            yield Piece(text=_unpadded(text[position:end]), fence=1 if opener[1] else closing)
            start = position = end + closing
    if start < len(text):
        yield Piece(text=text[start:])


def _closers(text: str) -> dict[str, list[int]]:
    """Return the positions of all marks that can close a code span, by run of backticks or name of the HTML tag."""
    positions: dict[str, list[int]] = {}
    for mark in _CLOSER.finditer(text):
        positions.setdefault((mark[1] or mark[0]).lower(), []).append(mark.start())
    return positions


def _unpadded(content: str) -> str:
    """Return the content without the one space on either side that a code span may have."""
    padded = len(content) > 2 and content[0] == content[-1] == " " and content.strip(" ")
    return content[1:-1] if padded else content


def _shown(match: re.Match[str]) -> str:
    """Return the escape that JSON has for a character; beyond U+FFFF that of Python, since JSON would need two."""
    number = ord(match[0])
    return _SHORT.get(match[0]) or (f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}")
