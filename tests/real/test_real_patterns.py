"""The patterns of the vendor's real document: counted again from the raw JSON, and its inconsistencies one by one."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.inconsistency_model import Inconsistency, InconsistencyKind
from ampeco_refgen.infer.patterns import Patterns, find_patterns
from documents import catalog_of, real_path

pytestmark = pytest.mark.real
METHODS = ("get", "put", "post", "delete", "patch")
SUBJECTS = {
    InconsistencyKind.ENUM_SPELLING: [
        "applicableCurrentTypes, currentType",
        "recurrencyKind",
        "day_of_week, days",
        "network, networkStatus",
    ],
    InconsistencyKind.WORD_SPELLING: ["status"],
    InconsistencyKind.FILTER_VALUES: ["filter[ocppVersion]", "filter[reason]", "filter[status]"],
    InconsistencyKind.FILTER_TYPE: ["filter[idTagUid]"],
    InconsistencyKind.RESPONSE_DIFFERS: ["type"],
    InconsistencyKind.BODY_NAMES: ["first_name", "last_name", "middle_name", "personal_id", "post_code", "vehicle_no"],
    InconsistencyKind.ID_TYPES: [
        *("contractId", "evseId", "evseNetworkId", "operatorId", "paymentMethodId", "sessionId", "tariffIds", "taxId"),
        *("terminalId", "vendorId"),
    ],
    InconsistencyKind.PATH_PARAMETER_TYPES: ["{flexibilityAsset}", "{notification}", "{session}", "{transaction}"],
    InconsistencyKind.PATH_PARAMETER_NAMES: ["resources/circuits/{}"],
    InconsistencyKind.WRAPPING_DIFFERS: [
        "resources/currencies/v2.0",
        "resources/terms-and-policies/v2.0",
        "resources/transactions/v1.0",
    ],
    InconsistencyKind.PAGING_WITHOUT_LIST: ["data"],
    InconsistencyKind.READ_ONLY_REQUIRED: ["id", "security.currentProfile", "bundle", "id", "id"],
    InconsistencyKind.REQUIRED_UNDECLARED: ["lastUpdatedAt"],
    InconsistencyKind.INCLUDE_ON_WRITE: ["include"] * 5,
    InconsistencyKind.INCLUDE_ONLY: [
        *("bookedEvses", "chargePointPriorities", "chargePoints", "chargingProfile", "chargingZones", "connectors"),
        *("consumption", "evses", "externalAppData", "images", "lastBootNotification", "locationImage", "models"),
        *("partnerInvites", "socPriorities", "unmanagedLoad", "userPriorities"),
    ],
    InconsistencyKind.INCLUDE_MISSING: [
        *("chargingProfile", "chargingZones", "connectors", "evses", "externalAppData", "images"),
        *("lastBootNotification", "locationImage", "partnerInvites", "user.externalAppData", "user.partnerInvites"),
    ],
    InconsistencyKind.INCLUDE_WITHOUT_FIELD: [
        *("availablePersonalSmartChargingModes", "personalSmartChargingPreferences"),
        *("smartCharging", "smartChargingPreferences"),
    ],
    InconsistencyKind.SAID_REQUIRED: ["communicationMode"],
    InconsistencyKind.IMPOSSIBLE_UNIT: ["evses[].maxPower", "powerOptions.maxPower"],
    InconsistencyKind.INVALID_EXAMPLE: [
        *("bundle.version", "idTagUid", "pricing.daysWhenApplied[].specialDates"),
        "tariff.pricing.daysWhenApplied[].specialDates",
    ],
    InconsistencyKind.CALLBACK_EXPRESSION: ["{$request.body#/callbackUrl}"],
    InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD: ["notifications"],
    InconsistencyKind.FORMAT_SPELLING: ["datatime", "datetime", "url"],
    InconsistencyKind.EMPTY_PATH: ["/public-api/resources/evses/v2.0/{evse}/status"],
    InconsistencyKind.OUTDATED_COMPONENT: ["ChargePoint", "Location"],
}


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    catalog = catalog_of(real_path())
    return find_patterns(catalog, Fields(catalog))


@pytest.fixture(scope="module")
def operations() -> list[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Each operation of the raw document by key, with its parameters and those of its path."""
    paths = json.loads(real_path().read_bytes())["paths"]
    return [
        (f"{method.upper()} {path}", item[method], [*item.get("parameters", []), *item[method].get("parameters", [])])
        for path, item in paths.items()
        for method in METHODS
        if method in item
    ]


def the(patterns: Patterns, kind: InconsistencyKind, subject: str = "") -> Inconsistency:
    (match,) = [
        inconsistency
        for inconsistency in patterns.inconsistencies
        if inconsistency.kind is kind and subject in ("", inconsistency.subject)
    ]
    return match


def test_the_inconsistencies_are_those_that_were_looked_at_one_by_one(patterns):
    subjects: dict[InconsistencyKind, list[str]] = {}
    for inconsistency in patterns.inconsistencies:
        subjects.setdefault(inconsistency.kind, []).append(inconsistency.subject)
    assert subjects == SUBJECTS


def test_values_that_differ_are_told_with_both_sides(patterns):
    network = the(patterns, InconsistencyKind.ENUM_SPELLING, "network, networkStatus")
    assert [side.values for side in network.sides] == [
        ("available", "long-term unavailable", "never connected", "temporarily unavailable"),
        ("available", "long-term_unavailable", "never_connected", "temporarily_unavailable"),
    ]
    assert [place.label for place in network.sides[1].places] == ["resources/charge-points/v2.0"]
    status = the(patterns, InconsistencyKind.FILTER_VALUES, "filter[status]")
    assert [(side.way, side.values) for side in status.sides] == [
        ("only the filter", ("reserved",)),
        ("only the field", ("reversed",)),
    ]
    webhooks = the(patterns, InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD)
    assert [(side.way, len(side.values)) for side in webhooks.sides] == [
        ("without a payload", 4),
        ("with a payload only", 1),
    ]
    callback = the(patterns, InconsistencyKind.CALLBACK_EXPRESSION)
    assert [side.values for side in callback.sides] == [("callbackUrl",), ("webhook.callbackUrl",)]


def test_without_descriptions_the_same_is_odd(patterns):
    catalog = catalog_of(real_path(), full=False)
    assert find_patterns(catalog, Fields(catalog)).inconsistencies == patterns.inconsistencies


def test_responses_by_wrapping(patterns):
    assert {use.wrapping: len(use.operations) for use in patterns.wrappings} == {
        "data object": 207,
        "no body": 107,
        "data[] list": 105,
        "bare": 31,
        "bare list": 1,
        "bare or data object": 1,
    }


def test_filters_are_those_of_the_raw_document(patterns, operations):
    filters = {
        key: parameter["schema"]["properties"]
        for key, _, parameters in operations
        for parameter in parameters
        if parameter["name"] == "filter"
    }
    assert set(patterns.filters.operations) == set(filters)
    assert [place.path for place in patterns.filters.nested] == ["filter[roaming][roamingOperatorCpoIds]"]
    assert {place.path for place in patterns.filters.dotted} == {"filter[externalAppData]"}
    lists = {
        f"filter[{name}]"
        for properties in filters.values()
        for name, schema in properties.items()
        if schema.get("type") == "array"
    }
    assert {place.path for place in patterns.filters.lists} == {*lists, "filter[roaming][roamingOperatorCpoIds]"}


def test_status_codes_are_those_of_the_raw_document(patterns, operations):
    counted = Counter(status for _, operation, _ in operations for status in operation["responses"])
    assert {use.status: len(use.operations) for use in patterns.statuses} == counted
    assert len(counted) == 15
    assert all(use.phrase for use in patterns.statuses)
    assert patterns.rate_limit_headers == ()


def test_formats_nulls_and_identifiers(patterns):
    assert {use.format for use in patterns.time_formats} == {"date-time", "date", "time", "datetime", "datatime"}
    assert {use.format for use in patterns.numbers_as_text} == {"integer", "boolean", "number"}
    assert [place.label for place in patterns.identifiers.strings] == [
        "resources/sessions/v1.0",
        "resources/users/v1.0",
    ]
    assert patterns.naming.snake < patterns.naming.camel / 10


def test_descriptions_change_nothing(patterns):
    catalog = catalog_of(real_path(), full=False)
    assert find_patterns(catalog, Fields(catalog)) == patterns
