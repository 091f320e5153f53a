"""Work that is done at the same time: in this process, and in a copy of it where the system has room for one.

`ahead.py` lets a copy read a document and find things out about it while this process makes pages;
`output/bundle_files.py` shares the pages of a catalog between both. What comes out is the same as when one piece
follows the other, which is what happens wherever a copy cannot be made, or does not answer.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NoReturn, TypeVar, cast

Here = TypeVar("Here")
There = TypeVar("There")

_LENGTH = 8
"""Bytes of the number that stands before each answer: how long it is."""


def has_room() -> bool:
    """Tell whether there is a second processor, and no thread whose locks a copy could not open (`os.fork`)."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class Copy:
    """A copy of this process that works on its own and hands over one answer after another.

    What it changes is lost. It is to be ended, whatever happens, and may be at any time.
    """

    def __init__(self, work: Callable[[], Iterable[bytes]]) -> None:
        reading, writing = os.pipe()
        self._child = os.fork()
        if not self._child:
            os.close(reading)
            _answer(work, writing)
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb")

    def answer(self) -> bytes | None:
        """Wait for the next answer and return it, or `None` where the copy has failed or has no more."""
        length = int.from_bytes(self._pipe.read(_LENGTH), "big")
        content = self._pipe.read(length)
        return content if length and len(content) == length else None

    def end(self) -> None:
        """End the copy, wherever it is."""
        self._pipe.close()
        with suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        with suppress(ChildProcessError):  # none is reported where the program was started with SIGCHLD ignored
            os.waitpid(self._child, 0)


def both(here: Callable[[], Here], there: Callable[[], There]) -> tuple[Here, There]:
    """Return what the two functions return, and raise what they raise.

    `there` runs in a copy of the process, and what it returns must be fit for `pickle`. When it fails in the copy, it
    is called here, so that its error arises as if there had been none.
    """
    if not has_room():
        return here(), there()
    copy = Copy(lambda: [packed(there())])
    try:
        mine, answer = here(), copy.answer()
    finally:
        copy.end()
    return mine, there() if answer is None else cast("There", unpacked(answer))


def packed(value: object) -> bytes:
    """Return a value as an answer that `unpacked` takes; raises what `pickle` does where it is not fit for it."""
    import pickle

    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpacked(answer: bytes) -> object:
    """Return the value of an answer that a copy has `packed`."""
    import pickle

    value: object = pickle.loads(answer)
    return value


def _answer(work: Callable[[], Iterable[bytes]], writing: int) -> NoReturn:
    """Write what `work` yields and end the copy at once: nothing that this process has begun is its to end."""
    with suppress(BaseException):
        with os.fdopen(writing, "wb") as pipe:
            for answer in work():
                pipe.write(len(answer).to_bytes(_LENGTH, "big") + answer)
                pipe.flush()
        os._exit(0)
    os._exit(1)
