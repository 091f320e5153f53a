"""Successors: each rule finds what it should and nothing in its trap; chains end live; the curated table is held."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.infer.curated import Curated
from ampeco_refgen.infer.successor_rules import Confidence, DeprecatedKind
from ampeco_refgen.infer.successors import Succession, Successions, find_successions
from ampeco_refgen.openapi.model import Document
from documents import AMPECO

BASE = "/public-api/resources"
Paths = dict[str, dict[str, dict[str, Any]]]


def find(paths: Paths, *, curated: tuple[Curated, ...] = (), full: bool = True, **root: Any) -> Successions:
    for item in paths.values():
        for node in item.values():
            node.setdefault("responses", {"200": {"description": ""}})
    tree = {"openapi": "3.0.3", "info": {"title": "Test", "version": "1"}, "paths": paths, **root}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"), full=full)
    return find_successions(catalog, Fields(catalog), curated=curated)


def successors(paths: Paths, key: str, **more: Any) -> tuple[str, ...]:
    return find(paths, **more).of_operation(key).successors


def past(description: str = "", **more: Any) -> dict[str, Any]:
    return {"deprecated": True, "description": description, **more}


def returns(**properties: Any) -> dict[str, Any]:
    data = {"type": "object", "properties": {"data": {"type": "object", "properties": properties}}}
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": data}}}}}


def takes(**properties: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}}


def path_parameter(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **schema}}


STRING = {"type": "string"}


@pytest.mark.parametrize(
    ("text", "live", "expected"),
    [
        ("Use v2.1 endpoint instead.", f"{BASE}/a/v2.1/{{x}}", f"GET {BASE}/a/v2.1/{{x}}"),
        ("See Other Things for more.", f"{BASE}/other-things/v3.0/{{y}}", f"GET {BASE}/other-things/v3.0/{{y}}"),
        (f"Use `GET {BASE}/b/v1.0/{{z}}` instead.", f"{BASE}/b/v1.0/{{z}}", f"GET {BASE}/b/v1.0/{{z}}"),
        ("Use `/b/v1.0/{z}` instead.", f"{BASE}/b/v1.0/{{z}}", f"GET {BASE}/b/v1.0/{{z}}"),
        ("Use `readB` instead.", f"{BASE}/c/v1.0/d", f"GET {BASE}/c/v1.0/d"),
        ("Use v9.9 endpoint instead.", f"{BASE}/b/v9.9/{{x}}", None),
        ("See Other Things for more.", f"{BASE}/other-things/v3.0/{{y}}/parts", None),
    ],
)
@pytest.mark.parametrize("full", [True, False])
def test_what_a_description_names_is_taken_where_it_exists(text, live, expected, full):
    paths = {f"{BASE}/a/v1.0/{{x}}": {"get": past(text)}, live: {"get": {"operationId": "readB"}}}
    succession = find(paths, full=full).of_operation(f"GET {BASE}/a/v1.0/{{x}}")
    assert succession.successors == ((expected,) if expected else ())
    assert succession.confidence is (Confidence.CERTAIN if expected else Confidence.NONE)


def test_the_newest_version_that_is_live_for_the_subpath_counts():
    paths = {
        f"{BASE}/a/v1.0/{{one}}/parts/{{part}}": {"get": past()},
        f"{BASE}/a/v2.0/{{two}}/parts/{{id}}": {"get": {}},
        f"{BASE}/a/v3.0/{{three}}/parts/{{id}}": {"get": past()},
        f"{BASE}/a/v4.0/{{four}}": {"get": {}},
    }
    key = f"GET {BASE}/a/v1.0/{{one}}/parts/{{part}}"
    succession = find(paths).of_operation(key)
    assert succession.successors == (f"GET {BASE}/a/v2.0/{{two}}/parts/{{id}}",)
    assert succession.rule == "newest live version"
    assert "v2.0 is the newest" in succession.evidence[0]


def test_versions_are_numbers():
    paths = {f"{BASE}/a/v{version}": {"get": {}} for version in ("1.9", "1.10", "1.2")}
    paths[f"{BASE}/a/v1.0"] = {"get": past()}
    assert successors(paths, f"GET {BASE}/a/v1.0") == (f"GET {BASE}/a/v1.10",)


@pytest.mark.parametrize(
    ("old", "live", "expected"),
    [
        ("put", {"v2.0": "patch"}, "PATCH v2.0"),
        ("put", {"v2.0": "put", "v3.0": "patch"}, "PUT v2.0"),
        ("put", {"v1.0": "patch"}, "PATCH v1.0"),
        ("put", {"v0.9": "put", "v2.0": "patch"}, "PATCH v2.0"),
        ("delete", {"v2.0": "patch"}, None),
        ("post", {"v2.0": "put"}, None),
        ("get", {"v0.9": "get"}, None),
    ],
)
def test_only_an_update_may_change_its_method_and_no_older_version_succeeds(old, live, expected):
    paths: Paths = {f"{BASE}/a/v1.0": {old: past()}}
    for version, method in live.items():
        paths.setdefault(f"{BASE}/a/{version}", {})[method] = {}
    successor_keys = successors(paths, f"{old.upper()} {BASE}/a/v1.0")
    assert successor_keys == ((f"{expected.split()[0]} {BASE}/a/{expected.split()[1]}",) if expected else ())


@pytest.mark.parametrize(
    ("old_id", "live_id", "method", "works"),
    [
        ("readThingDeprecated", "readThing", "get", True),
        ("read_thing_deprecated", "read_thing", "get", True),
        ("readThing", "readThing2", "get", False),
        ("readThingDeprecated", "readThings", "get", False),
        ("readThingDeprecated", "readThing", "delete", False),
        ("Deprecated", "", "get", False),
    ],
)
def test_an_operation_id_without_its_ending_names_the_successor(old_id, live_id, method, works):
    paths = {"/old/x": {"get": past(operationId=old_id)}, "/new/y": {method: {"operationId": live_id}}}
    assert successors(paths, "GET /old/x") == (("GET /new/y",) if works else ())


@pytest.mark.parametrize(
    ("live", "works"),
    [
        ({"/new/{id}": {"get": {"tags": ["t"], "summary": "Read"}}}, True),
        ({"/new/{id}": {"get": {"tags": ["t"], "summary": "List"}}}, False),
        ({"/new/{id}": {"get": {"tags": ["u"], "summary": "Read"}}}, False),
        ({"/new/{id}": {"post": {"tags": ["t"], "summary": "Read"}}}, False),
        ({f"/{name}/{{id}}": {"get": {"tags": ["t"], "summary": "Read"}} for name in ("new", "newer")}, False),
        ({"/new": {"get": {"tags": ["t"], "summary": "Read"}}}, False),
        ({"/new/{id}/key": {"get": {"tags": ["t"], "summary": "Read"}}}, False),
    ],
)
def test_the_only_live_operation_described_alike_succeeds_where_the_paths_end_alike(live, works):
    paths = {"/old/{id}": {"get": past(tags=["t"], summary="Read")}, **live}
    assert successors(paths, "GET /old/{id}") == ((next(iter(live)) and "GET /new/{id}",) if works else ())


def renamed(old: str, new: str, before: list[str], after: list[str], *, more: Paths | None = None) -> Paths:
    return {
        f"{BASE}/{old}/v1.0": {"get": past(**returns(**dict.fromkeys(before, STRING)))},
        f"{BASE}/{old}/v1.0/{{a}}": {"delete": past()},
        f"{BASE}/{new}/v2.0": {"get": returns(**dict.fromkeys(after, STRING))},
        f"{BASE}/{new}/v2.0/{{b}}": {"delete": {}},
        **(more or {}),
    }


RFID = (["id", "rfidTagUid", "rfidLabel", "status"], ["id", "idTagUid", "idLabel", "status", "type"])


@pytest.mark.parametrize(
    ("old", "new", "shapes", "works"),
    [
        ("rfid-tags", "id-tags", RFID, True),
        ("cp-models", "charge-point-models", (["cpId", "a", "b"], ["chargePointId", "a", "b"]), True),
        ("security-events-log", "security-events", (["type", "at", "info"], ["type", "at", "info"]), True),
        ("rfid-tags", "id-cards", RFID, False),
        ("rfid-tags", "id-tags", (RFID[0], ["id", "uid", "label", "status"]), False),
        ("rfid-tags", "id-tags", (["id", "status"], ["id", "status", "a"]), False),
        ("sales-stats", "night-stats", (["a", "b", "c"], ["x", "y", "z"]), False),
    ],
)
def test_a_renamed_resource_needs_a_shared_word_and_shapes_that_agree_once_it_is_swapped(old, new, shapes, works):
    successions = find(renamed(old, new, *shapes))
    expected = (f"GET {BASE}/{new}/v2.0", f"DELETE {BASE}/{new}/v2.0/{{b}}") if works else ()
    assert tuple(name for succession in successions.operations for name in succession.successors) == expected


@pytest.mark.parametrize(
    "more",
    [
        {f"{BASE}/rfid-tags/v1.0/{{a}}/uses": {"get": {}}},
        {f"{BASE}/rfid-tags/v1.0/{{a}}/uses": {"get": past()}},
        {
            f"{BASE}/new-tags/v1.0": {"get": returns(**dict.fromkeys([*RFID[0], *RFID[1]], STRING))},
            f"{BASE}/new-tags/v1.0/{{c}}": {"delete": {}},
        },
    ],
    ids=["still partly live", "a call is missing", "two could be it"],
)
def test_a_resource_is_renamed_only_when_it_is_gone_wholly_and_to_one_that_has_every_call(more):
    paths = renamed("rfid-tags", "id-tags", *RFID, more=more)
    if f"{BASE}/new-tags/v1.0" in more:
        paths[f"{BASE}/new-tags/v1.0"]["get"] = returns(
            **dict.fromkeys(["id", "newTagUid", "newLabel", "status"], STRING)
        )
    assert successors(paths, f"GET {BASE}/rfid-tags/v1.0") == ()


@pytest.mark.parametrize(
    ("values", "works"), [(["L1", "L2"], True), (["L1"], False), (None, False)], ids=["same", "fewer", "any"]
)
def test_a_choice_at_the_end_of_the_path_may_have_become_a_field(values, works):
    phase = {**STRING, "enum": values} if values else STRING
    paths = {
        f"{BASE}/a/v1.0/{{x}}/use/{{phase}}": {
            "get": past(parameters=[path_parameter("x"), path_parameter("phase", enum=["L1", "L2"])])
        },
        f"{BASE}/a/v2.0/{{y}}/use": {"get": returns(phase=phase, amount=STRING)},
    }
    successor_keys = successors(paths, f"GET {BASE}/a/v1.0/{{x}}/use/{{phase}}")
    assert successor_keys == ((f"GET {BASE}/a/v2.0/{{y}}/use",) if works else ())


def test_nothing_is_found_where_only_the_shapes_are_alike():
    shape = returns(a=STRING, b=STRING, c=STRING, d=STRING)
    paths = {f"{BASE}/apples/v1.0": {"get": {**shape, **past()}}, f"{BASE}/pears/v1.0": {"get": shape}}
    succession = find(paths).of_operation(f"GET {BASE}/apples/v1.0")
    assert succession == Succession(kind=DeprecatedKind.OPERATION, subject=f"GET {BASE}/apples/v1.0")
    assert succession.confidence is Confidence.NONE


def test_a_chain_is_followed_to_its_live_end_and_its_confidence_is_the_least_on_the_way():
    paths = {
        f"{BASE}/a/v1.0": {"get": past("Use v2.0 endpoint instead.")},
        f"{BASE}/a/v2.0": {"get": past("Use v3.0 endpoint instead.", operationId="x")},
        f"{BASE}/a/v3.0": {"get": past(operationId="listDeprecated")},
        f"{BASE}/b/v1.0": {"get": {"operationId": "list"}},
    }
    succession = find(paths).of_operation(f"GET {BASE}/a/v1.0")
    assert succession.successors == (f"GET {BASE}/b/v1.0",)
    assert succession.confidence is Confidence.HIGH
    assert succession.evidence[1:] == (
        f"GET {BASE}/a/v2.0 is deprecated too: its description names v3.0",
        f"GET {BASE}/a/v3.0 is deprecated too: its operationId is that of list with an ending",
    )


def test_a_circle_of_deprecated_operations_has_no_successor():
    paths = {
        f"{BASE}/a/v1.0": {"get": past("Use v2.0 endpoint instead.")},
        f"{BASE}/a/v2.0": {"get": past("Use v1.0 endpoint instead.")},
    }
    assert [succession.successors for succession in find(paths).operations] == [(), ()]


def test_findings_do_not_depend_on_the_order_of_the_document():
    paths = renamed("rfid-tags", "id-tags", *RFID)
    backwards = dict(reversed(list(renamed("rfid-tags", "id-tags", *RFID).items())))
    assert find(paths).operations == find(backwards).operations


def hooks(**webhooks: dict[str, Any]) -> Paths:
    callbacks = {
        name.replace("_", "."): {"{$url}": {"post": {"responses": {"200": {"description": ""}}, **node}}}
        for name, node in webhooks.items()
    }
    return {"/notifications": {"post": {"callbacks": callbacks}}}


@pytest.mark.parametrize(
    ("old", "node", "live", "expected", "rule"),
    [
        (
            "AChanged",
            past("Use `x.y` and `x.z` instead."),
            {"x_y": {}, "x_z": {}},
            ("x.y", "x.z"),
            "named by the document",
        ),
        ("SessionStartStopNotification", past(), {"session_start_stop_notification": {}}, None, "same words"),
        (
            "PartnerChangedNotification",
            past(),
            {"partner_changed": {}, "partnerInvite_changed": {}},
            None,
            "same words",
        ),
        (
            "AuthNotification",
            past(**takes(a=STRING)),
            {"auth_changed": takes(a=STRING)},
            None,
            "same subject and fields",
        ),
        ("AuthNotification", past(**takes(a=STRING)), {"auth_changed": takes(b=STRING)}, (), ""),
        ("AuthNotification", past(), {"auth_started": {}}, (), ""),
        ("BootNotification", past(), {"user_changed": {}}, (), ""),
    ],
)
def test_webhooks_are_replaced_by_name_or_by_their_words(old, node, live, expected, rule):
    succession = find(hooks(**{old: node}, **live)).of_webhook(old)
    assert succession is not None
    first = (next(iter(live)).replace("_", "."),)
    assert (succession.successors, succession.rule) == (first if expected is None else expected, rule)


def test_a_live_webhook_has_no_finding():
    assert find(hooks(a={})).of_webhook("a") is None


def field(description: str = "") -> dict[str, Any]:
    return {**STRING, "deprecated": True, "description": description}


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize(
    ("properties", "path", "expected"),
    [
        ({"old": field("Use `new` instead."), "new": STRING}, "old", ("new",)),
        ({"old": field("Use `p.q` instead."), "p": {"type": "object", "properties": {"q": STRING}}}, "old", ("p.q",)),
        ({"old": field("Use `a` and `b` instead."), "a": STRING, "b": STRING}, "old", ("a", "b")),
        ({"tax_id": field(), "taxId": STRING}, "tax_id", ("taxId",)),
        ({"old": field(), "list": {"type": "array", "items": STRING}}, "old", ()),
        ({"old": field("Use `gone` instead."), "new": STRING}, "old", ()),
        ({"in": {"type": "object", "properties": {"old": field("Use `new` instead.")}}, "new": STRING}, "in.old", ()),
        ({"in": {"type": "object", "properties": {"a_b": field()}}, "aB": STRING}, "in.a_b", ()),
        ({"old": {**field(), "type": "array", "items": STRING}}, "old", ()),
    ],
)
def test_a_field_is_replaced_by_one_of_the_same_object(properties, path, expected, full):
    successions = find({"/a": {"get": returns(**properties)}}, full=full)
    assert [(succession.subject, succession.successors) for succession in successions.fields] == [(path, expected)]


def test_a_deprecated_successor_of_a_field_is_followed():
    properties = {"a": field("Use `b` instead."), "b": field("Use `c` instead."), "c": STRING}
    successions = find({"/a": {"get": returns(**properties)}})
    assert {succession.subject: succession.successors for succession in successions.fields} == {
        "a": ("c",),
        "b": ("c",),
    }


def test_one_finding_serves_all_places_of_a_field_and_its_look_up_knows_the_direction():
    properties = {"old": field("Use `new` instead."), "new": {**STRING, "readOnly": True}}
    paths = {"/a": {"get": returns(**properties), "post": {**takes(**properties), **returns(**properties)}}}
    for node in paths["/a"].values():
        node.setdefault("responses", {"200": {"description": ""}})
    tree = {"openapi": "3.0.3", "info": {"title": "Test", "version": "1"}, "paths": paths}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"))
    fields = Fields(catalog)
    successions = find_successions(catalog, fields, curated=())
    assert [(succession.successors, succession.places) for succession in successions.fields] == [
        ((), ("POST /a request",)),
        (("new",), ("GET /a response", "POST /a response")),
    ]
    body = next(operation.body for operation in catalog.operations if operation.body is not None)
    assert body.media[0].schema is not None
    shape = fields.shapes.of(body.media[0].schema)
    assert successions.of_field(shape, "old", Direction.REQUEST) == ()
    assert successions.of_field(shape, "old", Direction.RESPONSE) == successions.of_field(shape, "old") == ("new",)
    assert successions.of_field(shape, "new") == ()


def test_deprecated_fields_inside_a_recursive_component_are_found():
    tree = {
        "type": "object",
        "properties": {
            "old": field("Use `new` instead."),
            "new": STRING,
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
    }
    paths = {"/a": {"get": returns(top={"$ref": "#/components/schemas/Tree"})}}
    successions = find(paths, components={"schemas": {"Tree": tree}})
    assert {(succession.subject, succession.successors) for succession in successions.fields} >= {("old", ("new",))}


def test_deprecated_fields_of_a_shape_that_only_some_variants_share_are_found():
    tree = {
        "type": "object",
        "properties": {
            "old": field("Use `new` instead."),
            "new": STRING,
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
    }
    shared = {"tree": {"$ref": "#/components/schemas/Tree"}}
    variants = [
        {"type": "object", "properties": {"kind": {**STRING, "enum": [kind]}, **more}}
        for kind, more in (("a", shared), ("b", shared), ("c", {}))
    ]
    body = {"content": {"application/json": {"schema": {"oneOf": variants}}}}
    successions = find({"/a": {"post": {"requestBody": body}}}, components={"schemas": {"Tree": tree}})
    assert {(succession.subject, succession.successors) for succession in successions.fields} >= {("old", ("new",))}


def test_parameters_and_filters_are_replaced_by_others_of_the_same_call():
    properties = {"old": field("Use `new` instead."), "new": STRING, "in": {"type": "object", "properties": {}}}
    parameters = [
        {
            "name": "filter",
            "in": "query",
            "style": "deepObject",
            "schema": {"type": "object", "properties": properties},
        },
        {"name": "was", "in": "query", "deprecated": True, "description": "Use `is` instead.", "schema": STRING},
        {"name": "is", "in": "query", "schema": STRING},
        {"name": "odd", "in": "query", "deprecated": True, "schema": STRING},
    ]
    successions = find({"/a": {"get": {"parameters": parameters}}})
    assert [
        (succession.subject, succession.successors, succession.places) for succession in successions.parameters
    ] == [
        ("filter[old]", ("filter[new]",), ("GET /a",)),
        ("odd", (), ("GET /a",)),
        ("was", ("is",), ("GET /a",)),
    ]


CHAIN = {
    f"{BASE}/a/v1.0": {"get": past("Use v2.0 endpoint instead.")},
    f"{BASE}/a/v2.0": {"get": {}},
    f"{BASE}/z/v1.0": {"get": {}},
    f"{BASE}/y/v1.0": {"get": past()},
}


def entry(*names: str, subject: str = f"GET {BASE}/a/v1.0", **more: Any) -> Curated:
    values = {
        "kind": DeprecatedKind.OPERATION,
        "subject": subject,
        "successors": names,
        "reason": "checked",
    }
    return Curated(**{**values, **more})


def test_a_curated_entry_overrules_the_rules():
    succession = find(CHAIN, curated=(entry(f"GET {BASE}/z/v1.0"),)).of_operation(f"GET {BASE}/a/v1.0")
    assert (succession.successors, succession.rule, succession.evidence) == (
        (f"GET {BASE}/z/v1.0",),
        "looked up",
        ("checked",),
    )


def test_a_curated_entry_can_say_that_there_is_none():
    successions = find(CHAIN, curated=(entry(),))
    assert successions.of_operation(f"GET {BASE}/a/v1.0").successors == ()
    assert successions.of_operation(f"GET {BASE}/a/v1.0").evidence == ("checked",)
    assert successions.diagnostics == ()


@pytest.mark.parametrize("target", [f"GET {BASE}/gone/v1.0", f"GET {BASE}/y/v1.0"], ids=["gone", "deprecated"])
def test_a_curated_entry_that_points_at_nothing_is_told(target):
    diagnostics = find(CHAIN, curated=(entry(target),)).diagnostics
    assert [(diagnostic.severity, diagnostic.code, diagnostic.pointer) for diagnostic in diagnostics] == [
        ("warning", "curated-successor-missing", "#/paths/~1public-api~1resources~1a~1v1.0/get")
    ]
    assert target in diagnostics[0].message
    assert diagnostics[0].row == f"profile.toml, successor of the operation GET {BASE}/a/v1.0"


@pytest.mark.parametrize(
    "ignored",
    [
        entry("GET /gone", subject="GET /not/here"),
        entry("GET /gone", subject=f"GET {BASE}/z/v1.0"),
    ],
    ids=["subject is gone", "subject is live"],
)
def test_a_curated_entry_for_something_else_does_nothing(ignored):
    successions = find(CHAIN, curated=(ignored,))
    assert successions.diagnostics == ()
    assert successions.operations == find(CHAIN).operations


def test_a_curated_field_is_looked_for_beside_its_subject_in_every_place():
    inner = {"type": "object", "properties": {"old": field(), "new": STRING}}
    paths = {"/a": {"get": returns(old=field(), other=STRING, list={"type": "array", "items": inner})}}
    curated = entry("new", subject="old", kind=DeprecatedKind.FIELD)
    successions = find(paths, curated=(curated,))
    assert {succession.subject: succession.successors for succession in successions.fields} == {
        "old": (),
        "list[].old": ("list[].new",),
    }
    assert successions.diagnostics == ()
    nowhere = find(paths, curated=(entry("gone", subject="old", kind=DeprecatedKind.FIELD),))
    assert [diagnostic.code for diagnostic in nowhere.diagnostics] == ["curated-successor-missing"]


def test_every_curated_entry_says_why_and_none_is_there_twice():
    successors = AMPECO.successors
    assert all(entry.reason for entry in successors)
    assert len({(entry.kind, entry.subject) for entry in successors}) == len(successors)
