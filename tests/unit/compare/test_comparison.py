"""Two catalogs → findings: what is compared with what, what is told once, in which order, and how it is counted."""

from __future__ import annotations

import copy
import json
import random

import pytest

from ampeco_refgen.compare.catalog_changes import SuccessorsBySide
from ampeco_refgen.compare.comparison import ChangeCounts, compare
from ampeco_refgen.compare.report import numbers
from ampeco_refgen.compare.rules import RULES, Level
from ampeco_refgen.compare.signature import Signatures
from changes.change_documents import base, catalog, changed, lines

OLD = catalog(base())
CALLBACK = "charger.added/{$request.body#~1url}/post"
FIELDS = "requestBody/content/application~1json/schema/properties"


def against(edits: dict, before: dict | None = None):
    old = changed(base(), before)
    return compare(catalog(old), catalog(changed(old, edits)))


def operation(summary: str, **more: object) -> dict:
    return {"summary": summary, "responses": {"204": {"description": "Done"}}, **more}


def test_numbers_leave_out_what_is_zero():
    comparison = against(
        {
            "set": {
                "document/info/version": "1.2.0",
                "paths/~1sites": {"get": operation("List sites"), "post": operation("Add a site")},
                "list/deprecated": True,
                "webhook/deprecated": True,
                "body/plug": {"type": "string"},
            },
            "remove": ["charger/delete", "body/mode"],
        }
    )
    assert numbers(comparison) == (
        "1.0.0 → 1.2.0: +2 operations, −1 operation, 2 newly deprecated, 2 breaking, 1 other change"
    )
    assert comparison.counts == ChangeCounts(
        operations_added=2, operations_removed=1, newly_deprecated=2, breaking=2, other=1
    )
    assert comparison.breaking


def test_numbers_of_one_version_published_twice():
    comparison = against({"set": {"body/plug": {"type": "string"}}})
    assert numbers(comparison) == "1.0.0 → 1.0.0 (re-published): 1 other change"
    assert not comparison.breaking


def test_numbers_of_a_new_version_without_changes():
    assert numbers(against({"set": {"document/info/version": "1.0.1"}})) == "1.0.0 → 1.0.1: no changes"
    assert numbers(compare(OLD, OLD)) == "1.0.0: no changes"


def test_a_shared_shape_is_told_once_with_all_its_operations():
    comparison = against({"set": {"refused/code": {"type": "integer"}}})
    (finding,) = comparison.findings
    assert [subject.name for subject in finding.subjects] == ["GET /chargers", "POST /chargers"]
    assert not finding.everywhere
    assert comparison.counts.other == 1


def test_what_all_operations_have_is_told_so():
    answers = {"set": {f"{place}/responses/503": {"description": "Down"} for place in ("list", "add", "remove")}}
    (finding,) = against(answers).findings
    assert finding.everywhere
    assert len(finding.subjects) == 3


def test_operations_that_went_are_counted_and_told_one_by_one():
    comparison = against({"remove": ["charger/delete", "add"]})
    removed = [finding for finding in comparison.findings if finding.rule.id == "operation-removed"]
    assert [len(finding.subjects) for finding in removed] == [1, 1]
    assert comparison.counts.breaking == 3  # the webhook went with the operation that declared it


def test_breaking_comes_first_then_watch_then_safe():
    edits = {"set": {"list/deprecated": True, "body/plug": {"type": "string"}}, "remove": ["charger/delete"]}
    assert [finding.rule.level for finding in against(edits).findings] == [Level.BREAKING, Level.WATCH, Level.SAFE]


def test_a_webhook_that_two_operations_declare_is_told_once():
    twice = {"set": {"charger/post": operation("Subscribe again", callbacks=base_callbacks())}}
    other = f"charger/post/callbacks/{CALLBACK}/{FIELDS}"
    both = against({"remove": ["payload/at", f"{other}/at"]}, before=twice)
    assert lines(both) == ["breaking: charger.added: payload field at removed"]
    only_other = against({"remove": [f"{other}/at"]}, before=twice)
    assert lines(only_other) == ["breaking: charger.added of POST /chargers/{charger}: payload field at removed"]
    (finding,) = against({"remove": ["charger/post/callbacks"]}, before=twice).findings or (None,)
    assert finding is None


def test_that_a_webhook_need_no_longer_have_a_body_is_told_where_it_still_may():
    required = {"set": {"webhook/requestBody/required": True}}
    optional = against({"set": {"webhook/requestBody/required": False}}, required)
    assert lines(optional) == ["breaking: charger.added: body may now be missing"]
    assert lines(against({"remove": ["webhook/requestBody"]}, required)) == ["breaking: charger.added: payload removed"]


def test_a_webhook_goes_only_with_its_last_declaration_and_may_move():
    moved = {"set": {"charger/post": operation("Subscribe", callbacks=base_callbacks())}, "remove": ["add/callbacks"]}
    told = lines(against(moved))
    assert told == ["safe: POST /chargers/{charger}: added: Subscribe"]
    moved["set"]["charger/post"]["callbacks"]["charger.added"]["{$request.body#/url}"]["post"]["deprecated"] = True
    assert "watch: charger.added: deprecated" in lines(against(moved))


NEWER = "paths/~1v2~1chargers/post/callbacks"
LOST = "breaking: charger.added of POST /v2/chargers: no longer declared here, only by POST /chargers"


def versions(**more: object) -> dict:
    """Return the edits that make a deprecated version and a live one."""
    newer = {
        "paths/~1v2~1chargers": {"post": operation("Add a charger")},
        "paths/~1v2~1chargers~1{charger}": {"put": operation("Replace a charger")},
    }
    return {"set": {"add/deprecated": True, **newer, **more}}


def test_a_webhook_that_the_live_version_no_longer_declares_is_told_though_a_deprecated_one_has_it():
    comparison = against({"remove": [NEWER]}, before=versions(**{NEWER: base_callbacks()}))
    assert lines(comparison) == [LOST]
    assert comparison.breaking
    assert comparison.counts == ChangeCounts(breaking=1)


def test_a_webhook_that_the_live_version_now_declares_is_told_though_a_deprecated_one_had_it():
    comparison = against({"set": {NEWER: base_callbacks()}}, before=versions())
    assert lines(comparison) == [
        "safe: charger.added of POST /v2/chargers: now declared here too, formerly only by POST /chargers"
    ]
    assert comparison.counts == ChangeCounts(other=1)


def test_subscribers_lose_no_webhook_that_another_operation_of_their_version_declares():
    other = "paths/~1v2~1chargers~1{charger}/put"
    both = versions(**{NEWER: base_callbacks(), f"{other}/callbacks": base_callbacks()})
    assert lines(against({"remove": [NEWER]}, before=both)) == []
    alone = versions(**{f"{other}/callbacks": base_callbacks()})
    assert lines(against({"set": {NEWER: base_callbacks()}, "remove": [f"{other}/callbacks"]}, before=alone)) == []
    both["set"][f"{other}/deprecated"] = True
    assert lines(against({"remove": [NEWER]}, before=both)) == [
        LOST.replace("by POST /chargers", "by POST /chargers, PUT /v2/chargers/{charger}")
    ]
    hook = base_callbacks()["charger.added"]["{$request.body#/url}"]
    everywhere = versions(**{NEWER: base_callbacks(), "document/webhooks": {"charger.added": hook}})
    assert lines(against({"remove": [NEWER]}, before=everywhere)) == []


def test_a_webhook_that_moved_to_a_new_version_is_told_of_the_old_one():
    moved = {"set": {"paths/~1v3~1chargers": {"post": operation("Add", callbacks=base_callbacks())}}}
    told = lines(against(moved | {"remove": ["add/callbacks"]}))
    assert told == [
        "breaking: charger.added of POST /chargers: no longer declared here, only by POST /v3/chargers",
        "safe: POST /v3/chargers: added: Add",
    ]


def test_many_webhooks_that_went_together_are_told_together():
    hooks = {name: base_callbacks()["charger.added"] for name in ("a", "b", "c")}
    before = versions(**{"add/callbacks": hooks, NEWER: hooks})
    (finding,) = against({"remove": [NEWER]}, before=before).findings
    assert [(subject.name, subject.operation) for subject in finding.subjects] == [
        (name, "POST /v2/chargers") for name in hooks
    ]


def test_a_webhook_stays_with_its_operation_where_a_parameter_of_the_path_is_called_otherwise():
    callbacks = base_callbacks()
    other = copy.deepcopy(callbacks)
    other["charger.added"]["{$request.body#/url}"]["post"]["parameters"] = []
    before = {
        "paths/~1v2~1sites~1{site}~1chargers": {"post": operation("Add", callbacks=other)},
        "paths/~1v3~1sites~1{site}~1chargers": {"post": operation("Add", callbacks=callbacks)},
    }
    old = changed(base(), {"set": before, "remove": ["add/callbacks"]})
    new = json.loads(json.dumps(old).replace("{site}", "{siteId}"))
    del new["paths"]["/v3/sites/{siteId}/chargers"]["post"]["callbacks"]
    assert lines(compare(catalog(old), catalog(new))) == [
        "breaking: charger.added of POST /v3/sites/{siteId}/chargers: "
        "no longer declared here, only by POST /v2/sites/{siteId}/chargers",
        "safe: POST /v2/sites/{siteId}/chargers: path respelled, formerly /v2/sites/{site}/chargers",
        "safe: POST /v3/sites/{siteId}/chargers: path respelled, formerly /v3/sites/{site}/chargers",
    ]


def test_a_parameter_of_the_same_path_cannot_come_or_go():
    declared = "paths/~1chargers~1{charger}/parameters"
    parameters = base()["paths"]["/chargers/{charger}"]["parameters"]
    without = {"set": {declared: []}}
    assert lines(against(without)) == []
    assert lines(against({"set": {declared: parameters}}, before=without)) == []
    (finding,) = against({"set": {f"{declared}/0/schema/type": "string"}}).findings
    assert finding.rule.id == "request-type-widened"


def base_callbacks() -> dict:
    return copy.deepcopy(base()["paths"]["/chargers"]["post"]["callbacks"])


def test_webhooks_of_openapi_3_1_are_compared_too():
    hook = base_callbacks()["charger.added"]["{$request.body#/url}"]
    old = {"set": {"document/webhooks": {"charger.moved": hook}}}
    path = f"document/webhooks/charger.moved/post/{FIELDS}"
    assert lines(against({"remove": [f"{path}/at"]}, before=old)) == [
        "breaking: charger.moved: payload field at removed"
    ]
    assert lines(against({"remove": ["document/webhooks/charger.moved"]}, before=old)) == [
        "breaking: charger.moved: removed"
    ]


def test_what_follows_from_another_change_is_not_told():
    whole = {"type": "object", "properties": {"id": {"type": "integer"}, "by": {"type": "object"}}}
    assert lines(against({"set": {"item/owner": whole}})) == [
        "safe: GET /chargers: response field owner added (object)"
    ]
    bodies = against({"set": {"remove/requestBody": {"content": {"application/json": {"schema": whole}}}}})
    assert lines(bodies) == ["safe: DELETE /chargers/{charger}: request body added"]
    fewer = against({"remove": ["add/responses/201/content"]})
    assert lines(fewer) == ["breaking: POST /chargers: response body removed"]


def test_security_of_the_document_is_told_once_and_an_operations_own_for_itself():
    scheme = {"set": {"schemes/token": {"type": "http", "scheme": "bearer"}}}
    assert lines(against({"set": {"document/security": [{"key": []}, {"token": []}]}}, before=scheme)) == [
        "safe: the API: security key is now key or token"
    ]
    own = {"set": {"list/security": [{"key": []}], "document/security": [{"token": []}]}}
    assert lines(against(own, before=scheme)) == ["breaking: the API: security key is now token"]
    assert lines(against({"set": {"list/security": []}})) == ["safe: GET /chargers: security key is now none"]
    scoped = against({"set": {"list/security": [{"key": ["read"]}]}})
    assert lines(scoped) == ["breaking: GET /chargers: security key is now key (read)"]


def test_an_operations_own_base_urls_are_compared_with_the_documents():
    moved = against({"set": {"list/servers": [{"url": "https://list.example"}]}})
    assert lines(moved) == [
        "breaking: GET /chargers: base URL https://one.example removed",
        "safe: GET /chargers: base URL https://list.example added",
    ]


def test_the_format_of_a_bearer_token_is_a_hint():
    bearer = {"type": "http", "scheme": "bearer"}
    before = {"set": {"schemes/key": bearer}}
    assert lines(against({"set": {"schemes/key": {**bearer, "bearerFormat": "JWT"}}}, before)) == []


def test_texts_make_no_difference():
    flows = {"clientCredentials": {"tokenUrl": "https://one.example/t", "scopes": {"read": "Read it"}}}
    old = {"set": {"schemes/flow": {"type": "oauth2", "flows": flows, "description": "One"}}}
    edits = {
        "schemes/flow/description": "Two",
        "schemes/flow/flows/clientCredentials/scopes/read": "Read all of it",
        "document/servers/0/description": "Main",
        "list/summary": "All chargers",
        "list/description": "Every charger that there is",
        "item/id/description": "A number",
        "item/id/example": 7,
        "item/id/title": "Number",
    }
    comparison = against({"set": edits}, before=old)
    assert comparison.findings == ()
    assert comparison.old.mark == comparison.new.mark


def test_the_order_of_keys_makes_no_difference():
    def shuffled(node):
        if isinstance(node, dict):
            keys = random.Random(7).sample(list(node), len(node))
            return {key: shuffled(node[key]) for key in keys}
        return [shuffled(entry) for entry in node] if isinstance(node, list) else node

    assert compare(OLD, catalog(shuffled(base()))).findings == ()
    edits = {
        "set": {"list/deprecated": True, "item/plug": {"type": "string"}},
        "remove": ["body/mode", "charger/delete"],
    }
    new = changed(base(), edits)
    assert compare(OLD, catalog(new)) == compare(catalog(shuffled(base())), catalog(shuffled(new)))


def test_recursive_shapes_are_compared_and_end():
    node = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Node"}, "id": {"type": "integer"}}}
    old = {"set": {"document/components/schemas": {"Node": node}, "item/tree": {"$ref": "#/components/schemas/Node"}}}
    grown = {"set": {"document/components/schemas/Node/properties/size": {"type": "number"}}}
    told = lines(against(grown, before=old))
    assert told == ["safe: GET /chargers: response field tree.size added (number)"]
    assert against({}, before=old).findings == ()


def test_successors_are_told_only_where_they_are_known():
    removed = catalog(changed(base(), {"remove": ["charger/delete"]}))
    assert lines(compare(OLD, removed)) == ["breaking: DELETE /chargers/{charger}: removed"]
    known = SuccessorsBySide(old={"DELETE /chargers/{charger}": ("POST /chargers",)}, new={})
    assert lines(compare(OLD, OLD, successors=known)) == [
        "watch: DELETE /chargers/{charger}: successor changed, formerly POST /chargers"
    ]


def test_a_webhook_that_was_removed_names_those_of_its_successors_that_are_there():
    before = {"set": {"add/callbacks/charger.created": base_callbacks()["charger.added"]}}
    old = changed(base(), before)
    new = changed(old, {"remove": ["add/callbacks/charger.added"]})
    known = SuccessorsBySide(old={"charger.added": ("charger.created", "charger.made")}, new={})
    assert lines(compare(catalog(old), catalog(new), successors=known)) == [
        "breaking: charger.added: removed; use charger.created instead"
    ]


def test_a_successor_whose_parameter_was_respelled_is_the_same():
    read = {"set": {"charger/get": operation("Read")}}
    old = changed(base(), read)
    new = json.loads(json.dumps(old).replace("{charger}", "{id}").replace('"name": "charger"', '"name": "id"'))
    known = SuccessorsBySide(
        old={"DELETE /chargers/{charger}": ("GET /chargers/{charger}",)},
        new={"DELETE /chargers/{id}": ("GET /chargers/{id}",)},
    )
    comparison = compare(catalog(old), catalog(new), successors=known)
    assert {finding.rule.id for finding in comparison.findings} == {"path-respelled"}


def test_rules_are_sound():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.text and rule.why for rule in RULES)


@pytest.mark.parametrize(
    "edits",
    [
        {"set": {"item/id/format": "int64"}},
        {"set": {"list/parameters/0/required": True}},
        {"set": {"webhook/parameters/0/required": False}},
        {"set": {"list/security": []}},
        {"remove": ["add/responses/401"]},
        {"remove": ["schemes/key"]},
    ],
)
def test_equal_marks_mean_no_findings_and_others_differ(edits):
    new = catalog(changed(base(), edits))
    assert Signatures(OLD).whole() != Signatures(new).whole()
    assert compare(OLD, new).findings
