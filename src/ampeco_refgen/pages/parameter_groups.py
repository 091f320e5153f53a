"""Parameters → groups of lines: path, query, filters, includes, headers, cookies, each as it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.includes import enumerated, values_as_sent
from ampeco_refgen.catalog.model import Parameter
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.markdown.text import code, joined, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.field_lines import FieldLines, examples_in_line
from ampeco_refgen.pages.serialization import (
    allowances,
    is_deep_object,
    is_include,
    is_sent_in_brackets,
    members_as_sent,
    shape_of,
)

_GROUPS = {"path": "Path", "query": "Query", "filter": "Filters", "include": "Includes"}
_GROUPS |= {"header": "Headers", "cookie": "Cookies", "querystring": "Query string"}
"""The titles of the groups of parameters, in this order; those of other places follow."""


class ParameterGroup(Struct, frozen=True, kw_only=True):
    """Parameters of one kind: their heading, how many can be sent (each filter by itself), and their lines."""

    title: str
    number: int
    lines: tuple[str, ...]


class ParameterGroups:
    """Writes the parameters of the requests on one page; `lines` and `fields` are that page's.

    `direction` is REQUEST where a client sends them, and RESPONSE where it receives them.
    """

    def __init__(self, lines: FieldLines, fields: Fields, direction: Direction) -> None:
        self._lines = lines
        self._fields = fields
        self._direction = direction

    def of(self, parameters: Iterable[Parameter]) -> Iterator[ParameterGroup]:
        """Yield the parameters by group, in the order of `_GROUPS`, then those of other places by name."""
        by_title: dict[str, list[ParameterGroup]] = {}
        for parameter in parameters:
            group = self._group(parameter, shape_of(parameter, self._fields))
            by_title.setdefault(group.title, []).append(group)
        order = list(_GROUPS.values())
        for title in sorted(by_title, key=lambda title: (order.index(title) if title in order else len(order), title)):
            yield ParameterGroup(
                title=title,
                number=sum(group.number for group in by_title[title]),
                lines=tuple(line for group in by_title[title] for line in group.lines),
            )

    def _group(self, parameter: Parameter, shape: Shape | None) -> ParameterGroup:
        """Return the group that one parameter makes: a deep object and `include` are sent as several."""
        lines = self._lines
        title = _GROUPS.get(parameter.location, f"Parameters in {parameter.location}")
        if shape is None:
            return ParameterGroup(title=title, number=1, lines=wrap(lines.parameter(parameter, shape), indent="  "))
        if is_include(parameter, shape):
            number = len(enumerated(shape) or ())
            return ParameterGroup(title="Includes", number=number, lines=tuple(_include(parameter, shape)))
        if is_deep_object(parameter, shape):
            rows = members_as_sent(parameter, shape, self._fields, self._direction)
            description = prose(parameter.description)
            lead = wrap(f"- {code(parameter.name)}: {description}") if description else ()
            whole = (parameter.required, parameter.deprecated, allowances(parameter), lines.type_and_marks(shape))
            if any(whole) or parameter.examples or shape.examples:
                lead = wrap(lines.parameter(parameter, shape), indent="  ")
            return ParameterGroup(
                title="Filters" if parameter.name == "filter" else title,
                number=len(self._fields.flat(shape, self._direction)),
                lines=(*lead, *lines.rows(shape, rows)),
            )
        own = wrap(lines.parameter(parameter, shape), indent="  ")
        if is_sent_in_brackets(parameter, shape):
            below = members_as_sent(parameter, shape, self._fields, self._direction)
        else:
            below = self._fields.rows(shape, self._direction, parameter.name)
        return ParameterGroup(title=title, number=1, lines=(*own, *lines.rows(shape, below, "  ")))


def _include(parameter: Parameter, shape: Shape) -> Iterator[str]:
    """Yield one entry with all values of an `include` parameter, each as it is sent."""
    values = values_as_sent(parameter, shape)
    marks = [
        *(["required"] if parameter.required else []),
        *(["deprecated"] if parameter.deprecated or shape.deprecated else []),
    ]
    marks += ["declared for the whole path"] if parameter.shared else []
    description = joined(map(prose, dict.fromkeys((parameter.description, *shape.descriptions))))
    parts = [", ".join([*map(code, values), *marks]), description, examples_in_line(shape, parameter.examples)]
    yield from wrap(f"- {' — '.join(filter(None, parts))}", indent="  ")
