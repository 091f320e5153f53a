"""Conditions, exclusions and what arrays hold, as JSON Schema → words; what few words cannot say stays compact JSON.

Schemas come as JSON without texts (`catalog/schema_text.py`). Sources: JSON Schema 2020-12, Core, sections 10.2.1.4
(`not`), 10.2.2 (conditions), 10.3.1.3 (`contains`) and 10.3.2.4 (`propertyNames`); Validation, sections 6.4.4 and 6.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from ampeco_refgen.catalog.shape import Branch, Contained, Shape
from ampeco_refgen.jsonvalue import JsonObject, JsonText, JsonValue, canonical, value_of
from ampeco_refgen.markdown.text import code

_NOUNS = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "object": "an object",
    "array": "an array",
    "null": "null",
}
_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters long",
    "maxLength": "at most {} characters long",
}
_NUMBERS = {1: ("once", "one item"), 2: ("twice", "2 items")}
_LONGEST = 1_000
"""Characters of JSON beyond which a condition is only said to be there."""


def case_words(branch: Branch, path: str) -> str:
    """Return the words before what holds of a value at `path` in one case: ``where `a` is `b` ``, `otherwise`."""
    also = " also" if branch.name and not branch.shape.never else ""
    return (f"in {code(path)}, " if path else "") + _case(branch) + also


def _case(branch: Branch) -> str:
    if branch.name:
        return f"with {code(branch.name)}"
    if not branch.test:
        return "otherwise"
    return f"otherwise, {_tested(branch)}" if branch.others else _tested(branch)


def _tested(branch: Branch) -> str:
    test = _parsed(branch.test)
    if test in ({}, True):
        return "always" if branch.fits else "never"
    clause = _clause(test, branch.required) or f"it is valid against {_json(branch.test)}"
    return f"where {clause}" if branch.fits else f"unless {clause}"


def dependent_words(branch: Branch, names: Sequence[str], path: str) -> str:
    """Return what names are required where a member is there: ``with `a`, `b` is required too``."""
    verb = "is" if len(names) == 1 else "are"
    return (
        f"{f'in {code(path)}, ' if path else ''}{_case(branch)}, {_listed(list(map(code, names)))} {verb} required too"
    )


def exclusions(shape: Shape) -> Iterator[str]:
    """Yield in words what a value must not be: ``neither `a` nor `b` ``."""
    for text in shape.restrictions.negated:
        test = _parsed(text)
        yield from _excluded(test, shape.required, text)


def holdings(shape: Shape) -> Iterator[str]:
    """Yield in words what an array holds, as far as that needs no lines of its own: ``has `a` once or twice``."""
    for some in shape.restrictions.contained:
        if some.shape not in shape.restrictions.parts:
            yield _has(some)


def some_items(some: Contained, path: str) -> str:
    """Return the words before the fields of what some items of an array at `path` are like."""
    verb = "has" if 1 in (some.least, some.most) and some.most in (1, None) else "have"
    return f"{_items(some)} of {code(path) if path else 'the list'} {verb} these fields"


def name_words(shape: Shape) -> list[str]:
    """Return what every name of an object keeps, as far as it is more than limits and values."""
    words: list[str] = []
    for text in shape.restrictions.names:
        test = _parsed(text)
        if not isinstance(test, dict):
            continue
        known = {"type", "format", "not", "const", "enum", "pattern", "minLength", "maxLength"}
        if not test.keys() <= known:
            words.append(f"valid against {_json(text)}")
            continue
        words += [str(test["format"])] if "format" in test else []
        words += _excluded(test["not"], frozenset(), canonical(test["not"])) if "not" in test else []
    return words


def _parsed(text: JsonText) -> JsonValue:
    return value_of(text) if text else None


def _json(text: JsonText) -> str:
    return code(text) if text and len(text) <= _LONGEST else "a schema too long to be told here"


def _excluded(test: JsonValue, required: Set[str], text: JsonText) -> Iterator[str]:
    """Yield in words that a value is not as a schema says."""
    if isinstance(test, dict):
        keys = test.keys() - {"type"} if test.get("type") == "object" and "required" in test else test.keys()
        if keys == {"anyOf"} and isinstance(test["anyOf"], list):
            for part in test["anyOf"]:
                yield from _excluded(part, required, canonical(part))
            return
        if (values := _values(test)) and keys <= {"const", "enum", "type"}:
            yield _none_of(values)
            return
        if keys == {"type"}:
            yield _none_of(_nouns(test["type"]))
            return
        if noun := _noun(test):
            yield f"not {noun}"
            return
        if keys == {"required"} and (names := _names(test)):
            yield f"without {names[0]}" if len(names) == 1 else f"not with {_all_of(names)}"
            return
        if clause := _clause(test, required):
            yield f"not where {clause}"
            return
    yield f"not valid against {_json(text)}"


def _clause(test: JsonValue, required: Set[str]) -> str:
    """Return in words that a value is as a schema says, `""` where few words cannot; `required` are members it has."""
    if not isinstance(test, dict) or not test:
        return ""
    keys = test.keys() - {"type"} if test.get("type") == "object" else test.keys()
    if keys and keys <= {"properties", "required"}:
        return _members(test, required)
    if keys == {"not"}:
        return _negated_clause(test["not"], required)
    for keyword, word in (("allOf", " and "), ("anyOf", ", or ")):
        parts = test.get(keyword)
        if keys == {keyword} and isinstance(parts, list):
            clauses = [_clause(part, required) for part in parts]
            return word.join(clauses) if all(clauses) else ""
    predicate = _predicate(test)
    return f"it {predicate}" if predicate else ""


def _members(test: JsonObject, required: Set[str]) -> str:
    """Return in words what a schema says of members."""
    properties, demanded = test.get("properties", {}), test.get("required", [])
    if not isinstance(properties, dict) or not isinstance(demanded, list):
        return ""
    clauses: list[str] = []
    for name, schema in properties.items():
        clause = _member(name, schema, is_there=name in demanded or name in required)
        if not clause:
            return ""
        clauses.append(clause)
    there = [code(str(name)) for name in demanded if name not in properties]
    if there:
        clauses.append(f"{_listed(there)} {'is' if len(there) == 1 else 'are'} there")
    return " and ".join(clauses)


def _member(name: str, schema: JsonValue, *, is_there: bool) -> str:
    """Return in words that a member is as a schema says; one that is missing is so, too (Core, section 10.3.2.1)."""
    if schema is False:
        return f"{code(name)} is missing"
    if schema in ({}, True):
        return f"{code(name)} is there" if is_there else ""
    predicate = _predicate(schema)
    if not predicate and isinstance(schema, dict) and schema.keys() <= {"type", "properties", "required"}:
        inner = _members(schema, frozenset()) if schema.get("type", "object") == "object" else ""
        predicate = f"is an object in which {inner}" if inner else ""
    if not predicate:
        return ""
    return f"{code(name)} {predicate}" + ("" if is_there else " (or missing)")


def _negated_clause(test: JsonValue, required: Set[str]) -> str:
    """Return in words that a value is not as a schema says."""
    if not isinstance(test, dict):
        return ""
    keys = test.keys() - {"type"} if test.get("type") == "object" else test.keys()
    if keys == {"required"} and len(names := _names(test)) == 1:
        return f"{names[0]} is missing"
    properties, demanded = test.get("properties"), test.get("required", [])
    if keys <= {"properties", "required"} and isinstance(properties, dict) and isinstance(demanded, list):
        ((name, schema), *more) = properties.items() or [("", None)]
        values = _values(schema) if isinstance(schema, dict) and schema.keys() <= {"const", "enum", "type"} else []
        if values and not more and {str(other) for other in demanded} <= {name}:
            words = f"{code(name)} is {_none_of(values)}"
            if name in required:
                return words
            return f"{words} (or missing)" if name in demanded else f"{code(name)} is there and {_none_of(values)}"
    return ""


def _predicate(test: JsonValue) -> str:
    """Return in words what a value is, with its verb: ``is `a` or `b` ``; `""` where few words cannot."""
    if not isinstance(test, dict):
        return ""
    keys = set(test)
    if (values := _values(test)) and keys <= {"const", "enum", "type"}:
        return f"is {_listed(values, 'or')}"
    if keys == {"not"} and isinstance(inner := test["not"], dict):
        if (values := _values(inner)) and inner.keys() <= {"const", "enum", "type"}:
            return f"is {_none_of(values)}"
        return f"is {_none_of(_nouns(inner['type']))}" if inner.keys() == {"type"} else ""
    if keys <= {"contains", "type", "minContains", "maxContains"} and "contains" in keys:
        most = test.get("maxContains")
        least = test.get("minContains", 1)
        if isinstance(least, int) and (most is None or isinstance(most, int)):
            return _has(Contained(shape=_NOTHING, test=canonical(test["contains"]), least=least, most=most))
    return f"is {noun}" if (noun := _noun(test)) else ""


_NOTHING = Shape(key=())


def _noun(test: JsonObject) -> str:
    """Return what kind of value a schema stands for, by its type, pattern and limits: `a number that is at least 5`."""
    if not test or not test.keys() <= {"type", "pattern", *_LIMITS}:
        return ""
    limits = [_LIMITS[keyword].format(canonical(test[keyword])) for keyword in _LIMITS if keyword in test]
    limits += [f"like {code(str(test['pattern']))}"] if "pattern" in test else []
    kinds = _listed(_nouns(test["type"]), "or") if "type" in test else ""
    if not limits or not kinds or ("pattern" in test and test["type"] == "string"):
        return _listed(limits) if limits else kinds
    return f"{kinds} that is {_listed(limits)}"


def _has(some: Contained) -> str:
    """Return what an array has and how often: ``has `a` once or twice``, `has at least one item that is a string`."""
    test = _parsed(some.test)
    if isinstance(test, dict):
        if (values := _values(test)) and test.keys() <= {"const", "enum", "type"}:
            return f"has {_listed(values, 'or')} {_times(some)}"
        predicate = _clause(test, frozenset())
        if not test:
            return f"has {_items(some)}"
        if predicate:
            items = _items(some)
            if not predicate.startswith("it is "):
                return (
                    f"has {items} {'that ' if predicate.startswith('it ') else 'where '}{predicate.removeprefix('it ')}"
                )
            verb = "is" if items.endswith("item") else "are"
            return f"has {items} that {verb} {predicate.removeprefix('it is ')}"
    return f"has {_items(some)} valid against {_json(some.test)}"


def _times(some: Contained) -> str:
    """Return how often something is there: `once or twice`, `at least 3 times`."""
    least, most = some.least, some.most
    if (least, most) == (1, 2):
        return "once or twice"
    return _bounded(least, most, "times", 0)


def _items(some: Contained) -> str:
    """Return how many items there are: `at least one item`, `2 to 5 items`."""
    return _bounded(some.least, some.most, "items", 1)


def _bounded(least: int, most: int | None, noun: str, form: int) -> str:
    def counted(number: int) -> str:
        return _NUMBERS[number][form] if number in _NUMBERS else f"{number} {noun}"

    if most is None:
        return f"at least {counted(least)}"
    if least == most:
        return f"exactly {counted(most)}"
    return f"at most {counted(most)}" if least == 0 else f"{least} to {most} {noun}"


def _values(test: JsonValue) -> list[str]:
    """Return the enumerated values of a schema as code spans, a text without its quotes where that is clear."""
    if not isinstance(test, dict):
        return []
    values = [test["const"]] if "const" in test else test.get("enum", [])
    listed = values if isinstance(values, list) else []
    others = {canonical(value) for value in listed if not isinstance(value, str)}
    return [
        code(value if isinstance(value, str) and value.strip() and value not in others else canonical(value))
        for value in listed
    ]


def _nouns(types: JsonValue) -> list[str]:
    names = types if isinstance(types, list) else [types]
    return [_NOUNS.get(str(name), code(str(name))) for name in names]


def _names(test: JsonObject) -> list[str]:
    names = test.get("required")
    return [code(str(name)) for name in names] if isinstance(names, list) else []


def _none_of(words: list[str]) -> str:
    if len(words) < 3:
        return f"not {words[0]}" if len(words) == 1 else f"neither {' nor '.join(words)}"
    return f"none of {', '.join(words)}"


def _all_of(words: list[str]) -> str:
    return f"both {_listed(words)}" if len(words) == 2 else f"all of {', '.join(words)}"


def _listed(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
