"""The commands that answer from the bundle on disk, `search`, `show`, `stats` and `version`, for `cli/commands.py`.

What they print is made by `lookup.command`, as for `scripts/lookup.py`; here are only their options and completion.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ampeco_refgen.errors import ExitCode, OutputError, UsageError
from ampeco_refgen.lookup.bundle import OUT_VARIABLE, BundleFiles, CannotAnswerError, skill_folder
from ampeco_refgen.lookup.command import HELP, LIMIT, Output, examples, run_search, run_show, run_stats, run_version

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ampeco_refgen.cli.terminal import Terminal

_SHORT_HELP = {
    "search": "Find calls, entities, enums and more by words.",
    "show": "Print one thing of the bundle.",
    "stats": "Say how large the bundle is.",
    "version": "Say of which version the skill is.",
}
_COMPLETION = "_AMPECO_REFGEN_COMPLETE"


def answer_the_shell(cli: click.Command, terminal: Terminal) -> None:
    """Print completions of a line, or the script that sets completion up, and exit, where a shell asks for that.

    It asks by a variable of the environment, as click's completion works.
    """
    if instruction := os.environ.get(_COMPLETION):
        from click.shell_completion import shell_complete

        failed = shell_complete(cli, {"obj": terminal}, "ampeco-refgen", _COMPLETION, instruction)
        sys.exit(ExitCode.USAGE if failed else ExitCode.DONE)


def _command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command of a function, with its help and the options that all of them share."""

    def register(function: Callable[..., Any]) -> click.Command:
        out = click.option("--out", type=click.Path(file_okay=False), envvar=OUT_VARIABLE, help=HELP["--out"])
        as_json = click.option("--json", "as_json", is_flag=True, help=HELP["--json"])
        epilog = "\b\n" + examples(name)
        return click.command(name, help=HELP[name], short_help=_SHORT_HELP[name], epilog=epilog)(
            out(as_json(click.pass_obj(function)))
        )

    return register


def _print(terminal: Terminal, run: Callable[[], Output]) -> int:
    """Print what a command answers; raises `UsageError` where it cannot."""
    try:
        output = run()
    except CannotAnswerError as failure:
        raise UsageError(failure.message, hint=failure.hint) from None
    if output.text:
        _write(output.text)
    for line in output.said:
        terminal.say(line)
    for line in output.warned:
        terminal.loud(line)
    return ExitCode.DONE


def _write(text: str) -> None:
    """Print an answer; raises `OutputError` where that fails for another reason than that its reader has left."""
    try:
        click.echo(text)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise OutputError(f"the answer cannot be written: {problem.strerror}") from None


def _complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the completions of a target from the bundle, each without the words that have been typed before.

    bash breaks words at colons too and keeps what stands before the last one, so it gets only what follows that.
    """
    from click.shell_completion import CompletionItem

    from ampeco_refgen.lookup.show import completions

    bash = os.environ.get(_COMPLETION, "").startswith("bash")
    words = [*(context.params.get("target") or ()), incomplete]
    typed = " ".join(words).replace(" : ", ":").replace(" :", ":") if bash else " ".join(words)
    try:
        completed = completions(BundleFiles(skill_folder(context.params.get("out"))), typed)
    except CannotAnswerError:
        return []
    kept = len(typed) - len(typed.rpartition(" ")[2] if not bash else typed.replace(":", " ").rpartition(" ")[2])
    return [CompletionItem(completion[kept:]) for completion in completed]


@_command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=LIMIT, show_default=True, help=HELP["--limit"])
def search(terminal: Terminal, words: tuple[str, ...], limit: int, out: str | None, as_json: bool) -> int:
    """Search the bundle."""
    return _print(terminal, lambda: run_search(" ".join(words), limit=limit, as_json=as_json, out=out))


@_command("show")
@click.argument("target", nargs=-1, required=True, shell_complete=_complete)
@click.option("--follow", is_flag=True, help=HELP["--follow"])
def show(terminal: Terminal, target: tuple[str, ...], follow: bool, out: str | None, as_json: bool) -> int:
    """Show one thing of the bundle."""
    return _print(terminal, lambda: run_show(" ".join(target), follow=follow, as_json=as_json, out=out))


@_command("stats")
def stats(terminal: Terminal, out: str | None, as_json: bool) -> int:
    """Measure the bundle."""
    return _print(terminal, lambda: run_stats(as_json=as_json, out=out))


@_command("version")
def version(terminal: Terminal, out: str | None, as_json: bool) -> int:
    """Say of which version the bundle is."""
    return _print(terminal, lambda: run_version(as_json=as_json, out=out))


COMMANDS = (search, show, stats, version)
