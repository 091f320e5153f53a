"""Operations by what people call them: methods, resources, versions, parameters, several spellings."""

from __future__ import annotations

import pytest

from ampeco_refgen.lookup.bundle import Call
from ampeco_refgen.lookup.calls import find_calls, nearest_calls, newest


def call(line: str, *, deprecated: bool = False) -> Call:
    """Return the call `METHOD family resource version subpath`."""
    method, family, resource, version, *rest = line.split()
    path = f"/public-api/{family}/{resource}/{version}{rest[0] if rest else ''}"
    notes = ("**deprecated**",) if deprecated else ()
    return Call(method, path, "page.md", "", notes, f"{family}/{resource}.md")


def shown(calls: tuple[Call, ...]) -> list[str]:
    """Return method, version and subpath of calls."""
    return [
        f"{operation.method} {operation.version}{operation.path.partition(operation.version)[2]}" for operation in calls
    ]


CALLS = (
    call("GET resources charge-points v1.0", deprecated=True),
    call("GET resources charge-points v2.0"),
    call("POST resources charge-points v2.0"),
    call("GET resources charge-points v2.0 /{chargePoint}"),
    call("PATCH resources charge-points v2.0 /{chargePoint}"),
    call("GET resources charge-points v2.0 /{chargePoint}/evses"),
    call("GET resources charge-points v2.0 /{chargePoint}/evses/{evse}"),
    call("GET resources charge-points v2.0 /{chargePoint}/evses/{evse}/connectors"),
    call("GET resources charge-points v1.0 /{chargePoint}/status"),
    call("POST actions charge-point v1.0 /{chargePoint}/start"),
    call("POST actions charge-point v1.0 /{chargePoint}/start/{evse}"),
    call("GET resources users v1.0"),
    call("POST resources users v1.0"),
    call("POST actions users v1.0 /{user}/add-balance"),
    call("GET resources vouchers v2.0", deprecated=True),
    call("GET resources vouchers v2.1", deprecated=True),
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("POST charge-points", ["POST v2.0"]),
        ("post charge-points", ["POST v2.0"]),
        ("GET charge-points", ["GET v2.0"]),
        ("GET charge-points/v1.0", ["GET v1.0"]),
        ("GET charge-points v1.0", ["GET v1.0"]),
        ("GET chargePoints", ["GET v2.0"]),
        ("GET charge point", ["GET v2.0"]),
        ("PATCH charge-points", ["PATCH v2.0/{chargePoint}"]),
        ("GET charge-points/{id}", ["GET v2.0/{chargePoint}"]),
        ("GET charge-points/17", ["GET v2.0/{chargePoint}"]),
        ("GET charge-points/v2.0/:id/evses/<evse>", ["GET v2.0/{chargePoint}/evses/{evse}"]),
        ("GET charge-points/evses", ["GET v2.0/{chargePoint}/evses"]),
        ("GET chargepoints", ["GET v2.0"]),
        ("GET charge_point", ["GET v2.0"]),
        ("POST charge point start", ["POST v1.0/{chargePoint}/start", "POST v1.0/{chargePoint}/start/{evse}"]),
        ("GET charge points v1.0 status", ["GET v1.0/{chargePoint}/status"]),
        ("GET charge-points connectors", ["GET v2.0/{chargePoint}/evses/{evse}/connectors"]),
        ("charge-points/status", ["GET v1.0/{chargePoint}/status"]),
        ("charge-points/v2.0", ["GET v2.0", "POST v2.0"]),
        ("POST charge-points/start", ["POST v1.0/{chargePoint}/start", "POST v1.0/{chargePoint}/start/{evse}"]),
        ("POST charge-point/17/start", ["POST v1.0/{chargePoint}/start"]),
        ("POST users/add-balance", ["POST v1.0/{user}/add-balance"]),
        ("POST actions/users/{user}/add-balance", ["POST v1.0/{user}/add-balance"]),
        ("/public-api/resources/charge-points/v2.0", ["GET v2.0", "POST v2.0"]),
        ("GET https://demo.example/public-api/resources/charge-points/v2.0/1?x=y", ["GET v2.0/{chargePoint}"]),
        ("GET vouchers", ["GET v2.1"]),
        ("GET resources/charge-points/v2.0/_/evses/_", ["GET v2.0/{chargePoint}/evses/{evse}"]),
        ("POST add-balance", ["POST v1.0/{user}/add-balance"]),
        ("GET evses", ["GET v2.0/{chargePoint}/evses"]),
        ("GET charge-points/v3.0", []),
        ("DELETE charge-points", []),
        ("GET stations", []),
        ("GET", []),
        ("", []),
    ],
)
def test_a_text_finds_the_calls_that_it_names(text, keys):
    assert shown(find_calls(text, CALLS)) == keys


ALIKE = tuple(
    Call("GET", path, "page.md", "", (), "pets.md")
    for path in ("/pets/", "/pets", "/pets/{id}", "/pets/{name}", "/pets/{id}/toys", "/pets/{name}/toys/")
)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("GET pets/", ["/pets/"]),
        ("GET /pets/", ["/pets/"]),
        ("GET pets", ["/pets"]),
        ("GET /pets", ["/pets"]),
        ("GET pets/{id}", ["/pets/{id}"]),
        ("GET pets/{name}", ["/pets/{name}"]),
        ("pets/{name}", ["/pets/{name}"]),
        ("GET https://pets.example/pets/{name}?a=b", ["/pets/{name}"]),
        ("GET pets/{name}/toys/", ["/pets/{name}/toys/"]),
        ("GET /pets/{id}/", ["/pets/{id}"]),
        ("GET pets/17", ["/pets/{id}", "/pets/{name}"]),
        ("GET pets/{other}/toys", ["/pets/{id}/toys", "/pets/{name}/toys/"]),
    ],
)
def test_paths_that_look_alike_are_told_apart_as_they_are_written(text, paths):
    assert [operation.path for operation in find_calls(text, ALIKE)] == paths


def test_of_several_versions_the_newest_stays_whatever_its_parameters_are_called():
    versions = [call("GET resources things v1.0 /{name}"), call("GET resources things v2.0 /{id}")]
    assert [operation.version for operation in newest(versions, "v1.0/{name}")] == ["v2.0"]


def test_versions_count_as_numbers():
    versions = [call(f"GET resources things v{number}") for number in ("2.9", "2.10", "1.0")]
    assert [operation.version for operation in newest(versions)] == ["v2.10"]


def test_the_newest_live_version_stands_for_all():
    versions = [call("GET resources things v1.0"), call("GET resources things v2.0", deprecated=True)]
    assert [operation.version for operation in newest(versions)] == ["v1.0"]


@pytest.mark.parametrize(
    ("text", "keys", "wrong"),
    [
        ("GET charge-points/v2.0", ["GET v2.0"], ""),
        ("GET charge-points/v7.0", ["GET v2.0"], "live under `v2.0`"),
        ("GET vouchers/v1.0", ["GET v2.1"], "the newest version is `v2.1`, and deprecated"),
        ("PUT charge-points/{id}", ["GET v2.0/{chargePoint}", "PATCH v2.0/{chargePoint}"], "has GET, PATCH"),
        ("DELETE users", ["GET v1.0", "POST v1.0"], "`/public-api/resources/users/v1.0` has GET, POST"),
        (
            "PUT charge points",
            ["GET v2.0", "POST v2.0", "GET v2.0/{chargePoint}", "PATCH v2.0/{chargePoint}"],
            "/v2.0` has GET, POST; `/public-api/resources/charge-points/v2.0/{chargePoint}` has GET, PATCH.",
        ),
        ("GET charge points v7.0", ["GET v2.0"], "live under `v2.0`"),
        ("DELETE users/v3.0", ["GET v1.0", "POST v1.0"], "There is no `DELETE users/v3.0`"),
        (
            "GET charge-points/{id}/parts",
            ["GET v2.0/{chargePoint}", "PATCH v2.0/{chargePoint}"],
            "`charge-points/{id}` has",
        ),
        ("GET stations", [], ""),
        ("", [], ""),
    ],
)
def test_a_call_that_is_not_there_gets_the_nearest_and_says_what_was_wrong(text, keys, wrong):
    nearest, note = nearest_calls(text, CALLS)
    assert shown(nearest) == keys
    assert wrong in note
    assert bool(note) == bool(wrong)


@pytest.mark.parametrize(
    ("path", "overview", "head", "resource", "tail"),
    [
        (
            "/public-api/resources/users/v1.0/{user}",
            "resources/users.md",
            ("public-api", "resources"),
            "users",
            ("{user}",),
        ),
        ("/public-api/notifications/v2.0", "notifications/notifications.md", ("public-api",), "notifications", ()),
        ("/v1/customers/{id}/cards", "resources/customers.md", (), "customers", ("{id}", "cards")),
        ("/api/things/v2/parts", "resources/something-else.md", ("api",), "things", ("parts",)),
        ("/pets", "", (), "pets", ()),
        ("/", "resources/root.md", (), "", ()),
    ],
)
def test_a_path_is_divided_at_its_resource(path, overview, head, resource, tail):
    operation = Call("GET", path, "page.md", "", (), overview)
    assert (operation.head, operation.resource, operation.tail) == (head, resource, tail)


def test_a_version_behind_a_resource_is_that_of_the_resource_and_not_of_the_one_it_stands_below() -> None:
    calls = (*CALLS, call("GET resources evses v2.1"), call("POST resources charge-points v2.0 /{chargePoint}/evses"))
    assert find_calls("GET evses/v2.0", calls) == ()
    nearest, wrong = nearest_calls("GET evses/v2.0", calls)
    assert shown(nearest) == ["GET v2.1"]
    assert wrong == "There is no `GET evses/v2.0`: it is live under `v2.1`."
    assert shown(find_calls("POST add-balance/v1.0", calls)) == ["POST v1.0/{user}/add-balance"]
    assert shown(find_calls("GET charge-points/v2.0/evses", calls)) == ["GET v2.0/{chargePoint}/evses"]
