"""The table of codes."""

from __future__ import annotations

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.openapi.severity import SEVERITIES


def test_every_code_has_one_severity() -> None:
    assert set(SEVERITIES.values()) == set(Severity)
    assert all(code == code.lower() and " " not in code for code in SEVERITIES)
