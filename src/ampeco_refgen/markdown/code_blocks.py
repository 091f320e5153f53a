"""A description of many lines → its prose and its blocks of code, fenced or indented, each with its lines.

Sources: CommonMark 0.31, sections 4.4 (Indented code blocks), 4.5 (Fenced code blocks) and 5.2 (List items). What is no
code for sure is prose, in which `text` finds what else there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.markdown.codespan import visible

_FENCE = re.compile(r"(?P<lead> *(?:(?:[-*+]|\d{1,9}[.)]) {1,4})*)(?P<mark>`{3,}|~{3,}) *(?P<info>[^`]*?) *$")
_LANGUAGE = re.compile(r"(?P<language>[A-Za-z0-9+#.-]{0,20})(?: +(?P<rest>.*))?$")
_ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)])(?: {1,4}|$)")
_INDENTED = 4
"""Columns by which code without a fence is indented, from where the text of its list item begins."""


class Passage(Struct, frozen=True, kw_only=True):
    """A part of a description as it is written, and the lines of code that it is, with their language.

    `title` is what else a fence says of its code.
    """

    text: str
    code: tuple[str, ...] = ()
    language: str = ""
    title: str = ""


def passages(text: str) -> Iterator[Passage]:
    """Yield prose and blocks of code in their order; the indentation that is not the code's own is gone."""
    written = re.split(r"\r\n|\r|\n", text)
    lines = [line.expandtabs(4) if "\t" in line else line for line in written]
    prose: list[str] = []
    contents: list[int] = []  # where the text of each list item begins that is open
    number = 0
    while number < len(lines):
        line = lines[number]
        after_blank = number == 0 or not lines[number - 1].strip()
        if after_blank and line.strip() and not _ITEM.match(line):
            contents = [content for content in contents if content <= _indentation(line)]
        margin = (contents[-1] if contents else 0) + _INDENTED
        code: Passage | None = None
        end = number + 1
        if (fence := _FENCE.match(line)) and (closing := _closing(lines, number, fence)):
            end = closing + 1
            code = _fenced(written[number:end], lines[number + 1 : closing], fence)
        elif after_blank and line.strip() and _indentation(line) >= margin:
            end = _end_of_indented(lines, number, margin)
            code = Passage(text="\n".join(written[number:end]), code=_without_margin(lines[number:end], margin))
        if code is None:
            if item := _ITEM.match(line):
                contents = [*(content for content in contents if content <= _indentation(line)), len(item[0])]
            prose.append(written[number])
        else:
            yield Passage(text="\n".join(prose))
            yield code
            prose.clear()
        number = end
    yield Passage(text="\n".join(prose))


def _closing(lines: list[str], start: int, fence: re.Match[str]) -> int:
    """Return the number of the line that closes a fence; 0 where none does."""
    mark = fence["mark"]
    closing = re.compile(rf" *{re.escape(mark[0])}{{{len(mark)},}} *$")
    return next((number for number in range(start + 1, len(lines)) if closing.match(lines[number])), 0)


def _fenced(written: list[str], content: list[str], fence: re.Match[str]) -> Passage:
    info = _LANGUAGE.match(fence["info"])
    return Passage(
        text="\n".join(written),
        code=_without_margin(content, len(fence["lead"])),
        language=info["language"] if info else "",
        title=(info["rest"] or "") if info else fence["info"],
    )


def _end_of_indented(lines: list[str], start: int, margin: int) -> int:
    """Return the number of the line after code that begins in one: blank lines are code only before more of it."""
    end = start
    for number in range(start, len(lines)):
        if lines[number].strip():
            if _indentation(lines[number]) < margin:
                break
            end = number + 1
    return end


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _without_margin(lines: list[str], margin: int) -> tuple[str, ...]:
    """Return lines of code without their margin; what cannot be seen in them is shown."""
    return tuple(visible(line[min(margin, _indentation(line)) :].rstrip()) for line in lines)
