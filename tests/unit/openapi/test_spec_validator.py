"""openapi-spec-validator's own verdict, and that it is safe to ask for it."""

from __future__ import annotations

import pytest
from small_documents import sound, with_schemas

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.openapi.spec_validator import spec_validator_findings
from ampeco_refgen.openapi.validate import validate

VERSIONS = ["3.0.3", "3.1.0"]


@pytest.mark.parametrize("version", [*VERSIONS, "3.2.0"])
def test_a_sound_document_is_sound_to_the_library_too(version: str) -> None:
    assert validate(sound(version), complete=True) == validate(sound(version))


@pytest.mark.parametrize("pattern", ["(a+)+$", r"^(\w+\s?)*$", "(?=(a+)+b)a+", "((a{1,100}){1,100}){1,100}"])
def test_a_hostile_pattern_does_not_keep_the_library_busy_for_ever(pattern: str) -> None:
    text = "a" * 60 + "!"
    schemas = {
        "A": {"type": "string", "pattern": pattern, "default": text},
        "C": {"patternProperties": {pattern: {}}, "additionalProperties": False, "default": {text: 1}},
    }
    for version in VERSIONS:
        assert list(spec_validator_findings(with_schemas(schemas, version), version[:3]))


@pytest.mark.parametrize("version", [*VERSIONS, "3.2.0"])
@pytest.mark.parametrize(
    "scheme", ["http://127.0.0.1:9", "https://127.0.0.1:9", "file://", "ftp://a", "other.yaml#", "//a"]
)
def test_the_library_opens_nothing_and_its_exceptions_are_findings(version: str, scheme: str) -> None:
    document = sound(version, components={"schemas": {"A": {"allOf": [{"$ref": f"{scheme}/x"}], "default": 1}}})
    (finding,) = spec_validator_findings(document, version[:3])
    assert (finding.code, finding.severity) == ("stock-finding", Severity.WARNING)
    assert "Unresolvable" in finding.message
