"""Enums of more values than a line can hold (currencies, countries, time zones) stand on a page of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Choice, Row
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText
from ampeco_refgen.markdown.names import unique_anchors

EnumValues: TypeAlias = tuple[JsonText, ...]
VALUES_IN_LINE = 60
"""Values of an enum that stand in the line of a field; more would hide the fields around it."""
_LONGEST_NAME = 80
"""Characters of a field's name that can be a title; a link with a longer one might not fit into a line."""
_TITLE = "Long enums"
_CHARACTERS_ON_A_PAGE = 46_000
"""Below `limits.CHARACTERS_TO_FILL`, since the characters of an enum are estimated."""


class LongEnum(Struct, frozen=True, kw_only=True):
    """An enum with a place of its own: the path of the `page` below `reference/`, and its heading there."""

    page: str
    title: str
    anchor: str
    values: EnumValues


def long_enums(named: Iterable[tuple[str, EnumValues]]) -> dict[EnumValues, LongEnum]:
    """Return values of an enum → its place, in the order of the names.

    `named` has each use of a long enum, with the name of the field: the most frequent name becomes the enum's title.
    """
    counts: dict[EnumValues, Counter[str]] = {}
    for name, values in named:
        counts.setdefault(values, Counter())[name] += 1
    drafts = [(min(names, key=lambda name: (-names[name], name)), values) for values, names in counts.items()]
    enums: dict[EnumValues, LongEnum] = {}
    taken: Counter[str] = Counter()
    pages: dict[str, list[str]] = {}
    number, size = 1, 0
    for name, values in sorted(drafts, key=lambda draft: (draft[0].lower(), -len(draft[1]), draft[1])):
        title = f"{name if len(name) <= _LONGEST_NAME else 'value'} ({len(values)} values)"
        taken[title] += 1
        title = title if taken[title] == 1 else f"{title}, list {taken[title]}"
        length = sum(len(text) + 4 for text in values) + 2 * len(title)
        if size and size + length > _CHARACTERS_ON_A_PAGE:
            number, size = number + 1, 0
        size += length
        path = "schemas/enums.md" if number == 1 else f"schemas/enums-{number}.md"
        on_page = pages.setdefault(path, [_TITLE])
        on_page.append(title)
        heading_anchor = unique_anchors(on_page)[-1]
        enums[values] = LongEnum(page=path, title=title, anchor=heading_anchor, values=values)
    return enums


def enums_in(rows: tuple[Row, ...], name: str = "value") -> Iterator[tuple[str, EnumValues]]:
    """Yield the long enums of rows, each with the last name in the path of its field, or else with `name`."""
    for row in rows:
        if isinstance(row, Choice):
            for variant in row.variants:
                yield from enums_of(_last_name(row.path) or name, variant.shape)
                yield from enums_in(variant.rows, name)
        elif row.shape.enum is not None or row.shape.items is not None:
            yield from enums_of(_last_name(row.path) or name, row.shape)


def enums_of(name: str, shape: Shape | None) -> Iterator[tuple[str, EnumValues]]:
    """Yield `name` with the long enum of a shape, and with those of its items, at any depth of lists."""
    while shape is not None:
        if is_long(shape.enum):
            yield name, shape.enum or ()
        shape = shape.items


def is_long(values: EnumValues | None) -> bool:
    """Tell whether an enum has more values than stand in a line."""
    return values is not None and len(values) > VALUES_IN_LINE


def _last_name(path: str) -> str:
    return path.rstrip("[]*.").rsplit(".", 1)[-1]
