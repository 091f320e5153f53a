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
from ampeco_refgen.spec.reading import MAX_DEPTH, Reading, integer, real


class _Piece:
    """A container or number that was read, and how deep it is; no two of them hold the same."""

    __slots__ = ("depth", "value")

    def __init__(self, value: JsonValue, depth: int = 0) -> None:
        self.value = value
        self.depth = depth


_Held: TypeAlias = "_Piece | str | bool | list[_Held] | None"
_Members: TypeAlias = tuple[tuple[str, _Held], ...]


class _FlawedError(Exception):
    """The text has something that must be remarked."""


def read_quickly(text: str) -> Reading | None:
    """Return what a JSON text says when it is an object without any flaw, else `None`."""
    if "\\u" in text and ("\\ud" in text or "\\uD" in text):  # perhaps half of a character
        return None
    nodes: list[JsonObject | list[JsonValue]] = []
    try:
        root = json.loads(
            text,
            object_pairs_hook=_hook(nodes),
            parse_int=_Numbers(integer).__getitem__,
            parse_float=_Numbers(real).__getitem__,
            parse_constant=_flawed,
        )
    except (ValueError, RecursionError, DocumentError, _FlawedError):
        return None
    if not isinstance(root, _Piece) or not isinstance(root.value, dict) or root.depth > MAX_DEPTH:
        return None
    return Reading(tree=root.value, nodes=tuple(nodes), measured=True)


def _hook(nodes: list[JsonObject | list[JsonValue]]) -> Callable[[list[tuple[str, _Held]]], _Piece]:
    """Return what makes pieces of the members of objects; it adds the `nodes`, each after the ones it holds."""
    objects, lists = _Objects(nodes), _Lists(nodes)

    def piece(pairs: list[tuple[str, _Held]]) -> _Piece:
        try:
            return objects[tuple(pairs)]
        except TypeError:  # a list among the values
            return objects[
                tuple([(name, lists.of(held)) if type(held) is list else (name, held) for name, held in pairs])
            ]

    return piece


class _Objects(dict[_Members, _Piece]):
    """Gives the one piece for an object by its members; raises `_FlawedError` where a name stands twice."""

    def __init__(self, nodes: list[JsonObject | list[JsonValue]]) -> None:
        self._nodes = nodes

    def __missing__(self, key: _Members) -> _Piece:
        node: JsonObject = {}
        depth = 0
        for name, held in key:
            if type(held) is _Piece:
                node[name] = held.value
                if held.depth > depth:
                    depth = held.depth
            else:
                node[name] = held  # type: ignore[assignment]  # no list can be in a key
        if len(node) != len(key):
            raise _FlawedError
        self._nodes.append(node)
        found = self[key] = _Piece(node, depth + 1)
        return found


class _Lists(dict[tuple[_Held, ...], _Piece]):
    """Gives the one piece for a list by its items, in which all lists are pieces too."""

    def __init__(self, nodes: list[JsonObject | list[JsonValue]]) -> None:
        self._nodes = nodes

    def of(self, items: list[_Held]) -> _Piece:
        """Return the piece for a list as the standard library's reader hands it over."""
        try:
            return self[tuple(items)]
        except TypeError:  # a list among the items
            return self[tuple([self.of(held) if type(held) is list else held for held in items])]

    def __missing__(self, key: tuple[_Held, ...]) -> _Piece:
        node: list[JsonValue] = [held.value if type(held) is _Piece else held for held in key]  # type: ignore[misc]
        depth = max([held.depth for held in key if type(held) is _Piece], default=0)
        self._nodes.append(node)
        found = self[key] = _Piece(node, depth + 1)
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


def _flawed(_name: str) -> None:
    raise _FlawedError
