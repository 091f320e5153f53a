"""Catalog → Candidates: the operations of a document, ready to be asked which of them could succeed another.

The material of `replacement_rules`; part of `replacements`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TypeAlias

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.naming import singular, words
from ampeco_refgen.jsonvalue import JsonText

Resource: TypeAlias = tuple[str, str]
"""The family and the name of a resource."""

PARAMETER = re.compile(r"{[^{}]*}")
UPDATES = frozenset({"PUT", "PATCH"})
"""The two methods that update something: a newer version may take the other one."""
_TELLING_NAMES = 3
"""So many names, besides `id`, must two shapes share before it says anything that one contains the other."""


class Candidates:
    """The operations of one Catalog by place, operationId and summary; of the latter two, only the live ones."""

    def __init__(self, catalog: Catalog, fields: Fields) -> None:
        self.operations = catalog.operations
        self.by_id: dict[str, list[Operation]] = {}
        self.by_summary: dict[tuple[tuple[str, ...], str, str], list[Operation]] = {}
        self._fields = fields
        self._heirs: dict[Resource, list[Resource]] = {}
        self._resources: dict[Resource, list[Operation]] = {}
        self._places: dict[tuple[Resource, str], list[Operation]] = {}
        for operation in catalog.operations:
            resource = resource_of(operation)
            self._resources.setdefault(resource, []).append(operation)
            self._places.setdefault((resource, skeleton(operation.place.subpath)), []).append(operation)
            if not operation.deprecated:
                summary = (operation.tags, operation.summary, operation.method)
                self.by_id.setdefault(operation.operation_id, []).append(operation)
                self.by_summary.setdefault(summary, []).append(operation)

    @cached_property
    def resources(self) -> dict[Resource, tuple[str, ...]]:
        """All resources, sorted, each with the words of its name in the singular."""
        return {resource: plain_words(resource[1]) for resource in sorted(self._resources)}

    def at(self, resource: Resource, subpath: str) -> list[Operation]:
        """Return the operations of a resource on a subpath, the names of parameters ignored."""
        return self._places.get((resource, skeleton(subpath)), [])

    def counterpart(self, subject: Operation, resource: Resource) -> list[Operation]:
        """Return the newest live operations that do to a resource what `subject` does to its own."""
        return newest(live(self.at(resource, subject.place.subpath)), subject.method)

    def heirs(self, resource: Resource) -> list[Resource]:
        """Return the resources that could be a wholly deprecated one under another name."""
        if resource not in self._heirs:
            gone = all(operation.deprecated for operation in self._resources[resource])
            self._heirs[resource] = [heir for heir in self.resources if gone and self._inherits(resource, heir)]
        return self._heirs[resource]

    def item(self, operation: Operation) -> Shape | None:
        """Return the shape of what an operation returns one of."""
        shapes = self._fields.shapes
        medias = (media for response in success_responses(operation) for media in response.media)
        item = next((payload_of(media, shapes).item for media in medias), None)
        return shapes.expanded(item) if item is not None else None

    def path_values(self, operation: Operation, name: str) -> tuple[JsonText, ...]:
        """Return the values that a parameter of the path is limited to, none where it is not."""
        for parameter in operation.parameters:
            if parameter.name == name and parameter.location == "path" and parameter.schema is not None:
                return self._fields.shapes.of(parameter.schema).enum or ()
        return ()

    def _inherits(self, old: Resource, new: Resource) -> bool:
        mine, theirs = self.resources[old], self.resources[new]
        if old == new or old[0] != new[0] or not _kindred(mine, theirs):
            return False
        pairs = [(one, self.counterpart(one, new)) for one in self._resources[old]]
        if any(len(found) != 1 for _, found in pairs):
            return False
        shapes = [(self.item(one), self.item(found[0])) for one, found in pairs]
        return any(before and after and _contains(before, after, mine, theirs) for before, after in shapes)


def resource_of(operation: Operation) -> Resource:
    """Return the resource that an operation belongs to."""
    return (operation.place.family, operation.place.resource)


def skeleton(path: str) -> str:
    """Return a path without the names of its parameters, which change more often than what they stand for."""
    return PARAMETER.sub("{}", path)


def plain_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, each in the singular."""
    return tuple(singular(word) for word in words(name))


def live(operations: Iterable[Operation]) -> list[Operation]:
    """Return those that are not deprecated."""
    return [operation for operation in operations if not operation.deprecated]


def newest(operations: Iterable[Operation], method: str) -> list[Operation]:
    """Return those of the newest version, by the same method or, where it has none, the other way to update."""
    known = list(operations)
    for accepted in ({method}, UPDATES if method in UPDATES else set()):
        fitting = [one for one in known if one.method in accepted]
        if fitting:
            version = max(version_key(one.place.version) for one in fitting)
            return [one for one in fitting if version_key(one.place.version) == version]
    return []


def _kindred(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether two names share the word for the thing itself, which stands last, or one only adds to the other."""
    shared = set(mine) & set(theirs)
    return bool(shared) and (mine[-1] == theirs[-1] or shared in (set(mine), set(theirs)))


def _contains(before: Shape, after: Shape, mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether one shape has all names of the other, once the renamed words of their resources are replaced."""
    lost = tuple(word for word in mine if word not in theirs)
    gained = tuple(word for word in theirs if word not in mine)
    old = {_swapped(plain_words(member.name), lost, gained) for member in before.members} - {("id",)}
    new = {plain_words(member.name) for member in after.members} - {("id",)}
    return (old <= new or new <= old) and len(old & new) >= _TELLING_NAMES


def _swapped(name: tuple[str, ...], lost: tuple[str, ...], gained: tuple[str, ...]) -> tuple[str, ...]:
    """Replace the words that a resource's name lost by those it gained, where they stand in a field's name."""
    for start in range(len(name) - len(lost) + 1 if lost else 0):
        if name[start : start + len(lost)] == lost and name != lost:
            return name[:start] + gained + name[start + len(lost) :]
    return name
