"""Why an object does not fit its meta-schema → findings: the rows that say which failures are harmless.

Used by `meta_schema.py`, which finds the failures. A failure is known by the kind of object, the path of the value
within it, and the JSON Schema keyword that failed; `severity.py` says how bad its code is, `repair.py` acts on some.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.spec.severity import finding
from ampeco_refgen.spec.structure import MEMBERS, Holds, Node, Path

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_WITHOUT_FACTS = frozenset({"contact", "examples", "externalDocs", "license", "termsOfService", "xml"})
"""Members that say nothing of how the API is called; one of the wrong type is left out."""

_OF_THE_OTHER_VERSION = frozenset({"exclusiveMaximum", "exclusiveMinimum"})
"""Members of a schema that are a number in OpenAPI 3.1 and true or false in 3.0; both are read in both."""

_SPELLED = {
    "boolean": re.compile(r"true|false"),
    "integer": re.compile(r"-?(0|[1-9][0-9]{0,15})"),
    "number": re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?"),
}
"""JSON type → the texts that spell a value of it."""

_OUTCOMES = {
    "ignored-member": "; it is left out",
    "null-entry": "; it is taken as empty",
    "null-member": "; it is left out",
    "quoted-value": "; it is taken as what it spells",
    "unquoted-text": "; it is taken as a text",
}
"""Code → what `repair.py` does about it."""

_TYPE_NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


def shape_findings_of(node: Node, tail: Path, failure: ValidationError) -> Iterator[Diagnostic]:
    """Yield the findings for a failure at `tail`, the path from the object `node` on."""
    kind: Any = failure.kind
    what = f"{node.kind} {'.'.join(map(str, tail))}".rstrip()
    if kind.name in ("additionalProperties", "unevaluatedProperties"):
        for name in kind.unexpected:
            yield finding("unknown-member", f"{what}: unknown member {name!r}", pointer_to(*node.path, *tail, name))
        return
    code = _code(node.kind, tail, failure)
    reason = _reason(kind, tail, failure) + _OUTCOMES.get(code, "")
    yield finding(code, f"{what}: {reason}", pointer_to(*node.path, *tail))


def _code(node_kind: str, tail: Path, failure: ValidationError) -> str:
    kind: Any = failure.kind
    if kind.name == "type":
        return _code_of_type(node_kind, tail, failure)
    if kind.name == "required":
        incomplete = node_kind == "parameter" and not tail and kind.property in ("name", "in")
        return "incomplete-parameter" if incomplete else "missing-member"
    if kind.name == "propertyNames":
        return "unknown-member"
    return "parameter-location" if node_kind == "parameter" and tail == ("in",) else "invalid-value"


def _code_of_type(node_kind: str, tail: Path, failure: ValidationError) -> str:
    """Tell what can still be read from what cannot."""
    value, wanted = failure.instance, _wanted(failure)
    if tail in ((), ("$ref",)):
        return "wrong-type"
    if value is None:
        return "null-entry" if _is_entry(node_kind, tail) else "null-member"
    if isinstance(value, int | float) and wanted == ["string"]:
        return "unquoted-text"
    if isinstance(value, str) and any(name in _SPELLED and _SPELLED[name].fullmatch(value) for name in wanted):
        return "quoted-value"
    if _WITHOUT_FACTS.intersection(tail):
        return "ignored-member"
    if node_kind == "schema" and isinstance(value, int | float) and _is_read_anyway(tail, value):
        return "invalid-value"
    return "wrong-type"


def _is_read_anyway(tail: Path, value: float) -> bool:
    holds, kind = MEMBERS["schema"].get(str(tail[0]), (None, ""))
    is_boolean_schema = isinstance(value, bool) and kind == "schema" and len(tail) == (1 if holds is Holds.ONE else 2)
    return is_boolean_schema or tail[0] in _OF_THE_OTHER_VERSION


def _is_entry(node_kind: str, tail: Path) -> bool:
    """Tell whether a value stands under a name that is itself a fact: a status, a media type, a property."""
    holds, _ = MEMBERS[node_kind].get(str(tail[0]), (None, ""))
    named = len(tail) == 2 and holds in (Holds.NAMED, Holds.PATTERNED)
    return named or node_kind == "callback" or (tail[0] == "security" and len(tail) == 3)


def _reason(kind: Any, tail: Path, failure: ValidationError) -> str:  # noqa: ANN401  # the library's kinds are untyped
    match kind.name:
        case "type":
            found = _TYPE_NAMES.get(type(failure.instance), "number")
            return f"must be {' or '.join(_wanted(failure))}, not {found}"
        case "required":
            return f"{kind.property!r} is missing"
        case "enum" if tail == ("in",):
            return f"{_quoted(failure.instance)} is no place that a parameter can be sent in"
        case "enum":
            return f"{_quoted(failure.instance)} is none of {', '.join(map(_quoted, kind.options))}"
        case "pattern":
            return f"{_quoted(failure.instance)} does not match {kind.pattern}"
        case "format":
            return f"{_quoted(failure.instance)} is no {kind.format}"
    return failure.message


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _wanted(failure: ValidationError) -> list[str]:
    kind: Any = failure.kind
    return [str(name) for name in kind.types]
