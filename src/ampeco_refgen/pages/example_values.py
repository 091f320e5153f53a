"""Scalars of examples: the document's own value if it is valid, else one by format, by name, or by the limits alone."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import cast

from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText, JsonValue, is_of_type, value_of
from ampeco_refgen.pages.example_numbers import numbers_within
from ampeco_refgen.pages.regex_text import text_matching

MOST_VALUES = 1000
"""Values in an example, items of a list or characters of a text, beyond which it is too large to be of use."""
MOMENT = "2026-01-31T08:00:00Z"

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
    "password": "Example-Passw0rd",
    "phone": "+12025550123",
    "color": "#336699",
}
_SHORT_BY_FORMAT = {
    "email": ("", "a", "@b.test"),
    "uri": ("https://b.test/", "a", ""),
    "url": ("https://b.test/", "a", ""),
    "hostname": ("", "a", ".test"),
}
"""What a short text of a format begins with, what makes it longer, and how it ends."""
_NAMED_TEXTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), texts)
    for pattern, texts in (
        (r"\b(password|passphrase|passwd)$", ("Example-Passw0rd",)),
        (r"\be ?mail( address)?$", ("user@example.com",)),
        (r"\b(ur[il]|href|link|website|web ?site|callback|endpoint|logo|avatar)$", ("https://example.com",)),
        (r"\b(uuid|guid)$", ("3f2504e0-4f89-41d3-9a0c-0305e82c3301",)),
        (r"\b(phone|mobile|telephone|fax|tel|msisdn)( number)?$", ("+12025550123",)),
        (r"\bfirst ?name$|\bgiven ?name$", ("Jane",)),
        (r"\blast ?name$|\b(family|sur) ?name$", ("Doe",)),
        (r"\b(user ?name|login)$", ("jane.doe",)),
        (r"\bcountry( code)?$", ("US", "USA", "United States")),
        (r"\b(state|region|province)( code)?$", ("NY", "New York")),
        (r"\b(city|town)$", ("New York",)),
        (r"\b(post ?code|post(al)? code|zip( code)?)$", ("10001",)),
        (r"\b(street|address|address line \d)$", ("1 Example Street",)),
        (r"\b(currency|currency code)$", ("USD", "usd")),
        (r"\b(locale|language|lang|language code)$", ("en", "EN", "en-US", "en_US")),
        (r"\b(time ?zone|tz)$", ("America/New_York",)),
        (r"\b(colou?r)$", ("#336699",)),
        (r"\b(lat|latitude)$", ("40.7128",)),
        (r"\b(lng|lon|long|longitude)$", ("-74.0060",)),
        (r"\b(ip|ip address)$", ("192.0.2.1",)),
        (r"\b(host|hostname|domain)$", ("example.com",)),
        (r"\bmac( address)?$", ("00:00:5E:00:53:01",)),
        (r"\b(exp(iry|iration)? )?month$", ("01",)),
        (r"\b(exp(iry|iration)? )?year$", ("2030",)),
        (r"\b(date)$", ("2026-01-31",)),
        (r"\b(start|begin|end|stop)s? ?(at|time)?$|\btime$", ("08:00",)),
        (r"\bat$", (MOMENT,)),
        (r"\b(certificate|cert)$", ("-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----",)),
        (r"\b(id|uid|code|key|ref|reference|number|serial|token|prefix|signature|last4)$", ("ABC123", "ABC")),
    )
)
"""Texts by the words of a field's name, in this order; those that a limit or enum refuses are passed over."""
_NAMED_NUMBERS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern), number)
    for pattern, number in (
        (r"\b(lat|latitude)$", 40.7128),
        (r"\b(lng|lon|long|longitude)$", -74.006),
        (r"\b(percent|percentage)\b", 20),
        (r"\byear$", 2030),
        (r"\bport$", 8080),
        (r"\b(amount|price|cost|total)$", 10),
    )
)
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
"""Texts that are tried, in this order, where the one of the format does not keep the limits of a shape."""
_LONGEST_REPEATED = 40
"""Characters below which texts of one letter are tried where several patterns hold at once."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class TooLargeError(ValueError):
    """An example would be too large to be of use."""


class NoExampleError(ValueError):
    """No value was found that a schema takes."""


def words_of(name: str) -> str:
    """Return the words of a field's name in lower case, with blanks between: `postCode` → `post code`."""
    return " ".join(_WORD.findall(name)).lower()


def scalar(shape: Shape, name: str) -> JsonValue:
    """Return an example of a scalar: the document's own example or default, if that is valid, else one made here.

    Raises `TooLargeError` where the limits of the shape ask for a text that is too long.
    """
    own = own_value(shape)
    if own is not None and not isinstance(own, list | dict):
        return own
    if shape.kind == "boolean":
        return True
    return _number(shape, words_of(name)) if shape.kind in ("integer", "number") else _string(shape, words_of(name))


def own_value(shape: Shape) -> JsonValue:
    """Return the first scalar that the document gives as example or default and that is valid; else `None`."""
    for value in map(value_of, (*shape.examples, *([shape.default] if shape.default else []))):
        known = value is not None and not isinstance(value, list | dict)
        if known and is_of_type(value, shape.kind) and is_within(shape, value):
            return value
    return None


def of_enum(shape: Shape, name: str, avoid: frozenset[str]) -> JsonValue:
    """Return a value of a shape's enum: the document's example or default, one by the name, else the first.

    Values in `avoid` are chosen only where there is no other; and so is `null`.
    """
    values = [value_of(text) for text in shape.enum or ()]
    past = [value for value in values if isinstance(value, str) and value in avoid]
    usable = [value for value in values if value not in past and value is not None] or values
    declared = [value_of(text) for text in (*shape.examples, *([shape.default] if shape.default else []))]
    wanted = [*declared, *_texts_for(words_of(name))]
    return next((value for value in wanted if value is not None and value in usable), usable[0])


def _number(shape: Shape, words: str) -> JsonValue:
    """Return the number for a name, or the plainest that the limits allow; 1 where none was found."""
    named = [number for pattern, number in _NAMED_NUMBERS if pattern.search(words)]
    limits = {limit.keyword: value_of(limit.value) for limit in shape.constraints}
    for number in chain(named, numbers_within(limits, whole=shape.kind == "integer")):
        is_whole = float(number).is_integer()
        if (is_whole or shape.kind == "number") and is_within(shape, number):
            return int(number) if is_whole else number
    return 1


def _string(shape: Shape, words: str) -> str:
    """Return the first of many texts that keeps the limits of a shape; where none does, the one for its format."""
    tries = [_BY_FORMAT[shape.format]] if shape.format in _BY_FORMAT else []
    longest, shortest = limit_of(shape, "maxLength"), size_limit(shape, "minLength")
    tries += _of_format(shape.format, shortest)
    tries += [*_texts_for(words), f"Example {words}" if words else "text", "text", *_TRIES]
    tries += [text * max(shortest, 1) for text in ("A", "1")]
    patterns = [limit.value for limit in shape.constraints if limit.keyword == "pattern"]
    tries += [text for pattern in patterns for text in _made_for(pattern)]
    if len(patterns) > 1:  # a text made for one of them rarely keeps the others
        tries += [letter * size for size in range(1, _LONGEST_REPEATED) for letter in ("a", "A", "1")]
    tries += [text[: max(int(longest), 0)] for text in tries] if longest is not None else []
    fitting = [text for text in tries if is_within(shape, text)]
    of_format = (text for text in fitting if has_format(shape.format, text))
    return next(of_format, fitting[0] if fitting else tries[0])


def _of_format(name: str, shortest: int) -> Iterator[str]:
    """Yield texts of a format that are as short as they get, and one of a length that is asked for."""
    if name in _SHORT_BY_FORMAT:
        first, filler, last = _SHORT_BY_FORMAT[name]
        for size in (1, shortest - len(first) - len(last)):
            yield f"{first}{filler * size}{last}"


def has_format(name: str, text: str) -> bool:
    """Tell whether a text is of a format, as far as that is known (JSON Schema Validation 2020-12, section 7.3)."""
    # A time of day without an offset is no `time` of RFC 3339, but what most documents mean.
    return name in ("", "time") or _is_of_format(name)(text)


@cache
def _is_of_format(name: str) -> Callable[[str], bool]:
    from jsonschema_rs import validator_for

    return validator_for({"format": name}, validate_formats=True).is_valid


def _texts_for(words: str) -> Iterator[str]:
    """Yield the texts that the words of a name ask for."""
    yield from (text for pattern, texts in _NAMED_TEXTS if pattern.search(words) for text in texts)


def _made_for(pattern: JsonText) -> list[str]:
    """Return a list of one text made for a pattern, an empty one where `regex_text` cannot make any."""
    try:
        return [text_matching(str(value_of(pattern)))]
    except ValueError:
        return []


def is_within(shape: Shape, value: JsonValue) -> bool:
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
            and not _number_is_within(limit.keyword, bound, value)
        ):
            return False
    return True


def _number_is_within(keyword: str, bound: JsonValue, value: float) -> bool:
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
    """Tell whether a pattern is found in a text (JSON Schema Validation 2020-12, section 6.3.3).

    A pattern that cannot be read counts as met.
    """
    from jsonschema_rs import ValidationError, validator_for

    try:
        # Unlike `re` it gives up where a hostile pattern would run for ever.
        return validator_for({"pattern": pattern}).is_valid(text)
    except ValidationError:
        return True


def size_limit(shape: Shape, keyword: str) -> int:
    """Return a limit that decides how large an example gets, 0 where there is none.

    Raises `TooLargeError` where it asks for more than `MOST_VALUES`.
    """
    bound = limit_of(shape, keyword) or 0
    if bound > MOST_VALUES:
        raise TooLargeError(f"{keyword} {bound}")
    return int(bound)


def limit_of(shape: Shape, keyword: str) -> float | None:
    """Return a limit by its keyword, `None` where there is none."""
    value = next((value_of(limit.value) for limit in shape.constraints if limit.keyword == keyword), None)
    return value if isinstance(value, int | float) else None
