"""How options are read and how help is laid out, where click's own way would not do."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from ampeco_refgen.cli.terminal import broken
from ampeco_refgen.lookup.bundle import OUT_VARIABLE, SKILL_VARIABLE, at_home
from ampeco_refgen.settings import PROJECT
from ampeco_refgen.strictness import Strictness

_STRICTNESS = f"{__name__}.strictness"


class StrictCommand(click.Command):
    """A command with `--strict`, which takes a value only behind an equals sign: the next word is the document.

    click has no such options: to it, `--strict` is a flag, and what stands behind `=` is kept beside it.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the value off `--strict=all`; raises `UsageError` for any other value."""
        end = args.index("--") if "--" in args else len(args)
        for place, word in enumerate(args[:end]):
            name, given, value = word.partition("=")
            if name == "--strict" and given:
                if value != Strictness.ALL:
                    message = f"--strict takes no value, or `--strict={Strictness.ALL}`; not {value!r}."
                    raise click.UsageError(message, ctx)
                args[place], ctx.meta[_STRICTNESS] = name, Strictness.ALL
        return super().parse_args(ctx, args)


def strictness(context: click.Context, _: click.Parameter, given: bool) -> Strictness:
    """Return what `--strict` stands for; the callback of that option."""
    return context.meta.get(_STRICTNESS, Strictness.MISLEADING) if given else Strictness.NONE


class HomePath(click.Path):
    """A path in which a leading `~/` is the home folder also where the shell has left it as it is (`--out=~/x`)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Return the path of the file or folder."""
        return super().convert(at_home(str(value)), param, ctx)


skill_option = click.option(
    "--skill",
    type=HomePath(path_type=Path),
    envvar=OUT_VARIABLE,
    help=f"The skill's folder.  [env: {OUT_VARIABLE}; default: the current one, or that of the script]",
)
"""The skill that a command takes something from; `skill_named` says which one is meant."""


def skill_named(named: Path | None) -> Path:
    """Return the folder of the skill that a command is about: the one that is named, else the current one.

    Where the current folder is no skill, it is the one whose script the command was called by.
    """
    from ampeco_refgen.write import CATALOG

    own = os.environ.get(SKILL_VARIABLE)
    if named is None and own and not any((Path() / name).is_file() for name in (CATALOG, PROJECT)):
        return Path(own)
    return named or Path()


def percentage(_context: click.Context, _: click.Parameter, given: str) -> float:
    """Return a number from 0 to 100; a callback. `nan`, which no comparison refuses, is none."""
    try:
        number = float(given)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 100:
        raise click.BadParameter(f"{given!r} is no percentage from 0 to 100.")
    return number


class WholeWords(click.HelpFormatter):
    """Breaks lines of help between words only: click's own would break `--require-fresh` behind a hyphen.

    While lines are broken, a hyphen is U+2011, which is none to break at.
    """

    def write_text(self, text: str) -> None:
        """Write a paragraph; one behind `\\b` line by line, with what stands in columns broken within its column."""
        if not text.startswith("\b"):
            indent = " " * self.current_indent
            wrapped = click.wrap_text(_unbroken(text), self.width, indent, indent, preserve_paragraphs=True)
            self.write(wrapped + "\n")
            return
        for line in text.splitlines()[1:]:
            self.write(broken(" " * self.current_indent + line, self.width) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        super().write_dl([(_unbroken(name), _unbroken(text)) for name, text in rows], col_max, col_spacing)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that begins with `Usage:`."""
        super().write_usage(_unbroken(prog), _unbroken(args), prefix)

    def write(self, string: str) -> None:
        """Write what has been broken into lines."""
        super().write(string.replace("\N{NON-BREAKING HYPHEN}", "-"))


def _unbroken(text: str) -> str:
    return text.replace("-", "\N{NON-BREAKING HYPHEN}")
