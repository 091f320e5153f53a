"""Text from the document → Markdown that cannot break out of its place; all that is rendered goes through it.

A description may hold anything: a heading, a table, an HTML comment, a managed block's marker, an instruction
to whoever reads it. Here it becomes text on one line; of its formatting only code spans are left.
What needs no escape gets none, so that a search for `order_item` or `filter[userId]` finds it.
The rules are those of CommonMark 0.31 and the GitHub Flavored Markdown specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ampeco_refgen.markdown.codespan import cell_code, code, visible
from ampeco_refgen.markdown.flatten import flatten

__all__ = [
    "cell",
    "cell_code",
    "code",
    "code_link",
    "guarded",
    "heading",
    "inline",
    "joined",
    "link",
    "plural",
    "prose",
]
__all__ += ["row", "verbatim", "verbatim_link"]

# `_` and `~` close emphasis only where no letter follows (section 6.2, rules 2 and 4): what cannot be closed is text.
_SPECIAL = re.compile(
    r"""
    [\\`*_~$<&\][] (?:
        (?<=[\\`])
      | (?<=\*) (?!(?<=[ ]\*)[ ])
      | (?<=_) (?<!__) _*+ (?![^\W_])
      | (?<=~) (?: (?<=[^\W_]~) | (?![^\W_]) )
      | (?<=\S\$)
      | (?<=<) (?=[A-Za-z/!?])
      | (?<=&) (?=\#?\w+;)
      | (?<=\]) (?=[(\[:])
      | (?<=\[) (?=\^)
    )
    """,
    re.VERBOSE,
)
_MARK = re.compile(r"[\\`*_~$<&\][]")
_STRUCTURE = re.compile(r"(?:[-+:](?![^\W_])|\*(?![^\s])|[=#>|])")
_NUMBER = re.compile(r"(\d{1,9})(?=[.)](?:\s|$))")
_SCHEME = re.compile(r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ADDRESS = re.compile(r"\bhttps?://[^\s<>]+")
_OUTER_SPACE = re.compile(r"(?<=\s)\s|^\s|\s$")
_LAST_MARKS = re.compile(r"(?<= )(?=#+$)")
_BRACKET = re.compile(r"(\\.)|([\[\]])")
_SAFE = re.compile(r"[\w./#-]*", re.ASCII)
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f<>()\[\]\\\"|`]|&(?=#?\w+;)|[\ud800-\udfff]")


def inline(text: str) -> str:
    """Return a text from the document as one line of Markdown, to stand within a line."""
    return "".join(code(piece.text) if piece.fence else _escaped(piece.text) for piece in flatten(text))


def prose(text: str) -> str:
    """Return a text from the document as one line of Markdown, to stand anywhere, also where a line begins."""
    line = inline(text)
    return f"\\{line}" if line.startswith("[") else guarded(line)


def joined(lines: Iterable[str]) -> str:
    """Return lines of Markdown as one; a semicolon ends what is followed by another and does not end by itself."""
    shown = [line for line in lines if line]
    ended = [line if line[-1] in ".:;,!?" else f"{line};" for line in shown[:-1]]
    return " ".join([*ended, *shown[-1:]])


def cell(text: str) -> str:
    """Return a text from the document as the content of a table's cell."""
    return inline(text).replace("|", r"\|")


def heading(text: str) -> str:
    """Return a text from the document as the content of a heading."""
    return re.sub(r"(?<!#)#(?=#*$)", r"\\#", inline(text))


def verbatim(text: str) -> str:
    """Return a text of which each character counts, such as a path, as the content of a heading or within a line.

    Nothing of it is taken for formatting: what Markdown would read as such is escaped, and what cannot be seen is shown
    as `code` shows it.
    """
    if text.isprintable() and not _MARK.search(text) and "#" not in text and text == (plain := " ".join(text.split())):
        return plain
    lone = {mark for mark in "*~$" if text.count(mark) == 1}
    shown = _SPECIAL.sub(lambda match: match[0] if match[0] in lone else _backslashed(match), visible(text))
    return _LAST_MARKS.sub(r"\\", _OUTER_SPACE.sub(_entity, shown))


def row(cells: Iterable[str]) -> str:
    """Return a table's row of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |"


def link(label: str, target: str) -> str:
    """Return a link with a label from the document.

    Only `http`, `https`, `mailto` and relative targets become links; any other is shown, not linked.
    """
    if "[" not in label and "]" not in label:
        return _linked(inline(label), target)
    parts = (code(piece.text) if piece.fence else _bracketed(_escaped(piece.text)) for piece in flatten(label))
    return _linked("".join(parts), target)


def verbatim_link(label: str, target: str) -> str:
    """Return a link with a label of which each character counts."""
    return _linked(_bracketed(verbatim(label)), target)


def code_link(label: str, target: str) -> str:
    """Return a link whose label is a code span."""
    return _linked(code(label), target)


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Return the number with its noun: `1 operation`, `2 entities`; `nouns` is the plural if it is irregular."""
    if number == 1:
        return f"1 {noun}"
    regular = re.sub(r"(?<=[^aeiou])y$", "ie", noun)
    regular += "es" if re.search(r"(s|x|z|ch|sh)$", noun) else "s"
    return f"{number} {nouns or regular}"


def guarded(line: str) -> str:
    """Return a line of Markdown, escaped where it would begin a list, heading, quote, rule or table."""
    if _STRUCTURE.match(line):
        return f"\\{line}"
    return _NUMBER.sub(r"\1\\", line, count=1) if _NUMBER.match(line) else line


def _escaped(text: str) -> str:
    """Return text with a backslash before each character that could be read as Markdown.

    An address is copied as it stands, so there is no backslash in it: a mark that is the only one of its kind has
    nothing to pair with, and where there are others the address is a code span.
    """
    if "://" not in text:
        return _SPECIAL.sub(_backslashed, text)
    lone = {mark for mark in "*_~$" if text.count(mark) == 1}
    marks = list(_SPECIAL.finditer(text))
    parts: list[str] = []
    end = number = 0
    for match in _ADDRESS.finditer(text):
        address = _without_what_follows(match[0])
        before, number = _marks_before(marks, number, match.start())
        parts.append(_with_backslashes(text, end, match.start(), before))
        end = match.start() + len(address)
        within, number = _marks_before(marks, number, end)
        parts.append(code(address) if any(mark[0] not in lone for mark in within) else address)
    return "".join(parts) + _with_backslashes(text, end, len(text), marks[number:])


def _marks_before(marks: list[re.Match[str]], number: int, end: int) -> tuple[list[re.Match[str]], int]:
    """Return the marks from one on that begin before a place, and the number of the first that does not."""
    first = number
    while number < len(marks) and marks[number].start() < end:
        number += 1
    return marks[first:number], number


def _with_backslashes(text: str, start: int, end: int, marks: Iterable[re.Match[str]]) -> str:
    """Return a stretch of a text with backslashes before the marks in it."""
    parts: list[str] = []
    for mark in marks:
        parts += [text[start : mark.start()], _backslashed(mark)]
        start = mark.end()
    return "".join(parts) + text[start:end]


def _without_what_follows(address: str) -> str:
    """Return an address without the punctuation of the sentence after it, and what closes a bracket around it."""
    while address[-1] in ".,:;!?'\"" or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _backslashed(match: re.Match[str]) -> str:
    """Return characters with a backslash before each."""
    return "".join(f"\\{mark}" for mark in match[0])


def _entity(match: re.Match[str]) -> str:
    """Return a character as a numeric reference (section 2.5)."""
    return f"&#{ord(match[0])};"


def _bracketed(text: str) -> str:
    """Return escaped text with the brackets escaped that are not yet, as a link's label needs it."""
    return _BRACKET.sub(lambda match: match[1] or f"\\{match[2]}", text)


def _linked(label: str, target: str) -> str:
    """Return the link; `label` is Markdown already, `target` is not yet encoded."""
    if _SAFE.fullmatch(target):
        return f"[{label}]({target})"
    if _SCHEME.match(target):
        return f"{label} ({code(target)})"
    return f"[{label}]({_UNSAFE.sub(_percent, target)})"


def _percent(match: re.Match[str]) -> str:
    """Return a character of a link's target percent-encoded (RFC 3986, section 2.1)."""
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))
