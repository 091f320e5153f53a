"""Rows, parameters and choices → typed Markdown lines, the notation of every page:

`` - `a.b[].c` type (format, limits), required, nullable, deprecated, default `x` — one of `p`, `q` — description ``
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from ampeco_refgen.catalog.fields import Choice, Field, Row, Variant
from ampeco_refgen.catalog.model import Parameter
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText, value_of
from ampeco_refgen.markdown.text import code, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.sent import allowances, how_written
from ampeco_refgen.pages.types import nesting, type_in_words

_LONGEST_EXAMPLE = 60


EnumLink: TypeAlias = Callable[[tuple[JsonText, ...]], str]
"""Gives the Markdown link to a long enum that is stated elsewhere, or `""` for one to be written in place."""
ShapeLink: TypeAlias = Callable[[Shape], str]
"""Gives the Markdown link to a shape that is stated elsewhere."""
Successors: TypeAlias = Callable[[Shape, str], tuple[str, ...]]
"""Gives the names to be used instead of a deprecated field, from its owner's shape and its path."""
Tails: TypeAlias = dict[tuple[Shape, bool], str]
"""What stands behind the name of a field, by its shape and whether it is required."""


class Lines:
    """Writes lines for one page; the links it puts in are relative to that page."""

    def __init__(
        self,
        *,
        enum_link: EnumLink,
        shape_link: ShapeLink,
        successors: Successors,
        expanded: Callable[[Shape], Shape] = lambda shape: shape,
        tails: Tails | None = None,
    ) -> None:
        """`expanded` gives what a recursive schema stands for; `tails` are those that other pages have written."""
        self._expanded = expanded
        self._enum_link = enum_link
        self._shape_link = shape_link
        self._successors = successors
        self._tails: Tails = {} if tails is None else tails

    def rows(self, owner: Shape, rows: Iterable[Row], indent: str = "") -> Iterator[str]:
        """Yield the lines of rows; `owner` is the shape they stand in."""
        for row in rows:
            if isinstance(row, Field):
                yield from wrap(indent + self.field(owner, row), indent=indent + "  ")
            else:
                yield from self._choice(owner, row, indent)

    def field(self, owner: Shape, field: Field) -> str:
        """Return the line of one field, unwrapped."""
        shape = field.shape
        if field.refers is not None or shape.deprecated or self._is_linked(shape):
            successors = self._successors(owner, field.path) if shape.deprecated else ()
            return self.line(field.path, shape, required=field.required, refers=field.refers, successors=successors)
        # Most fields stand in the files of many calls, and what follows their names is the same in all of them.
        key = (shape, field.required)
        if key not in self._tails:
            self._tails[key] = self._tail(shape, _marks(shape, required=field.required))
        return f"- {code(field.path)} {self._tails[key]}"

    def _is_linked(self, shape: Shape) -> bool:
        """Tell whether the values of a field stand elsewhere."""
        values = nesting(shape)[1].enum
        return values is not None and bool(self._enum_link(values))

    def brief(self, name: str, shape: Shape) -> str:
        """Return the line of a field without its values and what is said of it."""
        past = "deprecated" if shape.deprecated else ""
        return f"- {code(name)} {', '.join([self.type_of(shape), *_marks(shape, past=past)])}"

    def line(
        self,
        name: str,
        shape: Shape,
        *,
        required: bool = False,
        refers: Shape | None = None,
        deprecated: bool = False,
        successors: tuple[str, ...] = (),
        description: str = "",
        note: str = "",
    ) -> str:
        """Return the typed line of a named value; `description` stands before that of the shape."""
        past = _deprecated(successors) if deprecated or shape.deprecated else ""
        marks = _marks(shape, required=required, past=past)
        marks += [note] if note else []
        return f"- {code(name)} {self._tail(shape, marks, refers=refers, description=description)}"

    def _tail(self, shape: Shape, marks: list[str], *, refers: Shape | None = None, description: str = "") -> str:
        """Return what stands behind a name."""
        words, inner = self._nesting(shape)
        typed = type_in_words(words, shape, inner) + (f" {self._shape_link(refers)}" if refers else "")
        parts = [", ".join([typed, *marks]), self._values(shape, inner), *_said(shape, inner, description)]
        return " — ".join([part for part in parts if part])

    def type_of(self, shape: Shape) -> str:
        """Return the type of a value in words: `string (date-time)`, `array of integer (min items 1)`."""
        words, inner = self._nesting(shape)
        return type_in_words(words, shape, inner)

    def whole(self, shape: Shape) -> str:
        """Return type, marks and values of a value without a name."""
        values = self.values(shape)
        return ", ".join([self.type_of(shape), *_marks(shape)]) + (f" — {values}" if values else "")

    def _nesting(self, shape: Shape) -> tuple[str, Shape]:
        """Return the type in words and the innermost shape; a recursive schema is what it stands for."""
        return (nesting(self._expanded(shape))[0], shape) if shape.link else nesting(shape)

    def limits_of(self, shape: Shape) -> str:
        """Return the limits of a value itself in brackets, after a blank: ` (max items 2)`; empty where it has none."""
        _, _, facts = type_in_words("", shape, shape).partition("(")
        return f" ({facts}" if facts and shape.constraints else ""

    def beside_fields(self, shape: Shape) -> str:
        """Return the type and marks of a value whose fields are stated, if there is more to say than that."""
        marks = _marks(shape)
        if not marks and not shape.constraints and (shape.members or shape.unions):
            return ""
        return ", ".join([self.type_of(shape), *marks])

    def values(self, shape: Shape) -> str:
        """Return the enumerated values in words, or a link to them where they are too many for a line."""
        _, inner = nesting(shape)
        return self._values(shape, inner)

    def _values(self, shape: Shape, inner: Shape) -> str:
        if inner.enum is None:
            return ""
        lead = "one of " if inner is shape else "each one of "
        return lead + (self._enum_link(inner.enum) or values_of(inner.enum))

    def parameter(self, parameter: Parameter, shape: Shape | None) -> str:
        """Return the line of a parameter as it is sent."""
        shared = "declared for the whole path" if parameter.shared and parameter.location == "query" else ""
        note = ", ".join(filter(None, (how_written(parameter, shape), *allowances(parameter), shared)))
        return self.line(
            parameter.name,
            shape or Shape(key=()),
            required=parameter.required,
            deprecated=parameter.deprecated,
            successors=parameter.replacements,
            description=parameter.description,
            note=note,
        )

    def _choice(self, owner: Shape, choice: Choice, indent: str) -> Iterator[str]:
        count = len(choice.variants)
        which = f"exactly one of {count} variants" if choice.kind == "oneOf" else f"any of {count} variants"
        yield from wrap(f"{indent}- {code(choice.path)}: {which}" if choice.path else f"{indent}- {which}")
        for number, variant in enumerate(choice.variants, 1):
            yield from self._variant(owner, variant, number, indent + "  ")
        for common in choice.common:
            yield f"{indent}  - in variants {_spans(common.numbers)}:"
            yield from self.rows(owner, common.rows, indent + "    ")

    def _variant(self, owner: Shape, variant: Variant, number: int, indent: str) -> Iterator[str]:
        title = f"variant {number}" + (f" **{prose(variant.title)}**" if variant.title else "")
        condition = (
            f", when {code(variant.condition[0])} is {values_of(variant.condition[1])}" if variant.condition else ""
        )
        shape = variant.shape
        whole = ", ".join([self.type_of(shape), *_marks(shape, past="deprecated" if shape.deprecated else "")])
        if variant.refers is not None:
            link = self._shape_link(variant.refers)
            yield from wrap(f"{indent}- {title}{condition}: {whole} {link}", indent=indent + "  ")
            return
        plain = "" if shape.members or variant.rows else f": {whole}"
        values = "" if variant.condition and variant.shape.members else self.values(variant.shape)
        _, inner = nesting(variant.shape)
        parts = [f"{indent}- {title}{condition}{plain}", values, *_said(variant.shape, inner)]
        yield from wrap(" — ".join([part for part in parts if part]), indent=indent + "  ")
        yield from self.rows(owner, variant.rows, indent + "  ")


def _marks(shape: Shape, *, required: bool = False, past: str = "") -> list[str]:
    """Return the words that follow a type; `past` is that of something deprecated."""
    marks = ["required"] if required else []
    if shape.nullable:
        marks.append("nullable")
    if shape.read_only:
        marks.append("read-only")
    if shape.write_only:
        marks.append("write-only")
    if past:
        marks.append(past)
    if shape.default is not None:
        marks.append(f"default {literal(shape.default)}")
    return marks


def _said(shape: Shape, inner: Shape, description: str = "") -> list[str]:
    """Return what is said of a value and of those that it may have, and an example, as far as there is any."""
    texts = [description, *shape.descriptions, *(inner.descriptions if inner.enum else ())]
    said = [prose(text) for text in dict.fromkeys(texts) if text]
    if inner.enum_descriptions:
        said.append("; ".join([f"{code(value)}: {prose(text)}" for value, text in inner.enum_descriptions]))
    return [" ".join(said), _example(shape)]


def _spans(numbers: tuple[int, ...]) -> str:
    """Return numbers in words, runs of three and more as spans: `1, 3–6`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spans = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(spans)


def literal(text: JsonText) -> str:
    """Return a JSON value as a code span: strings without their quotes, everything else as JSON."""
    value = value_of(text)
    return code(value if isinstance(value, str) and value.strip() else text)


def values_of(values: Iterable[JsonText]) -> str:
    """Return values as a list of code spans."""
    return ", ".join(literal(text) for text in values)


def _deprecated(successors: tuple[str, ...]) -> str:
    return f"deprecated (use {', '.join(map(code, successors))})" if successors else "deprecated"


def _example(shape: Shape) -> str:
    """Return a short example of a scalar: longer ones are shapes of their own, which the rows tell."""
    for text in shape.examples:
        value = value_of(text)
        if not isinstance(value, dict | list) and len(text) <= _LONGEST_EXAMPLE and shape.enum is None:
            return f"e.g. {literal(text)}"
    return ""
