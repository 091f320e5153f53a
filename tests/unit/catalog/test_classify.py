"""Where operations belong: one row for each rule of the table, its fallbacks, and the order in which people read."""

from __future__ import annotations

import random

import pytest

from ampeco_refgen.catalog.classify import PATH_RULES, place_of, reading_order, version_key
from ampeco_refgen.catalog.model import Place


@pytest.mark.parametrize(
    ("path", "family", "resource", "version", "subpath"),
    [
        ("/public-api/resources/sites/v2.0", "resources", "sites", "v2.0", ""),
        ("/public-api/resources/sites/v2.0/", "resources", "sites", "v2.0", ""),
        ("/public-api/resources/sites/v2.0/{site}/notes", "resources", "sites", "v2.0", "/{site}/notes"),
        ("/public-api/actions/site/v1.0/{site}/open", "actions", "site", "v1.0", "/{site}/open"),
        ("/public-api/logs/events/v1.0", "logs", "events", "v1.0", ""),
        ("/public-api/notifications/v2.0", "notifications", "notifications", "v2.0", ""),
        ("/public-api/notifications/v1.0/{notification}", "notifications", "notifications", "v1.0", "/{notification}"),
        ("/v1/users/{id}", "resources", "users", "v1", "/{id}"),
        ("/api/v1/users", "resources", "users", "v1", ""),
        ("/api/rest/v2.1/users/{id}", "resources", "users", "v2.1", "/{id}"),
        ("/users/v1/{id}", "resources", "users", "v1", "/{id}"),
        ("/api/users/{id}", "resources", "users", "", "/{id}"),
        ("/users/{id}/cars", "resources", "users", "", "/{id}/cars"),
        ("/users", "resources", "users", "", ""),
    ],
)
def test_the_path_tells_where_an_operation_belongs(path, family, resource, version, subpath):
    assert place_of(path, ()) == Place(family=family, resource=resource, version=version, subpath=subpath)


@pytest.mark.parametrize(("tags", "resource"), [(("Users", "Other"), "Users"), ((), "root")])
def test_the_first_tag_decides_where_the_path_says_nothing(tags, resource):
    assert place_of("/{tenant}/things/", tags) == Place(
        family="resources", resource=resource, subpath="/{tenant}/things"
    )
    assert place_of("/", tags) == Place(family="resources", resource=resource)


def test_no_rule_is_without_a_reason_or_out_of_reach():
    paths = (
        "/public-api/notifications/v1.0",
        "/public-api/resources/sites/v1.0",
        "/v1/users",
        "/users/v1",
        "/api/users",
        "/users",
    )
    first = [next(rule for rule in PATH_RULES if rule.pattern.match(path)) for path in paths]
    assert first == list(PATH_RULES)
    assert all(rule.why for rule in PATH_RULES)


def test_versions_sort_as_numbers():
    versions = ["v10.0", "v2.1", "", "v2.0", "v1", "v2"]
    assert sorted(versions, key=version_key) == ["", "v1", "v2", "v2.0", "v2.1", "v10.0"]


def test_reading_order_is_family_resource_version_path_method():
    expected = [
        ("GET", "/public-api/resources/sites/v2.0"),
        ("POST", "/public-api/resources/sites/v2.0"),
        ("PATCH", "/public-api/resources/sites/v2.0/{site}"),
        ("DELETE", "/public-api/resources/sites/v2.0/{site}"),
        ("GET", "/public-api/resources/sites/v10.0"),
        ("GET", "/public-api/resources/zones/v1.0"),
        ("POST", "/public-api/actions/site/v1.0/{site}/open"),
        ("GET", "/public-api/notifications/v1.0"),
        ("GET", "/public-api/audits/changes/v1.0"),
        ("GET", "/public-api/logs/events/v1.0"),
    ]
    mixed = random.Random(3).sample(expected, len(expected))
    assert sorted(mixed, key=lambda pair: reading_order(place_of(pair[1], ()), pair[1], pair[0])) == expected
