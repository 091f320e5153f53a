"""One writer at a time: a lock on the bundle's folder, which the system releases when its process ends in any way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ampeco_refgen.errors import OutputError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which must exist, during a `with` block.

    Raises `OutputError` at once where another process holds it. The lock is advisory: it keeps out only those who ask
    for it. On a file system without locks the block runs unlocked.
    """
    with _opened(folder) as handle:
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError) as held:
            message = f"another run is writing to {folder}"
            raise OutputError(message, hint="wait until it has ended, then try again") from held
        except OSError:
            pass
        yield


if sys.platform == "win32":  # Windows locks only bytes of files, no folders
    import msvcrt

    @contextmanager
    def _opened(folder: Path) -> Iterator[int]:
        path = folder / ".ampeco-refgen.lock"
        handle = os.open(path, os.O_CREAT | os.O_RDWR)
        try:
            yield handle
        finally:
            os.close(handle)
            with suppress(OSError):
                path.unlink()

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    @contextmanager
    def _opened(folder: Path) -> Iterator[int]:
        handle = os.open(folder, os.O_RDONLY)
        try:
            yield handle
        finally:
            os.close(handle)

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
