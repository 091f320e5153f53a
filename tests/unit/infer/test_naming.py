"""How slugs become names as people write them: `infer/naming.py`."""

import pytest
from model_documents import catalog_of

from ampeco_refgen.infer.naming import (
    is_kind,
    key_title,
    plural_title,
    resource_title,
    resource_words,
    shape_name,
    singular,
    singular_title,
    words,
)
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY
from documents import AMPECO


@pytest.mark.parametrize(
    ("slug", "singular_name", "plural_name"),
    [
        ("charge-points", "Charge Point", "Charge Points"),
        ("evses", "EVSE", "EVSEs"),
        ("terms-and-policies", "Terms and Policies", "Terms and Policies"),
        ("cdrs", "CDR", "CDRs"),
        ("faqs", "FAQ", "FAQs"),
        ("taxes", "Tax", "Taxes"),
        ("id-tags", "ID Tag", "ID Tags"),
        ("currencies", "Currency", "Currencies"),
        ("utilities", "Utility", "Utilities"),
        ("sub-operators", "Sub Operator", "Sub Operators"),
        ("soc-priorities", "SoC Priority", "SoC Priorities"),
        ("contact-details", "Contact Details", "Contact Details"),
        ("installation-and-repair-companies", "Installation and Repair Company", "Installation and Repair Companies"),
        ("pet_stores", "Pet Store", "Pet Stores"),
        ("petStore", "Pet Store", "Pet Store"),
        ("pets/cats", "Pets Cat", "Pets Cats"),
        ("🐶", "🐶", "🐶"),
    ],
)
def test_slugs_become_titles(slug, singular_name, plural_name):
    assert (singular_title(slug, AMPECO.vocabulary), plural_title(slug, AMPECO.vocabulary)) == (
        singular_name,
        plural_name,
    )


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("statuses", "status"),
        ("addresses", "address"),
        ("purchases", "purchase"),
        ("expenses", "expense"),
        ("batches", "batch"),
        ("boxes", "box"),
        ("caches", "cache"),
        ("movies", "movie"),
        ("children", "child"),
        ("series", "series"),
        ("news", "news"),
        ("bus", "bus"),
    ],
)
def test_english_plurals(plural, expected):
    assert singular(plural) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dlmCircuitId", ("dlm", "circuit", "id")),
        ("evseIDs", ("evse", "ids")),
        ("HTTPServer", ("http", "server")),
        ("charge-point_id", ("charge", "point", "id")),
        ("iso15118", ("iso15118",)),
        ("", ()),
    ],
)
def test_words_of_a_name(name, expected):
    assert words(name) == expected


def test_names_of_shapes_say_resource_sub_resource_and_version():
    catalog = catalog_of(
        {
            "/public-api/resources/charge-points/v2.0/{id}/evses": {"get": {}, "post": {}},
            "/public-api/actions/charge-point/v1.0/{id}/get-diagnostics": {"post": {}},
            "/pets/{id}": {"put": {}},
        }
    )
    assert [shape_name(operation, AMPECO.vocabulary) for operation in catalog.operations] == [
        "Charge Point EVSE v2.0",
        "Charge Point EVSE v2.0",
        "Pet",
        "Charge Point Get Diagnostics v1.0",
    ]


def test_the_vendor_s_acronyms_are_data():
    assert singular_title("cdrs", NO_VOCABULARY) == "Cdr"


@pytest.mark.parametrize(
    ("key", "title"),
    [
        (("resources", "energy-rates", "energy-rate-periods"), "Energy Rate Period"),
        (("resources", "partner-reports", "report-records"), "Partner Report Record"),
        (("resources", "locations", "bays", "bay-notes"), "Location Bay Note"),
        (("resources", "folders", "folders"), "Folder Folder"),  # a folder in a folder
        (("resources", "users", "notes"), "User Note"),
    ],
)
def test_a_name_does_not_stutter(key, title):
    assert key_title(key, NO_VOCABULARY) == title


@pytest.mark.parametrize(
    ("name", "family", "one", "all_"),
    [
        ("access", "logs", ("access", "log"), "Access Logs"),
        ("ocpi", "logs", ("ocpi", "log"), "Ocpi Logs"),
        ("status-logs", "logs", ("status", "log"), "Status Logs"),
        ("notifications", "notifications", ("notification",), "Notifications"),
        ("users", "internal", ("user",), "Users"),
        ("users", "resources", ("user",), "Users"),
        ("users", "actions", ("user",), "Users"),
        ("sessions", "usage-reports", ("sessions", "usage", "report"), "Sessions Usage Reports"),
        ("🐶", "logs", (), "🐶"),
    ],
)
def test_a_family_that_is_a_kind_is_part_of_the_name(name, family, one, all_):
    assert resource_words(name, family, NO_VOCABULARY) == one
    assert resource_title(name, family, NO_VOCABULARY) == all_


@pytest.mark.parametrize(("family", "kind"), [("logs", True), ("resources", False), ("actions", False), ("", False)])
def test_which_families_are_kinds(family, kind):
    assert is_kind(family, NO_VOCABULARY) is kind
    assert is_kind("internal", NO_VOCABULARY) is is_kind("🐶", NO_VOCABULARY) is False
