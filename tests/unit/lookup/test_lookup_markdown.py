"""Pages read back: sections, parts, items and links, whatever stands in code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ampeco_refgen.lookup.markdown import blocks_of, is_within, items_of, last_name, links_of, name_of, sections_of

PAGE = """<!-- mark -->
# Things

About them.

### GET /things

List

```python
# not a heading
### GET /no
```

### POST /things

Make

## Thing

- `id` integer

## Thing

- `id` string
"""


def test_a_section_runs_to_the_next_heading_of_its_level_or_above():
    sections = sections_of("resources/things.md", PAGE)
    assert [(section.level, section.heading, section.anchor) for section in sections] == [
        (1, "Things", "things"),
        (3, "GET /things", "get-things"),
        (3, "POST /things", "post-things"),
        (2, "Thing", "thing"),
        (2, "Thing", "thing-1"),
    ]
    assert sections[2].text == "### POST /things\n\nMake"
    assert sections[1].text.endswith("```")
    assert sections[0].text == PAGE.partition("\n")[2].rstrip("\n")


def test_a_fence_is_closed_by_one_of_its_kind_only():
    text = "# A\n\n````\n```\n# no\n````\n\n# B\n"
    assert [section.heading for section in sections_of("a.md", text)] == ["A", "B"]


PAGE_OF_CALL = """# POST /things

Make one. **Note** this.

operationId `make`

**Query**

- `dry` boolean

**Body** `application/json`, required

- `name` string

```json
{"name": "**Filters**"}
```

**Body** `text/plain`, required: string

**Responses**

- `201` Created — no body"""


def test_the_blocks_of_a_section_are_found_by_their_titles():
    blocks = blocks_of(PAGE_OF_CALL)
    assert list(blocks) == ["", "Query", "Body", "Responses"]
    assert blocks[""].endswith("operationId `make`")
    assert blocks["Query"] == "**Query**\n\n- `dry` boolean"
    assert blocks["Body"].startswith("**Body** `application/json`")
    assert blocks["Body"].endswith("**Body** `text/plain`, required: string")
    assert blocks["Responses"] == "**Responses**\n\n- `201` Created — no body"


def test_a_description_that_imitates_a_label_does_not_hide_it():
    blocks = blocks_of("# GET /a\n\n**Filters** are great\n\n**Filters**\n\n- `filter[a]` string")
    assert blocks["Filters"] == "**Filters**\n\n- `filter[a]` string"


LIST = """Fields:

- `a` object
- `a.b` string — one of `x`,
  `y`
  - deeper `c`
- any of 2 variants
  - variant 1
    - `d` string
after"""


def test_items_hold_their_wrapped_lines():
    items = items_of(LIST)
    assert items[1] == "- `a.b` string — one of `x`,\n  `y`"
    assert [name_of(item) for item in items] == ["a", "a.b", "", "", "", "d"]


def test_items_of_one_indentation_hold_what_is_below_them():
    items = items_of(LIST, indent=0)
    assert len(items) == 3
    assert items[1].endswith("- deeper `c`")
    assert items[2].endswith("- `d` string")


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("- `a.b[].c` string", "a.b[].c"),
        ("  - `filter[a]` string", "filter[a]"),
        ("- `` a`b `` string", "a`b"),
        ("- `two\n  words` string", "two words"),
        ("- no name `code`", ""),
        ("text", ""),
    ],
)
def test_an_item_is_named_by_the_code_it_begins_with(item, name):
    assert name_of(item) == name


@pytest.mark.parametrize(
    ("path", "last"),
    [
        ("a.b[].c", "c"),
        ("filter[userId]", "userId"),
        ("filter[a][b]", "b"),
        ("tags[]", "tags"),
        ("include[]=lines", "lines"),
        ("id", "id"),
    ],
)
def test_a_path_ends_in_a_name(path, last):
    assert last_name(path) == last


@pytest.mark.parametrize(
    ("path", "member", "within"),
    [
        ("price", "price", True),
        ("price.tax", "price", True),
        ("price[].tax", "price", True),
        ("prices", "price", False),
        ("old.price", "price", False),
        ("filter[roaming][ids]", "roaming", True),
        ("filter[roaming]", "filter[roaming]", True),
    ],
)
def test_a_path_is_within_what_it_goes_on_from(path, member, within):
    assert is_within(path, member) is within


def test_links_lead_to_pages_as_seen_from_their_own():
    text = (
        "[a](../schemas/x.md#y), [b](#here) again [b](#here), [`c`](z.md) and `[no](code.md)`, \\`[d](d.md)\\`,"
        " [web](https://example.com) [mail](mailto:x@example.com) [e \\] f](e.md)"
    )
    assert [tuple(link) for link in links_of("resources/things.md", text)] == [
        ("a", "schemas/x.md", "y"),
        ("b", "resources/things.md", "here"),
        ("c", "resources/z.md", ""),
        ("d", "resources/d.md", ""),
        ("e ] f", "resources/e.md", ""),
    ]


def test_a_code_span_that_is_broken_over_lines_hides_no_link():
    text = "`GET\n  x`, `y` [a](a.md) `z`"
    assert [link.label for link in links_of("p.md", text)] == ["a"]


@settings(deadline=None, max_examples=200)
@given(some.text(some.sampled_from("#`~ ab\n-*[]()\\"), max_size=80))
def test_any_text_is_read(text):
    sections = sections_of("p.md", text)
    assert all(section.text in text for section in sections)
    assert len({section.anchor for section in sections}) == len(sections)
    assert all(item.split("\n")[0] in text for item in items_of(text))
    assert blocks_of(text).keys() >= {""}
    links_of("p.md", text)
