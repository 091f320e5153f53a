"""Every document in this folder gives exactly the findings in its `findings.txt`.

After a wanted change, `UPDATE_GOLDENS=1 pytest tests/invalid` writes those files anew; read what changed in them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ampeco_refgen.errors import DocumentError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.openapi.document import findings, load

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/document.*"))


def outcome(raw: RawSpec) -> str:
    """Return what comes of a document: whether it is taken, in which words it is refused, and all findings."""
    try:
        load(raw)
        head = ["taken"]
    except DocumentError as failure:
        head = [f"refused: {failure.message}", f"hint: {failure.hint}"]
    return "\n".join([*head, *map(str, findings(raw)), ""])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_document_gives_exactly_these_findings(case: Path) -> None:
    (document,) = case.glob("document.*")
    reported = outcome(RawSpec(content=document.read_bytes(), origin=document.name))
    golden = case / "findings.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(reported, "utf-8")
    assert reported == golden.read_text("utf-8")


def test_no_case_is_without_a_finding() -> None:
    assert CASES
    assert [case.name for case in CASES if len(case.joinpath("findings.txt").read_text("utf-8").splitlines()) < 2] == []
