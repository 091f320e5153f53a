"""What Windows has otherwise, as far as that can be tried on any system: its modules, paths, shells and folders."""

from __future__ import annotations

import ntpath
import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from ampeco_refgen import last_run
from ampeco_refgen.errors import FetchError
from ampeco_refgen.fetch import read
from ampeco_refgen.http import display, is_address, is_url
from ampeco_refgen.lookup import bundle, called, colours
from ampeco_refgen.settings import FetchSettings
from cli.running import folder, run
from documents import SAMPLE

AS_ON_WINDOWS = """
import os, pkgutil, signal, sys, time
import click, jinja2, jsonschema_rs, msgspec, openapi_spec_validator, prance, requests, yaml
import asyncio, concurrent.futures.thread, difflib, html.parser, logging, multiprocessing, subprocess, tempfile
from types import ModuleType

for name in ("fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios"):
    sys.modules[name] = None
for module, names in (
    (os, "fork forkpty getuid geteuid getgid chown fchmod getpgid killpg mkfifo posix_spawn statvfs uname"),
    (signal, "SIGHUP SIGKILL SIGPIPE SIGALRM SIGUSR1 alarm pthread_sigmask pthread_kill sigwait setitimer"),
    (time, "tzset"),
):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
msvcrt = ModuleType("msvcrt")
msvcrt.LK_NBLCK = 2
msvcrt.locking = lambda handle, mode, count: LOCKED.append(os.readlink(f"/proc/self/fd/{handle}"))
LOCKED = []
sys.modules["msvcrt"] = msvcrt
sys.platform = "win32"

import ampeco_refgen
from ampeco_refgen.interrupt import end_on_interrupt

end_on_interrupt()
for found in pkgutil.walk_packages(ampeco_refgen.__path__, "ampeco_refgen."):
    if not found.name.endswith("__main__"):
        __import__(found.name)
from ampeco_refgen.cli.commands import main

try:
    main(sys.argv[1:])
finally:
    print(*map(os.path.basename, LOCKED), file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it takes Linux to look like Windows here")
def test_the_program_needs_nothing_that_windows_lacks(tmp_path: Path) -> None:
    (tmp_path / "windows.py").write_text(AS_ON_WINDOWS, "utf-8")
    variables = {**os.environ, "XDG_CACHE_HOME": "", "LOCALAPPDATA": str(tmp_path / "local")}
    python = [sys.executable, "-X", "warn_default_encoding", str(tmp_path / "windows.py")]
    for locked in (".ampeco-refgen.lock", ""):  # the second time there is nothing to write
        command = [*python, "-q", "generate", str(SAMPLE), "--out", str(tmp_path / "there")]
        done = subprocess.run(command, env=variables, capture_output=True, text=True)
        assert (done.returncode, done.stderr.strip()) == (0, locked)
    assert run("-q", "generate", SAMPLE, "--out", tmp_path / "here").code == 0
    there, here = (
        {path: content for path, (content, _) in folder(tmp_path / name).items()} for name in ("there", "here")
    )
    assert there == here
    assert len(list((tmp_path / "local" / "ampeco-refgen").iterdir())) == 1


def test_a_checkout_with_the_line_ends_of_windows_is_the_same_bundle(tmp_path: Path) -> None:
    root = tmp_path / "voltline-public-api"
    assert run("-q", "generate", SAMPLE, "--out", root).code == 0
    asked = (["show", "sessions"], ["show", "filter:sessions", "--follow", "--json"], ["search", "start session"])
    before = [run(*words, "--out", root) for words in asked]
    for path in root.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "document.yaml").write_bytes(SAMPLE.read_bytes().replace(b"\n", b"\r\n"))
    assert [run(*words, "--out", root) for words in asked] == before
    assert run("-q", "generate", tmp_path / "document.yaml", "--out", root, "--check").code == 0


@pytest.mark.parametrize(
    "name",
    [r"C:\specs\api.json", "C:/specs/api.json", "C:api.json", r"\\server\share\api.json", r"\\?\C:\long\api.json"],
)
def test_a_path_of_windows_is_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ntpath.basename(name) == PureWindowsPath(name).name == "api.json"
    assert not is_url(name)
    assert not is_address(name)
    assert display(name) == name
    with pytest.raises(FetchError, match="No such file"):
        read(name, FetchSettings())


@pytest.mark.skipif(sys.platform == "win32", reason="a colon is not for names there")
@pytest.mark.parametrize("name", ["C:api.json", r"C:\specs\api.json"])
def test_such_a_file_is_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(b"{}")
    assert read(name, FetchSettings()).content == b"{}"


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        (r"C:\specs\api.json", r"C:\specs\api.json"),
        (r"C:\My specs\api.json", r'"C:\My specs\api.json"'),
        ("POST charge-points", '"POST charge-points"'),
        ('a "b"', r'"a \"b\""'),
        ("", '""'),
        ("é", '"é"'),
    ],
)
def test_hints_are_quoted_for_the_shells_of_windows(word: str, quoted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(called, "_is_windows", lambda: True)
    assert called.quoted(word) == quoted


def test_hints_name_what_runs_without_bash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lookup.py", "refgen.py", "refgen.sh"):
        (tmp_path / name).touch()
    monkeypatch.delenv("AMPECO_REFGEN_CALLED", raising=False)
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "lookup.py")])
    assert called.called_to_write() == f"bash {tmp_path / 'refgen.sh'}"
    monkeypatch.setattr(called, "_is_windows", lambda: True)
    assert called.called_to_write() == f"py {tmp_path / 'refgen.py'}"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x", "LOCALAPPDATA": "/l"}, "/x"),
        ("linux", {"LOCALAPPDATA": "/l"}, "/anywhere/.cache"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l"),
        ("win32", {"XDG_CACHE_HOME": "/x", "LOCALAPPDATA": "/l"}, "/x"),
        ("win32", {}, "/anywhere/.cache"),
    ],
)
def test_the_last_run_is_kept_where_the_system_has_its_caches(
    platform: str, variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Path, "home", lambda: Path("/anywhere"))
    monkeypatch.setattr(sys, "platform", platform)
    assert last_run._cache_folder() == Path(expected)


@pytest.mark.parametrize(
    ("platform", "variables", "wanted"),
    [
        ("linux", {}, True),
        ("linux", {"NO_COLOR": "1"}, False),
        ("linux", {"TERM": "dumb"}, False),
        ("win32", {}, False),
        ("win32", {"WT_SESSION": "0"}, True),
        ("win32", {"TERM": "xterm"}, True),
        ("win32", {"WT_SESSION": "0", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_terminals_that_show_them(
    platform: str, variables: dict[str, str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "TERM", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert colours.are_wanted() == wanted


def test_a_home_folder_is_written_out_behind_a_backslash_only_where_that_divides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "expanduser", lambda path: f"home of {path}")
    assert bundle.at_home("~/x") == f"home of {Path('~/x')}"
    assert bundle.at_home("~x") == "~x"
    monkeypatch.setattr(os, "sep", "/")
    assert bundle.at_home("~\\x") == "~\\x"
    monkeypatch.setattr(os, "sep", "\\")
    assert bundle.at_home("~\\x") == "home of ~\\x"
