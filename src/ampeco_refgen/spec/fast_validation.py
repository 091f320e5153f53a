"""What openapi-spec-validator would find, in a tenth of the time and with the place of each finding.

Called by `validate.py`. Stock validation of the real document takes seconds, most of it in quadratic bookkeeping and in
walking; the checks here ask the same meta-schemas and state the same rules, one distinct object at a time. They are
held against the stock validator in `tests/parity/`, for the versions named here; with any other version, and for
OpenAPI 3.2, of which not all rules are restated, the stock validator is run as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.spec.installed import version_of
from ampeco_refgen.spec.meta_schema import shape_findings
from ampeco_refgen.spec.operation_rules import operation_findings
from ampeco_refgen.spec.schema_rules import schema_findings
from ampeco_refgen.spec.structure import Structure

TESTED_VERSIONS = {
    "openapi_schema_validator": "0.9.0",
    "openapi_spec_validator": "0.9.0",
}
"""The versions whose verdicts the parity tests compare with ours."""


def fast_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield what is wrong with a document by the meta-schema and the rules of openapi-spec-validator."""
    yield from shape_findings(structure)
    yield from operation_findings(structure)
    yield from schema_findings(structure)


def is_parity_tested(dialect: str) -> bool:
    """Tell whether `fast_findings` is known to find all that the installed stock validator finds."""
    return dialect != "3.2" and all(version_of(package) == tested for package, tested in TESTED_VERSIONS.items())
