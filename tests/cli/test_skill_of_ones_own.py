"""A skill made of somebody's own document: its front matter, its lookup command, its owner's `SKILL.md`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ampeco_refgen.write import CODE_MARK
from cli.running import assert_refused, document, folder, run, written
from documents import ROOT


def front_matter(skill: Path) -> dict[str, str]:
    """Return the front matter of a skill's `SKILL.md`."""
    return yaml.safe_load((skill / "SKILL.md").read_text("utf-8").split("---\n")[1])


def lookup(skill: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a skill's own lookup command, in a Python that knows nothing of the program."""
    command = [sys.executable, "-I", "-S", str(skill / "scripts/lookup.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd, timeout=60)


# ---------------------------------------------------------------------------------------- name and description


@pytest.mark.parametrize("title", ["AMPECO.CHARGE Public API", "支付接口", "🚀", "", "<b>: # 'x'", "x" * 3000, "on"])
def test_whatever_the_title_the_front_matter_is_valid(tmp_path, title):
    tree = document()
    tree["info"]["title"] = title
    done = run("generate", written(tmp_path / "spec.json", tree), "--out", tmp_path / "skill")
    assert done.code == 0
    front = front_matter(tmp_path / "skill")
    (notice,) = (line for line in done.err.splitlines() if line.startswith("NOTICE: the skill is named"))
    assert f"rename the folder to {front['name']}, or the skill with --name skill" in notice
    again = run("generate", tmp_path / "spec.json", "--out", tmp_path / "skill", "--name", front["name"], "--check")
    assert (again.code, front["description"]) == (0, " ".join(front["description"].split()))


def test_a_new_skill_takes_the_name_and_the_description_that_are_given(spec, tmp_path):
    words = "Exact reference of Things. Use when things are made."
    for _ in range(2):
        done = run("generate", spec, "--out", tmp_path / "things", "--name", "things", "--description", words)
        assert (done.code, "NOTICE" in done.err) == (0, False)
    front = front_matter(tmp_path / "things")
    assert (front["name"], front["description"]) == ("things", words)
    assert ".*/skills/things " in (tmp_path / "things/SKILL.md").read_text("utf-8")


def test_a_skill_that_is_there_gets_them_too_and_nothing_else_changes(spec, bundle):
    before = (bundle / "SKILL.md").read_text("utf-8")
    done = run("generate", spec, "--out", bundle, "--name", "skill")
    assert (done.code, "NOTICE" in done.err) == (0, False)
    after = (bundle / "SKILL.md").read_text("utf-8")
    assert after == before.replace("name: mini\n", "name: skill\n").replace("skills/mini", "skills/skill")
    assert run("generate", spec, "--out", bundle).code == 0
    assert (bundle / "SKILL.md").read_text("utf-8") == after


@pytest.mark.parametrize(
    "options", [("--name", "v2.0"), ("--name", ""), ("--description", "<x>"), ("--description", "x" * 1025)]
)
@pytest.mark.parametrize("command", ["generate", "update"])
def test_what_the_specification_does_not_allow_is_wrong_usage(command, options, tmp_path):
    assert_refused(run(command, "--out", tmp_path, *options), 2, "for a skill")
    assert folder(tmp_path) == {}


def test_a_skill_file_without_front_matter_is_told(spec, bundle):
    skill = bundle / "SKILL.md"
    skill.write_text(skill.read_text("utf-8").split("---\n", 2)[2], "utf-8")
    assert_refused(run("generate", spec, "--out", bundle, "--name", "skill"), 5, str(skill), "front matter", "---")


# ------------------------------------------------------------------------------------------- the lookup command


def test_a_generated_skill_answers_from_anywhere_with_no_set_up(spec, bundle, tmp_path):
    before = folder(bundle)
    done = lookup(bundle, "show", "POST things-00", cwd=tmp_path)
    assert done.stdout.startswith("# POST /public-api/resources/things-00/v1.0\n"), done.stderr
    assert lookup(bundle, "search", "things", "03", cwd=tmp_path).stdout.startswith("GET ")
    assert folder(bundle) == before
    assert run("generate", spec, "--out", bundle, "--check").code == 0


@pytest.mark.parametrize("place", ["project/.claude/skills", "home/.agents/skills"])
@pytest.mark.parametrize("title", ["Things API", "支付接口", "$(x) `y`"])
def test_the_commands_in_its_skill_file_run_from_a_project(tmp_path, place, title):
    tree = document()
    tree["info"]["title"] = title
    spec = written(tmp_path / "spec.json", tree)
    (tmp_path / "home").mkdir()
    (tmp_path / "project").mkdir()
    assert run("generate", spec, "--out", tmp_path / "made").code == 0
    name = front_matter(tmp_path / "made")["name"]
    shutil.copytree(tmp_path / "made", tmp_path / place / name)
    lines = re.findall(r"```bash\n(.*?)```", (tmp_path / place / name / "SKILL.md").read_text("utf-8"), re.DOTALL)
    commands, finding = (block.splitlines() for block in lines)
    assert (len(commands), len(finding)) == (3, 1)
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", f"{finding[0]}\n{command}"],
            cwd=tmp_path / "project",
            env={**os.environ, "HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, bool(done.stdout)) == (0, True), f"{command}\n{done.stderr}"


def test_an_installed_program_does_not_answer_in_its_place(bundle, tmp_path):
    other = tmp_path / "site" / "ampeco_refgen" / "lookup"
    other.mkdir(parents=True)
    (other.parent / "__init__.py").write_text("raise SystemExit('another one')\n", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    command = [sys.executable, str(bundle / "scripts/lookup.py"), "stats"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr


def test_it_is_a_part_of_the_bundle_like_the_pages(spec, bundle):
    files = [path for path in folder(bundle) if path.startswith("scripts/")]
    assert {"scripts/lookup.py", "scripts/ampeco_refgen/__init__.py"} < set(files)
    assert all((bundle / path).read_text("utf-8").startswith(f"{CODE_MARK}\n") for path in files)
    before = folder(bundle)
    module = bundle / "scripts/ampeco_refgen/lookup/show.py"
    module.write_text(f"{CODE_MARK}\n# changed\n", "utf-8")
    stale = bundle / "scripts/ampeco_refgen/lookup/of_an_earlier_version.py"
    stale.write_text(f"{CODE_MARK}\n", "utf-8")
    (bundle / "scripts/lookup.py").unlink()
    checked = run("generate", spec, "--out", bundle, "--check")
    assert (checked.code, "3 differ" in checked.err) == (1, True)
    done = run("generate", spec, "--out", bundle)
    assert "2 written, 1 removed" in done.err
    assert {path: content for path, (content, _) in folder(bundle).items()} == {
        path: content for path, (content, _) in before.items()
    }


@pytest.mark.parametrize("theirs", ["scripts/lookup.py", "scripts/ampeco_refgen/lookup/words.py"])
def test_a_file_of_somebody_elses_stays_and_is_told(spec, tmp_path, theirs):
    skill = tmp_path / "mini"
    (skill / theirs).parent.mkdir(parents=True)
    (skill / theirs).write_text("# mine\n", "utf-8")
    done = run("generate", spec, "--out", skill)
    assert done.code == 0
    assert f"NOTICE: {skill / theirs} is not the program's" in done.err
    assert {path for path in folder(skill) if path.startswith("scripts/")} == {theirs}
    assert (skill / theirs).read_text("utf-8") == "# mine\n"
    assert "lookup.py" not in (skill / "SKILL.md").read_text("utf-8")


@pytest.mark.parametrize("way", ["a file", "a link"])
def test_scripts_that_is_no_folder_of_the_skill_stays(spec, tmp_path, way):
    skill, outside = tmp_path / "mini", tmp_path / "outside"
    skill.mkdir()
    outside.mkdir()
    (outside / "old.py").write_text(f"{CODE_MARK}\n", "utf-8")
    if way == "a file":
        (skill / "scripts").write_text("mine", "utf-8")
    else:
        (skill / "scripts").symlink_to(outside)
    done = run("generate", spec, "--out", skill)
    assert (done.code, "is not the program's" in done.err) == (0, True)
    assert [path.name for path in outside.iterdir()] == ["old.py"]


def test_a_checkout_of_the_program_has_the_original(spec, tmp_path):
    checkout = tmp_path / "mini"
    shutil.copytree(ROOT / "src", checkout / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (checkout / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/lookup.py", checkout / "scripts/lookup.py")
    done = run("generate", spec, "--out", checkout)
    assert (done.code, "NOTICE" in done.err) == (0, False)
    assert [path for path in folder(checkout) if path.startswith("scripts/")] == ["scripts/lookup.py"]
    assert (checkout / "scripts/lookup.py").read_bytes() == (ROOT / "scripts/lookup.py").read_bytes()


# --------------------------------------------------------------------------------------- the owner's own SKILL.md


def test_a_missing_end_is_told_by_the_line_of_its_begin(spec, bundle):
    skill = bundle / "SKILL.md"
    text = skill.read_text("utf-8").replace("<!-- END:QUICK-INDEX -->\n", "")
    skill.write_text(text, "utf-8")
    line = text.splitlines().index("<!-- BEGIN:QUICK-INDEX -->") + 1
    done = run("generate", spec, "--out", bundle)
    assert_refused(done, 5, f"{skill}, line {line}: block QUICK-INDEX begins here and is not closed", "END:QUICK-INDEX")
    assert skill.read_text("utf-8") == text


def test_a_skill_file_without_a_block_is_told_with_two_ways_out(spec, tmp_path):
    tmp_path.joinpath("SKILL.md").write_text("---\nname: mine\n---\n# Mine\n", "utf-8")
    done = run("generate", spec, "--out", tmp_path)
    assert_refused(done, 5, f"{tmp_path / 'SKILL.md'} has no place for QUICK-INDEX and USE-CASES and DATA-MODEL")
    assert "<!-- BEGIN:DATA-MODEL --> and <!-- END:DATA-MODEL -->" in done.err
    assert "move your file away" in done.err


def test_a_block_that_nothing_fills_any_more_stays_and_is_told(spec, bundle):
    skill = bundle / "SKILL.md"
    text = skill.read_text("utf-8") + "<!-- BEGIN:STATS -->\nold\n<!-- END:STATS -->\n"
    skill.write_text(text, "utf-8")
    end = len(text.splitlines())
    done = run("generate", spec, "--out", bundle)
    assert done.code == 0
    assert f"NOTICE: SKILL.md, lines {end - 2} to {end}: STATS is no block that this program makes" in done.err
    assert skill.read_text("utf-8") == text
