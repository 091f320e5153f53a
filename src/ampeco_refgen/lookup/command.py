"""`search`, `show`, `stats` and `version` as commands: what each prints, and the command line of `scripts/lookup.py`.

`ampeco-refgen` runs the same functions, so that both print the same. Imports that one command alone needs stand
in its function: an answer should not take longer than reading it.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import NamedTuple, NoReturn

from ampeco_refgen.lookup.bundle import OUT_VARIABLE, REFERENCE, CannotAnswerError, bundle_in, skill_folder
from ampeco_refgen.lookup.called import called

DONE, USAGE, CANNOT_WRITE, INTERRUPTED = 0, 2, 5, 130
"""The exit codes: answered, wrong usage or nothing of that name, the answer cannot be written, interrupted."""
LIMIT = 10
HELP = {
    "search": "Find calls, entities, webhooks, enums and recipes by WORDS, best first; typos are forgiven.\n\n"
    "Names, paths, summaries, fields, filters and values are searched. Each line begins with what `show` takes.",
    "show": "Print what TARGET names, exactly as it stands in the bundle, and nothing else.\n\n"
    "Where there is no such thing, the nearest that there is, and what was wrong.",
    "stats": "Say how large the bundle is for an assistant: files, tokens (bytes / 4), the largest, what is too large.",
    "version": "Say of which version of the API the skill is, of which catalog, and which generator made it.",
    "--limit": "Print at most so many.",
    "--follow": "Print what the answer links to, too: the response of another call, schemas, long enums.",
    "--json": "Print JSON on stdout.",
    "--out": f"The skill's folder.  [env: {OUT_VARIABLE}; default: ., else where the program lies]",
}
EPILOG = {
    "search": "Examples:\n  search create user\n  search refund --limit 3 --json",
    "show": """Targets:
  POST users                      a call, in its newest live version
  GET users/v1.0                  … or the version that is named
  OPERATION-ID                    … or its operationId
  users                           the calls of a resource, one line each
  filter:users                    its filters; so too include: paging:
                                  parameters: response:
  "body:POST users"               what is sent, with its fields
  fields:user                     the fields of an entity
  fields:user.email               … or one of them
  webhook:NAME                    what a webhook sends
  enum:reason, enum:users.status  the values of a long enum, or of a field
  errors, pagination              what calls have in common
  "deprecated:GET users/v1.0"     the successor, and what changes
  relations:user                  how an entity hangs together with others
  recipe:NAME                     the steps of a task
  client:python                   a small client, whole; so too client:typescript
                                  client:curl
  FIELD                           which calls have a field
  schemas/enums.md#…              whatever a link leads to
A kind without a name lists the names: show recipe:""",
    "stats": "Example:\n  stats --json",
    "version": "Example:\n  version --json",
}


def examples(command: str) -> str:
    """Return what stands below the help of a command, its examples as they run from the current folder."""
    program = "" if command == "show" else f"{called()} "
    return EPILOG[command].replace("\n  ", f"\n  {program}")


class Output(NamedTuple):
    """What a command prints: `text` on stdout; on stderr what is `said`, unless quiet, and what must be `warned` of."""

    text: str
    said: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()


def run_show(target: str, *, follow: bool = False, as_json: bool = False, out: str | None = None) -> Output:
    """Return what `show` prints for a target.

    Raises `CannotAnswerError` where there is no bundle, or where it has nothing of that name.
    """
    from ampeco_refgen.lookup.show import show

    answer = show(bundle_in(skill_folder(out)), target, follow=follow)
    if not as_json:
        note = f"{answer.note}\n\n" if answer.note else ""
        return Output(f"{note}{answer.text}", (f"from {', '.join(answer.pages)}" if answer.pages else answer.heading,))
    links = [
        (link.label, f"{REFERENCE}{link.page}" + (f"#{link.anchor}" if link.anchor else "")) for link in answer.links
    ]
    record = {
        "target": answer.target,
        "kind": answer.kind,
        "note": answer.note,
        "page": answer.pages[0] if answer.pages else "",
        "pages": answer.pages,
        "heading": answer.heading,
        "text": answer.text,
        "links": [{"text": label, "target": place} for label, place in links],
    }
    return Output(_json(record))


def run_search(question: str, *, limit: int = LIMIT, as_json: bool = False, out: str | None = None) -> Output:
    """Return what `search` prints: the best hits, where stdout is a terminal in columns, else a line for each.

    Raises `CannotAnswerError` where there is no bundle.
    """
    from ampeco_refgen.lookup.columns import in_columns, screen_of
    from ampeco_refgen.lookup.search import entries_of, search

    hits, count = search(entries_of(bundle_in(skill_folder(out))), question, limit)
    said = (f"nothing found for {question!r}",) if not hits else ()
    if count > len(hits):
        said = (f"{count - len(hits)} more: --limit {count}",)
    if as_json:
        return Output(_json([hit._asdict() for hit in hits]), said)
    screen = screen_of(sys.stdout)
    return Output(in_columns(hits, question, screen) if screen else "\n".join(hit.line() for hit in hits), said)


def run_stats(*, as_json: bool = False, out: str | None = None) -> Output:
    """Return what `stats` prints: how large the bundle is. Raises `CannotAnswerError` where there is none."""
    from ampeco_refgen.lookup.stats import stats_lines, stats_of

    stats = stats_of(skill_folder(out))
    text = _json(stats) if as_json else "\n".join(stats_lines(stats))
    return Output(text, (), tuple(f"warning: {warning}" for warning in stats["warnings"]))


def run_version(*, as_json: bool = False, out: str | None = None) -> Output:
    """Return what `version` prints: what the skill says of itself, and a warning where its catalog is another one.

    Raises `CannotAnswerError` where there is no bundle, or where it does not say.
    """
    from ampeco_refgen.lookup.version import version_of

    version = version_of(skill_folder(out))
    text = _json(version.report()) if as_json else "\n".join(version.lines())
    warning = "warning: reference/catalog.json is not the one that SKILL.md names"
    return Output(text, (), (warning,) if version.catalog_fits is False else ())


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)


def main(arguments: Sequence[str]) -> int:
    """Run the command line of `scripts/lookup.py`, print what it answers, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        code = _answer(arguments)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # Python has none where the stream was closed from the start
                stream.flush()
    except BrokenPipeError:  # the reader has what it wanted
        code = DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as problem:
        code = CANNOT_WRITE
        with suppress(OSError):
            print(f"error: the answer cannot be written: {problem.strerror}", file=sys.stderr)
    else:
        return code
    _drop_what_is_left()
    return code


def _answer(arguments: Sequence[str]) -> int:
    try:
        parsed = _parser().parse_args(arguments)
        output = _run(parsed)
    except CannotAnswerError as failure:
        print(f"error: {failure.message}", *([f"  {failure.hint}"] if failure.hint else []), sep="\n", file=sys.stderr)
        return USAGE
    except SystemExit:  # it has printed its help
        return DONE
    if output.text:
        print(output.text, flush=True)
    for line in (*(() if parsed.quiet else output.said), *output.warned):
        print(line, file=sys.stderr)
    return DONE


def _drop_what_is_left() -> None:
    """Let what the streams still hold go nowhere: Python writes it when it ends, and would say that it failed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except OSError:
                os.dup2(nowhere, stream.fileno())


def _run(parsed: Namespace) -> Output:
    if parsed.command == "search":
        return run_search(" ".join(parsed.words), limit=parsed.limit, as_json=parsed.json, out=parsed.out)
    if parsed.command == "show":
        return run_show(" ".join(parsed.target), follow=parsed.follow, as_json=parsed.json, out=parsed.out)
    if parsed.command == "version":
        return run_version(as_json=parsed.json, out=parsed.out)
    return run_stats(as_json=parsed.json, out=parsed.out)


class _Parser(ArgumentParser):
    """A parser that fails like everything else here: one line, and what to do."""

    def error(self, message: str) -> NoReturn:
        raise CannotAnswerError(message, f"{self.prog} --help tells what there is")


def _parser() -> ArgumentParser:
    parser = _Parser(prog=called(), description="Look things up in the skill's pages.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(EPILOG), prog=parser.prog)
    for name in EPILOG:
        command = commands.add_parser(
            name,
            help=HELP[name].partition("\n")[0],
            description=HELP[name],
            epilog=examples(name),
            formatter_class=RawDescriptionHelpFormatter,
        )
        if name == "search":
            command.add_argument("words", nargs="+", metavar="WORDS")
            command.add_argument("--limit", type=_positive, default=LIMIT, metavar="N", help=HELP["--limit"])
        elif name == "show":
            command.add_argument("target", nargs="+", metavar="TARGET")
            command.add_argument("--follow", action="store_true", help=HELP["--follow"])
        command.add_argument("--json", action="store_true", help=HELP["--json"])
        command.add_argument("--out", metavar="DIR", help=HELP["--out"])
        command.add_argument("-q", "--quiet", action="store_true", help="Say nothing but the answer.")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)
