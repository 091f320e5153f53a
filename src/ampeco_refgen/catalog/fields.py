"""Shape → rows in dotted notation: what a client may send or will receive, unions as named variants.

Paths are `a.b`, `a[].b` for the items of an array, `a.*` for the values of a map, `a.*["^x"]` for those whose names
match a pattern where there are others as well; a name that would be misread in them is quoted: `a["b.c"]`. Rows come in
an order of their own (`id`, then by name): the document's order of keys carries no meaning, and the same document must
give the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.model import Catalog, SchemaId
from ampeco_refgen.catalog.needed_names import NeededNames
from ampeco_refgen.catalog.shape import Branch, Contained, Member, Shape, Shapes, Union, alternatives
from ampeco_refgen.jsonvalue import JsonText, canonical, value_of

ROWS_IN_PLACE = 1_000
"""A nested shape of more rows than this would fill a file: it is not written out where it is used but referred to."""

LEVELS_IN_PLACE = 25
"""Below so many levels a nested shape is referred to as well, whatever its size: nobody follows deeper paths."""

_PLAIN_NAME = re.compile(r"[^\s.\[\]\"*`]+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEGMENT = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[([^\[\]]*)\]|([^.\[]+)', re.DOTALL)


class Direction(StrEnum):
    """Who writes the value: a client leaves out what is read-only, a response what is write-only."""

    REQUEST = "request"
    RESPONSE = "response"


ShapeKey: TypeAlias = tuple[tuple[SchemaId, ...], Direction]
"""`Shape.key`, and whether the shape is sent or received."""


Condition: TypeAlias = tuple[str, tuple[JsonText, ...]]
"""A property and the values of it that select a variant."""


class Field(Struct, frozen=True, kw_only=True, eq=False):
    """A field, a parameter or the items of an array: the path that it has in what is sent or received, and what it is.

    It is the one record of a field's facts. Pages write it as a line, `infer.occurrences` says in addition where it
    stands, and `compare.contract` merges those of one path into what two documents are compared by.

    `shape` has the type, limits, marks, values and texts. `refers` is the shape, its own or that of its items, whose
    rows stand elsewhere: see `Nesting`. `pattern` is what the names of the members match that it stands for;
    `declared` is as of `Member`; `is_rest` tells that it stands for the items behind those that have rows of their own.
    """

    path: str
    shape: Shape
    required: bool = False
    refers: Shape | None = None
    pattern: str = ""
    declared: bool = True
    is_rest: bool = False

    @property
    def name(self) -> str:
        """The last name in its path: `c` of `a.b[].c` and of `filter[b][c]`."""
        # Most paths have no brackets, and looking for quoted names in all of them would take half of the time.
        plain = self.path.rpartition(".")[2]
        if plain and "[" not in self.path:
            return plain
        return next((name for name in reversed(segments_of(self.path)) if name), "")

    @property
    def names(self) -> tuple[str, ...]:
        """The names in its path, without marks for arrays."""
        return tuple(name for name in segments_of(self.path) if name)

    @property
    def item(self) -> Shape:
        """The shape of the items of an array, of anything else its own."""
        return self.shape.items if self.shape.items is not None else self.shape

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that it may have."""
        return frozenset(self.shape.types)

    @property
    def texts(self) -> frozenset[str]:
        """The values of its enum, or its items' enum, that are texts other than `null`."""
        values = (value_of(text) for text in self.item.enum or ())
        return frozenset(value for value in values if isinstance(value, str) and value != "null")

    @property
    def values(self) -> frozenset[str] | None:
        """All values of its enum, or its items' enum, as text; `None` without one."""
        return frozenset(str(value_of(text)) for text in self.item.enum) if self.item.enum is not None else None


class Variant(Struct, frozen=True, kw_only=True, eq=False):
    """One alternative of a union, with its own rows.

    `condition` is the property and the values that select it, where they can be derived. `refers` is as of
    `Field`.
    """

    title: str
    condition: Condition | None
    shape: Shape
    rows: tuple[Row, ...]
    refers: Shape | None = None


class OtherValue(Struct, frozen=True, kw_only=True):
    """A value of a discriminator that selects no variant, and the schema that it selects by name or address.

    Of a schema that the document does not have (`is_here` is false) it is not known whether it is one of the variants.
    """

    value: str
    target: str
    is_here: bool


class Choice(Struct, frozen=True, kw_only=True, eq=False):
    """A union at `path` (empty: the value itself), of kind `oneOf` or `anyOf`.

    What all variants have alike stands before it among its owner's rows; each variant has all the others that it has,
    also those that several share: whoever chose a variant reads one list.

    `others` are further values of the discriminator, with the schemas that they select; `by` is its property.
    Of variants that are nothing but names that are required, `needs` has these instead.
    """

    path: str
    kind: str
    variants: tuple[Variant, ...]
    by: str = ""
    others: tuple[OtherValue, ...] = ()
    needs: NeededNames | None = None


class Case(Variant, frozen=True, kw_only=True, eq=False):
    """What holds in one case, with its rows: `where` tells the case, `None` for what a text holds.

    `title` is the media type of what a text holds. `shape` has what the rows do not say, `names` are members that are
    required and have no row of their own.
    """

    where: Branch | Contained | None
    names: tuple[str, ...] = ()


class Cases(Choice, frozen=True, kw_only=True, eq=False):
    """What holds of the value at `path` besides; its variants are cases.

    `kind` is `cases` for what holds where a condition is met, `contains` for what some items of an array are like,
    `content` for the form of what a text holds.
    """

    variants: tuple[Case, ...]


Row: TypeAlias = Field | Choice


class Fields:
    """Gives the rows of the shapes of one Catalog; rows of the same shape, direction and path are made once.

    `moved` are the keys of shapes that are not written out where they are used, beside those that never are.
    """

    def __init__(
        self, catalog: Catalog, *, shapes: Shapes | None = None, moved: frozenset[tuple[SchemaId, ...]] = frozenset()
    ) -> None:
        self._catalog = catalog
        self.shapes = shapes or Shapes(catalog)
        self._nesting = Nesting(moved)
        self._rows: dict[tuple[tuple[SchemaId, ...], Direction, str], tuple[Row, ...]] = {}
        self._open_cases: set[tuple[SchemaId, ...]] = set()

    def moving(self, keys: frozenset[tuple[SchemaId, ...]]) -> Fields:
        """Return another `Fields` of the same shapes, whose rows only refer to nested shapes with these keys."""
        return Fields(self._catalog, shapes=self.shapes, moved=keys)

    def rows(self, shape: Shape, direction: Direction, path: str = "") -> tuple[Row, ...]:
        """Return the rows below a value of `shape` at `path`; a link at the top is followed."""
        key = (shape.key, direction, path)
        if key not in self._rows:
            below: list[Row] = []
            self._add_below(below, self.shapes.expanded(shape), direction, path)
            self._rows[key] = tuple(below)
        return self._rows[key]

    def flat(self, shape: Shape, direction: Direction, path: str = "") -> tuple[Field, ...]:
        """Return the rows of `shape` without their grouping into variants."""
        return flattened(self.rows(shape, direction, path))

    def left_out(self, shape: Shape, direction: Direction) -> tuple[str, ...]:
        """Return, sorted, the paths that only the other direction has, with those below them."""
        other = Direction.RESPONSE if direction is Direction.REQUEST else Direction.REQUEST
        shown = {field.path for field in self.flat(shape, direction)}
        return tuple(sorted({field.path for field in self.flat(shape, other)} - shown))

    def refers(self, shape: Shape) -> Shape | None:
        """Return the shape that a nested value only refers to, looking through arrays and maps; mostly `None`."""
        return self._nesting.refers(shape)

    def _add_below(
        self,
        rows: list[Row],
        shape: Shape,
        direction: Direction,
        path: str,
        required: frozenset[str] = frozenset(),
        hidden: Set[str] = frozenset(),
    ) -> None:
        """Add to `rows` those below a value at `path`, except of members that are `hidden`: those stand elsewhere.

        `required` are names that the owner of a union demands of its variants.
        """
        in_all, choices = self._unions(shape, direction, required | shape.required)
        for member in self._members(shape, direction, in_all):
            if member.name not in hidden:
                needed = member.required or member.name in required
                self._add(rows, _join(path, member.name), member.shape, needed, direction, declared=member.declared)
        unnamed = f"{path}.*" if path else "*"
        # A pattern alone is told by its mark; among others, what stands below needs a path that tells them apart.
        alone = len(shape.patterns) == 1 and not isinstance(shape.values, Shape)
        for member in shape.patterns:
            below = unnamed if alone else _quoted(unnamed, member.name)
            self._add(rows, below, member.shape, False, direction, pattern=member.name)
        if isinstance(shape.values, Shape):
            self._add(rows, unnamed, shape.values, False, direction)
        for number, item in enumerate(shape.prefix_items):
            self._add(rows, f"{path}[{number}]", item, False, direction)
        if shape.items is not None and shape.prefix_items:
            self._add(rows, f"{path}[]", shape.items, False, direction, is_rest=True)
        elif shape.items is not None:
            self._add_items(rows, shape.items, direction, f"{path}[]", alone=shape.kind == "array")
        hidden_names = {member.name for member in shape.members if not _visible(member.shape, direction)}
        for union, same in choices:
            # What the other direction has is not required of this one (OpenAPI 3.0.4, Schema Object, `readOnly`).
            if union.needs is not None and not hidden_names.isdisjoint(union.needs.names):
                continue
            rows.append(self._choice(shape, union, path, direction, required | shape.required, same))
        rows += self._further(shape, direction, path, required | shape.required)

    def _members(self, shape: Shape, direction: Direction, in_all: list[Member]) -> list[Member]:
        """Return the members that a direction has, in the order of their rows; `in_all` are those from unions."""
        members = {member.name: member for member in in_all}
        members.update({member.name: member for member in shape.members if _visible(member.shape, direction)})
        return _sorted(members.values(), direction)

    def _add(
        self,
        rows: list[Row],
        path: str,
        shape: Shape,
        required: bool,
        direction: Direction,
        *,
        pattern: str = "",
        declared: bool = True,
        is_rest: bool = False,
    ) -> None:
        """Add the row of a value and, unless it only refers to them, those below it."""
        refers = None if is_leaf(shape) else self.refers(shape)
        row = Field(path=path, shape=shape, required=required, refers=refers, pattern=pattern, declared=declared)
        rows.append(replace(row, is_rest=True) if is_rest else row)
        if is_leaf(shape) or shape.never:
            return
        if refers is None or (refers is shape and shape.link):  # beside a link stands only what extends it
            self._add_below(rows, shape, direction, path)

    def _add_items(self, rows: list[Row], items: Shape, direction: Direction, path: str, *, alone: bool) -> None:
        """Add the row of an array's items, and those below it.

        Scalar items have a row only where there is more to say of them than their type and values, which stand in the
        row of what is nothing but an array (`alone`).
        """
        leaf = is_leaf(items)
        if not leaf and self._nesting.is_stated_apart(items):
            # Of a list that is a field, the row of that refers to them, and this is not reached.
            rows.append(Field(path=path, shape=items, refers=self.refers(items)))
            return
        more = items.descriptions or items.constraints or items.nullable or items.deprecated or not alone
        more = more or items.docs or _has_marks(items)
        if more or items.default is not None:
            rows.append(Field(path=path, shape=items))
        if not leaf:
            self._add_below(rows, items, direction, path)

    def _unions(
        self, shape: Shape, direction: Direction, required: frozenset[str]
    ) -> tuple[list[Member], list[tuple[Union, frozenset[str]]]]:
        """Return the members that all variants of a union have alike, and each union with the names of those in it.

        Their rows stand among those of the owner, so that the variants do not repeat them.
        """
        in_all: list[Member] = []
        choices: list[tuple[Union, frozenset[str]]] = []
        for union in shape.unions:
            variants = [self.shapes.expanded(variant) for variant in union.variants]
            # What a recursive variant has is never written out here: it would be again below itself, without end.
            linked = any(variant.link for variant in union.variants)
            same = [member for member in variants[0].members if not linked and _in_all(member, variants[1:], required)]
            own = {member.name: member for member in shape.members}
            # What they demand of a member that the owner leaves optional stands with each of them: a discriminator
            # may select the owner itself (OpenAPI 3.0.4, Discriminator Object).
            same = [member for member in same if not _is_demanded(member, own.get(member.name), required)]
            in_all += [member for member in same if _visible(member.shape, direction) and member.name not in own]
            choices.append((union, frozenset(member.name for member in same)))
        return in_all, choices

    def _choice(
        self,
        owner: Shape,
        union: Union,
        path: str,
        direction: Direction,
        required: frozenset[str],
        hidden: frozenset[str],
    ) -> Choice:
        """Return what stands for a union of `owner` at `path`; `hidden` are the members that all variants have."""
        if union.needs is not None:
            needs = union.needs.renamed(lambda name: _join(path, name))
            return Choice(path=path, kind=union.kind, variants=(), needs=needs)
        shapes = [self.narrowed(owner, self.shapes.expanded(variant)) for variant in union.variants]
        conditions = self._mapped(union) or _conditions_of(shapes)
        variants = []
        titles = self.shapes.variant_names(union)
        for variant, shape, condition, title in zip(union.variants, shapes, conditions, titles, strict=True):
            refers = self._nesting.refers(variant)
            rows: list[Row] = []
            if not refers:
                rows += self._demanded(owner, shape, direction, path)
                self._add_below(rows, shape, direction, path, required, hidden | _repeated(owner, shape))
            # What is said of the owner need not be said again of what extends it.
            own = tuple(text for text in shape.descriptions if text not in owner.descriptions)
            shape = shape if own == shape.descriptions or refers else replace(shape, descriptions=own)
            variants.append(Variant(title=title, condition=condition, shape=shape, rows=tuple(rows), refers=refers))
        by = union.discriminator
        others = tuple(self._beside_variants(union))
        return Choice(
            path=path, kind=union.kind, variants=tuple(variants), by=by.property_name if by else "", others=others
        )

    def _beside_variants(self, union: Union) -> Iterator[OtherValue]:
        """Yield the values of a discriminator that select no variant.

        Where a value may lead to a variant that has no name, nothing is said of it.
        """
        selecting = self.shapes.selecting(union)
        told = {value for values in selecting for value in values}
        for value, target in union.discriminator.mapping if union.discriminator is not None else ():
            is_outside = not target.startswith("#") and self.shapes.named(target) is None
            if value not in told and (is_outside or all(selecting)):
                yield OtherValue(value=value, target=target, is_here=not is_outside)

    def narrowed(self, owner: Shape, variant: Shape) -> Shape:
        """Return a variant whose members, where they only narrow one of its owner's, are what both say of them.

        Source: JSON Schema 2020-12, Core, section 10.2.1: a variant applies together with its owner.
        """
        own = {member.name: member.shape for member in owner.members}
        both = {
            member.name: replace(member, shape=self.shapes.of(*own[member.name].key, *member.shape.key))
            for member in variant.members
            if member.name in own and member.shape.kind == "any" and not (member.shape.unions or own[member.name].link)
        }
        if not both:
            return variant
        return replace(variant, members=tuple(both.get(member.name, member) for member in variant.members))

    def _demanded(self, owner: Shape, variant: Shape, direction: Direction, path: str) -> Iterator[Row]:
        """Yield the rows of members of the owner of a union that are optional there, but required by a variant.

        Source: JSON Schema 2020-12, Core, section 10.2.1: a variant applies together with its owner.
        """
        own = {member.name for member in variant.members}
        for member in owner.members:
            if member.name in variant.required - own and not member.required and _visible(member.shape, direction):
                refers = None if is_leaf(member.shape) else self.refers(member.shape)
                yield Field(path=_join(path, member.name), shape=member.shape, required=True, refers=refers)

    def _further(self, shape: Shape, direction: Direction, path: str, required: frozenset[str]) -> Iterator[Cases]:
        """Yield what holds in some cases only, what some items are like, and what a text holds.

        `required` are the members that the value has, be it for what holds around it.
        """
        restrictions = shape.restrictions
        hidden = {member.name for member in shape.members if not _visible(member.shape, direction)}
        for name, names in restrictions.dependent:
            shown = tuple(demanded for demanded in names if demanded not in hidden | required)
            if shown and name not in hidden:
                where = Branch(shape=_ANY, name=name)
                case = Case(title="", condition=None, shape=where.shape, rows=(), where=where, names=shown)
                yield Cases(path=path, kind="cases", variants=(case,))
        for group in restrictions.cases:
            branches = [replace(branch, required=branch.required | required) for branch in group]
            cases = [self._case(shape, branch.shape, branch, direction, path) for branch in branches]
            yield Cases(path=path, kind="cases", variants=tuple(cases))
        for some in restrictions.contained:
            if some.shape.members or some.shape.link:
                items = shape.items if shape.items is not None and not shape.prefix_items else _ANY
                case = self._case(items, some.shape, some, direction, f"{path}[]")
                yield Cases(path=path, kind="contains", variants=(case,))
        if restrictions.content is not None:
            case = self._case(_ANY, restrictions.content, None, direction, path)
            media = [limit.value for limit in shape.constraints if limit.keyword == "contentMediaType"]
            case = replace(case, title=str(value_of(media[0])) if media else "")
            yield Cases(path=path, kind="content", variants=(case,))

    def _case(
        self, owner: Shape, shape: Shape, where: Branch | Contained | None, direction: Direction, path: str
    ) -> Case:
        """Return what `shape` says of a value at `path`, of which `owner` holds as well.

        What both say of a member stands together in its row; members of which `shape` says nothing have none.
        """
        refers = self._nesting.refers(shape) if not is_leaf(shape) else None
        shape = self.shapes.expanded(shape)
        rows: list[Row] = []
        # Within itself a case says no more: a recursive member that it restricts would bring it again without end.
        if refers is None and shape.key not in self._open_cases:
            self._open_cases.add(shape.key)
            self._add_added(rows, owner, shape, direction, path)
            self._open_cases.discard(shape.key)
        return Case(title="", condition=None, shape=shape, rows=tuple(rows), refers=refers, where=where)

    def _add_added(self, rows: list[Row], owner: Shape, shape: Shape, direction: Direction, path: str) -> None:
        """Add the rows of what `shape` says of a value of which `owner` holds as well; each has what both say."""
        whole = self.shapes.of(*owner.key, *shape.key) if owner.key else shape
        names = {member.name for member in shape.members} | (shape.required - owner.required)
        members = {member.name: member for member in whole.members if member.name in names}
        for name in names - members.keys():
            members[name] = Member(name=name, shape=_of_variants(whole, name), required=True, declared=False)
        for member in _sorted((member for member in members.values() if _visible(member.shape, direction)), direction):
            below, known, added = _join(path, member.name), owner.member(member.name), shape.member(member.name)
            if known is None:
                self._add(rows, below, member.shape, member.required, direction, declared=member.declared)
                continue
            further = added is not None and not is_leaf(added.shape) and not member.shape.never
            refers = None if is_leaf(known.shape) or member.shape.never else self.refers(known.shape)
            large = self.refers(added.shape) if added is not None and further else None
            rows.append(Field(path=below, shape=member.shape, required=member.required, refers=large or refers))
            if added is not None and further and large is None:
                self._add_added(rows, self.shapes.expanded(known.shape), added.shape, direction, below)
        self._add_below(rows, replace(shape, members=()), direction, path, owner.required)

    def _mapped(self, union: Union) -> list[Condition | None]:
        """Return what the discriminator says of each variant; empty where it says nothing of any."""
        selecting = self.shapes.selecting(union)
        by = union.discriminator
        if by is None or not any(selecting):
            return []
        return [(by.property_name, tuple(map(canonical, values))) if values else None for values in selecting]


class Nesting:
    """Tells how large shapes are, each measured once, and which are not written out where they are used.

    Those are recursive ones, very large and very deep ones, and the ones with the keys `moved`, for which the file that
    uses them has no room.
    """

    def __init__(self, moved: frozenset[tuple[SchemaId, ...]] = frozenset()) -> None:
        self._moved = moved
        self._sizes: dict[tuple[SchemaId, ...], int] = {}
        self._heights: dict[tuple[SchemaId, ...], int] = {}
        # By shape and not by key: within a recursion there is a second shape of the same key, a link.
        self._referred: dict[Shape, Shape | None] = {}

    def size(self, shape: Shape) -> int:
        """Return how many rows are written in place below the shape."""
        if shape.key not in self._sizes:
            below = _parts(shape)
            self._sizes[shape.key] = len(below) + sum([self._in_place(part) for part in below if not is_leaf(part)])
        return self._sizes[shape.key]

    def refers(self, shape: Shape) -> Shape | None:
        """Return the shape that a nested value only refers to, looking through arrays and maps; mostly `None`."""
        if shape not in self._referred:
            self._referred[shape] = self._find_referred(shape)
        return self._referred[shape]

    def _find_referred(self, shape: Shape) -> Shape | None:
        # Of arrays and maps within each other that are all stated apart, the innermost is referred to.
        while True:
            inner = _only_part(shape)
            if self.is_stated_apart(shape) and (inner is None or not self.is_stated_apart(inner)):
                return shape
            if inner is None:
                return None
            shape = inner

    def is_stated_apart(self, shape: Shape) -> bool:
        """Tell whether a nested shape is stated in a place of its own."""
        if shape.link or shape.key in self._moved or self.size(shape) > ROWS_IN_PLACE:
            return True
        # By the height and not by the depth: so it does not depend on where the shape is used.
        height = self._height(shape)
        return height > 0 and height % LEVELS_IN_PLACE == 0

    def _height(self, shape: Shape) -> int:
        """Return how many levels of shapes are below one."""
        if shape.key not in self._heights:
            below = _parts(shape)
            levels = [self._height(part) for part in below if not is_leaf(part)]
            self._heights[shape.key] = 1 + max(levels, default=0) if below else 0
        return self._heights[shape.key]

    def _in_place(self, shape: Shape) -> int:
        """Return how many rows a nested shape adds where it is used: none where it is only referred to."""
        rows = 0 if shape.link or shape.key in self._moved else self.size(shape)
        return rows if rows <= ROWS_IN_PLACE else 0


def flattened(rows: tuple[Row, ...]) -> tuple[Field, ...]:
    """Return the fields among rows, and those in the variants of choices among them, at any depth."""
    fields: list[Field] = []
    for row in rows:
        if isinstance(row, Field):
            fields.append(row)
        else:
            for variant in row.variants:
                fields += flattened(variant.rows)
    return tuple(fields)


def outside_cases(rows: tuple[Row, ...]) -> Iterator[Field]:
    """Yield the fields among rows and in the variants of choices, without those of what holds in some cases only."""
    for row in rows:
        if isinstance(row, Field):
            yield row
        elif not isinstance(row, Cases):
            for variant in row.variants:
                yield from outside_cases(variant.rows)


def _has_marks(shape: Shape) -> bool:
    """Tell whether the row of a value says what it must not be or have, or what it holds in which places."""
    restrictions = shape.restrictions
    held = any(some.shape not in restrictions.parts for some in restrictions.contained)
    named = shape.names is not None and any(text not in _ANY_NAME for text in restrictions.names)
    closed = shape.values is False or shape.more_items is False
    return bool(restrictions.negated or held or named or shape.prefix_items or closed)


_ANY_NAME = frozenset({"{}", '{"type":"string"}'})
"""Schemas that the name of every member is valid against."""
_ANY = Shape(key=())


def _of_variants(shape: Shape, name: str) -> Shape:
    """Return the form of a member that a variant of a shape declares, of anything where none does."""
    members = (variant.member(name) for variant in alternatives(shape))
    return next((member.shape for member in members if member is not None), _ANY)


def segments_of(path: str) -> tuple[str, ...]:
    """Return the names that a path is made of, dotted or as it is sent in a query: `a.b` and `a[b]` are a and b.

    An array's items are the empty name: `a[]` is a and ''.
    """
    return tuple(
        _ESCAPED.sub(r"\1", match[1]) if match[1] is not None else match[3] or match[2]
        for match in _SEGMENT.finditer(path)
    )


def holder_of(path: str) -> str:
    """Return the path of the object that a field stands in, empty for the outermost: `a[].b.c` → `a[].b`."""
    return path.rpartition(".")[0]


def as_sent(parameter: str, path: str) -> str:
    """Return a field of a deepObject parameter as it is sent: `filter` and `owner.id` make `filter[owner][id]`."""
    return parameter + "".join(f"[{name}]" for name in segments_of(path))


def is_leaf(shape: Shape) -> bool:
    """Tell whether a shape has no rows of its own anywhere: no members, items, variants, and it is no link."""
    parts = shape.members or shape.patterns or shape.unions or shape.prefix_items
    conditional = shape.restrictions.parts or shape.restrictions.dependent
    holds_shapes = parts or shape.items is not None or shape.link or conditional
    return not holds_shapes and (shape.values is None or isinstance(shape.values, bool))


def _parts(shape: Shape) -> list[Shape]:
    """Return the shapes directly below one, those of its variants included."""
    parts = [member.shape for member in (*shape.members, *shape.patterns)]
    parts += shape.prefix_items
    if shape.items is not None:
        parts.append(shape.items)
    if isinstance(shape.values, Shape):
        parts.append(shape.values)
    for union in shape.unions:
        parts += union.variants
    parts += shape.restrictions.parts
    return parts


def _only_part(shape: Shape) -> Shape | None:
    """Return what an array or map holds, when it is nothing but an array or map."""
    if shape.members or shape.unions or shape.prefix_items or len(shape.patterns) > 1:
        return None
    if shape.patterns:
        return None if isinstance(shape.values, Shape) else shape.patterns[0].shape
    if shape.items is not None:
        return shape.items
    return shape.values if isinstance(shape.values, Shape) else None


def _in_all(member: Member, variants: list[Shape], required: frozenset[str]) -> bool:
    """Tell whether every variant has a member of the same name and shape, which is required in all of them or in none.

    `required` are names that the owner of the union demands of all variants.
    """
    for variant in variants:
        other = variant.member(member.name)
        if other is None or other.shape.key != member.shape.key:
            return False
        if other.required != member.required and member.name not in required:
            return False
    return True


def _is_demanded(member: Member, own: Member | None, required: frozenset[str]) -> bool:
    """Tell whether a member is required of a union's variants, and optional by their owner, which has it as well."""
    return own is not None and member.required and not (own.required or member.name in required)


def _repeated(owner: Shape, variant: Shape) -> set[str]:
    """Return the names of the members of a variant that stand among its owner's, as they are."""
    own = {member.name: member for member in owner.members}
    return {
        member.name
        for member in variant.members
        if member.name in own
        and own[member.name].shape.key == member.shape.key
        and (own[member.name].required or not member.required)
    }


def _conditions_of(variants: list[Shape]) -> list[Condition | None]:
    """Return what selects each variant: a property that all have, with enums that do not overlap; else `None` for each.

    Required properties are looked at first: others may be missing.
    """
    for member in sorted(variants[0].members, key=lambda member: (not member.required, member.name)):
        if not member.shape.enum:
            continue
        others = [variant.member(member.name) for variant in variants]
        enums = [other.shape.enum for other in others if other is not None and other.shape.enum]
        if len(enums) == len(variants) and len({text for enum in enums for text in enum}) == sum(map(len, enums)):
            return [(member.name, enum) for enum in enums]
    return [None] * len(variants)


def _visible(shape: Shape, direction: Direction) -> bool:
    return not (shape.read_only if direction is Direction.REQUEST else shape.write_only)


def _sorted(members: Iterable[Member], direction: Direction) -> list[Member]:
    """Return members in the order of their rows."""
    if direction is Direction.REQUEST:
        return sorted(members, key=lambda member: (not member.required, member.name != "id", member.name))
    return sorted(members, key=lambda member: (member.name != "id", member.name))


def _join(path: str, name: str) -> str:
    if not _PLAIN_NAME.fullmatch(name):
        return _quoted(path, name)
    return f"{path}.{name}" if path else name


def _quoted(path: str, name: str) -> str:
    """Return a path that goes on with a name which could be misread without quotes."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'{path}["{quoted}"]'
