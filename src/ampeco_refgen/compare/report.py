"""Comparison → report as text, Markdown or JSON, and the body of an entry of the changelog.

A report starts with a line of numbers. Below it stand three verdicts: what breaks callers, with what to do about it;
what is worth a look, deprecations with their successors first; what is safe, first what is new; then what was accepted,
and the reason of each rule. The changelog has no rules, and says more simply what broke and what did not. Both go by
resource. Every change is told, and each operation that it may break; where very many have the same harmless one, only
JSON lists them, the others count them by resource.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import asdict, replace

from ampeco_refgen.catalog.model import Place
from ampeco_refgen.catalog.path_rules import reading_order
from ampeco_refgen.compare.accepted import AcceptedFinding
from ampeco_refgen.compare.changes import ChangeSubject, Owner
from ampeco_refgen.compare.comparison import ChangeCounts, Comparison, Finding
from ampeco_refgen.compare.new_operations import NewPath, new_paths
from ampeco_refgen.compare.rules import ADDITIONS, DEPRECATIONS, WHOLE, Level
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.codespan import INVISIBLE
from ampeco_refgen.markdown.text import code, heading, inline, plural
from ampeco_refgen.markdown.wrap import wrap

FORMAT = 1
"""The version of the JSON report's schema."""

MOST_NAMED = 20
"""How many operations that have the same harmless change are named."""

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
    several subjects that have the same changes; `gap` stands between a heading and the list below it. With `rules`,
    a line says by which rule it is judged, and what to do about what breaks callers; `fold` hides a section until
    asked.
    """

    code: _Spelling
    plain: _Spelling
    title: Callable[[str, int], Iterable[str]]
    line: Callable[[str, int], Iterable[str]]
    name: Callable[[str], Iterable[str]]
    gap: tuple[str, ...] = ()
    rules: bool = False
    fold: Callable[[str, list[str]], list[str]] | None = None


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


def _folded(title: str, lines: list[str]) -> list[str]:
    """Return a section of Markdown that GitHub and GitLab show when its title is clicked."""
    return ["", f"<details><summary>{title}</summary>", *lines, "", "</details>"]


_TEXT_OF_DIFF = replace(TEXT, rules=True)
_MARKDOWN_OF_DIFF = replace(MARKDOWN, rules=True, fold=_folded)
_LONGEST_COMMENT = 65_000
"""GitHub takes comments of up to 65,536 characters."""


def numbers(comparison: Comparison) -> str:
    """Return the line that a report starts with: `3.110.0 → 3.139.0: +62 operations, 11 newly deprecated, 4 breaking`.

    Parts that are zero are left out; without any it says `no changes`.
    """
    return f"{_editions(comparison)}: {counts_in_words(comparison.counts) or 'no changes'}"


def counts_in_words(counts: ChangeCounts) -> str:
    """Return the counts that are not zero: `+62 operations, 11 newly deprecated, 4 breaking`."""
    return ", ".join(_parts(counts))


def as_text(comparison: Comparison, accepted: Sequence[AcceptedFinding] = ()) -> str:
    """Return the report for a terminal."""
    sections = _verdicts(comparison.findings, accepted, _TEXT_OF_DIFF)
    return "\n".join((numbers(comparison), *chain.from_iterable(sections))) + "\n"


def as_markdown(comparison: Comparison, accepted: Sequence[AcceptedFinding] = ()) -> str:
    """Return the report as Markdown that can be a comment on a pull request.

    Of what would be too long for one, the last sections are left out, and it says so.
    """
    sections = list(_verdicts(comparison.findings, accepted, _MARKDOWN_OF_DIFF))
    lines = [*wrap(f"# {heading(numbers(comparison))}")]
    room = _LONGEST_COMMENT - sum(len(line) + 1 for line in lines)
    for number, section in enumerate(sections):
        room -= sum(len(line) + 1 for line in section)
        if room < 0:
            lines += [
                "",
                f"{plural(len(sections) - number, 'more section')}: too long for a comment; see the text report.",
            ]
            break
        lines += section
    return "\n".join(lines) + "\n"


def as_json(comparison: Comparison, accepted: Sequence[AcceptedFinding] = ()) -> str:
    """Return the report for machines: `format` is the version of its schema, findings are in the order of the report.

    A finding has `rule`, `level` (`breaking`, `watch`, `safe`), `breaking`, `side` (`request`, `response`, `neither`),
    `subjects` (with `owner`: `operation`, `webhook`, `api`), `part`, `where`, `scope`, `before`, `after`, `text`, `why`
    and `todo`, empty where nothing has to be done; an accepted one, the same and `reason`.
    """
    report = {
        "format": FORMAT,
        "line": numbers(comparison),
        "old": {"title": comparison.old.title, "version": comparison.old.version},
        "new": {"title": comparison.new.title, "version": comparison.new.version},
        "counts": asdict(comparison.counts),
        "findings": [_record(finding) for finding in comparison.findings],
        "accepted": [{**_record(row.finding), "reason": row.reason} for row in accepted],
    }
    return json.dumps(report, indent=2) + "\n"


def _verdicts(
    findings: Iterable[Finding], accepted: Sequence[AcceptedFinding], style: ReportStyle
) -> Iterator[list[str]]:
    """Yield the sections of a report: the three verdicts, what was accepted, and the reasons of the rules."""
    every = list(findings)
    by_level = {level: [finding for finding in every if finding.rule.level is level] for level in Level}
    if breaking := by_level[Level.BREAKING]:
        yield [*style.title(f"Breaking: {len(breaking)}", 2), *_by_resource(breaking, style, 3)]
    if watch := by_level[Level.WATCH]:
        deprecated = [finding for finding in watch if finding.rule.id in DEPRECATIONS]
        rest = [finding for finding in watch if finding.rule.id not in DEPRECATIONS]
        lines = [*style.gap, *_deprecations(deprecated, style)] if deprecated else []
        yield [*style.title(f"Worth a look: {len(watch)}", 2), *lines, *_by_resource(rest, style, 3)]
    if safe := by_level[Level.SAFE]:
        added = [finding for finding in safe if finding.rule.id in ADDITIONS]
        rest = [finding for finding in safe if finding.rule.id not in ADDITIONS]
        lines = [*style.gap, *_additions(added, style)] if added else []
        lines += _by_resource(rest, style, 3)
        title = f"Safe: {len(safe)}"
        yield style.fold(title, lines) if style.fold is not None else [*style.title(title, 2), *lines]
    if accepted:
        yield [
            *style.title(f"Accepted: {len(accepted)}", 2),
            *style.gap,
            *chain.from_iterable(_accepted_lines(row, style) for row in accepted),
        ]
    told = {finding.rule.id: finding.rule for finding in every if finding.rule.id not in ADDITIONS}
    if told:
        reasons = [f"{style.code(rule.id)}: {rule.why}" for rule in sorted(told.values(), key=lambda rule: rule.level)]
        lines = [*style.gap, *chain.from_iterable(style.line(reason, 0) for reason in reasons)]
        yield style.fold("Why", lines) if style.fold is not None else [*style.title("Why", 2), *lines]


def _accepted_lines(row: AcceptedFinding, style: ReportStyle) -> Iterable[str]:
    names = ", ".join(name_of(subject, style) for subject in row.finding.subjects)
    return style.line(f"{names}: {in_words(row.finding, style)} — {style.plain(row.reason)}", 0)


def body(findings: Iterable[Finding], style: ReportStyle, level: int = 2) -> Iterator[str]:
    """Yield the lines below the line of numbers; `level` is that of the headings, sections by resource are one deeper.

    The headings of what is newly deprecated and of what is new say how many there are of the findings.
    """
    breaking, deprecated, added, rest = _parts_of(findings)
    if breaking:
        yield from style.title("Breaks callers", level)
        yield from _by_resource(breaking, style, level + 1)
    if deprecated:
        yield from style.title(f"Newly deprecated: {len(deprecated)}", level)
        yield from style.gap
        yield from _deprecations(deprecated, style)
    if added:
        yield from style.title(f"New: {_counted(added)}", level)
        yield from style.gap
        yield from _additions(added, style)
    if rest:
        yield from style.title("Other changes", level)
        yield from _by_resource(rest, style, level + 1)


def outline(findings: Iterable[Finding]) -> tuple[ReportSection, ...]:
    """Return the findings by section and block: the API and all operations first, then resources, then webhooks.

    What can break very many operations comes last.

    Findings of the same operations make one block. So a change of a shared schema is told once, with the list of the
    operations that have it.
    """
    sections: dict[tuple[tuple[object, ...], str], list[ReportBlock]] = {}
    for block in _blocks(findings):
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
    return _filled(finding.rule.text, finding, style)


def _filled(text: str, finding: Finding, style: ReportStyle) -> str:
    """Return a template of a rule with the names and values of a finding."""
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

    return filled(_OPTIONAL.sub(kept, text))


def _judged(text: str, finding: Finding, style: ReportStyle) -> str:
    """Return a line with what to do about what breaks callers, and the rule that says so, where a style tells them."""
    if not style.rules:
        return text
    todo = _filled(finding.rule.todo, finding, style)
    return f"{text}{f' → {todo}' if todo else ''} [{style.code(finding.rule.id)}]"


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
        # Where each of very many has a line, what happened to single resources and webhooks would not be seen below.
        very_many = len(block.subjects) > MOST_NAMED and block.findings[0].rule.breaking
        return ((5,), "many resources") if very_many else ((2,), "several resources")
    return (3, *reading_order(Place(family=first.family, resource=first.resource), "", "")), resource_of(first)


def _parts_of(findings: Iterable[Finding]) -> tuple[list[Finding], ...]:
    """Return the findings that break callers, that are deprecations, that are new calls and webhooks, and the rest."""
    parts: tuple[list[Finding], ...] = ([], [], [], [])
    for finding in findings:
        rule = finding.rule
        which = 0 if rule.breaking else 1 if rule.id in DEPRECATIONS else 2 if rule.id in ADDITIONS else 3
        parts[which].append(finding)
    return parts


def _by_resource(findings: Iterable[Finding], style: ReportStyle, level: int) -> Iterator[str]:
    for section in outline(findings):
        yield from style.title(section.title, level)
        yield from style.gap
        for block in section.blocks:
            yield from _block(block, style)


def _blocks(findings: Iterable[Finding]) -> Iterator[ReportBlock]:
    """Yield the findings in blocks of the same subjects, in the order of the first of each."""
    blocks: dict[tuple[ChangeSubject, ...], list[Finding]] = {}
    for finding in findings:
        blocks.setdefault(finding.subjects, []).append(finding)
    for subjects, of_subjects in blocks.items():
        yield ReportBlock(subjects=subjects, everywhere=of_subjects[0].everywhere, findings=tuple(of_subjects))


def _deprecations(findings: Iterable[Finding], style: ReportStyle) -> Iterator[str]:
    """Yield a line for each deprecation: what it is, an arrow, and what succeeds it; calls and webhooks come first."""
    every = tuple(findings)
    for finding in every:
        if finding.rule.id in WHOLE:
            line = f"{_lead(finding, style, apart=True)} {_succeeded(finding, style)}"
            yield from style.line(_judged(line, finding, style), 0)
    for block in _blocks(finding for finding in every if finding.rule.id not in WHOLE):
        texts = [
            _judged(f"{_what(finding, style)} {_succeeded(finding, style)}", finding, style)
            for finding in block.findings
        ]
        yield from _told(block, texts, _lead(block, style, apart=True), style)


def _succeeded(finding: Finding, style: ReportStyle) -> str:
    return "→ " + (" and ".join(style.code(name) for name in finding.after) or "none known")


def _additions(findings: Iterable[Finding], style: ReportStyle) -> Iterator[str]:
    """Yield a line for each webhook and operation that is new; all that is usual on a path and below it is one line."""
    for entry in new_paths(findings):
        if isinstance(entry, NewPath):
            yield from style.line(_path(entry, style), 0)
        else:
            summary = style.plain(", ".join(entry.after))
            yield from style.line(_lead(entry, style, apart=True) + (f": {summary}" if summary else ""), 0)


def _path(entry: NewPath, style: ReportStyle) -> str:
    """Return operations that came together in a line: `/users`: GET, POST; `/{user}`: GET, DELETE."""
    stretches: list[str] = []
    for path, methods in entry.methods:
        shown = path.removeprefix(entry.methods[0][0]) if stretches else path
        stretches.append(f"{style.code(shown)}: {', '.join(methods)}")
    return "; ".join(stretches)


def _counted(findings: list[Finding]) -> str:
    owners = Counter(finding.subjects[0].owner for finding in findings)
    return ", ".join(plural(number, owner) for owner, number in owners.items())


def _block(block: ReportBlock, style: ReportStyle) -> Iterator[str]:
    """Yield the lines of a block: its subject, with a single change on the same line or several below it.

    Several subjects are only counted there, and listed at the end. The findings all can break something, or none can.
    """
    texts = [_judged(in_words(finding, style), finding, style) for finding in block.findings]
    if block.subjects[0].owner is Owner.API:
        for text in texts:
            yield from style.line(text, 0)
        return
    yield from _told(block, texts, _lead(block, style), style)


def _told(block: ReportBlock, texts: list[str], lead: str, style: ReportStyle) -> Iterator[str]:
    yield from style.line(f"{lead}: {texts[0]}" if len(texts) == 1 else f"{lead}:", 0)
    for text in texts if len(texts) > 1 else ():
        yield from style.line(text, 1)
    yield from _names(block, style, breaking=block.findings[0].rule.breaking)


def _lead(block: ReportBlock | Finding, style: ReportStyle, *, apart: bool = False) -> str:
    """Return whom a line is about; `apart` from the heading that says of webhooks that they are some."""
    first = block.subjects[0]
    if len(block.subjects) == 1:
        return f"webhook {name_of(first, style)}" if apart and first.owner is Owner.WEBHOOK else name_of(first, style)
    count = plural(len(block.subjects), first.owner)
    return f"in all {count}" if block.everywhere else f"in {count}"


def _names(block: ReportBlock, style: ReportStyle, *, breaking: bool = False) -> Iterator[str]:
    """Yield a line for each of several subjects that `_lead` has only counted.

    Of very many operations, where nothing can break, only the resources are named, in a line for each family.
    """
    subjects = block.subjects
    if len(subjects) == 1 or block.everywhere:
        return
    if breaking or len(subjects) <= MOST_NAMED or subjects[0].owner is not Owner.OPERATION:
        for subject in subjects:
            yield from style.name(name_of(subject, style))
        return
    families: dict[str, Counter[str]] = {}
    for subject in subjects:
        families.setdefault(subject.family, Counter())[subject.resource] += 1
    for family, resources in families.items():
        counts = ", ".join(
            f"{style.plain(resource)} ({number})" if number > 1 else style.plain(resource)
            for resource, number in resources.items()
        )
        yield from style.name(counts if list(resources) == [family] else f"{style.plain(family)}: {counts}")


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
        "why": finding.rule.why,
        "todo": _filled(finding.rule.todo, finding, TEXT),
    }
