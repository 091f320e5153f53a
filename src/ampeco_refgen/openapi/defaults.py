"""Whether the default of a schema fits the schema.

Run by `validate.py`; the rule is openapi-spec-validator's. jsonschema-rs judges the default by JSON Schema alone.
OpenAPI adds two things by which that verdict can be wrong, and they are looked at here: `nullable` (OpenAPI 3.0.4,
Schema Object) and the formats `int32` and `int64` (Data Type Format).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.references import open_nothing, references_in
from ampeco_refgen.openapi.severity import finding, one_line
from ampeco_refgen.openapi.structure import Node, Structure, children, is_plain_reference

if TYPE_CHECKING:
    from jsonschema_rs import Registry, Validator

_DOCUMENT = "urn:document"
_BITS = {"int32": 32, "int64": 64}


def default_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each reason why the default of a schema does not fit it."""
    validator = _DefaultValidator(structure)
    for node in structure.of_kind("schema"):
        if "default" in node.value and not is_plain_reference("schema", node.value, structure.dialect):
            for reason in validator.reasons(node):
                message = f"the default does not fit: {reason}"
                yield finding("default-mismatch", message, pointer_to(*node.path, "default"))


class _DefaultValidator:
    """Validates the defaults in one document."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure

    def reasons(self, node: Node) -> Iterator[str]:
        """Yield what is wrong with the default of a schema, in words."""
        default, name = node.value["default"], node.value.get("format")
        if _holds_null(default) and self._is_nullable(node.value):
            return  # JSON Schema knows no `nullable`, and would refuse each null that this allows
        bits = _BITS.get(name, 0) if isinstance(name, str) else 0
        if bits and isinstance(default, int) and not -(2 ** (bits - 1)) <= default < 2 ** (bits - 1):
            yield f"{default} is no {name}"
        try:
            for failure in self._validator(node).iter_errors(default):
                yield one_line(failure.message)
        except ValueError as failure:  # the schema is broken, or the default nests too deeply
            reason, *_ = str(failure).splitlines()
            yield f"it cannot be judged: {one_line(reason)}"

    def _validator(self, node: Node) -> Validator:
        import jsonschema_rs

        is_3_0 = self._structure.dialect == "3.0"
        validator = jsonschema_rs.Draft4Validator if is_3_0 else jsonschema_rs.Draft202012Validator
        if next(references_in(node.value), None) is None:
            return validator(node.value, validate_formats=False, retriever=open_nothing)
        reference = _DOCUMENT + "#" + quote(pointer_to(*node.path)[1:])
        return validator({"$ref": reference}, validate_formats=False, registry=self._registry, retriever=open_nothing)

    @cached_property
    def _registry(self) -> Registry:
        """The document, where references are looked up; made only when needed, as it takes 20 to 50 ms."""
        import jsonschema_rs

        draft = jsonschema_rs.Draft4 if self._structure.dialect == "3.0" else jsonschema_rs.Draft202012
        return jsonschema_rs.Registry([(_DOCUMENT, self._structure.tree)], draft=draft, retriever=open_nothing)

    def _is_nullable(self, schema: JsonObject) -> bool:
        """Tell whether a schema, or any schema in it, says `nullable: true`."""
        pending: list[JsonValue] = [schema]
        seen: set[int] = set()
        while pending:
            part = self._structure.resolved(pending.pop())
            if not isinstance(part, dict) or id(part) in seen:
                continue
            if part.get("nullable") is True:
                return True
            seen.add(id(part))
            pending += [child for _, child, _ in children("schema", part)]
        return False


def _holds_null(value: JsonValue) -> bool:
    if isinstance(value, dict | list):
        return any(_holds_null(item) for item in (value.values() if isinstance(value, dict) else value))
    return value is None
