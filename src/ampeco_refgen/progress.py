"""How far a long run is, as the work itself tells it to whoever watches (`cli/progress.py`, where anybody does)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Step(Struct, frozen=True):
    """What is going on: the `name` of a step and how much of it is done, of `total` where that is known."""

    name: str
    done: int = 0
    total: int | None = None


Progress: TypeAlias = Callable[[Step], None]
"""Takes the step that a run is at, in whatever thread; it is called often and has to be quick."""


def unwatched(step: Step) -> None:
    """Tell nobody."""


def counted(items: Iterable[T], progress: Progress, name: str, total: int) -> Iterator[T]:
    """Yield items, after telling of each how many came before it, and at the end that all have come."""
    for done, item in enumerate(items):
        progress(Step(name, done, total))
        yield item
    progress(Step(name, total, total))
