"""Comparison → report as text, Markdown or JSON, always complete.

A report starts with a line of numbers. Below it stands what breaks callers, then everything else, each by resource.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import asdict

from ampeco_refgen.catalog.model import Place
from ampeco_refgen.catalog.path_rules import reading_order
from ampeco_refgen.compare.changes import ChangeSubject, Owner
from ampeco_refgen.compare.comparison import ChangeCounts, Comparison, Finding
from ampeco_refgen.compare.rules import Level
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.codespan import INVISIBLE
from ampeco_refgen.markdown.text import code, heading, inline, plural
from ampeco_refgen.markdown.wrap import wrap

FORMAT = 1
"""The version of the JSON report's schema."""

_HIDDEN = re.compile(rf"(?!\s)[{INVISIBLE}]")
# In the `text` of a `ChangeRule`, `[…]` is left out where a value in it is empty, `{name}` stands for a value.
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_Spelling: TypeAlias = Callable[[str], str]


class ReportBlock(Struct, frozen=True, kw_only=True):
    """The findings that have the same subjects; `everywhere` tells that these are all operations in both documents."""

    subjects: tuple[ChangeSubject, ...]
    everywhere: bool
    findings: tuple[Finding, ...]


class ReportSection(Struct, frozen=True, kw_only=True):
    """The blocks under one heading: of a resource, of webhooks, of several resources, or of the API as a whole."""

    title: str
    blocks: tuple[ReportBlock, ...]


class ReportStyle(Struct, frozen=True, kw_only=True):
    """How a format writes names and values (`code`), words that come from the document (`plain`), and its lines.

    `title` gets the level of a heading, `line` how deep an entry of a list stands; `name` is a line for one of
    several subjects that have the same changes; `gap` stands between a heading and the list below it.
    """

    code: _Spelling
    plain: _Spelling
    title: Callable[[str, int], Iterable[str]]
    line: Callable[[str, int], Iterable[str]]
    name: Callable[[str], Iterable[str]]
    gap: tuple[str, ...] = ()


def _on_one_line(text: str) -> str:
    """Return a text from the document on one line, with an escape such as `\\u200b` for each invisible character."""
    return " ".join(_HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text).split())


def _markdown_line(text: str, depth: int) -> Iterable[str]:
    return wrap("  " * depth + "- " + text, indent="  " * (depth + 1))


TEXT = ReportStyle(
    code=_on_one_line,
    plain=_on_one_line,
    title=lambda text, level: ("", "  " * (level - 2) + _on_one_line(text)),
    line=lambda text, depth: ("    " + "  " * depth + "- " + text,),
    name=lambda name: ("      " + name,),
)
MARKDOWN = ReportStyle(
    code=code,
    plain=inline,
    title=lambda text, level: ("", "#" * level + " " + heading(text)),
    line=_markdown_line,
    name=lambda name: _markdown_line(name, 1),
    gap=("",),
)


def numbers(comparison: Comparison) -> str:
    """Return the line that a report starts with: `3.110.0 → 3.139.0: +62 operations, 11 newly deprecated, 4 breaking`.

    Parts that are zero are left out; without any it says `no changes`.
    """
    return f"{_editions(comparison)}: {counts_in_words(comparison.counts) or 'no changes'}"


def counts_in_words(counts: ChangeCounts) -> str:
    """Return the counts that are not zero: `+62 operations, 11 newly deprecated, 4 breaking`."""
    return ", ".join(_parts(counts))


def as_text(comparison: Comparison) -> str:
    """Return the report for a terminal."""
    return "\n".join((numbers(comparison), *body(comparison.findings, TEXT))) + "\n"


def as_markdown(comparison: Comparison) -> str:
    """Return the report as a Markdown document."""
    title = f"# {heading(numbers(comparison))}"
    return "\n".join((*wrap(title), *body(comparison.findings, MARKDOWN))) + "\n"


def as_json(comparison: Comparison) -> str:
    """Return the report for machines: `format` is the version of its schema, findings are in the order of the report.

    A finding has `rule`, `level` (`breaking`, `watch`, `safe`), `breaking`, `side` (`request`, `response`, `neither`),
    `subjects` (with `owner`: `operation`, `webhook`, `api`), `part`, `where`, `scope`, `before`, `after`, `text`.
    """
    report = {
        "format": FORMAT,
        "line": numbers(comparison),
        "old": {"title": comparison.old.title, "version": comparison.old.version},
        "new": {"title": comparison.new.title, "version": comparison.new.version},
        "counts": asdict(comparison.counts),
        "findings": [_record(finding) for finding in comparison.findings],
    }
    return json.dumps(report, indent=2) + "\n"


def body(findings: Iterable[Finding], style: ReportStyle, level: int = 2) -> Iterator[str]:
    """Yield the lines below the line of numbers; `level` is that of the two headings, sections are one deeper."""
    every = tuple(findings)
    parts = (
        ("Breaks callers", [finding for finding in every if finding.rule.breaking]),
        ("Other changes", [finding for finding in every if not finding.rule.breaking]),
    )
    for title, some in parts:
        if some:
            yield from style.title(title, level)
            for section in outline(some):
                yield from _section(section, style, level + 1)


def outline(findings: Iterable[Finding]) -> tuple[ReportSection, ...]:
    """Return the findings by section and block: the API and all operations first, then resources, webhooks last.

    Findings of the same operations make one block. So a change of a shared schema is told once, with the list of the
    operations that have it.
    """
    blocks: dict[tuple[ChangeSubject, ...], list[Finding]] = {}
    for finding in findings:
        blocks.setdefault(finding.subjects, []).append(finding)
    sections: dict[tuple[tuple[object, ...], str], list[ReportBlock]] = {}
    for subjects, of_subjects in blocks.items():
        block = ReportBlock(subjects=subjects, everywhere=of_subjects[0].everywhere, findings=tuple(of_subjects))
        sections.setdefault(_place(block), []).append(block)
    ranked = sorted(sections.items(), key=lambda entry: entry[0][0])
    return tuple(ReportSection(title=title, blocks=tuple(of_section)) for (_, title), of_section in ranked)


def resource_of(subject: ChangeSubject) -> str:
    """Return the resource of an operation with its family: `actions / user`, `notifications`."""
    return subject.family if subject.family == subject.resource else f"{subject.family} / {subject.resource}"


def in_words(finding: Finding, style: ReportStyle) -> str:
    """Return what happened as one line without its subjects: the rule's text with the names and values filled in.

    A stretch of the text in square brackets is left out where a value in it is empty.
    """
    before, after = (", ".join(style.code(_shown(value)) for value in side) for side in (finding.before, finding.after))
    values = {
        "what": _what(finding, style),
        "before": before,
        "after": after,
        "was": style.plain(", ".join(finding.before)),
        "now": style.plain(", ".join(finding.after)),
    }

    def filled(template: str) -> str:
        return _PLACEHOLDER.sub(lambda match: values[match[1]], template)

    def kept(stretch: re.Match[str]) -> str:
        return stretch[1] if all(values[name] for name in _PLACEHOLDER.findall(stretch[1])) else ""

    return filled(_OPTIONAL.sub(kept, finding.rule.text))


def name_of(subject: ChangeSubject, style: ReportStyle) -> str:
    """Return how a report names an operation, a webhook (with its operation, where that is set) or the API."""
    name = style.code(subject.name) if subject.name else "the API"
    return f"{name} of {style.code(subject.operation)}" if subject.operation else name


def _place(block: ReportBlock) -> tuple[tuple[object, ...], str]:
    """Return the section of a block: the key to sort it by, and its title."""
    first = block.subjects[0]
    if first.owner is Owner.API:
        return (0,), "the API as a whole"
    if first.owner is Owner.WEBHOOK:
        return (4,), "webhooks"
    if block.everywhere:
        return (1,), "all operations"
    if len({(subject.family, subject.resource) for subject in block.subjects}) > 1:
        return (2,), "several resources"
    return (3, *reading_order(Place(family=first.family, resource=first.resource), "", "")), resource_of(first)


def _section(section: ReportSection, style: ReportStyle, level: int) -> Iterator[str]:
    yield from style.title(section.title, level)
    yield from style.gap
    for block in section.blocks:
        yield from _block(block, style)


def _block(block: ReportBlock, style: ReportStyle) -> Iterator[str]:
    """Yield the lines of a block: its subject, with a single change on the same line or several below it.

    Several subjects are only counted there, and listed at the end.
    """
    texts = [_marked(finding, style) for finding in block.findings]
    if block.subjects[0].owner is Owner.API:
        for text in texts:
            yield from style.line(text, 0)
        return
    lead = _lead(block, style)
    yield from style.line(f"{lead}: {texts[0]}" if len(texts) == 1 else f"{lead}:", 0)
    for text in texts if len(texts) > 1 else ():
        yield from style.line(text, 1)
    if len(block.subjects) > 1 and not block.everywhere:
        for subject in block.subjects:
            yield from style.name(name_of(subject, style))


def _lead(block: ReportBlock, style: ReportStyle) -> str:
    if len(block.subjects) == 1:
        return name_of(block.subjects[0], style)
    count = plural(len(block.subjects), block.subjects[0].owner)
    return f"in all {count}" if block.everywhere else f"in {count}"


def _marked(finding: Finding, style: ReportStyle) -> str:
    text = in_words(finding, style)
    return f"{text} (watch)" if finding.rule.level is Level.WATCH else text


def _what(finding: Finding, style: ReportStyle) -> str:
    words = [finding.part] if finding.part else []
    words += [style.code(finding.where)] if finding.where else []
    words += [f"of status {style.code(finding.scope)}"] if finding.scope else []
    return " ".join(words)


def _shown(value: str) -> str:
    """Return a value without its JSON quotes, if it is a text that is not empty and has no spaces at its ends."""
    if not (value.startswith('"') and value.endswith('"')):
        return value
    try:
        text = value_of(value)
    except ValueError:
        return value
    return text if isinstance(text, str) and text.strip() == text != "" else value


def _editions(comparison: Comparison) -> str:
    old, new = _on_one_line(comparison.old.version), _on_one_line(comparison.new.version)
    if old != new:
        return f"{old} → {new}"
    return f"{old} → {new} (re-published)" if comparison.findings else new


def _parts(counts: ChangeCounts) -> Iterator[str]:
    for number, sign, noun in (
        (counts.operations_added, "+", "operation"),
        (counts.operations_removed, "−", "operation"),
        (counts.webhooks_added, "+", "webhook"),
        (counts.webhooks_removed, "−", "webhook"),
    ):
        if number:
            yield sign + plural(number, noun)
    if counts.newly_deprecated:
        yield f"{counts.newly_deprecated} newly deprecated"
    if counts.breaking:
        yield f"{counts.breaking} breaking"
    if counts.other:
        yield plural(counts.other, "other change")


def _record(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule.id,
        "level": str(finding.rule.level),
        "breaking": finding.rule.breaking,
        "side": finding.rule.side,
        "subjects": [asdict(subject) for subject in finding.subjects],
        "part": finding.part,
        "where": finding.where,
        "scope": finding.scope,
        "before": finding.before,
        "after": finding.after,
        "text": in_words(finding, TEXT),
    }
