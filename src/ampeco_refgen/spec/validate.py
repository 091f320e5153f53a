"""Tree → findings: everything that is wrong with a document, at once, each with its place.

The second step of `document.py`. A document that leads out of itself is not looked at further, so that nothing can be
opened; for all others every check is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ampeco_refgen.diagnostics import Diagnostic, Severity
from ampeco_refgen.jsonvalue import JsonObject
from ampeco_refgen.spec.checks import own_findings
from ampeco_refgen.spec.fast_validation import fast_findings, is_parity_tested
from ampeco_refgen.spec.reference_rules import reference_findings
from ampeco_refgen.spec.severity import finding
from ampeco_refgen.spec.stock_validation import stock_findings
from ampeco_refgen.spec.structure import Structure, walk

_DIALECT = re.compile(r"3\.[012](?=\.|$)")
_OUTSIDE = frozenset({"remote-reference", "anchor-reference"})


def dialect_of(tree: JsonObject) -> str:
    """Return `3.0`, `3.1` or `3.2`, or `""` for a document that is none of them (OpenAPI, section "Versions")."""
    stated = tree.get("openapi")
    found = _DIALECT.match(str(stated)) if isinstance(stated, str | float) else None
    return found[0] if found else ""


def validate(tree: JsonObject) -> tuple[Diagnostic, ...]:
    """Return all findings about a tree, the errors first, then by place."""
    dialect = dialect_of(tree)
    if not dialect:
        return (_not_read(tree),)
    structure = walk(tree, dialect)
    early = early_findings(structure)
    return ordered(early if leads_outside(early) else (*early, *late_findings(structure)))


def ordered(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings without repetitions, the errors first, then by place."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda found: (found.severity is not Severity.ERROR, found.pointer, found.code)))


def early_findings(structure: Structure) -> tuple[Diagnostic, ...]:
    """Return what the quick checks find: all that must be in order before anybody follows references."""
    references = tuple(reference_findings(structure))
    return references if leads_outside(references) else (*references, *own_findings(structure))


def leads_outside(findings: Iterable[Diagnostic]) -> bool:
    """Tell whether a reference leads out of the document, so that it must not be looked at further."""
    return any(found.code in _OUTSIDE for found in findings)


def late_findings(structure: Structure) -> tuple[Diagnostic, ...]:
    """Return what the meta-schema and the rules of the library find, which takes most of the time."""
    found = tuple(fast_findings(structure))
    if is_parity_tested(structure.dialect):
        return found
    codes = {finding.code for finding in found}
    return (*found, *(other for other in stock_findings(structure) if other.code not in codes))


def _not_read(tree: JsonObject) -> Diagnostic:
    """Return why a document is not one of the versions that are read."""
    if "openapi" in tree:
        return finding("unsupported-version", f"openapi is {tree['openapi']!r}; 3.0, 3.1 and 3.2 are read", "#/openapi")
    if "swagger" in tree:
        return finding("swagger-2", "the document is Swagger 2.0, not OpenAPI 3", "#/swagger")
    return finding("not-openapi", "the document has no `openapi` member, so it is no OpenAPI document")
