"""The files that assistants read in every conversation (`AGENTS.md`, …), with the block of a skill in each.

What each client reads is in `docs/agents-md.md`. All outside the block is the owner's and stays to the byte. The files
on disk are only read here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.errors import OutputError, UsageError
from ampeco_refgen.infer.findings import Findings
from ampeco_refgen.lookup.bundle import SKILL
from ampeco_refgen.pages.agents_page import SkillPlace, agents_block, markers
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.instruction_paths import (
    instruction_file,
    is_from_anywhere,
    project_folder,
    skill_as_named,
    skill_place,
)
from ampeco_refgen.pages.lookup_files import SCRIPT
from ampeco_refgen.pages.skill_page import apply_blocks, has_block
from ampeco_refgen.write import current_text

_AGENTS, _CLAUDE = "AGENTS.md", "CLAUDE.md"
_IMPORTING = (_CLAUDE, "GEMINI.md")
_READ_BY_CODEX = 32_768
"""Bytes of `AGENTS.md` files that Codex reads, unless its `project_doc_max_bytes` says otherwise."""
_IMPORT = re.compile(r"^[ \t]*@(?:\./|\.\./)?AGENTS\.md[ \t]*\r?$", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")


class InstructionFile(Struct, frozen=True, kw_only=True):
    """A file that was named, the real place where it is, its text as it is (`None`: there is none) and as it should be.

    `imports` tells that it gets no block of its own, since it imports the `AGENTS.md` that has it.
    """

    named: Path
    place: Path
    before: str | None
    text: str
    imports: bool = False

    @property
    def differs(self) -> bool:
        """Whether it is to be written."""
        return self.text != self.before


class InstructionFiles:
    """Puts the block of one skill into files; what it takes from the document is worked out once.

    `name` is the skill's, `folder` where it is, `home` the folder that a shell writes as `~`.
    """

    def __init__(self, findings: Findings, *, name: str, folder: Path, home: Path | None) -> None:
        with room_for_depth():
            self._plan = BundlePlan(findings)
        self._name = name
        self._folder = _whole(folder)
        self._home = home
        self._blocks: dict[SkillPlace, str] = {}

    def of(self, named: Sequence[Path]) -> tuple[InstructionFile, ...]:
        """Return the files that were named, with the block as it should be; one that was named twice only once.

        Raises UsageError for what is no such file, and OutputError where one cannot be read, is not UTF-8, or has one
        marker of the block without the other.
        """
        files: dict[Path, Path] = {}
        for path in named:
            file = instruction_file(_whole(path), self._name)
            files.setdefault(self._place(file, path), path if file.name == path.name else path / file.name)
        return tuple(self._file(place, path, files) for place, path in files.items())

    def is_cut_by_codex(self, file: InstructionFile) -> bool:
        """Tell whether the block ends where Codex no longer reads an `AGENTS.md`."""
        before, end, _ = file.text.partition(markers(self._name)[1])
        return file.place.name == _AGENTS and bool(end) and len(f"{before}{end}".encode()) > _READ_BY_CODEX

    def _place(self, file: Path, named: Path) -> Path:
        """Return the real place of a file; raises UsageError for a folder, and for a file of the skill itself."""
        try:
            place = file.resolve()
        except (OSError, RuntimeError) as failure:
            raise OutputError(f"cannot follow {named}: {failure}") from failure
        if place.is_dir():
            raise UsageError(f"{named} is a folder", hint=f"name a file in it: {named / _AGENTS}")
        skill = self._folder.resolve()
        if place == skill / SKILL or any(place.is_relative_to(skill / part) for part in ("reference", "scripts")):
            raise UsageError(f"{named} is a part of the skill", hint=f"name the {_AGENTS} of the project that uses it")
        return place

    def _file(self, place: Path, named: Path, run: dict[Path, Path]) -> InstructionFile:
        """Return one file; `run` are all that this run is about, by their places."""
        path = _whole(named)
        before = _text(place)
        text = before or _begun(path, self._name)
        if path.name in _IMPORTING:
            agents = project_folder(path) / _AGENTS
            imported = _text(agents.resolve())
            in_run = agents.resolve() in run
            if not before and path.name == _CLAUDE and (in_run or imported is not None):
                # Claude Code reads an `AGENTS.md` only where there is no `CLAUDE.md`, or where that imports it.
                text = f"@{'' if agents.parent == path.parent else '../'}{_AGENTS}\n"
            is_told = in_run or has_block(imported or "", self._name, path=str(agents))
            if is_told and _IMPORT.search(text) and not has_block(text, self._name, path=str(named)):
                return InstructionFile(named=named, place=place, before=before, text=text, imports=True)
        text = with_block(text, self._name, self._block(path), path=str(named))
        return InstructionFile(named=named, place=place, before=before, text=text)

    def _block(self, file: Path) -> str:
        """Return the block as it stands in a file."""
        told = skill_place(
            self._name,
            self._folder_as_named(project_folder(file)),
            file,
            has_text=(self._folder / SKILL).is_file(),
            has_lookup=(self._folder / SCRIPT).is_file(),
        )
        if told not in self._blocks:
            with room_for_depth():
                self._blocks[told] = agents_block(self._plan, told)
        return self._blocks[told]

    def _folder_as_named(self, project: Path) -> str:
        """Return how the skill's folder is named from a project; if paths differ by links alone, by the real ones."""
        named = skill_as_named(project, self._folder, self._home)
        if not is_from_anywhere(named):
            return named
        home = self._home.resolve() if self._home is not None else None
        real = skill_as_named(project.resolve(), self._folder.resolve(), home)
        return named if named.startswith("~/") and is_from_anywhere(real) else real


def _whole(path: Path) -> Path:
    """Return a path from the root on, with links as they are named."""
    return Path(os.path.normpath(path.absolute()))


def _text(place: Path) -> str | None:
    return current_text(place.parent, place.name)


def _begun(file: Path, skill: str) -> str:
    """Return what a new file begins with: a rule of Cursor with a front matter, which says that it is always read."""
    if file.suffix != ".mdc":
        return ""
    return f"---\ndescription: How to look up the API of the skill {skill}\nglobs:\nalwaysApply: true\n---\n"


def with_block(text: str, name: str, content: str, *, path: str) -> str:
    """Return the text of the file at `path` with the block of a skill renewed, or put at its end where it has none.

    Nothing else changes, but that a last line without an end gets one. Raises OutputError as `apply_blocks` does where
    a marker is missing or there twice.
    """
    if not has_block(text, name, path=path):
        ends = _LINE_END.findall(text)
        end = ends[-1] if ends else "\n"
        if text.strip("\ufeff"):
            text += "" if text.endswith(("\n", "\r")) else end
            text += "" if text.endswith(end * 2) else end
        text += "".join(f"{marker}{end}" for marker in markers(name))
    return apply_blocks(text, {name: content}, path=path)
