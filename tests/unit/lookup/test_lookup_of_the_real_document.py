"""Lookups in the bundle of the vendor's real document: everything is found, small, and what people ask comes first."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from ampeco_refgen.lookup.bundle import BundleFiles
from ampeco_refgen.lookup.calls import newest
from ampeco_refgen.lookup.find_by_heading import operation_id
from ampeco_refgen.lookup.search import Hit, SearchEntry, entries_of
from ampeco_refgen.lookup.search import search as search_and_count
from ampeco_refgen.lookup.show import KINDS, show
from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_of, findings_of, real_path

pytestmark = pytest.mark.real


def made(root: Path, *, full: bool) -> BundleFiles:
    """Return the bundle of the real document, with or without its sentences."""
    for file in make_bundle(findings_of(catalog_of(real_path(), full=full))).files:
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.text.encode())
    return BundleFiles(root)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> BundleFiles:
    return made(tmp_path_factory.mktemp("real"), full=False)


@pytest.fixture(scope="module")
def known(real: BundleFiles) -> tuple[SearchEntry, ...]:
    return tuple(entries_of(real))


def search(entries: tuple[SearchEntry, ...], question: str, limit: int = 10) -> tuple[Hit, ...]:
    """Return the hits alone."""
    return search_and_count(entries, question, limit)[0]


def test_every_call_is_found_by_heading_operation_id_and_short_path(real):
    assert len(real.calls) == len(catalog_of(real_path(), full=False).operations)
    for call in real.calls:
        answer = show(real, call.key)
        assert answer.text == real.body(call.page)
        assert answer.text.startswith(f"# {call.key}\n")
        short = "/".join(["", call.resource, call.path.partition(f"/{call.resource}/")[2]]).strip("/")
        assert show(real, f"{call.method} {short}").text == answer.text
        if call.path.count("/") < 5:  # a few are enough: each reads all pages
            assert show(real, operation_id(real, call)).text == answer.text


def test_every_name_of_every_kind_is_found_and_most_answers_are_small(real):
    names = [(kind, name) for kind in KINDS for name in kind.names(real)]
    answers = [show(real, f"{kind.name}:{name}") for kind, name in names]
    assert all(answer.kind in (kind.name, "candidates") for answer, (kind, _) in zip(answers, names, strict=True))
    sizes = sorted(len(answer.text.encode()) for answer in answers)
    assert len(sizes) > 1_300
    assert median(sizes) < 1_500
    assert sizes[len(sizes) * 9 // 10] < 8_000


def test_every_link_of_every_answer_leads_to_a_section(real):
    answers = (show(real, call.key, follow=True) for call in real.calls)
    assert [link for answer in answers for link in answer.links if real.section(link.page, link.anchor) is None] == []


def plain_order(summary: str) -> str:
    """Return a question in the order of the summary: "charge point create"."""
    return summary.replace(" / ", " ").lower()


def verb_first(summary: str) -> str:
    """Return a question as people put it: "create charge point", "list charge points"."""
    what, _, verb = summary.partition(" / ")
    return f"{verb} {what}".strip().lower().replace("listing", "list")


@pytest.mark.parametrize("asked", [plain_order, verb_first])
def test_the_right_call_comes_first_for_questions_made_from_summaries(real, known, asked):
    """Right is, of the calls with that summary, each live one, else the newest."""
    wrong = []
    for summary in dict.fromkeys(call.summary for call in real.calls):
        alike = [call for call in real.calls if call.summary == summary]
        right = {call.key for call in alike if not call.deprecated} or {call.key for call in newest(alike)}
        first = search(known, asked(summary), 1)[0].target
        wrong += [f"{asked(summary)}: {first}"] * (len(alike) if first not in right else 0)
    assert len(wrong) <= 0.011 * len(real.calls), wrong


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "406 charge point not connected",
            "PATCH /public-api/resources/charge-points/v2.0/{chargePoint}/configurations/{key}",
        ),
        ("credit balance of a user", "POST /public-api/actions/users/v1.0/{user}/add-balance"),
    ],
)
def test_sentences_are_searched_where_they_are(tmp_path, question, first):
    assert search(tuple(entries_of(made(tmp_path, full=True))), question)[0].target == first


def test_calls_that_the_index_notes_something_of_are_listed(known):
    hits, count = search_and_count(known, "which calls are bare")
    assert {hit.kind for hit in hits} == {"operation"}
    assert all("bare" in next(entry.notes for entry in known if entry.title == hit.target) for hit in hits)
    assert count >= 31


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("start charging", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/start/{evse}"),
        ("stop session", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/stop/{session}"),
        ("create user", "POST /public-api/resources/users/v1.0"),
        ("list sessions by user", "GET /public-api/resources/sessions/v1.0"),
        ("list sesions of a usr", "GET /public-api/resources/sessions/v1.0"),
        ("remove payment method", "DELETE /public-api/resources/users/v1.0/{user}/payment-methods/{paymentMethodId}"),
        ("add balance", "POST /public-api/actions/users/v1.0/{user}/add-balance"),
        ("unlock connector", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/unlock/{evse}"),
        ("credit balance of a user", "POST /public-api/actions/users/v1.0/{user}/add-balance"),
        ("top up user wallet", "POST /public-api/actions/users/v1.0/{user}/add-balance"),
        ("reserve", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/reserve/{evse}"),
        ("chrage point status", "GET /public-api/resources/charge-points/v1.0/{chargePoint}/status"),
        ("webhook id tag", "webhook:idTag.changed"),
        ("firmware update", "POST /public-api/actions/charge-point/v2.0/{chargePoint}/update-firmware"),
        ("remote start", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/start/{evse}"),
        ("remote stop", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/stop/{session}"),
        ("end session", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/stop/{session}"),
        ("begin charging", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/start/{evse}"),
        ("create charger", "POST /public-api/resources/charge-points/v2.0"),
        ("reboot charger", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/reset/{type}"),
        ("list rfid tags", "GET /public-api/resources/rfid-tags/v1.0"),
        ("webhooks", "GET /public-api/notifications/v2.0"),
        ("security events log", "GET /public-api/resources/security-events-log/v2.0"),
        ("securityeventslog", "GET /public-api/resources/security-events-log/v2.0"),
        ("chargepoints", "GET /public-api/resources/charge-points/v2.0"),
        ("parkingspaces", "GET /public-api/resources/parking-spaces/v1.0"),
        ("parking_space", "GET /public-api/resources/parking-spaces/v1.0"),
        ("ParkingSpaces", "GET /public-api/resources/parking-spaces/v1.0"),
        ("pagination", "pattern:pagination"),
    ],
)
def test_what_people_ask_for_comes_first(known, question, first):
    assert search(known, question)[0].target == first


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("strat charging", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/start/{evse}"),
        ("tarrif create", "POST /public-api/resources/tariffs/v1.0"),
        ("chargepoint create", "POST /public-api/resources/charge-points/v2.0"),
        ("vocher redeem", "POST /public-api/actions/users/v2.0/{user}/redeem-voucher"),
        ("idtag changed", "webhook:idTag.changed"),
        ("connecter unlock", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/unlock/{evse}"),
        ("deprecated charge-points", "GET /public-api/resources/charge-points/v1.0"),
        ("replacement for rfid-tags", "GET /public-api/resources/rfid-tags/v1.0"),
        ("webhook signature", "recipe:subscribing-to-webhooks-and-verifying-a-signature"),
        ("emaid issue", "POST /public-api/actions/provisioning-certificate/v1.0/{provisioningCertificate}/issue-emaid"),
        ("payment methods of a user", "GET /public-api/resources/users/v1.0/{user}/payment-methods"),
        ("update firmware", "POST /public-api/actions/charge-point/v2.0/{chargePoint}/update-firmware"),
        ("cancel reservation", "POST /public-api/actions/reservation/v1.0/{reservation}/cancel"),
        ("session consumption", "GET /public-api/resources/sessions/v1.0/{session}/consumption-stats"),
    ],
)
def test_slips_and_old_things_are_understood(known, question, first):
    assert search(known, question)[0].target == first


def test_all_calls_that_start_something_come_before_what_only_mentions_it(known):
    targets = [hit.target for hit in search(known, "remote start", 3)]
    assert all(target.startswith("POST /public-api/actions/") and "/start" in target for target in targets)


def test_what_names_webhooks_alone_finds_how_they_are_subscribed_to(known):
    targets = {hit.target for hit in search(known, "webhooks")}
    assert "POST /public-api/notifications/v2.0" in targets
    assert "recipe:subscribing-to-webhooks-and-verifying-a-signature" in targets


def test_the_member_that_is_asked_for_is_named_first(known):
    assert search(known, "filter sessions status")[0].matched[0] == "filter[status]"


def test_the_old_charge_points_come_after_the_new(known):
    titles = [hit.target for hit in search(known, "charge points listing", 40)]
    new, old = (f"GET /public-api/resources/charge-points/v{version}" for version in ("2.0", "1.0"))
    assert titles.index(new) < titles.index(old)


@pytest.mark.parametrize(
    ("target", "kind", "parts"),
    [
        ("POST charge-points", "operation", ["# POST /public-api/resources/charge-points/v2.0", "`name` string"]),
        (
            "GET charge-points/v7.0",
            "operation",
            ["live under `v2.0`", "# GET /public-api/resources/charge-points/v2.0"],
        ),
        ("PUT charge-points", "candidates", ["There is no `PUT charge-points`", "has GET, POST"]),
        ("PATCH tariffs", "candidates", ["There is no `PATCH tariffs`", "has GET, PUT, DELETE", "- `PUT /"]),
        ("parkingspaces", "resource", ["# Parking Spaces"]),
        ("security events log", "resource", ["# Security Events Log"]),
        ("securityeventslog", "resource", ["# Security Events Log"]),
        ("POST chargepoints", "operation", ["# POST /public-api/resources/charge-points/v2.0"]),
        ("filter:chargepoints", "filter", ["# GET /public-api/resources/charge-points/v2.0"]),
        ("fields:chargepoint", "fields", ["# GET /public-api/resources/charge-points/v2.0/{chargePoint}"]),
        ("webhook:idtagchanged", "webhook", ["# Webhook `idTag.changed`"]),
        ("id tag changed", "webhook", ["# Webhook `idTag.changed`"]),
        ("MAXPOWERKW", "field", ["No field is spelt `MAXPOWERKW`. There is `maxPowerKw`, in "]),
        ("max power kw", "field", ["There is `maxPowerKw`, in "]),
        ("filter:sessions.USERID", "filter", ["`USERID` is spelt `userId`.", "`filter[userId]`"]),
        ("enum:REASON", "enum", ["`REASON` is spelt `reason`."]),
        ("include:bookings", "include", ["has no includes", "# GET /public-api/resources/bookings/v1.0/{booking}"]),
        ("filter:roaming-connections", "filter", ["has no filters"]),
        (
            "tariffGroupId",
            "field",
            ["name of a field", "`POST /public-api/resources/evses/v2.1`: body `tariffGroupId`"],
        ),
        ("enum:users.country", "enum", ["# POST /public-api/resources/users/v1.0", "## country (250 values)"]),
        (
            "response:POST charge-points",
            "response",
            ["`201`", "# GET /public-api/resources/charge-points/v2.0/{chargePoint}"],
        ),
    ],
)
def test_a_target_gets_the_nearest_true_answer(real, target, kind, parts):
    answer = show(real, target)
    assert answer.kind == kind
    assert all(part in f"{answer.note}\n{answer.text}" for part in parts)
