"""What the sample document's README promises of schemas, bodies, callbacks and texts: row of its table → check."""

from __future__ import annotations

import re
from collections.abc import Callable

from example_sample import SESSIONS, SETTING, START, STATIONS, TEXT, Sample, matches, nodes, references


def hidden_enum(s: Sample) -> bool:
    hidden, standard = s.props("Station")["status"], s.props("Outlet")["connectors"]["items"]["properties"]["standard"]
    return all(node["nullable"] and "enum" in s.follow(node["allOf"][0]) for node in (hidden, standard))


def narrowed_enum(s: Sample) -> bool:
    base, own = (s.follow(part)["properties"]["type"]["enum"] for part in s.schemas["RepairOrder"]["allOf"])
    return set(own) < set(base)


def required_read_only(s: Sample) -> bool:
    body = s.body("POST /resources/access-cards/v2.0")
    return "id" in body["required"] and body["properties"]["id"]["readOnly"]


def discriminator(s: Sample) -> bool:
    union = s.schemas["Pricing"]
    return set(union["discriminator"]["mapping"].values()) == set(references(union["oneOf"]))


def told_by_type(s: Sample) -> bool:
    union = s.props("Outlet")["chargingMode"]
    single = [len(s.follow(variant)["properties"]["type"]["enum"]) == 1 for variant in union["oneOf"]]
    return "discriminator" not in union and len(single) > 2 and all(single)


def by_sentence(s: Sample) -> bool:
    return all(s.props("Subscriber")[name]["description"].startswith("Only if") for name in ("callbackUrl", "queue"))


def mutual(s: Sample) -> bool:
    forth, back = references(s.schemas["Partner"]), references(s.schemas["PartnerContract"])
    return "#/components/schemas/PartnerContract" in forth and "#/components/schemas/Partner" in back


def maps(s: Sample) -> bool:
    errors = s.components["responses"]["ValidationFailed"]["content"]["application/json"]["schema"]["properties"][
        "errors"
    ]
    modules = s.response("GET /actions/users/v2.0/{user}/export-personal-data")["properties"]["modules"]
    inner = [node["additionalProperties"]["type"] for node in (s.schemas["Translations"], errors, modules)]
    return inner == ["string", "array", "object"]


def long_shared(s: Sample) -> bool:
    return len(s.schemas["CurrencyCode"]["enum"]) > 30 and TEXT.count("'#/components/schemas/CurrencyCode'") > 3


def long_once(s: Sample) -> bool:
    values = s.parameters(f"GET {SESSIONS}/v1.0/{{session}}/meter-values")["timezone"]["schema"]["enum"]
    return len(values) > 30 and sum(node.get("enum") == values for node in nodes(s.document)) == 1


def null_in_enum(s: Sample) -> bool:
    fields = [s.props("Session")["stopReason"], s.props("Site")["parkingFee"]]
    return all(None in node["enum"] and node["nullable"] for node in fields) and fields[1]["default"] is None


def deprecated_property(s: Sample) -> bool:
    named, unnamed = s.props("StationBase")["serialNumber"], s.props("User")["vehicle"]
    return (
        named["deprecated"]
        and "Use `" in named["description"]
        and unnamed["deprecated"]
        and "`" not in unnamed["description"]
    )


def limits(s: Sample) -> bool:
    amount = s.body("POST /actions/users/v1.0/{user}/add-credit")["properties"]["amount"]
    used = {key for node in nodes(s.document) for key in node}
    elsewhere = {"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minProperties"}
    return {"minimum", "exclusiveMinimum", "maximum", "multipleOf"} <= amount.keys() and elsewhere <= used


def formats(s: Sample) -> bool:
    used = {node["format"] for node in nodes(s.document) if isinstance(node.get("format"), str)}
    return {"decimal", "time", "uuid", "byte", "datetime", "date", "int64", "email", "password"} <= used


def free_form(s: Sample) -> bool:
    return s.body(SETTING)["properties"]["value"] == {} and s.props("Station")["metadata"].keys() <= {
        "type",
        "description",
    }


def examples_given(s: Sample) -> bool:
    given = s.op(START)["requestBody"]["content"]["application/json"]["examples"]
    return "value" in given["anonymous"] and given["limited"] == {"$ref": "#/components/examples/StartWithLimit"}


def shared_callbacks(s: Sample) -> bool:
    old, new = (s.op(f"POST /notifications/v{version}")["callbacks"] for version in ("1.0", "2.0"))
    return old == new and new.keys() == s.components["callbacks"].keys() and 6 <= len(new) <= 8


def deprecated_callback(s: Sample) -> bool:
    post = s.callback("StationChangedNotification")
    return post["deprecated"] and "use `station.changed` instead" in post["description"]


def without_payload(s: Sample) -> bool:
    return len(set(s.schemas["NotificationName"]["enum"]) - s.components["callbacks"].keys()) == 2


def signed(s: Sample) -> bool:
    names = {s.follow(node)["name"] for node in s.callback("user.changed")["parameters"]}
    return {"X-Voltline-Signature", "X-Voltline-Timestamp"} <= names


def webhook_spelling(s: Sample) -> bool:
    sent = s.callback("station.status.changed")["requestBody"]["content"]["application/json"]["schema"]["allOf"][1]
    return "out_of_order" in sent["properties"]["status"]["enum"] and "outOfOrder" in s.schemas["StationStatus"]["enum"]


def aliases(s: Sample) -> bool:
    roaming = s.props("Outlet")["roaming"]["properties"]
    fields = [("Subscription", "planId"), ("Station", "gridCircuitId"), ("Circuit", "parentId")]
    types = [s.props(schema)[name]["type"] for schema, name in fields]
    return {*types, roaming["operatorId"]["type"]} == {"integer"}


def foreign_ids(s: Sample) -> bool:
    lines = s.props("Invoice")["lines"]["items"]["properties"]
    vendor = s.props("Station")["hardware"]["properties"]["vendorId"]
    ids = [s.props("Session")["terminalId"], s.props("CompanyBilling")["taxId"], lines["sessionId"], vendor]
    return all(node["type"] == "string" for node in [*ids, s.props("Station")["externalId"]])


def markdown_inside(s: Sample) -> bool:
    texts = "\n".join(node["description"] for node in nodes(s.document) if isinstance(node.get("description"), str))
    wanted = (r"^# \w", r"^\|---", r"^```python$", r"<br>", r"<b>", r"\w \| \w", r"^\* ", r"\*\*\w")
    return all(re.search(pattern, texts, re.M) for pattern in wanted)


def listed_values(s: Sample) -> bool:
    described = [s.schemas[name] for name in ("ConnectorStandard", "ChangeAction")]
    return all(f"- `{value}`: " in node["description"] for node in described for value in node["enum"])


def letters(s: Sample) -> bool:
    circuits = next(tag for tag in s.document["tags"] if tag["name"] == "resource / circuits")
    mixed = re.search("[a-z][а-я][a-z]", circuits["description"])
    return bool(mixed) and "Λιμάνι" in s.schemas["Translations"]["description"] and "Große" in TEXT


def tags(s: Sample) -> bool:
    declared = {tag["name"] for tag in s.document["tags"]}
    used = {tag for _, op in s.operations.values() for tag in op["tags"]}
    return declared == used and "resource / income & payouts" in used


CHECKS: dict[str, Callable[[Sample], object]] = {
    "`allOf` entity with `required` in a part": lambda s: (
        ["required" in s.follow(part) for part in s.schemas["Station"]["allOf"]] == [True, True]
    ),
    "`allOf` around a scalar hides an enum, nullable": hidden_enum,
    "enum narrowed across `allOf`": narrowed_enum,
    "read-only id that `required` names in a request body": required_read_only,
    "write-only property": lambda s: (
        s.props("User")["password"]["writeOnly"] and s.props("Subscriber")["secret"]["writeOnly"]
    ),
    "`oneOf` with a discriminator": discriminator,
    "`oneOf` told apart by a `type` of one value": told_by_type,
    "`anyOf` of two": lambda s: len(s.body("PUT /resources/users/v1.0/{user}/billing-details")["anyOf"]) == 2,
    "variant chosen by a sentence only": by_sentence,
    "recursive schema": lambda s: s.props("Circuit")["children"]["items"] == {"$ref": "#/components/schemas/Circuit"},
    "mutually recursive schemas": mutual,
    "map of strings, map of arrays, map of objects": maps,
    "array of arrays": lambda s: s.props("Site")["boundary"]["items"]["items"]["type"] == "number",
    "long enum used in several places": long_shared,
    "long enum used once": long_once,
    "enum of numbers with a default": lambda s: matches(
        s.parameters(f"GET {SESSIONS}/v1.0")["interval"]["schema"], {"enum": [15, 30, 60], "default": 15}
    ),
    "nullable enum that contains null": null_in_enum,
    "`x-enumDescriptions`": lambda s: (
        s.schemas["AccessType"]["x-enumDescriptions"].keys() == set(s.schemas["AccessType"]["enum"])
    ),
    "deprecated property with and without a replacement": deprecated_property,
    "limits: lengths, ranges, patterns, multiples, items": limits,
    "formats: decimal, time, uuid, byte and a misspelt one": formats,
    "property names with dots, pipes, blanks": lambda s: (
        {"meter.interval", "price/kWh | shown"} <= s.props("Station").keys()
        and "ocpp.transactionId" in s.props("Session")
    ),
    "property named like a keyword": lambda s: (
        "enum" in s.props("Outlet")["connectors"]["items"]["properties"]["format"]
    ),
    "free-form object, empty schema": free_form,
    "closed object": lambda s: s.schemas["FullPowerMode"]["additionalProperties"] is False,
    "upload as multipart form": lambda s: matches(
        s.body(f"POST {STATIONS}/v2.0/{{station}}/photos", "multipart/form-data")["properties"]["photo"],
        {"type": "string", "format": "binary"},
    ),
    "binary download": lambda s: (
        s.response("GET /resources/invoices/v1.0/{invoice}/document", "200", "application/pdf")["format"] == "binary"
    ),
    "two media types on one body": lambda s: (
        s.op(SETTING)["requestBody"]["content"].keys() == {"application/json", "text/plain"}
    ),
    "examples, by reference and in place": examples_given,
    "callbacks shared by two versions": shared_callbacks,
    "deprecated callback that names its successor": deprecated_callback,
    "subscribable names without a payload": without_payload,
    "signature headers of callbacks": signed,
    "resource and webhook spell an enum differently": webhook_spelling,
    "polymorphic `targetId` with `targetType`": lambda s: (
        s.props("WorkOrderBase")["targetId"]["type"] == "integer" and "enum" in s.props("WorkOrderBase")["targetType"]
    ),
    "alias `planId`, `gridCircuitId`, `operatorId`, `parentId`": aliases,
    "identifiers of others, as strings": foreign_ids,
    "description with heading, table, code fence, HTML": markdown_inside,
    "description that lists the values of an enum": listed_values,
    "non-ASCII text, a Cyrillic letter among Latin ones": letters,
    "tag with a slash, tag with `&`": tags,
    "alternative security of an operation": lambda s: len(s.op("GET /resources/sites/v2.0")["security"]) == 2,
    "component that nobody uses": lambda s: (
        "ChargeStation" in s.schemas and "#/components/schemas/ChargeStation" not in references(s.document)
    ),
}
