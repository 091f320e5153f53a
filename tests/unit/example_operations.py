"""What the sample document's README promises of paths, parameters and responses: row of its table → check."""

from __future__ import annotations

from collections.abc import Callable

from example_sample import LISTING, OUTLETS, SESSIONS, START, STATIONS, Sample, matches


def families(s: Sample) -> bool:
    return {path.split("/")[2] for path in s.document["paths"]} == {"resources", "actions", "notifications", "logs"}


def live_and_outdated(s: Sample) -> bool:
    newer = f"GET {STATIONS}/v2.0/{{station}}/status"
    return (
        s.live(f"GET {STATIONS}/v1.0/{{station}}/status")
        and newer not in s.operations
        and s.live(f"GET {STATIONS}/v2.0")
    )


def twins(s: Sample) -> bool:
    pairs = [(f"{method} {STATIONS}/v{{}}/{{{{station}}}}") for method in ("GET", "PATCH", "DELETE")]
    return all(s.replaced(pair.format("1.0"), pair.format("2.0")) for pair in [*pairs, f"GET {STATIONS}/v{{}}"])


def same_tag_and_summary(s: Sample) -> bool:
    old, new = s.op("GET /resources/badge-tags/v1.0"), s.op("GET /resources/access-cards/v2.0")
    return old["deprecated"] and (old["tags"], old["summary"]) == (new["tags"], new["summary"])


def include_leaks(s: Sample) -> bool:
    keys = [f"{method} {STATIONS}/v2.0/{{station}}" for method in ("GET", "PATCH", "DELETE")]
    return all("include" in s.of_path(key) for key in keys)


def overrides(s: Sample) -> bool:
    key = "GET /resources/sites/v2.0/{site}"
    return s.parameters(key)["locale"]["schema"]["enum"] != s.of_path(key)["locale"]["schema"]["enum"]


def declared_twice(s: Sample) -> bool:
    key = "POST /actions/station/v1.0/{station}/stop/{session}"
    return s.parameters(key)["session"]["schema"] == s.of_path(key)["session"]["schema"]


def plain_filters(s: Sample) -> bool:
    filters = s.filters(LISTING)
    return (
        matches(filters["stationId"], {"type": "string", "format": "integer"})
        and "enum" in filters["status"]
        and filters["isRoaming"]["type"] == "boolean"
        and filters["connectorStandards"]["type"] == "array"
        and all(filters[f"lastUpdated{end}"]["format"] == "date-time" for end in ("After", "Before"))
    )


def odd_filters(s: Sample) -> bool:
    filters = s.filters(LISTING)
    return (
        "operatorId" in filters["roaming"]["properties"]
        and "site.externalId" in filters
        and filters["evseCode"]["deprecated"]
    )


def filter_spelling(s: Sample) -> bool:
    asked, answered = s.filters(f"GET {STATIONS}/v2.0")["status"]["enum"], s.schemas["StationStatus"]["enum"]
    return "out_of_order" in asked and "outOfOrder" in answered


def array_include(s: Sample) -> bool:
    include = s.parameters(f"GET {SESSIONS}/v1.0")["include"]["schema"]
    return include["type"] == "array" and len(include["items"]["enum"]) > 1


def either_paging(s: Sample) -> bool:
    switch, variants = s.parameters(f"GET {SESSIONS}/v1.0")["cursor"], s.schemas["EitherMeta"]["anyOf"]
    titled = all("title" in s.follow(variant) for variant in variants)
    return s.paging(f"GET {SESSIONS}/v1.0") == ({"page", "per_page", "cursor"}, "EitherMeta") and (
        titled and "empty" in switch["description"] and switch["allowEmptyValue"]
    )


def wrapped(s: Sample) -> bool:
    user, users = s.response("GET /resources/users/v1.0/{user}"), s.response("GET /resources/users/v1.0")
    return "$ref" in user["properties"]["data"] and users["properties"]["data"]["type"] == "array"


def bare(s: Sample) -> bool:
    status = s.response(f"GET {STATIONS}/v1.0/{{station}}/status")
    currencies = s.response("GET /resources/currencies/v2.0")
    return "data" not in status["properties"] and currencies["type"] == "array"


def accepted_and_empty(s: Sample) -> bool:
    gone = s.op("DELETE /resources/access-cards/v2.0/{accessCard}")["responses"]["204"]
    return "content" not in gone and "data" in s.response(START, "202")["properties"]


def common_errors(s: Sample) -> bool:
    used = {status for _, op in s.operations.values() for status, node in op["responses"].items() if "$ref" in node}
    return {"401", "403", "404", "422", "429", "default"} <= used


def own_conflict(s: Sample) -> bool:
    return s.response(START, "409")["required"] == ["message", "reason"]


def rate_headers(s: Sample) -> bool:
    headers = s.components["responses"]["TooManyRequests"]["headers"]
    return {"X-RateLimit-Limit", "Retry-After"} <= headers.keys() and all("$ref" in node for node in headers.values())


CHECKS: dict[str, Callable[[Sample], object]] = {
    "four families: resources, actions, notifications, logs": families,
    "live operation under an outdated version": live_and_outdated,
    "deprecated twins of another version": twins,
    "deprecated, a text names the version to use": lambda s: (
        "Use v2.1 endpoint instead" in s.op(f"GET {OUTLETS}/v2.0")["description"] and s.live(LISTING)
    ),
    "deprecated, a text names another resource": lambda s: (
        "See Payouts" in s.op("GET /resources/partner-earnings/v1.0")["description"]
        and s.replaced("GET /resources/partner-earnings/v1.0", "GET /resources/payouts/v1.1")
    ),
    "deprecated PUT, live PATCH in the next version": lambda s: s.replaced(
        f"PUT {OUTLETS}/v2.0/{{outlet}}", f"PATCH {OUTLETS}/v2.1/{{outlet}}"
    ),
    "deprecated PUT, live PATCH on the same path": lambda s: s.replaced(
        "PUT /resources/price-plans/v1.0/{pricePlan}", "PATCH /resources/price-plans/v1.0/{pricePlan}"
    ),
    "renamed resource, same tag and summary": same_tag_and_summary,
    "renamed resource, shared word in the slug": lambda s: s.replaced(
        "GET /resources/power-circuits/v1.0", "GET /resources/circuits/v1.0"
    ),
    "deprecated without any successor": lambda s: (
        not s.live("DELETE /resources/currencies/v2.0/{currency}")
        and not any(key.startswith("DELETE /resources/currencies") and s.live(key) for key in s.operations)
    ),
    "action target with two versions": lambda s: (
        s.live("POST /actions/station/v2.0/{station}/update-firmware") and s.live(START)
    ),
    "an action that is a GET": lambda s: s.live("GET /actions/users/v2.0/{user}/export-personal-data"),
    "a path with nothing but parameters": lambda s: (
        s.document["paths"]["/public-api/resources/outlets/v2.0/{outlet}/status"].keys() == {"parameters"}
    ),
    "`include` of the path leaks into PATCH and DELETE": include_leaks,
    "operation overrides a parameter of its path": overrides,
    "the same parameter declared twice": declared_twice,
    "filter: integer as a string, enum, boolean, array, dates": plain_filters,
    "filter: nested, dotted, deprecated": odd_filters,
    "filter value that the response spells differently": filter_spelling,
    "`include` as an array of enum values": array_include,
    "deprecated query parameter with a replacement": lambda s: matches(
        s.parameters(f"GET {SESSIONS}/v1.0")["withMeterValues"],
        {"deprecated": True, "description": "Use `include` instead"},
    ),
    "parameter with `content` instead of `schema`": lambda s: (
        "schema" not in s.parameters("GET /logs/security-events/v1.0")["search"]
    ),
    "pagination by cursor": lambda s: s.paging(LISTING) == ({"per_page", "cursor"}, "CursorMeta"),
    "pagination by page": lambda s: s.paging("GET /resources/invoices/v1.0") == ({"page", "per_page"}, "PageMeta"),
    "pagination by either, switched by an empty `cursor`": either_paging,
    "page meta without a `page` parameter": lambda s: (
        s.paging("GET /resources/partner-earnings/v1.0") == ({"per_page"}, "PageMeta")
    ),
    "list without pagination": lambda s: s.paging("GET /resources/subscription-plans/v1.0") == (set(), ""),
    "response wrapped in `data`, as object and as list": wrapped,
    "bare object and bare list as a response": bare,
    "204 without and 202 with a body": accepted_and_empty,
    "common errors as components, `default` among them": common_errors,
    "409 with a schema of its own": own_conflict,
    "headers of a response, rate limits": rate_headers,
    "link of a response, extension of an operation": lambda s: (
        "links" in s.op(f"POST {STATIONS}/v2.0")["responses"]["201"] and "x-audit" in s.op(f"POST {STATIONS}/v2.0")
    ),
}
