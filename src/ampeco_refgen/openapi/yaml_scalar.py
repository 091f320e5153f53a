"""What a scalar of YAML stands for, by the core schema of YAML 1.2.2 (section 10.3.2).

Used by `yaml_reader.py`. One deviation: a number with leading zeros (`007`) stays a text, for it is an identifier.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from ampeco_refgen.openapi.reading import integer, real, refused

Scalar: TypeAlias = str | int | float | bool | None

_TAG = "tag:yaml.org,2002:"
CORE_TAGS = frozenset({_TAG + kind for kind in ("null", "bool", "int", "float", "str", "seq", "map")} | {"!"})
"""The tags that mean nothing but JSON; `!` says that a scalar is a text."""

_NAMED: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_FIRST = frozenset("~nNtTfF-+.0123456789")


def scalar_of(text: str, tag: str | None, *, plain: bool) -> Scalar:
    """Return the value of a scalar; `plain` is one without quotes. Raises `DocumentError` for `.inf` and `.nan`."""
    if tag is None:
        return _resolved(text) if plain else text
    if tag in ("!", _TAG + "str"):
        return text
    value = _resolved(text)
    return float(value) if tag == _TAG + "float" and isinstance(value, int) else value


def _resolved(text: str) -> Scalar:
    if text and text[0] not in _FIRST:
        return text
    if text in _NAMED:
        return _NAMED[text]
    if _INTEGER.fullmatch(text):
        return integer(text)
    if _REAL.fullmatch(text):
        return real(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _NO_NUMBER.fullmatch(text):
        raise refused("not-a-number", f"{text} stands where a value should: no API can send it as JSON")
    return text
