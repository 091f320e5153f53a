"""What every rule of `inconsistencies` looks at: a catalog, its live operations and its sightings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation, SchemaId
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.usage import of_call
from ampeco_refgen.infer.pattern_calls import Answer
from ampeco_refgen.infer.sightings import Part, Sighting, Sightings

Home: TypeAlias = tuple[str, str, str, str]
"""What the calls on one collection share: family, resource, version and the subpath without a last id."""

_LETTER, _NO_LETTER_OR_DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"[\W_]")
_PARAMETER = re.compile(r"\{[^{}]*\}")


class Scene:
    """One document: its `catalog`, all that it declares (`seen`), and how its operations answer, by key.

    `operations` are those that are not deprecated, `homes` tell by key what collection each operation is about, and
    `enums` are the live sightings by their values.
    """

    def __init__(self, catalog: Catalog, fields: Fields, seen: Sightings, answers: Mapping[str, Answer]) -> None:
        self.catalog = catalog
        self.fields = fields
        self.seen = seen
        self.answers = answers
        self.operations = tuple(one for one in catalog.operations if not one.deprecated)
        self.homes = {one.key: home(one) for one in catalog.operations}
        self.enums: dict[frozenset[str], list[Sighting]] = {}
        for one in seen.listed:
            if one.live and one.texts:
                self.enums.setdefault(one.texts, []).append(one)

    @property
    def subscribing(self) -> tuple[Operation, ...]:
        """The live operations after which the API calls back."""
        return tuple(one for one in self.operations if one.callbacks)

    def body(self, operation: Operation) -> Sequence[Sighting]:
        """Return the live fields of what an operation takes."""
        return self.seen.live_by_owner(Part.BODY).get(operation.key, ())

    @cached_property
    def filtered(self) -> tuple[tuple[Sighting, Sighting], ...]:
        """Each filter of a list with the field of its items that it is named after, the last of several variants'."""
        given = self.seen.live_by_owner(Part.RESPONSE)
        found = []
        for owner, asked in self.seen.live_by_owner(Part.FILTER).items():
            fields = {one.path: one for one in given.get(owner, ())}
            found += [(one, fields[one.name]) for one in asked if one.path.count("[") == 1 and one.name in fields]
        return tuple(found)

    @cached_property
    def schemas_in_use(self) -> frozenset[SchemaId]:
        """The schemas of all that live operations take and give."""
        return self.fields.shapes.holdings.reached(root for one in self.operations for root in of_call(one))

    def bodies(self, operation: Operation, among: frozenset[SchemaId] | None = None) -> Iterator[Shape]:
        """Yield the bodies that an operation takes, all or those among some schemas."""
        shapes = self.fields.shapes
        for media in operation.body.media if operation.body else ():
            if media.schema is not None and (among is None or media.schema in among):
                yield shapes.expanded(shapes.of(media.schema))

    def payloads(self, operation: Operation) -> Iterator[tuple[Part, Shape]]:
        """Yield the bodies that an operation takes and the items that it answers with."""
        yield from ((Part.BODY, shape) for shape in self.bodies(operation))
        for response in success_responses(operation):
            for media in response.media:
                item = payload_of(media, self.fields.shapes).item
                if item is not None:
                    yield Part.RESPONSE, self.fields.shapes.expanded(item)


def spelled(text: str) -> str:
    """Return a text without what spellings differ in: case, blanks, punctuation; one without letters as it is."""
    if text.isascii() and text.isalpha():
        return text.lower()
    return _NO_LETTER_OR_DIGIT.sub("", text.lower()) if _LETTER.search(text) else text


def spelled_path(path: str) -> tuple[str, ...]:
    """Return the names in a dotted path without what spellings differ in."""
    return tuple(spelled(name) for name in path.split("."))


def unnamed(subpath: str) -> str:
    """Return a subpath with `{}` for every parameter."""
    return _PARAMETER.sub("{}", subpath)


def home(operation: Operation) -> Home:
    """Return the collection that an operation is about."""
    place = operation.place
    return place.family, place.resource, place.version, unnamed(place.subpath).removesuffix("/{}")
