"""Successions → Migrations: what changes for the caller of a deprecated operation, or the receiver of a webhook.

Of each part that has fields, parameters or filters, every old name has a place in the result: it is unchanged, changed,
or has a verdict of `moves`. What stands beside them (paging, wrapping, content types) comes from
`compare/operation_changes.py`. Left out is what follows from the move itself: that the successor is not deprecated, its
operationId, method and path, the bodies of errors, and what a receiver may rely on in addition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind
from ampeco_refgen.compare.contract import Contract, Contracts, InVariants, ValueContract
from ampeco_refgen.compare.renames import path_renames
from ampeco_refgen.compare.value_changes import ValueChange, value_changes
from ampeco_refgen.infer.curated import CuratedMove
from ampeco_refgen.infer.entities import request_line
from ampeco_refgen.infer.move_calls import OF_ITS_OWN, WITH_SAME_FIELDS, CallsInstead, MovingCall
from ampeco_refgen.infer.moves import LOOKED_UP, Move, Moves, Renaming, Verdict, find_moves, holders, last_name
from ampeco_refgen.infer.naming import segments, singular, words
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.successors import Successions
from ampeco_refgen.infer.value_moves import (
    EnumValues,
    KnownValues,
    ValueMove,
    ValuePair,
    lost_and_gained,
    value_moves,
)
from ampeco_refgen.jsonvalue import canonical

_UNREAD = frozenset({ApiPart.ENVELOPE_FIELD, ApiPart.ERROR_FIELD})
_OF_FIELDS = (
    *(ApiPart.PATH_PARAMETER, ApiPart.PARAMETER, ApiPart.FILTER, ApiPart.INCLUDE, ApiPart.HEADER_PARAMETER),
    *(ApiPart.COOKIE_PARAMETER, ApiPart.BODY_FIELD, ApiPart.RESPONSE_FIELD, ApiPart.WEBHOOK_FIELD),
)
"""The parts of which each name is looked at, in the order in which they are told."""
_WHOLE = (ApiPart.SECURITY, ApiPart.PAGING, ApiPart.WRAPPING)
"""What an operation has exactly one of, and a caller has to know of."""
_CONTENT_TYPES = (ApiPart.BODY_CONTENT_TYPE, ApiPart.RESPONSE_CONTENT_TYPE)
_RECEIVED = frozenset({ApiPart.RESPONSE_FIELD, ApiPart.WEBHOOK_FIELD})
_ASSURANCES = frozenset(
    {
        *(ChangeKind.BECAME_REQUIRED, ChangeKind.BECAME_OPTIONAL, ChangeKind.BECAME_NOT_NULLABLE),
        *(ChangeKind.DEFAULT_ADDED, ChangeKind.DEFAULT_REMOVED, ChangeKind.DEFAULT_CHANGED),
        *(ChangeKind.LIMIT_TIGHTENED, ChangeKind.LIMIT_LOOSENED, ChangeKind.LIMIT_CHANGED),
        *(ChangeKind.UNDEPRECATED, ChangeKind.ENUM_VALUE_REMOVED),
    }
)
"""What a receiver need not act on; a value that is lost is told by `ValueMove`."""
_ALLOWANCES = frozenset(
    {
        *(ChangeKind.BECAME_OPTIONAL, ChangeKind.BECAME_NULLABLE, ChangeKind.LIMIT_LOOSENED, ChangeKind.UNDEPRECATED),
        *(ChangeKind.ENUM_VALUE_ADDED, ChangeKind.ENUM_VALUE_REMOVED, ChangeKind.ENUM_REMOVED),
        *(ChangeKind.TYPE_WIDENED, ChangeKind.FORMAT_REMOVED, ChangeKind.FORMAT_WIDENED),
    }
)
"""What a sender need not act on."""
A_FIELD_NOW = "a field of the response now"
"""The rule by which a parameter of a path is a field of the response."""
_ROWS = ("[]", ".*")
"""What the paths of the items of a list and of the values of a map end in."""
_NEW_TYPES = frozenset({ChangeKind.TYPE_CHANGED, ChangeKind.TYPE_WIDENED, ChangeKind.TYPE_NARROWED})
_OF_ROWS = frozenset(
    {
        *(ChangeKind.ENUM_VALUE_ADDED, ChangeKind.ENUM_ADDED, ChangeKind.ENUM_REMOVED),
        *(ChangeKind.LIMIT_TIGHTENED, ChangeKind.LIMIT_LOOSENED, ChangeKind.LIMIT_CHANGED),
    }
)
"""What is told of items with their list: its type in words has theirs."""


class FieldChange(Struct, frozen=True, kw_only=True):
    """What changed of one value that both sides have: `path` is its old name, `after` its new one, mostly the same.

    `members` are the names directly below it, where it is an object or a list of objects now and was not before.
    """

    path: str
    after: str
    changes: tuple[ValueChange, ...]
    values: tuple[ValueMove, ...] = ()
    members: tuple[str, ...] = ()


class PartMigration(Struct, frozen=True, kw_only=True):
    """What becomes of the names of one part.

    `moves` are of the names that the successor does not have, `changed` of those that it has otherwise, both in the
    order of names; `demanded` are names that must be sent now and had no counterpart; `unchanged` are the outermost
    names that stayed as they were with all below them. `children` tell of a list with a call of its own, by its name,
    what becomes there of the fields of its objects; `not_in_calls` which fields of a list its calls do not have.
    """

    part: ApiPart
    moves: tuple[Move, ...]
    changed: tuple[FieldChange, ...]
    demanded: tuple[str, ...]
    unchanged: tuple[str, ...]
    children: Mapping[str, PartMigration] = {}
    not_in_calls: Mapping[str, tuple[str, ...]] = {}


class Migration(Struct, frozen=True, kw_only=True):
    """The way from a deprecated operation (by key) or webhook (by name) to one of its successors.

    `changes` are of what has no names, such as paging; `parts` are those that the old side has or the new one demands.
    `includes` are values of `include` that are new and called like a field that the old response always had.
    """

    subject: str
    successor: str
    changes: tuple[Change, ...]
    parts: tuple[PartMigration, ...]
    includes: tuple[str, ...] = ()

    def of(self, part: ApiPart) -> PartMigration | None:
        """Return what becomes of the names of one part; `None` where the old side has none."""
        return next((each for each in self.parts if each.part is part), None)


class _PairedPart(Struct, frozen=True, kw_only=True):
    """The values of one part on both sides, and what became of the old names.

    `children` are the lists with a call of their own, by path, each with what its objects hold there; `not_in_calls`
    are the fields of a list that the calls which do its job do not have.
    """

    part: ApiPart
    resource: str
    old: Mapping[str, ValueContract]
    new: Mapping[str, ValueContract]
    moves: Moves
    children: tuple[tuple[str, _PairedPart], ...] = ()
    not_in_calls: Mapping[str, tuple[str, ...]] = {}


class _Paired(Struct, frozen=True, kw_only=True):
    """Something deprecated and its successor, with their parts."""

    subject: str
    successor: str
    changes: tuple[Change, ...]
    parts: tuple[_PairedPart, ...]
    includes: tuple[str, ...] = ()


def find_migrations(
    catalog: Catalog,
    fields: Fields,
    successions: Successions,
    occurrences: Occurrences,
    *,
    curated: tuple[CuratedMove, ...] = (),
) -> tuple[Migration, ...]:
    """Return one migration for each pair of something deprecated and its successor, operations before webhooks."""
    pairing = _Pairing(catalog, fields, successions, occurrences, curated)
    paired = pairing.all()
    values = KnownValues(learned=_values_that_took_a_place(paired), renamings=pairing.renamings)
    return tuple(
        Migration(
            subject=pair.subject,
            successor=pair.successor,
            changes=pair.changes,
            parts=tuple(_part_migration(part, values, curated) for part in pair.parts),
            includes=pair.includes,
        )
        for pair in paired
    )


class _Pairing:
    """Pairs what is deprecated in one document with its successors, part by part."""

    def __init__(
        self,
        catalog: Catalog,
        fields: Fields,
        successions: Successions,
        occurrences: Occurrences,
        curated: tuple[CuratedMove, ...],
    ) -> None:
        self._operations = {operation.key: operation for operation in catalog.operations}
        # Of several webhooks with one name the last counts, which the newest operation subscribes to.
        self._hooks = {webhook.name: webhook for _, webhook in catalog.declared_webhooks}
        self._successions = successions
        self._contracts = Contracts(fields, _UNREAD)
        self._calls = CallsInstead(catalog, occurrences)
        self._instead = _fields_named_instead(successions)
        self.curated = curated
        self._pairs = [
            (self._operations[succession.subject], self._operations[successor])
            for succession in successions.operations
            for successor in succession.successors
        ]
        self.renamings = _renamings(self._pairs)

    def all(self) -> list[_Paired]:
        """Return every pair: operations, then webhooks."""
        webhooks = [
            self._webhooks(self._hooks[succession.subject], self._hooks[successor])
            for succession in self._successions.webhooks
            for successor in succession.successors
        ]
        return [*(self._two_operations(old, new) for old, new in self._pairs), *webhooks]

    def _two_operations(self, old: Operation, new: Operation) -> _Paired:
        """Pair the parts that the old operation has or in which the new one demands something."""
        before, after = self._contracts.operation(old), self._contracts.operation(new)
        received = _values(before, ApiPart.RESPONSE_FIELD)
        parts = []
        for part in _OF_FIELDS:
            values, others = _values(before, part), _values(after, part)
            if not values and not any(value.required is InVariants.ALL for value in others.values()):
                continue
            if part is ApiPart.PATH_PARAMETER:
                moves = _path_moves(old, new, _values(after, ApiPart.RESPONSE_FIELD))
                parts.append(_PairedPart(part=part, resource="", old=values, new=others, moves=moves))
                continue
            moving = MovingCall(part=part, before=old, after=new, old=values, new=others, received=received)
            known = self._known(old.key, old.place.resource, part, values, others)
            if part is ApiPart.PARAMETER:
                known |= _paged_otherwise(values, others)
            if part is ApiPart.RESPONSE_FIELD:
                known |= _answer_itself(old, values, others)
            parts.append(self._part(moving, old.place.resource, known))
        changes = tuple(_whole_changes(self._contracts, old, new))
        return _Paired(
            subject=old.key,
            successor=new.key,
            changes=changes,
            parts=tuple(parts),
            includes=tuple(_to_be_included(before, after, parts)),
        )

    def _webhooks(self, old: Webhook, new: Webhook) -> _Paired:
        part = ApiPart.WEBHOOK_FIELD
        values, others = (_payload(self._contracts.webhook(hook), hook.name) for hook in (old, new))
        known = self._known(old.name, old.name, part, values, others)
        find = partial(self._calls.find_for_payload, values, others)
        moves = find_moves(values, others, self.renamings, find, known)
        paired = _PairedPart(part=part, resource=old.name, old=values, new=others, moves=moves)
        return _Paired(subject=old.name, successor=new.name, changes=(), parts=(paired,))

    def _part(self, moving: MovingCall, resource: str, known: Mapping[str, Move]) -> _PairedPart:
        """Return one part of both sides with the verdicts, and the parts of the lists that have a call of their own."""
        moves = find_moves(moving.old, moving.new, self.renamings, partial(self._calls.find, moving), known)
        children = []
        lost: dict[str, tuple[str, ...]] = {}
        for move in moves.verdicts:
            if move.rule == OF_ITS_OWN and (members := moving.members(move.before)):
                call = self._operations[move.calls[0].key]
                others = _values(self._contracts.operation(call), moving.part)
                if others:
                    nested = find_moves(members, others, self.renamings)
                    part = _PairedPart(
                        part=moving.part, resource=call.place.resource, old=members, new=others, moves=nested
                    )
                    children.append((move.before, part))
            elif move.rule == WITH_SAME_FIELDS:
                lost[move.before] = self._calls.without_counterpart(moving, move.before, move.calls)
        return _PairedPart(
            part=moving.part,
            resource=resource,
            old=moving.old,
            new=moving.new,
            moves=moves,
            children=tuple(children),
            not_in_calls=lost,
        )

    def _known(
        self,
        subject: str,
        resource: str,
        part: ApiPart,
        old: Mapping[str, ValueContract],
        new: Mapping[str, ValueContract],
    ) -> dict[str, Move]:
        """Return the verdicts that need no rule: what the document names itself, and what was looked up."""
        known: dict[str, Move] = {}
        for path, value in old.items():
            if not value.sent or part not in (ApiPart.BODY_FIELD, *_RECEIVED):
                continue
            # A name may stay for the object that holds the value now.
            if _is_there(new.get(path)) and _is_container(new[path]) == _is_container(value):
                continue
            after = tuple(name for name in self._instead.get((subject, path), ()) if _is_there(new.get(name)))
            if after:
                known[path] = Move(
                    before=path, verdict=Verdict.MOVED, after=after, rule="named by the document", certain=True
                )
            for entry in self.curated:
                if entry.resource == resource and entry.before == path:
                    known |= _looked_up(entry, new, self._operations, reads=part in _RECEIVED)
        return known


def _to_be_included(before: Contract, after: Contract, parts: Iterable[_PairedPart]) -> Iterator[str]:
    """Yield the includes that only the successor has, called like a field of the old response or its new name."""
    gained = _values(after, ApiPart.INCLUDE).keys() - _values(before, ApiPart.INCLUDE).keys()
    for part in parts:
        if part.part is ApiPart.RESPONSE_FIELD:
            kept = {part.moves.pairs.get(path, path) for path in part.old}
            yield from sorted(include for include in gained if include.rpartition("=")[2] in kept & part.new.keys())


def _fields_named_instead(successions: Successions) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what to use instead of a deprecated field by the operation or webhook that it stands in, and its path."""
    instead = {}
    for succession in successions.fields:
        for place in succession.places:
            owner = place.removesuffix(" request").removesuffix(" response")
            if succession.successors:
                instead[owner, succession.subject] = succession.successors
    return instead


def _looked_up(
    entry: CuratedMove, new: Mapping[str, ValueContract], operations: Mapping[str, Operation], *, reads: bool
) -> dict[str, Move]:
    """Return the verdict of an entry, without names and calls that are not there; none where nothing is left.

    Of several candidates, one that is left alone is a candidate still.
    """
    after = tuple(name for name in entry.after if _is_there(new.get(name)))
    calls = tuple(
        request_line(operations[key])
        for key in entry.instead
        if key in operations and not operations[key].deprecated and (operations[key].method == "GET") == reads
    )
    if not after and not calls:
        return {}
    verdict = Verdict.CALL if calls else Verdict.MOVED if len(entry.after) == 1 else Verdict.CANDIDATES
    move = Move(before=entry.before, verdict=verdict, after=after, calls=calls, rule=f"{LOOKED_UP}: {entry.reason}")
    return {entry.before: move}


def _paged_otherwise(old: Mapping[str, ValueContract], new: Mapping[str, ValueContract]) -> dict[str, Move]:
    """Return the verdict on `page` where only `cursor` is left to page by."""
    if "page" not in old or "page" in new or "cursor" not in new:
        return {}
    move = Move(before="page", verdict=Verdict.MOVED, after=("cursor",), rule="paged by cursor", certain=True)
    return {"page": move}


def _answer_itself(
    old: Operation, values: Mapping[str, ValueContract], new: Mapping[str, ValueContract]
) -> dict[str, Move]:
    """Return the verdict on an answer that was one value and is a field now, named as the call itself."""
    names = segments(old.place)
    if set(values) != {""} or not names or names[-1] not in new:
        return {}
    return {"": Move(before="", verdict=Verdict.MOVED, after=(names[-1],), rule="named as the call", is_pair=True)}


def _renamings(pairs: Iterable[tuple[Operation, Operation]]) -> tuple[Renaming, ...]:
    """Return the words that differ between the names of the resources of operations and of their successors."""
    renamings: dict[Renaming, None] = {}
    for old, new in pairs:
        before, after = (tuple(map(singular, words(operation.place.resource))) for operation in (old, new))
        while before and after and before[-1] == after[-1]:
            before, after = before[:-1], after[:-1]
        while before and after and before[0] == after[0]:
            before, after = before[1:], after[1:]
        if before and after:
            renamings[Renaming(before, after)] = None
    return tuple(renamings)


def _path_moves(old: Operation, new: Operation, received: Mapping[str, ValueContract]) -> Moves:
    """Return what became of the parameters of a path: those in the same position are the same.

    One that the new path does not have may be told by each item of its response.
    """
    renamed = path_renames(old, new)
    kept = set(re.findall(r"{([^{}]*)}", new.path))
    verdicts = []
    for name in re.findall(r"{([^{}]*)}", old.path):
        if name in renamed:
            after = (renamed[name],)
            verdicts.append(
                Move(before=name, verdict=Verdict.MOVED, after=after, rule="the same position", certain=True)
            )
        elif name not in kept and name in received:
            verdicts.append(Move(before=name, verdict=Verdict.MOVED, after=(name,), rule=A_FIELD_NOW))
        elif name not in kept:
            verdicts.append(Move(before=name, verdict=Verdict.GONE))
    return Moves(verdicts=tuple(verdicts), pairs=renamed)


def _whole_changes(contracts: Contracts, old: Operation, new: Operation) -> Iterator[Change]:
    """Yield what changed of security, paging, wrapping, the content types, and whether there is a body."""
    before, after = contracts.single_values(old), contracts.single_values(new)
    for part in _WHOLE:
        if before[part] != after[part]:
            yield Change(part=part, kind=ChangeKind.CHANGED, before=before[part], after=after[part])
    one_side, other_side = contracts.operation(old), contracts.operation(new)
    for part in _CONTENT_TYPES:
        had, has = (", ".join(sorted(_values(side, part))) for side in (one_side, other_side))
        if had != has:
            yield Change(part=part, kind=ChangeKind.CHANGED, before=had, after=has)


def _values_that_took_a_place(paired: Iterable[_Paired]) -> frozenset[ValuePair]:
    """Return the pairs of values that are, somewhere in a document, the only one that went and the only one that came.

    What one field shows holds for others as well: `active` became `enabled`.
    """
    learned = set()
    for pair in paired:
        children = [child for part in pair.parts for _, child in part.children]
        for part in (*pair.parts, *children):
            for path, after in _both_sides(part):
                lost, gained = lost_and_gained(*_enums(part, path, after))
                if len(lost) == 1 == len(gained):
                    learned.add((lost[0], gained[0]))
    return frozenset(learned)


def _part_migration(part: _PairedPart, known: KnownValues, curated: tuple[CuratedMove, ...]) -> PartMigration:
    changed = []
    for path, after in _both_sides(part):
        looked_up = frozenset(
            (canonical(old), canonical(new))
            for entry in curated
            if (entry.resource, entry.before) == (part.resource, path)
            for old, new in entry.values
        )
        values = tuple(value_moves(*_enums(part, path, after), looked_up, known))
        taken = {value.after for value in values}
        changes = tuple(
            change
            for change in _changes(part, path, after)
            if change.kind is not ChangeKind.ENUM_VALUE_ADDED or change.after not in taken
        )
        if changes or values:
            members = _members(part.new, after) if any(change.kind in _NEW_TYPES for change in changes) else ()
            changed.append(FieldChange(path=path, after=after, changes=changes, values=values, members=members))
    told = {move.before for move in part.moves.verdicts} | {change.path for change in changed} | set(part.moves.pairs)
    told |= {path for path, value in part.old.items() if value.sent and not _is_there(part.new.get(path))}
    return PartMigration(
        part=part.part,
        moves=part.moves.verdicts,
        changed=tuple(changed),
        demanded=tuple(_demanded(part)),
        unchanged=tuple(_unchanged(part, told)),
        children={path: _part_migration(child, known, curated) for path, child in part.children},
        not_in_calls=part.not_in_calls,
    )


def _members(values: Mapping[str, ValueContract], path: str) -> tuple[str, ...]:
    """Return the names directly below an object, or in the objects of a list, in order."""
    below = [name for name in values if name.startswith((f"{path}.", f"{path}[]."))]
    direct = [name for name in below if all(above in (path, f"{path}[]") for above in holders(name) if above in values)]
    return tuple(sorted(last_name(name) for name in direct if not name.endswith(_ROWS)))


def _both_sides(part: _PairedPart) -> Iterator[tuple[str, str]]:
    """Yield the old and the new name of what both sides have, in the order of the old ones."""
    for path in sorted(part.old):
        after = part.moves.pairs.get(path, path)
        if _is_there(part.old[path]) and _is_there(part.new.get(after)) and not path.endswith(_ROWS):
            yield path, after


def _changes(part: _PairedPart, path: str, after: str) -> Iterator[ValueChange]:
    """Yield what changed of a value, and of the items of a list of scalars; values of enums are told apart."""
    for row in ("", *_ROWS):
        old, new = part.old.get(path + row), part.new.get(after + row)
        if old is None or new is None:
            continue
        for change in value_changes(old, new):
            harmless = _ASSURANCES if part.part in _RECEIVED else _ALLOWANCES
            if change.kind not in harmless and (not row or change.kind in _OF_ROWS):
                yield change


def _enums(part: _PairedPart, path: str, after: str) -> tuple[EnumValues, EnumValues]:
    """Return the values of a field's enum on both sides, or of its items' enum; none where only one side has one."""
    both = [(part.old.get(path + row), part.new.get(after + row)) for row in ("", *_ROWS)]
    pairs = [(old.enum, new.enum) for old, new in both if old is not None and new is not None and old.enum and new.enum]
    return (
        tuple(text for old, _ in pairs for text in old or ()),
        tuple(text for _, new in pairs for text in new or ()),
    )


def _demanded(part: _PairedPart) -> Iterator[str]:
    """Yield the new names that a caller must send and had no counterpart, without objects of which a field is named.

    A field in an object that need not be sent is not demanded, nor is an object that a field has moved into.
    """
    if part.part in _RECEIVED:
        return
    arrived = set(part.moves.pairs.values())
    demanded = [
        path
        for path, value in sorted(part.new.items())
        if path
        and value.sent
        and value.required is InVariants.ALL
        and not _is_there(part.old.get(path))
        and path not in arrived
        and not path.endswith(_ROWS)
        and all(part.new[above].required is InVariants.ALL for above in holders(path) if _is_new(part, above))
    ]
    filled = {above for path in (*demanded, *arrived) for above in holders(path)}
    yield from (path for path in demanded if path not in filled)


def _is_new(part: _PairedPart, path: str) -> bool:
    return path in part.new and not _is_there(part.old.get(path)) and not path.endswith(_ROWS)


def _unchanged(part: _PairedPart, told: set[str]) -> Iterator[str]:
    """Yield the outermost old names that nothing is told of, nor of anything below them."""
    broken = {above for path in told for above in holders(path)}
    named: set[str] = set()
    for path in sorted(part.old, key=lambda name: (len(holders(name)), name)):
        value = part.old[path]
        if not value.sent or path in told or path in broken or path.endswith(_ROWS):
            continue
        if named.isdisjoint(holders(path)) and told.isdisjoint(holders(path)):
            named.add(path)
    yield from sorted(named)


def _values(contract: Contract, part: ApiPart) -> Mapping[str, ValueContract]:
    """Return the values of one part without that of the whole; empty where there is none."""
    section = contract.get((part, ""))
    if section is None:
        return {}
    values = {path: value for path, value in section.values.items() if path}
    # The whole is of interest only where it is all there is.
    return values or ({} if _is_container(section.values.get("")) else dict(section.values))


def _is_container(value: ValueContract | None) -> bool:
    return value is None or bool(value.types & {"object", "array"})


def _payload(contract: Contract, name: str) -> Mapping[str, ValueContract]:
    """Return the fields of a webhook's payload without its own name, which another webhook repeats otherwise."""
    section = contract[ApiPart.WEBHOOK_FIELD, name]
    return {path: value for path, value in section.values.items() if path not in ("", "notification")}


def _is_there(value: ValueContract | None) -> bool:
    return value is not None and value.sent
