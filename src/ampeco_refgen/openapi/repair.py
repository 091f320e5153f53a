"""A tree with small flaws → the tree that its author meant, as far as the findings about it leave no doubt.

A member that is null is left out, or becomes `{}` where its name is a fact. One of a wrong type that says nothing of
the API is left out. `"true"` and `"15"` become `true` and `15` where these are wanted, and a number becomes a text. The
last step of `document.py`: later stages need not know of such flaws. Each finding says in its message what was done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.jsonvalue import JsonObject, JsonValue, canonical

_JsonContainer: TypeAlias = JsonObject | list[JsonValue]
_Edits: TypeAlias = Mapping[str | int, str]
"""Name or index of a member → code of the finding about it."""

_LEFT_OUT = frozenset({"ignored-member", "null-member"})
_REPLACED: dict[str, Callable[[JsonValue], JsonValue]] = {
    "null-entry": lambda _: {},
    "quoted-value": lambda text: json.loads(str(text)),
    "unquoted-text": canonical,
}


def repaired(tree: JsonObject, nodes: Iterable[_JsonContainer], findings: Iterable[Diagnostic]) -> JsonObject:
    """Return the tree with the flaws of `findings` repaired; `nodes` are its containers, each after those it holds.

    A node may stand in several places and is shared with later stages, so it is never changed: in all of its places
    another one is put.
    """
    edits: dict[int, dict[str | int, str]] = {}
    for finding in findings:
        if finding.code in _LEFT_OUT or finding.code in _REPLACED:
            holder, key = _place(tree, finding.pointer)
            edits.setdefault(id(holder), {})[key] = finding.code
    if not edits:
        return tree
    replaced: dict[int, JsonValue] = {}
    for node in nodes:
        if id(node) in edits or any(id(child) in replaced for child in _children(node)):
            replaced[id(node)] = _rebuilt(node, edits.get(id(node), {}), replaced)
    result = replaced.get(id(tree), tree)
    return result if isinstance(result, dict) else tree


def _place(tree: JsonObject, pointer: str) -> tuple[_JsonContainer, str | int]:
    """Return the container that holds what `pointer` leads to, and its name or index there."""
    # Not with `path_of`: `pointer_to` made it, which does not percent-encode, so a `%` in it is a character.
    *above, last = (token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])
    holder: JsonValue = tree
    for token in above:
        holder = holder[int(token)] if isinstance(holder, list) else _members(holder)[token]
    return (holder, int(last)) if isinstance(holder, list) else (_members(holder), last)


def _rebuilt(node: _JsonContainer, edits: _Edits, replaced: Mapping[int, JsonValue]) -> _JsonContainer:
    if isinstance(node, list):
        return [
            _value(item, edits.get(index), replaced)
            for index, item in enumerate(node)
            if edits.get(index) not in _LEFT_OUT
        ]
    return {
        name: _value(item, edits.get(name), replaced) for name, item in node.items() if edits.get(name) not in _LEFT_OUT
    }


def _value(value: JsonValue, code: str | None, replaced: Mapping[int, JsonValue]) -> JsonValue:
    if code is not None:
        return _REPLACED[code](value)
    return replaced.get(id(value), value)


def _children(node: _JsonContainer) -> Iterable[JsonValue]:
    return node if isinstance(node, list) else node.values()


def _members(node: JsonValue) -> JsonObject:
    if not isinstance(node, dict):
        raise TypeError("a finding points into what holds nothing")
    return node
