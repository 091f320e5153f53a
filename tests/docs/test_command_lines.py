"""Every command line of README, SKILL.md and the other documents is run in a copy, or stands below with its reason."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ampeco_refgen.errors import ExitCode
from documents import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SKILL.md", "benchmarks/README.md")
DOCUMENTS += ("docs/agents-md.md", "docs/ci-job.md", "docs/inference.md")
PROGRAMS = (
    *(
        "bash",
        "ampeco-refgen",
        "python",
        "python3",
        "uv",
        "uvx",
        "pip",
        "npx",
        "npm",
        "git",
        "just",
        "grep",
        "ls",
        "curl",
        "eval",
    ),
    *("claude", "codex", "gemini", "node", "UPDATE_GOLDENS"),
)
NOT_RUN = {
    r"(UPDATE_GOLDENS=1 )?bash (scripts/test\.sh|\.ci/run)": "it runs this very test",
    r"bash scripts/commit-update\.sh": "it needs a remote; tests/scripts/test_commit_update.py has one",
    r"python3 scripts/publish_skill\.py": "it needs a remote; tests/scripts/test_publish_skill.py has one",
    r"(npm|npx|claude|codex|gemini|node) ": "it needs the internet; README says what was tried",
    r"(pip install|uv sync|uv lock|uvx pre-commit) ?": "it needs a package index; tests/packaging and .ci/run install",
    r"git (clone (--\S+ \S+ )*REPOSITORY|-C packed) ": "the address is the reader's",
    r"bash (~/)?\.\w+/skills/\S+/scripts/pull\.sh": "it needs a remote, and changes an installed skill",
    r"uv run python benchmarks/speed\.py": "it needs jq, and tells times",
}
PLACEHOLDERS = {
    "…": "stats",
    "COMMAND": "generate",
    "FOLDER": "examples",
    " PROJECT/": " ../",
    "--minutes 5": "--minutes 0.02",
    "--seconds 120": "--seconds 60",
}
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", ".cache", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", "node_modules"
)


Done = subprocess.CompletedProcess[str]


_PAGE_SHOWN = re.compile(r"^````markdown\n(.*?)^````$", re.MULTILINE | re.DOTALL)
"""A page that is shown in a document: the commands in it are none of the document's own."""


def commands() -> list[tuple[str, str]]:
    """Return each command line once, with the document that has it first."""
    first_in: dict[str, str] = {}
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        text = re.sub(
            r"^````.*?^````$", "", text, flags=re.MULTILINE | re.DOTALL
        )  # a page is shown there, not a command
        for body in re.findall(r"^```(?:bash|sh)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for line in body.splitlines():
                first_in.setdefault(line.split("  #")[0].strip(), name)
        plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        for code in re.findall(r"`([^`\n]+)`", plain):
            if re.match(rf"({'|'.join(PROGRAMS)})[ =]", code):
                first_in.setdefault(code, name)
    return [(name, line) for line, name in first_in.items() if line]


def reason_not_to_run(line: str) -> str:
    return next((reason for pattern, reason in NOT_RUN.items() if re.match(pattern, line)), "")


SKILL_DIR = "CLAUDE_SKILL_DIR"
FINDING = re.compile(rf"{SKILL_DIR}=.*")
PLACES = [
    f"{base}/.{client}/skills" for base in ("project", "home") for client in ("claude", "agents", "gemini", "cursor")
] + ["project/.github/skills", "home/.copilot/skills", "home/.codex/skills"]
"""The folders in which assistants look for skills, in a project and at home."""
RUN = [
    pytest.param(line, id=f"{name}: {line}")
    for name, line in commands()
    if not reason_not_to_run(line) and SKILL_DIR not in line
]
IN_SKILL = [line for _, line in commands() if SKILL_DIR in line and not FINDING.match(line) and "python3" in line]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, skill: Path) -> Path:
    """A copy of the repository under version control, and beside it the programs that its documents name.

    Beside it is the home folder too, in which the skill is installed.

    Its pages are those of the version that the documents go by.
    """
    folder = tmp_path_factory.mktemp("docs")
    root = folder / "copy of it"
    shutil.copytree(ROOT, root, ignore=IGNORED, symlinks=True)
    if skill != ROOT:
        shutil.rmtree(root / "reference")
        shutil.copytree(skill / "reference", root / "reference")
        shutil.copy(skill / "SKILL.md", root)
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    (folder / ".agents/skills").mkdir(parents=True)
    (folder / ".agents/skills/ampeco-public-api").symlink_to(root)
    programs = folder / "programs"
    programs.mkdir()
    python = shlex.quote(sys.executable)
    for name, text in {
        "ampeco-refgen": f'exec {python} -m ampeco_refgen "$@"',
        "python": f'exec {python} "$@"',
        "uv": f'[ "$1 $2" = "run python" ] || exit 97\nshift 2\nexec {python} "$@"',
        "curl": 'printf "%s\\n" "${@: -1}"',
    }.items():
        (programs / name).write_text(f"#!/usr/bin/env bash\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    return root


def run(root: Path, line: str, *, cwd: Path | None = None, home: Path | None = None, shell: str = "bash") -> Done:
    for placeholder, value in PLACEHOLDERS.items():
        line = line.replace(placeholder, value)
    line = re.sub(r" \[-[^\]]*\]", "", line).replace("/tmp/", f"{shlex.quote(str(root.parent))}/")
    environment = {
        **os.environ,
        "PATH": f"{root.parent / 'programs'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home or root.parent),
        "AMPECO_REFGEN_COMMAND": str(root.parent / "programs" / "ampeco-refgen"),
        "AMPECO_SPEC_URL": "http://127.0.0.1:9/public-api.yaml",
        "NO_COLOR": "1",
    }
    command = [shell, "-c", line]
    return subprocess.run(
        command, cwd=cwd or root, env=environment, check=False, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("line", RUN)
def test_it_runs(copy: Path, line: str) -> None:
    done = run(copy, line)
    # No vendor is in reach: what insists on a fresh document has to say so, all else goes on without.
    expected = ExitCode.FETCH_FAILED if "--require-fresh" in line else ExitCode.DONE
    assert done.returncode == expected, f"{line}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}"
    assert done.stdout or done.stderr or line.startswith(("git diff", "eval"))


def installed(copy: Path, folder: Path, place: str, name: str = "ampeco-public-api") -> None:
    """Make a home and a project, with the skill in a place where an assistant looks for it."""
    for base in ("home", "project/src"):
        (folder / base).mkdir(parents=True)
    (folder / place).mkdir(parents=True)
    (folder / place / name).symlink_to(copy)


@pytest.mark.parametrize("place", PLACES)
def test_commands_of_the_skill_run_from_a_project_wherever_it_is_installed(copy: Path, tmp_path: Path, place) -> None:
    installed(copy, tmp_path, place)
    finding = {line for _, line in commands() if FINDING.match(line)}
    assert len(finding) == 1
    assert len(IN_SKILL) > 3
    for line in IN_SKILL:
        done = run(copy, f"{min(finding)}\n{line}", cwd=tmp_path / "project", home=tmp_path / "home")
        assert (done.returncode, bool(done.stdout)) == (0, True), f"{line}\n{done.stderr}"


@pytest.mark.parametrize("line", [line for _, line in commands() if SKILL_DIR in line and not FINDING.match(line)])
def test_commands_of_the_skill_run_as_claude_code_fills_them_in(copy: Path, tmp_path: Path, line: str) -> None:
    place = "home/.claude/plugins/cache/ampeco-refgen/ampeco-public-api"
    installed(copy, tmp_path, place, "0123456789ab")
    filled = line.replace(f"${{{SKILL_DIR}}}", f"../{place}/0123456789ab")
    done = run(copy, filled, cwd=tmp_path / "project", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("shell", list(filter(shutil.which, ["sh", "dash", "zsh", "ksh"])))
def test_other_shells_find_the_skill_too(copy: Path, tmp_path: Path, shell: str) -> None:
    installed(copy, tmp_path, "home/.agents/skills")
    (line,) = {line for _, line in commands() if FINDING.match(line)}
    done = run(copy, f'{line}; echo "${SKILL_DIR}"', cwd=tmp_path / "project", home=tmp_path / "home", shell=shell)
    assert done.stdout == f"{tmp_path / 'home' / '.agents/skills/ampeco-public-api'}\n"
    assert done.stderr == ""


def test_the_skill_of_the_project_comes_first(copy: Path, tmp_path: Path) -> None:
    installed(copy, tmp_path, "home/.agents/skills")
    (tmp_path / "project/.claude/skills").mkdir(parents=True)
    (tmp_path / "project/.claude/skills/ampeco-public-api").symlink_to(copy)
    (line,) = {line for _, line in commands() if FINDING.match(line)}
    done = run(copy, f'{line}; echo "${SKILL_DIR}"', cwd=tmp_path / "project", home=tmp_path / "home")
    assert done.stdout == ".claude/skills/ampeco-public-api\n"


def test_every_command_line_of_the_skill_needs_no_folder_of_its_own() -> None:
    """From a project's folder `scripts/…` and `reference/…` are not there."""
    own = [line for name, line in commands() if name == "SKILL.md"]
    assert [line for line in own if re.search(r"(?<!/)\b(scripts|reference)/", line)] == []


def test_the_tools_that_the_skill_allows_are_the_commands_that_it_prints() -> None:
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")
    allowed = re.findall(r"Bash\((.*?):\*\)", re.findall(r"^allowed-tools: (.*)$", text, re.MULTILINE)[0])
    printed = [
        line for name, line in commands() if name == "SKILL.md" and SKILL_DIR in line and not FINDING.match(line)
    ]
    assert [line for line in printed if not line.startswith(tuple(allowed))] == []
    assert [rule for rule in allowed if not any(line.startswith(rule) for line in printed)] == []


@pytest.mark.parametrize("line", [line for _, line in commands()])
def test_bash_can_read_it(line: str) -> None:
    done = subprocess.run(["bash", "-n", "-c", line], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", [line for _, line in commands() if reason_not_to_run(line)])
def test_what_is_not_run_names_files_that_are_there(line: str) -> None:
    paths = re.findall(r"(?:^|\s)((?:scripts|benchmarks|\.ci|tests)/[\w./-]+|\.ci/run)", line)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_there_are_commands_to_run() -> None:
    assert {name for name, line in commands() if not reason_not_to_run(line)} >= {"README.md", "SKILL.md"}
    assert {pattern for pattern in NOT_RUN if not any(re.match(pattern, line) for _, line in commands())} == set()


def test_the_first_call_is_one_that_the_document_has(copy: Path) -> None:
    (line,) = (line for _, line in commands() if line.startswith("curl"))
    path = run(copy, line).stdout.strip().partition("{tenantUrl}")[2].partition("?")[0]
    page = copy / "reference" / "calls" / "resources" / "charge-points" / "v2.0" / "GET.md"
    assert page.read_text(encoding="utf-8").splitlines()[1] == f"# GET {path}"


def test_the_excerpt_of_the_readme_stands_on_the_page(skill: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    page, excerpt = re.findall(r"From\n`(reference/[^`]+)`, abridged:\n\n````markdown\n(.*?)^````", text, re.M | re.S)[
        0
    ]
    lines = (skill / page).read_text(encoding="utf-8").splitlines()
    assert [line for line in excerpt.splitlines() if line not in lines] == []
