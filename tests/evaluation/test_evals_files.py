"""`evals.json` is what skill-creator reads, says what the document gives, and none of the vendor's sentences."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from evals import check as kit
from evals import questions as files
from evals.__main__ import main
from evals.wording import spans_of, worded

from documents import real_path

FEWEST_TRIGGERS = 8
LONGEST_QUOTE = 6
"""So many words of a description in a row would be a sentence of the vendor's."""


@pytest.fixture(scope="module")
def record():
    return json.loads(files.EVALS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def answers(skill):
    return kit.answers_at(skill)


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    """Copies of both files, which the kit reads and writes instead."""
    for name in ("EVALS", "DERIVATIONS"):
        original = getattr(files, name)
        monkeypatch.setattr(files, name, tmp_path / original.name)
        (tmp_path / original.name).write_bytes(original.read_bytes())
    return files


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_schema_is_that_of_skill_creator(record):
    assert list(record) == ["skill_name", "evals"]
    assert f"\nname: {record['skill_name']}\n" in (files.ROOT / "SKILL.md").read_text(encoding="utf-8")
    ids = [entry["id"] for entry in record["evals"]]
    assert all(type(number) is int for number in ids)
    assert ids == list(range(1, len(ids) + 1))
    for entry in record["evals"]:
        assert list(entry) == ["id", "prompt", "expected_output", "files", "expectations"]
        assert all(isinstance(entry[name], str) and entry[name] for name in ("prompt", "expected_output"))
        assert all((files.ROOT / path).is_file() for path in entry["files"])
        assert entry["expectations"]
        assert all(isinstance(text, str) and text.endswith(".") for text in entry["expectations"])
        assert len(set(entry["expectations"])) == len(entry["expectations"])


def test_a_prompt_says_which_api_it_is_about(record):
    """Without the skill nothing else tells the model, and with it nothing else calls the skill."""
    assert all("AMPECO" in entry["prompt"] for entry in record["evals"])
    assert len({entry["prompt"] for entry in record["evals"]}) == len(record["evals"])


def test_names_are_told_apart():
    names = [question.name for question in files.questions()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


def test_what_is_expected_is_what_the_document_gives(answers):
    for question in files.questions():
        assert (question.expected_output, question.expectations) == worded(question.answer, answers), question.name


def test_every_name_that_is_expected_was_derived(answers):
    """An expectation has no name that is not in what the pages are searched for, or in the question."""
    for question in files.questions():
        derived = json.dumps(answers.of(question.answer), ensure_ascii=False)
        given = json.dumps(question.answer, ensure_ascii=False)
        keys = {answers.operation(name).key for name in re.findall(r'"operation": "([^"]+)"', given)}
        for span in {span for text in question.expectations for span in spans_of(text)} - keys:
            bare = re.sub(r"filter\[(\w+)\]", r"\1", span)
            assert span in derived or f"include[]={span}" in derived or bare in given, (question.name, span)


def test_no_sentence_of_the_vendor_is_in_it(record):
    document = json.loads(real_path().read_bytes())
    told = {words for text in descriptions(document) for words in quotes(text)}
    for entry in record["evals"]:
        for text in (entry["expected_output"], *entry["expectations"]):
            assert not told & set(quotes(re.sub(r"`[^`]+`", " . ", text))), text
            assert all(" " not in span or is_name(span) for span in spans_of(text)), text


def descriptions(node):
    if isinstance(node, dict):
        yield from (text for name in ("description", "summary") if isinstance(text := node.get(name), str))
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from descriptions(child)


def quotes(text):
    words = re.findall(r"[\w.]+", text.lower())
    return zip(*(words[start:] for start in range(LONGEST_QUOTE)), strict=False)


def is_name(span):
    """A call, a header with its scheme, or a value of a few words."""
    return bool(re.fullmatch(r"[A-Z]+ /\S+|Authorization: \w+|\w+( \w+){1,3}", span))


def test_an_expectation_that_is_no_longer_so_is_noticed_and_written_anew(own_files, skill, capsys):
    edit(own_files.EVALS, "Names the values of type: `hard`, `soft`.", "Names the values of type: `hard`, `cold`.")
    (result,) = kit.check(skill, [question for question in own_files.questions() if question.name == "reset-types"])
    assert result.problems == (kit.STALE,)
    assert main(["write", str(skill)]) == 0
    assert capsys.readouterr().out == f"evals.json: 1 of {len(own_files.questions())} expected answers changed\n"
    assert own_files.EVALS.read_bytes() == (own_files.ROOT / "evals" / "evals.json").read_bytes()


@pytest.mark.parametrize(("old", "new"), [('"id": 63,', '"id": 64,'), ('"id": 63,', '"id": 62,')])
def test_a_question_without_derivation_is_refused(old, new, own_files, capsys):
    edit(own_files.EVALS, old, new)
    assert main(["check"]) == 1
    assert "evals.json and derivations.json do not both have, once, the id " in capsys.readouterr().err


def test_an_answer_with_nothing_to_tell_is_an_error(answers):
    with pytest.raises(LookupError):
        worded({"kind": "filters", "operation": "DELETE resources/users/{}"}, answers)


def test_every_kind_of_answer_leaves_no_place_open(answers):
    for first, second in pairwise(files.questions()):
        both = replace(first, answer={"kind": "all", "parts": [first.answer, second.answer]})
        output, expectations = worded(both.answer, answers)
        assert expectations == tuple(dict.fromkeys((*first.expectations, *second.expectations)))
        assert first.expected_output in output
        assert second.expected_output in output


def test_triggers_are_a_list_as_skill_creator_reads_it():
    triggers = json.loads((files.ROOT / "evals" / "triggers.json").read_text(encoding="utf-8"))
    assert all(list(entry) == ["query", "should_trigger"] for entry in triggers)
    wanted = [entry["query"] for entry in triggers if entry["should_trigger"] is True]
    others = [entry["query"] for entry in triggers if entry["should_trigger"] is False]
    assert min(len(wanted), len(others)) >= FEWEST_TRIGGERS
    assert len({*wanted, *others}) == len(triggers)
