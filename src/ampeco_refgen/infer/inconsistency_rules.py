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
from functools import cached_property
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
    those that are not deprecated, and `enums` the live occurrences by the texts that they enumerate.
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

    @property
    def subscribing(self) -> tuple[Operation, ...]:
        """The live operations after which the API calls back."""
        return tuple(operation for operation in self.operations if operation.callbacks)

    def body(self, operation: Operation) -> Sequence[Occurrence]:
        """Return the live fields of what an operation takes."""
        return self.occurrences.live_by_owner(Location.BODY).get(operation.key, ())

    @cached_property
    def filtered(self) -> tuple[tuple[Occurrence, Occurrence], ...]:
        """Each filter of a list with the field of its items that it is named after, the last of several variants'."""
        given = self.occurrences.live_by_owner(Location.RESPONSE)
        found = []
        for owner, filters in self.occurrences.live_by_owner(Location.FILTER).items():
            fields = {field.path: field for field in given.get(owner, ())}
            found += [
                (asked, fields[asked.name]) for asked in filters if asked.path.count("[") == 1 and asked.name in fields
            ]
        return tuple(found)

    @cached_property
    def schemas_in_use(self) -> frozenset[SchemaId]:
        """The schemas of all that live operations take and give."""
        return self.fields.shapes.graph.reachable_from(
            root for operation in self.operations for root in of_call(operation)
        )

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
    found: dict[tuple[str, str], dict[str, list[Occurrence]]] = {}
    for values, occurrences in context.enums.items():
        in_one_spelling = [(value, _DOUBLED.sub(r"\1", value)) for value in sorted(values) if _WORD.fullmatch(value)]
        for occurrence in occurrences:
            for value, plain in in_one_spelling:
                found.setdefault((occurrence.name, plain), {}).setdefault(value, []).append(occurrence)
    for (name, _), spellings in sorted(found.items(), key=lambda item: item[0]):
        if len(spellings) > 1:
            sides = tuple(_side((value,), spellings[value]) for value in sorted(spellings))
            yield Inconsistency(kind=InconsistencyKind.WORD_SPELLING, subject=name, sides=sides)


def filter_values(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find filters that take a value which the field they are named after never has."""
    for sent, field in context.filtered:
        asked, given = sent.texts, field.texts
        if given and asked - given:
            sides = (
                _side(asked - given, [sent], way="only the filter"),
                _side(given - asked, [field], way="only the field"),
            )
            yield Inconsistency(kind=InconsistencyKind.FILTER_VALUES, subject=sent.path, sides=sides)


def filter_type(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find filters that are declared as a number where the field they are named after is a text."""
    for sent, field in context.filtered:
        numeric = sent.item.kind in ("integer", "number") or sent.item.format in NUMERIC_FORMATS
        if numeric and field.item.types == ("string",) and field.item.format not in NUMERIC_FORMATS:
            sides = (_side((), [sent], way=_type_of(sent)), _side((), [field], way=_type_of(field)))
            yield Inconsistency(kind=InconsistencyKind.FILTER_TYPE, subject=sent.path, sides=sides)


def response_differs(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that the calls on one collection answer with in different types, or of different values."""
    for (_, path), owners in _differing_fields(context).items():
        if len({frozenset(occurrence.shape.key for occurrence in occurrences) for occurrences in owners.values()}) == 1:
            continue
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
    found: dict[Collection, dict[Location, list[Occurrence]]] = {}
    for operation in (operation for operation in context.operations if operation.body is not None):
        occurrences = found.setdefault(context.collections[operation.key], {Location.BODY: [], Location.RESPONSE: []})
        for location, known in occurrences.items():
            known += context.occurrences.live_by_owner(location).get(operation.key, ())
    for occurrences in found.values():
        sent, back = (dict.fromkeys(occurrence.path for occurrence in known) for known in occurrences.values())
        if sent.keys() <= back.keys():
            continue
        unsent = {_spelled_path(path): path for path in back if path not in sent}
        for path in sent:
            if path not in back and (other := unsent.get(_spelled_path(path))) is not None:
                mine = [occurrence for occurrence in occurrences[Location.BODY] if occurrence.path == path]
                theirs = [occurrence for occurrence in occurrences[Location.RESPONSE] if occurrence.path == other]
                sides = (_side([path], mine), _side([other], theirs))
                yield Inconsistency(kind=InconsistencyKind.BODY_NAMES, subject=path, sides=sides)


def id_types(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find names of identifiers that are a number in one place and a text in another."""
    found: dict[str, dict[str, list[Occurrence]]] = {}
    for name, occurrences in context.occurrences.live_by_name.items():
        for occurrence in occurrences if _ID_NAME.search(name) else ():
            kind = "number" if occurrence.item.kind == "integer" else occurrence.item.kind
            if kind in ("number", "string") and occurrence.location not in (Location.FILTER, Location.QUERY):
                found.setdefault(name, {}).setdefault(kind, []).append(occurrence)
    for name in sorted(found):
        if len(found[name]) > 1:
            sides = tuple(_side((), found[name][kind], way=kind) for kind in sorted(found[name]))
            yield Inconsistency(kind=InconsistencyKind.ID_TYPES, subject=name, sides=sides)


def format_spelling(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find formats that no registry knows but that are spelled nearly like one, also among what is deprecated."""
    found = context.occurrences.by_format
    for form in sorted(found.keys() - KNOWN_FORMATS - NUMERIC_FORMATS):
        close = [_SYNONYMS[form]] if form in _SYNONYMS else get_close_matches(form, sorted(KNOWN_FORMATS), 1, 0.8)
        if close:
            sides = (_side([form], found[form], way="said"), InconsistencySide(way="registered", values=(close[0],)))
            yield Inconsistency(kind=InconsistencyKind.FORMAT_SPELLING, subject=form, sides=sides)


def path_parameter_types(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find path parameters of one name that are a number in one path and a text in another."""
    found: dict[str, dict[str, list[Occurrence]]] = {}
    for occurrence in context.occurrences.at(Location.PATH):
        if occurrence.live and occurrence.path.lower() not in _GENERIC:
            found.setdefault(occurrence.path, {}).setdefault(occurrence.shape.kind, []).append(occurrence)
    for name in sorted(found):
        if len(found[name]) > 1:
            sides = tuple(
                InconsistencySide(way=kind, operations=_owners(found[name][kind])) for kind in sorted(found[name])
            )
            yield Inconsistency(kind=InconsistencyKind.PATH_PARAMETER_TYPES, subject=f"{{{name}}}", sides=sides)


def path_parameter_names(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find parameters at the same place of a resource's paths that have several names, in any version."""
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for operation in context.catalog.operations:
        place = operation.place
        steps = place.subpath.split("/")
        for number, step in enumerate(steps, 1):
            if step.startswith("{"):
                position = (place.family, place.resource, _unnamed("/".join(steps[:number])))
                found.setdefault(position, {}).setdefault(step, []).append(operation.key)
    for (family, resource, subpath), names in found.items():
        if len(names) > 1:
            sides = tuple(InconsistencySide(values=(name,), operations=tuple(keys)) for name, keys in names.items())
            subject = f"{family}/{resource}{subpath}"
            yield Inconsistency(kind=InconsistencyKind.PATH_PARAMETER_NAMES, subject=subject, sides=sides)


def wrapping_differs(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find collections of which some calls wrap their answer in `data` and others do not."""
    found: dict[Collection, dict[bool, list[str]]] = {}
    for operation in context.operations:
        kinds = context.forms[operation.key].wrappings
        if kinds and (kinds <= _BARE or not kinds & _BARE):
            ways = found.setdefault(context.collections[operation.key], {})
            ways.setdefault(kinds <= _BARE, []).append(operation.key)
    for collection, ways in found.items():
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
    found = [
        key for key in keys if context.forms[key].paging.paged and context.forms[key].wrappings == {Wrapping.OBJECT}
    ]
    if found:
        sides = (InconsistencySide(way=Wrapping.OBJECT.value, operations=tuple(found)),)
        yield Inconsistency(kind=InconsistencyKind.PAGING_WITHOUT_LIST, subject="data", sides=sides)


def read_only_required(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find fields that a body requires although they are read-only, so that a client must not send them."""
    unsent = context.fields.shapes.graph.holding(lambda schema: schema.read_only)
    found: dict[_FieldKey, list[str]] = {}
    for operation in context.operations:
        for shape in context.bodies(operation, among=unsent):
            for path in _required_read_only(shape, context.fields):
                found.setdefault(_FieldKey(label_of(operation), Location.BODY, path), []).append(operation.key)
    yield from _one_each(InconsistencyKind.READ_ONLY_REQUIRED, found)


def required_undeclared(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find names that a payload requires without saying what they are."""
    found: dict[_FieldKey, list[str]] = {}
    for operation in context.operations:
        shapes = {(location, shape.key): shape for location, shape in context.payloads(operation) if shape.required}
        for (location, _), shape in shapes.items():
            for name in sorted(shape.required - _member_names(shape, context)):
                found.setdefault(_FieldKey(label_of(operation), location, name), []).append(operation.key)
    yield from _one_each(InconsistencyKind.REQUIRED_UNDECLARED, found)


def include_on_write(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find `include` on operations that write, where it is declared for the whole path."""
    found: dict[tuple[str, ...], list[str]] = {}
    for operation in context.operations:
        for parameter in operation.parameters:
            values = include_values(parameter, context.fields.shapes)
            if values and parameter.shared and operation.method in _WRITES:
                found.setdefault(values, []).append(operation.key)
    for values, keys in found.items():
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
                near = sorted(field for field in fields if field.rpartition(".")[2] == last)
                sides = (
                    InconsistencySide(way="said", values=(path,), operations=(operation.key,)),
                    *(InconsistencySide(way="there", values=(field,)) for field in near),
                )
                yield Inconsistency(kind=InconsistencyKind.CALLBACK_EXPRESSION, subject=expression, sides=sides)


def webhook_without_payload(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find names that can be subscribed to without a payload, and payloads that cannot be subscribed to."""
    for operation in context.subscribing:
        hooks = {webhook.name for webhook in operation.callbacks}
        for field in context.body(operation):
            names = field.texts
            if len(hooks & names) * 2 > len(hooks):
                ways = (("without a payload", names - hooks), ("with a payload only", hooks - names))
                sides = tuple(InconsistencySide(way=way, values=tuple(sorted(found))) for way, found in ways if found)
                if sides:
                    yield Inconsistency(kind=InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD, subject=field.path, sides=sides)


def empty_path(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find paths that have no operation at all."""
    there = {operation.path for operation in context.catalog.operations}
    for note in context.catalog.path_notes:
        if note.path not in there:
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
    """Return the fields that calls on one collection answer with in several shapes, by collection and path."""
    items: dict[Collection, set[frozenset[tuple[int, ...]]]] = {}
    for operation in context.operations:
        items.setdefault(context.collections[operation.key], set()).add(context.forms[operation.key].items)
    unlike = {collection: number for number, (collection, known) in enumerate(items.items()) if len(known) > 1}
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
    several = {
        field for field, occurrence in fields if first.setdefault(field, occurrence.shape) is not occurrence.shape
    }
    found: dict[tuple[int, str], dict[str, list[Occurrence]]] = {}
    for field, occurrence in fields:
        if field in several:
            found.setdefault(field, {}).setdefault(occurrence.owner, []).append(occurrence)
    return found


def _spelling_groups(by_values: dict[frozenset[str], list[Occurrence]]) -> list[list[frozenset[str]]]:
    """Group the sets of values that are one enum in several spellings."""
    enums = [_Enum(values, by_values[values]) for values in sorted(by_values, key=sorted)]
    group = {enum.values: [enum.values] for enum in enums}
    for one, other in _pairs_to_compare(enums):
        if group[one.values] is not group[other.values] and one.is_spelled_apart_from(other):
            merged = group[one.values] + group[other.values]
            for values in merged:
                group[values] = merged
    distinct = {id(values): values for values in group.values()}
    return [values for values in distinct.values() if len(values) > 1]


def _pairs_to_compare(enums: list[_Enum]) -> Iterator[tuple[_Enum, _Enum]]:
    """Yield the pairs of enums that share one of their rarest values; no others share nearly all of them.

    Of the values that two such enums share, the rarest one has fewer before it in either than may be missing there.
    """
    uses = Counter(value for enum in enums for value in enum.plain)
    found: dict[str, list[int]] = {}
    for number, enum in enumerate(enums):
        missing = len(enum.plain) - ceil(NEARLY_ALL * len(enum.plain))
        for value in sorted(enum.plain, key=lambda value: (uses[value], value))[: missing + 1]:
            found.setdefault(value, []).append(number)
    pairs = {pair for numbers in found.values() for pair in combinations(numbers, 2)}
    yield from ((enums[one], enums[other]) for one, other in sorted(pairs))


class _Enum:
    """A set of values with the names of the fields that have it, read once to be compared with many."""

    def __init__(self, values: frozenset[str], ones: list[Occurrence]) -> None:
        self.values = values
        self.plain = frozenset(_spelled(value) for value in values)
        self._names = frozenset(one.name for one in ones)

    def is_spelled_apart_from(self, other: _Enum) -> bool:
        """Tell whether both are the same enum, and spell a value that they share in two ways."""
        common = self.plain & other.plain
        if len(common) < 2 or (self.plain != other.plain and not self._is_near(other, common)):
            return False
        return len({value for value in self.values | other.values if _spelled(value) in common}) > len(common)

    def _is_near(self, other: _Enum, common: frozenset[str]) -> bool:
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
    shape = occurrence.item
    named = f"{shape.kind} ({shape.format})" if shape.format else shape.kind
    return f"array of {named}" if occurrence.shape.items is not None else named


def _side(values: Iterable[str], occurrences: Iterable[Occurrence], *, way: str = "") -> InconsistencySide:
    return InconsistencySide(way=way, values=tuple(sorted(values)), places=places_of(occurrences))


def _owners(occurrences: Iterable[Occurrence]) -> tuple[str, ...]:
    return tuple(owner for place in places_of(occurrences) for owner in place.owners)


def _required_read_only(shape: Shape, fields: Fields) -> list[str]:
    """Return what a body requires but a client leaves out, unless it stands in something left out as well."""
    unsent = set(fields.left_out(shape, Direction.REQUEST))
    rows = fields.flat(shape, Direction.RESPONSE) if unsent else ()
    needed = {row.path for row in rows if row.required and row.path in unsent}
    holders = {path: {path[: found.start()] for found in re.finditer(r"[.\[]", path)} for path in needed}
    return sorted(path for path in needed if not holders[path] & unsent)


class _FieldKey(NamedTuple):
    """What makes a `FieldPlace`, apart from its operations."""

    label: str
    location: Location
    path: str


def _one_each(kind: InconsistencyKind, found: dict[_FieldKey, list[str]]) -> Iterator[Inconsistency]:
    for where, keys in found.items():
        place = FieldPlace(label=where.label, location=where.location, path=where.path, owners=tuple(keys))
        yield Inconsistency(kind=kind, subject=where.path, sides=(InconsistencySide(places=(place,)),))


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
