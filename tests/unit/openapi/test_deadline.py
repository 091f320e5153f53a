"""The deadline, apart from any network."""

from __future__ import annotations

import time
from threading import Event

import pytest

from ampeco_refgen.errors import FetchError
from ampeco_refgen.openapi.deadline import Deadline


def test_result_and_errors_are_handed_on():
    assert Deadline("x", patience=5, total=5).run(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        Deadline("x", patience=5, total=5).run(lambda: 1 // 0)
    with pytest.raises(TimeoutError):
        Deadline("x", patience=5, total=5).run(lambda: (_ for _ in ()).throw(TimeoutError))


def test_work_that_does_not_end_is_left_behind():
    release = Event()
    deadline = Deadline("the subject", patience=0.1, total=60)
    with pytest.raises(FetchError, match=r"the subject: no answer within 0\.1 seconds"):
        deadline.run(release.wait)
    deadline.answered = True
    assert deadline.remaining == 0
    release.set()


def test_an_answer_buys_the_whole_time():
    deadline = Deadline("the subject", patience=0.1, total=0.4)

    def work() -> None:
        deadline.answered = True
        time.sleep(5)

    start = time.monotonic()
    with pytest.raises(FetchError, match=r"the subject: it did not arrive within 0\.4 seconds"):
        deadline.run(work)
    assert time.monotonic() - start >= 0.4


def test_timeouts_of_steps_stay_within():
    deadline = Deadline("x", patience=10, total=2)
    assert deadline.timeout(1) == 1
    assert 1 < deadline.timeout(30) <= 2
    with pytest.raises(FetchError):
        Deadline("x", patience=0, total=0).timeout(1)
