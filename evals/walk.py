"""An assistant's way through the bundle, without a model: it reads `SKILL.md`, and then only what that leads to.

Each step needs what was read before it: a link must stand there, a pattern for `grep` must be one that `SKILL.md`
gives. What a step makes an assistant read is kept, and its bytes are counted.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from ampeco_refgen.names import unique_anchors

_LINK = re.compile(r"\[((?:`[^`]*`|[^\]`])*)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)


class LostError(Exception):
    """A step cannot be taken: nothing that was read leads there."""


class Walk:
    """One way through the bundle at `root`; `read` is all text read beyond `SKILL.md`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._skill = (root / "SKILL.md").read_text(encoding="utf-8")
        self._last, self._at = self._skill, "SKILL.md"
        self.read: list[str] = []

    @property
    def size(self) -> int:
        """Bytes read beyond `SKILL.md`."""
        return sum(len(text.encode()) for text in self.read)

    def take(self, step: str, heading: str = "") -> None:
        """Take one step; `heading` is what a step `go` looks for. Raises `LostError`.

        - `open LABEL`: choose a linked page, without reading it yet;
        - `go`: list the page's call headings, as `SKILL.md` says they look, and read the section of one;
        - `top`: read the page up to its first section, which has the contents;
        - `read`: read the page;
        - `follow LABEL`: read the section, or the page, that a link leads to;
        - `grep WORD`: search the headings of all calls, as `SKILL.md` shows it.
        """
        verb, _, word = step.partition(" ")
        if verb == "open":
            self._at = self._target(word)[0]
        elif verb == "go":
            self._go(heading)
        elif verb == "top":
            self._see(re.split(r"^#{2,3} ", self._page(), maxsplit=1, flags=re.MULTILINE)[0])
        elif verb == "read":
            self._see(self._page())
        elif verb == "follow":
            self._follow(word)
        elif verb == "grep":
            self._grep(word)
        else:
            raise LostError(f"there is no step {verb!r}")

    def _see(self, text: str) -> None:
        self.read.append(text)
        self._last = text

    def _page(self) -> str:
        return (self._root / self._at).read_text(encoding="utf-8")

    def _target(self, label: str) -> tuple[str, str]:
        """Return page and anchor of a link that stands in what was read last, or in `SKILL.md`.

        Of several with one label, the one counts that begins its line: the others belong to what begins theirs.
        """
        for text, page in ((self._last, self._at), (self._skill, "SKILL.md")):
            named = [found for found in _LINK.finditer(text) if found[1].strip("`") == label]
            for found in sorted(named, key=lambda found: not text[: found.start()].endswith("\n- ")):
                path, _, anchor = found[2].partition("#")
                return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page, anchor
        raise LostError(f"no link {label!r} in what was read")

    def _go(self, heading: str) -> None:
        if "`### METHOD /path`" not in self._skill:
            raise LostError("SKILL.md does not say how the sections of calls are headed")
        found = self._section(lambda title, _: title == heading)
        self.read.append("".join(f"{match[0]}\n" for match in _HEADING.finditer(self._page()) if len(match[1]) == 3))
        self._see(found)

    def _follow(self, label: str) -> None:
        self._at, anchor = self._target(label)
        self._see(self._section(lambda _, name: name == anchor) if anchor else self._page())

    def _section(self, wanted: object) -> str:
        """Return the section whose heading (title and anchor) is `wanted`."""
        assert callable(wanted)
        text = self._page()
        headings = list(_HEADING.finditer(text))
        anchors = unique_anchors([re.sub(r"\\(.)|`", r"\1", match[2]) for match in headings])
        for number, (match, anchor) in enumerate(zip(headings, anchors, strict=True)):
            if wanted(match[2], anchor):
                ends = (later.start() for later in headings[number + 1 :] if len(later[1]) <= len(match[1]))
                return text[match.start() : next(ends, len(text))]
        raise LostError(f"{self._at} has no such section")

    def _grep(self, word: str) -> None:
        if "grep -rn '^### ." not in self._skill:
            raise LostError("SKILL.md does not show how to search the headings")
        lines = [
            f"{path.relative_to(self._root).as_posix()}:{number}:{line}\n"
            for path in sorted((self._root / "reference").rglob("*.md"))
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if re.search(f"^### .*{word}", line)
        ]
        if not lines:
            raise LostError(f"grep finds no heading with {word!r}")
        self._see("".join(lines))
        self._at = lines[0].partition(":")[0]


def missing(needles: tuple[tuple[str, ...], ...], texts: list[str]) -> list[str]:
    """Return the needles of which no line has all parts; lines that were wrapped are put together again."""
    lines = [line for text in texts for line in re.sub(r"\n +(?![-\d ])", " ", text).splitlines()]
    return [" + ".join(parts) for parts in needles if not any(all(part in line for part in parts) for line in lines)]
