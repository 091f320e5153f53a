"""Entity → what a client can see of it: its fields, filters and includes, and the calls that list and read it.

Only live operations are looked at. The step between `entities` and `relations`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from msgspec import Struct

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Operation, Parameter, SchemaId
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.terms import as_sent, segments_of
from ampeco_refgen.infer.entities import Entity, Key
from ampeco_refgen.infer.listing import answers
from ampeco_refgen.jsonvalue import value_of

NUMBERS = frozenset({"integer", "number"})


class Seen(Struct, frozen=True, kw_only=True, eq=False):
    """A response field: its dotted path, its shapes where several are given, and the first operation that has it.

    `names` are the names in the path, without marks for arrays; `types` the JSON types of the value or, of an array, of
    its items.
    """

    path: str
    names: tuple[str, ...]
    shapes: tuple[Shape, ...]
    types: frozenset[str]
    operation: Operation

    @property
    def is_list(self) -> bool:
        """Tell whether the value is an array."""
        return any(shape.items is not None for shape in self.shapes)

    @property
    def deprecated(self) -> bool:
        """Tell whether the field is deprecated wherever it is."""
        return all(shape.deprecated for shape in self.shapes)

    @property
    def nullable(self) -> bool:
        """Tell whether the value may be null."""
        return any(shape.nullable for shape in self.shapes)


class Filter(Struct, frozen=True, kw_only=True, eq=False):
    """A query parameter, or a member of a deepObject one, by which a list is narrowed: `sent` is its name there.

    `names` are the names in its path.
    """

    path: str
    names: tuple[str, ...]
    sent: str
    shape: Shape
    operation: Operation

    @property
    def is_list(self) -> bool:
        """Tell whether it takes an array."""
        return self.shape.items is not None


class Call(Struct, frozen=True, kw_only=True):
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


def call_of(operation: Operation, query: str = "") -> Call:
    """Return the call of an operation."""
    return Call(method=operation.method, path=operation.path, query=query)


class Reader:
    """Reads the entities of one Catalog."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._filters_of: dict[str, tuple[Filter, ...]] = {}
        self._lists: dict[str, bool] = {}
        self._includes: dict[str, tuple[str, ...]] = {}
        self._listing: dict[Key, Operation | None] = {}
        self._reading: dict[Key, Operation | None] = {}
        self._seen: dict[tuple[str, ...], tuple[Seen, ...]] = {}
        self.shapes = fields.shapes

    def seen(self, operations: tuple[Operation, ...]) -> tuple[Seen, ...]:
        """Return the response fields of operations, those of reading before those of writing, by path."""
        key = tuple(operation.key for operation in operations)
        if key not in self._seen:
            self._seen[key] = self._read(operations)
        return self._seen[key]

    def _read(self, operations: tuple[Operation, ...]) -> tuple[Seen, ...]:
        found: defaultdict[str, list[Shape]] = defaultdict(list)
        first: dict[str, Operation] = {}
        for operation, item in self._items(operations):
            for row in self._fields.flat(item, Direction.RESPONSE):
                found[row.path].append(row.shape)
                first.setdefault(row.path, operation)
        return tuple(
            Seen(
                path=path,
                names=names,
                shapes=tuple(shapes),
                types=frozenset(kind for shape in shapes for kind in (shape.items or shape).types),
                operation=first[path],
            )
            for path, shapes in sorted(found.items(), key=itemgetter(0))
            if (names := _names(path))
        )

    def _items(self, operations: tuple[Operation, ...]) -> Iterator[tuple[Operation, Shape]]:
        """Yield the shapes that operations respond with, each once."""
        known: set[tuple[SchemaId, ...]] = set()
        for operation in sorted(operations, key=_rank):
            for answer in answers(operation, self.shapes):
                if answer.item.key not in known:
                    known.add(answer.item.key)
                    yield operation, answer.item

    def filters(self, operation: Operation | None) -> tuple[Filter, ...]:
        """Return what the list that an operation gives can be narrowed by, sorted by name."""
        if operation is None:
            return ()
        if operation.key not in self._filters_of:
            found = [row for parameter in _query(operation) for row in self._filters(parameter, operation)]
            self._filters_of[operation.key] = tuple(sorted(found, key=lambda row: row.sent))
        return self._filters_of[operation.key]

    def includes(self, operation: Operation | None) -> tuple[str, ...]:
        """Return the names that can be asked for with `include`."""
        if operation is None:
            return ()
        if operation.key not in self._includes:
            self._includes[operation.key] = self._included(operation)
        return self._includes[operation.key]

    def _included(self, operation: Operation) -> tuple[str, ...]:
        for parameter in _query(operation):
            if parameter.name.removesuffix("[]") == "include" and parameter.schema is not None:
                shape = self.shapes.of(parameter.schema)
                enum = (shape.items or shape).enum or ()
                return tuple(sorted(str(value_of(text)) for text in enum))
        return ()

    def listing(self, entity: Entity) -> Operation | None:
        """Return the newest live operation that lists an entity."""
        if entity.key not in self._listing:
            self._listing[entity.key] = self._newest(entity.operations, listed=True)
        return self._listing[entity.key]

    def reading(self, entity: Entity) -> Operation | None:
        """Return the newest live operation that reads one of an entity by what identifies it."""
        if entity.key not in self._reading:
            ended = tuple(operation for operation in entity.operations if operation.path.endswith("}"))
            self._reading[entity.key] = self._newest(ended, listed=False)
        return self._reading[entity.key]

    def gives_list(self, operation: Operation) -> bool:
        """Tell whether an operation responds with a list."""
        if operation.key not in self._lists:
            self._lists[operation.key] = any(answer.listed for answer in answers(operation, self.shapes))
        return self._lists[operation.key]

    def _newest(self, operations: tuple[Operation, ...], *, listed: bool) -> Operation | None:
        found = [one for one in operations if one.method == "GET" and self.gives_list(one) is listed]
        return max(found, key=lambda one: (version_key(one.place.version), -len(one.path)), default=None)

    def _filters(self, parameter: Parameter, operation: Operation) -> Iterator[Filter]:
        if parameter.schema is None:
            return
        shape = self.shapes.expanded(self.shapes.of(parameter.schema))
        if not shape.members:
            yield _filter(parameter.name, parameter.name, shape, operation)
            return
        for row in self._fields.flat(shape, Direction.REQUEST):
            if not (row.shape.members or row.shape.deprecated or row.path.endswith("[]")):
                sent = as_sent(parameter.name, row.path)
                yield _filter(f"{parameter.name}.{row.path}", sent, row.shape, operation)


def identity(entity: Entity) -> Shape | None:
    """Return the shape of an entity's `id`, also where each of its variants has one; `None` where there is none."""
    if entity.item is None:
        return None
    variants = [variant for union in entity.item.unions for variant in union.variants]
    found = [shape.member("id") for shape in (entity.item, *variants)]
    return next((member.shape for member in found if member is not None), None)


def _filter(path: str, sent: str, shape: Shape, operation: Operation) -> Filter:
    return Filter(path=path, names=segments_of(path), sent=sent, shape=shape, operation=operation)


@cache
def _names(path: str) -> tuple[str, ...]:
    found = segments_of(path) if '"' in path else path.replace("[]", "").split(".")
    return tuple(name for name in found if name)


def _query(operation: Operation) -> tuple[Parameter, ...]:
    return tuple(
        parameter for parameter in operation.parameters if parameter.location == "query" and not parameter.deprecated
    )


def _rank(operation: Operation) -> tuple[bool, tuple[int, ...], str]:
    """Reading first, then the newest version."""
    return operation.method != "GET", tuple(-number for number in version_key(operation.place.version)), operation.key
