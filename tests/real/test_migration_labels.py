"""The labels of `migrations.yaml` held against the vendor's document: none missing, none about what does not exist.

The small reader here is the labels' own: it shares nothing with the program, whose rules are held to them elsewhere.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from documents import real_path

pytestmark = pytest.mark.real
HERE = Path(__file__)
GROUPS = yaml.safe_load(HERE.with_name("migrations.yaml").read_text(encoding="utf-8"))["groups"]
SUCCESSORS = json.loads(HERE.with_name("successor_labels.json").read_text(encoding="utf-8"))
PARTS = ("body", "response", "query", "payload")
VERDICTS = ("moved", "candidates", "call", "gone")
_HIDDEN = {"body": "readOnly", "response": "writeOnly", "payload": "writeOnly"}


class Field(NamedTuple):
    """What the document says of one path: its types and values, and whether a request without it fails in any case."""

    types: frozenset[str]
    values: frozenset[str]
    required: bool


Part = dict[str, Field]


class Reader:
    """The raw document → the paths of each part of an operation; variants of unions are taken together."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree

    def follow(self, node: Any) -> Any:
        while "$ref" in node:
            target = self.tree
            for token in node["$ref"].removeprefix("#/").split("/"):
                target = target[token.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def pieces(self, node: Any) -> Iterator[dict[str, Any]]:
        """Yield a schema and all that say something of the same value, variants among them."""
        node = self.follow(node)
        yield node
        for keyword in ("allOf", "oneOf", "anyOf"):
            for part in node.get(keyword, ()):
                yield from self.pieces(part)

    def demanded(self, node: Any) -> set[str]:
        """Return the names that are required whatever variant is chosen."""
        node = self.follow(node)
        names = set(node.get("required", ()))
        for part in node.get("allOf", ()):
            names |= self.demanded(part)
        for keyword in ("oneOf", "anyOf"):
            if variants := [self.demanded(part) for part in node.get(keyword, ())]:
                names |= set.intersection(*variants)
        return names

    def fields(self, nodes: list[Any], hidden: str) -> Part:
        part: Part = {}
        self._below(part, nodes, hidden, "", True, ())
        return part

    def _below(
        self, into: Part, nodes: list[Any], hidden: str, path: str, required: bool, above: tuple[int, ...]
    ) -> None:
        pieces = [piece for node in nodes for piece in self.pieces(node)]
        if any(id(piece) in above for piece in pieces):
            return
        above = (*above, *map(id, pieces))
        demanded = set().union(*(self.demanded(node) for node in nodes))
        members: dict[str, list[Any]] = {}
        for piece in pieces:
            for name, node in piece.get("properties", {}).items():
                members.setdefault(name, []).append(node)
        for name, schemas in members.items():
            own = [piece for schema in schemas for piece in self.pieces(schema)]
            if not any(piece.get(hidden) for piece in own):
                needed = required and name in demanded
                below = f"{path}.{name}" if path else name
                into[below] = self._field(own, needed)
                self._below(into, schemas, hidden, below, needed, above)
        if items := [piece["items"] for piece in pieces if piece.get("items")]:
            self._below(into, items, hidden, f"{path}[]", False, above)
        entries = [piece["additionalProperties"] for piece in pieces if piece.get("additionalProperties")]
        if entries := [entry for entry in entries if isinstance(entry, dict)]:
            self._below(into, entries, hidden, f"{path}.*", False, above)

    def _field(self, pieces: list[dict[str, Any]], required: bool) -> Field:
        items = [piece for own in pieces if own.get("items") for piece in self.pieces(own["items"])]
        values = {value for piece in (*pieces, *items) for value in piece.get("enum", ())} - {None}
        types = frozenset(piece["type"] for piece in pieces if "type" in piece)
        return Field(types, frozenset(map(str, values)), required)

    def operation(self, key: str) -> dict[str, Any]:
        method, path = key.split()
        return self.tree["paths"][path][method.lower()]

    def part(self, key: str, part: str) -> Part:
        return {"body": self.body, "response": self.response, "query": self.query, "payload": self.payload}[part](key)

    def body(self, key: str) -> Part:
        body = self.follow(self.operation(key).get("requestBody", {}))
        return self.fields([media["schema"] for media in body.get("content", {}).values()], _HIDDEN["body"])

    def response(self, key: str) -> Part:
        """Return what an item of a successful answer has, without the envelope."""
        answers = {
            status: self.follow(answer)
            for status, answer in self.operation(key)["responses"].items()
            if status.startswith("2")
        }
        roots = [media["schema"] for answer in answers.values() for media in answer.get("content", {}).values()]
        items = [item for root in roots for item in self._items(root)]
        bare = [piece for item in items for piece in self.pieces(item) if piece.get("type", "object") != "object"]
        return self.fields(items, _HIDDEN["response"]) or ({".": self._field(bare, False)} if bare else {})

    def _items(self, root: Any) -> list[Any]:
        pieces = list(self.pieces(root))
        names = {name for piece in pieces for name in piece.get("properties", {})}
        wrapped = "data" in names and names <= {"data", "links", "meta"}
        inner = [piece["properties"]["data"] for piece in pieces if "data" in piece.get("properties", {})]
        nodes = inner if wrapped else [root]
        return [piece["items"] for node in nodes for piece in self.pieces(node) if piece.get("items")] or nodes

    def query(self, key: str) -> Part:
        path = self.tree["paths"][key.split()[1]]
        part: Part = {}
        for node in (*path.get("parameters", ()), *self.operation(key).get("parameters", ())):
            parameter = self.follow(node)
            if parameter["in"] == "query":
                part |= self._parameter(parameter)
        return part

    def _parameter(self, parameter: dict[str, Any]) -> Part:
        name = parameter["name"].removesuffix("[]")
        pieces = list(self.pieces(parameter["schema"]))
        whole = self._field(pieces, bool(parameter.get("required")))
        members = {inner: node for piece in pieces for inner, node in piece.get("properties", {}).items()}
        if members:
            return {f"{name}[{inner}]": self._field(list(self.pieces(node)), False) for inner, node in members.items()}
        if name == "include":
            return {f"include[]={value}": Field(frozenset(), frozenset(), False) for value in whole.values}
        return {name: whole}

    def payload(self, webhook: str) -> Part:
        for path in self.tree["paths"].values():
            for operation in path.values():
                callbacks = operation.get("callbacks", {}) if isinstance(operation, dict) else {}
                if webhook in callbacks:
                    (request,) = self.follow(callbacks[webhook]).values()
                    contents = self.follow(request["post"]["requestBody"])["content"]
                    return self.fields([media["schema"] for media in contents.values()], _HIDDEN["payload"])
        raise KeyError(webhook)

    def webhooks(self) -> set[str]:
        """Return the names of the deprecated webhooks."""
        return {
            name
            for path in self.tree["paths"].values()
            for operation in path.values()
            if isinstance(operation, dict)
            for name, callback in operation.get("callbacks", {}).items()
            for request in self.follow(callback).values()
            if request["post"].get("deprecated")
        }


class Place(NamedTuple):
    """One part of one old operation or webhook beside the same part of what succeeds it, with its labels."""

    old: Part
    new: Part
    fields: dict[str, Any]
    values: dict[str, Any]
    reshaped: dict[str, Any]
    newly_required: list[str]

    def uncovered(self) -> list[str]:
        """Return the paths of the old part which do not stand under the same path in the new."""
        return [path for path in self.old if path not in self.new]

    def label_of(self, path: str) -> tuple[str, Any] | None:
        """Return the nearest label for a path, with the path that it is written for."""
        for owner in (path, *above(path)):
            if owner in self.fields:
                return owner, self.fields[owner]
        return None

    def targets(self, path: str) -> list[str]:
        """Return the paths in the new part where the value of an old path may stand."""
        if path in self.reshaped:
            return targets_of(self.reshaped[path])
        if path in self.new:
            return [path]
        owner, label = self.label_of(path) or (path, {})
        return [target + path[len(owner) :] for target in targets_of(label)]


def above(path: str) -> Iterator[str]:
    """Yield the paths of what a path stands in, from the nearest on."""
    while "." in path:
        path = path.rsplit(".", 1)[0]
        while path.endswith(("[]", ".*")):
            path = path[:-2]
        yield path


def targets_of(label: dict[str, Any]) -> list[str]:
    return [label["moved"]] if "moved" in label else label.get("candidates", [])


def together(parts: list[Part]) -> Part:
    """Return the fields of several parts; of one that stands in more than one, the values of all."""
    whole: Part = {}
    for part in parts:
        for path, field in part.items():
            whole[path] = field._replace(values=field.values | (whole[path].values if path in whole else frozenset()))
    return whole


def groups_of(subject: str, part: str) -> Iterator[dict[str, Any]]:
    for group in GROUPS:
        subjects = group["operations"] if "operations" in group else [group["webhook"]]
        if group["part"] == part and subject in subjects:
            yield group


def merged(subject: str, part: str, section: str) -> dict[str, Any]:
    """Return the labels of a section for one operation; what two groups say of the same path is an error."""
    pairs = [pair for group in groups_of(subject, part) for pair in group.get(section, {}).items()]
    assert [path for path, times in Counter(path for path, _ in pairs).items() if times > 1] == [], subject
    return dict(pairs)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(json.loads(real_path().read_text("utf-8")))


@pytest.fixture(scope="module")
def places(reader: Reader) -> dict[tuple[str, str], Place]:
    """Every part of every deprecated operation and webhook that has a successor."""
    pairs = [(old, part, [new]) for old, new in SUCCESSORS.items() if new for part in PARTS[:3]]
    pairs += [(group["webhook"], "payload", group["successors"]) for group in GROUPS if "webhook" in group]
    return {
        (old, part): Place(
            reader.part(old, part),
            together([reader.part(new, part) for new in news]),
            *(merged(old, part, section) for section in ("fields", "values", "reshaped")),
            [path for group in groups_of(old, part) for path in group.get("newly_required", ())],
        )
        for old, part, news in pairs
    }


def test_the_groups_are_about_deprecated_operations_and_webhooks(reader):
    operations = [subject for group in GROUPS for subject in group.get("operations", ())]
    assert set(operations) <= {old for old, new in SUCCESSORS.items() if new}
    assert {group["webhook"] for group in GROUPS if "webhook" in group} == reader.webhooks()
    assert {group["part"] for group in GROUPS} <= set(PARTS)


def test_the_labels_are_well_formed():
    sections = {"part", "operations", "webhook", "successors", "fields", "values", "reshaped", "newly_required"}
    assert set().union(*GROUPS) <= {*sections, "required_by_text"}
    labels = [
        (path, label)
        for group in GROUPS
        for key in ("fields", "reshaped")
        for path, label in group.get(key, {}).items()
    ]
    for path, label in labels:
        assert sum(verdict in label for verdict in VERDICTS) == 1, path
        assert set(label) <= {*VERDICTS, "by", "why", "doubt", "field", "filters", "key"}, path
        assert label["why"], path
        assert ("gone" in label) != (label.get("by") in ("document", "inference")), path
        assert len(label.get("candidates", ["", ""])) > 1, path


def test_every_field_that_does_not_stay_has_a_label(places):
    missing = {
        subject: [path for path in place.uncovered() if not place.label_of(path)] for subject, place in places.items()
    }
    assert {subject: paths for subject, paths in missing.items() if paths} == {}


def test_no_label_is_about_what_stays_or_does_not_exist(places):
    wrong = {subject: sorted(set(place.fields) - set(place.uncovered())) for subject, place in places.items()}
    assert {subject: paths for subject, paths in wrong.items() if paths} == {}


def test_every_place_where_a_field_may_have_gone_exists(places):
    wrong = {
        subject: [
            (path, target)
            for path in (*place.uncovered(), *place.reshaped)
            for target in (*place.targets(path), *targets_of(place.fields.get(path, {})))
            if target not in place.new
        ]
        for subject, place in places.items()
    }
    assert {subject: paths for subject, paths in wrong.items() if paths} == {}


def test_every_call_that_does_a_fields_job_exists(reader, places):
    for subject, place in places.items():
        for path, label in place.fields.items():
            calls = label.get("call", ())
            for call in calls:
                assert not reader.operation(call).get("deprecated"), (subject, path)
            assert set(label.get("filters", ())) <= set(reader.query(calls[0]) if calls else ()), (subject, path)
            if "field" in label:
                for call in calls if label["field"].startswith("powerOptions") else calls[:1]:
                    part = reader.response(call) if call.startswith("GET") else reader.body(call)
                    assert label["field"] in part, (subject, path)


def test_every_value_that_was_lost_has_a_label(places):
    for subject, place in places.items():
        lost = {}
        for path, field in place.old.items():
            news = [place.new[target].values for target in place.targets(path)]
            if field.values and news and all(news) and (gone := field.values - frozenset().union(*news)):
                lost[path] = gone
        assert {path: set(values) for path, values in place.values.items()} == lost, subject


def test_every_new_value_exists(places):
    for subject, place in places.items():
        for path, values in place.values.items():
            offered = {value for target in place.targets(path) for value in place.new[target].values}
            for value in values.values():
                assert set(value if isinstance(value, list) else [value] if value else []) <= offered, (subject, path)


def test_what_became_an_object_or_array_is_told_to_be_reshaped(places):
    for subject, place in places.items():
        reshaped = {
            path
            for path, field in place.old.items()
            if path in place.new
            and not any(below.startswith((f"{path}.", f"{path}[]")) for below in place.old)
            and any(below.startswith((f"{path}.", f"{path}[]")) for below in place.new)
        }
        assert reshaped <= set(place.reshaped), subject
        assert set(place.reshaped) <= set(place.old), subject
        assert {label["key"] for label in place.reshaped.values() if "key" in label} <= set(place.new), subject


def test_what_is_newly_required_is_what_was_not(places):
    for subject, place in places.items():
        needed = {path for path, field in place.old.items() if field.required}
        needed |= {target for path in needed for target in place.targets(path)}
        fresh = {path for path, field in place.new.items() if field.required} - needed
        if subject[1] == "body":
            assert sorted(place.newly_required) == sorted(fresh), subject


def test_what_only_the_text_requires_exists(reader):
    for group in GROUPS:
        for subject in group.get("operations", ()):
            names = set(group.get("required_by_text", ()))
            assert names <= set(reader.part(SUCCESSORS[subject], group["part"])), subject
