"""Operations by what people call them: methods, resources, versions, parameters, several spellings."""

from __future__ import annotations

import pytest

from ampeco_refgen.lookup.calls import find_calls, newest
from ampeco_refgen.lookup.model import Call


def call(line: str, *, deprecated: bool = False, operation_id: str = "") -> Call:
    """Return the call `METHOD family resource version subpath`."""
    method, family, resource, version, *rest = line.split()
    subpath = rest[0] if rest else ""
    return Call(
        method=method,
        path=f"/public-api/{family}/{resource}/{version}{subpath}",
        family=family,
        resource=resource,
        version=version,
        subpath=subpath,
        operation_id=operation_id,
        summary="",
        deprecated=deprecated,
        page="page.md",
    )


CALLS = (
    call("GET resources charge-points v1.0", deprecated=True, operation_id="oldList"),
    call("GET resources charge-points v2.0", operation_id="newList"),
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
        ("GET charge-points/v3.0", []),
        ("DELETE charge-points", []),
        ("GET stations", []),
        ("GET", []),
        ("", []),
    ],
)
def test_a_text_finds_the_calls_that_it_names(text, keys):
    found = find_calls(text, CALLS)
    assert [f"{one.method} {one.version}{one.subpath}" for one in found] == keys


@pytest.mark.parametrize("text", ["oldList", "oldlist"])
def test_an_operation_id_finds_its_call_also_when_deprecated(text):
    assert [one.version for one in find_calls(text, CALLS)] == ["v1.0"]


def test_versions_count_as_numbers():
    versions = [call(f"GET resources things v{number}") for number in ("2.9", "2.10", "1.0")]
    assert [one.version for one in newest(versions)] == ["v2.10"]


def test_the_newest_live_version_stands_for_all():
    versions = [call("GET resources things v1.0"), call("GET resources things v2.0", deprecated=True)]
    assert [one.version for one in newest(versions)] == ["v1.0"]
