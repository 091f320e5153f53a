"""Which warnings stop a publication, and why: the table of every warning that a run can give, whichever room gives it.

A warning never stops a plain run. `--strict` is for runs that nobody watches: it stops at what would mislead, that is
where a page would state what the API does not do, or leave out what the document says. It does not stop where all is
stated as it is written. `--strict=all` stops at every warning about the document. What the program's own data
(recipes, vocabulary, looked-up successors) no longer fits stops neither: the document is right, a row is left out.

`openapi/severity.py` has the errors, for which a document is always refused; `docs/warnings.md` shows both tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ampeco_refgen.diagnostics import Diagnostic, Severity


class Strictness(StrEnum):
    """At which warnings a run stops: at none, at those that would mislead, or at all that are about the document."""

    NONE = "none"
    MISLEADING = "misleading"
    ALL = "all"


MISLEADING = {
    "duplicate-key": "the last value counts, as many JSON readers take it (RFC 8259 section 4); the others are dropped",
    "duplicate-parameter": "the first of the two counts; what the other says is dropped",
    "dynamic-reference": "what such a reference leads to is missing, for it is not followed",
    "misplaced-member": "OpenAPI knows the member elsewhere only, so what it holds, a body say, is on no page",
    "no-direction": "a property that is read-only and write-only is in no request and no response, so on no page",
    "openapi-3.2": "parts by position, default variants and texts of examples are missing, and maybe more of 3.2",
    "operations-lost": "half a document may have been published; what the API still does would go",
    "unknown-dialect": "schemas are read as OpenAPI's own dialect, in which the same words may mean something else",
    "version-went-back": "the document may be an old one, and undo what is known already",
}
"""Code of a warning at which `--strict` stops → why."""

HARMLESS = {
    "ambiguous-path": "both paths are stated; the server knows which it means",
    "dangling-link": "the link is stated as it is written",
    "dangling-mapping": "pages tell such a value as it stands, without the fields of a schema",
    "default-mismatch": "the default is stated as it is written",
    "duplicate-operation-id": "operations are told apart by method and path",
    "duplicate-tag": "tags only group, and all their descriptions are kept",
    "ignored-member": "what has the wrong type there carries no fact of the API",
    "invalid-value": "the value is stated as it is written",
    "lone-surrogate": "no text can hold half a character; U+FFFD stands in its place, which nobody takes for it",
    "missing-member": "what is missing cannot be stated; all else is",
    "null-entry": "its name is the fact; what it holds is taken as empty",
    "null-member": "it says no more than leaving the member out",
    "path-parameter": "the path is stated as it is written, and so are its parameters",
    "quoted-value": "a number or truth value in quotes is taken as what it spells",
    "stock-finding": "openapi-spec-validator alone refuses it; our own checks found nothing that would mislead",
    "undefined-required": "the name is stated as required, with nothing to say of it",
    "undefined-security-scheme": "the scheme's name is stated; how it works is unknown",
    "unknown-member": "OpenAPI gives it no meaning; it is stated as it is written, or left out",
    "unquoted-text": "a number where a text belongs is taken as the text of its value",
}
"""Code of a warning at which only `--strict=all` stops → why it misleads nobody."""

OUR_DATA = {
    "basis-changed": "the sentence stays as it is: somebody has to read it against the new text",
    "basis-missing": "the sentence stays as it is: nothing in the document says it any more",
    "curated-move-missing": "the place that was looked up for a field is not proposed; the rules look for another",
    "curated-successor-missing": "the successor that was looked up is not proposed; the rules look for another",
    "overview-unsupported": "the row of the overview tree is left out",
    "recipe-part-missing": "the note or code is left out of its recipe",
    "recipe-step-missing": "its call or webhook is gone, so the step is left out of its recipe",
    "recipe-step-outdated": "the step stays, as its call is there, and says what no longer holds",
    "rule-without-effect": "the rule of `refgen.toml` selects nothing; all others do what they say",
    "vocabulary-unsupported": "the name, or what the diagram would show, is left out",
}
"""Code of a warning about the program's own data, at which no run stops → what becomes of the row."""

WARNINGS = MISLEADING | HARMLESS | OUR_DATA
"""Code of every warning → the reason."""

_STOPPING = {
    Strictness.NONE: frozenset[str](),
    Strictness.MISLEADING: frozenset(MISLEADING),
    Strictness.ALL: frozenset(MISLEADING | HARMLESS),
}


def stopping(
    findings: Iterable[Diagnostic], strictness: Strictness, *, accepted: frozenset[str] = frozenset()
) -> tuple[Diagnostic, ...]:
    """Return the warnings at which a run of this strictness stops; `accepted` are codes that may pass."""
    codes = _STOPPING[strictness] - accepted
    return tuple(finding for finding in findings if finding.severity is Severity.WARNING and finding.code in codes)


def is_about_our_data(finding: Diagnostic) -> bool:
    """Tell whether a finding is about the program's own data, and not about the document."""
    return finding.code in OUR_DATA
