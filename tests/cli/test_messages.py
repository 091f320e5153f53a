"""What people read: what happened, where, what to do, only once, and with no word broken on a narrow terminal."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from ampeco_refgen.cli import commands
from ampeco_refgen.cli.terminal import Terminal
from ampeco_refgen.diagnostics import warning
from ampeco_refgen.settings import FetchSettings
from cli.running import Done, assert_refused, document, folder, run, written
from faults.fetching import PAGE, closed_port
from faults.server import Reply, answer, cut_short, hang_up, redirect, silence

NEWEST = "6474c4b1e4b0d8001d5c9a3f"
COMMANDS = ("", "update", "generate", "fetch", "validate", "diff", "search", "show", "stats")


# ---- warnings


def test_warnings_about_the_document_come_before_those_about_our_own_data():
    stream = io.StringIO()
    terminal = Terminal(stream=stream)
    terminal.findings([*[warning("basis-changed", "ours")] * 20, warning("operations-lost", "half of it is gone")])
    first, second, *_, last = stream.getvalue().splitlines()
    assert first == "warning: half of it is gone [operations-lost]"
    assert second == "warning, not about the document: ours [basis-changed]"
    assert last == "… and 11 more warnings (-v shows all)"


# ---- folders and files


def test_diff_takes_the_folder_of_a_skill(spec, bundle, tmp_path):
    newer = written(tmp_path / "newer.json", document(version="1.1.0", resources=13))
    wanted = run("diff", bundle / "reference" / "catalog.json", newer)
    assert run("diff", bundle, newer) == wanted
    assert run("diff", f"{bundle}/", newer) == wanted
    assert run("diff", bundle, bundle).out == "1.0.0: no changes\n"
    assert run("diff", newer, bundle).code == 0
    assert_refused(run("diff", tmp_path, spec), 3, "that is a folder", "Name a file")
    (tmp_path / "empty").mkdir()
    assert_refused(run("diff", tmp_path / "empty", spec), 3, "that is a folder", "reference/catalog.json")


@pytest.mark.parametrize("command", ["validate", "generate"])
def test_a_folder_in_the_place_of_a_document_is_told_with_what_to_do(command, spec, bundle, tmp_path):
    assert_refused(run(command, bundle), 3, "that is a folder", f"generate --out {bundle}")
    assert_refused(run(command, tmp_path), 3, "that is a folder", f"Name a file: {spec}")


@pytest.mark.parametrize("command", [["validate"], ["generate"], ["diff", "spec.json"]])
def test_an_empty_name_is_wrong_usage(command, bundle, spec, monkeypatch):
    """An unset variable in quotes; `generate` would otherwise take the catalog that is there."""
    monkeypatch.chdir(spec.parent)
    before = folder(bundle)
    done = run(*command, "")
    assert (done.code, done.out, "is empty" in done.err) == (2, "", True)
    assert folder(bundle) == before


def test_a_misspelled_file_is_told_with_the_nearest(spec):
    assert_refused(run("validate", spec.with_name("spc.json")), 3, f"Did you mean {spec}?")


@pytest.mark.parametrize("option", ["--out=~/skill", "AMPECO_REFGEN_OUT"])
def test_the_home_folder_is_known_where_no_shell_has_written_it_out(spec, tmp_path, monkeypatch, option):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    options = [option]
    if "=" not in option:
        monkeypatch.setenv(option, "~/skill")
        options = []
    assert run("generate", spec, *options).code == 0
    assert (tmp_path / "home" / "skill" / "SKILL.md").exists()
    assert run("stats", *options).code == 0
    assert not (tmp_path / "~").exists()


def test_a_file_in_the_place_of_the_folder_is_told_as_that(spec):
    assert_refused(run("generate", spec, "--out", spec), 5, "is a file, not a folder", "--out")


@pytest.mark.parametrize("value", ["101", "-0.1", "nan", "inf", "much", ""])
def test_a_loss_is_a_percentage(value):
    done = run("update", f"--max-loss={value}")
    assert (done.code, "is no percentage from 0 to 100" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (["generat"], "generate"),
        (["generate", "--stric"], "--strict"),
        (["serch"], "search"),
        (["diff", "--fromat=x"], "--format"),
    ],
)
def test_a_misspelled_word_is_told_with_the_nearest(words, nearest):
    done = run(*words)
    assert (done.code, f"'{nearest}'" in done.err) == (2, True)
    assert "strictness" not in done.err


# ---- templates


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "mine").mkdir()
    return tmp_path / "mine"


def refused_templates(spec, mine, *parts):
    done = run("generate", spec, "--out", mine.parent / "out", "--templates", mine)
    assert_refused(done, 2, *parts)
    assert not (mine.parent / "out").exists()


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("call.j2", "call.md.j2"), ("endpoint-index.md.j2", "endpoints-index.md.j2"), ("CALL.md", "call.md.j2")],
)
def test_a_misnamed_template_is_told_with_the_nearest_name(spec, mine, name, nearest):
    (mine / name).write_text("x\n", "utf-8")
    refused_templates(spec, mine, f"{mine / name} takes the place of no template", f"did you mean {nearest}?")


def test_a_template_in_a_folder_further_down_is_no_template(spec, mine):
    (mine / "templates").mkdir()
    (mine / "templates" / "call.md.j2").write_text("x\n", "utf-8")
    refused_templates(spec, mine, "templates/call.md.j2")


def test_a_folder_without_templates_is_told(spec, mine):
    refused_templates(spec, mine, f"the folder {mine} has no template", "call.md.j2")
    (mine / ".DS_Store").write_bytes(b"\0")
    refused_templates(spec, mine, "has no template")


def test_a_template_may_use_another_of_the_folder(spec, mine):
    (mine / "enums.md.j2").write_text('{% include "parts/head.j2" %}\n', "utf-8")
    (mine / "parts").mkdir()
    (mine / "parts" / "head.j2").write_text("x\n", "utf-8")
    assert run("generate", spec, "--out", mine.parent / "out", "--templates", mine).code == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{{ nothing_of_the_kind }}", "'nothing_of_the_kind' is undefined"),
        ("{% if %}", "Expected an expression"),
        ("{{ owner_mark.x.y }}", "no attribute 'x'"),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
        ("{{ 5 + owner_mark }}", "TypeError"),
        ("{% include 'gone.j2' %}", "there is no template 'gone.j2'"),
    ],
)
def test_what_is_wrong_in_a_template_is_told_with_file_and_line(spec, mine, line, reason):
    (mine / "endpoints-index.md.j2").write_text(f"a\nb\n{line}\n", "utf-8")
    refused_templates(spec, mine, f"{mine / 'endpoints-index.md.j2'}, line 3: ", reason)


def test_a_template_that_is_no_text_is_told(spec, mine):
    (mine / "call.md.j2").write_bytes(b"\xff")
    refused_templates(spec, mine, f"{mine / 'call.md.j2'}: it is no UTF-8 text")


def test_templates_that_leave_calls_out_are_no_fault_of_the_document(spec, mine):
    (mine / "call.md.j2").write_text("mine\n", "utf-8")
    refused_templates(spec, mine, f"the templates in {mine} do not fit", "# METHOD /path")


# ---- fetching


@pytest.fixture
def vendor(server, monkeypatch):
    """The loopback server as the vendor, with an address and an index page."""
    settings = partial(
        FetchSettings,
        stable_url=server.url + "/openapi/spec.yaml",
        index_url=server.url + "/openapi/",
        backoff=0.01,
        read_timeout=0.3,
        patience=4,
        deadline=4,
    )
    monkeypatch.setattr(commands, "_addresses", lambda url: settings(url=url))
    return server


FAULTS: dict[str, Reply] = {
    "missing": answer(status=404),
    "busy": answer(status=503),
    "forbidden": answer(status=403),
    "page": answer(PAGE),
    "empty": answer(b""),
    "cut short": cut_short(b"{"),
    "hang up": hang_up(),
    "silence": silence(),
    "circle": redirect("/openapi/spec.yaml"),
    "left alone": answer(status=429, headers={"Retry-After": "3600"}),
}


def assert_said_once(done: Done) -> None:
    """Hold messages to say every sentence about a failure once."""
    sentences = Counter(re.findall(r"Cannot fetch .*?\.(?= |$)", done.err, re.MULTILINE))
    assert sentences
    assert [sentence for sentence, count in sentences.items() if count > 1] == []


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", ["fetch", "with bundle", "index works"])
def test_a_failure_of_fetching_is_told_once(vendor, tmp_path, bundle, fault, command):
    vendor.on("/openapi/spec.yaml", FAULTS[fault])
    vendor.on("/openapi/", FAULTS[fault] if fault != "circle" else redirect("/openapi/"))
    out = bundle if command == "with bundle" else tmp_path / "new"
    if command == "index works":
        vendor.on("/openapi/", answer(f'<a href="{NEWEST}">newest</a>'.encode()))
        vendor.on(f"/openapi/{NEWEST}", answer(json.dumps(document()).encode()))
    assert_said_once(run("fetch") if command == "fetch" else run("update", "--out", out))


@pytest.mark.parametrize("words", [["update"], ["update", "--require-fresh"], ["fetch"]])
def test_a_server_that_is_not_there_is_told_once(words, bundle):
    url = f"http://127.0.0.1:{closed_port()}/spec.json"
    out = ["--out", str(bundle)] if words[0] == "update" else []
    assert_said_once(run(*words, "--url", url, *out))


def test_validate_of_a_busy_address_tells_it_once(server):
    assert_said_once(run("validate", server.on("/spec.json", answer(status=503))))


# ---- the terminal


def on_a_terminal(*words: str | Path, columns: int, typed: bytes = b"") -> str:
    """Run a command on a terminal of this width, with this typed, and return all that it shows."""
    pty = pytest.importorskip("pty", reason="a terminal cannot be made here")
    terminal, end = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "ampeco_refgen", *map(str, words)]
    if typed:
        os.write(terminal, typed)
    process = subprocess.Popen(command, stdin=end, stdout=end, stderr=end, env=environment, close_fds=True)
    os.close(end)
    shown = b""
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # the terminal's end, once nobody has it open
            break
        if not part:
            break
        shown += part
    process.wait(timeout=30)
    os.close(terminal)
    return shown.decode().replace("\r", "")


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_word_of_the_help_is_broken(command, columns, monkeypatch):
    words = [*command.split(), "--help"]
    monkeypatch.setenv("COLUMNS", "1000")
    whole = set(run(*words).out.split())
    monkeypatch.setenv("COLUMNS", str(columns))
    narrow = run(*words).out
    assert set(narrow.split()) == whole
    assert max(map(len, narrow.splitlines())) <= columns
    assert "..." not in re.sub(r"\[ARGS\]\.\.\.|WORDS\.\.\.|TARGET\.\.\.", "", narrow)


@pytest.mark.parametrize("columns", [80, 60])
def test_no_word_of_a_message_is_broken(spec, bundle, tmp_path, columns, monkeypatch):
    monkeypatch.setenv("AMPECO_REFGEN_CALLED", "ampeco-refgen")  # the same in this process and in one of its own
    tree = document()
    tree["paths"]["/public-api/resources/things-01/v1.0"]["get"]["tags"] = [1, 2]
    warned = written(tmp_path / "warned.json", tree)
    (tmp_path / "mine").mkdir()
    for words in (
        ["generate", bundle, "--out", "x"],
        ["generate", warned, "--out", bundle, "--check"],
        ["validate", warned],
        ["generate", spec, "--templates", tmp_path / "mine", "--out", bundle],
        ["generate", "--descriptions", "some-that-there-are-not"],
        ["stats", "--out", spec],
    ):
        plain = run(*words)
        shown = on_a_terminal(*words, columns=columns)
        assert shown.split() == (plain.out + plain.err).split()
        assert all(len(line) <= columns or " " not in line.strip() for line in shown.splitlines())


def test_who_types_a_document_is_told_that_it_is_waited_for():
    shown = on_a_terminal("validate", "-", columns=80, typed=b"openapi: 3.1\n\x04")
    assert "reading the document from standard input; Ctrl-D ends it" in shown
    assert "reading" not in run("validate", "-", stdin=b"{}").err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("words", [["diff"], ["validate", "--json"], ["--help"]])
def test_an_answer_that_cannot_be_printed_is_an_error(spec, words):
    files = {"diff": [spec, spec], "validate": [spec]}.get(words[0], [])
    command = [sys.executable, "-m", "ampeco_refgen", *words, *map(str, files)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        5,
        "error: standard output cannot be written: No space left on device",
    )


@pytest.mark.parametrize(
    ("closed", "words", "code"),
    [
        (">&-", "diff spec.json spec.json", 0),
        ("2>&-", "generate spec.json --out new --json", 0),
        ("2>&-", "validate gone.json", 3),
        (">&- 2>&-", "generate spec.json --out new", 0),
        ("<&-", "validate -", 3),
    ],
)
def test_closed_streams_are_no_bug(spec, closed, words, code):
    command = f"{sys.executable} -m ampeco_refgen {words} {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=spec.parent, capture_output=True, text=True)
    assert (done.returncode, "internal" in done.stderr) == (code, False)
    if "--json" in words:
        assert json.loads(done.stdout)["title"] == "Mini"
