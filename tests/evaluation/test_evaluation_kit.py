"""The evaluation kit: every answer is found in the skill that it asks about, within its limits; the check can fail."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from evals import check as kit
from evals.answers import Absent
from evals.questions import ROOT, limits, questions
from evals.walk import LostError, Walk, calls_in, missing

SESSIONS = "reference/calls/resources/sessions/v1.0/GET.md"


@pytest.fixture(scope="module")
def results(skill):
    return kit.check(skill, questions())


@pytest.fixture
def copy(tmp_path, skill):
    shutil.copytree(skill / "reference", tmp_path / "reference")
    shutil.copy(skill / "SKILL.md", tmp_path)
    return tmp_path


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def asked(copy, *names):
    """Check only the questions of these names."""
    chosen = [question for question in questions() if question.name in names]
    return tuple(problem for result in kit.check(copy, chosen) for problem in result.problems)


@pytest.fixture
def walk(skill):
    """Takes steps from the skill, and returns the way."""

    def take(question="?", *steps):
        way = Walk(skill, question)
        for step in steps:
            way.take(step)
        return way

    return take


def test_every_answer_is_found_within_the_limits(results):
    print(kit.summary(results))
    assert kit.problems(results, limits()) == []


def test_the_readme_has_the_figures_of_the_check(results):
    """`How it compares` has a row for each way: how many questions it answers, median and worst of the bytes read."""
    rows = re.findall(r"^\| (.+?) \| (\d+) of (\d+) \| (.+) \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    listed = str(sum(result.listed for result in results))
    every = str(len(results))
    (measured,) = re.findall(r"show ([\d,]+) and ([\d,]+), files ([\d,]+) and ([\d,]+)$", kit.summary(results))
    assert [row[1:3] for row in rows] == [(listed, every), (every, every), (every, every)]
    assert [row[3] for row in rows[1:]] == [f"{measured[0]} ({measured[1]})", f"{measured[2]} ({measured[3]})"]


def test_a_plain_list_of_endpoints_answers_few(results):
    listed = {result.name for result in results if result.listed}
    assert "unlock-call" in listed
    assert not listed & {"filters-sessions", "all-bare", "trap-no-such-filter"}


def test_an_answer_that_is_gone_is_missed(copy):
    edit(copy / SESSIONS, "`filter[status]`", "`filter[state]`")
    problems = asked(copy, "filters-sessions")
    assert problems == ("show: not found: `filter[status]`", "files: not found: `filter[status]`")


def test_a_filter_that_is_invented_is_noticed(copy):
    edit(copy / "reference/calls/resources/evses/v2.1/GET.md", "`filter[externalId]`", "`filter[tariffGroupId]`")
    problems = asked(copy, "trap-no-such-filter")
    lost = "GET /public-api/resources/evses/v2.1 without filter[tariffGroupId"
    assert {f"show: not found: {lost}", f"files: not found: {lost}"} <= set(problems)


def test_a_call_too_many_is_noticed(copy):
    edit(copy / "reference/calls/resources/taxes/v2.0/GET.md", "`percentage`", "`taxPercentage`")
    call = "GET /resources/taxes/v2.0"
    assert asked(copy, "all-tax-percentage") == (
        f"show: found besides: {call}",
        f"files: found besides: {call}",
    )


def test_a_rule_that_is_gone_from_the_skill_is_missed(copy):
    edit(copy / "SKILL.md", "write `_` for each `{…}`, ", "")
    assert asked(copy, "session-status")[0] == "files: SKILL.md does not say how the file of a call is named"


def test_a_version_that_nothing_tells_is_missed(copy):
    edit(copy / "SKILL.md", "- tariffs v1.0 ", "- prices v1.0 ")
    assert asked(copy, "errors-create")[0] == "files: nothing tells the version of POST resources/tariffs"


def test_a_link_that_is_gone_is_missed(copy):
    edit(copy / "reference/calls/resources/rfid-tags/v1.0/GET.md", "id-tags/v2.0](", "id-tags](")
    edit(copy / "reference/calls/resources/rfid-tags/v1.0/GET.md", "[GET /public-api/resources/id-tags]", "[id-tags]")
    problems = asked(copy, "migrate-rfid-filters")
    assert "files: no link 'GET /public-api/resources/id-tags' in what was read" in problems


def test_a_question_that_no_longer_fits_is_reported(copy):
    ghost = replace(questions()[0], answer={"kind": "call", "operation": "GET resources/ghosts"})
    (result,) = kit.check(copy, [ghost])
    assert any("fits the document no more" in problem for problem in result.problems)


def test_what_show_cannot_answer_is_reported(copy):
    shutil.rmtree(copy / "reference/webhooks")
    problems = asked(copy, "webhook-id-tag")
    assert any(problem.startswith("show: show webhook:idTag.changed: ") for problem in problems)
    assert "files: there is no file reference/webhooks/idTag.changed.md" in problems


def test_the_limits_are_held():
    allowed = limits()
    sizes = {"show_bytes": allowed["show worst"] + 1, "file_bytes": allowed["files median"] + 1}
    large = kit.Result(name="a", question="?", expected=(), listed=False, problems=(), **sizes)
    assert kit.problems([large], allowed) == [
        f"show: the median answer takes {large.show_bytes:,} bytes",
        f"show: the worst answer takes {large.show_bytes:,} bytes",
        f"files: the median answer takes {large.file_bytes:,} bytes",
    ]


@pytest.mark.parametrize(
    ("step", "file"),
    [
        ("call GET resources/sessions", SESSIONS),
        ("call GET resources/evses/{evse}", "reference/calls/resources/evses/v2.1/_/GET.md"),
        ("call POST notifications", "reference/calls/notifications/v2.0/POST.md"),
        ("open reference/webhooks/idTag.changed.md", "reference/webhooks/idTag.changed.md"),
    ],
)
def test_a_file_is_found_from_the_skill_and_counts_whole(step, file, skill, walk):
    assert walk("?", step).size == len((skill / file).read_bytes())


def test_a_pattern_counts_what_it_prints(skill, walk):
    way = walk("?", r"grep 'filter\[' 'GET resources/sessions'")
    lines = (skill / SESSIONS).read_text(encoding="utf-8").splitlines(keepends=True)
    assert way.read == ["".join(line for line in lines if "filter[" in line)]


@pytest.mark.parametrize(
    "step",
    [
        "call POST actions/charge-point/{}/start/{}",  # the quick index has two versions for these actions
        "call GET resources/charge-points/v1.0",  # nobody named the old version
        "call GET resources/ghosts",
        "call PUT resources/sessions",
        f"open {SESSIONS}",  # a call's file is found by the rule
        "open reference/webhooks/userBalance.changed.md",
        "part reference/deprecation-map.md resources: charge-points",
        "follow a link that nobody wrote",
        "grep -ih xylophone reference/endpoints-index*.md",
        f"grep filter {SESSIONS}",
        "ls -R reference/calls/resources/ghosts",
        "read everything",
    ],
)
def test_a_step_that_nothing_leads_to_cannot_be_taken(step, walk):
    with pytest.raises(LostError):
        walk("?", step)


def test_what_was_read_leads_on(walk):
    start = "call POST actions/charge-point/{}/start/{}"
    assert "start/{evse}" in walk("?", "grep -ih start reference/endpoints-index*.md", start).read[-1]
    assert "start/{evse}" in walk("?", "ls -R reference/calls/actions/charge-point", start).read[-1]
    assert walk("what of resources/charge-points/v1.0?", "call GET resources/charge-points/v1.0").size
    steps = ["grep -h '^## ' reference/deprecation-map.md", "part reference/deprecation-map.md resources: currencies"]
    assert walk("?", *steps).read[-1].count("\n## ") == 0


def test_a_wrapped_line_is_one():
    assert missing((("`a`", "end"),), ["- `a` goes on\n  to its end\n- `b`\n"]) == []
    assert missing((("`a`", "`b`"),), ["- `a`\n- `b`\n"]) == ["`a` + `b`"]


def test_a_line_belongs_to_the_words_above_its_list():
    text = "- `a`\n\nRead-only, not to be sent:\n\n- `b`\n\nMore\n\n- `c`\n"
    needles = tuple(("not to be sent", f"`{name}`") for name in "abc")
    assert missing(needles, [text]) == ["not to be sent + `a`", "not to be sent + `c`"]


def test_a_call_stands_by_its_key_or_its_file():
    key = "GET /public-api/resources/sessions/v1.0/{session}"
    assert missing(((key,),), ["reference/calls/resources/sessions/v1.0/_/GET.md"]) == []
    assert missing(((key,),), ["reference/calls/resources/sessions/v1.0/_:\nGET.md\n"]) == []
    assert missing(((key,),), [f"- {key}/consumption-stats", "calls/resources/sessions/v1.0/GET.md"]) == [key]
    assert calls_in(f"[{key}](calls/resources/sessions/v1.0/_/GET.md)") == ("GET /resources/sessions/v1.0/_",) * 2


def test_what_is_absent_has_to_be_looked_at():
    needle = Absent("GET /a", "filter[")
    assert missing((needle,), ["# GET /a\n\n# GET /b\n- `filter[x]`\n"]) == []
    assert missing((needle,), ["`GET /a` has no filters.\n"]) == []
    assert missing((needle,), ["# GET /b\n"]) == ["GET /a without filter["]
    assert missing((needle,), ["# GET /a\n- `filter[x]`\n"]) == ["GET /a without filter["]
