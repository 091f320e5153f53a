"""Every kind of target on the sample's bundle: the text is the page's own, small, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ampeco_refgen.errors import UsageError
from ampeco_refgen.lookup.kinds import KINDS, bare_names, completions
from ampeco_refgen.lookup.model import Answer
from ampeco_refgen.lookup.shelf import Shelf, skill_folder
from ampeco_refgen.lookup.show import show


def lines(answer: Answer) -> list[str]:
    return answer.text.splitlines()


@pytest.mark.parametrize(
    "target",
    [
        "POST stations",
        "POST /public-api/resources/stations/v2.0",
        "stationCreate",
        "resources/stations.md#post-public-apiresourcesstationsv20",
    ],
)
def test_an_operation_is_printed_as_it_stands(shelf, folder, target):
    answer = show(shelf, target)
    page = (folder / "reference/resources/stations.md").read_text("utf-8")
    section = page.partition("### POST /public-api/resources/stations/v2.0\n")
    assert answer.text == section[1] + section[2].partition("\n### ")[0].rstrip("\n")
    assert answer.pages == ("reference/resources/stations.md",)
    assert answer.heading == "POST /public-api/resources/stations/v2.0"


def test_every_operation_is_found_by_its_heading_and_its_operation_id(shelf):
    assert len(shelf.calls) == 73
    for call in shelf.calls:
        answer = show(shelf, call.key)
        assert (answer.kind, lines(answer)[0]) == ("operation", f"### {call.key}")
        assert not any(line.startswith("### ") for line in lines(answer)[1:])
        assert show(shelf, call.operation_id).text == answer.text


def test_every_link_of_every_answer_leads_to_a_section(shelf):
    dead = [
        (call.key, link)
        for call in shelf.calls
        for link in show(shelf, call.key, follow=True).links
        if shelf.section(link.page, link.anchor) is None
    ]
    assert dead == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_name_that_a_kind_lists_is_found(shelf, kind):
    for name in kind.names(shelf):
        answer = show(shelf, f"{kind.name}:{name}")
        assert answer.text
        assert answer.kind == kind.name


def test_every_bare_name_is_found(shelf):
    assert len([show(shelf, name) for name in bare_names(shelf)]) > 100


def test_a_resource_is_its_calls_and_the_actions_on_it(shelf):
    answer = show(shelf, "users")
    assert answer.kind == "resource"
    bases = [line.split("`")[1].rsplit("/", 1)[0] for line in lines(answer) if line.startswith("[")]
    assert list(dict.fromkeys(bases)) == ["/public-api/resources/users", "/public-api/actions/users"]
    assert "- `POST /{user}/add-credit`" in lines(answer)
    assert show(shelf, "user").text == answer.text
    assert "/actions/" not in show(shelf, "resources/users").text


def test_filters_are_those_of_the_list_in_its_newest_version(shelf):
    answer = show(shelf, "filter:outlets")
    assert answer.heading == "GET /public-api/resources/outlets/v2.1"
    assert lines(answer)[:2] == ["**Filters**", ""]
    assert all(line.startswith(("- `filter", "  ")) for line in lines(answer)[2:])


def test_a_member_is_its_line_and_what_is_in_it(shelf):
    assert lines(show(shelf, "filter:sessions.status")) == [
        "- `filter[status]` string — one of `active`, `finished`, `failed`"
    ]
    assert [line.split("`")[1] for line in lines(show(shelf, "fields:station.connection"))] == [
        "connection",
        "connection.lastSeenAt",
        "connection.protocol",
        "connection.state",
    ]
    (line,) = lines(show(shelf, "body:POST stations.siteId"))
    assert line.startswith("- `siteId` integer, required")


def test_a_body_is_what_is_sent_with_its_fields(shelf):
    answer = show(shelf, "body:POST access-cards")
    assert lines(answer)[0].startswith("**Body** `application/json`, required")
    assert any(line.startswith("- `uid` string") for line in lines(answer))
    assert "**Responses**" not in answer.text


def test_a_response_brings_the_shape_it_names(shelf):
    answer = show(shelf, "response:access-cards")
    assert lines(answer)[0] == "**Responses**"
    assert "## Access Card v2.0" in lines(answer)
    assert "## Fields" in lines(show(shelf, "response:GET sessions"))


def test_a_part_that_only_another_call_of_the_resource_has_is_found(shelf):
    assert show(shelf, "parameters:circuits").heading == "GET /public-api/resources/circuits/v1.0/{circuit}"


@pytest.mark.parametrize("name", ["station", "Station v2.0", "stations", "station-v2.0"])
def test_an_entity_is_its_fields_in_the_newest_version(shelf, name):
    answer = show(shelf, f"fields:{name}")
    assert (answer.pages[0], answer.heading) == ("reference/schemas/station-v2.0.md", "Station v2.0")
    assert lines(answer)[0] == "## Fields"


def test_an_entity_has_also_the_fields_of_its_base_that_it_does_not_state_itself(shelf):
    found = lines(show(shelf, "fields:user"))
    assert found[4].startswith("- all fields of [POST v1.0 body](#post-public-apiresourcesusersv10) but `password`;")
    names = [line.split("`")[1] for line in found if re.match(r"- `[^`]+` ", line)]
    assert {"id", "email", "name"} <= set(names)
    assert "password" not in names
    assert len(set(names)) == len(names)


def test_an_older_version_is_found_when_it_is_named(shelf):
    assert show(shelf, "fields:station v1.0").heading == "Station v1.0"


def test_an_entity_whose_fields_stand_with_an_operation_is_that_part_of_it(shelf):
    answer = show(shelf, "fields:invoice")
    assert lines(answer)[0] == "**Responses**"
    assert any("`issuedOn`" in line for line in lines(answer))


def test_a_component_of_the_document_is_found_by_its_name(shelf):
    assert show(shelf, "fields:StationBase").pages == ("reference/resources/stations-deprecated.md",)


def test_a_webhook_is_its_page(shelf):
    for target in ("webhook:station.changed", "station.changed"):
        answer = show(shelf, target)
        assert (answer.kind, lines(answer)[0]) == ("webhook", "# `station.changed`")


def test_an_enum_is_found_by_name_and_by_the_field_that_takes_it(shelf):
    long = show(shelf, "enum:currency")
    assert lines(long)[0] == "## currency (45 values)"
    assert show(shelf, "enum:currency-45-values").text == long.text
    assert lines(show(shelf, "enum:sessions.status"))[0].startswith("- `filter[status]` string — one of `active`")
    owned = show(shelf, "enum:users.currency")
    assert lines(owned).count("## currency (45 values)") == 1


def test_an_enum_that_only_fields_have_is_found_by_their_name(shelf):
    answer = show(shelf, "enum:access")
    assert "`public`, `restricted`, `private`" in answer.text
    assert len(answer.pages) == 1


def test_a_deprecated_call_is_its_successor_and_what_changes(shelf):
    answer = show(shelf, "deprecated:PUT outlets/v2.0/{outlet}")
    rule, first, title, *blocks = [line for line in lines(answer) if line and not line.startswith("  ")]
    assert rule.startswith("Rule: newest live version, high confidence")
    assert first.startswith("- `PUT /public-api/resources/outlets/v2.0/{outlet}` → `PATCH /")
    assert title == "What changes:"
    assert blocks
    assert all(re.search(r"\bevery \w+|`(?:[A-Z]+, )*PUT(?:, [A-Z]+)* v2\.0/{outlet}`", line) for line in blocks)


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        ("StationChangedNotification", "- `StationChangedNotification` → [station.changed]"),
        ("sessions.energyWh", "- `energyWh` → `energy`"),
        ("filter[evseCode]", "- `filter[evseCode]` → `filter[label]`"),
        ("outlets", "## resources: outlets"),
    ],
)
def test_other_deprecated_things_are_found_too(shelf, name, lead):
    shown = [line for line in lines(show(shelf, f"deprecated:{name}")) if line.startswith(("- ", "## "))]
    assert shown[0].startswith(lead)


def test_relations_patterns_and_their_short_names(shelf):
    assert lines(show(shelf, "relations:sessions"))[0] == "## Session"
    assert lines(show(shelf, "errors"))[0] == "## Errors"
    assert show(shelf, "pattern:authentication").heading == "Base URL and authentication"


def test_following_adds_shapes_and_enums_once_and_no_further(shelf):
    plain, followed = (show(shelf, "GET circuits", follow=follow) for follow in (False, True))
    assert followed.text.startswith(plain.text)
    assert followed.text.count("## Fields") == 1
    assert followed.pages == ("reference/resources/circuits.md", "reference/schemas/circuit.md")
    users = show(shelf, "GET users", follow=True)
    assert lines(users).count("## currency (45 values)") == 1


def test_an_ambiguous_target_lists_what_it_may_mean(shelf):
    answer = show(shelf, "stations/v2.0")
    assert (answer.kind, answer.pages) == ("candidates", ())
    assert [line.split("`")[1] for line in lines(answer)] == [
        "GET /public-api/resources/stations/v2.0",
        "POST /public-api/resources/stations/v2.0",
    ]


def test_a_kind_without_a_name_lists_the_names(shelf):
    for target in ("webhook:", "webhooks", "webhook"):
        answer = show(shelf, target)
        assert answer.kind == "names"
        assert "- webhook:station.changed" in lines(answer)


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("sesions", "sessions"),
        ("GET sesions", "'GET sessions'"),
        ("GET stations/v9.0", "'GET stations'"),
        ("filter:sesions", "filter:sessions"),
        ("filter:sessions.sttus", "filter:sessions.status"),
        ("fields:sttion", "fields:station-v2.0"),
        ("fields:station.conection", "fields:station.connection"),
        ("webhook:station.chnged", "webhook:station.changed"),
        ("deprecated:GET stations/v2.0", "GET /public-api/resources/stations/v2.0"),
        ("filter:notifications", "'GET /public-api/notifications/v2.0'"),
        ("qqqq", "ampeco-refgen search qqqq"),
        ("", ""),
    ],
)
def test_an_unknown_target_is_an_error_that_names_the_nearest(shelf, target, hint):
    with pytest.raises(UsageError) as caught:
        show(shelf, target)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("filter:se", "filter:sessions"),
        ("webhook:st", "webhook:station.changed"),
        ("POST acc", "POST access-cards"),
        ("body:POST st", "body:POST stations"),
        ("ses", "sessions"),
        ("fil", "filter:"),
        ("PO", "POST"),
        ("", "resource:"),
    ],
)
def test_what_is_typed_is_completed(shelf, typed, completed):
    found = completions(shelf, typed)
    assert completed in found
    assert all(one.lower().startswith(typed.lower()) for one in found)


def test_the_folder_is_the_named_one_or_the_current_one(folder, tmp_path, monkeypatch):
    assert skill_folder(folder) == folder
    monkeypatch.chdir(folder)
    assert skill_folder(None).resolve() == folder.resolve()
    with pytest.raises(UsageError, match="no bundle") as caught:
        skill_folder(tmp_path)
    assert "--out" in caught.value.hint


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"generator": "other"}', "{", b"\xff"])
def test_a_catalog_that_cannot_be_read_is_a_clear_error(tmp_path: Path, text):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/catalog.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match="cannot be read"):
        show(Shelf(tmp_path), "GET things")


def test_an_empty_bundle_has_nothing_but_says_so(tmp_path: Path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/catalog.json").write_text('{"format": 1, "generator": "ampeco-refgen"}')
    with pytest.raises(UsageError, match="nothing named"):
        show(Shelf(tmp_path), "GET things")


def test_pages_with_other_line_ends_read_the_same(folder, shelf, tmp_path):
    for path in (folder / "reference").rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert show(Shelf(tmp_path), "GET sessions").text == show(shelf, "GET sessions").text
