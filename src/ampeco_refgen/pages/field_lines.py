"""Fields, parameters and variants → typed Markdown lines, the notation of every page:

`` - `a.b[].c` type (format, limits), required, nullable, deprecated, default `x` — one of `p`, `q` — description ``
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Case, Cases, Choice, Field, Row, Variant
from ampeco_refgen.catalog.model import Constraint, Example, Parameter
from ampeco_refgen.catalog.needed_names import AT_MOST_ONE, TOGETHER, NeededNames
from ampeco_refgen.catalog.shape import Branch, Contained, Shape
from ampeco_refgen.jsonvalue import JsonText, value_of
from ampeco_refgen.markdown.text import code, joined, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.condition_words import (
    case_words,
    dependent_words,
    exclusions,
    holdings,
    name_words,
    some_items,
)
from ampeco_refgen.pages.documented_examples import (
    ALL_EXAMPLES,
    LONGEST_EXAMPLE,
    named_and_said,
    whole_examples,
)
from ampeco_refgen.pages.external_docs import docs_links
from ampeco_refgen.pages.serialization import allowances, value_format
from ampeco_refgen.pages.wording import listed
from ampeco_refgen.pages.xml_words import xml_words

_LIMITS = {
    "minimum": "min {}",
    "maximum": "max {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "multiple of {}",
    "minLength": "min length {}",
    "maxLength": "max length {}",
    "minItems": "min items {}",
    "maxItems": "max items {}",
    "uniqueItems": "unique items",
    "minProperties": "min members {}",
    "maxProperties": "max members {}",
}
_UNION_LINE = re.compile(r" *- (`+)(?:(?!\1).)*\1: (?:exactly one|any) of \d+ variants$")
"""The line of a union at a path, which stands in a code span."""
_IS_JSON = re.compile(r"[/+]json\b", re.IGNORECASE)

EnumLink: TypeAlias = Callable[[tuple[JsonText, ...]], str]
"""Gives the Markdown link to an enum on a page of long enums, or `""` for one to be written in place."""
ShapeLink: TypeAlias = Callable[[Shape], str]
"""Gives the Markdown link to a schema that has a file of its own."""
SuccessorsOfField: TypeAlias = Callable[[Shape, str], tuple[str, ...]]
"""Gives the names to be used instead of a deprecated field, from its owner's shape and its path."""
Tails: TypeAlias = dict[tuple[Shape, bool], str]
"""What follows the name of a field without links or successors, by its shape and whether it is required.

Links are relative to the page, and successors depend on the object that has the field.
"""


class FieldLines:
    """Writes lines for one page; the links in them are relative to that page."""

    def __init__(
        self,
        *,
        enum_link: EnumLink,
        shape_link: ShapeLink,
        successors: SuccessorsOfField,
        expanded: Callable[[Shape], Shape] = lambda shape: shape,
        tails: Tails | None = None,
        received: bool = False,
        xml: bool = False,
    ) -> None:
        """`expanded` gives what a recursive schema stands for; `tails` are shared by all pages of a bundle.

        `received` tells that the lines are of what the API sends. With `xml` they say how values are written as XML,
        which needs `tails` of its own.
        """
        self._never = "never there" if received else "must not be sent"
        self._xml = xml
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
            elif isinstance(row, Cases):
                yield from self._cases(owner, row, indent)
            else:
                yield from self._choice(owner, row, indent)

    def field(self, owner: Shape, field: Field) -> str:
        """Return the line of one field, unwrapped."""
        shape = field.shape
        if shape.never or field.refers is not None or shape.deprecated or field.pattern or field.is_rest:
            return self._own_line(owner, field)
        if self._is_linked(shape):
            return self._own_line(owner, field)
        # Most fields stand in the files of many calls, and what follows their names is the same in all of them.
        key = (shape, field.required)
        if key not in self._tails:
            self._tails[key] = self._tail(shape, self._marks(shape, required=field.required))
        return f"- {code(field.path)} {self._tails[key]}"

    def _own_line(self, owner: Shape, field: Field) -> str:
        """Return the line of a field that is not alike on all pages, or has a mark from where it stands."""
        shape = field.shape
        return self.line(
            field.path,
            shape,
            required=field.required,
            refers=field.refers,
            successors=self._successors(owner, field.path) if shape.deprecated else (),
            note=f"names like {code(field.pattern)}" if field.pattern else "each further item" if field.is_rest else "",
        )

    def _marks(self, shape: Shape, *, required: bool = False, deprecated: str = "") -> list[str]:
        """Return the words that follow a type, as of the function; for XML what node a value is as well."""
        marks = _marks(shape, required=required, deprecated=deprecated)
        return [*marks, *xml_words(shape)] if self._xml else marks

    def _marks_of(self, shape: Shape) -> list[str]:
        """Return the words that follow the type of a value without a name."""
        return self._marks(shape, deprecated="deprecated" if shape.deprecated else "")

    def xml_of(self, *shapes: Shape) -> str:
        """Return what is said of a value, or of a list and its entries, as XML; empty for lines that are not of XML."""
        words = dict.fromkeys(words for shape in shapes for words in xml_words(shape)) if self._xml else {}
        return "".join(f", {node}" for node in words if f"each {node}" not in words)

    def _is_linked(self, shape: Shape) -> bool:
        """Tell whether the values of a field stand on a page of long enums."""
        values = _type_words(shape)[1].enum
        return values is not None and bool(self._enum_link(values))

    def short_line(self, name: str, shape: Shape) -> str:
        """Return the line of a field without its values and descriptions."""
        return f"- {code(name)} {', '.join([self.type_of(shape), *self._marks_of(shape)])}"

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
        examples: tuple[Example, ...] = (),
    ) -> str:
        """Return the typed line of a named value; `description` and `examples` stand before those of the shape."""
        mark = _deprecated(successors) if deprecated or shape.deprecated else ""
        marks = self._marks(shape, required=required, deprecated=mark)
        marks += [note] if note else []
        return f"- {code(name)} {self._tail(shape, marks, refers=refers, description=description, examples=examples)}"

    def _tail(
        self,
        shape: Shape,
        marks: list[str],
        *,
        refers: Shape | None = None,
        description: str = "",
        examples: tuple[Example, ...] = (),
    ) -> str:
        """Return what follows a name."""
        if shape.never:
            return " — ".join(
                filter(None, [", ".join([self._never, *marks]), *_descriptions(shape, shape, description)])
            )
        words, inner = self._type_words(shape)
        typed = _type_with_limits(words, shape, inner) + (f" {self._shape_link(refers)}" if refers else "")
        said = _descriptions(shape, inner, description, examples)
        parts = [", ".join([typed, *marks]), self._values(shape, inner), *said]
        return " — ".join([part for part in parts if part])

    def type_of(self, shape: Shape) -> str:
        """Return the type of a value in words: `string (date-time)`, `array of integer (min items 1)`."""
        words, inner = self._type_words(shape)
        return _type_with_limits(words, shape, inner)

    def whole(self, shape: Shape) -> str:
        """Return type, marks and values of a value without a name."""
        values = self.values(shape)
        return ", ".join([self.type_of(shape), *self._marks_of(shape)]) + (f" — {values}" if values else "")

    def _type_words(self, shape: Shape) -> tuple[str, Shape]:
        """Return the type in words and the innermost shape; a recursive schema is what it stands for."""
        return _type_words(shape, self._expanded)

    def limits_of(self, shape: Shape) -> str:
        """Return the limits of a value itself in brackets, after a blank: ` (max items 2)`; empty where it has none."""
        _, _, facts = _type_with_limits("", shape, shape).partition("(")
        return f" ({facts}" if facts and shape.constraints else ""

    def type_and_marks(self, shape: Shape) -> str:
        """Return the type, marks and values of a value whose fields follow; empty where it is just an object."""
        marks = self._marks_of(shape)
        values = self.own_values(shape)
        if not marks and not values and not shape.constraints and (shape.members or shape.unions):
            return ""
        return ", ".join([self.type_of(shape), *marks]) + (f" — {values}" if values else "")

    def own_values(self, shape: Shape) -> str:
        """Return the enumerated values of a value itself in words, those of what it holds aside."""
        return f"one of {self._enum_link(shape.enum) or values_of(shape.enum)}" if shape.enum is not None else ""

    def values(self, shape: Shape) -> str:
        """Return the enumerated values in words, or a link to them where they are too many for a line."""
        _, inner = _type_words(shape)
        return self._values(shape, inner)

    def _values(self, shape: Shape, inner: Shape) -> str:
        levels = [shape]
        while levels[-1] is not inner and levels[-1].items is not None:
            levels.append(levels[-1].items)
        return "; ".join(
            f"{'each one of' if depth else 'one of'} {self._enum_link(level.enum) or values_of(level.enum)}"
            for depth, level in enumerate(levels)
            if level.enum is not None
        )

    def parameter(self, parameter: Parameter, shape: Shape | None) -> str:
        """Return the line of a parameter as it is sent."""
        shared = "declared for the whole path" if parameter.shared and parameter.location == "query" else ""
        note = ", ".join(filter(None, (value_format(parameter, shape), *allowances(parameter), shared)))
        return self.line(
            parameter.name,
            shape or Shape(key=()),
            required=parameter.required,
            deprecated=parameter.deprecated,
            successors=parameter.replacements,
            description=parameter.description,
            note=note,
            examples=(*parameter.examples, *(example for media in parameter.media for example in media.examples)),
        )

    def _choice(self, owner: Shape, choice: Choice, indent: str) -> Iterator[str]:
        if choice.needs is not None:
            yield from wrap(f"{indent}- {_needed(choice.needs)}", indent=indent + "  ")
            return
        count = len(choice.variants)
        which = f"exactly one of {count} variants" if choice.kind == "oneOf" else f"any of {count} variants"
        yield from wrap(f"{indent}- {code(choice.path)}: {which}" if choice.path else f"{indent}- {which}")
        for number, variant in enumerate(choice.variants, 1):
            yield from self._variant(owner, variant, number, indent + "  ")
        for other in choice.others:
            which = "is none of these" if other.is_here else "is not in the document"
            selected = f"when {code(choice.by)} is {code(other.value)}: {code(other.target)}, which {which}"
            yield from wrap(f"{indent}  - {selected}", indent=indent + "    ")

    def _cases(self, owner: Shape, cases: Cases, indent: str) -> Iterator[str]:
        """Yield the lines of what holds besides in some cases, of some items, or of what a text holds."""
        silent: list[Case] = []
        for case in cases.variants:
            said = "" if case.names else self._said_of_case(case)
            if not (case.names or said or case.rows):
                silent.append(case)
                continue
            told = _told_alone(case, silent)
            # What is told as otherwise than a case needs that case, even if there is nothing to say of it.
            for before in silent if told is case else ():
                yield from wrap(f"{indent}- {_case_words(before, cases.path)}: nothing more", indent=indent + "  ")
            silent.clear()
            lead = f"{indent}- {_case_words(told, cases.path)}" + ("" if case.names else f": {said}".rstrip())
            yield from wrap(lead, indent=indent + "  ")
            if not case.names and case.refers is None:
                yield from self.rows(owner, case.rows, indent + "  ")

    def _said_of_case(self, case: Case) -> str:
        """Return what is said of the value in a case after its words: a link to the fields, else all but those."""
        if case.refers is not None:
            return self._shape_link(case.refers)
        facts = ["not allowed"] if case.shape.never else self._facts_of_case(case)
        texts = [", ".join(facts), self.values(case.shape), *_descriptions(case.shape, case.shape)]
        return " — ".join([text for text in texts if text])

    def _facts_of_case(self, case: Case) -> list[str]:
        """Return what is said of the value in a case beside its fields."""
        shape = case.shape
        is_plain_object = shape.types in ((), ("object",)) and (shape.members or shape.required)
        if case.where is None and not is_plain_object:
            return [self.type_of(shape), *self._marks(shape)]
        typed = [self.type_of(shape)] if shape.types not in ((), ("object",)) else list(map(_limit, shape.constraints))
        return [*typed, *self._marks(shape)]

    def _variant(self, owner: Shape, variant: Variant, number: int, indent: str) -> Iterator[str]:
        title = f"variant {number}" + (f" **{prose(variant.title)}**" if variant.title else "")
        condition = (
            f", when {code(variant.condition[0])} is {values_of(variant.condition[1])}" if variant.condition else ""
        )
        shape = variant.shape
        whole = ", ".join([self.type_of(shape), *self._marks_of(shape)])
        if variant.refers is not None:
            link = self._shape_link(variant.refers)
            yield from wrap(f"{indent}- {title}{condition}: {whole} {link}", indent=indent + "  ")
            return
        has_fields = shape.members or (variant.rows and shape.kind != "array")
        is_just_fields = has_fields and not shape.constraints and self._marks_of(shape) == _restrictions(shape)
        plain = "" if is_just_fields else f": {whole}"
        condition += "" if plain else "".join(f", {mark}" for mark in _restrictions(shape))
        values = "" if variant.condition and variant.shape.members else self.values(variant.shape)
        _, inner = _type_words(variant.shape)
        parts = [f"{indent}- {title}{condition}{plain}", values, *_descriptions(variant.shape, inner)]
        yield from wrap(" — ".join([part for part in parts if part]), indent=indent + "  ")
        yield from self.rows(owner, variant.rows, indent + "  ")


def _needed(needs: NeededNames) -> str:
    """Return in words which members are needed."""
    if needs.count == TOGETHER:
        return f"all or none of {listed([code(name) for name in needs.sets[0].needed])}"
    if all(len(names.needed) == 1 and not names.absent for names in needs.sets):
        names = listed([code(name) for each in needs.sets for name in each.needed])
        return f"{needs.count} of {names}" + ("" if needs.count == AT_MOST_ONE else " is required")
    sets = [_together(names.needed, names.absent) for names in needs.sets]
    return f"{needs.count} is required: {', '.join(sets[:-1])}, or {sets[-1]}"


def _together(needed: tuple[str, ...], absent: tuple[str, ...]) -> str:
    without = f"without {listed([code(name) for name in absent], 'or')}" if absent else ""
    return " ".join(filter(None, (listed([code(name) for name in needed]), without)))


def _marks(shape: Shape, *, required: bool = False, deprecated: str = "") -> list[str]:
    """Return the words that follow a type; `deprecated` is the one for a value that is."""
    marks = ["required"] if required else []
    if shape.nullable and shape.types != ("null",):
        marks.append("nullable")
    if shape.read_only:
        marks.append("read-only")
    if shape.write_only:
        marks.append("write-only")
    if deprecated:
        marks.append(deprecated)
    if shape.default is not None:
        marks.append(f"default {literal(shape.default)}")
    return [*marks, *_restrictions(shape)]


def _told_alone(case: Case, silent: Sequence[Case]) -> Case:
    """Return a case that holds otherwise than a single one as what holds unless that is met, if that is `silent`."""
    where = case.where
    alone = len(silent) == 1 and isinstance(where, Branch) and not where.test and len(where.others) == 1
    if not alone or not isinstance(where, Branch):
        return case
    return replace(case, where=replace(where, test=where.others[0], fits=False, others=()))


def _case_words(case: Case, path: str) -> str:
    """Return the words that a case begins with."""
    if isinstance(case.where, Contained):
        return some_items(case.where, path)
    if isinstance(case.where, Branch):
        return dependent_words(case.where, case.names, path) if case.names else case_words(case.where, path)
    held = "JSON" if _IS_JSON.search(case.title) else code(case.title)
    return f"the text of {code(path)} holds {held}" if path else f"the text holds {held}"


def _restrictions(shape: Shape) -> list[str]:
    """Return what is said of names, of items, and of what a value must not be."""
    return [*_marks_of_names(shape), *_marks_of_items(shape), *exclusions(shape)]


def _marks_of_items(shape: Shape) -> list[str]:
    """Return what is said of the items of an array beside their form.

    Sources: JSON Schema 2020-12, Core, sections 10.3.1 and 11.2.
    """
    if shape.types and "array" not in shape.types:
        return []
    marks = list(holdings(shape))
    if shape.more_items is False:
        others = shape.restrictions.contained or shape.unions or shape.restrictions.cases
        marks.append("no more items" if shape.prefix_items else "no other items" if others else "always empty")
    elif shape.prefix_items and shape.items is None:
        marks.append("more items allowed")
    return marks


def marks_of(shape: Shape) -> list[str]:
    """Return the words that follow the type of a value without a name."""
    return _marks(shape, deprecated="deprecated" if shape.deprecated else "")


def _marks_of_names(shape: Shape) -> list[str]:
    """Return what is said of the names that an object may have beside its fields, or of all of its names.

    Sources: JSON Schema 2020-12, Core, sections 10.3.2.3 (`additionalProperties`) and 10.3.2.4 (`propertyNames`).
    """
    if shape.types and "object" not in shape.types:
        return []
    marks = ["no other fields"] if shape.values is False else []
    if shape.values is True and (shape.members or shape.patterns or shape.link):
        marks.append("other fields allowed")
    if shape.names is not None:
        facts = [_limit(limit) for limit in shape.names.constraints]
        facts += [f"one of {values_of(shape.names.enum)}"] if shape.names.enum else []
        facts += name_words(shape)
        marks += [f"each name ({', '.join(facts)})"] if facts else []
    return marks


def _descriptions(shape: Shape, inner: Shape, description: str = "", examples: tuple[Example, ...] = ()) -> list[str]:
    """Return the descriptions of a value and of its enum, and examples, as far as there are any."""
    texts = [description, *shape.descriptions, *(inner.descriptions if inner.enum else ())]
    described = [prose(text) for text in dict.fromkeys(texts) if text]
    names, meanings = dict(inner.enum_names), dict(inner.enum_descriptions)
    if of_values := [
        code(value)
        + (f" {prose(names[value])}" if value in names else "")
        + (f": {prose(meanings[value])}" if value in meanings else "")
        for value in {**names, **meanings}
    ]:
        described.append("; ".join(of_values))
    see = [f"see {links}"] if (links := docs_links(shape.docs)) else []
    return [joined([*described, *see]), examples_in_line(shape, examples)]


def is_field_line(line: str) -> bool:
    """Tell whether a line of a list is that of a field: no union of variants, no case, no rest of a long line."""
    return line.lstrip().startswith("- `") and not _UNION_LINE.match(line)


def literal(text: JsonText) -> str:
    """Return a JSON value as a code span: strings without their quotes, everything else as JSON."""
    value = value_of(text)
    return code(value if isinstance(value, str) and value.strip() else text)


def values_of(values: Iterable[JsonText]) -> str:
    """Return values as a list of code spans; a string that looks like another of them has its quotes: 1 and "1"."""
    texts = tuple(values)
    quoted = {text for text in texts if isinstance(value := value_of(text), str) and value in texts}
    return ", ".join(code(text) if text in quoted else literal(text) for text in texts)


def _deprecated(successors: tuple[str, ...]) -> str:
    return f"deprecated (use {', '.join(map(code, successors))})" if successors else "deprecated"


def examples_in_line(shape: Shape, own: tuple[Example, ...] = ()) -> str:
    """Return the examples of a value, then those of its schema, or else of what an array or a map holds."""
    given = {example.value for example in own}
    of_schema = [text for text in whole_examples(shape) if text not in given] if shape.enum is None else []
    if listed := _listed((*own, *(Example(value=text) for text in of_schema))):
        return f"e.g. {listed}"
    inner = shape.items if shape.items is not None else shape.values
    if not isinstance(inner, Shape) or inner.enum is not None or inner.link:
        return ""
    of_parts = _listed(Example(value=text) for text in whole_examples(inner))
    return f"each e.g. {of_parts}" if of_parts else ""


def _listed(examples: Iterable[Example]) -> str:
    """Return examples in words, as many as there is room for."""
    words: list[str] = []
    left_out = 0
    for example in examples:
        word = _example(example)
        if words and sum(map(len, words)) + len(word) > ALL_EXAMPLES:
            left_out += 1
        else:
            words.append(word)
    return ", ".join([*words, *([f"{left_out} more left out"] if left_out else [])])


def _example(example: Example) -> str:
    """Return a value, or where it is to be had, with what is said of it."""
    if example.value is not None:
        size = len(example.value)
        value = literal(example.value) if size <= LONGEST_EXAMPLE else f"one of {size:,} characters left out"
    else:
        value = f"at {code(example.external)}" if example.external else "without a value"
    said = named_and_said(example)
    return f"{value} ({said})" if said else value


def _type_words(
    shape: Shape, expanded: Callable[[Shape], Shape] | None = None, within: frozenset[str] = frozenset()
) -> tuple[str, Shape]:
    """Return the type with what an array or a map holds, in words, and the innermost shape.

    With `expanded` a link is told as what it stands for, except `within` itself.
    """
    if expanded is not None and shape.link and shape.link not in within:
        whole = expanded(shape)
        words, innermost = _type_words(whole, expanded, within | {shape.link})
        return words, shape if innermost is whole else innermost
    if shape.items is not None and shape.kind == "array" and not shape.prefix_items:
        inner, innermost = _type_words(shape.items, expanded, within)
        return f"{'stream' if shape.stream else 'array'} of {inner}", innermost
    if isinstance(shape.values, Shape) and not shape.members and not shape.patterns:
        inner, _ = _type_words(shape.values, expanded, within)
        return f"map of {inner}", shape
    return "nothing" if shape.never else shape.kind, shape


def _type_with_limits(words: str, shape: Shape, inner: Shape) -> str:
    """Return the type of a value, of which `_type_words` gives the words and the innermost shape, with its limits."""
    facts = [form] if (form := inner.format and prose(inner.format)) else []
    facts += map(_limit, inner.constraints)
    if inner is not shape:
        words += " or null" if inner.nullable else ""
        facts += map(_limit, shape.constraints)
    return f"{words} ({', '.join(facts)})" if facts else words


def _limit(limit: Constraint) -> str:
    if limit.keyword in _LIMITS:
        return _LIMITS[limit.keyword].format(limit.value)
    value = value_of(limit.value)
    return f"{prose(limit.keyword)} {code(value if isinstance(value, str) else limit.value)}"
