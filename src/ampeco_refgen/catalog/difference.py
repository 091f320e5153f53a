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
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ampeco_refgen.catalog.change import Change, changes_between
from ampeco_refgen.catalog.facts import Facts, Share
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Operation, Webhook
from ampeco_refgen.catalog.moves import Move, likely_moves
from ampeco_refgen.catalog.terms import Address, Part, Terms, TermsOf


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
_PARTS = tuple(Part)
_CHANGES = tuple(Change)


class Differences:
    """Compares operations and webhooks of two catalogs, or of one; what it has read of a shape it keeps."""

    def __init__(self, old_fields: Fields, new_fields: Fields) -> None:
        self._old = TermsOf(old_fields)
        self._new = TermsOf(new_fields) if new_fields is not old_fields else self._old

    def operations(self, old: Operation, new: Operation) -> tuple[Difference, ...]:
        """Return how the second operation differs from the first, in the order of the parts, then by name."""
        return self._between(old, new, self._old.operation(old), self._new.operation(new))

    def operations_and_moves(self, old: Operation, new: Operation) -> tuple[tuple[Difference, ...], tuple[Move, ...]]:
        """Return the differences, and what of the first operation is likely under another name in the second."""
        before, after = self._old.operation(old), self._new.operation(new)
        return self._between(old, new, before, after), _moves(before, after)

    def _between(self, old: Operation, new: Operation, old_terms: Terms, new_terms: Terms) -> tuple[Difference, ...]:
        before, after = self._old.settings(old), self._new.settings(new)
        found = [
            Difference(part=part, change=Change.CHANGED, before=before[part], after=after[part])
            for part in before
            if before[part] != after[part]
        ]
        return _ordered([*found, *_compare(old_terms, new_terms, _path_renames(old, new))])

    def webhooks(self, old: Webhook, new: Webhook) -> tuple[Difference, ...]:
        """Return how the second webhook's payload differs from the first's; their names may differ."""
        before, after = _unscoped(self._old.webhook(old)), _unscoped(self._new.webhook(new))
        return _ordered(_compare(before, after, {}))


def differences(
    old_operation: Operation, old_fields: Fields, new_operation: Operation, new_fields: Fields
) -> tuple[Difference, ...]:
    """Return how one operation differs from another; for many pairs `Differences` is the faster one."""
    return Differences(old_fields, new_fields).operations(old_operation, new_operation)


def outermost(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Leave out what follows from another difference: the members of an object that was added or removed as a whole."""
    kept = tuple(found)
    whole = {(one.part, one.scope, one.where, _way(one)) for one in kept if one.where and _way(one)}
    return tuple(
        one
        for one in kept
        if not any((one.part, one.scope, parent, _way(one)) in whole for parent in _holders(one.where))
    )


def _moves(before: Terms, after: Terms) -> tuple[Move, ...]:
    lost = {place for place, facts in before.items() if facts.sent and not _present(after, place)}
    gained = {place for place, facts in after.items() if facts.sent and not _present(before, place)}
    respelled = _respelled(lost, gained)
    return likely_moves(
        {place: before[place] for place in lost - respelled.keys()},
        {place: after[place] for place in gained - set(respelled.values())},
    )


def _compare(old: Terms, new: Terms, renames: dict[Address, Address]) -> Iterator[Difference]:
    lost = {place for place, facts in old.items() if facts.sent and not _present(new, place)}
    gained = {place for place, facts in new.items() if facts.sent and not _present(old, place)}
    renames = renames | _respelled(lost, gained)
    renamed = set(renames.values())
    for place in old.keys() | new.keys():
        before, target = old.get(place), renames.get(place, place)
        after = new.get(target)
        same = before is after and target == place
        if not same and place not in renamed and not _below_missing(place, old, new):
            yield from _pair(place, target, before, after, new, gained)


def _pair(
    place: Address, target: Address, old: Facts | None, new: Facts | None, news: Terms, gained: set[Address]
) -> Iterator[Difference]:
    """Compare what two addresses hold; `target` is the new name of `place`, mostly the same."""
    if old is None or new is None or not (old.sent and new.sent):
        yield from _one_sided(place, old, new, news, gained)
        return
    if target != place and not _follows(place, target):
        yield _told(place, Change.RENAMED, place.where, target.where)
    for change, before, after in changes_between(old, new):
        yield _told(target, change, before, after)


def _one_sided(
    place: Address, old: Facts | None, new: Facts | None, news: Terms, gained: set[Address]
) -> Iterator[Difference]:
    was, now = old is not None and old.sent, new is not None and new.sent
    if was and not now:
        change = Change.REMOVED if new is None else Change.BECAME_READ_ONLY
        yield _told(place, change, before=str(old))
    if now and not was:
        added = Change.REQUIRED_ADDED if _asked(place, news, gained) else Change.ADDED
        yield _told(place, added if old is None else Change.BECAME_WRITABLE, after=str(new))


def _asked(place: Address, new: Terms, gained: set[Address]) -> bool:
    """Tell whether a caller must send an addition: it is required, and all that is new around it as well."""
    around = [Address(part=place.part, where=where, scope=place.scope) for where in _holders(place.where)]
    places = [place, *(one for one in around if one in gained)]
    return place.part in _SENT and all(new[one].required is Share.ALL for one in places)


def _below_missing(place: Address, old: Terms, new: Terms) -> bool:
    """Tell whether an address stands below a status or webhook that only one side has."""
    if not place.scope:
        return False
    part = Part.WEBHOOK if place.part is Part.WEBHOOK_FIELD else Part.STATUS
    owner = Address(part=part, where=place.scope)
    return owner not in old or owner not in new


def _path_renames(old: Operation, new: Operation) -> dict[Address, Address]:
    """Pair the parameters of two paths by position; equal names stay what they are."""
    names, others = _parameters(old.path), _parameters(new.path)
    pairs = zip(names, others, strict=True) if len(names) == len(others) else _leading(old.path, new.path)
    return {
        Address(part=Part.PATH_PARAMETER, where=name): Address(part=Part.PATH_PARAMETER, where=other)
        for name, other in pairs
        if name != other and name not in others and other not in names
    }


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


def _respelled(lost: set[Address], gained: set[Address]) -> dict[Address, Address]:
    """Pair names that consist of the same words, where each is the only one of its words that came or went."""
    old, new = _by_words(lost), _by_words(gained)
    return {old[words][0]: new[words][0] for words in old if len(old[words]) == 1 == len(new.get(words, ()))}


def _by_words(places: set[Address]) -> dict[Address, list[Address]]:
    found: dict[Address, list[Address]] = {}
    for place in places:
        if place.part in _RENAMED and place.where:
            spelled = _NAME.sub(lambda name: " ".join(_WORD.findall(name[0])).lower(), place.where)
            found.setdefault(Address(part=place.part, where=spelled, scope=place.scope), []).append(place)
    return found


def _follows(place: Address, target: Address) -> bool:
    """Tell whether it is only an object around it that has the new name: what stands last is the same."""
    holders, others = _holders(place.where), _holders(target.where)
    return bool(holders and others) and place.where[len(holders[-1]) :] == target.where[len(others[-1]) :]


def _holders(where: str) -> tuple[str, ...]:
    """Return the paths that hold a path: `a` and `a.b[]` for `a.b[].c`, and `a.b` as well."""
    return tuple(where[: found.start()] for found in re.finditer(r"[.\[]", where) if found.start())


def _way(one: Difference) -> str:
    if one.change in (Change.ADDED, Change.REQUIRED_ADDED, Change.BECAME_WRITABLE):
        return "in"
    return "out" if one.change in (Change.REMOVED, Change.BECAME_READ_ONLY) else ""


def _present(terms: Terms, place: Address) -> bool:
    return place in terms and terms[place].sent


def _unscoped(terms: Terms) -> Terms:
    """Return a webhook's terms without its name."""
    return {Address(part=place.part, where=place.where if place.scope else ""): facts for place, facts in terms.items()}


def _told(place: Address, change: Change, before: str = "", after: str = "") -> Difference:
    return Difference(part=place.part, change=change, where=place.where, before=before, after=after, scope=place.scope)


def _ordered(found: Iterable[Difference]) -> tuple[Difference, ...]:
    def order(one: Difference) -> tuple[object, ...]:
        return (_PARTS.index(one.part), one.scope, one.where, _CHANGES.index(one.change), one.before, one.after)

    return tuple(sorted(found, key=order))
