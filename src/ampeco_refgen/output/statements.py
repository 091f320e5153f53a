"""What any section states, for one page: parameters, and the rows of shapes at their homes, as finished lines."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction, Row
from ampeco_refgen.catalog.model import MediaType, Parameter
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.output import wording
from ampeco_refgen.output.alike import with_fields_of
from ampeco_refgen.output.bases import Base
from ampeco_refgen.output.homes import Home, Where
from ampeco_refgen.output.lines import Lines
from ampeco_refgen.output.nested import Nested
from ampeco_refgen.output.said import Companion, saying_of
from ampeco_refgen.output.sent import include_values, members_as_sent
from ampeco_refgen.output.site import Site
from ampeco_refgen.output.stated import Stated
from ampeco_refgen.text import code, plural, prose
from ampeco_refgen.wrap import wrap


class Statements:
    """Writes lines with the links of one page.

    `left_out` are the kinds of things that its lines leave to `common-patterns.md`, which the head of the page links.
    """

    def __init__(self, site: Site, page: str) -> None:
        self._direction = Direction.REQUEST
        self._site = site
        self._page = page
        self.left_out: set[str] = set()
        self.lines = Lines(
            enum_link=lambda values: site.enum_link(page, values),
            shape_link=self._refers,
            successors=site.replacements.of_field,
            remembered=site.remembered.setdefault(posixpath.dirname(page), {}),
        )

    def _refers(self, shape: Shape) -> str:
        for direction in (self._direction, *Direction):
            if home := self._site.home(shape, direction):
                return self._site.home_link(self._page, home, home.name)
        return ""

    @contextmanager
    def _towards(self, direction: Direction) -> Iterator[None]:
        """Link shapes to where they are stated for the direction, while the block lasts."""
        before, self._direction = self._direction, direction
        try:
            yield
        finally:
            self._direction = before

    def parameter(self, parameter: Parameter) -> Iterator[str]:
        """Yield the lines of one parameter, with the fields of its value below it.

        What is said of a parameter that many operations share stands in `common-patterns.md`.
        """
        shape = self._shape_of(parameter)
        if parameter in self._site.common_parameters:
            self.left_out.add("common parameters")
            parameter = replace(parameter, description="")
        yield from wrap(self.lines.parameter(parameter, shape), indent="  ")
        if shape is not None and (rows := self._site.fields.rows(shape, Direction.REQUEST, parameter.name)):
            yield from self.lines.rows(shape, rows, "  ")

    def _shape_of(self, parameter: Parameter) -> Shape | None:
        schema = parameter.schema
        if schema is None and parameter.media:
            schema = parameter.media[0].schema
        return None if schema is None else self._site.fields.shapes.expanded(self._site.fields.shapes.of(schema))

    def common_note(self, parameters: tuple[Parameter, ...]) -> Iterator[str]:
        """Say which common parameters are meant where it is not those of their names that most calls have."""
        common = self._site.common_parameters
        fewer = sorted(
            f"{code(parameter.name)} that of {plural(common[parameter], 'call')}"
            for parameter in parameters
            if parameter in common
            and common[parameter] < max(count for other, count in common.items() if other.name == parameter.name)
        )
        if fewer:
            yield f"- of the common parameters: {', '.join(fewer)}"

    def _deep(self, parameter: Parameter, shape: Shape) -> Iterator[str]:
        if parameter.description:
            yield from wrap(f"- {code(parameter.name)}: {prose(parameter.description)}", indent="  ")
        yield from self.lines.rows(shape, members_as_sent(parameter, shape, self._site.fields))

    def _include(self, parameter: Parameter, shape: Shape) -> Iterator[str]:
        name = parameter.name.removesuffix("[]")
        calls = [f"{name}[]={value_of(text)}" for text in include_values(shape) or ()]
        marks = [*(["required"] if parameter.required else []), *(["deprecated"] if parameter.deprecated else [])]
        marks += ["declared for the whole path"] if parameter.shared else []
        said = " ".join(map(prose, dict.fromkeys(filter(None, (parameter.description, *shape.descriptions)))))
        line = ", ".join([*map(code, calls), *marks]) + (f" — {said}" if said else "")
        yield from wrap(f"- {line}", indent="  ")

    def not_sent(self, shape: Shape) -> tuple[str, ...]:
        """Name what a body declares although a client must not send it, with what is said of it and nowhere else."""
        fields, said = self._site.fields, self._site.companions_of_webhooks.said
        left = fields.left_out(shape, Direction.REQUEST)
        declared = {row.path: saying_of(row) for row in fields.flat(shape, Direction.RESPONSE)}
        texts = {path: saying[1] for path in left if (saying := declared[path]) and saying not in said}
        return wording.not_sent(left, texts)

    def stated(self, home: Home | None, shape: Shape, rows: tuple[Row, ...], indent: str = "") -> Iterator[str]:
        """Yield the rows of a shape at its home, without what its base has and its companions say just alike."""
        companions = self._site.companions.get(home, ()) if home is not None else ()
        with self._towards(home.direction if home else self._direction):
            yield from self.own_rows(shape, rows, companions, indent)

    def own_rows(
        self, shape: Shape, rows: tuple[Row, ...], companions: tuple[Companion, ...], indent: str = ""
    ) -> Iterator[str]:
        """Yield the rows of a shape that stand nowhere else, and the links to where the others and their words do."""
        stated = self._site.stated.get((shape.key, self._direction)) or Stated(rows=rows, base=None, nested={})
        notes = {path: self._nested(nested) for path, nested in stated.nested.items()}
        base = stated.base
        first = _first_below(stated.rows, base.below) if base and base.below else 0
        with self.lines.leaving_out(frozenset().union(*(companion.sayings for companion in companions))):
            if first:
                yield from self.lines.rows(shape, stated.rows[:first], indent, notes=notes, whole=False)
            if base is not None:
                yield from wrap(f"{indent}- {self._based(base)}", indent=f"{indent}  ")
            yield from self.lines.rows(shape, stated.rows[first:], indent, notes=notes, whole=base is None)
        if companions:
            links = ", ".join(self._list_link(companion.home) for companion in companions)
            yield from wrap(f"{indent}- same as in {links}: described there", indent=f"{indent}  ")

    def _nested(self, nested: Nested) -> str:
        """Say in which list, and below which of its fields, the fields of a field are stated."""
        return f"{with_fields_of(nested.path)} in {self._list_link(nested.home)}"

    def _list_link(self, home: Home) -> str:
        """Link a list of fields; a body in a section by the call that the link leads to."""
        if home.where is not Where.IN_SECTION or home.direction is not Direction.REQUEST:
            return self._site.home_link(self._page, home)
        own = self._site.operation(home.owner)
        call = wording.call(own) if home.page == self._page else self._site.short(home.owner)
        return self._site.home_link(self._page, home, f"{call} body")

    def _based(self, base: Base) -> str:
        """Say which fields a list has from its base, and what the rows are that follow."""
        without = ", ".join(map(code, base.without))
        own = " or ".join([*(["different"] if base.different else []), *(["further"] if base.further else [])])
        link_to = self._list_link(base.home)
        below = f"below {code(base.below)}: " if base.below else ""
        return f"{below}all fields of {link_to}" + (f" but {without}" if without else "") + (f"; {own}:" if own else "")

    def body_rows(
        self,
        media: MediaType,
        indent: str,
        direction: Direction = Direction.RESPONSE,
        companions: tuple[Companion, ...] = (),
    ) -> Iterator[str]:
        """Yield the rows of a whole body, written in place, without what its base has."""
        if media.schema is None:
            return
        shape = self._site.fields.shapes.expanded(self._site.fields.shapes.of(media.schema))
        rows = self._site.fields.rows(shape, direction)
        if not rows:
            yield from wrap(indent + self.lines.line("body", shape), indent=indent + "  ")
        with self._towards(direction):
            yield from self.own_rows(shape, rows, companions, indent)

    def error_rows(self, media: MediaType, indent: str) -> Iterator[str]:
        """Yield the rows of the body of an error, all of them."""
        if media.schema is not None:
            shape = self._site.fields.shapes.expanded(self._site.fields.shapes.of(media.schema))
            yield from self.lines.rows(shape, self._site.fields.rows(shape, Direction.RESPONSE), indent)


def _first_below(rows: tuple[Row, ...], path: str) -> int:
    """Return the number of the first row that comes after the field of a path; 0 where there is none."""
    return next((number for number, row in enumerate(rows, 1) if row.path == path.removesuffix("[]")), 0)
