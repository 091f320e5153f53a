"""A record of the last run into a folder: it lets a run that would change nothing end early.

The record lies in the user's cache folder (XDG Base Directory Specification; on Windows `LOCALAPPDATA`), never in the
bundle. It is used only while the program, its templates, the options and every file of the bundle are those that it was
made with; where it is missing, broken or cannot be written, the run does all its work.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.errors import OutputError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.outcome import Summary
from ampeco_refgen.pages.lookup_files import own_script
from ampeco_refgen.pages.render import own_templates
from ampeco_refgen.write import write_whole


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle is made of, and by what: SHA-256 of program and document, and where the document is from."""

    program: str
    document: str
    origin: str
    etag: str
    last_modified: str


class LastRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run: its source, what became of it, and the digest of each file in the bundle's folder afterwards.

    `generated` are the paths that the run accounts for; `files`, which `remember` fills in, also names what the owner
    put there.
    """

    source: Source
    summary: Summary
    diagnostics: tuple[Diagnostic, ...]
    notices: tuple[str, ...]
    generated: tuple[str, ...]
    files: dict[str, str] = {}


def recall(root: Path, program: str) -> LastRun | None:
    """Return the last run into `root` by the same program, if the folder still holds exactly what it left there."""
    with suppress(OSError, RuntimeError, msgspec.DecodeError):
        last = msgspec.json.decode(_place(root).read_bytes(), type=LastRun)
        if last.source.program == program and last.files == _digests_below(root):
            return last
    return None


def remember(root: Path, last: LastRun) -> None:
    """Keep the record of a run that has just been published.

    Where a file of the folder cannot be read, there is no record: it never fails a run, which has written by then.
    """
    with suppress(OSError, RuntimeError, OutputError):  # RuntimeError: a circle of links, or nobody's home folder
        last = msgspec.structs.replace(last, files=_digests_below(root))
        write_whole(_place(root), msgspec.json.encode(last), parents=True)


def source_of(raw: RawSpec, program: str) -> Source:
    """Return the source that the next run compares with."""
    document = sha256(raw.content).hexdigest()
    return Source(program=program, document=document, origin=raw.origin, etag=raw.etag, last_modified=raw.last_modified)


def program_digest(options: str) -> str:
    """Return a digest of the program, its templates and the `options` on which the result of a run depends."""
    state = sha256(options.encode())
    for path in (own_script(), *_files(Path(__file__).parent), *_files(own_templates())):
        if path.suffix in (".py", ".j2", ".toml", ".yaml"):
            stat = path.stat()
            state.update(os.fsencode(f"{path} {stat.st_size} {stat.st_mtime_ns}\n"))
    return state.hexdigest()


def _digests_below(root: Path) -> dict[str, str]:
    """Return the digest of each file of a bundle by its path; raises `OSError` where one cannot be read."""
    paths = (root / "SKILL.md", *_files(root / "reference"), *_scripts(root))
    return {path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def _scripts(root: Path) -> Iterator[Path]:
    """Yield the Python files below `scripts/`, where the lookup command of a skill is."""
    yield from (path for path in _files(root / "scripts") if path.suffix == ".py")


def _place(root: Path) -> Path:
    return _cache_folder() / "ampeco-refgen" / f"{sha256(os.fsencode(root.resolve())).hexdigest()[:32]}.json"


def _cache_folder() -> Path:
    """Return the user's folder for caches: on Windows that of programs' data which stays on the machine."""
    variables = ("XDG_CACHE_HOME", "LOCALAPPDATA") if sys.platform == "win32" else ("XDG_CACHE_HOME",)
    named = next(filter(None, map(os.environ.get, variables)), None)
    return Path(named) if named else Path.home() / ".cache"
