"""Groups of lines → as many files as the limit asks for: an index that grows past it goes on in `name-2.md`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

CHARACTERS = 44_000
"""What the groups of one file may hold; assistants' tools stop reading a file soon after 50,000 characters."""
_FRAGMENT = re.compile(r"\]\(#([^)\s]+)\)")
"""A link within the page; texts from the document never hold one, since their brackets are escaped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A heading with its lines, which stay together; `anchor` is the heading's."""

    title: str
    anchor: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One file: its path, its groups, and the links to the other files of the same index."""

    path: str
    groups: tuple[Group, ...]
    others: tuple[str, ...]


def in_chunks(path: str, groups: Iterable[Group]) -> tuple[Chunk, ...]:
    """Pack groups, in order, into `path` and then `path` with `-2`, `-3`, …; always at least one file."""
    packed: list[list[Group]] = [[]]
    size = 0
    for group in groups:
        weight = len(group.title) + sum(len(line) + 1 for line in group.lines)
        if packed[-1] and size + weight > CHARACTERS:
            packed.append([])
            size = 0
        packed[-1].append(group)
        size += weight
    stem = path.removesuffix(".md")
    names = [path, *(f"{stem}-{number}.md" for number in range(2, len(packed) + 1))]
    place = {group.anchor: name for name, found in zip(names, packed, strict=True) for group in found}
    return tuple(
        Chunk(
            path=name,
            groups=tuple(_relinked(group, name, place) for group in found),
            others=tuple(other for other in names if other != name),
        )
        for name, found in zip(names, packed, strict=True)
    )


def _relinked(group: Group, path: str, place: dict[str, str]) -> Group:
    """Let links to another group name the file that it has come to stand in."""

    def target(match: re.Match[str]) -> str:
        file = place.get(match[1], path)
        return match[0] if file == path else f"]({posixpath.basename(file)}#{match[1]})"

    return replace(group, lines=tuple(_FRAGMENT.sub(target, line) for line in group.lines))
