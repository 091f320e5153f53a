"""Questions × bundle → results: whether each answer is found, by `show` and by walking, and in how many bytes."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ampeco_refgen.catalog import store
from ampeco_refgen.errors import RefgenError
from ampeco_refgen.lookup.entries import entries_of
from ampeco_refgen.lookup.reports import hit_line
from ampeco_refgen.lookup.search import search
from ampeco_refgen.lookup.shelf import Shelf
from ampeco_refgen.lookup.show import show
from evals.answers import Answers, Needle
from evals.walk import LostError, Walk, missing

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"show median": 4_000, "pages median": 6_000, "worst": 30_000}
"""Bytes that an assistant may have to read for an answer, beyond `SKILL.md`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one question: bytes read either way, and what was not found."""

    name: str
    question: str
    expected: tuple[Needle, ...]
    show_bytes: int
    page_bytes: int
    problems: tuple[str, ...]


def questions() -> list[dict[str, Any]]:
    """Return the questions of `evals.json`."""
    found: list[dict[str, Any]] = json.loads((ROOT / "evals" / "evals.json").read_text(encoding="utf-8"))["evals"]
    return found


def check(root: Path) -> tuple[Result, ...]:
    """Answer every question from the bundle at `root`; the expected answers are derived from its catalog."""
    text = (root / "reference" / "catalog.json").read_text(encoding="utf-8")
    answers, shelf = Answers(store.load(text, "reference/catalog.json")), Shelf(root)
    return tuple(_result(one, answers, shelf, root) for one in questions())


def _result(question: dict[str, Any], answers: Answers, shelf: Shelf, root: Path) -> Result:
    shown, problems = _shown(question["show"], shelf)
    needles: tuple[Needle, ...] = ()
    try:
        needles = answers.of(question["answer"])
    except LookupError as rotten:
        problems.append(f"the question fits the document no more: {rotten}")
    problems += [f"not shown: {one}" for one in missing(needles, shown)]
    walk = Walk(root)
    try:
        for step in question["open"]:
            walk.take(step, answers.operation(step.partition(" ")[2]).key if step.startswith("go ") else "")
    except (LostError, LookupError) as lost:
        problems.append(f"on the way: {lost}")
    # What every assistant has read already counts as found, but not as bytes.
    skill = (root / "SKILL.md").read_text(encoding="utf-8")
    problems += [f"not on the way: {one}" for one in missing(needles, [*walk.read, *([] if walk.read else [skill])])]
    return Result(
        name=question["id"],
        question=question["question"],
        expected=needles,
        show_bytes=sum(len(text.encode()) for text in shown),
        page_bytes=walk.size,
        problems=tuple(problems),
    )


def _shown(commands: list[str], shelf: Shelf) -> tuple[list[str], list[str]]:
    """Return what `show` and `search` print, and what went wrong."""
    texts, problems = [], []
    for command in commands:
        verb, _, rest = command.partition(" ")
        try:
            if verb == "search":
                texts.append("\n".join(map(hit_line, search(entries_of(shelf), rest))))
            else:
                texts.append(show(shelf, rest.removeprefix("--follow "), follow=rest.startswith("--follow ")).text)
        except RefgenError as problem:
            problems.append(f"{command}: {problem}")
    return texts, problems


def problems(results: Sequence[Result]) -> list[str]:
    """Return everything that is wrong: answers that are not found, and limits that are passed."""
    found = [f"{one.name}: {problem}" for one in results for problem in one.problems]
    for way, sizes in (("show", [one.show_bytes for one in results]), ("pages", [one.page_bytes for one in results])):
        if (median := statistics.median(sizes)) > LIMITS[f"{way} median"]:
            found.append(f"{way}: the median answer takes {median:,.0f} bytes")
        if max(sizes) > LIMITS["worst"]:
            found.append(f"{way}: the worst answer takes {max(sizes):,} bytes")
    return found


def summary(results: Sequence[Result]) -> str:
    """Return the bytes per answer, median and worst, of both ways."""
    shown, walked = [one.show_bytes for one in results], [one.page_bytes for one in results]
    return (
        f"{len(results)} questions; bytes beyond SKILL.md, median and worst: "
        f"show {statistics.median(shown):,.0f} and {max(shown):,}, "
        f"pages {statistics.median(walked):,.0f} and {max(walked):,}"
    )
