"""The command `pack`: a skill without what made it, as a folder or an archive; `cli/commands.py` registers it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ampeco_refgen.cli.options import HomePath, skill_named, skill_option
from ampeco_refgen.errors import ExitCode, UsageError
from ampeco_refgen.lookup.called import called

if TYPE_CHECKING:
    from ampeco_refgen.cli.terminal import Terminal
    from ampeco_refgen.pack import ArchiveReport
    from ampeco_refgen.pages.packed_skill import PackedSkill
    from ampeco_refgen.write import WriteReport

SOURCE_VARIABLE = "AMPECO_REFGEN_SOURCE"
"""The environment variable that names the source: an address with a password is to be in no list of arguments."""


@click.command(
    short_help="Pack the skill alone, for publishing.",
    epilog=f"\b\nExample:\n  {called()} pack --out ../packed/MY-SKILL --archive ../packed/MY-SKILL.zip",
)
@click.option(
    "--out", type=HomePath(path_type=Path), help="The folder to be made or renewed; it should have the skill's name."
)
@click.option(
    "--archive", type=HomePath(path_type=Path), help="The zip archive to be made or renewed, with or without a folder."
)
@skill_option
@click.option(
    "--source",
    metavar="WHERE",
    envvar=SOURCE_VARIABLE,
    help="Where newer ones come from, to be told in SKILL.md: an address of git, without its credentials then, or "
    f"OWNER/REPOSITORY.  [env: {SOURCE_VARIABLE}; default: git's origin]",
)
@click.option("--json", "as_json", is_flag=True, help="Print a report for machines on stdout.")
@click.pass_obj
def pack(
    terminal: Terminal, out: Path | None, archive: Path | None, skill: Path | None, source: str | None, as_json: bool
) -> int:
    """Pack the skill alone: SKILL.md, the pages in reference/, the lookup command and the licence.

    What makes the pages stays behind, the catalog among it. The same skill gives the same bytes; a second run writes
    nothing.
    """
    from ampeco_refgen import pack as packing
    from ampeco_refgen.pages.packed_skill import packed_skill

    if out is None and archive is None:
        raise UsageError(
            "say where the pack goes", hint="give --out DIR, or --archive FILE.zip, or both; --help has an example"
        )
    root = skill_named(skill)
    packing.check_places(root, out, archive)
    packed = packed_skill(root, packing.origin_of(root) if source is None else packing.told_source(source))
    content = packing.archive_of(packed) if archive is not None else b""
    if archive is not None:
        packing.check_archive(archive, content)
    written = packing.write_folder(out, packed) if out is not None else None
    archived = packing.write_archive(archive, content) if archive is not None else None
    _tell(terminal, packed, out, written, archived)
    if as_json:
        click.echo(_report(packed, out, written, archived))
    return ExitCode.DONE


def _tell(
    terminal: Terminal,
    packed: PackedSkill,
    out: Path | None,
    written: WriteReport | None,
    archived: ArchiveReport | None,
) -> None:
    if out is not None and out.resolve().name != packed.name:
        terminal.loud(
            f"NOTICE: the skill is named {packed.name} and its folder {out.resolve().name}; assistants want one name "
            f"for both: give --out …/{packed.name}, or rename the folder"
        )
    terminal.say(f"skill       {packed.name}, {len(packed.files)} files, {packed.size:,} bytes")
    if out is not None and written is not None:
        terminal.say(f"folder      {out}")
        counts = f"{len(written.written)} written, {len(written.removed)} removed, {len(written.unchanged)} unchanged"
        terminal.say(f"files       {counts}")
    if archived is not None:
        what = "written" if archived.written else "unchanged"
        terminal.say(f"archive     {archived.path}, {len(archived.content):,} bytes, {what}")
        terminal.say(f"sha256      {sha256(archived.content).hexdigest()}")


def _report(packed: PackedSkill, out: Path | None, written: WriteReport | None, archived: ArchiveReport | None) -> str:
    report = {
        "name": packed.name,
        "description": packed.description,
        "source": packed.source,
        "files": len(packed.files),
        "bytes": packed.size,
        "folder": str(out) if out is not None else None,
        "written": list(written.written) if written else [],
        "removed": list(written.removed) if written else [],
        "unchanged": len(written.unchanged) if written else 0,
        "archive": archived
        and {
            "path": str(archived.path),
            "bytes": len(archived.content),
            "sha256": sha256(archived.content).hexdigest(),
            "written": archived.written,
        },
    }
    return json.dumps(report, indent=2, ensure_ascii=False)
