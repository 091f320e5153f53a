"""A document with `$id`, `$anchor` and `$dynamicRef` → the same with references by JSON pointer alone.

OpenAPI Specification 3.1.1, "Relative References in API Description URIs"; JSON Schema 2020-12, Core, sections 8.2 and
9.1. Where a `$dynamicRef` leads depends on the way to it: what is reached by a way on which it leads elsewhere than at
its own place is copied to `components/ways`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

Path = tuple[str | int, ...]
Scope = dict[str, Path]
"""The schema that each dynamic anchor leads to on a way: that of the first resource entered that has one."""

_KEYWORDS = ("$id", "$anchor", "$dynamicAnchor")
_DATA = {"example", "examples", "default", "enum", "const"}
_OF_NAMES = {
    *("properties", "patternProperties", "dependentSchemas", "$defs", "schemas", "responses", "headers", "content"),
    *("callbacks", "parameters", "links", "requestBodies", "pathItems", "paths", "webhooks"),
}
"""Keys below which keys are names, even those that are called as a keyword."""


def with_pointers(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the tree with references by JSON pointer; what leads to nothing stays as it is."""
    references = _References(tree)
    if not any(references.anchors.values()) and len(references.roots) == 1:
        return tree
    made: dict[str, Any] = references.written(tree, (), references.base, {})
    ways = references.ways
    return {**made, "components": {**made.get("components", {}), "ways": ways}} if ways else made


def _has_names(path: Path) -> bool:
    """Tell whether the keys of the object at a path are names; so is a property that is called `properties`."""
    return bool(path) and path[-1] in _OF_NAMES and not _has_names(path[:-1])


def _below(node: Any, path: Path) -> Iterator[tuple[str | int, Any]]:
    """Yield what an object or a list holds, data aside."""
    if isinstance(node, list):
        yield from enumerate(node)
    elif isinstance(node, dict):
        has_names = _has_names(path)
        yield from ((key, value) for key, value in node.items() if has_names or key not in _DATA)


class _References:
    def __init__(self, tree: dict[str, Any]) -> None:
        self._tree = tree
        self.base = urljoin("https://document.test/a/b/c/document", tree.get("$self", ""))
        self.roots: dict[str, Path] = {self.base: ()}
        self.anchors: dict[str, dict[str, Path]] = {self.base: {}}
        self._dynamic: dict[str, Scope] = {self.base: {}}
        self._bases: dict[Path, str] = {}
        self.ways: dict[str, dict[str, Any]] = {}
        self._numbers: dict[tuple[Path, frozenset[tuple[str, Path]]], Path] = {}
        self._index(tree, (), self.base)

    def _index(self, node: Any, path: Path, base: str) -> None:
        if isinstance(node, dict):
            base = self._base(node, base)
            self.roots.setdefault(base, path)
            named = self.anchors.setdefault(base, {})
            dynamic = self._dynamic.setdefault(base, {})
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(name := node.get(keyword), str):
                    named[name] = path
            if isinstance(name := node.get("$dynamicAnchor"), str):
                dynamic[name] = path
        self._bases[path] = base
        for key, value in _below(node, path):
            self._index(value, (*path, key), base)

    def _base(self, node: dict[str, Any], base: str) -> str:
        stated = node.get("$id")
        return urldefrag(urljoin(base, stated)).url if isinstance(stated, str) else base

    def _target(self, reference: str, base: str) -> Path | None:
        """Return where a reference leads: first within its own resource, else from the root of the document."""
        address, fragment = urldefrag(urljoin(base, reference))
        if address not in self.roots:
            return None
        if fragment and not fragment.startswith("/"):
            return self.anchors[address].get(unquote(fragment))
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in unquote(fragment).split("/")[1:]]
        starts = (self.roots[address], ())
        return next((path for start in starts if (path := self._walked(start, tokens)) is not None), None)

    def _walked(self, start: Path, tokens: list[str]) -> Path | None:
        path, node = start, self._at(start)
        for token in tokens:
            step: str | int = int(token) if isinstance(node, list) and token.isdecimal() else token
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                return None
            path = (*path, step)
        return path

    def _at(self, path: Path) -> Any:
        node: Any = self._tree
        for step in path:
            node = node[step]
        return node

    def written(self, node: Any, path: Path, base: str, scope: Scope) -> Any:
        """Return what stands at a path as it is when one comes there in a scope."""
        if isinstance(node, list):
            return [self.written(value, (*path, number), base, scope) for number, value in enumerate(node)]
        if not isinstance(node, dict):
            return node
        base = self._base(node, base)
        scope = {**self._dynamic.get(base, {}), **scope}
        has_names = _has_names(path)
        made: dict[str, Any] = {}
        references: list[str] = []
        for key, value in node.items():
            if has_names or not isinstance(value, str):
                made[key] = value if key in _DATA and not has_names else self.written(value, (*path, key), base, scope)
            elif key in ("$ref", "$dynamicRef"):
                references.append(self._pointer(key, value, base, scope))
            elif key not in _KEYWORDS:
                made[key] = value
        for reference in references:
            if "$ref" in made:  # both hold
                made["allOf"] = [*made.get("allOf", ()), {"$ref": reference}]
            else:
                made["$ref"] = reference
        return made

    def _pointer(self, keyword: str, reference: str, base: str, scope: Scope) -> str:
        target = self._target(reference, base)
        if target is None:
            return reference
        node, name = self._at(target), urldefrag(reference).fragment
        if keyword == "$dynamicRef" and isinstance(node, dict) and node.get("$dynamicAnchor") == name:
            target = scope.get(name, target)
        there = {**self._dynamic[self._bases[target]], **scope}
        if there != self._scope_at(target):
            target = self._copied(target, there)
        return "#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in target)

    def _scope_at(self, path: Path) -> Scope:
        """Return the scope in which one comes to a path from the root of the document."""
        scope: Scope = {}
        for length in range(len(path) + 1):
            scope = {**self._dynamic[self._bases[path[:length]]], **scope}
        return scope

    def _copied(self, path: Path, scope: Scope) -> Path:
        """Return where the copy of what is at a path stands that one comes to in a scope."""
        key = (path, frozenset(scope.items()))
        if key not in self._numbers:
            number, last = str(len(self._numbers)), str(path[-1]) if path else "document"
            self._numbers[key] = ("components", "ways", number, last)
            self.ways[number] = {}
            outer = self._bases[path[:-1]] if path else self.base
            self.ways[number][last] = self.written(self._at(path), path, outer, scope)
        return self._numbers[key]
