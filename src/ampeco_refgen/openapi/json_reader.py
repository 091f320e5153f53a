"""JSON text → tree: numbers, duplicate names and broken characters are looked at as they are read (RFC 8259).

Called by `parse.py`. The standard library's reader does the work; it calls back for every object and number, which is
how duplicate names and equal nodes are found while it reads.
"""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias, cast

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.openapi.model import Reading, ReadingNote
from ampeco_refgen.openapi.reading import (
    Interned,
    InternedValue,
    Interner,
    Items,
    Members,
    integer,
    real,
    refused,
    too_deep,
    value_of,
)

_Read: TypeAlias = "InternedValue | list[_Read]"
"""A value as the standard library's reader hands it over: it does not call back for lists, so they are not interned."""


def read(text: str) -> Reading:
    """Return what a JSON text holds, with notes on its flaws.

    Raises `DocumentError` where it is no JSON or beyond the limits of `reading`.
    """
    reader = _JsonReader(text)
    try:
        root: _Read = json.loads(
            text,
            object_pairs_hook=reader.members,
            parse_int=lambda digits: reader.interner.number(integer(digits)),
            parse_float=lambda digits: reader.interner.number(real(digits)),
            parse_constant=_no_number,
        )
        tree = value_of(reader.interned(root))
    except json.JSONDecodeError as failure:
        raise _unreadable(failure) from None
    except RecursionError:
        raise too_deep() from None
    return Reading(tree=tree, nodes=tuple(reader.interner.nodes), notes=tuple(reader.interner.notes))


class _JsonReader:
    """Interns what the standard library's reader calls back with."""

    def __init__(self, text: str) -> None:
        self.interner = Interner(largest=len(text))  # each value takes a character
        self._may_be_broken = "\\ud" in text or "\\uD" in text

    def members(self, pairs: list[tuple[str, _Read]]) -> Interned:
        """Intern an object with these members; called by the standard library's reader."""
        if self._may_be_broken and (mended := [(_whole(name), _mended(value)) for name, value in pairs]) != pairs:
            return self._noted(mended, pairs)
        try:
            return self.interner.mapping(cast("Members", tuple(pairs)))
        except TypeError:  # there is a list among the values
            return self.interner.mapping(self._interned_members(pairs))

    def interned(self, value: _Read) -> InternedValue:
        """Return a value with all lists in it interned."""
        if not isinstance(value, list):
            return value
        for index, item in enumerate(value):
            if type(item) is list:
                value[index] = self.interned(item)
        return self.interner.sequence(cast("Items", tuple(value)))

    def _interned_members(self, pairs: list[tuple[str, _Read]]) -> Members:
        return tuple(
            [
                (name, self.interned(value) if type(value) is list else cast("InternedValue", value))
                for name, value in pairs
            ]
        )

    def _noted(self, mended: list[tuple[str, _Read]], pairs: list[tuple[str, _Read]]) -> Interned:
        """Make an object of the `mended` members, with a note for each that differs from what was read in `pairs`.

        JSON can escape one half of a surrogate pair, but no Unicode text can hold it (RFC 8259 section 8.2).
        """
        interned = self.interner.single(self._interned_members(mended))
        assert isinstance(interned.value, dict)
        message = "a lone surrogate, half of a character, was replaced with U+FFFD"
        self.interner.notes += [
            ReadingNote(
                severity=Severity.WARNING, code="lone-surrogate", message=message, holder=interned.value, key=new[0]
            )
            for new, old in zip(mended, pairs, strict=True)
            if new != old
        ]
        return interned


def _mended(value: _Read) -> _Read:
    """Return a text, or a list with the texts in it, without lone surrogates; objects are mended already."""
    if isinstance(value, str):
        return _whole(value)
    return [_mended(item) for item in value] if isinstance(value, list) else value


def _whole(text: str) -> str:
    """Return a text with U+FFFD for each lone surrogate."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _no_number(name: str) -> NoReturn:
    raise refused("not-a-number", f"{name} stands where a value should: JSON has no such number (RFC 8259 section 6)")


def _unreadable(failure: json.JSONDecodeError) -> DocumentError:
    place = f"line {failure.lineno}, column {failure.colno}"
    if failure.pos >= len(failure.doc.rstrip()) or failure.msg.startswith("Unterminated"):
        return refused(
            "json-cut-short",
            f"the JSON ends too early ({place}: {failure.msg})",
            "the download may have been interrupted: fetch the document again",
        )
    return refused("json-syntax", f"the JSON cannot be read ({place}: {failure.msg})", "correct the document there")
