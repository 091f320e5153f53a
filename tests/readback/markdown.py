"""Markdown → sections, blocks, list items, code spans and links, read by rules of its own rather than the program's."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

_SPAN = re.compile(r"\\.|(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", re.DOTALL)
_MASK = re.compile("\ue000(\\d+)\ue001")
MASK = "\ue000\\d+\ue001"
"""A masked code span, inside a regular expression."""
LINK = r"\[(?:\\.|[^\]\\])*\]\([^()\s]*\)"
"""A link, inside a regular expression."""
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(([^()\s]*)\)")
_ITEM = re.compile(r"( *)- (.*)")


@dataclass(slots=True)
class Item:
    """A list item: its text on one line, and the items below it."""

    text: str
    children: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A paragraph (`text`), a list (`items`) or a fenced code block (`code`); exactly one of them is not empty."""

    text: str = ""
    items: list[Item] = field(default_factory=list)
    code: str = ""


@dataclass(slots=True)
class Section:
    """A heading and what stands below it, up to the next heading of its level or above."""

    level: int
    title: str
    anchor: str
    lines: list[str]

    @property
    def name(self) -> str:
        """The title as plain text, without escapes and backticks."""
        return re.sub(r"\\(.)|`", r"\1", self.title)

    def blocks(self) -> list[Block]:
        return list(_blocks(self.lines))


@dataclass
class Page:
    """A file of the bundle."""

    path: str
    text: str

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The sections by their anchors, as GitHub names them."""
        lines, headings = self.text.splitlines(), list(_headings(self.text))
        sections: dict[str, Section] = {}
        uses: Counter[str] = Counter()
        for index, (start, level, title) in enumerate(headings):
            end = next((line for line, other, _ in headings[index + 1 :] if other <= level), len(lines))
            name = github_anchor(title)
            anchor = f"{name}-{uses[name]}" if uses[name] else name
            uses[name] += 1
            sections[anchor] = Section(level=level, title=title, anchor=anchor, lines=lines[start + 1 : end])
        return sections

    @property
    def top(self) -> Section:
        """The whole file below its title."""
        return next(iter(self.sections.values()))

    @property
    def head(self) -> Section:
        """What stands between the title and the first section below it."""
        lines = self.top.lines
        ends = [number for number, line in enumerate(lines) if line.startswith("## ")]
        return Section(level=1, title="", anchor="", lines=lines[: ends[0]] if ends else lines)

    @cached_property
    def links(self) -> list[str]:
        """The targets of all links outside code."""
        return [target for _, target in links_in(_without_fences(self.text))]


def github_anchor(title: str) -> str:
    """Return GitHub's anchor of a heading."""
    plain = re.sub(r"\\(.)|`", r"\1", title)
    return re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    fenced = False
    for number, line in enumerate(text.splitlines()):
        fenced ^= line.startswith("```")
        if not fenced and (heading := re.match(r"(#{1,6}) (.*)", line)):
            yield number, len(heading[1]), heading[2].strip()


def _without_fences(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def _blocks(lines: list[str]) -> Iterator[Block]:
    for chunk in _chunks(lines):
        if chunk[0].startswith("```"):
            yield Block(code="\n".join(chunk[1:-1]))
        elif _ITEM.match(chunk[0]):
            yield Block(items=_items(chunk))
        else:
            yield Block(text=" ".join(map(str.strip, chunk)))


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the runs of lines between empty ones; a fenced block is one run whatever it holds."""
    chunk: list[str] = []
    for line in [*lines, ""]:
        fenced = bool(chunk) and chunk[0].startswith("```")
        if line.strip() or fenced:
            chunk.append(line)
        if chunk and (line == "```" if fenced else not line.strip()):
            yield chunk
            chunk = []


def _items(lines: list[str]) -> list[Item]:
    top: list[Item] = []
    stack: list[tuple[int, Item]] = []
    for line in lines:
        bullet = _ITEM.match(line)
        if bullet is None:
            stack[-1][1].text += f" {line.strip()}"
            continue
        depth, item = len(bullet[1]), Item(bullet[2])
        while stack and stack[-1][0] >= depth:
            stack.pop()
        (stack[-1][1].children if stack else top).append(item)
        stack.append((depth, item))
    return top


def masked(text: str) -> tuple[str, list[str]]:
    """Return the text with each code span replaced by a mark, and the contents of the spans."""
    spans: list[str] = []

    def put_aside(span: re.Match[str]) -> str:
        if not span[1]:
            return span[0]
        spans.append(_unpadded(span[2]))
        return f"\ue000{len(spans) - 1}\ue001"

    return _SPAN.sub(put_aside, text), spans


def codes(text: str) -> list[str]:
    """Return the contents of the code spans of a line."""
    return [" ".join(span.split()) for span in masked(text)[1]]


def unmasked(text: str, spans: list[str]) -> str:
    """Return masked text as plain text: code spans without their marks, escapes undone."""
    return re.sub(r"\\(.)", r"\1", _MASK.sub(lambda mark: spans[int(mark[1])].replace("\\", "\\\\"), text))


def links_in(text: str) -> list[tuple[str, str]]:
    """Return label and target of each link outside code spans."""
    return _LINK.findall(masked(text)[0])


def target_of(page: str, target: str) -> tuple[str, str]:
    """Return the file (from the bundle's root) and the anchor that a link on `page` leads to."""
    path, _, anchor = target.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page, unquote(anchor)


def _unpadded(content: str) -> str:
    padded = len(content) > 2 and content[0] == content[-1] == " " and content.strip()
    return content[1:-1] if padded else content
