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

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SKILL.md", "benchmarks/README.md", "docs/ci-job.md", "docs/inference.md")
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
    *("claude", "codex", "gemini", "NODE_MODULES", "UPDATE_GOLDENS"),
)
NOT_RUN = {
    r"(UPDATE_GOLDENS=1 )?bash (scripts/test\.sh|\.ci/run)": "it runs this very test",
    r"bash scripts/commit-update\.sh": "it needs a remote; tests/scripts/test_commit_update.py has one",
    r"(npm|npx|claude|codex|gemini|NODE_MODULES=\S+ node) ": "it needs the internet; README says what was tried",
    r"(pip install|uv sync|uv lock|uvx pre-commit) ?": "it needs a package index; tests/packaging and .ci/run install",
    r"git clone REPOSITORY ": "the address is the reader's",
    r"uv run python benchmarks/speed\.py": "it needs jq, and tells times",
}
PLACEHOLDERS = {
    "…": "stats",
    "COMMAND": "generate",
    "FOLDER": "examples",
    "--minutes 5": "--minutes 0.02",
    "--seconds 120": "--seconds 60",
}
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", ".cache", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"
)


def commands() -> list[tuple[str, str]]:
    """Return each command line once, with the document that has it first."""
    first_in: dict[str, str] = {}
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
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


RUN = [pytest.param(line, id=f"{name}: {line}") for name, line in commands() if not reason_not_to_run(line)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository under version control, and beside it the programs that its documents name."""
    folder = tmp_path_factory.mktemp("docs")
    root = folder / "copy of it"
    shutil.copytree(ROOT, root, ignore=IGNORED, symlinks=True)
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *arguments], cwd=root, check=True)
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


def run(root: Path, line: str) -> subprocess.CompletedProcess[str]:
    for placeholder, value in PLACEHOLDERS.items():
        line = line.replace(placeholder, value)
    line = re.sub(r" \[-[^\]]*\]", "", line).replace("/tmp/", f"{shlex.quote(str(root.parent))}/")
    environment = {
        **os.environ,
        "PATH": f"{root.parent / 'programs'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(root.parent),
        "AMPECO_REFGEN_COMMAND": str(root.parent / "programs" / "ampeco-refgen"),
        "AMPECO_SPEC_URL": "http://127.0.0.1:9/public-api.yaml",
        "NO_COLOR": "1",
    }
    command = ["bash", "-c", line]
    return subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("line", RUN)
def test_it_runs(copy: Path, line: str) -> None:
    done = run(copy, line)
    # No vendor is in reach: what insists on a fresh document has to say so, all else goes on without.
    expected = ExitCode.FETCH_FAILED if "--require-fresh" in line else ExitCode.DONE
    assert done.returncode == expected, f"{line}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}"
    assert done.stdout or done.stderr or line.startswith(("git diff", "eval"))


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
    page = ROOT / "reference" / "calls" / "resources" / "charge-points" / "v2.0" / "GET.md"
    assert page.read_text(encoding="utf-8").splitlines()[1] == f"# GET {path}"


def test_the_excerpt_of_the_readme_stands_on_the_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    page, excerpt = re.findall(r"From\n`(reference/[^`]+)`, abridged:\n\n```markdown\n(.*?)^```", text, re.M | re.S)[0]
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    assert [line for line in excerpt.splitlines() if line not in lines] == []
