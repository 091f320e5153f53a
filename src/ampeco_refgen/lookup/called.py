"""How this program was called, so that commands in hints run as they are printed, from the caller's folder.

Every hint of the program asks here, those of other rooms too: it needs nothing but the standard library.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

CALLED_VARIABLE = "AMPECO_REFGEN_CALLED"
"""The variable of the environment in which a script that runs this program says how it was called itself."""
_PROGRAM = "ampeco-refgen"
_LOOKUP = "lookup.py"
_WHOLE = {"bash": "refgen.sh", "py": "refgen.py"}
"""What starts the whole program, and with what: bash, or on Windows, where there is none, the launcher of Python."""
_PLAIN = re.compile(r"[\w@%+=:,./\\-]+", re.ASCII)
"""What the shells of Windows take as it is."""


def called() -> str:
    """Return the command that calls this program once more, quoted for a shell; arguments may follow it.

    That is what `AMPECO_REFGEN_CALLED` says, `python3 …/scripts/lookup.py`, `python3 -m ampeco_refgen`, or the
    installed command: with its path where it is not found without.
    """
    if named := os.environ.get(CALLED_VARIABLE, ""):
        return named
    script = Path(sys.argv[0] if sys.argv else "")
    if script.name == _LOOKUP:
        return f"{_found_by_name(sys.executable, 'python3')} {quoted(sys.argv[0])}"
    if script.name == "__main__.py":
        return f"{_found_by_name(sys.executable, 'python3')} -m ampeco_refgen"
    return _found_by_name(sys.argv[0], _PROGRAM) if script.stem == _PROGRAM else _PROGRAM


def called_to_write() -> str:
    """Return the command of the whole program, which also writes bundles, as in `called`.

    From `scripts/lookup.py` that is the script beside it; empty where there is none, as in a skill of pages alone.
    """
    runner = "py" if _is_windows() else "bash"
    script = Path(sys.argv[0] if sys.argv else "")
    if script.name != _LOOKUP or os.environ.get(CALLED_VARIABLE):
        return called()
    whole = script.with_name(_WHOLE[runner])
    return f"{runner} {quoted(str(whole))}" if whole.is_file() else ""


def quoted(text: str) -> str:
    """Return a word of a command as the shell takes it: that of POSIX, or on Windows cmd and PowerShell."""
    if not _is_windows():
        return shlex.quote(text)
    escaped = text.replace('"', '\\"')
    return text if _PLAIN.fullmatch(text) else f'"{escaped}"'


def _is_windows() -> bool:
    return sys.platform == "win32"


def _found_by_name(path: str, otherwise: str) -> str:
    """Return the name of an executable where the shell finds just that by it, else its path, quoted."""
    name = Path(path).name
    there = shutil.which(name)
    try:
        same = there is not None and Path(there).samefile(path)
    except OSError:
        same = False
    return name if same else quoted(path) if path else otherwise
