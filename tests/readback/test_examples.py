"""The example request of each body, as it stands on the page, is valid against the schema in the document."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

from readback.bundle import Bundle
from readback.call_file import call_files
from readback.markdown import Block
from readback.spec import Spec, Value
from readback.spec_operations import OperationSpec, operations

_FORMATS = FormatChecker(["date", "email", "ipv4", "ipv6", "uuid"])


class JsonSchema:
    """Translates schemas of OpenAPI 3.0 for a request into JSON Schema draft 4, of which they are a dialect.

    `nullable` becomes a type, and what is read-only is neither required nor allowed to be sent. References stay as they
    are: `root` holds what they lead to.
    """

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        components = spec.tree.get("components", {}).get("schemas", {})
        self._components = {name: self.translated(node) for name, node in components.items()}

    def root(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {**self.translated(schema), "components": {"schemas": self._components}}

    def translated(self, node: dict[str, Any], hidden: frozenset[str] = frozenset()) -> dict[str, Any]:
        """Return the schema in draft 4; `hidden` are names that are read-only by another schema of the same value."""
        if "$ref" in node:
            return {"$ref": node["$ref"]} if not hidden else self.translated(self._spec.follow(node), hidden)
        hidden = hidden | _read_only(self._spec.value(node))
        kept = {
            key: node[key] for key in node if key not in ("nullable", "required", "properties", "example", "default")
        }
        for key in ("allOf", "anyOf", "oneOf"):
            if key in node:
                kept[key] = [self.translated(part, hidden) for part in node[key]]
        if isinstance(node.get("items"), dict):
            kept["items"] = self.translated(node["items"])
        if isinstance(node.get("additionalProperties"), dict):
            kept["additionalProperties"] = self.translated(node["additionalProperties"])
        if required := [name for name in node.get("required", ()) if name not in hidden]:
            kept["required"] = required
        if "properties" in node:
            kept["properties"] = {
                name: {"not": {}} if name in hidden else self.translated(part)
                for name, part in node["properties"].items()
            }
        return {"anyOf": [kept, {"enum": [None]}]} if node.get("nullable") else kept


def _read_only(value: Value) -> frozenset[str]:
    return frozenset(name for name, member in value.properties.items() if member.any("readOnly"))


def json_bodies(spec: Spec) -> Iterator[tuple[OperationSpec, dict[str, Any]]]:
    """Yield the operations whose first body is JSON, with its schema."""
    for operation in operations(spec):
        media = operation.body["content"] if operation.body else {}
        first = min(media, default="")
        if "json" in first and "schema" in media[first]:
            yield operation, media[first]["schema"]


@cache
def commands_of(bundle: Bundle) -> dict[str, str]:
    """Return the command of each call, by `METHOD /path`; the empty text where its file has none."""
    return {key: _command(page.top.blocks()) for key, (page, *_) in call_files(bundle).items()}


def _command(blocks: list[Block]) -> str:
    """Return the code below the label of the example: code may stand in descriptions too."""
    labels = [number for number, block in enumerate(blocks) if block.text.startswith("**Example**")]
    return next((blocks[number + 1].code for number in labels if blocks[number + 1].code.startswith("curl ")), "")


@cache
def examples_of(bundle: Bundle) -> dict[str, str]:
    """Return the body that the command of each call sends, by `METHOD /path`; the empty text where it sends none."""
    words = {key: shlex.split(command) for key, command in commands_of(bundle).items()}
    return {key: said[said.index("-d") + 1] if "-d" in said else "" for key, said in words.items()}


def test_every_json_body_has_an_example(spec: Spec, full_bundle: Bundle) -> None:
    bodies = [operation for operation, _ in json_bodies(spec)]
    missing = [operation.key for operation in bodies if not examples_of(full_bundle)[operation.key]]
    print(f"{len(bodies)} bodies, {len(missing)} without an example")
    assert missing == []


def test_every_example_is_valid(spec: Spec, full_bundle: Bundle) -> None:
    translate = JsonSchema(spec)
    failures, unavoidable = [], []
    for operation, schema in json_bodies(spec):
        root = translate.root(schema)
        example = examples_of(full_bundle)[operation.key]
        for error in Draft4Validator(root, format_checker=_FORMATS).iter_errors(json.loads(example)):
            fits_several = error.validator == "oneOf" and not error.context
            wrong = unavoidable if fits_several and overlap(error.validator_value, root) else failures
            wrong.append(f"{operation.key}: {error.message[:300]} at {list(error.absolute_path)}: {example[:300]}")
    print(
        f"{len(failures)} invalid; {len(unavoidable)} of variants that no example can tell apart:",
        *unavoidable,
        sep="\n",
    )
    assert not failures, "\n".join([f"{len(failures)} failures", *failures])


def overlap(variants: list[dict[str, Any]], root: dict[str, Any]) -> bool:
    """Tell whether the document itself has variants of which none can be chosen alone.

    So it is when each variant asks for all that another asks for: whatever satisfies it satisfies the other too, as
    none of them forbids members, and those they have in common allow the same values.
    """
    asks = [_asked_for(variant, root) for variant in variants]
    return all(
        any(asked is not other and other[0] <= asked[0] and _agree(asked[1], other[1]) for other in asks)
        for asked in asks
    )


def _asked_for(schema: dict[str, Any], root: dict[str, Any]) -> tuple[set[str], dict[str, set[str]]]:
    """Return the names that a translated schema requires, and the values that it allows for each enumerated member."""
    while "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    required = set(schema.get("required", ()))
    values = {
        name: set(map(str, part["enum"])) for name, part in schema.get("properties", {}).items() if "enum" in part
    }
    for part in schema.get("allOf", ()):
        more, allowed = _asked_for(part, root)
        required |= more
        values |= allowed
    return required, values


def _agree(allowed: dict[str, set[str]], other: dict[str, set[str]]) -> bool:
    return all(allowed[name] == other[name] for name in allowed.keys() & other.keys())


def test_examples_do_not_depend_on_descriptions(spec: Spec, full_bundle: Bundle, bare_bundle: Bundle) -> None:
    for operation, _ in json_bodies(spec):
        texts = [examples_of(bundle)[operation.key] for bundle in (full_bundle, bare_bundle)]
        assert texts[0] == texts[1], operation.key


def test_an_example_without_what_is_required_is_found_out(spec: Spec) -> None:
    """The translated schemas do refuse: an empty object where something is required, and read-only members."""
    translate = JsonSchema(spec)
    refused = {"empty": 0, "read-only": 0}
    for _, schema in json_bodies(spec):
        validator = Draft4Validator(translate.root(schema))
        refused["empty"] += not validator.is_valid({})
        hidden = _read_only(spec.value(schema))
        refused["read-only"] += bool(hidden) and not validator.is_valid(dict.fromkeys(hidden, 1))
    print(refused)
    assert all(refused.values())
