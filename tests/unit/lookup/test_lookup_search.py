"""Questions to the sample's bundle: what comes first, what slips are forgiven, where deprecated things stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ampeco_refgen.lookup.entries import Entry
from ampeco_refgen.lookup.reports import hit_line
from ampeco_refgen.lookup.search import search, words_of
from ampeco_refgen.lookup.show import show


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
        ("XYZ SEK currency", "enum:currency-45-values"),
    ],
)
def test_what_is_asked_for_comes_first(entries, question, first):
    assert search(entries, question)[0].title == first


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
    found = {hit.title: hit.matched for hit in search(entries, question)}
    assert member in found[title]


def test_what_is_deprecated_comes_after_what_is_live_and_names_its_successor(entries):
    hits = search(entries, "stations listing")
    versions = [
        hit.title for hit in hits if hit.title.startswith("GET /public-api/resources/stations/v") and hit.summary
    ]
    live, past = (f"GET /public-api/resources/stations/v{number}" for number in ("2.0", "1.0"))
    assert versions.index(live) < versions.index(past)
    (old,) = [hit for hit in hits if hit.title == past]
    assert (old.deprecated, old.successor) == (True, "GET stations/v2.0")
    assert "[deprecated, use GET stations/v2.0]" in hit_line(old)


def test_what_is_only_deprecated_is_found_all_the_same(entries):
    assert {hit.title for hit in search(entries, "badge tags", 2)} == {
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


def test_everything_in_the_bundle_can_be_found_and_shown(shelf, entries):
    kinds = {entry.kind for entry in entries}
    assert kinds == {"operation", "fields", "webhook", "enum", "pattern", "relations"}
    assert len({entry.title for entry in entries}) == len(entries)
    for entry in entries:
        assert show(shelf, entry.title).text.strip()


def test_words_leave_out_fillers_and_keep_identifiers_whole():
    assert words_of("How do I list the sessions of a user") == (("list",), ("session",), ("user",))
    assert words_of("userId sessions sessions") == (("user", "id"), ("session",))
    assert words_of("of the") == (("of",), ("the",))


@pytest.mark.parametrize(
    ("deprecated", "successor", "matched", "line"),
    [
        (False, "", (), "GET /a — List (reference/a.md)"),
        (True, "", (), "GET /a — List (reference/a.md) [deprecated]"),
        (False, "", ("b", "c.d"), "GET /a — List (reference/a.md) [b, c.d]"),
    ],
)
def test_a_hit_is_one_line(deprecated, successor, matched, line):
    from ampeco_refgen.lookup.model import Hit

    hit = Hit(
        kind="operation",
        title="GET /a",
        summary="List",
        place="reference/a.md",
        deprecated=deprecated,
        successor=successor,
        matched=matched,
        score=1.0,
    )
    assert hit_line(hit) == line


@settings(deadline=None, max_examples=60)
@given(some.text(max_size=40))
def test_any_question_is_answered(text):
    entry = Entry(kind="pattern", title="pattern:a", summary="A", names="A b", place="p", text="- `c` d", weight=1.0)
    assert len(search((entry,), text)) <= 1
