"""Messages to stderr: progress, findings and failures; stdout belongs to what a command was asked to print."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct, field

from ampeco_refgen.diagnostics import Diagnostic, Severity
from ampeco_refgen.errors import RefgenError
from ampeco_refgen.lookup import colours
from ampeco_refgen.progress import Progress, unwatched
from ampeco_refgen.strictness import is_about_our_data

if TYPE_CHECKING:
    from ampeco_refgen.cli.progress import ProgressLine

_SHOWN = 10
_LABEL = re.compile(r" *\S+(?: \S+)* {2,}(?=\S)")
"""A label with the spaces that align what stands behind it."""
_COLOURS = {"red": "31", "yellow": "33"}


class Terminal(Struct, kw_only=True):
    """Prints messages; `quiet` leaves out all but failures and notices, `verbose` adds further warnings and tracebacks.

    Colours are used on a terminal only, and only where they are wanted.
    """

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    quiet: bool = False
    verbose: bool = False
    line: ProgressLine | None = None
    """What says how far a run is, if anything ever did; it makes way for every message."""

    @contextmanager
    def watching(self) -> Iterator[Progress]:
        """Yield what shows how far the run in the block is: on a terminal, unless quiet, after a second."""
        from ampeco_refgen.cli.progress import ProgressLine, shows_progress

        if self.quiet or not shows_progress(self.stream):
            yield unwatched
            return
        with ProgressLine(self.stream) as self.line:
            yield self.line.tell

    def say(self, message: str) -> None:
        """Print a line, unless quiet."""
        if not self.quiet:
            self._print(message)

    def loud(self, message: str) -> None:
        """Print a warning even when quiet."""
        self._print(message, "yellow")

    def usage(self, message: str) -> None:
        """Print how a command is meant to be called, and what was wrong."""
        for line in message.splitlines():
            self._print(line)

    def findings(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print all errors, and of the warnings the first ten, or all when verbose; when quiet, only the errors.

        Warnings about the document come before those about the program's own data, of which there may be many.
        """
        all_findings = list(diagnostics)
        warnings = [finding for finding in all_findings if finding.severity is Severity.WARNING]
        warnings.sort(key=is_about_our_data)
        for finding in all_findings:
            if finding.severity is Severity.ERROR:
                self._print(str(finding), "red")
        shown = warnings if self.verbose else warnings[:_SHOWN]
        for finding in shown:
            if not self.quiet:
                self._print(_told(finding), "yellow")
        if len(shown) < len(warnings):
            self.say(f"… and {len(warnings) - len(shown)} more warnings (-v shows all)")

    def failure(self, problem: RefgenError) -> None:
        """Print the findings behind a failure, up to ten, then the failure in one line, and what to do about it."""
        self.findings(problem.diagnostics[:_SHOWN] if len(problem.diagnostics) > 1 else ())
        self._print(f"error: {problem.message}", "red")
        if problem.hint:
            self._print(f"  {problem.hint}")

    def bug(self, problem: Exception) -> None:
        """Print an internal error: one line, and the traceback when verbose."""
        if self.verbose:
            import traceback

            traceback.print_exception(problem, file=self.stream)
        line = f"internal error: {type(problem).__name__}: {problem}".replace("\n", " ")
        self._print(line, "red")
        self._print("  every file is whole, the old or the new one; run again with -v and report the traceback")

    def _print(self, text: str, colour: str = "") -> None:
        text = fitted(text, self.stream)
        if colour and self.stream.isatty() and colours.are_wanted():
            text = f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"
        with self.line.hidden() if self.line is not None else nullcontext():
            print(text, file=self.stream)


def fitted(text: str, stream: TextIO) -> str:
    """Return a line for a terminal, broken between words where it is wider; for a file or pipe as it is."""
    return broken(text, shutil.get_terminal_size().columns) if stream.isatty() else text


def broken(text: str, width: int) -> str:
    """Return a line broken between words, never in one; it goes on below the text behind its label, if it has one."""
    if len(text) <= width:
        return text
    label = _LABEL.match(text)
    indent = len(label[0]) if label and len(label[0]) <= width * 2 // 3 else len(text) - len(text.lstrip()) + 2
    return textwrap.fill(text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)


def _told(warning: Diagnostic) -> str:
    """Return a warning as it is printed: one about our own data says that the document is not to blame."""
    text = str(warning)
    return text.replace("warning:", "warning, not about the document:", 1) if is_about_our_data(warning) else text
