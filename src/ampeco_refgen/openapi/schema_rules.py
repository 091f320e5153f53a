"""Rules within schemas that no meta-schema states: required names that exist, a dialect that is known.

One of the checks that `validate.py` runs; they are those of openapi-spec-validator 0.9 (`keywords.py` there), for the
schemas of bodies, headers and callbacks too, which it passes over.
"""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import Node, Path, Structure, children, is_plain_reference

_STANDARD_DIALECTS = ("https://spec.openapis.org/oas/3.", "https://json-schema.org/draft/2020-12/schema")


def schema_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each rule that a schema breaks."""
    for node in structure.nodes:
        if node.kind != "schema":
            yield from _required_findings(structure, node)
    yield from _dialect_findings(structure)


def _dialect_findings(structure: Structure) -> Iterator[Diagnostic]:
    """A dialect says what keywords mean (OpenAPI 3.1.1, Schema Object); only that of OpenAPI itself is known."""
    if structure.dialect == "3.0":
        return
    named: list[tuple[Path, JsonValue]] = [(("jsonSchemaDialect",), structure.tree.get("jsonSchemaDialect"))]
    named += [((*node.path, "$schema"), node.value.get("$schema")) for node in structure.of_kind("schema")]
    for path, dialect in named:
        if dialect is not None and not (isinstance(dialect, str) and dialect.startswith(_STANDARD_DIALECTS)):
            message = f"the JSON Schema dialect {dialect!r} is not known; schemas are read as OpenAPI's own"
            yield finding("unknown-dialect", message, pointer_to(*path))


def _required_findings(structure: Structure, holder: Node) -> Iterator[Diagnostic]:
    """Look at the schemas that stand by themselves: in `allOf`, names may be required that another part defines."""
    if is_plain_reference(holder.kind, holder.value, structure.dialect):
        return
    for kind, child, tail in children(holder.kind, holder.value):
        schema = structure.resolved(child) if kind == "schema" else None
        required = schema.get("required") if isinstance(schema, dict) and "allOf" in schema else None
        if not isinstance(schema, dict) or not isinstance(required, list):
            continue
        defined = _property_names(structure, schema)
        for name in (name for name in required if isinstance(name, str) and name not in defined):
            message = f"{name!r} is required, but no part of the allOf defines it"
            yield finding("undefined-required", message, pointer_to(*holder.path, *tail))


def _property_names(structure: Structure, schema: JsonObject) -> set[str]:
    """Return the names of all properties that a schema, its parts and its items define."""
    names: set[str] = set()
    pending: list[JsonValue] = [schema]
    seen: set[int] = set()
    while pending:
        node = structure.resolved(pending.pop())
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        properties = node.get("properties")
        names.update(properties if isinstance(properties, dict) else ())
        pending += [node.get("items"), node.get("not")]
        for keyword in ("allOf", "anyOf", "oneOf"):
            parts = node.get(keyword)
            pending += parts if isinstance(parts, list) else []
    return names
