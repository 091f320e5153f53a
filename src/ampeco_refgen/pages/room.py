"""Which objects move out of a file that would be too long: decided by counting, before anything is written out.

A file states everything in place. Only where that would pass `CHARACTERS_IN_A_FILE`, its largest nested objects are
stated on pages of their own, one link away.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from ampeco_refgen.catalog.fields import Nesting, is_leaf
from ampeco_refgen.catalog.model import SchemaId
from ampeco_refgen.catalog.shape import Shape

CHARACTERS_IN_A_FILE = 48_000
_HEAD = 3_000
"""Characters that a file needs beside the fields it states."""
_WORTH_MOVING = 300
"""Characters below an object; a link to a smaller one would save nothing worth a second read."""
_LINE = 30
"""Characters of a field's line beside its name, values and descriptions."""
_VALUES_IN_LINE = 60

ShapeKey: TypeAlias = tuple[SchemaId, ...]


class Room:
    """Decides for the files of one bundle; what they state alike is counted once."""

    def __init__(self) -> None:
        self._in_place = _Count(frozenset())
        self._known: dict[tuple[ShapeKey, ...], frozenset[ShapeKey]] = {}

    def moved_from(self, stated: Sequence[Shape]) -> frozenset[ShapeKey]:
        """Return the keys of the objects that a file refers to, so that it has room for the shapes that it states.

        Mostly there is nothing to move. Else it is as few as it takes, the largest first.
        """
        key = tuple(shape.key for shape in stated)
        if key not in self._known:
            self._known[key] = frozenset() if _fits(stated, self._in_place) else self._moved(stated)
        return self._known[key]

    def _moved(self, stated: Sequence[Shape]) -> frozenset[ShapeKey]:
        sizes = {shape.key: self._in_place.below(shape)[1] for shape in _nested(stated, self._in_place)}
        largest = sorted(
            (key for key, size in sizes.items() if size > _WORTH_MOVING), key=lambda key: (-sizes[key], key)
        )
        number = bisect_left(
            range(len(largest)), True, key=lambda number: _fits(stated, _Count(frozenset(largest[:number])))
        )
        return frozenset(largest[:number])


def _fits(stated: Iterable[Shape], count: _Count) -> bool:
    return sum(count.below(shape)[1] for shape in stated) <= CHARACTERS_IN_A_FILE - _HEAD


class _Count:
    """Counts rows and characters below shapes, as they are written out while the keys `moved` are referred to."""

    def __init__(self, moved: frozenset[ShapeKey]) -> None:
        self.nesting = Nesting(moved)
        self._known: dict[Shape, tuple[int, int]] = {}

    def below(self, shape: Shape) -> tuple[int, int]:
        """Return the rows that are written out below a value of a shape, and their characters."""
        if shape not in self._known:
            rows = characters = 0
            for name, part in named_parts(shape):
                rows += 1
                characters += len(name) + _own(part)
                if not is_leaf(part) and not self.nesting.is_stated_apart(part):
                    further, more = self.below(part)
                    rows += further
                    characters += more + further * (len(name) + 1)
            self._known[shape] = (rows, characters)
        return self._known[shape]


def named_parts(shape: Shape) -> Iterator[tuple[str, Shape]]:
    """Yield the shapes directly below one with what stands for them in a path."""
    yield from ((member.name, member.shape) for member in shape.members)
    yield from (("[0]", item) for item in shape.prefix_items)
    if shape.items is not None:
        yield "[]", shape.items
    if isinstance(shape.values, Shape):
        yield "*", shape.values
    for union in shape.unions:
        yield from (("", variant) for variant in union.variants)


def _own(shape: Shape) -> int:
    """Return about how many characters the line of a value has beside its name."""
    said = sum(map(len, shape.descriptions)) + sum(len(text) for pair in shape.enum_descriptions for text in pair)
    values = sum(len(text) + 3 for text in shape.enum) if shape.enum and len(shape.enum) <= _VALUES_IN_LINE else 0
    limits = sum(len(limit.keyword) + len(limit.value) for limit in shape.constraints)
    return _LINE + said + values + limits + len(shape.default or "")


def _nested(stated: Iterable[Shape], count: _Count) -> Iterator[Shape]:
    """Yield the objects that are written out below shapes, each once."""
    seen: set[Shape] = set(stated)
    pending = list(seen)
    while pending:
        for _, part in named_parts(pending.pop()):
            if part not in seen and not is_leaf(part) and not count.nesting.is_stated_apart(part):
                seen.add(part)
                pending.append(part)
                if part.members or part.unions:
                    yield part
