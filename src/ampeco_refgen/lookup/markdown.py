"""Reads the bundle's Markdown back: sections, labelled blocks, list items, links. Pure; text in, text out.

Only what the bundle's pages are made of has to be understood, not any Markdown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

_LANDMARK = re.compile(r"^(?:(?P<fence>`{3,}|~{3,})|(?P<marks>#{1,6}) (?P<heading>.*))", re.MULTILINE)
_LINK = re.compile(
    r"\\.|(?P<run>`+)(?!`)(?s:.+?)(?<!`)(?P=run)(?!`)"
    r"|\[(?P<label>(?:\\.|`[^`]*`|[^\[\]\\`])*)\]\((?P<to>[^()\s]*)\)"
)
_ITEM = re.compile(r"^( *)- ")
_NAME = re.compile(r"^ *- (`+) ?(.+?) ?\1(?!`)", re.DOTALL)
_BRACKETS = re.compile(r"\[([^\]]+)\]")
_LABELS = (
    "Deprecated",
    "Moving to",
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
    "Fields",
    "Answer",
)
_REPEATED = ("Body", "Moving to")
_LABEL = re.compile(rf"^\*\*({'|'.join(_LABELS)})[^*\n]*\*\*", re.MULTILINE)


class PageSection(NamedTuple):
    """A heading of a page with all below it, up to the next heading of its level or of one above."""

    page: str
    heading: str
    level: int
    anchor: str
    text: str


class Link(NamedTuple):
    """A link within the bundle: its text, and page and anchor it leads to."""

    label: str
    page: str
    anchor: str


def sections_of(page: str, text: str) -> tuple[PageSection, ...]:
    """Return the sections of a page in order; each holds those of deeper levels too. Headings in code are none."""
    headings = list(_headings(text))
    uses: dict[str, int] = {}
    sections = []
    for number, (start, level, heading) in enumerate(headings):
        end = next((at for at, other, _ in headings[number + 1 :] if other <= level), len(text))
        body = text[start:end].rstrip("\n")
        sections.append(PageSection(page, heading, level, _unique(anchor(heading), uses), body))
    return tuple(sections)


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each heading begins, its level and its text."""
    fence = ""
    for mark in _LANDMARK.finditer(text):
        if mark["fence"]:
            fence = "" if fence and mark["fence"].startswith(fence) else fence or mark["fence"]
        elif not fence:
            yield mark.start(), len(mark["marks"]), mark["heading"].strip()


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", plain(heading).strip().lower()).replace(" ", "-")


def _unique(name: str, uses: dict[str, int]) -> str:
    """Return an anchor, with `-1`, `-2`, … where the page has it already; `uses` counts them, and is updated."""
    first = name
    while name in uses:
        uses[first] += 1
        name = f"{first}-{uses[first]}"
    uses[name] = 0
    return name


def plain(text: str) -> str:
    """Return a heading or a link's text as it is read: without escapes and the marks of code."""
    return re.sub(r"\\([^\w\s])|`", r"\1", text)


def blocks_of(page: str) -> dict[str, str]:
    """Return the blocks of a call's page by their bold labels (`Filters`); text before the first is under ``""``.

    A description that imitates a label stands before the real one, which therefore wins; bodies, of which there is one
    for each media type, are joined, and so is what becomes of a call with several successors.
    """
    marks = list(_LABEL.finditer(page))
    ends = [*(mark.start() for mark in marks[1:]), len(page)]
    blocks = {"": page[: marks[0].start() if marks else len(page)].rstrip("\n")}
    for number, mark in enumerate(marks):
        text = page[mark.start() : ends[number]].rstrip("\n")
        blocks[mark[1]] = f"{blocks[mark[1]]}\n\n{text}" if mark[1] in _REPEATED and mark[1] in blocks else text
    return blocks


def items_of(text: str, indent: int | None = None) -> tuple[str, ...]:
    """Return the list items of a text, each with its wrapped lines.

    With `indent` only the items of that indentation are returned, each with the items below it.
    """
    items: list[list[str]] = []
    depth = -1  # how far the open item is indented; nothing is open at -1
    for line in text.split("\n"):
        match = _ITEM.match(line)
        level = len(match[1]) if match else -1
        inside = depth >= 0 and line.startswith(" " * (depth + 1)) and bool(line.strip())
        if match and (indent is None or level == indent):
            items.append([line])
            depth = level
        elif inside and (indent is not None or not match):
            items[-1].append(line)
        else:
            depth = -1
    return tuple("\n".join(lines) for lines in items)


def name_of(item: str) -> str:
    """Return the code span that an item begins with: the path of a field, a filter as it is sent; or nothing."""
    match = _NAME.match(item)
    return re.sub(r"\n\s*", " ", match[2]) if match else ""


def last_name(path: str) -> str:
    """Return the last name of a path: `c` of `a.b[].c`, `userId` of `filter[userId]`, `lines` of `include[]=lines`."""
    return _BRACKETS.sub(r".\1", path.rpartition("=")[2]).rstrip("[]*.").rsplit(".", 1)[-1]


def is_within(path: str, member: str) -> bool:
    """Tell whether a path is that of a member or of something in it: `filter[owner][ids]` is in `owner`."""
    sent = _BRACKETS.sub(r".\1", path)
    inner = sent.partition(".")[2] if sent != path else path
    return any(sent_path == member or sent_path.startswith((f"{member}.", f"{member}[")) for sent_path in (path, inner))


def links_of(page: str, text: str) -> tuple[Link, ...]:
    """Return the links of a text of the page which lead into the bundle, each once."""
    labels = {}
    for match in _LINK.finditer(text):
        target = match["to"]
        if target and "://" not in target and not target.startswith("mailto:"):
            file, _, fragment = target.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(page), file)) if file else page
            labels[there, fragment] = plain(match["label"])
    return tuple(Link(label, there, fragment) for (there, fragment), label in labels.items())
