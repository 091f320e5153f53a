"""Ctrl-C at any moment: one line, 130, nothing half-written; real signals to the process group of real processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sandbox import Sandbox, executable

from ampeco_refgen.errors import ExitCode
from ampeco_refgen.interrupt import INTERRUPTED, LINE
from documents import ROOT, SAMPLE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it takes process groups, and the `env` of GNU")


class Ended:
    """How an interrupted process ended, with what it said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


def interrupted(
    command: list[str], after: float, *, environment: dict[str, str], again: float | None = None, blocked: bool = False
) -> Ended:
    """Run a command as a process group of its own and interrupt the group, as a terminal does, once or twice.

    `blocked` starts it with the signal blocked, so that one that comes before its first statement waits for that.
    """

    def block() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=block if blocked else None,
    )
    for pause in (after, again):
        if pause is not None:
            time.sleep(pause)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        listing = ["ps", "-s", str(process.pid), "-o", "pid,ppid,pgid,stat,wchan:16,args"]
        running = subprocess.run(listing, capture_output=True, text=True)
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        pytest.fail(f"{process.pid} did not end after {after} s: {err}{running.stdout}")
    return Ended(process.returncode, out, err)


def assert_interrupted(ended: Ended) -> bool:
    """Tell whether the process was interrupted before its end, and hold it to the promise if so."""
    assert "Traceback" not in ended.err
    assert "Exception ignored" not in ended.err
    if ended.code == 0:
        return False
    if ended.code == -signal.SIGINT:  # in the millisecond in which one program takes the place of another
        assert ended.err == ""
        return True
    assert (ended.code, ended.err) == (INTERRUPTED, f"{LINE}\n")
    return True


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.is_file()]


def test_the_code_is_one_of_the_promised() -> None:
    assert ExitCode.INTERRUPTED == INTERRUPTED == 130


@pytest.mark.parametrize("command", ["program", "lookup", "script"])
def test_a_start_can_be_interrupted_at_any_moment(command: str, sandbox: Sandbox) -> None:
    environment = {**sandbox.environment, "PYTHONPATH": str(ROOT / "src")}
    commands = {
        "program": [sys.executable, "-m", "ampeco_refgen", "validate", str(SAMPLE)],
        "lookup": [sys.executable, str(ROOT / "scripts" / "lookup.py"), "search", "start charging"],
        "script": ["bash", str(ROOT / "scripts" / "refgen.sh"), "search", "start charging"],
    }
    count = 0
    for number in range(15):
        ended = interrupted(
            commands[command], number * 0.014, environment=environment, again=0.002, blocked=command != "script"
        )
        count += assert_interrupted(ended)
    assert count > 3


def test_writing_can_be_interrupted_at_any_moment(tmp_path: Path, sandbox: Sandbox) -> None:
    out = tmp_path / "skill"
    command = [sys.executable, "-m", "ampeco_refgen", "-q", "generate", str(SAMPLE), "--out", str(out)]
    environment = {**sandbox.environment, "PYTHONPATH": str(ROOT / "src")}
    whole = sum(path.is_file() for path in out.rglob("*")) or None
    for number in range(13):
        subprocess.run(["rm", "-rf", str(out)], check=True)
        ended = interrupted(command, 0.2 + number * 0.04, environment=environment, again=0.003, blocked=True)
        is_interrupted = assert_interrupted(ended)
        assert leftovers(out) == []
        written = sum(path.is_file() for path in out.rglob("*"))
        if not is_interrupted:
            whole = written
        assert written in (0, whole) or whole is None


def slow_tools(sandbox: Sandbox, folder: Path, tool: str) -> dict[str, str]:
    """Return an environment whose uv, or whose Python without uv, takes its time to set up, and is noisy when told."""
    noisy = "trap 'echo Traceback >&2; exit 1' INT; for _ in {1..100}; do sleep 0.1; done"
    uv = f"""#!/usr/bin/env bash
case $1 in
--version) [ {tool} = uv ] && echo "uv 1" ;;
cache) echo "$HOME/cache" ;;
sync) mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"; echo $$ >>"$PIDS"; {noisy} ;;
esac
"""
    python = f"""#!/usr/bin/env bash
case $* in
"-I -m venv "*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
*install_locked*) echo $$ >>"$PIDS"; {noisy} ;;
"-I -S -c "*) exec {sys.executable} "$@" ;;
*) exit 0 ;;
esac
"""
    executable(folder / "uv", uv)
    for name in ("python3.14", "python3"):
        executable(folder / name, python)
    variables = {"PATH": f"{folder}:{sandbox.environment['PATH']}", "PIDS": str(folder / "pids")}
    return {**sandbox.environment, **variables}


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_setting_up_can_be_interrupted_at_any_moment(tool: str, sandbox: Sandbox, tmp_path: Path) -> None:
    environment = slow_tools(sandbox, tmp_path / "tools", tool)
    command = ["bash", str(sandbox.root / "scripts" / "refgen.sh"), "--help"]
    for number in range(20):
        ended = interrupted(command, 0.01 + number * 0.02, environment=environment, again=0.002)
        said = [line for line in ended.err.splitlines() if not re.match("Setting up|  about", line)]
        assert (ended.code, said) in ((130, [LINE]), (-2, [])), ended.err
        made = sandbox.root / ".cache" / "environments"
        assert not made.exists() or [path.name for path in made.iterdir()] in ([], [".lock"])
    pids = (tmp_path / "tools" / "pids").read_text().split()
    assert pids
    time.sleep(0.1)
    assert [pid for pid in pids if Path("/proc", pid).exists()] == []


def test_an_interrupted_job_commits_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    program = f"""#!/bin/sh
exec env --block-signal=INT {sys.executable} -c 'import sys, time
sys.path.insert(0, "{ROOT / "src"}")
from ampeco_refgen.interrupt import end_on_interrupt
end_on_interrupt()
print("ready", file=open("{tmp_path / "ready"}", "w"))
time.sleep(20)'
"""
    environment = {**sandbox.environment, "AMPECO_REFGEN_COMMAND": str(executable(tmp_path / "program", program))}

    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=O", "-c", "user.email=o@example.com", "-C", str(sandbox.root), *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    (sandbox.root / "SKILL.md").write_text("the owner's words")
    git("init", "--quiet", "--initial-branch=main")
    git("add", "-A")
    git("commit", "--quiet", "-m", "First")
    (sandbox.root / "SKILL.md").write_text("what the refresh has made")
    command = ["bash", str(sandbox.root / "scripts" / "commit-update.sh")]
    for pause in (0.01, 0.05, 1.0):
        ended = interrupted(command, pause, environment=environment, again=0.002)
        assert ended.code in (130, -2)
        assert len(ended.err.splitlines()) <= 1
        assert all(line.startswith("interrupted: ") for line in ended.err.splitlines())
    assert (tmp_path / "ready").exists()
    assert ended.err == f"{LINE}\n"
    assert git("log", "--format=%s").split() == ["First"]
