"""Rules between the parts of operations: unique ids, parameters and tags; path parameters against the path.

One of the checks that `validate.py` runs; they are those of openapi-spec-validator 0.9 (`keywords.py` there),
with the place of each finding, which it does not give. Sources: OpenAPI 3.0.4 and 3.1.1, Operation Object
(`operationId`), Parameter Object (`name`), Path Item Object (`parameters`), Paths Object (templates), Tag Object.
"""

from __future__ import annotations

import string
from collections.abc import Iterator

from msgspec import Struct

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import METHODS, Path, Structure


class Operation(Struct, frozen=True):
    """An operation, the path item that holds it, and where both stand."""

    path: str
    method: str
    value: JsonObject
    item: JsonObject

    @property
    def tokens(self) -> Path:
        """The path of the operation in the document."""
        return ("paths", self.path, self.method)


def operations(structure: Structure) -> Iterator[Operation]:
    """Yield the operations under `paths`, with references to path items followed."""
    return (one for one in _below(structure, "paths") if not one.path.startswith("x-"))


def webhooks(structure: Structure) -> Iterator[Operation]:
    """Yield the operations under `webhooks`, with the name of each as its path."""
    return _below(structure, "webhooks")


def _below(structure: Structure, member: str) -> Iterator[Operation]:
    items = structure.tree.get(member)
    for name, node in items.items() if isinstance(items, dict) else ():
        item = structure.resolved(node)
        if isinstance(item, dict):
            yield from (Operation(name, method, held, item) for method, held in _held(item))


def operation_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each rule between the parts of operations that the document breaks."""
    yield from _tag_findings(structure.tree.get("tags"))
    yield from _id_findings(structure)
    for node in structure.nodes:
        if node.kind in ("pathItem", "operation"):
            yield from _duplicate_parameters(structure, node.value.get("parameters"), node.path)
    for operation in operations(structure):
        yield from _path_parameter_findings(structure, operation)


def _held(item: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for name in METHODS:
        if isinstance(held := item.get(name), dict):
            yield name, held


def _tag_findings(tags: JsonValue) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        name = tag.get("name") if isinstance(tag, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            yield finding("duplicate-tag", f"the tag {name!r} is described twice", pointer_to("tags", index))
        seen.add(name)


def _id_findings(structure: Structure) -> Iterator[Diagnostic]:
    first: dict[str, Operation] = {}
    for operation in operations(structure):
        name = operation.value.get("operationId")
        if not isinstance(name, str):
            continue
        if name in first:
            other = first[name]
            message = f"the operationId {name!r} is also that of {other.method.upper()} {other.path}"
            yield finding("duplicate-operation-id", message, pointer_to(*operation.tokens, "operationId"))
        first.setdefault(name, operation)


def _duplicate_parameters(structure: Structure, parameters: JsonValue, path: Path) -> Iterator[Diagnostic]:
    seen: set[tuple[JsonValue, JsonValue]] = set()
    for index, node in enumerate(parameters if isinstance(parameters, list) else ()):
        name, location = _identity(structure, node)
        if not name or not location:
            continue
        if (name, location) in seen:
            message = f"the {location} parameter {name!r} is declared twice"
            yield finding("duplicate-parameter", message, pointer_to(*path, "parameters", index))
        seen.add((name, location))


def _path_parameter_findings(structure: Structure, operation: Operation) -> Iterator[Diagnostic]:
    """Compare the declared path parameters with those in the path; one that is declared only is never sent."""
    declared = {
        name
        for holder in (operation.item, operation.value)
        for name, location in (_identity(structure, node) for node in _list(holder.get("parameters")))
        if location == "path" and name
    }
    try:
        templated = {name for _, name, _, _ in string.Formatter().parse(operation.path) if name}
    except ValueError as failure:
        message = f"the braces in the path are not paired: {failure}"
        yield finding("path-parameter", message, pointer_to(*operation.tokens))
        return
    if templated == declared:
        return
    pointer = pointer_to(*operation.tokens)
    for name in sorted(templated - declared):
        yield finding("path-parameter", f"the path's parameter {name!r} is not declared", pointer)
    for name in sorted(declared - templated):
        yield finding("path-parameter", f"the path parameter {name!r} is not in the path", pointer)


def _identity(structure: Structure, node: JsonValue) -> tuple[str, str]:
    """Return the name and location of a parameter, each empty where it has none."""
    parameter = structure.resolved(node)
    if not isinstance(parameter, dict):
        return "", ""
    name, location = parameter.get("name"), parameter.get("in")
    return name if isinstance(name, str) else "", location if isinstance(location, str) else ""


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
