"""A name that a successor no longer has → the calls that do its job now.

A list of children became a call of its own below the successor, or the list of another resource with a filter for the
successor, or actions that attach and detach one; what was sent or received in it may be what a new sub-resource takes
and gives; and a filter on such children is one of their own list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.compare.changes import ApiPart
from ampeco_refgen.compare.contract import ValueContract
from ampeco_refgen.infer.entities import RequestLine, request_line
from ampeco_refgen.infer.moves import Words, last_name
from ampeco_refgen.infer.naming import segments, singular, words
from ampeco_refgen.infer.occurrences import Location, Occurrence, Occurrences
from ampeco_refgen.markdown.names import is_below

CallsFound = tuple[str, tuple[RequestLine, ...]]
"""The rule by which calls are known, and the requests; both empty where there are none."""

OF_ITS_OWN = "a call of its own"
WITH_SAME_FIELDS = "a call with the same fields"
READ_IT = "the call that reads it"

_NONE: CallsFound = ("", ())
_WRITES = ("POST", "PUT", "PATCH")
_FEWEST_ALIKE = 3
"""Fields that a list needs to have in common with what a call takes or gives, to be taken for the same."""
_DATE_FORMATS = frozenset({"date", "time"})
_NARROWED_BY = frozenset({Location.FILTER, Location.QUERY})


class MovingCall(Struct, frozen=True, kw_only=True):
    """A deprecated operation and its successor, with what the old one held in the part that is looked at.

    `old` and `new` are the values of that part by name or path, `received` those of the old response.
    """

    part: ApiPart
    before: Operation
    after: Operation
    old: Mapping[str, ValueContract]
    new: Mapping[str, ValueContract]
    received: Mapping[str, ValueContract]

    def members(self, path: str) -> dict[str, ValueContract]:
        """Return what the objects of a list or a map hold, by the paths within them."""
        starts = (f"{path}[].", f"{path}.*.")
        return {
            below.removeprefix(start): value
            for below, value in self.old.items()
            for start in starts
            if below.startswith(start)
        }


class CallsInstead:
    """Finds the calls of one document that do the job of a name."""

    def __init__(self, catalog: Catalog, occurrences: Occurrences) -> None:
        self._occurrences = occurrences
        self._live = tuple(operation for operation in catalog.operations if not operation.deprecated)
        self._by_key = {operation.key: operation for operation in self._live}
        self._paths = {operation.path for operation in catalog.operations}
        self._collections = _collections(self._live)

    def find(self, moving: MovingCall, path: str) -> CallsFound:
        """Return the rule and the requests that do the job of an old name; nothing where there are none."""
        if moving.part is ApiPart.FILTER:
            return self._filter_of_children(moving, path)
        value = moving.old[path]
        if moving.part not in (ApiPart.BODY_FIELD, ApiPart.RESPONSE_FIELD):
            return _NONE
        if "array" in value.types or "object" in value.types:
            if calls := tuple(self._below_successor(moving, path)):
                return OF_ITS_OWN, calls
            if calls := tuple(self._of_other_resource(moving, path)):
                return "a list or action of its own", calls
            if calls := tuple(self._of_same_fields(moving, path)):
                return WITH_SAME_FIELDS, calls
        elif _is_plural(path) and (calls := tuple(self._of_other_resource(moving, path))):
            return "a list or action of its own", calls
        return _NONE

    def find_for_payload(
        self, old: Mapping[str, ValueContract], new: Mapping[str, ValueContract], path: str
    ) -> CallsFound:
        """Return the call that reads an object that a webhook carried, where the new payload still says which it is."""
        kind = _singulars(last_name(path))
        listing = self._collections.get(kind)
        if listing is None or not old[path].types & {"object", "array"} or not self._is_told(kind, new):
            return _NONE
        calls = self._reading(listing)
        return (READ_IT, calls) if calls else _NONE

    def without_counterpart(self, moving: MovingCall, path: str, calls: Iterable[RequestLine]) -> tuple[str, ...]:
        """Return the fields of a list, by the paths below it, of which no call takes or gives one of the same words."""
        declared = {name for call in calls for name in self._declared(self._by_key[call.key])}
        formats = {name for (name, *more) in declared if not more}
        return tuple(
            below
            for below in moving.members(path)
            if _is_leaf(moving.old, f"{path}[].{below}")
            and _singulars(last_name(below)) not in declared
            and formats.isdisjoint(_formats(moving.old, f"{path}[].{below}"))
        )

    def _below_successor(self, moving: MovingCall, path: str) -> Iterator[RequestLine]:
        """Yield the calls below an item of the successor's resource that are called like a list, the nearest."""
        name = _singulars(last_name(path))
        own = _singulars(moving.after.place.resource)
        alike: list[tuple[bool, Operation]] = []
        for operation in self._live:
            statics = [operation.place.resource, *segments(operation.place)]
            if len(statics) < 2 or not re.search(f"/{re.escape(statics[-1])}(/{{[^{{}}]*}})?$", operation.path):
                continue
            if _singulars(statics[-1]) == name and _singulars(statics[-2]) == own:
                alike.append((operation.path.startswith(_collection_path(moving.after)), operation))
        nearest = any(below for below, _ in alike)
        operations = [operation for below, operation in alike if below or not nearest]
        if moving.part is ApiPart.RESPONSE_FIELD:
            wanted = [operation for operation in operations if operation.method == "GET"]
            wanted = [operation for operation in wanted if not operation.path.endswith("}")] or wanted
        else:
            wanted = [operation for operation in operations if operation.method in _WRITES]
            # An item that is changed has its children already; where it is made, they are made.
            as_before = [
                operation for operation in wanted if (operation.method == "POST") == (moving.before.method == "POST")
            ]
            wanted = as_before if moving.before.method != "PUT" and as_before else wanted
        yield from map(request_line, wanted)

    def _of_other_resource(self, moving: MovingCall, path: str) -> Iterator[RequestLine]:
        """Yield the list of what a name ends in, by a filter for the successor's item, or the actions that set it."""
        own = _singulars(moving.after.place.resource)
        name = _singulars(last_name(path))
        name = name[:-1] if name[-1:] == ("id",) else name
        target = next((name[start:] for start in range(len(name)) if name[start:] in self._collections), ())
        if not target or target == own:
            return
        if moving.part is ApiPart.RESPONSE_FIELD:
            listing = self._collections[target]
            for narrowing in self._narrowing(listing):
                if _singulars(last_name(narrowing.path)) == (*own, "id"):
                    yield request_line(listing, narrowing.path)
            return
        for operation in self._live:
            if operation.method in _WRITES and _singulars(operation.place.resource) == own:
                names = [_singulars(segment) for segment in segments(operation.place)]
                if any(len(each) == len(target) + 1 and each[1:] == target for each in names):
                    yield request_line(operation)

    def _of_same_fields(self, moving: MovingCall, path: str) -> Iterator[RequestLine]:
        """Yield the calls below the successor that the old resource did not have, with the most fields of a list."""
        own = _leaves(moving.old, path)
        alike: dict[Operation, int] = {}
        for operation, below in self._sub_resources(moving.after):
            before = moving.before.path.removesuffix("/").partition("{")[0]
            if (operation.method == "GET") != (moving.part is ApiPart.RESPONSE_FIELD):
                continue
            if any(known.startswith(before) and known.endswith(f"/{below}") for known in self._paths):
                continue
            if operation.method in ("GET", *_WRITES):
                alike[operation] = len(own & set(self._declared(operation)))
        most = max(alike.values(), default=0)
        if most >= _FEWEST_ALIKE and most * 2 > len(own):
            yield from (request_line(operation) for operation, number in alike.items() if number == most)

    def _filter_of_children(self, moving: MovingCall, path: str) -> CallsFound:
        """Return the list of the children that a filter is about, with their own filter or by their identifier.

        The children are a list in the old response; each must say whose it is, for a client to come back.
        """
        name = _singulars(last_name(path))
        own = (*_singulars(moving.after.place.resource), "id")
        for children, value in moving.received.items():
            kind = _singulars(last_name(children))
            listing = self._collections.get(kind)
            if "array" not in value.types or listing is None or "[" in children:
                continue
            returned = set(map(_path_words, self._received(listing)))
            members = {_singulars(last_name(other)) for other in moving.received if is_below(other, children)}
            if own not in returned:
                continue
            for narrowing in self._narrowing(listing):
                wanted = _singulars(last_name(narrowing.path))
                if (*kind, *wanted) == name or (wanted == name and name in members):
                    return "a filter of the list of what it is about", (request_line(listing, narrowing.path),)
            if name == (*kind, "id") and (calls := self._reading(listing)):
                return READ_IT, calls
        return _NONE

    def _is_told(self, kind: Words, new: Mapping[str, ValueContract]) -> bool:
        """Tell whether a payload has the identifier of a thing, or of another thing that has it."""
        wanted = (*kind, "id")
        for path in new:
            own = _singulars(last_name(path))
            listing = self._collections.get(own[:-1]) if own[-1:] == ("id",) else None
            if own == wanted or (listing is not None and wanted in map(_path_words, self._received(listing))):
                return True
        return False

    def _reading(self, listing: Operation) -> tuple[RequestLine, ...]:
        """Return the calls that read an item of what an operation lists."""
        item = re.compile(re.escape(listing.path) + r"/{[^{}]*}")
        return tuple(
            request_line(operation)
            for operation in self._live
            if operation.method == "GET" and item.fullmatch(operation.path)
        )

    def _sub_resources(self, operation: Operation) -> Iterator[tuple[Operation, str]]:
        """Yield the live operations below the item of an operation, with the rest of their paths."""
        below = re.compile(re.escape(_collection_path(operation)) + r"/{[^{}]*}/(.+)")
        for other in self._live:
            if match := below.fullmatch(other.path):
                yield other, match[1]

    def _narrowing(self, operation: Operation) -> Iterator[Occurrence]:
        return (each for each in self._occurrences.of(operation) if each.location in _NARROWED_BY and each.live)

    def _received(self, operation: Operation) -> Iterator[Occurrence]:
        return (each for each in self._occurrences.of(operation) if each.location is Location.RESPONSE)

    def _declared(self, operation: Operation) -> Iterator[Words]:
        """Yield the words of all that a call takes and gives."""
        for occurrence in self._occurrences.of(operation):
            yield _singulars(occurrence.name)


def _path_words(occurrence: Occurrence) -> Words:
    return _singulars(occurrence.path)


def _collection_path(operation: Operation) -> str:
    """Return the path of an operation without a parameter at its end."""
    return re.sub(r"/{[^{}]*}$", "", operation.path)


def _collections(live: Iterable[Operation]) -> dict[Words, Operation]:
    """Return the newest operation that lists a resource by the words of its name in the singular."""
    listing: dict[Words, Operation] = {}
    for operation in live:
        if operation.method == "GET" and not operation.place.subpath:
            known = listing.get(_singulars(operation.place.resource))
            if known is None or version_key(operation.place.version) > version_key(known.place.version):
                listing[_singulars(operation.place.resource)] = operation
    return listing


def _leaves(values: Mapping[str, ValueContract], path: str) -> set[Words]:
    """Return the words of the fields below a list, and for a date or time its format as well."""
    leaves: set[Words] = set()
    for below, value in values.items():
        if not is_below(below, path):
            continue
        if _is_leaf(values, below):
            leaves.add(_singulars(last_name(below)))
        leaves |= {(name,) for name in value.formats & _DATE_FORMATS}
    return leaves


def _is_leaf(values: Mapping[str, ValueContract], path: str) -> bool:
    """Tell whether a path is that of a scalar or a list of scalars."""
    rows = values.get(f"{path}[]")
    return path in values and not path.endswith("[]") and "object" not in (rows or values[path]).types


def _formats(values: Mapping[str, ValueContract], path: str) -> frozenset[str]:
    """Return the formats of a date or time that a value has, or the items of a list."""
    both = (values.get(path), values.get(f"{path}[]"))
    return frozenset(name for value in both if value is not None for name in value.formats & _DATE_FORMATS)


def _is_plural(path: str) -> bool:
    """Tell whether the last word of a name is in the plural: a number of things."""
    last = words(last_name(path))[-1:]
    return bool(last) and singular(last[0]) != last[0]


def _singulars(name: str) -> Words:
    return tuple(map(singular, words(name)))
