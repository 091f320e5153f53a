"""`agents-md` from end to end: which files it makes, what it leaves alone, and that what the block names is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ampeco_refgen.lock import locked
from cli.running import assert_refused, document, folder, run, written
from documents import ROOT, SAMPLE

BUDGET = 8_192
BLOCK = re.compile(r"<!-- BEGIN:(?P<name>[\w-]+) -->\n.*?<!-- END:(?P=name) -->\n", re.DOTALL)


@pytest.fixture(scope="session")
def _voltline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    skill = tmp_path_factory.mktemp("voltline") / "voltline"
    assert run("-q", "generate", SAMPLE, "--out", skill, "--name", "voltline").code == 0
    return skill


@pytest.fixture
def project(tmp_path: Path, _voltline: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a skill in it, as the current folder; nobody's home is near."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    project = tmp_path / "my project"
    shutil.copytree(_voltline, project / ".agents" / "skills" / "voltline")
    monkeypatch.chdir(project)
    return project


SKILL = ("--skill", ".agents/skills/voltline")


def block_of(file: Path) -> str:
    found = BLOCK.search(file.read_bytes().decode())
    assert found is not None
    return found[0]


def assert_all_is_there(block: str, skill: Path, cwd: Path, environment: dict[str, str]) -> None:
    """Hold a block to what it promises: its size, each file that it names, each command that it shows."""
    assert len(block.replace("\n", "\r\n").encode()) <= BUDGET
    files = [name for name in re.findall(r"`(reference/[^`]*\.md)`", block) if "{" not in name and "*" not in name]
    assert len(files) >= 4
    assert [name for name in files if not (skill / name).is_file()] == []
    call, file = re.findall(r"`([A-Z]+ /\S+)` is `(\S+)`", block)[0]
    assert (skill / file).read_text().split("\n# ")[1].startswith(call)
    (commands,) = re.findall(r"```bash\n(.*?)```", block, re.DOTALL)
    assert len(commands.splitlines()) == 3
    for command in commands.splitlines():
        command = command.replace("python3 ", f'"{sys.executable}" -I -S ', 1)
        done = subprocess.run(command, shell=True, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) > 2


def test_the_block_of_the_sample_leads_to_what_is_there(project: Path) -> None:
    assert run("agents-md", "--out", "AGENTS.md", *SKILL).code == 0
    skill = project / ".agents/skills/voltline"
    assert_all_is_there(block_of(project / "AGENTS.md"), skill, project, dict(os.environ))


def test_the_block_of_this_repository_leads_to_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    project = home / "work" / "app"
    project.mkdir(parents=True)
    skill = home / ".agents" / "skills" / "ampeco-public-api"
    skill.parent.mkdir(parents=True)
    skill.symlink_to(ROOT)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(project)
    assert run("agents-md", "--out", "AGENTS.md", "--skill", "~/.agents/skills/ampeco-public-api").code == 0
    block = block_of(project / "AGENTS.md")
    assert "in `~/.agents/skills/ampeco-public-api` has" in block
    assert "commands run in" not in block
    assert_all_is_there(block, skill, tmp_path, dict(os.environ))
    assert "`networkId`" in block


def test_the_script_of_a_skill_knows_which_skill_is_meant(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMPECO_REFGEN_SKILL", str(project / ".agents/skills/voltline"))
    assert run("agents-md", "--out", "AGENTS.md").code == 0
    assert "in `.agents/skills/voltline` has" in block_of(project / "AGENTS.md")
    monkeypatch.delenv("AMPECO_REFGEN_SKILL")
    monkeypatch.setenv("AMPECO_REFGEN_OUT", ".agents/skills/voltline")
    assert run("agents-md", "--out", "AGENTS.md", "--check").code == 0
    monkeypatch.delenv("AMPECO_REFGEN_OUT")
    monkeypatch.chdir(project / ".agents/skills/voltline")
    assert run("agents-md", "--out", "../../../AGENTS.md", "--check").code == 0


def test_a_packed_skill_is_told_of_from_the_catalog_that_it_was_packed_from(project, tmp_path, monkeypatch):
    whole, packed = project / ".agents/skills/voltline", tmp_path / "voltline"
    assert run("agents-md", "--out", "whole.md", *SKILL).code == 0
    assert run("pack", "--skill", whole, "--out", packed).code == 0
    clone = shutil.move(whole, tmp_path / "clone")
    shutil.move(packed, whole)
    before = folder(project)
    assert_refused(
        run("agents-md", "--out", "AGENTS.md", *SKILL),
        4,
        "a packed skill",
        "run this in the folder that it was packed from",
    )
    assert folder(project) == before
    monkeypatch.setenv("AMPECO_REFGEN_SKILL", str(clone))
    assert run("agents-md", "--out", "AGENTS.md", *SKILL).code == 0
    assert block_of(project / "AGENTS.md") == block_of(project / "whole.md")
    with (clone / "reference/catalog.json").open("a") as catalog:
        catalog.write("\n")
    assert_refused(run("agents-md", "--out", "AGENTS.md", *SKILL), 4, "a packed skill")


def test_nothing_outside_the_markers_changes_and_a_second_run_writes_nothing(project: Path) -> None:
    agents = project / "AGENTS.md"
    agents.write_bytes(b"\xef\xbb\xbf# Mine\r\n\r\nUse tabs.")
    agents.chmod(0o640)
    assert run("agents-md", "--out", agents, *SKILL, "--check").code == 1
    assert agents.read_bytes() == b"\xef\xbb\xbf# Mine\r\n\r\nUse tabs."
    done = run("agents-md", "--out", agents, *SKILL)
    assert (done.code, done.out, done.err) == (0, "", f"{agents}: written\n")
    content = agents.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf# Mine\r\n\r\nUse tabs.\r\n\r\n<!-- BEGIN:voltline -->\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert len(content) - len(b"\xef\xbb\xbf# Mine\r\n\r\nUse tabs.\r\n\r\n") <= BUDGET
    assert agents.stat().st_mode & 0o777 == 0o640
    before = folder(project)
    done = run("agents-md", "--out", agents, *SKILL)
    assert (done.code, done.err) == (0, f"{agents}: unchanged\n")
    assert run("agents-md", "--out", agents, *SKILL, "--check").code == 0
    assert folder(project) == before


def test_each_client_gets_its_file(project: Path) -> None:
    names = ("AGENTS.md", "CLAUDE.md", "GEMINI.md", ".github/copilot-instructions.md", ".cursor/rules")
    (project / "AGENTS.md").write_text("Mine.\n")
    done = run("agents-md", *(part for name in names for part in ("--out", name)), *SKILL)
    assert done.code == 0, done.err
    rule = project / ".cursor/rules/voltline.mdc"
    front, text = rule.read_text().split("\n---\n\n")
    assert front.splitlines()[0] == "---"
    assert front.splitlines()[2:] == ["globs:", "alwaysApply: true"]
    assert BLOCK.fullmatch(text)
    assert BLOCK.fullmatch((project / "GEMINI.md").read_text())
    for file in (rule, project / ".github/copilot-instructions.md"):
        assert "in `.agents/skills/voltline` has" in block_of(file)
        assert "commands run in the project's root." in block_of(file)
    # Claude Code would not read the AGENTS.md beside a CLAUDE.md that does not import it.
    assert (project / "CLAUDE.md").read_text() == "@AGENTS.md\n"
    assert "CLAUDE.md: written: it imports AGENTS.md" in done.err
    again = run("agents-md", *(part for name in names for part in ("--out", name)), *SKILL, "--check")
    assert again.code == 0, again.err


def test_a_claude_md_of_its_own_has_the_block_unless_it_imports_the_agents_md_that_has_it(project: Path) -> None:
    claude = project / "CLAUDE.md"
    assert run("agents-md", "--out", claude, *SKILL).code == 0
    assert BLOCK.fullmatch(claude.read_text())
    claude.write_text("Mine.\n@AGENTS.md\n")
    (project / "AGENTS.md").write_text("Theirs.\n")
    assert run("agents-md", "--out", claude, *SKILL).code == 0
    assert block_of(claude)
    claude.write_text("Mine.\n@AGENTS.md\n")
    assert run("agents-md", "--out", claude, "--out", "AGENTS.md", *SKILL).code == 0
    assert claude.read_text() == "Mine.\n@AGENTS.md\n"
    assert block_of(project / "AGENTS.md")
    (project / ".claude").mkdir()
    assert run("agents-md", "--out", ".claude/CLAUDE.md", *SKILL).code == 0
    assert (project / ".claude/CLAUDE.md").read_text() == "@../AGENTS.md\n"


def test_a_rule_that_is_there_keeps_its_own_front_matter(project: Path) -> None:
    rule = project / ".cursor/rules/api.mdc"
    rule.parent.mkdir(parents=True)
    front = "---\ndescription: Mine\nglobs: src/**/*.ts\nalwaysApply: false\n---\n"
    rule.write_text(front)
    assert run("agents-md", "--out", rule, *SKILL).code == 0
    assert rule.read_text().startswith(f"{front}\n<!-- BEGIN:voltline -->\n")


def test_a_file_under_two_names_is_written_once_and_a_link_stays_one(project: Path) -> None:
    (project / "AGENTS.md").write_text("Mine.\n")
    (project / "CLAUDE.md").symlink_to("AGENTS.md")
    done = run("agents-md", "--out", "CLAUDE.md", "--out", "AGENTS.md", "--out", "./AGENTS.md", *SKILL)
    assert (done.code, done.err) == (0, "CLAUDE.md: written\n")
    assert (project / "CLAUDE.md").is_symlink()
    assert len(BLOCK.findall((project / "AGENTS.md").read_text())) == 1


def test_two_skills_stand_in_one_file(project: Path, bundle: Path) -> None:
    for skill in (".agents/skills/voltline", bundle, ".agents/skills/voltline", bundle):
        assert run("agents-md", "--out", "AGENTS.md", "--skill", skill).code == 0
    assert BLOCK.findall((project / "AGENTS.md").read_text()) == ["voltline", "mini"]


def test_the_name_of_the_block_is_that_of_the_skill_as_it_is_now(project: Path) -> None:
    skill = project / ".agents/skills/voltline/SKILL.md"
    skill.write_text(skill.read_text().replace("name: voltline", "name: power"))
    assert run("agents-md", "--out", "AGENTS.md", *SKILL).code == 0
    assert BLOCK.findall((project / "AGENTS.md").read_text()) == ["power"]
    skill.unlink()
    assert run("agents-md", "--out", "other.md", *SKILL).code == 0
    assert "SKILL.md" not in (project / "other.md").read_text()


def test_a_changed_document_is_told_and_renewed(project: Path) -> None:
    skill = project / "skill"
    spec = written(project / "spec.json", document(version="1.0.0"))
    assert run("-q", "generate", spec, "--out", skill).code == 0
    assert run("agents-md", "--out", "AGENTS.md", "--skill", skill).code == 0
    assert run("-q", "generate", written(spec, document(version="1.1.0")), "--out", skill).code == 0
    done = run("agents-md", "--out", "AGENTS.md", "--skill", skill, "--check")
    assert (done.code, done.err) == (1, "AGENTS.md: differs\n")
    assert run("agents-md", "--out", "AGENTS.md", "--skill", skill).code == 0
    assert "## Mini 1.1.0\n" in (project / "AGENTS.md").read_text()


def test_a_block_that_codex_would_not_read_is_told(project: Path) -> None:
    (project / "AGENTS.md").write_text("x" * 30_000 + "\n")
    (project / "GEMINI.md").write_text("x" * 30_000 + "\n")
    done = run("agents-md", "--out", "AGENTS.md", "--out", "GEMINI.md", *SKILL)
    assert done.code == 0
    assert [line for line in done.err.splitlines() if "NOTICE" in line] == [
        "NOTICE: AGENTS.md: the block ends behind the first 32 KiB, all that Codex reads: move it up"
    ]


# ------------------------------------------------------------------------------------------------ what is refused


def test_a_lost_marker_leaves_all_files_as_they_were(project: Path) -> None:
    (project / "CLAUDE.md").write_text("<!-- BEGIN:voltline -->\nold\n")
    before = folder(project)
    done = run("agents-md", "--out", "AGENTS.md", "--out", "CLAUDE.md", *SKILL)
    assert_refused(done, 5, "CLAUDE.md, line 1", "<!-- END:voltline -->")
    assert folder(project) == before


def test_a_place_that_cannot_be_written_leaves_all_files_as_they_were(project: Path) -> None:
    (project / "AGENTS.md").write_text("Mine.\n")
    (project / "file").write_text("in the place of a folder\n")
    before = folder(project)
    done = run("agents-md", "--out", "AGENTS.md", "--out", ".github/x.md", "--out", "file/AGENTS.md", *SKILL)
    assert_refused(done, 5, "file")
    assert folder(project) == before
    assert not (project / ".github").exists()


def test_two_runs_at_once_do_not_lose_the_block_of_one(project: Path) -> None:
    with locked(project):
        assert_refused(run("agents-md", "--out", "AGENTS.md", *SKILL), 5, "another run is writing", "try again")
    assert not (project / "AGENTS.md").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions there")
def test_a_folder_that_is_read_only(project: Path) -> None:
    place = project / "locked"
    place.mkdir()
    (place / "AGENTS.md").write_text("Mine.\n")
    place.chmod(0o555)
    try:
        # Who may do all writes there nevertheless, but in no folder of the kernel's.
        named = "/proc/AGENTS.md" if os.access(place, os.W_OK) else "locked/AGENTS.md"
        assert_refused(run("agents-md", "--out", "NEW.md", "--out", named, *SKILL), 5, "AGENTS.md")
        assert (place / "AGENTS.md").read_text() == "Mine.\n"
        assert not (project / "NEW.md").exists()
    finally:
        place.chmod(0o755)


def test_what_is_not_utf_8_is_refused(project: Path) -> None:
    (project / "AGENTS.md").write_bytes(b"M\xfcller\n")
    assert_refused(run("agents-md", "--out", "AGENTS.md", *SKILL), 5, "AGENTS.md is not UTF-8")
    assert (project / "AGENTS.md").read_bytes() == b"M\xfcller\n"


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (".", "is a folder"),
        (".agents/skills/voltline/SKILL.md", "is a part of the skill"),
        (".agents/skills/voltline/reference/recipes.md", "is a part of the skill"),
    ],
)
def test_what_is_no_file_for_assistants_is_refused(project: Path, named: str, told: str) -> None:
    before = folder(project)
    assert_refused(run("agents-md", "--out", named, *SKILL), 2, told)
    assert folder(project) == before


def test_without_a_skill_it_says_what_to_name(project: Path) -> None:
    assert_refused(run("agents-md", "--out", "AGENTS.md"), 2, "there is no reference/catalog.json", "--skill DIR")
    assert_refused(run("agents-md", *SKILL), 2, "--out")
    assert not (project / "AGENTS.md").exists()
