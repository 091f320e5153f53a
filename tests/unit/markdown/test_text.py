"""What comes out of `text` is read back with a Markdown parser: it must show the source and nothing may break out."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.markdown.text import (
    cell,
    cell_code,
    code,
    code_link,
    guarded,
    heading,
    inline,
    joined,
    link,
    plural,
    prose,
    row,
)
from unit.markdown_reading import blocks, codes, inlines, shown

MARKUP = [
    *"`*_~#>|-+=:[]()<>&!$\\\"'.,;•·^{}@/ \t",
    *[
        "``",
        "```",
        "~~~",
        "**",
        "__",
        "---",
        "===",
        "\n",
        "\n\n",
        "\r\n",
        "    ",
        "\n- ",
        "\n* ",
        "1. ",
        "\n2) ",
        "\n# ",
    ],
    *[
        "\n```\n",
        "|---|\n",
        "\n| - | - |\n",
        "<!-- BEGIN:X -->",
        "<!--",
        "-->",
        "<?",
        "<![CDATA[",
        "</",
        "&amp;",
        "&#42;",
    ],
    *["](", "][", "]:", "[^1]", "[ ] ", "[x] ", ":::", "\x00", "\u202e", "\u200b", "\ufeff", "\u2028"],
    *["\x85", "\x0b", "W", "Wx", "9", "é", "日", "😀", "\ud800", "\xa0", "²", "ǅ"],
]
HOSTILE = st.lists(st.sampled_from(MARKUP), max_size=25).map("".join)
FORMATTED = st.lists(
    st.sampled_from(
        [
            *MARKUP,
            "<b>",
            "</b>",
            "<br>",
            "</br>",
            "<code>",
            "</code>",
            "<li>",
            "<td>",
            "<a href='W'>",
            "</a>",
            "<p W=9>",
        ]
    ),
    max_size=25,
).map("".join)
ANYTHING = st.one_of(st.text(), HOSTILE, FORMATTED)
PARAGRAPH = ["paragraph_open", "paragraph_close"]
ITEM = ["bullet_list_open", "list_item_open", *PARAGRAPH, "list_item_close", "bullet_list_close"]
relentless = settings(deadline=None, max_examples=400)


def letters(text: str) -> str:
    """Return the letters and digits of a text, the part that no formatting may swallow."""
    return "".join(filter(str.isalnum, text))


def unformatted(markdown: str) -> bool:
    """Tell whether a line holds text and code spans only."""
    return {token.type for token in inlines(markdown)} <= {"text", "code_inline"}


# ------------------------------------------------------------------------------------------------ code


@relentless
@given(st.one_of(st.text(), HOSTILE))
def test_code_span_gives_back_its_content(text: str) -> None:
    visible = text.isprintable() and text != ""
    markdown = f"a {code(text)} b"
    assert blocks(markdown) == PARAGRAPH
    assert [token.type for token in inlines(markdown)] == ["text", "code_inline", "text"]
    assert not visible or codes(markdown) == [text]
    assert len(markdown.splitlines()) == 1


@relentless
@given(st.one_of(st.text(), HOSTILE), ANYTHING)
def test_table_keeps_its_rows_and_cells(text: str, other: str) -> None:
    table = "\n".join([row(["a", "b", "c"]), row(["---"] * 3), row([cell_code(text), cell(other), code("x")])])
    kinds = blocks(table)
    assert (kinds.count("tr_open"), kinds.count("th_open"), kinds.count("td_open")) == (2, 3, 3)
    assert kinds[0] == "table_open"
    assert kinds[-1] == "table_close"
    assert codes(table)[-1] == "x"
    assert not (text.isprintable() and text) or codes(table)[0] == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "`plain`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("a``b`c", "```a``b`c```"),
        ("``", "` `` `"),
        (" a ", "`  a  `"),
        (" a", "` a`"),
        ("  ", "`  `"),
        ("", '`""`'),
        ("a\nb\tc\x00", r"`a\nb\tc\u0000`"),
        ("a\u202eb\U000e0041", r"`a\u202eb\U000e0041`"),
    ],
)
def test_code(text: str, expected: str) -> None:
    assert code(text) == expected


# ------------------------------------------------------------------------------------------------ prose


@relentless
@given(ANYTHING)
def test_prose_stays_one_paragraph_item_and_heading(text: str) -> None:
    line = prose(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert line.encode().decode() == line
    if line:
        assert blocks(line) == PARAGRAPH
        assert blocks(f"- {line}") == ITEM
        assert blocks(f"- {line}\n- {line}").count("list_item_open") == 2
        assert blocks(f"text\n{line}") == PARAGRAPH
        assert blocks(f"# a\n\n### {heading(text)}\n\nb").count("heading_open") == 2
        assert shown(f"### {heading(text)}") == shown(line)
        assert unformatted(f"- {line}")
        assert shown(f"- **x {inline(text)} x**") == f"x {shown(line)} x"


@relentless
@given(HOSTILE)
def test_prose_loses_no_letter(text: str) -> None:
    kept = letters(re.sub(r"[\u2028\ud800]", "", text))
    assert letters(shown(prose(text))) == kept
    assert letters(shown(f"| {cell(text)} |\n| --- |")) == kept


@relentless
@given(st.lists(st.sampled_from(["W", "x_y", "9", "a", "`b c`", "_z", "$q", "~5"]), min_size=1).map(" ".join))
def test_plain_words_need_no_escape(text: str) -> None:
    assert "\\" not in prose(text).replace(r"\$", "")


def test_lines_that_do_not_end_are_told_apart() -> None:
    assert joined(["If `kind` is `a`", "`b`: later.", "", "Since 2.0"]) == "If `kind` is `a`; `b`: later. Since 2.0"
    assert joined([]) == ""


@relentless
@given(ANYTHING)
def test_prose_holds_no_invisible_character(text: str) -> None:
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", prose(text))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("  Two\n  lines.\r\n", "Two lines."),
        ("Mode:\n- **ac**: slow\n- **dc**: fast\n", "Mode: • ac: slow • dc: fast"),
        ("* `a` - one\n* `b` - two\n\nThat is all", "`a` - one • `b` - two; That is all"),
        ("* `a` - one. * `b` - two.", "`a` - one. • `b` - two."),
        ("Limits:\n 1) one\n 2) two", "Limits: 1) one 2) two"),
        ("`R` is `L1` </br>\n`S` is `L2`, </br>and so on", "`R` is `L1`; `S` is `L2`, and so on"),
        ("Options:<br> - `x`: extra<br/>- `y`", "Options: • `x`: extra • `y`"),
        ("One\n\nTwo.\n\nThree", "One; Two. Three"),
        ("The last that it has\n\nNone is `x`\nVisa", "The last that it has. None is `x`; Visa"),
        ("Map:\n220 = 230\n110 = 120", "Map: 220 = 230; 110 = 120"),
        ("# Title #\ntext\n## Sub?\nmore", "Title: text; Sub? more"),
        ("See:\n| A | B |\n|---|:-:|\n| 1 |  |\n| x \\| y | `z` |\nDone", "See: A: 1, B: –; A: x | y, B: `z`; Done"),
        ('Body:\n```json\n{\n  "a": 1\n}\n```\nEnd', 'Body: `{ "a": 1 }` End'),
        ("Filters:\n```yaml\nall:\n  - a\n\n  - b\n```\nEnd", r"Filters: `all:\n  - a\n\n  - b` End"),
        ("Run:\n  ~~~\n  a\n  b\n  ~~~\nEnd", "Run: `a b` End"),
        ("~~~ my words\nx\n\ny", "my words `x y`"),
        ("Send:\n```text\na b\n```\nand\n```csharp\nc;\n```", "Send: `a b` and `c;`"),
        ("A <code>x_*y</code> and <b>bold</b> <i>, unclosed", r"A `x_*y` and bold \<i>, unclosed"),
        ("<ul><li>one</li><li>two</li></ul>", "one • two"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a · b"),
        ('<p style="x">Go <a href="https://e.org/a_b">there</a></p>', "Go there (https://e.org/a_b)"),
        ("[the *docs*](https://e.org) and ![logo](x.png)", "the docs (https://e.org) and logo (x.png)"),
        ("<https://e.org/x>", "https://e.org/x"),
        ("Send <your-token> as <TYPE>", r"Send \<your-token> as \<TYPE>"),
        ("if a < b && c > d", "if a < b && c > d"),
        ("snake_case charge_point_id _id filter[userId]=1", "snake_case charge_point_id _id filter[userId]=1"),
        ("X-RateLimit-* DE*ENA 2 * 3", r"X-RateLimit-\* DE\*ENA 2 * 3"),
        ("an *emphasised* and _another_ __strong one__ __init__", r"an emphasised and another strong one __init\_\_"),
        (r"a\_b \*c\*", r"a_b \*c\*"),
        ("&lt;b&gt; R&D", r"\&lt;b\&gt; R&D"),
        ("costs $5 or 5$", r"costs $5 or 5\$"),
        ("<!-- BEGIN:X -->", r"\<!-- BEGIN:X -->"),
        ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
        ("a ` b", r"a \` b"),
        ("``a`b``", "``a`b``"),
        ("[x]: https://e.org", r"\[x\]: https://e.org"),
        ("[ ] todo", r"\[ ] todo"),
        ("Maximum power in [Wh]", "Maximum power in [Wh]"),
        ("", ""),
        (" \n ", ""),
        ("---", r"\---"),
        ("a\u202eb\u200bc\x00d\ud83de", "abcd\ufffde"),
    ],
)
def test_prose(source: str, expected: str) -> None:
    assert prose(source) == expected
    assert not expected or unformatted(expected)


@pytest.mark.parametrize(
    "start",
    ["1. a", "9) a", "> a", "===", "+ a", "=", "|a|", "    a", ":::note", ": a", "- - -", "~~~a", "#", "+++"],
)
def test_a_line_start_is_only_text(start: str) -> None:
    assert blocks(f"x\n{prose(start)}") == PARAGRAPH
    assert blocks(prose(start)) == PARAGRAPH


def test_a_negative_number_and_a_version_keep_their_start() -> None:
    assert [guarded(text) for text in ["-5", "1.5 kW", "+49", ":id", "2024"]] == ["-5", "1.5 kW", "+49", ":id", "2024"]


def test_a_heading_keeps_its_trailing_marks() -> None:
    assert heading("Use C# ##") == r"Use C# \##"
    assert shown("### " + heading("a #")) == "a #"


# ------------------------------------------------------------------------------------------------ links, words


@relentless
@given(ANYTHING, st.one_of(st.text(), HOSTILE))
def test_link_is_one_link(label: str, target: str) -> None:
    for markdown in (f"- a {link(label, '#' + target)} b", f"- a {code_link(label, 'x/' + target)} b"):
        kinds = [token.type for token in inlines(markdown)]
        assert blocks(markdown) == ITEM
        assert (kinds.count("link_open"), kinds.count("link_close")) == (1, 1)
        assert set(kinds) <= {"text", "code_inline", "link_open", "link_close"}


@pytest.mark.parametrize(
    ("label", "target", "expected"),
    [
        ("Read [me]", "a/b c.md#d(e)", r"[Read \[me\]](a/b%20c.md#d%28e%29)"),
        (r"a\[b", "#é", r"[a\\\[b](#é)"),
        ("`a[0]` x", "https://e.org/?a=1&copy;=2", "[`a[0]` x](https://e.org/?a=1%26copy;=2)"),
        ("run", "JavaScript:alert(1)", "run (`JavaScript:alert(1)`)"),
    ],
)
def test_link(label: str, target: str, expected: str) -> None:
    assert link(label, target) == expected


def test_plural() -> None:
    assert [plural(1, "entity"), plural(2, "entity"), plural(0, "day")] == ["1 entity", "2 entities", "0 days"]
    assert [plural(2, "class"), plural(3, "branch"), plural(2, "man", "men")] == ["2 classes", "3 branches", "2 men"]


# ------------------------------------------------------------------------------------------------ size


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a b. ",
        "`",
        "` ``",
        "<code>",
        "[",
        "[a](",
        "**a ",
        "*a _b ",
        "<b",
        "<b a='",
        "<a href='",
        "\n- ",
        "\n|",
        "\\",
    ],
)
def test_time_grows_in_step_with_the_text(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    started = time.perf_counter()
    line = prose(text)
    assert time.perf_counter() - started < 20
    assert len(line) >= letters(text).count("a")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("See [it](https://a.test/b_(c)?x=1&y=2).", "See it (https://a.test/b_(c)?x=1&y=2)."),
        ("See [it](https://a.test/(b)/(c)) and [that](/d).", "See it (https://a.test/(b)/(c)) and that (/d)."),
        ("https://a.test/b_(c) and d_(e)", r"`https://a.test/b_(c)` and d\_(e)"),
        ("See [it](https://a.test/_b_/c).", "See it (`https://a.test/_b_/c`)."),
        ("<https://a.test/*b*/$c$d>, *b*, $e", r"`https://a.test/*b*/$c$d`, b, $e"),
        ("See <b https://a.test/b> and `c`_d_", r"See \<b https://a.test/b> and `c`_d\_"),
        ("https://a.test/?b=1&copy;=2.", "`https://a.test/?b=1&copy;=2`."),
    ],
)
def test_an_address_stays_whole_where_nothing_could_pair_with_its_marks(text, line):
    assert prose(text) == line
