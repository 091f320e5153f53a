"""Which schemas have files of their own in `schemas/`: recursive ones, and objects that a file has no room for.

A file of a call or a webhook states all fields in place, with two exceptions that it links: recursive schemas, which
cannot be written out to the end, and in a file that would exceed `CHARACTERS_TO_FILL` the largest nested objects. Both
are decided before anything is written, by going through the shapes that each file states.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction, Fields, Nesting, Row, ShapeKey, is_leaf
from ampeco_refgen.catalog.model import Catalog, MediaType, Operation, Parameter, Response, SchemaId, Webhook
from ampeco_refgen.catalog.payload import payload_of
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.naming import shape_name
from ampeco_refgen.infer.successors import referred_shapes
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY, Vocabulary
from ampeco_refgen.limits import CHARACTERS_TO_FILL
from ampeco_refgen.markdown.names import unique_slugs
from ampeco_refgen.pages.documented_examples import ALL_EXAMPLES, LONGEST_EXAMPLE, characters_of_examples
from ampeco_refgen.pages.layout import SCHEMAS_FOLDER, Layout, visible_title
from ampeco_refgen.pages.linked_responses import LinkedResponses
from ampeco_refgen.pages.long_enums import VALUES_IN_LINE, EnumValues, enums_in, enums_of
from ampeco_refgen.pages.responses import Envelope, error_responses
from ampeco_refgen.pages.serialization import read_only_fields, shape_of
from ampeco_refgen.progress import Progress, counted, unwatched

_HEAD = 3_000
"""Characters that a file needs beside the fields it states."""
_WORTH_MOVING = 300
"""Characters of an object's fields; a link to a smaller object would save too little to be worth reading two files."""
_LINE = 30
"""Characters of a field's line beside its name, values and descriptions."""


class SchemaFile(Struct, frozen=True, kw_only=True, eq=False):
    """The file of a schema that is not stated where it is used; `users` are the files that refer to it."""

    path: str
    title: str
    shape: Shape
    direction: Direction
    users: tuple[str, ...]


class SchemaFiles(Struct, frozen=True, kw_only=True):
    """What `find_schema_files` finds in the shapes that all files state.

    `schemas` are the schemas that get files of their own, by shape and direction. `fields` gives the rows of a file
    from which objects move out, by its path; a file that states all in place is not in it. `enums` are the long enums
    in use, each with the name of a field that takes it.
    """

    schemas: dict[ShapeKey, SchemaFile]
    fields: dict[str, Fields]
    enums: tuple[tuple[str, EnumValues], ...]


def find_schema_files(
    catalog: Catalog,
    fields: Fields,
    layout: Layout,
    envelopes: Iterable[Envelope],
    linked_responses: LinkedResponses,
    vocabulary: Vocabulary = NO_VOCABULARY,
    progress: Progress = unwatched,
) -> SchemaFiles:
    """Go through what the files of calls and webhooks state, and return which schemas get files of their own."""
    finder = _SchemaFileFinder(fields)
    for operation in counted(catalog.operations, progress, "plan", len(catalog.operations)):
        stated = list(_stated_by_call(operation, fields, linked_responses))
        taken = characters_of_examples([operation], fields.shapes)
        finder.add_file(layout.calls[operation.key], stated, shape_name(operation, vocabulary), taken)
    for webhook in layout.webhooks:
        stated = [shape for payload, _ in webhook.payloads for shape in _stated_by_webhook(payload, fields)]
        taken = characters_of_examples([payload for payload, _ in webhook.payloads], fields.shapes)
        finder.add_file(webhook.path, stated, webhook.name, taken)
    for envelope in envelopes:
        for operation in envelope.operations:
            finder.add_rows(layout.calls[operation.key], envelope.rows, Direction.RESPONSE, envelope.title)
    return finder.result()


class _Stated(Struct, frozen=True, kw_only=True):
    """A shape that a file states: `name` is that of the parameter that has it, empty for a body."""

    shape: Shape
    direction: Direction
    name: str = ""


def _stated_by_call(operation: Operation, fields: Fields, linked_responses: LinkedResponses) -> Iterator[_Stated]:
    yield from _of_parameters(operation.parameters, Direction.REQUEST, fields)
    yield from _of_body(operation.body.media if operation.body else (), Direction.REQUEST, fields)
    errors = error_responses(operation)
    for response in operation.responses:
        linked = [
            media
            for media in response.media
            if linked_responses.same_as_get(operation, payload_of(media, fields.shapes)) is not None
        ]
        yield from _of_response(response, fields, linked, whole=response in errors)


def _stated_by_webhook(webhook: Webhook, fields: Fields) -> Iterator[_Stated]:
    """Yield the shapes of a webhook's file, all as a client receives them, since it is the API that sends them."""
    yield from _of_parameters(webhook.parameters, Direction.RESPONSE, fields)
    yield from _of_body(webhook.body.media if webhook.body else (), Direction.RESPONSE, fields)
    for response in webhook.responses:
        yield from _of_response(response, fields, whole=True)


def _of_response(
    response: Response, fields: Fields, linked: Sequence[MediaType] = (), *, whole: bool = False
) -> Iterator[_Stated]:
    """Yield the shapes of a response; `linked` are media types whose fields another file has.

    An error is stated as a `whole`, and so is what a receiver answers; of others only what is in `data`.
    """
    yield from _of_parameters(response.headers, Direction.RESPONSE, fields)
    by_schema: dict[SchemaId, MediaType] = {}
    for media in response.media:
        if media.schema is not None:
            by_schema.setdefault(media.schema, media)
    for media in by_schema.values():
        payload = payload_of(media, fields.shapes)
        stated = payload.root if whole else payload.item
        if stated is not None and media not in linked:
            yield _Stated(shape=fields.shapes.expanded(stated), direction=Direction.RESPONSE)


def _of_parameters(parameters: Iterable[Parameter], direction: Direction, fields: Fields) -> Iterator[_Stated]:
    for parameter in parameters:
        if (shape := shape_of(parameter, fields)) is not None:
            yield _Stated(shape=shape, direction=direction, name=parameter.name)


def _of_body(media: Iterable[MediaType], direction: Direction, fields: Fields) -> Iterator[_Stated]:
    for schema in dict.fromkeys(media_type.schema for media_type in media if media_type.schema is not None):
        yield _Stated(shape=fields.shapes.expanded(fields.shapes.of(schema)), direction=direction)


class _Draft(Struct, frozen=True, kw_only=True):
    """A schema that gets a file; `referring` is the title of the file that refers to it first."""

    key: ShapeKey
    shape: Shape
    referring: str


class _SchemaFileFinder:
    """Finds the schemas that files refer to.

    `add_file` and `add_rows` are called for every file of the bundle that states fields; `result` then goes on with the
    files of the schemas themselves, until these refer to no further ones.
    """

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._large_objects = LargeObjects()
        self._users: dict[ShapeKey, dict[str, None]] = {}
        self._waiting: list[_Draft] = []
        self._moving: dict[str, Fields] = {}
        self._enums: list[tuple[str, EnumValues]] = []

    def add_file(self, path: str, stated: list[_Stated], title: str, taken: int = 0) -> None:
        """Look at what a file states: note the schemas that it has to refer to and the long enums in it.

        `taken` is how many characters of it are for what is not in these shapes.
        """
        moved = self._large_objects.moved_out_of([stated_shape.shape for stated_shape in stated], taken)
        fields = self._fields
        if moved:
            fields = self._moving[path] = fields.moving(moved)
        for stated_shape in stated:
            shape, direction = stated_shape.shape, stated_shape.direction
            name = stated_shape.name or "value"
            self._enums += enums_of(name, shape)
            self.add_rows(path, fields.rows(shape, direction), direction, title, name)
            if direction is Direction.REQUEST:
                # What a client must not send is shown as it will be received: see `read_only_fields`.
                self.add_rows(path, read_only_fields(shape, fields), Direction.RESPONSE, title)

    def add_rows(self, path: str, rows: tuple[Row, ...], direction: Direction, title: str, name: str = "value") -> None:
        """Note the schemas that rows of a file refer to; one without a name is named after the file's `title`.

        `name` is that of the value which the rows belong to.
        """
        self._enums += enums_in(rows, name)
        for below in referred_shapes(rows):
            target = self._fields.shapes.linked(below)
            key = (target.key, direction)
            if key not in self._users:
                self._users[key] = {}
                self._waiting.append(_Draft(key=key, shape=target, referring=title))
            self._users[key][path] = None

    def result(self) -> SchemaFiles:
        """Return all that was found, after looking at the files of the schemas that were found so far as well."""
        names = _SchemaNames(self._fields)
        files: dict[ShapeKey, SchemaFile] = {}
        while self._waiting:
            draft = self._waiting.pop(0)
            direction = draft.key[1]
            title, path = names.give(draft.key, draft.shape, draft.referring)
            files[draft.key] = SchemaFile(path=path, title=title, shape=draft.shape, direction=direction, users=())
            self.add_file(path, [_Stated(shape=draft.shape, direction=direction)], title)
        # Only now is it known which files refer to each: the last one may refer to the first.
        schemas = {key: replace(file, users=tuple(self._users[key])) for key, file in files.items()}
        return SchemaFiles(schemas=schemas, fields=self._moving, enums=tuple(self._enums))


class _SchemaNames:
    """Gives schemas titles and paths: by the name of the component, else by the file that refers to them first."""

    def __init__(self, fields: Fields) -> None:
        self._components = {shape.key: name for name, shape in fields.shapes.components()}
        self._stems = unique_slugs(self._components.values())
        self._taken: set[str] = {"enums"}

    def give(self, key: ShapeKey, shape: Shape, referring: str) -> tuple[str, str]:
        """Return the title and the path of the file of a schema; `referring` is the title of what refers to it."""
        component = self._components.get(shape.key, "")
        title = visible_title(component, component) if component else f"{referring} part"
        # Components have slugs that are unique among themselves; further files get numbers below.
        stem = self._stems[component] if component else unique_slugs([title])[title]
        if key[1] is Direction.REQUEST:
            title, stem = f"{title} (sent)", f"{stem}-sent"
        choices = chain([stem], (f"{stem}-{number}" for number in count(2)))
        name = next(choice for choice in choices if choice not in self._taken)
        self._taken.add(name)
        if name != stem:
            title = f"{title} {name.removeprefix(f'{stem}-')}"
        return title, f"{SCHEMAS_FOLDER}/{name}.md"


class LargeObjects:
    """Decides which objects move out of files that would be too long, for all files of one bundle.

    Most shapes stand in the files of many calls; each is counted once.
    """

    def __init__(self) -> None:
        self._in_place = _Sizes(frozenset())

    def moved_out_of(self, stated: Sequence[Shape], taken: int = 0) -> frozenset[tuple[SchemaId, ...]]:
        """Return the keys of the objects for which a file with the shapes `stated` has no room: it refers to them.

        Mostly there are none. Else they are the largest, as few of them as it takes. `taken` are characters of the file
        that are for something else.
        """
        if _fits(stated, self._in_place, taken):
            return frozenset()
        characters = {shape.key: self._in_place.below(shape).characters for shape in _nested(stated, self._in_place)}
        largest = sorted(
            (key for key in characters if characters[key] > _WORTH_MOVING), key=lambda key: (-characters[key], key)
        )
        # The more objects move out, the more room there is: the least number that fits is found by halving.
        number = bisect_left(
            range(len(largest)), True, key=lambda number: _fits(stated, _Sizes(frozenset(largest[:number])), taken)
        )
        return frozenset(largest[:number])


def _fits(stated: Iterable[Shape], sizes: _Sizes, taken: int) -> bool:
    return taken + sum(sizes.below(shape).characters for shape in stated) <= CHARACTERS_TO_FILL - _HEAD


class _Size(Struct, frozen=True):
    """How many rows are written out below a shape, and about how many characters these have."""

    rows: int
    characters: int


class _Sizes:
    """Gives the sizes of shapes in a file that only refers to the objects with the keys `moved`; keeps each size."""

    def __init__(self, moved: frozenset[tuple[SchemaId, ...]]) -> None:
        self.nesting = Nesting(moved)
        self._known: dict[Shape, _Size] = {}

    def below(self, shape: Shape) -> _Size:
        """Return the size of what is written out below a value of a shape."""
        if shape not in self._known:
            rows = characters = 0
            for name, part in _named_parts(shape):
                rows += 1
                characters += len(name) + _own(part)
                if not is_leaf(part) and not self.nesting.is_stated_apart(part):
                    below = self.below(part)
                    rows += below.rows
                    # Each row states its whole path, so the name stands in every row below it, with a dot.
                    characters += below.characters + below.rows * (len(name) + 1)
            self._known[shape] = _Size(rows, characters)
        return self._known[shape]


def _named_parts(shape: Shape) -> Iterator[tuple[str, Shape]]:
    """Yield what a shape directly consists of, each with what stands for it in a path: members, items, variants."""
    yield from ((member.name, member.shape) for member in shape.members)
    yield from (("[0]", item) for item in shape.prefix_items)
    if shape.items is not None:
        yield "[]", shape.items
    yield from ((f'*["{member.name}"]', member.shape) for member in shape.patterns)
    if isinstance(shape.values, Shape):
        yield "*", shape.values
    for union in shape.unions:
        yield from (("", variant) for variant in union.variants)
    yield from (("", part) for part in shape.restrictions.parts)


def _own(shape: Shape) -> int:
    """Return about how many characters the line of a field has beside its name."""
    descriptions = sum(map(len, shape.descriptions))
    descriptions += sum(len(text) for pair in shape.enum_descriptions for text in pair)
    values = sum(len(text) + 3 for text in shape.enum) if shape.enum and len(shape.enum) <= VALUES_IN_LINE else 0
    limits = sum(len(limit.keyword) + len(limit.value) for limit in shape.constraints)
    examples = min(ALL_EXAMPLES, sum(min(len(text), LONGEST_EXAMPLE) for text in shape.examples))
    return _LINE + descriptions + values + limits + examples + len(shape.default or "")


def _nested(stated: Iterable[Shape], sizes: _Sizes) -> Iterator[Shape]:
    """Yield the objects that are written out below the shapes `stated`, each once."""
    seen: set[Shape] = set(stated)
    pending = list(seen)
    while pending:
        for _, part in _named_parts(pending.pop()):
            if part not in seen and not is_leaf(part) and not sizes.nesting.is_stated_apart(part):
                seen.add(part)
                pending.append(part)
                if part.members or part.unions:
                    yield part
