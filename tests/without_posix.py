"""What many tests use and Windows lacks: a test that comes to it is skipped there, with the reason."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

SHELLS = frozenset({"bash", "sh", "dash", "ksh", "zsh", "fish"})


def skip_what_is_missing(patch: pytest.MonkeyPatch) -> None:
    """Make tests skip themselves where they run a POSIX shell, or make a link without the right to."""
    start, link = subprocess.Popen.__init__, Path.symlink_to

    def guarded_start(self: Any, args: Any, *others: Any, **more: Any) -> None:
        if not isinstance(args, str) and Path(str(args[0])).stem in SHELLS:
            pytest.skip("a POSIX shell is run, and Windows has none of its own")
        start(self, args, *others, **more)

    def guarded_link(self: Path, *target: Any, **more: Any) -> None:
        try:
            link(self, *target, **more)
        except OSError:
            pytest.skip("symbolic links need a privilege here")

    patch.setattr(subprocess.Popen, "__init__", guarded_start)
    patch.setattr(Path, "symlink_to", guarded_link)
