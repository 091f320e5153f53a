"""An example that its schema refuses → one that it takes, found by what the validator says is wrong.

Each error names a keyword and the place of the value that breaks it. For each kind of error there are a few values to
try in that place; what leaves the fewest errors is kept, until there are none or nothing helps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from ampeco_refgen.jsonvalue import JsonObject, JsonValue, canonical
from ampeco_refgen.pages.example_check import errors_by
from ampeco_refgen.pages.example_numbers import numbers_within
from ampeco_refgen.pages.regex_text import text_matching

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

MOST_ROUNDS, FEW_ROUNDS = 25, 4
"""How many times an error is mended, one after the other."""
_MOST_TRIES = 40
"""Values that are tried for one error; each is a validation of the whole example."""
_DEEPEST = 6
_TEXTS = ("text", "A", "1", "a@b.test", "https://b.test/", "2026-01-31", "2026-01-31T08:00:00Z", "08:00:00Z", "b.test")
_TEXTS_OF_FORMATS = ("192.0.2.1", "2001:db8::1", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "P1D", "/a", "#a", "")
_ANYTHING: tuple[JsonValue, ...] = (0.5, "text", 1, True, -1, 1.5, [], {}, None, False, "")


def mended(schema: JsonObject, value: JsonValue, rounds: int) -> tuple[JsonValue] | None:
    """Return a value near to another one that a JSON Schema takes, alone in a tuple; `None` where none was found."""
    errors_of = errors_by(schema)
    errors = errors_of(value)
    seen = {canonical(value)}
    for _ in range(rounds):
        if not errors:
            return (value,)
        best: tuple[int, JsonValue, list[ValidationError]] | None = None
        for error in errors[:3]:
            for candidate in islice(_candidates(schema, value, error), _MOST_TRIES):
                text = canonical(candidate)
                if text in seen:
                    continue
                seen.add(text)
                left = errors_of(candidate)
                weight = sum(map(_weight, left))
                if best is None or weight < best[0]:
                    best = (weight, candidate, left)
                if not left:
                    return (candidate,)
            if best is not None:
                break
        if best is None:
            return None
        _, value, errors = best
    return None


def _weight(error: ValidationError) -> int:
    """Return how much is wrong: of a union, as much as is wrong with its best variant."""
    context = getattr(error.kind, "context", None)
    if not context:
        return 2
    return 2 + min(sum(map(_weight, variant)) for variant in context)


def _candidates(schema: JsonObject, value: JsonValue, error: ValidationError) -> Iterator[JsonValue]:
    """Yield values in which the place of an error holds something else."""
    path: list[Any] = list(error.instance_path)
    name = type(error.kind).__name__
    context = getattr(error.kind, "context", None)
    if context and name != "OneOfMultipleValid":
        for variant in sorted(context, key=lambda errors: sum(map(_weight, errors))):
            for inner in variant:
                yield from _candidates(schema, value, inner)
    here = _at(value, path)
    if name == "FalseSchema" and path:
        yield _without(value, path)
    node = _at(schema, list(error.schema_path)[:-1])
    if isinstance(node, dict):
        for replacement in _replacements(schema, node, here, error):
            yield _with(value, path, replacement)
    # What cannot be mended may not be needed: a member, an entry, or one further out.
    for length in range(len(path), 0, -1):
        yield _without(value, path[:length])


def _replacements(schema: JsonObject, node: JsonObject, here: JsonValue, error: ValidationError) -> Iterator[JsonValue]:
    """Yield what may stand in the place of a value that breaks a keyword of `node`."""
    kind: Any = error.kind
    name = type(kind).__name__
    if name == "Enum":
        yield from kind.options
    elif name == "Constant":
        yield kind.expected_value
    elif isinstance(here, dict):
        yield from _objects(schema, node, here, name, kind)
    elif isinstance(here, list):
        yield from _arrays(schema, node, here, name)
    for variant in _variants(node):
        yield from _merged(here, _made(schema, variant))
    yield from _values(schema, node)
    if name in ("Not", "OneOfMultipleValid"):
        yield from _ANYTHING


def _objects(schema: JsonObject, node: JsonObject, here: JsonObject, name: str, kind: Any) -> Iterator[JsonValue]:  # noqa: ANN401 - of the validator, without a type
    """Yield other objects for one that breaks a keyword."""
    if name == "Required":
        yield {**here, kind.property: _made(schema, _member(node, kind.property))}
    if name in ("AdditionalProperties", "UnevaluatedProperties"):
        yield {key: value for key, value in here.items() if key not in kind.unexpected}
    if name == "PropertyNames":
        for text in _texts(_dict(node.get("propertyNames"))):
            yield {text: next(iter(here.values()), None)}
    if name in ("MinProperties", "OneOfMultipleValid", "AnyOf", "OneOfNotValid"):
        members = {**_dict(node.get("properties"))}
        for variant in _variants(node):
            members |= _dict(_resolved(schema, variant).get("properties"))
        for key in members:
            if key not in here:
                yield {**here, key: _made(schema, members[key])}
        for key in _texts(_dict(node.get("propertyNames"))):
            yield {**here, key: _made(schema, _member(node, key))}
    if name in ("MaxProperties", "OneOfMultipleValid", "Not", "DependentRequired", "Required"):
        for key in here:
            yield {other: value for other, value in here.items() if other != key}


def _arrays(schema: JsonObject, node: JsonObject, here: list[JsonValue], name: str) -> Iterator[JsonValue]:
    """Yield other lists for one that breaks a keyword."""
    places = node.get("prefixItems")
    places = places if isinstance(places, list) else []
    rest = node.get("items", True)
    if name == "UniqueItems":
        distinct: list[JsonValue] = []
        known: set[str] = set()
        for number, entry in enumerate(here):
            others = _values(schema, places[number] if number < len(places) else rest)
            for other in (entry, *others, *_varied(entry, number)):
                if canonical(other) not in known:
                    known.add(canonical(other))
                    distinct.append(other)
                    break
        yield distinct
    if name in ("MinItems", "Contains", "MinContains"):
        place = places[len(here)] if len(here) < len(places) else rest
        yield from ([*here, entry] for entry in _values(schema, place))
    if name in ("MaxItems", "UnevaluatedItems", "AdditionalItems", "Contains", "MaxContains"):
        yield here[:-1]
    if name in ("Contains", "MinContains"):
        for entry in _values(schema, node.get("contains", True)):
            yield [*here, entry]
            yield [entry, *here[1:]]


def _values(schema: JsonObject, node: JsonValue) -> Iterator[JsonValue]:
    """Yield values that a schema may take, the plainest first."""
    node = _resolved(schema, node)
    yield _made(schema, node)
    options = node.get("enum")
    yield from options if isinstance(options, list) else ()
    types = _types(node)
    if "string" in types:
        yield from _texts(node)
    if "number" in types or "integer" in types:
        yield from islice(numbers_within(node, whole="number" not in types), _MOST_TRIES)
    if "boolean" in types:
        yield from (True, False)
    for variant in _variants(node):
        yield _made(schema, variant)


def _made(schema: JsonObject, node: JsonValue, depth: int = 0) -> JsonValue:
    """Return a plain value for a schema: what it requires and nothing else."""
    node = _resolved(schema, node)
    if "const" in node:
        return node["const"]
    if isinstance(options := node.get("enum"), list) and options:
        return options[0]
    types = _types(node)
    parts = [_resolved(schema, part) for part in _list(node.get("allOf"))]
    parts += [_resolved(schema, variant) for keyword in ("oneOf", "anyOf") for variant in _list(node.get(keyword))[:1]]
    if depth < _DEEPEST and parts and not ({"string", "number", "integer", "boolean"} & set(types) and "type" in node):
        made = [_made(schema, part, depth + 1) for part in parts]
        if not any(isinstance(part, dict) for part in made):
            return made[0]
        own = {**node, "allOf": [], "oneOf": [], "anyOf": [], "type": "object"}
        whole = _made(schema, own, depth + 1)
        return {key: value for part in (*made, whole) if isinstance(part, dict) for key, value in part.items()}
    if "type" in node or not node.keys() & {"properties", "required", "items", "prefixItems"}:
        kind = types[0] if types else "string"
    else:
        kind = "object" if node.keys() & {"properties", "required"} else "array"
    if kind == "object":
        required = [name for name in _list(node.get("required")) if isinstance(name, str)]
        return {name: _made(schema, _member(node, name), depth + 1) for name in required if depth < _DEEPEST}
    if kind == "array":
        least = node.get("minItems")
        count = min(least, _MOST_TRIES) if isinstance(least, int) else 0
        places = _list(node.get("prefixItems"))
        entries = [places[number] if number < len(places) else node.get("items", True) for number in range(count)]
        return [_made(schema, entry, depth + 1) for entry in entries if depth < _DEEPEST]
    if kind in ("number", "integer"):
        return next(iter(numbers_within(node, whole=kind == "integer")))
    return {"boolean": True, "null": None}.get(kind, "text")


def _texts(node: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield texts that may keep the limits of a schema."""
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        with suppress(ValueError):
            yield text_matching(pattern)
    sizes = [size for key in ("minLength", "maxLength") if isinstance(size := node.get(key), int) and size <= 1000]
    for size in sizes:
        yield from (letter * size for letter in ("a", "A", "1"))
        yield from (("a" * max(size - len(end), 1)) + end for end in ("@b.test", ".test"))
        yield "https://b.test/" + "a" * max(size - 15, 0)
    yield from (*_TEXTS, *_TEXTS_OF_FORMATS)
    yield from (f"{letter}{number}" for letter in "ab" for number in range(5))


def _varied(value: JsonValue, number: int) -> Iterator[JsonValue]:
    """Yield values of the same kind that differ."""
    if isinstance(value, str):
        yield f"{value}{number}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value + number
    elif isinstance(value, list):
        yield [*value, *value]
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from ({**value, key: other} for other in _varied(member, number))


def _merged(here: JsonValue, other: JsonValue) -> Iterator[JsonValue]:
    if isinstance(here, dict) and isinstance(other, dict):
        yield {**here, **other}
        yield {**other, **here}
    yield other


def _variants(node: Mapping[str, JsonValue]) -> list[JsonValue]:
    return [variant for keyword in ("oneOf", "anyOf") for variant in _list(node.get(keyword))]


def _member(node: Mapping[str, JsonValue], name: str) -> JsonValue:
    """Return the schema that a node gives to a member."""
    members = _dict(node.get("properties"))
    if name in members:
        return members[name]
    patterns = list(_dict(node.get("patternProperties")).values())
    return patterns[0] if patterns else node.get("additionalProperties", True)


def _types(node: Mapping[str, JsonValue]) -> list[str]:
    declared = node.get("type")
    if isinstance(declared, str):
        return [declared]
    return [name for name in declared if isinstance(name, str)] if isinstance(declared, list) else ["string", "number"]


def _resolved(schema: JsonObject, node: JsonValue) -> JsonObject:
    """Return the schema that a node is, or that it refers to among the definitions."""
    for _ in range(_DEEPEST * 4):
        if not isinstance(node, dict):
            return {}
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return node
        node = _dict(schema.get("$defs")).get(reference.rpartition("/")[2], {})
    return {}


def _dict(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _at(value: JsonValue, path: Sequence[str | int]) -> JsonValue:
    """Return what stands at a path; a number may be the name of a member."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _with(value: JsonValue, path: Sequence[str | int], new: JsonValue) -> JsonValue:
    """Return a value with another one at a path in it."""
    if not path:
        return new
    step, *rest = path
    if isinstance(value, dict):
        return {**value, str(step): _with(value.get(str(step)), rest, new)}
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return [*value[:step], _with(value[step], rest, new), *value[step + 1 :]]
    return value


def _without(value: JsonValue, path: Sequence[str | int]) -> JsonValue:
    """Return a value without what stands at a path in it."""
    *above, last = path
    holder = _at(value, above)
    if isinstance(holder, dict):
        return _with(value, above, {name: member for name, member in holder.items() if name != str(last)})
    if isinstance(holder, list):
        return _with(value, above, [entry for number, entry in enumerate(holder) if number != last])
    return value
