"""The rules that find what a document says in two ways, or says where it cannot hold; `inconsistencies` lists them.

Each rule is a function from the `InconsistencyContext` of a document to what it finds. Rules compare facts only, so
that what they find is there; nothing is guessed. First come rules for the values that fields and parameters have, then
those for calls: paths, parameters, responses, webhooks, components.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from itertools import combinations
from math import ceil
from typing import NamedTuple

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog, Operation, SchemaId, Webhook
from ampeco_refgen.catalog.payload import Wrapping, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.catalog.usage import of_call, of_media, of_responses
from ampeco_refgen.infer.naming import singular_words, words
from ampeco_refgen.infer.occurrences import (
    NUMERIC_FORMATS,
    FieldPlace,
    Location,
    Occurrence,
    Occurrences,
    label_of,
    places_of,
)
from ampeco_refgen.infer.responses import ResponseForm, include_values

NEARLY_ALL = 0.75
"""Two enums of one field are the same one when they share at least this part of their values, spelling aside."""

KNOWN_FORMATS = frozenset(
    {
        *("date", "date-time", "date-time-local", "time", "time-local", "duration", "unixtime", "http-date"),
        *("email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri", "uri-reference", "uri-template"),
        *("iri", "iri-reference", "uuid", "json-pointer", "relative-json-pointer", "regex", "char", "html"),
        *("commonmark", "media-range", "password", "binary", "byte", "base64url", "int8", "uint8", "int16", "uint16"),
        *("int32", "uint32", "int64", "uint64", "double-int", "float", "double", "decimal", "decimal128"),
        *("sf-binary", "sf-boolean", "sf-decimal", "sf-integer", "sf-string", "sf-token"),
    }
)
"""The OpenAPI Format Registry (spec.openapis.org/registry/format), which holds those of JSON Schema too."""

_SYNONYMS = {"url": "uri"}
_ID_NAME = re.compile(r"(?:Id|ID|_id)s?$")
_DOUBLED = re.compile(r"(.)\1")
_WORD = re.compile(r"[a-z]{6,}")
_GENERIC = frozenset({"id", "key", "name", "code", "type", "slug", "uuid", "identifier", "version", "date"})
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_BARE = frozenset({Wrapping.BARE, Wrapping.BARE_LIST})
_POINTER = re.compile(r"\{\$request\.body#/([^{}]+)\}")
_LETTER, _NO_LETTER_OR_DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"[\W_]")
_PARAMETER = re.compile(r"\{[^{}]*\}")


class _SubpathPosition(NamedTuple):
    """A place in the paths of a resource in all its versions where a parameter stands: `subpath` ends with its `{}`."""

    family: str
    resource: str
    subpath: str


class Collection(NamedTuple):
    """What the calls on one collection share; `subpath` is theirs without a last id."""

    family: str
    resource: str
    version: str
    subpath: str


class InconsistencySide(Struct, frozen=True, kw_only=True):
    """One of the ways in which something is: in words (`way`), in names and values of the document, and where."""

    way: str = ""
    values: tuple[str, ...] = ()
    places: tuple[FieldPlace, ...] = ()
    operations: tuple[str, ...] = ()


class InconsistencyKind(StrEnum):
    """The kinds of inconsistency; what each means is said in `inconsistencies.RULES`."""

    ENUM_SPELLING = "enum-spelling"
    WORD_SPELLING = "word-spelling"
    FILTER_VALUES = "filter-values"
    FILTER_TYPE = "filter-type"
    RESPONSE_DIFFERS = "response-differs"
    BODY_NAMES = "body-names"
    ID_TYPES = "id-types"
    PATH_PARAMETER_TYPES = "path-parameter-types"
    PATH_PARAMETER_NAMES = "path-parameter-names"
    WRAPPING_DIFFERS = "wrapping-differs"
    PAGING_WITHOUT_LIST = "paging-without-list"
    READ_ONLY_REQUIRED = "read-only-required"
    REQUIRED_UNDECLARED = "required-undeclared"
    INCLUDE_ON_WRITE = "include-on-write"
    CALLBACK_EXPRESSION = "callback-expression"
    WEBHOOK_WITHOUT_PAYLOAD = "webhook-without-payload"
    FORMAT_SPELLING = "format-spelling"
    EMPTY_PATH = "empty-path"
    UNUSED_COMPONENT = "unused-component"
    OUTDATED_COMPONENT = "outdated-component"


class Inconsistency(Struct, frozen=True, kw_only=True):
    """One thing that the document says in two ways, or says where it cannot hold; `subject` names it."""

    kind: InconsistencyKind
    subject: str
    sides: tuple[InconsistencySide, ...]


class InconsistencyContext:
    """What every rule looks at: one document, with all its `occurrences`.

    `forms` tell by key in what form an operation responds, `collections` what collection it is about; `operations` are
    those that are not deprecated, `schemas_in_use` all schemas of what they take and give. `enums` are the live
    occurrences by the texts that they enumerate, `filtered` pairs of a filter and the field that it is named after.
    """

    def __init__(
        self, catalog: Catalog, fields: Fields, occurrences: Occurrences, forms: Mapping[str, ResponseForm]
    ) -> None:
        self.catalog = catalog
        self.fields = fields
        self.occurrences = occurrences
        self.forms = forms
        self.operations = tuple(operation for operation in catalog.operations if not operation.deprecated)
        self.collections = {operation.key: _collection_of(operation) for operation in catalog.operations}
        self.enums: dict[frozenset[str], list[Occurrence]] = {}
        for occurrence in occurrences.enumerated:
            if occurrence.live and (texts := occurrence.texts):
                self.enums.setdefault(texts, []).append(occurrence)
        self.filtered = self._filters_with_fields()
        self.schemas_in_use = fields.shapes.graph.reachable_from(
            root for operation in self.operations for root in of_call(operation)
        )

    @property
    def subscribing(self) -> tuple[Operation, ...]:
        """The live operations after which the API calls back."""
        return tuple(operation for operation in self.operations if operation.callbacks)

    def body(self, operation: Operation) -> Sequence[Occurrence]:
        """Return the live fields of what an operation takes."""
        return self.occurrences.live_by_owner(Location.BODY).get(operation.key, ())

    def _filters_with_fields(self) -> list[tuple[Occurrence, Occurrence]]:
        """Return the filters of lists, each with the field of the list's items that it is named after.

        Where several variants of an item have the field, it is that of the last one.
        """
        answered = self.occurrences.live_by_owner(Location.RESPONSE)
        pairs = []
        for owner, filters in self.occurrences.live_by_owner(Location.FILTER).items():
            fields = {field.path: field for field in answered.get(owner, ())}
            # `filter[name]` only: `filter[user][name]` would be named after a field of another object.
            top = (filter_ for filter_ in filters if filter_.path.count("[") == 1)
            pairs += [(filter_, fields[filter_.name]) for filter_ in top if filter_.name in fields]
        return pairs

    def bodies(self, operation: Operation, among: frozenset[SchemaId] | None = None) -> Iterator[Shape]:
        """Yield the bodies that an operation takes, all or those among some schemas."""
        shapes = self.fields.shapes
        for media in operation.body.media if operation.body else ():
            if media.schema is not None and (among is None or media.schema in among):
                yield shapes.expanded(shapes.of(media.schema))

    def payloads(self, operation: Operation) -> Iterator[tuple[Location, Shape]]:
        """Yield the bodies that an operation takes and the items that it answers with."""
        yield from ((Location.BODY, shape) for shape in self.bodies(operation))
        for response in success_responses(operation):
            for media in response.media:
                item = payload_of(media, self.fields.shapes).item
                if item is not None:
                    yield Location.RESPONSE, self.fields.shapes.expanded(item)


def enum_spelling(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find enums of the same values in several spellings: `never connected` and `never_connected`."""
    declared = {
        values: [occurrence for occurrence in occurrences if occurrence.location is not Location.FILTER]
        for values, occurrences in context.enums.items()
    }
    by_values = {values: occurrences for values, occurrences in declared.items() if len(values) > 1 and occurrences}
    for group in _spelling_groups(by_values):
        sides = tuple(_side(values, by_values[values]) for values in group)
        names = dict.fromkeys(occurrence.name for values in group for occurrence in by_values[values])
        yield Inconsistency(kind=InconsistencyKind.ENUM_SPELLING, subject=", ".join(sorted(names)), sides=sides)


def word_spelling(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find a word that fields of one name spell with one letter or with two: `canceled` and `cancelled`."""
    by_word: dict[tuple[str, str], dict[str, list[Occurrence]]] = {}
    for values, occurrences in context.enums.items():
        in_one_spelling = [(value, _DOUBLED.sub(r"\1", value)) for value in sorted(values) if _WORD.fullmatch(value)]
        for occurrence in occurrences:
            for value, plain in in_one_spelling:
                by_word.setdefault((occurrence.name, plain), {}).setdefault(value, []).append(occurrence)
    for (name, _), spellings in sorted(by_word.items(), key=lambda item: item[0]):
        if len(spellings) > 1:
            sides = tuple(_side((value,), spellings[value]) for value in sorted(spellings))
            yield Inconsistency(kind=InconsistencyKind.WORD_SPELLING, subject=name, sides=sides)


def filter_values(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find filters that take a value which the field they are named after never has."""
    for filter_, field in context.filtered:
        taken, had = filter_.texts, field.texts
        if had and taken - had:
            sides = (
                _side(taken - had, [filter_], way="only the filter"),
                _side(had - taken, [field], way="only the field"),
            )
            yield Inconsistency(kind=InconsistencyKind.FILTER_VALUES, subject=filter_.path, sides=sides)


def filter_type(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find filters that are declared as a number where the field they are named after is a text."""
    for filter_, field in context.filtered:
        numeric = filter_.item.kind in ("integer", "number") or filter_.item.format in NUMERIC_FORMATS
        if numeric and field.item.types == ("string",) and field.item.format not in NUMERIC_FORMATS:
            sides = (_side((), [filter_], way=_type_of(filter_)), _side((), [field], way=_type_of(field)))
            yield Inconsistency(kind=InconsistencyKind.FILTER_TYPE, subject=filter_.path, sides=sides)


def response_differs(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that the calls on one collection answer with in different types, or of different values."""
    for (_, path), owners in _differing_fields(context).items():
        # Nothing differs where all calls answer with the same shapes, of which the variants of a union have several.
        if len({frozenset(occurrence.shape.key for occurrence in occurrences) for occurrences in owners.values()}) == 1:
            continue
        # The calls must be about something that can be read: what only writing answers with is not compared.
        if not any(owner.startswith("GET ") for owner in owners):
            continue
        types, values = _grouped_by(owners, _types), _grouped_by(owners, _enum_texts)
        if len(types) > 1:
            sides = tuple(
                _side((), types[kinds], way=" or ".join(sorted(kinds))) for kinds in sorted(types, key=sorted)
            )
            yield Inconsistency(kind=InconsistencyKind.RESPONSE_DIFFERS, subject=path, sides=sides)
        if len(values) > 1:
            common = frozenset.intersection(*values)
            sides = tuple(_side(texts - common, values[texts]) for texts in sorted(values, key=sorted))
            yield Inconsistency(kind=InconsistencyKind.RESPONSE_DIFFERS, subject=path, sides=sides)


def body_names(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that are sent under another spelling than they come back under: `first_name` and `firstName`."""
    by_collection: dict[Collection, dict[Location, list[Occurrence]]] = {}
    for operation in (operation for operation in context.operations if operation.body is not None):
        by_location = by_collection.setdefault(
            context.collections[operation.key], {Location.BODY: [], Location.RESPONSE: []}
        )
        for location, occurrences in by_location.items():
            occurrences += context.occurrences.live_by_owner(location).get(operation.key, ())
    for by_location in by_collection.values():
        # Paths as keys, in the order that they are met: of several that are spelled alike the last one counts.
        sent, back = (dict.fromkeys(field.path for field in occurrences) for occurrences in by_location.values())
        if sent.keys() <= back.keys():
            continue
        unsent = {_spelled_path(path): path for path in back if path not in sent}
        for path in sent:
            if path not in back and (other := unsent.get(_spelled_path(path))) is not None:
                fields_sent = [field for field in by_location[Location.BODY] if field.path == path]
                fields_back = [field for field in by_location[Location.RESPONSE] if field.path == other]
                sides = (_side([path], fields_sent), _side([other], fields_back))
                yield Inconsistency(kind=InconsistencyKind.BODY_NAMES, subject=path, sides=sides)


def id_types(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find names of identifiers that are a number in one place and a text in another."""
    by_name: dict[str, dict[str, list[Occurrence]]] = {}
    for name, occurrences in context.occurrences.live_by_name.items():
        for occurrence in occurrences if _ID_NAME.search(name) else ():
            kind = "number" if occurrence.item.kind == "integer" else occurrence.item.kind
            if kind in ("number", "string") and occurrence.location not in (Location.FILTER, Location.QUERY):
                by_name.setdefault(name, {}).setdefault(kind, []).append(occurrence)
    for name in sorted(by_name):
        if len(by_name[name]) > 1:
            sides = tuple(_side((), by_name[name][kind], way=kind) for kind in sorted(by_name[name]))
            yield Inconsistency(kind=InconsistencyKind.ID_TYPES, subject=name, sides=sides)


def format_spelling(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find formats that no registry knows but that are spelled nearly like one, also among what is deprecated."""
    by_format = context.occurrences.by_format
    for form in sorted(by_format.keys() - KNOWN_FORMATS - NUMERIC_FORMATS):
        close = [_SYNONYMS[form]] if form in _SYNONYMS else get_close_matches(form, sorted(KNOWN_FORMATS), 1, 0.8)
        if close:
            sides = (
                _side([form], by_format[form], way="said"),
                InconsistencySide(way="registered", values=(close[0],)),
            )
            yield Inconsistency(kind=InconsistencyKind.FORMAT_SPELLING, subject=form, sides=sides)


def path_parameter_types(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find path parameters of one name that are a number in one path and a text in another."""
    by_name: dict[str, dict[str, list[Occurrence]]] = {}
    for occurrence in context.occurrences.at(Location.PATH):
        if occurrence.live and occurrence.path.lower() not in _GENERIC:
            by_name.setdefault(occurrence.path, {}).setdefault(occurrence.shape.kind, []).append(occurrence)
    for name in sorted(by_name):
        if len(by_name[name]) > 1:
            sides = tuple(
                InconsistencySide(way=kind, operations=_owners(by_name[name][kind])) for kind in sorted(by_name[name])
            )
            yield Inconsistency(kind=InconsistencyKind.PATH_PARAMETER_TYPES, subject=f"{{{name}}}", sides=sides)


def path_parameter_names(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find parameters at the same place of a resource's paths that have several names, in any version."""
    by_position: dict[_SubpathPosition, dict[str, list[str]]] = {}
    for operation in context.catalog.operations:
        place = operation.place
        steps = place.subpath.split("/")
        for number, step in enumerate(steps, 1):
            if step.startswith("{"):
                position = _SubpathPosition(place.family, place.resource, _unnamed("/".join(steps[:number])))
                by_position.setdefault(position, {}).setdefault(step, []).append(operation.key)
    for position, names in by_position.items():
        if len(names) > 1:
            sides = tuple(InconsistencySide(values=(name,), operations=tuple(keys)) for name, keys in names.items())
            subject = f"{position.family}/{position.resource}{position.subpath}"
            yield Inconsistency(kind=InconsistencyKind.PATH_PARAMETER_NAMES, subject=subject, sides=sides)


def wrapping_differs(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find collections of which some calls wrap their answer in `data` and others do not."""
    by_collection: dict[Collection, dict[bool, list[str]]] = {}
    for operation in context.operations:
        kinds = context.forms[operation.key].wrappings
        if kinds and (kinds <= _BARE or not kinds & _BARE):
            ways = by_collection.setdefault(context.collections[operation.key], {})
            ways.setdefault(kinds <= _BARE, []).append(operation.key)
    for collection, ways in by_collection.items():
        if len(ways) > 1 and any(key.startswith("GET ") for keys in ways.values() for key in keys):
            sides = (
                InconsistencySide(way="in data", operations=tuple(ways[False])),
                InconsistencySide(way="bare", operations=tuple(ways[True])),
            )
            subject = f"{collection.family}/{collection.resource}/{collection.version}{collection.subpath}"
            yield Inconsistency(kind=InconsistencyKind.WRAPPING_DIFFERS, subject=subject, sides=sides)


def paging_without_list(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find answers that tell of pages although what they hold under `data` is no list."""
    keys = (operation.key for operation in context.operations)
    paged = [
        key for key in keys if context.forms[key].paging.paged and context.forms[key].wrappings == {Wrapping.OBJECT}
    ]
    if paged:
        sides = (InconsistencySide(way=Wrapping.OBJECT.value, operations=tuple(paged)),)
        yield Inconsistency(kind=InconsistencyKind.PAGING_WITHOUT_LIST, subject="data", sides=sides)


def read_only_required(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that a body requires although they are read-only, so that a client must not send them."""
    unsent = context.fields.shapes.graph.holding(lambda schema: schema.read_only)
    by_field: dict[_FieldKey, list[str]] = {}
    for operation in context.operations:
        for shape in context.bodies(operation, among=unsent):
            for path in _required_read_only(shape, context.fields):
                by_field.setdefault(_FieldKey(label_of(operation), Location.BODY, path), []).append(operation.key)
    yield from _one_for_each_field(InconsistencyKind.READ_ONLY_REQUIRED, by_field)


def required_undeclared(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find names that a payload requires without saying what they are."""
    by_field: dict[_FieldKey, list[str]] = {}
    for operation in context.operations:
        shapes = {(location, shape.key): shape for location, shape in context.payloads(operation) if shape.required}
        for (location, _), shape in shapes.items():
            for name in sorted(shape.required - _member_names(shape, context)):
                by_field.setdefault(_FieldKey(label_of(operation), location, name), []).append(operation.key)
    yield from _one_for_each_field(InconsistencyKind.REQUIRED_UNDECLARED, by_field)


def include_on_write(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find `include` on operations that write, where it is declared for the whole path."""
    by_values: dict[tuple[str, ...], list[str]] = {}
    for operation in context.operations:
        for parameter in operation.parameters:
            values = include_values(parameter, context.fields.shapes)
            if values and parameter.shared and operation.method in _WRITES:
                by_values.setdefault(values, []).append(operation.key)
    for values, keys in by_values.items():
        sides = (InconsistencySide(values=values, operations=tuple(keys)),)
        yield Inconsistency(kind=InconsistencyKind.INCLUDE_ON_WRITE, subject="include", sides=sides)


def callback_expression(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find callbacks of which the address is said to be in a field that the body does not have."""
    for operation in context.subscribing:
        fields = {field.path for field in context.body(operation)}
        for expression in dict.fromkeys(webhook.expression for webhook in operation.callbacks):
            named = _POINTER.fullmatch(expression)
            path = named[1].replace("/", ".") if named else ""
            if path and path not in fields:
                last = path.rpartition(".")[2]
                elsewhere = sorted(field for field in fields if field.rpartition(".")[2] == last)
                sides = (
                    InconsistencySide(way="said", values=(path,), operations=(operation.key,)),
                    *(InconsistencySide(way="there", values=(field,)) for field in elsewhere),
                )
                yield Inconsistency(kind=InconsistencyKind.CALLBACK_EXPRESSION, subject=expression, sides=sides)


def webhook_without_payload(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find names that can be subscribed to without a payload, and payloads that cannot be subscribed to."""
    for operation in context.subscribing:
        hooks = {webhook.name for webhook in operation.callbacks}
        for field in context.body(operation):
            names = field.texts
            # A field that lists more than half of the webhooks by name is the one that chooses among them.
            if len(hooks & names) * 2 > len(hooks):
                ways = (("without a payload", names - hooks), ("with a payload only", hooks - names))
                sides = tuple(
                    InconsistencySide(way=way, values=tuple(sorted(unlike))) for way, unlike in ways if unlike
                )
                if sides:
                    yield Inconsistency(kind=InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD, subject=field.path, sides=sides)


def empty_path(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find paths that have no operation at all."""
    called = {operation.path for operation in context.catalog.operations}
    for note in context.catalog.path_notes:
        if note.path not in called:
            yield Inconsistency(kind=InconsistencyKind.EMPTY_PATH, subject=note.path, sides=())


def unused_component(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find component schemas that no parameter, body, answer, callback or webhook is like."""
    catalog = context.catalog
    roots = [
        root
        for operation in catalog.operations
        for root in (*of_call(operation), *_webhook_schemas(operation.callbacks))
    ]
    used = context.fields.shapes.graph.reachable_from(
        [*roots, *_webhook_schemas(catalog.webhooks)], context.schemas_in_use
    )
    unused = sorted(component.name for component in catalog.components if component.schema not in used)
    if unused:
        yield Inconsistency(
            kind=InconsistencyKind.UNUSED_COMPONENT,
            subject="components",
            sides=(InconsistencySide(values=tuple(unused)),),
        )


def outdated_component(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find component schemas called like a live resource which no live operation takes or gives anything like."""
    named = {words(component.name): component for component in context.catalog.components}
    reads: dict[str, list[Operation]] = {}
    for operation in context.operations:
        component = named.get(singular_words(operation.place.resource))
        if component is not None and operation.method == "GET" and operation.place.subpath.count("/") <= 1:
            reads.setdefault(component.name, []).append(operation)
    for component in sorted(named.values(), key=lambda component: component.name):
        if component.name in reads and component.schema not in context.schemas_in_use:
            slugs = sorted({operation.place.resource for operation in reads[component.name]})
            sides = (
                InconsistencySide(
                    values=tuple(slugs), operations=tuple(operation.key for operation in reads[component.name])
                ),
            )
            yield Inconsistency(kind=InconsistencyKind.OUTDATED_COMPONENT, subject=component.name, sides=sides)


def _spelled(text: str) -> str:
    """Return a text without what spellings differ in: case, blanks, punctuation; one without letters as it is."""
    if text.isascii() and text.isalpha():
        return text.lower()
    return _NO_LETTER_OR_DIGIT.sub("", text.lower()) if _LETTER.search(text) else text


def _spelled_path(path: str) -> tuple[str, ...]:
    """Return the names in a dotted path without what spellings differ in."""
    return tuple(_spelled(name) for name in path.split("."))


def _unnamed(subpath: str) -> str:
    """Return a subpath with `{}` for every parameter."""
    return _PARAMETER.sub("{}", subpath)


def _collection_of(operation: Operation) -> Collection:
    """Return the collection that an operation is about."""
    place = operation.place
    return Collection(place.family, place.resource, place.version, _unnamed(place.subpath).removesuffix("/{}"))


def _differing_fields(context: InconsistencyContext) -> dict[tuple[int, str], dict[str, list[Occurrence]]]:
    """Return the fields that calls on one collection answer with in several shapes.

    The keys are a number for the collection and the path of the field, the values its occurrences by operation. Only
    collections whose calls have different items are looked into, since the fields of most are the same shapes.
    """
    items: dict[Collection, set[frozenset[tuple[int, ...]]]] = {}
    for operation in context.operations:
        items.setdefault(context.collections[operation.key], set()).add(context.forms[operation.key].items)
    unlike = {collection: number for number, (collection, keys) in enumerate(items.items()) if len(keys) > 1}
    answered = [
        (unlike.get(context.collections[key]), occurrences)
        for key, occurrences in context.occurrences.live_by_owner(Location.RESPONSE).items()
    ]
    fields = [
        ((number, occurrence.path), occurrence)
        for number, occurrences in answered
        if number is not None
        for occurrence in occurrences
    ]
    first: dict[tuple[int, str], Shape] = {}
    differing = {
        field for field, occurrence in fields if first.setdefault(field, occurrence.shape) is not occurrence.shape
    }
    by_owner: dict[tuple[int, str], dict[str, list[Occurrence]]] = {}
    for field, occurrence in fields:
        if field in differing:
            by_owner.setdefault(field, {}).setdefault(occurrence.owner, []).append(occurrence)
    return by_owner


def _spelling_groups(by_values: dict[frozenset[str], list[Occurrence]]) -> list[list[frozenset[str]]]:
    """Group the sets of values that are one enum in several spellings.

    `group` has for each set of values the list that it is in; two that are merged share one list, told by its identity.
    """
    enums = [_Enum(values, by_values[values]) for values in sorted(by_values, key=sorted)]
    group = {enum.values: [enum.values] for enum in enums}
    for left, right in _pairs_to_compare(enums):
        if group[left.values] is not group[right.values] and left.is_spelled_apart_from(right):
            merged = group[left.values] + group[right.values]
            for values in merged:
                group[values] = merged
    distinct = {id(values): values for values in group.values()}
    return [values for values in distinct.values() if len(values) > 1]


def _pairs_to_compare(enums: list[_Enum]) -> Iterator[tuple[_Enum, _Enum]]:
    """Yield the pairs of enums that share one of their rarest values: comparing all pairs would take too long.

    Two enums that share nearly all of their values are always among the pairs. For each enum so many of its rarest
    values are looked at as may be missing in the other, and one more: one of these the other must have.
    """
    uses = Counter(value for enum in enums for value in enum.plain)
    by_value: dict[str, list[int]] = {}
    for number, enum in enumerate(enums):
        missing = len(enum.plain) - ceil(NEARLY_ALL * len(enum.plain))
        for value in sorted(enum.plain, key=lambda value: (uses[value], value))[: missing + 1]:
            by_value.setdefault(value, []).append(number)
    pairs = {pair for numbers in by_value.values() for pair in combinations(numbers, 2)}
    yield from ((enums[left], enums[right]) for left, right in sorted(pairs))


class _Enum:
    """A set of values with the names of the fields that have it, read once to be compared with many."""

    def __init__(self, values: frozenset[str], occurrences: list[Occurrence]) -> None:
        self.values = values
        self.plain = frozenset(_spelled(value) for value in values)
        self._names = frozenset(occurrence.name for occurrence in occurrences)

    def is_spelled_apart_from(self, other: _Enum) -> bool:
        """Tell whether both are the same enum, and spell a value that they share in two ways."""
        common = self.plain & other.plain
        if len(common) < 2 or (self.plain != other.plain and not self._is_near(other, common)):
            return False
        return len({value for value in self.values | other.values if _spelled(value) in common}) > len(common)

    def _is_near(self, other: _Enum, common: frozenset[str]) -> bool:
        """Tell whether both are of fields of one name and share nearly all of their values."""
        return bool(self._names & other._names) and len(common) >= NEARLY_ALL * len(self.plain | other.plain)


def _grouped_by(
    owners: dict[str, list[Occurrence]], read: Callable[[list[Occurrence]], frozenset[str]]
) -> dict[frozenset[str], list[Occurrence]]:
    """Group what the operations answer with by what is read of it; those of which nothing can be read are left out."""
    grouped: dict[frozenset[str], list[Occurrence]] = {}
    for occurrences in owners.values():
        if key := read(occurrences):
            grouped.setdefault(key, []).extend(occurrences)
    return grouped


def _types(occurrences: list[Occurrence]) -> frozenset[str]:
    """Return the JSON types that a field has in any variant; nothing where one of them says none."""
    kinds = {"number" if occurrence.item.kind == "integer" else occurrence.item.kind for occurrence in occurrences}
    return frozenset() if "any" in kinds else frozenset(kinds)


def _enum_texts(occurrences: list[Occurrence]) -> frozenset[str]:
    """Return the values that a field has in any variant of a union, nothing where one of them says none."""
    lists = [occurrence.texts for occurrence in occurrences]
    return frozenset().union(*lists) if all(lists) else frozenset()


def _type_of(occurrence: Occurrence) -> str:
    """Return the type of a field with its format in words: `array of string (date)`."""
    shape = occurrence.item
    named = f"{shape.kind} ({shape.format})" if shape.format else shape.kind
    return f"array of {named}" if occurrence.shape.items is not None else named


def _side(values: Iterable[str], occurrences: Iterable[Occurrence], *, way: str = "") -> InconsistencySide:
    """Return a side with values, sorted, and the places of occurrences."""
    return InconsistencySide(way=way, values=tuple(sorted(values)), places=places_of(occurrences))


def _owners(occurrences: Iterable[Occurrence]) -> tuple[str, ...]:
    """Return the operations of occurrences, place by place."""
    return tuple(owner for place in places_of(occurrences) for owner in place.owners)


def _required_read_only(shape: Shape, fields: Fields) -> list[str]:
    """Return what a body requires but a client leaves out, unless it stands in something left out as well."""
    unsent = set(fields.left_out(shape, Direction.REQUEST))
    rows = fields.flat(shape, Direction.RESPONSE) if unsent else ()
    needed = {row.path for row in rows if row.required and row.path in unsent}
    holders = {path: {path[: end.start()] for end in re.finditer(r"[.\[]", path)} for path in needed}
    return sorted(path for path in needed if not holders[path] & unsent)


class _FieldKey(NamedTuple):
    """What makes a `FieldPlace`, apart from its operations."""

    label: str
    location: Location
    path: str


def _one_for_each_field(kind: InconsistencyKind, by_field: dict[_FieldKey, list[str]]) -> Iterator[Inconsistency]:
    """Yield an inconsistency for each field, in the operations with the keys that are given for it."""
    for field, keys in by_field.items():
        place = FieldPlace(label=field.label, location=field.location, path=field.path, owners=tuple(keys))
        yield Inconsistency(kind=kind, subject=field.path, sides=(InconsistencySide(places=(place,)),))


def _member_names(shape: Shape, context: InconsistencyContext) -> frozenset[str]:
    """Return the names that an object or one of its variants has."""
    names: set[str] = set()
    pending, seen = [shape], {shape.key}
    while pending:
        variant_or_whole = context.fields.shapes.expanded(pending.pop())
        names.update(member.name for member in variant_or_whole.members)
        below = {variant.key: variant for union in variant_or_whole.unions for variant in union.variants}
        pending += [variant for key, variant in below.items() if key not in seen]
        seen.update(below)
    return frozenset(names)


def _webhook_schemas(webhooks: Iterable[Webhook]) -> Iterator[SchemaId]:
    for webhook in webhooks:
        yield from of_media(webhook.body.media if webhook.body else ())
        yield from of_responses(webhook.responses)
