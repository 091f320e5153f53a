"""Names as words: endings, spellings, slips of the keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ampeco_refgen.lookup.words import misspelt, nearest, same_words, stem, stems


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("chargePointId", "charge-point-ids", "Charge Point ID"), ("charg", "point", "id")),
        (("OCPPVersion", "ocpp_versions"), ("ocpp", "version")),
        (("EVSEs", "evses", "EVSE"), ("evs",)),
        (("filter[userId]",), ("filter", "user", "id")),
        (("v2.0",), ("v2", "0")),
        (("",), ()),
    ],
)
def test_names_are_taken_apart_at_humps_and_marks(names, words):
    assert {stems(name) for name in names} == {words}


@pytest.mark.parametrize(
    "forms",
    [
        ("charge", "charges", "charging", "charged"),
        ("session", "sessions"),
        ("utility", "utilities"),
        ("stop", "stops", "stopped", "stopping"),
        ("list", "listing", "listed"),
        ("address", "addresses"),
        ("create", "created", "creating"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["status", "tax", "id", "bus", "is", "string", "red"])
def test_words_that_only_look_inflected_stay(word):
    assert stem(word) == word


def test_different_words_keep_different_stems():
    words = ("tariff", "tax", "session", "station", "status", "stop", "start", "user", "use", "partner", "part")
    assert len({stem(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("spelling", "other"),
    [("idTags", "id-tag"), ("SoC Priority", "soc-priority"), ("PartnerContract", "partnercontract")],
)
def test_spellings_of_a_name_are_the_same(spelling, other):
    assert same_words(spelling, other)


def test_other_names_are_not_the_same():
    assert not same_words("id-tag", "id-tag-type")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sesion", "session"), ("chrage", "charge"), ("tarif", "tariff"), ("conector", "connector"), ("pont", "point")],
)
def test_a_slip_finds_what_was_meant_first(typed, meant):
    known = ("session", "charge", "change", "tariff", "target", "connector", "station", "point", "user")
    assert misspelt(typed, known)[0] == meant


def test_a_word_like_no_other_is_no_slip():
    assert misspelt("zebra", ("session", "charge", "tariff")) == ()


def test_nearest_names_share_letters_or_words():
    names = ("sessions", "stations", "GET charge-points/evses", "users")
    assert nearest("sesions", names)[0] == "sessions"
    assert nearest("evses of charge-points", names) == ("GET charge-points/evses",)
    assert nearest("zzz", names) == ()


@settings(deadline=None, max_examples=200)
@given(some.text())
def test_any_text_has_words_that_are_not_empty(text):
    assert all(stems(text)) or stems(text) == ()
    assert same_words(text, text)
