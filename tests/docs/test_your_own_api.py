"""`docs/your-own-api.md` as a newcomer follows it: an empty folder, its commands and edits in their order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from ampeco_refgen.profiles.forms import KnowledgeForm
from ampeco_refgen.project import ProjectForm
from documents import ROOT, SAMPLE

PAGE = (ROOT / "docs/your-own-api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
RECIPES = next(body for kind, body in BLOCKS if kind == "yaml")


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
        elif kind == "yaml":
            (tmp_path / "voltline/recipes.yaml").write_text(body, "utf-8")
        elif "error:" not in body:
            assert [line for line in body.splitlines() if line not in printed] == []
    kinds = ["bash", "bash", "toml", "bash", "text", "bash", "bash", "bash", "text", "yaml", "bash", "text"]
    assert [kind for kind, _ in BLOCKS] == kinds
    assert "need care" not in printed
    page = (tmp_path / "voltline/reference/recipes.md").read_text("utf-8")
    assert "Charge somebody's car" in page
    assert "(left out" not in page
    assert "Charge somebody's car" in (tmp_path / "voltline/SKILL.md").read_text("utf-8")


def test_the_page_has_every_key() -> None:
    keys = {name: f"`{name}`" for name in keys_of(ProjectForm)} | {"deprecated": "`deprecated = true`"}
    heads = {name: rf"`\[{{1,2}}{name}\]{{1,2}}`" for name in keys if name in {*KnowledgeForm.__struct_encode_fields__}}
    lists = {"paths", "recipes"}  # [paths] is a table, and paths a key of [include]; recipes is no table
    assert [key for name, key in keys.items() if key not in PAGE and name not in heads] == []
    assert [name for name, head in heads.items() if name not in lists and not re.search(head, PAGE)] == []


def keys_of(form: type[msgspec.Struct]) -> Iterator[str]:
    """Yield every key that a form has, and every key of its tables and their rows."""
    for field in msgspec.structs.fields(form):
        inner = [field.type, *get_args(field.type)]
        tables = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
        yield from (key for table in tables for key in keys_of(table))
        if not tables or field.encode_name not in {"source", "options", "include", "exclude", "skill"}:
            yield field.encode_name


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("refgen.toml", '[exclude]\ntag = ["x"]\n'),
        ("recipes.yaml", RECIPES.replace("outputs:", "output:")),
    ],
)
def test_the_errors_of_the_page_are_those_that_are_printed(file: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "voltline").mkdir()
    (tmp_path / "voltline/refgen.toml").touch()
    (tmp_path / "voltline" / file).write_text(text, "utf-8")
    command = [sys.executable, "-m", "ampeco_refgen", "update", "--out", "voltline"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[0] in PAGE
