"""The command line: options in, one call into the pipeline, messages to stderr, the promised exit code.

The only error boundary of the program. Everything heavy is imported inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ampeco_refgen import interrupt
from ampeco_refgen.cli import lookup as cli_lookup
from ampeco_refgen.cli.terminal import Terminal
from ampeco_refgen.errors import ExitCode, RefgenError
from ampeco_refgen.settings import OUT_VARIABLE, SPEC_URL_VARIABLE, FetchSettings, GenerateSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ampeco_refgen.outcome import Outcome

_EPILOG = """\b
Exit codes: 0 done, 1 --check found drift, 2 usage, 3 fetch failed, 4 document invalid,
5 output cannot be written, 70 internal error, 130 interrupted (Ctrl-C)."""
_OUT = Path()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the promised code; nothing but `--check` ever exits 1."""
    try:
        code = int(_run(arguments))
    except KeyboardInterrupt:  # where another program calls this: in a process of ours Ctrl-C raises nothing
        code = _interrupted()
    if arguments is None:
        _end(code)
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    """Run the command line and return its exit code; whatever fails has been told then."""
    _speak_utf_8()
    terminal = Terminal()
    cli_lookup.answer_the_shell(cli, terminal)
    gc.disable()  # it would take a fifth of the time to look for circles that a run, which is soon over, does not make
    try:
        # Not `cli.main`: when the reader of a pipe has left, it exits 1, the code that is kept for `--check`.
        words = list(sys.argv[1:] if arguments is None else arguments)
        with cli.make_context("ampeco-refgen", words, obj=terminal) as context:
            return int(cli.invoke(context) or ExitCode.DONE)
    except click.exceptions.Exit as problem:
        return problem.exit_code
    except click.Abort:
        return _interrupted()
    except click.ClickException as problem:
        problem.show(sys.stderr)
        return ExitCode.USAGE
    except RefgenError as problem:
        terminal.failure(problem)
        return problem.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as problem:  # the boundary: a bug is reported in one line, its traceback with -v
        terminal.bug(problem)
        return ExitCode.INTERNAL


def _interrupted() -> int:
    with suppress(OSError, ValueError):
        print(interrupt.LINE, file=sys.stderr)
    return ExitCode.INTERRUPTED


def _end(code: int) -> NoReturn:
    """End the process at once: freeing all its objects one by one would take a tenth of a second."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # Python has none where the stream was closed from the start
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(code)


def _speak_utf_8() -> None:
    """Let both streams take every character: on Windows, a console or pipe may take only those of its code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _talking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `-q` and `-v`, which may stand before or after the name of a command."""

    def take(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            setattr(context.find_object(Terminal), str(parameter.name), True)

    for flags, text in (
        (("-v", "--verbose"), "Say more: every warning, the time of each stage, tracebacks."),
        (("-q", "--quiet"), "Say nothing but errors."),
    ):
        option = click.option(*flags, is_flag=True, expose_value=False, callback=take, is_eager=True, help=text)
        command = option(command)
    return command


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="ampeco-refgen", message="%(prog)s %(version)s")
@_talking
def cli() -> None:
    """Turn an OpenAPI document into an agent skill: SKILL.md and the Markdown pages in reference/."""


for _command in cli_lookup.COMMANDS:
    _talking(_command)
    cli.add_command(_command)


def _generating(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `update` and `generate` share."""
    options = [
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            default=_OUT,
            envvar=OUT_VARIABLE,
            help=f"The skill's folder.  [env: {OUT_VARIABLE}; default: .]",
        ),
        click.option("--check", is_flag=True, help="Write nothing; exit 1 and list the files that differ."),
        click.option("--strict", is_flag=True, help="Make warnings fatal."),
        click.option(
            "--descriptions",
            type=click.Choice(["none", "full"]),
            default=None,
            help="Keep the document's descriptive sentences, or facts only.  [default: full]",
        ),
        click.option(
            "--templates",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="A folder of templates that override the project's.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print a report for machines on stdout."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _settings(options: dict[str, Any]) -> GenerateSettings:
    return GenerateSettings(
        out=options["out"],
        full=options["descriptions"] != "none",
        check=options["check"],
        strict=options["strict"],
        require_fresh=options.get("require_fresh", False),
        max_loss=options.get("max_loss", 10.0) / 100,
        accept_shrink=options.get("accept_shrink", False),
        templates=options["templates"],
    )


@cli.command(epilog="\b\nExample:\n  ampeco-refgen update --out ~/.claude/skills/ampeco-public-api")
@click.option(
    "--url", envvar=SPEC_URL_VARIABLE, default="", help=f"Fetch this document instead.  [env: {SPEC_URL_VARIABLE}]"
)
@click.option("--require-fresh", is_flag=True, help="Fail (exit 3) instead of using the catalog on disk.")
@click.option(
    "--max-loss",
    type=click.FloatRange(0, 100),
    default=10.0,
    show_default=True,
    help="Refuse a document that loses more than this percentage of the operations.",
)
@click.option("--accept-shrink", is_flag=True, help="Publish it all the same, also a lower version or another title.")
@_generating
@_talking
@click.pass_obj
def update(terminal: Terminal, /, url: str, as_json: bool, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Fetch the newest document and regenerate the bundle: the main job.

    Where the vendor cannot be reached, the bundle is regenerated from the catalog on disk.
    """
    from ampeco_refgen import pipeline
    from ampeco_refgen.outcome import Stopwatch

    watch = Stopwatch()
    outcome = pipeline.update(FetchSettings(url=url), _settings(options), watch, terminal.loud)
    return _report(terminal, outcome, check=options["check"], as_json=as_json)


@cli.command(
    epilog="\b\nExamples:\n  ampeco-refgen generate openapi.json --out skill\n  ampeco-refgen generate --check"
)
@click.argument("spec", required=False)
@_generating
@_talking
@click.pass_obj
def generate(terminal: Terminal, /, spec: str | None, as_json: bool, **options: Any) -> int:  # noqa: ANN401 - click's
    """Build the bundle from SPEC: a file, a URL or `-`; without it from reference/catalog.json."""
    from ampeco_refgen import pipeline
    from ampeco_refgen.outcome import Stopwatch

    watch = Stopwatch()
    raw = _read(terminal, spec, watch) if spec else None
    outcome = pipeline.generate(raw, _settings(options), watch)
    return _report(terminal, outcome, check=options["check"], as_json=as_json)


@cli.command(epilog="\b\nExample:\n  ampeco-refgen fetch -o openapi.json")
@click.option(
    "--url", envvar=SPEC_URL_VARIABLE, default="", help=f"Fetch this document instead.  [env: {SPEC_URL_VARIABLE}]"
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.  [default: stdout]"
)
@click.option("--deref", is_flag=True, help="Write its references out, for tools that cannot follow them.")
@_talking
@click.pass_obj
def fetch(terminal: Terminal, url: str, output: Path | None, deref: bool) -> int:
    """Download the newest document and validate it, no more."""
    from ampeco_refgen.fetch import RawSpec, fetch_latest
    from ampeco_refgen.openapi.document import load
    from ampeco_refgen.openapi.references import dereferenced
    from ampeco_refgen.write import write_whole

    raw = fetch_latest(FetchSettings(url=url), notify=terminal.loud)
    assert isinstance(raw, RawSpec)  # without validators there is no "not modified"
    document = load(raw)
    terminal.findings(document.diagnostics)
    content = json.dumps(dereferenced(document.tree), ensure_ascii=False).encode() if deref else raw.content
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        write_whole(output, content)
        terminal.say(f"wrote {output} ({len(content):,} bytes, from {raw.origin})")
    return ExitCode.DONE


@cli.command(epilog="\b\nExample:\n  ampeco-refgen validate openapi.yaml --json")
@click.argument("spec")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON on stdout.")
@_talking
@click.pass_obj
def validate(terminal: Terminal, spec: str, as_json: bool) -> int:
    """Print all findings about SPEC: a file, a URL or `-`."""
    from ampeco_refgen.cli.reports import findings_json, verdict
    from ampeco_refgen.diagnostics import has_errors
    from ampeco_refgen.openapi.document import findings
    from ampeco_refgen.outcome import Stopwatch

    diagnostics = findings(_read(terminal, spec, Stopwatch()))
    if as_json:
        click.echo(findings_json(diagnostics))
    else:
        for finding in diagnostics:
            click.echo(str(finding))
        terminal.say(verdict(diagnostics))
    return ExitCode.DOCUMENT_INVALID if has_errors(diagnostics) else ExitCode.DONE


@cli.command(epilog="\b\nExample:\n  ampeco-refgen diff old.json new.json --fail-on breaking")
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("--fail-on", type=click.Choice(["breaking"]), help="Exit 4 when there is a breaking change.")
@_talking
@click.pass_obj
def diff(terminal: Terminal, old: str, new: str, form: str, fail_on: str | None) -> int:
    """Print what changed from OLD to NEW: documents or catalogs; files, URLs, or `-` for one of them."""
    from ampeco_refgen.catalog_source import read_catalog
    from ampeco_refgen.compare import report
    from ampeco_refgen.outcome import Stopwatch
    from ampeco_refgen.pipeline import compare_catalogs

    if old == new == "-":
        raise click.UsageError("only one of OLD and NEW can be read from standard input")
    watch = Stopwatch()
    catalogs = [read_catalog(_read(terminal, spec, watch), full=False, watch=watch)[0] for spec in (old, new)]
    comparison = compare_catalogs(*catalogs)
    writers = {"text": report.as_text, "markdown": report.as_markdown, "json": report.as_json}
    click.echo(writers[form](comparison), nl=False)
    return ExitCode.DOCUMENT_INVALID if fail_on and comparison.counts.breaking else ExitCode.DONE


def _read(terminal: Terminal, spec: str, watch: Any) -> Any:  # noqa: ANN401 - types of lazily imported modules
    from ampeco_refgen.fetch import read

    with watch.stage("read"):
        return read(spec, FetchSettings(), stdin=sys.stdin.buffer, notify=terminal.loud)


def _report(terminal: Terminal, outcome: Outcome, *, check: bool, as_json: bool) -> int:
    from ampeco_refgen.cli.reports import outcome_json, outcome_lines

    terminal.findings(outcome.diagnostics)
    for notice in outcome.notices:
        terminal.loud(f"NOTICE: {notice}")
    for line in outcome_lines(outcome, check=check, verbose=terminal.verbose):
        terminal.say(line)
    if as_json:
        click.echo(outcome_json(outcome))
    return ExitCode.DRIFT if check and outcome.plan.drift else ExitCode.DONE
