"""`$id`, `$anchor` and what refers by them → references by JSON pointer, the only ones that later stages follow.

A step of `document.py`, between reading and validation. In OpenAPI 3.1 and later a `$ref` is resolved against a base
URI, that of the nearest `$id` around it, and may name a schema's `$id` or anchor (OpenAPI 3.1.1, Relative References in
API Description URIs; JSON Schema Core 2020-12, sections 8.2 and 9.1). Nothing is ever fetched: a reference to what no
`$id` of the document names stays as it is, for which validation refuses the document.
"""

from __future__ import annotations

from urllib.parse import unquote, urldefrag, urljoin

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.model import Parsed
from ampeco_refgen.openapi.reading import MAX_BYTES, InternedValue, Interner, value_of
from ampeco_refgen.openapi.references import Path, References
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import children, is_plain_reference

_IDENTIFIERS = frozenset({"$id", "$anchor", "$dynamicAnchor"})
_DOCUMENT = "https://document.invalid/a/b/c/d/document"
"""Stands for the address of the document, which nobody may refer to; relative `$id`s are resolved against it."""


def with_pointers(parsed: Parsed, dialect: str) -> Parsed:
    """Return a document in which each reference by `$id` or anchor is one by JSON pointer, and those keywords are gone.

    `$dynamicRef` becomes such a `$ref` where only one schema can be meant; else it stays, and validation warns of it.
    A pointer that leads to nothing within the schema of the `$id` around it is read from the root, with a warning.
    """
    if dialect not in ("3.1", "3.2"):
        return parsed
    if not any(isinstance(node, dict) and not _IDENTIFIERS.isdisjoint(node) for node in parsed.nodes):
        return parsed
    targets = _Targets(parsed.tree, dialect)
    rewriting = _Rewriting(targets, dialect)
    tree = value_of(rewriting.value("document", parsed.tree, (), _DOCUMENT))
    if not isinstance(tree, dict):
        return parsed
    nodes = tuple(rewriting.interner.nodes)
    return Parsed(tree=tree, nodes=nodes, diagnostics=(*parsed.diagnostics, *rewriting.findings))


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


class _Targets:
    """Which places of a document the URIs of its `$id`s and anchors lead to."""

    def __init__(self, tree: JsonObject, dialect: str) -> None:
        self._references = References(tree)
        self._resources: dict[str, Path] = {}
        self._anchors: dict[tuple[str, str], Path] = {}
        self._dynamic: dict[str, set[str]] = {}
        pending: list[tuple[str, JsonValue, Path, str]] = [("document", tree, (), _DOCUMENT)]
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
            pending += [(below, child, path + tail, base) for below, child, tail in reversed(children(kind, node))]

    def _add(self, node: JsonObject, path: Path, base: str) -> None:
        if isinstance(node.get("$id"), str) and base != _DOCUMENT:
            self._resources.setdefault(base, path)
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(name := node.get(keyword), str):
                self._anchors.setdefault((base, name), path)
                if keyword == "$dynamicAnchor":
                    self._dynamic.setdefault(name, set()).add(base)

    def pointer(self, reference: str, base: str) -> str:
        """Return the JSON pointer of what a reference leads to, or `""` where no `$id` or anchor says it."""
        uri, fragment = urldefrag(_joined(base, reference))
        fragment = unquote(fragment)
        if fragment and fragment[0] != "/":
            path = self._anchors.get((uri, fragment))
            return "" if path is None else _pointer(path)
        if uri not in self._resources:
            return ""
        pointer = _pointer(self._resources[uri]) + fragment.replace("%", "%25")
        return pointer if self._references.find(pointer) is not None else ""

    def is_name(self, name: str) -> bool:
        """Tell whether a component has the name."""
        return self._references.find(_pointer(("components", "schemas", name))) is not None

    def dynamic_pointer(self, reference: str, base: str) -> str:
        """Return the pointer of what a `$dynamicRef` leads to, `""` where that depends on how it is come by.

        It does where several schemas have a `$dynamicAnchor` of the name (JSON Schema Core 2020-12, section 8.2.3.2).
        """
        _, fragment = urldefrag(reference)
        return self.pointer(reference, base) if len(self._dynamic.get(fragment, ())) <= 1 else ""


def _pointer(path: Path) -> str:
    """Return a reference by JSON pointer, percent-encoded as far as `path_of` decodes it."""
    return pointer_to(*path).replace("%", "%25")


class _Rewriting:
    """Makes the document anew, with equal nodes as one object again."""

    def __init__(self, targets: _Targets, dialect: str) -> None:
        self.interner = Interner(largest=MAX_BYTES)
        self.findings: list[Diagnostic] = []
        self._targets = targets
        self._dialect = dialect
        self._made: dict[tuple[int, str, str], InternedValue] = {}

    def value(self, kind: str, node: JsonValue, path: Path, base: str) -> InternedValue:
        """Return what becomes of a value: of an OpenAPI object of a kind, or of mere data where that is `""`."""
        if isinstance(node, dict | list):
            key = (id(node), kind, base)
            if key not in self._made:
                self._made[key] = self._container(kind, node, path, base)
            return self._made[key]
        if isinstance(node, int | float) and not isinstance(node, bool):
            return self.interner.number(node)
        return node

    def _container(self, kind: str, node: JsonObject | list[JsonValue], path: Path, base: str) -> InternedValue:
        if isinstance(node, list):
            return self.interner.sequence(tuple(self.value("", child, (), "") for child in node))
        if not kind:
            return self.interner.mapping(tuple((name, self.value("", child, (), "")) for name, child in node.items()))
        base = _base_within(kind, node, base)
        kinds: dict[Path, str] = {}
        if not is_plain_reference(kind, node, self._dialect):
            kinds = {tail: below for below, _, tail in children(kind, node)}
        members: dict[str, InternedValue] = {}
        for name, member in node.items():
            if kind == "schema" and name in _IDENTIFIERS and isinstance(member, str):
                continue
            if name == "$ref" and isinstance(member, str):
                members[name] = self._reference(member, path, base)
            elif name == "$dynamicRef" and kind == "schema" and isinstance(member, str) and "$ref" not in node:
                pointer = self._targets.dynamic_pointer(member, base)
                members["$ref" if pointer else name] = pointer or member
            elif name == "discriminator" and kind == "schema" and isinstance(member, dict):
                members[name] = self._discriminator(member, base)
            else:
                members[name] = self._member(name, member, kinds, path, base)
        return self.interner.mapping(tuple(members.items()))

    def _discriminator(self, node: JsonObject, base: str) -> InternedValue:
        """Return a discriminator whose mapping has pointers instead of URIs; what may be a name is one.

        Source: OpenAPI Specification 3.1.1, Discriminator Object, on ambiguous values.
        """
        members = {name: self.value("", member, (), "") for name, member in node.items()}
        if isinstance(mapping := node.get("mapping"), dict):
            targets = tuple((value, self._mapped(target, base)) for value, target in mapping.items())
            members["mapping"] = self.interner.mapping(targets)
        return self.interner.mapping(tuple(members.items()))

    def _mapped(self, target: JsonValue, base: str) -> InternedValue:
        if not isinstance(target, str) or self._targets.is_name(target):
            return self.value("", target, (), "")
        return self._targets.pointer(target, base) or target

    def _reference(self, reference: str, path: Path, base: str) -> str:
        pointer = self._targets.pointer(reference, base)
        if not pointer and base != _DOCUMENT and reference.startswith("#/"):
            message = f"{reference!r} leads to nothing within the schema of its $id, so it is read from the root"
            self.findings.append(finding("dynamic-reference", message, pointer_to(*path, "$ref")))
        return pointer or reference

    def _member(self, name: str, member: JsonValue, kinds: dict[Path, str], path: Path, base: str) -> InternedValue:
        """Return what becomes of a member, which may be an OpenAPI object or hold some, at the places of `kinds`."""
        if (name,) in kinds:
            return self.value(kinds[name,], member, (*path, name), base)
        held = [tail for tail in kinds if tail[0] == name]
        if held and isinstance(member, list):
            items = enumerate(member)
            return self.interner.sequence(
                tuple(self.value(kinds.get((name, i), ""), child, (*path, name, i), base) for i, child in items)
            )
        if held and isinstance(member, dict):
            entries = member.items()
            return self.interner.mapping(
                tuple((k, self.value(kinds.get((name, k), ""), child, (*path, name, k), base)) for k, child in entries)
            )
        return self.value("", member, (), "")
