"""Exit codes and streams of every command: usage, internal errors, pipes that break, colours, `-q`, `-v`, `--json`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from ampeco_refgen import pipeline
from ampeco_refgen.errors import ExitCode
from cli.running import assert_refused, document, process, run, written
from documents import SAMPLE

COMMANDS = ("update", "fetch", "validate", "generate", "diff", "search", "show", "stats", "version")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    for flag in ("-h", "--help"):
        done = run(command, flag)
        assert (done.code, done.err) == (0, "")
        assert f"Usage: ampeco-refgen {command}" in done.out
        assert re.search(r"^  (Examples?|Targets):$", done.out, re.M)


def test_help_lists_the_commands_and_the_exit_codes():
    done = run("--help")
    assert done.code == 0
    assert all(command in done.out for command in COMMANDS)
    assert all(f"{code} " in done.out for code in (0, 1, 2, 3, 4, 5, 70, 130))


def test_version():
    from importlib.metadata import version

    assert run("--version").out == f"ampeco-refgen {version('ampeco-refgen')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["--unknown"],
        ["generate", "--unknown"],
        ["generate", "a", "b"],
        ["generate", "--descriptions", "some"],
        ["generate", "--templates", "/there/is/no/such/folder"],
        ["validate"],
        ["diff"],
        ["diff", "old"],
        ["diff", "old", "new", "--format", "html"],
        ["diff", "old", "new", "--fail-on", "anything"],
        ["diff", "-", "-"],
        ["update", "--max-loss", "101"],
        ["update", "--max-loss", "much"],
        ["update", "surplus"],
        ["fetch", "-o"],
    ],
)
def test_wrong_usage_exits_2_and_says_how_it_is_meant(arguments):
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0].startswith(("Usage: ampeco-refgen", "Error: ", "error: "))
    assert "Traceback" not in done.err


def test_an_internal_error_is_one_line_and_with_v_a_traceback(spec, tmp_path, monkeypatch):
    def bug(*_: object, **__: object) -> None:
        raise ZeroDivisionError("something\nunforeseen")

    monkeypatch.setattr(pipeline, "generate", bug)
    done = run("generate", spec, "--out", tmp_path / "out")
    assert (done.code, done.out) == (70, "")
    assert done.err.splitlines()[0] == "internal error: ZeroDivisionError: something unforeseen"
    assert "Traceback" not in done.err
    loud = run("-v", "generate", spec, "--out", tmp_path / "out")
    assert loud.code == 70
    assert "Traceback" in loud.err


def test_an_interrupt_leaves_nothing_half_written(spec, tmp_path, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "generate", interrupted)
    done = run("generate", spec, "--out", tmp_path / "out")
    assert (done.code, done.out) == (ExitCode.INTERRUPTED, "")
    assert done.err == "interrupted: nothing half-written is left\n"


def test_an_interrupt_while_a_failure_is_reported_is_an_interrupt(tmp_path, monkeypatch):
    from ampeco_refgen.cli.terminal import Terminal

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Terminal, "failure", interrupted)
    done = run("generate", tmp_path / "gone.json")
    assert (done.code, done.err) == (ExitCode.INTERRUPTED, "interrupted: nothing half-written is left\n")


def test_quiet_says_nothing_and_verbose_more(spec, tmp_path):
    quiet = run("-q", "generate", spec, "--out", tmp_path / "a")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    plain = run("generate", spec, "--out", tmp_path / "b")
    verbose = run("-v", "generate", spec, "--out", tmp_path / "c")
    assert "seconds" not in plain.err
    assert "seconds" in verbose.err
    assert run("-q", "generate", tmp_path / "gone", "--out", tmp_path / "a").err.startswith("error: ")


def test_valid_documents_have_no_findings():
    done = run("validate", SAMPLE)
    assert (done.code, done.out, done.err) == (0, "", "valid: no findings\n")
    listed = run("-q", "validate", SAMPLE, "--json")
    assert (listed.code, json.loads(listed.out), listed.err) == (0, [], "")


def test_validate_lists_all_findings(tmp_path):
    tree = document()
    tree["paths"]["/public-api/resources/things-00/v1.0"]["get"]["responses"] = {"200": {"$ref": "#/components/a"}}
    tree["paths"]["/public-api/resources/things-01/v1.0"]["get"]["responses"] = {"200": {"$ref": "other.json"}}
    bad = written(tmp_path / "bad.json", tree)
    shown = run("validate", bad)
    listed = run("validate", bad, "--json")
    assert (shown.code, listed.code) == (4, 4)
    findings = json.loads(listed.out)
    assert len(findings) >= 2
    assert {finding["severity"] for finding in findings} == {"error"}
    for finding in findings:
        assert finding.keys() == {"severity", "code", "pointer", "message"}
        assert f"error: {finding['message']} at {finding['pointer']} [{finding['code']}]" in shown.out.splitlines()


def test_json_reports_stay_valid_with_messages_around_them(spec, tmp_path):
    done = process("-v", "generate", spec, "--out", tmp_path / "out", "--json")
    assert done.code == 0
    assert json.loads(done.out)["operations"]["total"] == 13
    assert done.err


def test_the_json_report_names_the_calls_that_changed(tmp_path):
    out, call = tmp_path / "skill", "/public-api/resources/things-{}/v1.0"
    tree = document(version="1.1.0", resources=11)
    tree["paths"][call.format("new")] = tree["paths"][call.format("01")]
    tree["paths"][call.format("02")]["get"]["deprecated"] = True
    assert run("-q", "generate", written(tmp_path / "a.json", document()), "--out", out).code == 0
    done = run("-q", "generate", written(tmp_path / "b.json", tree), "--out", out, "--json")
    changes = {
        change["call"]: (change["change"], change["breaking"]) for change in json.loads(done.out)["changes"]["calls"]
    }
    assert changes == {
        f"GET {call.format('11')}": ("removed", 1),
        f"GET {call.format('02')}": ("deprecated", 0),
        f"GET {call.format('new')}": ("added", 0),
    }
    assert next(iter(changes)).endswith("things-11/v1.0")
    again = run("-q", "generate", tmp_path / "b.json", "--out", out, "--json")
    assert json.loads(again.out)["changes"]["calls"] == []


@pytest.mark.parametrize("no_color", ["", "1"])
def test_no_escape_sequences_where_nobody_looks(tmp_path, no_color):
    done = process("validate", tmp_path / "gone.json", env={"NO_COLOR": no_color})
    assert done.code == 3
    assert "\x1b" not in done.err


def test_colours_on_a_terminal_only_and_not_with_no_color(monkeypatch, capsys):
    from ampeco_refgen.cli.terminal import Terminal
    from ampeco_refgen.errors import UsageError

    terminal = Terminal()
    monkeypatch.setattr(terminal.stream, "isatty", lambda: True)
    terminal.failure(UsageError("wrong"))
    assert capsys.readouterr().err == "\x1b[31merror: wrong\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.failure(UsageError("wrong"))
    assert capsys.readouterr().err == "error: wrong\n"


@pytest.mark.parametrize("reader", ["true", "head -n 1"])
@pytest.mark.parametrize("arguments", ["--help", "validate bad.json", "validate bad.json --json", "diff bad.json"])
def test_a_reader_who_leaves_early_is_no_error(tmp_path, reader, arguments):
    """What `validate` prints is more than a pipe holds, so that the reader has always left before its end."""
    tree = document(resources=200)
    if arguments.startswith("diff"):
        arguments = f"diff {written(tmp_path / 'old.json', document())} bad.json"
    else:
        for number, item in enumerate(tree["paths"].values()):
            gone = f"#/components/responses/Gone{number}{'x' * 1000}"
            item["get"]["responses"] = {"200": {"$ref": gone}}
    written(tmp_path / "bad.json", tree)
    command = f"(sleep 0.1; {sys.executable} -m ampeco_refgen {arguments}) | {reader}; exit ${{PIPESTATUS[0]}}"
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, env=buffered)
    assert (done.returncode, done.stderr) == (0, "")


def test_diff_says_what_changed_in_three_formats(spec, tmp_path):
    tree = document(version="1.1.0", resources=11)
    new = written(tmp_path / "new.json", tree)
    text, markdown, listed = (run("diff", spec, new, "--format", form) for form in ("text", "markdown", "json"))
    assert {text.code, markdown.code, listed.code} == {0}
    assert "things-11" in text.out
    assert "things-11" in markdown.out
    assert "things-11" in json.dumps(json.loads(listed.out))
    assert {text.err, markdown.err, listed.err} == {""}


def test_diff_fails_on_a_breaking_change_only_where_asked(spec, tmp_path):
    less = written(tmp_path / "less.json", document(resources=11))
    assert run("diff", spec, less).code == 0
    assert run("diff", spec, less, "--fail-on", "breaking").code == 4
    assert run("diff", less, spec, "--fail-on", "breaking").code == 0
    assert run("diff", spec, spec, "--fail-on", "breaking").code == 0
    assert run("diff", less, spec, "--fail-on", "warning").code == 0


def test_diff_takes_catalogs_and_standard_input(spec, bundle):
    catalog = bundle / "reference" / "catalog.json"
    same = run("diff", spec, spec)
    assert run("diff", catalog, spec).out == same.out
    assert run("diff", "-", catalog, stdin=spec.read_bytes()).out == same.out


def test_diff_of_what_is_not_there(spec, tmp_path):
    assert_refused(run("diff", spec, tmp_path / "gone.json"), 3, "gone.json")


def test_validate_says_what_follows_from_its_findings(tmp_path):
    paths = {"/a": {"get": {"responses": {"200": {"description": "OK"}}}, "post": {"operationId": "x"}}}
    document = tmp_path / "document.json"
    document.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}))
    assert "valid, with 1 warning: `generate` and `generate --strict` take it" in run("validate", str(document)).err
    paths["/a"]["get"]["parameters"] = [{"$ref": "other.json#/x"}]
    document.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}))
    done = run("validate", str(document))
    assert done.code == ExitCode.DOCUMENT_INVALID
    assert "invalid: 1 error among " in done.err


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_every_character_is_printed_whatever_the_console_knows(tmp_path, encoding):
    """A console of Windows may know few characters; what is asked for is printed all the same."""
    item = {"get": {"summary": "Füße → 足 ﷽", "responses": {"200": {"description": "OK"}}}}
    document = tmp_path / "document.json"
    tree = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/a": item}}
    document.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    assert run("generate", str(document), "--out", str(tmp_path)).code == ExitCode.DONE
    command = [sys.executable, "-m", "ampeco_refgen", "show", "GET /a", "--out", str(tmp_path)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, env=environment, check=False, capture_output=True)
    assert done.returncode == ExitCode.DONE
    assert "Füße → 足 ﷽" in done.stdout.decode("utf-8")


ACCEPTED = '[[accepted]]\nrule = "operation-removed"\nsubject = "{}"\nreason = "nobody called it"\n'


def test_what_was_accepted_does_not_fail_and_is_told_with_its_reason(spec, tmp_path):
    less = written(tmp_path / "less.json", document(resources=11))
    accepted = tmp_path / "accepted.toml"
    accepted.write_text(ACCEPTED.format("*"), "utf-8")
    done = run("diff", spec, less, "--fail-on", "breaking", "--accepted", accepted)
    assert (done.code, done.err) == (0, "")
    assert "removed — nobody called it" in done.out
    accepted.write_text(ACCEPTED.format("GET /nothing"), "utf-8")
    done = run("diff", spec, less, "--fail-on", "breaking", "--accepted", accepted)
    assert done.code == 4
    assert "operation-removed GET /nothing" in done.err


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[accepted", "accepted.toml"),
        ('[[accepted]]\nrule = "operation-removed"\n', "reason"),
        ('[[accepted]]\nrule = "gone"\nreason = "x"\n', "there is no rule 'gone'"),
        ('[[acepted]]\nrule = "operation-removed"\nreason = "x"\n', "acepted"),
    ],
)
def test_a_file_of_accepted_changes_that_says_nonsense_is_refused(spec, tmp_path, text, problem):
    accepted = tmp_path / "accepted.toml"
    accepted.write_text(text, "utf-8")
    done = run("diff", spec, spec, "--accepted", accepted)
    assert done.code == 2
    assert problem in done.err
