"""Rules that a meta-schema cannot state, because they are about several objects: paths, schemas, references.

Run by `validate.py`. Some are openapi-spec-validator's own (`keywords.py` of its version 0.9); here each finding has a
place, which it does not give, and bodies, headers and callbacks are looked at too, which it passes over. The others it
does not have. A rule takes the `Structure` of a document and yields findings; what each code means for the
document, and why, is the table in `severity.py`.

The docstring of a rule states what has to hold, with the section of OpenAPI 3.0.4 and 3.1.1 that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.references import Path
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import (
    METHODS,
    Node,
    Structure,
    children,
    is_plain_reference,
    leads_elsewhere,
    list_or_empty,
    object_or_empty,
)

Rule: TypeAlias = Callable[[Structure], Iterator[Diagnostic]]

_REFERENCE_FAULTS = {
    "dangling-reference": "leads to nothing",
    "circular-reference": "leads back to itself",
    "wrong-reference": "leads to another kind of object",
}
_NOT_FOLLOWED = ("$dynamicRef", "$recursiveRef")
_STANDARD_DIALECTS = ("https://spec.openapis.org/oas/3.", "https://json-schema.org/draft/2020-12/schema")
_TEMPLATE = re.compile(r"\{[^{}]*\}")


def reference_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each `$ref` that cannot be followed within the document (Reference Object).

    Called before all other checks: a document that refers to something outside must be refused before a library could
    open that.
    """
    for node in structure.nodes:
        reference = node.value.get("$ref")
        if not isinstance(reference, str):
            continue  # `meta_schema.py` reports it
        pointer = pointer_to(*node.path, "$ref")
        if not reference.startswith("#"):
            reason = "" if structure.dialect == "3.0" else ": no $id in it is that"
            yield finding("remote-reference", f"{reference!r} leads out of the document{reason}", pointer)
        elif not reference.startswith("#/"):
            reason = ", which OpenAPI 3.0 does not know" if structure.dialect == "3.0" else " that no schema there has"
            what = f"names an anchor{reason}" if reference != "#" else "leads to the whole document"
            yield finding("anchor-reference", f"{reference!r} {what}", pointer)
        elif code := _reference_fault(structure, node, reference):
            yield finding(code, f"{reference!r} {_REFERENCE_FAULTS[code]}", pointer)


def rule_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each way in which a document breaks one of the `RULES`."""
    for rule in RULES:
        yield from rule(structure)


def _reference_fault(structure: Structure, node: Node, reference: str) -> str:
    """Return the code of what is wrong with an internal reference, or with the chain that it begins, or `""`."""
    if leads_elsewhere(node.kind, reference):
        return "wrong-reference"
    end = structure.references.end(node.value)
    if end.fault or isinstance(end.value, dict) or (isinstance(end.value, bool) and node.kind == "schema"):
        return end.fault
    return "wrong-reference"


def _unfollowed_keywords(structure: Structure) -> Iterator[Diagnostic]:
    """No schema has a `$recursiveRef`, or a `$dynamicRef` that `identifiers.py` left: they lead here or there.

    JSON Schema Core 2020-12, section 8.2.3.2; 2019-09 for `$recursiveRef`. They are valid, but not followed here.
    """
    if structure.dialect == "3.0":
        return
    for node in structure.of_kind("schema"):
        for keyword in _NOT_FOLLOWED:
            if keyword in node.value:
                message = f"{keyword} is not followed: where it leads depends on how it is come by"
                yield finding("dynamic-reference", message, pointer_to(*node.path, keyword))


def _discriminator_mappings(structure: Structure) -> Iterator[Diagnostic]:
    """Each value of a discriminator's mapping is the name of a schema or a reference to one (Discriminator Object)."""
    for node in structure.of_kind("schema"):
        mapping = object_or_empty(object_or_empty(node.value.get("discriminator")).get("mapping"))
        for value, target in mapping.items():
            if not isinstance(target, str):
                continue
            reference = target if target.startswith("#") else f"#/components/schemas/{target}"
            if not isinstance(structure.references.find(reference), dict | bool):
                message = f"the value {value!r} maps to {target!r}, which is no schema of the document"
                yield finding("dangling-mapping", message, pointer_to(*node.path, "discriminator", "mapping", value))


class _PathOperation(Struct, frozen=True):
    """An operation by its path and method, with the path item that holds it."""

    path: str
    method: str
    value: JsonObject
    item: JsonObject

    @property
    def place(self) -> Path:
        """The path to the operation in the document, if it is one of `paths`."""
        return ("paths", self.path, self.method)


def _operations(structure: Structure, member: str = "paths") -> Iterator[_PathOperation]:
    """Yield the operations under `paths` (or `webhooks`), with references to path items followed."""
    for path, node in object_or_empty(structure.tree.get(member)).items():
        item = structure.resolved(node)
        if not isinstance(item, dict) or (member == "paths" and path.startswith("x-")):
            continue
        for method in METHODS:
            if isinstance(operation := item.get(method), dict):
                yield _PathOperation(path, method, operation, item)


def _some_operation(structure: Structure) -> Iterator[Diagnostic]:
    """The document has an operation, under `paths` or `webhooks`.

    The specification does not demand one, but without it there would be nothing to make pages of.
    """
    if next(_operations(structure), None) is None and next(_operations(structure, "webhooks"), None) is None:
        yield finding("no-operation", "no path of the document has an operation", "#/paths")


def _known_version(structure: Structure) -> Iterator[Diagnostic]:
    """The document is OpenAPI 3.0 or 3.1, of which everything is read."""
    if structure.dialect == "3.2":
        yield finding("openapi-3.2", "OpenAPI 3.2 is new here: not all that is new in it is shown", "#/openapi")


def _unique_tags(structure: Structure) -> Iterator[Diagnostic]:
    """A tag is described once (Tag Object)."""
    seen: set[str] = set()
    for index, tag in enumerate(list_or_empty(structure.tree.get("tags"))):
        name = object_or_empty(tag).get("name")
        if not isinstance(name, str):
            continue
        if name in seen:
            yield finding("duplicate-tag", f"the tag {name!r} is described twice", pointer_to("tags", index))
        seen.add(name)


def _unique_operation_ids(structure: Structure) -> Iterator[Diagnostic]:
    """No two operations have the same `operationId` (Operation Object)."""
    first: dict[str, _PathOperation] = {}
    for operation in _operations(structure):
        name = operation.value.get("operationId")
        if not isinstance(name, str):
            continue
        if (other := first.setdefault(name, operation)) is not operation:
            message = f"the operationId {name!r} is also that of {other.method.upper()} {other.path}"
            yield finding("duplicate-operation-id", message, pointer_to(*operation.place, "operationId"))


def _unique_parameters(structure: Structure) -> Iterator[Diagnostic]:
    """A list of parameters has no two of the same name and location (Path Item Object, Operation Object)."""
    for node in structure.nodes:
        if node.kind not in ("pathItem", "operation"):
            continue
        seen: set[tuple[str, str]] = set()
        for index, parameter in enumerate(list_or_empty(node.value.get("parameters"))):
            name, location = identity = _name_and_location(structure, parameter)
            if name and location and identity in seen:
                message = f"the {location} parameter {name!r} is declared twice"
                yield finding("duplicate-parameter", message, pointer_to(*node.path, "parameters", index))
            seen.add(identity)


def _path_parameters(structure: Structure) -> Iterator[Diagnostic]:
    """The path parameters that are declared are those in the path (Parameter Object, Paths Object)."""
    for operation in _operations(structure):
        pointer = pointer_to(*operation.place)
        templated = {template[1:-1] for template in _TEMPLATE.findall(operation.path)} - {""}
        if not {"{", "}"}.isdisjoint(_TEMPLATE.sub("", operation.path)):
            yield finding("path-parameter", "the braces in the path are not paired", pointer)
            continue
        parameters = [
            _name_and_location(structure, node)
            for holder in (operation.item, operation.value)
            for node in list_or_empty(holder.get("parameters"))
        ]
        declared = {name for name, location in parameters if location == "path" and name}
        for name in sorted(templated - declared):
            yield finding("path-parameter", f"the path's parameter {name!r} is not declared", pointer)
        for name in sorted(declared - templated):
            yield finding("path-parameter", f"the path parameter {name!r} is not in the path", pointer)


def _name_and_location(structure: Structure, node: JsonValue) -> tuple[str, str]:
    """Return the name and location of a parameter, each empty where it has none."""
    parameter = object_or_empty(structure.resolved(node))
    name, location = parameter.get("name"), parameter.get("in")
    return name if isinstance(name, str) else "", location if isinstance(location, str) else ""


def _distinct_paths(structure: Structure) -> Iterator[Diagnostic]:
    """No two paths differ only in the names of their parameters (Paths Object)."""
    first: dict[str, str] = {}
    for path in object_or_empty(structure.tree.get("paths")):
        if path.startswith("x-"):
            continue
        other = first.setdefault(_TEMPLATE.sub("{}", path), path)
        if other != path:
            message = f"the path differs from {other} only in the names of its parameters"
            yield finding("ambiguous-path", message, pointer_to("paths", path))


def _security_schemes(structure: Structure) -> Iterator[Diagnostic]:
    """What a security requirement names is a security scheme (Security Requirement Object)."""
    known = object_or_empty(object_or_empty(structure.tree.get("components")).get("securitySchemes"))
    lists: list[tuple[Path, JsonValue]] = [(("security",), structure.tree.get("security"))]
    lists += [((*node.path, "security"), node.value.get("security")) for node in structure.of_kind("operation")]
    for path, requirements in lists:
        for index, requirement in enumerate(list_or_empty(requirements)):
            for name in object_or_empty(requirement):
                if name not in known and not (structure.dialect == "3.2" and "/" in name):  # 3.2 allows a URI
                    message = f"the security scheme {name!r} is not defined"
                    yield finding("undefined-security-scheme", message, pointer_to(*path, index, name))


def _links(structure: Structure) -> Iterator[Diagnostic]:
    """The `operationId` of a link is that of an operation (Link Object)."""
    operations = structure.of_kind("operation")
    ids = {name for node in operations if isinstance(name := node.value.get("operationId"), str)}
    for node in structure.of_kind("link"):
        name = node.value.get("operationId")
        if isinstance(name, str) and name not in ids:
            message = f"no operation has the operationId {name!r}"
            yield finding("dangling-link", message, pointer_to(*node.path, "operationId"))


def _required_properties(structure: Structure) -> Iterator[Diagnostic]:
    """Each name in the `required` of a schema with an `allOf` is a property that the schema or a part of it defines.

    That is openapi-spec-validator's rule; JSON Schema has none. Only the schemas that other objects hold are looked
    at (of a body, a parameter, …), not schemas in schemas: a part of an `allOf` may require what another part defines.
    """
    for holder in structure.nodes:
        if holder.kind == "schema" or is_plain_reference(holder.kind, holder.value, structure.dialect):
            continue
        for kind, child, tail in children(holder.kind, holder.value):
            schema = object_or_empty(structure.resolved(child)) if kind == "schema" else {}
            required = list_or_empty(schema.get("required")) if "allOf" in schema else []
            defined = _property_names(structure, schema) if required else set()
            for name in required:
                if isinstance(name, str) and name not in defined:
                    message = f"{name!r} is required, but no part of the allOf defines it"
                    yield finding("undefined-required", message, pointer_to(*holder.path, *tail))


def _property_names(structure: Structure, schema: JsonObject) -> set[str]:
    """Return the names of all properties that a schema defines, with those of its parts, variants, items and `not`."""
    names: set[str] = set()
    pending: list[JsonValue] = [schema]
    seen: set[int] = set()
    while pending:
        node = structure.resolved(pending.pop())
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        names.update(object_or_empty(node.get("properties")))
        pending += [node.get("items"), node.get("not")]
        for keyword in ("allOf", "anyOf", "oneOf"):
            pending += list_or_empty(node.get(keyword))
    return names


def _known_dialects(structure: Structure) -> Iterator[Diagnostic]:
    """Each JSON Schema dialect that is named is OpenAPI's own, or 2020-12, on which that builds (3.1.1, Schema Object).

    A dialect decides which keywords there are and what they mean; no other one is known here.
    """
    if structure.dialect == "3.0":
        return
    stated: list[tuple[Path, JsonValue]] = [(("jsonSchemaDialect",), structure.tree.get("jsonSchemaDialect"))]
    stated += [((*node.path, "$schema"), node.value.get("$schema")) for node in structure.of_kind("schema")]
    for path, dialect in stated:
        if dialect is not None and not (isinstance(dialect, str) and dialect.startswith(_STANDARD_DIALECTS)):
            message = f"the JSON Schema dialect {dialect!r} is not known; schemas are read as OpenAPI's own"
            yield finding("unknown-dialect", message, pointer_to(*path))


RULES: tuple[Rule, ...] = (
    _known_version,
    _some_operation,
    _unique_tags,
    _unique_operation_ids,
    _unique_parameters,
    _path_parameters,
    _distinct_paths,
    _security_schemes,
    _links,
    _discriminator_mappings,
    _unfollowed_keywords,
    _required_properties,
    _known_dialects,
)
"""Every rule but those about `$ref`; a new one is a function above, a row here and a code in `severity.py`."""
