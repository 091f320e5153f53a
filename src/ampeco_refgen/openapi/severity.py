"""How bad each kind of finding is: the one place where it is decided what a document is refused for.

An ERROR is what would lose facts or make a page wrong: an operation, a type or a reference that cannot be read. A
WARNING breaks a rule of the specification but leaves every fact readable; a generator that refused those would refuse
most real documents. Used by all checks of this room; `document.py` refuses a document that has an ERROR.
"""

from __future__ import annotations

from ampeco_refgen.diagnostics import Diagnostic, Severity, printable

_ERRORS = {
    "swagger-2": "another format: bodies, responses and servers stand elsewhere in it",
    "not-openapi": "nothing says how to read it",
    "unsupported-version": "a later version may mean other things by the same names",
    "no-operation": "the bundle would be empty",
    "remote-reference": "a part of the document is missing, and nothing outside of it is ever opened",
    "anchor-reference": "only references by JSON pointer are followed, so a part would be missing",
    "dangling-reference": "a part of the document is missing",
    "circular-reference": "there is nothing at the end of the chain",
    "wrong-reference": "the target would be read as what it is not",
    "wrong-type": "what stands there cannot be read as what it should be, so its facts would be lost",
    "incomplete-parameter": "without name and place a parameter cannot be sent",
    "parameter-location": "a parameter would be sent in a place that does not exist",
    "duplicate-key-loss": "a whole structure would be lost",
}
_WARNINGS = {
    "ambiguous-path": "both paths are stated; the server knows which it means",
    "dangling-link": "the link is stated as it is written",
    "dangling-mapping": "the discriminator's value is stated, with the name it is written with",
    "default-mismatch": "the default is stated as it is written",
    "duplicate-key": "the last value counts, as many JSON readers take it (RFC 8259 section 4)",
    "duplicate-operation-id": "operations are told apart by method and path",
    "duplicate-parameter": "one of the two counts",
    "duplicate-tag": "tags only group",
    "dynamic-reference": "the keyword is stated, but not followed",
    "ignored-member": "what has the wrong type there carries no fact of the API",
    "invalid-value": "the value is stated as it is written",
    "lone-surrogate": "no text can hold it; U+FFFD stands in its place",
    "missing-member": "what is missing cannot be stated; all else can",
    "null-entry": "its name is the fact; what it holds is taken as empty",
    "null-member": "it says no more than leaving the member out",
    "openapi-3.2": "what is new in 3.2 is read as far as the validator knows it",
    "path-parameter": "the path shows which parameters it has",
    "quoted-value": "a number or truth value in quotes is taken as what it spells",
    "stock-finding": "our own checks found nothing that would mislead",
    "undefined-required": "the name is stated as required, with nothing to say of it",
    "undefined-security-scheme": "the scheme's name is stated; how it works is unknown",
    "unknown-dialect": "schemas are read as OpenAPI's own dialect",
    "unknown-member": "it is stated as it is written, or means nothing",
    "unquoted-text": "a number where a text belongs is taken as the text of its value",
}
SEVERITIES = {
    **dict.fromkeys(_ERRORS, Severity.ERROR),
    **dict.fromkeys(_WARNINGS, Severity.WARNING),
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
