"""Ctrl-C: the process ends at once with one line and a code of its own, but never in the middle of writing files.

`end_on_interrupt` comes first in a process: from then on an interrupt raises nothing, so that no library can swallow it
or print a traceback. While `held_back` is entered it is only noted, and ends the process when the block has ended.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
"""The exit code: 128 and the number of the signal, as shells have it."""
LINE = "interrupted: nothing half-written is left"


class _Interrupts:
    """Whether an interrupt has come, how many blocks hold it back, and what is to be done before the process ends."""

    came = False
    blocks = 0
    first: Callable[[], None] | None = None


def end_on_interrupt() -> None:
    """Let Ctrl-C (SIGINT) end this process by `leave`, also one that has come before but was blocked by the caller.

    A process that was started with the signal ignored, as jobs in the background are, goes on ignoring it.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _note)
    if hasattr(signal, "pthread_sigmask"):  # which Windows does not have
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal's handler
    _Interrupts.came = True
    if not _Interrupts.blocks:
        leave()


def leave() -> NoReturn:
    """End the process, all its threads included, with `LINE` on stderr and the code `INTERRUPTED`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one is not to say the line again
    if _Interrupts.first is not None:
        _Interrupts.first()
    with suppress(OSError):
        os.write(2, f"{LINE}\n".encode())  # the stream's buffer may be in the middle of something
    os._exit(INTERRUPTED)


def before_leaving(action: Callable[[], None] | None) -> None:
    """Let `leave` do something first; `None` takes that back."""
    _Interrupts.first = action


def has_come() -> bool:
    """Tell whether an interrupt is being held back, so that work that takes long can end early."""
    return _Interrupts.came


@contextmanager
def held_back() -> Iterator[None]:
    """Hold interrupts back for a `with` block; one that came meanwhile ends the process after it."""
    _Interrupts.blocks += 1
    try:
        yield
    finally:
        _Interrupts.blocks -= 1
        if _Interrupts.came and not _Interrupts.blocks:
            leave()
