"""Sizes and limits of a skill's files."""

from __future__ import annotations

from ampeco_refgen import limits
from ampeco_refgen.lookup import stats
from ampeco_refgen.lookup.stats import stats_lines, stats_of


def test_the_limits_are_those_of_the_pages():
    # The lookup is shipped without the rest of the program, so it has a copy of them.
    assert (stats.FILE_CHARACTERS, stats.LINE_COLUMNS) == (limits.FILE_CHARACTERS, limits.LINE_COLUMNS)


def test_files_are_measured_and_the_largest_comes_first(tmp_path):
    (tmp_path / "reference/resources").mkdir(parents=True)
    (tmp_path / "SKILL.md").write_text("a\nb\n", encoding="utf-8")
    (tmp_path / "reference/resources/things.md").write_text("é" * 10 + "\n", encoding="utf-8")
    (tmp_path / "reference/catalog.json").write_text("{}", encoding="utf-8")
    (tmp_path / "README.md").write_text("not a page", encoding="utf-8")
    stats = stats_of(tmp_path)
    assert stats["pages"] == [
        {"path": "reference/resources/things.md", "bytes": 21, "tokens": 6, "lines": 1},
        {"path": "SKILL.md", "bytes": 4, "tokens": 1, "lines": 2},
    ]
    assert (stats["bytes"], stats["tokens"], stats["catalogBytes"], stats["warnings"]) == (25, 7, 2, [])


def test_everything_beyond_a_limit_is_told(tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "SKILL.md").write_text("x\n" * 501 + "y" * 20_000, encoding="utf-8")
    (tmp_path / "reference/long.md").write_text("z" * 400 + "\n" + "z" * 401 + "\n", encoding="utf-8")
    (tmp_path / "reference/large.md").write_text("word\n" * 10_001, encoding="utf-8")
    (tmp_path / "reference/full.md").write_text("word\n" * 10_000, encoding="utf-8")
    assert stats_of(tmp_path)["warnings"] == [
        "SKILL.md has 502 lines, more than 500",
        "SKILL.md has about 5,251 tokens, more than 5,000",
        "SKILL.md has lines of more than 400 columns: 502",
        "reference/large.md has 50,005 characters, more than 50,000",
        "reference/long.md has lines of more than 400 columns: 2",
    ]


def test_a_folder_without_a_skill_file_says_so(tmp_path):
    (tmp_path / "reference").mkdir()
    stats = stats_of(tmp_path)
    assert "SKILL.md   there is none" in list(stats_lines(stats))
    assert stats["skill"] is None


def test_the_report_says_what_there_is_of_each_limit(folder):
    report = stats_of(folder)
    (line,) = [line for line in stats_lines(report) if line.startswith("pages")]
    assert line.startswith(f"pages      {report['files']} files, {report['bytes']:,} bytes")
    assert report["largest"] == report["pages"][:10]
    assert sum(page["tokens"] for page in report["pages"]) == report["tokens"]
