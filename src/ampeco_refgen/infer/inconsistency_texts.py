"""The rules for what stands beside a schema: texts and examples that contradict it, units that cannot be.

Of a text only the facts are compared that `catalog/said.py` reads from it, so that a document without its sentences
gives the same findings. Where a document leaves open which of two is right, nothing here says so either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ampeco_refgen.infer.inconsistency_model import Inconsistency, InconsistencyContext, InconsistencyKind, side_of
from ampeco_refgen.infer.naming import words
from ampeco_refgen.infer.occurrences import Location, Occurrence
from ampeco_refgen.jsonvalue import JsonValue, is_of_type, value_of

_SENT = frozenset({Location.BODY, Location.FILTER, Location.QUERY, Location.HEADER})
_WHOLE = frozenset({"POST", "PUT"})
"""Methods whose body is a thing as a whole: a PATCH may leave out what creating it requires."""
_LOWER, _UPPER = ("minimum", "minLength"), ("maximum", "maxLength")
_NUMERIC = frozenset({"integer", "number"})
_POWER, _ENERGY, _TENSION, _CURRENT, _TIME = "power", "energy", "voltage", "current", "time"
QUANTITIES = {
    **dict.fromkeys(("W", "kW", "MW"), _POWER),
    **dict.fromkeys(("Wh", "kWh", "MWh"), _ENERGY),
    **dict.fromkeys(("ms", "s", "min"), _TIME),
    "V": _TENSION,
    "A": _CURRENT,
}
"""What a unit measures."""
_NAMED_UNITS = {"kw": "kW", "kwh": "kWh", "wh": "Wh", "seconds": "s", "secs": "s", "minutes": "min", "mins": "min"}
_NAMED_UNITS |= {"ms": "ms", "milliseconds": "ms"}
"""Units as the last word of a name."""
_OF_ANOTHER_QUANTITY = frozenset({"cost", "duration", "fee", "interval", "period", "price", "time"})
"""Words of a name that measures something else: a price of power, how long it is held."""
_NAMED_QUANTITIES = (_POWER, _ENERGY, _TENSION)
"""Words of a name that say what is measured; `current` may mean "now"."""
_FORM_OF_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def said_required(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields of a body that their text calls required, and the schema does not."""
    yield from _each(
        context,
        InconsistencyKind.SAID_REQUIRED,
        lambda field: ("required", "") in field.shape.said and not field.required and _is_sent_whole(field),
    )


def said_optional(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields of a body, and parameters, that their text calls optional, and the schema requires."""
    yield from _each(
        context,
        InconsistencyKind.SAID_OPTIONAL,
        lambda field: ("optional", "") in field.shape.said and field.required and field.location in _SENT,
    )


def said_read_only(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that a body takes although their text calls them read-only."""
    yield from _each(
        context,
        InconsistencyKind.SAID_READ_ONLY,
        lambda field: ("read-only", "") in field.shape.said and field.location is Location.BODY,
    )


def said_deprecated(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields and parameters that their text calls deprecated, and no mark does."""
    yield from _each(context, InconsistencyKind.SAID_DEPRECATED, lambda field: ("deprecated", "") in field.shape.said)


def said_nullable(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that may be null by their text, and not by the schema."""
    yield from _each(context, InconsistencyKind.SAID_NULLABLE, _is_never_null)


def said_default(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields and parameters whose text names another default than the schema."""
    for (path, said, declared), fields in _grouped(context, _other_default).items():
        sides = (side_of((said,), fields, way="the text"), side_of((declared,), (), way="the schema"))
        yield Inconsistency(kind=InconsistencyKind.SAID_DEFAULT, subject=path, sides=sides)


def said_limit(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields and parameters whose text names another limit than the schema."""
    for (path, said, declared), fields in _grouped(context, _other_limit).items():
        sides = (side_of((said,), fields, way="the text"), side_of((declared,), (), way="the schema"))
        yield Inconsistency(kind=InconsistencyKind.SAID_LIMIT, subject=path, sides=sides)


def said_form(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find times that are written with a blank by their text, and otherwise by their format or their example."""
    for (path, said, declared), fields in _grouped(context, _other_form).items():
        sides = (side_of((said,), fields, way="the text"), side_of((declared,), (), way="the schema"))
        yield Inconsistency(kind=InconsistencyKind.SAID_FORM, subject=path, sides=sides)


def impossible_unit(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find numbers whose text gives a unit that does not measure what their name says, or another than the name."""
    for (path, said, named), fields in _grouped(context, _other_unit).items():
        sides = (side_of((said,), fields, way="the text"), side_of((named,), (), way="the name"))
        yield Inconsistency(kind=InconsistencyKind.IMPOSSIBLE_UNIT, subject=path, sides=sides)


def invalid_example(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find examples of another type than their own schema has, which is named then, or none of its values."""
    for (path, example, kind), fields in _grouped(context, _wrong_example).items():
        sides = (side_of((example,), fields, way="the example"), side_of((kind,) if kind else (), (), way="the schema"))
        yield Inconsistency(kind=InconsistencyKind.INVALID_EXAMPLE, subject=path, sides=sides)


def _each(
    context: InconsistencyContext, kind: InconsistencyKind, is_odd: Callable[[Occurrence], bool]
) -> Iterator[Inconsistency]:
    """Yield one inconsistency for each path that an odd live field has, with all its places."""
    by_path: dict[str, list[Occurrence]] = {}
    for field in context.occurrences.live:
        if is_odd(field):
            by_path.setdefault(field.path, []).append(field)
    for path in sorted(by_path):
        yield Inconsistency(kind=kind, subject=path, sides=(side_of((), by_path[path]),))


def _grouped(
    context: InconsistencyContext, read: Callable[[Occurrence], Iterable[tuple[str, str]]]
) -> dict[tuple[str, str, str], list[Occurrence]]:
    """Return the live fields for which something is read, by their path, and the two things that are read of them."""
    grouped: dict[tuple[str, str, str], list[Occurrence]] = {}
    for field in context.occurrences.live:
        for said, declared in read(field):
            grouped.setdefault((field.path, said, declared), []).append(field)
    return dict(sorted(grouped.items(), key=lambda entry: entry[0]))


def _is_sent_whole(field: Occurrence) -> bool:
    return field.location is Location.BODY and field.operation is not None and field.operation.method in _WHOLE


def _is_never_null(field: Occurrence) -> bool:
    shape = field.shape
    return (
        ("nullable", "") in shape.said and bool(shape.types) and not shape.nullable and "null" not in (shape.enum or ())
    )


def _other_default(field: Occurrence) -> Iterator[tuple[str, str]]:
    said = {value for name, value in field.shape.said if name == "default"}
    if len(said) == 1 and field.shape.default is not None:
        declared = _text(value_of(field.shape.default))
        named = said.pop()
        if named.lower() != declared.lower() and _number(named) != _number(declared, missing=1):
            yield named, declared


def _other_limit(field: Occurrence) -> Iterator[tuple[str, str]]:
    declared = {constraint.keyword: constraint.value for constraint in field.shape.constraints}
    for keyword, value in field.shape.said:
        if keyword in (*_LOWER, *_UPPER) and keyword in declared and _number(value) != _number(declared[keyword]):
            yield f"{keyword} {value}", f"{keyword} {declared[keyword]}"


def _other_form(field: Occurrence) -> Iterator[tuple[str, str]]:
    for name, form in field.shape.said:
        if name == "form":
            if field.item.format == "date-time":
                yield form, "format date-time"
            wrong = [text for text in map(value_of, field.shape.examples) if isinstance(text, str)]
            yield from ((form, f"example {text}") for text in wrong if not _FORM_OF_TIME.fullmatch(text))


def _other_unit(field: Occurrence) -> Iterator[tuple[str, str]]:
    said = next((value for name, value in field.shape.said if name == "unit"), "")
    if not said or not set(field.item.types) & _NUMERIC:
        return
    of_name = words(field.name)
    unit = _NAMED_UNITS.get(of_name[-1], "") if of_name else ""
    measured = [word for word in of_name if word in _NAMED_QUANTITIES]
    if unit and unit != said:
        yield said, unit
    if unit or len(measured) != 1 or _OF_ANOTHER_QUANTITY & set(of_name):
        return
    if QUANTITIES[said] != measured[0]:
        yield said, measured[0]


def _wrong_example(field: Occurrence) -> Iterator[tuple[str, str]]:
    for text in field.shape.examples:
        value = value_of(text)
        if value is None or field.shape.unions:
            continue
        if field.shape.types and not any(_is_a(value, name) for name in field.shape.types):
            yield text, field.shape.kind
        elif field.shape.enum is not None and text not in field.shape.enum:
            yield text, ""


def _is_a(value: JsonValue, name: str) -> bool:
    """Tell whether a value is of a JSON type; a whole number is an integer however it is written."""
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return is_of_type(value, name)


def _text(value: JsonValue) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _number(text: str, missing: float = 0) -> float | str:
    """Return a number that is written as text, for comparing; what is none gives a text that equals no number."""
    try:
        return float(text)
    except ValueError:
        return f"{text} {missing}"
