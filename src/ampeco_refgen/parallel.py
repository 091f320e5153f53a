"""Work that is done at the same time: in this process, and in a copy of it where the system has room for one.

`catalog_source.py` lets its caller load what comes next while a document is read, `spec/document.py` validates beside
the making of the catalog, and `output/bundle_files.py` renders pages so. What comes out is the same as when one piece
follows the other, which is what happens wherever a copy cannot be made, or does not answer.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NoReturn, TypeVar

Here = TypeVar("Here")
There = TypeVar("There")
Made = TypeVar("Made")

_TICKET = 2
"""Bytes of a number in the queue."""
_MOST_TICKETS = 2_000
"""So many fit into any pipe (POSIX has it hold 512 bytes, Linux 4,096 where a user has very many)."""


def both(
    here: Callable[[], Here],
    there: Callable[[], There],
    *,
    pack: Callable[[There], bytes] = pickle.dumps,
    unpack: Callable[[bytes], There] = pickle.loads,
) -> tuple[Here, There]:
    """Return what the two functions return, and raise what they raise.

    `there` runs in a copy of the process: what it changes is lost, and what it returns comes here by `pack` and
    `unpack`. When it fails in the copy, it is called here, so that its error arises as if there had been none.
    """
    if sys.platform != "linux" or not _has_room():
        return here(), there()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _answer(lambda: pack(there()), writing)
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
    return mine, unpack(answer) if done else there()


def all_of(tasks: Sequence[Callable[[], Made]]) -> list[Made]:
    """Return what the tasks return, in their order, and raise what they raise; both processes take from one queue.

    Whichever is free takes the next task, so the long ones are best put first. A task must neither change anything
    that another one sees nor return anything that is not fit for `pickle`.
    """
    step = len(tasks) // _MOST_TICKETS + 1
    reading, writing = os.pipe()
    try:
        os.write(writing, b"".join(ticket.to_bytes(_TICKET) for ticket in range(-(-len(tasks) // step))))
        os.close(writing)
        mine, others = both(lambda: _taken(tasks, reading, step), lambda: _taken(tasks, reading, step))
    finally:
        os.close(reading)
    found = mine | others
    # What the copy had taken when it failed was not done by anybody.
    return [found[number] if number in found else task() for number, task in enumerate(tasks)]


def _taken(tasks: Sequence[Callable[[], Made]], queue: int, step: int) -> dict[int, Made]:
    """Do tasks as long as there are some in the queue, and return what came of each by its number."""
    return {number: tasks[number]() for number in _numbers(queue, step, len(tasks))}


def _numbers(queue: int, step: int, end: int) -> Iterator[int]:
    """Yield the numbers of the tasks that are taken: each ticket is for `step` of them."""
    while ticket := os.read(queue, _TICKET):
        first = int.from_bytes(ticket) * step
        yield from range(first, min(first + step, end))


def _has_room() -> bool:
    """Tell whether there is a second processor, and no thread whose locks a copy could not open (`os.fork`)."""
    return len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _answer(work: Callable[[], bytes], writing: int) -> NoReturn:
    """Write what `work` returns and end the copy at once: nothing that this process has begun is its to end."""
    with suppress(BaseException):
        answer = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    os._exit(1)


def _ended_well(child: int) -> bool:
    """Wait for the copy and tell whether it has answered in full."""
    with suppress(ChildProcessError):  # its end goes unreported where the program was started with SIGCHLD ignored
        return os.waitpid(child, 0)[1] == 0
    return False
