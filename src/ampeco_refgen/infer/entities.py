"""Catalog → entities: what the API holds, one for each live resource and each sub-resource with a shape of its own.

The document's `components.schemas` need not describe what is really sent, so entities are derived from operations, and
only from live ones. `EntityReader` tells what a client can see of an entity: its fields, the filters and includes of
its list, the operations that list and read it. Names come from `naming`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from operator import attrgetter, itemgetter
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Field, Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Parameter, SchemaId
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.infer.naming import key_title, newest, segments, singular_title, singular_words
from ampeco_refgen.infer.occurrences import Location, Occurrence, Occurrences
from ampeco_refgen.infer.responses import include_values, response_items
from ampeco_refgen.infer.vocabulary import Vocabulary
from ampeco_refgen.jsonvalue import JsonText

NUMBERS = frozenset({"integer", "number"})

_NARROWING = (Location.QUERY, Location.FILTER)
"""Where the parameters stand by which a list is narrowed."""

Key: TypeAlias = tuple[str, ...]
"""What identifies an entity: family, resource and the names of its subpath, `("resources", "sessions")`."""


class Entity(Struct, frozen=True, kw_only=True, eq=False):
    """A kind of thing that the API holds.

    `short` is its name among the others, mostly without that of what it belongs to: "Connector".
    `operations` are its live ones, in reading order, and `version` is the newest of their versions; both are empty for
    a resource that only has live operations below it. `item` is the shape of one of it as the newest version returns
    it, `None` where none is returned. Its page is that of `family` and `resource`.

    A sub-resource has the key of what it belongs to as `parent`, and only the operations of its own subpath. Where it
    lists a part of another resource, as the items of one order, `same_as` is the key of that resource.
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
        """Its path without family and parameters: `orders/items`."""
        return "/".join(self.key[1:])

    @property
    def slug(self) -> str:
        """The last name in its path: `items` for the items of an order."""
        return self.key[-1]


class EntityField(Struct, frozen=True, kw_only=True, eq=False):
    """A field of an entity, merged from the responses of all its operations.

    `path` is dotted, `names` are the names in it without marks for arrays. `declared` is the field in all responses
    that have it, `operation` is the first operation with such a response.
    """

    path: str
    names: tuple[str, ...]
    declared: tuple[Field, ...]
    operation: Operation

    @property
    def types(self) -> frozenset[str]:
        """The JSON types of the value or, of an array, of its items."""
        return frozenset(kind for field in self.declared for kind in field.item.types)

    @property
    def enum(self) -> tuple[JsonText, ...]:
        """The values that it, or its items, enumerate in any of the responses, each once."""
        return tuple(dict.fromkeys(text for field in self.declared for text in field.item.enum or ()))

    @property
    def is_list(self) -> bool:
        """Tell whether the value is an array."""
        return any(field.shape.items is not None for field in self.declared)

    @property
    def deprecated(self) -> bool:
        """Tell whether the field is deprecated wherever it is."""
        return all(field.shape.deprecated for field in self.declared)

    @property
    def nullable(self) -> bool:
        """Tell whether the value may be null."""
        return any(field.shape.nullable for field in self.declared)


class RequestLine(Struct, frozen=True, kw_only=True):
    """A request as it is written: `GET /users/{user}?include[]=groups`."""

    method: str
    path: str
    query: str = ""

    @property
    def key(self) -> str:
        """The operation that it calls, as headings name it."""
        return f"{self.method} {self.path}"

    @property
    def text(self) -> str:
        """The call in one line."""
        return f"{self.key}?{self.query}" if self.query else self.key


def request_line(operation: Operation, query: str = "") -> RequestLine:
    """Return the call of an operation."""
    return RequestLine(method=operation.method, path=operation.path, query=query)


def entities(catalog: Catalog, fields: Fields, vocabulary: Vocabulary) -> tuple[Entity, ...]:
    """Return the entities of a document in reading order; a sub-resource follows its resource."""
    groups: dict[Key, list[Operation]] = {}
    for operation in catalog.operations:
        if not operation.deprecated and operation.place.family not in vocabulary.actions:
            groups.setdefault(key_of(operation), []).append(operation)
    items = {key: _item(group, fields.shapes) for key, group in groups.items()}
    siblings = _siblings(items)
    kept = {
        key: None for key in _in_order(groups) if len(key) == 2 or _own(key, groups[key], items, siblings, vocabulary)
    }
    names = _unique_names(kept, vocabulary)
    short = _short_names(names, vocabulary)
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


def id_shape(entity: Entity) -> Shape | None:
    """Return the shape of an entity's `id`, also where each of its variants has one; `None` where there is none."""
    if entity.item is None:
        return None
    variants = [variant for union in entity.item.unions for variant in union.variants]
    members = [shape.member("id") for shape in (entity.item, *variants)]
    return next((member.shape for member in members if member is not None), None)


class EntityReader:
    """Reads the entities of one Catalog; what it has read once is kept, since relations ask for it again and again."""

    def __init__(self, occurrences: Occurrences) -> None:
        self.shapes = occurrences.fields.shapes
        self._occurrences = occurrences
        self._fields = occurrences.fields
        self._entity_fields: dict[tuple[str, ...], tuple[EntityField, ...]] = {}
        self._gives_list: dict[str, bool] = {}

    def fields(self, operations: tuple[Operation, ...]) -> tuple[EntityField, ...]:
        """Return the fields in the responses of operations, those of reading before those of writing, by path."""
        key = tuple(operation.key for operation in operations)
        if key not in self._entity_fields:
            self._entity_fields[key] = self._merged_fields(operations)
        return self._entity_fields[key]

    def _merged_fields(self, operations: tuple[Operation, ...]) -> tuple[EntityField, ...]:
        by_path: defaultdict[str, list[Field]] = defaultdict(list)
        first: dict[str, Operation] = {}
        for operation, item in self._items(operations):
            for field in self._fields.flat(item, Direction.RESPONSE):
                by_path[field.path].append(field)
                first.setdefault(field.path, operation)
        return tuple(
            EntityField(path=path, names=names, declared=tuple(declared), operation=first[path])
            for path, declared in sorted(by_path.items(), key=itemgetter(0))
            if (names := declared[0].names)
        )

    def _items(self, operations: tuple[Operation, ...]) -> Iterator[tuple[Operation, Shape]]:
        """Yield the shapes that operations respond with, each once."""
        known: set[tuple[SchemaId, ...]] = set()
        for operation in sorted(operations, key=_rank):
            for response in response_items(operation, self.shapes):
                if response.item.key not in known:
                    known.add(response.item.key)
                    yield operation, response.item

    def filters(self, operation: Operation) -> tuple[Occurrence, ...]:
        """Return the live query parameters and filters by which the list of an operation is narrowed, by name."""
        taken = [occurrence for occurrence in self._occurrences.of(operation) if occurrence.location in _NARROWING]
        return tuple(sorted((filter_ for filter_ in taken if filter_.live), key=attrgetter("path")))

    def includes(self, operation: Operation | None) -> tuple[str, ...]:
        """Return the names that can be asked for with `include`, sorted."""
        parameters = _query(operation) if operation is not None else ()
        values = (include_values(parameter, self.shapes) for parameter in parameters)
        return tuple(sorted(next(filter(None, values), ())))

    def list_operation(self, entity: Entity) -> Operation | None:
        """Return the newest live operation that lists an entity."""
        return self._newest(entity.operations, listed=True)

    def read_operation(self, entity: Entity) -> Operation | None:
        """Return the newest live operation that reads one of an entity by what identifies it."""
        ended = tuple(operation for operation in entity.operations if operation.path.endswith("}"))
        return self._newest(ended, listed=False)

    def gives_list(self, operation: Operation) -> bool:
        """Tell whether an operation responds with a list."""
        if operation.key not in self._gives_list:
            self._gives_list[operation.key] = any(item.listed for item in response_items(operation, self.shapes))
        return self._gives_list[operation.key]

    def _newest(self, operations: tuple[Operation, ...], *, listed: bool) -> Operation | None:
        fitting = [
            operation for operation in operations if operation.method == "GET" and self.gives_list(operation) is listed
        ]
        # Of several paths in the newest version the shortest one counts.
        return max(
            fitting, key=lambda operation: (version_key(operation.place.version), -len(operation.path)), default=None
        )


def _item(group: list[Operation], shapes: Shapes) -> Shape | None:
    """Return the shape of one: reading one by its id says most, then the list, then what writing gives back."""
    ranked = sorted(group, key=lambda operation: (version_key(operation.place.version), _reads_one(operation)))
    for operation in reversed(ranked):
        for response in response_items(operation, shapes):
            if response.item.members or response.item.unions:
                return response.item
    return None


def _reads_one(operation: Operation) -> tuple[bool, bool]:
    """Sort what writes before what reads, and lists before what ends with an id."""
    return operation.method == "GET", operation.path.endswith("}")


def _in_order(groups: Iterable[Key]) -> list[Key]:
    """Return the keys in order, each resource before what is below it even if it has no live operation itself."""
    keys = list(groups)
    order = {resource: number for number, resource in enumerate(dict.fromkeys(key[:2] for key in keys))}
    return sorted({*keys, *order}, key=lambda key: (order[key[:2]], key))


def _siblings(items: dict[Key, Shape | None]) -> dict[Key, list[Key]]:
    """Return the keys by what they stand directly below of."""
    by_holder: dict[Key, list[Key]] = {}
    for key in items:
        by_holder.setdefault(key[:-1], []).append(key)
    return by_holder


def _own(
    key: Key,
    group: list[Operation],
    items: dict[Key, Shape | None],
    siblings: dict[Key, list[Key]],
    vocabulary: Vocabulary,
) -> bool:
    """Tell whether what is below a resource is an entity of its own: it can be read, and is no other one again.

    It is another one where it has the same shape as what it stands below of (`/users/{user}/current`), or as what
    stands beside it under a shorter name (`latest-logs` beside `logs`).
    """
    item = items.get(key)
    if item is None or not any(operation.method == "GET" for operation in group):
        return False
    above = [items.get(key[:length]) for length in range(2, len(key))]
    same = [items[other] for other in siblings[key[:-1]] if _ends_with(key[-1], other[-1], vocabulary)]
    return all(other is None or other.key != item.key for other in above + same)


def _ends_with(slug: str, other: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a slug is another one with words before it: `latest-status-log` and `status-logs`."""
    mine, theirs = singular_words(slug, vocabulary), singular_words(other, vocabulary)
    return len(theirs) < len(mine) and mine[-len(theirs) :] == theirs


def _nearest(key: Key, kept: Container[Key]) -> Key | None:
    """Return the longest entity's key that the key is below of."""
    return next((key[:length] for length in range(len(key) - 1, 1, -1) if key[:length] in kept), None)


def _same(key: Key, kept: Container[Key]) -> Key | None:
    """Return the key of the resource with the name that a sub-resource ends with: `items` for `orders/items`."""
    same = (key[0], key[-1])
    return same if len(key) > 2 and same in kept else None


def _short_names(names: dict[Key, str], vocabulary: Vocabulary) -> dict[Key, str]:
    """Give a sub-resource the name that it has beside its parent, "Connector", unless another is called so."""
    short = {key: singular_title(key[-1], vocabulary) for key in names}
    count = Counter([*names.values(), *(short[key] for key in names if len(key) > 2)])
    return {key: short[key] if len(key) > 2 and count[short[key]] == 1 else name for key, name in names.items()}


def _unique_names(kept: Iterable[Key], vocabulary: Vocabulary) -> dict[Key, str]:
    """Name the entities; those that would share a name say which path they stand for.

    Of those the only resource among sub-resources keeps the name: it is what is asked for by it.
    """
    titles = {key: key_title(key, vocabulary) for key in kept}
    shared = Counter(titles.values())
    resources = Counter(title for key, title in titles.items() if len(key) == 2)
    plain = {key for key, title in titles.items() if shared[title] == 1 or (len(key) == 2 and resources[title] == 1)}
    return {key: title if key in plain else f"{title} ({'/'.join(key[1:])})" for key, title in titles.items()}


def _query(operation: Operation) -> tuple[Parameter, ...]:
    return tuple(
        parameter for parameter in operation.parameters if parameter.location == "query" and not parameter.deprecated
    )


def _rank(operation: Operation) -> tuple[bool, tuple[int, ...], str]:
    """Sort reading before writing, then the newest version first."""
    return operation.method != "GET", tuple(-number for number in version_key(operation.place.version)), operation.key
