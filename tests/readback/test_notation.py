"""The reader of the notation reads what it should, and refuses what is none of it."""

from __future__ import annotations

import pytest

from readback.bundle import MARK, Bundle
from readback.call_file import read_call
from readback.markdown import Section, masked, unmasked
from readback.notation import Notation
from readback.record import Call
from readback.terms import Listing, Row, UnreadableError, shown, words

NOTATION = Notation("page.md", lambda _page, _target: frozenset({"A", "B"}))


def listing(markdown: str) -> Listing:
    section = Section(level=1, title="", anchor="", lines=markdown.splitlines())
    return NOTATION.listing(section.blocks()[0].items)


def call(markdown: str) -> Call:
    bundle = Bundle({"reference/calls/a/GET.md": f"{MARK}\n# GET /a\n\n{markdown}\n"})
    return read_call(bundle, "reference/calls/a/GET.md")


def test_a_line_is_read_in_full() -> None:
    line = (
        "- `a[].b` array of string or null (date, min 1, pattern `^[,)]$`), required, default `x, y`"
        " — each one of `p`, `q` — Is — so"
    )
    row = Row(
        path="a[].b",
        type="array of string or null",
        facts=frozenset({("format", "date"), ("minimum", "1"), ("pattern", "^[,)]$")}),
        marks=frozenset({"required"}),
        default="x, y",
        values=frozenset({"p", "q"}),
    )
    assert listing(line).rows == [row]
    assert listing(line).rows[0].said == ("Is — so",)


def test_a_line_goes_on_elsewhere() -> None:
    fields = listing(
        "- `a` array of object [Thing](thing.md), nullable\n- `b` string, deprecated (use `c`) — one of [b](enums.md#b)"
    )
    assert fields.links == {"a": ("page.md", "thing.md")}
    assert [(row.values, row.uses) for row in fields.rows] == [(None, ()), (frozenset({"A", "B"}), ("c",))]


def test_a_wrapped_line_is_one() -> None:
    assert listing("- `a` string — one of `p`,\n  `q r` — and\n  more").rows[0].values == frozenset({"p", "q r"})


def test_each_variant_has_a_list_of_its_own() -> None:
    fields = listing(
        "- `id` integer\n- exactly one of 4 variants\n"
        "  - variant 1 **One**, when `kind` is `one`\n    - `a` string\n    - `shared` boolean, required\n"
        "  - variant 2: integer\n  - variant 3: [Three](three.md)\n"
        "  - variant 4\n    - `shared` boolean, required"
    )
    variants = fields.choices[0].variants
    assert [[row.path for row in variant.listing.rows] for variant in variants] == [["a", "shared"], [], [], ["shared"]]
    assert (variants[0].title, variants[0].conditions) == ("One", {"kind": frozenset({"one"})})
    assert (variants[1].itself, variants[2].link) == (Row(path="", type="integer"), ("page.md", "three.md"))


@pytest.mark.parametrize(
    "line",
    [
        "- `a`",
        "- a string",
        "- `a` string required",
        "- `a` string, needed",
        "- all fields of [A](a.md)",
        "- `a` object, with the fields of `b`",
        "- `a` object, as `b`",
        "- `a` string\n- `a` string",
        "- same as in [A](a.md)",
        "- any of 2 variants\n  - variant 1\n",
        "- any of 2 variants\n  - variant 1\n  - variant 3",
    ],
)
def test_what_does_not_fit_is_refused(line: str) -> None:
    with pytest.raises(UnreadableError):
        listing(line)


def test_an_answer_is_read_in_full() -> None:
    record = call(
        "**Responses**\n\n"
        "- `2XX` A — b (`text/a`, `text/b`) — `data[]` list (max items 2), nullable, 1 field; said\n"
        "  - `id` integer\n  - beside `data`:\n    - `links` object\n  - header `X-Left` integer\n"
        "- `204` Gone — no body\n- `400` Bad:\n  - `why` string\n- `406` No: no body"
    )
    empty = [key for key in record.answers if not key[1]]
    assert empty == [("204", ""), ("406", "")]
    assert record.answers["2XX", "text/a"] == record.answers["2XX", "text/b"]
    answer = record.answers["2XX", "text/a"]
    assert (answer.said, answer.wrapping, answer.texts) == (["A — b"], "`data[]` list", ["; said"])
    assert (answer.marks, answer.limits) == ({"nullable"}, {("maxItems", "2")})
    assert (answer.fields.listing.lines, answer.beside.listing.lines) == (1, 1)
    assert record.answers["400", "application/json"].fields.listing.rows == [Row(path="why", type="string")]
    assert [row.path for row in record.headers["2XX"].listing.rows] == ["X-Left"]


@pytest.mark.parametrize(
    "markdown",
    [
        "**Body** `application/json`\n",
        "**Responses**\n\n- `200` OK",
        "**Responses**\n\n- `200` OK — `data` object: the fields above",
        "**Bogus**\n\n- `a` string",
        "**Query**\n\nSee elsewhere",
    ],
)
def test_what_a_call_does_not_say_so_is_refused(markdown: str) -> None:
    with pytest.raises(UnreadableError):
        call(markdown)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a `b` c", ["b"]),
        ("`` a`b ``", ["a`b"]),
        (r"\`a` and `b", ["and"]),
        ("` `", [" "]),
        (r"a\_b `c\_d`", [r"c\_d"]),
    ],
)
def test_code_is_put_aside(text: str, spans: list[str]) -> None:
    assert masked(text)[1] == spans


def test_escapes_are_undone_outside_code_only() -> None:
    assert unmasked(*masked(r"a\_b `c\_d`")) == r"a_b c\_d"


def test_words_do_not_depend_on_markup() -> None:
    assert words("A **bold** `code`<br/>text:\n```json\n{}\n```") == words("a bold code text") == " a bold code text "


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), ("", '""'), (" ", '" "'), (None, "null"), (1, "1"), ({"b": 1}, '{"b":1}')]
)
def test_a_value_is_shown_as_a_page_does(value: object, text: str) -> None:
    assert shown(value) == text
