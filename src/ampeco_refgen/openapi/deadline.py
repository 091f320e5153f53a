"""The time a fetch may take, and the only way to make it hold: the work runs in a thread that can be left behind.

Socket time-outs are started anew by every byte and do not reach name resolution at all, so a server that drips its
headers, or a resolver that never answers, would overrun any limit made of them.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from ampeco_refgen.errors import FetchError

T = TypeVar("T")


class Deadline:
    """Counts down from its creation: `patience` seconds until `answered` is set, `total` seconds in all.

    `subject` is what is being fetched, fit for display.
    """

    def __init__(self, subject: str, *, patience: float, total: float) -> None:
        self._subject = subject
        self._start = monotonic()
        self._patience = min(patience, total)
        self._total = total
        self._given_up = False
        self.answered = False

    @property
    def remaining(self) -> float:
        """The seconds left, never below zero."""
        if self._given_up:
            return 0.0
        return max(0.0, self._start + (self._total if self.answered else self._patience) - monotonic())

    def check(self) -> None:
        """Raise `FetchError` when no time is left."""
        if self.remaining > 0:
            return
        if self.answered:
            raise FetchError(
                f"Cannot fetch {self._subject}: it did not arrive within {self._total:g} seconds.",
                hint="The server or the network is too slow now; try again later.",
            )
        raise FetchError(
            f"Cannot fetch {self._subject}: no answer within {self._patience:g} seconds.",
            hint="Check the network and the proxy settings (HTTPS_PROXY, NO_PROXY).",
        )

    def timeout(self, longest: float) -> float:
        """Return the time-out for one step: `longest`, or what is left; raises `FetchError` when nothing is."""
        self.check()
        return max(0.001, min(longest, self.remaining))

    def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, or raise what it raises, or `FetchError` when it takes too long."""
        from concurrent.futures import Future, wait
        from threading import Thread

        future: Future[T] = Future()

        def settle() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

        # A daemon, so that a thread that is stuck in a system call cannot hold up the end of the program.
        Thread(target=settle, name="fetch", daemon=True).start()
        while not future.done():
            if self.remaining <= 0:
                self._given_up = True
                self.check()
            wait([future], timeout=self.remaining)
        return future.result()
