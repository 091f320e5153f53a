"""Two pieces of work at the same time: the same results, errors and end as one after the other."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from ampeco_refgen import parallel
from ampeco_refgen.output.bundle_files import make_bundle
from ampeco_refgen.parallel import Copy, both
from documents import SAMPLE, catalog_of

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only"),
    # Python 3.12 warns of threads, which pytest's own plugins may have; the program makes no copy beside them.
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]


@pytest.fixture
def room(monkeypatch):
    """A machine with a second processor, whatever this one has."""
    monkeypatch.setattr(parallel, "has_room", lambda: True)


@pytest.fixture
def no_room(monkeypatch):
    monkeypatch.setattr(parallel, "has_room", lambda: False)


def children() -> bool:
    """Tell whether the process has children, also ended ones that nobody has waited for."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


@pytest.mark.usefixtures("room")
def test_the_second_runs_in_a_copy_of_the_process():
    here, there = both(os.getpid, os.getpid)
    assert here == os.getpid()
    assert there != here
    assert not children()


@pytest.mark.usefixtures("no_room")
def test_without_room_one_follows_the_other_in_this_process():
    order: list[str] = []
    assert both(lambda: order.append("here"), lambda: order.append("there")) == (None, None)
    assert order == ["here", "there"]


@pytest.mark.usefixtures("room")
def test_what_is_too_long_for_a_pipe_comes_back_whole():
    texts = tuple(f"{number} é\n" * 1_000 for number in range(1_000))
    assert both(lambda: texts, lambda: texts) == (texts, texts)
    assert not children()


@pytest.mark.usefixtures("room")
def test_an_error_of_the_copy_arises_here_as_it_is():
    error = LookupError("lost")

    def fail() -> None:
        raise error

    with pytest.raises(LookupError) as raised:
        both(lambda: 1, fail)
    assert raised.value is error
    assert not children()


@pytest.mark.usefixtures("room")
def test_an_error_here_ends_the_copy():
    def fail() -> None:
        raise LookupError("here")

    with pytest.raises(LookupError, match="here"):
        both(fail, lambda: threading.Event().wait(60))
    assert not children()


@pytest.mark.usefixtures("room")
def test_a_copy_that_is_killed_leaves_its_work_to_this_process():
    own = os.getpid()

    def work() -> int:
        if os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert both(lambda: 1, work) == (1, own)
    assert not children()


@pytest.mark.usefixtures("room")
def test_what_cannot_be_handed_over_is_made_here():
    answer = both(lambda: 1, lambda: lambda: os.getpid())[1]
    assert answer() == os.getpid()
    assert not children()


@pytest.mark.usefixtures("room")
def test_a_copy_ends_without_a_word(capfd):
    own = os.getpid()

    def work() -> int:
        if os.getpid() != own:
            sys.exit("never seen")
        return 2

    assert both(lambda: 1, work) == (1, 2)
    assert capfd.readouterr() == ("", "")
    assert not children()


@pytest.mark.parametrize(("processors", "threads", "room"), [(2, 1, True), (2, 2, False), (1, 1, False)])
def test_there_is_room_on_a_second_processor_where_no_thread_is_in_the_way(monkeypatch, processors, threads, room):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    monkeypatch.setattr(threading, "active_count", lambda: threads)
    assert parallel.has_room() is room


@pytest.mark.parametrize("full", [True, False])
def test_a_bundle_is_the_same_made_in_one_process_and_in_two(monkeypatch, full):
    made = {}
    for room in (True, False):
        monkeypatch.setattr(parallel, "has_room", lambda room=room: room)
        made[room] = make_bundle(catalog_of(SAMPLE, full=full))
    assert made[True] == made[False]


@pytest.mark.usefixtures("room")
def test_a_copy_hands_over_one_answer_after_another():
    copy = Copy(lambda: (b"x" * size for size in (1, 1_000_000)))
    assert (copy.answer(), copy.answer(), copy.answer()) == (b"x", b"x" * 1_000_000, None)
    copy.end()
    assert not children()


@pytest.mark.usefixtures("room")
def test_a_copy_that_fails_has_no_more_answers():
    def work():
        yield b"first"
        raise LookupError

    copy = Copy(work)
    assert (copy.answer(), copy.answer()) == (b"first", None)
    copy.end()
    assert not children()


@pytest.mark.usefixtures("room")
def test_a_copy_is_ended_in_the_midst_of_its_work():
    copy = Copy(lambda: iter([b"first", str(threading.Event().wait(60)).encode()]))
    copy.end()
    assert not children()
