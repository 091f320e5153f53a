"""Questions → a workspace of runs with and without the skill, in the layout of skill-creator.

`eval-01-<name>/with_skill/run-1/prompt.md` is what to give to a model, whose answer goes into a file of `outputs/`
beside it. skill-creator's own programs read the same folders (`aggregate_benchmark.py`, `generate_review.py`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.questions import EVALS, Question

WITH, WITHOUT = "with_skill", "without_skill"
METADATA = "eval_metadata.json"
LOOKUP = Path("scripts", "lookup.py")
_CLOSING = (
    "Answer in text. Write calls as `METHOD /path` with their version, and names of filters, fields and values exactly "
    "as the API spells them."
)
"""What both kinds of runs are told: that names are judged letter by letter must not be known with the skill alone."""


class UnfitError(Exception):
    """Runs cannot be written for this skill or into this folder; the message says why."""


def write_runs(questions: Sequence[Question], out: Path, *, skill: Path, runs: int = 1) -> int:
    """Write a folder for each run of each question, and return how many runs there are.

    `skill` is the folder of the skill that the runs with it are sent to. Raises `UnfitError` where it is none, is not
    whole, or has the answers in it, and where `out` has something in it: answers are never mixed with those of other
    questions.
    """
    if not (skill / "SKILL.md").is_file():
        raise UnfitError(f"{skill} has no SKILL.md")
    if (skill / EVALS.parent.name).exists():
        raise UnfitError(f"{skill} has the expected answers in evals/: give it packed (docs/evaluation.md)")
    if not _answers(skill):
        raise UnfitError(
            f"{skill / LOOKUP} does not answer, so it is no whole copy: pack the skill (docs/evaluation.md)"
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UnfitError(f"{out} is not an empty folder: give a new one")
    width = len(str(max(question.id for question in questions)))
    for question in questions:
        folder = out / f"eval-{question.id:0{width}}-{question.name}"
        for configuration in (WITH, WITHOUT):
            for number in range(1, runs + 1):
                (folder / configuration / f"run-{number}" / "outputs").mkdir(parents=True)
                prompt = _prompt(question, skill, with_skill=configuration == WITH)
                (folder / configuration / f"run-{number}" / "prompt.md").write_text(prompt, encoding="utf-8")
            _write_metadata(question, folder / configuration)  # where the viewer looks
        _write_metadata(question, folder)  # where skill-creator says that it is
    return 2 * runs * len(questions)


def _answers(skill: Path) -> bool:
    """Tell whether the lookup command of a skill answers, which the runs with it are told to use."""
    command = [sys.executable, "-I", "-S", str(skill / LOOKUP), "version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _prompt(question: Question, skill: Path, *, with_skill: bool) -> str:
    parts = [question.prompt]
    if with_skill:
        parts.insert(0, f"Use the skill in {skill.resolve()}: read its SKILL.md first, and answer from its files.")
    if question.files:
        parts.append(f"Input files: {', '.join(str((skill / path).resolve()) for path in question.files)}")
    return "\n\n".join([*parts, _CLOSING]) + "\n"


def _write_metadata(question: Question, folder: Path) -> None:
    record = {
        "eval_id": question.id,
        "eval_name": question.name,
        "prompt": question.prompt,
        "assertions": question.expectations,
    }
    (folder / METADATA).write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
