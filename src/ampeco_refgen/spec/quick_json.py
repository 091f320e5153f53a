"""JSON text → tree, for texts in which there is nothing to remark: a node that was read before is known at a glance.

Called by `json_reader.py`, which reads with more care what is given back here; what comes out is the same, down to
which nodes are one object. A document whose references were written out repeats most of its nodes, so what counts is
how soon a repeated one is recognised: here all values in a node compare by identity or as texts, and its members, as
the standard library's reader hands them over, are the key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeAlias

from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.spec.reading import Reading, integer, real


class _Piece:
    """A container or number that was read; no two of them hold the same."""

    __slots__ = ("value",)

    def __init__(self, value: JsonValue) -> None:
        self.value = value


_Held: TypeAlias = "_Piece | str | bool | list[_Held] | None"


class _FlawedError(Exception):
    """The text has something that must be remarked."""


def read_quickly(text: str) -> Reading | None:
    """Return what a JSON text says when it is an object without any flaw, else `None`."""
    if "\\ud" in text or "\\uD" in text:  # perhaps half of a character
        return None
    reader = _Reader()
    try:
        root = json.loads(
            text,
            object_pairs_hook=reader.members,
            parse_int=_Numbers(integer).__getitem__,
            parse_float=_Numbers(real).__getitem__,
            parse_constant=_flawed,
        )
    except (ValueError, RecursionError, DocumentError, _FlawedError):
        return None
    tree = _value(root)
    return Reading(tree=tree, nodes=tuple(reader.nodes)) if isinstance(tree, dict) else None


class _Reader:
    """Makes pieces of objects and of the lists in them; `nodes` are those of them, each after the ones it holds."""

    def __init__(self) -> None:
        self.nodes: list[JsonObject | list[JsonValue]] = []
        self._objects: dict[tuple[tuple[str, _Held], ...], _Piece] = {}
        self._lists: dict[tuple[_Held, ...], _Piece] = {}

    def members(self, pairs: list[tuple[str, _Held]]) -> _Piece:
        """Return the object with these members; raises `_FlawedError` where a name stands twice."""
        key = tuple(pairs)
        try:
            found = self._objects.get(key)
        except TypeError:  # a list among the values
            key = tuple([(name, self._item(held)) for name, held in pairs])
            found = self._objects.get(key)
        return self._object(key) if found is None else found

    def _object(self, key: tuple[tuple[str, _Held], ...]) -> _Piece:
        node = {name: _value(held) for name, held in key}
        if len(node) != len(key):
            raise _FlawedError
        self.nodes.append(node)
        found = self._objects[key] = _Piece(node)
        return found

    def _item(self, held: _Held) -> _Held:
        """Return what is held, of a list the one that equals it."""
        if not isinstance(held, list):
            return held
        key = tuple(map(self._item, held))
        found = self._lists.get(key)
        if found is None:
            node = list(map(_value, key))
            self.nodes.append(node)
            found = self._lists[key] = _Piece(node)
        return found


class _Numbers(dict[str, _Piece]):
    """Gives the one piece for a number by its digits, whole and real ones apart: to Python, `1` and `1.0` are equal."""

    def __init__(self, number_of: Callable[[str], float]) -> None:
        self._number_of = number_of
        self._by_text: dict[str, _Piece] = {}

    def __missing__(self, digits: str) -> _Piece:
        number = self._number_of(digits)
        found = self[digits] = self._by_text.setdefault(repr(number), _Piece(number))
        return found


def _value(held: _Held) -> JsonValue:
    return held.value if isinstance(held, _Piece) else held  # type: ignore[return-value]  # `_item` took out all lists


def _flawed(_name: str) -> None:
    raise _FlawedError
