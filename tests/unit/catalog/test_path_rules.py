"""Where operations belong: one row for each rule of the table, its fallbacks, and the order in which people read."""

from __future__ import annotations

import random

import pytest

from ampeco_refgen.catalog.model import Place
from ampeco_refgen.catalog.path_rules import OTHER_PATHS, PATH_RULES, Places, place_of, reading_order, version_key


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
        ("/api", "resources", "api", "", ""),
        ("/{tenant}/users/{id}", "resources", "users", "", "/{id}"),
        ("/users/", "resources", "users", "", ""),
        ("/users('{id}')/photo", "resources", "users", "", "('{id}')/photo"),
        ("/users.{format}", "resources", "users", "", ".{format}"),
        ("/users?active={active}", "resources", "users", "", "?active={active}"),
        ("/users#byName", "resources", "users", "", "#byName"),
        ("/2013-04-01/zones/{id}", "resources", "zones", "2013-04-01", "/{id}"),
        ("/1.0/artist/{id}", "resources", "artist", "1.0", "/{id}"),
        ("/v1/{parent}/rows:batchGet", "resources", "rows", "v1", ":batchGet"),
        ("/v1beta1/{parent}/rows", "resources", "rows", "", ""),
        ("/subscriptions/{id}/providers/Maker.Sql/servers/{server}", "resources", "servers", "", "/{server}"),
        ("/a b/{c}{d}/\N{GRINNING FACE}", "resources", "a b", "", "/{c}{d}/\N{GRINNING FACE}"),
    ],
)
def test_the_path_tells_where_an_operation_belongs(path, family, resource, version, subpath):
    assert place_of(path, ()) == Place(family=family, resource=resource, version=version, subpath=subpath)


@pytest.mark.parametrize(("tags", "resource"), [(("Users", "Other"), "Users"), ((), "root"), (("", " "), "root")])
@pytest.mark.parametrize("path", ["/", "/{name}:cancel", "/v1/{name}", "/#Action=Stop", "//", "/{id}/\n"])
def test_the_first_tag_decides_where_the_path_says_nothing(path, tags, resource):
    assert place_of(path, tags) == Place(family="resources", resource=resource, subpath=path.rstrip("/"))


def resources(*paths: str, tags: tuple[str, ...] = ()) -> list[str]:
    places = Places([(path, tags) for path in paths])
    return [places.of(path, tags).resource for path in paths]


def test_a_prefix_that_all_paths_share_is_passed_over():
    assert resources("/admin/users", "/admin/users/{id}", "/admin/cars") == ["users", "users", "cars"]
    assert resources("/admin/users", "/admin/users", "/cars") == ["admin", "admin", "cars"]


def test_a_resource_is_no_prefix():
    assert resources("/users/list", "/users/get", "/users/drop") == ["users"] * 3
    assert resources("/users/{id}/cars", "/users/{id}/cars/{car}") == ["users"] * 2
    assert resources("/users", "/users/cars", "/users/cars/{id}") == ["users"] * 3


def test_the_vendors_own_paths_keep_their_rules_among_others():
    assert resources("/public-api/resources/sites/v1.0", "/admin/sites/{id}", "/admin/sites") == ["sites"] * 3


def test_calls_that_name_no_resource_are_brought_together_by_their_tags():
    calls = [f"/call{number}" for number in range(20)]
    assert resources(*calls) == ["root"] * 20
    assert resources(*calls, tags=("Calls",)) == ["Calls"] * 20
    assert resources(*calls[:5], tags=("Calls",)) == ["call0", "call1", "call2", "call3", "call4"]


def test_no_rule_is_without_a_reason_or_out_of_reach():
    paths = (
        "/public-api/notifications/v1.0",
        "/public-api/resources/sites/v1.0",
        "/providers/Maker.Sql/servers",
        "/v1/users",
        "/users/v1",
        "/users",
    )
    rules = [*PATH_RULES, OTHER_PATHS]
    first = [next(rule for rule in rules if rule.pattern.match(path)) for path in paths]
    assert first == rules
    assert all(rule.why for rule in rules)


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
