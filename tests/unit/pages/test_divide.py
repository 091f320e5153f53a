"""Long files in parts: nothing is lost, nothing stands twice, every part is short, and links follow."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.limits import FILE_CHARACTERS
from ampeco_refgen.pages.divide import broken, divided
from ampeco_refgen.write import RenderedFile
from unit.markdown_reading import blocks

MARK = "<!-- Generated -->"
LINE = "- `field` string — " + "what it means " * 10


def page(path: str, *sections: str, title: str = "Things") -> RenderedFile:
    return RenderedFile(path=path, text="\n\n".join([f"{MARK}\n# {title}", *sections]) + "\n")


def section(name: str, lines: int) -> str:
    return "\n".join([f"### {name}", "", *[f"{LINE}{name} {number}" for number in range(lines)]])


def files_of(*files: RenderedFile) -> dict[str, str]:
    return {file.path: file.text for file in divided(files)}


def test_what_fits_stays_as_it_is():
    files = (page("a.md", section("GET /a", 100)), RenderedFile(path="catalog.json", text="x" * FILE_CHARACTERS * 2))
    assert divided(files) == files


def test_sections_stay_whole_and_the_parts_lead_to_each_other():
    files = files_of(page("r/a.md", *[section(f"GET /{number}", 50) for number in range(20)]))
    assert list(files) == ["r/a.md", "r/a-2.md", "r/a-3.md", "r/a-4.md"]
    assert all(len(text) <= FILE_CHARACTERS for text in files.values())
    for number in range(20):
        assert sum(section(f"GET /{number}", 50) in text for text in files.values()) == 1
    assert files["r/a.md"].startswith(f"{MARK}\n# Things\n\nIn 4 parts, the next is [a-2.md](a-2.md).\n\n### GET /0\n")
    assert files["r/a.md"].endswith("\n\nGoes on in [a-2.md](a-2.md).\n")
    second = f"{MARK}\n# Things, part 2\n\nPart 2 of 4, goes on from [a.md](a.md).\n\nContents:\n\n- [GET /"
    assert files["r/a-2.md"].startswith(second)
    assert "Goes on in" not in files["r/a-4.md"]


def test_links_follow_what_has_moved():
    contents = "\n".join(f"- [{number}](#get-{number})" for number in range(20))
    long = page("r/a.md", contents, *[section(f"GET /{number}", 50) for number in range(20)], section("GET /0", 1))
    other = page("b.md", "see [x](r/a.md#get-19), [y](r/a.md#get-0), [z](r/a.md), `](r/a.md#get-19)`, [w](#get-19)")
    files = divided((long, other))
    texts = {file.path: file.text for file in files}
    last = list(texts)[-2]
    assert f"[19]({last.removeprefix('r/')}#get-19)" in texts["r/a.md"]
    assert "[0](#get-0)" in texts["r/a.md"]
    assert f"see [x]({last}#get-19), [y](r/a.md#get-0), [z](r/a.md), `](r/a.md#get-19)`, [w](#get-19)" in texts["b.md"]


def test_a_part_takes_no_name_that_is_taken():
    files = files_of(page("a.md", section("GET /a", 500)), page("a-2.md", "short"))
    assert "short" in files["a-2.md"]
    assert "GET /a, continued:" in files["a-3.md"]


def test_a_section_goes_on_below_what_it_stands_under():
    nested = ["**Responses**", "", "- `200` OK", *[f"  {LINE}{number}" for number in range(400)], "- `404` None"]
    files = files_of(page("a.md", "\n".join(["### GET /a", "", *nested])))
    expected = "\n\nGET /a, continued:\n\n**Responses** (continued)\n\n- `200` OK (continued)\n  - `field` string"
    assert expected in files["a-2.md"]
    text = "".join(files.values())
    assert [int(number) for number in re.findall(r"means (\d+)$", text, re.MULTILINE)] == list(range(400))


def test_code_is_closed_and_opened_again():
    code = ["```json", *[f' "key{number}": "{"value" * 40}",' for number in range(500)], "```", "after"]
    files = files_of(page("a.md", "\n".join(["### POST /a", "", *code])))
    assert len(files) > 1
    for text in files.values():
        assert blocks(text).count("fence") == 1
        assert "\n# key" not in text


MARKDOWN = st.sampled_from(
    [
        "",
        "text",
        "- item",
        "  - nested",
        "    - deeper",
        "  wrapped",
        "**Label**",
        "```json",
        "```",
        "### GET /a",
        "x" * 90,
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(MARKDOWN, max_size=80), st.integers(min_value=100, max_value=600))
def test_pieces_hold_every_line_in_order_and_are_short(lines: list[str], room: int):
    lines = [f"{line}{number:02}" if line and not line.startswith("```") else line for number, line in enumerate(lines)]
    pieces = list(broken(lines, room))
    kept = [line for piece in pieces for line in piece if not line.endswith(" (continued)")]
    assert [line for line in kept if line and not line.startswith("```")] == [
        line for line in lines if line and not line.startswith("```")
    ]
    assert all(sum(map(len, piece)) <= room + 200 for piece in pieces)


def test_a_file_without_sections_is_divided_as_well():
    lines = [MARK, "# Things", "", *[f"{LINE}{number}" for number in range(900)]]
    files = files_of(RenderedFile(path="a.md", text="\n".join(lines)))
    assert all(len(text) <= FILE_CHARACTERS for text in files.values())
    numbers = re.findall(r"means (\d+)$", "".join(files.values()), re.MULTILINE)
    assert numbers == [str(number) for number in range(900)]
