"""The documents name files and functions of the program: each of them is there, and the rooms stand in their order."""

from __future__ import annotations

import re

import pytest

from ampeco_refgen import __file__ as package
from documents import ROOT

SOURCE = ROOT / "src/ampeco_refgen"
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text("utf-8")
DOCUMENTS = ("docs/architecture.md", "docs/inference.md", "CONTRIBUTING.md", "benchmarks/README.md", "README.md")
FILES = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")}
CODE = {path: (SOURCE / path).read_text("utf-8") for path in sorted(FILES)}


def section(title: str) -> str:
    return ARCHITECTURE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_program_is_the_one_of_this_folder() -> None:
    assert str(SOURCE) in package


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_file_that_a_document_names_exists(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    for name in re.findall(r"`([\w/*….]+\.py)`", text):
        pattern = name.removeprefix("src/ampeco_refgen/").replace("…", "*")
        places = [*SOURCE.glob(pattern), *SOURCE.glob(f"**/{pattern}"), *ROOT.glob(pattern), *ROOT.glob(f"*/{pattern}")]
        assert places, f"{document} names {name}, which is not there"


def test_each_function_of_the_worked_example_exists() -> None:
    example = section("One operation, from the document to its file")
    names = {name for name in re.findall(r"`([\w./]+)`", example) if not name.endswith((".md", ".j2"))}
    functions = {name.rpartition(".")[2] for name in names if "." in name or name.startswith("_")}
    missing = [
        name for name in functions if not any(re.search(rf"(def|class) {name}\b", text) for text in CODE.values())
    ]
    assert len(functions) > 20
    assert not missing


def test_the_table_of_rooms_has_every_folder_and_file_of_the_top() -> None:
    told = set(
        re.findall(r"`(\w+)/?`", "".join(line.split("|")[1] for line in section("The rooms").splitlines()[4:] if line))
    )
    there = {path.split("/")[0].removesuffix(".py") for path in FILES} - {"__init__", "__main__"}
    assert told == there
