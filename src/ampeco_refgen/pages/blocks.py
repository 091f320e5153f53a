"""Managed blocks: the parts of the owner's `SKILL.md` that are generated, between markers of their own.

A marker stands alone on its line, `<!-- BEGIN:NAME -->` or `<!-- END:NAME -->`, wherever that is, also in fenced
code. All outside the blocks is the owner's and stays to the byte. The result is a file of the bundle like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ampeco_refgen.errors import OutputError

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARKER = re.compile(r"\ufeff?\s*<!--\s*(BEGIN|END):([\w-]+)\s*-->\s*")


def apply_blocks(text: str, blocks: Mapping[str, str], *, path: str = "SKILL.md") -> str:
    """Return the text of the file at `path` with the content of each block replaced, in the file's own line ends.

    Raises OutputError naming the line where a block begins or ends twice, within another, or not at all.
    """
    lines = _LINE.findall(text)
    spans = _find(lines, blocks, path)
    if missing := sorted(blocks.keys() - spans.keys()):
        raise _broken(path, f"has no block {missing[0]}", missing[0])
    for name, (begin, end) in sorted(spans.items(), key=lambda item: item[1], reverse=True):
        marker = lines[begin]
        line_end = marker[len(marker.rstrip("\r\n")) :]
        content = blocks[name].strip("\n").split("\n") if blocks[name].strip("\n") else []
        lines[begin + 1 : end] = [line + line_end for line in content]
    return "".join(lines)


def _find(lines: list[str], names: Mapping[str, str], path: str) -> dict[str, tuple[int, int]]:
    """Return for each block where its two markers stand. Other names than those asked for are the owner's text."""
    spans: dict[str, tuple[int, int]] = {}
    opened, start = "", 0
    for index, line in enumerate(lines):
        marker = _MARKER.fullmatch(line)
        if marker is None or marker[2] not in names:
            continue
        kind, name = marker.groups()
        where = f"{path}, line {index + 1}"
        if kind == "BEGIN" and opened:
            raise _broken(where, f"block {name} begins before block {opened} (line {start + 1}) has ended", name)
        if name in spans:
            raise _broken(where, f"a second marker for block {name}, which stands at line {spans[name][0] + 1}", name)
        if kind == "END" and opened != name:
            raise _broken(where, f"block {name} ends but has not begun", name)
        if kind == "END":
            spans[name] = (start, index)
        opened, start = (name, index) if kind == "BEGIN" else ("", 0)
    if opened:
        raise _broken(f"{path}, line {start + 1}", f"block {opened} is not closed", opened)
    return spans


def _broken(where: str, problem: str, name: str) -> OutputError:
    """Return the error about a marker, with the way to mend it."""
    hint = f"each block needs one line <!-- BEGIN:{name} --> and, below it, one line <!-- END:{name} -->"
    return OutputError(f"{where}: {problem}", hint=hint)
