"""Paths of the files that assistants read in every conversation, and of a skill as such a file names it.

Pure: no path is looked up, so that those of other systems are understood too.
"""

from __future__ import annotations

import re
import shlex
from pathlib import PurePath
from typing import TypeVar

from ampeco_refgen.errors import UsageError
from ampeco_refgen.pages.agents_page import SkillPlace

_RULES_OF_CURSOR = (".cursor", "rules")
_FOLDER_OF_A_CLIENT = re.compile(
    r"(?:^|/)\.(?:agents|claude|codex|copilot|cursor|gemini|github|windsurf)(?:/(?:rules|instructions)(?:/.*)?)?$"
)
"""Where a client keeps its files in a project: what stands there is about the folder above."""
_Path = TypeVar("_Path", bound=PurePath)


def instruction_file(named: _Path, skill: str) -> _Path:
    """Return the file that a path stands for: `.cursor/rules` for a rule file of the skill's name in that folder."""
    return named / f"{skill}.mdc" if named.parts[-2:] == _RULES_OF_CURSOR else named


def project_folder(file: _Path) -> _Path:
    """Return the folder that a file is about, from which its client works: that above `.github`, `.cursor/rules`, …"""
    folder = file.parent
    client = _FOLDER_OF_A_CLIENT.search(folder.as_posix())
    if client is None:
        return folder
    return type(file)(folder.as_posix()[: client.start()] or folder.anchor)


def skill_as_named(project: PurePath, skill: PurePath, home: PurePath | None) -> str:
    """Return how the folder of a skill is named in a file about the folder `project`; both paths are absolute.

    The name is relative where both are in one project, so that the file can be shared; it is empty where they are the
    same folder. A skill that has no more in common with the project than the home folder is named from there (`~/…`),
    or by its whole path.
    """
    common = next((folder for folder in (project, *project.parents) if skill.is_relative_to(folder)), None)
    is_home = home is not None and common is not None and home.is_relative_to(common)
    if common is not None and common != common.parent and not is_home:
        up = len(project.parts) - len(common.parts)
        return "/".join([".."] * up + list(skill.relative_to(common).parts))
    if home is not None and skill.is_relative_to(home):
        return f"~/{skill.relative_to(home).as_posix()}"
    return skill.as_posix()


def is_from_anywhere(named: str) -> bool:
    """Tell whether a folder as `skill_as_named` names it is the same from wherever a command runs."""
    return named.startswith("~/") or PurePath(named).is_absolute()


def skill_place(
    name: str, folder: str, file: PurePath, *, has_text: bool = True, has_lookup: bool = True
) -> SkillPlace:
    """Return what is told in a file about the place of a skill, whose folder `skill_as_named` has named.

    Raises UsageError where the folder's name cannot stand on a line.
    """
    if not folder.isprintable():
        raise UsageError(f"the skill's folder {folder!r} has something in its name that cannot be shown; rename it")
    home, below = ("~/", folder[2:]) if folder.startswith("~/") else ("", folder)
    where = "the folder of this file" if project_folder(file) == file.parent else "the project's root"
    return SkillPlace(
        name=name,
        folder=folder,
        in_shell=f"{home}{shlex.quote(f'{below}/')}" if folder else "",
        commands_run="" if is_from_anywhere(folder) else where,
        has_text=has_text,
        has_lookup=has_lookup,
    )
