"""`$ref` resolution: a lazy walk by JSON pointer inside the document, and which references are recursive.

Only `#/…` references are ever followed; validation refuses a document that has others. The walk keeps the names that
`prance` throws away, knows recursion before it meets it, and costs a few milliseconds. `dereferenced` is the one place
for prance; the tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, NoReturn, TypeAlias, cast
from urllib.parse import unquote

from msgspec import Struct

from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonObject, JsonValue

Path: TypeAlias = tuple[str | int, ...]
"""The names and indexes that lead to a place in a document."""

_SCHEMA_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_LITERALS = frozenset({"example", "examples", "default", "enum", "const"})
"""Members that hold data, in which `$ref` is a name like any other."""


def reference_of(node: JsonValue) -> str:
    """Return the `$ref` of a Reference Object, or `""` when the node is none."""
    if not isinstance(node, dict) or "$ref" not in node:
        return ""
    target = node["$ref"]
    return target if isinstance(target, str) else ""


def path_of(reference: str) -> Path:
    """Return the tokens of an internal reference (RFC 6901 section 6: percent-decoded, then unescaped)."""
    tokens = reference.removeprefix("#").split("/")[1:]
    return tuple(unquote(token).replace("~1", "/").replace("~0", "~") for token in tokens)


class End(Struct, frozen=True):
    """The node at the end of a chain of references; or `None` and the fault, a code of `severity.py`."""

    value: JsonValue = None
    fault: str = ""


class References:
    """Answers what a reference of one document points at, and whether following it would never end.

    `end` and `find` are for documents that have not been validated: they never raise.
    """

    def __init__(self, tree: JsonObject) -> None:
        self._tree = tree
        self._ends: dict[str, End] = {}  # so that a chain of ten thousand references is walked once, not from each
        self._recursive: dict[str, bool] = {}

    def target(self, reference: str) -> JsonValue:
        """Return the node that `reference` (`#/a/b`) points at; raises `DocumentError` when there is none."""
        if not reference.startswith("#"):
            raise _unresolved(reference, "it leads out of the document")
        node: JsonValue = self._tree
        for token in path_of(reference):
            node = _child(node, str(token), reference)
        return node

    def find(self, reference: str) -> JsonValue:
        """Return what a reference points at, `None` where it leads nowhere or out of the document."""
        if not reference.startswith("#/"):
            return None
        try:
            return self.target(reference)
        except DocumentError:
            return None

    def end(self, node: JsonValue) -> End:
        """Return what a node comes to: itself, or what the chain of references that begins with it ends with.

        A reference that leads out of the document is an end without a fault, since it is a finding of its own.
        """
        chain: dict[str, None] = {}
        while (reference := reference_of(node)).startswith("#/") and reference not in self._ends:
            if reference in chain:
                self._ends |= dict.fromkeys(chain, End(fault="circular-reference"))
                return self._ends[reference]
            chain[reference] = None
            node = self.find(reference)
        end = self._ends.get(reference) or End(node, "" if node is not None else "dangling-reference")
        self._ends |= dict.fromkeys(chain, end)
        return end

    def resolved(self, node: JsonValue) -> JsonValue:
        """Follow a chain of references to the first node that is none; raises `DocumentError` on a circle."""
        return self._chain(node)[-1] if reference_of(node) else node

    def completed(self, node: JsonValue, names: Container[str] | None = None) -> JsonValue:
        """Return what `resolved` does, with the members that stand beside the references on the way to it.

        The nearest counts. `names` are those that may stand there, all when `None`.
        """
        if not reference_of(node):
            return node
        *referring, target = self._chain(node)
        for step in reversed(referring):
            beside = step if isinstance(step, dict) else {}
            own = {name: value for name, value in beside.items() if name != "$ref" and (names is None or name in names)}
            target = {**target, **own} if own and isinstance(target, dict) else target
        return target

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


def _child(node: JsonValue, token: str, reference: str) -> JsonValue:
    if isinstance(node, dict) and token in node:
        return node[token]
    if isinstance(node, list) and token.isascii() and token.isdigit() and int(token) < len(node):
        return node[int(token)]
    raise _unresolved(reference, f"there is no {token!r}")


def open_nothing(uri: str) -> NoReturn:
    """Refuse, as the retriever of a validator, whatever is outside the document: raises `ValueError`."""
    raise ValueError(f"{uri} is outside the document and is not opened")


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
                if is_map or not (key in _LITERALS or key.startswith("x-")):
                    pending.append((child, not is_map and key in _SCHEMA_MAPS))


def dereferenced(tree: JsonObject) -> JsonObject:
    """Return a document with every reference replaced by what it points at, for tools that cannot follow them.

    Recursive ones stay references. Neither the names of schemas nor what stands beside a reference is kept, so the
    catalog is not built of this. Raises `DocumentError` where prance cannot resolve one, such as a property that is
    called `$ref`.
    """
    from prance.util.resolver import RESOLVE_INTERNAL, RefResolver
    from prance.util.url import ResolutionError

    def kept(limit: int, parsed_url: Any, recursions: tuple[Any, ...] = ()) -> JsonObject:  # noqa: ANN401, ARG001
        return {"$ref": f"#{parsed_url.fragment}"}

    resolver = RefResolver(
        tree,
        "file:///document.json",
        resolve_types=RESOLVE_INTERNAL,
        recursion_limit_handler=kept,
    )
    try:
        resolver.resolve_references()
    except (ResolutionError, ValueError, TypeError, AttributeError, KeyError) as problem:
        message = f"the references cannot be written out: {problem}"
        raise DocumentError(
            message, hint="fetch it without --deref", diagnostics=(error("unresolved-reference", message),)
        ) from None
    return cast("JsonObject", resolver.specs)


def _unresolved(reference: str, reason: str) -> DocumentError:
    message = f"the reference {reference!r} cannot be resolved: {reason}"
    return DocumentError(message, diagnostics=(error("unresolved-reference", message),))
