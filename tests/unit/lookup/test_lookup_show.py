"""Every kind of target on the sample's bundle: the text is the page's own, small, and its links lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from ampeco_refgen.lookup.bundle import BundleFiles, CannotAnswerError, skill_folder
from ampeco_refgen.lookup.find_by_heading import operation_id
from ampeco_refgen.lookup.show import KINDS, Answer, bare_names, completions, show

CREATE = "POST /public-api/resources/stations/v2.0"
CREATE_PAGE = "calls/public-api/resources/stations/v2.0/POST.md"


def lines(answer: Answer) -> list[str]:
    return answer.text.splitlines()


@pytest.mark.parametrize(
    "target",
    ["POST stations", CREATE, "stationCreate", CREATE_PAGE, f"reference/{CREATE_PAGE}", f"../../{CREATE_PAGE}"],
)
def test_a_call_is_its_page_as_it_stands(bundle, folder, target):
    answer = show(bundle, target)
    page = (folder / "reference" / CREATE_PAGE).read_text("utf-8")
    assert page == f"{page.partition('#')[0]}{answer.text}\n"
    assert answer.pages == (f"reference/{CREATE_PAGE}",)
    assert (answer.heading, answer.note) == (CREATE, "")


def test_every_call_is_found_by_its_heading_and_its_operation_id(bundle):
    assert len(bundle.calls) == 73
    for call in bundle.calls:
        answer = show(bundle, call.key)
        assert (answer.kind, lines(answer)[0]) == ("operation", f"# {call.key}")
        assert show(bundle, operation_id(bundle, call)).text == answer.text


def test_every_link_of_every_answer_leads_to_a_section(bundle):
    dead = [
        (call.key, link)
        for call in bundle.calls
        for link in show(bundle, call.key, follow=True).links
        if bundle.section(link.page, link.anchor) is None
    ]
    assert dead == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_name_that_a_kind_lists_is_found(bundle, kind):
    for name in kind.names(bundle):
        answer = show(bundle, f"{kind.name}:{name}")
        assert answer.text
        assert answer.kind in (kind.name, "candidates")


def test_every_bare_name_is_found(bundle):
    assert len([show(bundle, name) for name in bare_names(bundle)]) > 100


def test_a_resource_is_its_calls_and_the_actions_on_it(bundle):
    answer = show(bundle, "users")
    assert answer.kind == "resource"
    assert [line for line in lines(answer) if line.startswith("# ")] == ["# Users", "# Users: actions"]
    assert any("/{user}/add-credit](" in line for line in lines(answer))
    assert show(bundle, "user").text == answer.text
    assert "/actions/" not in show(bundle, "resources/users").text


def test_filters_are_those_of_the_list_in_its_newest_version_labelled_by_the_call(bundle):
    answer = show(bundle, "filter:outlets")
    assert answer.heading == "GET /public-api/resources/outlets/v2.1"
    assert lines(answer)[:4] == [f"# {answer.heading}", "", "**Filters**", ""]
    assert all(line.startswith(("- `filter", "  ")) for line in lines(answer)[4:])


def test_a_member_is_its_line_and_what_is_in_it(bundle):
    assert lines(show(bundle, "filter:sessions.status")) == [
        "# GET /public-api/resources/sessions/v1.0",
        "",
        "- `filter[status]` string — one of `active`, `finished`, `failed`",
    ]
    assert [line.split("`")[1] for line in lines(show(bundle, "fields:station.connection"))[2:]] == [
        "connection",
        "connection.lastSeenAt",
        "connection.protocol",
        "connection.state",
    ]
    *_, line = lines(show(bundle, "body:POST stations.siteId"))
    assert line.startswith("- `siteId` integer, required")


def test_a_body_is_what_is_sent_with_its_fields(bundle):
    answer = show(bundle, "body:POST access-cards")
    assert lines(answer)[2].startswith("**Body** `application/json`, required")
    assert any(line.startswith("- `uid` string") for line in lines(answer))
    assert "**Responses**" not in answer.text


def test_several_bodies_are_labelled_by_their_calls(bundle):
    answer = show(bundle, "body:GET stations")
    assert "`GET /public-api/resources/stations/v2.0` has no body" in answer.note
    labels = [line for line in lines(answer) if line.startswith("# ")]
    assert labels == [f"# {CREATE}", "# PATCH /public-api/resources/stations/v2.0/{station}"]


def test_a_part_that_only_another_call_of_the_resource_has_is_found_and_said(bundle):
    answer = show(bundle, "parameters:circuits")
    assert answer.note == "`GET /public-api/resources/circuits/v1.0` has no parameters; there are some of:"
    assert answer.heading == "GET /public-api/resources/circuits/v1.0/{circuit}"


def test_a_part_that_no_call_of_the_resource_has_is_told_not_refused(bundle):
    answer = show(bundle, "filter:notifications")
    assert answer.text == "`GET /public-api/notifications/v2.0` has no filters."


@pytest.mark.parametrize("name", ["station", "Station v2.0", "stations", "station-v2.0"])
def test_an_entity_is_its_fields_in_the_newest_version(bundle, name):
    answer = show(bundle, f"fields:{name}")
    assert answer.heading == "GET /public-api/resources/stations/v2.0/{station}"
    assert lines(answer)[2].startswith("- `200` ")
    assert "`404`" not in answer.text


def test_an_older_version_is_found_when_it_is_named(bundle):
    assert "/v1.0/" in show(bundle, "fields:station v1.0").heading


def test_a_component_of_the_document_is_found_by_its_name(bundle):
    assert lines(show(bundle, "fields:StationBase"))[0].startswith(
        "- `StationBase`: 3 calls, the first is [GET stations/v1.0]"
    )
    assert show(bundle, "fields:PartnerContract").pages == ("reference/schemas/partnercontract.md",)


def test_a_field_tells_where_it_stands_live_calls_first(bundle):
    answer = show(bundle, "evseCode")
    assert answer.kind == "field"
    assert "`evseCode` is no call and no page, but the name of a field." in answer.note
    assert lines(answer)[0].startswith("- `GET /public-api/resources/outlets/v2.1`: filters `filter[evseCode]`")
    assert "**deprecated**: responses `evseCode`" in lines(answer)[-1] or "body `evseCode`" in lines(answer)[-1]
    assert show(bundle, "connection.protocol").kind == "field"
    assert lines(show(bundle, "attempt"))[-1].startswith(
        "- Webhook `user.changed`: fields `attempt` (reference/webhooks/"
    )


def test_an_include_is_found_by_its_name(by_hand):
    assert lines(show(by_hand, "lines"))[0] == (
        "- `GET /api/orders/v2/{order}`: includes `include[]=lines` (reference/calls/api/orders/v2/_/GET.md)"
    )
    assert lines(show(by_hand, "include:orders.lines"))[-1] == "- `include[]=lines`"


def test_a_field_of_many_calls_is_not_listed_without_end(bundle):
    *kept, more = lines(show(bundle, "id"))
    assert len(kept) == 40
    assert f"grep -rlw -e id {bundle.shell_path}" in more


def test_a_wrong_version_gets_the_live_one_and_is_said(bundle):
    answer = show(bundle, "GET stations/v9.0")
    assert answer.note == "There is no `GET stations/v9.0`: it is live under `v2.0`."
    assert answer.text == show(bundle, "GET stations").text
    assert show(bundle, "filter:stations/v9.0").note == "There is no `stations/v9.0`: it is live under `v2.0`."


def test_a_call_that_is_not_there_gets_those_on_its_path(bundle):
    answer = show(bundle, "PUT stations")
    assert answer.note == (
        "There is no `PUT stations`: `/public-api/resources/stations/v2.0` has GET, POST; "
        "`/public-api/resources/stations/v2.0/{station}` has GET, PATCH, DELETE."
    )
    methods = [line.split("`")[1].partition(" ")[0] for line in lines(answer)]
    assert methods == ["GET", "POST", "GET", "PATCH", "DELETE"]


def test_a_webhook_is_its_page(bundle):
    for target in ("webhook:station.changed", "station.changed"):
        answer = show(bundle, target)
        assert (answer.kind, lines(answer)[0]) == ("webhook", "# Webhook `station.changed`")


def test_a_long_enum_is_found_by_name_and_by_the_field_that_takes_it(by_hand):
    long = show(by_hand, "enum:country")
    assert lines(long) == ["## country (3 values)", "", "`AT`, `BG`, `CH`"]
    assert show(by_hand, "enum:country-3-values").text == long.text
    owned = show(by_hand, "enum:orders.country")
    assert lines(owned)[0] == "# POST /api/orders/v2"
    assert lines(owned).count("## country (3 values)") == 1


def test_an_enum_that_only_fields_have_is_found_by_their_name(bundle):
    assert lines(show(bundle, "enum:sessions.status"))[2].startswith("- `filter[status]` string — one of `active`")
    answer = show(bundle, "enum:access")
    assert "`public`, `restricted`, `private`" in answer.text
    assert len(answer.pages) == 1


def test_a_deprecated_call_is_its_successor_and_what_changes(bundle):
    answer = show(bundle, "deprecated:PUT outlets/v2.0/{outlet}")
    assert lines(answer)[0] == "# PUT /public-api/resources/outlets/v2.0/{outlet}"
    assert lines(answer)[2].startswith("**Deprecated**: use [PATCH /public-api/resources/outlets/v2.1/{outlet}]")
    assert "operationId" not in answer.text
    assert any(line.startswith("- [PUT /public-api/resources/outlets/v2.0/{outlet}](") for line in lines(answer))
    assert not any(line.startswith("- [GET ") for line in lines(answer))


def test_a_live_call_is_said_to_be_live(bundle):
    assert show(bundle, "deprecated:GET stations/v2.0").text == (
        "`GET /public-api/resources/stations/v2.0` is not deprecated."
    )


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        (
            "StationChangedNotification",
            "- [StationChangedNotification](webhooks/StationChangedNotification.md) → [station.changed]",
        ),
        ("sessions.energyWh", "- `energyWh` → `energy`"),
        ("filter[evseCode]", "- `filter[evseCode]` → `filter[label]`"),
        ("outlets", "## resources: outlets"),
    ],
)
def test_other_deprecated_things_are_found_too(bundle, name, lead):
    shown = [line for line in lines(show(bundle, f"deprecated:{name}")) if line.startswith(("- ", "## "))]
    assert shown[0].startswith(lead)


def test_clients_are_asked_for_by_language(bundle):
    answer = show(bundle, "client:python")
    assert (answer.kind, answer.heading, answer.pages) == ("client", "Python", ("reference/clients.md",))
    assert "class Client:" in answer.text
    assert "export class Client" not in answer.text
    assert lines(show(bundle, "clients")) == ["- client:python", "- client:typescript", "- client:curl"]


def test_relations_patterns_and_their_short_names(bundle):
    assert lines(show(bundle, "relations:sessions"))[0] == "## Session"
    assert lines(show(bundle, "errors"))[0] == "## Errors"
    assert show(bundle, "pattern:authentication").heading == "Base URL and authentication"


def test_following_a_write_adds_the_call_that_returns_the_same_schemas_and_long_enums_once(by_hand):
    plain, followed = (show(by_hand, "POST orders", follow=follow) for follow in (False, True))
    assert followed.text.startswith(plain.text)
    headings = [line for line in lines(followed) if line.startswith("#")]
    assert headings == ["# POST /api/orders/v2", "# GET /api/orders/v2/{order}", "# Wrapping", "## country (3 values)"]
    assert "`include[]=lines`" in followed.text
    assert len(followed.pages) == 4


def test_a_response_brings_that_of_the_call_it_names(by_hand):
    answer = show(by_hand, "response:POST orders")
    assert [line for line in lines(answer) if line.startswith("# ")] == [
        "# POST /api/orders/v2",
        "# GET /api/orders/v2/{order}",
    ]
    assert "`delivery.town`" in answer.text
    assert "include" not in answer.text
    assert lines(show(by_hand, "response:POST orders.delivery.town"))[-1] == "- `delivery.town` string"


def test_a_list_that_is_wrapped_in_the_index_is_read(by_hand):
    (make,) = [call for call in by_hand.calls if call.method == "POST"]
    assert make.summary == "Create a very long order of many words" or make.summary.endswith("many words")
    assert make.notes == ("include `lines`",)
    assert [call.deprecated for call in by_hand.calls] == [True, False, False, False]


def test_an_ambiguous_target_lists_what_it_may_mean(bundle):
    answer = show(bundle, "stations/v2.0")
    assert (answer.kind, answer.pages) == ("candidates", ())
    assert [line.split("`")[1] for line in lines(answer)] == [
        "GET /public-api/resources/stations/v2.0",
        "POST /public-api/resources/stations/v2.0",
    ]


def test_a_kind_without_a_name_lists_the_names(bundle):
    for target in ("webhook:", "webhooks", "webhook"):
        answer = show(bundle, target)
        assert answer.kind == "names"
        assert "- webhook:station.changed" in lines(answer)


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("sesions", "sessions"),
        ("GET sesions", "'GET sessions'"),
        ("filter:sesions", "filter:sessions"),
        ("filter:sessions.sttus", "filter:sessions.status"),
        ("fields:sttion", "fields:station"),
        ("fields:station.conection", "fields:station.connection"),
        ("webhook:station.chnged", "webhook:station.changed"),
        ("deprecated:qqqq", "search qqqq"),
        ("qqqq", "try: ampeco-refgen search qqqq"),
        ("", ""),
    ],
)
def test_an_unknown_target_is_an_error_that_names_the_nearest(bundle, target, hint):
    with pytest.raises(CannotAnswerError) as caught:
        show(bundle, target)
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
def test_what_is_typed_is_completed(bundle, typed, completed):
    offered = completions(bundle, typed)
    assert completed in offered
    assert all(target.lower().startswith(typed.lower()) for target in offered)


def test_the_folder_is_the_named_one_or_the_current_one(folder, tmp_path, monkeypatch):
    assert skill_folder(folder) == folder
    monkeypatch.chdir(folder)
    assert skill_folder(None).resolve() == folder.resolve()
    with pytest.raises(CannotAnswerError, match="no bundle") as caught:
        skill_folder(tmp_path)
    assert "--out" in caught.value.hint


def test_the_folder_of_the_environment_counts_where_none_is_named(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AMPECO_REFGEN_OUT", str(folder))
    assert skill_folder(None) == folder


def test_an_empty_bundle_has_nothing_but_says_so(tmp_path: Path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/endpoints-index.md").write_text("# Endpoints index\n")
    for target in ("GET things", "things", "filter:things", "enum:x", "recipe:"):
        with pytest.raises(CannotAnswerError, match="nothing named"):
            show(BundleFiles(tmp_path), target)


@pytest.mark.parametrize("target", ["../SKILL.md", "/etc/hosts.md", "reference/../../x.md", "calls/../../SKILL.md"])
def test_nothing_outside_the_bundle_is_read(folder, target):
    (folder / "SKILL.md").exists()
    with pytest.raises(CannotAnswerError):
        show(BundleFiles(folder), target)


def test_pages_with_other_line_ends_read_the_same(folder, bundle, tmp_path):
    for path in (folder / "reference").rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert show(BundleFiles(tmp_path), "GET sessions").text == show(bundle, "GET sessions").text
