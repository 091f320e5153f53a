"""Reads the bundle's Markdown back: sections, parts of a section, list items, links. Pure; text in, text out.

Only what `templates/` and `output/` write has to be understood, not any Markdown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise

from ampeco_refgen.lookup.model import Link, Section
from ampeco_refgen.names import unique_anchors

_LANDMARK = re.compile(r"^(?:(?P<fence>`{3,}|~{3,})|(?P<marks>#{1,6}) (?P<heading>.*))", re.MULTILINE)
_LINK = re.compile(
    r"\\.|(?P<run>`+)(?!`)(?s:.+?)(?<!`)(?P=run)(?!`)"
    r"|\[(?P<label>(?:\\.|`[^`]*`|[^\[\]\\`])*)\]\((?P<to>[^()\s]*)\)"
)
_ITEM = re.compile(r"^( *)- ", re.MULTILINE)
_NAME = re.compile(r"^ *- (`+) ?(.+?) ?\1(?!`)", re.DOTALL)
_PARTS = (
    "Deprecated",
    "Path",
    "Query",
    "Headers",
    "Cookies",
    "Parameters in",
    "Filters",
    "Includes",
    "Paging",
    "Body",
    "Webhooks",
    "Responses",
)
_PART = re.compile(rf"^\*\*({'|'.join(_PARTS)})[^*\n]*\*\*", re.MULTILINE)


def sections_of(page: str, text: str) -> tuple[Section, ...]:
    """Return the sections of a page in order; each holds those of deeper levels too. Headings in code are none."""
    found = list(blocks_of(text))
    anchors = unique_anchors(heading for _, heading, _ in found)
    return tuple(
        Section(page=page, heading=heading, level=level, anchor=anchor, text=body)
        for (level, heading, body), anchor in zip(found, anchors, strict=True)
    )


def blocks_of(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield level, heading and text of each section of a page: what `sections_of` returns, without anchors."""
    found = list(_headings(text))
    for number, (start, level, heading) in enumerate(found):
        end = next((at for at, other, _ in found[number + 1 :] if other <= level), len(text))
        yield level, heading, text[start:end].rstrip("\n")


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    fence = ""
    for mark in _LANDMARK.finditer(text):
        if mark["fence"]:
            fence = "" if fence and mark["fence"].startswith(fence) else fence or mark["fence"]
        elif not fence:
            yield mark.start(), len(mark["marks"]), mark["heading"].strip()


def parts_of(section: str) -> dict[str, str]:
    """Return the parts of an operation's section by their bold titles; text before the first is under ``""``.

    A description that imitates a title stands before the real one, which therefore wins.
    """
    marks = list(_PART.finditer(section))
    bounds = [*(mark.start() for mark in marks), len(section)]
    parts = {"": section[: bounds[0]].rstrip("\n")}
    for mark, (start, end) in zip(marks, pairwise(bounds), strict=True):
        text = section[start:end].rstrip("\n")
        parts[mark[1]] = f"{parts[mark[1]]}\n\n{text}" if mark[1] == "Body" and "Body" in parts else text
    return parts


def items_of(text: str, indent: int | None = None) -> tuple[str, ...]:
    """Return the list items of a text, each with its wrapped lines and what is indented below it.

    With `indent` only the items of that indentation are returned, otherwise items of any, without those below them.
    """
    lines = text.split("\n")
    items = []
    for number, line in enumerate(lines):
        match = _ITEM.match(line)
        if match and (indent is None or len(match[1]) == indent):
            items.append("\n".join([line, *_below(lines[number + 1 :], len(match[1]), nested=indent is not None)]))
    return tuple(items)


def _below(lines: list[str], indent: int, *, nested: bool) -> Iterator[str]:
    for line in lines:
        inside = line.startswith(" " * (indent + 1)) and line.strip()
        if not inside or (not nested and _ITEM.match(line)):
            return
        yield line


def name_of(item: str) -> str:
    """Return the code span that an item begins with: the path of a field, a filter as it is sent; or nothing."""
    match = _NAME.match(item)
    return re.sub(r"\n\s*", " ", match[2]) if match else ""


def links_of(page: str, text: str) -> tuple[Link, ...]:
    """Return the links of a text of the page which lead into the bundle, each once."""
    found = {}
    for match in _LINK.finditer(text):
        target = match["to"]
        if target and "://" not in target and not target.startswith("mailto:"):
            file, _, anchor = target.partition("#")
            found[resolved(page, file), anchor] = match["label"]
    return tuple(Link(label=label, page=file, anchor=anchor) for (file, anchor), label in found.items())


def resolved(page: str, file: str) -> str:
    """Return the page that a link on `page` to `file` leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), file)) if file else page
