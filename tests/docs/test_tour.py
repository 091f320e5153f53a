"""`docs/tour.md` as a newcomer takes it: its commands in their order; `UPDATE_GOLDENS=1` writes what they show.

What follows a command in a block is all that a terminal shows, or its first and its last lines around a `…`.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ampeco_refgen.markdown.names import anchor
from cli.terminals import command_on_terminal
from documents import ROOT, WRITTEN_FOR

PAGE = ROOT / "docs/tour.md"
FOLDER = "/tmp/tour"  # as the page calls it
COLUMNS = 100
LEFT_OUT = "…"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose name is hardly longer than that on the page, so that lines break alike."""
    path = Path(tempfile.mkdtemp(dir="/tmp"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def clone(skill: Path, tmp_path: Path) -> Path:
    """A clone of the repository, as far as the page needs it, with the pages of the version that the page goes by."""
    if skill == ROOT:
        return ROOT
    for name in ("examples", "scripts", "src"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(skill / "SKILL.md", tmp_path)
    (tmp_path / "reference").symlink_to(skill / "reference")
    return tmp_path


def shown_by(command: str, clone: Path, folder: Path) -> list[str]:
    """Return what the terminal shows of a command of the page."""
    typed = command.replace("bash scripts/refgen.sh", f"'{sys.executable}' -m ampeco_refgen")
    typed = re.sub(r"^python3", f"'{sys.executable}'", typed).replace(FOLDER, str(folder))
    env = {"NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
    done = command_on_terminal(["bash", "-c", typed], columns=COLUMNS, env=env, cwd=clone)
    assert "Traceback" not in done.text
    return [line.replace(str(folder), FOLDER).replace(sys.executable, "python3") for line in done.screen]


def abridged(lines: list[str], like: list[str]) -> list[str]:
    """Return as many lines of the beginning and the end as another abridgement shows, or all as that does."""
    if LEFT_OUT not in like:
        return lines
    first = like.index(LEFT_OUT)
    last = len(lines) - (len(like) - first - 1)
    assert first < last, lines
    return [*lines[:first], LEFT_OUT, *lines[last:]]


def block_of(body: str, clone: Path, folder: Path) -> str:
    """Return a block of the page as it has to be."""
    commands = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE)
    parts = []
    for command, output in commands:
        lines = abridged(shown_by(command, clone, folder), output.splitlines())
        parts.append("".join(f"{line}\n" for line in (f"$ {command}", *lines)))
    return "".join(parts)


@pytest.mark.skipif(sys.platform != "linux", reason="its terminals, and what `ls` shows on one, are taken from Linux")
def test_every_command_shows_what_the_page_says(clone: Path, folder: Path) -> None:
    text = PAGE.read_text("utf-8")
    wanted = re.sub(
        r"(?<=^```console\n)(.*?)(?=^```$)",
        lambda match: block_of(match[1], clone, folder),
        text,
        flags=re.MULTILINE | re.DOTALL,
    )
    if os.environ.get("UPDATE_GOLDENS"):
        PAGE.write_text(wanted, "utf-8")
        text = wanted
    assert text == wanted
    assert text.count("\n$ ") >= 10


def test_the_page_of_a_call_is_shown_as_it_is(skill: Path) -> None:
    text = PAGE.read_text("utf-8")
    path = re.search(r"\]\(\.\./(reference/calls/[^)]+)\)", text)
    assert path is not None
    page = (skill / path[1]).read_text("utf-8").partition("\n")[2]
    page = re.sub(r"\]\(([^)]+)\)", lambda link: f"]({linked(path[1], link[1])})", page)
    quoted = "".join(line[1:].removeprefix(" ") + "\n" for line in text.splitlines() if line.startswith(">"))
    quoted = quoted.partition("\n")[2]  # the first quotation is the question
    pieces = [piece.strip("\n") for piece in quoted.split(f"{LEFT_OUT}\n")]
    assert len(pieces) == 3
    place = 0
    for piece in pieces:
        assert f"\n{piece}\n" in f"\n{page}"[place:]
        place = f"\n{page}".index(f"\n{piece}\n", place) + len(piece)
    assert page.startswith(pieces[0])
    assert page.endswith(f"{pieces[-1]}\n")


def linked(page: str, target: str) -> str:
    """Return a link of a page of the skill as it is written in `docs/`."""
    return f"../{posixpath.normpath(posixpath.join(posixpath.dirname(page), target))}"


def test_what_is_said_of_the_api_is_true(skill: Path) -> None:
    text = PAGE.read_text("utf-8")
    calls = len(json.loads((skill / "reference/catalog.json").read_bytes())["operations"])
    assert f"version {WRITTEN_FOR} " in text
    assert f"it has {calls} calls" in " ".join(text.split())


def test_what_the_page_links_is_there() -> None:
    text = re.sub(r"^```.*?^```", "", PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#]+)(?:#([^)]*))?\)", text)
    assert len(links) > 10
    for name, fragment in links:
        target = PAGE.parent / name
        assert target.exists(), name
        headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE) if fragment else []
        assert not fragment or fragment in map(anchor, headings), (name, fragment)
