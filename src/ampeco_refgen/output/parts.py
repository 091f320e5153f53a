"""Files longer than assistants read → several files, with the links to what has moved.

The last step before writing, and the only one that knows of the limit: pages are planned and rendered as if files had
no end. A file is divided between its sections; a section that is too long for one file goes on in the next.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from html import unescape
from itertools import count
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.limits import FILE_CHARACTERS
from ampeco_refgen.names import unique_anchors
from ampeco_refgen.output.breaking import broken
from ampeco_refgen.output.model import RenderedFile
from ampeco_refgen.wrap import fitted

_ROOM = 48_000
"""What the sections of a part may weigh, with their entries in its contents."""
_NUMBER = 4
"""Characters by which the name of a part is longer than that of the file."""

_LONGEST_LINK = 380
"""What the label and the target of a link may have together: a link cannot be broken."""

_HEADING = re.compile(r"#{1,3} (.+)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|`")
_LINK_OR_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\]\((?P<path>[^()\s#]*)#(?P<anchor>[^()\s]+)\)")

Moves: TypeAlias = dict[tuple[str, str], tuple[str, str]]
"""Path and anchor of a heading, before → after."""


class _Piece(Struct, frozen=True, kw_only=True):
    """A section, or a piece of it; `heading` is empty, and so is `anchor`, where a section goes on.

    `weight` is what it may come to in the end: links grow when what they lead to moves to another part.
    """

    heading: str
    anchor: str
    text: str
    weight: int


class _Part(Struct, frozen=True, kw_only=True):
    """A file to be: the path it will have, and that of the file whose part it is."""

    path: str
    whole: str
    text: str


def divided(files: Sequence[RenderedFile]) -> tuple[tuple[RenderedFile, ...], Moves]:
    """Return the files, the long ones in parts (`name.md`, `name-2.md`, …), and where headings have gone."""
    taken = {file.path for file in files}
    moves: Moves = {}
    parts: list[_Part] = []
    for file in files:
        if len(file.text) > FILE_CHARACTERS and file.path.endswith(".md"):
            parts += _parts(file, taken, moves)
        else:
            parts.append(_Part(path=file.path, whole=file.path, text=file.text))
    if not moves:
        return tuple(files), moves
    moved = {path for path, _ in moves}
    return tuple(RenderedFile(path=part.path, text=_linked(part, moves, moved)) for part in parts), moves


def relinked(text: str, path: str, moves: Moves) -> str:
    """Return a text that stands at `path`, with its links led to where headings have gone."""
    return _linked(_Part(path=path, whole=path, text=text), moves, {path for path, _ in moves}) if moves else text


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
    """Yield the blocks of a part: its title, where it comes from, its sections, and where it goes on.

    The first has the contents of the whole; every other has its own.
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
    """Yield the blocks of a list of contents, where several sections begin; links are led to the part by `_linked`."""
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
    """Yield the sections of a file, each in as many pieces as it takes; links within the file may grow by `growth`."""
    sections = list(_sections(text))
    headings = [_HEADING.fullmatch(lines[0]) for lines in sections]
    shown = [heading[1] if heading else "" for heading in headings]
    anchors = unique_anchors([unescape(_ESCAPE.sub(r"\1", heading)) for heading in shown])
    for heading, anchor, section in zip(shown, anchors, sections, strict=True):
        for number, lines in enumerate(broken(section, _ROOM - 1_000, lambda line: _weight(line, growth))):
            begins = number == 0
            piece = "\n".join(lines if begins else [f"{heading}, continued:", "", *lines]).strip("\n")
            yield _Piece(
                heading=heading if begins else "",
                anchor=anchor if begins else "",
                text=piece,
                weight=_weight(piece, growth) + len(f"\n- [{heading}](#{anchor})\n"),
            )


def _weight(text: str, growth: int) -> int:
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
    """Put pieces together, in order, as long as there is room."""
    packed: list[list[_Piece]] = [[]]
    size = 0
    for piece in pieces:
        if packed[-1] and size + piece.weight > _ROOM:
            packed.append([])
            size = 0
        packed[-1].append(piece)
        size += piece.weight
    return packed


def _names(path: str, number: int, taken: set[str]) -> list[str]:
    """Return the paths of the parts after the first, and add them to those taken."""
    stem = path.removesuffix(".md")
    free = (name for each in count(2) if (name := f"{stem}-{each}.md") not in taken)
    found = [next(free) for _ in range(number)]
    taken.update(found)
    return found


def _linked(part: _Part, moves: Moves, moved: Set[str]) -> str:
    """Return a part's text with its links led to where headings have gone from the files `moved`.

    A text that names none of those files is as it was.
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
