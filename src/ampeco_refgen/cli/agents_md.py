"""The command `agents-md`: the block that leads assistants to a skill, in the files that they read by themselves."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ampeco_refgen.cli.options import HomePath, skill_named, skill_option
from ampeco_refgen.errors import DocumentError, ExitCode, UsageError
from ampeco_refgen.lookup.bundle import SKILL
from ampeco_refgen.lookup.called import called

if TYPE_CHECKING:
    from ampeco_refgen.cli.terminal import Terminal
    from ampeco_refgen.pages.instruction_files import InstructionFile, InstructionFiles

_EPILOG = f"""\b
Which file is read by whom (docs/agents-md.md):
  AGENTS.md                        Codex, Cursor, GitHub Copilot; Claude Code where there is no CLAUDE.md
  CLAUDE.md                        Claude Code, GitHub Copilot
  GEMINI.md                        Gemini CLI
  .github/copilot-instructions.md  GitHub Copilot
  .cursor/rules                    Cursor: a rule of the skill's name that is always read

\b
Example:
  {called()} agents-md --out AGENTS.md --out CLAUDE.md"""


@click.command("agents-md", short_help="Tell assistants of the skill in AGENTS.md.", epilog=_EPILOG)
@click.option(
    "--out",
    "named",
    type=HomePath(path_type=Path),
    required=True,
    multiple=True,
    metavar="FILE",
    help="The file that gets the block, at its end where it has none yet; may be given several times.",
)
@skill_option
@click.option(
    "--profile",
    type=HomePath(exists=True, file_okay=False, path_type=Path),
    help="A folder with words and more for this API.  [default: the one that knows it, if any]",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and list the files that differ.")
@click.pass_obj
def agents_md(
    terminal: Terminal, named: tuple[Path, ...], skill: Path | None, profile: Path | None, check: bool
) -> int:
    """Put a block of at most 8 KB about the skill into files that assistants always read.

    It says what the skill is and where, how to ask it, five rules, and the quick index. Nothing outside its two markers
    is touched, so several skills can share a file. A file that is missing is made.
    """
    from ampeco_refgen.write import alone_in, replace_all

    files = _files(skill_named(skill), profile)
    made = files.of(named)
    if not check and any(file.differs for file in made):
        with alone_in(file.place.parent for file in made):
            made = files.of(named)
            replace_all({file.place: file.text for file in made if file.differs})
    for file in made:
        terminal.say(f"{file.named}: {_outcome(file, check=check)}")
        if files.is_cut_by_codex(file):
            terminal.loud(
                f"NOTICE: {file.named}: the block ends behind the first 32 KiB, all that Codex reads: move it up"
            )
    return ExitCode.DRIFT if check and any(file.differs for file in made) else ExitCode.DONE


def _outcome(file: InstructionFile, *, check: bool) -> str:
    state = "unchanged" if not file.differs else "differs" if check else "written"
    return f"{state}: it imports AGENTS.md" if file.imports else state


def _files(folder: Path, profile: Path | None) -> InstructionFiles:
    """Return what puts the block of the skill in a folder into files; raises as `_whole_skill` does."""
    from ampeco_refgen.catalog_source import stored_catalog
    from ampeco_refgen.infer.findings import find_all
    from ampeco_refgen.pages.front_matter import name_of_skill
    from ampeco_refgen.pages.instruction_files import InstructionFiles
    from ampeco_refgen.profiles.choose import profile_for
    from ampeco_refgen.project import read_project
    from ampeco_refgen.write import current_text

    whole = _whole_skill(folder)
    project = read_project(whole, profile)
    catalog = stored_catalog(whole)
    assert catalog is not None  # its file is there
    findings = find_all(catalog, profile_for(catalog, project.profiles))
    name = name_of_skill(current_text(folder, SKILL), catalog.title, findings.profile)
    return InstructionFiles(findings, name=name, folder=folder, home=_home())


def _whole_skill(folder: Path) -> Path:
    """Return the folder that has the catalog of the skill in a folder.

    A packed skill has none of its own. It is then in the skill whose script was called, or in the current folder: the
    very catalog whose digest the packed `SKILL.md` has. Raises `UsageError` where the folder holds no skill, and
    `DocumentError` where that catalog is not there.
    """
    from ampeco_refgen.lookup.bundle import CannotAnswerError
    from ampeco_refgen.lookup.version import version_of
    from ampeco_refgen.write import CATALOG, read_whole

    if (folder / CATALOG).is_file():
        return folder
    try:
        digest = version_of(folder).catalog_sha256
    except CannotAnswerError:
        raise UsageError(
            f"there is no {CATALOG} in {folder.resolve()}",
            hint=f"name the skill's folder: {called()} agents-md --skill DIR --out FILE",
        ) from None
    whole = skill_named(None)
    content = read_whole(whole / CATALOG)
    if content is None or sha256(content).hexdigest() != digest:
        raise DocumentError(
            f"{folder.resolve()} is a packed skill, and its catalog is not in {whole.resolve()} either",
            hint="run this in the folder that it was packed from, of the same version: `version` tells which",
        )
    return whole


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None
