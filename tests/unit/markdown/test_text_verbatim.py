"""Text of which each character counts: it reads back as it was, and looks as it was wherever that is possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_text import HOSTILE, relentless

from ampeco_refgen.markdown.codespan import visible
from ampeco_refgen.markdown.names import anchor
from ampeco_refgen.markdown.text import verbatim, verbatim_link
from unit.markdown_reading import blocks, inlines, shown

HEADING = ["heading_open", "heading_close"]


@relentless
@given(st.one_of(st.text(), HOSTILE))
def test_a_heading_and_a_label_give_back_each_character(text: str) -> None:
    key = f"GET {text}"
    heading = f"### {verbatim(key)}"
    assert blocks(heading) == HEADING
    assert shown(heading) == visible(key)
    label = verbatim_link(key, "a.md")
    assert {token.type for token in inlines(label)} == {"link_open", "text", "link_close"}
    assert shown(label) == visible(key)


@pytest.mark.parametrize(
    "path",
    ["/users/{id}/_search", "/$metadata", "/a/*", "/~x/(y)", "/v1/{name}:cancel", "/a b#c&d=1?e", "/[x]/@{y}", "/x#"],
)
def test_a_usual_path_stands_as_it_is(path: str) -> None:
    assert verbatim(path) == path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/<id>/<b>x</b>", r"/\<id>/\<b>x\</b>"),
        ("/*a*/", r"/\*a\*/"),
        ("/${a}/${b}", r"/\${a}/\${b}"),
        ("/a_/_b_/", r"/a\_/_b\_/"),
        ("/~/x/~/", r"/\~/x/\~/"),
        ("/a ", "/a&#32;"),
        ("/a  b", "/a &#32;b"),
        ("/a #", r"/a \#"),
        ("/a\n## b\u202e", r"/a\\n## b\\u202e"),
        ("/&lt;\\", r"/\&lt;\\"),
    ],
)
def test_what_could_be_read_otherwise_is_escaped(path: str, expected: str) -> None:
    assert verbatim(path) == expected


def test_paths_that_differ_only_in_space_stay_apart() -> None:
    assert len({verbatim(path) for path in ("/a", "/a ", "/ a", "/a  ", "/a\t")}) == 5
    assert anchor("GET /a b") == "get-a-b"
