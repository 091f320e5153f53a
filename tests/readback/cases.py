"""What holds in some cases only, and what is excluded: as lines of a page say it, and as the document has it.

Both sides give how a case is told (`where`, `with`, …) with all names and values that stand in its condition: so the
document's side needs no words of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from readback.markdown import MASK, unmasked
from readback.terms import Case, Listing, shown

if TYPE_CHECKING:
    from readback.spec import Value

MARK = (
    rf"neither {MASK} nor {MASK}|none of {MASK}(?:, {MASK})*|neither [a-z ]+ nor [a-z ]+|without {MASK}"
    rf"|not with both {MASK} and {MASK}|not with all of {MASK}(?:, {MASK})*|not (?:where |valid against )?[^,—]*"
    "|has [^,—]*|no more items|more items allowed|no other items|always empty|each further item"
)
"""Marks of what a value must not be, and of what an array holds."""
NEVER = "must not be sent|never there"
_LEADS = (
    (re.compile(rf"(?:in (?P<path>{MASK}), )?with {MASK}, .* (?:is|are) required too$"), "with"),
    (re.compile(rf"(?:in (?P<path>{MASK}), )?with {MASK}(?: also)?(?P<rest>:.*)$"), "with"),
    (re.compile(rf"(?:in (?P<path>{MASK}), )?(?:otherwise, )?where .*?(?P<rest>:.*)$"), "where"),
    (re.compile(rf"(?:in (?P<path>{MASK}), )?(?:otherwise, )?unless .*?(?P<rest>:.*)$"), "unless"),
    (re.compile(rf"(?:in (?P<path>{MASK}), )?otherwise(?P<rest>:.*)$"), "otherwise"),
    (re.compile(rf"the text(?: of (?P<path>{MASK}))? holds (?:JSON|{MASK})(?P<rest>:.*)$"), "content"),
    (re.compile(rf"[a-z0-9 ]+ items? of (?:(?P<path>{MASK})|the list) ha(?:s|ve) these fields(?P<rest>:.*)$"), "items"),
)


def read_case(text: str, spans: list[str], below: Listing, link: Any) -> Case | None:
    """Return the case that a line tells, with the list below it; `None` for a line of another kind."""
    for lead, how in _LEADS:
        if match := lead.match(text):
            path = unmasked(match["path"], spans) if match["path"] else ""
            rest = match.groupdict().get("rest") or ""
            told = text[: len(text) - len(rest)].replace(match["path"] or "\0", "", 1)
            names = [name for mark in re.findall(MASK, told) for name in _names_in_span(unmasked(mark, spans))]
            names = [] if how in ("content", "items") else names
            return Case(path, how, frozenset(names), below, allowed="not allowed" not in rest, link=link)
    return None


def read_mark(mark: str, spans: list[str]) -> str:
    """Return a mark with nothing but the names and values in it, sorted."""
    kinds = {"has ": "has", "each name ": "names", **dict.fromkeys(("not ", "neither ", "none ", "without "), "not")}
    kind = next((kind for start, kind in kinds.items() if mark.startswith(start)), "")
    names = [name for span in re.findall(MASK, mark) for name in _names_in_span(unmasked(span, spans))]
    return _mark(kind, names) if kind else mark


def _mark(kind: str, names: list[str]) -> str:
    return " ".join([kind, *sorted(set(names))])


def _names_in_span(text: str) -> list[str]:
    """Return the names and values in a code span, which may be a schema."""
    try:
        value = json.loads(text) if text.startswith("{") else None
    except ValueError:
        value = None
    return list(names_in(value)) if isinstance(value, dict) else [text]


def names_in(test: Any) -> Iterator[str]:
    """Yield the names and values in a schema that is a condition."""
    for keyword, value in test.items() if isinstance(test, dict) else ():
        if keyword == "properties":
            for name, schema in value.items():
                yield name
                yield from names_in(schema)
        elif keyword == "required":
            yield from value
        elif keyword in ("const", "enum"):
            yield from map(shown, value if keyword == "enum" else [value])
        elif keyword == "pattern":
            yield value
        elif keyword in ("allOf", "anyOf", "oneOf"):
            for part in value:
                yield from names_in(part)
        elif isinstance(value, dict):
            yield from names_in(value)


def marks_of(value: Value) -> set[str]:
    """Return the marks of what a value must not be, and of what it holds."""
    marks: set[str] = set()
    for part in value.parts:
        excluded = part.get("not")
        if isinstance(excluded, dict) and excluded:
            marks |= {_mark("not", list(names_in(each))) for each in _alternatives(excluded)}
        if "contains" in part and not _has_fields(part["contains"]):
            marks.add(_mark("has", list(names_in(part["contains"]))))
        if isinstance(names := part.get("propertyNames"), dict) and names.keys() - {"type"}:
            marks.add(_mark("names", list(names_in(names))))
    return marks | tuple_marks(value)


def _alternatives(test: dict[str, Any]) -> list[Any]:
    return test["anyOf"] if test.keys() == {"anyOf"} else [test]


def _has_fields(test: Any) -> bool:
    return isinstance(test, dict) and "properties" in test


def tuple_marks(value: Value) -> set[str]:
    """Return what is said of items behind those that are told by their places; of what is no array, nothing."""
    if "array" not in (value.types or ["array"]):
        return set()
    items = [part["items"] for part in value.parts if "items" in part]
    unevaluated = [part["unevaluatedItems"] for part in value.parts if "unevaluatedItems" in part]
    prefix = value.first("prefixItems")
    if False in [node for node in items or unevaluated if isinstance(node, bool)]:
        others = value.first("contains") is not None or value.unions or value.first("if") is not None
        return {"no more items" if prefix else "no other items" if others else "always empty"}
    return {"more items allowed"} if prefix and not items and not unevaluated else set()


class DeclaredCase(NamedTuple):
    """How a case of a value is told, and the names in its condition; `follows` tells that of those before it none is.

    `suffix` is where below the value it holds; without a schema, all but the first of the names are demanded.
    """

    suffix: str
    how: str
    names: list[str]
    schema: Any
    follows: bool = False


def declared_cases(value: Value) -> Iterator[DeclaredCase]:
    """Yield what holds of a value in some cases only."""
    for part in value.parts:
        for name, names in sorted(part.get("dependentRequired", {}).items()):
            demanded = [other for other in names if other not in value.required]
            if demanded:
                yield DeclaredCase("", "with", [name, *demanded], None)
    for part in value.parts:
        for name, schema in sorted(part.get("dependentSchemas", {}).items()):
            yield DeclaredCase("", "with", [name], schema)
        yield from _chain(part)
    for part in value.parts:
        if _has_fields(part.get("contains")):
            yield DeclaredCase("[]", "items", [], part["contains"])
        if "contentSchema" in part and "contentMediaType" in part:
            yield DeclaredCase("", "content", [], part["contentSchema"])


def _chain(part: dict[str, Any]) -> Iterator[DeclaredCase]:
    follows = False
    while "if" in part:
        names = list(names_in(part["if"]))
        then, otherwise = part.get("then"), part.get("else")
        if then not in (None, True, {}):
            yield DeclaredCase("", "where", names, then, follows)
        if otherwise in (None, True, {}):
            return
        if then in (None, True, {}):
            yield DeclaredCase("", "unless", names, otherwise, follows)
            return
        if not (isinstance(otherwise, dict) and otherwise.keys() <= {"if", "then", "else"}):
            yield DeclaredCase("", "otherwise", [], otherwise, follows=True)
            return
        part, follows = otherwise, True
