"""References: every one leads to something of the right kind within the document.

One of the checks that `validate.py` runs, first of all, for whatever leads out of the document must be refused before
anything could open it. openapi-spec-validator misses most of this: it passes over bodies, headers and callbacks.
Sources: OpenAPI 3.0.4 and 3.1.1, Reference Object; RFC 6901 section 6.
"""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import Node, Structure, leads_elsewhere

_UNFOLLOWED = ("$dynamicRef", "$recursiveRef", "$id")
_FAULTS = {
    "dangling-reference": "leads to nothing",
    "circular-reference": "leads back to itself",
    "wrong-reference": "leads to another kind of object",
}


def reference_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each reference that cannot be followed, or should not be."""
    for node in structure.nodes:
        if "$ref" in node.value:
            yield from _finding_of(structure, node)
        if node.kind == "schema":
            yield from _keyword_findings(structure, node)


def _finding_of(structure: Structure, node: Node) -> Iterator[Diagnostic]:
    reference = node.value["$ref"]
    pointer = pointer_to(*node.path, "$ref")
    if not isinstance(reference, str):
        return  # the meta-schemas know
    if not reference.startswith("#"):
        yield finding("remote-reference", f"{reference!r} leads out of the document", pointer)
    elif not reference.startswith("#/"):
        yield finding("anchor-reference", f"{reference!r} is no JSON pointer into the document", pointer)
    elif code := _fault(structure, node, reference):
        yield finding(code, f"{reference!r} {_FAULTS[code]}", pointer)


def _fault(structure: Structure, node: Node, reference: str) -> str:
    """Return the code of what is wrong with an internal reference, or with the chain that it begins."""
    if leads_elsewhere(node.kind, reference):
        return "wrong-reference"
    end = structure.chains.end(node.value)
    if end.fault or isinstance(end.value, dict) or (isinstance(end.value, bool) and node.kind == "schema"):
        return end.fault
    return "wrong-reference"


def _keyword_findings(structure: Structure, node: Node) -> Iterator[Diagnostic]:
    """Look at what else refers in a schema; all of it is stated as it is and none of it is followed."""
    if structure.dialect != "3.0":
        for keyword in _UNFOLLOWED:
            if keyword in node.value:
                message = f"{keyword} is stated, but has no influence on where references lead"
                yield finding("dynamic-reference", message, pointer_to(*node.path, keyword))
    discriminator = node.value.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(target, str) and not _is_schema(structure, target):
            message = f"the value {value!r} maps to {target!r}, which is no schema of the document"
            yield finding("dangling-mapping", message, pointer_to(*node.path, "discriminator", "mapping", value))


def _is_schema(structure: Structure, target: str) -> bool:
    """Tell whether a discriminator's mapping names or points at a schema (OpenAPI 3.0.4, Discriminator Object)."""
    reference = target if target.startswith("#") else f"#/components/schemas/{target}"
    return isinstance(structure.chains.target(reference), dict | bool)
