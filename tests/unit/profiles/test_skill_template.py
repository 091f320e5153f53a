"""The prose of a new SKILL.md for the vendor's API is that of the SKILL.md at the root, which is kept by hand."""

import re

from ampeco_refgen.pages.bundle import make_bundle
from documents import AMPECO, ROOT, SAMPLE, catalog_of, findings_of


def test_every_line_of_the_prose_stands_in_the_skill_at_the_root():
    skill = (ROOT / "SKILL.md").read_text("utf-8").splitlines()
    prose = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", AMPECO.skill_template, flags=re.DOTALL).splitlines()
    assert len(prose) > 20
    assert [line for line in prose if line and line not in skill] == []


def test_without_a_profile_there_is_no_prose_of_anybody():
    skeleton = make_bundle(findings_of(catalog_of(SAMPLE))).skeleton
    assert "Gotchas" not in skeleton
    assert "Base URL: `https://" in skeleton
