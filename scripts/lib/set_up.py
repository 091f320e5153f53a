"""Makes an environment, with uv or, where that is missing or cannot do it, with pip; says what happens, and why not.

The versions are those of `uv.lock`. Later runs use the environment as it is, with no network and neither uv nor pip.
"""

import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator, List, Mapping, NamedTuple

from environment import WINDOWS, CannotSetUpError, Environment, find_python, say, takes_lock

_MEGABYTES = {"runtime": (20, 85), "test": (60, 180)}
"""How many are downloaded for a group, and how many it takes at most: measured on x86-64 Linux."""
_LOCK = ".lock"
_PATIENCE = 4
"""Seconds between two signs of life."""
_DISK = re.compile("(?i)no space left on device|not enough space on the disk|disk quota exceeded|read-only file system")
_OUT_OF_REACH = re.compile("onnection|imed out|esolution|resolve|ProxyError|SSLError|No matching distribution")


def set_up(environment: Environment) -> None:
    """Make an environment, unless another run does that meanwhile. Raises `CannotSetUpError`.

    However this ends, nothing half-made is left, but where the process is killed; the next run removes that.
    """
    making = _SetUp(environment, time.monotonic())
    making.check_writable()
    with _alone(environment.folder.with_name(_LOCK)):
        if not environment.is_ready():
            _remove_leftovers(environment)
            try:
                making.make()
            except BaseException:
                _remove(environment.folder)
                raise
            say(f"Ready after {making.seconds()} s; the next run starts at once.")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock of those who make environments, which the system releases when a process ends in any way."""
    with path.open("ab") as file:
        if not takes_lock(file.fileno()):
            say("Another run is setting up an environment here: waiting for it …")
            while not takes_lock(file.fileno()):
                time.sleep(0.1)
        yield


def _remove_leftovers(environment: Environment) -> None:
    """Remove what killed runs and earlier versions of `uv.lock` left, but for what is in use.

    What is another user's stays, and hurts nobody unless it is in the way: then `CannotSetUpError` is raised.
    """
    for path in environment.folder.parent.glob(f"{environment.group}-*"):
        if path == environment.folder or not environment._replace(folder=path).is_held():
            _remove(path)
    if os.path.lexists(str(environment.folder)):
        message = f"the environment cannot be put in place: something else is at {environment.folder}."
        raise CannotSetUpError(message, "Remove it, as its owner, and run this again.")


def _remove(path: Path) -> None:
    """Remove a folder, a file or a link, as far as that is possible."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(str(path), ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


class _Step(NamedTuple):
    """A command of the set-up: whether it did it, and what it said."""

    is_done: bool
    said: str

    def last_words(self) -> str:
        """Return the last error that it told, or else the last line that says something."""
        lines = [line for line in self.said.splitlines() if line.strip()] or ["it said nothing"]
        errors = [line for line in lines if line.lower().startswith("error:")]
        return (errors or lines)[-1][:200]


class _SetUp(NamedTuple):
    """The making of one environment, and when it began."""

    environment: Environment
    start: float

    def seconds(self) -> int:
        return round(time.monotonic() - self.start)

    def make(self) -> None:
        """Make the environment; raises `CannotSetUpError`."""
        if not self._is_made_with_uv():
            self._make_with_pip()
        if not self.environment.works():
            message = f"the program's environment was made in {self.environment.folder}, but does not work."
            raise CannotSetUpError(message, "Try another Python, or install uv, and run this again.")
        self.environment.mark_ready()

    def check_writable(self) -> None:
        """Raise `CannotSetUpError` with the system's own reason where nothing can be written in the folder."""
        probe = self.environment.folder.with_name(f".probe.{os.getpid()}")
        try:
            probe.parent.mkdir(parents=True, exist_ok=True)
            try:
                probe.write_bytes(b" " * 65536)
                probe.with_name(_LOCK).open("ab").close()  # another user may have left it
            finally:
                _remove(probe)
        except OSError as problem:
            raise self._cannot_write(problem.strerror or str(problem)) from None

    def _cannot_write(self, reason: str) -> CannotSetUpError:
        remedy = "make it writable, or run this once as the owner of the folder"
        if "space" in reason or "quota" in reason:
            remedy = f"free {_MEGABYTES[self.environment.group][1]} MB there"
        elif "exists" in reason or "irectory" in reason:
            remedy = "remove the file or broken link that is in its place"
        folder, lookup = self.environment.folder.parent, self.environment.root / "scripts" / "lookup.py"
        return CannotSetUpError(
            f"the program's environment cannot be set up: {folder} cannot be written to ({reason}).",
            f'Do this: {remedy}. Looking things up needs no environment: {"py" if WINDOWS else "python3"} "{lookup}"',
        )

    def _is_made_with_uv(self) -> bool:
        """Make it with uv, and tell whether that could be done: it may be missing, or too old for the lock file."""
        group, folder, root = self.environment
        uv = shutil.which("uv") or "uv"
        version = _output_of([uv, "--version"])
        if not version:
            return False
        self._announce(version.partition(" (")[0])
        command = [uv, "sync", "--frozen", "--no-default-groups", "--project", str(root), "--quiet"]
        variables = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(folder)}
        variables.pop("VIRTUAL_ENV", None)
        if not _is_writable(_output_of([uv, "cache", "dir"])):
            variables["UV_CACHE_DIR"] = str(root / ".cache" / "uv")  # the home folder is read-only
        step = self._run([*command, *(["--group", group] if group != "runtime" else [])], variables)
        if not step.is_done:
            say(f"uv could not do it ({step.last_words()}): trying with pip.")
            _remove(folder)
        return step.is_done

    def _make_with_pip(self) -> None:
        group, folder, root = self.environment
        python = _python_to_build_on()
        name = Path(python).name
        self._announce(f"{name} and pip")
        script = root / "scripts" / "lib" / "install_locked.py"
        step = self._run([python, "-I", "-m", "venv", str(folder)], os.environ)
        if step.is_done:
            step = self._run([str(self.environment.python), "-P", str(script), str(root), group], os.environ)
        if not step.is_done:
            say(step.last_words())
            reason = f"{name} and pip could not do it"
            remedy = f"What they said last is above; {name} -m pip --version should work."
            if _OUT_OF_REACH.search(step.said):
                reason = "the Python package index cannot be reached, or lacks a package of uv.lock"
                remedy = "Check the network, the proxy (HTTPS_PROXY) and the index (PIP_INDEX_URL), and run this again."
            raise CannotSetUpError(f"the program's environment could not be set up: {reason}.", remedy)

    def _announce(self, tool: str) -> None:
        group = self.environment.group
        download, space = _MEGABYTES[group]
        say(
            f"Setting up the {group} environment in .cache/environments, once for each version of uv.lock, "
            f"with {tool}:\n"
            f"  about {download} MB of packages come from the Python package index and take up to {space} MB …"
        )

    def _run(self, command: List[str], variables: Mapping[str, str]) -> _Step:
        """Run a step and say every few seconds that it is still going on; raises `CannotSetUpError` for a full disk.

        However this ends, the step has ended as well.
        """
        log_path = self.environment.folder.with_suffix(".log")
        try:
            with log_path.open("w+b") as log:
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=variables
                )
                try:
                    while not _has_ended(process):
                        megabytes = _size(self.environment.folder) // 1_000_000
                        say(f"  … still at it after {self.seconds()} s, {megabytes} MB are there")
                finally:
                    if not _has_ended(process):  # Ctrl-C in a terminal has reached it too
                        process.kill()
                        process.wait()
                log.seek(0)
                step = _Step(process.returncode == 0, log.read().decode("utf-8", "replace"))
        except OSError as problem:
            step = _Step(False, f"{command[0]}: {problem.strerror or problem}")
        finally:
            _remove(log_path)
        if not step.is_done:
            full = _DISK.search(step.said)
            if full:
                raise self._cannot_write(full[0])
            self.check_writable()
        return step


def _has_ended(process: "subprocess.Popen[bytes]") -> bool:
    """Wait for a process for as long as people do without a sign of life, and tell whether it has ended."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE)
    return process.returncode is not None


def _python_to_build_on() -> str:
    python = find_python((3, 11), "ensurepip, venv")
    if python is not None:
        return python
    bare = find_python((3, 11))
    if bare is not None:
        remedy = "On Debian and Ubuntu: apt install python3-venv. Or install uv."
        raise CannotSetUpError(f"{Path(bare).name} cannot make virtual environments.", remedy)
    message = "this needs Python 3.11 or newer, or a uv that works, and found neither on the PATH."
    raise CannotSetUpError(message, "Install one and run it again.")


def _output_of(command: List[str]) -> str:
    """Return what a command prints, without its line end; nothing where it does not work."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return os.fsdecode(done.stdout).strip()


def _is_writable(folder: str) -> bool:
    with suppress(OSError):
        Path(folder).mkdir(parents=True, exist_ok=True)
    return bool(folder) and os.access(folder, os.W_OK)


def _size(folder: Path) -> int:
    """Return how many bytes the files below a folder have, as far as they are still there."""
    size = 0
    for place, _, names in os.walk(str(folder)):
        for name in names:
            with suppress(OSError):
                size += Path(place, name).lstat().st_size
    return size
