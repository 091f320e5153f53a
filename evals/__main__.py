"""The command: `python -m evals [check | write | runs | grade]`; docs/evaluation.md says how to use it.

Exit codes: 0 done, of `check` that every answer is found within the limits; 1 otherwise; 2 usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from evals.check import answers_at, check, problems, summary
from evals.grade import UngradableError, grade_runs, summed_up
from evals.questions import ROOT, DisagreementError, limits, questions, write_answers
from evals.runs import UnfitError, write_runs
from evals.wording import worded


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands, without any name `check`."""
    options = _parser().parse_args(arguments or ["check"])
    try:
        code: int = options.run(options)
    except (DisagreementError, UngradableError, UnfitError, OSError, LookupError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description="Evaluate the skill (docs/evaluation.md).")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("check", help="look up every answer in a skill, without a model; the default")
    command.add_argument("folder", nargs="?", type=Path, default=ROOT, help="the skill (default: this one)")
    command.add_argument("--json", action="store_true", help="print the results as JSON")
    command.set_defaults(run=_check)

    command = commands.add_parser("write", help="write what the document gives into evals.json")
    command.add_argument("folder", nargs="?", type=Path, default=ROOT, help="the skill (default: this one)")
    command.set_defaults(run=_write)

    command = commands.add_parser("runs", help="write what to give to a model, with and without the skill")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    command.add_argument("--skill", type=Path, required=True, metavar="DIR", help="the skill, packed")
    command.add_argument("--runs", type=int, default=1, metavar="N", help="how often each is asked (default: 1)")
    command.set_defaults(run=_runs)

    command = commands.add_parser("grade", help="judge the answers in such a folder")
    command.add_argument("folder", type=Path, metavar="DIR", help="what `runs` wrote, with answers in outputs/")
    command.set_defaults(run=_grade)
    return parser


def _check(options: argparse.Namespace) -> int:
    """Print a line for each question and the bytes that its answer takes, then what is wrong."""
    allowed = limits()
    results = check(options.folder, questions())
    complaints = problems(results, allowed)
    if options.json:
        rows = [asdict(result) for result in results]
        print(json.dumps({"results": rows, "problems": complaints, "limits": allowed}, indent=1))
    else:
        for result in results:
            print(f"{result.name:26} show {result.show_bytes:6,}   files {result.file_bytes:6,}   {result.question}")
        print(summary(results))
        for problem in complaints:
            print(f"problem: {problem}")
    return 1 if complaints else 0


def _write(options: argparse.Namespace) -> int:
    answers = answers_at(options.folder)
    changed = write_answers({question.id: worded(question.answer, answers) for question in questions()})
    print(f"evals.json: {changed} of {len(questions())} expected answers changed")
    return 0


def _runs(options: argparse.Namespace) -> int:
    count = write_runs(questions(), options.out, skill=options.skill, runs=options.runs)
    print(f"{count} runs in {options.out}: give each prompt.md to a model, and put its answer into outputs/ beside it.")
    return 0


def _grade(options: argparse.Namespace) -> int:
    """Print what failed and what needs a judge, run by run, then the sums."""
    graded = grade_runs(options.folder)
    for run in graded:
        for verdict in run.verdicts:
            if verdict.passed is False:
                print(f"{run.path}: failed: {verdict.evidence}")
            elif verdict.passed is None:
                print(f"{run.path}: for a judge: {verdict.text}{f' ({verdict.evidence})' if verdict.evidence else ''}")
    print("\n".join(summed_up(graded)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
