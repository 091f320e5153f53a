"""Calls of recipes follow a sure successor to its end, and nothing else."""

from __future__ import annotations

import pytest

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.catalog.path_rules import place_of
from ampeco_refgen.infer.curated import Curated
from ampeco_refgen.infer.followed_calls import CallSuccessions, call_successions, follow
from ampeco_refgen.infer.recipe_model import RecipeCall
from ampeco_refgen.infer.successor_rules import Confidence, DeprecatedKind
from ampeco_refgen.infer.successors import Succession


def call(resource: str, subpath: str = "") -> RecipeCall:
    return RecipeCall(method="GET", family="resources", resource=resource, subpath=subpath)


def operation(path: str, *, deprecated: bool = False) -> Operation:
    return Operation(method="GET", path=path, place=place_of(path, ()), deprecated=deprecated)


def to(old: str, *new: str, confidence: Confidence = Confidence.HIGH) -> Succession:
    successors = tuple(f"GET {path}" for path in new)
    return Succession(kind=DeprecatedKind.OPERATION, subject=f"GET {old}", successors=successors, confidence=confidence)


def accepted(old: str, *new: str) -> Curated:
    successors = tuple(f"GET {path}" for path in new)
    return Curated(kind=DeprecatedKind.OPERATION, subject=f"GET {old}", successors=successors, reason="r")


@pytest.mark.parametrize(
    ("confidence", "sure"),
    [(Confidence.CERTAIN, True), (Confidence.HIGH, True), (Confidence.MEDIUM, False)],
)
def test_only_what_is_sure_is_followed(confidence, sure):
    operations = [operation("/v1/racks/{rack}", deprecated=True), operation("/v1/shelves/{shelf}")]
    known = call_successions(operations, [to("/v1/racks/{rack}", "/v1/shelves/{shelf}", confidence=confidence)])
    assert follow(call("racks", "/{}"), known) == (call("shelves", "/{}") if sure else None)


@pytest.mark.parametrize("successors", [(), ("/v1/shelves", "/v1/trays")], ids=["none", "two"])
def test_none_or_several_successors_are_not_followed(successors):
    operations = [operation("/v1/racks", deprecated=True), operation("/v1/shelves"), operation("/v1/trays")]
    assert follow(call("racks"), call_successions(operations, [to("/v1/racks", *successors)])) is None


def test_a_call_that_is_live_in_any_version_stays():
    operations = [operation("/v1/racks", deprecated=True), operation("/v2/racks"), operation("/v1/shelves")]
    assert follow(call("racks"), call_successions(operations, [to("/v1/racks", "/v1/shelves")])) is None


def test_the_newest_version_of_a_call_decides():
    operations = [operation(f"/v{number}/racks", deprecated=True) for number in (2, 10)]
    operations += [operation("/v1/shelves"), operation("/v1/trays")]
    known = call_successions(operations, [to("/v10/racks", "/v1/trays"), to("/v2/racks", "/v1/shelves")])
    assert follow(call("racks"), known) == call("trays")
    unsure = to("/v10/racks", "/v1/trays", confidence=Confidence.MEDIUM)
    assert follow(call("racks"), call_successions(operations, [unsure, to("/v2/racks", "/v1/shelves")])) is None


def test_an_accepted_rename_counts_where_the_old_call_is_gone():
    known = call_successions([operation("/v1/shelves/{shelf}")], [], [accepted("/v1/racks/{r}", "/v1/shelves/{s}")])
    assert follow(call("racks", "/{}"), known) == call("shelves", "/{}")
    assert follow(call("racks"), known) is None


def test_it_is_followed_to_the_end_and_never_in_a_circle():
    chain: CallSuccessions = {call("a"): call("b"), call("b"): call("c")}
    assert follow(call("a"), chain) == call("c")
    assert follow(call("c"), chain) is None
    assert follow(call("a"), {call("a"): call("b"), call("b"): call("a")}) is None
