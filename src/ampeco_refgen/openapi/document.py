"""Raw bytes → `Document`: parsed and checked, or refused where a page made of it would mislead.

The way into `openapi/`: what `fetch.py` returns comes in, and `catalog/build.py` takes what comes out. For which
findings a document is refused is decided in `severity.py`.
"""

from __future__ import annotations

from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic, Severity, has_errors, printable
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.fetch import STANDARD_INPUT, RawSpec
from ampeco_refgen.lookup.called import called, quoted
from ampeco_refgen.openapi.identifiers import with_pointers
from ampeco_refgen.openapi.model import Document, Parsed
from ampeco_refgen.openapi.parse import parse
from ampeco_refgen.openapi.repair import repaired
from ampeco_refgen.openapi.validate import dialect_of, ordered, validate

_HINTS = {
    "no-operation": "is it the right file? A reference is made of operations",
    "not-openapi": "is it the right file?",
    "remote-reference": "bundle its parts into one file first, for instance with `npx @redocly/cli bundle`",
    "swagger-2": "convert it first, for instance with `npx swagger2openapi` or at https://converter.swagger.io",
    "unsupported-version": "look for a newer version of this program",
}
"""Code of an error → what to do about it, said where it is the only one."""


@room_for_depth()
def load(raw: RawSpec, *, complete: bool = False) -> Document:
    """Return the document that `raw` holds; raises `DocumentError` with all findings where one of them is an error.

    With `complete`, openapi-spec-validator is asked too; all that it reports counts as a warning.
    """
    try:
        parsed = _parsed(raw)
    except DocumentError as failure:
        message = f"{_called(raw.origin)}: {failure.message}"
        raise DocumentError(message, hint=failure.hint, diagnostics=failure.diagnostics) from None
    diagnostics = _findings(parsed, complete=complete)
    if has_errors(diagnostics):
        raise _refused(raw.origin, diagnostics)
    return Document(
        tree=repaired(parsed.tree, parsed.nodes, diagnostics),
        dialect=dialect_of(parsed.tree),
        origin=raw.origin,
        diagnostics=diagnostics,
    )


@room_for_depth()
def findings(raw: RawSpec) -> tuple[Diagnostic, ...]:
    """Return all findings about a document, openapi-spec-validator's included.

    A document that cannot be parsed has one finding, the reason.
    """
    try:
        return _findings(_parsed(raw), complete=True)
    except DocumentError as failure:
        return failure.diagnostics


def _parsed(raw: RawSpec) -> Parsed:
    parsed = parse(raw.content)
    return with_pointers(parsed, dialect_of(parsed.tree))


def _findings(parsed: Parsed, *, complete: bool) -> tuple[Diagnostic, ...]:
    return ordered((*parsed.diagnostics, *validate(parsed.tree, complete=complete)))


def _called(origin: str) -> str:
    return "standard input" if origin == STANDARD_INPUT else origin


def _refused(origin: str, diagnostics: tuple[Diagnostic, ...]) -> DocumentError:
    first, *others = (finding for finding in diagnostics if finding.severity is Severity.ERROR)
    place = f" at {first.pointer}" if first.pointer else ""
    more = f" (and {len(others)} more)" if others else ""
    hint = _HINTS.get(first.code, "the document has to be corrected there")
    if others:
        hint = f"`{called()} validate {quoted(origin)}` lists all findings"
    return DocumentError(
        printable(f"{_called(origin)}: {first.message}{place}{more}"), hint=hint, diagnostics=diagnostics
    )
