"""What the finders of this room share: a `Found` of verbatim pieces, lists of candidates, the error of "nothing"."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from msgspec import Struct

from ampeco_refgen.errors import UsageError
from ampeco_refgen.lookup.model import Call, Section
from ampeco_refgen.lookup.words import nearest


class Found(Struct, frozen=True, kw_only=True):
    """What a target stands for: its kind and the pieces of pages to print, in order."""

    kind: str
    pieces: tuple[Section, ...]


def piece(section: Section, text: str, heading: str = "") -> Section:
    """Return a part of a section as a piece of its own."""
    return Section(
        page=section.page, heading=heading or section.heading, level=section.level, anchor=section.anchor, text=text
    )


def listed(kind: str, heading: str, lines: Iterable[str]) -> Found:
    """Return a list of lines that stand on no page."""
    return Found(kind=kind, pieces=(Section(page="", heading=heading, level=0, anchor="", text="\n".join(lines)),))


def candidates(calls: Iterable[Call]) -> Found:
    """Return the operations that an ambiguous target may mean, one line each."""
    return listed("candidates", "several calls have this name", map(_candidate, calls))


def _candidate(call: Call) -> str:
    past = " **deprecated**" if call.deprecated else ""
    return f"- `{call.key}` {call.summary or call.operation_id}{past} ([page]({call.page}))"


def nothing(target: str, name: str, names: Iterable[str], *, prefix: str = "") -> UsageError:
    """Return the error of a target that names nothing, with the nearest names as they would be asked for."""
    near = ", ".join(shlex.quote(f"{prefix}{one}") for one in nearest(name, names))
    hint = f"did you mean: {near}" if near else f"try: ampeco-refgen search {shlex.quote(name)}"
    return UsageError(f"the bundle has nothing named {target!r}", hint=hint)
