"""The command line: options in, one call into the pipeline, messages to stderr, the promised exit code.

The only error boundary of the program. Everything heavy is imported inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from ampeco_refgen import interrupt
from ampeco_refgen.cli import lookup as cli_lookup
from ampeco_refgen.cli.agents_md import agents_md
from ampeco_refgen.cli.options import HomePath, StrictCommand, WholeWords, percentage, skill_named, strictness
from ampeco_refgen.cli.pack import pack
from ampeco_refgen.cli.terminal import Terminal, fitted
from ampeco_refgen.diagnostics import printable
from ampeco_refgen.errors import ExitCode, OutputError, RefgenError, UsageError
from ampeco_refgen.lookup.bundle import OUT_VARIABLE, at_home
from ampeco_refgen.lookup.called import called, quoted
from ampeco_refgen.settings import SPEC_URL_VARIABLE, FetchSettings, GenerateSettings, ProjectSource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ampeco_refgen.compare.accepted import AcceptedFinding
    from ampeco_refgen.compare.comparison import Comparison
    from ampeco_refgen.fetch import RawSpec
    from ampeco_refgen.outcome import Outcome, Stopwatch
    from ampeco_refgen.project import Project

_EPILOG = """\b
Exit codes:
  0    done
  1    --check found drift
  2    usage
  3    the document could not be fetched
  4    the document is invalid, or doubtful
  5    the output cannot be written
  6    committed, but not pushed (scripts)
  69   the environment could not be set up (scripts)
  70   internal error
  130  interrupted (Ctrl-C)"""


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
    _prepare_streams()
    terminal = Terminal()
    cli_lookup.answer_the_shell(cli, terminal)
    gc.disable()  # it would take a fifth of the time to look for circles that a run, which is soon over, does not make
    try:
        # Not `cli.main`: when the reader of a pipe has left, it exits 1, the code that is kept for `--check`.
        words = list(sys.argv[1:] if arguments is None else arguments)
        with cli.make_context(called(), words, obj=terminal) as context:
            code = cli.invoke(context)
        sys.stdout.flush()
        return int(code or ExitCode.DONE)
    except click.exceptions.Exit as problem:
        return problem.exit_code
    except click.Abort:
        return _interrupted()
    except click.ClickException as problem:
        shown = io.StringIO()
        problem.show(shown)
        terminal.usage(shown.getvalue())
        return ExitCode.USAGE
    except RefgenError as problem:
        terminal.failure(problem)
        return problem.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except OSError as problem:
        if problem.filename is None:  # so it is a stream: a full disk behind `>`
            terminal.failure(OutputError(f"standard output cannot be written: {problem.strerror or problem}"))
            return ExitCode.CANNOT_WRITE
        terminal.bug(problem)
        return ExitCode.INTERNAL
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


def _prepare_streams() -> None:
    """Let both streams take every character: on Windows, a console or pipe may take only those of its code page.

    One that was closed by the caller (`>&-`) swallows what is printed; Python has none in its place.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, TextIOWrapper(io.BytesIO(), encoding="utf-8"))
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


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


click.Context.formatter_class = WholeWords


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="ampeco-refgen", prog_name="ampeco-refgen", message="%(prog)s %(version)s")
@_talking
def cli() -> None:
    """Turn an OpenAPI document into an agent skill: SKILL.md and the Markdown pages in reference/."""


for _command in (*cli_lookup.COMMANDS, agents_md, pack):
    _talking(_command)
    cli.add_command(_command)


def _generating(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `update`, `generate` and `init` share."""
    options = [
        click.option(
            "--out",
            type=HomePath(path_type=Path),
            envvar=OUT_VARIABLE,
            help=f"The skill's folder.  [env: {OUT_VARIABLE}; default: the current one]",
        ),
        click.option(
            "--strict",
            is_flag=True,
            callback=strictness,
            help="Stop at warnings that would mislead; with --strict=all at all.",
        ),
        click.option(
            "--descriptions",
            type=click.Choice(["none", "full"]),
            default=None,
            help="Keep the document's sentences, or facts only.  [default: as the folder has them; new: full]",
        ),
        click.option(
            "--profile",
            type=HomePath(exists=True, file_okay=False, path_type=Path),
            help="A folder with words, recipes and more for this API.  [default: the one that knows it, if any]",
        ),
        click.option(
            "--templates",
            type=HomePath(exists=True, file_okay=False, path_type=Path),
            help="A folder of templates that override the project's.",
        ),
        click.option("--replace", is_flag=True, help="Let the document take the place of another API's."),
        click.option(
            "--name", metavar="NAME", help="Name the skill, in SKILL.md.  [default: as it is; at first, from the title]"
        ),
        click.option(
            "--description",
            metavar="TEXT",
            help="Say in SKILL.md what the skill is for, and when to use it.  [default: as it is]",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print a report for machines on stdout."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _checking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--check`."""
    return click.option("--check", is_flag=True, help="Write nothing; exit 1 and list the files that differ.")(command)


def _folder(named: Path | None, *, of_a_skill: bool) -> Path:
    """Return the folder to be written: the one that is named, else the current one.

    A command that is about the skill that is there (`of_a_skill`) may have been called by the script of one.
    """
    return skill_named(named) if of_a_skill else named or Path()


def _settings(options: dict[str, Any], out: Path, project: Project) -> GenerateSettings:
    """Return the settings of a run: what the command line does not say, `refgen.toml` may."""
    from ampeco_refgen.pages.front_matter import checked_description, checked_name
    from ampeco_refgen.project import from_folder

    name, description = options["name"], options["description"]
    return GenerateSettings(
        out=out,
        full={"full": True, "none": False}.get(options["descriptions"], project.full),
        replace=options["replace"],
        check=options.get("check", False),
        strict=options["strict"],
        require_fresh=options.get("require_fresh", False),
        max_loss=options.get("max_loss", 10.0) / 100,
        accept_shrink=options.get("accept_shrink", False),
        templates=options["templates"],
        name=project.name if name is None else checked_name(name),
        description=project.description if description is None else checked_description(description),
        selection=project.selection,
        profile=from_folder(options["profile"], out) if options["profile"] else "",
    )


def _source(url: str, project: Project) -> FetchSettings:
    """Return where the newest document is: `--url`, else what `refgen.toml` says, else the variable or the vendor's.

    The variable is for all skills of a machine, so it does not speak for a folder that says where its document is.
    Raises `UsageError` where an address that was given is none, and `FetchError` where the file is a folder.
    """
    context = click.get_current_context()
    if context.get_parameter_source("url") is not ParameterSource.COMMANDLINE and project.source != ProjectSource():
        from ampeco_refgen.catalog_source import place_of

        return FetchSettings(url=project.source.url, file=place_of(project.source.file) if project.source.file else "")
    if not url and project.is_there:
        raise UsageError(
            "refgen.toml does not say where the document is", hint="add url or file to its [source], or give --url"
        )
    _check_address(url)
    return _addresses(url)


@cli.command(
    short_help="Fetch the newest document, make the bundle.",
    cls=StrictCommand,
    epilog=f"\b\nExample:\n  {called()} update --out ~/.claude/skills/MY-SKILL",
)
@click.option(
    "--url", envvar=SPEC_URL_VARIABLE, default="", help=f"Fetch this document instead.  [env: {SPEC_URL_VARIABLE}]"
)
@click.option("--require-fresh", is_flag=True, help="Fail (exit 3) instead of using the catalog on disk.")
@click.option(
    "--max-loss",
    callback=percentage,
    default="10",
    metavar="PERCENT",
    show_default=True,
    help="Refuse a document that loses more than this percentage of the operations.",
)
@click.option("--accept-shrink", is_flag=True, help="Publish it all the same, also where its version is lower.")
@_checking
@_generating
@_talking
@click.pass_obj
def update(terminal: Terminal, /, url: str, as_json: bool, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Fetch the newest document and regenerate the bundle: the main job.

    Where the vendor cannot be reached, the bundle is regenerated from the catalog on disk; --check then fails (exit 3),
    since it asks whether there is anything new.
    """
    from ampeco_refgen import pipeline
    from ampeco_refgen.outcome import Stopwatch
    from ampeco_refgen.project import read_project

    out = _folder(options["out"], of_a_skill=True)
    project = read_project(out, options["profile"])
    settings = _settings(options, out, project)
    source = _source(url, project)
    with terminal.watching() as progress:
        watch = Stopwatch(progress=progress)
        outcome = pipeline.update(source, settings, watch, terminal.loud, project.profiles)
    return _report(terminal, outcome, check=options["check"], as_json=as_json)


@cli.command(
    short_help="Make the bundle of SPEC, or make it again.",
    cls=StrictCommand,
    epilog=f"\b\nExamples:\n  {called()} generate openapi.json --out skill\n  {called()} generate --check",
)
@click.argument("spec", required=False)
@_checking
@_generating
@_talking
@click.pass_obj
def generate(terminal: Terminal, /, spec: str | None, as_json: bool, **options: Any) -> int:  # noqa: ANN401 - click's
    """Build the bundle from SPEC: a file, a URL or `-`; without it from reference/catalog.json."""
    from ampeco_refgen import pipeline
    from ampeco_refgen.outcome import Stopwatch
    from ampeco_refgen.project import read_project

    out = _folder(options["out"], of_a_skill=spec is None)
    project = read_project(out, options["profile"])
    with terminal.watching() as progress:
        watch = Stopwatch(progress=progress)
        raw = _read(terminal, spec, watch) if spec is not None else None
        outcome = pipeline.generate(raw, _settings(options, out, project), watch, project.profiles)
    return _report(terminal, outcome, check=options["check"], as_json=as_json)


@cli.command(
    short_help="Begin a skill of your own API: SPEC → bundle, refgen.toml.",
    cls=StrictCommand,
    epilog=f"\b\nExample:\n  {called()} init openapi.yaml --out my-api",
)
@click.argument("spec")
@_generating
@_talking
@click.pass_obj
def init(terminal: Terminal, /, spec: str, as_json: bool, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Make the bundle of SPEC, and a commented refgen.toml beside it: a file, a URL or `-`.

    From then on `update` in that folder needs no options: refgen.toml says where the document is, and what to take of
    it.
    """
    from ampeco_refgen import pipeline
    from ampeco_refgen.outcome import Stopwatch
    from ampeco_refgen.project import read_project, refuse_second, source_of

    out = _folder(options["out"], of_a_skill=False)
    refuse_second(out)
    project = read_project(out, options["profile"])
    settings = _settings(options, out, project)
    source = source_of(at_home(spec), out)
    with terminal.watching() as progress:
        watch = Stopwatch(progress=progress)
        outcome = pipeline.init(_read(terminal, spec, watch), settings, watch, project.profiles, project=source)
    return _report(terminal, outcome, check=False, as_json=as_json)


@cli.command(short_help="Download the newest document.", epilog=f"\b\nExample:\n  {called()} fetch -o openapi.json")
@click.option(
    "--url", envvar=SPEC_URL_VARIABLE, default="", help=f"Fetch this document instead.  [env: {SPEC_URL_VARIABLE}]"
)
@click.option(
    "-o", "--output", type=HomePath(dir_okay=False, path_type=Path), help="Where to write it.  [default: stdout]"
)
@click.option("--deref", is_flag=True, help="Write its references out, for tools that cannot follow them.")
@_talking
@click.pass_obj
def fetch(terminal: Terminal, url: str, output: Path | None, deref: bool) -> int:
    """Download the newest document and validate it, no more."""
    from ampeco_refgen.fetch import RawSpec, fetch_latest
    from ampeco_refgen.openapi.document import load
    from ampeco_refgen.openapi.references import dereferenced
    from ampeco_refgen.outcome import Stopwatch
    from ampeco_refgen.project import read_project
    from ampeco_refgen.write import write_whole

    source = _source(url, read_project(_folder(None, of_a_skill=True)))
    with terminal.watching() as progress:
        raw = fetch_latest(source, notify=terminal.loud, progress=progress)
        assert isinstance(raw, RawSpec)  # without validators there is no "not modified"
        with Stopwatch(progress=progress).stage("validate"):
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


@cli.command(
    short_help="Print all findings about SPEC.", epilog=f"\b\nExample:\n  {called()} validate openapi.yaml --json"
)
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

    with terminal.watching() as progress:
        watch = Stopwatch(progress=progress)
        raw = _read(terminal, spec, watch)
        with watch.stage("validate"):
            diagnostics = findings(raw)
    if as_json:
        click.echo(findings_json(diagnostics))
    else:
        for finding in diagnostics:
            click.echo(fitted(str(finding), sys.stdout))
        terminal.say(verdict(diagnostics))
    return ExitCode.DOCUMENT_INVALID if has_errors(diagnostics) else ExitCode.DONE


@cli.command(
    short_help="Print what changed from OLD to NEW.",
    epilog=f"\b\nExample:\n  {called()} diff old.json new.json --fail-on breaking",
)
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "warning"]),
    help="Exit 4 when there is a breaking change, or with `warning` one that is worth a look.",
)
@click.option(
    "--accepted",
    "accepted_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file with changes that were looked at and accepted, each with its reason.",
)
@_talking
@click.pass_obj
def diff(terminal: Terminal, old: str, new: str, form: str, fail_on: str | None, accepted_file: Path | None) -> int:
    """Print what changed from OLD to NEW: documents, catalogs or skills. Texts, such as summaries, are not compared.

    Each is a file, a URL, the folder of a skill, or `-` (standard input) for one of them. What the refgen.toml of a
    skill leaves out is left out of both. docs/diff.md explains the verdicts, and the file of what was accepted.
    """
    from ampeco_refgen.catalog.selection import select
    from ampeco_refgen.catalog_source import read_catalog
    from ampeco_refgen.compare import report
    from ampeco_refgen.compare.rules import Level
    from ampeco_refgen.outcome import Stopwatch
    from ampeco_refgen.pipeline import compare_catalogs
    from ampeco_refgen.project import project_beside

    if old == new == "-":
        raise click.UsageError("only one of OLD and NEW can be read from standard input")
    projects = [project_beside(at_home(name)) for name in (old, new)]
    profiles = next((project.profiles for project in reversed(projects) if project.profiles), None)
    catalogs = []
    with terminal.watching() as progress:
        watch = Stopwatch(progress=progress)
        for spec in (old, new):
            raw = _read(terminal, spec, watch, skill=True)
            catalog, _ = read_catalog(raw, full=False, watch=watch, profiles=profiles)
            for project in projects:
                catalog, _ = select(catalog, project.selection)
            catalogs.append(catalog)
        with watch.stage("changes"):
            comparison = compare_catalogs(catalogs[0], catalogs[1], profiles)
    accepted: tuple[AcceptedFinding, ...] = ()
    if accepted_file is not None:
        comparison, accepted = _without_accepted(terminal, comparison, accepted_file)
    writers = {"text": report.as_text, "markdown": report.as_markdown, "json": report.as_json}
    click.echo(writers[form](comparison, accepted), nl=False)
    worst = min((finding.rule.level for finding in comparison.findings), default=Level.SAFE)
    fails = {"breaking": worst is Level.BREAKING, "warning": worst is not Level.SAFE}
    return ExitCode.DOCUMENT_INVALID if fail_on and fails[fail_on] else ExitCode.DONE


def _without_accepted(
    terminal: Terminal, comparison: Comparison, file: Path
) -> tuple[Comparison, tuple[AcceptedFinding, ...]]:
    """Return a comparison without what a file accepts, and that; raises `UsageError` where the file says nonsense."""
    from ampeco_refgen.compare.accepted import AcceptedChanges, accept, unknown_rules
    from ampeco_refgen.profiles.read import read_form, wrong_key

    changes = read_form(file, AcceptedChanges)
    for name in unknown_rules(changes):
        raise wrong_key(file, "rule", f"there is no rule {printable(name)!r}; the report names those that it goes by")
    comparison, accepted, unused = accept(comparison, changes)
    for row in unused:
        name = " ".join(filter(None, (row.rule, row.subject, row.where)))
        terminal.loud(f"NOTICE: {file}: nothing that changed is accepted by {printable(name)!r}; remove the row")
    return comparison, accepted


def _addresses(url: str) -> FetchSettings:
    """Return where the newest document is looked for: at `url`, else where the profile says that it is published."""
    from ampeco_refgen.profiles.choose import published

    form = published()
    return FetchSettings(url=url, stable_url=form.stable_url, index_url=form.index_url, index_link=form.index_link)


def _check_address(url: str) -> None:
    """Raise `UsageError` where what should be fetched is no http(s) address; empty means the vendor's own."""
    from ampeco_refgen.http import is_address

    if not url or is_address(url):
        return
    is_file = Path(url).is_file()
    what = "is a file" if is_file else "is no http:// or https:// address"
    hint = f"use: {called()} generate {quoted(url)}" if is_file else f"for a file use: {called()} generate FILE"
    raise UsageError(f"--url (or {SPEC_URL_VARIABLE}) takes an address, and {printable(url)} {what}", hint=hint)


def _read(terminal: Terminal, spec: str, watch: Stopwatch, *, skill: bool = False) -> RawSpec:
    """Read a document, or with `skill` also the catalog of a skill's folder."""
    from ampeco_refgen.catalog_source import place_of
    from ampeco_refgen.fetch import STANDARD_INPUT, read

    if not spec:
        raise click.UsageError(
            "the name of a document is empty: give a file, a URL or `-`.", click.get_current_context()
        )
    if spec == STANDARD_INPUT and sys.stdin is not None and sys.stdin.isatty():
        terminal.say("reading the document from standard input; Ctrl-D ends it (on Windows Ctrl-Z and Enter)")
    with watch.stage("read"):
        stdin = None if sys.stdin is None else sys.stdin.buffer
        return read(
            place_of(at_home(spec), skill=skill),
            FetchSettings(),
            stdin=stdin,
            notify=terminal.loud,
            progress=watch.progress,
        )


def _report(terminal: Terminal, outcome: Outcome, *, check: bool, as_json: bool) -> int:
    from ampeco_refgen.cli.reports import outcome_json, outcome_lines

    terminal.findings(outcome.diagnostics)
    for notice in outcome.notices if not terminal.quiet else ():
        terminal.loud(f"NOTICE: {notice}")
    for line in outcome_lines(outcome, check=check, verbose=terminal.verbose):
        terminal.say(line)
    if as_json:
        click.echo(outcome_json(outcome))
    return ExitCode.DRIFT if check and outcome.plan.drift else ExitCode.DONE
