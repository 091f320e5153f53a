"""Findings → Sections: in which order and under which headings a report tells them; shared by all its formats.

Changes that concern the same operations stand together, so that a change of a shared shape is told once, with the
list of the operations that have it.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ampeco_refgen.catalog.classify import reading_order
from ampeco_refgen.catalog.model import Place
from ampeco_refgen.compare.changes import Finding, Owner, Subject


class Block(Struct, frozen=True, kw_only=True):
    """What changed in all of these subjects; `everywhere` when they are all the operations."""

    subjects: tuple[Subject, ...]
    everywhere: bool
    findings: tuple[Finding, ...]


class Section(Struct, frozen=True, kw_only=True):
    """A resource, webhooks, several resources, or the API as a whole."""

    title: str
    blocks: tuple[Block, ...]


def outline(findings: Iterable[Finding]) -> tuple[Section, ...]:
    """Return the findings by section and block: what is common first, then by resource, webhooks last."""
    blocks: dict[tuple[Subject, ...], list[Finding]] = {}
    for finding in findings:
        blocks.setdefault(finding.subjects, []).append(finding)
    sections: dict[tuple[tuple[object, ...], str], list[Block]] = {}
    for subjects, found in blocks.items():
        block = Block(subjects=subjects, everywhere=found[0].everywhere, findings=tuple(found))
        sections.setdefault(_place(block), []).append(block)
    ranked = sorted(sections.items(), key=lambda entry: entry[0][0])
    return tuple(Section(title=title, blocks=tuple(found)) for (_, title), found in ranked)


def resource_of(subject: Subject) -> str:
    """Return the resource of an operation with its family: `actions / charge-point`, `notifications`."""
    return subject.family if subject.family == subject.resource else f"{subject.family} / {subject.resource}"


def _place(block: Block) -> tuple[tuple[object, ...], str]:
    """Return what to sort the section by that a block belongs to, and its title."""
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
