"""The sizes of a skill as what the command line prints: aligned lines for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.lookup.reports import json_text
from ampeco_refgen.lookup.stats import SKILL_LINES, SKILL_TOKENS, Stats

_LARGEST = 10


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
