"""Rules about a single object that a meta-schema could state, and that of the document's version does not.

Run by `validate.py`, with the rules of `rules.py`. They are looked for in every object, wherever it stands. The
docstring of a rule states what has to hold, with the section of OpenAPI 3.0.4 and 3.1.1 that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject
from ampeco_refgen.openapi.references import Path
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import (
    SECTIONS,
    Node,
    Structure,
    is_plain_reference,
    list_or_empty,
    object_or_empty,
)

_COMPONENT_NAME = re.compile(r"[a-zA-Z0-9.\-_]+")


def object_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each object that breaks one of the rules."""
    for node in structure.nodes:
        if is_plain_reference(node.kind, node.value, structure.dialect):
            continue
        yield from _server_variables(node)
        if structure.dialect == "3.0":
            yield from _only_in_3_0(node)


def _only_in_3_0(node: Node) -> Iterator[Diagnostic]:
    """Yield the findings of the rules that are 3.0's alone, or that the meta-schemas of later versions state."""
    match node.kind:
        case "schema":
            yield from _array_items(node)
            yield from _one_direction(node)
        case "example":
            yield from _one_value(node)
        case "link":
            yield from _link_target(node)
        case "components":
            yield from _component_names(node)


def _array_items(node: Node) -> Iterator[Diagnostic]:
    """A schema of the type `array` has `items` (OpenAPI 3.0.4, Schema Object; JSON Schema demands none)."""
    if node.value.get("type") == "array" and "items" not in node.value:
        yield finding("missing-member", "schema: 'items' is missing, which an array must have", pointer_to(*node.path))


def _one_direction(node: Node) -> Iterator[Diagnostic]:
    """A property is not both `readOnly` and `writeOnly` (OpenAPI 3.0.4, Schema Object; 3.1 leaves it to the API)."""
    if node.value.get("readOnly") is True and node.value.get("writeOnly") is True:
        message = "schema: it is both readOnly and writeOnly, so it is in no request and in no response"
        yield finding("no-direction", message, pointer_to(*node.path))


def _one_value(node: Node) -> Iterator[Diagnostic]:
    """An example has either a `value` or an `externalValue` (Example Object)."""
    if "value" in node.value and "externalValue" in node.value:
        message = "example: it has both value and externalValue, which exclude each other"
        yield finding("invalid-value", message, pointer_to(*node.path))


def _link_target(node: Node) -> Iterator[Diagnostic]:
    """A link has an `operationId` or an `operationRef` (Link Object)."""
    if "operationId" not in node.value and "operationRef" not in node.value:
        message = "link: neither operationId nor operationRef is stated, so it leads to no operation"
        yield finding("missing-member", message, pointer_to(*node.path))


def _component_names(node: Node) -> Iterator[Diagnostic]:
    """The names of components match `^[a-zA-Z0-9.\\-_]+$` (Components Object)."""
    for section in SECTIONS:
        for name in object_or_empty(node.value.get(section)):
            if not _COMPONENT_NAME.fullmatch(name):
                message = f"components {section}: the name {name!r} has other characters than letters, digits, . - _"
                yield finding("invalid-value", message, pointer_to(*node.path, section, name))


def _server_variables(node: Node) -> Iterator[Diagnostic]:
    """The default of a server variable is one of its `enum` (OpenAPI 3.1.1, Server Variable Object; 3.0.4: should)."""
    for path, variable in _variables(node):
        values, default = list_or_empty(variable.get("enum")), variable.get("default")
        if values and isinstance(default, str) and default not in values:
            message = f"server variable: the default {default!r} is none of the values in enum"
            yield finding("invalid-value", message, pointer_to(*path, "default"))


def _variables(node: Node) -> Iterator[tuple[Path, JsonObject]]:
    """Yield the variables of an object's servers, those of the server of a link included, each with its place."""
    servers: list[tuple[Path, object]] = []
    if node.kind in ("document", "pathItem", "operation"):
        servers = [
            ((*node.path, "servers", i), server) for i, server in enumerate(list_or_empty(node.value.get("servers")))
        ]
    elif node.kind == "link":
        servers = [((*node.path, "server"), node.value.get("server"))]
    for path, server in servers:
        variables = server.get("variables") if isinstance(server, dict) else None
        for name, variable in object_or_empty(variables).items():
            yield (*path, "variables", name), object_or_empty(variable)
