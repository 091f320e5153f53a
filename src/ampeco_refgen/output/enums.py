"""Long enums that are used again and again (currencies, countries) are stated once, on a page of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Choice, Direction, Fields, Row
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText
from ampeco_refgen.output.homes import Carried
from ampeco_refgen.output.layout import Layout

EnumValues: TypeAlias = tuple[JsonText, ...]
ENUMS_PAGE = "schemas/enums.md"
LONG_ENUM = 120
"""An enum that takes more columns than this, and is used more than once, is stated once and linked."""
_SHORTEST_VALUE = 5
MANY_VALUES = 30
"""An enum of more values than this is stated there even when it is used only once: it would hide its neighbours."""
_LONGEST_NAME = 80
"""A longer name of a field is no title: a link to it would not fit into a line."""


class EnumHome(Struct, frozen=True, kw_only=True):
    """A long enum that is stated once, in `schemas/enums.md`."""

    title: str
    values: EnumValues


def find_enums(fields: Fields, layout: Layout, carried: Iterable[Carried]) -> dict[EnumValues, EnumHome]:
    """Return the long enums that are shown more than once, by their values, in the order of their titles.

    `carried` are the shapes of bodies and answers.
    """
    counts: dict[EnumValues, Counter[str]] = {}
    for name, values in _enumerated(fields, layout, carried):
        if _is_long(values):
            counts.setdefault(values, Counter())[name] += 1
    repeated = {values: names for values, names in counts.items() if names.total() > 1 or len(values) > MANY_VALUES}
    drafts = [(min(names, key=lambda name: (-names[name], name)), values) for values, names in repeated.items()]
    found: dict[EnumValues, EnumHome] = {}
    taken: Counter[str] = Counter()
    for name, values in sorted(drafts, key=lambda draft: (draft[0].lower(), -len(draft[1]), draft[1])):
        title = f"{name if len(name) <= _LONGEST_NAME else 'value'} ({len(values)} values)"
        taken[title] += 1
        label = title if taken[title] == 1 else f"{title}, list {taken[title]}"
        found[values] = EnumHome(title=label, values=values)
    return found


def _is_long(values: EnumValues) -> bool:
    return len(values) * _SHORTEST_VALUE > LONG_ENUM or sum(len(text) + 4 for text in values) > LONG_ENUM


def _enumerated(fields: Fields, layout: Layout, carried: Iterable[Carried]) -> Iterator[tuple[str, EnumValues]]:
    """Yield the values of each scalar that is shown with them, by the name it goes by."""
    for page in layout.operation_pages:
        for operation in page.operations:
            for parameter in operation.parameters:
                if parameter.schema is not None:
                    shape = fields.shapes.of(parameter.schema)
                    yield from _with_items(parameter.name, shape)
                    yield from _scalars(fields.rows(shape, Direction.REQUEST))
    for direction, shape in {(direction, shape.key): (direction, shape) for shape, direction, *_ in carried}.values():
        yield from _scalars(fields.rows(shape, direction))
    for webhook_page in layout.webhook_pages:
        for webhook, _ in webhook_page.payloads:
            for media in webhook.body.media if webhook.body else ():
                if media.schema is not None:
                    yield from _scalars(fields.rows(fields.shapes.of(media.schema), Direction.RESPONSE))


def _scalars(rows: tuple[Row, ...]) -> Iterator[tuple[str, EnumValues]]:
    for row in rows:
        if isinstance(row, Choice):
            for variant in row.variants:
                yield from _with_items(_last_name(row.path) or "value", variant.shape)
                yield from _scalars(variant.rows)
            for sharing in row.shared:
                yield from _scalars(sharing.rows)
        elif row.shape.enum is not None or row.shape.items is not None:
            yield from _with_items(_last_name(row.path), row.shape)


def _with_items(name: str, shape: Shape | None) -> Iterator[tuple[str, EnumValues]]:
    while shape is not None:
        if shape.enum is not None:
            yield name, shape.enum
        shape = shape.items


def _last_name(path: str) -> str:
    return path.rstrip("[]*.").rsplit(".", 1)[-1]
