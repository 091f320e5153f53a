"""Rules for values that do not fit together: enums, types, names, formats; part of `inconsistencies`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from itertools import combinations
from math import ceil

from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.inconsistency_scene import Home, Scene, spelled, spelled_path
from ampeco_refgen.infer.pattern_model import Inconsistency, Side, Trouble
from ampeco_refgen.infer.pattern_values import NUMERIC_FORMATS
from ampeco_refgen.infer.sightings import Part, Sighting, places

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
_ID = re.compile(r"(?:Id|ID|_id)s?$")
_DOUBLED = re.compile(r"(.)\1")
_WORD = re.compile(r"[a-z]{6,}")


def enum_spelling(scene: Scene) -> Iterator[Inconsistency]:
    """Find enums of the same values in several spellings: `never connected` and `never_connected`."""
    declared = {values: [one for one in ones if one.part is not Part.FILTER] for values, ones in scene.enums.items()}
    by_values = {values: ones for values, ones in declared.items() if len(values) > 1 and ones}
    for group in _connected(by_values):
        sides = tuple(_side(values, by_values[values]) for values in group)
        names = dict.fromkeys(one.name for values in group for one in by_values[values])
        yield Inconsistency(kind=Trouble.ENUM_SPELLING, subject=", ".join(sorted(names)), sides=sides)


def word_spelling(scene: Scene) -> Iterator[Inconsistency]:
    """Find a word that fields of one name spell with one letter or with two: `canceled` and `cancelled`."""
    found: dict[tuple[str, str], dict[str, list[Sighting]]] = {}
    for values, ones in scene.enums.items():
        words = [(value, _DOUBLED.sub(r"\1", value)) for value in sorted(values) if _WORD.fullmatch(value)]
        for one in ones:
            for value, plain in words:
                found.setdefault((one.name, plain), {}).setdefault(value, []).append(one)
    for (name, _), spellings in sorted(found.items(), key=lambda item: item[0]):
        if len(spellings) > 1:
            sides = tuple(_side((value,), spellings[value]) for value in sorted(spellings))
            yield Inconsistency(kind=Trouble.WORD_SPELLING, subject=name, sides=sides)


def filter_values(scene: Scene) -> Iterator[Inconsistency]:
    """Find filters that take a value which the field they are named after never has."""
    for sent, field in scene.filtered:
        asked, given = sent.texts, field.texts
        if given and asked - given:
            sides = (
                _side(asked - given, [sent], way="only the filter"),
                _side(given - asked, [field], way="only the field"),
            )
            yield Inconsistency(kind=Trouble.FILTER_VALUES, subject=sent.path, sides=sides)


def filter_type(scene: Scene) -> Iterator[Inconsistency]:
    """Find filters that are declared as a number where the field they are named after is a text."""
    for sent, field in scene.filtered:
        numeric = sent.item.kind in ("integer", "number") or sent.item.format in NUMERIC_FORMATS
        if numeric and field.item.types == ("string",) and field.item.format not in NUMERIC_FORMATS:
            sides = (_side((), [sent], way=_type(sent)), _side((), [field], way=_type(field)))
            yield Inconsistency(kind=Trouble.FILTER_TYPE, subject=sent.path, sides=sides)


def response_differs(scene: Scene) -> Iterator[Inconsistency]:
    """Find fields that the calls on one collection answer with in different types, or of different values."""
    for (_, path), owners in _unlike_answers(scene).items():
        if len({frozenset(one.shape.key for one in ones) for ones in owners.values()}) == 1:
            continue
        if not any(owner.startswith("GET ") for owner in owners):
            continue
        types, values = _by(owners, _types), _by(owners, _values)
        if len(types) > 1:
            sides = tuple(_side((), types[says], way=" or ".join(sorted(says))) for says in sorted(types, key=sorted))
            yield Inconsistency(kind=Trouble.RESPONSE_DIFFERS, subject=path, sides=sides)
        if len(values) > 1:
            common = frozenset.intersection(*values)
            sides = tuple(_side(says - common, values[says]) for says in sorted(values, key=sorted))
            yield Inconsistency(kind=Trouble.RESPONSE_DIFFERS, subject=path, sides=sides)


def body_names(scene: Scene) -> Iterator[Inconsistency]:
    """Find fields that are sent under another spelling than they come back under: `first_name` and `firstName`."""
    found: dict[Home, dict[Part, list[Sighting]]] = {}
    for operation in (one for one in scene.operations if one.body is not None):
        parts = found.setdefault(scene.homes[operation.key], {Part.BODY: [], Part.RESPONSE: []})
        for part, ones in parts.items():
            ones += scene.seen.live_by_owner(part).get(operation.key, ())
    for parts in found.values():
        sent, back = (dict.fromkeys(one.path for one in ones) for ones in parts.values())
        if sent.keys() <= back.keys():
            continue
        unsent = {spelled_path(path): path for path in back if path not in sent}
        for path in sent:
            if path not in back and (other := unsent.get(spelled_path(path))) is not None:
                mine = [one for one in parts[Part.BODY] if one.path == path]
                theirs = [one for one in parts[Part.RESPONSE] if one.path == other]
                sides = (_side([path], mine), _side([other], theirs))
                yield Inconsistency(kind=Trouble.BODY_NAMES, subject=path, sides=sides)


def id_types(scene: Scene) -> Iterator[Inconsistency]:
    """Find names of identifiers that are a number in one place and a text in another."""
    found: dict[str, dict[str, list[Sighting]]] = {}
    for name, ones in scene.seen.named.items():
        for one in ones if _ID.search(name) else ():
            kind = "number" if one.item.kind == "integer" else one.item.kind
            if kind in ("number", "string") and one.part not in (Part.FILTER, Part.QUERY):
                found.setdefault(name, {}).setdefault(kind, []).append(one)
    for name in sorted(found):
        if len(found[name]) > 1:
            sides = tuple(_side((), found[name][kind], way=kind) for kind in sorted(found[name]))
            yield Inconsistency(kind=Trouble.ID_TYPES, subject=name, sides=sides)


def format_spelling(scene: Scene) -> Iterator[Inconsistency]:
    """Find formats that no registry knows but that are spelled nearly like one, also among what is deprecated."""
    found = scene.seen.formatted
    for form in sorted(found.keys() - KNOWN_FORMATS - NUMERIC_FORMATS):
        close = [_SYNONYMS[form]] if form in _SYNONYMS else get_close_matches(form, sorted(KNOWN_FORMATS), 1, 0.8)
        if close:
            sides = (_side([form], found[form], way="said"), Side(way="registered", says=(close[0],)))
            yield Inconsistency(kind=Trouble.FORMAT_SPELLING, subject=form, sides=sides)


def _unlike_answers(scene: Scene) -> dict[tuple[int, str], dict[str, list[Sighting]]]:
    """Return the fields that calls on one collection answer with in several shapes, by collection and path."""
    items: dict[Home, set[frozenset[tuple[int, ...]]]] = {}
    for operation in scene.operations:
        items.setdefault(scene.homes[operation.key], set()).add(scene.answers[operation.key].items)
    unlike = {home: number for number, (home, known) in enumerate(items.items()) if len(known) > 1}
    answered = [(unlike.get(scene.homes[key]), ones) for key, ones in scene.seen.live_by_owner(Part.RESPONSE).items()]
    fields = [((number, one.path), one) for number, ones in answered if number is not None for one in ones]
    first: dict[tuple[int, str], Shape] = {}
    several = {field for field, one in fields if first.setdefault(field, one.shape) is not one.shape}
    found: dict[tuple[int, str], dict[str, list[Sighting]]] = {}
    for field, one in fields:
        if field in several:
            found.setdefault(field, {}).setdefault(one.owner, []).append(one)
    return found


def _connected(by_values: dict[frozenset[str], list[Sighting]]) -> list[list[frozenset[str]]]:
    """Group the sets of values that are one enum in several spellings."""
    enums = [_Enum(values, by_values[values]) for values in sorted(by_values, key=sorted)]
    group = {enum.values: [enum.values] for enum in enums}
    for one, other in _perhaps_alike(enums):
        if group[one.values] is not group[other.values] and one.is_spelled_apart_from(other):
            merged = group[one.values] + group[other.values]
            for values in merged:
                group[values] = merged
    distinct = {id(values): values for values in group.values()}
    return [values for values in distinct.values() if len(values) > 1]


def _perhaps_alike(enums: list[_Enum]) -> Iterator[tuple[_Enum, _Enum]]:
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

    def __init__(self, values: frozenset[str], ones: list[Sighting]) -> None:
        self.values = values
        self.plain = frozenset(spelled(value) for value in values)
        self._names = frozenset(one.name for one in ones)

    def is_spelled_apart_from(self, other: _Enum) -> bool:
        """Tell whether both are the same enum, and spell a value that they share in two ways."""
        common = self.plain & other.plain
        if len(common) < 2 or (self.plain != other.plain and not self._is_near(other, common)):
            return False
        return len({value for value in self.values | other.values if spelled(value) in common}) > len(common)

    def _is_near(self, other: _Enum, common: frozenset[str]) -> bool:
        return bool(self._names & other._names) and len(common) >= NEARLY_ALL * len(self.plain | other.plain)


def _by(
    owners: dict[str, list[Sighting]], read: Callable[[list[Sighting]], frozenset[str]]
) -> dict[frozenset[str], list[Sighting]]:
    """Group what the operations answer with by what is read of it; those of which nothing is said are left out."""
    said: dict[frozenset[str], list[Sighting]] = {}
    for ones in owners.values():
        if found := read(ones):
            said.setdefault(found, []).extend(ones)
    return said


def _types(ones: list[Sighting]) -> frozenset[str]:
    """Return the JSON types that a field has in any variant; nothing where one of them says none."""
    kinds = {"number" if one.item.kind == "integer" else one.item.kind for one in ones}
    return frozenset() if "any" in kinds else frozenset(kinds)


def _values(ones: list[Sighting]) -> frozenset[str]:
    """Return the values that a field has in any variant of a union, nothing where one of them says none."""
    lists = [one.texts for one in ones]
    return frozenset().union(*lists) if all(lists) else frozenset()


def _type(one: Sighting) -> str:
    shape = one.item
    named = f"{shape.kind} ({shape.format})" if shape.format else shape.kind
    return f"array of {named}" if one.shape.items is not None else named


def _side(says: Iterable[str], ones: Iterable[Sighting], *, way: str = "") -> Side:
    return Side(way=way, says=tuple(sorted(says)), places=places(ones))
