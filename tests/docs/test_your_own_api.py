"""`docs/your-own-api.md` as a newcomer follows it: an empty folder, its commands and edits in their order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from ampeco_refgen.project import ProjectForm
from documents import ROOT, SAMPLE

PAGE = (ROOT / "docs/your-own-api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def run(line: str, folder: Path) -> str:
    """Run a line of the page and return all that it prints."""
    command = re.sub(r"^ampeco-refgen", f"'{sys.executable}' -m ampeco_refgen", line)
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    return done.stdout + done.stderr


def edit(table: str, folder: Path) -> None:
    """Put a table of the page in the place of the one that `refgen.toml` has."""
    path = folder / "voltline/refgen.toml"
    head = table.partition("\n")[0]
    text = path.read_text("utf-8")
    assert f"\n{head}\n" in text
    path.write_text(re.sub(rf"^{re.escape(head)}\n(?:[^\[\n].*\n)*", table, text, count=1, flags=re.MULTILINE), "utf-8")


def test_the_page_holds_what_it_says(tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "openapi.yaml")
    printed = ""
    for kind, body in BLOCKS:
        if kind == "bash":
            printed = "".join(run(line, tmp_path) for line in body.splitlines())
        elif kind == "toml":
            edit(body, tmp_path)
        elif "error:" not in body:
            assert [line for line in body.splitlines() if line not in printed] == []
    assert [kind for kind, _ in BLOCKS] == ["bash", "bash", "toml", "bash", "text", "bash", "bash", "text"]


def test_the_page_has_every_key() -> None:
    keys = [
        f"`{key.encode_name}`" if key.encode_name != "deprecated" else "`deprecated = true`"
        for field in msgspec.structs.fields(ProjectForm)
        for key in msgspec.structs.fields(field.type)
    ]
    assert [key for key in keys if key not in PAGE] == []


def test_the_error_of_the_page_is_the_one_that_is_printed(tmp_path: Path) -> None:
    (tmp_path / "voltline").mkdir()
    (tmp_path / "voltline/refgen.toml").write_text('[exclude]\ntag = ["x"]\n', "utf-8")
    command = [sys.executable, "-m", "ampeco_refgen", "update", "--out", "voltline"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[0] in PAGE
