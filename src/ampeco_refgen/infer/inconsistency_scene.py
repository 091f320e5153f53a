"""What every rule of `inconsistencies` looks at: a catalog, its live operations and its sightings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.payload import payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.pattern_calls import Answer
from ampeco_refgen.infer.sightings import Part, Sighting

Home: TypeAlias = tuple[str, str, str, str]
"""What the calls on one collection share: family, resource, version and the subpath without a last id."""

_PARAMETER = re.compile(r"\{[^{}]*\}")


class Scene(Struct, frozen=True, kw_only=True, eq=False):
    """One document. `seen` are all sightings, `live` those of what is not deprecated, `enums` these by their values.

    `answers` tell how operations answer and `homes` what collection they are about, both by key.
    """

    catalog: Catalog
    fields: Fields
    seen: tuple[Sighting, ...]
    live: tuple[Sighting, ...]
    enums: dict[frozenset[str], list[Sighting]]
    answers: Mapping[str, Answer]
    homes: dict[str, Home]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that are not deprecated."""
        return tuple(one for one in self.catalog.operations if not one.deprecated)

    @property
    def subscribing(self) -> tuple[Operation, ...]:
        """The live operations after which the API calls back."""
        return tuple(one for one in self.operations if one.callbacks)

    def body(self, operation: Operation) -> tuple[Sighting, ...]:
        """Return the live fields of what an operation takes."""
        key = operation.key
        return tuple(one for one in self.live if one.part is Part.BODY and one.owner == key)

    def payloads(self, operation: Operation) -> Iterator[tuple[Part, Shape]]:
        """Yield the bodies that an operation takes and the items that it answers with."""
        shapes = self.fields.shapes
        for media in operation.body.media if operation.body else ():
            if media.schema is not None:
                yield Part.BODY, shapes.expanded(shapes.of(media.schema))
        for response in success_responses(operation):
            for media in response.media:
                item = payload_of(media, shapes).item
                if item is not None:
                    yield Part.RESPONSE, shapes.expanded(item)


def spelled(text: str) -> str:
    """Return a text without what spellings differ in: case, blanks, punctuation; one without letters as it is."""
    return re.sub(r"[\W_]", "", text.lower()) if re.search(r"[^\W\d_]", text) else text


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
