"""`changelog.md`: how the reference came to its present state, one entry for each step, the newest on top.

An entry's heading is the line of numbers. A comment below it names the two states of the API that it stands between
(`Edition.mark`), which is how a run that is repeated or was cut off knows its own entry, and one that leads back to an
earlier state says which change it takes back. No entry is lost but by the limit of the file, which keeps within what
assistants' tools read: a very long entry is told in less detail, the oldest entries drop off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import compress
from operator import not_

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.compare.comparison import Comparison, Finding, edition_of
from ampeco_refgen.compare.report import MARKDOWN, body, numbers, outline
from ampeco_refgen.compare.rules import DEPRECATIONS, WHOLE, Level
from ampeco_refgen.limits import FILE_CHARACTERS
from ampeco_refgen.markdown.names import unique_anchors
from ampeco_refgen.markdown.text import heading, inline, plural
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.page import LINES_WITHOUT_CONTENTS
from ampeco_refgen.write import OWNER_MARK

MAX_ENTRY = 40_000
"""The most characters that a single entry may have; the file has the limit of every file."""

_MARK = "<!-- from {} to {} -->"
_MARKED = re.compile(r"(?m)^<!-- from (\S+) to (\S+) -->$")
_MARK_LENGTH = 12
_NOTHING = "nothing"
"""What stands in the place of the state before where there was no catalog to compare with."""
_INTRODUCTION = "What changed in the API from one refresh of this reference to the next, the newest on top."
_DROPPED = "Older entries were left out to keep this file short."
_SHORTENED = "Told in less detail to keep this file short; `ampeco-refgen diff OLD NEW` lists everything."


class _Entry(Struct, frozen=True, kw_only=True):
    """A part of the file from its heading on, without the empty lines around it.

    `before` and `after` are the marks of the states of the API that it stands between, empty where they are unknown.
    """

    text: str
    before: str
    after: str

    @property
    def title(self) -> str:
        return self.text.split("\n", 1)[0].removeprefix("##").strip()


def updated(existing: str, new: Catalog, comparison: Comparison | None) -> str:
    """Return the text of the changelog `existing` after a run that generates the reference of a catalog.

    `comparison` is with the catalog before, `None` where there was none. An entry is added on top, unless there is
    nothing to tell, or the newest one already leads to this state. Only one entry is ever replaced: the newest one,
    where it starts from the same state as the new one, since then the run that wrote it did not get as far as writing
    its catalog. The oldest entries are dropped where the file would be too long.
    """
    history, dropped = _entries(existing), _DROPPED in existing
    if comparison is None or not (history or _worth_telling(comparison)):
        new_entry = _generated(new, edition_of(new).mark, first=not history)
        history = history if _leads_to(history, new_entry.after) else [new_entry, *history]
    elif _worth_telling(comparison):
        history = _with(history, comparison)
    while len(history) > 1 and len(_file(history, dropped=dropped)) > FILE_CHARACTERS:
        history, dropped = history[:-1], True
    return _file(history, dropped=dropped)


def _worth_telling(comparison: Comparison) -> bool:
    return bool(comparison.findings) or comparison.old.version != comparison.new.version


def _with(history: list[_Entry], comparison: Comparison) -> list[_Entry]:
    """Return the entries, the newest first, with that of a comparison.

    Its two states are the same where only successors changed, which their marks do not tell.
    """
    before, after = comparison.old.mark[:_MARK_LENGTH], comparison.new.mark[:_MARK_LENGTH]
    if history and history[0].before == before != history[0].after:
        history = history[1:]
    elif before != after and _leads_to(history, after):
        return history
    new_entry = _changed(comparison, before, after, _taken_back(history, before, after))
    return history if history and history[0].text == new_entry.text else [new_entry, *history]


def _leads_to(history: list[_Entry], state: str) -> bool:
    return bool(history) and history[0].after == state


def _taken_back(history: list[_Entry], before: str, after: str) -> str:
    """Return the title of the entry that the one from `before` to `after` takes back, empty where it takes back none.

    It takes back the entry that led the other way. Where none did so in one step, it takes back what was told since
    the API was last in the state that it leads back to.
    """
    left = [entry for entry in history if entry.before == after != entry.after] if before != after else []
    reverse = next((entry for entry in left if entry.after == before), None)
    if reverse is not None:
        return reverse.title
    return f"{left[0].title}, and what came after it" if left else ""


def _generated(catalog: Catalog, mark: str, *, first: bool) -> _Entry:
    """Return the entry of a run without a catalog to compare with: the first one, or one whose catalog was lost."""
    families = Counter(operation.place.family for operation in catalog.operations)
    counts = ", ".join(f"{number} {family}" for family, number in families.items())
    parts = [plural(len(catalog.operations), "operation") + (f" ({counts})" if counts else "")]
    if deprecated := sum(operation.deprecated for operation in catalog.operations):
        parts.append(f"{deprecated} deprecated")
    how = "first generated" if first else "generated with no catalog to compare with"
    return _entry(f"{catalog.version}: {how}: {', '.join(parts)}", _NOTHING, mark[:_MARK_LENGTH], ())


def _changed(comparison: Comparison, before: str, after: str, taken_back: str) -> _Entry:
    """Return the entry of a comparison, in as much detail as it has room for."""
    title = numbers(comparison)
    lead = ("", *wrap(f"Takes back: {taken_back}")) if taken_back else ()
    entries = (_entry(title, before, after, (*lead, *lines)) for lines in _bodies(comparison.findings))
    shortest = _entry(title, before, after, (*lead, "", _SHORTENED))
    return next((entry for entry in entries if len(entry.text) <= MAX_ENTRY), shortest)


def _entry(title: str, before: str, after: str, lines: Iterable[str]) -> _Entry:
    head = (f"## {heading(title)}", "", _MARK.format(before, after))
    return _Entry(text="\n".join((*head, *lines)).rstrip(), before=before, after=after)


def _bodies(findings: tuple[Finding, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what an entry can say below its numbers, in ever less detail."""
    yield tuple(body(findings, MARKDOWN, level=3))
    for rules, level in (
        (WHOLE | DEPRECATIONS, Level.BREAKING),
        (DEPRECATIONS, Level.BREAKING),
        (frozenset[str](), Level.BREAKING),
        (frozenset[str](), None),
    ):
        in_detail = [finding.rule.level is level or finding.rule.id in rules for finding in findings]
        yield (
            *("", _SHORTENED),
            *body(compress(findings, in_detail), MARKDOWN, level=3),
            *_summary(compress(findings, map(not_, in_detail))),
        )


def _summary(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield how many changes there are in each section."""
    yield from ("", "### Further changes", "")
    for section in outline(findings):
        changes = [finding for block in section.blocks for finding in block.findings]
        breaking = sum(finding.rule.breaking for finding in changes)
        counts = plural(len(changes), "change") + (f", {breaking} breaking" if breaking else "")
        yield from wrap(f"- {inline(section.title)}: {counts}")


def _entries(text: str) -> list[_Entry]:
    """Read a file back; what stands outside of entries is dropped, a damaged entry is kept as it is."""
    entries = []
    for part in re.split(r"(?m)^(?=## |##$)", text.replace("\r\n", "\n"))[1:]:
        marks = _MARKED.search(part)
        before, after = (marks[1], marks[2]) if marks else ("", "")
        entries.append(_Entry(text=part.replace(_DROPPED, "").strip(), before=before, after=after))
    return entries


def _file(entries: list[_Entry], *, dropped: bool) -> str:
    parts = [f"{OWNER_MARK}\n# Changelog", _INTRODUCTION, *(entry.text for entry in entries)]
    parts += [_DROPPED] if dropped else []
    if sum(part.count("\n") + 2 for part in parts) > LINES_WITHOUT_CONTENTS:
        parts.insert(2, "\n".join(("Contents:", "", *_contents(entries))))
    return "\n\n".join(parts) + "\n"


def _contents(entries: list[_Entry]) -> Iterator[str]:
    titles = [re.sub(r"\\(.)", r"\1", entry.title) for entry in entries]
    for entry, anchor in zip(entries, unique_anchors(titles), strict=True):
        yield f"- [{entry.title}](#{anchor})"
