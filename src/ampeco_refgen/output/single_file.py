"""Writes one file that is not part of a bundle, such as a fetched document: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from ampeco_refgen.errors import OutputError


def write_whole(path: Path, content: bytes, *, parents: bool = False) -> None:
    """Write `content` to `path` through a temporary file beside it; raises `OutputError` when that fails.

    `parents` makes the folders above it where they are missing.
    """
    import tempfile  # which takes a while, and most runs end before it is needed

    try:
        if parents:
            path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as staged:
            staged.write(content)
            staged.flush()
            os.fsync(staged.fileno())
    except OSError as problem:
        raise _failed(path, problem) from None
    try:
        Path(staged.name).chmod(0o644)
        Path(staged.name).replace(path)
    except OSError as problem:
        Path(staged.name).unlink(missing_ok=True)
        raise _failed(path, problem) from None


def _failed(path: Path, problem: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {problem.strerror}", hint="choose another place with -o")
