"""What the tests of the shell scripts share: a copy of the scripts in a folder of its own, and a way to run them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path


def git(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    """Return what a command of git prints in a folder, run by an owner of the repository."""
    command = ["git", "-c", "user.name=Owner", "-c", "user.email=owner@example.com", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip()


def push_first_commit(git: Callable[..., str], remote: Path) -> None:
    """Commit all that is in the folder of `git`, and push it to a new repository."""
    git("init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git("init", "--quiet", "--initial-branch=main")
    git("add", "-A")
    git("commit", "--quiet", "-m", "First")
    git("remote", "add", "origin", str(remote))
    git("push", "--quiet", "--set-upstream", "origin", "main")


class Sandbox:
    """A folder with a copy of the scripts in it, and a way to run one of them with settings of the test's own."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.root = root
        self.environment = environment

    def start(self, script: str, *arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["bash", str(self.root / "scripts" / script), *arguments],
            cwd=cwd or self.root.parent,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(
        self, script: str, *arguments: str, cwd: Path | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        process = self.start(script, *arguments, cwd=cwd, **variables)
        stdout, stderr = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def executable(path: Path, text: str) -> Path:
    """Write a script and make it executable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path
