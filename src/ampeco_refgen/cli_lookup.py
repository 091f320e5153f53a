"""The commands that answer from the bundle on disk: `search`, `show`, `stats`; `cli.py` registers them.

They must be quick, so everything is imported inside them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ampeco_refgen.errors import ExitCode, UsageError
from ampeco_refgen.settings import OUT_VARIABLE

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ampeco_refgen.terminal import Terminal

_COMPLETION = "_AMPECO_REFGEN_COMPLETE"


def answer_the_shell(cli: click.Command, terminal: Terminal) -> None:
    """Print what completes a line, or the script that asks for it, and exit: where a shell asks by the environment."""
    if instruction := os.environ.get(_COMPLETION):
        from click.shell_completion import shell_complete

        failed = shell_complete(cli, {"obj": terminal}, "ampeco-refgen", _COMPLETION, instruction)
        sys.exit(ExitCode.USAGE if failed else ExitCode.DONE)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that all three share."""
    out = click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        envvar=OUT_VARIABLE,
        help=f"The skill's folder.  [env: {OUT_VARIABLE}; default: ., else the program's checkout]",
    )
    return out(click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")(command))


def _complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a target from the bundle, word by word.

    bash breaks words at colons too and keeps what stands before the last one, so it gets only what follows.
    """
    from click.shell_completion import CompletionItem

    from ampeco_refgen.lookup.kinds import completions
    from ampeco_refgen.lookup.shelf import Shelf, skill_folder

    bash = os.environ.get(_COMPLETION, "").startswith("bash")
    words = [*(context.params.get("target") or ()), incomplete]
    typed = " ".join(words).replace(" : ", ":").replace(" :", ":") if bash else " ".join(words)
    try:
        found = completions(Shelf(skill_folder(context.params.get("out"))), typed)
    except UsageError:
        return []
    kept = len(typed) - len(typed.rpartition(" ")[2] if not bash else typed.replace(":", " ").rpartition(" ")[2])
    return [CompletionItem(one[kept:]) for one in found]


@click.command(
    epilog="\b\nExamples:\n  ampeco-refgen search start charging\n  ampeco-refgen search emaid --limit 3 --json"
)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Print at most so many.")
@_options
@click.pass_obj
def search(terminal: Terminal, words: tuple[str, ...], limit: int, out: Path | None, as_json: bool) -> int:
    """Find calls, entities, webhooks, enums and recipes by WORDS, best first; typos are forgiven.

    Names, paths, summaries, fields, filters and values are searched. The first thing on each line is what `show` takes.
    """
    from ampeco_refgen.lookup.entries import entries_of
    from ampeco_refgen.lookup.reports import hit_line, hits_json
    from ampeco_refgen.lookup.search import search as found_in
    from ampeco_refgen.lookup.shelf import Shelf, skill_folder

    question = " ".join(words)
    hits = found_in(entries_of(Shelf(skill_folder(out))), question, limit)
    if as_json:
        click.echo(hits_json(hits))
    for hit in () if as_json else hits:
        click.echo(hit_line(hit))
    if not hits:
        terminal.say(f"nothing found for {question!r}")
    return ExitCode.DONE


@click.command(
    epilog="""\b
Targets:
  POST charge-points              a call: method and resource or path, the newest live version
  GET charge-points/v1.0          … or the version that is named
  sessionsListing                 … or its operationId
  sessions                        the calls of a resource, one line each
  filter:sessions                 its filters; also include: paging: parameters: response:
  "body:POST charge-points"       what is sent, with its fields
  fields:session                  the fields of an entity; fields:session.energyConsumption only those
  webhook:idTag.changed           what a webhook sends
  enum:reason, enum:users.status  the values of a long enum, or of a field
  errors, pagination              what calls have in common
  "deprecated:GET evses/v2.0"     the successor, and what changes
  relations:session               how an entity hangs together with others
  recipe:start-and-stop-charging  the steps of a task
  schemas/enums.md#…              whatever a link leads to
A kind without a name lists the names: show recipe:"""
)
@click.argument("target", nargs=-1, required=True, shell_complete=_complete)
@click.option("--follow", is_flag=True, help="Print the shapes and enums that the answer links to, too.")
@_options
@click.pass_obj
def show(terminal: Terminal, target: tuple[str, ...], follow: bool, out: Path | None, as_json: bool) -> int:
    """Print what TARGET names, exactly as it stands in the bundle, and nothing else."""
    from ampeco_refgen.lookup.reports import answer_json
    from ampeco_refgen.lookup.shelf import Shelf, skill_folder
    from ampeco_refgen.lookup.show import show as shown

    answer = shown(Shelf(skill_folder(out)), " ".join(target), follow=follow)
    if as_json:
        click.echo(answer_json(answer))
    else:
        click.echo(answer.text)
        terminal.say(f"from {', '.join(answer.pages)}" if answer.pages else answer.heading)
    return ExitCode.DONE


@click.command(epilog="\b\nExample:\n  ampeco-refgen stats --json")
@_options
@click.pass_obj
def stats(terminal: Terminal, out: Path | None, as_json: bool) -> int:
    """Say how large the bundle is for an assistant: files, tokens (bytes / 4), the largest, what is too large."""
    from ampeco_refgen.lookup.shelf import skill_folder
    from ampeco_refgen.lookup.stats import stats_json, stats_lines, stats_of

    measured = stats_of(skill_folder(out))
    for line in [stats_json(measured)] if as_json else stats_lines(measured):
        click.echo(line)
    for warning in measured.warnings:
        terminal.loud(f"warning: {warning}")
    return ExitCode.DONE


COMMANDS = (search, show, stats)
