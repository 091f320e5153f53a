"""Failures that end a run: a class for each exit code. `cli/commands.py` turns them into a message and that code."""

from __future__ import annotations

from enum import IntEnum

from ampeco_refgen import interrupt
from ampeco_refgen.diagnostics import Diagnostic


class ExitCode(IntEnum):
    """The promised exit codes of every command."""

    DONE = 0
    DRIFT = 1
    USAGE = 2
    FETCH_FAILED = 3
    DOCUMENT_INVALID = 4
    CANNOT_WRITE = 5
    INTERNAL = 70
    INTERRUPTED = interrupt.INTERRUPTED


class RefgenError(Exception):
    """A failure that ends the run: `message` in one line, `hint` what to do about it, and the findings behind it."""

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, *, hint: str = "", diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics


class UsageError(RefgenError):
    """The command was called in a way that cannot work."""

    exit_code = ExitCode.USAGE


class FetchError(RefgenError):
    """The document could not be read from its file, URL or standard input.

    `unreachable` tells that no server was spoken to at all: whatever is there, it did not answer.
    """

    exit_code = ExitCode.FETCH_FAILED

    def __init__(self, message: str, *, hint: str = "", unreachable: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.unreachable = unreachable


class DocumentError(RefgenError):
    """The document was read but cannot be used: it is no OpenAPI document, or a broken one."""

    exit_code = ExitCode.DOCUMENT_INVALID


class OutputError(RefgenError):
    """The bundle cannot be written where it should go."""

    exit_code = ExitCode.CANNOT_WRITE
