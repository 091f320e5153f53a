"""The page about what is supported has every field of OpenAPI, and what it claims of each is so.

`UPDATE_GOLDENS=1` writes its tables anew, from openapi_support.yaml.
"""

from __future__ import annotations

import os

import pytest

from ampeco_refgen.compare.rules import RULES
from docs.openapi_fields import all_fields
from docs.openapi_support import Support, documents, findings, found_by, key_of_pages, other_rules, rows, tables, texts
from documents import ROOT

PAGE = ROOT / "docs" / "openapi-support.md"
MADE = "<!-- What follows is made by tests/docs/test_openapi_support.py. -->\n\n"
CLAIMS = [pytest.param(row, version, id=f"{row}, {version}") for row in rows() for version in row.versions]


@pytest.mark.parametrize(("row", "version"), CLAIMS)
def test_what_a_row_claims_is_so(row: Support, version: str) -> None:
    given, after = documents(row, version)
    for kind, text in row.says.items():
        more = texts(after, kind).count(text) - texts(given, kind).count(text)
        assert more >= (row.times if kind == "call" else 1) if row.at else more <= 0, f"{kind}: {more} times {text!r}"
    for rule, change in row.compared.items():
        found = found_by(change, given, after)
        assert rule in found, f"{rule} does not report {change}: {found}"
    if not row.compared:
        assert findings(given, after) | findings(after, given) == set()


def test_every_field_has_a_row_and_no_row_a_field_that_is_none() -> None:
    assert {(version, row.holder, row.name) for row in rows() for version in row.versions} == all_fields()


@pytest.mark.parametrize("row", list(rows()), ids=str)
def test_what_is_not_supported_has_a_reason_and_what_is_has_none(row: Support) -> None:
    assert bool(row.at) != bool(row.not_shown)
    assert bool(row.compared) != bool(row.not_compared)
    assert set(row.compared) <= {rule.id for rule in RULES}


def test_the_page_shows_every_row() -> None:
    text = PAGE.read_text("utf-8")
    lists = f"## The pages\n\n{key_of_pages()}\n{tables()}\n## Rules about more than a field\n\n{other_rules()}"
    wanted = f"{text.partition(MADE)[0]}{MADE}{lists}"
    if os.environ.get("UPDATE_GOLDENS"):
        PAGE.write_text(wanted, "utf-8")
        text = wanted
    assert text == wanted
