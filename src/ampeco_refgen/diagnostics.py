"""Problems as values: every stage collects `Diagnostic`s and the command line prints them all at once."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How bad a finding is: an ERROR stops every run, a WARNING those that are strict (`strictness.py`)."""

    ERROR = "error"
    WARNING = "warning"


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One finding about the input.

    `code` is a stable kebab-case name, `message` one line of text. `pointer` is `#` and a JSON pointer into the
    document, `#/paths/~1users/get` (RFC 6901, without the percent-encoding of its section 6, so that people can read
    it); it is empty when the finding concerns the whole. `row` is the file and row of the program's own data that a
    finding is about (`infer/own_data.py`), empty for one about the document.
    """

    severity: Severity
    code: str
    message: str
    pointer: str = ""
    row: str = ""

    def __str__(self) -> str:
        row = f"{self.row}: " if self.row else ""
        place = f" at {printable(self.pointer)}" if self.pointer else ""
        return f"{self.severity.value}: {row}{self.message}{place} [{self.code}]"


def error(code: str, message: str, pointer: str = "") -> Diagnostic:
    """Return a finding that stops the run."""
    return Diagnostic(severity=Severity.ERROR, code=code, message=message, pointer=pointer)


def warning(code: str, message: str, pointer: str = "") -> Diagnostic:
    """Return a finding that stops only a run that is strict; its code is one of `strictness.WARNINGS`."""
    return Diagnostic(severity=Severity.WARNING, code=code, message=message, pointer=pointer)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether one of the findings is an error."""
    return any(finding.severity is Severity.ERROR for finding in diagnostics)


def pointer_to(*tokens: str | int) -> str:
    """Return `#` and the JSON pointer of the tokens, escaped (RFC 6901 section 3) but not percent-encoded."""
    return "#" + "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def printable(text: str) -> str:
    """Return a text on one line, with Python's escapes for all that is not printable.

    That includes what would control a terminal or change the direction of writing.
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
