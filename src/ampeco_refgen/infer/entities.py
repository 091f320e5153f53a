"""Catalog → entities: what the API holds, one for each live resource and each sub-resource with a shape of its own.

The document's `components.schemas` need not describe what is really sent, so entities are derived from operations.
The first step of `data_model`; names come from `naming`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable

from msgspec import Struct

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.infer.listing import answers
from ampeco_refgen.infer.naming import (
    key_title,
    newest,
    segments,
    singular_title,
    singular_words,
)
from ampeco_refgen.infer.vocabulary import Vocabulary, vocabulary_for

Key = tuple[str, ...]
"""What identifies an entity: family, resource and the names of its subpath, `("resources", "sessions")`."""


class Entity(Struct, frozen=True, kw_only=True, eq=False):
    """A kind of thing that the API holds.

    `short` is its name among the others, mostly without that of what it belongs to: "Connector".
    `operations` are its live ones, in reading order, of which `version` is the newest (empty where it has none
    itself); a sub-resource (with `parent`) has those of its own subpath, and `same_as` names the resource of which
    it is a part of the list: the EVSEs of one charge point. `item` is the shape of one of it as the newest version
    returns it, `None` where none is returned. Its page is that of `family` and `resource`.
    """

    key: Key
    name: str
    short: str
    version: str
    parent: Key | None
    same_as: Key | None
    operations: tuple[Operation, ...]
    item: Shape | None

    @property
    def family(self) -> str:
        """The family of paths that it is found under."""
        return self.key[0]

    @property
    def resource(self) -> str:
        """The slug of the resource that it is, or belongs to."""
        return self.key[1]

    @property
    def address(self) -> str:
        """Its path without family and parameters: `charge-points/evses`."""
        return "/".join(self.key[1:])

    @property
    def slug(self) -> str:
        """The last name in its path: `evses` for the EVSEs of a charge point."""
        return self.key[-1]


def entities(catalog: Catalog, fields: Fields, vocabulary: Vocabulary | None = None) -> tuple[Entity, ...]:
    """Return the entities of a document in reading order; a sub-resource follows its resource."""
    known = vocabulary_for(catalog) if vocabulary is None else vocabulary
    groups: dict[Key, list[Operation]] = {}
    for operation in catalog.operations:
        if not operation.deprecated and operation.place.family not in known.actions:
            groups.setdefault(key_of(operation), []).append(operation)
    items = {key: _item(group, fields.shapes) for key, group in groups.items()}
    siblings = _siblings(items)
    kept = {key: None for key in _in_order(groups) if len(key) == 2 or _own(key, groups[key], items, siblings)}
    names = _unique_names(kept, known)
    short = _short_names(names, known)
    return tuple(
        Entity(
            key=key,
            name=names[key],
            short=short[key],
            version=newest(groups.get(key, [])),
            parent=_nearest(key, kept),
            same_as=_same(key, kept),
            operations=tuple(groups.get(key, ())),
            item=items.get(key),
        )
        for key in kept
    )


def key_of(operation: Operation) -> Key:
    """Return the key of what an operation is about: its path without prefix, version and parameters."""
    return (operation.place.family, operation.place.resource, *segments(operation.place))


def _item(group: list[Operation], shapes: Shapes) -> Shape | None:
    """Return the shape of one: reading one by its id says most, then the list, then what writing gives back."""
    ranked = sorted(group, key=lambda operation: (version_key(operation.place.version), _tells(operation)))
    for operation in reversed(ranked):
        for answer in answers(operation, shapes):
            if answer.item.members or answer.item.unions:
                return answer.item
    return None


def _tells(operation: Operation) -> tuple[bool, bool]:
    return operation.method == "GET", operation.path.endswith("}")


def _in_order(groups: Iterable[Key]) -> list[Key]:
    """Return the keys in order, each resource before what is below it even if it has no live operation itself."""
    found = list(groups)
    order = {resource: number for number, resource in enumerate(dict.fromkeys(key[:2] for key in found))}
    return sorted({*found, *order}, key=lambda key: (order[key[:2]], key))


def _siblings(items: dict[Key, Shape | None]) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = {}
    for key in items:
        found.setdefault(key[:-1], []).append(key)
    return found


def _own(key: Key, group: list[Operation], items: dict[Key, Shape | None], siblings: dict[Key, list[Key]]) -> bool:
    """Tell whether what is below a resource can be read and is not the resource again, or `latest-logs` of `logs`."""
    item = items.get(key)
    if item is None or not any(operation.method == "GET" for operation in group):
        return False
    above = [items.get(key[:length]) for length in range(2, len(key))]
    same = [items[other] for other in siblings[key[:-1]] if _ends_with(key[-1], other[-1])]
    return all(other is None or other.key != item.key for other in above + same)


def _ends_with(slug: str, other: str) -> bool:
    """Tell whether a slug says more than another: `latest-status-log` than `status-logs`."""
    mine, theirs = singular_words(slug), singular_words(other)
    return len(theirs) < len(mine) and mine[-len(theirs) :] == theirs


def _nearest(key: Key, kept: Container[Key]) -> Key | None:
    """Return the longest entity's key that the key is below of."""
    return next((key[:length] for length in range(len(key) - 1, 1, -1) if key[:length] in kept), None)


def _same(key: Key, kept: Container[Key]) -> Key | None:
    """Return the resource that the last name of a sub-resource stands for as well."""
    same = (key[0], key[-1])
    return same if len(key) > 2 and same in kept else None


def _short_names(names: dict[Key, str], vocabulary: Vocabulary) -> dict[Key, str]:
    """Give a sub-resource the name that it has beside its parent, "Connector", unless another is called so."""
    short = {key: singular_title(key[-1], vocabulary) for key in names}
    count = Counter([*names.values(), *(short[key] for key in names if len(key) > 2)])
    return {key: short[key] if len(key) > 2 and count[short[key]] == 1 else name for key, name in names.items()}


def _unique_names(kept: Iterable[Key], vocabulary: Vocabulary) -> dict[Key, str]:
    """Name the entities; those that would share a name say which path they stand for."""
    titles = {key: key_title(key, vocabulary) for key in kept}
    shared = {title for title, count in Counter(titles.values()).items() if count > 1}
    return {key: f"{title} ({'/'.join(key[1:])})" if title in shared else title for key, title in titles.items()}
