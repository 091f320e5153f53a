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
        ("/projects/app/.cursor/rules", "/projects/app/.cursor/rules/shop.mdc"),
        ("/projects/app/.cursor/rules/api.mdc", "/projects/app/.cursor/rules/api.mdc"),
        ("/projects/app/rules", "/projects/app/rules"),
        ("/projects/app/AGENTS.md", "/projects/app/AGENTS.md"),
    ],
)
def test_a_folder_of_rules_stands_for_a_rule_of_the_skills_name(named: str, file: str) -> None:
    assert instruction_file(PurePosixPath(named), "shop") == PurePosixPath(file)


@pytest.mark.parametrize(
    ("file", "project"),
    [
        ("/projects/app/AGENTS.md", "/projects/app"),
        ("/projects/app/packages/web/AGENTS.md", "/projects/app/packages/web"),
        ("/projects/app/.github/copilot-instructions.md", "/projects/app"),
        ("/projects/app/.github/instructions/api.instructions.md", "/projects/app"),
        ("/projects/app/.cursor/rules/web/shop.mdc", "/projects/app"),
        ("/projects/app/.claude/CLAUDE.md", "/projects/app"),
        ("/projects/app/.claude/worktrees/fix/AGENTS.md", "/projects/app/.claude/worktrees/fix"),
        ("/projects/.dotfiles/AGENTS.md", "/projects/.dotfiles"),
        ("/projects/my.github/AGENTS.md", "/projects/my.github"),
        ("/.github/copilot-instructions.md", "/"),
    ],
)
def test_a_file_in_the_folder_of_a_client_is_about_the_project_above(file: str, project: str) -> None:
    assert project_folder(PurePosixPath(file)) == PurePosixPath(project)


@pytest.mark.parametrize(
    ("project", "skill", "named"),
    [
        ("/projects/app", "/projects/app/.agents/skills/shop", ".agents/skills/shop"),
        ("/projects/app", "/projects/app", ""),
        ("/projects/app/packages/web", "/projects/app/.agents/skills/shop", "../../.agents/skills/shop"),
        ("/projects/app/skill/docs", "/projects/app/skill", ".."),
        ("/projects/app", "/projects/skills/shop", "../skills/shop"),
        ("/srv/ann/projects/app", "/srv/ann/projects/app/.agents/skills/shop", ".agents/skills/shop"),
        ("/srv/ann/projects/app", "/srv/ann/.agents/skills/shop", "~/.agents/skills/shop"),
        ("/projects/app", "/srv/ann/.agents/skills/shop", "~/.agents/skills/shop"),
        ("/srv/ann", "/srv/ann/.claude/skills/shop", "~/.claude/skills/shop"),
        ("/srv/ann/app", "/srv/bob/skills/shop", "/srv/bob/skills/shop"),
        ("/projects/app", "/opt/skills/shop", "/opt/skills/shop"),
    ],
)
def test_the_folder_of_a_skill_is_relative_within_a_project_and_from_home_outside(
    project: str, skill: str, named: str
) -> None:
    assert skill_as_named(PurePosixPath(project), PurePosixPath(skill), HOME) == named


@pytest.mark.parametrize(
    ("project", "skill", "named"),
    [
        (r"C:\projects\app", r"C:\projects\app\.agents\skills\shop", ".agents/skills/shop"),
        (r"C:\projects\app", r"C:\people\ann\.agents\skills\shop", "~/.agents/skills/shop"),
        (r"C:\projects\app", r"D:\skills\shop", "D:/skills/shop"),
    ],
)
def test_paths_of_windows_are_written_with_slashes(project: str, skill: str, named: str) -> None:
    home = PureWindowsPath(r"C:\people\ann")
    assert skill_as_named(PureWindowsPath(project), PureWindowsPath(skill), home) == named
    assert project_folder(PureWindowsPath(project, ".cursor", "rules", "shop.mdc")) == PureWindowsPath(project)


def test_without_a_home_folder_a_skill_apart_is_named_by_its_whole_path() -> None:
    assert skill_as_named(PurePosixPath("/projects/app"), PurePosixPath("/opt/shop"), None) == "/opt/shop"


@pytest.mark.parametrize(
    ("folder", "file", "in_shell", "commands_run"),
    [
        (".agents/skills/shop", "/projects/AGENTS.md", ".agents/skills/shop/", "the folder of this file"),
        ("my skills/it's", "/projects/AGENTS.md", shlex.quote("my skills/it's/"), "the folder of this file"),
        (
            ".agents/skills/shop",
            "/projects/.github/copilot-instructions.md",
            ".agents/skills/shop/",
            "the project's root",
        ),
        ("~/my skills/shop", "/projects/AGENTS.md", "~/'my skills/shop/'", ""),
        ("/opt/shop", "/projects/AGENTS.md", "/opt/shop/", ""),
        ("", "/projects/AGENTS.md", "", "the folder of this file"),
    ],
)
def test_commands_find_the_skill_from_where_they_are_said_to_run(
    folder: str, file: str, in_shell: str, commands_run: str
) -> None:
    place = skill_place("shop", folder, PurePosixPath(file))
    assert (place.folder, place.in_shell, place.commands_run) == (folder, in_shell, commands_run)


def test_a_folder_that_cannot_be_shown_is_refused() -> None:
    with pytest.raises(UsageError, match="rename it"):
        skill_place("shop", "skills\n```/shop", PurePath("/projects/AGENTS.md"))
