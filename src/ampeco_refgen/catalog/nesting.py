"""What stands directly below a shape: for `fields.py`, which measures shapes and goes down into them."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.shape import Shape


def is_leaf(shape: Shape) -> bool:
    """Tell whether nothing stands below a shape, nor elsewhere: by far the most are so."""
    holds_shapes = shape.members or shape.unions or shape.prefix_items or isinstance(shape.values, Shape)
    return not (holds_shapes or shape.items is not None or shape.link)


def parts(shape: Shape) -> Iterator[Shape]:
    """Yield the shapes directly below one, those of its variants included."""
    yield from (member.shape for member in shape.members)
    yield from shape.prefix_items
    if shape.items is not None:
        yield shape.items
    if isinstance(shape.values, Shape):
        yield shape.values
    for union in shape.unions:
        yield from union.variants


def only_part(shape: Shape) -> Shape | None:
    """Return what an array or map holds, when it is nothing but an array or map."""
    if shape.members or shape.unions or shape.prefix_items:
        return None
    if shape.items is not None:
        return shape.items
    return shape.values if isinstance(shape.values, Shape) else None
