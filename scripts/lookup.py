#!/usr/bin/env python3
"""Answers from the skill's pages with Python 3.9 or newer alone: python3 scripts/lookup.py show "POST charge-points".

`show --help` tells what can be asked for, `search WORDS` finds what to ask for.
"""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn, Optional


def _leave(number: int, frame: Optional[FrameType]) -> NoReturn:  # noqa: ARG001 - the signature of a signal's handler
    """End at once, as `ampeco_refgen.interrupt` does, which a packed skill does not have."""
    os.write(2, b"interrupted: nothing half-written is left\n")
    os._exit(130)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _leave)
    if hasattr(signal, "pthread_sigmask"):  # the caller may have blocked it until now; Windows has no such thing
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

from pathlib import Path  # noqa: E402

sys.dont_write_bytecode = True  # a skill's folder may be anybody's, and is to stay as it is
_HERE = Path(__file__).resolve().parent
for _place in (_HERE, _HERE.parent / "src"):  # in a packed skill, in a checkout
    if (_place / "ampeco_refgen" / "lookup").is_dir():
        sys.path.insert(0, str(_place))
        break

from ampeco_refgen.lookup.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
