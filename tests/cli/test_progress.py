"""How far a long run is, on a terminal: a line that comes after a second and leaves nothing behind."""

from __future__ import annotations

import io
import json
import re
import sys
import time

import pytest

from ampeco_refgen.cli.progress import ProgressLine, line_of
from ampeco_refgen.interrupt import LINE
from ampeco_refgen.progress import Step, counted
from cli.running import document, process, written
from cli.terminals import on_terminal
from faults.server import Reply

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")

BODY = json.dumps(document()).encode().ljust(500_000)


def slow(*, seconds: float = 2.0) -> Reply:
    """An answer that takes some seconds to come."""

    def reply(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(BODY)))
        handler.end_headers()
        for start in range(0, len(BODY), 10_000):
            handler.wfile.write(BODY[start : start + 10_000])
            handler.server.leaving.wait(seconds / 50)

    return reply


@pytest.mark.parametrize(
    ("step", "width", "line"),
    [
        (Step("download", 0, 50_000_000), 80, "downloading [--------------------]   0%  0.0 of 50.0 MB"),
        (Step("download", 25_040_000, 50_000_000), 80, "downloading [##########----------]  50%  25.0 of 50.0 MB"),
        (Step("download", 49_999_999, 50_000_000), 80, "downloading [###################-]  99%  50.0 of 50.0 MB"),
        (Step("download", 51, 50), 80, "downloading [####################] 100%  0.0 of 0.0 MB"),
        (Step("download", 12_345_678), 80, "downloading 12.3 MB"),
        (Step("download", 12_345_678, 0), 80, "downloading 12.3 MB"),
        (Step("calls", 1_200, 22_361), 80, "describing calls [#-------------------]   5%  1,200 of 22,361 calls"),
        (Step("calls", 1_200, 22_361), 50, "describing calls   5%  1,200 of 22,361 calls"),
        (Step("calls", 1_200, 22_361), 10, "describing"),
        (Step("validate"), 80, "checking the document 3 s"),
        (Step("read"), 80, ""),
    ],
)
def test_the_line_says_what_is_going_on_and_how_much_of_it_is_done(step, width, line):
    assert line_of(step, 3.4, width) == line


def test_counting_tells_before_each_and_at_the_end():
    told = []
    assert list(counted("ab", told.append, "calls", 2)) == ["a", "b"]
    assert told == [Step("calls", 0, 2), Step("calls", 1, 2), Step("calls", 2, 2)]


def test_a_message_takes_the_place_of_the_line():
    stream = io.StringIO()
    with ProgressLine(stream, patience=0) as line:
        line.tell(Step("validate"))
        until(lambda: "checking" in stream.getvalue())
        with line.hidden():
            stream.write("a message\n")
            time.sleep(0.3)  # in which nothing is drawn
            said = stream.getvalue()
        until(lambda: stream.getvalue() != said)
    shown = "checking the document 0 s"
    blanks = " " * len(shown)
    assert said.startswith(f"\r{shown}\r{blanks}")
    assert said.endswith(f"{blanks}  \ra message\n")
    assert stream.getvalue().endswith(f"{blanks}  \r")


def until(happened) -> None:
    end = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_slow_download_shows_its_share_and_leaves_the_messages_as_they_are(server):
    url = server.on("/spec.json", slow())
    shown = on_terminal("validate", url)
    assert re.search(r"downloading \[#+-+\] +\d+%  0\.\d of 0\.5 MB", shown.text)
    assert "\x1b" not in shown.text
    piped = process("validate", url)
    assert (shown.code, piped.code) == (0, 0)
    assert shown.screen == piped.err.splitlines()
    assert "downloading" not in piped.err


def test_what_ends_before_the_first_second_shows_nothing():
    stream = io.StringIO()
    with ProgressLine(stream) as line:
        line.tell(Step("validate"))
        time.sleep(0.3)
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("options", "env"), [(("-q",), {}), ((), {"TERM": "dumb"})])
def test_nobody_is_shown_what_they_do_not_want_to_see(options, env, server):
    shown = on_terminal(*options, "validate", server.on("/spec.json", slow(seconds=1.5)), env=env)
    assert shown.code == 0
    assert "\r" not in shown.text.replace("\r\n", "")


def test_ctrl_c_leaves_one_clean_line(server, tmp_path):
    url = server.on("/spec.json", slow(seconds=30))
    shown = on_terminal("update", "--url", url, "--out", tmp_path, typing=lambda text: "\x03" if " MB" in text else "")
    assert shown.code == 130
    assert "^C" in shown.text
    assert shown.screen == [LINE]


def test_the_pages_of_a_large_document_are_counted(tmp_path):
    spec = written(tmp_path / "spec.json", document(resources=1_500))
    shown = on_terminal("generate", spec, "--out", tmp_path / "skill", "--check")
    assert shown.code == 1
    assert re.search(r"\[#*-*\] +\d+%  [\d,]+ of [\d,]+ (calls|pages)\r", shown.text)
    assert [line for line in shown.screen if line.startswith(("describing", "rendering"))] == []
