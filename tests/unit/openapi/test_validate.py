"""Tree → findings: which versions are read, when openapi-spec-validator is asked, that nothing breaks it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_documents import codes, sound, with_schemas

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.openapi import validate as validation
from ampeco_refgen.openapi.severity import SEVERITIES
from ampeco_refgen.openapi.validate import dialect_of, validate

VERSIONS = ["3.0.3", "3.1.0"]


class TestVersions:
    @pytest.mark.parametrize(
        ("stated", "dialect"),
        [
            *(("3.0.0", "3.0"), ("3.0", "3.0"), ("3.1.1", "3.1"), ("3.2.0", "3.2"), (3.1, "3.1")),
            *((stated, "") for stated in ("4.0.0", "2.0", "3.10.0", "3.01", "", None, True, 3, [], "x3.0")),
        ],
    )
    def test_only_known_versions_are_read(self, stated: Any, dialect: str) -> None:
        assert dialect_of({"openapi": stated}) == dialect

    def test_other_documents_get_one_finding(self) -> None:
        assert codes({"swagger": "2.0", "paths": {}}) == {"#/swagger": "swagger-2"}
        assert codes({"openapi": "5.0.0"}) == {"#/openapi": "unsupported-version"}
        assert codes({"name": "package"}) == {"": "not-openapi"}

    @pytest.mark.parametrize("version", [*VERSIONS, "3.2.0"])
    def test_a_sound_document_has_no_finding_but_that_3_2_is_new(self, version: str) -> None:
        assert codes(sound(version)) == ({"#/openapi": "openapi-3.2"} if version == "3.2.0" else {})


def test_the_library_is_asked_where_nothing_was_found_that_it_looks_for(monkeypatch: Any) -> None:
    document = with_schemas({"A": {"type": "string", "default": 5}})
    document["security"] = [{"gone": []}]
    assert codes(document) == {
        "#/components/schemas/A/default": "default-mismatch",
        "#/security/0/gone": "undefined-security-scheme",
    }
    assert validate(document, complete=True) == validate(document)
    monkeypatch.setattr(validation, "default_findings", lambda _: ())
    assert [finding.code for finding in validate(document)] == ["undefined-security-scheme"]
    severities = {finding.code: finding.severity for finding in validate(document, complete=True)}
    assert severities == {"stock-finding": Severity.WARNING, "undefined-security-scheme": Severity.WARNING}


NAMES = st.sampled_from(
    ["$ref", "type", "allOf", "properties", "default", "items", "x-y", "required", "format", "pattern", "enum"]
)
TEXTS = st.sampled_from(["string", "#/components/schemas/A", "#/paths", "(", "5", ""])
SCHEMAS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150)
@given(SCHEMAS, st.sampled_from(VERSIONS))
def test_no_schema_breaks_the_validation(schema: Any, version: str) -> None:
    for finding in validate(with_schemas({"A": schema}, version)):
        assert finding.code in SEVERITIES
        assert "\n" not in finding.message
