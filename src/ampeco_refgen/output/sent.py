"""Query parameters as they are sent: `filter[userId]`, `filter[roaming][operatorId]`, `include[]=evses`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ampeco_refgen.catalog.fields import Direction, Field, Fields, Row
from ampeco_refgen.catalog.model import Parameter
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText

_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|(\[\d*\])|([^.\[\]]+)')


def is_deep(parameter: Parameter, shape: Shape | None) -> bool:
    """Tell whether a parameter is an object that is sent as one parameter for each member (style `deepObject`)."""
    return parameter.location == "query" and shape is not None and bool(shape.members)


def is_include(parameter: Parameter, shape: Shape | None) -> bool:
    """Tell whether a parameter is a list of relations to be embedded, each of an enumerated name."""
    return parameter.name in ("include", "include[]") and shape is not None and include_values(shape) is not None


def include_values(shape: Shape) -> tuple[JsonText, ...] | None:
    """Return the values of an `include` parameter, which is an array of an enum or an enum."""
    return shape.items.enum if shape.items is not None else shape.enum


def members_as_sent(parameter: Parameter, shape: Shape, fields: Fields) -> tuple[Row, ...]:
    """Return the rows of a deep object with the names that a client writes into the query string."""
    return tuple(_renamed(parameter.name, fields.rows(shape, Direction.REQUEST)))


def name_as_sent(parameter: str, path: str) -> str:
    """Turn a dotted path below a parameter into its bracket form."""
    steps = (match.groups() for match in _STEP.finditer(path))
    return parameter + "".join(
        brackets or f"[{(quoted or plain).replace(chr(92), '')}]" for quoted, brackets, plain in steps
    )


def _renamed(parameter: str, rows: tuple[Row, ...]) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, Field):
            yield replace(row, path=name_as_sent(parameter, row.path))
        else:
            variants = tuple(replace(part, rows=tuple(_renamed(parameter, part.rows))) for part in row.variants)
            shared = tuple(replace(part, rows=tuple(_renamed(parameter, part.rows))) for part in row.shared)
            yield replace(row, path=name_as_sent(parameter, row.path), variants=variants, shared=shared)
