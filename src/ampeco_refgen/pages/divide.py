"""Files longer than assistants read → several files, with the links to what has moved.

The last step before writing. Lists of everything grow with the document, and are divided between their sections. The
file of a call is seldom divided, since large objects have moved out of it before (`schema_files.py`). A section that is
too long for one file goes on in the next, which repeats what its first line stands under.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from html import unescape
from itertools import accumulate, count
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.limits import CHARACTERS_TO_FILL, FILE_CHARACTERS
from ampeco_refgen.markdown.names import unique_anchors
from ampeco_refgen.markdown.wrap import fitted, wrap
from ampeco_refgen.write import RenderedFile

_NUMBER = 4
"""Characters by which the name of a part is longer than that of the file, at most: `-999`."""

_LONGEST_LINK = 380
"""Characters that the label and the target of a link may have together: a link must fit into one line."""

_HEADING = re.compile(r"#{1,3} (.+)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|`")
_LINK_OR_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\]\((?P<path>[^()\s#]*)#(?P<anchor>[^()\s]+)\)")

_ITEM = re.compile(r"( *)- ")
_LABEL = re.compile(r"\*\*[^*]+\*\*")
_FENCE = "```"

Moves: TypeAlias = dict[tuple[str, str], tuple[str, str]]
"""Path and anchor of a heading before the division → path and anchor after it."""


class _Piece(Struct, frozen=True, kw_only=True):
    """A section, or a piece of one; `heading` and `anchor` are empty for a piece that continues a section.

    `weight` is how many characters the text may have in the end, with its entry in a list of contents: links grow when
    what they lead to moves to another part.
    """

    heading: str
    anchor: str
    text: str
    weight: int


class _Part(Struct, frozen=True, kw_only=True):
    """The text of a file that will be written at `path`; `whole` is the path of the file that it is a part of."""

    path: str
    whole: str
    text: str


def divided(files: Sequence[RenderedFile]) -> tuple[RenderedFile, ...]:
    """Return the files, the long ones in parts (`name.md`, `name-2.md`, …), with links to where headings have gone."""
    taken = {file.path for file in files}
    moves: Moves = {}
    parts: list[_Part] = []
    for file in files:
        if len(file.text) > FILE_CHARACTERS and file.path.endswith(".md"):
            parts += _parts(file, taken, moves)
        else:
            parts.append(_Part(path=file.path, whole=file.path, text=file.text))
    moved = {path for path, _ in moves}
    return tuple(RenderedFile(path=part.path, text=_linked(part, moves, moved)) for part in parts)


def _parts(file: RenderedFile, taken: set[str], moves: Moves) -> Iterator[_Part]:
    """Yield the parts of a file; adds their paths to those `taken` and their headings to `moves`."""
    mark, _, text = file.text.partition("\n")
    packed = _packed(_pieces(text, len(posixpath.basename(file.path)) + _NUMBER))
    title = packed[0][0].heading
    names = [file.path, *_names(file.path, len(packed) - 1, taken)]
    for number, pieces in enumerate(packed):
        first = f"# {title}" if number == 0 else f"# {title}, part {number + 1}"
        heads = [first.removeprefix("# "), *(piece.heading for piece in pieces[number == 0 :] if piece.heading)]
        olds = [piece.anchor for piece in pieces[number == 0 :] if piece.heading]
        for old, new in zip(olds, unique_anchors(heads)[1:], strict=True):
            moves[file.path, old] = (names[number], new)
        body = "\n\n".join(_frame(names, number, first, pieces))
        yield _Part(path=names[number], whole=file.path, text=f"{mark}\n{body}\n")


def _frame(names: Sequence[str], number: int, title: str, pieces: Sequence[_Piece]) -> Iterator[str]:
    """Yield the blocks of the part `number`, counted from 0: title, links to the parts before and after, and sections.

    The first part keeps the list of contents of the whole file; every other gets one of its own sections.
    """
    texts = [piece.text for piece in pieces]
    if number:
        yield from (title, f"Part {number + 1} of {len(names)}, goes on from {_link(names[number - 1])}.")
        yield from _contents(pieces)
    else:
        texts[0] = texts[0].removeprefix(title).lstrip("\n")
        yield from (title, f"In {len(names)} parts, the next is {_link(names[1])}.")
    yield from filter(None, texts)
    if number + 1 < len(names):
        yield f"Goes on in {_link(names[number + 1])}."


def _contents(pieces: Sequence[_Piece]) -> Iterator[str]:
    """Yield the blocks of a list of contents, if several sections begin in these pieces.

    Its anchors are those of the whole file; `_linked` changes them.
    """
    lines = [_entry(piece) for piece in pieces if piece.heading]
    if len(lines) > 1:
        yield from ("Contents:", "\n".join(lines))


def _entry(piece: _Piece) -> str:
    """Return the entry of a section, named by the first word of its heading where that is too long for a line."""
    label = piece.heading if len(piece.heading) + len(piece.anchor) < _LONGEST_LINK else piece.heading.split(" ")[0]
    return f"- [{label}](#{piece.anchor})"


def _link(path: str) -> str:
    name = posixpath.basename(path)
    return f"[{name}]({name})"


def _pieces(text: str, growth: int) -> Iterator[_Piece]:
    """Yield the sections of a file, each in as many pieces as it takes.

    `growth` is by how many characters a link within the file may grow.
    """
    sections = list(_sections(text))
    headings = [_HEADING.fullmatch(lines[0]) for lines in sections]
    shown = [heading[1] if heading else "" for heading in headings]
    anchors = unique_anchors([unescape(_ESCAPE.sub(r"\1", heading)) for heading in shown])
    for heading, anchor, section in zip(shown, anchors, sections, strict=True):
        for number, lines in enumerate(broken(section, CHARACTERS_TO_FILL - 1_000, lambda line: _weight(line, growth))):
            begins = number == 0
            piece = "\n".join(lines if begins else [f"{heading}, continued:", "", *lines]).strip("\n")
            yield _Piece(
                heading=heading if begins else "",
                anchor=anchor if begins else "",
                text=piece,
                weight=_weight(piece, growth) + len(f"\n- [{heading}](#{anchor})\n"),
            )


def _weight(text: str, growth: int) -> int:
    """Return how many characters a text may have in the end.

    Any link may get the number of a part, and one to an anchor of the same file the name of a part as well.
    """
    return len(text) + _NUMBER * text.count("](") + growth * text.count("](#")


def _sections(text: str) -> Iterator[list[str]]:
    """Yield the lines from each heading to the next; the first has the title."""
    section: list[str] = []
    fenced = False
    for line in text.split("\n"):
        if section and not fenced and _HEADING.fullmatch(line):
            yield section
            section = []
        section.append(line)
        fenced = fenced != line.startswith("```")
    yield section


def _packed(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """Return the pieces of each part: in order, as many as fit into one file."""
    packed: list[list[_Piece]] = [[]]
    size = 0
    for piece in pieces:
        if packed[-1] and size + piece.weight > CHARACTERS_TO_FILL:
            packed.append([])
            size = 0
        packed[-1].append(piece)
        size += piece.weight
    return packed


def _names(path: str, number: int, taken: set[str]) -> list[str]:
    """Return the paths of the parts after the first, and add them to those taken."""
    stem = path.removesuffix(".md")
    free = (name for number in count(2) if (name := f"{stem}-{number}.md") not in taken)
    names = [next(free) for _ in range(number)]
    taken.update(names)
    return names


def _linked(part: _Part, moves: Moves, moved: Set[str]) -> str:
    """Return a part's text with its links changed to where the headings of the divided files, `moved`, are now.

    A text that names none of those files is returned as it is.
    """
    if part.whole not in moved and not any(f"{posixpath.basename(path)}#" in part.text for path in moved):
        return part.text

    def link(match: re.Match[str]) -> str:
        if match["anchor"] is None:
            return match[0]
        old = posixpath.normpath(posixpath.join(posixpath.dirname(part.whole), match["path"]))
        path, anchor = moves.get((old if match["path"] else part.whole, match["anchor"]), ("", ""))
        if not path:
            return match[0]
        target = "" if path == part.path else posixpath.relpath(path, posixpath.dirname(part.path))
        return f"]({target}#{anchor})"

    return fitted(_LINK_OR_CODE.sub(link, part.text))


class _Line(Struct, frozen=True, kw_only=True):
    """A line with the weight of all lines `before` it; `rank` is how bad it is to break the text in front of this line.

    0 is best (see `_rank`), 3 is within fenced code.
    """

    text: str
    before: int
    rank: int


def broken(lines: Sequence[str], most: int, weight: Callable[[str], int] = len) -> Iterator[list[str]]:
    """Yield the lines in pieces that weigh at most about `most`; mostly there is one.

    `weight` gives that of a line, without its line end. A piece that begins within a list repeats the items, and the
    label, that its first item stands under, marked as continued; one that begins within code repeats the fence.
    """
    breakable = _breakable(lines, weight)
    start = 0
    while start < len(breakable):
        end = _end(breakable, start, most)
        lead = _above(breakable, start)
        inside = [_FENCE] if end < len(breakable) and breakable[end].rank == 3 else []
        yield [*lead, *(line.text for line in breakable[start:end]), *inside]
        start = end


def _breakable(lines: Sequence[str], weight: Callable[[str], int]) -> list[_Line]:
    """Return each line with the weight of those before it and how bad it is to break the text in front of it."""
    starts = accumulate((weight(line) + 1 for line in lines), initial=0)
    fenced = False
    breakable = []
    for number, (line, before) in enumerate(zip(lines, starts, strict=False)):
        breakable.append(_Line(text=line, before=before, rank=3 if fenced else _rank(lines, number)))
        fenced = fenced != line.startswith(_FENCE)
    return breakable


def _rank(lines: Sequence[str], number: int) -> int:
    """Return how bad it is to break the text in front of a line that is not within code.

    0: a paragraph begins, or an item that is not nested and not the first of its list. 1: another item begins; it would
    be parted from the item or the sentence that introduces it. 2: the line goes on with a paragraph or an item.
    """
    above = lines[number - 1] if number else ""
    item = _ITEM.match(lines[number])
    if item is None:
        return 0 if above == "" else 2
    return 0 if not item[1] and above else 1


def _end(lines: Sequence[_Line], start: int, most: int) -> int:
    """Return the line in front of which the piece that begins at `start` ends.

    It is the last of the best ranked in the second half of the piece; at least one line is taken, however long.
    """
    limit = lines[start].before + most
    fitting = [number for number in range(start + 1, len(lines)) if lines[number].before <= limit]
    if not fitting or lines[-1].before + len(lines[-1].text) <= limit:
        return len(lines) if fitting or start + 1 == len(lines) else start + 1
    late = [number for number in fitting if lines[number].before >= limit - most // 2] or fitting[-1:]
    return min(late, key=lambda number: (lines[number].rank, -number))


def _above(lines: Sequence[_Line], start: int) -> list[str]:
    """Return the lines that a piece that begins at `start` has to repeat.

    Within code that is the opening fence; at a nested item the items that it stands under, and the label (`**…**`) of
    their list.
    """
    if start == 0:
        return []
    if lines[start].rank == 3:
        return [next(line.text for line in reversed(lines[:start]) if line.text.startswith(_FENCE) and line.rank != 3)]
    repeated: list[str] = []
    item = _ITEM.match(lines[start].text)
    depth = len(item[1]) if item else 0
    for line in reversed(lines[:start]) if item else ():
        above = _ITEM.match(line.text)
        if above and len(above[1]) < depth:
            depth = len(above[1])
            repeated += reversed(wrap(f"{line.text.partition(' — ')[0]} (continued)", indent=" " * (depth + 2)))
        elif not above and _LABEL.match(line.text):
            return [f"{line.text} (continued)", "", *reversed(repeated)]
        elif line.text.startswith("#"):
            break
    return list(reversed(repeated))
