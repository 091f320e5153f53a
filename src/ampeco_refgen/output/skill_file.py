"""`SKILL.md`: the owner's text as it is on disk with the managed blocks filled in; only read here, never written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ampeco_refgen.output.blocks import apply_blocks
from ampeco_refgen.output.bundle import current_text
from ampeco_refgen.output.model import RenderedFile

SKILL = "SKILL.md"


def skill_file(root: Path, blocks: Mapping[str, str], skeleton: str) -> RenderedFile:
    """Return `SKILL.md` with its blocks renewed; where the folder has none, `skeleton` is the text to begin with.

    Raises `OutputError` where it cannot be read, is not UTF-8, or lacks a marker.
    """
    text = current_text(root, SKILL)
    return RenderedFile(path=SKILL, text=apply_blocks(skeleton if text is None else text, blocks))
