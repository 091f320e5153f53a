"""OpenAPI objects against the meta-schemas that openapi-spec-validator ships: what has the wrong shape, and where.

One of the checks that `fast_validation.py` runs. The stock validator judges a document as a whole, which makes one
misspelt member deep inside a finding like "paths is not valid under any of the given schemas". Here each distinct
object is judged alone, with the objects in it replaced by stand-ins that are always valid: the verdict is the same
(the parity tests hold it against stock), each finding has its exact place, and the cost grows in step with the
document. The meta-schemas are read from the packages' files, because importing the packages takes longer than this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias, cast

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.spec.installed import json_file
from ampeco_refgen.spec.shape_findings import shape_findings_of
from ampeco_refgen.spec.structure import MEMBERS, Holds, Node, Path, Structure, is_plain_reference

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

_Failure: TypeAlias = "tuple[Path, ValidationError]"

_VAGUE = frozenset({"anyOf", "not", "oneOf", "unevaluatedProperties"})
"""Keywords that fail for a whole value when one member fails (2020-12: what failed is not evaluated)."""

_ONE, _EACH, _, _PATTERNED = Holds  # which are much faster to come by than the members of the class

_REFERENCE: JsonObject = {"$ref": "#/stands-in"}
_STAND_INS: dict[str, JsonObject] = {
    "operation": {"responses": {"default": _REFERENCE}},
    **{kind: {} for kind in ("components", "encoding", "mediaType", "pathItem")},
}
"""What is valid where a kind of object belongs; everywhere else a reference is."""

_DEFINITIONS_3_0 = {kind: kind[0].upper() + kind[1:] for kind in (*MEMBERS, "reference")}
_DEFINITIONS_3_1 = {
    **{kind: kind for kind in (*MEMBERS, "reference")},
    "pathItem": "path-item",
    "requestBody": "request-body",
    "mediaType": "media-type",
    "securityScheme": "security-scheme",
    "callback": "callbacks",
}
"""Kind of object → name of its definition in the meta-schema."""

_DRAFT_4 = "urn:draft-4"
_DIALECT_FILES = {
    "3.0": (("jsonschema_specifications", "schemas/draft4/metaschema.json"),),
    "3.1": (
        ("openapi_schema_validator", "schemas/oas3.1/metaschema.json"),
        ("openapi_schema_validator", "schemas/oas3.1/vocabularies/base"),
    ),
    "3.2": (
        ("openapi_schema_validator", "schemas/oas3.2/dialect/2025-09-17.json"),
        ("openapi_schema_validator", "schemas/oas3.2/meta/2025-09-17.json"),
    ),
}
"""The JSON Schema dialect of Schema Objects, as the stock validator has it, and the vocabulary that it adds."""


_OTHER_FORMATS: dict[str, Callable[[str], bool]] = dict.fromkeys(("iri", "uri", "uri-reference"), lambda _: True)
"""Formats in the dialects that the stock validator does not look at; it does at `regex`."""


def shape_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield a finding for each way in which an object is not what its kind demands."""
    import jsonschema_rs

    groups: dict[str, list[Node]] = {}
    for node in structure.nodes:
        groups.setdefault(_group(node, structure.dialect), []).append(node)
    instances = {group: [_with_stand_ins(node, structure.dialect) for node in nodes] for group, nodes in groups.items()}
    validator = jsonschema_rs.validator_for(_object_schemas(structure.dialect, groups), mask="the value")
    failures = _failures(validator, groups, instances)
    if "schema" in groups:
        schemas = {"schema": instances["schema"]}
        for key, (node, found) in _failures(_dialect_validator(structure.dialect), groups, schemas).items():
            # What the first says of a value, the second would only say again.
            known = failures.setdefault(key, (node, []))[1]
            tails = {tail for tail, _ in known}
            known += [(tail, failure) for tail, failure in found if tail not in tails]
    for node, found in failures.values():
        for tail, failure in _telling(found):
            yield from shape_findings_of(node, tail, failure)


def _group(node: Node, dialect: str) -> str:
    """Return the kind by which a node is judged; for 3.1's meta-schema a path item that refers is a Reference."""
    if "$ref" not in node.value:
        return node.kind
    refers = (dialect == "3.1" and node.kind == "pathItem") or is_plain_reference(node.kind, node.value, dialect)
    return "reference" if refers else node.kind


def _with_stand_ins(node: Node, dialect: str) -> JsonObject:
    """Return the object with stand-ins for the objects in it; what has the wrong JSON type stays as it is."""
    if is_plain_reference(node.kind, node.value, dialect):
        return node.value
    if node.kind == "callback":
        return {name: {} if isinstance(item, dict) and name[:2] != "x-" else item for name, item in node.value.items()}
    members = MEMBERS[node.kind]
    if members.keys().isdisjoint(node.value):
        return node.value
    return {name: _replaced(held, *members[name]) if name in members else held for name, held in node.value.items()}


def _replaced(held: JsonValue, holds: Holds, kind: str) -> JsonValue:
    stand_in = _STAND_INS.get(kind, _REFERENCE)
    if holds is _ONE:
        return stand_in if isinstance(held, dict) else held
    if holds is _EACH:
        # Each another one: OpenAPI 3.0 wants parameters to be unique, which `operation_rules.py` looks at.
        numbered = enumerate(held) if isinstance(held, list) else ()
        found = [{"$ref": f"#/{index}"} if isinstance(item, dict) else item for index, item in numbered]
        return cast("JsonValue", found) if isinstance(held, list) else held
    if not isinstance(held, dict):
        return held
    patterned = holds is _PATTERNED
    return {
        name: stand_in if isinstance(item, dict) and not (patterned and name[:2] == "x-") else item
        for name, item in held.items()
    }


def _failures(
    validator: Validator, groups: dict[str, list[Node]], instances: dict[str, list[JsonObject]]
) -> dict[tuple[str, int], tuple[Node, list[_Failure]]]:
    """Return the failures of each object that has some, by its group and number."""
    found: dict[tuple[str, int], tuple[Node, list[_Failure]]] = {}
    if validator.is_valid(instances):
        return found
    for failure in validator.iter_errors(instances):
        for reason in _reasons(failure):
            group, index, *tail = reason.instance_path
            key = (str(group), int(index))
            found.setdefault(key, (groups[key[0]][key[1]], []))[1].append((tuple(tail), reason))
    return found


def _telling(failures: list[_Failure]) -> Iterator[_Failure]:
    """Leave out what only follows from another failure: of a keyword that looks at whole values, or of a wrong type."""
    reasons = [tail for tail, failure in failures if failure.kind.name not in _VAGUE]
    wrong_types = {tail for tail, failure in failures if failure.kind.name == "type"}
    for tail, failure in failures:
        follows = failure.kind.name in _VAGUE and any(reason[: len(tail)] == tail for reason in reasons)
        if not follows and (failure.kind.name == "type" or tail not in wrong_types):
            yield tail, failure


def _reasons(failure: ValidationError) -> Iterator[ValidationError]:
    """Yield the failures behind one of `anyOf` or `oneOf`: those of the alternative that comes nearest to fitting."""
    alternatives = [found for found in getattr(failure.kind, "context", ()) if found]
    if not alternatives:
        yield failure
        return
    for reason in min(alternatives, key=len):
        yield from _reasons(reason)


def _object_schemas(dialect: str, groups: Iterable[str]) -> JsonObject:
    """Return the schema of `{kind: [object, …]}`, made of the definitions in the meta-schema."""
    root = json_file("openapi_spec_validator", f"resources/schemas/v{dialect}/schema.json")
    keyword, names = ("definitions", _DEFINITIONS_3_0) if dialect == "3.0" else ("$defs", _DEFINITIONS_3_1)
    definitions = cast("JsonObject", root[keyword])
    document = {key: value for key, value in root.items() if key not in ("id", "$id", "$schema", keyword)}
    return {
        "$schema": root["$schema"],
        keyword: {**definitions, names["document"]: document},
        "properties": {group: {"items": {"$ref": f"#/{keyword}/{names[group]}"}} for group in groups},
    }


def _dialect_validator(dialect: str) -> Validator:
    """Return the validator of `{"schema": [schema, …]}` by the JSON Schema dialect of Schema Objects."""
    import jsonschema_rs

    files = {}
    for package, name in _DIALECT_FILES[dialect]:
        file = json_file(package, name)
        # By its own name, jsonschema-rs has another draft 4, which lets an enum repeat itself.
        file.pop("id", None)
        files[str(file.get("$id", _DRAFT_4))] = file
    schema: JsonObject = {"properties": {"schema": {"items": {"$ref": next(iter(files))}}}}
    kind = jsonschema_rs.Draft4Validator if dialect == "3.0" else jsonschema_rs.Draft202012Validator
    registry = jsonschema_rs.Registry(list(files.items()))
    return kind(schema, mask="the value", validate_formats=True, formats=_OTHER_FORMATS, registry=registry)
