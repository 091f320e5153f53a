"""What stands below a shape, how much of it and how deep, and so what is stated elsewhere: for `fields.py`."""

from __future__ import annotations

from ampeco_refgen.catalog.model import SchemaId
from ampeco_refgen.catalog.shape import Shape

ROWS_IN_PLACE = 1_000
"""A nested shape of more rows than this would fill a file: it is not written out where it is used but referred to."""

LEVELS_IN_PLACE = 25
"""Below so many levels a nested shape is referred to as well, whatever its size: nobody follows deeper paths."""


def is_leaf(shape: Shape) -> bool:
    """Tell whether nothing stands below a shape, nor elsewhere: by far the most are so."""
    holds_shapes = shape.members or shape.items is not None or shape.unions or shape.prefix_items or shape.link
    return not holds_shapes and (shape.values is None or isinstance(shape.values, bool))


def parts(shape: Shape) -> list[Shape]:
    """Return the shapes directly below one, those of its variants included."""
    found = [member.shape for member in shape.members]
    found += shape.prefix_items
    if shape.items is not None:
        found.append(shape.items)
    if isinstance(shape.values, Shape):
        found.append(shape.values)
    for union in shape.unions:
        found += union.variants
    return found


def only_part(shape: Shape) -> Shape | None:
    """Return what an array or map holds, when it is nothing but an array or map."""
    if shape.members or shape.unions or shape.prefix_items:
        return None
    if shape.items is not None:
        return shape.items
    return shape.values if isinstance(shape.values, Shape) else None


class Nesting:
    """Tells how large shapes are, each measured once, and which are not written out where they are used.

    Those are recursive, very large and very deep ones, and the ones with the keys `moved`: a file has no room for them.
    """

    def __init__(self, moved: frozenset[tuple[SchemaId, ...]] = frozenset()) -> None:
        self._moved = moved
        self._sizes: dict[tuple[int, ...], int] = {}
        self._heights: dict[tuple[int, ...], int] = {}
        # By shape and not by key: within a recursion there is a second shape of the same key, a link.
        self._referred: dict[Shape, Shape | None] = {}

    def size(self, shape: Shape) -> int:
        """Return how many rows are written in place below the shape."""
        if shape.key not in self._sizes:
            below = parts(shape)
            self._sizes[shape.key] = len(below) + sum([self._in_place(one) for one in below if not is_leaf(one)])
        return self._sizes[shape.key]

    def refers(self, shape: Shape) -> Shape | None:
        """Return the shape that a nested value only refers to, looking through arrays and maps; mostly `None`."""
        if shape not in self._referred:
            self._referred[shape] = self._find_referred(shape)
        return self._referred[shape]

    def _find_referred(self, shape: Shape) -> Shape | None:
        while True:
            inner = only_part(shape)
            if self.elsewhere(shape) and (inner is None or not self.elsewhere(inner)):
                return shape
            if inner is None:
                return None
            shape = inner

    def elsewhere(self, shape: Shape) -> bool:
        """Tell whether a nested shape is stated in a place of its own."""
        if shape.link or shape.key in self._moved or self.size(shape) > ROWS_IN_PLACE:
            return True
        height = self._height(shape)
        return height > 0 and height % LEVELS_IN_PLACE == 0

    def _height(self, shape: Shape) -> int:
        """Return how many levels of shapes are below one."""
        if shape.key not in self._heights:
            below = parts(shape)
            levels = [self._height(one) for one in below if not is_leaf(one)]
            self._heights[shape.key] = 1 + max(levels, default=0) if below else 0
        return self._heights[shape.key]

    def _in_place(self, shape: Shape) -> int:
        rows = 0 if shape.link or shape.key in self._moved else self.size(shape)
        return rows if rows <= ROWS_IN_PLACE else 0
