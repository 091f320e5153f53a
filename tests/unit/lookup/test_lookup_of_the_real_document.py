"""Lookups in the bundle of the vendor's real document: everything is found, small, and what people ask comes first."""

from __future__ import annotations

from statistics import median

import pytest

from ampeco_refgen.lookup.entries import Entry, entries_of
from ampeco_refgen.lookup.kinds import KINDS
from ampeco_refgen.lookup.search import search
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.lookup.show import show
from ampeco_refgen.output.bundle_files import make_bundle
from documents import catalog_of, real_path

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    root = tmp_path_factory.mktemp("real")
    for file in make_bundle(catalog_of(real_path(), full=False)).files:
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.text.encode())
    return Shelf(root)


@pytest.fixture(scope="module")
def known(real: Shelf) -> tuple[Entry, ...]:
    return tuple(entries_of(real))


def test_every_operation_is_found_by_heading_operation_id_and_short_path(real):
    assert len(real.calls) == len(catalog_of(real_path(), full=False).operations)
    for call in real.calls:
        answer = show(real, call.key)
        assert answer.text.startswith(f"### {call.key}\n")
        assert answer.text in real.pages[call.page]
        assert show(real, f"{call.method} {call.resource}/{call.version}{call.subpath}").text == answer.text
        assert show(real, call.operation_id).text == answer.text


def test_every_name_of_every_kind_is_found_and_most_answers_are_small(real):
    sizes = [len(show(real, f"{kind.name}:{name}").text.encode()) for kind in KINDS for name in kind.names(real)]
    assert len(sizes) > 1_500
    assert median(sizes) < 1_000
    assert sorted(sizes)[len(sizes) * 9 // 10] < 4_096


def test_every_link_of_every_answer_leads_to_a_section(real):
    answers = (show(real, call.key, follow=True) for call in real.calls)
    assert [link for one in answers for link in one.links if real.section(link.page, link.anchor) is None] == []


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
        ("reserve", "POST /public-api/actions/charge-point/v1.0/{chargePoint}/reserve/{evse}"),
        ("chrage point status", "GET /public-api/resources/charge-points/v1.0/{chargePoint}/status"),
        ("webhook id tag", "webhook:idTag.changed"),
        ("firmware update", "recipe:firmware-updates"),
        ("pagination", "pattern:pagination"),
    ],
)
def test_what_people_ask_for_comes_first(known, question, first):
    assert search(known, question)[0].title == first


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
    assert search(known, question)[0].title == first


def test_the_member_that_is_asked_for_is_named_first(known):
    assert search(known, "filter sessions status")[0].matched[0] == "filter[status]"


def test_the_old_charge_points_come_after_the_new(known):
    titles = [hit.title for hit in search(known, "charge points listing", 40)]
    new, old = (f"GET /public-api/resources/charge-points/v{version}" for version in ("2.0", "1.0"))
    assert titles.index(new) < titles.index(old)
