"""The line on a terminal that says how far a run is, once it takes longer than a second; gone before anything else.

A stage of many seconds tells nothing while it runs, so a thread draws the line (`click.progressbar` draws only when the
work calls it). It stands on stderr, is made of plain characters, carriage returns and blanks, without any colour or
escape sequence, and what is printed otherwise stays as it is without it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, RLock, Thread
from typing import TextIO

from ampeco_refgen import interrupt
from ampeco_refgen.progress import Step

_BAR = 20
_PATIENCE = 1.0
"""Seconds before anything is shown."""
_PAUSE = 0.1
_USUAL_WIDTH = 80
_MARGIN = 3
"""Columns that stay free: for the `^C` of a terminal, and since some go on below after their last one."""
_WORDS = {
    "connect": ("waiting for the server", ""),
    "download": ("downloading", "MB"),
    "validate": ("checking the document", ""),
    "catalog": ("reading what it says", ""),
    "load": ("reading the catalog", ""),
    "infer": ("looking for relations", ""),
    "plan": ("laying out pages", "calls"),
    "calls": ("describing calls", "calls"),
    "overviews": ("collecting them in overviews", ""),
    "render": ("rendering pages", "pages"),
    "changes": ("looking for changes", ""),
    "compare": ("comparing with the folder", ""),
    "write": ("writing files", ""),
}
"""What people read of a step, and the unit of what is counted. The others take no time, or wait for who types."""


class ProgressLine:
    """Draws the line while its context is open; `tell` is the `Progress` of the run.

    `patience` is how many seconds pass before the first drawing.
    """

    def __init__(self, stream: TextIO, *, patience: float = _PATIENCE) -> None:
        self._stream = stream
        self._patience = patience
        self._lock = RLock()  # held by whoever writes to the stream; the interrupt may come to its own holder
        self._over = Event()
        self._shown = ""
        self._step: Step | None = None
        self._since = 0.0
        self._thread = Thread(target=self._draw_on, name="progress", daemon=True)

    def tell(self, step: Step) -> None:
        """Take the step that the run is at."""
        if self._step is None or self._step.name != step.name:
            self._since = time.monotonic()
        self._step = step

    def __enter__(self) -> ProgressLine:
        interrupt.before_leaving(self._give_way)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with self.hidden():
            interrupt.before_leaving(None)
        self._thread.join()

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Take the line away for as long as the block prints something else to the stream."""
        with self._lock:
            if self._shown:
                self._write(_erased(self._shown))
                self._shown = ""
            yield

    def _draw_on(self) -> None:
        pause = self._patience
        while not self._over.wait(pause):
            pause = _PAUSE
            with self._lock:
                self._draw()

    def _draw(self) -> None:
        step = self._step
        if step is None or self._over.is_set() or not _in_foreground(self._stream):
            return
        text = line_of(step, time.monotonic() - self._since, _width(self._stream) - _MARGIN)
        if text != self._shown:
            self._write(f"\r{text}{' ' * (len(self._shown) - len(text))}")
            self._shown = text

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # a terminal that has been closed is no reason to end the run
            self._stream.write(text)
            self._stream.flush()

    def _give_way(self) -> None:
        """Take the line away for good before the process ends, without the stream, which may be in the middle of it."""
        self._over.set()
        held = self._lock.acquire(timeout=1)
        if held and self._shown:
            os.write(self._stream.fileno(), _erased(self._shown).encode())


def line_of(step: Step, seconds: float, width: int) -> str:
    """Return what is shown of a step that has taken some seconds so far, in at most `width` columns of ASCII.

    Without a known total there is no bar. Empty for a step that is none of people's business.
    """
    if step.name not in _WORDS:
        return ""
    words, unit = _WORDS[step.name]
    if not unit:
        return f"{words} {seconds:.0f} s"[:width]
    done = _amount(step.done, unit)
    if not step.total:
        return f"{words} {done} {unit}"[:width]
    share = min(1.0, step.done / step.total)
    bar = "#" * int(share * _BAR)
    counts = f"{int(share * 100):3}%  {done} of {_amount(step.total, unit)} {unit}"
    whole = f"{words} [{bar:-<{_BAR}}] {counts}"
    return whole if len(whole) <= width else f"{words} {counts}"[:width]


def shows_progress(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that can draw a line anew, as all can that do not call themselves dumb."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _in_foreground(stream: TextIO) -> bool:
    """Tell whether the terminal behind a stream is this process's own now, and no shell's at which somebody types."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except (OSError, ValueError):  # it is the terminal of others, or none
        return True


def _amount(number: int, unit: str) -> str:
    return f"{number / 1_000_000:.1f}" if unit == "MB" else f"{number:,}"


def _erased(text: str) -> str:
    blanks = " " * (len(text) + _MARGIN - 1)  # with what a terminal echoes of Ctrl-C
    return f"\r{blanks}\r"


def _width(stream: TextIO) -> int:
    """Return the columns of the terminal behind a stream; those that do not tell are taken for usual ones."""
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_WIDTH
    return _USUAL_WIDTH
