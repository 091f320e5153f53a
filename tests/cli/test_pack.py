"""`pack`: a skill without what made it, as a folder or an archive."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ampeco_refgen.pages.packed_skill import PACK_MARK
from ampeco_refgen.write import CODE_MARK, OWNER_MARK
from cli.running import assert_refused, document, folder, run, written
from documents import ROOT


def names(place: Path) -> set[str]:
    return set(folder(place))


def update_block(place: Path) -> str:
    text = (place / "SKILL.md").read_text("utf-8")
    (block,) = re.findall(r"<!-- BEGIN:UPDATE -->\n(.*?)<!-- END:UPDATE -->\n", text, re.DOTALL)
    return block


def lookup(place: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Ask the lookup command of a pack in a Python that has the standard library alone."""
    command = [sys.executable, "-I", "-S", str(place / "scripts/lookup.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd, timeout=60)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skill of this repository, packed into a folder with spaces that nobody may write to."""
    target = tmp_path_factory.mktemp("packed") / "skills of Zoë" / "ampeco-public-api"
    done = run("pack", "--skill", ROOT, "--out", target, "--source", "owner/repository")
    assert done.code == 0, done.err
    for path in (target, *target.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return target


# ------------------------------------------------------------------------------------------ what is in a pack


def test_it_tells_its_version_and_where_it_comes_from(own, bundle, tmp_path):
    lines = lookup(own, "version", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["skill", "API", "catalog", "generator", "from"]
    assert lines[-1].split() == ["from", "owner/repository"]
    assert run("pack", "--skill", bundle, "--out", tmp_path / "p", "--source", "").code == 0
    assert "from" not in lookup(tmp_path / "p", "version", cwd=tmp_path).stdout


def test_nothing_is_generated_into_a_pack(spec, bundle, tmp_path):
    assert run("pack", "--skill", bundle, "--out", tmp_path / "p").code == 0
    before = folder(tmp_path / "p")
    for options in ((), ("--check",)):
        assert_refused(run("generate", spec, "--out", tmp_path / "p", *options), 5, "a packed skill", "--out DIR")
    assert folder(tmp_path / "p") == before


def test_a_file_is_no_folder(bundle, tmp_path):
    (tmp_path / "file").write_text("x")
    assert_refused(run("pack", "--skill", bundle, "--out", tmp_path / "file"), 5, "is a file, not a folder")
    assert_refused(run("pack", "--skill", tmp_path / "file", "--out", tmp_path / "p"), 2, "is a file, not a folder")
    assert (tmp_path / "file").read_text() == "x"


def test_the_pack_of_this_repository_is_what_a_reader_needs(own):
    packed = names(own)
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "reference").rglob("*.md")}
    modules = {f"scripts/ampeco_refgen/lookup/{path.name}" for path in (ROOT / "src/ampeco_refgen/lookup").glob("*.py")}
    assert packed == {"SKILL.md", "LICENSE", "scripts/lookup.py", "scripts/ampeco_refgen/__init__.py", *modules, *pages}
    assert len(modules) > 5
    for path in own.rglob("*"):
        if path.suffix in (".md", ".py") and path.name not in ("SKILL.md", "LICENSE"):
            assert path.read_text("utf-8").startswith((OWNER_MARK, CODE_MARK)), path


def test_it_answers_with_the_systems_python_where_nobody_may_write(own, tmp_path):
    before = folder(own)
    found = lookup(own, "search", "start", "charging", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "POST /public-api/actions/charge-point/v1.0/{chargePoint}/start/{evse}" in found.stdout.splitlines()[0]
    shown = lookup(own, "show", "POST charge-points", cwd=tmp_path)
    assert shown.stdout.startswith("# POST /public-api/resources/charge-points/v2.0\n"), shown.stderr
    refused = lookup(own, "show", "nothing-of-that-name", cwd=tmp_path)
    assert refused.returncode == 2
    assert "refgen" not in refused.stderr
    assert folder(own) == before


def test_its_skill_file_names_only_what_is_there(own):
    text = (own / "SKILL.md").read_text("utf-8")
    before = (ROOT / "SKILL.md").read_text("utf-8")
    assert "fetch-and-generate" in before
    for gone in ("fetch-and-generate", "pull.sh", "catalog.json"):
        assert gone not in text
    assert 'allowed-tools: Read Glob Grep Bash(python3 "${CLAUDE_SKILL_DIR}/scripts/lookup.py":*)\n' in text
    assert "`owner/repository`" in update_block(own)
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    assert links
    assert all((own / link).exists() for link in links if "://" not in link)


def test_only_what_is_about_the_update_differs_from_the_original(own):
    def rest(text: str) -> str:
        text = re.sub(r"<!-- BEGIN:UPDATE -->.*?<!-- END:UPDATE -->", "", text, flags=re.DOTALL)
        return re.sub(r"^(?:allowed-tools: .*|  packed-from: .*\n)", "", text, flags=re.MULTILINE)

    assert rest((own / "SKILL.md").read_text("utf-8")) == rest((ROOT / "SKILL.md").read_text("utf-8"))


def test_the_pack_of_somebodys_own_api_has_its_own_lookup_and_is_a_pack_again(bundle, tmp_path):
    done = run("pack", "--skill", bundle, "--out", tmp_path / "packed")
    assert done.code == 0, done.err
    assert names(tmp_path / "packed") == names(bundle) - {"reference/catalog.json"}
    assert lookup(tmp_path / "packed", "show", "POST things-00", cwd=tmp_path).stdout.startswith("# POST ")
    assert "where this one was taken" in update_block(tmp_path / "packed")
    assert run("pack", "--skill", tmp_path / "packed", "--out", tmp_path / "again").code == 0
    assert [content for content, _ in folder(tmp_path / "again").values()] == [
        content for content, _ in folder(tmp_path / "packed").values()
    ]


def test_what_makes_a_skill_and_what_is_hidden_stays_behind(bundle, tmp_path):
    for path in ("refgen.toml", "recipes.yaml", "reference/.notes.md", "reference/.cache/x.md", "reference/data.csv"):
        (bundle / path).parent.mkdir(exist_ok=True)
        (bundle / path).write_text("x")
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0
    assert names(tmp_path / "packed") <= names(bundle) - {"refgen.toml", "recipes.yaml", "reference/.notes.md"}
    assert not {"reference/.cache/x.md", "reference/data.csv"} & names(tmp_path / "packed")


def test_a_page_of_the_owners_own_is_packed_and_refreshed(bundle, tmp_path):
    (bundle / "reference/ours.md").write_text("# Ours\n")
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0
    assert (tmp_path / "packed/reference/ours.md").read_text() == f"{OWNER_MARK}\n\n# Ours\n"
    (bundle / "reference/ours.md").write_text("# Ours, more\n")
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0
    assert (tmp_path / "packed/reference/ours.md").read_text() == f"{OWNER_MARK}\n\n# Ours, more\n"


def test_a_page_that_leads_out_of_the_skill_is_refused(bundle, tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    (bundle / "reference/own.md").symlink_to(tmp_path / "secret.md")
    assert_refused(run("pack", "--skill", bundle, "--out", tmp_path / "packed"), 5, "own.md", "symbolic link")
    assert not (tmp_path / "packed").exists()


@pytest.mark.parametrize("name", ["a\\..\\..\\evil.md", "Endpoints-index.md", "a\nb.md"])
def test_a_page_whose_name_means_something_else_elsewhere_is_refused(bundle, tmp_path, name):
    (bundle / "reference" / name).write_text("# Ours\n")
    if len(list((bundle / "reference").glob("?ndpoints-index.md"))) == 1 and "index" in name:
        pytest.skip("here upper and lower case are one")
    assert_refused(run("pack", "--skill", bundle, "--archive", tmp_path / "skill.zip"), 5, "reference/")
    assert not (tmp_path / "skill.zip").exists()


# ------------------------------------------------------------------------------------------ the same, and only once


def test_a_second_run_writes_nothing_and_a_new_state_only_what_differs(spec, bundle, tmp_path):
    places = ("--out", tmp_path / "packed", "--archive", tmp_path / "skill.zip")
    assert run("pack", "--skill", bundle, *places).code == 0
    before, archived = folder(tmp_path / "packed"), (tmp_path / "skill.zip").stat()
    again = run("pack", "--skill", bundle, *places)
    assert "files       0 written, 0 removed" in again.err
    assert "unchanged" in again.err.splitlines()[-2]
    assert folder(tmp_path / "packed") == before
    assert (tmp_path / "skill.zip").stat().st_mtime_ns == archived.st_mtime_ns
    run("-q", "generate", written(spec, document(resources=11)), "--out", bundle, "--accept-shrink")
    run("-q", "generate", spec, "--out", bundle)
    assert run("pack", "--skill", bundle, *places).code == 0
    assert names(tmp_path / "packed") == names(bundle) - {"reference/catalog.json"}


def test_the_bytes_do_not_depend_on_the_clone_or_the_day(bundle, tmp_path):
    assert run("pack", "--skill", bundle, "--archive", tmp_path / "one.zip").code == 0
    other = shutil.copytree(bundle, tmp_path / "other clone")
    for path in other.rglob("*"):
        if path.suffix == ".md":
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
            path.chmod(0o600)
        os.utime(path, (0, 0))
    assert run("pack", "--skill", other, "--archive", tmp_path / "two.zip").code == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_an_archive_holds_the_same_as_a_folder_with_the_skill_file_at_its_root(bundle, tmp_path):
    done = run("pack", "--skill", bundle, "--out", tmp_path / "packed", "--archive", tmp_path / "a/skill.zip", "--json")
    report = json.loads(done.out)
    content = (tmp_path / "a/skill.zip").read_bytes()
    assert report["archive"]["sha256"] == hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        assert [entry.filename for entry in entries] == sorted(names(tmp_path / "packed"))
        assert {
            (entry.date_time, entry.compress_type, stat.S_IMODE(entry.external_attr >> 16)) for entry in entries
        } == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 0o644)}
        assert all(archive.read(name) == (tmp_path / "packed" / name).read_bytes() for name in archive.namelist())
    assert (report["name"], report["files"], len(report["written"])) == ("mini", len(entries), len(entries))


# ------------------------------------------------------------------------------------------ where it may not be


@pytest.mark.parametrize(
    "path", ["SKILL.md", "notes.txt", "reference/mine.md", "scripts/mine.py", "reference/catalog.json"]
)
def test_a_folder_that_holds_something_else_is_left_as_it_is(bundle, tmp_path, path):
    target = tmp_path / "target"
    (target / path).parent.mkdir(parents=True)
    (target / path).write_text("mine")
    assert_refused(run("pack", "--skill", bundle, "--out", target), 5, path, "move these files away")
    assert names(target) == {path}


def test_neither_is_a_pack_to_which_somebody_added_a_file(bundle, tmp_path):
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0
    (tmp_path / "packed/notes.txt").write_text("mine")
    (tmp_path / "packed/linked").symlink_to(tmp_path)
    before = folder(tmp_path / "packed")
    assert_refused(run("pack", "--skill", bundle, "--out", tmp_path / "packed"), 5, "linked, notes.txt")
    assert folder(tmp_path / "packed") == before


def test_another_skill_is_not_taken_for_a_pack(bundle, tmp_path):
    other = shutil.copytree(bundle, tmp_path / "other")
    before = folder(other)
    assert_refused(run("pack", "--skill", bundle, "--out", other), 5, "SKILL.md", "catalog.json")
    assert folder(other) == before


def test_a_run_that_was_cut_off_is_finished(bundle, tmp_path):
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0
    whole = names(tmp_path / "packed")
    for path in ("SKILL.md", "reference/endpoints-index.md"):
        (tmp_path / "packed" / path).unlink()
    (tmp_path / "packed/reference/.x.md.0123abcd.refgen").write_text("half")
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0
    assert names(tmp_path / "packed") == whole


def test_a_clone_that_holds_only_git_is_a_place_for_it(bundle, tmp_path):
    (tmp_path / "clone/.git").mkdir(parents=True)
    (tmp_path / "clone/.git/HEAD").write_text("x")
    for _ in range(2):
        assert run("pack", "--skill", bundle, "--out", tmp_path / "clone").code == 0
    assert ".git/HEAD" in names(tmp_path / "clone")


@pytest.mark.parametrize("place", [".", "reference", "packed/x", ".."])
def test_a_pack_and_its_skill_do_not_lie_in_one_another(bundle, place):
    before = folder(bundle.parent)
    assert_refused(run("pack", "--skill", bundle, "--out", bundle / place), 2, "one in the other", "--out")
    assert folder(bundle.parent) == before


def test_nor_does_the_archive_lie_in_the_folder(bundle, tmp_path):
    places = ("--out", tmp_path / "packed", "--archive", tmp_path / "packed/skill.zip")
    assert_refused(run("pack", "--skill", bundle, *places), 2, "archive")
    assert not (tmp_path / "packed").exists()


def zipped(method: int) -> bytes:
    """Return an archive with a pack's SKILL.md, but compressed, which no pack is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("SKILL.md", PACK_MARK * 9)
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"mine", b"PK\x05\x06" + bytes(18), b"", zipped(zipfile.ZIP_DEFLATED)])
def test_an_archive_of_something_else_is_not_overwritten(bundle, tmp_path, content):
    (tmp_path / "skill.zip").write_bytes(content)
    done = run("pack", "--skill", bundle, "--out", tmp_path / "packed", "--archive", tmp_path / "skill.zip")
    assert_refused(done, 5, "skill.zip", "another name")
    assert (tmp_path / "skill.zip").read_bytes() == content
    assert not (tmp_path / "packed").exists()


def test_an_earlier_archive_is_renewed(bundle, tmp_path):
    assert run("pack", "--skill", bundle, "--archive", tmp_path / "skill.zip").code == 0
    (bundle / "LICENSE").write_text("free")
    assert run("pack", "--skill", bundle, "--archive", tmp_path / "skill.zip").code == 0
    assert "LICENSE" in zipfile.ZipFile(tmp_path / "skill.zip").namelist()


# ------------------------------------------------------------------------------------------ what is refused


def test_without_a_place_it_is_wrong_usage(bundle):
    assert_refused(run("pack", "--skill", bundle), 2, "--out", "--archive")


def test_a_folder_without_a_skill_is_told(tmp_path):
    (tmp_path / "empty").mkdir()
    pack = ("pack", "--skill", tmp_path / "empty", "--out", tmp_path / "x")
    assert_refused(run(*pack), 2, "SKILL.md is missing", "--skill")
    (tmp_path / "empty/SKILL.md").write_text("---\nname: x\ndescription: x\n---\n")
    assert_refused(run(*pack), 2, "reference/calls/ is missing")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("See [the guide](docs/guide.md#first).", "docs/guide.md"),
        ("See [a page](reference/no%20page.md).", "reference/no page.md"),
        ("Run `bash scripts/refresh.sh --all`.", "scripts/refresh.sh"),
        ('`python3 "${CLAUDE_SKILL_DIR}/scripts/other.py" x`', "scripts/other.py"),
        ("All of `reference/guides/*.md`.", "reference/guides/*.md"),
        ("The whole is in reference/catalog.json.", "reference/catalog.json"),
    ],
)
def test_a_skill_file_that_names_what_is_not_packed_fails_with_its_name(bundle, tmp_path, line, missing):
    skill = bundle / "SKILL.md"
    skill.write_text(skill.read_text("utf-8") + f"\n{line}\n", "utf-8")
    done = run("pack", "--skill", bundle, "--out", tmp_path / "packed")
    assert_refused(done, 5, f"not in the pack: {missing}\n", "END:UPDATE")
    assert not (tmp_path / "packed").exists()


@pytest.mark.parametrize(
    "line",
    [
        "[Site](https://example.com/reference/none.md), [below](#usage), [mail](mailto:a@example.com)",
        "`reference/{family}/{resource}.md`, `reference/calls/…`, `reference/calls`, `reference/endpoints-index*.md`.",
        "`GET /reference/nothing`, https://example.com/scripts/x.js and `my-scripts/x`",
        "## reference/nothing",
    ],
)
def test_what_is_no_path_of_the_skill_is_not_looked_for(bundle, tmp_path, line):
    skill = bundle / "SKILL.md"
    skill.write_text(skill.read_text("utf-8") + f"\n{line}\n", "utf-8")
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0


def test_an_api_whose_paths_look_like_those_of_a_skill_is_packed(tmp_path):
    tree = document(title="scripts/x.py [y](z.md) <!-- END:UPDATE -->")
    tree["paths"] = {f"/reference{path}": item for path, item in tree["paths"].items()}
    tree["paths"]["/scripts/nothing.md"] = {"get": {"responses": {"204": {"description": "Done"}}}}
    assert run("-q", "generate", written(tmp_path / "spec.json", tree), "--out", tmp_path / "made").code == 0
    done = run("pack", "--skill", tmp_path / "made", "--out", tmp_path / "packed")
    assert done.code == 0, done.err
    assert update_block(tmp_path / "packed").startswith(PACK_MARK)


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("", "got `null`"),
        ("---\n---\n", "got `null`"),
        ("---\nname: [\n---\n", "parsing"),
        ("---\nname: x\n---\n", "description"),
        ("---\nname: ../x\ndescription: y\n---\n", "'../x'"),
        (f"---\nname: {'x' * 65}\ndescription: y\n---\n", "is none for a skill"),
    ],
)
def test_a_front_matter_that_names_no_skill_is_told(bundle, tmp_path, front, told):
    skill = bundle / "SKILL.md"
    skill.write_text(front + skill.read_text("utf-8").split("---\n", 2)[2], "utf-8")
    assert_refused(run("pack", "--skill", bundle, "--out", tmp_path / "packed"), 5, str(skill), told)


def test_an_update_block_that_is_not_closed_is_told(bundle, tmp_path):
    skill = bundle / "SKILL.md"
    skill.write_text(skill.read_text("utf-8") + "\n<!-- BEGIN:UPDATE -->\n", "utf-8")
    assert_refused(run("pack", "--skill", bundle, "--out", tmp_path / "packed"), 5, "END:UPDATE")


# ------------------------------------------------------------------------------------------ where newer ones come from


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ("https://user:secret@git.example.com:8443/a/b.git?token=secret#x", "`https://git.example.com:8443/a/b.git`"),
        ("https://secret@git.example.com/a/b", "`https://git.example.com/a/b`"),
        ("git@git.example.com:a/b.git", "`git@git.example.com:a/b.git`"),
        ("git@github.com:a/b.git", "`https://github.com/a/b`"),
        ("ssh://git@github.com/a/b.git", "`https://github.com/a/b`"),
        ("https://x:secret@github.com/a/b", "`https://github.com/a/b`"),
        ("ssh://git:secret@git.example.com/a/b.git", "`ssh://git@git.example.com/a/b.git`"),
        ("/srv/somebody/a.git", "where this one was taken"),
        ("file:///srv/somebody/a.git", "where this one was taken"),
        ("C:\\Users\\somebody\\a.git", "where this one was taken"),
        ("../a.git", "where this one was taken"),
    ],
)
def test_by_default_that_is_gits_origin_without_what_is_secret(bundle, tmp_path, origin, told):
    for arguments in (["init", "-q"], ["remote", "add", "origin", origin]):
        subprocess.run(["git", *arguments], cwd=bundle, check=True)
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0
    block = update_block(tmp_path / "packed")
    assert told in block
    assert "secret" not in block
    assert "somebody" not in block


@pytest.mark.parametrize("source", ["two words", "a\nb", "x" * 301])
def test_a_source_that_is_no_place_is_wrong_usage(bundle, tmp_path, source):
    assert_refused(run("pack", "--skill", bundle, "--out", tmp_path / "packed", "--source", source), 2, "--source")


def test_no_source_breaks_out_of_its_code_span(bundle, tmp_path):
    done = run("pack", "--skill", bundle, "--out", tmp_path / "packed", "--source", "https://x.example/`-->](x)<b>")
    assert done.code == 0, done.err
    assert "``https://x.example/`-->](x)<b>``" in update_block(tmp_path / "packed")


def test_a_source_that_is_named_is_told_without_its_password_too(bundle, tmp_path, monkeypatch):
    monkeypatch.setenv("AMPECO_REFGEN_SOURCE", "https://user:secret@git.example.com/a")
    report = json.loads(run("pack", "--skill", bundle, "--out", tmp_path / "packed", "--json").out)
    assert report["source"] == "https://git.example.com/a"
    assert "secret" not in update_block(tmp_path / "packed")


def test_the_current_folder_is_the_skill_unless_another_is_named(bundle, tmp_path, monkeypatch):
    monkeypatch.chdir(bundle)
    assert run("pack", "--out", tmp_path / "a/mini").code == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AMPECO_REFGEN_SKILL", str(bundle))
    assert run("pack", "--out", tmp_path / "b/mini").code == 0
    monkeypatch.setenv("AMPECO_REFGEN_OUT", str(tmp_path / "a/mini"))
    assert run("pack", "--out", tmp_path / "c/mini").code == 0
    assert names(tmp_path / "a/mini") == names(tmp_path / "b/mini") == names(tmp_path / "c/mini")


def test_a_folder_of_another_name_is_told(bundle, tmp_path):
    assert "assistants want one name" in run("pack", "--skill", bundle, "--out", tmp_path / "packed").err
    assert "NOTICE" not in run("pack", "--skill", bundle, "--out", tmp_path / "mini").err


def test_tools_that_name_a_script_which_stays_behind_are_no_longer_allowed(bundle, tmp_path):
    skill = bundle / "SKILL.md"
    text = re.sub(
        r"^allowed-tools:.*$",
        "allowed-tools:\n  - Read\n  - Bash(sh scripts/deploy.sh)\n  - Bash(python3 scripts/lookup.py:*)",
        skill.read_text("utf-8"),
        flags=re.MULTILINE,
    )
    skill.write_text(text, "utf-8")
    assert run("pack", "--skill", bundle, "--out", tmp_path / "packed").code == 0
    packed = (tmp_path / "packed/SKILL.md").read_text("utf-8")
    assert "allowed-tools:\n  - Read\n  - Bash(python3 scripts/lookup.py:*)\n" in packed
