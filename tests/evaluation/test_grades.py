"""Runs are written for both sides alike, and answers are judged by the names in them; what is unsure needs a judge."""

from __future__ import annotations

import json

import pytest
from evals.__main__ import main
from evals.check import shown
from evals.judge import judge
from evals.questions import ROOT, questions
from evals.wording import NO_OTHER_CALL

CALL = "Names the call `POST /public-api/actions/evse/v1.0/{evse}/start`."
FILTERS = "Names the filters of GET /x: `filter[status]`, `filter[roaming][operatorId]`, and no other filter."
CALLS = (
    "Names the calls: `GET /public-api/resources/taxes/v2.0`, `PUT /public-api/resources/taxes/v2.0/{tax}`, "
    "and no other call."
)
FIELDS = "Names fields of the body of POST /x: `userId`, `options.maxVoltage`."


def passed(expectation, answer, prompt="?"):
    (verdict,) = judge([expectation], prompt, answer)
    return verdict.passed


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("Send `POST /public-api/actions/evse/v1.0/{evse}/start`.", True),
        ("| POST | /actions/evse/v1.0/<id>/start |", True),
        ("POST actions/evse/v1.0/:evse/start", True),
        ("curl -X POST 'https://acme.example/public-api/actions/evse/v1.0/17/start'", True),
        ("curl \\\n  -d '{}' \\\n  https://acme.example/public-api/actions/evse/v1.0/17/start", True),
        ("It is a POST:\n\n/public-api/actions/evse/v1.0/{evse}/start", None),
        ("curl https://acme.example/public-api/actions/evse/v1.0/17/start", None),
        ("GET /public-api/actions/evse/v1.0/{evse}/start", None),
        ("POST /public-api/actions/evse/v2.0/{evse}/start", False),
        ("POST /public-api/actions/evse/v1.0/{evse}/start/now", False),
        ("POST /other/actions/evse/v1.0/{evse}/start", False),
        ("POST /public-api/actions/evse/v1.0/start", False),
        ("I do not know.", False),
    ],
)
def test_a_call_is_named_by_method_and_path(answer, right):
    assert passed(CALL, answer) is right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("- `filter[status]`\n- `filter[roaming][operatorId]`", True),
        ("?filter%5Bstatus%5D=a&filter%5Broaming%5D%5BoperatorId%5D=1", True),
        ("`filter[status]`, and nested `filter[roaming][operatorId]`, sent as `filter[field]=value`", None),
        ("`status` and `operatorId` below `roaming`", None),
        ("`filter[status]` and `filter[roaming][operatorId]`, also `filter[userId]`", False),
        ("`filter[status]`", False),
        ("`filter[statuses]`, `filter[roaming][operatorId]`", False),
        ("none", False),
    ],
)
def test_filters_are_all_named_and_no_other(answer, right):
    assert passed(FILTERS, answer) is right


def test_a_filter_that_the_question_names_is_not_invented():
    answer = "`filter[status]` and `filter[roaming][operatorId]`; `filter[old]` is gone"
    assert passed(FILTERS, answer, prompt="Is filter[old] still there?") is True
    told = judge([FILTERS, "Says that there is no filter `filter[old]`."], "?", answer)
    assert [verdict.passed for verdict in told] == [True, None]


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("- GET /public-api/resources/taxes/v2.0\n- PUT /public-api/resources/taxes/v2.0/{id}", True),
        ("[GET /public-api/resources/taxes/v2.0](a.md), [PUT /public-api/resources/taxes/v2.0/{tax}](b.md)", True),
        ("GET/PUT: `GET /resources/taxes/v2.0`, `PUT /resources/taxes/v2.0/{tax}`.", True),
        ("- GET /resources/taxes/v2.0\n- PUT /resources/taxes/v2.0/{tax}\n- DELETE /resources/taxes/v2.0/{tax}", False),
        (
            "| GET | /resources/taxes/v1.0 |\n| GET | /resources/taxes/v2.0 |\n| PUT | /resources/taxes/v2.0/{tax} |",
            False,
        ),
        ("GET /resources/taxes/v2.0, PUT /resources/taxes/v2.0/{tax}, DELETE /resources/taxes/v2.0/{tax}", None),
        ("GET /resources/taxes/v2.0", False),
    ],
)
def test_calls_are_all_named_and_no_other(answer, right):
    assert passed(CALLS, answer) is right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("`userId` and `options.maxVoltage`", True),
        ("userId, and in options: maxVoltage", None),
        ("`userIds` and `options.maxVoltage`", False),
        ("`user-userId` and `options.maxVoltage`", False),
        ("`session.userId` and `options.maxVoltage`", False),
        ("`userid` and `options.maxVoltage`", False),
    ],
)
def test_a_name_is_there_letter_by_letter(answer, right):
    assert passed(FIELDS, answer) is right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("https://{tenantUrl}/public-api, `Authorization: Bearer {token}`", True),
        ("https://<tenant>/public-api, Authorization: Bearer abc", True),
        ("https://api.example.com/public-api, Authorization: Bearer abc", None),
        ("https://{tenantUrl}/public-api, X-Api-Key: abc", False),
    ],
)
def test_a_placeholder_stands_for_another(answer, right):
    assert passed("Names the base URL and the header: `https://{tenantUrl}`, `Authorization: Bearer`.", answer) is right


def test_what_is_said_of_names_needs_a_judge_whatever_the_answer():
    assert passed("Gives the types of these fields: `id` integer.", "`id` integer") is None
    assert passed("Says that no successor of `GET /x` is known.", "") is None


def test_the_full_answer_passes_and_no_answer_does_not():
    """What is expected, as an answer, passes in every question; a model that says it does not know passes nowhere."""
    for question in questions():
        verdicts = judge(question.expectations, question.prompt, "\n".join(question.expectations))
        assert all(verdict.passed for verdict in verdicts if verdict.text.startswith("Names ")), question.name
        assert not any(verdict.passed for verdict in judge(question.expectations, question.prompt, "I do not know."))


def test_what_the_skill_prints_is_a_right_answer(skill):
    """All that `show` and `search` print has every name; only where all calls are listed others stand there too."""
    for question in questions():
        printed, _ = shown(question.show, skill)
        for verdict in judge(question.expectations, question.prompt, "\n".join(printed)):
            picked = not verdict.text.endswith(NO_OTHER_CALL) or "show" in question.exact
            assert verdict.passed is not False or not picked, verdict


@pytest.fixture
def packed(tmp_path):
    """A folder that passes for the skill alone: its lookup answers."""
    (tmp_path / "skill" / "scripts").mkdir(parents=True)
    (tmp_path / "skill" / "SKILL.md").touch()
    (tmp_path / "skill" / "scripts" / "lookup.py").touch()
    return tmp_path / "skill"


@pytest.fixture
def workspace(tmp_path, packed):
    """Runs of all questions, twice each."""
    assert main(["runs", "--out", str(tmp_path / "runs"), "--skill", str(packed), "--runs", "2"]) == 0
    return tmp_path / "runs"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_both_sides_are_asked_the_same(workspace, packed):
    question = questions()[0]
    folder = workspace / "eval-01-filters-sessions"
    asked = {path.parent.parent.name: path.read_text("utf-8") for path in folder.glob("*/run-1/prompt.md")}
    assert asked["with_skill"] == (
        f"Use the skill in {packed}: read its SKILL.md first, and answer from its files.\n\n{asked['without_skill']}"
    )
    assert asked["without_skill"].startswith(f"{question.prompt}\n\n")
    metadata = {
        "eval_id": 1,
        "eval_name": "filters-sessions",
        "prompt": question.prompt,
        "assertions": list(question.expectations),
    }
    assert read(folder / "eval_metadata.json") == read(folder / "with_skill" / "eval_metadata.json") == metadata
    assert len([*workspace.glob("eval-*/*/run-*/outputs")]) == len(questions()) * 2 * 2


def test_runs_are_not_mixed_with_others(workspace, packed, capsys):
    assert main(["runs", "--out", str(workspace), "--skill", str(packed)]) == 1
    assert f"{workspace} is not an empty folder" in capsys.readouterr().err


def test_a_model_is_not_sent_where_the_answers_are(tmp_path, capsys):
    assert main(["runs", "--out", str(tmp_path / "runs"), "--skill", str(ROOT)]) == 1
    assert f"{ROOT} has the expected answers in evals/" in capsys.readouterr().err
    assert main(["runs", "--out", str(tmp_path / "runs"), "--skill", str(tmp_path)]) == 1
    assert f"{tmp_path} has no SKILL.md" in capsys.readouterr().err
    (tmp_path / "SKILL.md").touch()
    assert main(["runs", "--out", str(tmp_path / "runs"), "--skill", str(tmp_path)]) == 1
    assert "does not answer, so it is no whole copy: pack the skill" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_right_and_wrong_answers_are_graded(workspace, capsys):
    """A right answer with the skill, an invented filter without; the other runs have no answer."""
    folder = workspace / "eval-03-filters-evses"
    names = questions()[2].expectations[0]
    (folder / "with_skill" / "run-1" / "outputs" / "answer.md").write_text(names, "utf-8")
    (folder / "without_skill" / "run-1" / "outputs" / "answer.md").write_text(f"{names} `filter[cpId]`", "utf-8")
    assert main(["grade", str(workspace)]) == 0
    output = capsys.readouterr().out
    assert "eval-03-filters-evses/without_skill/run-1: failed: in the answer besides: `filter[cpId]`\n" in output
    table = [line.split() for line in output.splitlines()[-2:]]
    runs = str(2 * len(questions()))
    silent = str(2 * len(questions()) - 1)
    assert table == [
        ["with_skill", runs, silent, "1", "0", "100%", "0"],
        ["without_skill", runs, silent, "0", "1", "0%", "0"],
    ]
    grading = read(folder / "with_skill" / "run-1" / "grading.json")
    (expectation,) = grading["expectations"]
    assert grading["summary"] == {"passed": 1, "failed": 0, "total": 1, "pass_rate": 1.0}
    assert (expectation["text"], expectation["passed"]) == (names, True)
    assert expectation["evidence"].startswith("in the answer: `filter[chargePointId]`")
    assert not (folder / "with_skill" / "run-2" / "grading.json").exists()


def test_a_judges_verdict_counts_and_stays(workspace, capsys):
    run = workspace / "eval-16-reset-types" / "with_skill" / "run-1"
    (run / "outputs" / "answer.md").write_text("`hard` or `soft`", "utf-8")
    main(["grade", str(workspace)])
    (open_one,) = read(run / "judge.json")
    assert open_one == {"text": "Gives `type` no other value.", "passed": None, "evidence": ""}
    assert read(run / "grading.json")["summary"] == {"passed": 1, "failed": 0, "total": 1, "pass_rate": 1.0}
    (run / "judge.json").write_text(json.dumps([{**open_one, "passed": False, "evidence": "mild"}]), "utf-8")
    assert "for a judge: Gives `type` no other value." in capsys.readouterr().out
    for _ in range(2):
        assert main(["grade", str(workspace)]) == 0
        assert read(run / "grading.json")["summary"] == {"passed": 1, "failed": 1, "total": 2, "pass_rate": 0.5}
        assert read(run / "judge.json")[0]["evidence"] == "mild"
        assert "run-1: failed: mild\n" in capsys.readouterr().out


def test_the_same_answers_give_the_same_bytes(workspace, capsys):
    run = workspace / "eval-16-reset-types" / "with_skill" / "run-1"
    (run / "outputs" / "answer.md").write_text("`hard`", "utf-8")
    written = []
    for _ in range(2):
        main(["grade", str(workspace)])
        written.append((capsys.readouterr().out[-600:], (run / "grading.json").read_bytes()))
    assert written[0] == written[1]


def test_what_is_no_answer_is_left_out(workspace):
    outputs = workspace / "eval-16-reset-types" / "with_skill" / "run-1" / "outputs"
    (outputs / "transcript.md").write_text("`hard`, `soft`", "utf-8")
    (outputs / "metrics.json").write_text('{"total_steps": 1}', "utf-8")
    (outputs / "empty.md").write_text("\n", "utf-8")
    main(["grade", str(workspace)])
    assert not (outputs.parent / "grading.json").exists()


def test_a_folder_without_runs_is_an_error(tmp_path, capsys):
    assert main(["grade", str(tmp_path)]) == 1
    assert "`python -m evals runs` makes these" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_named(workspace, capsys):
    metadata = workspace / "eval-16-reset-types" / "eval_metadata.json"
    metadata.write_text("{", "utf-8")
    assert main(["grade", str(workspace)]) == 1
    assert f"{metadata} cannot be read: " in capsys.readouterr().err
