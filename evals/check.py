"""Questions × bundle → results: whether each answer is found, by `show` and by files, and in how many bytes."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.lookup.bundle import CannotAnswerError
from ampeco_refgen.lookup.command import run_search, run_show
from evals.answers import Absent, Answers, Needle
from evals.questions import ROOT, Question
from evals.walk import LostError, Walk, calls_in, lines_of, missing
from evals.wording import worded

STALE = "evals.json does not say what the document gives: `python -m evals write` mends that"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one question: bytes read either way, what was not found, and whether the plain list has it."""

    name: str
    question: str
    expected: tuple[Needle, ...]
    show_bytes: int
    file_bytes: int
    listed: bool
    problems: tuple[str, ...]


def answers_at(root: Path) -> Answers:
    """Return what derives the answers from the catalog of the bundle at `root`.

    Raises `LookupError` where there is none, as in a packed skill, or where it is of another API.
    """
    path = root / "reference" / "catalog.json"
    if not path.is_file():
        raise LookupError(f"{root} has no reference/catalog.json: name the folder of a skill that is not packed")
    catalog = store.load(path.read_text(encoding="utf-8"), str(path))
    own = store.load((ROOT / "reference" / "catalog.json").read_text(encoding="utf-8"), "reference/catalog.json")
    if catalog.title != own.title:
        raise LookupError(f"{root} is a skill of {catalog.title}, and the questions are about {own.title}")
    return Answers(catalog)


def check(root: Path, questions: Sequence[Question]) -> tuple[Result, ...]:
    """Answer questions from the bundle at `root`; the expected answers are derived from its catalog."""
    answers = answers_at(root)
    plain = plain_list(answers.catalog)
    return tuple(_result(question, answers, plain, root) for question in questions)


def plain_list(catalog: Catalog) -> str:
    """Return what a plain list of endpoints would say, to compare with: method, path, summary, deprecated or not."""
    return "".join(
        f"- {operation.key} {operation.summary}{' (deprecated)' if operation.deprecated else ''}\n"
        for operation in catalog.operations
    )


def _result(question: Question, answers: Answers, plain: str, root: Path) -> Result:
    printed, problems = shown(question.show, root)
    needles: tuple[Needle, ...] = ()
    try:
        needles = answers.of(question.answer)
        if (question.expected_output, question.expectations) != worded(question.answer, answers):
            problems.append(STALE)
    except LookupError as rotten:
        problems.append(f"the question fits the document no more: {rotten}")
    walk = Walk(root, question.prompt)
    try:
        for step in question.walk:
            walk.take(step)
    except LostError as lost:
        problems.append(f"files: {lost}")
    # What every assistant has read already answers a question that needs no step, and takes no bytes.
    skill = (root / "SKILL.md").read_text(encoding="utf-8")
    for way, texts in (("show", printed), ("files", walk.read or [skill])):
        problems += [f"{way}: not found: {needle}" for needle in missing(needles, texts)]
        if way in question.exact:
            problems += [f"{way}: found besides: {call}" for call in _besides(needles, texts)]
    return Result(
        name=question.name,
        question=question.prompt,
        expected=needles,
        show_bytes=sum(len(text.encode()) for text in printed),
        file_bytes=walk.size,
        # A list of all calls does not say which of them are asked for.
        listed=bool(needles) and not question.exact and not missing(needles, [plain]),
        problems=tuple(problems),
    )


def _besides(needles: tuple[Needle, ...], texts: list[str]) -> list[str]:
    """Return the calls that lines of the last text begin with, though they are no part of the answer."""
    wanted = {call for needle in needles if not isinstance(needle, Absent) for call in calls_in(needle[0])}
    named = {call for line in lines_of(texts[-1]) for call in calls_in(line)[:1]} if texts else set()
    return sorted(named - wanted)


def shown(commands: Sequence[str], root: Path) -> tuple[list[str], list[str]]:
    """Return what `show` and `search` print, and what went wrong."""
    texts, problems = [], []
    for command in commands:
        verb, _, rest = command.partition(" ")
        limit = re.match(r"--limit (\d+) ", rest)
        try:
            if verb == "show":
                output = run_show(rest, out=str(root))
            elif limit:
                output = run_search(rest[limit.end() :], limit=int(limit[1]), out=str(root))
            else:
                output = run_search(rest, out=str(root))
            texts.append(f"{output.text}\n")
        except CannotAnswerError as problem:
            problems.append(f"show: {command}: {problem}")
    return texts, problems


def problems(results: Sequence[Result], limits: dict[str, int]) -> list[str]:
    """Return everything that is wrong: answers that are not found, and limits in bytes that are passed."""
    complaints = [f"{result.name}: {problem}" for result in results for problem in result.problems]
    for way, sizes in _sizes(results).items():
        if (median := statistics.median(sizes)) > limits[f"{way} median"]:
            complaints.append(f"{way}: the median answer takes {median:,.0f} bytes")
        if max(sizes) > limits[f"{way} worst"]:
            complaints.append(f"{way}: the worst answer takes {max(sizes):,} bytes")
    return complaints


def summary(results: Sequence[Result]) -> str:
    """Return the bytes per answer, median and worst, of both ways."""
    ways = (f"{way} {statistics.median(sizes):,.0f} and {max(sizes):,}" for way, sizes in _sizes(results).items())
    return (
        f"{len(results)} questions, {sum(result.listed for result in results)} answered by a plain list of endpoints; "
        f"bytes beyond SKILL.md, median and worst: {', '.join(ways)}"
    )


def _sizes(results: Sequence[Result]) -> dict[str, list[int]]:
    return {"show": [result.show_bytes for result in results], "files": [result.file_bytes for result in results]}
