"""Two operations → their changes, without a judgement; for migrations and for changelogs alike.

The contracts of the operations (`contract.py`) are compared section by section, value by value. An object that was
added gives a change for itself and one for each field in it (`outermost` and `without_consequences` drop the latter);
of a status or webhook that only one side has, nothing below it is compared. The operations may be of one catalog, as a
deprecated one and its successor are, or of two, as two editions of one are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain

from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Operation, Response, Webhook
from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind
from ampeco_refgen.compare.contract import (
    NAMES_LIKE,
    NO_MORE_ITEMS,
    Contract,
    Contracts,
    ContractSection,
    InVariants,
    ValueContract,
    with_common_content_types,
)
from ampeco_refgen.compare.renames import path_renames, respelled
from ampeco_refgen.compare.value_changes import takes_any_scalar, value_changes, with_enums_as_a_whole
from ampeco_refgen.compare.variants import VariantContract, VariantPairs, selecting_values, variant_pairs
from ampeco_refgen.markdown.names import is_below

_SENT = frozenset(
    {
        ApiPart.PATH_PARAMETER,
        ApiPart.PARAMETER,
        ApiPart.FILTER,
        ApiPart.HEADER_PARAMETER,
        ApiPart.COOKIE_PARAMETER,
        ApiPart.BODY,
        ApiPart.BODY_FIELD,
        ApiPart.ANSWER_FIELD,
    }
)
"""The parts in which a required addition asks something of the caller."""
_AS_TEXT = frozenset(
    {
        ApiPart.PATH_PARAMETER,
        ApiPart.PARAMETER,
        ApiPart.FILTER,
        ApiPart.HEADER_PARAMETER,
        ApiPart.COOKIE_PARAMETER,
    }
)
"""The parts in which every value is written as text (OpenAPI 3.0.4, Parameter Object, Style Values)."""
_RESPELLED = frozenset(
    {
        ApiPart.PARAMETER,
        ApiPart.FILTER,
        ApiPart.BODY_FIELD,
        ApiPart.RESPONSE_FIELD,
        ApiPart.ENVELOPE_FIELD,
        ApiPart.WEBHOOK_FIELD,
    }
)
"""The parts in which the same words in another spelling are the same thing."""
_HOLDER = re.compile(r"[.\[]")
_OF_ANY_NAME = re.compile(r"(\.\*|\[\d*\])$")
"""What the path of the values of a map ends in, or of the items of a list."""
_PARTS = {part: number for number, part in enumerate(ApiPart)}
_KINDS = {kind: number for number, kind in enumerate(ChangeKind)}
_ADDITIONS = frozenset({ChangeKind.ADDED, ChangeKind.REQUIRED_ADDED, ChangeKind.BECAME_WRITABLE, ChangeKind.ALLOWED})
_REMOVALS = frozenset({ChangeKind.REMOVED, ChangeKind.BECAME_READ_ONLY, ChangeKind.FORBIDDEN})
_NEW_TYPES = frozenset({ChangeKind.TYPE_CHANGED, ChangeKind.TYPE_WIDENED, ChangeKind.TYPE_NARROWED})
_WITH_THE_BODY = {
    ApiPart.BODY: (ApiPart.BODY_CONTENT_TYPE, ApiPart.BODY_FIELD),
    ApiPart.RESPONSE_FIELD: (
        ApiPart.RESPONSE_FIELD,
        ApiPart.ENVELOPE_FIELD,
        ApiPart.RESPONSE_CONTENT_TYPE,
        ApiPart.WRAPPING,
    ),
    ApiPart.ERROR_FIELD: (ApiPart.ERROR_FIELD,),
    ApiPart.WEBHOOK_FIELD: (ApiPart.WEBHOOK_FIELD, ApiPart.BODY_CONTENT_TYPE),
}
"""What comes and goes with a body as a whole, the change at the empty path."""
_SCOPED_BY = {ApiPart.WEBHOOK_FIELD: ApiPart.WEBHOOK, ApiPart.ANSWER_FIELD: ApiPart.ANSWER}
"""Part with a section for each of the names of another one; for all others these are statuses."""
_NOTHING = ContractSection({})
_CONTENT_TYPES = ((ApiPart.BODY_CONTENT_TYPE, ""), (ApiPart.RESPONSE_CONTENT_TYPE, ""))


class Comparer:
    """Compares operations and webhooks of two catalogs, or of one with itself.

    The parts in `without` are not compared; those that take long are not even read. Sections that operations share are
    compared once: the comparer keeps them.
    """

    def __init__(self, old_fields: Fields, new_fields: Fields, *, without: frozenset[ApiPart] = frozenset()) -> None:
        self._without = without
        self._old = Contracts(old_fields, without)
        self._new = Contracts(new_fields, without) if new_fields is not old_fields else self._old
        self._pairs: dict[tuple[ApiPart, str, ContractSection, ContractSection], _SectionPair] = {}

    def operations(self, old: Operation, new: Operation) -> tuple[Change, ...]:
        """Return how the second operation differs from the first, in the order of `ApiPart`, then by name."""
        return self._changes(old, new, self._operation_sections(old, new))

    def webhooks(self, old: Webhook, new: Webhook) -> tuple[Change, ...]:
        """Return how the second webhook differs from the first; their names may differ.

        That is its method and address, its payload, and what is to be answered.
        """
        single = [
            (Change(part=part, kind=ChangeKind.CHANGED, before=before, after=after),)
            for part, before, after in (
                (ApiPart.METHOD, old.method, new.method),
                (ApiPart.ADDRESS, old.expression, new.expression),
            )
            if before != after
        ]
        before, after = _unscoped(self._old.webhook(old)), _unscoped(self._new.webhook(new))
        payload = self._differing(before, after, {})
        answers = self._differing(self._old.answers(old), self._new.answers(new), {})
        return _ordered([*single, *(pair.changes for pair in (*payload, *answers))])

    def _operation_sections(self, old: Operation, new: Operation) -> list[_SectionPair]:
        before, after = self._old.operation(old), self._new.operation(new)
        alike = _with_common_content_types(old, new)
        if alike != (old, new):
            all_types = [{place: side[place] for place in _CONTENT_TYPES if place in side} for side in (before, after)]
            before = self._old.operation(alike[0]) | all_types[0]
            after = self._new.operation(alike[1]) | all_types[1]
        return list(self._differing(before, after, path_renames(old, new)))

    def _changes(self, old: Operation, new: Operation, pairs: Iterable[_SectionPair]) -> tuple[Change, ...]:
        before, after = self._old.single_values(old), self._new.single_values(new)
        # Each is a group by itself, as `_ordered` takes groups.
        single = [
            (Change(part=part, kind=ChangeKind.CHANGED, before=before[part], after=after[part]),)
            for part in before
            if before[part] != after[part] and part not in self._without
        ]
        return _ordered([*single, *(pair.changes for pair in pairs)])

    def _differing(self, old: Contract, new: Contract, renames: dict[str, str]) -> Iterator[_SectionPair]:
        """Pair the sections of two contracts and yield the pairs that may differ.

        `renames` are the new names of path parameters. What stands below a status or webhook that one side lacks is
        left out: that the status came or went says it all.
        """
        for part, scope in dict.fromkeys((*old, *new)):
            before, after = old.get((part, scope), _NOTHING), new.get((part, scope), _NOTHING)
            if before is after or part in self._without or (scope and not _has_both(part, scope, old, new)):
                continue
            key = (part, scope, before, after)
            if key not in self._pairs:
                named = renames if part is ApiPart.PATH_PARAMETER else {}
                self._pairs[key] = _SectionPair(part, scope, before, after, named)
            yield self._pairs[key]


class _SectionPair:
    """One section as it was and as it is now, by what it takes to tell changes from renames.

    Lost and gained are the names that only one side has, or whose values only one side lets a client send.
    """

    def __init__(
        self,
        part: ApiPart,
        scope: str,
        old_section: ContractSection,
        new_section: ContractSection,
        renames: dict[str, str],
    ) -> None:
        self._part, self._scope = part, scope
        # What an alternative alone has comes and goes with it.
        self._variants = _paired_variants(old_section, new_section)
        removed = {(path, number) for path, (_, _, pairs) in self._variants.items() for number in pairs.removed}
        added = {(path, number) for path, (_, _, pairs) in self._variants.items() for number in pairs.added}
        self._old, self._new = old_section.without_variants(removed), new_section.without_variants(added)
        old, new = self._old, self._new
        self._lost = {where for where, value in old.items() if value.sent and not _is_sent(new.get(where))}
        self._gained = {where for where, value in new.items() if value.sent and not _is_sent(old.get(where))}
        self._respelled = respelled(self._lost, self._gained) if part in _RESPELLED else {}
        self._renames = renames | self._respelled

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs, in the order of names."""
        return tuple(
            sorted(
                self._compared(), key=lambda change: (change.where, _KINDS[change.kind], change.before, change.after)
            )
        )

    def _compared(self) -> Iterator[Change]:
        yield from self._variant_changes()
        new_names = set(self._renames.values())
        for where in self._old.keys() | self._new.keys():
            before, target = self._old.get(where), self._renames.get(where, where)
            after = self._new.get(target)
            if (before is not after or target != where) and where not in new_names:
                yield from self._value(where, target, before, after)

    def _variant_changes(self) -> Iterator[Change]:
        """Yield the alternatives of unions that came and went, and of the others the values that select them."""
        for path, (old, new, pairs) in self._variants.items():
            yield from (self._change(path, ChangeKind.VARIANT_REMOVED, str(old[number])) for number in pairs.removed)
            yield from (self._change(path, ChangeKind.VARIANT_ADDED, after=str(new[place])) for place in pairs.added)
            for number, place in pairs.both:
                if not (old[number].mapped and new[place].mapped):
                    continue
                before, after = set(selecting_values(old[number])), set(selecting_values(new[place]))
                yield from (
                    self._change(path, ChangeKind.SELECTOR_REMOVED, before=value) for value in sorted(before - after)
                )
                yield from (
                    self._change(path, ChangeKind.SELECTOR_ADDED, after=value) for value in sorted(after - before)
                )

    def _value(self, where: str, target: str, old: ValueContract | None, new: ValueContract | None) -> Iterator[Change]:
        """Compare what two names hold; `target` is the new one of `where`, mostly the same."""
        if old is None and new is not None:
            old = self._undescribed(where, new, self._old)
        elif new is None and old is not None:
            new = self._undescribed(where, old, self._new)
        if old is None or new is None or not (old.sent and new.sent):
            yield from self._one_sided(where, old, new)
            return
        if target != where and not _only_its_holder_is_renamed(where, target):
            yield self._change(where, ChangeKind.RENAMED, where, target)
        for change in with_enums_as_a_whole(old, new, value_changes(old, new)):
            is_text_now = (
                change.kind is ChangeKind.TYPE_CHANGED and self._part in _AS_TEXT and takes_any_scalar(old, new)
            )
            kind = ChangeKind.TYPE_WIDENED if is_text_now else change.kind
            yield self._change(target, kind, change.before, change.after)

    def _undescribed(
        self, where: str, other: ValueContract, values: Mapping[str, ValueContract]
    ) -> ValueContract | None:
        """Return what holds for members or items that only the `other` side describes; `None` for anything else.

        An object has any further members, a list any items, unless that is ruled out (JSON Schema 2020-12, sections
        10.3.1 and 10.3.2). That it is ruled out at the other side is told of the holder.
        """
        holder = _OF_ANY_NAME.sub("", where)
        around = values.get(holder) if holder != where else None
        if around is None or not (_is_sent(self._old.get(holder)) and _is_sent(self._new.get(holder))):
            return None
        is_list = where.endswith("]")
        rest = values.get(f"{holder}[]") if is_list else None
        if ("array" if is_list else "object") not in around.types or around.closed is not InVariants.NONE:
            return None
        if NO_MORE_ITEMS in around.conditions:
            return None
        names = frozenset(text for text in other.conditions if text.startswith(NAMES_LIKE))
        return rest if rest is not None else ValueContract(words=("any",), types=frozenset({"any"}), conditions=names)

    def _one_sided(self, where: str, old: ValueContract | None, new: ValueContract | None) -> Iterator[Change]:
        """Yield that a value came or went; a value that is there, but no longer sent, has become read-only.

        A name that no property declares may be sent all the same: it counts only as far as it must be sent.
        """
        was, now = _is_sent(old), _is_sent(new)
        if was and not now and old is not None:
            if old.declared or new is not None:
                kind = ChangeKind.REMOVED if new is None else ChangeKind.BECAME_READ_ONLY
                yield self._change(where, kind, before=str(old))
            elif old.required is InVariants.ALL:
                yield self._change(where, ChangeKind.BECAME_OPTIONAL, str(old.required), str(InVariants.NONE))
        if now and not was and new is not None:
            if self._is_demanded(where):
                yield self._change(where, ChangeKind.REQUIRED_ADDED, after=str(new))
            elif new.declared:
                yield self._change(
                    where, ChangeKind.ADDED if old is None else ChangeKind.BECAME_WRITABLE, after=str(new)
                )

    def _is_demanded(self, where: str) -> bool:
        """Tell whether a caller must send an addition: it is required, and all that is new around it as well."""
        if self._part not in _SENT or self._new[where].required is not InVariants.ALL:
            return False
        return all(self._new[holder].required is InVariants.ALL for holder in _holders(where) if holder in self._gained)

    def _change(self, where: str, kind: ChangeKind, before: str = "", after: str = "") -> Change:
        return Change(part=self._part, kind=kind, where=where, before=before, after=after, scope=self._scope)


def _paired_variants(
    old: ContractSection, new: ContractSection
) -> dict[str, tuple[Sequence[VariantContract], Sequence[VariantContract], VariantPairs]]:
    """Return the alternatives of each union, old and new, and which of them are the same.

    An object that is no union on the other side is one alternative there, if one of the union is like it; otherwise
    only the fields are compared.
    """
    paired: dict[str, tuple[Sequence[VariantContract], Sequence[VariantContract], VariantPairs]] = {}
    for path in sorted(old.variants.keys() | new.variants.keys()):
        before, after = old.variants.get(path), new.variants.get(path)
        if before is not None and after is not None:
            paired[path] = (before, after, variant_pairs(before, after))
            continue
        before, after = before or (_as_variant(old, path),), after or (_as_variant(new, path),)
        pairs = variant_pairs(before, after)
        is_one_of_them = any(before[number].members == after[place].members for number, place in pairs.both)
        if pairs.both and (is_one_of_them or all(variant.has_name for variant in (*before[1:], *after[1:]))):
            paired[path] = (before, after, pairs)
    return paired


def _as_variant(section: ContractSection, path: str) -> VariantContract:
    """Return an object at a path as if it were the only alternative there: by its members."""
    return VariantContract(members=frozenset(name for name in map(partial(_member_of, path), section.values) if name))


def _member_of(path: str, where: str) -> str:
    """Return the name of the member that a path leads to directly below another one, else nothing."""
    name = where[len(path) + 1 :] if path and is_below(where, path) else "" if path else where
    return "" if _HOLDER.search(name) else name


def outermost(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes without those of the members of an object that was added or removed as a whole."""
    directed = [(change, _direction(change)) for change in changes]
    whole: dict[tuple[ApiPart, str, int], set[str]] = {}
    for change, direction in directed:
        if direction:
            whole.setdefault((change.part, change.scope, direction), set()).add(change.where)
    return tuple(
        change
        for change, direction in directed
        if not direction or whole[change.part, change.scope, direction].isdisjoint(_holders(change.where))
    )


def without_consequences(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes without those that follow from another one.

    These are the members of what came or went, the fields of a body that did, and what changed below a new type.
    """
    remaining = outermost(changes)
    return tuple(
        change for change in remaining if not any(_follows(change, other) for other in remaining if other is not change)
    )


def _follows(change: Change, other: Change) -> bool:
    """Tell whether a change is there because of another."""
    if change.part is ApiPart.PATH_PARAMETER and change.kind is ChangeKind.RENAMED:
        return other.part is ApiPart.PATH
    if change.scope != other.scope:  # they are of two statuses or webhooks
        return False
    if change.part is ApiPart.WRAPPING and other.part is ApiPart.RESPONSE_CONTENT_TYPE:
        # Wrapped otherwise in the content type that came or went: what both sides have is wrapped as before.
        return bool(set(change.before.split(" or ")) & set(change.after.split(" or ")))
    if not other.where and _direction(other) and change.part in _WITH_THE_BODY.get(other.part, ()):
        return change.kind is ChangeKind.CHANGED or _direction(change) == _direction(other)
    below = is_below(change.where, other.where) if other.where else bool(change.where)
    return change.part is other.part and other.kind in _NEW_TYPES and bool(_direction(change)) and below


def _direction(change: Change) -> int:
    """Return 1 for what came, -1 for what went, else 0."""
    return (change.kind in _ADDITIONS) - (change.kind in _REMOVALS)


def _with_common_content_types(old: Operation, new: Operation) -> tuple[Operation, Operation]:
    """Return two operations with the content types that both have, as far as they have any.

    What else another content type holds is no change to those who use one that is still there.
    """
    bodies = old.body, new.body
    if old.body is not None and new.body is not None:
        media = with_common_content_types(old.body.media, new.body.media)
        bodies = replace(old.body, media=media[0]), replace(new.body, media=media[1])
    known = {response.status: response for response in new.responses}
    responses: list[tuple[Response, Response]] = []
    for response in old.responses:
        if (twin := known.get(response.status)) is not None:
            media = with_common_content_types(response.media, twin.media)
            responses.append((replace(response, media=media[0]), replace(twin, media=media[1])))
    before, after = ({pair[side].status: pair[side] for pair in responses} for side in (0, 1))
    return (
        replace(old, body=bodies[0], responses=tuple(before.get(every.status, every) for every in old.responses)),
        replace(new, body=bodies[1], responses=tuple(after.get(every.status, every) for every in new.responses)),
    )


def _has_both(part: ApiPart, scope: str, old: Contract, new: Contract) -> bool:
    """Tell whether the status or webhook that is the scope of a section is there on both sides."""
    owner = (_SCOPED_BY.get(part, ApiPart.STATUS), "")
    return all(scope in contract.get(owner, _NOTHING).values for contract in (old, new))


def _is_sent(value: ValueContract | None) -> bool:
    return value is not None and value.sent


def _only_its_holder_is_renamed(where: str, target: str) -> bool:
    """Tell whether it is only an object around it that has the new name: what stands last is the same."""
    holders, others = _holders(where), _holders(target)
    return bool(holders and others) and where[len(holders[-1]) :] == target[len(others[-1]) :]


def _holders(where: str) -> tuple[str, ...]:
    """Return the paths that hold a path: `a` and `a.b[]` for `a.b[].c`, and `a.b` as well."""
    return tuple(where[: separator.start()] for separator in _HOLDER.finditer(where) if separator.start())


def _unscoped(contract: Contract) -> Contract:
    """Return a webhook's contract without its name, for webhooks of two names to be compared."""
    return {
        (part, ""): section if scope else ContractSection(dict(zip([""], section.values.values(), strict=True)))
        for (part, scope), section in contract.items()
    }


def _ordered(groups: Iterable[tuple[Change, ...]]) -> tuple[Change, ...]:
    """Put groups, each of one part and scope and in order already, one after the other."""
    in_order = sorted(filter(None, groups), key=lambda group: (_PARTS[group[0].part], group[0].scope))
    return tuple(chain.from_iterable(in_order))
