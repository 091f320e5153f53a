"""scripts/lib/set_up.py and its neighbours: what fails is told with the system's reason, on Windows as elsewhere.

In this process, since neither a full disk nor Windows can be had at will: what the system would say is put in.
"""

from __future__ import annotations

import ast
import errno
import os
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from sandbox import Sandbox, executable

from old_pythons import find_python
from without_posix import skip_what_is_missing

ROOT = Path(__file__).parents[2]
LIB = ROOT / "scripts" / "lib"
STARTING = [ROOT / "scripts" / name for name in ("refgen.py", "test.py", "lookup.py")]
STARTING += [LIB / name for name in ("start.py", "environment.py", "set_up.py")]
OLD = [python for version in ("3.6", "3.7", "3.8", "3.10") if (python := find_python(version))]


@pytest.fixture
def lib(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The modules that the scripts are made of."""
    monkeypatch.syspath_prepend(str(LIB))
    import environment
    import set_up
    import start

    return SimpleNamespace(environment=environment, set_up=set_up, start=start)


@pytest.fixture
def runtime(lib: SimpleNamespace, sandbox: Sandbox) -> object:
    return lib.environment.Environment.of(sandbox.root, "runtime")


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.EROFS, "make it writable"),
        (errno.EACCES, "make it writable"),
        (errno.ENOSPC, "free 85 MB"),
        (errno.EDQUOT, "free 85 MB"),
        (errno.EEXIST, "remove the file or broken link"),
        (errno.ENOTDIR, "remove the file or broken link"),
    ],
)
def test_why_nothing_can_be_written_is_told(
    lib: SimpleNamespace, runtime: object, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(lib.environment.CannotSetUpError) as problem:
        lib.set_up.set_up(runtime)
    assert os.strerror(number) in problem.value.message
    assert remedy in problem.value.hint
    assert "lookup.py" in problem.value.hint


def test_a_lock_that_cannot_be_opened_is_told(lib: SimpleNamespace, runtime: object) -> None:
    runtime.folder.with_name(".lock").mkdir(parents=True)
    with pytest.raises(lib.environment.CannotSetUpError) as problem:
        lib.set_up.set_up(runtime)
    assert "remove the file or broken link" in problem.value.hint
    assert [path.name for path in runtime.folder.parent.iterdir()] == [".lock"]


def test_what_another_user_left_stays_and_is_not_told(
    lib: SimpleNamespace, runtime: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    left = runtime.folder.with_name("runtime-1-2.3")
    left.mkdir(parents=True)
    monkeypatch.setattr(os, "rmdir", lambda *_, **__: (_ for _ in ()).throw(PermissionError()))
    lib.set_up._remove_leftovers(runtime)
    assert left.exists()
    assert capsys.readouterr().err == ""
    runtime.folder.mkdir()
    with pytest.raises(lib.environment.CannotSetUpError, match="something else is at"):
        lib.set_up._remove_leftovers(runtime)


def test_earlier_links_and_files_in_the_way_are_removed(lib: SimpleNamespace, runtime: object) -> None:
    made = runtime.folder.with_name("runtime-1-2.3")
    made.mkdir(parents=True)
    runtime.folder.with_name("runtime-1-2").symlink_to(made.name)
    runtime.folder.write_text("in the way")
    lib.set_up._remove_leftovers(runtime)
    assert list(made.parent.iterdir()) == []


def test_without_any_new_enough_python_both_remedies_are_told(
    lib: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lib.set_up, "find_python", lambda *_: None)
    with pytest.raises(lib.environment.CannotSetUpError, match=r"Python 3\.11 or newer, or a uv that works"):
        lib.set_up._python_to_build_on()


def test_a_python_that_cannot_make_environments_is_told_with_the_remedy(
    lib: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lib.set_up, "find_python", lambda _, modules="": None if modules else "/usr/bin/python3")
    with pytest.raises(lib.environment.CannotSetUpError, match="python3 cannot make virtual environments") as problem:
        lib.set_up._python_to_build_on()
    assert "apt install python3-venv" in problem.value.hint


def test_the_python_that_runs_is_found_where_the_path_has_none(
    lib: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert lib.environment.find_python((3, 11)) == sys.executable
    assert lib.environment.find_python((3, 99)) is None
    assert lib.environment.find_python((3, 11), "no_such_module") is None


def test_on_windows_the_program_is_a_process_of_its_own_whose_code_is_passed_on() -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(LIB)!r}); import start; start.WINDOWS = True\n"
        "code = start._start([sys.executable, '-c', 'import sys; print(*sys.argv[1:]); sys.exit(7)', 'a b', ''])\n"
        "import signal; print(code, signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("a b \n7 True\n", "")


def test_on_windows_hints_say_py_and_environments_have_other_folders(
    lib: SimpleNamespace, runtime: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lib.start, "WINDOWS", True)
    monkeypatch.setattr(lib.environment, "WINDOWS", True)
    monkeypatch.setattr(sys, "argv", ["C:\\My files\\scripts\\refgen.py"])
    assert lib.start._called() == 'py "C:\\My files\\scripts\\refgen.py"'
    assert runtime.python.relative_to(runtime.folder).as_posix() == "Scripts/python.exe"


def test_on_windows_locks_are_those_of_msvcrt(lib: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []

    def locking(handle: int, mode: int, count: int) -> None:
        if held:
            raise PermissionError(errno.EACCES, "Permission denied")
        assert (mode, count) == (2, 1)
        held.append(handle)

    msvcrt = ModuleType("msvcrt")
    msvcrt.LK_NBLCK, msvcrt.locking = 2, locking  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(sys, "platform", "win32")
    assert lib.environment.takes_lock(5)
    assert not lib.environment.takes_lock(6, shared=True)


def test_on_windows_what_is_open_is_held(
    lib: SimpleNamespace, runtime: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime.folder.mkdir(parents=True)
    runtime.mark.touch()
    monkeypatch.setattr(lib.environment, "WINDOWS", True)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda _: (_ for _ in ()).throw(PermissionError(13, "in use")))
        assert runtime.is_held()
    assert not runtime.is_held()
    assert not runtime.mark.exists()
    assert not runtime.is_held()


@pytest.mark.parametrize("path", STARTING, ids=lambda path: path.name)
def test_what_starts_first_can_be_read_by_old_pythons(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 6))
    future = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert not future  # `annotations` came with 3.7


@pytest.mark.skipif(not OLD, reason="no Python from 3.6 to 3.10 is at hand")
@pytest.mark.parametrize("python", OLD, ids=lambda path: Path(path).name)
def test_an_old_python_says_what_is_missing_and_hands_over(python: str, sandbox: Sandbox, tmp_path: Path) -> None:
    script = "import sys\nleave = print\ndef run(): print(sys.version_info[:2])\nif __name__ == '__main__': run()"
    (sandbox.root / "scripts" / "lookup.py").write_text(script)
    alone = {**sandbox.environment, "PATH": str(tmp_path)}
    command = [python, "-I", "-S", str(sandbox.root / "scripts" / "refgen.py")]
    told = subprocess.run([*command, "generate"], env=alone, capture_output=True, encoding="utf-8")
    assert told.returncode == 69, told.stderr
    assert "Python 3.11 or newer, or a uv that works" in told.stderr
    executable(tmp_path / "python3.11", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    found = subprocess.run([*command, "show"], env=alone, capture_output=True, encoding="utf-8")
    expected = (3, 10) if python.endswith("3.10") else sys.version_info[:2]
    assert (found.stdout, found.stderr) == (f"{expected}\n", "")


def test_on_windows_tests_that_need_a_shell_or_a_link_are_skipped(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "symlink_to", lambda *_: (_ for _ in ()).throw(OSError("a privilege is missing")))
        skip_what_is_missing(patch)
        for run in (
            lambda: subprocess.run(["bash", "-c", "true"]),
            lambda: subprocess.Popen(["C:\\bin\\zsh.exe".replace("\\", "/")]),
            lambda: (tmp_path / "link").symlink_to("there"),
        ):
            with pytest.raises(pytest.skip.Exception):
                run()
        assert subprocess.run([sys.executable, "-c", ""]).returncode == 0
