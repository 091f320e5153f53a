"""New operations → the lines that tell them: those that are usual for one resource together, the others one by one.

Usual is what needs no words beside its method: reading, creating, replacing, changing and deleting, of all entries at a
path and of one entry below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.compare.changes import Owner
from ampeco_refgen.compare.comparison import Finding

_ENTRY = re.compile(r"(?P<all>/.*)/\{[^{}/]*\}", re.DOTALL)
"""The path of one entry of a resource."""
_USUAL = ("GET", "POST", "PUT", "PATCH", "DELETE")
_USUAL_OF_AN_ENTRY = ("GET", "PUT", "PATCH", "DELETE")
_Paths: TypeAlias = dict[str, list[str]]


class NewPath(Struct, frozen=True, kw_only=True):
    """Operations that came together: the path of a resource with their methods, the path of one entry with theirs.

    One of the two may be missing.
    """

    methods: tuple[tuple[str, tuple[str, ...]], ...]


def new_paths(findings: Iterable[Finding]) -> tuple[NewPath | Finding, ...]:
    """Return the findings about new operations and webhooks in their order, some as a `NewPath` where the first stood.

    That are two or more usual operations of one resource, with a reading one among them.
    """
    every = tuple(findings)
    sets: dict[str, _Paths] = {}
    for finding in every:
        method, path = _call(finding)
        resource = _resource(method, path)
        if resource:
            sets.setdefault(resource, {}).setdefault(path, []).append(method)
    lines: dict[str | Finding, NewPath | Finding] = {}
    for finding in every:
        resource = _resource(*_call(finding))
        paths = sets.get(resource, {})
        methods = [method for of_path in paths.values() for method in of_path]
        if len(methods) > 1 and "GET" in methods:
            ordered = tuple((path, tuple(sorted(paths[path], key=_USUAL.index))) for path in sorted(paths))
            lines.setdefault(resource, NewPath(methods=ordered))
        else:
            lines[finding] = finding
    return tuple(lines.values())


def _call(finding: Finding) -> tuple[str, str]:
    """Return method and path of an operation; nothing for a webhook."""
    subject = finding.subjects[0]
    if subject.owner is not Owner.OPERATION:
        return "", ""
    method, _, path = subject.name.partition(" ")
    return method, path


def _resource(method: str, path: str) -> str:
    """Return the path of the resource that an operation reads or writes in a usual way, empty for any other."""
    entry = _ENTRY.fullmatch(path)
    if entry is None:
        return path if method in _USUAL else ""
    return entry["all"] if method in _USUAL_OF_AN_ENTRY else ""
