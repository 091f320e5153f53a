"""openapi-spec-validator as the oracle of our own validation, on hundreds of documents with something broken in them.

Whatever it refuses we say something about, and what it takes has no finding of a kind that it looks for; the known
differences are the rows below. `PARITY_DOCUMENTS=2000 pytest tests/parity` tries more than the usual number.
"""

from __future__ import annotations

import copy
import json
import os
import re
from collections import Counter
from typing import Any

import openapi_spec_validator
import pytest
from parity_documents import DOCUMENT_3_0, DOCUMENT_3_1, mutations

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.openapi.parse import parse
from ampeco_refgen.openapi.severity import OURS_ALONE
from ampeco_refgen.openapi.validate import validate

DOCUMENTS = int(os.environ.get("PARITY_DOCUMENTS", "200"))

CLASSES = {
    "DuplicateOperationIDError": "duplicate-operation-id",
    "ExtraParametersError": "undefined-required",
    "ParameterDuplicateError": "duplicate-parameter",
    "UnresolvableParameterError": "path-parameter",
}
"""The stock validator's exceptions that mean one thing, and our code for it."""

ONLY_STOCK = {
    r"add 'x-extra' as .* at #/paths": "it takes an extension beside the paths for a path",
    r"at #/components/schemas/Thing/allOf/0": "it judges what stands beside a `$ref`, which counts for nothing in 3.0",
}
"""What was changed in documents that only the stock validator refuses, and why that is right."""

ONLY_OURS = {
    r"\S+ .*/(requestBody|headers|callbacks)/": "it passes over the schemas of bodies, headers and callbacks",
    r"default-mismatch .*/(additionalProperties|patternProperties|prefixItems|\$defs|if|then|else)/": (
        "it passes over the schemas in these keywords"
    ),
    r"default-mismatch .*/oneOf/0/default": "it does not see what stands beside a `$ref`, which counts in 3.1",
    r"undefined-required ": "it looks at a schema once, which may be where that is only a part of another",
    r"unknown-dialect ": "it looks for a dialect only in schemas that are no part of another",
    r"missing-member .*/links/": "the meta-schema of 3.0 takes a link without a target, the specification does not",
    r"missing-member .*/schema(/|$)": "the meta-schema of 3.0 takes an array without `items`, its text does not",
    r"remote-reference ": "it takes an empty reference for one to the document as a whole",
}
"""Code and pointer of what only we find, and why that is right."""


def stock_verdict(dialect: str, document: dict[str, Any]) -> list[str]:
    """Return the names of the errors that the stock validator gives or, on its worse days, raises."""
    number = dialect.replace(".", "")
    validator = getattr(openapi_spec_validator, f"OpenAPIV{number}SpecValidator")
    errors: list[str] = []
    try:
        errors.extend(type(failure).__name__ for failure in validator(copy.deepcopy(document)).iter_errors())
    except Exception as failure:
        errors.append(f"raised {type(failure).__name__}")
    return errors


def our_verdict(document: dict[str, Any]) -> list[Diagnostic]:
    """Return what our own checks find of what the stock validator looks for."""
    diagnostics = validate(parse(json.dumps(document).encode()).tree)
    return [diagnostic for diagnostic in diagnostics if diagnostic.code not in OURS_ALONE]


def unseen(stock: list[str], ours: list[Diagnostic]) -> list[str]:
    """Return the stock errors that ours say nothing about: a class of errors has its code, all others have some."""
    codes = {diagnostic.code for diagnostic in ours}
    if codes & {"wrong-type", "unquoted-text"}:  # beyond which the stock validator goes on as if nothing was wrong
        return []
    return [name for name in stock if not codes or CLASSES.get(name, name) not in {name, *codes}]


def is_known(text: str, rows: dict[str, str]) -> bool:
    return any(re.search(row, text) for row in rows)


@pytest.mark.parametrize(("dialect", "document"), [("3.0", DOCUMENT_3_0), ("3.1", DOCUMENT_3_1)])
def test_both_find_something_or_nothing(dialect: str, document: dict[str, Any]) -> None:
    only_stock, only_ours, agreed = [], [], Counter[str]()
    for number, mutated, told in mutations(document, DOCUMENTS):
        stock, ours = stock_verdict(dialect, mutated), our_verdict(mutated)
        if (names := unseen(stock, ours)) and not is_known(told, ONLY_STOCK):
            only_stock.append(f"{number}: {told}: {names}")
        if not stock:
            alone = [f"{diagnostic.code} {diagnostic.pointer}" for diagnostic in ours]
            only_ours += [f"{number}: {told}: {text}" for text in alone if not is_known(text, ONLY_OURS)]
        agreed["both find" if stock and ours else "neither finds" if not stock and not ours else "only one"] += 1
    assert only_stock == []
    assert only_ours == []
    # The comparison is worth something only while both outcomes are common, and differences are few.
    assert agreed["both find"] > DOCUMENTS / 3
    assert agreed["neither finds"] > DOCUMENTS / 10
    assert agreed["only one"] < DOCUMENTS / 10


@pytest.mark.parametrize(("dialect", "document"), [("3.0", DOCUMENT_3_0), ("3.1", DOCUMENT_3_1)])
def test_both_find_nothing_in_a_sound_document(dialect: str, document: dict[str, Any]) -> None:
    assert stock_verdict(dialect, document) == []
    assert validate(parse(json.dumps(document).encode()).tree, complete=True) == ()
