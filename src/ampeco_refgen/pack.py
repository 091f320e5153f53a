"""A packed skill → a folder or an archive, and where it comes from.

Both have the same bytes for the same skill, whoever packs it, and are left alone where they have them already.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

from ampeco_refgen.errors import OutputError, UsageError
from ampeco_refgen.lookup.bundle import SKILL
from ampeco_refgen.pages.packed_skill import PackedSkill
from ampeco_refgen.pages.skill_page import PACK_MARK
from ampeco_refgen.write import WriteReport, has_mark, is_leftover, publish, read_whole, write_whole

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip archive can state."""
_UNIX = 3
_MODE = 0o100644 << 16
_NAMED = 5
_GIT = ".git"
_GIT_SECONDS = 10
_LONGEST_SOURCE = 300
_SHORT = re.compile(r"[A-Za-z0-9_-][\w.-]*/[A-Za-z0-9_-][\w.-]*")
_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
_SCP_ADDRESS = re.compile(r"(?:[\w.-]+@)?([\w.-]{2,}):(?!//|\\)([\w./~-]+)")
"""`git@github.com:owner/repository.git`; with a host of one letter it would be a path on a drive of Windows."""


class ArchiveReport(Struct, frozen=True, kw_only=True):
    """An archive: where it is, its bytes, and whether they were written or there already."""

    path: Path
    content: bytes
    written: bool


def check_places(skill: Path, out: Path | None, archive: Path | None) -> None:
    """Raise `UsageError` where a pack would lie in the skill that it is made of, hold it, or hold its own archive.

    So it does where the skill is a file; where that is in the pack's place, it is an `OutputError`.
    """
    home = skill.resolve()
    if skill.exists() and not skill.is_dir():
        raise UsageError(f"{skill} is a file, not a folder", hint="name the skill's folder with --skill")
    if out is not None and out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file, not a folder", hint="name a new folder with --out")
    if out is not None:
        target = out.resolve()
        if target.is_relative_to(home) or home.is_relative_to(target):
            raise UsageError(
                f"{target} and the skill's folder {home} lie one in the other, and a pack is a folder of its own",
                hint=f"for instance --out {home.parent / 'packed' / 'MY-SKILL'}",
            )
        if archive is not None and archive.resolve().is_relative_to(target):
            raise UsageError(
                f"the archive {archive} would lie in the packed folder itself",
                hint="give it a place beside that folder",
            )


def check_folder(root: Path, packed: PackedSkill) -> None:
    """Raise `OutputError` where a folder holds anything but an earlier pack; git's own folder may be there."""
    foreign = sorted(_foreign(root, packed))
    if not foreign:
        return
    more = f" and {len(foreign) - _NAMED} more" if len(foreign) > _NAMED else ""
    raise OutputError(
        f"{root} is not written to, since it holds what no pack has: {', '.join(foreign[:_NAMED])}{more}",
        hint="give a new folder or that of an earlier pack, or move these files away",
    )


def write_folder(root: Path, packed: PackedSkill) -> WriteReport:
    """Make a folder hold a pack and nothing else of ours; raises `OutputError` as `check_folder` and `publish` do."""
    check_folder(root, packed)
    return publish(root, packed.files)


def _foreign(root: Path, packed: PackedSkill) -> Iterator[str]:
    """Yield the paths in a folder that are not those of a pack.

    Files with a mark are ours. Others of the same paths are where the folder's `SKILL.md` says that it is a pack, and
    where they have the very bytes that a run would write, which was cut off then.
    """
    contents = {file.path: file.text.encode() for file in packed.files}
    is_pack = PACK_MARK.encode() in (read_whole(root / SKILL) or b"")
    if root.exists() and not root.is_dir():
        yield root.name
    for folder, below, names in os.walk(root):
        links = [name for name in below if Path(folder, name).is_symlink()]
        if Path(folder) == root:
            below[:] = [name for name in below if name != _GIT]
            names = [name for name in names if name != _GIT]
        for name in (*names, *links):
            path = Path(folder, name)
            relative = path.relative_to(root).as_posix()
            ours = is_leftover(name) or has_mark(path)
            if relative in contents and not path.is_symlink():
                ours = ours or is_pack or read_whole(path) == contents[relative]
            if not ours:
                yield relative


def archive_of(packed: PackedSkill) -> bytes:
    """Return a pack as a zip archive, `SKILL.md` at its root, as the discovery of Agent Skills wants archives.

    Dates, order and permissions are fixed, and the files are stored as they are: compressed, they would have other
    bytes, and so another digest, with each version of zlib. Git compresses them all the same, and newer archives as
    what differs from older ones.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for file in packed.files:
            entry = zipfile.ZipInfo(file.path, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _MODE
            archive.writestr(entry, file.text.encode())
    return stream.getvalue()


def check_archive(path: Path, content: bytes) -> None:
    """Raise `OutputError` where something else than an earlier archive of a pack is at a path."""
    if path.is_dir():
        raise OutputError(f"{path} is a folder, where the archive would be", hint="give the name of a file")
    old = read_whole(path)
    if old is None or old == content or _is_archive_of_ours(old):
        return
    raise OutputError(
        f"not overwritten, since no earlier archive of a pack is in its place: {path}",
        hint="give another name, or move the file away",
    )


def write_archive(path: Path, content: bytes) -> ArchiveReport:
    """Write an archive where it is not there already; raises `OutputError` as `check_archive` does."""
    check_archive(path, content)
    is_new = read_whole(path) != content
    if is_new:
        write_whole(path, content, parents=True)
    return ArchiveReport(path=path, content=content, written=is_new)


def _is_archive_of_ours(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            is_stored = archive.getinfo(SKILL).compress_type == zipfile.ZIP_STORED  # as `archive_of` does
            return is_stored and PACK_MARK.encode() in archive.read(SKILL)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError):
        return False


def origin_of(folder: Path) -> str:
    """Return the address that git has as the origin of a folder, without credentials; empty where nobody else has it.

    That is so without git or an origin, and for a path on this machine. It is the address as it was given, before git
    puts another one in its place on this machine (`url.….insteadOf`).
    """
    command = ["git", "-C", str(folder), "config", "--get", "remote.origin.url"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_GIT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return public_address(done.stdout.decode("utf-8", "replace").strip()) if done.returncode == 0 else ""


def told_source(source: str) -> str:
    """Return a source that was named, without what only its owner may know; empty for one on this machine.

    Raises `UsageError` where it is neither an address nor `OWNER/REPOSITORY`.
    """
    if len(source) > _LONGEST_SOURCE or not source.isprintable() or " " in source:
        raise UsageError(
            f"a source is an address or OWNER/REPOSITORY: no spaces, at most {_LONGEST_SOURCE} characters",
            hint="for instance --source owner/repository",
        )
    return source if _SHORT.fullmatch(source) else public_address(source)


def public_address(address: str) -> str:
    """Return the address of a repository without what only its owner may know; empty for one on this machine.

    The forms in which the big hosts have one repository (with `.git` or not, by ssh) become one: people and jobs that
    publish the same skill have the same bytes then.
    """
    short = _SCP_ADDRESS.fullmatch(address)
    host, path, port, user, scheme = (short[1], f"/{short[2]}", None, "git", "ssh") if short else _parts(address)
    if not host:
        return ""
    if host in _HOSTS:
        return f"https://{host}{path.rstrip('/').removesuffix('.git')}"
    if short:
        return address
    host = f"[{host}]" if ":" in host else host
    user = f"{user}@" if scheme == "ssh" and user else ""
    return urlunsplit((scheme, f"{user}{host}{f':{port}' if port else ''}", path, "", ""))


def _parts(address: str) -> tuple[str, str, int | None, str, str]:
    """Return host, path, port, user and scheme of an address; without a host where it is no address of another one."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", "", None, "", ""
    is_one = parts.scheme in ("http", "https", "ssh", "git") and address.isprintable() and " " not in address
    return host if is_one else "", parts.path, port, parts.username or "", parts.scheme
