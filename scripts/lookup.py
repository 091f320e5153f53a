#!/usr/bin/env python3
"""Answers from the skill's pages with Python 3.9 or newer alone: python3 scripts/lookup.py show "POST charge-points".

`show --help` tells what can be asked for, `search WORDS` finds what to ask for.
"""

import os
import signal
import sys
from types import FrameType, ModuleType
from typing import NoReturn, Optional


def leave(number: int, frame: Optional[FrameType]) -> NoReturn:  # noqa: ARG001 - the signature of a signal's handler
    """End at once, as `ampeco_refgen.interrupt` does, which a packed skill does not have."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one is not to say the line again
    os.write(2, b"interrupted: nothing half-written is left\n")
    os._exit(130)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, leave)
    if hasattr(signal, "pthread_sigmask"):  # the caller may have blocked it until now; Windows has no such thing
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

from pathlib import Path  # noqa: E402

sys.dont_write_bytecode = True  # a skill's folder may be anybody's, and is to stay as it is
UNAVAILABLE = 69
"""The exit code where something that this needs is not there: EX_UNAVAILABLE of sysexits.h, as in the shell scripts."""


def run() -> int:
    """Run the command line and return its exit code. To be told what is missing, Python 3.6 is enough."""
    if sys.version_info < (3, 9):
        version = ".".join(map(str, sys.version_info[:2]))
        return _unavailable(f"this is Python {version}, and a lookup needs 3.9 or newer: call it with that one")
    here = Path(__file__).resolve().parent
    os.environ.setdefault("AMPECO_REFGEN_SKILL", str(here.parent))  # wherever it is called, this skill is meant
    packed, checkout = here / "ampeco_refgen" / "lookup", here.parent / "src" / "ampeco_refgen" / "lookup"
    package = next((place for place in (packed, checkout) if place.is_dir()), packed)
    program = ModuleType("ampeco_refgen")  # so that the lookup is this one, and never that of an installed program
    program.__path__ = [str(package.parent)]
    sys.modules["ampeco_refgen"] = program
    try:
        from ampeco_refgen.lookup.command import main

        return main(sys.argv[1:])
    except ImportError as problem:
        return _unavailable(
            f"the lookup in {package} is missing or not whole ({problem}): "
            "copy the skill's folder once more with all that is in it; its pages can be read without"
        )


def _unavailable(problem: str) -> int:
    print(f"error: {problem}", file=sys.stderr)
    return UNAVAILABLE


if __name__ == "__main__":
    ended = run()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said: Python's own end would let Ctrl-C kill the process
    sys.exit(ended)
