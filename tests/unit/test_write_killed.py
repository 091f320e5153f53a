"""A run that is killed, at whatever moment, leaves whole files, and the next run completes what it began."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import alternating
import pytest
from alternating import bundle

from ampeco_refgen.write import plan, publish


def tree(root: Path) -> dict[str, bytes]:
    """Return all files below a folder with their content."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_run_killed_at_any_moment_leaves_every_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # only here: what is killed is the writer, which flushes
    kills = int(os.environ.get("AMPECO_REFGEN_KILLS", "40"))
    chance = random.Random(kills)
    whole = {letter: {file.path: file.text.encode() for file in bundle(letter)} for letter in "AB"}
    command = [sys.executable, alternating.__file__, str(tmp_path)]
    mixtures = 0
    for number in range(kills):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.08))
            writer.kill()
        left = {path: content for path, content in tree(tmp_path).items() if not path.endswith(".refgen")}
        for path, content in left.items():
            assert content in (whole["A"].get(path), whole["B"].get(path)), path
        wanted = "AB"[number % 2]
        mixtures += left not in (whole["A"], whole["B"])
        assert plan(tmp_path, bundle(wanted)).drift or left == whole[wanted]
        publish(tmp_path, bundle(wanted))
        assert tree(tmp_path) == whole[wanted]
    assert mixtures
