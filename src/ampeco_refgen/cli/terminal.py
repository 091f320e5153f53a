"""Messages to stderr: progress, findings and failures; stdout belongs to what a command was asked to print."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TextIO

from msgspec import Struct, field

from ampeco_refgen.diagnostics import Diagnostic, Severity
from ampeco_refgen.errors import RefgenError
from ampeco_refgen.strictness import is_about_our_data

_SHOWN = 10
_COLOURS = {"red": "31", "yellow": "33"}


class Terminal(Struct, kw_only=True):
    """Prints messages; `quiet` leaves out all but failures and notices, `verbose` adds further warnings and tracebacks.

    Colours are used on a terminal only, and never when `NO_COLOR` is set (https://no-color.org).
    """

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    quiet: bool = False
    verbose: bool = False

    def say(self, message: str) -> None:
        """Print a line, unless quiet."""
        if not self.quiet:
            print(message, file=self.stream)

    def loud(self, message: str) -> None:
        """Print a warning even when quiet."""
        print(self._coloured(message, "yellow"), file=self.stream)

    def findings(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print all errors, and of the warnings the first ten, or all when verbose; when quiet, only the errors."""
        all_findings = list(diagnostics)
        warnings = [finding for finding in all_findings if finding.severity is Severity.WARNING]
        for finding in all_findings:
            if finding.severity is Severity.ERROR:
                print(self._coloured(str(finding), "red"), file=self.stream)
        shown = warnings if self.verbose else warnings[:_SHOWN]
        for finding in shown:
            self.say(self._coloured(_told(finding), "yellow"))
        if len(shown) < len(warnings):
            self.say(f"… and {len(warnings) - len(shown)} more warnings (-v shows all)")

    def failure(self, problem: RefgenError) -> None:
        """Print the findings behind a failure, up to ten, then the failure in one line, and what to do about it."""
        self.findings(problem.diagnostics[:_SHOWN] if len(problem.diagnostics) > 1 else ())
        print(self._coloured(f"error: {problem.message}", "red"), file=self.stream)
        if problem.hint:
            print(f"  {problem.hint}", file=self.stream)

    def bug(self, problem: Exception) -> None:
        """Print an internal error: one line, and the traceback when verbose."""
        if self.verbose:
            import traceback

            traceback.print_exception(problem, file=self.stream)
        line = f"internal error: {type(problem).__name__}: {problem}".replace("\n", " ")
        print(self._coloured(line, "red"), file=self.stream)
        print(
            "  every file is whole, the old or the new one; run again with -v and report the traceback",
            file=self.stream,
        )

    def _coloured(self, text: str, colour: str) -> str:
        if not self.stream.isatty() or os.environ.get("NO_COLOR"):
            return text
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"


def _told(warning: Diagnostic) -> str:
    """Return a warning as it is printed: one about the program's own data says that the document is not to blame."""
    text = str(warning)
    return text.replace("warning:", "warning, of this program's own data:", 1) if is_about_our_data(warning) else text
