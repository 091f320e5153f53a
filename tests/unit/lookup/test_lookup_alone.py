"""The lookup without anything else: Python 3.9, the standard library, a copy of the skill."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from documents import ROOT
from old_pythons import find_python

PACKAGE = ROOT / "src/ampeco_refgen/lookup"
SCRIPT = ROOT / "scripts/lookup.py"
MODULES = [*sorted(PACKAGE.glob("*.py")), SCRIPT]
NEWER = {"tomllib", "annotationlib", "compression"}
"""The modules of the standard library that came after Python 3.9."""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_module_is_python_3_9(path):
    ast.parse(path.read_text("utf-8"), feature_version=(3, 9))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_module_imports_only_the_standard_library_and_its_own_package(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    foreign = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names - NEWER}
    assert all(name.startswith("ampeco_refgen.lookup") for name in foreign), foreign


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_calls_what_python_3_9_does_not_have(path):
    """The parser does not see these: `strict` of `zip`, `slots` of dataclasses, newer names of the library."""
    tree = ast.parse(path.read_text("utf-8"))
    keywords = {word.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert keywords.isdisjoint({"strict", "slots", "kw_only"})
    assert imported.isdisjoint({"pairwise", "TypeAlias", "StrEnum", "Self", "override", "batched", "tomllib"})


@pytest.fixture(scope="module")
def copied(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a skill: its pages, the script, and of the program nothing but the lookup."""
    skill = tmp_path_factory.mktemp("copied")
    shutil.copytree(folder / "reference", skill / "reference")
    (skill / "scripts").mkdir()
    shutil.copy(SCRIPT, skill / "scripts/lookup.py")
    shutil.copytree(PACKAGE, skill / "scripts/ampeco_refgen/lookup", ignore=shutil.ignore_patterns("__pycache__"))
    return skill


def lookup(
    skill: Path, *arguments: str, cwd: Path | None = None, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Run the script of a copied skill, in Python without its site packages."""
    command = [python, "-I", "-S", str(skill / "scripts/lookup.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd or skill, timeout=60)


def test_a_copied_skill_answers_from_anywhere_and_stays_as_it_is(copied, tmp_path):
    before = sorted(copied.rglob("*"))
    done = lookup(copied, "show", "POST stations", cwd=tmp_path)
    assert (done.returncode, done.stdout.partition("\n")[0]) == (0, "# POST /public-api/resources/stations/v2.0")
    assert done.stderr == "from reference/calls/public-api/resources/stations/v2.0/POST.md\n"
    assert lookup(copied, "search", "start session").stdout.startswith("POST /public-api/actions/station/v1.0/")
    assert lookup(copied, "stats").returncode == 0
    assert sorted(copied.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "POST stations"],
        ["show", "GET sessions", "--follow", "--json"],
        ["show", "fields:station"],
        ["show", "filter:sessions"],
        ["show", "sesions"],
        ["search", "start", "session"],
        ["search", "sesion", "--json"],
        ["stats"],
        ["stats", "--json"],
        ["show", "--help"],
        ["shwo"],
    ],
    ids=" ".join,
)
def test_python_3_9_answers_the_same(copied, arguments):
    python = find_python("3.9")
    if python is None:
        pytest.skip("there is no Python 3.9 on the PATH or with pyenv")
    old, new = (lookup(copied, *arguments, python=python) for python in (python, sys.executable))
    called = [re.sub(r"\S*python\S* (?=\S+lookup\.py )", "python3 ", done.stdout) for done in (old, new)]
    assert called[0].replace("optional arguments:", "options:") == called[1]  # argparse calls them otherwise since 3.10
    assert (old.returncode, len(old.stderr.splitlines())) == (new.returncode, len(new.stderr.splitlines()))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "sesions"], "error: the bundle has nothing named 'sesions'"),
        (["show"], "error: the following arguments are required: TARGET"),
        (["search", "a", "--limit", "0"], "error: argument --limit"),
        (["shwo", "a"], "error: argument"),
        ([], "error: the following arguments are required"),
        (["show", "users", "--out", "nowhere"], "error: there is no bundle in"),
    ],
)
def test_what_cannot_be_answered_is_wrong_usage_in_one_line_with_what_to_do(copied, arguments, told):
    done = lookup(copied, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    first, hint = done.stderr.splitlines()
    assert first.startswith(told)
    assert hint.startswith("  ")


def test_without_the_lookup_it_says_what_is_missing(folder, tmp_path):
    (tmp_path / "scripts").mkdir()
    shutil.copytree(folder / "reference", tmp_path / "reference")
    shutil.copy(SCRIPT, tmp_path / "scripts/lookup.py")
    done = lookup(tmp_path, "show", "users")
    assert (done.returncode, done.stdout) == (69, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: the lookup in {tmp_path / 'scripts/ampeco_refgen/lookup'} is missing")
    assert "copy the skill's folder once more" in line


def test_a_lookup_that_lacks_a_part_says_so(copied, tmp_path):
    skill = Path(shutil.copytree(copied, tmp_path / "skill"))
    (skill / "scripts/ampeco_refgen/lookup/show.py").unlink()
    done = lookup(skill, "show", "users")
    assert (done.returncode, len(done.stderr.splitlines())) == (69, 1)


def test_an_older_python_reads_far_enough_to_be_told_so():
    text = SCRIPT.read_text("utf-8")
    ast.parse(text, feature_version=(3, 6))
    code = f"import sys\nsys.version_info = (3, 6, 15)\n__file__ = {str(SCRIPT)!r}\n{text}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (
        69,
        "error: this is Python 3.6, and a lookup needs 3.9 or newer: call it with that one\n",
    )


def test_help_tells_the_targets(copied):
    done = lookup(copied, "show", "--help")
    assert done.returncode == 0
    assert "fields:user.email" in done.stdout
