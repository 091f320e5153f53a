"""Limits of a number → a number within them: exact, so that a multiple of 0.05 is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation

from ampeco_refgen.jsonvalue import JsonValue

_MOST_STEPS = 100
"""So many multiples are tried one after the other, for a whole number that is one of a fraction."""


def numbers_within(keywords: Mapping[str, JsonValue], *, whole: bool) -> Iterator[int | float]:
    """Yield numbers that limits suggest, the plainest first; the caller keeps those that are valid.

    `keywords` are those of a schema, limits among them; `whole` asks for integers.
    """
    limits = {keyword: _decimal(value) for keyword, value in keywords.items()}
    low = _greatest(limits.get("minimum"), limits.get("exclusiveMinimum"))
    high = _greatest(_negative(limits.get("maximum")), _negative(limits.get("exclusiveMaximum")))
    high = _negative(high)
    yield 1
    step = limits.get("multipleOf") or (Decimal(1) if whole else None)
    if step is not None and step > 0:
        yield from map(_plain, _multiples(step, low, high))
    if low is not None and high is not None:
        between = (low + (high - low) / part for part in (2, 4, 3, 10))
        yield from map(_plain, between)
    for limit, way in ((low, 1), (high, -1)):
        if limit is not None:
            yield from map(_plain, (limit, limit + way, limit + way * Decimal("0.5"), limit + way * Decimal("0.001")))
    yield from (0, 0.5, 1.5, -1)


def _multiples(step: Decimal, low: Decimal | None, high: Decimal | None) -> Iterator[Decimal]:
    """Yield multiples of a number: upwards from the lowest that a limit allows, or downwards from the highest."""
    try:
        if low is not None or high is None:
            first = ((low or Decimal(0)) / step).to_integral_value(ROUND_CEILING)
            # One above zero says more than zero.
            yield from ((max(first, Decimal(1)) + count) * step for count in range(_MOST_STEPS))
            yield from ((first + count) * step for count in range(_MOST_STEPS))
        else:
            last = (high / step).to_integral_value(ROUND_FLOOR)
            yield from ((last - count) * step for count in range(_MOST_STEPS))
    except (InvalidOperation, OverflowError):
        return


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _greatest(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    if first is None or second is None:
        return second if first is None else first
    return max(first, second)


def _negative(number: Decimal | None) -> Decimal | None:
    return None if number is None else -number
