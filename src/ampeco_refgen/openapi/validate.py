"""Tree → findings: everything that is wrong with a document, at once, each with its place.

The second step of `document.py`. In a document that refers to something outside, only the references are checked, so
that no library can open it; for all others every check is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ampeco_refgen.diagnostics import Diagnostic, Severity
from ampeco_refgen.jsonvalue import JsonObject
from ampeco_refgen.openapi.defaults import default_findings
from ampeco_refgen.openapi.meta_schema import meta_schema_findings
from ampeco_refgen.openapi.object_rules import object_findings
from ampeco_refgen.openapi.rules import reference_findings, rule_findings
from ampeco_refgen.openapi.severity import OURS_ALONE, finding
from ampeco_refgen.openapi.spec_validator import spec_validator_findings
from ampeco_refgen.openapi.structure import Structure, walk

_DIALECT = re.compile(r"3\.[012](?=\.|$)")
_OUTSIDE = frozenset({"remote-reference", "anchor-reference"})


def dialect_of(tree: JsonObject) -> str:
    """Return `3.0`, `3.1` or `3.2`, or `""` for a document that is none of them (OpenAPI 3.1.1, Versions).

    A number is read too: it is a text without its quotes, which is a finding of its own.
    """
    stated = tree.get("openapi")
    match = _DIALECT.match(str(stated)) if isinstance(stated, str | float) else None
    return match[0] if match else ""


def validate(tree: JsonObject, *, complete: bool = False) -> tuple[Diagnostic, ...]:
    """Return all findings about a tree, the errors first, then by place.

    With `complete`, openapi-spec-validator is asked too, but only where nothing was found of the kind that it looks
    for: so no document is called sound that it refuses, and it need not repeat what is known.
    """
    dialect = dialect_of(tree)
    if not dialect:
        return (_not_read(tree),)
    findings = tuple(_findings(walk(tree, dialect)))
    if complete and all(known.code in OURS_ALONE for known in findings):
        findings = (*findings, *spec_validator_findings(tree, dialect))
    return ordered(findings)


def _findings(structure: Structure) -> Iterator[Diagnostic]:
    references = tuple(reference_findings(structure))
    yield from references
    if any(reference.code in _OUTSIDE for reference in references):
        return
    yield from meta_schema_findings(structure)
    yield from object_findings(structure)
    yield from rule_findings(structure)
    yield from default_findings(structure)


def ordered(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings without repetitions, the errors first, then by place."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda entry: (entry.severity is not Severity.ERROR, entry.pointer, entry.code)))


def _not_read(tree: JsonObject) -> Diagnostic:
    """Return the finding that says why a document is none of the versions that are read."""
    if "openapi" in tree:
        return finding("unsupported-version", f"openapi is {tree['openapi']!r}; 3.0, 3.1 and 3.2 are read", "#/openapi")
    if "swagger" in tree:
        return finding("swagger-2", "the document is Swagger 2.0, not OpenAPI 3", "#/swagger")
    return finding("not-openapi", "the document has no `openapi` member, so it is no OpenAPI document")
