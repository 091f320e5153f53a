"""Raw bytes → `Document`: parsed, checked, and refused where a page made of it would mislead.

The entry to this room after `source.py`; `refs.py` and the catalog read what comes out of it. Which findings refuse a
document is decided in `severity.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic, Severity, has_errors
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.spec.model import Document, RawSpec
from ampeco_refgen.spec.parse import Parsed, parse
from ampeco_refgen.spec.repair import repaired
from ampeco_refgen.spec.severity import printable
from ampeco_refgen.spec.structure import walk
from ampeco_refgen.spec.validate import dialect_of, early_findings, late_findings, ordered, validate

_HINTS = {
    "no-operation": "is it the right file? A reference is made of operations",
    "not-openapi": "is it the right file?",
    "remote-reference": "bundle its parts into one file first, for instance with `npx @redocly/cli bundle`",
    "swagger-2": "convert it first, for instance with `npx swagger2openapi` or at https://converter.swagger.io",
    "unsupported-version": "look for a newer version of this program",
}
"""Code of the only error → what to do about it."""


@room_for_depth()
def load(raw: RawSpec) -> Document:
    """Return the document that `raw` holds; raises `DocumentError` with all findings where it cannot be used."""
    parsed = _parsed(raw)
    return _document(raw, parsed, _all_findings(parsed))


@room_for_depth()
def load_early(raw: RawSpec) -> tuple[Document, Callable[[], tuple[Diagnostic, ...]]]:
    """Return the document that `raw` holds as soon as it can be read without danger, and what checks the rest of it.

    Raises what `load` raises, as far as it is known by then. What is made of the document counts only where the rest
    finds nothing that matters (`repair.py`). A document without references leads nowhere: all
    checks may follow.
    """
    parsed = _parsed(raw)
    dialect = dialect_of(parsed.tree)
    if (
        dialect
        and not parsed.diagnostics
        and not any(isinstance(node, dict) and "$ref" in node for node in parsed.nodes)
    ):
        return _document(raw, parsed, ()), lambda: validate(parsed.tree)
    structure = walk(parsed.tree, dialect) if dialect else None
    if structure is None or parsed.diagnostics or early_findings(structure):
        return _document(raw, parsed, _all_findings(parsed)), lambda: ()
    return _document(raw, parsed, ()), lambda: ordered(late_findings(structure))


def _parsed(raw: RawSpec) -> Parsed:
    try:
        return parse(raw.content)
    except DocumentError as failure:
        message = f"{raw.origin}: {failure.message}"
        raise DocumentError(message, hint=failure.hint, diagnostics=failure.diagnostics) from None


def _document(raw: RawSpec, parsed: Parsed, found: tuple[Diagnostic, ...]) -> Document:
    if has_errors(found):
        raise _refused(raw.origin, found)
    return Document(
        tree=repaired(parsed.tree, parsed.nodes, found),
        dialect=dialect_of(parsed.tree),
        origin=raw.origin,
        diagnostics=found,
    )


def findings(raw: RawSpec) -> tuple[Diagnostic, ...]:
    """Return all findings about a document; one that cannot be parsed has a single one, an error."""
    try:
        return _all_findings(parse(raw.content))
    except DocumentError as failure:
        return failure.diagnostics


def _all_findings(parsed: Parsed) -> tuple[Diagnostic, ...]:
    return ordered((*parsed.diagnostics, *validate(parsed.tree)))


def _refused(origin: str, found: tuple[Diagnostic, ...]) -> DocumentError:
    first, *others = (finding for finding in found if finding.severity is Severity.ERROR)
    place = f" at {first.pointer}" if first.pointer else ""
    more = f" (and {len(others)} more)" if others else ""
    hint = _HINTS.get(first.code, "the document has to be corrected there")
    if others:
        hint = f"`ampeco-refgen validate {origin}` lists all findings"
    return DocumentError(printable(f"{origin}: {first.message}{place}{more}"), hint=hint, diagnostics=found)
