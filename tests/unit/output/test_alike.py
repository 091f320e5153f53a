"""Fields that repeat those of another field of the same list are stated once."""

from __future__ import annotations

from ampeco_refgen.output.alike import repetitions

LINE = " string (date-time), required, nullable — in the time zone of the site"


def rows(*paths: str) -> tuple[list[str], list[str]]:
    return list(paths), [f"- `{path}`{LINE if '.' in path or '[' in path else ' object'}" for path in paths]


def test_what_is_below_a_field_is_left_to_the_first_that_has_it():
    assert repetitions(
        *rows("friday", "friday.end", "friday.start", "monday", "monday.end", "monday.start", "name")
    ) == {3: (6, "friday")}


def test_one_difference_is_enough_to_state_it():
    paths, texts = rows("friday", "friday.end", "monday", "monday.end")
    assert repetitions(paths, texts)
    assert not repetitions(paths, [*texts[:3], texts[3].replace(", nullable", "")])


def test_what_is_short_is_repeated():
    assert not repetitions(
        ["a", "a.id", "b", "b.id"], ["- `a` object", "- `a.id` string", "- `b` object", "- `b.id` string"]
    )


def test_a_field_that_is_alike_hides_what_is_inside_it():
    inner = ["a", "a.b", "a.b.x", "c", "c.b", "c.b.x"]
    texts = [f"- `{path}`{LINE}" for path in inner]
    assert repetitions(inner, texts) == {3: (6, "a")}


def test_the_outermost_of_fields_that_are_alike_has_the_rows():
    paths, texts = rows("a", "a.cost", "a.cost.x", "a.cost.y", "cost", "cost.x", "cost.y")
    assert repetitions(paths, texts) == {1: (4, "cost")}
