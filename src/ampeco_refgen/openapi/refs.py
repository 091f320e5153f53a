"""`$ref` resolution: a lazy walk by JSON pointer inside the document, and which references are recursive.

Only `#/…` references are ever followed; validation has refused all others before this stage. The walk keeps the
names that `prance` throws away, knows recursion before it meets it, and costs a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from urllib.parse import unquote

from msgspec import Struct

from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue

_SCHEMA_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
LITERALS = frozenset({"example", "examples", "default", "enum", "const"})
"""Members that hold data, in which `$ref` is a name like any other."""


def reference_of(node: JsonValue) -> str:
    """Return the `$ref` of a Reference Object, or `""` when the node is none."""
    if not isinstance(node, dict) or "$ref" not in node:
        return ""
    target = node["$ref"]
    return target if isinstance(target, str) else ""


class References:
    """Answers what a reference of one document points at, and whether following it would never end."""

    def __init__(self, tree: JsonObject) -> None:
        self._tree = tree
        self._targets: dict[str, JsonValue] = {}
        self._recursive: dict[str, bool] = {}

    def target(self, reference: str) -> JsonValue:
        """Return the node that `reference` (`#/a/b`) points at; raises `DocumentError` when there is none."""
        if reference not in self._targets:
            self._targets[reference] = self._walk(reference)
        return self._targets[reference]

    def resolved(self, node: JsonValue) -> JsonValue:
        """Follow a chain of references to the first node that is none; raises `DocumentError` on a circle."""
        return self._chain(node)[-1] if reference_of(node) else node

    def completed(self, node: JsonValue, names: Container[str] | None = None) -> JsonValue:
        """Return what `resolved` does, with the members that stand beside the references on the way to it.

        The nearest counts. `names` are those that may stand there, all when `None`.
        """
        if not reference_of(node):
            return node
        *referring, found = self._chain(node)
        for step in reversed(referring):
            beside = step if isinstance(step, dict) else {}
            own = {name: value for name, value in beside.items() if name != "$ref" and (names is None or name in names)}
            found = {**found, **own} if own and isinstance(found, dict) else found
        return found

    def _chain(self, node: JsonValue) -> list[JsonValue]:
        nodes, seen = [node], set[str]()
        while reference := reference_of(nodes[-1]):
            if reference in seen:
                raise _unresolved(reference, "the reference leads back to itself")
            seen.add(reference)
            nodes.append(self.target(reference))
        return nodes

    def is_recursive(self, reference: str) -> bool:
        """Tell whether the schema that `reference` points at contains, at any depth, a reference to itself."""
        if reference not in self._recursive:
            self._find_cycles(reference)
        return self._recursive[reference]

    def _walk(self, reference: str) -> JsonValue:
        if not reference.startswith("#"):
            raise _unresolved(reference, "it leads out of the document")
        node: JsonValue = self._tree
        for token in reference.removeprefix("#").split("/")[1:]:
            node = _child(node, unquote(token).replace("~1", "/").replace("~0", "~"), reference)
        return node

    def _find_cycles(self, start: str) -> None:
        """Tarjan's strongly connected components, without recursion: references can form long chains."""
        index: dict[str, int] = {}
        low: dict[str, int] = {}
        stack: list[str] = []
        on_stack: set[str] = set()
        work: list[tuple[str, Iterator[str]]] = []

        def enter(reference: str) -> None:
            index[reference] = low[reference] = len(index)
            stack.append(reference)
            on_stack.add(reference)
            work.append((reference, iter(sorted(set(references_in(self.target(reference)))))))

        enter(start)
        while work:
            reference, pending = work[-1]
            for following in pending:
                if following in self._recursive:
                    continue
                if following not in index:
                    enter(following)
                    break
                if following in on_stack:
                    low[reference] = min(low[reference], index[following])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[reference])
                if low[reference] == index[reference]:
                    self._close_component(reference, stack, on_stack)

    def _close_component(self, root: str, stack: list[str], on_stack: set[str]) -> None:
        members = stack[stack.index(root) :]
        del stack[-len(members) :]
        on_stack.difference_update(members)
        loops = len(members) > 1 or root in references_in(self.target(root))
        for member in members:
            self._recursive[member] = loops


class End(Struct, frozen=True):
    """The node at the end of a chain; or `None` and the fault, a code of `severity.py`."""

    value: JsonValue = None
    fault: str = ""


class Chains:
    """Follows the references of one document; those that lead out of it are an end, and a finding of their own."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._ends: dict[str, End] = {}

    def end(self, node: JsonValue) -> End:
        """Return what a node comes to: itself, or what the chain of references that begins with it ends with."""
        trail: dict[str, None] = {}
        while (reference := reference_of(node)).startswith("#/"):
            if reference in self._ends:
                break
            if reference in trail:
                return self._remember(trail, End(fault="circular-reference"))
            trail[reference] = None
            node = self.target(reference)
        found = End(node, "" if node is not None else "dangling-reference")
        return self._remember(trail, self._ends.get(reference, found))

    def target(self, reference: str) -> JsonValue:
        """Return what a reference points at, `None` where it leads nowhere or out of the document."""
        if not reference.startswith("#/"):
            return None
        try:
            return self._references.target(reference)
        except DocumentError:
            return None

    def _remember(self, trail: dict[str, None], end: End) -> End:
        self._ends.update(dict.fromkeys(trail, end))
        return end


def _child(node: JsonValue, token: str, reference: str) -> JsonValue:
    if isinstance(node, dict) and token in node:
        return node[token]
    if isinstance(node, list) and token.isascii() and token.isdigit() and int(token) < len(node):
        return node[int(token)]
    raise _unresolved(reference, f"there is no {token!r}")


def references_in(schema: JsonValue) -> Iterator[str]:
    """Yield the references below a schema, passing over literals, where `$ref` is only data."""
    pending: list[tuple[JsonValue, bool]] = [(schema, False)]
    while pending:
        node, is_map = pending.pop()
        if isinstance(node, list):
            pending.extend((child, False) for child in node)
        elif isinstance(node, dict):
            if not is_map and (reference := reference_of(node)):
                yield reference
            for key, child in node.items():
                if is_map or not (key in LITERALS or key.startswith("x-")):
                    pending.append((child, not is_map and key in _SCHEMA_MAPS))


def _unresolved(reference: str, reason: str) -> DocumentError:
    message = f"the reference {reference!r} cannot be resolved: {reason}"
    return DocumentError(message, diagnostics=(error("unresolved-reference", message),))
