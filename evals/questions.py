"""`evals.json` and `derivations.json` → the questions: what anybody's tools read, and what only this kit knows of it.

`evals.json` has the schema of skill-creator (anthropics/skills, `skill-creator/references/schemas.md`), which the Agent
Skills guide has as well (https://agentskills.io/skill-creation/evaluating-skills). `derivations.json` has, by the same
ids, how each answer is derived from the document and which ways lead to it, and the limits in bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EVALS = ROOT / "evals" / "evals.json"
DERIVATIONS = ROOT / "evals" / "derivations.json"


class DisagreementError(Exception):
    """`evals.json` and `derivations.json` do not speak of the same questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: the entry of `evals.json`, with its derivation.

    `answer` names the derivation; `show` are the commands and `walk` the steps through files that lead to the answer;
    `exact` are the ways, `show` or `files`, that may name no call besides.
    """

    id: int
    name: str
    prompt: str
    expected_output: str
    files: tuple[str, ...]
    expectations: tuple[str, ...]
    answer: dict[str, Any]
    show: tuple[str, ...]
    walk: tuple[str, ...]
    exact: tuple[str, ...] = ()


def questions() -> tuple[Question, ...]:
    """Return all questions, in the order of `evals.json`. Raises `DisagreementError`."""
    entries, derivations = _read(EVALS)["evals"], _read(DERIVATIONS)["derivations"]
    ids = [str(entry["id"]) for entry in entries]
    if sorted(ids) != sorted(derivations):
        odd = sorted(set(ids) ^ set(derivations)) or sorted(name for name in ids if ids.count(name) > 1)
        raise DisagreementError(f"evals.json and derivations.json do not both have, once, the id {', '.join(odd)}")
    return tuple(_question(entry, derivations[str(entry["id"])]) for entry in entries)


def limits() -> dict[str, int]:
    """Return the bytes that an assistant may have to read for an answer beyond `SKILL.md`, median and worst.

    The longest are about deprecated calls: such a call's file tells the whole way to its successor. Half of the answers
    are the file of one call, of which a command to copy and what is odd about it are a part.
    """
    numbers: dict[str, int] = _read(DERIVATIONS)["limits"]
    return numbers


def write_answers(answers: dict[int, tuple[str, tuple[str, ...]]]) -> int:
    """Put the expected output and the expectations of each id into `evals.json`; return how many entries changed."""
    record = _read(EVALS)
    changed = 0
    for entry in record["evals"]:
        output, expectations = answers[entry["id"]]
        changed += (output, list(expectations)) != (entry["expected_output"], entry["expectations"])
        entry |= {"expected_output": output, "expectations": expectations}
    EVALS.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return changed


def _question(entry: dict[str, Any], derivation: dict[str, Any]) -> Question:
    return Question(
        id=entry["id"],
        name=derivation["name"],
        prompt=entry["prompt"],
        expected_output=entry["expected_output"],
        files=tuple(entry["files"]),
        expectations=tuple(entry["expectations"]),
        answer=derivation["answer"],
        show=tuple(derivation["show"]),
        walk=tuple(derivation["files"]),
        exact=tuple(derivation.get("exact", ())),
    )


def _read(path: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record
