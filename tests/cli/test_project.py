"""`init`, and what the `refgen.toml` of a folder asks of the runs after it."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ampeco_refgen.project import ProjectForm
from cli.running import assert_refused, document, folder, run, written
from documents import SAMPLE, get, mini
from faults.fetching import closed_port
from faults.server import answer

TAGS = ("users", "internal", "internal", "stock / parts")


def tagged(version: str = "1.0.0", **more: Any) -> dict[str, Any]:
    """Return a document with four resources, two of them internal, one of these deprecated."""
    paths = {
        f"/{tag.split(' ')[0]}-{number}": {"get": get({"type": "object"}, tags=[tag], summary=f"{tag} {number}")}
        for number, tag in enumerate(TAGS)
    }
    paths["/internal-2"]["get"]["deprecated"] = True
    tree = mini({**paths, **more})
    tree["info"] = {"title": "Parts API", "version": version}
    return tree


@pytest.fixture
def skill(tmp_path: Path) -> Path:
    """The folder of a skill that `init` made; its document lies beside it."""
    written(tmp_path / "api.json", tagged())
    assert run("-q", "init", tmp_path / "api.json", "--out", tmp_path / "parts", "--name", "parts").code == 0
    return tmp_path / "parts"


def ask(skill: Path, text: str) -> None:
    """Put other tables in the place of those that select."""
    path = skill / "refgen.toml"
    kept = re.sub(r"^\[(in|ex)clude\].*", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    path.write_text(kept + text, "utf-8")


def calls(skill: Path) -> list[str]:
    return sorted(path.parent.name for path in (skill / "reference/calls").rglob("GET.md"))


ALL = ["internal-1", "internal-2", "stock-3", "users-0"]
NOT_INTERNAL = '[exclude]\ntags = ["internal"]\n'

# --------------------------------------------------------------------------------------------------------- init


def test_init_writes_the_bundle_and_a_file_that_says_how(skill):
    project = tomllib.loads((skill / "refgen.toml").read_text("utf-8"))
    assert project["source"] == {"file": "../api.json"}
    assert project["options"] == {"descriptions": "full"}
    assert project["skill"]["name"] == "parts"
    assert "Parts API" in project["skill"]["description"]
    assert calls(skill) == ALL
    text = (skill / "refgen.toml").read_text("utf-8")
    assert '#   "internal"  2, 1 deprecated\n' in text
    assert (skill / "SKILL.md").exists()


def test_from_then_on_update_needs_no_options(skill, tmp_path):
    before = folder(skill)
    assert "0 written, 0 removed" in run("update", "--out", skill).err
    assert run("update", "--out", skill, "--check").code == 0
    assert folder(skill) == before
    written(tmp_path / "api.json", tagged("1.1.0"))
    done = run("update", "--out", skill)
    assert (done.code, "1.0.0 → 1.1.0" in done.err) == (0, True)
    assert "the document is that of the last run" in run("update", "--out", skill).err


def test_init_in_the_folder_itself(tmp_path, monkeypatch):
    written(tmp_path / "api.json", tagged())
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    assert run("init", "../api.json").code == 0
    assert run("update").code == 0
    assert calls(Path()) == ALL


def test_a_skill_is_called_as_its_profile_says_from_the_first_run_on(tmp_path):
    tree = mini({"/public-api/resources/charge-points/v1.0": {"get": get(None)}})
    tree["info"]["title"] = "AMPECO.CHARGE Public API"
    assert run("-q", "init", written(tmp_path / "api.json", tree), "--out", tmp_path / "skill").code == 0
    skill = (tmp_path / "skill/SKILL.md").read_text("utf-8")
    assert "name: ampeco-public-api\n" in skill
    assert run("-q", "update", "--out", tmp_path / "skill").code == 0
    assert (tmp_path / "skill/SKILL.md").read_text("utf-8") == skill
    in_file = tomllib.loads((tmp_path / "skill/refgen.toml").read_text("utf-8"))["skill"]
    assert in_file["name"] == "ampeco-public-api"
    assert in_file["description"].startswith("Exact reference of the AMPECO Public API (EV charging platform)")


def test_every_key_stands_in_the_file_and_can_be_put_in_force(skill):
    lines = (skill / "refgen.toml").read_text("utf-8").splitlines()
    in_force = [
        line.removeprefix("#") if line.startswith("#") and not line.startswith("# ") else line for line in lines
    ]
    assert not any(line.startswith("#") and line[1:2].isspace() and " = " in line for line in lines)
    tree = tomllib.loads("\n".join(line for line in in_force if not line.startswith("#   ")))
    project = msgspec.convert(tree, ProjectForm)
    assert all((project.recipes, project.vocabulary.acronyms, project.successors, project.notes))
    for name in ("source", "options", "include", "exclude"):
        table = getattr(project, name)
        empty = [key.encode_name for key in msgspec.structs.fields(table) if not getattr(table, key.name)]
        assert empty == [], name


@pytest.mark.parametrize("title", ['A "quoted" \\ title', "\x7f\x1b", "x" * 3000, "", "🚀", "line\nbreak"])
def test_whatever_the_document_holds_the_file_is_valid(tmp_path, title):
    tree = tagged(**{'/"odd"\x7f/{x}': {"get": get(None, tags=['"\n[exclude]\x1b', ""], operationId="\\")}})
    tree["info"]["title"] = title
    tree["servers"] = [{"url": "https://example.com/\n[options]"}]
    assert run("init", written(tmp_path / "api.json", tree), "--out", tmp_path / "new").code == 0
    assert run("update", "--out", tmp_path / "new", "--check").code == 0


def test_a_file_that_is_there_is_not_overwritten(skill, tmp_path):
    before = folder(skill)
    assert_refused(run("init", tmp_path / "api.json", "--out", skill), 2, "refgen.toml is there already", "update")
    assert folder(skill) == before


def test_a_refused_document_leaves_no_file(tmp_path, bundle):
    assert_refused(run("init", written(tmp_path / "x.json", {}), "--out", tmp_path / "new"), 4)
    assert not (tmp_path / "new").exists()
    assert_refused(run("init", written(tmp_path / "y.json", tagged()), "--out", bundle), 4, "another API")
    assert not (bundle / "refgen.toml").exists()


def test_the_options_of_init_are_written_down(tmp_path):
    path = written(tmp_path / "api.json", tagged())
    done = run("init", path, "--out", tmp_path / "p", "--descriptions", "none", "--description", 'Say "parts".')
    assert done.code == 0
    project = tomllib.loads((tmp_path / "p/refgen.toml").read_text("utf-8"))
    assert project["options"] == {"descriptions": "none"}
    assert project["skill"]["description"] == 'Say "parts".'


def test_a_skill_that_is_there_keeps_its_name_and_description(spec, bundle):
    before = (bundle / "SKILL.md").read_bytes()
    assert run("init", spec, "--out", bundle).code == 0
    assert "skill" not in {
        table for table, keys in tomllib.loads((bundle / "refgen.toml").read_text("utf-8")).items() if keys
    }
    assert run("update", "--out", bundle).code == 0
    assert (bundle / "SKILL.md").read_bytes() == before


def test_a_document_from_standard_input_has_no_place(tmp_path):
    done = run("init", "-", "--out", tmp_path / "p", stdin=json.dumps(tagged()).encode())
    assert done.code == 0
    assert tomllib.loads((tmp_path / "p/refgen.toml").read_text("utf-8"))["source"] == {}


def test_an_address_is_kept_unless_it_holds_a_secret(server, tmp_path):
    url = server.on("/spec.json", answer(json.dumps(tagged()).encode()))
    for name, address, expected in (("a", url, {"url": url}), ("b", f"{url}?token=abc", {})):
        assert run("init", address, "--out", tmp_path / name).code == 0
        text = (tmp_path / name / "refgen.toml").read_text("utf-8")
        assert tomllib.loads(text)["source"] == expected
        assert "abc" not in text


# ------------------------------------------------------------------------------------------------------- source


def test_the_document_is_fetched_from_the_address_of_the_file(server, skill):
    url = server.on("/spec.json", answer(json.dumps(tagged("2.0.0")).encode()))
    (skill / "refgen.toml").write_text(f'[source]\nurl = "{url}"\n', "utf-8")
    assert "1.0.0 → 2.0.0" in run("update", "--out", skill).err


def test_the_command_line_goes_before_the_file_and_the_file_before_the_variable(server, skill, monkeypatch):
    url = server.on("/spec.json", answer(json.dumps(tagged("2.0.0")).encode()))
    monkeypatch.setenv("AMPECO_SPEC_URL", f"http://127.0.0.1:{closed_port()}/")
    assert run("update", "--out", skill, "--require-fresh").code == 0
    assert "1.0.0 → 2.0.0" in run("update", "--out", skill, "--url", url).err


def test_a_document_that_is_not_there_is_told(skill, tmp_path):
    (tmp_path / "api.json").rename(tmp_path / "api-2.json")
    before = folder(skill)
    assert_refused(run("update", "--out", skill), 3, "api.json", "Did you mean")
    assert folder(skill) == before


def test_fetch_reads_from_where_the_file_says(skill, tmp_path, monkeypatch):
    monkeypatch.chdir(skill)
    done = run("fetch")
    assert (done.code, done.out) == (0, (tmp_path / "api.json").read_text("utf-8"))


# ---------------------------------------------------------------------------------------------------- selection


def test_what_is_excluded_is_not_there_and_is_counted(skill):
    ask(skill, NOT_INTERNAL)
    done = run("update", "--out", skill, "--json")
    assert calls(skill) == ["stock-3", "users-0"]
    assert 'selection   4 operations, 2 of them excluded: exclude.tags "internal" 2' in done.err
    assert "changes     none, the API is the same" in done.err
    assert "not part of the selection any more: GET /internal-1, GET /internal-2" in done.err
    report = json.loads(done.out)["operations"]
    assert (report["total"], report["excluded"], report["excluded_by"]) == (2, 2, {'exclude.tags "internal"': 2})
    assert "NOTICE: SKILL.md, outside of its generated blocks, names GET /internal-1, " in done.err
    pages = "".join(path.read_text("utf-8") for path in (skill / "reference").rglob("*.*"))
    assert "internal-" not in pages
    assert "the document has 2 operations more" in (skill / "SKILL.md").read_text("utf-8")


@pytest.mark.parametrize("arguments", [("update",), ("generate",), ("generate", "api.json")])
def test_every_run_replays_the_selection(skill, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    ask(skill, NOT_INTERNAL)
    assert run("update", "--out", skill).code == 0
    before = folder(skill)
    for option in ((), ("--check",)):
        done = run(*arguments, "--out", skill, *option)
        assert done.code == 0
        assert "4 operations, 2 of them excluded" in done.err
    assert folder(skill) == before


def test_a_change_of_the_selection_is_neither_a_loss_nor_a_change_of_the_api(skill):
    changelog = (skill / "reference/changelog.md").read_bytes()
    for rules, expected in (
        ('[include]\ntags = ["users"]\n', ["users-0"]),
        ("[exclude]\ndeprecated = true\n", ["internal-1", "stock-3", "users-0"]),
        ('[exclude]\npaths = ["/users-*", "/stock**"]\n', ["internal-1", "internal-2"]),
        ("", ALL),
    ):
        ask(skill, rules)
        assert run("update", "--out", skill, "--max-loss", "0", "--strict").code == 0
        assert calls(skill) == expected
    assert (skill / "reference/changelog.md").read_bytes() == changelog


def test_what_the_vendor_takes_away_is_a_loss_and_stands_in_the_changelog(skill, tmp_path):
    ask(skill, NOT_INTERNAL)
    assert run("update", "--out", skill).code == 0
    tree = tagged("1.1.0")
    del tree["paths"]["/stock-3"]
    written(tmp_path / "api.json", tree)
    assert_refused(run("update", "--out", skill), 4, "1 operation of 2 (50%)", "3 now, 2 of them excluded")
    done = run("update", "--out", skill, "--accept-shrink")
    assert (done.code, "-1 operation" in done.err or "1 breaking" in done.err) == (0, True)
    changelog = (skill / "reference/changelog.md").read_text("utf-8")
    assert "/stock-3" in changelog
    assert "/internal" not in changelog


def test_without_the_document_nothing_comes_back_and_that_is_told(skill):
    ask(skill, NOT_INTERNAL)
    assert run("update", "--out", skill).code == 0
    ask(skill, "")
    done = run("generate", "--out", skill)
    assert (done.code, calls(skill)) == (0, ["stock-3", "users-0"])
    assert "NOTICE: 2 operations were left out of the catalog on disk by another selection" in done.err
    assert run("update", "--out", skill).code == 0
    assert calls(skill) == ALL


def test_more_can_be_left_out_without_the_document(skill):
    ask(skill, NOT_INTERNAL)
    assert run("generate", "--out", skill).code == 0
    assert calls(skill) == ["stock-3", "users-0"]


def test_out_of_reach_the_selection_holds(skill):
    ask(skill, NOT_INTERNAL)
    done = run("update", "--out", skill, "--url", f"http://127.0.0.1:{closed_port()}/x")
    assert (done.code, calls(skill)) == (0, ["stock-3", "users-0"])


def test_a_rule_that_selects_nothing_is_told_and_stops_nothing(skill):
    ask(skill, '[exclude]\ntags = ["intern"]\n')
    done = run("update", "--out", skill, "--strict=all")
    assert done.code == 0
    assert 'refgen.toml: exclude.tags "intern" selects nothing of the document; did you mean "internal"?' in done.err


def test_a_selection_of_nothing_is_wrong_usage(skill):
    ask(skill, '[exclude]\npaths = ["/**"]\n')
    before = folder(skill)
    assert_refused(run("update", "--out", skill), 2, "refgen.toml leaves none of 4 operations")
    assert folder(skill) == before


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("place", [".", "reference/catalog.json"])
def test_diff_leaves_out_of_both_what_the_skill_leaves_out(skill, tmp_path, place, turned):
    ask(skill, NOT_INTERNAL)
    assert run("update", "--out", skill).code == 0
    more = {f"/{tag}-9": {"get": get(None, tags=[tag])} for tag in ("internal", "users")}
    sides = [skill / place, written(tmp_path / "new.json", tagged("1.0.0", **more))]
    done = run("diff", *(reversed(sides) if turned else sides))
    assert "/users-9" in done.out
    assert "internal" not in done.out


# ------------------------------------------------------------------------------------- other options, and mistakes


def test_name_and_descriptions_are_replayed_and_the_command_line_goes_before_them(skill):
    project = (skill / "refgen.toml").read_text("utf-8")
    changed = project.replace('name = "parts"', 'name = "spares"').replace('"full"', '"none"', 1)
    (skill / "refgen.toml").write_text(changed.replace('descriptions = "full"', 'descriptions = "none"'), "utf-8")
    assert run("update", "--out", skill).code == 0
    assert "\nname: spares\n" in (skill / "SKILL.md").read_text("utf-8")
    assert '"full": false' in (skill / "reference/catalog.json").read_text("utf-8")
    done = run("update", "--out", skill, "--name", "parts", "--descriptions", "full")
    assert done.code == 0
    assert "\nname: parts\n" in (skill / "SKILL.md").read_text("utf-8")
    assert '"full": false' not in (skill / "reference/catalog.json").read_text("utf-8")


def test_a_name_unlike_the_folder_is_told_with_where_to_change_it(skill):
    moved = skill.rename(skill.with_name("spares"))
    assert "or the skill to spares in refgen.toml" in run("generate", "--out", moved).err


def test_a_folder_of_a_profile_is_taken(skill, tmp_path):
    (tmp_path / "profile").mkdir()
    assert_refused(run("generate", "--out", skill, "--profile", tmp_path / "profile"), 2, "profile.toml cannot be read")
    assert run("generate", "--out", skill, "--profile", tmp_path / "nowhere").code == 2
    (tmp_path / "profile/profile.toml").write_text('[vocabulary]\nacronyms = ["STOCK"]\n', "utf-8")
    assert run("generate", "--out", skill, "--profile", tmp_path / "profile").code == 0
    assert run("generate", "--out", skill, "--profile", tmp_path / "profile", "--check").code == 0
    assert run("generate", "--out", skill, "--check").code == 1


RECIPE = """
workflows:
  - workflowId: look
    summary: Look at stock
    description: Somebody asks.
    steps:
      - description: Ask.
        operationPath: GET /stock-3
"""


KNOWN = """
[vocabulary]
acronyms = ["STOCK"]

[[successors]]
kind = "operation"
subject = "GET /internal-2"
successors = ["GET /users-0"]
reason = "asked the vendor"
"""


def test_what_the_file_knows_of_the_api_is_on_the_pages(skill):
    (skill / "recipes.yaml").write_text(RECIPE, "utf-8")
    ask(skill, KNOWN)
    assert run("update", "--out", skill).code == 0
    assert "## Look at stock" in (skill / "reference/recipes.md").read_text("utf-8")
    assert "asked the vendor" in (skill / "reference/deprecation-map.md").read_text("utf-8")
    assert "STOCK" in (skill / "reference/endpoints-index.md").read_text("utf-8")
    assert run("update", "--out", skill, "--check").code == 0
    assert run("generate", "--out", skill, "--check").code == 0


def test_a_change_of_the_recipes_alone_is_no_run_with_nothing_to_do(skill):
    assert run("update", "--out", skill).code == 0
    (skill / "recipes.yaml").write_text(RECIPE, "utf-8")
    assert run("update", "--out", skill).code == 0
    assert "Look at stock" in (skill / "reference/recipes.md").read_text("utf-8")


def test_a_recipe_that_does_not_fit_is_told_and_no_run_stops(skill):
    (skill / "recipes.yaml").write_text(RECIPE.replace("stock-3", "stocks"), "utf-8")
    done = run("update", "--out", skill, "--strict=all")
    assert done.code == 0
    assert "recipes.yaml, recipe look, step 1 (GET /stocks)" in done.err
    assert "1 recipe step needs care" in done.err


def test_a_file_without_a_source_is_told_and_nothing_is_fetched(skill):
    path = skill / "refgen.toml"
    path.write_text(re.sub(r"^file = .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert_refused(run("update", "--out", skill), 2, "refgen.toml does not say where the document is", "[source]")


def test_a_recipe_in_a_wrong_form_is_told_and_nothing_is_written(skill):
    before = folder(skill)
    (skill / "recipes.yaml").write_text(RECIPE.replace("summary", "title"), "utf-8")
    assert_refused(run("update", "--out", skill), 2, "recipes.yaml, workflows[0].title: there is no such key")
    (skill / "recipes.yaml").unlink()
    assert folder(skill) == before


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[source]\nurl = x\n", ["line 2"]),
        ("[sorce]\n", ["sorce: there is no such key", "did you mean source"]),
        ("[source]\nurls = 'x'\n", ["source.urls: there is no such key", "did you mean url"]),
        ("[skill]\nnaem = 'x'\n", ["skill.naem: there is no such key", "did you mean name"]),
        ("[exclude]\ntag = ['x']\n", ["exclude.tag: there is no such key", "did you mean tags"]),
        ("[exclude]\nx = 1\n", ["exclude.x: there is no such key", "there are tags, paths, operation-ids"]),
        ("[exclude]\ntags = 'x'\n", ["exclude.tags: expected"]),
        ("[exclude]\ntags = [1]\n", ["exclude.tags"]),
        ("[include]\npaths = ['admin/**']\n", ["include.paths"]),
        ("[exclude]\ndeprecated = 'yes'\n", ["exclude.deprecated: expected"]),
        ("[options]\ndescriptions = 'some'\n", ["options.descriptions"]),
        ("[options]\nprofile = 'nowhere'\n", ["options.profile: there is no folder"]),
        ("[source]\nurl = 'https://x.example'\nfile = 'x'\n", ["source: there are both url and file"]),
        ("[source]\nurl = 'ftp://x.example'\n", ["source.url", "no http:// or https:// address"]),
        ("[source]\nfile = '.'\n", ["folder"]),
        ("[skill]\nname = 'No Name'\n", ["skill.name", "no name for a skill"]),
        ("[skill]\ndescription = '<x>'\n", ["skill.description"]),
        ("source = 1\n", ["source: expected"]),
    ],
)
@pytest.mark.parametrize("command", ["update", "generate"])
def test_a_mistake_is_told_with_file_and_key(skill, text, parts, command):
    (skill / "refgen.toml").write_text(text, "utf-8")
    before = folder(skill)
    if command == "generate" and "file = '.'" in text:
        return  # it reads no document
    code = 3 if "file = '.'" in text else 2
    assert_refused(run(command, "--out", skill), code, *parts, *([] if code == 3 else ["refgen.toml"]))
    assert folder(skill) == before


def test_what_editors_of_windows_write_is_read(skill):
    text = (skill / "refgen.toml").read_text("utf-8")
    (skill / "refgen.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert run("update", "--out", skill).code == 0
    (skill / "refgen.toml").write_bytes(b"\xff\xfe")
    assert_refused(run("update", "--out", skill), 2, "refgen.toml is no UTF-8 text")


def test_the_example_from_an_empty_folder(tmp_path, monkeypatch):
    """As `docs/your-own-api.md` tells it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, "openapi.yaml")
    assert run("init", "openapi.yaml", "--out", "voltline", "--name", "voltline").code == 0
    ask(Path("voltline"), '[exclude]\ntags = ["logs"]\ndeprecated = true\n')
    done = run("update", "--out", "voltline")
    assert "73 operations, 17 of them excluded: exclude.deprecated 15" in done.err
    assert run("update", "--out", "voltline", "--check", "--strict").code == 0


def test_a_folder_without_the_file_is_as_it_was(spec, bundle):
    before = folder(bundle)
    assert run("generate", spec, "--out", bundle).code == 0
    assert folder(bundle) == before
    assert document()["info"]["title"] == "Mini"
