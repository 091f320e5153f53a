"""Two operations → the facts of their difference, without a judgement; for migrations and for changelogs alike.

A `Difference` has a `part` (what it is about, see `catalog/terms.py`) and a `change`; its `kind` is both:
`filter-removed`, `body-field-type-changed`, `response-field-enum-value-added`. The changes are:

- `added`, `removed`: the thing is there on one side only. `required-added`: a caller must send it from now on, at
  least where it sends the object that holds it. What stands below is told as well (`outermost` drops that).
- `renamed`: the same words in another spelling at the same place (`post_code`, `postCode`), or for a parameter of
  the path another name in the same position. `where` and `before` are the old name, `after` the new one; what else
  changed is told under the new name. Anything less certain is `removed` and `added`.
- `type-widened` (all that was allowed still is), `type-narrowed`, `type-changed`; `format-changed`; `style-changed`.
- `enum-value-added`, `enum-value-removed`: one for each value, as JSON; `enum-added`: any value was allowed and now
  only those listed; `enum-removed`: the other way round.
- `limit-tightened`, `limit-loosened`, `limit-changed` (not comparable, such as a pattern); `default-changed`.
- `became-required`, `became-optional`; `became-nullable`, `became-not-nullable`; `deprecated`, `undeprecated`;
  `became-read-only`, `became-writable` (fields of a request body). A mark that holds in some variants of a union
  only counts as in between: from `some` to `all` it became so.
- `changed`: for what has exactly one value: `method`, `path`, `operation-id`, `security`, `wrapping`, `paging`.

`where` is the name or dotted path; the empty path is the value itself. Response fields are relative to the item under
`data`, `links` and `meta` are `envelope-field`s. `scope` is the status of an error's field or a response's header, or
the webhook's name; what stands below a status or webhook that is there on one side only is not told one by one.
Texts never make a difference. The two operations may be of one catalog or of two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from msgspec import Struct

from ampeco_refgen.catalog.change import Change, changes_between
from ampeco_refgen.catalog.facts import Facts, Share
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Operation, Webhook
from ampeco_refgen.catalog.moves import MOVING, Move, likely_moves
from ampeco_refgen.catalog.terms import Part, Section, Terms, TermsOf


class Difference(Struct, frozen=True, kw_only=True):
    """One fact: `before` and `after` are what held on each side (a type, a value, a limit), empty where nothing did."""

    part: Part
    change: Change
    where: str = ""
    before: str = ""
    after: str = ""
    scope: str = ""

    @property
    def kind(self) -> str:
        """The part and the change in one name: `filter-removed`, `body-field-became-required`."""
        return f"{self.part}-{self.change}"


_SENT = frozenset(
    {
        *(Part.PATH_PARAMETER, Part.PARAMETER, Part.FILTER, Part.HEADER_PARAMETER, Part.COOKIE_PARAMETER),
        *(Part.BODY, Part.BODY_FIELD),
    }
)
"""The parts in which a required addition asks something of the caller."""
_RENAMED = frozenset(
    {*(Part.PARAMETER, Part.FILTER, Part.BODY_FIELD), *(Part.RESPONSE_FIELD, Part.ENVELOPE_FIELD, Part.WEBHOOK_FIELD)}
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_HOLDER = re.compile(r"[.\[]")
_PARTS = {part: number for number, part in enumerate(Part)}
_CHANGES = {change: number for number, change in enumerate(Change)}
_WAYS = {
    **dict.fromkeys((Change.ADDED, Change.REQUIRED_ADDED, Change.BECAME_WRITABLE), "in"),
    **dict.fromkeys((Change.REMOVED, Change.BECAME_READ_ONLY), "out"),
}
"""Whether something came or went."""
_NOTHING = Section({})


class Differences:
    """Compares operations and webhooks of two catalogs, or of one; what it has read of a shape it keeps.

    Of the parts that it does `without` nothing is told, and what takes long is not even read.
    """

    def __init__(self, old_fields: Fields, new_fields: Fields, *, without: frozenset[Part] = frozenset()) -> None:
        self._without = without
        self._old = TermsOf(old_fields, without)
        self._new = TermsOf(new_fields, without) if new_fields is not old_fields else self._old
        self._pairs: dict[tuple[Part, str, Section, Section], _Pair] = {}

    def operations(self, old: Operation, new: Operation) -> tuple[Difference, ...]:
        """Return how the second operation differs from the first, in the order of the parts, then by name."""
        return self._between(old, new, self._paired(old, new))

    def operations_and_moves(self, old: Operation, new: Operation) -> tuple[tuple[Difference, ...], tuple[Move, ...]]:
        """Return the differences, and what of the first operation is likely under another name in the second."""
        pairs = self._paired(old, new)
        moves = [move for pair in pairs for move in pair.moves]
        return self._between(old, new, pairs), tuple(sorted(moves, key=lambda move: (move.part, move.before)))

    def webhooks(self, old: Webhook, new: Webhook) -> tuple[Difference, ...]:
        """Return how the second webhook's payload differs from the first's; their names may differ."""
        pairs = self._pairs_of(_unscoped(self._old.webhook(old)), _unscoped(self._new.webhook(new)), {})
        return _ordered(pair.differences for pair in pairs)

    def _paired(self, old: Operation, new: Operation) -> list[_Pair]:
        return list(self._pairs_of(self._old.operation(old), self._new.operation(new), _path_renames(old, new)))

    def _pairs_of(self, old: Terms, new: Terms, renames: dict[str, str]) -> Iterator[_Pair]:
        """Yield the sections that differ; what stands below a status or webhook that one side lacks is left out."""
        for part, scope in dict.fromkeys((*old, *new)):
            before, after = old.get((part, scope), _NOTHING), new.get((part, scope), _NOTHING)
            if before is after or part in self._without or (scope and not _has_both(part, scope, old, new)):
                continue
            key = (part, scope, before, after)
            if key not in self._pairs:
                named = renames if part is Part.PATH_PARAMETER else {}
                self._pairs[key] = _Pair(part, scope, before.facts, after.facts, named)
            yield self._pairs[key]

    def _between(self, old: Operation, new: Operation, pairs: Iterable[_Pair]) -> tuple[Difference, ...]:
        before, after = self._old.settings(old), self._new.settings(new)
        found = [
            (Difference(part=part, change=Change.CHANGED, before=before[part], after=after[part]),)
            for part in before
            if before[part] != after[part] and part not in self._without
        ]
        return _ordered([*found, *(pair.differences for pair in pairs)])


class _Pair:
    """One section as it was and as it is now; calls that share their shapes share what these differ in."""

    def __init__(
        self, part: Part, scope: str, old: Mapping[str, Facts], new: Mapping[str, Facts], renames: dict[str, str]
    ) -> None:
        self._part, self._scope, self._old, self._new = part, scope, old, new
        self._lost = {where for where, facts in old.items() if facts.sent and not _present(new, where)}
        self._gained = {where for where, facts in new.items() if facts.sent and not _present(old, where)}
        self._respelled = _respelled(self._lost, self._gained) if part in _RENAMED else {}
        self._renames = renames | self._respelled

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What differs, by name."""
        return tuple(sorted(self._compared(), key=lambda one: (one.where, _CHANGES[one.change], one.before, one.after)))

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """What is likely under another name now."""
        if self._part not in MOVING:
            return ()
        lost, gained = self._lost - self._respelled.keys(), self._gained - set(self._respelled.values())
        olds, news = {where: self._old[where] for where in lost}, {where: self._new[where] for where in gained}
        return tuple(likely_moves(self._part, olds, news))

    def _compared(self) -> Iterator[Difference]:
        renamed = set(self._renames.values())
        for where in self._old.keys() | self._new.keys():
            before, target = self._old.get(where), self._renames.get(where, where)
            after = self._new.get(target)
            if (before is not after or target != where) and where not in renamed:
                yield from self._compare(where, target, before, after)

    def _compare(self, where: str, target: str, old: Facts | None, new: Facts | None) -> Iterator[Difference]:
        """Compare what two names hold; `target` is the new one of `where`, mostly the same."""
        if old is None or new is None or not (old.sent and new.sent):
            yield from self._one_sided(where, old, new)
            return
        if target != where and not _follows(where, target):
            yield self._told(where, Change.RENAMED, where, target)
        for change, before, after in changes_between(old, new):
            yield self._told(target, change, before, after)

    def _one_sided(self, where: str, old: Facts | None, new: Facts | None) -> Iterator[Difference]:
        was, now = old is not None and old.sent, new is not None and new.sent
        if was and not now:
            change = Change.REMOVED if new is None else Change.BECAME_READ_ONLY
            yield self._told(where, change, before=str(old))
        if now and not was:
            added = Change.REQUIRED_ADDED if self._asked(where) else Change.ADDED
            yield self._told(where, added if old is None else Change.BECAME_WRITABLE, after=str(new))

    def _asked(self, where: str) -> bool:
        """Tell whether a caller must send an addition: it is required, and all that is new around it as well."""
        if self._part not in _SENT or self._new[where].required is not Share.ALL:
            return False
        return all(self._new[one].required is Share.ALL for one in _holders(where) if one in self._gained)

    def _told(self, where: str, change: Change, before: str = "", after: str = "") -> Difference:
        return Difference(part=self._part, change=change, where=where, before=before, after=after, scope=self._scope)


def outermost(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Leave out what follows from another difference: the members of an object that was added or removed as a whole."""
    kept = [(one, _WAYS.get(one.change, "")) for one in found]
    whole: dict[tuple[Part, str, str], set[str]] = {}
    for one, way in kept:
        if way:
            whole.setdefault((one.part, one.scope, way), set()).add(one.where)
    return tuple(one for one, way in kept if not (way and _is_within(one.where, whole[one.part, one.scope, way])))


def _is_within(where: str, whole: set[str]) -> bool:
    """Tell whether something that holds a path is among others."""
    return not whole.isdisjoint(_holders(where))


def _has_both(part: Part, scope: str, old: Terms, new: Terms) -> bool:
    """Tell whether the status or webhook that is the scope of a section is there on both sides."""
    owner = (Part.WEBHOOK if part is Part.WEBHOOK_FIELD else Part.STATUS, "")
    return all(scope in terms.get(owner, _NOTHING).facts for terms in (old, new))


def _path_renames(old: Operation, new: Operation) -> dict[str, str]:
    """Pair the parameters of two paths by position; equal names stay what they are."""
    names, others = _parameters(old.path), _parameters(new.path)
    pairs = zip(names, others, strict=True) if len(names) == len(others) else _leading(old.path, new.path)
    return {name: other for name, other in pairs if name != other and name not in others and other not in names}


def _leading(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs from the first parameter on, as long as the two paths go alike."""
    for segment, other in zip(old[old.find("{") :].split("/"), new[new.find("{") :].split("/"), strict=False):
        names, others = _parameters(segment), _parameters(other)
        if len(names) != 1 or len(others) != 1:
            if segment != other:
                return
            continue
        yield names[0], others[0]


def _parameters(path: str) -> list[str]:
    return re.findall(r"{([^{}]*)}", path)


def _respelled(lost: set[str], gained: set[str]) -> dict[str, str]:
    """Pair names that consist of the same words, where each is the only one of its words that came or went."""
    old, new = _by_words(lost), _by_words(gained)
    return {old[words][0]: new[words][0] for words in old if len(old[words]) == 1 == len(new.get(words, ()))}


def _by_words(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in filter(None, names):
        spelled = _NAME.sub(lambda part: " ".join(_WORD.findall(part[0])).lower(), name)
        found.setdefault(spelled, []).append(name)
    return found


def _follows(where: str, target: str) -> bool:
    """Tell whether it is only an object around it that has the new name: what stands last is the same."""
    holders, others = _holders(where), _holders(target)
    return bool(holders and others) and where[len(holders[-1]) :] == target[len(others[-1]) :]


def _holders(where: str) -> tuple[str, ...]:
    """Return the paths that hold a path: `a` and `a.b[]` for `a.b[].c`, and `a.b` as well."""
    return tuple(where[: found.start()] for found in _HOLDER.finditer(where) if found.start())


def _present(section: Mapping[str, Facts], where: str) -> bool:
    facts = section.get(where)
    return facts is not None and facts.sent


def _unscoped(terms: Terms) -> Terms:
    """Return a webhook's terms without its name."""
    return {
        (part, ""): section if scope else Section(dict(zip([""], section.facts.values(), strict=True)))
        for (part, scope), section in terms.items()
    }


def _ordered(groups: Iterable[tuple[Difference, ...]]) -> tuple[Difference, ...]:
    """Put groups, each of one part and scope and in order already, one after the other."""
    told = sorted(filter(None, groups), key=lambda group: (_PARTS[group[0].part], group[0].scope))
    return tuple(chain.from_iterable(told))
