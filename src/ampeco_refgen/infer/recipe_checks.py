"""A step × the operation and webhooks that it means → what it says that the document does not bear out any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Operation, Webhook
from ampeco_refgen.catalog.payload import Wrapping, payload_of, success_responses
from ampeco_refgen.infer.occurrences import Location, Occurrence, Occurrences
from ampeco_refgen.infer.recipe_model import Step
from ampeco_refgen.infer.responses import include_values, response_form
from ampeco_refgen.infer.successors import Successions
from ampeco_refgen.markdown.text import plural

_SWITCH = frozenset({"true", "false"})


class Lack(Struct, frozen=True, kw_only=True):
    """One thing that a step says and the document does not.

    `name` is what the step's text may mention in backticks, empty where it is about the answer as a whole; `mark` says
    in a few words what has become of it, to stand behind it, and `reason` in a clause of its own. A name that is simply
    gone has a `kind` in place of a reason; one of which another name's reason says it has neither.
    """

    name: str
    mark: str
    reason: str = ""
    kind: str = ""


class NameKind(StrEnum):
    """What a name that a recipe mentions stands for."""

    FILTER = "filter"
    INCLUDE = "include"
    PARAMETER = "parameter"
    BODY = "body field"
    RESPONSE = "response field"
    STATUS = "status"


_LOCATIONS = {
    NameKind.FILTER: (Location.FILTER,),
    NameKind.PARAMETER: (Location.PATH, Location.QUERY),
    NameKind.BODY: (Location.BODY,),
    NameKind.RESPONSE: (Location.RESPONSE,),
}
_SIDES = {NameKind.BODY: " request", NameKind.RESPONSE: " response"}


class StepCheck:
    """Holds steps against one document; `successions`, where there are any, tell what to use for a deprecated name."""

    def __init__(
        self,
        names: Names,
        webhooks: Mapping[str, Sequence[Webhook]],
        successions: Successions | None,
    ) -> None:
        self._names = names
        self._webhooks = webhooks
        self._successions = successions
        found = (*successions.fields, *successions.parameters) if successions is not None else ()
        self._instead = {
            (place, succession.subject): succession.successors for succession in found for place in succession.places
        }

    def of_call(self, step: Step, operation: Operation) -> Iterator[Lack]:
        """Yield what a step says of its operation that is not so; of a deprecated one, all names are taken as live."""
        listed = _listed(step)
        for kind, names in listed.items():
            for name in names:
                many = sum(name in others for others in listed.values()) > 1
                yield from self._of_name(kind, name, operation, also_elsewhere=many)
                yield from _contradicted(step, kind, name, self._names.of(operation, kind, name))
        yield from _values_without_owner(step, listed, lambda kind, name: self._has(operation, kind, name))
        if step.wrapping is not None and (wrappings := self._names.wrappings(operation)) != {step.wrapping}:
            yield Lack(name="", mark="", reason=f"the answer now comes as {' or '.join(sorted(wrappings))}")
        for status in step.statuses:
            there = self._names.in_error(operation, status) if step.errors else ()
            for name in (name for name in step.errors if name not in there):
                yield Lack(name=name, mark="gone", reason=f"the body of `{status}` no longer has the field `{name}`")

    def of_webhooks(self, step: Step) -> Iterator[Lack]:
        """Yield what a step says of webhooks that is not so."""
        known: list[Webhook] = []
        for name in step.webhooks:
            uses = self._webhooks.get(name, ())
            if not uses:
                yield Lack(name=name, mark="gone", kind="webhook")
                continue
            if all(webhook.deprecated for webhook in uses):
                yield Lack(name=name, mark="deprecated", reason=f"the webhook `{name}` is {self._past_webhook(name)}")
            known.append(uses[0])
            yield from self._of_webhook(step, name, uses)
        for field in step.payload:
            declarations = [occurrence for webhook in known for occurrence in self._names.payload(webhook, field)]
            yield from _contradicted(step, None, field, declarations)
            if not declarations:
                yield from _values_of(step, field)

    def _of_webhook(self, step: Step, name: str, uses: Sequence[Webhook]) -> Iterator[Lack]:
        headers = {
            parameter.name for webhook in uses for parameter in webhook.parameters if parameter.location == "header"
        }
        replies = {response.status for webhook in uses for response in webhook.responses}
        for field in step.payload:
            if not self._names.payload(uses[0], field):
                yield _of_several(step, field, f"the webhook `{name}` no longer has the field `{field}`", name)
        for header in (header for header in step.headers if header not in headers):
            yield _of_several(step, header, f"the webhook `{name}` no longer has the header `{header}`", name)
        for status in (status for status in step.replies if status not in replies):
            yield _of_several(step, status, f"the webhook `{name}` no longer lists the answer `{status}`", name)

    def _past_webhook(self, name: str) -> str:
        succession = self._successions.of_webhook(name) if self._successions is not None else None
        return _deprecated(succession.successors if succession is not None else ())

    def _of_name(self, kind: NameKind, name: str, operation: Operation, *, also_elsewhere: bool) -> Iterator[Lack]:
        if self._has(operation, kind, name):
            declarations = self._names.of(operation, kind, name)
            if declarations and not operation.deprecated and not any(occurrence.live for occurrence in declarations):
                instead = self._instead.get((operation.key + _SIDES.get(kind, ""), name), ())
                yield Lack(name=name, mark="deprecated", reason=f"the {kind} `{name}` is {_deprecated(instead)}")
            return
        if kind is NameKind.BODY and name in self._names.read_only(operation):
            yield Lack(name=name, mark="read-only", reason=f"the {kind} `{name}` is read-only")
            return
        mark = f"gone as {kind}" if also_elsewhere else "gone"
        yield Lack(name=name, mark=mark, kind=kind)

    def _has(self, operation: Operation, kind: NameKind, name: str) -> bool:
        beside = kind is NameKind.RESPONSE and self._names.in_envelope(operation, name)
        return beside or self._names.has(operation, kind, name)


class Names:
    """Finds names in the operations and webhooks of one document."""

    def __init__(self, fields: Fields, occurrences: Occurrences) -> None:
        self._fields = fields
        self._occurrences = occurrences

    def of(self, operation: Operation, kind: NameKind, name: str) -> list[Occurrence]:
        """Return where a parameter or field of this name stands; variants of a union may each have their own."""
        locations = _LOCATIONS.get(kind, ())
        declared = self._occurrences.of(operation)
        return [occurrence for occurrence in declared if occurrence.location in locations and occurrence.path == name]

    def has(self, operation: Operation, kind: NameKind, name: str) -> bool:
        """Tell whether an operation has a name of this kind."""
        if kind is NameKind.STATUS:
            return any(response.status == name for response in operation.responses)
        if kind is NameKind.INCLUDE:
            shapes = self._fields.shapes
            values = (value for parameter in operation.parameters for value in include_values(parameter, shapes))
            return name in {f"include[]={value}" for value in values}
        return bool(self.of(operation, kind, name))

    def payload(self, webhook: Webhook, name: str) -> list[Occurrence]:
        """Return where a field of this name stands in a webhook's payload."""
        return [occurrence for occurrence in self._occurrences.of(webhook) if occurrence.path == name]

    def in_envelope(self, operation: Operation, name: str) -> bool:
        """Tell whether an answer has a field beside its data: `links.next`."""
        for response in success_responses(operation):
            for media in response.media:
                payload = payload_of(media, self._fields.shapes)
                first = name.partition(".")[0]
                member = payload.root.member(first) if payload.root is not None and first in payload.envelope else None
                rows = self._fields.flat(member.shape, Direction.RESPONSE, first) if member is not None else ()
                if (name == first and member is not None) or any(row.path == name for row in rows):
                    return True
        return False

    def read_only(self, operation: Operation) -> frozenset[str]:
        """Return the fields of a body that a client must not send."""
        shapes = self._fields.shapes
        media = operation.body.media if operation.body else ()
        roots = [shapes.expanded(shapes.of(content.schema)) for content in media if content.schema is not None]
        return frozenset(path for root in roots for path in self._fields.left_out(root, Direction.REQUEST))

    def in_error(self, operation: Operation, status: str) -> frozenset[str]:
        """Return the fields in the body of a status."""
        media = (content for response in operation.responses if response.status == status for content in response.media)
        shapes = [self._fields.shapes.of(content.schema) for content in media if content.schema is not None]
        return frozenset(row.path for shape in shapes for row in self._fields.flat(shape, Direction.RESPONSE))

    def wrappings(self, operation: Operation) -> frozenset[Wrapping]:
        """Return how an operation's successful responses carry their payload."""
        return response_form(operation, self._fields.shapes).wrappings or frozenset({Wrapping.EMPTY})


def in_clauses(lacks: Iterable[Lack]) -> tuple[str, ...]:
    """Say what is missing, each thing once; names of one kind that are gone together."""
    every = tuple(dict.fromkeys(lacks))
    clauses: dict[str, None] = {}
    for lack in every:
        if lack.kind:
            names = [f"`{other.name}`" for other in every if other.kind == lack.kind]
            listed = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
            kind = plural(len(names), lack.kind).partition(" ")[2]
            clauses[f"the {kind} {listed} {'are' if names[1:] else 'is'} no longer declared"] = None
        elif lack.reason:
            clauses[lack.reason] = None
    return tuple(clauses)


def _of_several(step: Step, part: str, reason: str, webhook: str) -> Lack:
    """Return what one webhook lacks; where the step is about several, the mark says which."""
    return Lack(name=part, mark=f"gone from {webhook}" if len(step.webhooks) > 1 else "gone", reason=reason)


def _listed(step: Step) -> dict[NameKind, tuple[str, ...]]:
    """Return what a step says of its operation by name, as its text mentions it."""
    return {
        NameKind.FILTER: step.filters,
        NameKind.INCLUDE: tuple(f"include[]={value}" for value in step.includes),
        NameKind.PARAMETER: step.parameters,
        NameKind.BODY: step.body,
        NameKind.RESPONSE: step.response,
        NameKind.STATUS: step.statuses,
    }


def _contradicted(step: Step, kind: NameKind | None, name: str, declarations: list[Occurrence]) -> Iterator[Lack]:
    """Yield what a step says of a name that its declarations do not bear out."""
    if not declarations:
        return
    for wanted in (value for owner, value in step.values if owner == name):
        if wanted and not is_listed(wanted, declarations):
            yield Lack(
                name=wanted,
                mark=_gone_from(step, name, wanted),
                reason=f"`{name}` no longer lists the value `{wanted}`",
            )
    for wanted in (type_name for owner, type_name in step.types if owner == name):
        if not all(occurrence.types == {wanted} for occurrence in declarations):
            yield Lack(name=name, mark=f"not of type {wanted}", reason=f"`{name}` is no longer of type {wanted}")
    if (
        kind in (NameKind.PARAMETER, NameKind.BODY)
        and name in step.required
        and not all(occurrence.required for occurrence in declarations)
    ):
        yield Lack(name=name, mark="not required", reason=f"`{name}` is no longer required")


def _values_without_owner(
    step: Step, listed: Mapping[NameKind, tuple[str, ...]], has: Callable[[NameKind, str], bool]
) -> Iterator[Lack]:
    """Yield the values of names that are gone: what the text says of them is no longer so either."""
    for owner in dict.fromkeys(owner for owner, _ in step.values):
        kinds = [kind for kind, names in listed.items() if owner in names]
        if kinds and not any(has(kind, owner) for kind in kinds):
            yield from _values_of(step, owner)


def _values_of(step: Step, owner: str) -> Iterator[Lack]:
    """Yield the values of a name that is gone; the reason is told with the name."""
    for value in (value for other, value in step.values if other == owner and value):
        yield Lack(name=value, mark=_gone_from(step, owner, value))


def _gone_from(step: Step, owner: str, value: str) -> str:
    """Return the mark of a value that is gone; where other names of the step have it too, it says from which."""
    several = sum(other == value for _, other in step.values) > 1
    return f"gone from {owner}" if several else "gone"


def _deprecated(successors: Sequence[str]) -> str:
    instead = " and ".join(f"`{name}`" for name in successors)
    return f"deprecated, use {instead}" if instead else "deprecated"


def is_listed(value: str, declarations: Iterable[Occurrence]) -> bool:
    """Tell whether one of the declarations lists a value: in its enum, or as a switch that has both."""
    return any(
        value in (occurrence.values if occurrence.values is not None else ())
        or (occurrence.values is None and occurrence.types == {"boolean"} and value in _SWITCH)
        for occurrence in declarations
    )
