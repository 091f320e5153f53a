"""How this program was called, so that commands in hints run as they are printed, from the caller's folder.

Every hint of the program asks here, those of other rooms too: it needs nothing but the standard library.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

CALLED_VARIABLE = "AMPECO_REFGEN_CALLED"
"""The variable of the environment in which a script that runs this program says how it was called itself."""
_PROGRAM = "ampeco-refgen"
_LOOKUP = "lookup.py"
_WHOLE = "refgen.sh"


def called() -> str:
    """Return the command that calls this program once more, quoted for a shell; arguments may follow it.

    That is what `AMPECO_REFGEN_CALLED` says, `python3 …/scripts/lookup.py`, `python3 -m ampeco_refgen`, or the
    installed command: with its path where it is not found without.
    """
    if named := os.environ.get(CALLED_VARIABLE, ""):
        return named
    script = Path(sys.argv[0] if sys.argv else "")
    if script.name == _LOOKUP:
        return f"{_found_by_name(sys.executable, 'python3')} {shlex.quote(sys.argv[0])}"
    if script.name == "__main__.py":
        return f"{_found_by_name(sys.executable, 'python3')} -m ampeco_refgen"
    return _found_by_name(sys.argv[0], _PROGRAM) if script.stem == _PROGRAM else _PROGRAM


def called_to_write() -> str:
    """Return the command of the whole program, which also writes bundles, as in `called`.

    From `scripts/lookup.py` that is the script beside it; empty where there is none, as in a skill of pages alone.
    """
    script = Path(sys.argv[0] if sys.argv else "")
    if script.name != _LOOKUP or os.environ.get(CALLED_VARIABLE):
        return called()
    whole = script.with_name(_WHOLE)
    return f"bash {shlex.quote(str(whole))}" if whole.is_file() else ""


def _found_by_name(path: str, otherwise: str) -> str:
    """Return the name of an executable where the shell finds just that by it, else its path, quoted."""
    name = Path(path).name
    there = shutil.which(name)
    try:
        same = there is not None and Path(there).samefile(path)
    except OSError:
        same = False
    return name if same else shlex.quote(path) if path else otherwise
