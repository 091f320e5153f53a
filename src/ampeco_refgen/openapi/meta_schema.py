"""OpenAPI objects against the meta-schemas that openapi-spec-validator ships: what is not as it must be, and where.

Run by `validate.py`. A document is first validated as a whole, which takes some milliseconds. If that fails, each of
its objects is validated alone, with a placeholder for each object in it: so a finding has the exact place, an object
that is used in many places is reported once, and no failure carries a copy of half the document with it, as those of
the whole would. Objects to which only references lead are always validated alone.

A failure is known by the kind of object, the path of the value within it, and the JSON Schema keyword that failed;
`severity.py` says how bad its code is, `repair.py` acts on some.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, TypeAlias

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.references import Path
from ampeco_refgen.openapi.severity import finding
from ampeco_refgen.openapi.structure import MEMBERS, Container, Node, Structure, children, is_plain_reference

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

_Failure: TypeAlias = "tuple[Path, ValidationError]"

_VAGUE = frozenset({"anyOf", "not", "oneOf", "unevaluatedProperties"})
"""Keywords that fail for a whole value because one of its members does.

`unevaluatedProperties` is among them because a subschema that fails leaves no annotations, so what it looked at counts
as unevaluated (JSON Schema Core 2020-12, sections 7.7 and 11.3).
"""

_DEFINITIONS_3_1 = {
    "pathItem": "path-item",
    "requestBody": "request-body",
    "mediaType": "media-type",
    "securityScheme": "security-scheme",
    "callback": "callbacks",
}
"""Kind of object → name of its definition in the meta-schemas of 3.1 and 3.2, where it has another name."""

_DIALECTS = {
    "3.1": ("oas3.1/metaschema.json", "oas3.1/vocabularies/base"),
    "3.2": ("oas3.2/dialect/2025-09-17.json", "oas3.2/meta/2025-09-17.json"),
}
"""OpenAPI version → files with the JSON Schema dialect of its Schema Objects, and the vocabulary that OpenAPI adds."""

_OTHER_FORMATS: dict[str, Callable[[str], bool]] = dict.fromkeys(
    ("email", "iri", "uri", "uri-reference"), lambda _: True
)
"""Formats that the meta-schemas ask for and openapi-spec-validator does not check: any text passes, as it does there.

Only `regex` is checked, by both.
"""

_PLACEHOLDER = "x-validated-by-itself"
"""The only member of the object that stands in for one that is validated by itself; an extension is always allowed."""

_WITHOUT_FACTS = frozenset({"contact", "examples", "externalDocs", "license", "termsOfService", "xml"})
"""Members that say nothing about how the API is called: one of a wrong type is left out of the document."""

_HOLDING = frozenset(name for members in MEMBERS.values() for name in members) - _WITHOUT_FACTS
"""Members that hold a part of an API, such as a schema or parameters, in the objects that may have them."""

_SHOWN_WHOLE = frozenset({"schema", "link", "securityScheme"})
"""Kinds of objects whose members are all read, or shown as they are written."""

_OF_THE_OTHER_VERSION = frozenset({"exclusiveMaximum", "exclusiveMinimum"})
"""Keywords that are a number in OpenAPI 3.1, true or false in 3.0: `catalog/` reads both forms in either version."""

_SPELLED = {
    "boolean": re.compile(r"true|false"),
    "integer": re.compile(r"-?(0|[1-9][0-9]{0,15})"),
    "number": re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?"),
}
"""JSON type → the texts that spell a value of it: numbers have up to 16 digits, and 15 after the point."""

_OUTCOMES = {
    "ignored-member": "; it is left out",
    "null-entry": "; it is taken as empty",
    "null-member": "; it is left out",
    "quoted-value": "; it is taken as what it spells",
    "unquoted-text": "; it is taken as a text",
}
"""Code → what `repair.py` does about it."""

_TYPE_NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


def meta_schema_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each way in which an object breaks the meta-schema of its kind, with the place."""
    meta_schema = _MetaSchema(structure.dialect)
    nodes = structure.nodes
    if meta_schema.validator("document").is_valid(structure.tree):
        nodes = nodes[structure.contained :]
    kinds = [_validated_as(node, structure.dialect) for node in nodes]
    validators = {kind: meta_schema.validator(kind) for kind in set(kinds)}
    for node, kind in zip(nodes, kinds, strict=True):
        places = set() if is_plain_reference(node.kind, node.value, structure.dialect) else _places(node)
        try:
            failures = list(_own_failures(validators[kind].iter_errors(_with_placeholders(node.value, places)), places))
        except ValueError:  # the library cannot tell of a value that nests more than 255 levels
            message = f"{node.kind}: it is not what it should be, and nests too deeply for more to be told"
            yield finding("wrong-type", message, pointer_to(*node.path))
            continue
        for tail, failure in _without_consequences(failures):
            yield from _findings_of(node, tail, failure)


class _MetaSchema:
    """The meta-schema of a version of OpenAPI (`3.0`, `3.1`, `3.2`), completed by that of its Schema Objects."""

    def __init__(self, dialect: str) -> None:
        self._is_3_0 = dialect == "3.0"
        self._schema: Any = _shipped("openapi_spec_validator", f"resources/schemas/v{dialect}/schema.json")
        self._resources: list[tuple[str, Any]] = []
        if self._is_3_0:
            del self._schema["id"]
            _as_in_draft_4(self._schema["definitions"]["Schema"])
        else:
            files = [_shipped("openapi_schema_validator", f"schemas/{name}") for name in _DIALECTS[dialect]]
            self._resources = [(file["$id"], file) for file in files]
            self._schema["$defs"]["schema"] = {"$dynamicAnchor": "meta", "$ref": files[0]["$id"]}
            _as_in_the_specification(self._schema["$defs"])

    def validator(self, kind: str) -> Validator:
        """Return the validator for a kind of object: the whole meta-schema, or one of its definitions."""
        import jsonschema_rs

        if kind == "document":
            schema = self._schema
        elif self._is_3_0:
            name = kind[0].upper() + kind[1:]
            schema = {"definitions": self._schema["definitions"], "$ref": f"#/definitions/{name}"}
        else:
            name = _DEFINITIONS_3_1.get(kind, kind)
            schema = {"$defs": self._schema["$defs"], "$ref": f"#/$defs/{name}"}
        validator = jsonschema_rs.Draft4Validator if self._is_3_0 else jsonschema_rs.Draft202012Validator
        registry = jsonschema_rs.Registry(self._resources)
        return validator(schema, mask="the value", validate_formats=True, formats=_OTHER_FORMATS, registry=registry)


def _as_in_draft_4(schema: Any) -> None:  # noqa: ANN401  # a JSON Schema
    """Add to 3.0's definition of a Schema Object the rules of JSON Schema draft 4 that it leaves out.

    OpenAPI 3.0 takes these keywords over from JSON Schema unchanged (OpenAPI 3.0.4, Schema Object).
    """
    schema["dependencies"] = {"exclusiveMaximum": ["maximum"], "exclusiveMinimum": ["minimum"]}
    schema["properties"]["enum"]["uniqueItems"] = True
    for keyword in ("allOf", "anyOf", "oneOf"):
        schema["properties"][keyword]["minItems"] = 1


def _as_in_the_specification(definitions: Any) -> None:  # noqa: ANN401  # JSON Schemas
    """Mend two definitions of 3.1 and 3.2 that differ from the text, which counts (OpenAPI 3.1.1, Schema Validation).

    A callback may have extensions (Callback Object): in the meta-schema they are also taken for path items, since
    `additionalProperties` does not see what a `$ref` beside it allows. A link has a `server` (Link Object), not a
    `body`.
    """
    definitions["callbacks"]["patternProperties"] = {"^x-": True}
    definitions["link"]["properties"]["server"] = {"$ref": "#/$defs/server"}
    definitions["link"]["properties"].pop("body", None)


def _shipped(package: str, name: str) -> Any:  # noqa: ANN401  # a JSON Schema
    """Return a JSON file of an installed package, without importing the package: that takes longer than all checks.

    Raises `ModuleNotFoundError` where the package is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return json.loads(FilePath(spec.origin).parent.joinpath(name).read_text("utf-8"))


def _own_failures(failures: Iterable[ValidationError], places: set[Path]) -> Iterator[_Failure]:
    """Yield the failures of an object, each with its path from there; those within the objects at `places` are not its.

    Those are known by the placeholder on the way to them.
    """
    for failure in failures:
        for reason in _reasons(failure):
            tail = tuple(reason.instance_path)
            # The library leaves empty names out of paths, so what fails in a placeholder is also known by its name.
            if _PLACEHOLDER not in tail and places.isdisjoint((_as_texts(tail[:1]), _as_texts(tail[:2]))):
                yield tail, reason


def _as_texts(path: Path) -> Path:
    """Return a path without numbers: the library takes a name such as `200` for the index of an item."""
    return tuple(map(str, path))


def _validated_as(node: Node, dialect: str) -> str:
    """Return the kind by which an object is validated: `reference` for one that is only a reference.

    In 3.1's meta-schema, other than in that of 3.0 and 3.2, a path item with a `$ref` is a Reference Object, too.
    """
    if "$ref" not in node.value:
        return node.kind
    refers = (dialect == "3.1" and node.kind == "pathItem") or is_plain_reference(node.kind, node.value, dialect)
    return "reference" if refers else node.kind


def _places(node: Node) -> set[Path]:
    """Return the paths of the objects in an object.

    Where something else than a JSON object stands in such a place, it is a fault of the object around it.
    """
    return {_as_texts(tail) for _, child, tail in children(node.kind, node.value) if isinstance(child, dict)}


def _with_placeholders(node: JsonObject, places: set[Path]) -> JsonObject:
    """Return an object with a placeholder in each of the `places`.

    No two placeholders are equal, since the meta-schemas forbid equal parameters in one list (`uniqueItems`).
    """
    placeholders: Iterator[JsonValue] = ({_PLACEHOLDER: number} for number in count())

    def replaced(item: JsonValue, *path: str) -> JsonValue:
        return next(placeholders) if path in places else item

    result: JsonObject = {}
    for name, value in node.items():
        if (name,) in places:
            result[name] = next(placeholders)
        elif isinstance(value, list):
            result[name] = [replaced(item, name, str(index)) for index, item in enumerate(value)]
        elif isinstance(value, dict):
            result[name] = {key: replaced(item, name, key) for key, item in value.items()}
        else:
            result[name] = value
    return result


def _without_consequences(failures: list[_Failure]) -> Iterator[_Failure]:
    """Yield the failures but those that only follow from another.

    These are a failure of a `_VAGUE` keyword for a value in which something else fails, and whatever else fails at a
    value that is of a wrong type.
    """
    reasons = [tail for tail, failure in failures if failure.kind.name not in _VAGUE]
    wrong_types = {tail for tail, failure in failures if failure.kind.name == "type"}
    for tail, failure in failures:
        follows = failure.kind.name in _VAGUE and any(reason[: len(tail)] == tail for reason in reasons)
        if not follows and (failure.kind.name == "type" or tail not in wrong_types):
            yield tail, failure


def _reasons(failure: ValidationError) -> Iterator[ValidationError]:
    """Yield the failures behind one of `anyOf` or `oneOf`: those of the alternative that has the fewest.

    A failure of any other keyword is its own reason.
    """
    alternatives = [failures for failures in getattr(failure.kind, "context", ()) if failures]
    if not alternatives:
        yield failure
        return
    for reason in min(alternatives, key=len):
        yield from _reasons(reason)


def _findings_of(node: Node, tail: Path, failure: ValidationError) -> Iterator[Diagnostic]:
    """Yield the findings for a failure at `tail`, a path that begins at the object `node`."""
    kind: Any = failure.kind
    what = f"{node.kind} {'.'.join(map(str, tail))}".rstrip()
    if kind.name in ("additionalProperties", "unevaluatedProperties"):
        for name in kind.unexpected:
            code, word = _code_of_unexpected(node.kind, tail, name)
            yield finding(code, f"{what}: {word} member {name!r}", pointer_to(*node.path, *tail, name))
        return
    code = _code(node.kind, tail, failure)
    reason = _reason(kind, tail, failure) + _OUTCOMES.get(code, "")
    yield finding(code, f"{what}: {reason}", pointer_to(*node.path, *tail))


def _code_of_unexpected(node_kind: str, tail: Path, name: str) -> tuple[str, str]:
    """Return the code and the word for a member that an object should not have.

    It is misplaced where another object may have it, to hold something that is a fact of the API: a response with a
    `schema`, as Swagger 2.0 has them. In what is shown whole none is.
    """
    misplaced = not tail and node_kind not in _SHOWN_WHOLE and name in _HOLDING
    return ("misplaced-member", "misplaced") if misplaced else ("unknown-member", "unknown")


def _code(node_kind: str, tail: Path, failure: ValidationError) -> str:
    kind: Any = failure.kind
    if kind.name == "type":
        return _code_of_type(node_kind, tail, failure)
    if kind.name == "required":
        incomplete = node_kind == "parameter" and not tail and kind.property in ("name", "in")
        return "incomplete-parameter" if incomplete else "missing-member"
    if kind.name == "propertyNames":
        return "unknown-member"
    return "parameter-location" if node_kind == "parameter" and tail == ("in",) else "invalid-value"


def _code_of_type(node_kind: str, tail: Path, failure: ValidationError) -> str:
    """Return the code for a value of a wrong type: `wrong-type`, an error, or a warning if no fact is lost."""
    value, wanted = failure.instance, _wanted(failure)
    if tail in ((), ("$ref",)):
        return "wrong-type"
    if value is None:
        return "null-entry" if _is_entry(node_kind, tail) else "null-member"
    if isinstance(value, int | float) and wanted == ["string"]:
        return "unquoted-text"
    if isinstance(value, str) and any(name in _SPELLED and _SPELLED[name].fullmatch(value) for name in wanted):
        return "quoted-value"
    if _WITHOUT_FACTS.intersection(tail):
        return "ignored-member"
    if node_kind == "schema" and isinstance(value, int | float) and _is_read_anyway(tail, value):
        return "invalid-value"
    return "wrong-type"


def _is_read_anyway(tail: Path, value: float) -> bool:
    """Tell whether a wrong value in a schema can be read: a boolean schema, or a limit as the other version states it.

    OpenAPI 3.0 has no boolean schemas; 3.1 has (JSON Schema Core 2020-12, section 4.3.2).
    """
    container, kind = MEMBERS["schema"].get(str(tail[0]), (None, ""))
    depth = 1 if container is Container.NONE else 2
    is_boolean_schema = isinstance(value, bool) and kind == "schema" and len(tail) == depth
    return is_boolean_schema or tail[0] in _OF_THE_OTHER_VERSION


def _is_entry(node_kind: str, tail: Path) -> bool:
    """Tell whether the name of a null is a fact by itself: a status, a media type, a property, a scheme.

    Then the entry is kept as an empty one; another member that is null is left out.
    """
    container, _ = MEMBERS[node_kind].get(str(tail[0]), (None, ""))
    named = len(tail) == 2 and container in (Container.MAP, Container.EXTENSIBLE_MAP)
    return named or node_kind == "callback" or (tail[0] == "security" and len(tail) == 3)


def _reason(kind: Any, tail: Path, failure: ValidationError) -> str:  # noqa: ANN401  # the library's kinds are untyped
    match kind.name:
        case "type":
            actual = _TYPE_NAMES.get(type(failure.instance), "number")
            return f"must be {' or '.join(_wanted(failure))}, not {actual}"
        case "required":
            return f"{kind.property!r} is missing"
        case "enum" if tail == ("in",):
            return f"{_quoted(failure.instance)} is no place that a parameter can be sent in"
        case "enum":
            return f"{_quoted(failure.instance)} is none of {', '.join(map(_quoted, kind.options))}"
        case "pattern" if tail == ("openapi",):
            return f"{_quoted(failure.instance)} is no whole version of OpenAPI, which has three numbers, as in 3.1.0"
        case "pattern":
            return f"{_quoted(failure.instance)} does not match {kind.pattern}"
        case "format":
            return f"{_quoted(failure.instance)} is no {kind.format}"
    return failure.message


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _wanted(failure: ValidationError) -> list[str]:
    kind: Any = failure.kind
    return [str(name) for name in kind.types]
