"""The lookup commands as people and shells run them: streams, exit codes, JSON, completion, what is loaded."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest

from cli.running import Done, assert_refused, process, run
from documents import ROOT, SAMPLE

COMMANDS = ("search", "show", "stats", "version")
CREATE = "POST /public-api/resources/stations/v2.0"
SCRIPT = ROOT / "scripts/lookup.py"
NO_TERMINAL = "a terminal cannot be made here"


@pytest.fixture(scope="module")
def skill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample's bundle."""
    folder = tmp_path_factory.mktemp("skill")
    assert run("-q", "generate", SAMPLE, "--out", folder).code == 0
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    done = run(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert "ampeco-refgen" in done.out
    assert "--json" in done.out
    assert command in run("--help").out


def test_show_prints_the_page_of_a_call_and_nothing_else(skill):
    done = run("show", CREATE, "--out", skill)
    page = "reference/calls/public-api/resources/stations/v2.0/POST.md"
    assert done.code == 0
    assert (skill / page).read_text("utf-8").endswith(f"-->\n{done.out}")
    assert done.out.startswith(f"# {CREATE}\n\n")
    assert done.err == f"from {page}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", CREATE],
        ["show", "GET sessions", "--follow", "--json"],
        ["show", "GET stations/v7.0"],
        ["show", "filter:notifications"],
        ["show", "sesions"],
        ["show", "recipe:"],
        ["show", "-q", "users"],
        ["search", "start", "session", "--limit", "3"],
        ["search", "start session", "--json"],
        ["search", "qqqqzz"],
        ["stats"],
        ["stats", "--json"],
        ["version"],
        ["version", "--json"],
    ],
    ids=" ".join,
)
def test_the_script_prints_the_same(skill, arguments, monkeypatch):
    monkeypatch.setenv("AMPECO_REFGEN_CALLED", "refgen")  # hints name the command that was called
    command = [sys.executable, "-I", "-S", str(SCRIPT), *arguments, "--out", str(skill)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
    assert Done(code=done.returncode, out=done.stdout, err=done.stderr) == run(*arguments, "--out", skill)


def test_a_target_needs_no_quotes(skill):
    quoted, plain = (run("show", *words, "--out", skill) for words in (["POST stations"], ["POST", "stations"]))
    assert quoted == plain
    assert quoted.code == 0


def test_quiet_leaves_only_the_answer(skill):
    assert run("show", "-q", "filter:sessions", "--out", skill).err == ""


def test_show_as_json_says_where_it_is_from_and_where_links_lead(skill):
    answer = json.loads(run("show", "GET sessions", "--json", "--out", skill).out)
    assert answer.keys() == {"target", "kind", "note", "page", "pages", "heading", "text", "links"}
    assert (answer["target"], answer["kind"]) == ("GET sessions", "operation")
    assert answer["page"] == "reference/calls/public-api/resources/sessions/v1.0/GET.md"
    assert answer["heading"] == "GET /public-api/resources/sessions/v1.0"
    targets = {link["text"]: link["target"] for link in answer["links"]}
    assert "reference/common-patterns.md#errors" in targets.values()
    assert all((skill / target.partition("#")[0]).is_file() for target in targets.values())


def test_following_prints_what_the_answer_leaves_to_another_page(skill):
    plain, followed = (run("show", "GET circuits", *more, "--out", skill) for more in ([], ["--follow"]))
    assert followed.out.startswith(plain.out)
    assert "# Circuit\n" in followed.out
    pages = ("calls/public-api/resources/circuits/v1.0/GET.md", "schemas/circuit.md")
    assert followed.err == f"from {', '.join(f'reference/{page}' for page in pages)}\n"


def test_what_was_wrong_with_a_target_stands_above_the_answer(skill):
    done = run("show", "GET stations/v7.0", "--out", skill)
    assert done.code == 0
    assert done.out.startswith("There is no `GET stations/v7.0`: it is live under `v2.0`.\n\n# GET /public-api/")
    answer = json.loads(run("show", "GET stations/v7.0", "--json", "--out", skill).out)
    assert answer["text"].startswith("# GET ")
    assert answer["note"].endswith("live under `v2.0`.")


@pytest.mark.parametrize("target", ["sesions", "filter:sesions", "webhook:nothing", "GET things/v7.0", "fields:x.y"])
def test_an_unknown_target_is_wrong_usage(skill, target):
    assert_refused(run("show", target, "--out", skill), 2, "nothing named")


@pytest.mark.parametrize(
    "arguments", [["search"], ["show"], ["search", "a", "--limit", "0"], ["stats", "surplus"], ["version", "surplus"]]
)
def test_wrong_usage_exits_2(skill, arguments):
    assert_refused(run(*arguments, "--out", skill), 2)


def test_hints_name_the_command_that_was_called(skill, tmp_path):
    place = Path(shutil.copytree(ROOT / "scripts", tmp_path / "a skill" / "scripts"))
    shutil.copytree(ROOT / "src/ampeco_refgen/lookup", place / "ampeco_refgen/lookup")

    def err(*arguments: str) -> str:
        command = [sys.executable, "a skill/scripts/lookup.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8").stderr

    (hint,) = re.findall("try: (.*)", err("show", "qq zz qq", "--out", str(skill)))
    python, *rest = shlex.split(hint)
    assert Path(shutil.which(python) or "").samefile(sys.executable)
    assert rest == ["a skill/scripts/lookup.py", "search", "qq zz qq"]
    assert subprocess.run(["bash", "-c", f"{hint} --out '{skill}'"], cwd=tmp_path).returncode == 0
    assert "make one with `bash 'a skill/scripts/refgen.sh' update --out " in err("show", "users")
    assert "a skill/scripts/lookup.py' --help tells" in err("shwo")
    (place / "refgen.sh").unlink()
    assert "copy the skill's folder once more" in err("show", "users")


@pytest.mark.parametrize("arguments", [["show", "qqqqzz"], ["generate"], ["generate", "broken.json"], ["dif"]])
def test_every_hint_names_what_a_script_says_it_was_called_by(tmp_path, monkeypatch, arguments):
    monkeypatch.setenv("AMPECO_REFGEN_CALLED", "bash '/a b/refgen.sh'")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text('{"openapi": "3.0.0", "info": 3, "paths": 3}')
    done = run(*arguments)
    assert done.code in (2, 4)
    assert "ampeco-refgen " not in done.err
    assert "bash '/a b/refgen.sh'" in done.err


@pytest.mark.parametrize("arguments", [["search", "station"], ["show", "stations"]])
@pytest.mark.parametrize(
    ("keep", "missing"),
    [
        (["endpoints-index.md"], "reference/endpoints-index-"),
        (["*.md"], "reference/calls/ is missing"),
        (["*.md", "resources/*", "webhooks/*"], "reference/calls/"),
    ],
)
def test_a_bundle_that_is_half_there_says_what_is_missing_and_how_to_have_it(skill, tmp_path, arguments, keep, missing):
    for path in (path for pattern in keep for path in (skill / "reference").glob(pattern)):
        copy = tmp_path / path.relative_to(skill)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            shutil.copy(path, copy)
    if "endpoints-index-" in missing:
        index = tmp_path / "reference/endpoints-index.md"
        index.write_text(index.read_text("utf-8") + "\n[Resources](endpoints-index-resources.md)\n", "utf-8")
    target = ["show", "GET stations"] if arguments[0] == "show" else arguments
    assert_refused(run(*target, "--out", tmp_path), 2, missing, "make it again with `ampeco-refgen update --out ")


def test_a_page_of_a_call_that_is_missing_is_told(skill, tmp_path):
    copy = Path(shutil.copytree(skill, tmp_path / "skill"))
    (copy / "reference/calls/public-api/resources/sessions/v1.0/GET.md").unlink()
    for target in ("GET sessions", "filter:sessions"):
        assert_refused(run("show", target, "--out", copy), 2, "sessions/v1.0/GET.md is missing", "make it again")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("start", [[sys.executable, str(SCRIPT)], [sys.executable, "-m", "ampeco_refgen"]])
def test_an_answer_that_cannot_be_written_is_told(skill, start):
    with Path("/dev/full").open("w") as full:
        command = [*start, "show", "sessions", "--out", str(skill)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert (done.returncode, done.stderr) == (5, "error: the answer cannot be written: No space left on device\n")


@pytest.mark.parametrize(
    "arguments", [["show", "sessions"], ["search", "station"], ["show", "--help"], ["show", "qqqq"]]
)
def test_a_reader_that_leaves_early_is_no_failure(skill, arguments):
    more = [] if "--help" in arguments else ["--out", str(skill)]
    line = shlex.join([sys.executable, str(SCRIPT), *arguments, *more])
    done = subprocess.run(
        ["bash", "-c", f"({line} 2>&1; echo $? >&3) 3>&2 | true"], capture_output=True, encoding="utf-8"
    )
    assert done.stderr in ("0\n", "2\n")


@pytest.mark.parametrize("arguments", [["search", "station"], ["show", "stations"], ["stats"]])
def test_without_a_bundle_it_says_what_to_do(tmp_path, arguments):
    assert_refused(run(*arguments, "--out", tmp_path), 2, "there is no bundle in", "ampeco-refgen update")


def test_the_folder_is_the_current_one_or_that_of_the_environment(skill, tmp_path, monkeypatch):
    expected = run("show", "sessions", "--out", skill)
    monkeypatch.chdir(skill)
    assert run("show", "sessions") == expected
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AMPECO_REFGEN_OUT", str(skill))
    assert run("show", "sessions") == expected


def test_search_prints_one_line_for_each_hit(skill):
    done = run("search", "start", "session", "--limit", "3", "--out", skill)
    assert done.code == 0
    assert done.err.endswith("more: --limit " + str(3 + int(done.err.split()[0])) + "\n")
    first, *rest = done.out.splitlines()
    call = "POST /public-api/actions/station/v1.0/{station}/start/{outlet}"
    page = "public-api/actions/station/v1.0/_/start/_/POST.md"
    assert first == f"{call} — Station / Start a session on an outlet (reference/calls/{page})"
    assert len(rest) == 2


def test_what_search_prints_first_on_a_line_show_takes(skill):
    for line in run("search", "station", "--limit", "40", "--out", skill).out.splitlines():
        assert run("show", line.partition(" — ")[0], "--out", skill).code == 0


def on_a_terminal(columns: int, *arguments: str, **environment: str) -> str:
    """Return what the script prints on a terminal of so many columns."""
    pty, fcntl, termios = (pytest.importorskip(name, reason=NO_TERMINAL) for name in ("pty", "fcntl", "termios"))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    command = [sys.executable, "-I", "-S", str(SCRIPT), *arguments]
    env = {**variables, "TERM": "xterm", **environment}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, stdin=theirs, env=env) as process:
        os.close(theirs)
        printed = b""
        with suppress(OSError):  # how Linux says that the other side has closed
            while chunk := os.read(ours, 65536):
                printed += chunk
    os.close(ours)
    assert process.returncode == 0
    return printed.decode().replace("\r\n", "\n")


def test_on_a_terminal_hits_stand_in_columns_calls_first(skill):
    lines = on_a_terminal(120, "search", "start session", "--out", str(skill), NO_COLOR="1").splitlines()
    call = "POST /public-api/actions/station/v1.0/{station}/start/{outlet}"
    assert lines[0].startswith(f"{call}  ")
    assert lines[0].endswith("  Station / Start a session on an outlet")
    column = lines[0].index("Station / Start")
    assert all(line[column - 2 : column] == "  " and line[column] != " " for line in lines)
    targets = [line.split("  ")[0] for line in lines if line[0] != " "]
    calls = [" /" in target for target in targets]
    assert calls == sorted(calls, reverse=True)
    assert "reference/" not in "".join(lines)


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_target_is_cut(skill, columns):
    printed = on_a_terminal(columns, "search", "stations", "--limit", "30", "--out", str(skill), NO_COLOR="1")
    for line in printed.splitlines():
        assert len(line) <= columns or " " not in line.strip().partition(" ")[2]
    targets = [
        hit["target"] for hit in json.loads(run("search", "stations", "--limit", "30", "--json", "--out", skill).out)
    ]
    assert all(target in printed for target in targets)


def test_colours_tell_the_kind_and_what_matched_where_they_are_wanted(skill):
    asked = ("search", "start session", "--out", str(skill))
    assert "\x1b[36mPOST\x1b[0m /public-api/actions/" in on_a_terminal(120, *asked)
    assert "/\x1b[1mstart\x1b[0m/" in on_a_terminal(120, *asked)
    for plain in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in on_a_terminal(120, *asked, **plain)
    assert "\x1b" not in run(*asked).out


def test_a_tiny_terminal_gets_the_plain_lines(skill):
    asked = ("search", "start session", "--out", str(skill))
    assert on_a_terminal(20, *asked) == run(*asked).out


def test_search_as_json_is_a_list(skill):
    hits = json.loads(run("search", "stations listing", "--json", "--out", skill).out)
    assert hits[0].keys() >= {"target", "kind", "summary", "page", "deprecated", "successor", "matched", "score"}
    assert [hit["deprecated"] for hit in hits if "/stations/" in hit["target"]][:1] == [False]


def test_calls_that_are_only_near_a_target_are_not_said_to_have_its_name(skill):
    done = run("show", "PATCH sessions", "--out", skill)
    assert done.out.startswith("There is no `PATCH sessions`")
    assert done.err == "the nearest calls that there are\n"


def test_no_hit_is_no_failure(skill):
    assert run("search", "qqqqzz", "--out", skill) == Done(code=0, out="", err="nothing found for 'qqqqzz'\n")
    assert json.loads(run("search", "qqqqzz", "--json", "--out", skill).out) == []


def test_stats_tell_sizes_and_warn_of_what_is_too_large(skill, tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/endpoints-index.md").write_text("# Endpoints index\n", "utf-8")
    (tmp_path / "reference/a.md").write_text("x" * 500, "utf-8")
    assert run("stats", "--out", tmp_path).err == "warning: reference/a.md has lines of more than 400 columns: 1\n"
    report = json.loads(run("stats", "--json", "--out", skill).out)
    assert report["files"] == len([*skill.rglob("*.md")])
    assert report["skill"]["lines"] < report["limits"]["skillLines"]


def test_version_tells_what_the_skill_is_of(skill):
    digest = sha256((skill / "reference/catalog.json").read_bytes()).hexdigest()
    made_by = f"ampeco-refgen {version('ampeco-refgen')}"
    done = run("version", "--out", skill)
    assert (done.code, done.err) == (0, "")
    assert [line.split(maxsplit=1) for line in done.out.splitlines()] == [
        ["skill", "voltline-public-api"],
        ["API", "version 4.2.0"],
        ["catalog", f"sha256 {digest}"],
        ["generator", made_by],
    ]
    assert json.loads(run("version", "--json", "--out", skill).out) == {
        "name": "voltline-public-api",
        "apiVersion": "4.2.0",
        "catalogSha256": digest,
        "generator": made_by,
        "packedFrom": None,
        "catalogFits": True,
    }


def test_version_takes_what_is_in_a_value_of_the_owner_for_no_entry(skill, tmp_path):
    copy = shutil.copytree(skill, tmp_path / "copy")
    text = (copy / "SKILL.md").read_text("utf-8")
    owned = "metadata:\n# said\n  name: no\n  said: |\n    generator: no\n"
    (copy / "SKILL.md").write_text(text.replace("metadata:\n", owned, 1), "utf-8")
    assert run("version", "--out", copy).out == run("version", "--out", skill).out


def test_version_warns_of_a_catalog_that_is_another_one_and_does_without(skill, tmp_path):
    copy = shutil.copytree(skill, tmp_path / "copy")
    with (copy / "reference/catalog.json").open("a") as catalog:
        catalog.write("\n")
    done = run("version", "--out", copy)
    assert (done.code, done.err) == (0, "warning: reference/catalog.json is not the one that SKILL.md names\n")
    (copy / "reference/catalog.json").unlink()
    assert run("version", "--out", copy).err == ""
    assert json.loads(run("version", "--json", "--out", copy).out)["catalogFits"] is None


@pytest.mark.parametrize("text", [None, "", "# A skill\n", "---\nname: a\n---\n", "---\nmetadata:\n  a: b\n---\n"])
def test_a_skill_that_does_not_tell_its_version_is_told(skill, tmp_path, text):
    copy = shutil.copytree(skill, tmp_path / "copy")
    (copy / "SKILL.md").unlink()
    if text is not None:
        (copy / "SKILL.md").write_text(text, "utf-8")
    assert_refused(run("version", "--out", copy), 2, str(copy / "SKILL.md"))


def completed(skill: Path, words: str, position: int, shell: str = "bash") -> list[str]:
    """Return what the shell is told to complete the word at a position with."""
    wanted = str(position) if shell != "fish" else words.split(" ")[position]
    asked = {"COMP_WORDS": words, "COMP_CWORD": wanted, "_AMPECO_REFGEN_COMPLETE": f"{shell}_complete"}
    done = process(env={**asked, "AMPECO_REFGEN_OUT": str(skill)})
    assert (done.code, done.err) == (0, "")
    return done.out.split()


@pytest.mark.parametrize(
    ("words", "position", "expected"),
    [
        ("ampeco-refgen show se", 2, "plain,sessions"),
        ("ampeco-refgen show filter : se", 4, "plain,sessions"),
        ("ampeco-refgen show filter :", 3, "plain,sessions"),
        ("ampeco-refgen show POST acc", 3, "plain,access-cards"),
        ("ampeco-refgen show body : POST acc", 5, "plain,access-cards"),
        ("ampeco-refgen sh", 1, "plain,show"),
    ],
)
def test_bash_completes_word_by_word_and_breaks_at_colons(skill, words, position, expected):
    assert expected in completed(skill, words, position)


def test_other_shells_keep_the_colon(skill):
    assert "plain,filter:sessions" in completed(skill, "ampeco-refgen show filter:se", 2, "fish")
    assert "filter:sessions" in completed(skill, "ampeco-refgen show filter:se", 2, "zsh")


def test_without_a_bundle_nothing_is_completed(tmp_path):
    assert completed(tmp_path, "ampeco-refgen show se", 2) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_gets_its_script(shell):
    done = process(env={"_AMPECO_REFGEN_COMPLETE": f"{shell}_source"})
    assert done.code == 0
    assert "_AMPECO_REFGEN_COMPLETE" in done.out


def test_an_unknown_shell_is_wrong_usage():
    assert process(env={"_AMPECO_REFGEN_COMPLETE": "tcsh_source"}).code == 2


@pytest.mark.parametrize("arguments", [["show", "GET sessions"], ["search", "start sesion"], ["stats"]])
def test_nothing_heavy_is_loaded(skill, arguments):
    heavy = {"jinja2", "requests", "jsonschema_rs", "ryaml", "openapi_spec_validator", "ampeco_refgen.catalog"}
    code = (
        "import sys\nfrom ampeco_refgen.cli import commands as cli\n"
        f"try:\n    cli.main({[*arguments, '--out', str(skill)]!r})\n"
        "except SystemExit as end:\n    assert end.code == 0\n"
        f"print('loaded', sorted({heavy!r} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded []"
