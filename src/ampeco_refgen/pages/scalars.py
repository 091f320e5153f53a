"""Single values for example requests: by format, pattern and limits; part of `examples.py`."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, cast

from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText, JsonValue, value_of
from ampeco_refgen.pages.pattern_text import text_matching

_MOST_VALUES = 1000
"""Characters of a text in an example beyond which it is of no use."""
MOMENT, LATER = "2026-01-31T08:00:00Z", "2026-01-31T10:00:00Z"
"""When something is, and when what began then is over."""
_BY_FORMAT = {
    "date-time": MOMENT,
    "datetime": MOMENT,
    "date": "2026-01-31",
    "time": "08:00",
    "email": "user@example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "integer": "1",
    "number": "1",
    "decimal": "1.00",
    "boolean": "true",
    "byte": "ZXhhbXBsZQ==",
    "binary": "(file)",
}
_TRIES = (
    "08:00",
    "08:00:00",
    "2026-01-31",
    "1",
    "0",
    "12345",
    "A",
    "AB",
    "ABC",
    "DE",
    "en",
    "a1b2c3",
    "#336699",
    "+4912345678",
)
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


class TooLargeError(ValueError):
    """An example would be too large to be of use."""


def scalar(shape: Shape) -> JsonValue:
    """Return an example of a scalar: what the document gives, if it keeps the limits, else one made to."""
    said = [value_of(text) for text in (*shape.examples, *([shape.default] if shape.default else []))]
    for value in said:
        if (
            not isinstance(value, list | dict)
            and value is not None
            and is_of_type(value, shape.kind)
            and within(shape, value)
        ):
            return value
    if shape.kind == "boolean":
        return True
    return _number(shape) if shape.kind in ("integer", "number") else _string(shape)


def _number(shape: Shape) -> JsonValue:
    step = limit(shape, "multipleOf")
    lowest = limit(shape, "minimum")
    above = limit(shape, "exclusiveMinimum")
    highest = limit(shape, "maximum")
    value = (
        lowest if lowest is not None and lowest > 1 else above + (step or 1) if above is not None and above >= 1 else 1
    )
    if step is not None and step >= 1:
        value = -(-value // step) * step
    value = highest if highest is not None and value > highest else value
    return int(value) if float(value).is_integer() else value


def _string(shape: Shape) -> str:
    tries = [_BY_FORMAT.get(shape.format, "text"), *_TRIES]
    tries += [text * max(small(shape, "minLength"), 1) for text in ("A", "1")]
    tries += [text for limit in shape.constraints if limit.keyword == "pattern" for text in _made_for(limit.value)]
    longest = limit(shape, "maxLength")
    tries += [text[: max(int(longest), 0)] for text in tries] if longest is not None else []
    return next((text for text in tries if within(shape, text)), tries[0])


def _made_for(pattern: JsonText) -> list[str]:
    """Return a text made for a pattern, or nothing when the pattern is too odd for that."""
    try:
        return [text_matching(str(value_of(pattern)))]
    except ValueError:
        return []


def within(shape: Shape, value: JsonValue) -> bool:
    """Tell whether a scalar keeps the limits of a shape."""
    for limit in shape.constraints:
        bound = value_of(limit.value)
        if isinstance(value, str):
            if limit.keyword == "pattern" and isinstance(bound, str) and not _matches(bound, value):
                return False
            if limit.keyword == "minLength" and len(value) < cast("int", bound):
                return False
            if limit.keyword == "maxLength" and len(value) > cast("int", bound):
                return False
        elif (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and not _number_within(limit.keyword, bound, value)
        ):
            return False
    return True


def _number_within(keyword: str, bound: JsonValue, value: float) -> bool:
    if not isinstance(bound, int | float):
        return True
    if keyword == "multipleOf":
        return not bound or abs(math.remainder(value, bound)) <= 1e-9 * abs(bound)
    checks = {
        "minimum": value >= bound,
        "maximum": value <= bound,
        "exclusiveMinimum": value > bound,
        "exclusiveMaximum": value < bound,
    }
    return checks.get(keyword, True)


def _matches(pattern: str, text: str) -> bool:
    """Match as JSON Schema does; a pattern that cannot be read, or takes too long, is taken as met."""
    from jsonschema_rs import ValidationError

    try:
        return bool(_validator(pattern).is_valid(text))
    except ValidationError:
        return True


@lru_cache(maxsize=256)
def _validator(pattern: str) -> Any:  # noqa: ANN401 - the library's types are its own
    """Return what judges texts by a pattern; unlike `re` it gives up where a hostile one would run for ever."""
    from jsonschema_rs import validator_for

    return validator_for({"pattern": pattern})


def small(shape: Shape, keyword: str) -> int:
    """Return a limit that decides how large an example gets, 0 where there is none."""
    bound = limit(shape, keyword) or 0
    if bound > _MOST_VALUES:
        raise TooLargeError(f"{keyword} {bound}")
    return int(bound)


def is_of_type(value: JsonValue, name: str) -> bool:
    """Tell whether a value is of a JSON type."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES.get(name, (object,)))


def limit(shape: Shape, keyword: str) -> float | None:
    """Return a limit by its keyword, `None` where there is none."""
    found = next((value_of(limit.value) for limit in shape.constraints if limit.keyword == keyword), None)
    return found if isinstance(found, int | float) else None
