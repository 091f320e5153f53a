"""`SKILL.md`: the owner's text as it is on disk with the managed blocks filled in; only read here, never written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ampeco_refgen.pages.blocks import apply_blocks
from ampeco_refgen.write import RenderedFile, current_text

SKILL = "SKILL.md"
BUDGET = 16_000
"""Bytes of a `SKILL.md` that stays within 5,000 tokens, which the Agent Skills specification advises: it is always
loaded as a whole."""


def skill_file(root: Path, blocks: Mapping[str, str], skeleton: str) -> RenderedFile:
    """Return `SKILL.md` with its blocks renewed; where the folder has none, `skeleton` is the text to begin with.

    Raises `OutputError` where it cannot be read, is not UTF-8, or lacks a marker.
    """
    text = current_text(root, SKILL)
    return RenderedFile(path=SKILL, text=apply_blocks(skeleton if text is None else text, blocks))


def over_budget(skill: RenderedFile) -> tuple[str, ...]:
    """Return a notice where `SKILL.md` is longer than it should be, whoever wrote it."""
    size = len(skill.text.encode())
    if size <= BUDGET:
        return ()
    return (
        f"SKILL.md has {size:,} bytes, more than {BUDGET:,}, and is always loaded whole: shorten it around the blocks",
    )
