"""How bad each kind of finding is: here is decided what a document is always refused for.

An ERROR is what would lose facts or make a page wrong: an operation, a type or a reference that cannot be read. A
WARNING breaks a rule of the specification but leaves every fact readable; a generator that refused those would refuse
most real documents. `strictness.py` has the table of those, and which of them stop a strict run. Used by all checks of
this room; `document.py` refuses a document that has an ERROR.
"""

from __future__ import annotations

from ampeco_refgen.diagnostics import Diagnostic, Severity, printable
from ampeco_refgen.strictness import WARNINGS

ERRORS = {
    "swagger-2": "another format: bodies, responses and servers stand elsewhere in it",
    "not-openapi": "nothing says how to read it",
    "unsupported-version": "a later version may mean other things by the same names",
    "no-operation": "the bundle would be empty",
    "remote-reference": "a part of the document is missing, and nothing outside of it is ever opened",
    "anchor-reference": "no schema of the document has the anchor, so a part is missing",
    "dangling-reference": "a part of the document is missing",
    "circular-reference": "there is nothing at the end of the chain",
    "wrong-reference": "the target would be read as what it is not",
    "wrong-type": "what stands there cannot be read as what it should be, so its facts would be lost",
    "incomplete-parameter": "without name and place a parameter cannot be sent",
    "parameter-location": "a parameter would be sent in a place that does not exist",
    "duplicate-key-loss": "a whole structure would be lost",
}
"""Code of a finding for which a document is refused → why."""

SEVERITIES = {
    **dict.fromkeys(ERRORS, Severity.ERROR),
    **dict.fromkeys(WARNINGS, Severity.WARNING),
}
"""Code of a finding → severity. What cannot even be parsed has its codes in the readers, all of them errors."""

OURS_ALONE = frozenset(
    {
        *("ambiguous-path", "dangling-link", "dangling-mapping", "duplicate-key", "dynamic-reference"),
        *("lone-surrogate", "no-operation", "openapi-3.2", "undefined-security-scheme"),
    }
)
"""Codes of what openapi-spec-validator does not look at. Where something else was found, it would only repeat that."""

_LONGEST = 300
"""Characters that are kept of a library's message: some messages quote whole values."""


def finding(code: str, message: str, pointer: str = "") -> Diagnostic:
    """Return a finding with the severity of its code, its message fit to be printed."""
    return Diagnostic(severity=SEVERITIES[code], code=code, message=printable(message), pointer=pointer)


def one_line(text: str) -> str:
    """Return a message of a library on one line, cut after 300 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
