"""Questions to the sample's bundle: what comes first, what slips are forgiven, where deprecated things stand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ampeco_refgen.lookup.search import Hit, SearchEntry, entries_of, words_of
from ampeco_refgen.lookup.search import search as search_and_count
from ampeco_refgen.lookup.show import show


def search(entries: Iterable[SearchEntry], question: str, limit: int = 10) -> tuple[Hit, ...]:
    """Return the hits alone."""
    return search_and_count(entries, question, limit)[0]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("start session", "POST /public-api/actions/station/v1.0/{station}/start/{outlet}"),
        ("starting a session", "POST /public-api/actions/station/v1.0/{station}/start/{outlet}"),
        ("sesion strat", "POST /public-api/actions/station/v1.0/{station}/start/{outlet}"),
        ("update firmware", "POST /public-api/actions/station/v2.0/{station}/update-firmware"),
        ("frimware", "POST /public-api/actions/station/v2.0/{station}/update-firmware"),
        ("addCredit", "POST /public-api/actions/users/v1.0/{user}/add-credit"),
        ("stationCreate", "POST /public-api/resources/stations/v2.0"),
        ("new access card", "POST /public-api/resources/access-cards/v2.0"),
        ("accesscards list", "GET /public-api/resources/access-cards/v2.0"),
        ("remove station", "DELETE /public-api/resources/stations/v2.0/{station}"),
        ("/public-api/resources/work-orders/v1.0 POST", "POST /public-api/resources/work-orders/v1.0"),
        ("webhook station status", "webhook:station.status.changed"),
        ("meter values", "GET /public-api/resources/sessions/v1.0/{session}/meter-values"),
        ("pagination", "pattern:pagination"),
        ("top up user wallet", "POST /public-api/actions/users/v1.0/{user}/add-credit"),
        ("credit balance of a user", "POST /public-api/actions/users/v1.0/{user}/add-credit"),
        ("session started webhook", "webhook:session.started"),
        ("session.started", "webhook:session.started"),
    ],
)
def test_what_is_asked_for_comes_first(entries, question, first):
    assert search(entries, question)[0].target == first


@pytest.mark.parametrize(
    ("question", "title", "member"),
    [
        ("issuedOn", "GET /public-api/resources/invoices/v1.0", "issuedOn"),
        ("filter uid of access cards", "GET /public-api/resources/access-cards/v2.0", "filter[uid]"),
        ("timed_out", "GET /public-api/logs/connections/v1.0", "timed_out"),
        ("userid sessions", "GET /public-api/resources/sessions/v1.0", "filter[userId]"),
    ],
)
def test_fields_filters_and_values_are_found_and_named(entries, question, title, member):
    matched = {hit.target: hit.matched for hit in search(entries, question)}
    assert member in matched[title]


def test_what_is_deprecated_comes_after_what_is_live_and_names_its_successor(entries):
    hits = search(entries, "stations listing")
    versions = [
        hit.target for hit in hits if hit.target.startswith("GET /public-api/resources/stations/v") and hit.summary
    ]
    live, past = (f"GET /public-api/resources/stations/v{number}" for number in ("2.0", "1.0"))
    assert versions.index(live) < versions.index(past)
    (old,) = [hit for hit in hits if hit.target == past]
    assert (old.deprecated, old.successor) == (True, live)
    assert f"[deprecated, use {live}]" in old.line()


def test_what_is_only_deprecated_is_found_all_the_same(entries):
    assert {hit.target for hit in search(entries, "badge tags", 2)} == {
        "GET /public-api/resources/badge-tags/v1.0",
        "POST /public-api/resources/badge-tags/v1.0",
    }


def test_nothing_is_found_for_what_is_nowhere(entries):
    assert search(entries, "zzzzqqqq") == ()
    assert search(entries, "") == ()
    assert search((), "session") == ()


def test_no_more_is_returned_than_asked_for(entries):
    assert [len(search(entries, "station", limit)) for limit in (1, 3)] == [1, 3]
    assert search(entries, "station", 3) == search(entries, "station", 10)[:3]


def test_everything_in_the_bundle_can_be_found_and_shown(bundle, entries):
    kinds = {entry.kind for entry in entries}
    assert kinds == {"operation", "fields", "webhook", "pattern", "relations", "client"}
    assert len({entry.title for entry in entries}) == len(entries)
    for entry in entries:
        assert show(bundle, entry.title).text.strip()


def test_what_the_index_notes_of_calls_is_found(by_hand):
    known = tuple(entries_of(by_hand))
    assert [hit.target for hit in search(known, "which calls are bare")] == ["GET /api/orders/v1"]
    assert search(known, "paging cursor")[0].target == "GET /api/orders/v2"


def test_a_line_that_has_all_the_words_counts_more_than_words_here_and_there(by_hand):
    known = tuple(entries_of(by_hand))
    assert search(known, "409 order sold out")[0].target == "POST /api/orders/v2"


def test_how_many_there_are_is_told_whatever_the_limit(entries):
    hits, count = search_and_count(entries, "station", 3)
    assert len(hits) == 3
    assert count == len(search(entries, "station", 1000)) > 3


def test_words_leave_out_fillers_and_keep_identifiers_whole():
    assert words_of("How do I list the sessions of a user") == (("list",), ("session",), ("user",))
    assert words_of("userId sessions sessions") == (("user", "id"), ("session",))
    assert words_of("of the") == (("of",), ("the",))
    assert words_of("top up a wallet") == (("top", "up"), ("wallet",))


@pytest.mark.parametrize(
    ("deprecated", "successor", "matched", "line"),
    [
        (False, "", (), "GET /a — List (reference/a.md)"),
        (True, "", (), "GET /a — List (reference/a.md) [deprecated]"),
        (False, "", ("b", "c.d"), "GET /a — List (reference/a.md) [b, c.d]"),
    ],
)
def test_a_hit_is_one_line(deprecated, successor, matched, line):
    hit = Hit(
        target="GET /a",
        kind="operation",
        summary="List",
        page="reference/a.md",
        deprecated=deprecated,
        successor=successor,
        matched=matched,
        score=1.0,
    )
    assert hit.line() == line


@settings(deadline=None, max_examples=60)
@given(some.text(max_size=40))
def test_any_question_is_answered(text):
    entry = SearchEntry(
        kind="pattern", title="pattern:a", summary="A", names="A b", place="p", text="- `c` d", weight=1.0
    )
    assert len(search((entry,), text)) <= 1
