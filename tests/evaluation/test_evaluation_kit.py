"""The evaluation kit: every answer is found in the committed bundle within its limits, and the check can fail."""

from __future__ import annotations

import json
import shutil

import pytest
from evals import check as kit
from evals.walk import LostError, Walk, missing

FEWEST_QUESTIONS = 30
FEWEST_TRIGGERS = 8


@pytest.fixture(scope="module")
def results():
    return kit.check(kit.ROOT)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(kit.ROOT / "reference", tmp_path / "reference")
    shutil.copy(kit.ROOT / "SKILL.md", tmp_path)
    return tmp_path


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def named(results, name):
    return next(one for one in results if one.name == name)


def test_every_answer_is_found_within_the_limits(results):
    print(kit.summary(results))
    assert len(results) >= FEWEST_QUESTIONS
    assert kit.problems(results) == []


def test_questions_are_told_apart():
    names = [one["id"] for one in kit.questions()]
    assert len(set(names)) == len(names)


def test_an_answer_that_is_gone_is_missed(copy):
    edit(copy / "reference" / "resources" / "sessions.md", "`filter[status]`", "`filter[state]`")
    problems = named(kit.check(copy), "filters-sessions").problems
    assert problems == ("not shown: `filter[status]`", "not on the way: `filter[status]`")


def test_a_link_that_is_gone_is_missed(copy):
    edit(copy / "SKILL.md", "- [sessions](", "- [charging](")
    assert any("no link 'sessions'" in one for one in named(kit.check(copy), "filters-sessions").problems)


def test_a_question_that_no_longer_fits_is_reported(copy, monkeypatch):
    question = {"id": "gone", "question": "?", "answer": {"kind": "call", "operation": "GET resources/ghosts"}}
    monkeypatch.setattr(kit, "questions", lambda: [{**question, "show": ["show sessions"], "open": []}])
    (result,) = kit.check(copy)
    assert any("fits the document no more" in one for one in result.problems)


def test_the_limits_are_held():
    large = kit.Result(
        name="a", question="?", expected=(), show_bytes=kit.LIMITS["worst"] + 1, page_bytes=7_000, problems=()
    )
    assert kit.problems([large]) == [
        "show: the median answer takes 30,001 bytes",
        "show: the worst answer takes 30,001 bytes",
        "pages: the median answer takes 7,000 bytes",
    ]


def test_a_walk_reads_only_what_it_counts():
    walk = Walk(kit.ROOT)
    walk.take("open sessions")
    assert walk.size == 0
    with pytest.raises(LostError):
        walk.take("follow a link that nobody wrote")
    walk.take("read")
    assert walk.size == len((kit.ROOT / "reference" / "resources" / "sessions.md").read_bytes())


def test_a_wrapped_line_is_one():
    assert missing((("`a`", "end"),), ["- `a` goes on\n  to its end\n- `b`\n"]) == []
    assert missing((("`a`", "`b`"),), ["- `a`\n- `b`\n"]) == ["`a` + `b`"]


def test_triggers_are_told_apart():
    record = json.loads((kit.ROOT / "evals" / "triggers.json").read_text(encoding="utf-8"))
    wanted = [one["query"] for one in record["queries"] if one["should_trigger"]]
    others = [one for one in record["queries"] if not one["should_trigger"]]
    assert min(len(wanted), len(others)) >= FEWEST_TRIGGERS
    assert len({one["query"] for one in record["queries"]}) == len(record["queries"])
    assert all(one["why"] for one in others)
