"""What the finders hand on: excerpts of pages, lists of the calls that may be meant, the failure of "nothing"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ampeco_refgen.lookup.bundle import REFERENCE, BundleFiles, Call, CannotAnswerError
from ampeco_refgen.lookup.called import called, quoted
from ampeco_refgen.lookup.words import nearest


class Excerpt(NamedTuple):
    """Text as it stands on a page; `label` is printed above it where the text does not say what it is of."""

    page: str
    heading: str
    text: str
    label: str = ""


class Excerpts(NamedTuple):
    """What a target stands for: its kind, the excerpts to print in order, and a note where the target was not right."""

    kind: str
    excerpts: tuple[Excerpt, ...]
    note: str = ""


def whole_page(bundle: BundleFiles, call: Call) -> Excerpt:
    """Return the page of a call."""
    return Excerpt(call.page, call.key, bundle.body(call.page))


def labelled_part(call: Call, text: str) -> Excerpt:
    """Return a part of a call's page, labelled with the call."""
    return Excerpt(call.page, call.key, text, f"# {call.key}")


def list_of_lines(kind: str, heading: str, lines: Iterable[str], note: str = "") -> Excerpts:
    """Return an excerpt of lines that stand on no page, such as a list of names."""
    return Excerpts(kind, (Excerpt("", heading, "\n".join(lines)),), note)


def candidates(calls: Iterable[Call], note: str = "") -> Excerpts:
    """Return the list of the calls that an ambiguous target may mean, one line each.

    A `note` says that the target itself is none; the calls are then the nearest that there are.
    """
    heading = "the nearest calls that there are" if note else "several calls have this name"
    return list_of_lines("candidates", heading, map(_candidate, calls), note)


def _candidate(call: Call) -> str:
    notes = "".join(f" · {note}" for note in call.notes)
    return f"- `{call.key}` {call.summary}{notes} ({REFERENCE}{call.page})"


def nothing_named(target: str, name: str, names: Iterable[str], *, prefix: str = "") -> CannotAnswerError:
    """Return the error for a target that names nothing; its hint has the nearest of `names` as targets.

    `name` is the target without its kind, `prefix` what stands before a name in a target: `filter:`.
    """
    near = ", ".join(quoted(f"{prefix}{near_name}") for near_name in nearest(name, names))
    other = f"try: {called()} search {quoted(name)}" if name else f"{called()} show --help tells what there may be"
    hint = f"did you mean: {near}" if near else other
    return CannotAnswerError(f"the bundle has nothing named {target!r}", hint)
