"""Resources that went and resources that came → which of them are likely the same thing under another name.

A resource is known by its stem: the segments of its path up to its own name, without version and without the names of
parameters, so that `users/{}/notes` can be renamed like `users`. Two stems differ in their last segment only.

What is weighed: the same calls below both; the fields of items and bodies, once the words in which the names differ
are exchanged; fields elsewhere that referred to the one and refer to the other now. Of fields only those tell anything
that few other resources have: `name` and `createdAt` are everywhere.
What speaks against it ends it: one of the two refers to the other (a copy, a summary, a part of it), the word that was
given up still names something, something live still refers to the old one, or two could be meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.catalog.payload import is_list, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.compare.matching import OperationPairs, operation_pairs
from ampeco_refgen.infer.naming import singular, words
from ampeco_refgen.infer.occurrences import Location, Occurrences
from ampeco_refgen.markdown.text import plural

Stem: TypeAlias = tuple[str, ...]
"""Family, resource and the names below it: `("resources", "users", "{}", "notes")`."""
Words: TypeAlias = tuple[str, ...]
"""The words of a name in lower case, each in the singular."""
_Place: TypeAlias = tuple[Stem, str, Location, str]
"""Where a field stands: path and method of its operation, the part of that, and the path of what holds the field."""

_PARAMETER = re.compile(r"{[^{}]*}")
_ANY = "{}"
_UPDATES = frozenset({"PUT", "PATCH"})
"""The two methods that update something: a newer resource may take the other one."""
_ID = ("id",)
_FEW = 20
"""A field is telling that no more than one in so many resources have beside the two."""
_LIKE = 0.7
_LIKE_OF_KINDRED = 0.6
_LIKE_WITHOUT_LOSS = 0.5
"""The share of field names that two resources must have in common: whatever they are called; where their own names
share a word; and where, besides, the new one has every field of the old one."""
_TELLING = 3
_TELLING_OF_KINDRED = 2
_IN_WORDS = 4
"""So many of the names that tell something are named as evidence."""


class Resources:
    """The resources of one catalog by their stems, with the names of their fields; what was read once is kept."""

    def __init__(self, catalog: Catalog, fields: Fields) -> None:
        self._catalog = catalog
        self._fields = fields
        self._at: dict[Stem, list[Operation]] = {}
        self._below: dict[Stem, list[Operation]] = {}
        self._names: dict[str, frozenset[Words]] = {}
        self._spelled: dict[Words, str] = {}
        self._common: dict[Stem, frozenset[Words]] = {}
        self._lists: dict[str, bool] = {}
        for operation in catalog.operations:
            path = path_of(operation)
            self._at.setdefault(path, []).append(operation)
            for length in range(2, len(path) + 1):
                self._below.setdefault(path[:length], []).append(operation)

    def below(self, stem: Stem) -> list[Operation]:
        """Return the operations of a resource, and of what stands below it."""
        return self._below.get(stem, [])

    def beside(self, stem: Stem) -> list[Stem]:
        """Return the stems that differ from one in the last name only."""
        return self._siblings.get(stem[:-1], [])

    def is_live(self, stem: Stem) -> bool:
        """Tell whether any operation of a resource is not deprecated."""
        return any(not operation.deprecated for operation in self.below(stem))

    def counterpart(self, operation: Operation, old: Stem, new: Stem) -> Operation | None:
        """Return the newest live operation that does below one stem what `operation` does below another."""
        there = [other for other in self._at.get(new + path_of(operation)[len(old) :], ()) if not other.deprecated]
        for accepted in ({operation.method}, _UPDATES if operation.method in _UPDATES else set()):
            fitting = [other for other in there if other.method in accepted]
            if fitting:
                return max(fitting, key=lambda other: version_key(other.place.version))
        return None

    def gives_list(self, operation: Operation) -> bool:
        """Tell whether an operation responds with a list."""
        if operation.key not in self._lists:
            self._lists[operation.key] = is_list(operation, self._fields.shapes)
        return self._lists[operation.key]

    def names(self, operations: Iterable[Operation]) -> frozenset[Words]:
        """Return the names of the fields that operations take and give, `id` aside."""
        return frozenset[Words]().union(*map(self._names_of, operations))

    def spelled(self, names: Iterable[Words]) -> tuple[str, ...]:
        """Return names of fields that were read as the document spells them, sorted."""
        return tuple(sorted(self._spelled[name] for name in names))

    def common_beside(self, stem: Stem) -> frozenset[Words]:
        """Return the names of fields that more than a few resources have, beside the one at a stem."""
        if stem not in self._common:
            few = max(1, len(self._names_by_resource) // _FEW)
            own = Counter(
                name for other, names in self._names_by_resource.items() if other[: len(stem)] == stem for name in names
            )
            self._common[stem] = frozenset(name for name, count in self._often.items() if count - own[name] > few)
        return self._common[stem]

    def holds_word(self, lost: Words, besides: Stem) -> bool:
        """Tell whether words stand in the name of something live that is not below a stem."""
        return any(_contains(name, lost) for stem, name in self._live_names if stem[: len(besides)] != besides)

    def references(self, to: Words, besides: tuple[Stem, ...], *, live: bool) -> frozenset[_Place]:
        """Return where a field or parameter refers to a thing by its name and `id`, outside of what is below stems.

        With `live`, what is deprecated is left out.
        """
        return frozenset(
            place
            for place, is_live in self._places.get((*to, *_ID), ())
            if (is_live or not live) and not any(place[0][: len(stem)] == stem for stem in besides)
        )

    def _names_of(self, operation: Operation) -> frozenset[Words]:
        if operation.key not in self._names:
            spelled = {plain_words(name): name for name in self._members(operation)}
            self._names[operation.key] = frozenset(spelled) - {_ID}
            self._spelled.update(spelled)
        return self._names[operation.key]

    def _members(self, operation: Operation) -> Iterator[str]:
        shapes = self._fields.shapes
        for response in success_responses(operation):
            for media in response.media:
                item = payload_of(media, shapes).item
                if item is not None:
                    yield from _member_names(shapes.expanded(item))
        for media in operation.body.media if operation.body is not None else ():
            if media.schema is not None:
                yield from _member_names(shapes.expanded(shapes.of(media.schema)))

    @cached_property
    def _siblings(self) -> dict[Stem, list[Stem]]:
        siblings: dict[Stem, list[Stem]] = {}
        for stem in self._below:
            if stem[-1] != _ANY:
                siblings.setdefault(stem[:-1], []).append(stem)
        return siblings

    @cached_property
    def _names_by_resource(self) -> dict[Stem, frozenset[Words]]:
        """The names of the fields of each thing that has calls of its own, by the last name in its path."""
        of_each: dict[Stem, list[Operation]] = {}
        for path, operations in self._at.items():
            named = next((path[:end] for end in range(len(path), 1, -1) if path[end - 1] != _ANY), path)
            of_each.setdefault(named, []).extend(operations)
        return {stem: self.names(operations) for stem, operations in of_each.items()}

    @cached_property
    def _often(self) -> dict[Words, int]:
        """How many resources have a field of each name, where more than one has it."""
        counts = Counter(name for names in self._names_by_resource.values() for name in names)
        return {name: count for name, count in counts.items() if count > 1}

    @cached_property
    def _live_names(self) -> list[tuple[Stem, Words]]:
        return [(stem, plain_words(stem[-1])) for stem in self._below if stem[-1] != _ANY and self.is_live(stem)]

    @cached_property
    def _places(self) -> dict[Words, list[tuple[_Place, bool]]]:
        """Where each name stands that ends with `id`, and whether it is live there."""
        occurrences = Occurrences(self._catalog, self._fields)
        places: dict[Words, list[tuple[_Place, bool]]] = {}
        for operation in self._catalog.operations:
            path = path_of(operation)
            for occurrence in occurrences.of(operation):
                name = plain_words(occurrence.name)
                if name[-1:] == _ID and occurrence.location is not Location.PATH:
                    holder = occurrence.path.removesuffix(occurrence.name)
                    place = (path, operation.method, occurrence.location, holder)
                    places.setdefault(name, []).append((place, occurrence.live and not operation.deprecated))
        return places


class Kinship(Struct, frozen=True, kw_only=True):
    """What a resource and one that could be it under another name have in common.

    `calls` are the pairs of operations that do the same, `missing` tells whether an old one has no counterpart.
    `shared` are the names of fields that both have once the differing words are exchanged, `only_old` and `only_new`
    those that one has; `telling` are shared ones that few others have, as the new one spells them. `kindred` tells
    whether their names share a word, `referring` how many fields elsewhere were renamed alike. `against` is what speaks
    against it, empty where nothing does, or too little for it.
    """

    old: Stem
    new: Stem
    calls: tuple[tuple[Operation, Operation], ...]
    missing: bool
    shared: frozenset[Words]
    only_old: frozenset[Words]
    only_new: frozenset[Words]
    telling: tuple[str, ...]
    kindred: bool
    referring: int = 0
    against: str = ""

    @property
    def counterparts(self) -> dict[str, Operation]:
        """The new operations by the keys of the old ones."""
        return {operation.key: twin for operation, twin in self.calls}

    @property
    def likeness(self) -> float:
        """The share of the names that both have in all that one of them has, from 0 to 1."""
        return len(self.shared) / max(1, len(self.shared) + len(self.only_old) + len(self.only_new))

    @property
    def likely(self) -> bool:
        """Tell whether enough speaks for one thing under two names, and nothing against it."""
        # Calls that only do something (approve, decline) are no things, however much they take and give the same.
        if self.missing or self.against or not any(operation.method == "GET" for operation, _ in self.calls):
            return False
        if self.kindred:
            enough = _LIKE_OF_KINDRED if self.only_old else _LIKE_WITHOUT_LOSS
            return self.likeness >= enough and len(self.telling) >= _TELLING_OF_KINDRED
        # Without a common word a single call may as well be another one that gives the same.
        return self.likeness >= _LIKE and len(self.telling) >= _TELLING and (len(self.calls) > 1 or self.referring > 0)

    @property
    def evidence(self) -> str:
        """What speaks for it, in one line: the calls, the fields, what refers to it."""
        names = self.telling[:_IN_WORDS]
        facts = [
            f"{self.new[-1]} has each call of {self.old[-1]}",
            f"{len(self.shared)} of {len(self.shared) + len(self.only_old) + len(self.only_new)} fields are the same"
            + (f", {', '.join(names)} among them" if names else ""),
        ]
        if self.referring:
            facts.append(f"{plural(self.referring, 'field')} elsewhere that referred to it refer to the other now")
        return "; ".join(facts)


def path_of(operation: Operation) -> Stem:
    """Return family, resource and the segments below it, with `{}` for each parameter and without a version."""
    place = operation.place
    return (place.family, place.resource, *_segments(place.subpath))


@cache  # asked for again and again: by every pair of resources
def _segments(subpath: str) -> Stem:
    return tuple(filter(None, _PARAMETER.sub(_ANY, subpath).split("/")))


def stems_of(operation: Operation) -> Iterator[Stem]:
    """Yield each stem that an operation is below, the shortest first."""
    path = path_of(operation)
    for length in range(2, len(path) + 1):
        if path[length - 1] != _ANY:
            yield path[:length]


@cache
def plain_words(name: str) -> Words:
    """Return the words of a name, each in the singular."""
    return tuple(singular(word) for word in words(name))


def differing(old: Words, new: Words) -> tuple[Words, Words]:
    """Return the words that only the one, and those that only the other name has."""
    return tuple(word for word in old if word not in new), tuple(word for word in new if word not in old)


def exchanged(name: Words, lost: Words, gained: Words) -> Words:
    """Replace the words that a resource's name lost by those it gained, where they stand in a field's name."""
    for start in range(len(name) - len(lost) + 1 if lost else 0):
        if name[start : start + len(lost)] == lost and name != lost:
            return name[:start] + gained + name[start + len(lost) :]
    return name


def share_the_main_word(old: Words, new: Words) -> bool:
    """Tell whether two names share the word for the thing itself, which stands last, or one only adds to the other."""
    shared = set(old) & set(new)
    return bool(shared) and (old[-1] == new[-1] or shared in (set(old), set(new)))


def kinship(old: Stem, new: Stem, before: Resources, after: Resources) -> Kinship:
    """Weigh whether a resource of one catalog is one of another (or of the same) under another name."""
    pairs, missing = _pairs(old, new, before, after)
    old_words, new_words = plain_words(old[-1]), plain_words(new[-1])
    lost, gained = differing(old_words, new_words)
    as_new = frozenset(exchanged(name, lost, gained) for name in before.names(operation for operation, _ in pairs))
    new_names = after.names(twin for _, twin in pairs)
    shared = as_new & new_names
    weighed = Kinship(
        old=old,
        new=new,
        calls=pairs,
        missing=missing,
        shared=shared,
        only_old=as_new - new_names,
        only_new=new_names - as_new,
        telling=after.spelled(shared - before.common_beside(old) - after.common_beside(new)),
        kindred=bool(old_words and new_words) and share_the_main_word(old_words, new_words),
    )
    # The rest is only asked where it can matter: most pairs have little in common, and to read every field takes long.
    if missing or weighed.likeness < _LIKE_WITHOUT_LOSS or len(weighed.telling) < _TELLING_OF_KINDRED:
        return weighed
    referring = len(
        before.references(old_words, (old, new), live=False) & after.references(new_words, (old, new), live=True)
    )
    return replace(weighed, referring=referring, against=speaks_against(old, new, before, after))


def speaks_against(old: Stem, new: Stem, before: Resources, after: Resources) -> str:
    """Say why one resource is not another one under a new name, whatever they have in common; empty where nothing is.

    One of the two refers to the other (it is a copy or a part of it), the words that were exchanged still name
    something (the two are twins), or something live still refers to the old one.
    """
    old_words, new_words = plain_words(old[-1]), plain_words(new[-1])
    lost, gained = differing(old_words, new_words)
    if (*new_words, *_ID) in before.names(before.below(old)) or (*old_words, *_ID) in after.names(after.below(new)):
        return "one refers to the other"
    if lost and gained and after.holds_word(lost, old):
        return f"{' '.join(lost)} still names something"
    if after.references(old_words, (old, new), live=True):
        return "something live still refers to it"
    return ""


def _pairs(
    old: Stem, new: Stem, before: Resources, after: Resources
) -> tuple[tuple[tuple[Operation, Operation], ...], bool]:
    """Return the operations of the old one with those of the new one that do the same, and whether any has none.

    To read a list and to read one of it are not the same.
    """
    pairs, missing = [], False
    for operation in before.below(old):
        twin = after.counterpart(operation, old, new)
        if twin is None or before.gives_list(operation) != after.gives_list(twin):
            missing = True
        else:
            pairs.append((operation, twin))
    return tuple(pairs), missing


def only_likely(kinships: Iterable[Kinship]) -> Kinship | None:
    """Return the one that is likely, `None` where there is none, or more than one."""
    likely = [each for each in kinships if each.likely]
    return likely[0] if len(likely) == 1 else None


class Move(Struct, frozen=True, kw_only=True):
    """Where an operation that is gone is likely found now: the key of another one, and the facts that it goes by."""

    operation: str
    evidence: str


def likely_moves(old: Catalog, new: Catalog) -> dict[str, Move]:
    """Return what likely took the place of operations that are gone from one edition to the next, by their keys.

    The first that fits of: the same call in a newer version of its resource, the call of a resource that came where one
    went which it resembles, the call with the same operationId or the same tag and summary, and the same fields.
    """
    pairs = operation_pairs(old, new)
    if not pairs.removed:
        return {}
    before, after = Resources(old, Fields(old)), Resources(new, Fields(new))
    moves = _by_version(pairs, after)
    said = _by_what_it_says(pairs, before, after)
    for renaming in _renamed(pairs, before, after):
        calls = {operation.key: twin.key for operation, twin in renaming.calls}
        # A call that says that it went elsewhere says that this is no rename.
        if all(said[key].operation == calls[key] for key in calls.keys() & said.keys()):
            for key, twin in calls.items():
                moves.setdefault(key, Move(operation=twin, evidence=renaming.evidence))
    return {**said, **moves}


def _by_version(pairs: OperationPairs, after: Resources) -> dict[str, Move]:
    moves = {}
    for operation in pairs.removed:
        stem = path_of(operation)
        twin = after.counterpart(operation, stem, stem)
        if twin is not None and version_key(twin.place.version) > version_key(operation.place.version):
            moves[operation.key] = Move(operation=twin.key, evidence=f"the same call in {twin.place.version}")
    return moves


def _by_what_it_says(pairs: OperationPairs, before: Resources, after: Resources) -> dict[str, Move]:
    """Pair by operationIds, or tags and summaries, that went once and came once.

    Generated operationIds may be dealt out anew, and two calls may be described alike: the fields must be the same too.
    """
    moves: dict[str, Move] = {}
    for said, in_words in ((_id_of, "operationId"), (_description_of, "tag and summary")):
        gone, came = _by(said, pairs.removed), _by(said, pairs.added)
        kept = _by(said, (operation for _, operation in pairs.both))
        for text, (operation, *others) in gone.items():
            twins = came.get(text, [])
            if not others and len(twins) == 1 and text not in kept and not twins[0].deprecated:
                facts = _same_fields(operation, twins[0], before, after)
                if facts and operation.key not in moves:
                    moves[operation.key] = Move(operation=twins[0].key, evidence=f"the same {in_words}, {facts}")
    return moves


def _by(said: Callable[[Operation], str], operations: Iterable[Operation]) -> dict[str, list[Operation]]:
    by_text: dict[str, list[Operation]] = {}
    for operation in operations:
        if text := said(operation):
            by_text.setdefault(text, []).append(operation)
    return by_text


def _id_of(operation: Operation) -> str:
    return operation.operation_id


def _description_of(operation: Operation) -> str:
    texts = (_kind(operation), *operation.tags, operation.summary)
    return "\n".join(texts) if operation.tags and operation.summary else ""


def _same_fields(operation: Operation, twin: Operation, before: Resources, after: Resources) -> str:
    """Say what else two operations have in common that are called alike; nothing where that is not enough."""
    if _kind(operation) != _kind(twin):
        return ""
    mine, its = before.names([operation]), after.names([twin])
    if mine or its:
        return "the same fields" if len(mine & its) >= _LIKE * len(mine | its) else ""
    # Without fields the texts must do: of a call that deletes, say.
    same_end = path_of(operation)[-1] == path_of(twin)[-1]
    return "the same summary" if operation.summary and operation.summary == twin.summary and same_end else ""


def _renamed(pairs: OperationPairs, before: Resources, after: Resources) -> Iterator[Kinship]:
    """Yield each resource that is gone with the only one that came in its place, where it is that of no other."""
    came: dict[tuple[str, Stem, Stem], set[str]] = {}
    for operation in pairs.added:
        for stem, rest in _stems(operation):
            came.setdefault((_kind(operation), stem[:-1], rest), set()).add(stem[-1])
    candidates: dict[Stem, dict[Stem, None]] = {}
    for operation in pairs.removed:
        for stem, rest in _stems(operation):
            # What has no shape says nothing; it goes along with what has one.
            if not after.below(stem):
                for name in sorted(came.get((_kind(operation), stem[:-1], rest), ())):
                    if not before.below((*stem[:-1], name)):
                        candidates.setdefault(stem, {})[*stem[:-1], name] = None
    kinships = [
        each
        for stem, others in candidates.items()
        if (each := only_likely(kinship(stem, other, before, after) for other in others))
    ]
    taken = Counter(each.new for each in kinships)
    yield from (each for each in kinships if taken[each.new] == 1)


def _stems(operation: Operation) -> Iterator[tuple[Stem, Stem]]:
    """Yield each stem that an operation is below, with the rest of its path."""
    path = path_of(operation)
    yield from ((stem, path[len(stem) :]) for stem in stems_of(operation))


def _kind(operation: Operation) -> str:
    return "UPDATE" if operation.method in _UPDATES else operation.method


def _contains(name: Words, part: Words) -> bool:
    return any(name[start : start + len(part)] == part for start in range(len(name) - len(part) + 1))


def _member_names(shape: Shape) -> Iterator[str]:
    """Yield the names of the members of a shape, those of its variants included."""
    for each in (shape, *(variant for union in shape.unions for variant in union.variants)):
        yield from (member.name for member in each.members)
