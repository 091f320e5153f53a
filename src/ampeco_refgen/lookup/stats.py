"""A skill's folder → how large it is for whoever reads it, and where it exceeds what assistants' tools take.

The report comes as aligned lines for people and as JSON for programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ampeco_refgen.limits import FILE_CHARACTERS, LINE_COLUMNS
from ampeco_refgen.lookup.model import REFERENCE
from ampeco_refgen.lookup.reports import json_text
from ampeco_refgen.output.model import CATALOG

SKILL = "SKILL.md"
SKILL_LINES, SKILL_TOKENS = 500, 5_000
"""What the authors of the skill format advise for `SKILL.md`, which is always loaded as a whole."""
_BYTES_PER_TOKEN = 4
_LARGEST = 10
"""So many of the largest files are named."""


class FileSize(Struct, frozen=True, kw_only=True):
    """One Markdown file: its path from the skill's folder and what there is of it."""

    path: str
    bytes: int
    characters: int
    lines: int
    long_lines: tuple[int, ...]

    @property
    def tokens(self) -> int:
        """About how many tokens a model makes of it: four bytes each."""
        return -(-self.bytes // _BYTES_PER_TOKEN)


class Stats(Struct, frozen=True, kw_only=True):
    """All Markdown files of a skill, the largest first; `warnings` say what exceeds a limit, and by how much."""

    files: tuple[FileSize, ...]
    catalog_bytes: int
    warnings: tuple[str, ...]

    @property
    def skill(self) -> FileSize | None:
        """`SKILL.md`, if there is one."""
        return next((file for file in self.files if file.path == SKILL), None)

    @property
    def bytes(self) -> int:
        """The bytes of all Markdown files."""
        return sum(file.bytes for file in self.files)

    @property
    def tokens(self) -> int:
        """About how many tokens all Markdown files are."""
        return sum(file.tokens for file in self.files)


def stats_of(folder: Path) -> Stats:
    """Measure `SKILL.md` and every page below `reference/`."""
    paths = [*folder.glob(SKILL), *(folder / REFERENCE).rglob("*.md")]
    files = sorted((_size(folder, path) for path in paths), key=lambda file: (-file.bytes, file.path))
    catalog = folder / CATALOG
    return Stats(
        files=tuple(files),
        catalog_bytes=catalog.stat().st_size if catalog.is_file() else 0,
        warnings=tuple(warning for file in files for warning in _warnings(file)),
    )


def stats_lines(stats: Stats) -> Iterator[str]:
    """Yield the report in aligned lines."""
    yield f"pages      {len(stats.files)} files, {stats.bytes:,} bytes, about {stats.tokens:,} tokens"
    yield f"catalog    {stats.catalog_bytes:,} bytes, read by the program only"
    if skill := stats.skill:
        lines = f"{skill.lines} of {SKILL_LINES} lines"
        yield f"SKILL.md   {lines}, about {skill.tokens:,} of {SKILL_TOKENS:,} tokens"
    else:
        yield "SKILL.md   there is none"
    for number, file in enumerate(stats.files[:_LARGEST]):
        yield f"{'largest' if number == 0 else '':<10} {file.tokens:>7,} tokens  {file.path}"


def stats_json(stats: Stats) -> str:
    """Return the report as a JSON object with every file, the largest first."""
    skill = stats.skill
    files = [
        {"path": file.path, "bytes": file.bytes, "tokens": file.tokens, "lines": file.lines} for file in stats.files
    ]
    return json_text(
        {
            "files": len(stats.files),
            "bytes": stats.bytes,
            "tokens": stats.tokens,
            "catalogBytes": stats.catalog_bytes,
            "skill": skill and {"lines": skill.lines, "tokens": skill.tokens},
            "limits": {"skillLines": SKILL_LINES, "skillTokens": SKILL_TOKENS},
            "warnings": list(stats.warnings),
            "largest": files[:_LARGEST],
            "pages": files,
        }
    )


def _size(folder: Path, path: Path) -> FileSize:
    content = path.read_bytes()
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    lines = text.removesuffix("\n").split("\n")
    return FileSize(
        path=path.relative_to(folder).as_posix(),
        bytes=len(content),
        characters=len(text),
        lines=len(lines),
        long_lines=tuple(number for number, line in enumerate(lines, 1) if len(line) > LINE_COLUMNS),
    )


def _warnings(file: FileSize) -> list[str]:
    found = []
    if file.path == SKILL and file.lines > SKILL_LINES:
        found.append(f"{file.path} has {file.lines} lines, more than {SKILL_LINES}")
    if file.path == SKILL and file.tokens > SKILL_TOKENS:
        found.append(f"{file.path} has about {file.tokens:,} tokens, more than {SKILL_TOKENS:,}")
    if file.characters > FILE_CHARACTERS:
        found.append(f"{file.path} has {file.characters:,} characters, more than {FILE_CHARACTERS:,}")
    if file.long_lines:
        where = ", ".join(map(str, file.long_lines[:5])) + (" and more" if len(file.long_lines) > 5 else "")
        found.append(f"{file.path} has lines of more than {LINE_COLUMNS} columns: {where}")
    return found
