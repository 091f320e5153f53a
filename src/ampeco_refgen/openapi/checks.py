"""Checks that openapi-spec-validator does not make: operations, security schemes, paths and links.

Run by `validate.py` after `reference_rules.py`. Sources: OpenAPI 3.0.4 and 3.1.1, Security Requirement Object, Paths
Object ("templated paths with the same hierarchy but different templated names"), Link Object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.openapi.operation_rules import operations, webhooks
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import Path, Structure

_TEMPLATE = re.compile(r"\{[^{}]*\}")


def own_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield what is wrong with a document beyond what its meta-schema and the stock validator know."""
    yield from _operation_findings(structure)
    yield from _path_findings(structure)
    yield from _security_findings(structure)
    yield from _link_findings(structure)
    if structure.dialect == "3.2":
        yield finding("openapi-3.2", "OpenAPI 3.2 is read like 3.1; what is new in it may be missing", "#/openapi")


def _operation_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Find that there is nothing to refer to; webhooks alone are enough (OpenAPI 3.1.1, OpenAPI Object)."""
    if next(operations(structure), None) is None and next(webhooks(structure), None) is None:
        yield finding("no-operation", "no path of the document has an operation", "#/paths")


def _path_findings(structure: Structure) -> Iterator[Diagnostic]:
    paths = structure.tree.get("paths")
    first: dict[str, str] = {}
    for path in paths if isinstance(paths, dict) else ():
        if path.startswith("x-"):
            continue
        other = first.setdefault(_TEMPLATE.sub("{}", path), path)
        if other != path:
            message = f"the path differs from {other} only in the names of its parameters"
            yield finding("ambiguous-path", message, pointer_to("paths", path))


def _security_findings(structure: Structure) -> Iterator[Diagnostic]:
    components = structure.tree.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    known = schemes if isinstance(schemes, dict) else {}
    holders: list[tuple[Path, JsonValue]] = [(("security",), structure.tree.get("security"))]
    holders += [((*node.path, "security"), node.value.get("security")) for node in structure.of_kind("operation")]
    for path, requirements in holders:
        for index, requirement in enumerate(requirements if isinstance(requirements, list) else ()):
            for name in requirement if isinstance(requirement, dict) else ():
                if name not in known and not (structure.dialect == "3.2" and "/" in name):  # 3.2 allows a URI
                    message = f"the security scheme {name!r} is not defined"
                    yield finding("undefined-security-scheme", message, pointer_to(*path, index, name))


def _link_findings(structure: Structure) -> Iterator[Diagnostic]:
    named = (node.value.get("operationId") for node in structure.of_kind("operation"))
    names = {name for name in named if isinstance(name, str)}
    for node in structure.of_kind("link"):
        name = node.value.get("operationId")
        if isinstance(name, str) and name not in names:
            message = f"no operation has the operationId {name!r}"
            yield finding("dangling-link", message, pointer_to(*node.path, "operationId"))
