"""Each kind of statement of a schema is on the pages wherever a document may have the schema, and however deep."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from documents import mini
from readback.anydocument import compared
from readback.conftest import bundle_from
from readback.spec import Spec

V30, V31 = "3.0.3", "3.1.0"
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}


class Kind(NamedTuple):
    """A schema, the versions that know it, and the parts of lines that must be on the pages; `{}` is its field."""

    schema: dict[str, Any]
    lines: tuple[str, ...]
    versions: tuple[str, ...] = (V30, V31)
    never: tuple[str, ...] = ()


def thing(**members: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": members}


def named(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


COMPONENTS: dict[str, Any] = {
    "Cat": {**thing(sort=TEXT, lives={**NUMBER, "minimum": 9}), "required": ["sort"]},
    "Dog": {**thing(sort=TEXT, bark={"type": "boolean"}), "required": ["sort", "bark"]},
    "MaybeText": {**TEXT, "nullable": True},
    "Vehicle": {
        **thing(wheels=TEXT),
        "required": ["wheels"],
        "discriminator": {"propertyName": "wheels", "mapping": {"two": "Bike"}},
    },
    "Bike": {"allOf": [named("Vehicle"), thing(bell={"type": "boolean"})]},
    "Van": {"allOf": [named("Vehicle"), thing(doors=NUMBER)]},
}

KINDS = {
    "listsOnly": Kind(
        {"type": "array", "items": TEXT, "enum": [["a", "b"], ["c"]]},
        ("`{}` array of string", '`["a","b"]`', '`["c"]`'),
    ),
    "objectsOnly": Kind({"type": "object", "enum": [{"floor": 1}, {"floor": 2}]}, ('`{"floor":1}`', '`{"floor":2}`')),
    "closed": Kind({**thing(a=TEXT), "additionalProperties": False}, ("`{}` object, no other fields", "`{}.a` string")),
    "patterns": Kind(
        {
            "type": "object",
            "patternProperties": {"^txt_": {**TEXT, "maxLength": 20}, "^num_": {**NUMBER, "minimum": 5}},
            "additionalProperties": False,
        },
        (
            '`{}.*["^num_"]` integer (min 5), names like `^num_`',
            '`{}.*["^txt_"]` string (max length 20), names like `^txt_`',
            "`{}` object, no other fields",
        ),
        (V31,),
    ),
    "byName": Kind(
        {"type": "object", "additionalProperties": NUMBER, "propertyNames": {"pattern": "^[a-z]{2}$"}},
        ("each name (pattern `^[a-z]{2}$`)", "`{}.*` integer"),
        (V31,),
    ),
    "ghostly": Kind({**thing(a=TEXT), "required": ["ghost"]}, ("`{}.ghost` any",)),
    "twoPatterns": Kind(
        {"allOf": [{**TEXT, "pattern": "^q"}, {"pattern": "z$"}]}, ("`{}` string (pattern `^q`, pattern `z$`)",)
    ),
    "twoMultiples": Kind(
        {"allOf": [{**NUMBER, "multipleOf": 4}, {"multipleOf": 6}]}, ("`{}` integer (multiple of 12)",)
    ),
    "pet": Kind(
        {
            "oneOf": [named("Cat"), named("Dog")],
            "discriminator": {"propertyName": "sort", "mapping": {"c": "Cat", "kitten": named("Cat")["$ref"]}},
        },
        ("when `sort` is `c`, `kitten`", "when `sort` is `Dog`", "`{}.lives` integer (min 9)", "`{}.bark` boolean"),
    ),
    "called": Kind(
        {**NUMBER, "enum": [1, 2], "x-enum-varnames": ["CLEAR", "RAINY"], "x-enum-descriptions": ["Dry", "Wet"]},
        ("`{}` integer", "`1` CLEAR: Dry; `2` RAINY: Wet"),
    ),
    "maybe": Kind({**TEXT, "nullable": True}, ("`{}` string, nullable",), (V30,)),
    "maybe31": Kind({"type": ["string", "null"]}, ("`{}` string, nullable",), (V31,)),
    "never": Kind({"allOf": [named("MaybeText"), TEXT]}, ("`{}` string",), never=("`{}` string, nullable",)),
    "onlyNull": Kind({"type": "null"}, ("`{}` null",), (V31,)),
    "tuple": Kind(
        {"type": "array", "prefixItems": [{"enum": ["lon", "lat"]}, {"type": "number"}], "items": {"type": "boolean"}},
        ("`{}` array", "`{}[0]` any — one of `lon`, `lat`", "`{}[1]` number", "`{}[]` boolean, each further item"),
        (V31,),
    ),
    "pair": Kind(
        {"type": "array", "prefixItems": [TEXT, thing(x=NUMBER)], "items": False},
        ("`{}` array, no more items", "`{}[1].x` integer"),
        (V31,),
    ),
    "empty": Kind({"type": "array", "items": False}, ("`{}` array, always empty",), (V31,)),
    "dependent": Kind(
        {
            **thing(card=TEXT, address=TEXT, shop=TEXT),
            "dependentRequired": {"card": ["address"]},
            "dependentSchemas": {"shop": {**thing(floor={**NUMBER, "minimum": 1}), "required": ["floor"]}},
        },
        (
            "in `{}`, with `card`, `address` is required too",
            "in `{}`, with `shop` also:",
            "`{}.floor` integer (min 1), required",
        ),
        (V31,),
    ),
    "conditional": Kind(
        {
            **thing(way={"enum": ["a", "b"]}, street=TEXT, shop=TEXT),
            "required": ["way"],
            "if": {"properties": {"way": {"const": "a"}}},
            "then": {"required": ["street"]},
            "else": {"required": ["shop"]},
        },
        (
            "in `{}`, where `way` is `a`:",
            "`{}.street` string, required",
            "in `{}`, otherwise:",
            "`{}.shop` string, required",
        ),
        (V31,),
    ),
    "excluding": Kind({**TEXT, "not": {"enum": ["root", "admin"]}}, ("`{}` string, neither `root` nor `admin`",)),
    "containing": Kind(
        {"type": "array", "items": TEXT, "contains": {"const": "main"}, "maxContains": 2},
        ("`{}` array of string, has `main` once or twice",),
        (V31,),
    ),
    "holding": Kind(
        {**TEXT, "contentMediaType": "application/json", "contentSchema": thing(inner=NUMBER)},
        ("the text of `{}` holds JSON:", "`{}.inner` integer"),
        (V31,),
    ),
    "evaluated": Kind({**thing(a=TEXT), "unevaluatedProperties": False}, ("`{}` object, no other fields",), (V31,)),
    "needing": Kind(
        {**thing(phone=TEXT, mail=TEXT), "anyOf": [{"required": ["phone"]}, {"required": ["mail"]}]},
        ("at least one of `{}.phone` and `{}.mail` is required",),
    ),
    "vehicle": Kind(
        named("Vehicle"),
        (
            "**Bike**, when `wheels` is `two`",
            "`{}.bell` boolean",
            "**Van**, when `wheels` is `Van`",
            "`{}.doors` integer",
        ),
    ),
    "either": Kind({"anyOf": [{"type": ["string", "null"]}, NUMBER]}, ("`{}` any, nullable",), (V31,)),
}

NESTINGS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "itself": (lambda schema: schema, ""),
    "in an object": (lambda schema: thing(below=thing(deep=schema)), "below.deep."),
    "in a list": (lambda schema: thing(rows={"type": "array", "items": schema}), "rows[]."),
    "in a map": (lambda schema: thing(keyed={"type": "object", "additionalProperties": schema}), "keyed.*."),
    "by reference": (lambda _: thing(other=named("Owner")), "other."),
    "in all of two": (lambda schema: {"allOf": [thing(id=TEXT), schema]}, ""),
}


def document(place: str, schema: Any, version: str, components: dict[str, Any]) -> dict[str, Any]:
    """Return a document that has a schema in one place."""
    content = {"application/json": {"schema": schema}}
    fine = {"204": {"description": "Done"}}
    operation: dict[str, Any] = {"responses": fine}
    more: dict[str, Any] = {}
    if place == "body":
        operation["requestBody"] = {"content": content}
    elif place == "response":
        operation["responses"] = {"200": {"description": "OK", "content": content}}
    elif place == "error":
        operation["responses"] = fine | {"409": {"description": "Not now", "content": content}}
    elif place == "parameter":
        operation["parameters"] = [{"name": "q", "in": "query", "content": content}]
    elif place == "callback":
        called = {"post": {"requestBody": {"content": content}, "responses": fine}}
        operation["callbacks"] = {"onDone": {"{$request.query.url}": called}}
    else:
        more["webhooks"] = {"done": {"post": {"requestBody": {"content": content}, "responses": fine}}}
    tree = mini({"/a": {"post": operation}}, version=version, components={"schemas": components})
    return {**tree, **more}


PLACES = ("body", "response", "error", "parameter", "callback", "webhook")


@pytest.mark.parametrize("version", [V30, V31])
@pytest.mark.parametrize("nesting", NESTINGS)
@pytest.mark.parametrize("place", PLACES)
def test_each_kind_is_told_in_each_place(place: str, nesting: str, version: str) -> None:
    if place == "webhook" and version == V30:
        place = "callback"
    kinds = {name: kind for name, kind in KINDS.items() if version in kind.versions}
    owner = thing(**{name: kind.schema for name, kind in kinds.items()})
    nest, prefix = NESTINGS[nesting]
    tree = document(place, nest(owner), version, {**COMPONENTS, "Owner": owner})
    bundle = bundle_from(tree)
    text = re.sub(r"\n +(?![ \-|])", " ", "\n".join(page.text for page in bundle.pages.values()))
    start = "q." if place == "parameter" else ""
    told = itertools.chain.from_iterable(
        (line.replace("{}", f"{start}{prefix}{name}") for line in kind.lines) for name, kind in kinds.items()
    )
    missing = [line for line in told if line not in text]
    assert not missing, missing
    wrong = [line.replace("{}", f"{start}{prefix}{name}") + "\n" for name, kind in kinds.items() for line in kind.never]
    assert not [line for line in wrong if line in text]
    problems = compared(Spec(tree), bundle).problems
    assert not problems, "\n".join(problems)
