"""Two pieces of work at the same time: one here, one in a copy of this process where the system has room for it.

`bundle_files.py` renders the bundle so. What comes out is the same as when one follows the other, which is what
happens wherever a copy cannot be made, or does not answer.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, TypeVar

Here = TypeVar("Here")
There = TypeVar("There")


def both(here: Callable[[], Here], there: Callable[[], There]) -> tuple[Here, There]:
    """Return what the two functions return, and raise what they raise.

    `there` runs in a copy of the process: what it changes is lost, and what it returns must be fit for `pickle`.
    When it fails in the copy, it is called here, so that its error arises as if there had been none.
    """
    if sys.platform != "linux" or not _has_room():
        return here(), there()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _answer(there, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            mine = here()
            answer = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        done = _ended_well(child)
    return mine, pickle.loads(answer) if done else there()


def _has_room() -> bool:
    """Tell whether there is a second processor, and no thread whose locks a copy could not open (`os.fork`)."""
    return len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _answer(work: Callable[[], object], writing: int) -> NoReturn:
    """Write what `work` returns and end the copy at once: nothing that this process has begun is its to end."""
    with suppress(BaseException):
        answer = pickle.dumps(work(), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    os._exit(1)


def _ended_well(child: int) -> bool:
    """Wait for the copy and tell whether it has answered in full."""
    with suppress(ChildProcessError):  # its end goes unreported where the program was started with SIGCHLD ignored
        return os.waitpid(child, 0)[1] == 0
    return False
