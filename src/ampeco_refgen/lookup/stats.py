"""A skill's folder → how large it is for whoever reads it, and where it exceeds what assistants' tools take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ampeco_refgen.lookup.bundle import REFERENCE, SKILL

SKILL_LINES, SKILL_TOKENS = 500, 5_000
"""What the authors of the skill format advise for `SKILL.md`, which is always loaded as a whole."""
FILE_CHARACTERS, LINE_COLUMNS = 50_000, 400
"""Where tools that assistants read files with begin to cut."""
_BYTES_PER_TOKEN = 4
_LARGEST = 10


def stats_of(folder: Path) -> dict[str, Any]:
    """Measure `SKILL.md` and every page below `reference/`: what becomes the JSON report, the largest file first.

    A token is counted as four bytes. `warnings` say what exceeds a limit, and by how much.
    """
    paths = [*folder.glob(SKILL), *(folder / REFERENCE).rglob("*.md")]
    pages: list[dict[str, Any]] = []
    warnings: list[str] = []
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as problem:
            warnings.append(f"{path.relative_to(folder).as_posix()} cannot be read: {problem.strerror}")
            continue
        text = content.decode("utf-8", "replace").replace("\r\n", "\n")
        name = path.relative_to(folder).as_posix()
        lines = text.removesuffix("\n").split("\n")
        tokens = -(-len(content) // _BYTES_PER_TOKEN)
        pages.append({"path": name, "bytes": len(content), "tokens": tokens, "lines": len(lines)})
        warnings += _warnings(name, text, lines, tokens)
    pages.sort(key=lambda page: (-page["bytes"], page["path"]))
    skill = next((page for page in pages if page["path"] == SKILL), None)
    catalog = folder / REFERENCE / "catalog.json"
    return {
        "files": len(pages),
        "bytes": sum(page["bytes"] for page in pages),
        "tokens": sum(page["tokens"] for page in pages),
        "catalogBytes": catalog.stat().st_size if catalog.is_file() else 0,
        "skill": skill and {"lines": skill["lines"], "tokens": skill["tokens"]},
        "limits": {"skillLines": SKILL_LINES, "skillTokens": SKILL_TOKENS},
        "warnings": sorted(warnings),
        "largest": pages[:_LARGEST],
        "pages": pages,
    }


def _warnings(name: str, text: str, lines: list[str], tokens: int) -> Iterator[str]:
    if name == SKILL and len(lines) > SKILL_LINES:
        yield f"{name} has {len(lines)} lines, more than {SKILL_LINES}"
    if name == SKILL and tokens > SKILL_TOKENS:
        yield f"{name} has about {tokens:,} tokens, more than {SKILL_TOKENS:,}"
    if len(text) > FILE_CHARACTERS:
        yield f"{name} has {len(text):,} characters, more than {FILE_CHARACTERS:,}"
    if too_long := [str(number) for number, line in enumerate(lines, 1) if len(line) > LINE_COLUMNS]:
        where = ", ".join(too_long[:5]) + (" and more" if len(too_long) > 5 else "")
        yield f"{name} has lines of more than {LINE_COLUMNS} columns: {where}"


def stats_lines(stats: dict[str, Any]) -> Iterator[str]:
    """Yield the report in aligned lines."""
    yield f"pages      {stats['files']} files, {stats['bytes']:,} bytes, about {stats['tokens']:,} tokens"
    if stats["catalogBytes"]:  # a packed skill has none
        yield f"catalog    {stats['catalogBytes']:,} bytes, read by the program only"
    if skill := stats["skill"]:
        lines = f"{skill['lines']} of {SKILL_LINES} lines"
        yield f"SKILL.md   {lines}, about {skill['tokens']:,} of {SKILL_TOKENS:,} tokens"
    else:
        yield "SKILL.md   there is none"
    for number, page in enumerate(stats["largest"]):
        yield f"{'largest' if number == 0 else '':<10} {page['tokens']:>7,} tokens  {page['path']}"
