"""The file of a call, named by the call itself: `GET /users/{user}/cars` is `calls/users/_/cars/GET.md`.

The rule needs nothing but method and path, so that a file is found without looking, and stays where it is when other
calls come and go. Only calls that would meet in one file (their paths differ in nothing but the names of
parameters, or in upper and lower case) are told apart by a hash, all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.markdown.names import slug

CALLS = "calls"
WEBHOOKS = "webhooks"
_LONGEST = 180
"""Characters of a path below the skill's folder; some systems take 260, and a checkout needs room before it."""
_LONGEST_BELOW_REFERENCE = _LONGEST - len("reference/") - len("-01234567.md")

_PARAMETER = re.compile(r"\{[^{}]+\}")
_PLAIN = re.compile(r"[A-Za-z0-9~_-](?:[A-Za-z0-9.~_-]*[A-Za-z0-9~_-])?")
_NAMELESS = "name"
"""What `slug` calls a text of which nothing is left."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, also before a dot (Microsoft, "Naming Files, Paths, and Namespaces")."""


def call_paths(operations: Iterable[Operation], prefix: str = "") -> dict[str, str]:
    """Return the file of each operation, below `reference/`, by the operation's key.

    `prefix` is what the paths of an API begin with and their files leave out: `/public-api`.
    """
    drafts = {
        operation.key: (call_path(operation.method, operation.path, prefix), operation.path) for operation in operations
    }
    return _told_apart(drafts)


def call_path(method: str, path: str, prefix: str = "") -> str:
    """Return the file of one call, below `reference/`, as if there were no other."""
    rest = path.removeprefix(prefix) if path.startswith(f"{prefix}/") else path
    segments = [] if rest == "/" else rest.removeprefix("/").split("/")
    folders = [
        "_" if _PARAMETER.fullmatch(segment) and ";" not in segment else file_name(segment) for segment in segments
    ]
    return _fitting([CALLS, *folders], f"{file_name(method)}.md", path)


def webhook_paths(names: Iterable[str]) -> dict[str, str]:
    """Return the file of each webhook, below `reference/`, by its name."""
    return _told_apart({name: (_fitting([WEBHOOKS], f"{file_name(name)}.md", name), name) for name in names})


def file_name(segment: str) -> str:
    """Return the name of the file or folder for one segment of a path.

    It is the segment itself where that is a good name on every system, else its slug and a hash of it.
    """
    plain = _PLAIN.fullmatch(segment) and segment.strip("_")
    if plain and not _DEVICE.match(segment) and not segment.lower().endswith(".md"):
        return segment
    name = slug(segment).removesuffix(f"-{_hash(segment)}")
    return f"{'' if name == _NAMELESS and name not in segment else name}-{_hash(segment)}"


def _fitting(folders: list[str], file: str, raw: str) -> str:
    """Return the path of a file; the end of one that would be too long is a hash of what it stands for."""
    whole = "/".join([*folders, file])
    if len(whole) <= _LONGEST_BELOW_REFERENCE:
        return whole
    tail = f"-{_hash(raw)}/{file}" if len(file) <= 40 else f"-{_hash(f'{raw} {file}')}.md"
    kept = [
        name
        for number, name in enumerate(folders)
        if len("/".join([*folders[: number + 1], tail])) <= _LONGEST_BELOW_REFERENCE
    ]
    return "/".join([*kept, tail])


def _told_apart(drafts: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return the path of each draft (a path and the raw text behind it), with a hash where several would meet."""
    meeting: dict[str, int] = {}
    for path, _ in drafts.values():
        meeting[path.lower()] = meeting.get(path.lower(), 0) + 1
    return {
        key: path if meeting[path.lower()] == 1 else f"{path.removesuffix('.md')}-{_hash(raw)}.md"
        for key, (path, raw) in drafts.items()
    }


def _hash(raw: str) -> str:
    return sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:8]
