"""The bundle is held against the catalog: every operation under exactly one heading, or there is no bundle."""

from __future__ import annotations

import pytest

from ampeco_refgen.errors import UsageError
from ampeco_refgen.pages.bundle import make_bundle
from documents import ROOT, SAMPLE, catalog_of, findings_of

HEADING = "# {{ call.heading }}"


@pytest.mark.parametrize(
    ("heading", "count"), [("## {{ call.heading }}", 0), (f"{HEADING}\n\n{HEADING}", 2)], ids=["lost", "twice"]
)
def test_an_operation_that_has_not_one_heading_fails_the_build(tmp_path, heading, count):
    template = (ROOT / "templates" / "call.md.j2").read_text("utf-8")
    (tmp_path / "call.md.j2").write_text(template.replace(HEADING, heading), "utf-8")
    catalog = catalog_of(SAMPLE)
    with pytest.raises(UsageError) as caught:
        make_bundle(findings_of(catalog), tmp_path)
    assert f"{len(catalog.operations)} operations do not have exactly one heading" in caught.value.message
    assert f"{catalog.operations[0].key} ({count} headings)" in caught.value.message
