"""Documents that hypothesis makes, as odd as they come: each has a whole bundle, whatever order its keys are in."""

from __future__ import annotations

import json
from random import Random

import bundle_checks
import pytest
from fuzz import complaints
from fuzz_documents import document
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from markdown_checks import broken_out

from ampeco_refgen.catalog.shape import Shapes
from documents import catalog_from, get, mini
from robustness.bundles import whole_bundle

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


@settings(deadline=None, max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.integers(min_value=0, max_value=2**32))
def test_a_generated_document_keeps_every_promise(seed: int):
    tree = document(Random(seed), size=2)
    broken = list(complaints(tree, Random(seed)))
    assert not broken, "\n".join([*broken[:5], json.dumps(tree)])


@settings(deadline=None, max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.integers(min_value=0, max_value=2**32))
@example(64755)
def test_a_shape_is_the_same_whatever_was_asked_for_before(seed: int):
    catalog = catalog_from(document(Random(seed), size=2))
    numbers = list(range(len(catalog.schemas)))
    orders = [numbers, numbers[::-1], Random(seed).sample(numbers, len(numbers))]
    made = [
        {number: repr(shapes.of(number)) for number in order}
        for shapes, order in zip(map(Shapes, [catalog] * 3), orders, strict=True)
    ]
    assert made[0] == made[1] == made[2]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("# A\n\nText\n===\n", "2 headings are read where 1 are meant"),
        ("# A\n\n```\n## B\n", ""),
        ("# A\n\n#\n", "2 headings are read where 1 are meant"),
        ("# A\n\n<!-- b -->\n", "HTML: '<!-- b -->\\n'"),
        ("a <b> c\n", "html_inline: '<b>'"),
        ("![a](b.png)\n", "image: 'a'"),
        ("a\n\n> b\n", "blockquote_open in line 3"),
        ("a\n\n    b\n", "code_block in line 3"),
        ("`a`\n  <!-- BEGIN:API -->\n", "HTML: '  <!-- BEGIN:API -->\\n'"),
        ("a\n\n---\n", "hr in line 3"),
    ],
)
def test_what_has_broken_out_is_seen(text: str, seen: str):
    assert next(broken_out(text), "") == seen


@pytest.mark.parametrize("name", ["a\nb", "\u202e", "&amp;", "_a_", "<b>", "`", "*", "x" * 450])
def test_a_long_enum_is_reached_whatever_its_field_is_called(name: str):
    enum = {"type": "string", "enum": [f"value-{number}" for number in range(61)]}
    files = whole_bundle(mini({"/a": {"get": get({"type": "object", "properties": {name: enum}})}}))
    assert not list(broken_out(files["reference/schemas/enums.md"]))


@pytest.mark.parametrize("tag", ["\u202e", "<b>", "<!-- a -->", "*", " ", "#", "- a", "&lt;b&gt;"])
def test_every_page_has_a_title(tag: str):
    for path, text in whole_bundle(mini({"/": {"get": get(tags=[tag])}})).items():
        assert path.endswith(".json") or not list(broken_out(text))


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("[a](gone.md)", ["dead-link: reference/a.md: gone.md"]),
        ("![](gon%C3%A9&amp;.md)", ["dead-link: reference/a.md: gon%C3%A9&amp;.md"]),
        ("[a](a.md#gone)", ["dead-anchor: reference/a.md: a.md#gone"]),
        ("| a |\n|---|\n| [a](#gone) |", ["dead-anchor: reference/a.md: #gone"]),
        ("# B\n\n[a](a.md#b)", []),
        (r"\`\`\` `[a](gone.md) [a](gone.md)`", []),
        ("text `code\nthat goes on ![](gone.png)` text", []),
        (r"\[a\](gone.md)", []),
    ],
)
def test_the_check_for_dead_links_sees_what_a_reader_sees(text: str, reported: list[str]):
    flaws = bundle_checks.links({"reference/a.md": text}, {"reference/a.md"})
    assert [f"{flaw.code}: {flaw.detail}" for flaw in flaws] == reported
