"""`changelog.md`: how the reference came to its present state, one entry for each step, the newest on top.

An entry's heading is the line of numbers. A comment below it names the two states of the API that it stands between
(`Edition.mark`), which is how a run that is repeated, cut off or undone finds its place in the history. The file keeps
within what assistants' tools read: a very long entry is told in less detail, the oldest entries drop off.
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
from ampeco_refgen.compare.rules import WHOLE, Level
from ampeco_refgen.limits import FILE_CHARACTERS
from ampeco_refgen.markdown.names import unique_anchors
from ampeco_refgen.markdown.text import heading, inline, plural
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.page import LINES_WITHOUT_CONTENTS
from ampeco_refgen.write import OWNER_MARK

CHANGELOG = "reference/changelog.md"
MAX_ENTRY = 40_000
"""The most characters that a single entry may have; the file has the limit of every file."""

_MARK = "<!-- from {} to {} -->"
_MARKED = re.compile(r"<!-- from (\S+) to (\S+) -->")
_VERSION = re.compile(r"(?:.* → )?(.*?)(?: \(re-published\))?: ")
_NOTHING = "nothing"
"""What stands before a first generation."""
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

    @property
    def version(self) -> str:
        """The version that the entry leads to, as far as its title can be read."""
        match = _VERSION.match(self.title)
        return match[1] if match else ""


def entry(new: Catalog, comparison: Comparison | None = None) -> str:
    """Return the entry of one refresh; without a comparison, or without a change, it tells of the first generation."""
    if comparison is None or not _worth_telling(comparison):
        mark = edition_of(new).mark if comparison is None else comparison.new.mark
        return _entry(_first_line(new), _NOTHING, mark, ())
    before, after, title = comparison.old.mark, comparison.new.mark, numbers(comparison)
    bodies = (_entry(title, before, after, lines) for lines in _bodies(comparison.findings))
    return next((text for text in bodies if len(text) <= MAX_ENTRY), _entry(title, before, after, ("", _SHORTENED)))


def merged(existing: str, new_entry: str) -> str:
    """Return the text of the changelog `existing` with an entry added; `_kept` says which entries remain.

    The oldest entries are dropped where the file would be too long.
    """
    (new,) = _entries(new_entry)
    kept = _kept(_entries(existing), new)
    dropped = _DROPPED in existing
    while len(kept) > 1 and len(_file(kept, dropped=dropped)) > FILE_CHARACTERS:
        kept, dropped = kept[:-1], True
    return _file(kept, dropped=dropped)


def _worth_telling(comparison: Comparison) -> bool:
    return bool(comparison.findings) or comparison.old.version != comparison.new.version


def _kept(history: list[_Entry], new: _Entry) -> list[_Entry]:
    """Return the entries that the file is to have, the newest first; so is `history`, what it has had.

    - An entry that leads to the same state from the same one is replaced.
    - An entry that leads back to an earlier state is no news: what came after that state was undone, and is dropped.
    - An entry that starts from an earlier state is put on top of it: what came after it are runs that did not come to
      their end, or were undone, and is dropped.
    - An entry of a first generation adds nothing to a history that already leads to this version.
    """
    for number, old in enumerate(history):
        if old.after == new.after:
            return [new, *history[number + 1 :]] if old.before == new.before else history[number:]
        if old.before == new.after:  # it leads back to where this entry started, so this one is undone as well
            return _kept(history[number + 1 :], new)
    if new.before == _NOTHING:
        known = history and history[0].version == new.version
        return history if known else [new, *history]
    for number, old in enumerate(history):
        if new.before in (old.before, old.after):
            # An entry that starts from the same state as the new one is of those that are dropped.
            return [new, *history[number + (old.before == new.before) :]]
    return [new, *history]


def _first_line(catalog: Catalog) -> str:
    families = Counter(operation.place.family for operation in catalog.operations)
    counts = ", ".join(f"{number} {family}" for family, number in families.items())
    parts = [f"{plural(len(catalog.operations), 'operation')} ({counts})"]
    if deprecated := sum(operation.deprecated for operation in catalog.operations):
        parts.append(f"{deprecated} deprecated")
    return f"{catalog.version}: first generated: {', '.join(parts)}"


def _entry(title: str, before: str, after: str, lines: Iterable[str]) -> str:
    head = (f"## {heading(title)}", "", _MARK.format(before[:12], after[:12]))
    return "\n".join((*head, *lines)).rstrip() + "\n"


def _bodies(findings: tuple[Finding, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what an entry can say below its numbers, in ever less detail."""
    yield tuple(body(findings, MARKDOWN, level=3))
    for rules, level in ((WHOLE, Level.BREAKING), (frozenset[str](), Level.BREAKING), (frozenset[str](), None)):
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
