"""Hash-consing: identical nodes of a document become one object as they are read.

Both readers use it, `json_reader.py` and `yaml_reader.py`. A document that arrives with its references written out
repeats most of its nodes; when each distinct one exists once, memory stays small, and every later stage can
remember what it knows of a node by the node's identity. Nobody may change a node after this.
"""

from __future__ import annotations

from typing import TypeAlias

from ampeco_refgen.jsonvalue import JsonObject, JsonValue

_CONTAINERS = (dict, list)
_Key: TypeAlias = tuple[tuple[object, ...], ...]


class Interner:
    """Gives one object for all containers of the same content (and the same order of keys).

    `nodes` are the distinct containers so far, each after the ones it holds.
    """

    def __init__(self) -> None:
        self.nodes: list[JsonObject | list[JsonValue]] = []
        self._mappings: dict[_Key, JsonObject] = {}
        self._sequences: dict[_Key, list[JsonValue]] = {}
        self._known_sequences: set[int] = set()

    def mapping(self, node: JsonObject) -> JsonObject:
        """Return the one object that equals `node`; mappings in it must have been interned before.

        Types are part of the key, since Python takes `1`, `1.0` and `True` for equal.
        """
        values = node.values()
        kinds = tuple(map(type, values))
        if list in kinds:
            self._intern_lists(node)
        if list in kinds or dict in kinds:
            content = tuple([id(value) if type(value) in _CONTAINERS else value for value in values])
        else:
            content = tuple(values)
        found = self._mappings.setdefault((tuple(node), kinds, content), node)
        if found is node:
            self.nodes.append(node)
        return found

    def sequence(self, node: list[JsonValue]) -> list[JsonValue]:
        """Return the one list that equals `node`; mappings in it must have been interned before, lists may be."""
        if id(node) in self._known_sequences:
            return node
        for index, value in enumerate(node):
            if type(value) is list:
                node[index] = self.sequence(value)
        content = tuple([id(value) if type(value) in _CONTAINERS else value for value in node])
        found = self._sequences.setdefault((tuple(map(type, node)), content), node)
        if found is node:
            self.nodes.append(node)
            self._known_sequences.add(id(node))
        return found

    def single(self, node: JsonObject) -> JsonObject:
        """Register `node` as unlike all others, so that what is noted about it concerns its place alone."""
        self._intern_lists(node)
        self.nodes.append(node)
        return node

    def _intern_lists(self, node: JsonObject) -> None:
        for key, value in node.items():
            if type(value) is list:
                node[key] = self.sequence(value)
