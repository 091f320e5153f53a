"""The metadata in the front matter of `SKILL.md`: valid whatever a version is, and what is the owner's stays."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ampeco_refgen.pages.skill_metadata import skill_metadata, with_metadata

OURS = {"api-version": "3.10", "catalog-sha256": "ab12", "generator": "ampeco-refgen 1"}
LINES = '  api-version: "3.10"\n  catalog-sha256: "ab12"\n  generator: "ampeco-refgen 1"\n'
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def front(text: str) -> dict[str, object]:
    return yaml.safe_load(text.split("---\n")[1])


@given(TEXT)
def test_every_version_of_an_api_gives_strings_on_lines_of_their_own(version):
    metadata = skill_metadata(version, "{}")
    text = with_metadata("---\nname: a\n---\n# A\n", metadata)
    assert front(text) == {"name": "a", "metadata": metadata}
    assert len(text.splitlines()) == 8
    assert with_metadata(text, metadata) == text


def test_the_digest_is_that_of_the_catalog():
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # printf '{}' | sha256sum
    assert skill_metadata("1", "{}")["catalog-sha256"] == digest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: a\n", f"name: a\nmetadata:\n{LINES}"),
        ("metadata:\nname: a\n", f"metadata:\n{LINES}name: a\n"),
        ("metadata: # whose?\n  team: x\n", f"metadata: # whose?\n{LINES}  team: x\n"),
        (
            "metadata:\n  team: x\n  generator: old\n  # said\n  api-version: >-\n    1\n\n    2\n  z: 1\nname: a\n",
            f"metadata:\n{LINES}  team: x\n  # said\n  z: 1\nname: a\n",
        ),
        ('metadata:\n    "generator": old\n    b: c\n', f"metadata:\n{LINES.replace('  a', '    a', 1)}    b: c\n"),
        ("metadata:\n\n\n# said\n  generator: old\nname: a\n", f"metadata:\n{LINES}\n\n# said\nname: a\n"),
        ("metadata:\n  said: |\n    generator: x\n", f"metadata:\n{LINES}  said: |\n    generator: x\n"),
        ("note: |\n  metadata:\n    generator: x\n", f"note: |\n  metadata:\n    generator: x\nmetadata:\n{LINES}"),
    ],
    ids=[
        "none",
        "empty",
        "of the owner",
        "older",
        "indented",
        "behind a comment",
        "in a text of the owner",
        "in a text",
    ],
)
def test_only_the_own_entries_are_renewed(before, after):
    if "    b: c" in after:
        after = after.replace("\n  c", "\n    c").replace("\n  g", "\n    g")
    for line_end in ("\n", "\r\n"):
        text = with_metadata(f"---\n{before}---\n\n# A\n".replace("\n", line_end), OURS)
        assert text == f"---\n{after}---\n\n# A\n".replace("\n", line_end)
        assert with_metadata(text, OURS) == text


@pytest.mark.parametrize(
    "text", ["# A\n", "---\n---\n# A\n", "---\n---\n# A\n\n---\n", "---\nmetadata: {team: x}\n---\n", ""]
)
def test_what_has_no_place_for_it_stays_as_it_is(text):
    assert with_metadata(text, OURS) == text
