"""`$ref` resolution: references are followed by JSON pointer, inside the document and only when somebody asks.

Only `#/…` references are ever followed: `identifiers.py` makes such of those by `$id` and anchor, and validation
refuses a document that has others. The names of schemas are kept, which `prance` throws away, and whether a schema is
recursive is known before its members are looked at. `dereferenced` is the only function that uses prance; the tests
compare the two.
"""

from __future__ import annotations

import re
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
_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")
"""An index of a list (RFC 6901, section 4): more digits are more than any list has, and than `int` would take."""
_LITERALS = frozenset({"example", "examples", "default", "enum", "const"})
"""Members of a schema that hold data, in which `$ref` is a name like any other."""


def reference_of(node: JsonValue) -> str:
    """Return the `$ref` of a node, or `""` where it has none or one that is no text."""
    if not isinstance(node, dict) or "$ref" not in node:
        return ""
    target = node["$ref"]
    return target if isinstance(target, str) else ""


def path_of(reference: str) -> Path:
    """Return the tokens of a reference `#/a/b`, percent-decoded and then unescaped (RFC 6901, sections 6 and 4)."""
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
        # Without it, a chain of ten thousand references would be walked again from each of them.
        self._ends: dict[str, End] = {}
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
        """Return the node itself, or the end of the chain of references that it begins.

        A reference that leads out of the document is an end without a fault: `rules.py` has a finding of its own for
        it.
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
        """Return the node that a chain of references ends with, `node` itself where it refers to nothing.

        Raises `DocumentError` on a circle, and where a reference leads nowhere.
        """
        return self._chain(node)[-1] if reference_of(node) else node

    def completed(self, node: JsonValue, names: Container[str] | None = None) -> JsonValue:
        """Return what `resolved` does, with the members that stand beside the references of the chain added to it.

        Of several members of one name that of the first reference counts, and the target's own counts least. `names`
        are the members that are added, all where it is `None`. Raises as `resolved` does.
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
        """Tell whether the schema that `reference` points at leads back to itself, directly or by other references.

        Raises `DocumentError` where one of these references leads nowhere.
        """
        if reference not in self._recursive:
            self._find_cycles(reference)
        return self._recursive[reference]

    def _find_cycles(self, start: str) -> None:
        """Find which of the references that `start` leads to are recursive, that one included.

        It is Tarjan's algorithm for strongly connected components, with a stack in the place of recursion, since
        references can form long chains.
        """
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
        """Take a component off the stack, from its `root` up, and note whether its references are recursive.

        They are where there are several, or where the only one refers to itself.
        """
        members = stack[stack.index(root) :]
        del stack[-len(members) :]
        on_stack.difference_update(members)
        loops = len(members) > 1 or root in references_in(self.target(root))
        for member in members:
            self._recursive[member] = loops


def _child(node: JsonValue, token: str, reference: str) -> JsonValue:
    if isinstance(node, dict) and token in node:
        return node[token]
    if isinstance(node, list) and _INDEX.fullmatch(token) and int(token) < len(node):
        return node[int(token)]
    raise _unresolved(reference, f"there is no {token!r}")


def open_nothing(uri: str) -> NoReturn:
    """Raise `ValueError`: given to validators as the function that would open what is outside the document."""
    raise ValueError(f"{uri} is outside the document and is not opened")


def references_in(schema: JsonValue) -> Iterator[str]:
    """Yield the references in a schema and the schemas in it.

    Examples, defaults, enums and extensions are passed over, where `$ref` is only data, and so are properties of that
    name.
    """
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
