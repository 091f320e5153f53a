"""The shipped skill outlives the vendor's next versions: the nightly job takes them in, and its commit is right."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import growth
import pytest
import quicktok
from nightly_job import Later
from skeletons import Row

from ampeco_refgen.infer.data_model import MOST_ENTITIES
from ampeco_refgen.infer.newcomers import MOST_IN_TREE
from ampeco_refgen.pages.skill_page import BUDGET
from documents import ROOT, WRITTEN_FOR, real_path
from readback import test_format as form
from readback.test_calls import compared

pytestmark = pytest.mark.real

TOKENS = 5_000
READERS = (
    "tests/cli/test_pack.py",
    "tests/docs/test_command_lines.py",
    "tests/evaluation/test_evals_files.py",
    "tests/evaluation/test_evaluation_kit.py",
    "tests/real/test_calls_in_text.py",
    "tests/unit/infer/test_basis.py",
    "tests/unit/pages/test_skill_page.py",
    "tests/unit/profiles/test_skill_template.py",
)
"""The tests that read the committed skill: they must hold whatever version of the vendor's document it is of."""
MAKERS = (
    "tests/documents.py",
    "tests/readback/conftest.py",
    "tests/later/conftest.py",
    "tests/later/test_later_versions.py",
)
"""What reads it to make another one of it."""
_READS = re.compile(r"\bROOT / \"(?:SKILL\.md|reference)|kit\.ROOT / \"(?:SKILL|ref)")
_ROW = re.compile(r"- (?P<name>\S+)(?: (?P<said>.*))?")
_PATH = re.compile(r"/public-api/(?:(?P<family>[^/]+)/)?(?P<resource>[^/]+)/(?P<version>v[\d.]+)(?P<below>/.*)?")
_VERBS = {"GET": "read", "POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}


def test_the_nightly_job_takes_it_in(later: Later) -> None:
    assert later.job.returncode == 0, later.job.stderr
    newest, first = later.git(
        "--git-dir", str(later.root.parent / "remote.git"), "log", "--format=%s", "main"
    ).splitlines()
    assert first == "First"
    assert newest.startswith(f"{WRITTEN_FOR} → {later.version}: ")
    assert later.git("status", "--porcelain") == ""


def test_the_skill_is_within_its_budget(later: Later) -> None:
    tokens = len(quicktok.get_encoding("o200k_base").encode(later.skill))
    print(f"SKILL.md: {len(later.skill.encode())} bytes, {tokens} tokens")
    assert len(later.skill.encode()) < BUDGET
    assert tokens < TOKENS


def test_a_second_run_has_nothing_to_do(later: Later) -> None:
    before = {path: path.stat().st_mtime_ns for path in later.root.rglob("*.md")}
    again = later.run_job()
    assert again.returncode == 0, again.stderr
    assert len(later.git("log", "--format=%s").splitlines()) == 2
    assert {path: path.stat().st_mtime_ns for path in later.root.rglob("*.md")} == before


def test_the_committed_bundle_is_what_its_catalog_gives(later: Later) -> None:
    command = [sys.executable, "-P", "-m", "ampeco_refgen", "generate", "--out", str(later.root), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", cwd=later.root.parent)
    assert done.returncode == 0, done.stderr


def test_files_and_document_say_the_same(later: Later) -> None:
    comparison = compared(later.spec, later.bundle)
    assert not comparison.problems, "\n".join([f"{len(comparison.problems)} differences", *comparison.problems])


def test_its_files_are_well_made(later: Later) -> None:
    form.test_no_link_is_dead(later.bundle, later.bundle)
    form.test_every_page_is_reached_from_the_skill_by_indexes_and_overviews(later.bundle)
    form.test_no_line_is_too_long(later.bundle, later.bundle)
    form.test_no_file_is_too_long(later.bundle, later.bundle)
    form.test_no_table_row_is_broken(later.bundle)


def test_the_quick_index_is_right(later: Later) -> None:
    """Read out of `SKILL.md` as a reader would, and held against the list of calls."""
    told = index_of(later)
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in later.rows:
        match = _PATH.fullmatch(row.path)
        assert match is not None, row
        rows.setdefault((match["family"] or "notifications", match["resource"]), []).append(row)
    assert [key for key, count in Counter(told).items() if count > 1] == []
    assert {key for key, _ in told} == rows.keys()
    for key, said in told:
        assert re.match(expected(key[0], rows[key]), said), (key, said, expected(key[0], rows[key]))


def index_of(later: Later) -> list[tuple[tuple[str, str], str]]:
    """Return what the rows of the quick index say, each with its family and its resource."""
    told: list[tuple[tuple[str, str], str]] = []
    family = ""
    for line in re.sub(r"\n  (?=\S)", " ", later.block("QUICK-INDEX")).splitlines():
        if heading := re.fullmatch(r"\*\*(.*)\*\*", line):
            family = heading[1].lower()
        elif row := _ROW.fullmatch(line):
            told.append(((family, row["name"]), row["said"] or ""))
    return told


def expected(family: str, rows: list[Row]) -> str:
    """Return what the row of a resource has to begin with, as a pattern."""
    live = [row for row in rows if not row.deprecated]
    own: dict[str, set[str]] = {}
    actions: dict[str, list[str]] = {}
    for row in live or rows:
        match = _PATH.fullmatch(row.path)
        assert match is not None
        names = [part for part in (match["below"] or "").split("/") if part and "{" not in part]
        if family == "actions":
            actions.setdefault(match["version"], []).extend(names[:1])
        elif not names:
            own.setdefault(match["version"], set()).add(_VERBS[row.method])
    if family == "actions":
        parts = [f"{version} {', '.join(dict.fromkeys(actions[version]))}" for version in sorted(actions, reverse=True)]
        # Names may be left out where there is no room, but none is of another version.
        return ".*".join(re.escape(part.partition(",")[0]) for part in parts)
    version = max(own, default="", key=lambda text: [int(number) for number in re.findall(r"\d+", text)])
    verbs = [verb for verb in ("read", "create", "update", "delete") if verb in own.get(version, ())]
    said = " ".join([*([version] if version else []), "all four" if len(verbs) == 4 else " ".join(verbs)]).strip()
    return rf"{re.escape(said)}(?: \+ .*|$)" if live else rf"{re.escape(said)}(?: \+ .*)? deprecated$"


def test_a_family_that_nobody_has_named_has_its_place(later: Later) -> None:
    families = {path.split("/")[2] for path in later.document["paths"]} - {"resources", "actions", "notifications"}
    assert families
    skill = later.block("QUICK-INDEX")
    for family in families:
        assert f"**{family.capitalize()}**" in skill
        overviews = later.bundle.below(f"reference/{family}/")
        kind = family.capitalize()
        assert overviews
        assert {page.text.splitlines()[1].endswith(f" {kind}") for page in overviews} == {True}
        entities = later.bundle.pages["reference/data-model.md"].text
        assert f" {kind.removesuffix('s')}" in entities or f" {kind}" in entities


def test_no_name_stutters(later: Later) -> None:
    pages = [later.bundle.pages[f"reference/{name}.md"] for name in ("data-model", "schemas-index")]
    titles = [section.title for page in pages for section in page.sections.values()]
    listed = re.findall(r"^- ([A-Z][\w -]+?)(?= \(| `|: )", "\n".join(page.text for page in pages), re.MULTILINE)
    assert [name for name in {*titles, *listed} if re.search(r"\b(\w+(?: \w+)*) \1\b", name)] == []


def test_what_the_vocabulary_does_not_know_is_drawn(later: Later) -> None:
    tree = later.block("DATA-MODEL")
    page = later.bundle.pages["reference/data-model.md"].text
    diagrams = re.findall(r"^erDiagram\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    edges = [re.findall(r'^"([^"]+)" \S+ "([^"]+)" : ', diagram, re.MULTILINE) for diagram in diagrams]
    boxes = [{end for edge in diagram for end in edge} for diagram in edges]
    assert max(map(len, boxes)) <= MOST_ENTITIES
    if later.version == growth.VERSION:
        referring = [slug for slug, ids in growth.REFERRING.items() if ids]
        names = [slug.removesuffix("s").replace("-", " ").title() for slug in referring]
        assert "── Fleet Partner\n" in tree
    else:
        names = ["Installation and Maintenance Company"]
    assert [name for name in names if not any(name in box for box in boxes)] == []
    assert sum(f"── {name}\n" in tree for name in names) == min(len(names), MOST_IN_TREE)


def test_our_own_document_is_as_large_as_it_should_be() -> None:
    new = list(growth.new_rows())
    assert len({row.key for row in new}) == len(new) == 100
    assert (len(growth.REFERRING), len(growth.GONE)) == (15, 2)


def test_the_tests_that_read_the_committed_skill_are_known() -> None:
    tests = [path for path in sorted((ROOT / "tests").rglob("*.py")) if _READS.search(path.read_text("utf-8"))]
    names = {path.relative_to(ROOT).as_posix() for path in tests}
    assert names <= {*READERS, *MAKERS}


@pytest.mark.parametrize("later", ["our own"], indirect=True)  # it changes most
def test_our_own_tests_of_the_committed_skill_stay_green(later: Later, tmp_path: Path) -> None:
    """What CI would say of the job's commit, where the vendor's document is at hand.

    Left out is what takes long and reads only a copy of the skill that the texts are about.
    """
    root = tmp_path / "repository"
    ignored = (".git", ".venv", ".cache", "__pycache__", ".*_cache", "reference", ".hypothesis")
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*ignored), symlinks=True)
    shutil.copytree(later.root / "reference", root / "reference")
    shutil.copy(later.root / "SKILL.md", root)
    plain = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pytest", *plain, *READERS, "-k", "not runs and not run_from and not run_as"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "AMPECO_SPEC": str(real_path())},
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-6_000:]
    assert " skipped" not in done.stdout.splitlines()[-1]
