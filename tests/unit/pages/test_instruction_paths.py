"""Which file a path stands for, which folder that is about, and how a skill's folder is named there, on any system."""

from __future__ import annotations

import shlex
from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from ampeco_refgen.errors import UsageError
from ampeco_refgen.pages.instruction_paths import instruction_file, project_folder, skill_as_named, skill_place

HOME = PurePosixPath("/srv/ann")


@pytest.mark.parametrize(
    ("named", "file"),
    [
        ("/work/app/.cursor/rules", "/work/app/.cursor/rules/shop.mdc"),
        ("/work/app/.cursor/rules/api.mdc", "/work/app/.cursor/rules/api.mdc"),
        ("/work/app/rules", "/work/app/rules"),
        ("/work/app/AGENTS.md", "/work/app/AGENTS.md"),
    ],
)
def test_a_folder_of_rules_stands_for_a_rule_of_the_skills_name(named: str, file: str) -> None:
    assert instruction_file(PurePosixPath(named), "shop") == PurePosixPath(file)


@pytest.mark.parametrize(
    ("file", "project"),
    [
        ("/work/app/AGENTS.md", "/work/app"),
        ("/work/app/packages/web/AGENTS.md", "/work/app/packages/web"),
        ("/work/app/.github/copilot-instructions.md", "/work/app"),
        ("/work/app/.github/instructions/api.instructions.md", "/work/app"),
        ("/work/app/.cursor/rules/web/shop.mdc", "/work/app"),
        ("/work/app/.claude/CLAUDE.md", "/work/app"),
        ("/work/app/.claude/worktrees/fix/AGENTS.md", "/work/app/.claude/worktrees/fix"),
        ("/work/.dotfiles/AGENTS.md", "/work/.dotfiles"),
        ("/work/my.github/AGENTS.md", "/work/my.github"),
        ("/.github/copilot-instructions.md", "/"),
    ],
)
def test_a_file_in_the_folder_of_a_client_is_about_the_project_above(file: str, project: str) -> None:
    assert project_folder(PurePosixPath(file)) == PurePosixPath(project)


@pytest.mark.parametrize(
    ("project", "skill", "named"),
    [
        ("/work/app", "/work/app/.agents/skills/shop", ".agents/skills/shop"),
        ("/work/app", "/work/app", ""),
        ("/work/app/packages/web", "/work/app/.agents/skills/shop", "../../.agents/skills/shop"),
        ("/work/app/skill/docs", "/work/app/skill", ".."),
        ("/work/app", "/work/skills/shop", "../skills/shop"),
        ("/srv/ann/work/app", "/srv/ann/work/app/.agents/skills/shop", ".agents/skills/shop"),
        ("/srv/ann/work/app", "/srv/ann/.agents/skills/shop", "~/.agents/skills/shop"),
        ("/work/app", "/srv/ann/.agents/skills/shop", "~/.agents/skills/shop"),
        ("/srv/ann", "/srv/ann/.claude/skills/shop", "~/.claude/skills/shop"),
        ("/srv/ann/app", "/srv/bob/skills/shop", "/srv/bob/skills/shop"),
        ("/work/app", "/opt/skills/shop", "/opt/skills/shop"),
    ],
)
def test_the_folder_of_a_skill_is_relative_within_a_project_and_from_home_outside(
    project: str, skill: str, named: str
) -> None:
    assert skill_as_named(PurePosixPath(project), PurePosixPath(skill), HOME) == named


@pytest.mark.parametrize(
    ("project", "skill", "named"),
    [
        (r"C:\work\app", r"C:\work\app\.agents\skills\shop", ".agents/skills/shop"),
        (r"C:\work\app", r"C:\people\ann\.agents\skills\shop", "~/.agents/skills/shop"),
        (r"C:\work\app", r"D:\skills\shop", "D:/skills/shop"),
    ],
)
def test_paths_of_windows_are_written_with_slashes(project: str, skill: str, named: str) -> None:
    home = PureWindowsPath(r"C:\people\ann")
    assert skill_as_named(PureWindowsPath(project), PureWindowsPath(skill), home) == named
    assert project_folder(PureWindowsPath(project, ".cursor", "rules", "shop.mdc")) == PureWindowsPath(project)


def test_without_a_home_folder_a_skill_apart_is_named_by_its_whole_path() -> None:
    assert skill_as_named(PurePosixPath("/work/app"), PurePosixPath("/opt/shop"), None) == "/opt/shop"


@pytest.mark.parametrize(
    ("folder", "file", "in_shell", "commands_run"),
    [
        (".agents/skills/shop", "/work/AGENTS.md", ".agents/skills/shop/", "the folder of this file"),
        ("my skills/it's", "/work/AGENTS.md", shlex.quote("my skills/it's/"), "the folder of this file"),
        (".agents/skills/shop", "/work/.github/copilot-instructions.md", ".agents/skills/shop/", "the project's root"),
        ("~/my skills/shop", "/work/AGENTS.md", "~/'my skills/shop/'", ""),
        ("/opt/shop", "/work/AGENTS.md", "/opt/shop/", ""),
        ("", "/work/AGENTS.md", "", "the folder of this file"),
    ],
)
def test_commands_find_the_skill_from_where_they_are_said_to_run(
    folder: str, file: str, in_shell: str, commands_run: str
) -> None:
    place = skill_place("shop", folder, PurePosixPath(file))
    assert (place.folder, place.in_shell, place.commands_run) == (folder, in_shell, commands_run)


def test_a_folder_that_cannot_be_shown_is_refused() -> None:
    with pytest.raises(UsageError, match="rename it"):
        skill_place("shop", "skills\n```/shop", PurePath("/work/AGENTS.md"))
