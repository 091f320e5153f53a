"""The environments in which the program and its tests run: where they are, and whether they can be used as they are.

An environment is a folder in `.cache/environments`, made in its place, with a mark that comes last: a run that is
killed leaves none that looks ready. That takes neither links, which not everybody may make on Windows, nor the renaming
of a folder, which fails there while anything in it is open. Those who make one wait for each other (`set_up.py`).
"""

import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import List, NamedTuple, Optional, Tuple

WINDOWS = sys.platform == "win32"
_PYTHONS = [f"python3.{minor}" for minor in (14, 13, 12, 11, 10, 9)]
"""Those for which the locked packages come ready-made are tried before the default."""


class CannotSetUpError(Exception):
    """There is no environment to run the program in: why, and what to do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Environment(NamedTuple):
    """The environment of a group of packages: `runtime`, or `test` with what the tests need besides."""

    group: str
    folder: Path
    root: Path

    @classmethod
    def of(cls, root: Path, group: str) -> "Environment":
        """Return that of the skill in a folder.

        Its name holds a checksum of all that it depends on, the folder's path included: a copied clone never runs the
        code of another. Raises `CannotSetUpError` where the folder is no whole clone.
        """
        checksum = zlib.crc32(os.fsencode(str(root)))
        try:
            for name in ("pyproject.toml", "uv.lock"):
                checksum = zlib.crc32((root / name).read_bytes(), checksum)
        except OSError as problem:
            message = f"{problem.filename} cannot be read ({problem.strerror}): {root} is no whole clone."
            raise CannotSetUpError(message, "Clone the repository once more. Lookups work without.") from None
        return cls(group, root / ".cache" / "environments" / f"{group}-{checksum:08x}", root)

    @property
    def python(self) -> Path:
        """Its Python, where `venv` puts it on this system."""
        return self.folder / ("Scripts/python.exe" if WINDOWS else "bin/python")

    @property
    def mark(self) -> Path:
        """The file that tells that it is whole, with what tells its Python from another one."""
        return self.folder / "ready"

    def is_ready(self) -> bool:
        """Tell whether it is whole, and its Python still the one that it was made with, or one that works as well."""
        try:
            noted = self.mark.read_text("ascii")
        except OSError:
            return False
        # On Windows that is a file of the environment, and says nothing of the Python that it starts.
        return (noted == self._python_stamp() and not WINDOWS) or self.works()

    def mark_ready(self) -> None:
        """Note that it is whole."""
        self.mark.write_text(self._python_stamp(), "ascii")

    def works(self) -> bool:
        """Tell whether its Python can run the program."""
        return _succeeds([str(self.python), "-P", "-c", "import ampeco_refgen"])

    def _python_stamp(self) -> str:
        try:
            state = self.python.stat()
        except OSError:  # it is gone
            return ""
        return f"{state.st_size} {state.st_mtime_ns}"

    def hold(self) -> None:
        """Keep it from being removed until this process ends, or the program that takes its place."""
        with suppress(OSError):
            handle = os.open(str(self.mark), os.O_RDONLY)
            os.set_inheritable(handle, True)
            if not WINDOWS:
                takes_lock(handle, shared=True)

    def is_held(self) -> bool:
        """Tell whether another process holds it; if not, it is about to be removed."""
        try:
            if WINDOWS:  # what anybody has open cannot be removed there
                self.mark.unlink()
            else:
                with self.mark.open("rb") as file:
                    return not takes_lock(file.fileno())
        except PermissionError:
            return True
        except OSError:  # it is not whole
            pass
        return False


def takes_lock(handle: int, *, shared: bool = False) -> bool:
    """Take the lock of an open file, until it is closed; return False where another process has it.

    Windows has no shared ones. Where the file system has no locks at all, everybody takes it.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_NB | (fcntl.LOCK_SH if shared else fcntl.LOCK_EX))
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass
    return True


def find_python(least: Tuple[int, int], modules: str = "sys") -> Optional[str]:
    """Return a Python on the PATH of at least a version that has some modules (`a, b`), or `None`."""
    code = f"import sys, {modules}; sys.exit(sys.version_info < {least})"
    names = [*_PYTHONS, sys.executable, "python3", "python"]
    return next((name for name in names if name and _succeeds([name, "-I", "-c", code])), None)


def _succeeds(command: List[str]) -> bool:
    import subprocess  # which takes a while, and most runs need none

    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def say(text: str) -> None:
    """Print a message to standard error, if there is one."""
    with suppress(OSError):
        if sys.stderr is not None:
            print(text, file=sys.stderr, flush=True)
