"""`$id`, `$anchor` and what refers by them → references by JSON pointer, the only ones that later stages follow.

A step of `document.py`, between reading and validation. In OpenAPI 3.1 and later a `$ref` is resolved against a base
URI, that of the nearest `$id` around it, and may name a schema's `$id` or anchor (OpenAPI 3.1.1, Relative References in
API Description URIs; JSON Schema Core 2020-12, sections 8.2 and 9.1). Nothing is ever fetched: a reference to what no
`$id` of the document names stays as it is, for which validation refuses the document.

What a `$dynamicRef` leads to depends on the way to it (`dynamic_anchors.py`). A schema to which there are several ways
on which it leads to different places is written out for each of them, beside the `$ref` that leads there.
"""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import unquote, urldefrag, urljoin

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.dynamic_anchors import DynamicAnchors, Place, Scope, as_reference
from ampeco_refgen.openapi.model import Parsed
from ampeco_refgen.openapi.reading import MAX_BYTES, InternedValue, Interner, value_of
from ampeco_refgen.openapi.references import Path, References, path_of
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import children, is_plain_reference

_IDENTIFIERS = frozenset({"$id", "$anchor", "$dynamicAnchor"})
_MOST_COPIES = 200
"""So many schemas are written out once more for one of the ways to them; a document that needs more is no sane one."""
_DEEPEST_COPY = 100
"""So many names and indexes may lead to such a schema: each is written out within what leads to it."""
_DOCUMENT = "https://document.invalid/a/b/c/d/document"
"""Stands for the address of the document, which nobody may refer to; relative `$id`s are resolved against it."""


def with_pointers(parsed: Parsed, dialect: str) -> Parsed:
    """Return a document in which each reference by `$id` or anchor is one by JSON pointer, and those keywords are gone.

    `$dynamicRef` becomes such a `$ref` where the document decides what is meant; else it stays, and validation warns of
    it.
    A pointer that leads to nothing within the schema of the `$id` around it is read from the root, with a warning.
    """
    if dialect not in ("3.1", "3.2"):
        return parsed
    is_named = dialect == "3.2" and "$self" in parsed.tree
    if not is_named and not any(isinstance(node, dict) and not _IDENTIFIERS.isdisjoint(node) for node in parsed.nodes):
        return parsed
    targets = _Targets(parsed.tree, dialect)
    rewriting = _Rewriting(targets, dialect)
    tree = value_of(rewriting.value("document", parsed.tree, (), Place(targets.document, frozenset())))
    if not isinstance(tree, dict):
        return parsed
    nodes = tuple(rewriting.interner.nodes)
    return Parsed(tree=tree, nodes=nodes, diagnostics=(*parsed.diagnostics, *rewriting.findings))


def _own_uri(tree: JsonObject, dialect: str) -> str:
    """Return the base URI of a document, its `$self` where it has one (OpenAPI 3.2.0, OpenAPI Object)."""
    stated = tree.get("$self") if dialect == "3.2" else None
    return urldefrag(_joined(_DOCUMENT, stated))[0] if isinstance(stated, str) else _DOCUMENT


def _base_within(kind: str, node: JsonObject, base: str) -> str:
    """Return the base URI of what an object holds: its own `$id`, resolved, where it is a schema that has one."""
    stated = node.get("$id") if kind == "schema" else None
    return urldefrag(_joined(base, stated))[0] if isinstance(stated, str) else base


def _joined(base: str, reference: str) -> str:
    """Return a reference as an absolute URI (RFC 3986, section 5.2), also with a base such as `urn:a:b`."""
    try:
        return base + reference if reference.startswith("#") else urljoin(base, reference)
    except ValueError:  # such as `http://[`
        return reference


_ANYWHERE = Place("", frozenset())
"""Stands for the place of mere data, in which nothing is resolved."""


class _Targets:
    """Which places of a document the URIs of its `$id`s and anchors lead to."""

    def __init__(self, tree: JsonObject, dialect: str) -> None:
        self._references = References(tree)
        self._resources: dict[str, Path] = {}
        self._anchors: dict[tuple[str, str], Path] = {}
        dynamic: dict[str, dict[str, set[Path]]] = {}
        self.document = _own_uri(tree, dialect)
        if self.document != _DOCUMENT:
            self._resources[self.document] = ()
        pending: list[tuple[str, JsonValue, Path, str]] = [("document", tree, (), self.document)]
        seen: set[tuple[int, str, str]] = set()
        while pending:
            kind, node, path, base = pending.pop()
            if not isinstance(node, dict) or (id(node), kind, base) in seen:
                continue
            seen.add((id(node), kind, base))
            if is_plain_reference(kind, node, dialect):
                continue
            base = _base_within(kind, node, base)
            if kind == "schema":
                self._add(node, path, base)
                if isinstance(name := node.get("$dynamicAnchor"), str):
                    dynamic.setdefault(name, {}).setdefault(base, set()).add(path)
            pending += [(below, child, path + tail, base) for below, child, tail in reversed(children(kind, node))]
        self.dynamic = DynamicAnchors(
            self._references,
            self._resources,
            dynamic,
            self.document,
            pointer=self.pointer,
            within=lambda node, around: _base_within("schema", node, around) if isinstance(node, dict) else around,
        )

    def _add(self, node: JsonObject, path: Path, base: str) -> None:
        if isinstance(node.get("$id"), str) and base != self.document:
            self._resources.setdefault(base, path)
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(name := node.get(keyword), str):
                self._anchors.setdefault((base, name), path)

    def pointer(self, reference: str, base: str) -> str:
        """Return the JSON pointer of what a reference leads to, or `""` where no `$id` or anchor says it."""
        uri, fragment = urldefrag(_joined(base, reference))
        fragment = unquote(fragment)
        if fragment and fragment[0] != "/":
            path = self._anchors.get((uri, fragment))
            return "" if path is None else as_reference(path)
        if uri not in self._resources:
            return ""
        pointer = as_reference(self._resources[uri]) + fragment.replace("%", "%25")
        return pointer if self._references.find(pointer) is not None else ""

    def is_name(self, name: str) -> bool:
        """Tell whether a component has the name."""
        return self._references.find(as_reference(("components", "schemas", name))) is not None

    def dynamic_pointer(self, reference: str, place: Place) -> str:
        """Return the pointer of what a `$dynamicRef` leads to, `""` where the document does not decide it."""
        uri, fragment = urldefrag(_joined(place.base, reference))
        first = self.pointer(reference, place.base)
        target = self.dynamic.target(unquote(fragment), uri, first, place.scope)
        return target if isinstance(target, str) else as_reference(target)

    def at(self, pointer: str) -> JsonValue:
        """Return what stands at a pointer, `None` where nothing does."""
        return self._references.find(pointer)


class _Rewriting:
    """Makes the document anew, with equal nodes as one object again."""

    def __init__(self, targets: _Targets, dialect: str) -> None:
        self.interner = Interner(largest=MAX_BYTES)
        self.findings: list[Diagnostic] = []
        self._targets = targets
        self._dialect = dialect
        self._made: dict[tuple[int, str, Place], InternedValue] = {}
        self._copies: dict[tuple[Path, Scope], str] = {}
        self._given_up: set[str] = set()

    def value(self, kind: str, node: JsonValue, path: Path, place: Place) -> InternedValue:
        """Return what becomes of a value: of an OpenAPI object of a kind, or of mere data where that is `""`."""
        if isinstance(node, dict | list):
            key = (id(node), kind, place)
            if key not in self._made:
                self._made[key] = self._container(kind, node, path, place)
            return self._made[key]
        if isinstance(node, int | float) and not isinstance(node, bool):
            return self.interner.number(node)
        return node

    def _container(self, kind: str, node: JsonObject | list[JsonValue], path: Path, place: Place) -> InternedValue:
        if isinstance(node, list):
            return self.interner.sequence(tuple(self._data(child) for child in node))
        if not kind:
            return self.interner.mapping(tuple((name, self._data(child)) for name, child in node.items()))
        base = _base_within(kind, node, place.base)
        if base != place.base:
            place = Place(base, self._targets.dynamic.entered(place.scope, base))
        kinds: dict[Path, str] = {}
        if not is_plain_reference(kind, node, self._dialect):
            kinds = {tail: below for below, _, tail in children(kind, node)}
        members: dict[str, InternedValue] = {}
        for name, member in node.items():
            if kind == "schema" and name in _IDENTIFIERS and isinstance(member, str):
                continue
            if name == "$ref" and isinstance(member, str):
                pointer = self._reference(member, path, place.base)
                members |= self._leading(kind, pointer, path, place.scope, node)
            elif name == "$dynamicRef" and kind == "schema" and isinstance(member, str) and "$ref" not in node:
                pointer = self._targets.dynamic_pointer(member, place)
                members |= self._leading(kind, pointer, path, place.scope, node) if pointer else {name: member}
            elif name == "discriminator" and kind == "schema" and isinstance(member, dict):
                members[name] = self._discriminator(member, place.base)
            else:
                members[name] = self._member(name, member, kinds, path, place)
        return self.interner.mapping(tuple(members.items()))

    def _discriminator(self, node: JsonObject, base: str) -> InternedValue:
        """Return a discriminator whose mapping has pointers instead of URIs; what may be a name is one.

        Source: OpenAPI Specification 3.1.1, Discriminator Object, on ambiguous values.
        """
        members = {name: self._data(member) for name, member in node.items()}
        if isinstance(mapping := node.get("mapping"), dict):
            targets = tuple((value, self._mapped(target, base)) for value, target in mapping.items())
            members["mapping"] = self.interner.mapping(targets)
        return self.interner.mapping(tuple(members.items()))

    def _mapped(self, target: JsonValue, base: str) -> InternedValue:
        if not isinstance(target, str) or self._targets.is_name(target):
            return self._data(target)
        return self._targets.pointer(target, base) or target

    def _data(self, node: JsonValue) -> InternedValue:
        return self.value("", node, (), _ANYWHERE)

    def _reference(self, reference: str, path: Path, base: str) -> str:
        pointer = self._targets.pointer(reference, base)
        if not pointer and base != self._targets.document and reference.startswith("#/"):
            message = f"{reference!r} leads to nothing within the schema of its $id, so it is read from the root"
            self.findings.append(finding("dynamic-reference", message, pointer_to(*path, "$ref")))
        return pointer or reference

    def _leading(self, kind: str, pointer: str, path: Path, scope: Scope, node: JsonObject) -> dict[str, InternedValue]:
        """Return the `$ref` by a pointer that a node has, beside it what it leads to where that is so on this way only.

        `scope` is what is bound in the node.
        """
        dynamic = self._targets.dynamic
        if kind != "schema" or not dynamic or not pointer.startswith("#"):
            return {"$ref": pointer}
        target = path_of(pointer)
        there = dynamic.place_of(target)
        wanted = dynamic.entered(scope, there.base)
        if wanted == there.scope:
            return {"$ref": pointer}
        names = dynamic.reached(target)
        wanted, known = _of_names(wanted, names), _of_names(there.scope, names)
        if wanted == known:
            return {"$ref": pointer}
        if (target, wanted) in self._copies:
            return {"$ref": self._copies[target, wanted]}
        keyword = "definitions" if "$defs" in node else "$defs"
        if keyword in node or len(self._copies) == _MOST_COPIES or len(path) > _DEEPEST_COPY:
            if pointer not in self._given_up:
                self._given_up.add(pointer)
                message = f"{pointer!r} holds dynamic references that lead elsewhere on this way"
                self.findings.append(finding("dynamic-reference", message, pointer_to(*path)))
            return {"$ref": pointer}
        name = re.sub(r"[^\w.-]+", "-", str(target[-1])) if target else "schema"
        copied = (*path, keyword, name)
        self._copies[target, wanted] = as_reference(copied)
        above = dynamic.place_of(target, itself=False)
        copy = self.value("schema", self._targets.at(pointer), copied, Place(above.base, wanted))
        return {"$ref": as_reference(copied), keyword: self.interner.mapping(((name, copy),))}

    def _member(self, name: str, member: JsonValue, kinds: dict[Path, str], path: Path, place: Place) -> InternedValue:
        """Return what becomes of a member, which may be an OpenAPI object or hold some, at the places of `kinds`."""
        if (name,) in kinds:
            return self.value(kinds[name,], member, (*path, name), place)
        held = [tail for tail in kinds if tail[0] == name]
        if held and isinstance(member, list):
            items = enumerate(member)
            return self.interner.sequence(
                tuple(self.value(kinds.get((name, i), ""), child, (*path, name, i), place) for i, child in items)
            )
        if held and isinstance(member, dict):
            entries = member.items()
            return self.interner.mapping(
                tuple((k, self.value(kinds.get((name, k), ""), child, (*path, name, k), place)) for k, child in entries)
            )
        return self._data(member)


def _of_names(scope: Scope, names: Container[str]) -> Scope:
    return frozenset(pair for pair in scope if pair[0] in names)
