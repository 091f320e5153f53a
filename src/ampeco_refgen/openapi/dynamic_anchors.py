"""What a `$dynamicRef` leads to: of the schemas on the way to it, the outermost that has a dynamic anchor of the name.

Source: JSON Schema Core 2020-12, section 8.2.3.2. The way begins where a schema is used in the document, and goes on by
references and into what schemas hold; a schema with an `$id` is entered on it, and binds the names of its anchors that
are not bound yet. What no schema on the way binds is decided by the document where only one schema has the anchor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote, urldefrag

from ampeco_refgen.diagnostics import pointer_to
from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.openapi.references import Path, References, path_of
from ampeco_refgen.openapi.structure import children

Scope: TypeAlias = frozenset[tuple[str, str]]
"""The names that are bound on the way to a schema, each with the URI of the schema that has the anchor."""
_MOST_STEPS = 30_000
"""So many schemas are looked at for what they refer to; beyond that all of the rest count as referring to any name."""


class Place(NamedTuple):
    """Where a schema stands: the base URI there, and what is bound on the way to it."""

    base: str
    scope: Scope


class DynamicAnchors:
    """The dynamic anchors of a document that can be told apart.

    `resources` are the paths of the schemas with an `$id`, by URI; `anchors` the paths of dynamic anchors, by name and
    then by URI. `outside` is the URI of what stands in no schema with an `$id`. `pointer` gives the JSON pointer that a
    reference stands for where a base URI holds, `within` the base URI of what a schema holds, from that around it.
    """

    def __init__(
        self,
        references: References,
        resources: Mapping[str, Path],
        anchors: Mapping[str, Mapping[str, set[Path]]],
        outside: str,
        *,
        pointer: Callable[[str, str], str],
        within: Callable[[JsonValue, str], str],
    ) -> None:
        self._references = references
        roots = sorted(resources.items(), key=lambda entry: len(entry[1]))
        self._resources = [(uri, tuple(map(str, path))) for uri, path in roots]
        self._places: dict[tuple[Path, bool], Place] = {}
        self._outside = outside
        self._all = anchors
        self._pointer = pointer
        self._within = within
        # Two in one schema contradict each other, and whether what has no `$id` is on the way is told nowhere.
        self._decidable = {
            name: {uri: next(iter(paths)) for uri, paths in places.items()}
            for name, places in anchors.items()
            if outside not in places and all(len(paths) == 1 for paths in places.values())
        }
        self._reached: dict[Path, frozenset[str]] = {}
        self._steps = 0

    def __bool__(self) -> bool:
        return bool(self._decidable)

    def target(self, name: str, uri: str, first: str, scope: Scope) -> Path | str:
        """Return the path or pointer of what a dynamic reference by a name leads to, `""` where that is not decided.

        `first` is where it would lead as a `$ref`, into the schema with a `uri`: if that is no dynamic anchor, it does.
        """
        places = self._all.get(name, {})
        if first and uri not in places:
            return first
        if bound := dict(scope).get(name):
            return self._decidable[name][bound]
        alone = sum(map(len, places.values())) == 1
        return first if alone or name in self._decidable else ""

    def entered(self, scope: Scope, uri: str) -> Scope:
        """Return what is bound within the schema with a URI."""
        bound = {name for name, _ in scope}
        return scope | {(name, uri) for name, places in self._decidable.items() if uri in places and name not in bound}

    def place_of(self, path: Path, *, itself: bool = True) -> Place:
        """Return the base URI at a path, and what is bound on the way into it from outside; without `itself` above."""
        key = (path, itself)
        if key not in self._places:
            self._places[key] = self._find_place(tuple(map(str, path)), itself=itself)
        return self._places[key]

    def _find_place(self, tokens: tuple[str, ...], *, itself: bool) -> Place:
        place = Place(self._outside, frozenset())
        for uri, root in self._resources:
            is_around = len(root) < len(tokens) or (itself and len(root) == len(tokens))
            if is_around and root == tokens[: len(root)]:
                place = Place(uri, self.entered(place.scope, uri))
        return place

    def reached(self, path: Path) -> frozenset[str]:
        """Return the names that the schema at a path, and what that leads to in any way, refer to dynamically."""
        if path not in self._reached:
            self._reached[path] = frozenset(self._names_from(path))
        return self._reached[path]

    def _names_from(self, start: Path) -> Iterator[str]:
        paths, seen = [start], {tuple(map(str, start))}
        while paths:
            path = paths.pop()
            pending = [("schema", self._references.find(as_reference(path)), self.place_of(path, itself=False).base)]
            while pending:
                kind, node, base = pending.pop()
                if not isinstance(node, dict):
                    continue
                self._steps += 1
                if self._steps > _MOST_STEPS:
                    yield from self._decidable
                    return
                base = self._within(node, base)
                following: list[Path] = []
                if isinstance(dynamic := node.get("$dynamicRef"), str):
                    name = unquote(urldefrag(dynamic)[1])
                    if name in self._decidable:
                        yield name
                        following += self._decidable[name].values()
                    following += [path_of(pointer)] if (pointer := self._pointer(dynamic, base)) else []
                if isinstance(reference := node.get("$ref"), str):
                    following.append(path_of(self._pointer(reference, base) or reference))
                for target in following:
                    if (tokens := tuple(map(str, target))) not in seen:
                        seen.add(tokens)
                        paths.append(target)
                pending += [(below, child, base) for below, child, _ in children(kind, node)]


def as_reference(path: Path) -> str:
    """Return a reference to a path by JSON pointer, percent-encoded as far as `path_of` decodes it."""
    return pointer_to(*path).replace("%", "%25")
