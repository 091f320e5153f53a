"""Catalog → Successions: what to use instead of everything that is deprecated, and how that is known.

The rules are rows of data (`successor_rules`), which a small table of looked-up successors overrules (`curated`).
A successor is never deprecated itself: a chain of them is followed to its live end. Where nothing can be derived,
the succession says so by having no successors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Choice, Direction, Fields, Row, ShapeKey, as_sent
from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, SchemaId, Webhook
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.infer.curated import Curated
from ampeco_refgen.infer.own_data import PROFILE_FILE, own_data_warning
from ampeco_refgen.infer.successor_rules import (
    FIELD_RULES,
    OPERATION_RULES,
    WEBHOOK_RULES,
    Candidates,
    Confidence,
    DeprecatedKind,
    MemberRule,
    Sibling,
    Siblings,
    Suggestion,
)


class Succession(Struct, frozen=True, kw_only=True):
    """A deprecated thing and what to use instead; without `successors` none is known, and `evidence` says why.

    `subject` and `successors` are operations by key (`GET /users`), webhooks by name, fields by their dotted path
    in the payload's item, or parameters as they are sent. `rule` is the name of a row of the rules. `places` are
    the operations and webhooks in which a field or a parameter stands, `GET /users response` or `user.changed`.

    `candidate` is an operation that is worth a look where no successor is known, never more: `candidate_because` says
    what speaks for it.
    """

    kind: DeprecatedKind
    subject: str
    successors: tuple[str, ...] = ()
    rule: str = ""
    evidence: tuple[str, ...] = ()
    confidence: Confidence = Confidence.NONE
    places: tuple[str, ...] = ()
    candidate: str = ""
    candidate_because: str = ""


class _Decision(Struct, frozen=True, kw_only=True):
    """The suggestion that counts, with the rule that made it and the evidence of all rules that agree."""

    rule: str
    confidence: Confidence
    successors: tuple[str, ...]
    evidence: tuple[str, ...]


_CONFIDENCES = tuple(Confidence)


class Successions:
    """All findings of one document, in reading order, and the look-up of each by what is deprecated.

    `fields` and `parameters` have one entry for all places where the same name has the same successor.
    """

    def __init__(
        self, catalog: Catalog, fields: Fields, curated: tuple[Curated, ...] = (), *, file: str = PROFILE_FILE
    ) -> None:
        finder = _SuccessionFinder(catalog, fields, curated, file)
        self._finder = finder
        self.operations = tuple(finder.operations())
        self.webhooks = tuple(finder.webhooks())
        self.fields = _merged_places(finder.fields())
        self.parameters = _merged_places(finder.parameters())
        self.diagnostics = finder.diagnostics()
        self._by_operation = {succession.subject: succession for succession in self.operations}
        self._by_webhook = {succession.subject: succession for succession in self.webhooks}

    def of_operation(self, key: str) -> Succession:
        """Return what succeeds a deprecated operation; raises `KeyError` for a live or unknown one."""
        return self._by_operation[key]

    def of_webhook(self, name: str) -> Succession | None:
        """Return what succeeds a deprecated webhook, `None` for a live one."""
        return self._by_webhook.get(name)

    def of_field(self, owner: Shape, path: str, direction: Direction | None = None) -> tuple[str, ...]:
        """Return the paths, in the same shape, of what to use instead of a deprecated field; empty when none is known.

        Without a direction, what a response offers comes before what a request takes.
        """
        directions = (direction,) if direction else (Direction.RESPONSE, Direction.REQUEST)
        successions = (self._finder.in_shape(owner, way).get(path) for way in directions)
        return next((succession.successors for succession in successions if succession and succession.successors), ())


def find_successions(
    catalog: Catalog, fields: Fields, *, curated: tuple[Curated, ...] = (), file: str = PROFILE_FILE
) -> Successions:
    """Find what succeeds each deprecated operation, webhook, field and parameter of a catalog.

    Problems with the curated table are in `.diagnostics` of the result; `file` is where it stands.
    """
    return Successions(catalog, fields, curated, file=file)


class _SuccessionFinder:
    """Applies the rules to one document; the successions in a shape are kept, since many calls share it."""

    def __init__(self, catalog: Catalog, fields: Fields, curated: tuple[Curated, ...], file: str) -> None:
        self._file = file
        self._catalog = catalog
        self._fields = fields
        self._curated = curated
        self._candidates = Candidates(catalog, fields)
        self._operations = {operation.key: operation for operation in catalog.operations}
        self._live = {operation.key for operation in catalog.operations if not operation.deprecated}
        # The schemas that are deprecated, or hold anything that is: most do not, and are not looked into.
        self._deprecated = fields.shapes.graph.holding(lambda schema: schema.deprecated)
        self._webhooks = _webhook_siblings(catalog, fields)
        self._in_shapes: dict[ShapeKey, dict[str, Succession]] = {}
        # The curated entries that are about something deprecated, and whether each works in one place at least.
        self._works: dict[Curated, bool] = {}

    def operations(self) -> Iterator[Succession]:
        successions = {
            operation.key: _followed(
                DeprecatedKind.OPERATION,
                operation.key,
                self._operation,
                lambda key: self._operations[key].deprecated,
                operation.replacements,
            )
            for operation in self._catalog.operations
            if operation.deprecated
        }
        for succession in successions.values():
            yield succession if succession.successors else self._with_candidate(succession, successions)

    def _with_candidate(self, succession: Succession, known: Mapping[str, Succession]) -> Succession:
        """Add what may be worth a look; nothing where another call of the same resource is known to live elsewhere."""
        subject = self._operations[succession.subject]
        resembling = self._candidates.resembling(subject)
        if resembling is None or self._is_settled(succession.subject):
            return succession
        twins = resembling.counterparts
        if any(successor != twins[key].key for key in twins for successor in known[key].successors):
            return succession
        return replace(succession, candidate=twins[subject.key].key, candidate_because=resembling.evidence)

    def _is_settled(self, key: str) -> bool:
        """Tell whether somebody looked it up that an operation has no successor."""
        return any(
            entry.kind is DeprecatedKind.OPERATION and entry.subject == key and not entry.successors
            for entry in self._curated
        )

    def webhooks(self) -> Iterator[Succession]:
        yield from self._members(DeprecatedKind.WEBHOOK, self._webhooks, WEBHOOK_RULES)

    def fields(self) -> Iterator[tuple[Succession, str]]:
        for payload in _payloads_with(self._catalog, self._fields, self._deprecated):
            for succession in self.in_shape(payload.shape, payload.direction).values():
                yield succession, payload.place

    def parameters(self) -> Iterator[tuple[Succession, str]]:
        for operation in self._catalog.operations:
            siblings = _parameter_siblings(operation, self._fields, self._deprecated)
            for succession in self._members(DeprecatedKind.PARAMETER, siblings, FIELD_RULES):
                yield succession, operation.key

    def in_shape(self, shape: Shape, direction: Direction) -> dict[str, Succession]:
        """Return what is found of the deprecated fields below a shape, by path."""
        key = (shape.key, direction)
        if key not in self._in_shapes:
            siblings = _field_siblings(shape, direction, self._fields)
            successions = self._members(DeprecatedKind.FIELD, siblings, FIELD_RULES)
            self._in_shapes[key] = {succession.subject: succession for succession in successions}
        return self._in_shapes[key]

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(
            own_data_warning(
                "curated-successor-missing",
                self._file,
                f"successor of the {entry.kind} {entry.subject}",
                f"not in the document, or deprecated: {', '.join(entry.successors)}",
                self._operations[entry.subject].pointer if entry.kind is DeprecatedKind.OPERATION else "",
            )
            for entry, works in self._works.items()
            if not works
        )

    def _operation(self, key: str) -> _Decision | None:
        if decision := self._curated_for(DeprecatedKind.OPERATION, key, self._live):
            return decision
        subject = self._operations[key]
        return _decided(
            [(rule.name, rule.confidence, rule.find(subject, self._candidates)) for rule in OPERATION_RULES]
        )

    def _members(self, kind: DeprecatedKind, among: Siblings, rules: tuple[MemberRule, ...]) -> Iterator[Succession]:
        def find(name: str) -> _Decision | None:
            if decision := self._curated_for(kind, name, live):
                return decision
            return _decided([(rule.name, rule.confidence, rule.find(among[name], among)) for rule in rules])

        live = {name for name, sibling in among.items() if not sibling.deprecated}
        for name, sibling in among.items():
            if sibling.deprecated:
                yield _followed(kind, name, find, lambda other: among[other].deprecated, sibling.replacements)

    def _curated_for(self, kind: DeprecatedKind, name: str, live: Collection[str]) -> _Decision | None:
        """Take the curated entry, if there is one; it works if all that it names is live in one place at least."""
        entry = next((entry for entry in self._curated if entry.kind is kind and _is_about(entry, name)), None)
        if entry is None:
            return None
        named = tuple(_curated_successors(entry, name))
        works = all(successor in live for successor in named)
        self._works[entry] = self._works.get(entry, False) or works
        if not works:
            return None
        return _Decision(rule="looked up", confidence=entry.confidence, successors=named, evidence=(entry.reason,))


def _decided(suggestions: Iterable[tuple[str, Confidence, Suggestion | None]]) -> _Decision | None:
    """Take the suggestion of the first rule that has one, with the evidence of the rules that agree with it."""
    made = [(rule, confidence, suggestion) for rule, confidence, suggestion in suggestions if suggestion is not None]
    if not made:
        return None
    rule, confidence, first = made[0]
    agreed = tuple(suggestion.evidence for _, _, suggestion in made if suggestion.successors == first.successors)
    return _Decision(rule=rule, confidence=confidence, successors=first.successors, evidence=agreed)


def _followed(
    kind: DeprecatedKind,
    subject: str,
    find: Callable[[str], _Decision | None],
    is_deprecated: Callable[[str], bool],
    named: tuple[str, ...],
) -> Succession:
    """Return the succession of a deprecated subject, its successors followed to the live ends of their chains.

    `find` decides what succeeds one name, `named` is what the description of the subject says to use. The confidence
    is the lowest on the way, the rule that of the first step.
    """
    first = find(subject)
    steps, seen, ends = [first] if first is not None else [], {subject}, []
    evidence = list(first.evidence) if first is not None else []
    waiting = list(first.successors) if first is not None else []
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        step = find(name) if is_deprecated(name) else None
        if step is not None:
            steps.append(step)
            evidence += [f"{name} is deprecated too: {text}" for text in step.evidence]
            waiting = list(step.successors) + waiting
        elif is_deprecated(name):
            evidence.append(f"{name} is deprecated too, and nothing is known to succeed it")
        else:
            ends.append(name)
    if first is None or not ends:
        return Succession(kind=kind, subject=subject, evidence=tuple(evidence) or _none_known(named))
    return Succession(
        kind=kind,
        subject=subject,
        successors=tuple(ends),
        rule=first.rule,
        evidence=tuple(evidence),
        # Confidences are declared from the surest to the least sure: the last one on the way counts.
        confidence=max((step.confidence for step in steps), key=_CONFIDENCES.index),
    )


def _none_known(named: tuple[str, ...]) -> tuple[str, ...]:
    return (f"its description names {' and '.join(named)}, which does not stand beside it",) if named else ()


def _is_about(entry: Curated, name: str) -> bool:
    """Tell whether a curated entry is about a deprecated name: of a field, it gives the end of the dotted path."""
    if entry.kind is not DeprecatedKind.FIELD:
        return entry.subject == name
    return name == entry.subject or name.endswith(f".{entry.subject}")


def _curated_successors(entry: Curated, name: str) -> Iterator[str]:
    """Yield what a curated entry names; of a field, as full paths from those relative to the object that holds it."""
    holder = name.rpartition(".")[0] if entry.kind is DeprecatedKind.FIELD else ""
    for successor in entry.successors:
        yield f"{holder}.{successor}" if holder else successor


def _merged_places(successions: Iterable[tuple[Succession, str]]) -> tuple[Succession, ...]:
    """Give those that say the same one entry with all their places, sorted by name."""
    grouped: dict[Succession, dict[str, None]] = {}
    for succession, place in successions:
        grouped.setdefault(succession, {})[place] = None
    merged = [replace(succession, places=tuple(places)) for succession, places in grouped.items()]
    return tuple(
        sorted(merged, key=lambda succession: (succession.subject, succession.successors, succession.evidence))
    )


def _field_siblings(shape: Shape, direction: Direction, fields: Fields) -> dict[str, Sibling]:
    """Return the fields below a shape by dotted path."""
    return _merged_by_name(
        Sibling(name=row.path, deprecated=row.shape.deprecated, replacements=row.shape.replacements)
        for row in fields.flat(shape, direction)
        if row.declared
    )


def _parameter_siblings(operation: Operation, fields: Fields, deprecated: frozenset[SchemaId]) -> dict[str, Sibling]:
    """Return the parameters and filters of an operation by the name that is sent; none where none is deprecated."""
    if not any(parameter.deprecated or parameter.schema in deprecated for parameter in operation.parameters):
        return {}
    return _merged_by_name(sibling for parameter in operation.parameters for sibling in _siblings_in(parameter, fields))


def _webhook_siblings(catalog: Catalog, fields: Fields) -> dict[str, Sibling]:
    """Return a document's webhooks by name; one is deprecated when it is so wherever it can be subscribed to."""
    by_name: dict[str, list[Webhook]] = {}
    for _, webhook in catalog.declared_webhooks:
        by_name.setdefault(webhook.name, []).append(webhook)
    return {
        name: Sibling(
            name=name,
            deprecated=all(webhook.deprecated for webhook in uses),
            replacements=tuple(dict.fromkeys(text for webhook in uses for text in webhook.replacements)),
            members=frozenset(name for webhook in uses for name in _member_names(webhook, fields)),
        )
        for name, uses in sorted(by_name.items())
    }


class _Payload(Struct, frozen=True, eq=False):
    """A shape that is sent or received; `place` is `GET /users response`, or the name of a webhook."""

    shape: Shape
    direction: Direction
    place: str


def _payloads_with(catalog: Catalog, fields: Fields, deprecated: frozenset[SchemaId]) -> Iterator[_Payload]:
    """Yield every payload in which something is `deprecated`, once for each place.

    Bodies as they are sent, responses by their item, webhooks whole; and shapes that their rows only refer to.
    """
    seen: set[tuple[tuple[SchemaId, ...], Direction, str]] = set()
    for root in _whole_payloads(catalog, fields, deprecated):
        waiting = [fields.shapes.expanded(root.shape)]
        while waiting:
            shape = fields.shapes.linked(waiting.pop())
            if (shape.key, root.direction, root.place) not in seen:
                seen.add((shape.key, root.direction, root.place))
                yield _Payload(shape, root.direction, root.place)
                waiting += referred_shapes(fields.rows(shape, root.direction))


def _whole_payloads(catalog: Catalog, fields: Fields, deprecated: frozenset[SchemaId]) -> Iterator[_Payload]:
    def shapes(media: tuple[MediaType, ...], *, item: bool = False) -> Iterator[Shape]:
        for content in media:
            if content.schema is not None and content.schema in deprecated:
                shape = payload_of(content, fields.shapes).item if item else fields.shapes.of(content.schema)
                if shape is not None:
                    yield shape

    for operation in catalog.operations:
        for shape in shapes(operation.body.media if operation.body is not None else ()):
            yield _Payload(shape, Direction.REQUEST, f"{operation.key} request")
        for response in operation.responses:
            for shape in shapes(response.media, item=response in success_responses(operation)):
                yield _Payload(shape, Direction.RESPONSE, f"{operation.key} response")
    for webhook in dict.fromkeys(webhook for _, webhook in catalog.declared_webhooks):
        for shape in shapes(webhook.body.media if webhook.body is not None else ()):
            yield _Payload(shape, Direction.RESPONSE, webhook.name)


def referred_shapes(rows: tuple[Row, ...]) -> Iterator[Shape]:
    """Yield the shapes that rows only refer to, those of variants included."""
    for row in rows:
        if isinstance(row, Choice):
            for variant in row.variants:
                if variant.refers is not None:
                    yield variant.refers
                yield from referred_shapes(variant.rows)
        elif row.refers is not None:
            yield row.refers


def _siblings_in(parameter: Parameter, fields: Fields) -> Iterator[Sibling]:
    shape = fields.shapes.of(parameter.schema) if parameter.schema is not None else None
    yield Sibling(
        name=parameter.name,
        deprecated=parameter.deprecated or (shape is not None and shape.deprecated),
        replacements=parameter.replacements + (shape.replacements if shape is not None else ()),
    )
    if shape is None or not shape.members:
        return
    for row in fields.flat(shape, Direction.REQUEST):
        name = as_sent(parameter.name, row.path)
        yield Sibling(name=name, deprecated=row.shape.deprecated, replacements=row.shape.replacements)


def _merged_by_name(siblings: Iterable[Sibling]) -> dict[str, Sibling]:
    """Merge those of one name: variants of a union may each have their own."""
    merged: dict[str, Sibling] = {}
    for sibling in siblings:
        known = merged.get(sibling.name)
        if known is not None and (known.deprecated or sibling.deprecated):
            named = tuple(dict.fromkeys(known.replacements + sibling.replacements))
            sibling = replace(sibling, deprecated=True, replacements=named)
        merged[sibling.name] = sibling
    return merged


def _member_names(webhook: Webhook, fields: Fields) -> Iterator[str]:
    for media in webhook.body.media if webhook.body is not None else ():
        if media.schema is not None:
            yield from (member.name for member in fields.shapes.expanded(fields.shapes.of(media.schema)).members)
