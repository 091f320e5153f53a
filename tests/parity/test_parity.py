"""Our validation against openapi-spec-validator's own, on hundreds of documents with something broken in them.

Whatever the stock validator finds, ours finds: it may find more, in places that stock passes over, but a document that
is fine for us is fine for stock. `PARITY_DOCUMENTS=2000 pytest tests/parity` tries more than the usual number.
"""

from __future__ import annotations

import copy
import json
import os
from collections import Counter
from typing import Any

import openapi_spec_validator
import pytest
from parity_documents import DOCUMENT_3_0, DOCUMENT_3_1, mutations

from ampeco_refgen.jsonvalue import JsonObject
from ampeco_refgen.spec.fast_validation import TESTED_VERSIONS, fast_findings, is_parity_tested
from ampeco_refgen.spec.installed import version_of
from ampeco_refgen.spec.parse import parse
from ampeco_refgen.spec.reference_rules import reference_findings
from ampeco_refgen.spec.stock_validation import stock_findings
from ampeco_refgen.spec.structure import Structure, walk

DOCUMENTS = int(os.environ.get("PARITY_DOCUMENTS", "200"))

CLASSES = {
    "DuplicateOperationIDError": "duplicate-operation-id",
    "ExtraParametersError": "undefined-required",
    "ParameterDuplicateError": "duplicate-parameter",
    "UnresolvableParameterError": "path-parameter",
}
"""The stock validator's exceptions that mean one thing, and our code for it."""

NOT_SHARED = ("add 'x-extra'", "/allOf/0")
"""What the stock validator should not mind: an extension beside the paths, and members beside a `$ref` of 3.0."""


def stock_verdict(dialect: str, document: dict[str, Any]) -> list[str]:
    """Return the names of the errors that the stock validator gives or, on its worse days, raises."""
    number = dialect.replace(".", "")
    validator = getattr(openapi_spec_validator, f"OpenAPIV{number}SpecValidator")
    found: list[str] = []
    try:
        found.extend(type(failure).__name__ for failure in validator(copy.deepcopy(document)).iter_errors())
    except Exception as failure:
        found.append(f"raised {type(failure).__name__}")
    return found


def structure_of(dialect: str, document: JsonObject) -> Structure:
    return walk(parse(json.dumps(document).encode()).tree, dialect)


@pytest.mark.parametrize(("dialect", "document"), [("3.0", DOCUMENT_3_0), ("3.1", DOCUMENT_3_1)])
def test_whatever_stock_finds_is_found(dialect: str, document: dict[str, Any]) -> None:
    missed, agreed = [], Counter[str]()
    for number, mutated, told in mutations(document, DOCUMENTS):
        stock = stock_verdict(dialect, mutated)
        structure = structure_of(dialect, mutated)
        codes = {found.code for found in (*fast_findings(structure), *reference_findings(structure))}
        unseen = [name for name in stock if not codes or CLASSES.get(name, name) not in {name, *codes}]
        if unseen and not any(known in told for known in NOT_SHARED):
            missed.append(f"{number}: {told}: {unseen}")
        agreed["both find" if stock and codes else "neither finds" if not stock and not codes else "only one"] += 1
    assert missed == []
    # The comparison is worth something only while both outcomes are common and stock alone is behind the few others.
    assert agreed["both find"] > DOCUMENTS / 3
    assert agreed["neither finds"] > DOCUMENTS / 10
    assert agreed["only one"] < DOCUMENTS / 10


@pytest.mark.parametrize(("dialect", "document"), [("3.0", DOCUMENT_3_0), ("3.1", DOCUMENT_3_1)])
def test_both_find_nothing_in_a_sound_document(dialect: str, document: dict[str, Any]) -> None:
    structure = structure_of(dialect, document)
    assert stock_verdict(dialect, document) == []
    assert [*fast_findings(structure), *reference_findings(structure), *stock_findings(structure)] == []


def test_the_installed_versions_are_those_compared() -> None:
    assert {package: version_of(package) for package in TESTED_VERSIONS} == TESTED_VERSIONS
    assert is_parity_tested("3.0")
    assert is_parity_tested("3.1")
    assert not is_parity_tested("3.2")
