"""Short ways to what the tests say about the sample document in `examples/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

EXAMPLES = Path(__file__).parents[2] / "examples"
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
TEXT = (EXAMPLES / "voltline-public-api.yaml").read_text(encoding="utf-8")
METHODS = ("get", "put", "post", "patch", "delete")

STATIONS, OUTLETS, SESSIONS = (f"/resources/{name}" for name in ("stations", "outlets", "sessions"))
START = "POST /actions/station/v1.0/{station}/start/{outlet}"
SETTING = f"PUT {STATIONS}/v2.0/{{station}}/settings/{{key}}"
LISTING = f"GET {OUTLETS}/v2.1"


Node: TypeAlias = Any


def nodes(value: Node) -> Iterator[Node]:
    """Yield every mapping inside `value`, itself included."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(child)


def references(value: Node) -> list[str]:
    return [node["$ref"] for node in nodes(value) if "$ref" in node]


def matches(node: Node, expected: Node) -> bool:
    """Tell whether `node` holds at least the members of `expected`."""
    return {key: node.get(key) for key in expected} == expected


class Sample:
    """The parsed document with short ways to what the table names."""

    def __init__(self, document: Node) -> None:
        self.document = document
        self.components = document["components"]
        self.schemas = self.components["schemas"]
        self.operations = {
            f"{method.upper()} {path.removeprefix('/public-api')}": (item, item[method])
            for path, item in document["paths"].items()
            for method in METHODS
            if method in item
        }

    def op(self, key: str) -> Node:
        return self.operations[key][1]

    def live(self, key: str) -> bool:
        return not self.op(key).get("deprecated", False)

    def replaced(self, old: str, new: str) -> bool:
        return not self.live(old) and self.live(new)

    def follow(self, node: Node) -> Node:
        while "$ref" in node:
            target = self.document
            for token in node["$ref"].removeprefix("#/").split("/"):
                target = target[token]
            node = target
        return node

    def props(self, name: str) -> Node:
        """Return the properties of a component schema, those of its `allOf` parts merged in."""
        schema = self.schemas[name]
        own = [self.follow(part).get("properties", {}) for part in schema.get("allOf", [])]
        return {key: value for part in [*own, schema.get("properties", {})] for key, value in part.items()}

    def parameters(self, key: str) -> Node:
        return {parameter["name"]: parameter for parameter in map(self.follow, self.op(key).get("parameters", []))}

    def of_path(self, key: str) -> Node:
        return {
            parameter["name"]: parameter
            for parameter in map(self.follow, self.operations[key][0].get("parameters", []))
        }

    def filters(self, key: str) -> Node:
        parameter = self.parameters(key)["filter"]
        assert parameter["style"] == "deepObject"
        return {name: self.follow(node) for name, node in parameter["schema"]["properties"].items()}

    def body(self, key: str, media: str = "application/json") -> Node:
        return self.follow(self.follow(self.op(key)["requestBody"])["content"][media]["schema"])

    def response(self, key: str, status: str = "200", media: str = "application/json") -> Node:
        return self.follow(self.op(key)["responses"][status])["content"][media]["schema"]

    def paging(self, key: str) -> tuple[set[str], str]:
        names = {"page", "per_page", "cursor"} & self.parameters(key).keys()
        meta = self.response(key)["properties"].get("meta", {})
        return names, meta.get("$ref", "").rpartition("/")[2]

    def callback(self, name: str) -> Node:
        return self.components["callbacks"][name]["{$request.body#/callbackUrl}"]["post"]
