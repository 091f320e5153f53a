"""The rules for values: what fields and parameters of one name, or of one collection, have that does not fit together.

Each is a function from the `InconsistencyContext` of a document to what it finds. Rules compare facts only, so that
what they find is there; nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from itertools import combinations
from math import ceil

from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.inconsistency_model import (
    Collection,
    Inconsistency,
    InconsistencyContext,
    InconsistencyKind,
    InconsistencySide,
    side_of,
)
from ampeco_refgen.infer.naming import spelled
from ampeco_refgen.infer.occurrences import NUMERIC_FORMATS, Location, Occurrence

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


def enum_spelling(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find enums of the same values in several spellings: `never connected` and `never_connected`."""
    declared = {
        values: [occurrence for occurrence in occurrences if occurrence.location is not Location.FILTER]
        for values, occurrences in context.enums.items()
    }
    by_values = {values: occurrences for values, occurrences in declared.items() if len(values) > 1 and occurrences}
    for group in _spelling_groups(by_values):
        sides = tuple(side_of(values, by_values[values]) for values in group)
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
            sides = tuple(side_of((value,), spellings[value]) for value in sorted(spellings))
            yield Inconsistency(kind=InconsistencyKind.WORD_SPELLING, subject=name, sides=sides)


def filter_values(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find filters that take a value which the field they are named after never has."""
    for filter_, field in context.filtered:
        taken, had = filter_.texts, field.texts
        if had and taken - had:
            sides = (
                side_of(taken - had, [filter_], way="only the filter"),
                side_of(had - taken, [field], way="only the field"),
            )
            yield Inconsistency(kind=InconsistencyKind.FILTER_VALUES, subject=filter_.path, sides=sides)


def filter_type(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find filters that are declared as a number where the field they are named after is a text."""
    for filter_, field in context.filtered:
        numeric = filter_.item.kind in ("integer", "number") or filter_.item.format in NUMERIC_FORMATS
        if numeric and field.item.types == ("string",) and field.item.format not in NUMERIC_FORMATS:
            sides = (side_of((), [filter_], way=_type_of(filter_)), side_of((), [field], way=_type_of(field)))
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
                side_of((), types[kinds], way=" or ".join(sorted(kinds))) for kinds in sorted(types, key=sorted)
            )
            yield Inconsistency(kind=InconsistencyKind.RESPONSE_DIFFERS, subject=path, sides=sides)
        if len(values) > 1:
            common = frozenset.intersection(*values)
            sides = tuple(side_of(texts - common, values[texts]) for texts in sorted(values, key=sorted))
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
                sides = (side_of([path], fields_sent), side_of([other], fields_back))
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
            sides = tuple(side_of((), by_name[name][kind], way=kind) for kind in sorted(by_name[name]))
            yield Inconsistency(kind=InconsistencyKind.ID_TYPES, subject=name, sides=sides)


def format_spelling(context: InconsistencyContext) -> Iterator[Inconsistency]:
    """Find formats that no registry knows but that are spelled nearly like one, also among what is deprecated."""
    by_format = context.occurrences.by_format
    for form in sorted(by_format.keys() - KNOWN_FORMATS - NUMERIC_FORMATS):
        close = [_SYNONYMS[form]] if form in _SYNONYMS else get_close_matches(form, sorted(KNOWN_FORMATS), 1, 0.8)
        if close:
            sides = (
                side_of([form], by_format[form], way="said"),
                InconsistencySide(way="registered", values=(close[0],)),
            )
            yield Inconsistency(kind=InconsistencyKind.FORMAT_SPELLING, subject=form, sides=sides)


def _spelled_path(path: str) -> tuple[str, ...]:
    """Return the names in a dotted path without what spellings differ in."""
    return tuple(spelled(name) for name in path.split("."))


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
        self.plain = frozenset(spelled(value) for value in values)
        self._names = frozenset(occurrence.name for occurrence in occurrences)

    def is_spelled_apart_from(self, other: _Enum) -> bool:
        """Tell whether both are the same enum, and spell a value that they share in two ways."""
        common = self.plain & other.plain
        if len(common) < 2 or (self.plain != other.plain and not self._is_near(other, common)):
            return False
        return len({value for value in self.values | other.values if spelled(value) in common}) > len(common)

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
