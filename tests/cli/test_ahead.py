"""A copy of the process works ahead: what comes out is the same as without it, whatever the document is like."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from ampeco_refgen import ahead
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.outcome import Outcome, Stopwatch
from ampeco_refgen.pipeline import generate
from ampeco_refgen.settings import GenerateSettings
from ampeco_refgen.spec.model import RawSpec
from documents import SAMPLE

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

OK = {"200": {"description": "OK"}}
SOUND = {"openapi": "3.0.3", "info": {"title": "Small", "version": "1"}, "paths": {"/a": {"get": {"responses": OK}}}}
FLAWED = {**SOUND, "paths": {"/a": {"get": {"operationId": 7, "summary": None, "responses": OK}}}}
WARNED = {**SOUND, "unknown": 1}
BROKEN = {**SOUND, "paths": {"/a": {"get": {"responses": 7}}}}


@pytest.fixture
def together(monkeypatch):
    """Let a copy be made whatever threads pytest's plugins have."""
    monkeypatch.setattr(ahead, "has_room", lambda: True)


def run(document: object, out: Path, **options: bool) -> Outcome:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    out.mkdir()
    settings = GenerateSettings(out=out, **options)
    return generate(RawSpec(content=content, origin="small.json"), settings, Stopwatch())


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "document", [SAMPLE.read_bytes(), SOUND, FLAWED, WARNED], ids=["sample", "sound", "flawed", "warned"]
)
@pytest.mark.parametrize("full", [True, False])
def test_the_bundle_and_the_findings_are_the_same(tmp_path, monkeypatch, document, full):
    outcomes = {}
    for room in (True, False):
        monkeypatch.setattr(ahead, "has_room", lambda room=room: room)
        outcomes[room] = run(document, tmp_path / str(room), full=full)
    assert outcomes[True].diagnostics == outcomes[False].diagnostics
    assert files_of(tmp_path / "True") == files_of(tmp_path / "False")


@pytest.mark.usefixtures("together")
def test_a_refusal_is_the_same_and_nothing_is_written(tmp_path, monkeypatch):
    refusals = []
    for room in (True, False):
        monkeypatch.setattr(ahead, "has_room", lambda room=room: room)
        with pytest.raises(DocumentError) as caught:
            run(BROKEN, tmp_path / str(room))
        refusals.append((caught.value.message, caught.value.hint, caught.value.diagnostics))
        assert files_of(tmp_path / str(room)) == {}
    assert refusals[0] == refusals[1]


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize("answers", [0, 1, 2, 3])
def test_a_copy_that_dies_leaves_its_work_to_this_process(tmp_path, monkeypatch, answers):
    whole = ahead._work

    def dying(*arguments):
        for number, answer in enumerate(whole(*arguments)):
            if number == answers:
                os.kill(os.getpid(), signal.SIGKILL)
            yield answer

    run(SAMPLE.read_bytes(), tmp_path / "whole")
    monkeypatch.setattr(ahead, "_work", dying)
    run(SAMPLE.read_bytes(), tmp_path / "dying")
    assert files_of(tmp_path / "whole") == files_of(tmp_path / "dying")


@pytest.mark.usefixtures("together")
def test_no_copy_is_left_behind(tmp_path):
    run(SOUND, tmp_path / "out")
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
