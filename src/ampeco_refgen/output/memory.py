"""What the last run into a folder made of what: lets a run with nothing to do end early, without parsing anything.

The record lies in the user's cache folder (XDG Base Directory Specification), never in the bundle. It is believed only
while the program, its templates, the options and every file of the bundle are, byte for byte, those it was made with;
where it is missing, broken or cannot be written, the run simply takes the long way.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct, to_builtins

from ampeco_refgen.diagnostics import Diagnostic, Severity
from ampeco_refgen.errors import OutputError
from ampeco_refgen.output.single_file import write_whole
from ampeco_refgen.output.templates import own_templates

_FORMAT = 1


class Summary(Struct, frozen=True, kw_only=True):
    """The facts of a catalog that reports tell: operations by family in reading order, deprecated ones among them."""

    title: str
    version: str
    families: tuple[tuple[str, int], ...]
    deprecated: int

    @property
    def operations(self) -> int:
        """The number of all operations."""
        return sum(count for _, count in self.families)


class Memory(Struct, frozen=True, kw_only=True):
    """One run: the digest of its document, where that came from, and what became of it."""

    digest: str
    origin: str
    etag: str
    last_modified: str
    summary: Summary
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]


def recall(root: Path, options: str) -> Memory | None:
    """Return the last run into `root` with these options, if the folder still holds exactly what it left there."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        record = json.loads(_place(root).read_bytes())
        if record["format"] == _FORMAT and record["state"] == _state(root, options):
            return _read(record["memory"])
    return None


def remember(root: Path, options: str, memory: Memory) -> None:
    """Keep the record of a run that has just been published."""
    with suppress(OSError, OutputError):
        place = _place(root)
        record = {"format": _FORMAT, "state": _state(root, options), "memory": to_builtins(memory)}
        write_whole(place, json.dumps(record).encode(), parents=True)


def _read(record: dict[str, object]) -> Memory:
    found = dict(record)
    summary = dict(found.pop("summary"))  # type: ignore[call-overload]
    families = tuple((str(family), int(count)) for family, count in summary.pop("families"))
    diagnostics = [dict(entry) for entry in found.pop("diagnostics")]  # type: ignore[attr-defined]
    return Memory(
        summary=Summary(families=families, **summary),
        diagnostics=tuple(Diagnostic(severity=Severity(entry.pop("severity")), **entry) for entry in diagnostics),
        files=tuple(found.pop("files")),  # type: ignore[arg-type]
        **{name: str(value) for name, value in found.items()},
    )


def _place(root: Path) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "ampeco-refgen" / f"{blake2b(os.fsencode(root.resolve()), digest_size=16).hexdigest()}.json"


def _state(root: Path, options: str) -> str:
    """Return a digest of the program, the options and all that lies in the bundle's folder."""
    state = blake2b(f"{options}\n{program_digest()}".encode())
    folder = str(root / "reference")
    state.update(blake2b((root / "SKILL.md").read_bytes()).digest())
    for entry in _files(folder):
        content = blake2b(Path(entry.path).read_bytes())
        state.update(os.fsencode(f"{entry.path.removeprefix(folder)} ") + content.digest())
    return state.hexdigest()


@cache
def program_digest() -> str:
    """Return a digest of the program as it was when this run began."""
    state = blake2b()
    for folder in (Path(__file__).parents[1], own_templates()):
        for entry in _files(folder, (".py", ".j2")):
            stat = entry.stat()
            state.update(os.fsencode(f"{entry.path} {stat.st_size} {stat.st_mtime_ns}\n"))
    return state.hexdigest()


def _files(folder: str | Path, endings: tuple[str, ...] = ("",)) -> Iterator[os.DirEntry[str]]:
    """Yield the files in a folder and below it, in the same order each time."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, endings)
        elif entry.name.endswith(endings) and entry.is_file():
            yield entry
