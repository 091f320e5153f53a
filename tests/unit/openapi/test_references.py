"""References: what they point at, how chains and circles end, and which of them are recursive."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.diagnostics import pointer_to
from ampeco_refgen.errors import DocumentError, ExitCode
from ampeco_refgen.openapi.references import References, reference_of


def schemas(**named: Any) -> References:
    return References({"components": {"schemas": named}})


def to(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def path(name: str) -> str:
    return f"#/components/schemas/{name}"


@pytest.mark.parametrize(("node", "expected"), [({"$ref": "#/a"}, "#/a"), ({"$ref": 1}, ""), ({}, ""), ([], "")])
def test_a_reference_is_an_object_with_a_text_in_ref(node, expected):
    assert reference_of(node) == expected


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("#", "the tree"),
        ("#/a", {"b/c": 1, "d~e": 2, "{f}": 3, "": 4}),
        ("#/a/b~1c", 1),
        ("#/a/d~0e", 2),
        ("#/a/%7Bf%7D", 3),
        ("#/a/{f}", 3),
        ("#/a/", 4),
        ("#/list/1", "second"),
    ],
)
def test_a_pointer_leads_to_its_node(reference, expected):
    tree = {"a": {"b/c": 1, "d~e": 2, "{f}": 3, "": 4}, "list": ["first", "second"]}
    target = References(tree).target(reference)
    assert target is tree if expected == "the tree" else target == expected


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(max_size=4), min_size=1, max_size=4))
def test_the_pointer_that_findings_show_leads_back(tokens):
    tree: Any = "found"
    for token in reversed(tokens):
        tree = {token: tree}
    assert References(tree).target(pointer_to(*tokens).replace("%", "%25")) == "found"


@pytest.mark.parametrize(
    "reference",
    [
        "#/nothing",
        "#/list/2",
        "#/list/-1",
        "#/list/²",
        "#/text/a",
        "other.json",
        "http://a.example/#/a",
        "file:///a",
        "",
    ],
)
def test_what_leads_nowhere_or_outside_is_refused(reference):
    references = References({"list": [1, 2], "text": "abc"})
    with pytest.raises(DocumentError) as caught:
        references.target(reference)
    assert caught.value.exit_code is ExitCode.DOCUMENT_INVALID
    assert [finding.code for finding in caught.value.diagnostics] == ["unresolved-reference"]
    assert repr(reference) in caught.value.message


def test_a_chain_is_followed_to_its_end():
    references = schemas(A=to("B"), B=to("C"), C={"type": "string"})
    assert references.resolved(to("A")) == {"type": "string"}
    assert references.resolved("plain") == "plain"


@pytest.mark.parametrize("named", [{"A": to("A")}, {"A": to("B"), "B": to("C"), "C": to("B")}])
def test_a_circle_of_nothing_but_references_is_refused(named):
    references = schemas(**named)
    with pytest.raises(DocumentError, match="leads back to itself"):
        references.resolved(to("A"))


def test_members_beside_references_complete_what_they_lead_to():
    references = schemas(A={**to("B"), "x": "A", "y": "A"}, B={"x": "B", "y": "B", "z": "B"})
    node = {**to("A"), "x": "own"}
    assert references.completed(node) == {"x": "own", "y": "A", "z": "B"}
    assert references.completed(node, {"y"}) == {"x": "B", "y": "A", "z": "B"}
    assert references.completed(node, ()) == {"x": "B", "y": "B", "z": "B"}


def test_what_leads_to_itself_is_recursive_and_what_leads_there_is_not():
    references = schemas(
        Tree={"properties": {"child": {"items": to("Tree")}}},
        Host={"properties": {"tree": to("Tree")}},
        One={"allOf": [to("Two")]},
        Two={"additionalProperties": to("Three")},
        Three={"properties": {"one": to("One")}},
        Plain={"type": "string"},
    )
    recursive = {
        name for name in ("Tree", "Host", "One", "Two", "Three", "Plain") if references.is_recursive(path(name))
    }
    assert recursive == {"Tree", "One", "Two", "Three"}


@pytest.mark.parametrize(
    "schema",
    [
        {"example": to("A")},
        {"default": to("A")},
        {"enum": [to("A")]},
        {"const": to("A")},
        {"x-note": to("A")},
        {"properties": {"$ref": {"type": "string"}}},
    ],
)
def test_a_reference_among_data_or_as_a_name_is_none(schema):
    assert schemas(A=schema).is_recursive(path("A")) is False


@pytest.mark.parametrize("name", ["example", "default", "enum", "x-note", "$ref"])
def test_a_property_may_be_named_like_a_keyword(name):
    assert schemas(A={"properties": {name: to("A")}}).is_recursive(path("A")) is True


def test_a_long_chain_needs_no_deep_stack():
    named = {f"S{number}": {"properties": {"next": to(f"S{number + 1}")}} for number in range(5_000)}
    references = schemas(**named, S5000={"properties": {"first": to("S0")}})
    assert references.is_recursive(path("S2500"))


GRAPHS = st.integers(1, 6).flatmap(
    lambda count: st.lists(st.lists(st.integers(0, count - 1), max_size=3, unique=True), min_size=count, max_size=count)
)


@settings(deadline=None, max_examples=100)
@given(GRAPHS)
def test_recursive_is_what_can_be_reached_from_itself(graph):
    references = schemas(
        **{f"N{number}": {"allOf": [to(f"N{target}") for target in targets]} for number, targets in enumerate(graph)}
    )
    for number in range(len(graph)):
        reached, pending = set(), list(graph[number])
        while pending:
            target = pending.pop()
            if target not in reached:
                reached.add(target)
                pending += graph[target]
        assert references.is_recursive(path(f"N{number}")) is (number in reached)
