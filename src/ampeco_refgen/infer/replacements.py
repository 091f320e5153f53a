"""Catalog → Replacements: what to use instead of everything that is deprecated, and how that is known.

The rules are rows of data (`replacement_rules`, `member_rules`), which a small curated table overrules (`curated`).
A successor is never deprecated itself: a chain of them is followed to its live end. Where nothing can be derived,
the finding says so by having no successors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction, Fields, ShapeKey
from ampeco_refgen.catalog.model import Catalog, Operation, SchemaId
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.diagnostics import Diagnostic, error
from ampeco_refgen.infer.candidates import Candidates
from ampeco_refgen.infer.curated import CURATED, Curated
from ampeco_refgen.infer.member_rules import FIELD_RULES, WEBHOOK_RULES, MemberRule, Neighbours
from ampeco_refgen.infer.neighbours import fields_of, marked, parameters_of, payloads_of, webhooks_of
from ampeco_refgen.infer.replacement_model import Answer, Confidence, Replacement, Subject
from ampeco_refgen.infer.replacement_rules import RULES

__all__ = ["Confidence", "Replacement", "Replacements", "Subject", "find_replacements"]


class Found(Struct, frozen=True, kw_only=True):
    """An answer with the rule that gave it."""

    rule: str
    confidence: Confidence
    successors: tuple[str, ...]
    evidence: tuple[str, ...]


Find = Callable[[str], Found | None]
_CONFIDENCES = tuple(Confidence)


class Replacements:
    """All findings of one document, in reading order, and the look-up of each by what is deprecated.

    `fields` and `parameters` have one entry for all places where the same name has the same successor.
    """

    def __init__(self, catalog: Catalog, fields: Fields, curated: tuple[Curated, ...] = CURATED) -> None:
        finder = _Finder(catalog, fields, tuple(entry for entry in curated if entry.api == catalog.title))
        self._finder = finder
        self.operations = tuple(finder.operations())
        self.webhooks = tuple(finder.webhooks())
        self.fields = _together(finder.fields())
        self.parameters = _together(finder.parameters())
        self.diagnostics = finder.diagnostics()
        self._operations = {one.subject: one for one in self.operations}
        self._webhooks = {one.subject: one for one in self.webhooks}

    def of_operation(self, key: str) -> Replacement:
        """Return what succeeds a deprecated operation; raises `KeyError` for a live or unknown one."""
        return self._operations[key]

    def of_webhook(self, name: str) -> Replacement | None:
        """Return what succeeds a deprecated webhook, `None` for a live one."""
        return self._webhooks.get(name)

    def of_field(self, owner: Shape, path: str, direction: Direction | None = None) -> tuple[str, ...]:
        """Return the paths, in the same shape, of what to use instead of a deprecated field; empty when none is known.

        Without a direction, what a response offers comes before what a request takes.
        """
        directions = (direction,) if direction else (Direction.RESPONSE, Direction.REQUEST)
        found = (self._finder.in_shape(owner, one).get(path) for one in directions)
        return next((one.successors for one in found if one is not None and one.successors), ())


def find_replacements(catalog: Catalog, fields: Fields, *, curated: tuple[Curated, ...] = CURATED) -> Replacements:
    """Find what succeeds each deprecated operation, webhook, field and parameter of a catalog.

    Problems with the curated table are in `.diagnostics` of the result.
    """
    return Replacements(catalog, fields, curated)


class _Finder:
    """Applies the rules; what was found of the fields of a shape is kept, since many calls share it."""

    def __init__(self, catalog: Catalog, fields: Fields, curated: tuple[Curated, ...]) -> None:
        self._catalog = catalog
        self._fields = fields
        self._curated = curated
        self._shapes: dict[ShapeKey, dict[str, Replacement]] = {}
        self._used: dict[Curated, bool] = {}

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self._catalog, self._fields)

    @cached_property
    def _operations(self) -> dict[str, Operation]:
        return {operation.key: operation for operation in self._catalog.operations}

    @cached_property
    def _live(self) -> set[str]:
        return {operation.key for operation in self._catalog.operations if not operation.deprecated}

    @cached_property
    def _past(self) -> frozenset[SchemaId]:
        return marked(self._fields)

    @cached_property
    def _hooks(self) -> Neighbours:
        return webhooks_of(self._catalog, self._fields)

    def operations(self) -> Iterator[Replacement]:
        for operation in self._catalog.operations:
            if operation.deprecated:
                named = operation.replacements
                yield _followed(Subject.OPERATION, operation.key, self._operation, self._is_past, named)

    def webhooks(self) -> Iterator[Replacement]:
        yield from self._members(Subject.WEBHOOK, self._hooks, WEBHOOK_RULES)

    def fields(self) -> Iterator[tuple[Replacement, str]]:
        for shape, direction, place in payloads_of(self._catalog, self._fields, self._past):
            for found in self.in_shape(shape, direction).values():
                yield found, place

    def parameters(self) -> Iterator[tuple[Replacement, str]]:
        for operation in self._catalog.operations:
            for found in self.in_call(operation):
                yield found, operation.key

    def in_shape(self, shape: Shape, direction: Direction) -> dict[str, Replacement]:
        """Return what is found of the deprecated fields below a shape, by path."""
        key = (shape.key, direction)
        if key not in self._shapes:
            found = self._members(Subject.FIELD, fields_of(shape, direction, self._fields), FIELD_RULES)
            self._shapes[key] = {one.subject: one for one in found}
        return self._shapes[key]

    def in_call(self, operation: Operation) -> Iterator[Replacement]:
        """Yield what is found of the deprecated parameters and filters of an operation."""
        yield from self._members(Subject.PARAMETER, parameters_of(operation, self._fields, self._past), FIELD_RULES)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(
            error(
                "curated-successor-missing",
                f"the curated successor of the deprecated {entry.kind} {entry.subject!r} is not in the document, "
                f"or is deprecated: {', '.join(entry.successors)}",
                self._operations[entry.subject].pointer if entry.kind is Subject.OPERATION else "",
            )
            for entry, works in self._used.items()
            if not works
        )

    def _is_past(self, key: str) -> bool:
        return self._operations[key].deprecated

    def _operation(self, key: str) -> Found | None:
        if found := self._looked_up(Subject.OPERATION, key, self._live):
            return found
        subject = self._operations[key]
        return _first([(rule.name, rule.confidence, rule.find(subject, self._candidates)) for rule in RULES])

    def _members(self, kind: Subject, among: Neighbours, rules: tuple[MemberRule, ...]) -> Iterator[Replacement]:
        def find(name: str) -> Found | None:
            if found := self._looked_up(kind, name, live):
                return found
            return _first([(rule.name, rule.confidence, rule.find(among[name], among)) for rule in rules])

        live = {name for name, one in among.items() if not one.deprecated}

        for name, one in among.items():
            if one.deprecated:
                yield _followed(kind, name, find, lambda other: among[other].deprecated, one.replacements)

    def _looked_up(self, kind: Subject, name: str, live: Collection[str]) -> Found | None:
        """Take the curated entry, if there is one; it works if all that it names is live in one place at least."""
        entry = next((one for one in self._curated if one.kind is kind and _is_about(one, name)), None)
        if entry is None:
            return None
        named = tuple(_beside(entry, name))
        works = all(successor in live for successor in named)
        self._used[entry] = self._used.get(entry, False) or works
        if not works:
            return None
        return Found(rule="looked up", confidence=entry.confidence, successors=named, evidence=(entry.reason,))


def _first(answers: Iterable[tuple[str, Confidence, Answer | None]]) -> Found | None:
    """Take the answer of the first rule that has one, with the evidence of those that agree with it."""
    given = [(rule, confidence, answer) for rule, confidence, answer in answers if answer is not None]
    if not given:
        return None
    rule, confidence, first = given[0]
    agreed = tuple(answer.evidence for _, _, answer in given if answer.successors == first.successors)
    return Found(rule=rule, confidence=confidence, successors=first.successors, evidence=agreed)


def _followed(
    kind: Subject, subject: str, find: Find, is_past: Callable[[str], bool], named: tuple[str, ...]
) -> Replacement:
    """Follow the successors of a subject to their live ends."""
    found = find(subject)
    steps, seen, ends = [found] if found is not None else [], {subject}, []
    evidence = list(found.evidence) if found is not None else []
    waiting = list(found.successors) if found is not None else []
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        further = find(name) if is_past(name) else None
        if further is not None:
            steps.append(further)
            evidence += [f"{name} is deprecated too: {text}" for text in further.evidence]
            waiting = list(further.successors) + waiting
        elif is_past(name):
            evidence.append(f"{name} is deprecated too, and nothing is known to succeed it")
        else:
            ends.append(name)
    if found is None or not ends:
        return Replacement(kind=kind, subject=subject, evidence=tuple(evidence) or _none_known(named))
    return Replacement(
        kind=kind,
        subject=subject,
        successors=tuple(ends),
        rule=found.rule,
        evidence=tuple(evidence),
        confidence=max((step.confidence for step in steps), key=_CONFIDENCES.index),
    )


def _none_known(named: tuple[str, ...]) -> tuple[str, ...]:
    return (f"its description names {' and '.join(named)}, which does not stand beside it",) if named else ()


def _is_about(entry: Curated, name: str) -> bool:
    if entry.kind is not Subject.FIELD:
        return entry.subject == name
    return name == entry.subject or name.endswith(f".{entry.subject}")


def _beside(entry: Curated, name: str) -> Iterator[str]:
    holder = name.rpartition(".")[0] if entry.kind is Subject.FIELD else ""
    for successor in entry.successors:
        yield f"{holder}.{successor}" if holder else successor


def _together(found: Iterable[tuple[Replacement, str]]) -> tuple[Replacement, ...]:
    """Give those that say the same one entry with all their places, sorted by name."""
    grouped: dict[Replacement, dict[str, None]] = {}
    for one, place in found:
        grouped.setdefault(one, {})[place] = None
    merged = [replace(one, places=tuple(places)) for one, places in grouped.items()]
    return tuple(sorted(merged, key=lambda one: (one.subject, one.successors, one.evidence)))
