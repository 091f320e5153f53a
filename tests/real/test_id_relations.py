"""The derived data model of the vendor's real document, against labels made by hand: `id_fields.txt` beside it."""

import json
import re
from pathlib import Path

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.data_model import MOST_ENTITIES, DataModel, data_model
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.relations import RelationKind
from ampeco_refgen.openapi.model import Document
from documents import AMPECO, real_path

pytestmark = pytest.mark.real

_LABELS = Path(__file__).with_name("id_fields.txt")
_METHODS = ("get", "post", "put", "patch", "delete")
_BOX = re.compile(r'"[^"]+"(?= :| [|}])')
_IN_BRIEF = re.compile(r"(?<=[a-z])I[dD]s?$|_ids?$|\.id$")


@pytest.fixture(scope="module")
def tree():
    return json.loads(real_path().read_text(encoding="utf-8"))


def catalog_of(tree, *, full=True) -> Catalog:
    return build(Document(tree=tree, dialect="3.0", origin="test"), full=full)[0]


@pytest.fixture(scope="module")
def model(tree) -> DataModel:
    catalog = catalog_of(tree)
    return data_model(catalog, Occurrences(catalog, Fields(catalog)), AMPECO.vocabulary)


@pytest.fixture(scope="module")
def labels():
    """What each field is the id of, by where it stands; of those that the document leaves open, nothing."""
    rows = [line.split() for line in _LABELS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {(where, field): None if target[0] == "?" else set(target) - {"-"} for where, field, *target in rows}


def place_of(path: str) -> str:
    """Where an operation stands, without the family `resources`, versions and parameters."""
    parts = [part for part in path.split("/")[2:] if "{" not in part and not re.fullmatch(r"v[\d.]+", part)]
    return "/".join(parts[1:] if parts[0] == "resources" else parts)


def paths_below(schema, path=""):
    for keyword in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(keyword, ()):
            yield from paths_below(part, path)
    for name, inner in schema.get("properties", {}).items():
        yield (below := f"{path}.{name}" if path else name)
        yield from paths_below(inner, below)
    if isinstance(schema.get("items"), dict):
        yield from paths_below(schema["items"], f"{path}[]")


def id_fields_of(tree):
    """Every field of a live response that is called like an id, read from the document without the program."""
    for path, item in tree["paths"].items():
        live = [item[method] for method in _METHODS if method in item and not item[method].get("deprecated")]
        for response in (answer for operation in live for answer in operation["responses"].items()):
            for media in response[1].get("content", {}).values() if response[0].startswith("2") else ():
                for below in paths_below(media["schema"]):
                    if not below.startswith(("meta", "links")):
                        yield place_of(path), re.sub(r"^data(\[\])?\.", "", below)


def derived(model: DataModel):
    """What the program says each field is the id of; what an action gives back stands where the action does."""
    targets: dict[tuple[str, str], set[str]] = {}
    for relation in model.relations:
        if relation.kind in (RelationKind.REFERENCE, RelationKind.EMBEDDED):
            targets.setdefault((relation.source.address, relation.name), set()).add(relation.target.address)
        elif relation.kind is RelationKind.ACTION:
            where = place_of(relation.evidence.operation.partition(" ")[2])
            targets.setdefault((where, relation.name), set()).add(relation.target.address)
    for field in model.polymorphic:
        targets[field.source.address, field.name] = {
            target.address for _, target in field.options if target is not None
        }
    return targets


def test_every_field_that_is_called_like_an_id_is_labelled(tree, labels):
    fields = {(where, field) for where, field in id_fields_of(tree) if _IN_BRIEF.search(field)}
    assert fields == set(labels)


def test_precision_and_recall_of_id_relations(model, labels):
    inferred = derived(model)
    decided = {key: targets for key, targets in labels.items() if targets is not None}
    true = {key for key, targets in decided.items() if targets}
    claimed = {key for key in decided if key in inferred}
    right = {key for key in claimed if inferred[key] == decided[key]}
    assert len(true) > 150
    assert len(right) / len(claimed) >= 0.97, sorted((key, inferred[key]) for key in claimed - right)
    assert len(right) / len(true) >= 0.92, sorted(true - right)


def test_what_the_document_leaves_open_is_not_claimed(model, labels):
    inferred = derived(model)
    assert [key for key, targets in labels.items() if targets is None and key in inferred] == []


def test_every_call_exists_is_live_and_its_filter_or_include_is_declared(model, tree):
    calls = [call for relation in model.relations for call in (relation.forward, relation.backward) if call is not None]
    calls += [
        call for lifecycle in model.lifecycles for call in (*lifecycle.set_by, lifecycle.listing) if call is not None
    ]
    assert len(calls) > 250
    for call in calls:
        item = tree["paths"][call.path]
        operation = item[call.method.lower()]
        assert not operation.get("deprecated"), call.text
        if call.query:
            assert is_declared(call.query, [*item.get("parameters", ()), *operation.get("parameters", ())]), call.text


def is_declared(query: str, parameters) -> bool:
    name, _, value = query.partition("=")
    first, *members = re.findall(r"[^\[\]]+", name)
    schema = next(parameter["schema"] for parameter in parameters if parameter["name"] == first)
    if first == "include":
        return value in schema["items"]["enum"]
    for member in members:
        schema = schema["properties"][member]
    return name.endswith("[]") == (schema.get("type") == "array")


def test_each_live_resource_is_an_entity_and_each_entity_is_live(model, tree):
    live = {
        place_of(path).split("/")[0]
        for path, item in tree["paths"].items()
        for method in _METHODS
        if method in item and not item[method].get("deprecated") and "/actions/" not in path
    }
    assert {entity.resource for entity in model.entities} == live
    names = [entity.name for entity in model.entities]
    assert len(names) == len(set(names))


def test_the_overview_has_its_core_and_the_vocabulary_fits_the_document(model):
    edges = set()
    below = list(model.tree)
    while below:
        node = below.pop()
        edges |= {(node.entity.name, child.entity.name) for child in node.children}
        assert all(child.relation is not None for child in node.children)
        below += node.children
    assert edges >= {
        ("Location", "Charge Point"),
        ("Charge Point", "EVSE"),
        ("EVSE", "Charge Point EVSE Connector"),
        ("EVSE", "Session"),
    }
    assert {node.entity.name for node in model.tree} >= {"User", "Partner", "Tariff Group"}
    assert model.diagnostics == ()


def test_there_is_a_small_diagram_of_the_core_and_of_each_area(model):
    titles = [diagram.title for diagram in model.diagrams]
    named = ["Core", "Charging", "Users and billing", "Partners", "Roaming", "Tariffs", "Hardware"]
    assert titles == [*named, "Further entities"]  # what none of them names
    assert all(5 <= len(set(_BOX.findall(diagram.text))) <= MOST_ENTITIES for diagram in model.diagrams)
    assert all(len(diagram.text.split("\n")) < 50 for diagram in model.diagrams)


def test_the_same_is_derived_without_descriptions_and_from_shuffled_keys(model, tree):
    def summary(derived_model: DataModel):
        brief = [
            (relation.name, relation.kind, relation.rule, relation.evidence, relation.forward, relation.backward)
            for relation in derived_model.relations
        ]
        states = [
            (lifecycle.entity.name, lifecycle.field, lifecycle.values, lifecycle.set_by)
            for lifecycle in derived_model.lifecycles
        ]
        return brief, [diagram.text for diagram in derived_model.diagrams], states

    def backwards(node):
        if isinstance(node, dict):
            return {key: backwards(node[key]) for key in reversed(node)}
        return [backwards(element) for element in node] if isinstance(node, list) else node

    plain = catalog_of(tree, full=False)
    shuffled = catalog_of(backwards(tree))
    expected = summary(model)
    assert summary(data_model(plain, Occurrences(plain, Fields(plain)), AMPECO.vocabulary)) == expected
    assert summary(data_model(shuffled, Occurrences(shuffled, Fields(shuffled)), AMPECO.vocabulary)) == expected
